"""One article in, one checked extraction out; what the model says is used once, and never twice paid."""

from __future__ import annotations

import asyncio
import hashlib
import json
import threading
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import create_model

from extractor.article import article
from extractor.claims import Claim, NumericClaim
from extractor.errors import ModelUnavailable
from extractor.extract import (
    Extraction,
    Gate,
    Remembered,
    Stopped,
    Task,
    ask_model,
    extract,
    fill,
    request_key,
)
from extractor.model import Attempt, Model, Usage
from extractor.numbers import Bound, Mention, Role, scan
from extractor.pace import Pace
from extractor.project import find
from extractor.row import number
from tests.faults.journal import entries
from tests.faults.process import PATIENCE
from tests.faults.script import Script
from tests.faults.server import faulty

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Endpoint

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

TEXT = "Floods closed 12 schools, 30 shops and 4 bridges. At least 1,000 people left."


@pytest.fixture
def by_number(task: Task) -> Task:
    return replace(task, ask="sentence")


def model(endpoint: Endpoint, slots: int = 4) -> Model:
    return Model("tiny", base_url=endpoint.base_url, slots=slots, pace=Pace(pause=0.01))


def asked(endpoint: Endpoint, task: Task, slots: int = 4, **options: Any) -> Extraction:
    async def run() -> Extraction:
        tiny = model(endpoint, slots)
        try:
            return await ask_model(article(TEXT), task, tiny, **options)
        finally:
            await tiny.aclose()

    return anyio.run(run)


def places(found: Extraction) -> list[str]:
    return [TEXT[result.start : result.end] for result in found.check.results]


def test_claims_come_in_the_order_of_the_text_however_the_answers_come(
    endpoint: Endpoint, by_number: Task
) -> None:
    others = threading.Semaphore(0)

    def later_first(body: dict[str, Any]) -> Any:
        if endpoint.number(body) == "12":
            for _ in range(3):
                assert others.acquire(timeout=PATIENCE)
        else:
            others.release()
        return endpoint.answer(body)

    endpoint.say = later_first

    assert places(asked(endpoint, by_number)) == ["12", "30", "4", "1,000"]


def test_no_more_is_asked_at_a_time_than_there_are_slots(endpoint: Endpoint, by_number: Task) -> None:
    together = threading.Barrier(2, timeout=PATIENCE)

    def two_by_two(body: dict[str, Any]) -> Any:
        together.wait()
        return endpoint.answer(body)

    endpoint.say = two_by_two
    asked(endpoint, by_number, slots=2)

    assert (len(endpoint.asked), endpoint.most) == (4, 2)


def test_the_value_comes_from_the_text_and_not_from_the_model(endpoint: Endpoint, by_number: Task) -> None:
    row = asked(endpoint, by_number).row()

    assert [(claim["value"], claim["low"], claim["high"], claim["bound"]) for claim in row["claims"]] == [
        (12, None, None, "exact"),
        (30, None, None, "exact"),
        (4, None, None, "exact"),
        (None, 1000, None, "at_least"),
    ]


def test_a_row_is_the_json_that_was_promised(endpoint: Endpoint, by_number: Task) -> None:
    row = asked(endpoint, by_number).row()

    assert json.loads(json.dumps(row)) == row
    assert list(row) == ["article", "task", "model", "claims", "uncovered", "usage", "error"]
    assert row["article"] == {
        "id": article(TEXT).id,
        "path": None,
        "sha256": article(TEXT).sha256,
        "title": article(TEXT).title,
        "date": None,
        "source": None,
    }
    assert (row["task"], row["model"], row["error"], row["uncovered"]) == ("figures", "tiny", None, [])
    assert row["usage"] | {"seconds": 0} == {
        "calls": 4,
        "prompt_tokens": 400,
        "completion_tokens": 40,
        "cached_tokens": 0,
        "seconds": 0,
        "cost": None,
    }
    assert {"type", "verdict", "start", "end", "quote", "findings", "subject", "value"} <= set(
        row["claims"][0]
    )


def test_one_useless_answer_costs_only_its_own_number(endpoint: Endpoint, by_number: Task) -> None:
    endpoint.say = lambda body: "no json" if endpoint.number(body) == "30" else endpoint.answer(body)
    found = asked(endpoint, by_number)

    assert places(found) == ["12", "4", "1,000"]
    assert [mention.text for mention in found.check.uncovered] == ["30"]
    assert str(found.error).startswith("1 of 4 requests: tiny ")
    assert found.row()["error"]["type"] == "AnswerRejected"


def test_only_what_failed_is_asked_again(endpoint: Endpoint, by_number: Task) -> None:
    attempts = Remembered()
    endpoint.say = lambda body: "no json" if endpoint.number(body) == "30" else endpoint.answer(body)
    asked(endpoint, by_number, attempts=attempts)
    endpoint.asked.clear()
    endpoint.say = endpoint.answer
    again = asked(endpoint, by_number, attempts=attempts)

    assert [endpoint.number(body) for body in endpoint.asked] == ["30"]
    assert places(again) == ["12", "30", "4", "1,000"]
    assert (again.error, again.usage.calls) == (None, 3 + 2 + 1)


def test_an_answer_that_no_longer_fits_is_asked_for_again(endpoint: Endpoint, by_number: Task) -> None:
    attempts = Remembered()
    asked(endpoint, by_number, attempts=attempts)
    for key in list(attempts)[:1]:
        anyio.run(attempts.add, key, Attempt("{}", Usage(1)))
    for key in list(attempts)[1:2]:
        attempts[key][:] = [replace(attempts[key][0], raw="{}")]
    endpoint.asked.clear()
    asked(endpoint, by_number, attempts=attempts)

    assert len(endpoint.asked) == 1


def test_a_model_that_cannot_be_reached_ends_the_article(endpoint: Endpoint, by_number: Task) -> None:
    endpoint.say = lambda body: 401

    with pytest.raises(ModelUnavailable):
        asked(endpoint, by_number, slots=1)
    assert len(endpoint.asked) == 1


def test_a_closed_gate_lets_no_request_begin_and_the_others_finish(
    endpoint: Endpoint, by_number: Task
) -> None:
    attempts = Remembered()
    endpoint.hold()

    async def run() -> None:
        gate = Gate(2)
        tiny = model(endpoint)
        async with anyio.create_task_group() as group:
            group.start_soon(close_when_asked, gate)
            with pytest.raises(Stopped):
                await ask_model(article(TEXT), by_number, tiny, attempts=attempts, gate=gate)
        await tiny.aclose()

    async def close_when_asked(gate: Gate) -> None:
        while len(endpoint.asked) < 2:
            await anyio.sleep(0.01)
        gate.close()
        endpoint.let_go()

    anyio.run(run)

    assert (len(endpoint.asked), sum(map(len, attempts.values()))) == (2, 2)


def test_an_article_without_numbers_is_not_asked_about(endpoint: Endpoint, by_number: Task) -> None:
    found = extract(article("Nothing happened."), by_number, model(endpoint))

    assert (found.check.results, endpoint.asked) == ((), [])


def test_extract_works_in_any_thread_and_in_a_running_loop(endpoint: Endpoint, by_number: Task) -> None:
    tiny = model(endpoint)
    found: list[Extraction] = []

    async def notebook() -> None:
        found.append(extract(article(TEXT), by_number, tiny))

    threads = [
        threading.Thread(target=lambda: found.append(extract(article(TEXT), by_number, tiny)))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    asyncio.run(notebook())

    assert [places(one) for one in found] == [["12", "30", "4", "1,000"]] * 4


def test_whatever_decides_the_question_is_in_the_fingerprint(task: Task, project: Path) -> None:
    prompt = project / "prompts" / "figures.md"
    prompt.write_text(prompt.read_text() + "\nBe brief.\n")

    class Share(NumericClaim):
        """A share."""

    changed = [
        task,
        replace(task, ask="sentence"),
        replace(task, types=(Share,)),
        find(project).task(),
    ]
    told = {one.fingerprint("tiny") for one in changed} | {task.fingerprint("large")}

    assert len(told) == 5
    assert replace(task, name="renamed").fingerprint("tiny") == task.fingerprint("tiny")


def mention(low: int | None, high: int | None, bound: Bound) -> Mention:
    made = [None if end is None else Decimal(end) for end in (low, high)]
    return Mention(1, 0, 1, "x", Role.QUANTITY, made[0], made[1], "day", bound)


@pytest.mark.parametrize(
    ("low", "high", "bound", "filled"),
    [
        (5, 5, Bound.ABOUT, (5, None, None)),
        (5, None, Bound.AT_LEAST, (None, 5, None)),
        (None, 5, Bound.AT_MOST, (None, None, 5)),
        (5, 7, Bound.RANGE, (None, 5, 7)),
        (None, None, Bound.VAGUE, (None, None, None)),
    ],
)
def test_a_claim_is_filled_from_its_mention(
    low: int | None, high: int | None, bound: Bound, filled: tuple[int | None, ...]
) -> None:
    claim = fill(NumericClaim(mention=1, subject="rain"), {1: mention(low, high, bound)})

    assert isinstance(claim, NumericClaim)
    assert (claim.value, claim.low, claim.high) == filled
    assert (claim.unit, claim.bound, claim.subject) == ("day", bound, "rain")


def test_a_claim_that_points_nowhere_is_left_as_it_is() -> None:
    plain, lost = Claim(quote="x"), NumericClaim(mention=9)
    numbered = {found.id: found for found in scan(TEXT)}

    assert fill(plain, numbered) is plain
    assert fill(lost, numbered) is lost


@given(st.decimals(allow_nan=False, allow_infinity=True) | st.decimals(-(10**6), 10**6, places=3))
def test_a_decimal_in_json_is_the_same_number(value: Decimal) -> None:
    written = json.loads(json.dumps(number(value)))
    read = Decimal(repr(written)) if isinstance(written, float) else Decimal(written)

    assert read == value


def test_integers_that_some_json_readers_would_round_are_strings() -> None:
    assert [number(Decimal(2**53)), number(Decimal(2**53 + 1)), number(Decimal("1E+2"))] == [
        2**53,
        str(2**53 + 1),
        100,
    ]


def test_a_request_is_named_by_all_its_messages_and_its_schema() -> None:
    one, other = create_model("One", yes=(bool, ...)), create_model("Other", no=(bool, ...))
    said = [{"role": "system", "content": 'Say "é".'}, {"role": "user", "content": "A\u2028B"}]
    canonical = {"messages": said, "schema": _hash(one.model_json_schema())}
    assert request_key(said, one) == _hash(canonical)
    assert request_key(tuple(said), one) == request_key(said, one)
    assert request_key(said[1:], one) == _hash(canonical | {"messages": said[1:]})
    others = [(said[::-1], one), (said, other), ([said[0] | {"role": "user"}, said[1]], one)]
    assert len({request_key(*asked) for asked in [(said, one), *others]}) == 4


def _hash(value: object) -> str:
    canonical = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def test_a_text_that_is_known_to_be_too_long_is_asked_for_in_parts_at_once(
    task: Task, tmp_path: Path
) -> None:
    long = article(
        " ".join(f"The {n}th town of FAULT-1 lost {n + 100} cows in the storm." for n in range(200))
    )
    journal, kept = tmp_path / "journal.jsonl", Remembered()

    async def twice() -> tuple[Extraction, Extraction, int]:
        async with faulty(Script(context=3500), journal) as server:
            tiny = Model("test", base_url=server.url, pace=Pace(pause=0.01))
            first = await ask_model(long, task, tiny, attempts=kept)
            for request, attempts in kept.items():
                kept[request] = [one for one in attempts if one.error]  # it died before the answers came
            asked = len(list(entries(journal)))
            second = await ask_model(long, task, tiny, attempts=kept)
            await tiny.aclose()
        return first, second, asked

    first, second, asked = anyio.run(twice)
    answers = [entry.answer for entry in entries(journal)]

    assert second.check == first.check
    assert "context_length_exceeded" in answers[:asked]
    assert set(answers[asked:]) == {"fine"}
