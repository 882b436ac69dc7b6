"""Stands before the desk: only what a reviewer's browser sends from the desk's own pages gets through.

Any page that a reviewer has open may send requests to a port of this machine, and so may every program on it.
A request that breaks a rule is answered here, by a short page that says what to do; the desk never sees it.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from html import escape
from string import Template
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

import anyio

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from extractor.review.door import Door

    Headers = Iterable[tuple[bytes, bytes]]

LARGEST = 1_000_000
"""Bytes of a request's body."""

PATIENCE = 30.0
"""Seconds within which a body has to arrive."""

LOGIN, STATIC = "/login", "/static/"

SAFE = ("GET", "HEAD")

SINGLE = (
    *("origin", "cookie", "content-length", "transfer-encoding"),
    *("sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest"),
)
"""Headers that no browser sends twice: of two, a proxy might go by one and we by the other."""

STYLE = """
:root { color-scheme: light dark; --paper: #fcfbf8; --ink: #1d1b18; --link: #2257c4; }
@media (prefers-color-scheme: dark) { :root { --paper: #17181a; --ink: #e9e6df; --link: #85aeff; } }
body { max-width: 34rem; margin: 18vh auto; padding: 0 1.5rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 ui-sans-serif, system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif; }
h1 { font: 600 1.5rem/1.22 ui-serif, Georgia, "Noto Serif", "Times New Roman", serif; }
a { color: var(--link); }
button { padding: .45rem 1.1rem; border: 1px solid var(--ink); border-radius: .35rem; background: var(--ink);
  color: var(--paper); font: inherit; cursor: pointer; }
"""

PAGE = Template(
    """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>$title</title>
<style>$style</style>
<h1>$title</h1>
<p>$words</p>$form
</html>
"""
)


ENTER = Template(
    """
<form method="post" action="$login"><input type="hidden" name="t" value="$token">
<button autofocus>Open the desk</button></form>"""
)


class Answer(NamedTuple):
    """What is said in place of the desk; `form` is HTML."""

    status: int
    title: str
    words: str
    headers: tuple[tuple[bytes, bytes], ...] = ()
    form: str = ""


ENDS = ((b"connection", b"close"),)
"""For an answer before the whole request is read."""

ONWARD = (b"refresh", b"0; url=/")
"""Goes on to the desk by a request of the page's own. A redirect would count as one of what led here,
such as the file that the browser was opened with, and the new cookie goes with the desk's own alone."""

TWICE = Answer(400, "Not understood", "The request can be read in two ways, so it is not read at all.", ENDS)
TOO_LARGE = Answer(413, "Too large", f"The desk takes {LARGEST:,} bytes at once.", ENDS)
TOO_SLOW = Answer(408, "Too slow", "The request did not arrive to its end; send it again.", ENDS)
FAILED = Answer(500, "This went wrong", "The terminal says what. All that was decided before is stored.")
USED = Answer(
    403,
    "This link lets nobody in",
    "A link to the desk is good once, and as long as the desk runs. "
    "The terminal where it runs says how to get a fresh one.",
)
OUTSIDE = Answer(
    401,
    "The desk is closed to this browser",
    "Open the link that the terminal printed when the desk was opened; it says there how to get a fresh one. "
    "What this browser has not delivered yet is kept.",
)
COME_IN = Answer(200, "The review desk", "This link is good once, and for this browser.")
WELCOME = Answer(200, "Welcome", 'The desk opens; if it does not: <a href="/">open it</a>.', (ONWARD,))


class Guard:
    """ASGI middleware: a reviewer's requests go on to the desk, with `scope["reviewer"]`; no others do.

    `origin` is the desk's own address, `hosts` what a Host header may say, port and all; `secure` is for one
    that browsers reach by TLS.
    """

    def __init__(self, app: ASGIApp, door: Door, *, origin: str, hosts: frozenset[str], secure: bool) -> None:
        self._app, self._door = app, door
        self._origin, self._hosts = origin, hosts
        self._scheme = "https" if secure else "http"
        self._cookie = f"extractor_review_{urlsplit(origin).port or (443 if secure else 80)}"
        self._attributes = "; Path=/; HttpOnly; SameSite=Strict" + "; Secure" * secure
        self._rules = (self._misaddressed, _ambiguous, _too_large, self._invitation, self._foreign)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._serve(Request(scope), receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def _serve(self, request: Request, receive: Receive, send: Send) -> None:
        answer = next(filter(None, (rule(request) for rule in self._rules)), None)
        reviewer = self._reviewer(request)
        enters = request.method == "POST" and request.path == LOGIN
        if answer or not (reviewer or enters):
            await _say(answer or OUTSIDE, send)
            return
        body = await _body(receive)
        if isinstance(body, Answer):
            await _say(body, send)
        elif body is not None and enters:
            await _say(self._enter(request, body), send)
        elif body is not None:
            scope = {**request.scope, "reviewer": reviewer, "scheme": self._scheme}
            await self._desk(scope, _read(body, receive), send)

    async def _desk(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def dressed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = _headers(message.get("headers", ()), kept=scope["path"].startswith(STATIC))
                message = {**message, "headers": headers}
            await send(message)

        try:
            await self._app(scope, receive, dressed)
        except Exception:
            if not started:
                await _say(FAILED, send)
            raise

    def _misaddressed(self, request: Request) -> Answer | None:
        """Refuse another name than the desk's: an attacker's, pointed at this machine (DNS rebinding).

        To a browser such a page and the desk are of one origin; nothing but the name gives it away.
        """
        if request.values("host") in ([host] for host in self._hosts) and request.path.startswith("/"):
            return None
        words = f"This desk answers to {self._origin}; a proxy before it has to pass on the Host header."
        return Answer(400, "Not the address of this desk", escape(words), ENDS)

    def _invitation(self, request: Request) -> Answer | None:
        """Answer a link with a button: who merely looks at it, as previews of links do, does not use it up.

        Any page may lead here, but not fetch it or show it inside itself.
        """
        if request.method not in SAFE or request.path != LOGIN:
            return None
        if request.header("sec-fetch-mode") not in (None, "navigate"):
            return self._elsewhere()
        if request.header("sec-fetch-dest") not in (None, "document"):
            return self._elsewhere()
        token = _token(request.query)
        if self._door.invited(token):
            return COME_IN._replace(form=ENTER.substitute(login=LOGIN, token=token))
        return self._used(request)

    def _enter(self, request: Request, body: bytes) -> Answer:
        """Exchange what the button sends for a cookie."""
        session = self._door.enter(_token(body.decode("latin-1")))
        if session is None:
            return self._used(request)
        cookie = f"{self._cookie}={session}{self._attributes}"
        return WELCOME._replace(headers=(ONWARD, (b"set-cookie", cookie.encode())))

    def _used(self, request: Request) -> Answer:
        return WELCOME if self._reviewer(request) else USED

    def _foreign(self, request: Request) -> Answer | None:
        """Refuse what pages of other origins send; those of other ports share the desk's cookies."""
        site = request.header("sec-fetch-site")
        if request.method in SAFE:
            own = site in (None, "none", "same-origin")
        elif site is not None:
            own = site == "same-origin"
        else:
            own = request.header("origin") == f"{self._scheme}://{request.header('host')}"
        return None if own else self._elsewhere()

    def _elsewhere(self) -> Answer:
        words = f"The request came from a page that is not the desk's. The desk is at {self._origin}."
        return Answer(403, "Refused", escape(words))

    def _reviewer(self, request: Request) -> str | None:
        given = request.cookies(self._cookie)
        return self._door.reviewer(given[0]) if len(given) == 1 else None


class Request:
    """What the rules look at."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.query: str = scope["query_string"].decode("latin-1")

    def values(self, name: str) -> list[str]:
        """Return the values of a header, which may be there several times."""
        said = name.encode()
        return [value.decode("latin-1") for key, value in self.scope["headers"] if key == said]

    def header(self, name: str) -> str | None:
        """Return a header; one that is there twice has been refused before."""
        return next(iter(self.values(name)), None)

    def cookies(self, name: str) -> list[str]:
        pairs = (pair.strip().partition("=") for pair in (self.header("cookie") or "").split(";"))
        return [value for key, _, value in pairs if key == name]


def _token(pairs: str) -> str:
    """Return the token that a query or a form holds, and nothing else."""
    found = re.fullmatch(r"t=([\w-]+)", pairs, re.ASCII)
    return found[1] if found else ""


def _ambiguous(request: Request) -> Answer | None:
    """Refuse what two readers could read as two requests."""
    framed = request.values("content-length") and request.values("transfer-encoding")
    return TWICE if framed or any(len(request.values(name)) > 1 for name in SINGLE) else None


def _too_large(request: Request) -> Answer | None:
    length = request.header("content-length") or "0"
    return None if re.fullmatch("[0-9]{1,9}", length) and int(length) <= LARGEST else TOO_LARGE


async def _body(receive: Receive) -> bytes | Answer | None:
    """Read the body of a request; None if the browser has left."""
    body = bytearray()
    try:
        with anyio.fail_after(PATIENCE):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return None
                body += message.get("body", b"")
                if len(body) > LARGEST:  # it did not say its length
                    return TOO_LARGE
                if not message.get("more_body", False):
                    return bytes(body)
    except TimeoutError:
        return TOO_SLOW


def _read(body: bytes, receive: Receive) -> Receive:
    """Return how the desk receives a body that was read already, and after it that the browser has left."""
    left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def read() -> Message:
        return left.pop() if left else await receive()

    return read


async def _say(answer: Answer, send: Send) -> None:
    body = PAGE.substitute(title=answer.title, words=answer.words, form=answer.form, style=STYLE).encode()
    own = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    headers = _headers([*own, *answer.headers], style=_STYLE_HASH)
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _headers(headers: Headers, *, kept: bool = False, style: str = "'self'") -> list[tuple[bytes, bytes]]:
    """Return headers with those that make a browser careful; a file that is *kept* is asked about anew."""
    policy = (
        f"default-src 'none'; script-src 'self'; style-src {style}; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types extractor"
    )
    careful = {
        b"content-security-policy": policy.encode(),
        b"x-content-type-options": b"nosniff",
        b"cross-origin-opener-policy": b"same-origin",
        b"cross-origin-resource-policy": b"same-origin",
        b"referrer-policy": b"no-referrer",
        b"cache-control": b"no-cache" if kept else b"no-store",
    }
    return [(name, value) for name, value in headers if name.lower() not in careful] + list(careful.items())


_STYLE_HASH = f"'sha256-{b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'"
