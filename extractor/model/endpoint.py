"""Where a model is served, and how many connections lead there."""

from __future__ import annotations

import asyncio
import re
import resource
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from extractor.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    import httpx2
    from openai import AsyncOpenAI

OPENAI = "https://api.openai.com/v1"
DEFAULT_NAME = "gpt-5.4-mini"
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
SPARE_FILES = 64  # for the store, the output, the program itself


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is served; `slots` is how many requests it should get at a time."""

    name: str
    base_url: str
    key: str | None = field(default=None, repr=False)
    slots: int = 8


def configured(model: str | None, base_url: str | None, environ: Mapping[str, str]) -> Endpoint | None:
    """Return the endpoint that options and environment name; None means the embedded model.

    Options go before EXTRACTOR_MODEL and OPENAI_BASE_URL; the key comes from OPENAI_API_KEY alone. The name
    `local` stands for the embedded model, whatever else is set.
    """
    name = model or environ.get("EXTRACTOR_MODEL") or None
    url = base_url or environ.get("OPENAI_BASE_URL") or None
    key = environ.get("OPENAI_API_KEY") or None
    if name == "local" or (name, url, key) == (None, None, None):
        return None
    if url is not None and not re.match(r"https?://[^/\s]", url):
        raise UsageError(f"base URL {url!r}: write http://HOST:PORT/v1 or https://HOST/v1")
    return Endpoint(name or DEFAULT_NAME, url or OPENAI, key)


def affordable(slots: int) -> int:
    """Return how many requests there may be at a time: each holds a file open, and the system has a limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = slots + SPARE_FILES
    if resource.RLIM_INFINITY != soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return slots if soft == resource.RLIM_INFINITY else max(1, min(slots, soft - SPARE_FILES))


def http_client(
    base_url: str, *, slots: int = 8, heard: Callable[[httpx2.Response], Awaitable[None]] | None = None
) -> httpx2.AsyncClient:
    """Return what makes the connections to an endpoint; `heard` gets every response."""
    import httpx2
    from openai import DefaultAioHttpClient

    return DefaultAioHttpClient(
        # Servers drop idle connections after 5 s (uvicorn, llama.cpp): let go before they do.
        limits=httpx2.Limits(max_connections=max(1000, slots), keepalive_expiry=2.0),
        # An article goes where the user said and nowhere else.
        follow_redirects=False,
        # A proxy has no business between us and a server on this machine.
        trust_env=urlsplit(base_url).hostname not in LOOPBACK,
        event_hooks={"response": [heard] if heard else []},
    )


def hang_up(client: AsyncOpenAI, loop: asyncio.AbstractEventLoop) -> None:
    """Close the connections of a Model that went without `aclose`; aiohttp would complain on stderr."""
    if client.is_closed():
        return
    try:
        running = asyncio.get_running_loop()
    except RuntimeError:
        running = None
    if loop.is_running() and loop is not running:
        with suppress(TimeoutError):
            asyncio.run_coroutine_threadsafe(client.close(), loop).result(1)
    elif running:
        running.create_task(client.close())
    else:
        asyncio.run(client.close())
