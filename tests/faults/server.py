"""A chat endpoint on loopback that answers by script, keeps a journal, and fails as real ones do."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence


@dataclass(frozen=True)
class Reply:
    """One scripted reply; `body` that is not bytes is sent as JSON.

    `cut` ends the connection after that many bytes of the response, `drip` is the seconds between its bytes,
    `wait` the seconds before its first.
    """

    body: Any = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0.0
    drip: float = 0.0
    cut: int | None = None

    def wire(self) -> bytes:
        """Return the response as it goes over the line."""
        raw = self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()
        headers = {"content-type": "application/json", "content-length": str(len(raw)), **self.headers}
        lines = [f"HTTP/1.1 {self.status} Scripted", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode() + raw


def said(content: str | None, *, finish: str = "stop", refusal: str | None = None, cached: int = 0) -> Reply:
    """Return a completion that says `content`; it counts 100 tokens of prompt and 10 of answer."""
    message = {"role": "assistant", "content": content} | ({"refusal": refusal} if refusal else {})
    return Reply(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": "test",
            "choices": [{"index": 0, "finish_reason": finish, "message": message}],
            "usage": {
                "prompt_tokens": 100,
                "completion_tokens": 10,
                "total_tokens": 110,
                "prompt_tokens_details": {"cached_tokens": cached},
            },
        }
    )


def failed(status: int, message: str, *, headers: dict[str, str] | None = None, **more: Any) -> Reply:
    """Return an error in OpenAI's form."""
    return Reply({"error": {"message": message, **more}}, status, headers or {})


@dataclass(frozen=True)
class Sent:
    """A request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any
    at: float


class Server:
    """Answers chat requests with `script`, one reply after the other, the last one for ever."""

    def __init__(self, script: Sequence[Reply], models: Reply) -> None:
        self._script = list(script)
        self._models = models
        self.journal: list[Sent] = []
        self.port = 0

    @property
    def url(self) -> str:
        """The base URL for clients."""
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def asked(self) -> list[Sent]:
        """The chat requests of the journal."""
        return [sent for sent in self.journal if sent.path == "/v1/chat/completions"]

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection until either side ends it."""
        try:
            while await self._exchange(reader, writer):
                pass
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            pass  # the client has what it wanted or gave up waiting, or the test is over
        finally:
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        method, path, _ = head[0].split(" ")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in head[1:] if line)}
        raw = await reader.readexactly(int(headers.get("content-length", 0)))
        self.journal.append(Sent(method, path, headers, json.loads(raw) if raw else None, time.monotonic()))
        reply = self._models if method == "GET" else self._next()
        await asyncio.sleep(reply.wait)
        wire = reply.wire()[: reply.cut]
        step = 1 if reply.drip else max(len(wire), 1)
        for start in range(0, len(wire), step):
            writer.write(wire[start : start + step])
            await writer.drain()
            await asyncio.sleep(reply.drip)
        return reply.cut is None

    def _next(self) -> Reply:
        return self._script.pop(0) if len(self._script) > 1 else self._script[0]


@asynccontextmanager
async def serving(*script: Reply, models: Reply | None = None) -> AsyncIterator[Server]:
    """Serve `script` on a free port; `models` is the reply to GET, 404 by default."""
    server = Server(script, models or failed(404, "no such path"))
    listener = await asyncio.start_server(server.answer, "127.0.0.1", 0)
    server.port = listener.sockets[0].getsockname()[1]
    async with listener:
        yield server
