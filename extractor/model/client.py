"""Ask a model for an answer of a given class.

Each kind of retry has one owner: instructor asks again when an answer does not fit its class, tenacity sends
again what the network or a busy server lost, openai sends once. When anything goes out is the pace's to say.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import weakref
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from extractor.errors import AnswerRejected, ModelError
from extractor.model.answer import Answer
from extractor.model.endpoint import OPENAI, hang_up, http_client
from extractor.model.exchange import SEED, Exchange, Replay, send
from extractor.pace import Pace

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    import httpx2
    from openai import AsyncOpenAI
    from pydantic import BaseModel

    from extractor.model.answer import Attempt

T = TypeVar("T", bound="BaseModel")

REASKS = 1

# instructor logs as errors what is handled here; without a handler Python would print it.
logging.getLogger("instructor").addHandler(logging.NullHandler())


class Model:
    """A model behind an endpoint that speaks OpenAI's protocol.

    `slots` is how many requests the endpoint should get at a time: callers keep to it. `deadline` is the
    seconds one request may take to its last byte. `pace` says when requests go out; its `pause` is the
    seconds before the first retry, doubled each time. `tier` is a service tier to ask for ("flex").
    Connections belong to the event loop that asks; `http_client` makes them, and is closed with them.
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
        # A second of imports that nothing but asking needs, and that `seconds` should not count.
        import openai  # noqa: F401
        from instructor import Mode, patch

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
        self._guided: Any = patch(create=send, mode=Mode.JSON_SCHEMA)
        self._client: AsyncOpenAI | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def __repr__(self) -> str:
        return f"Model({self.name!r}, at={self.where!r})"

    @property
    def keyed(self) -> bool:
        """Whether there is a key to show."""
        return self._key is not None

    @property
    def where(self) -> str:
        """The endpoint's host and port, for messages."""
        url = urlsplit(self.base_url)
        return f"{url.hostname}:{url.port}" if url.port else str(url.hostname)

    async def ask(
        self,
        messages: Sequence[Mapping[str, str]],
        response: type[T],
        *,
        max_tokens: int | None = None,
        heard: Callable[[Attempt], Awaitable[None]] | None = None,
    ) -> Answer[T]:
        """Return the model's answer as a `response`; ModelUnavailable, RequestFailed or AnswerRejected.

        An answer that does not fit `response` is handed back to the model once, with what is wrong with it.
        `heard` gets every attempt before anything is made of it, failed ones too.
        """
        options = {} if max_tokens is None else {"max_tokens": max_tokens}
        return await self._through(Exchange(self, heard), messages, response, options)

    async def replay(
        self, messages: Sequence[Mapping[str, str]], response: type[T], kept: Sequence[Attempt]
    ) -> Answer[T]:
        """Return the answer that `ask` would have made of attempts that are kept, oldest first.

        Raises what `ask` would have raised, and Due where the attempts end before the question does.
        """
        return await self._through(Replay(self, kept), messages, response, {})

    async def _through(
        self,
        exchange: Exchange | Replay,
        messages: Sequence[Mapping[str, str]],
        response: type[T],
        options: dict[str, Any],
    ) -> Answer[T]:
        """Have a question asked by way of instructor, which asks again when an answer does not fit."""
        from instructor.core import InstructorRetryException

        if self.tier:
            options["service_tier"] = self.tier
        try:
            value = await self._guided(
                exchange=exchange,
                response_model=prepared(response),
                max_retries=REASKS,
                strict=False,
                model=self.name,
                messages=[dict(message) for message in messages],
                temperature=0,
                seed=SEED,
                **options,
            )
        except InstructorRetryException as error:
            cause = error.__cause__
            if isinstance(cause, ModelError):
                raise cause from cause.__cause__
            misfit = self.quote(_misfit(cause))
            raise AnswerRejected(
                f"{self.name} gave an answer that does not fit: {misfit}", raw=exchange.raw
            ) from cause
        return Answer(value, exchange.usage, exchange.raw)

    async def offered(self) -> list[str]:
        """Return the names of the models the endpoint offers; none when it will not say."""
        from openai import OpenAIError

        try:
            page = await self.connection().models.list(timeout=10)
            return [model.id for model in page.data]
        except (OpenAIError, ValueError, AttributeError, TypeError):
            return []

    async def aclose(self) -> None:
        """Close the connections; asking again opens new ones."""
        client, self._client = self._client, None
        if client is not None and self._loop is asyncio.get_running_loop():
            await client.close()

    def connection(self) -> AsyncOpenAI:
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


@functools.lru_cache(maxsize=64)  # classes may be made for one request: keep few
def prepared(response: type[BaseModel]) -> Any:
    """Return what stands for a class before instructor: it has no fields, and its schema is made once.

    Instructor makes the schema of what it is given and looks through its fields at every call.
    """
    from instructor import ResponseSchema

    schema = response.model_json_schema()
    methods = {
        "__module__": __name__,
        "model_json_schema": staticmethod(lambda: schema),
        "model_validate_json": staticmethod(response.model_validate_json),
    }
    return type(response.__name__, (ResponseSchema,), methods)


def _misfit(error: BaseException | None) -> str:
    """Return the first thing wrong with an answer: where in it, and what."""
    from pydantic import ValidationError

    if not isinstance(error, ValidationError):
        return f"{type(error).__name__}: {error}"
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    place = ".".join(str(step) for step in first["loc"])
    return f"{place}: {first['msg']}" if place else first["msg"]
