"""What a failed request says: whether it may pass, and the one line to tell of it."""

from __future__ import annotations

import math
import os
import re
import socket
import ssl
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from extractor.errors import AnswerRejected, ModelError, ModelUnavailable, TooLong

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai import APIStatusError

    from extractor.model.connection import Connection


class Unreadable(Exception):
    """A response with status 200 that is not a chat completion; `passing` when it may be right next time."""

    def __init__(self, text: object, *, passing: bool) -> None:
        super().__init__(str(text))
        self.passing = passing


def may_pass(error: BaseException, model: Connection) -> bool:
    """Whether the same request may well succeed in a while."""
    from openai import APIConnectionError, APIStatusError

    if isinstance(error, Unreadable):
        return error.passing
    if isinstance(error, APIStatusError):
        passing = error.status_code in {408, 409, 429} or error.status_code >= 500
        soon = (retry_after(error) or 0) <= model.pace.longest
        return passing and error.code != "insufficient_quota" and soon
    if not isinstance(error, (APIConnectionError, TimeoutError)):
        return False
    causes = list(_causes(error))
    if any(_foreign(cause) or isinstance(cause, ssl.SSLError) for cause in causes):
        return False
    # Nobody ever answered there: that is a wrong address or a server not started, and waiting hides it.
    return model.reached or not nobody(error)


def nobody(error: BaseException) -> bool:
    """Whether there was no server at all, which is no fault of a request."""
    return any(isinstance(cause, (ConnectionRefusedError, socket.gaierror)) for cause in _causes(error))


def busy(error: BaseException) -> bool:
    """Whether the server has too much to do."""
    return getattr(error, "status_code", None) == 429


def retry_after(error: BaseException | None) -> float | None:
    """Return the seconds a server asks to wait, from any form of Retry-After."""
    from openai import APIStatusError

    if not isinstance(error, APIStatusError):
        return None
    headers = error.response.headers
    value = headers.get("retry-after", "")
    try:
        seconds = float(headers["retry-after-ms"]) / 1000 if "retry-after-ms" in headers else float(value)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(value) - _now_there(headers.get("date"))).total_seconds()
        except (ValueError, TypeError):
            return None
    return max(seconds, 0.0) if math.isfinite(seconds) else None


def _now_there(date: str | None) -> datetime:
    """Return the time by the server's clock, if it tells: ours may be wrong by days."""
    return parsedate_to_datetime(date) if date else datetime.now(UTC)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _foreign(error: BaseException) -> bool:
    """Whether it was not the network that failed: a cassette without this request, a closed event loop."""
    return isinstance(error, RuntimeError) or type(error).__module__.startswith("vcr.")


def refused_field(said: str, sent: dict[str, Any]) -> str | None:
    """Return the field this server will not take and can do without, if that is its complaint."""
    if "max_tokens" in sent and "max_completion_tokens" in said:
        return "max_tokens"
    spared = (name for name in ("temperature", "seed") if name in sent)
    return next((name for name in spared if re.search(rf"\b{name}\b", said)), None)


def in_short(error: Exception, model: Connection) -> str:
    """Say in a few words what came instead of a completion."""
    from openai import APIStatusError

    if isinstance(error, APIStatusError) and isinstance(told := explain_status(error, model), TooLong):
        return f"{TooLong.__name__}: {told}"
    status = getattr(error, "status_code", None)
    return f"{type(error).__name__} {status}" if status else f"{type(error).__name__}: {error}"


async def explain(error: Exception, model: Connection) -> ModelError:
    """Return the one line that says what happened and what to do about it."""
    from openai import APIStatusError

    where = model.where
    if isinstance(error, APIStatusError):
        if error.status_code == 404:
            return await _explain_missing(model)
        return explain_status(error, model)
    if isinstance(error, Unreadable):
        said = model.quote(error)
        return ModelUnavailable(
            f"{where} answered with something else than a completion: {said}; check --base-url"
        )
    causes = list(_causes(error))
    for cause in causes:
        if _foreign(cause):
            return ModelUnavailable(f"{where} was not asked: {model.quote(str(cause).partition(chr(10))[0])}")
    if isinstance(error, TimeoutError):
        return ModelUnavailable(f"{where} gave no answer within {model.deadline:g} s")
    return ModelUnavailable(
        f"{where} cannot be reached: {_reason(causes)}; is it running, is --base-url right?"
    )


def _reason(causes: list[BaseException]) -> str:
    """Return what the operating system says about it, else the deepest words there are."""
    system = [cause for cause in causes if isinstance(cause, OSError) and cause.errno]
    if not system:
        return next((str(cause) for cause in reversed(causes) if str(cause)), "no reason given")
    last = system[-1]
    resolving = isinstance(last, (socket.gaierror, ssl.SSLError))
    return str(last.strerror if resolving else os.strerror(last.errno or 0))


async def _explain_missing(model: Connection) -> ModelError:
    names = await model.offered()
    if not names or model.name in names:
        address = urlsplit(model.base_url)._replace(netloc=model.where, query="").geturl()
        return ModelUnavailable(f"nothing at {address} (404): a base URL usually ends in /v1")
    shown = ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")
    return ModelUnavailable(
        f"{model.where} has no model {model.name!r}; choose with --model: {model.quote(shown)}"
    )


def explain_status(error: APIStatusError, model: Connection) -> ModelError:
    """Return the error that a status other than 404 stands for."""
    status, where, said = error.status_code, model.where, model.quote(message_of(error))
    if status in {401, 403}:
        if not model.keyed:
            return ModelUnavailable(f"{where} wants a key ({status}): set OPENAI_API_KEY")
        return ModelUnavailable(f"{where} refused the key ({status}): check OPENAI_API_KEY")
    if status < 400:
        target = model.quote(error.response.headers.get("location", "elsewhere"))
        return ModelUnavailable(f"{where} redirects to {target}: set --base-url to where it really is")
    if error.code == "insufficient_quota":
        return ModelUnavailable(f"{where}: the account has no credit left: {said}")
    if status == 429:
        wait = retry_after(error)
        again = f"in {wait:.0f} s" if wait else "later, or with fewer requests at a time"
        return ModelUnavailable(f"{where} is over its rate limit (429): try again {again}: {said}")
    if status == 408 or status >= 500:
        return ModelUnavailable(f"{where} keeps failing ({status}): {said}; try again later")
    if limit := _context_limit(error):
        return TooLong(f"too long for {model.name}, which holds {limit} tokens: {said}")
    return AnswerRejected(f"{where} refused the request ({status}): {said}")


def message_of(error: APIStatusError) -> object:
    """Return what the server says about it."""
    return error.body.get("message", error.body) if isinstance(error.body, dict) else error.response.text


def _context_limit(error: APIStatusError) -> str | None:
    """Return the size of the context when its being too small is the complaint."""
    body = error.body if isinstance(error.body, dict) else {}
    said = str(message_of(error))
    if "n_ctx" in body:
        return str(body["n_ctx"])
    if error.code != "context_length_exceeded" and not re.search(r"(?i)context (?:length|size|window)", said):
        return None
    size = re.search(r"(?i)context (?:length|size|window)\D{0,40}(\d[\d,]*)", said)
    return size[1] if size else "fewer"
