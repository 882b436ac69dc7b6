"""Ask a model for an answer of a given class.

Each kind of retry has one owner: instructor asks again when an answer does not fit its class, tenacity sends
again what the network or a busy server lost, openai sends once. When anything goes out is the pace's to say.
"""

from __future__ import annotations

import functools
import logging
from typing import TYPE_CHECKING, Any, TypeVar

from extractor.errors import AnswerRejected, ModelError
from extractor.model.answer import Answer
from extractor.model.connection import Connection
from extractor.model.exchange import SEED, Exchange, Replay, send

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from pydantic import BaseModel

    from extractor.model.answer import Attempt

T = TypeVar("T", bound="BaseModel")

REASKS = 1

# instructor logs as errors what is handled here; without a handler Python would print it.
logging.getLogger("instructor").addHandler(logging.NullHandler())


class Model(Connection):
    """A model behind an endpoint that speaks OpenAI's protocol; made as its connection is."""

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
            value = await _guided()(
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


@functools.cache
def _guided() -> Any:
    """Return instructor's way to ask."""
    from instructor import Mode, patch

    return patch(create=send, mode=Mode.JSON_SCHEMA)


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
