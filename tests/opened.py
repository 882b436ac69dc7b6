"""A desk that is open in a process of its own, and requests as no browser would send them."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPResponse
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

import anyio

from extractor.review import guard
from extractor.review import serve as serving
from extractor.review.access import Access

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator, Sequence

    from starlette.types import Receive, Scope, Send

    from tests.conftest import Shell

LINK = re.compile(r"(?P<reviewer>.+): (?P<link>https?://\S+/login\?t=\S+)")


class Reply(NamedTuple):
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def desk(self) -> dict[str, Any]:
        """What the desk says it was asked."""
        return dict(json.loads(self.body))

    @property
    def cookie(self) -> str:
        """The cookie that was set, as it is sent back."""
        return self.headers["set-cookie"].partition(";")[0]


@dataclass
class Opened:
    """A desk in a process of its own: what it has told, the links it gave, where it listens."""

    process: subprocess.Popen[str]
    reviewers: int
    told: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    at: int = 0
    """Where it listens, if links do not say so: behind a proxy."""
    file: str = ""
    """What the browser was opened with."""
    trusted: ssl.SSLContext | None = None
    """With it requests go by TLS."""

    def read(self, until: str) -> None:
        """Read what is told until a line that contains *until*."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.told.append(line.rstrip("\n"))
            if found := LINK.fullmatch(self.told[-1]):
                self.links.append((found["reviewer"], found["link"]))
            if until in line:
                return
        raise AssertionError(self.told)

    @property
    def host(self) -> str:
        """What a browser sends as Host."""
        return urlsplit(self.links[0][1]).netloc

    @property
    def port(self) -> int:
        return self.at or urlsplit(self.links[0][1]).port or 0

    def ask(self, method: str = "GET", path: str = "/", body: bytes = b"", **headers: Any) -> Reply:
        """Send a request as a browser does that came here by the address bar; None leaves a header out."""
        said = {"Host": self.host, "Sec-Fetch-Site": "none"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        if body or method not in ("GET", "HEAD", "OPTIONS"):
            said.setdefault("Content-Length", str(len(body)))
        return self.send(
            method, path, [(name, value) for name, value in said.items() if value is not None], body
        )

    def send(self, method: str, path: str, headers: Sequence[tuple[str, str]], body: bytes = b"") -> Reply:
        """Send a request as it is written here, byte by byte."""
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers), "", ""]
        return self.raw("\r\n".join(lines).encode("latin-1") + body, method)

    def raw(self, sent: bytes, method: str = "GET") -> Reply:
        """Send bytes and read one reply."""
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        tls = self.trusted and self.trusted.wrap_socket(plain, server_hostname="localhost")
        with tls or plain as connection:
            connection.sendall(sent)
            with HTTPResponse(connection, method=method) as reply:
                reply.begin()
                headers = {name.lower(): value for name, value in reply.getheaders()}
                return Reply(reply.status, headers, reply.read())

    def fresh(self) -> str:
        """Press Enter where the desk runs, and return the path of the first reviewer's fresh link."""
        assert self.process.stdin is not None
        known = len(self.links)
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        while len(self.links) < known + self.reviewers:
            self.read("/login?t=")
        return self.links[known][1].removeprefix(f"http://{self.host}")

    def enter(self, path: str = "") -> str:
        """Open a link, a fresh one by default; return the cookie as it is sent back."""
        return self.press(path or self.fresh()).cookie

    def press(self, link: str, **headers: Any) -> Reply:
        """Press the button of the page that a link leads to."""
        path, _, query = link.partition("?")
        return self.ask("POST", path, query.encode(), **({"Sec_Fetch_Site": "same-origin"} | headers))


@contextmanager
def opened(
    shell: Shell,
    *reviewers: str,
    patience: float = guard.PATIENCE,
    read_by: float = serving.READ_BY,
    grace: int = serving.GRACE,
    browse: bool = False,
    **access: Any,
) -> Iterator[Opened]:
    """Open a desk that says what it was asked; its port is any free one."""
    settings = {"reviewers": reviewers, "patience": patience, "read_by": read_by, "browse": browse}
    settings["grace"] = grace
    settings["access"] = {"port": 0} | access
    process = shell.start(json.dumps(settings), program=("-m", "tests.opened"), stdin=subprocess.PIPE)
    with running(process, len(reviewers)) as desk:
        yield desk


@contextmanager
def running(process: subprocess.Popen[str], reviewers: int) -> Iterator[Opened]:
    """Wait until a desk is open, and end it if it does not end by itself."""
    desk = Opened(process, reviewers)
    try:
        desk.read("Ctrl-C closes")
        yield desk
    finally:
        process.kill()
        process.communicate()


class Echo:
    """A desk that says what it was asked, and fails where it is told to."""

    def __init__(self) -> None:
        self.paths: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        self.paths.append(scope["path"])
        if scope["path"] == "/fails":
            raise RuntimeError("planted")
        if scope["path"] == "/waits":
            Path("asked").touch()
            while not Path("go").exists():
                await anyio.sleep(0.01)
        body = (await receive())["body"]
        said = {"reviewer": scope["reviewer"], "scheme": scope["scheme"], "path": scope["path"]}
        said |= {"bytes": len(body), "asked": len(self.paths), "paths": self.paths}
        headers = [(b"content-type", b"application/json"), (b"Cache-Control", b"public, max-age=9999")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(said).encode()})


def main(settings: dict[str, Any]) -> None:
    guard.PATIENCE, serving.READ_BY = settings["patience"], settings["read_by"]
    serving.GRACE = settings["grace"]
    access: dict[str, Any] = {
        name: Path(value) if name in ("certificate", "key") else value
        for name, value in settings["access"].items()
    }

    def tell(words: str) -> None:
        print(words, file=sys.stderr, flush=True)  # noqa: T201  it is for the test to read

    serving.serve(
        *(Echo(), settings["reviewers"], Access(**access), tell),
        browse=settings["browse"],
        terminal=sys.stdin.fileno(),
    )


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
