"""What goes over the line: a request as it came in, a reply as it goes out."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Sent:
    """A request as it came in; names of headers in lower case, `at` by the monotonic clock."""

    method: str
    path: str
    headers: dict[str, str]
    raw: bytes
    at: float

    @functools.cached_property
    def body(self) -> Any:
        """The JSON that was sent, None without a body; raises ValueError when it is none."""
        return json.loads(self.raw) if self.raw else None


def first(buffer: bytearray, at: float) -> tuple[Sent, int] | None:
    """Return the first request of a buffer and its length; None while it is not whole.

    Bodies come with their length: no client here sends them in chunks. Raises ValueError for what is no HTTP.
    """
    end = buffer.find(b"\r\n\r\n")
    if end < 0:
        return None
    line, *lines = buffer[:end].decode("latin-1").split("\r\n")
    method, path, _ = line.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    begin = end + 4
    end = begin + int(headers.get("content-length", 0))
    if len(buffer) < end:
        return None
    return Sent(method, path, headers, bytes(buffer[begin:end]), at), end


@dataclass(frozen=True)
class Reply:
    """One reply; `body` that is not bytes is sent as JSON. `fault` is its name in the journal.

    `cut` ends the connection after that many bytes of the response (below zero: so many before its end),
    `reset` does it the hard way. `drip` is the seconds between bytes, `wait` the seconds before the first.
    `extra` are header lines after `headers`; a name may stand twice.
    """

    body: Any = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0.0
    drip: float = 0.0
    cut: int | None = None
    reset: bool = False
    extra: tuple[tuple[str, str], ...] = ()
    fault: str | None = None

    def wire(self) -> bytes:
        """Return the response as it goes over the line."""
        raw = self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()
        headers = {"content-type": "application/json", "content-length": str(len(raw)), **self.headers}
        lines = [f"{name}: {value}" for name, value in (*headers.items(), *self.extra)]
        return "\r\n".join([f"HTTP/1.1 {self.status} Scripted", *lines, "", ""]).encode() + raw


Response: TypeAlias = "tuple[Reply, Callable[[bool], None]]"
"""A reply, and whom to tell when it is over whether all of it was sent."""


def unheeded(whole: bool) -> None:
    """Take no notice of what became of a reply."""


def said(
    content: str | None,
    *,
    finish: str = "stop",
    refusal: str | None = None,
    model: str = "test",
    tokens: tuple[int, int] = (100, 10),
    cached: int = 0,
) -> Reply:
    """Return a completion that says `content`; `tokens` are those of the prompt and of the answer."""
    message = {"role": "assistant", "content": content} | ({"refusal": refusal} if refusal else {})
    return Reply(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": model,
            "choices": [{"index": 0, "finish_reason": finish, "message": message}],
            "usage": {
                "prompt_tokens": tokens[0],
                "completion_tokens": tokens[1],
                "total_tokens": sum(tokens),
                "prompt_tokens_details": {"cached_tokens": cached},
            },
        }
    )


def failed(status: int, message: str, *, headers: dict[str, str] | None = None, **more: Any) -> Reply:
    """Return an error in OpenAI's form."""
    return Reply({"error": {"message": message, **more}}, status, headers or {})
