"""Find secrets in what was recorded: keys, tokens, cookies, passwords, values of the environment.

A kind is told by what its makers let it begin with, or by the name before it; what could stand in an article,
too, must look drawn by lot. Nothing here repeats a secret: there are kinds and places only.
"""

from __future__ import annotations

import base64
import functools
import json
import os
import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping


class Secret(NamedTuple):
    """A secret of a kind at `text[start:end]`."""

    kind: str
    start: int
    end: int


def find(text: str, known: Mapping[str, str] | None = None) -> list[Secret]:
    """Return the secrets in a text, in order; those that overlap are one, named after the first.

    `known` are values that must not stand there, by the names of their variables: as they are, and as JSON,
    addresses and base64 write them. The text may be JSON, escapes and all. Takes time linear in the text.
    """
    lower = _lowered(text)
    found = [
        *(it for name, value in (known or {}).items() for it in _written(text, f"value of {name}", value)),
        *(it for kind in _BY_BEGINNING for it in _begun(text, text, kind)),
        *_telegram(text),
        *_in_addresses(lower),
        *(it for kind in _BY_NAME for it in _begun(text, lower, kind)),
    ]
    return _joined(found)


def scan_headers(
    headers: Iterable[tuple[str, str]], known: Mapping[str, str] | None = None
) -> list[tuple[str, Secret]]:
    """Return the secrets in headers by the names of these, some of which are secret whatever they say."""
    found: list[tuple[str, Secret]] = []
    for name, value in headers:
        if _SECRET_HEADER.isdisjoint(name.lower().split("-")):
            accounts = [Secret("account", *mail.span()) for mail in _MAIL.finditer(value)]
            found += [(name, it) for it in _joined([*find(value, known), *accounts])]
        else:
            found.append((name, Secret("secret header", 0, len(value))))
    return found


def known_values(environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the variables that hold a secret, by their names: of the environment, unless others are given.

    Short values and words are left out, "none" or "local-key": they stand in any text.
    """
    return {
        name: value
        for name, value in (os.environ if environ is None else environ).items()
        if name.upper().endswith(("_KEY", "_TOKEN", "_SECRET", "_PASSWORD"))
        and len(value) >= (8 if any(map(str.isdigit, value)) else 16)
    }


def _joined(found: Iterable[Secret]) -> list[Secret]:
    """Make one of secrets that overlap."""
    joined: list[Secret] = []
    for it in sorted(found, key=lambda it: it.start):
        if joined and it.start < joined[-1].end:
            joined[-1] = joined[-1]._replace(end=max(joined[-1].end, it.end))
        else:
            joined.append(it)
    return joined


def _lowered(text: str) -> str:
    """Return a text in lower case, every character in its place."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


# -- what is drawn by lot


def _any(token: str) -> bool:
    return True


def _drawn(token: str) -> bool:
    """Say that a token has a long piece of letters and digits, unlike words that are joined by hyphens."""
    return any(
        len(piece) >= 12 and any(map(str.isdigit, piece)) and any(map(str.isalpha, piece))
        for piece in _PIECES.split(token)
    )


_PIECES = re.compile("[^A-Za-z0-9]+")


def _is_web_token(token: str) -> bool:
    """Say that two parts in a row are JSON objects in base64."""
    long = (part.startswith("eyJ") and len(part) >= 12 for part in token.split("."))
    return any(one and two for one, two in pairwise(long))


def _is_pair(token: str) -> bool:
    """Say that a token is a user and a password in base64."""
    try:
        pair = base64.b64decode(token, validate=True).decode("ascii")
    except ValueError:  # not base64, or not ASCII
        return False
    return ":" in pair and pair.isprintable()


# -- kinds that are told by how they begin or by the name before them


class _Kind(NamedTuple):
    """Tokens behind certain letters: what follows these, and what else must be so of the token.

    What follows is all that fits, or fails within some hundred characters: nothing is read again and again.
    """

    name: str
    begins: str
    follows: str
    holds: Callable[[str], bool] = _any

    def compiled(self) -> tuple[_Kind, re.Pattern[str]]:
        return self, re.compile(re.escape(self.begins) + self.follows)


_WORD, _SAFE = "[A-Za-z0-9]", "[A-Za-z0-9_-]"
_BY_BEGINNING = tuple(
    kind.compiled()
    for kind in (
        _Kind("Anthropic key", "sk-ant-", f"{_SAFE}{{20,}}"),
        _Kind("OpenRouter key", "sk-or-v1-", f"{_SAFE}{{20,}}"),
        _Kind("OpenAI key", "sk-proj-", f"{_SAFE}{{20,}}"),
        _Kind("OpenAI key", "sk-svcacct-", f"{_SAFE}{{20,}}"),
        _Kind("OpenAI key", "sk-admin-", f"{_SAFE}{{20,}}"),
        _Kind("OpenAI key", "sk-", f"{_SAFE}{{16,}}", _drawn),
        _Kind("OpenAI organization", "org-", f"{_WORD}{{20,}}", _drawn),
        _Kind("OpenAI project", "proj_", f"{_WORD}{{20,}}", _drawn),
        _Kind("Google key", "AIza", f"{_SAFE}{{35,}}"),
        _Kind("Google token", "ya29.", f"{_SAFE}{{20,}}"),
        _Kind("Groq key", "gsk_", f"{_WORD}{{40,}}"),
        _Kind("xAI key", "xai-", f"{_WORD}{{40,}}"),
        _Kind("Perplexity key", "pplx-", f"{_WORD}{{40,}}"),
        _Kind("NVIDIA key", "nvapi-", f"{_SAFE}{{40,}}"),
        _Kind("Replicate token", "r8_", f"{_WORD}{{37,}}"),
        _Kind("Hugging Face token", "hf_", f"{_WORD}{{30,}}"),
        _Kind("Databricks token", "dapi", "[0-9a-f]{32}(?![0-9a-f])"),
        _Kind("AWS key", "AKIA", "[A-Z2-7]{16}(?![A-Za-z0-9])"),
        _Kind("AWS key", "ASIA", "[A-Z2-7]{16}(?![A-Za-z0-9])", _drawn),
        *(_Kind("GitHub token", f"gh{letter}_", f"{_WORD}{{36,}}") for letter in "pousr"),
        _Kind("GitHub token", "github_pat_", "[A-Za-z0-9_]{36,}"),
        _Kind("GitLab token", "glpat-", f"{_SAFE}{{20,}}"),
        _Kind("Slack token", "xox", f"[a-eprs]-{_SAFE}{{16,}}", _drawn),
        _Kind("Slack token", "xapp-", f"{_SAFE}{{30,}}", _drawn),
        _Kind("Slack webhook", "hooks.slack.com/", "(?:services|workflows|triggers)/[A-Za-z0-9/]{20,}"),
        *(_Kind("Stripe key", f"{kind}_live_", f"{_WORD}{{16,}}") for kind in ("sk", "rk")),
        *(_Kind("Stripe key", f"{kind}_test_", f"{_WORD}{{16,}}") for kind in ("sk", "rk")),
        _Kind("npm token", "npm_", f"{_WORD}{{36,}}"),
        _Kind("PyPI token", "pypi-AgE", f"{_SAFE}{{50,}}"),
        _Kind("SendGrid key", "SG.", rf"{_SAFE}{{16,32}}\.{_SAFE}{{32,}}"),
        _Kind("Twilio key", "SK", "[0-9a-f]{32}(?![0-9a-f])"),
        _Kind("Cloudflare cookie", "__cf_bm=", "[A-Za-z0-9._-]{20,}"),
        _Kind("Cloudflare cookie", "cf_clearance=", "[A-Za-z0-9._-]{20,}"),
        _Kind("JSON web token", "eyJ", "[A-Za-z0-9_.-]{30,}", _is_web_token),
        _Kind(
            "private key",
            "-----BEGIN ",
            r"[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----"
            r"[A-Za-z0-9+/=\s\\]*(?:-----END [A-Z0-9 ]{0,60}-----)?",
        ),
    )
)

# between a name and its value, in headers, JSON within JSON, YAML, settings
_IS = r"""\\{0,7}["']?\s{0,4}[:=](?:\s|\\{1,7}n){0,40}+(?:- )?\\{0,7}["'\[]{0,2}"""
_VALUE = r"""((?:[a-z0-9-]{1,20} )?[^\s"'\\,;&<>]{12,})"""
_NAMES = ["authorization", "openai-organization", "openai-project", "password"] + [
    f"{whose}{joint}{what}"
    for whose, what in (
        *((whose, "key") for whose in ("api", "access", "account", "secret", "subscription")),
        *((whose, "token") for whose in ("access", "auth", "security", "session")),
        ("client", "secret"),
    )
    for joint in ("-", "_", "")
]
_BY_NAME = tuple(
    kind.compiled()
    for kind in (
        *(_Kind(f"named {name}", name, _IS + _VALUE, _drawn) for name in _NAMES),
        _Kind("cookie", "cookie", _IS + r"""([\w-]{1,80}=[^"'\\\n]{12,})""", _drawn),
        _Kind("Bearer token", "bearer", r"\s{1,4}([a-z0-9._~+/=-]{12,})", _drawn),
        _Kind("Basic credentials", "basic", r"\s{1,4}([a-z0-9+/]{8,}={0,2})", _is_pair),
    )
)


def _begun(text: str, seen: str, among: tuple[_Kind, re.Pattern[str]]) -> Iterator[Secret]:
    """Yield the tokens of a kind; `seen` is the text, or the text in lower case.

    Its first letters are looked for, and the pattern is tried only there: many times as fast as a search.
    """
    (name, begins, _, holds), pattern = among
    at = seen.find(begins)
    while at >= 0:
        token = pattern.match(seen, at) if _opens(seen, at) else None
        if token:
            start, end = token.span(pattern.groups)
            if holds(text[start:end]):
                yield Secret(name, start, end)
        at = seen.find(begins, token.end() if token else at + len(begins))


def _opens(text: str, at: int) -> bool:
    r"""Say that a word may begin at a place: that the letter before is none, or the end of a \n or \u201c."""
    before = text[at - 1 : at]
    inside = before.isascii() and before.isalnum()
    return not inside or _ESCAPE.fullmatch(text, max(0, at - 6), at) is not None


_ESCAPE = re.compile(r".{0,4}\\[nrtbf]|\\u[0-9a-fA-F]{4}", re.DOTALL)


# -- kinds with a form of their own


def _telegram(text: str) -> Iterator[Secret]:
    for token in _TELEGRAM.finditer(text):
        yield Secret("Telegram token", *token.span())


_TELEGRAM = re.compile(r"(?<![0-9])[0-9]{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])")


def _in_addresses(lower: str) -> Iterator[Secret]:
    """Yield passwords and private hosts of web addresses, and what their queries say under a telling name."""
    at = lower.find("://")
    while at >= 0:
        for name, pattern in (("password in an address", _USER), ("private address", _PRIVATE)):
            if there := pattern.match(lower, at + 3):
                yield Secret(name, *there.span(1))
        at = lower.find("://", at + 3)
    for there in _QUERY.finditer(lower):
        if _drawn(there[1]):
            yield Secret("key in an address", *there.span(1))


_USER = re.compile(r"""([^\s/?#@:"'<>\\]{1,200}:[^\s/?#@"'<>\\]{1,200})@""")
_PRIVATE = re.compile(
    r"((?:10\.[0-9]{1,3}|192\.168|172\.(?:1[6-9]|2[0-9]|3[01]))\.[0-9]{1,3}\.[0-9]{1,3}(?!\w)"
    r"|[a-z0-9.-]{1,100}\.(?:internal|local|corp|lan|intranet)(?!\w)"
    r"|[a-z0-9-]{1,100}\.(?:openai|cognitiveservices|services\.ai)\.azure\.com(?!\w))"
)
_QUERY = re.compile(
    r"(?:[?&;]|\\u0026)(?:(?:api|access)?[-_]?key|(?:access|auth)?[-_]?token|auth|code|sig|signature"
    r"|(?:client[-_]?)?secret|password|x-amz-(?:signature|credential|security-token))"
    r"""=([^\s&;#"'<>\\]{12,})"""
)


# -- headers


_SECRET_HEADER = frozenset(
    """account apikey auth authorization cookie credential credentials key organization password project
    secret session signature token""".split()
)
_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")


# -- values that are known


def _written(text: str, kind: str, value: str) -> Iterator[Secret]:
    """Yield where a value stands, in whatever form."""
    for form in _forms(value):
        at = text.find(form)
        while at >= 0:
            yield Secret(kind, at, at + len(form))
            at = text.find(form, at + len(form))


@functools.lru_cache(maxsize=64)
def _forms(value: str) -> frozenset[str]:
    """Return a value as it is, and as JSON, addresses and base64 write it."""
    raw = value.encode("utf-8", "surrogateescape")  # as the environment has what is no UTF-8
    escaped = {json.dumps(value, ensure_ascii=plain)[1:-1] for plain in (True, False)}
    quoted = {quote(raw), quote(raw, safe=""), quote_plus(raw)}
    quoted |= {_PERCENT.sub(lambda sign: sign[0].lower(), form) for form in quoted}
    return frozenset({value, *escaped, *quoted, *_in_base64(raw)}) - {""}


_PERCENT = re.compile("%[0-9A-F]{2}")


def _in_base64(value: bytes) -> Iterator[str]:
    """Yield what base64 makes of a value, alone or within more: the signs that no neighbour has a part in."""
    for before, first in ((0, 0), (1, 2), (2, 3)):
        last = (before + len(value)) * 8 // 6
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield encode(bytes(before) + value).decode()[first:last]
