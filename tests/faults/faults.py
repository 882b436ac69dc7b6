"""The faults of endpoints: each makes, of the completion that was due, the reply that comes instead."""

from __future__ import annotations

import copy
import gzip
import json
import time
from dataclasses import replace
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

from tests.faults.answers import HOSTILE, MALFORMED, Body
from tests.faults.messages import Reply, failed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FOREVER = 86400.0


def _with(fine: Body, **choice: Any) -> Body:
    """Return the completion with fields of its message or choice changed."""
    changed = copy.deepcopy(fine)
    first = changed["choices"][0]
    for name, value in choice.items():
        (first if name == "finish_reason" else first["message"])[name] = value
    return changed


def _content(fine: Body) -> str:
    return str(fine["choices"][0]["message"]["content"])


# The server is busy, or broken


def rate_limited(fine: Body, retry_after: str | None = None, milliseconds: str | None = None) -> Reply:
    """429; `retry_after` goes into its header as it is, `milliseconds` into retry-after-ms."""
    named = {"retry-after": retry_after, "retry-after-ms": milliseconds}
    headers = {name: value for name, value in named.items() if value is not None}
    return failed(429, "Rate limit reached", headers=headers, type="requests", code="rate_limit_exceeded")


def rate_limited_until(fine: Body, seconds: float = 2.0) -> Reply:
    """429 with the date at which to come back, and the date it is now."""
    now = time.time()
    reply = rate_limited(fine, formatdate(now + seconds, usegmt=True))
    return replace(reply, headers={**reply.headers, "date": formatdate(now, usegmt=True)})


def status(fine: Body, status: int = 503, message: str | None = None) -> Reply:
    """Any status, with an error in OpenAI's form."""
    return failed(status, message or f"The server answered {status}", type="server_error")


def bad_gateway_page(fine: Body) -> Reply:
    """502 with the page of a proxy."""
    return Reply(b"<html><h1>502 Bad Gateway</h1></html>", 502, {"content-type": "text/html"})


# The line


def hang(fine: Body, seconds: float = FOREVER) -> Reply:
    """Say nothing for a long time, then the right answer."""
    return Reply(fine, wait=seconds)


def drip(fine: Body, seconds: float = 0.05) -> Reply:
    """Send the right answer byte by byte."""
    return Reply(fine, drip=seconds)


def close_before_headers(fine: Body) -> Reply:
    """End the connection in good order instead of answering."""
    return Reply(cut=0)


def reset_before_headers(fine: Body) -> Reply:
    """Reset the connection instead of answering."""
    return Reply(cut=0, reset=True)


def reset_in_body(fine: Body) -> Reply:
    """Reset the connection half way through the right answer."""
    return replace(half_a_body(fine), reset=True)


def half_a_body(fine: Body) -> Reply:
    """Close the connection half way through the right answer."""
    return Reply(fine, cut=-(len(json.dumps(fine)) // 2))


def duplicate_headers(fine: Body) -> Reply:
    """Send the right answer with headers that stand twice."""
    return Reply(
        fine, extra=(("content-type", "application/json"), ("x-request-id", "1"), ("x-request-id", "2"))
    )


def two_lengths(fine: Body) -> Reply:
    """Send the right answer with two different lengths."""
    return Reply(fine, extra=(("content-length", "3"),))


def gzip_garbage(fine: Body) -> Reply:
    """Call something gzip that is none."""
    return Reply(b"\x1f\x8b" + b"garbage" * 20, headers={"content-encoding": "gzip"})


def gzip_cut(fine: Body) -> Reply:
    """Send half of the packed answer as if it were all of it."""
    packed = gzip.compress(json.dumps(fine).encode())
    return Reply(packed[: len(packed) // 2], headers={"content-encoding": "gzip"})


def gzip_bomb(fine: Body, megabytes: int = 64) -> Reply:
    """Send a little that unpacks to a lot."""
    return Reply(gzip.compress(b" " * (megabytes << 20)), headers={"content-encoding": "gzip"})


# Status 200 and yet no completion


def html(fine: Body, words: str = "Log in") -> Reply:
    """Answer with a page to log in."""
    return Reply(f"<html><title>{words}</title></html>".encode(), headers={"content-type": "text/html"})


def html_as_json(fine: Body) -> Reply:
    """Answer with a page, and call it JSON."""
    return Reply(b"<html><title>Log in</title></html>")


def error_with_200(fine: Body, message: str = "Upstream overloaded") -> Reply:
    """Answer with an error under status 200."""
    return replace(failed(502, message, code=502), status=200)


def empty_body(fine: Body) -> Reply:
    """Answer with nothing."""
    return Reply(b"")


def broken_envelope(fine: Body) -> Reply:
    """Answer with the first half of the completion's JSON as if it were all of it."""
    raw = json.dumps(fine).encode()
    return Reply(raw[: len(raw) // 2])


def marked_envelope(fine: Body) -> Reply:
    """Put a byte order mark before the right answer."""
    return Reply(b"\xef\xbb\xbf" + json.dumps(fine).encode())


def broken_utf8(fine: Body) -> Reply:
    """Put a byte that is no UTF-8 into the right answer."""
    return Reply(json.dumps(fine).encode().replace(b'"content": "', b'"content": "\xff', 1))


def wrong_type(fine: Body) -> Reply:
    """Call the right answer plain text."""
    return Reply(fine, headers={"content-type": "text/plain"})


def no_choices(fine: Body) -> Reply:
    """Answer with an empty list of choices."""
    return Reply(fine | {"choices": []})


def null_choices(fine: Body) -> Reply:
    """Answer with null for choices."""
    return Reply(fine | {"choices": None})


# A completion that is not what it seems


def finish_length(fine: Body) -> Reply:
    """Cut the answer and say that it was too long."""
    text = _content(fine)
    return Reply(_with(fine, content=text[: len(text) // 2], finish_reason="length"))


def cut_content(fine: Body) -> Reply:
    """Cut the answer and say nothing of it."""
    text = _content(fine)
    return Reply(_with(fine, content=text[: len(text) // 2]))


def empty_content(fine: Body) -> Reply:
    """Answer with no text."""
    return Reply(_with(fine, content=""))


def null_content(fine: Body) -> Reply:
    """Answer with null for a text."""
    return Reply(_with(fine, content=None))


def refusal(fine: Body) -> Reply:
    """Refuse in the field that is there for it."""
    return Reply(_with(fine, content=None, refusal="I can't help with that."))


def refusal_in_text(fine: Body) -> Reply:
    """Refuse in words where the answer should be."""
    return Reply(_with(fine, content="I'm sorry, but I can't help with that."))


def content_filter(fine: Body) -> Reply:
    """Stop the answer with the content filter."""
    return Reply(_with(fine, content="", finish_reason="content_filter"))


def wrong_model(fine: Body, model: str = "another-model-2026-01-01") -> Reply:
    """Answer in the name of another model."""
    return Reply(fine | {"model": model})


def no_usage(fine: Body) -> Reply:
    """Answer without saying what it took."""
    return Reply({name: value for name, value in fine.items() if name != "usage"})


def malformed(fine: Body, kind: str = "fenced") -> Reply:
    """Say the right thing in JSON that is none, or not what was asked for; kinds in answers.MALFORMED."""
    return Reply(_with(fine, content=MALFORMED[kind](_content(fine))))


def hostile(fine: Body, kind: str = "number that is not in the text") -> Reply:
    """Lie in valid JSON; kinds in answers.HOSTILE."""
    return Reply(_with(fine, content=json.dumps(HOSTILE[kind](json.loads(_content(fine))))))


def says(fine: Body, content: str = "") -> Reply:
    """Say what the script says."""
    return Reply(_with(fine, content=content))


# The request, the account, the address


def content_filter_400(fine: Body) -> Reply:
    """Refuse the prompt by its content, as Azure does."""
    return failed(400, "The prompt triggered the content management policy.", code="content_filter")


def context_length_exceeded(fine: Body, size: int = 8192) -> Reply:
    """Refuse the prompt as too long."""
    words = f"This model's maximum context length is {size} tokens. Please reduce the length of the messages."
    return failed(400, words, type="invalid_request_error", param="messages", code="context_length_exceeded")


def unauthorized(fine: Body) -> Reply:
    """Refuse the key."""
    return failed(401, "Incorrect API key provided.", type="invalid_request_error", code="invalid_api_key")


def forbidden(fine: Body) -> Reply:
    """Refuse the project."""
    return failed(403, "Project does not have access to this model.", code="model_not_found")


def no_such_model(fine: Body) -> Reply:
    """Say that there is no such model."""
    return failed(404, "The model does not exist.", type="invalid_request_error", code="model_not_found")


def insufficient_quota(fine: Body) -> Reply:
    """429 because the account is empty: waiting does not help."""
    return failed(
        429, "You exceeded your current quota.", type="insufficient_quota", code="insufficient_quota"
    )


def redirect(fine: Body, to: str = "/v1/elsewhere") -> Reply:
    """307 to another address."""
    return Reply(b"", 307, {"location": to})


_ALL: tuple[Callable[..., Reply], ...] = (
    *(rate_limited, rate_limited_until, status, bad_gateway_page),
    *(hang, drip, close_before_headers, reset_before_headers, reset_in_body, half_a_body),
    *(duplicate_headers, two_lengths, gzip_garbage, gzip_cut, gzip_bomb),
    *(html, html_as_json, error_with_200, empty_body, broken_envelope, marked_envelope, broken_utf8),
    *(wrong_type, no_choices, null_choices),
    *(finish_length, cut_content, empty_content, null_content, refusal, refusal_in_text, content_filter),
    *(wrong_model, no_usage, malformed, hostile, says),
    *(content_filter_400, context_length_exceeded, unauthorized, forbidden, no_such_model),
    *(insufficient_quota, redirect),
)
FAULTS: Mapping[str, Callable[..., Reply]] = {fault.__name__: fault for fault in _ALL}


def reply(fine: Reply, fault: str, **options: Any) -> Reply:
    """Return the reply that a fault makes of a completion; the journal knows it by the fault's name."""
    kind = options.get("kind", options.get("status"))
    return replace(FAULTS[fault](fine.body, **options), fault=f"{fault}: {kind}" if kind else fault)
