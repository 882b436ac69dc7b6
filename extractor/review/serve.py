"""Serve the desk until a signal ends it: its links, the browser it is opened in, its server."""

from __future__ import annotations

import errno
import logging
import os
import signal
import socket
import sys
import tempfile
import threading
import time
import webbrowser
from contextlib import ExitStack, contextmanager
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from extractor.errors import UsageError
from extractor.review import guard
from extractor.review.door import Door

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Iterator, Sequence

    from starlette.types import ASGIApp

    from extractor.review.access import Access

READ_BY = 60.0
"""Seconds until the file that the browser is opened with is removed."""

GRACE = 3
"""Seconds that what is under way has when a signal ends the desk."""

LACKING = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)
"""What is said of an address of a family that this machine does without."""

ASKING: signal.Signals | None = getattr(signal, "SIGUSR1", None)
"""What asks for fresh links where there is no terminal; Windows has no such signal."""

SIGNALS = (signal.SIGINT, signal.SIGTERM)


def serve(
    app: ASGIApp,
    reviewers: Sequence[str],
    access: Access,
    tell: Callable[[str], None],
    *,
    browse: bool = False,
    terminal: int | None = None,
) -> None:
    """Serve the desk behind its guard until a signal comes; tell a link for each reviewer.

    With `browse` the browser is opened for the first of them. `terminal` is a file descriptor; Enter there
    asks for fresh links, without it a signal does. Raises UsageError if the port, the host or the files for
    TLS cannot be used.
    """
    door = Door(reviewers)
    with ExitStack() as stack:
        sockets = _listen(access.host, access.port)
        for one in sockets:
            stack.callback(one.close)
        site = access.site(sockets[0].getsockname()[1])
        server = _server(guard.Guard(app, door, **site._asdict()), access)
        stack.enter_context(_ended_by_signals(server))

        def link(reviewer: str) -> str:
            return f"{site.origin}{guard.LOGIN}?t={door.invite(reviewer)}"

        def links() -> None:
            for reviewer in reviewers:
                tell(f"{reviewer}: {link(reviewer)}")

        links()
        if terminal is not None:
            _on_enter(terminal, links)
            tell("a link is good once; Enter gives fresh ones")
        elif ASKING is not None:
            stack.enter_context(_on_signal(ASKING, links))
            tell(f"a link is good once; kill -{ASKING.name[3:]} {os.getpid()} gives fresh ones")
        else:
            tell("a link is good once")
        if browse and _has_browser():
            stack.enter_context(_opened(link(reviewers[0])))
        tell("Ctrl-C closes the desk")
        server.run(sockets)
    tell("the desk is closed; every decision is stored")


class _Punctual(H11Protocol):
    """A connection that is closed if the head of a request takes too long; the guard sees to the body."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._due = self.loop.call_later(guard.PATIENCE, transport.close)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._due.cancel()
        elif self._due.cancelled():  # the next request has begun
            self._due = self.loop.call_later(guard.PATIENCE, self.transport.close)

    def shutdown(self) -> None:
        super().shutdown()
        if self.transport.is_closing() and not self.transport.get_write_buffer_size():
            self.transport.abort()  # closing would wait half a minute for a farewell by TLS


class _Server(uvicorn.Server):
    """A server that leaves signals to the desk, which has told its links before the server runs."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextmanager
def _ended_by_signals(server: _Server) -> Iterator[None]:
    """Let a signal end the server in good order, and a second one at once; nobody else hears of them."""
    before = {number: signal.signal(number, server.handle_exit) for number in SIGNALS}
    log = logging.getLogger("uvicorn.error")

    def going_on(_: logging.LogRecord) -> bool:
        return not server.should_exit  # who is cut off by the end need not be told of with a traceback

    log.addFilter(going_on)
    try:
        yield
    finally:
        log.removeFilter(going_on)
        for number, handler in before.items():
            signal.signal(number, handler)


def _server(app: ASGIApp, access: Access) -> _Server:
    config = uvicorn.Config(
        app,
        http=_Punctual,
        loop="asyncio",
        ws="none",
        log_config=None,
        log_level="error",
        access_log=False,  # it would keep the links
        server_header=False,
        proxy_headers=False,  # what a header says of the client is not believed
        timeout_keep_alive=75,
        timeout_graceful_shutdown=GRACE,
        ssl_certfile=access.certificate,
        ssl_keyfile=access.key,
    )
    try:
        config.load()
    except OSError as error:  # of the files for TLS, and of what they hold
        files = f"--tls-cert {access.certificate} --tls-key {access.key}"
        raise UsageError(f"{files}: {error.strerror or error}") from None
    return _Server(config)


def _listen(host: str, port: int) -> list[socket.socket]:
    """Listen on every address of a host, but for families that this machine does without."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UsageError(f"--host {host}: {getattr(error, 'strerror', None) or error}") from None
    listening: list[socket.socket] = []
    failed: list[OSError] = []
    for family, address in dict.fromkeys((family, str(address[0])) for family, *_, address in found):
        try:
            listening.append(socket.create_server((address, port), family=family))
            port = listening[0].getsockname()[1]
        except OSError as error:
            failed.append(error)
    if grave := [error for error in failed if error.errno not in LACKING or not listening]:
        for one in listening:
            one.close()
        raise _unusable(host, port, grave[0])
    return listening


def _unusable(host: str, port: int, error: OSError) -> UsageError:
    if error.errno == errno.EADDRINUSE:
        return UsageError(
            f"port {port} is taken, by another desk? --port names another; drafts that a browser has kept "
            "stay with the port they were written at"
        )
    return UsageError(f"cannot listen on {host}, port {port}: {os.strerror(error.errno or 0)}")


def _has_browser() -> bool:
    """Say whether a browser would have a window; one in the terminal would take it over."""
    windows = not sys.platform.startswith(("linux", "freebsd"))
    return windows or any(name in os.environ for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))


@contextmanager
def _opened(link: str) -> Iterator[None]:
    """Open a link in the browser by way of a file that only its owner can read: arguments are for all to see.

    The file lies in the home folder because browsers packed as snaps read neither /tmp nor hidden folders.
    """
    home = Path.home()
    descriptor, name = tempfile.mkstemp(
        prefix="extractor-review-", suffix=".html", dir=home if os.access(home, os.W_OK) else None
    )
    path = Path(name)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f'<!doctype html><meta http-equiv="refresh" content="0; url={escape(link)}">\n')
    remove = threading.Timer(READ_BY, path.unlink, kwargs={"missing_ok": True})
    remove.daemon = True
    remove.start()
    threading.Thread(target=webbrowser.open, args=(path.as_uri(),), daemon=True).start()
    try:
        yield
    finally:
        remove.cancel()
        path.unlink(missing_ok=True)


@contextmanager
def _on_signal(number: signal.Signals, do: Callable[[], None]) -> Iterator[None]:
    """Do something at a signal, in a thread: what the signal interrupts may hold a lock that it needs."""
    before = signal.signal(number, lambda *_: threading.Thread(target=do, daemon=True).start())
    try:
        yield
    finally:
        signal.signal(number, before)


def _on_enter(terminal: int, do: Callable[[], None]) -> None:
    """Do something whenever Enter is pressed, for as long as the program runs."""
    signal.signal(signal.SIGTTIN, signal.SIG_IGN)  # in the background, reading fails instead of stopping all

    def listen() -> None:
        while True:
            try:
                if not os.read(terminal, 1024):
                    return
            except OSError:
                time.sleep(1)
            else:
                do()

    threading.Thread(target=listen, daemon=True).start()
