"""An OpenAI-compatible server on loopback that answers by script, keeps a journal, and fails as real ones do.

    python -m tests.faults.server [--port 0] [--script FILE.json] [--journal FILE]

prints its port and serves until it is told to stop. In a test: `serving` for a list of replies, `faulty` for
a script in the same process, `process.launched` for one in a process of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import signal
import socket
import struct
import time
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults.endpoint import Endpoint
from tests.faults.journal import Journal
from tests.faults.messages import Reply, Sent, failed, first, said, unheeded
from tests.faults.script import Script

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from tests.faults.messages import Response

__all__ = ["Reply", "Script", "Sent", "Server", "failed", "faulty", "said", "serving"]

_BACKLOG = 2048
_ARRIVAL = 0.02  # seconds for what was written before a reset to be read: a reset throws away what was not


class Server:
    """Answers requests as `respond` says, those of one connection one after the other."""

    def __init__(self, respond: Callable[[Sent], Response]) -> None:
        self.respond = respond
        self.port = 0
        self.asked: list[Sent] = []
        self.connections: set[_Connection] = set()
        self.tasks: set[asyncio.Task[bool]] = set()

    @property
    def url(self) -> str:
        """The base URL for clients."""
        return f"http://127.0.0.1:{self.port}/v1"


class _Connection(asyncio.Protocol):
    """One client's connection; what can be answered at once is answered without a task."""

    _transport: asyncio.Transport

    def __init__(self, server: Server) -> None:
        self._server = server
        self._buffer = bytearray()
        self._task: asyncio.Task[bool] | None = None
        self._drained = asyncio.Event()
        self._drained.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.set_write_buffer_limits(high=0)  # "drained" then means: all of it went to the system
        self._server.connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._server.connections.discard(self)
        self._drained.set()
        if self._task is not None:
            self._task.cancel()

    def pause_writing(self) -> None:
        self._drained.clear()

    def resume_writing(self) -> None:
        self._drained.set()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self._task is None:
            self._serve()

    def abort(self) -> None:
        self._transport.abort()

    def _serve(self) -> None:
        """Answer the requests that are whole; stop at one that takes time."""
        while not self._transport.is_closing():
            try:
                found = first(self._buffer, time.monotonic())
            except ValueError:
                return self._transport.close()
            if found is None:
                return None
            sent, length = found
            del self._buffer[:length]
            reply, done = self._server.respond(sent)
            plain = not (reply.wait or reply.drip or reply.cut is not None)
            if plain:
                self._transport.write(reply.wire())
            if plain and self._drained.is_set():
                done(True)
            else:
                self._begin(reply, done, written=plain)
                return None
        return None

    def _begin(self, reply: Reply, done: Callable[[bool], None], *, written: bool) -> None:
        """Go on in a task; a client that leaves cancels it, perhaps before it has begun."""
        task = asyncio.get_running_loop().create_task(self._take_time(reply, written=written))
        self._task = task
        self._server.tasks.add(task)
        task.add_done_callback(self._server.tasks.discard)
        task.add_done_callback(lambda task: done(not task.cancelled() and task.result()))

    async def _take_time(self, reply: Reply, *, written: bool) -> bool:
        """Send what is not sent yet and go on with the next request; returns whether all of it was sent."""
        if not written:
            await self._deliver(reply)
        await self._drained.wait()
        if reply.cut is not None:
            await self._hang_up(reply)
            return False
        self._task = None
        self._serve()
        return True

    async def _deliver(self, reply: Reply) -> None:
        await asyncio.sleep(reply.wait)
        wire = reply.wire()[: reply.cut]
        step = 1 if reply.drip else max(len(wire), 1)
        for start in range(0, len(wire), step):
            self._transport.write(wire[start : start + step])
            await self._drained.wait()
            await asyncio.sleep(reply.drip)

    async def _hang_up(self, reply: Reply) -> None:
        if not reply.reset:
            return self._transport.close()
        await asyncio.sleep(_ARRIVAL)
        # With no time to linger, closing sends a reset.
        line: socket.socket = self._transport.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return self._transport.abort()


@asynccontextmanager
async def listening(server: Server, port: int = 0) -> AsyncIterator[Server]:
    """Serve on a port of loopback, 0 for a free one; at the end every connection is cut."""
    loop = asyncio.get_running_loop()
    listener = await loop.create_server(lambda: _Connection(server), "127.0.0.1", port, backlog=_BACKLOG)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        for connection in list(server.connections):
            connection.abort()
        while server.connections or server.tasks:
            await asyncio.sleep(0)


@asynccontextmanager
async def serving(*script: Reply, models: Reply | None = None) -> AsyncIterator[Server]:
    """Answer chat requests with `script`, one reply after the other, the last one for ever.

    `models` is the reply to GET, 404 by default. The requests are kept in `asked`.
    """
    replies = list(script)

    def respond(sent: Sent) -> Response:
        if sent.method == "GET":
            return models or failed(404, "no such path"), unheeded
        server.asked.append(sent)
        return replies.pop(0) if len(replies) > 1 else replies[0], unheeded

    async with listening(Server(respond)) as server:
        yield server


@asynccontextmanager
async def faulty(script: Script, journal: Path | None = None, port: int = 0) -> AsyncIterator[Server]:
    """Serve a script, with a journal on disk if there is a path for it."""
    kept = None if journal is None else Journal(journal)
    try:
        async with listening(Server(Endpoint(script, kept).respond), port) as server:
            yield server
    finally:
        if kept is not None:
            kept.close()


async def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument(
        "--script", type=Path, help="JSON, see script.Script; without one all answers are right"
    )
    parser.add_argument("--journal", type=Path, help="file to append one line per request to")
    options = parser.parse_args()
    script = Script() if options.script is None else Script.model_validate_json(options.script.read_bytes())
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with faulty(script, options.journal, options.port) as server:
        print(server.port, flush=True)  # noqa: T201  the caller reads it
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(_main())
