"""The fault server is what it says: each fault over a real socket, as a plain client sees it."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import subprocess
import sys
import time
from contextlib import asynccontextmanager
from email.utils import parsedate_to_datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import openai
import pytest
from openai import AsyncOpenAI
from pydantic import ValidationError

from extractor.article import article
from extractor.numbers import scan
from extractor.prompt import claims, render
from tests.faults.answers import HOSTILE, MALFORMED, right
from tests.faults.faults import FAULTS
from tests.faults.journal import entries
from tests.faults.process import PATIENCE, launched
from tests.faults.script import Fate, Script, Step, Storm
from tests.faults.server import faulty

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from extractor.extract import Task
    from tests.faults.server import Server

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

SCHEMA = {"type": "object", "properties": {"n": {"type": "integer"}, "word": {"type": "string"}}}
GOOD = '{"n": 1, "word": "x"}'
FORMAT: Any = {"type": "json_schema", "json_schema": {"name": "Count", "schema": SCHEMA}}


def body(text: str = "FAULT-1 happened.") -> dict[str, Any]:
    return {"model": "m", "messages": [{"role": "user", "content": text}], "response_format": FORMAT}


def one(fault: str, **options: Any) -> Script:
    """A script in which FAULT-1 fails once."""
    return Script(articles={"FAULT-1": (Step(fault=fault, options=options),)})


@asynccontextmanager
async def client(server: Server, timeout: float = PATIENCE) -> AsyncIterator[AsyncOpenAI]:
    async with AsyncOpenAI(api_key="k", base_url=server.url, max_retries=0, timeout=timeout) as made:
        yield made


def ask(script: Script, *texts: str, timeout: float = PATIENCE) -> list[Any]:
    """Ask for each text in turn; returns completions and errors."""

    async def all_of_them() -> list[Any]:
        async with faulty(script) as server, client(server, timeout) as asked:
            return [await outcome(asked, text) for text in texts or ("FAULT-1 happened.",)]

    return asyncio.run(all_of_them())


async def outcome(asked: AsyncOpenAI, text: str) -> Any:
    try:
        return await asked.chat.completions.create(**body(text))
    except (openai.OpenAIError, ValueError) as error:
        return error


def content(completion: Any) -> Any:
    return completion.choices[0].message.content


def raw(script: Script, *, last: bool = True, timeout: float = PATIENCE) -> bytes:
    """Return everything that comes over the line for one request, and the error that ends it if one does.

    After its `last` request a client says so, and a server that has answered closes the connection.
    """

    async def once() -> bytes:
        async with faulty(script) as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            sent = json.dumps(body()).encode()
            head = f"POST /v1/chat/completions HTTP/1.1\r\ncontent-length: {len(sent)}\r\n\r\n"
            writer.write(head.encode() + sent)
            if last:
                writer.write_eof()
            got = bytearray()
            try:
                async with asyncio.timeout(timeout):
                    while piece := await reader.read(65536):
                        got += piece
            except (TimeoutError, ConnectionResetError) as error:
                got += type(error).__name__.encode()
            writer.close()
            return bytes(got)

    return asyncio.run(once())


# Right answers


@pytest.mark.parametrize(
    "text", ["12 ships sank and 3 were saved.", "«Then» 12 ships »[#9] sank, «5»[#1] not."]
)
def test_asked_by_article_there_is_a_claim_for_each_tagged_number_and_no_other(task: Task, text: str) -> None:
    (request,) = render(article(text), scan(text), task.template, task.types, "article")
    answer = right(asked(request))
    found = claims(request, request.response.model_validate_json(json.dumps(answer)))
    assert [claim["mention"] for claim in answer["claims"]] == list(request.mentions)
    assert {type(claim).__name__ for claim in found} == {"Figure"}
    assert answer["claims"][0]["subject"] == "ships"


def asked(request: Any) -> dict[str, Any]:
    schema = request.response.model_json_schema()
    form = {"type": "json_schema", "json_schema": {"name": "Claims", "schema": schema}}
    return {"model": "m", "messages": request.messages, "response_format": form}


def test_asked_by_sentence_the_answer_is_the_first_type_there_is(task: Task) -> None:
    text = "12 ships sank and 3 were saved."
    requests = render(article(text), scan(text), task.template, task.types, "sentence")
    assert [right(asked(request)) for request in requests] == [{"type": "figure"}] * 2


def test_a_repeated_question_about_an_article_is_answered_like_the_first(task: Task) -> None:
    text = "12 ships sank."
    (request,) = render(article(text), scan(text), task.template, task.types, "article")
    again = asked(request)
    again["messages"] = [
        *request.messages,
        {"role": "assistant", "content": "{}"},
        {"role": "user", "content": "Correct your JSON ONLY RESPONSE"},
    ]
    assert right(again) == right(asked(request))


def test_an_answer_says_what_it_took() -> None:
    (completion,) = ask(Script())
    assert content(completion) == GOOD
    assert completion.usage.prompt_tokens > 10
    assert (
        completion.usage.total_tokens == completion.usage.prompt_tokens + completion.usage.completion_tokens
    )


# Faults


@pytest.mark.parametrize("value", ["2", "0", "-5", "nan", "300", "1e9"])
def test_a_rate_limit_says_after_what_time_to_come_back_as_the_script_has_it(value: str) -> None:
    error, fine = ask(one("rate_limited", retry_after=value), *["FAULT-1 happened."] * 2)
    assert (error.status_code, error.response.headers["retry-after"]) == (429, value)
    assert content(fine) == GOOD


def test_a_rate_limit_may_name_milliseconds_a_date_or_nothing() -> None:
    (plain,) = ask(one("rate_limited"))
    assert not {"retry-after", "retry-after-ms"} & set(plain.response.headers)
    (brief,) = ask(one("rate_limited", milliseconds="40"))
    assert brief.response.headers["retry-after-ms"] == "40"
    (dated,) = ask(one("rate_limited_until", seconds=60))
    date = parsedate_to_datetime(dated.response.headers["retry-after"])
    assert 55 < date.timestamp() - time.time() < 61


@pytest.mark.parametrize(
    ("fault", "options", "status", "code"),
    [
        ("status", {"status": 500}, 500, None),
        ("status", {"status": 503}, 503, None),
        ("bad_gateway_page", {}, 502, None),
        ("unauthorized", {}, 401, "invalid_api_key"),
        ("forbidden", {}, 403, "model_not_found"),
        ("no_such_model", {}, 404, "model_not_found"),
        ("insufficient_quota", {}, 429, "insufficient_quota"),
        ("content_filter_400", {}, 400, "content_filter"),
        ("context_length_exceeded", {}, 400, "context_length_exceeded"),
    ],
)
def test_a_status_comes_with_its_code(
    fault: str, options: dict[str, Any], status: int, code: str | None
) -> None:
    (error,) = ask(one(fault, **options))
    assert (error.status_code, error.code) == (status, code)


def test_a_server_that_hangs_says_nothing() -> None:
    assert raw(one("hang"), last=False, timeout=0.3) == b"TimeoutError"
    (error,) = ask(one("hang"), timeout=0.3)
    assert isinstance(error, openai.APITimeoutError)


def test_a_dripping_server_takes_longer_than_any_pause_in_it() -> None:
    began = time.monotonic()
    (completion,) = ask(one("drip", seconds=0.01), timeout=2.0)
    assert content(completion) == GOOD
    assert time.monotonic() - began > 2.0


def test_connections_end_in_four_ways() -> None:
    assert raw(one("close_before_headers"), last=False) == b""
    assert raw(one("reset_before_headers"), last=False) == b"ConnectionResetError"
    closed, reset = raw(one("half_a_body"), last=False), raw(one("reset_in_body"), last=False)
    assert reset == closed + b"ConnectionResetError"
    head, _, half = closed.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head)
    assert length is not None
    assert len(half) == int(length[1]) - int(length[1]) // 2


@pytest.mark.parametrize(
    "fault", ["close_before_headers", "reset_before_headers", "reset_in_body", "half_a_body"]
)
def test_a_lost_connection_is_an_error_of_the_connection(fault: str) -> None:
    (error,) = ask(one(fault))
    assert isinstance(error, openai.APIConnectionError)


def test_headers_may_stand_twice() -> None:
    assert raw(one("duplicate_headers")).count(b"\r\nx-request-id: ") == 2
    assert raw(one("two_lengths")).count(b"content-length: ") == 2


@pytest.mark.parametrize("fault", ["gzip_garbage", "gzip_cut"])
def test_what_is_called_gzip_may_be_none(fault: str) -> None:
    (error,) = ask(one(fault))
    assert isinstance(error, (openai.OpenAIError, ValueError))


def test_a_small_gzip_may_hold_a_lot() -> None:
    got = raw(one("gzip_bomb", megabytes=8))
    assert len(got) < 20_000


def test_status_200_may_hold_something_else_than_a_completion() -> None:
    assert ask(one("html")) == ["<html><title>Log in</title></html>"]
    assert isinstance(ask(one("html_as_json"))[0], json.JSONDecodeError)
    assert isinstance(ask(one("empty_body"))[0], json.JSONDecodeError)
    assert isinstance(ask(one("broken_envelope"))[0], json.JSONDecodeError)
    assert isinstance(ask(one("broken_utf8"))[0], UnicodeDecodeError)
    (error,) = ask(one("error_with_200"))
    assert (error.choices, error.error["message"]) == (None, "Upstream overloaded")
    assert b"\r\ncontent-type: text/plain\r\n" in raw(one("wrong_type"))
    assert raw(one("marked_envelope")).partition(b"\r\n\r\n")[2].startswith(b"\xef\xbb\xbf{")


def test_a_completion_may_lack_what_it_is_for() -> None:
    assert ask(one("no_choices"))[0].choices == []
    assert ask(one("null_choices"))[0].choices is None
    assert content(ask(one("null_content"))[0]) is None
    assert content(ask(one("empty_content"))[0]) == ""
    (silent,) = ask(one("no_usage"))
    assert (content(silent), silent.usage) == (GOOD, None)
    assert ask(one("wrong_model"))[0].model == "another-model-2026-01-01"


@pytest.mark.parametrize(
    ("fault", "finish", "text", "refusal"),
    [
        ("finish_length", "length", GOOD[: len(GOOD) // 2], None),
        ("cut_content", "stop", GOOD[: len(GOOD) // 2], None),
        ("content_filter", "content_filter", "", None),
        ("refusal", "stop", None, "I can't help with that."),
        ("refusal_in_text", "stop", "I'm sorry, but I can't help with that.", None),
    ],
)
def test_an_answer_may_stop_for_a_reason(
    fault: str, finish: str, text: str | None, refusal: str | None
) -> None:
    (completion,) = ask(one(fault))
    (choice,) = completion.choices
    assert (choice.finish_reason, choice.message.content, choice.message.refusal) == (finish, text, refusal)


def test_a_redirect_names_another_address() -> None:
    got = raw(one("redirect"))
    assert got.startswith(b"HTTP/1.1 307 ")
    assert b"\r\nlocation: /v1/elsewhere\r\n" in got


def test_every_kind_of_broken_json_goes_over_the_line_and_differs_from_the_right_answer() -> None:
    assert len(MALFORMED) >= 40
    steps = tuple(Step(fault="malformed", options={"kind": kind}) for kind in MALFORMED)
    answers = ask(Script(articles={"FAULT-1": steps}), *["FAULT-1 happened."] * len(MALFORMED))
    texts = dict(zip(MALFORMED, map(content, answers), strict=True))
    unlike = {kind for kind in texts if texts[kind] != GOOD}
    assert set(MALFORMED) - unlike == {"Python's None"}  # there is no null in this answer
    assert texts["NaN"] == '{"n": NaN, "word": "x"}'
    assert texts["raw surrogate"] == '{"n": 1, "word": "\ud800x"}'
    assert texts["duplicate key"] == '{"n": null, "n": 1, "word": "x"}'


@pytest.mark.parametrize("kind", HOSTILE)
def test_lies_are_json(kind: str) -> None:
    (completion,) = ask(one("hostile", kind=kind))
    assert json.loads(content(completion)) != json.loads(GOOD)


TAKE_TIME = {"hang", "drip", "close_before_headers", "reset_before_headers", "reset_in_body", "half_a_body"}


@pytest.mark.parametrize("fault", sorted(set(FAULTS) - TAKE_TIME))
def test_all_faults_but_those_of_the_line_are_whole_responses(fault: str) -> None:
    got = raw(one(fault))
    head, _, rest = got.partition(b"\r\n\r\n")
    assert re.match(rb"HTTP/1\.1 \d{3} ", head)
    length = re.search(rb"content-length: (\d+)", head)
    assert length is not None
    assert len(rest) == int(length[1])


# Scripts


def test_steps_follow_one_another_by_attempt_and_then_all_is_well() -> None:
    steps = (Step(fault="status", times=2), Step(fault="refusal"))
    script = Script(articles={"FAULT-1": steps, "FAULT-2": (Step(fault="status", times=None),)})
    first = ask(script, *["FAULT-1 happened."] * 4)
    assert [getattr(answer, "status_code", 200) for answer in first] == [503, 503, 200, 200]
    assert [content(answer) for answer in first[2:]] == [None, GOOD]
    assert [error.status_code for error in ask(script, *["FAULT-2 happened."] * 4)] == [503] * 4
    assert [content(answer) for answer in ask(script, "FAULT-3 happened.", "nothing")] == [GOOD, GOOD]


def test_a_storm_hits_a_share_of_the_attempts_the_same_ones_each_time() -> None:
    script = Script(storms=(Storm(share=0.3, seed=5),))
    texts = [f"FAULT-{n} happened." for n in range(100)]
    hit = [isinstance(answer, openai.InternalServerError) for answer in ask(script, *texts)]
    again = [isinstance(answer, openai.InternalServerError) for answer in ask(script, *reversed(texts))]
    assert 20 <= sum(hit) <= 40
    assert again[::-1] == hit


def test_a_storm_begins_and_ends() -> None:
    async def weather() -> list[bool]:
        script, seen = Script(storms=(Storm(options={"status": 500}, begin=0.5, end=2.5),)), [False]
        async with faulty(script) as server, client(server) as asked:
            while seen != [False, True, False]:
                failing = isinstance(await outcome(asked, "x"), openai.InternalServerError)
                seen += [failing] * (failing != seen[-1])
                await asyncio.sleep(0.05)
            return seen

    assert asyncio.run(asyncio.wait_for(weather(), PATIENCE)) == [False, True, False]


def test_a_script_with_a_fault_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValidationError, match="no fault 'earthquake'"):
        Step(fault="earthquake")


def test_over_the_requests_per_minute_the_wait_is_named_and_waiting_helps() -> None:
    async def burst() -> tuple[list[Any], Any]:
        async with faulty(Script(rpm=20, window=15)) as server, client(server) as asked:
            first = [await outcome(asked, f"{n}") for n in range(6)]
            await asyncio.sleep(float(first[-1].response.headers["retry-after"]) + 0.01)
            return first, await outcome(asked, "late")

    (*fine, refused), late = asyncio.run(burst())
    assert [content(answer) for answer in [*fine, late]] == [GOOD] * 6
    assert isinstance(refused, openai.RateLimitError)
    assert 0 < float(refused.response.headers["retry-after"]) <= 3


def test_a_long_request_takes_more_of_the_tokens_per_minute() -> None:
    answers = ask(Script(tpm=2000), "short", "long " * 1200, "short")
    assert [getattr(answer, "status_code", 200) for answer in answers] == [200, 200, 200]
    answers = ask(Script(tpm=2000), "long " * 1200, "long " * 1200)
    assert [getattr(answer, "status_code", 200) for answer in answers] == [200, 429]


def test_an_answer_takes_the_time_the_script_gives_it() -> None:
    began = time.monotonic()
    ask(Script(latency=(0.1, 0.2)), "a", "b", "c")
    assert time.monotonic() - began >= 0.3


def test_the_models_are_those_of_the_script() -> None:
    async def names() -> list[str]:
        async with faulty(Script(models=("small", "large"))) as server, client(server) as asked:
            return [model.id async for model in asked.models.list()]

    assert asyncio.run(names()) == ["small", "large"]


# The journal


def test_the_journal_says_of_each_request_what_was_answered_and_whether_it_was_sent(tmp_path: Path) -> None:
    steps = (Step(fault="status"), Step(fault="half_a_body"), Step(fault="hang"))
    path = tmp_path / "journal.jsonl"

    async def four() -> None:
        async with (
            faulty(Script(articles={"FAULT-1": steps}), path) as server,
            client(server, timeout=2.0) as asked,
        ):
            for _ in range(4):
                await outcome(asked, "FAULT-1 happened.")

    asyncio.run(four())
    lines = list(entries(path))
    assert [(e.article, e.attempt, e.answer, e.status, e.sent) for e in lines] == [
        ("FAULT-1", 1, "status", 503, True),
        ("FAULT-1", 2, "half_a_body", 200, False),
        ("FAULT-1", 3, "hang", 200, False),
        ("FAULT-1", 4, "fine", 200, True),
    ]
    assert len({line.request for line in lines}) == 1
    assert [line.tokens > 0 for line in lines] == [False, True, True, True]
    assert lines[2].seconds > 1.9


KILLED = """
import asyncio, json, sys

async def main():
    reader, writer = await asyncio.open_connection("127.0.0.1", int(sys.argv[1]))
    for n in range(3):
        body = json.dumps({"model": "m", "messages": [{"role": "user", "content": f"FAULT-{n} {'x' * 10}"}]})
        head = f"POST /v1/chat/completions HTTP/1.1\\r\\ncontent-length: {len(body)}\\r\\n\\r\\n"
        writer.write((head + body).encode())
        if n < 2:
            head = await reader.readuntil(b"\\r\\n\\r\\n")
            await reader.readexactly(int(head.partition(b"content-length: ")[2].split()[0]))
    print("asked", flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


def test_the_journal_knows_what_a_killed_client_had_asked(tmp_path: Path) -> None:
    script = Script(articles={"FAULT-2": (Step(fault="hang"),)})
    with launched(script, tmp_path) as server:
        port = server.url.partition("127.0.0.1:")[2].removesuffix("/v1")
        command = [sys.executable, "-c", KILLED, port]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "asked\n"
            process.send_signal(signal.SIGKILL)
        deadline = time.monotonic() + PATIENCE
        while len(server.entries()) < 3 and time.monotonic() < deadline:
            time.sleep(0.02)
        found = [(entry.article, entry.answer, entry.sent) for entry in server.entries()]
    assert found == [("FAULT-0", "fine", True), ("FAULT-1", "fine", True), ("FAULT-2", "hang", False)]


def test_a_line_that_is_still_being_written_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"

    async def two() -> None:
        async with faulty(Script(), path) as server, client(server) as asked:
            await outcome(asked, "a")
            await outcome(asked, "b")

    asyncio.run(two())
    path.write_bytes(path.read_bytes()[:-5])
    assert len(list(entries(path))) == 1


def test_hundreds_of_requests_at_a_time_have_a_line_each(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"

    async def many() -> None:
        async with faulty(Script(), path) as server, client(server, timeout=60) as asked:
            await asyncio.gather(*(outcome(asked, f"FAULT-{n} happened.") for n in range(300)))

    asyncio.run(many())
    assert sorted(entry.article or "" for entry in entries(path)) == sorted(f"FAULT-{n}" for n in range(300))


# Batches


def lines(number: int) -> list[dict[str, Any]]:
    url = "/v1/chat/completions"
    return [
        {"custom_id": f"c{n}", "method": "POST", "url": url, "body": body(f"FAULT-{n} happened.")}
        for n in range(number)
    ]


def batch(
    fate: Fate, requests: list[dict[str, Any]], *, journal: Path | None = None, cancel: bool = False
) -> SimpleNamespace:
    """Put requests through a batch; returns its statuses, its last state, and the lines of its files."""

    async def run() -> SimpleNamespace:
        async with faulty(Script(batches=(fate,)), journal) as server, client(server) as asked:
            packed = "\n".join(json.dumps(line) for line in requests).encode()
            file = await asked.files.create(file=("batch.jsonl", packed), purpose="batch")
            assert (file.bytes, file.filename) == (len(packed), "batch.jsonl")
            made = await asked.batches.create(
                input_file_id=file.id, endpoint="/v1/chat/completions", completion_window="24h"
            )
            statuses: list[str] = [made.status]
            if cancel:
                statuses.append((await asked.batches.cancel(made.id)).status)
            while statuses[-1] not in {"completed", "failed", "expired", "cancelled"}:
                made = await asked.batches.retrieve(made.id)
                statuses.append(made.status)
            output = await downloaded(asked, made.output_file_id)
            errors = await downloaded(asked, made.error_file_id)
            return SimpleNamespace(statuses=statuses, state=made, output=output, errors=errors)

    return asyncio.run(run())


async def downloaded(asked: AsyncOpenAI, file: str | None) -> list[dict[str, Any]]:
    if file is None:
        return []
    return [json.loads(line) for line in (await asked.files.content(file)).text.splitlines()]


def ids(found: list[dict[str, Any]]) -> list[str]:
    return [line["custom_id"] for line in found]


def test_a_batch_is_looked_at_until_it_is_done_and_answers_every_line(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    done = batch(Fate(polls=3), lines(5), journal=path)
    assert done.statuses == ["validating", "in_progress", "in_progress", "completed"]
    assert ids(done.output) == ["c0", "c1", "c2", "c3", "c4"]
    answers = [line["response"]["body"]["choices"][0]["message"]["content"] for line in done.output]
    assert answers == [GOOD] * 5
    assert (done.errors, done.state.request_counts.completed) == ([], 5)
    assert [(entry.article, entry.batch) for entry in entries(path)] == [
        (f"FAULT-{n}", done.state.id) for n in range(5)
    ]


def test_an_expired_batch_has_answered_a_part_and_names_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    done = batch(Fate(status="expired", share=0.5), lines(4), journal=path)
    assert done.statuses[-1] == "expired"
    assert (ids(done.output), ids(done.errors)) == (["c0", "c1"], ["c2", "c3"])
    assert done.errors[0]["error"]["code"] == "batch_expired"
    assert len(list(entries(path))) == 2  # what was not answered is not paid


def test_lines_of_a_batch_may_fail() -> None:
    done = batch(Fate(failing=2), lines(4))
    assert (ids(done.output), ids(done.errors)) == (["c0", "c2"], ["c1", "c3"])
    assert done.errors[0]["response"]["status_code"] == 500
    counts = done.state.request_counts
    assert (counts.total, counts.completed, counts.failed) == (4, 2, 2)


def test_lines_of_a_batch_may_be_missing_doubled_and_in_another_order() -> None:
    assert ids(batch(Fate(missing=3), lines(6)).output) == ["c0", "c1", "c3", "c4"]
    assert ids(batch(Fate(doubled=2), lines(3)).output) == ["c0", "c1", "c1", "c2"]
    shuffled = ids(batch(Fate(reordered=True), lines(20)).output)
    assert shuffled != sorted(shuffled)
    assert set(shuffled) == {f"c{n}" for n in range(20)}


def test_a_batch_may_be_cancelled_by_the_client_or_fail_as_a_whole() -> None:
    cancelled = batch(Fate(share=0.25), lines(4), cancel=True)
    assert cancelled.statuses == ["validating", "cancelling", "cancelled"]
    assert (len(cancelled.output), cancelled.errors[0]["error"]["code"]) == (1, "batch_cancelled")
    failed = batch(Fate(status="failed"), lines(4))
    assert (failed.statuses[-1], failed.output, failed.errors) == ("failed", [], [])


def test_a_batch_with_a_broken_line_or_an_id_twice_fails_and_says_where() -> None:
    twice = batch(Fate(), [*lines(2), lines(1)[0]])
    assert [(error.code, error.line) for error in twice.state.errors.data] == [("duplicate_custom_id", 3)]
    broken = batch(Fate(), [*lines(1), {"custom_id": "c9"}])
    assert [(error.code, error.line) for error in broken.state.errors.data] == [("invalid_json_line", 2)]


def test_a_download_may_break_off_and_is_whole_the_next_time() -> None:
    async def run() -> tuple[Any, int]:
        script = Script(batches=(Fate(downloads_cut=1),))
        async with faulty(script) as server, client(server) as asked:
            packed = "\n".join(json.dumps(line) for line in lines(3)).encode()
            file = await asked.files.create(file=("batch.jsonl", packed), purpose="batch")
            made = await asked.batches.create(
                input_file_id=file.id, endpoint="/v1/chat/completions", completion_window="24h"
            )
            made = await asked.batches.retrieve(made.id)
            with pytest.raises(Exception) as caught:  # noqa: PT011  the client lets its transport's error through
                await downloaded(asked, made.output_file_id)
            return caught.value, len(await downloaded(asked, made.output_file_id))

    error, whole = asyncio.run(run())
    assert re.search("incomplete|peer closed|Connection", f"{type(error).__name__} {error}")
    assert whole == 3


def test_files_and_batches_can_be_listed_so_that_orphans_are_found() -> None:
    async def run() -> tuple[list[str], list[str], Any]:
        async with faulty(Script()) as server, client(server) as asked:
            file = await asked.files.create(file=("a.jsonl", b"{}"), purpose="batch")
            await asked.batches.create(
                input_file_id=file.id,
                endpoint="/v1/chat/completions",
                completion_window="24h",
                metadata={"run": "7"},
            )
            batches = [made.metadata["run"] async for made in asked.batches.list() if made.metadata]
            files = [found.filename async for found in asked.files.list()]
            await asked.files.delete(file.id)
            with pytest.raises(openai.NotFoundError) as caught:
                await asked.files.retrieve(file.id)
            return files, batches, caught.value.status_code

    assert asyncio.run(run()) == (["a.jsonl"], ["7"], 404)
