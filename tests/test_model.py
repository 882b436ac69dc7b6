"""A model behind a real socket: what is sent, what is tried again, and what is said when it fails."""

from __future__ import annotations

import asyncio
import gc
import gzip
import json
import re
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, create_model, field_validator
from vcr import VCR

from extractor.errors import AnswerRejected, ModelError, ModelUnavailable, TooLong, UsageError
from extractor.model import SEED, TRIES, Answer, Endpoint, Model, Usage, configured
from extractor.pace import Pace
from tests.faults.process import PATIENCE
from tests.faults.server import Reply, Server, failed, said, serving

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.faults.server import Sent

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

KEY = "sk-very-secret"
QUESTION = [{"role": "system", "content": "Label it."}, {"role": "user", "content": "<< 12 >> ships"}]


class Label(BaseModel):
    counted: str
    kind: Literal["people", "things"]


RIGHT = '{"counted": "ships", "kind": "things"}'
WRONG = '{"counted": "ships", "kind": "boats"}'
FINE = said(RIGHT)
MODELS = Reply({"object": "list", "data": [{"id": "small"}, {"id": "large"}]})


def ask(
    *script: Reply, messages: Sequence[dict[str, str]] = QUESTION, models: Reply | None = None, **options: Any
) -> tuple[Answer[Label], list[Sent]]:
    """Ask a server with this script once; returns the answer and the chat requests it took."""

    async def once() -> tuple[Answer[Label], list[Sent]]:
        async with serving(*script, models=models) as server:
            return await put(server, messages=messages, **options), server.asked

    return asyncio.run(once())


async def put(
    server: Server,
    *,
    messages: Sequence[dict[str, str]] = QUESTION,
    max_tokens: int | None = None,
    key: str | None = KEY,
    deadline: float = PATIENCE,
) -> Answer[Label]:
    model = Model("m", base_url=server.url, api_key=key, deadline=deadline, pace=Pace(pause=0.01))
    try:
        return await model.ask(messages, Label, max_tokens=max_tokens)
    finally:
        await model.aclose()


def fail(*script: Reply, models: Reply | None = None, **options: Any) -> tuple[ModelError, int]:
    """Ask a server with this script once; returns the error, with HOST for its address, and the requests."""

    async def once() -> tuple[ModelError, int]:
        async with serving(*script, models=models) as server:
            with pytest.raises(ModelError) as caught:
                await put(server, **options)
            caught.value.args = (str(caught.value).replace(f"127.0.0.1:{server.port}", "HOST"),)
            return caught.value, len(server.asked)

    return asyncio.run(once())


# What is sent


def test_a_request_holds_the_messages_untouched_the_schema_and_what_makes_it_repeatable() -> None:
    tricky = [{"role": "user", "content": "  {{ 7*7 }} {# gone? #} {% raw in http://x.org/a.png\n\tend  "}]
    _, sent = ask(FINE, messages=tricky)
    assert [request.body for request in sent] == [
        {
            "model": "m",
            "messages": tricky,
            "temperature": 0,
            "seed": SEED,
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "Label", "schema": Label.model_json_schema()},
            },
        }
    ]


def test_the_key_goes_in_the_authorization_header_and_nowhere_else() -> None:
    _, sent = ask(FINE)
    headers = sent[0].headers
    assert headers.pop("authorization") == f"Bearer {KEY}"
    assert KEY not in json.dumps([headers, sent[0].body])


def test_the_callers_messages_are_not_changed_by_a_second_try() -> None:
    messages = [{"role": "user", "content": "twelve ships"}]
    ask(said(WRONG), FINE, messages=messages)
    assert messages == [{"role": "user", "content": "twelve ships"}]


def test_a_limit_on_tokens_is_sent_when_there_is_one() -> None:
    _, sent = ask(FINE, max_tokens=64)
    assert sent[0].body["max_tokens"] == 64


def test_neither_repr_nor_str_shows_the_key() -> None:
    model = Model("m", base_url=f"https://user:{KEY}@host.example:8443/v1", api_key=KEY)
    assert f"{model!r} {model}" == "Model('m', at='host.example:8443') Model('m', at='host.example:8443')"
    assert KEY not in repr(Endpoint("m", "https://host.example/v1", KEY))


# What comes back


def test_an_answer_is_of_the_class_asked_for_with_its_text_and_what_it_took() -> None:
    answer, _ = ask(said(RIGHT, cached=60))
    assert type(answer.value) is Label
    assert answer.value == Label(counted="ships", kind="things")
    assert answer.raw == RIGHT
    assert answer.usage == Usage(1, 100, 10, 60, answer.usage.seconds, None)
    assert 0 < answer.usage.seconds < PATIENCE


def test_an_answer_that_does_not_fit_is_asked_again_once_with_what_is_wrong_with_it() -> None:
    answer, sent = ask(said(WRONG), said(RIGHT, cached=90))
    assert answer.value == Label(counted="ships", kind="things")
    assert sent[1].body["messages"] == [
        *QUESTION,
        {"role": "assistant", "content": WRONG},
        {
            "role": "user",
            "content": "Correct your JSON ONLY RESPONSE, based on the following errors:\n"
            "1 validation error for Label\nkind\n  Input should be 'people' or 'things' "
            "[type=literal_error, input_value='boats', input_type=str]",
        },
    ]


def test_usage_counts_the_answers_that_did_not_fit_and_the_requests_that_failed() -> None:
    answer, sent = ask(failed(503, "busy"), said(WRONG, cached=5), said(RIGHT, cached=90))
    assert answer.usage == Usage(3, 200, 20, 95, answer.usage.seconds, None)
    assert len(sent) == 3


def test_usage_adds_up_and_its_cost_is_known_only_when_every_part_is() -> None:
    known, unknown = Usage(1, 2, 3, 4, 0.5, Decimal("0.10")), Usage(1, 2, 3, 4, 0.5, None)
    assert reduce(add, [known, known], Usage()) == Usage(2, 4, 6, 8, 1.0, Decimal("0.20"))
    assert reduce(add, [known, unknown], Usage()) == Usage(2, 4, 6, 8, 1.0, None)
    assert Usage().cost == 0


def test_a_server_that_reports_no_usage_or_nonsense_counts_as_no_tokens() -> None:
    choices = [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": RIGHT}}]
    strange = {"prompt_tokens": "many", "prompt_tokens_details": [1]}
    for usage in ({}, {"usage": None}, {"usage": "x"}, {"usage": strange}):
        answer, _ = ask(Reply({"choices": choices} | usage))
        assert answer.usage == Usage(1, 0, 0, 0, answer.usage.seconds, None)


def test_classes_made_for_one_request_are_let_go_again() -> None:
    async def many() -> None:
        async with serving(said('{"n": 1}')) as server:
            model = Model("m", base_url=server.url)
            for n in range(100):
                await model.ask(QUESTION, create_model(f"Made{n}", n=(int, ...)))
            await model.aclose()

    asyncio.run(many())
    gc.collect()
    assert sum(kind.__name__.startswith("Made") for kind in BaseModel.__subclasses__()) <= 64


# What is tried again


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(failed(429, "slow down"), id="429"),
        pytest.param(failed(500, "boom"), id="500"),
        pytest.param(Reply(b"<html>Bad gateway</html>", 502, {"content-type": "text/html"}), id="502 page"),
        pytest.param(failed(529, "overloaded"), id="529"),
        pytest.param(failed(408, "timed out"), id="408"),
        pytest.param(Reply(cut=0), id="hangs up"),
        pytest.param(Reply({"choices": [0] * 200}, cut=200), id="cut in the middle"),
        pytest.param(Reply(b'{"choices": ['), id="broken JSON"),
        pytest.param(Reply(b""), id="no body"),
        pytest.param(Reply(b'{"a": "\xff"}'), id="broken UTF-8"),
        pytest.param(Reply({"error": {"message": "overloaded", "code": 502}}), id="error with status 200"),
    ],
)
def test_a_passing_fault_is_tried_again_until_it_passes_and_no_longer(fault: Reply) -> None:
    answer, sent = ask(*[fault] * (TRIES - 1), FINE)
    assert answer.value == Label(counted="ships", kind="things")
    assert len(sent) == TRIES
    assert fail(fault)[1] == TRIES


def test_a_retry_waits_as_long_as_the_server_asks_in_seconds() -> None:
    _, sent = ask(failed(429, "slow down", headers={"Retry-After": "0.4"}), FINE)
    assert 0.4 <= sent[1].at - sent[0].at < PATIENCE


def test_a_retry_waits_until_the_date_the_server_names() -> None:
    date = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=2)
    then = time.monotonic() + (date - datetime.now(UTC)).total_seconds()
    named = {"Retry-After": format_datetime(date, usegmt=True)}
    _, sent = ask(failed(503, "restarting", headers=named), FINE)
    assert then - 0.1 < sent[1].at < then + PATIENCE


def test_a_date_is_told_by_the_clock_of_the_server() -> None:
    slow = {"Date": "Mon, 01 Jan 2029 10:00:00 GMT", "Retry-After": "Mon, 01 Jan 2029 10:00:01 GMT"}
    _, sent = ask(failed(429, "slow down", headers=slow), FINE)
    assert 1 <= sent[1].at - sent[0].at < PATIENCE


@pytest.mark.parametrize("value", ["nan", "-5", "inf", "soon", "Thu, 01 Jan 1970 00:00:00 GMT", ""])
def test_a_retry_after_that_makes_no_sense_does_not_delay(value: str) -> None:
    _, sent = ask(failed(429, "slow down", headers={"Retry-After": value}), FINE)
    assert sent[1].at - sent[0].at < PATIENCE / 4


def test_a_server_that_asks_for_more_than_two_minutes_is_not_waited_for() -> None:
    error, requests = fail(failed(429, "daily limit", headers={"Retry-After": "3600"}))
    assert type(error) is ModelUnavailable
    assert str(error) == "HOST is over its rate limit (429): try again in 3600 s: daily limit"
    assert requests == 1


def test_the_deadline_is_for_the_whole_answer_not_for_its_pauses() -> None:
    error, requests = fail(Reply(FINE.body, drip=0.02), deadline=0.2)
    assert str(error) == "HOST gave no answer within 0.2 s"
    assert requests == TRIES


def test_a_server_that_hangs_once_is_asked_again() -> None:
    answer, sent = ask(Reply(FINE.body, wait=PATIENCE), FINE, deadline=2.0)
    assert answer.value == Label(counted="ships", kind="things")
    assert len(sent) == 2


def test_a_server_that_goes_away_after_it_has_answered_is_tried_again() -> None:
    async def outage() -> float:
        async with serving(FINE) as server:
            model = Model("m", base_url=server.url, pace=Pace(pause=0.05))
            await model.ask(QUESTION, Label)
            await model.aclose()
        began = asyncio.get_running_loop().time()
        with pytest.raises(ModelUnavailable):
            await model.ask(QUESTION, Label)
        await model.aclose()
        return asyncio.get_running_loop().time() - began

    assert asyncio.run(outage()) > 0.05 * (1 + 2 + 4 + 8)


@pytest.mark.parametrize(
    ("status", "complaint", "without"),
    [
        (400, "Unsupported value: 'temperature' does not support 0 with this model.", {"temperature"}),
        (422, "body.seed: Extra inputs are not permitted", {"seed"}),
    ],
)
def test_a_field_that_a_strict_server_refuses_is_left_out_from_then_on(
    status: int, complaint: str, without: set[str]
) -> None:
    async def twice() -> list[Sent]:
        async with serving(failed(status, complaint), FINE) as server:
            model = Model("m", base_url=server.url)
            await model.ask(QUESTION, Label)
            await model.ask(QUESTION, Label)
            await model.aclose()
            return server.asked

    fields = [set(sent.body) for sent in asyncio.run(twice())]
    assert fields == [fields[0], fields[0] - without, fields[0] - without]


def test_a_server_that_knows_only_the_newer_name_of_the_token_limit_gets_that() -> None:
    complaint = "'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
    _, sent = ask(failed(400, complaint), FINE, max_tokens=64)
    assert [{k: v for k, v in s.body.items() if k.startswith("max")} for s in sent] == [
        {"max_tokens": 64},
        {"max_completion_tokens": 64},
    ]


# What is said when it fails: for every article alike


@pytest.mark.parametrize(
    ("script", "message"),
    [
        (
            failed(429, "slow down"),
            "HOST is over its rate limit (429): try again later, or with fewer requests at a time: slow down",
        ),
        (failed(500, "boom\n  boom\x1b[31m"), "HOST keeps failing (500): boom boom [31m; try again later"),
        (
            Reply({"error": {"message": "overloaded"}}),
            "HOST answered with something else than a completion: overloaded; check --base-url",
        ),
        (Reply(cut=0), "HOST cannot be reached: Server disconnected; is it running, is --base-url right?"),
    ],
)
def test_an_endpoint_that_keeps_failing_is_unavailable(script: Reply, message: str) -> None:
    error, requests = fail(script)
    assert (type(error), str(error), requests) == (ModelUnavailable, message, TRIES)


@pytest.mark.parametrize(
    ("script", "message"),
    [
        (
            failed(401, f"Incorrect API key provided: {KEY}"),
            "HOST refused the key (401): check OPENAI_API_KEY",
        ),
        (failed(403, "not in your country"), "HOST refused the key (403): check OPENAI_API_KEY"),
        (
            failed(429, f"You exceeded your quota, {KEY}", code="insufficient_quota"),
            "HOST: the account has no credit left: You exceeded your quota, …",
        ),
        (
            Reply(b"", 307, {"location": "http://elsewhere.example/v1"}),
            "HOST redirects to http://elsewhere.example/v1: set --base-url to where it really is",
        ),
        (
            Reply(b"<html>\n<title>Log in</title></html>", 200, {"content-type": "text/html"}),
            "HOST answered with something else than a completion: "
            "<html> <title>Log in</title></html>; check --base-url",
        ),
        (Reply([1]), "HOST answered with something else than a completion: [1]; check --base-url"),
    ],
)
def test_an_endpoint_that_is_set_up_wrongly_is_unavailable_at_once(script: Reply, message: str) -> None:
    error, requests = fail(script)
    assert (type(error), str(error), requests) == (ModelUnavailable, message, 1)


def test_a_missing_key_is_asked_for_by_the_name_of_its_variable() -> None:
    error, _ = fail(failed(401, "no key"), key=None)
    assert str(error) == "HOST wants a key (401): set OPENAI_API_KEY"


def test_an_unknown_model_is_answered_with_the_names_there_are() -> None:
    error, requests = fail(failed(404, "no such model"), models=MODELS)
    assert type(error) is ModelUnavailable
    assert str(error) == "HOST has no model 'm'; choose with --model: small, large"
    assert requests == 1


def test_a_long_list_of_models_is_cut() -> None:
    names = [{"id": f"model-{n}"} for n in range(30)]
    error, _ = fail(failed(404, "no such model"), models=Reply({"data": names}))
    assert str(error).endswith("model-8, model-9 and 20 more")


@pytest.mark.parametrize(
    "models",
    [
        None,
        Reply({"unexpected": 1}),
        Reply(b"<p>", 200, {"content-type": "text/html"}),
        Reply({"data": [{"id": "m"}]}),
    ],
)
def test_a_wrong_path_is_told_from_an_unknown_model(models: Reply | None) -> None:
    error, _ = fail(failed(404, "not found"), models=models)
    assert str(error) == "nothing at http://HOST/v1 (404): a base URL usually ends in /v1"


def silent(base_url: str) -> str:
    async def once() -> str:
        model = Model("m", base_url=base_url, pace=Pace(pause=30))
        with pytest.raises(ModelUnavailable) as caught:
            await asyncio.wait_for(model.ask(QUESTION, Label), PATIENCE)
        await model.aclose()
        return str(caught.value)

    return asyncio.run(once())


def test_a_server_that_never_answered_is_not_waited_for() -> None:
    assert silent("http://127.0.0.1:1/v1") == (
        "127.0.0.1:1 cannot be reached: Connection refused; is it running, is --base-url right?"
    )


def test_a_network_that_is_blocked_is_said_at_once_and_not_taken_for_an_outage() -> None:
    assert (
        silent("http://192.0.2.1/v1") == "192.0.2.1 was not asked: Network is disabled for host '192.0.2.1'"
    )


def test_a_long_reproach_of_a_server_is_clipped() -> None:
    error, _ = fail(failed(400, "no " * 1000))
    assert len(str(error)) == len("HOST refused the request (400): ") + 201


# What is said when it fails: for this article


@pytest.mark.parametrize(
    ("script", "message"),
    [
        (
            failed(400, "request (6030 tokens) exceeds the available context size (2048 tokens)", n_ctx=2048),
            "too long for m, which holds 2048 tokens: "
            "request (6030 tokens) exceeds the available context size (2048 tokens)",
        ),
        (
            failed(400, "Maximum context length is 8,192 tokens, not 9000", code="context_length_exceeded"),
            "too long for m, which holds 8,192 tokens: Maximum context length is 8,192 tokens, not 9000",
        ),
        (
            failed(400, "Input tokens exceed the limit", code="context_length_exceeded"),
            "too long for m, which holds fewer tokens: Input tokens exceed the limit",
        ),
    ],
)
def test_a_text_that_is_too_long_is_told_from_other_refusals(script: Reply, message: str) -> None:
    error, requests = fail(script)
    assert (type(error), str(error), requests) == (TooLong, message, 1)


@pytest.mark.parametrize(
    ("script", "message"),
    [
        (failed(400, "bad request"), "HOST refused the request (400): bad request"),
        (Reply(b"too big", 413, {"content-type": "text/plain"}), "HOST refused the request (413): too big"),
        (said("", finish="content_filter"), "m refused to answer: its content filter stopped the answer"),
        (said(None, refusal="I cannot\nhelp."), "m refused to answer: I cannot help."),
        (said(""), "m returned an empty answer"),
        (said(" \n"), "m returned an empty answer"),
        (said(None), "m returned an empty answer"),
        (Reply({"choices": []}), "m returned no choices"),
        (Reply({"choices": None}), "m returned no choices"),
        (Reply({"choices": "none"}), "m returned no choices"),
        (Reply({"choices": [{"index": 0}]}), "m returned no choices"),
    ],
)
def test_an_answer_that_cannot_be_used_is_rejected_without_asking_again(script: Reply, message: str) -> None:
    error, requests = fail(script)
    assert (type(error), str(error), requests) == (AnswerRejected, message, 1)


def test_an_answer_that_was_cut_off_is_kept_as_far_as_it_goes() -> None:
    error, requests = fail(said('{"counted": "shi', finish="length"))
    assert type(error) is TooLong
    assert str(error) == "m was cut off before the end of its answer: allow it more tokens or ask by sentence"
    assert error.raw == '{"counted": "shi'
    assert requests == 1


@pytest.mark.parametrize(
    ("content", "misfit"),
    [
        (WRONG, "kind: Input should be 'people' or 'things'"),
        ("Sure! Here it is.", "Invalid JSON: expected value at line 1 column 1"),
        ('{"counted": "ships", "ki', "Invalid JSON: EOF while parsing a string at line 1 column 24"),
        ('{"counted": "\\ud800"}', "Invalid JSON: unexpected end of hex escape at line 1 column 20"),
        ("NaN", "Input should be an object"),
    ],
)
def test_an_answer_that_never_fits_is_rejected_after_one_more_try(content: str, misfit: str) -> None:
    error, requests = fail(said(content))
    assert type(error) is AnswerRejected
    assert str(error) == f"m gave an answer that does not fit: {misfit}"
    assert error.raw == content
    assert requests == 2


def test_an_answer_of_nothing_but_brackets_is_rejected_like_any_other() -> None:
    error, _ = fail(said("[" * 100_000))
    assert str(error).startswith("m gave an answer that does not fit: Invalid JSON: recursion limit exceeded")


def test_a_schema_whose_own_code_fails_rejects_the_answer_instead_of_the_run() -> None:
    class Fragile(BaseModel):
        counted: str

        @field_validator("counted")
        @classmethod
        def divide(cls, value: str) -> str:
            return str(1 / len(value.strip(value)))

    async def once() -> str:
        async with serving(FINE) as server:
            model = Model("m", base_url=server.url)
            with pytest.raises(AnswerRejected) as caught:
                await model.ask(QUESTION, Fragile)
            await model.aclose()
            return str(caught.value)

    assert asyncio.run(once()) == "m gave an answer that does not fit: ZeroDivisionError: division by zero"


def test_half_a_surrogate_pair_becomes_a_replacement_character_so_that_the_answer_can_be_stored() -> None:
    wire = json.dumps(said('{"counted": "\ud800ships", "kind": "things"}').body).encode()
    answer, _ = ask(Reply(wire))
    assert answer.value.counted == "\ufffdships"
    assert answer.raw.encode()


ANY = st.characters(exclude_categories=())
NEARLY = '{}[]":,nulltruefase0123456789.eE+- \\'


@settings(max_examples=40, deadline=None)
@given(st.text(ANY, max_size=40) | st.text(NEARLY, max_size=40))
def test_whatever_a_model_says_is_rejected_with_words_that_can_be_stored(content: str) -> None:
    error, _ = fail(said(content))
    assert type(error) is AnswerRejected
    assert error.raw.encode().decode() == error.raw
    assert str(error).isprintable()


# Connections


def test_answers_come_packed_or_not() -> None:
    packed = gzip.compress(json.dumps(FINE.body).encode())
    answer, _ = ask(Reply(packed, headers={"content-encoding": "gzip"}))
    assert answer.value == Label(counted="ships", kind="things")


def test_a_proxy_does_not_get_between_us_and_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    assert ask(FINE)[0].value == Label(counted="ships", kind="things")


def test_a_model_may_be_asked_from_one_event_loop_after_another() -> None:
    model = Model("m")

    async def once() -> Label:
        async with serving(FINE) as server:
            model.base_url = server.url
            return (await model.ask(QUESTION, Label)).value

    assert asyncio.run(once()) == asyncio.run(once()) == Label(counted="ships", kind="things")


def test_many_questions_at_a_time_share_connections_and_keep_their_answers_apart() -> None:
    async def many() -> list[str]:
        async with serving(FINE) as server:
            model = Model("m", base_url=server.url)
            answers = await asyncio.gather(*(model.ask(QUESTION, Label) for _ in range(50)))
            await model.aclose()
            return [answer.value.counted for answer in answers if answer.usage.calls == 1]

    assert asyncio.run(many()) == ["ships"] * 50


LEFT_OPEN = """
import asyncio
from pydantic import BaseModel
from extractor.model import Model
from tests.faults.server import said, serving

class Count(BaseModel):
    n: int

async def main():
    async with serving(said('{"n": 1}')) as server:
        model = Model("m", base_url=server.url)
        print((await model.ask([{"role": "user", "content": "x"}], Count)).value)
        return model

model = asyncio.run(main())
"""


def test_a_model_that_nobody_closed_does_not_complain_at_the_end_of_the_program() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", LEFT_OPEN],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout, done.stderr, done.returncode) == ("n=1\n", "", 0)


# Recorded requests


def record(path: Path, mode: str) -> VCR:
    return VCR(record_mode=mode, match_on=["method", "path", "body"], cassette_library_dir=str(path))


def test_a_recorded_conversation_replays_without_a_server_retries_and_all(tmp_path: Path) -> None:
    script = (failed(429, "slow down", headers={"Retry-After": "0"}), said(WRONG), FINE)
    with record(tmp_path, "once").use_cassette("case.yaml"):
        recorded, _ = ask(*script)
    with record(tmp_path, "none").use_cassette("case.yaml") as cassette:
        replayed, sent = ask(failed(500, "never asked"))
    assert replayed.value == recorded.value
    assert replayed.usage.calls == 3
    assert sent == []
    assert cassette.all_played


def test_a_request_that_was_not_recorded_is_said_at_once(tmp_path: Path) -> None:
    with record(tmp_path, "once").use_cassette("case.yaml"):
        ask(FINE)
    with record(tmp_path, "none").use_cassette("case.yaml"):
        error, requests = fail(FINE, messages=[{"role": "user", "content": "another"}])
    assert str(error) == (
        "HOST was not asked: Can't play back this request: "
        "no recorded interaction matches it (the closest differ in body)."
    )
    assert requests == 0


def test_a_recorded_request_does_not_hold_the_version_of_pydantic(tmp_path: Path) -> None:
    with record(tmp_path, "once").use_cassette("case.yaml"):
        ask(said("no JSON"), FINE)
    assert not re.search("pydantic", (tmp_path / "case.yaml").read_text())


def test_a_link_to_pydantic_in_an_article_stays() -> None:
    text = "See:\n    For further information visit https://errors.pydantic.dev/2.14/v/missing"
    _, sent = ask(FINE, messages=[{"role": "user", "content": text}])
    assert sent[0].body["messages"] == [{"role": "user", "content": text}]


# Configuration


@pytest.mark.parametrize(
    ("model", "base_url", "environ", "endpoint"),
    [
        (None, None, {}, None),
        (None, None, {"OPENAI_API_KEY": "", "OPENAI_BASE_URL": "", "EXTRACTOR_MODEL": ""}, None),
        ("local", "http://h/v1", {"OPENAI_API_KEY": "k"}, None),
        (None, None, {"EXTRACTOR_MODEL": "local", "OPENAI_API_KEY": "k"}, None),
        ("m", None, {}, Endpoint("m", "https://api.openai.com/v1", None)),
        ("m", "http://h:1/v1", {}, Endpoint("m", "http://h:1/v1", None)),
        (None, None, {"OPENAI_API_KEY": "k"}, Endpoint("gpt-5.4-mini", "https://api.openai.com/v1", "k")),
        (
            "m",
            "http://flag/v1",
            {"EXTRACTOR_MODEL": "n", "OPENAI_BASE_URL": "http://variable/v1", "OPENAI_API_KEY": "k"},
            Endpoint("m", "http://flag/v1", "k"),
        ),
        (
            None,
            None,
            {"EXTRACTOR_MODEL": "n", "OPENAI_BASE_URL": "http://variable/v1"},
            Endpoint("n", "http://variable/v1", None),
        ),
    ],
)
def test_options_go_before_the_environment_and_nothing_at_all_means_the_embedded_model(
    model: str | None, base_url: str | None, environ: dict[str, str], endpoint: Endpoint | None
) -> None:
    assert configured(model, base_url, environ) == endpoint


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://host/v1", "http://", "http:///v1"])
def test_a_base_url_that_is_none_is_refused_with_an_example(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        configured("m", url, {})
    assert str(caught.value) == f"base URL {url!r}: write http://HOST:PORT/v1 or https://HOST/v1"
