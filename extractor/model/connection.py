"""The way to an endpoint: its connections, what was learned of it, how its words are quoted."""

from __future__ import annotations

import asyncio
import weakref
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from extractor.model.endpoint import OPENAI, hang_up, http_client
from extractor.pace import Pace

if TYPE_CHECKING:
    import httpx2
    from openai import AsyncOpenAI


class Connection:
    """The way to a model behind an endpoint that speaks OpenAI's protocol.

    `slots` is how many requests the endpoint should get at a time: callers keep to it. `deadline` is the
    seconds one request may take to its last byte. `pace` says when requests go out; its `pause` is the
    seconds before the first retry, doubled each time. `tier` is a service tier to ask for ("flex").
    `http_client` makes the connections and is closed with them; they belong to the event loop that asks.
    What was learned of the endpoint: `reached` once it has answered, `refused` the fields it will not take.
    """

    def __init__(  # noqa: PLR0913  each says something else about the endpoint
        self,
        name: str,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        slots: int = 8,
        deadline: float = 300.0,
        pace: Pace | None = None,
        tier: str | None = None,
        http_client: httpx2.AsyncClient | None = None,
    ) -> None:
        import openai  # noqa: F401  a second that nothing but asking needs, and that no answer should be said to take

        self.name = name
        self.base_url = base_url or OPENAI
        self.slots = slots
        self.deadline = deadline
        self.pace = pace or Pace()
        self.tier = tier
        self.reached = False
        self.refused: set[str] = set()
        self._key = api_key
        self._http_client = http_client
        self._client: AsyncOpenAI | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r}, at={self.where!r})"

    @property
    def keyed(self) -> bool:
        """Whether there is a key to show."""
        return self._key is not None

    @property
    def where(self) -> str:
        """The endpoint's host and port, for messages."""
        url = urlsplit(self.base_url)
        return f"{url.hostname}:{url.port}" if url.port else str(url.hostname)

    async def offered(self) -> list[str]:
        """Return the names of the models the endpoint offers; none when it will not say."""
        from openai import OpenAIError

        try:
            page = await self.client().models.list(timeout=10)
            return [model.id for model in page.data]
        except (OpenAIError, ValueError, AttributeError, TypeError):
            return []

    async def aclose(self) -> None:
        """Close the connections; asking again opens new ones."""
        client, self._client = self._client, None
        if client is not None and self._loop is asyncio.get_running_loop():
            await client.close()

    def client(self) -> AsyncOpenAI:
        """Return the client of the event loop that runs."""
        from openai import AsyncOpenAI, Timeout

        loop = asyncio.get_running_loop()
        if self._client is not None and self._loop is loop:
            return self._client
        self._loop = loop
        self._client = AsyncOpenAI(
            api_key=self._key or "none",
            base_url=self.base_url,
            max_retries=0,
            timeout=Timeout(None, connect=10.0),  # the rest is the deadline's
            http_client=self._http_client or http_client(self.base_url, slots=self.slots),
        )
        weakref.finalize(self, hang_up, self._client, loop)
        return self._client

    def quote(self, text: object) -> str:
        """Return a server's words on one line, clipped, without the key."""
        line = " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())
        if self._key:
            line = line.replace(self._key, "…")
        return line if len(line) <= 200 else line[:200] + "…"
