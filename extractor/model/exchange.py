"""One question: the requests it takes when it is asked, and what they would bring when it is replayed."""

from __future__ import annotations

import asyncio
import re
import time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from extractor.errors import AnswerRejected, RequestFailed, TooLong
from extractor.model.answer import Attempt, Usage
from extractor.model.completion import again, attempt_of, text_of, tokens
from extractor.model.failure import (
    Unreadable,
    busy,
    explain,
    in_short,
    may_pass,
    nobody,
    refused_field,
    retry_after,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from openai.types.chat import ChatCompletion
    from tenacity import RetryCallState

    from extractor.model.connection import Connection
    from extractor.pace import Turn

SEED = 20240229
TRIES = 5
PROBES = 20  # tries of one request while nothing at all is answered: the server is more likely at fault
CHARACTERS_A_TOKEN = 3.5  # of English, and of JSON; the limit of tokens is corrected by what was used


async def send(exchange: Exchange | Replay, **body: Any) -> ChatCompletion:
    """Stand in for openai's `create` before instructor, which hands over what is none of its own."""
    return await exchange.send(**body)


class Exchange:
    """One question and all the requests it takes."""

    def __init__(self, model: Connection, heard: Callable[[Attempt], Awaitable[None]] | None) -> None:
        self.raw = ""
        self.usage = Usage()
        self._model = model
        self._heard = heard
        self._tries = self._probes = 0

    async def send(self, **body: Any) -> ChatCompletion:
        """Return a completion that carries an answer."""
        from openai import OpenAIError

        body["messages"] = [_without_links(message) for message in body["messages"]]
        pace = self._model.pace
        try:
            completion = await self._insist(body)
        except (OpenAIError, TimeoutError, Unreadable) as error:
            told = await explain(error, self._model)
            if pace.answered and not pace.lost_patience and self._may_pass(error) and not nobody(error):
                told = RequestFailed(str(told))
            raise told from error
        self.raw = text_of(completion, self._model)
        return completion

    async def _insist(self, body: dict[str, Any]) -> ChatCompletion:
        from openai import BadRequestError, UnprocessableEntityError
        from tenacity import AsyncRetrying, retry_if_exception

        insisting = AsyncRetrying(
            retry=retry_if_exception(self._may_pass), wait=self._pause, stop=self._enough, reraise=True
        )
        while True:
            sent = tolerated(body, self._model.refused)
            try:
                return await insisting(self._request, sent)
            except (BadRequestError, UnprocessableEntityError) as error:
                refused = refused_field(f"{error.body}", sent)
                if refused is None:
                    raise
                self._model.refused.add(refused)

    async def _request(self, body: dict[str, Any]) -> ChatCompletion:
        """Send one request when it may go out, and tell of what came before it is used."""
        from openai import OpenAIError

        length = sum(len(message["content"]) for message in body["messages"])
        async with self._model.pace.turn(round(length / CHARACTERS_A_TOKEN)) as turn:
            began = time.monotonic()
            try:
                completion = await self._receive(body)
            except (OpenAIError, TimeoutError, Unreadable) as error:
                self._failed(turn, error)
                unbilled = getattr(error, "status_code", None) is not None
                spent = Usage(1, seconds=time.monotonic() - began, cost=Decimal(0) if unbilled else None)
                failure: Exception = error
            else:
                turn.answered(tokens(completion.usage, "total_tokens") or None)
                await self._told(attempt_of(completion, self._model, time.monotonic() - began))
                return completion
        await self._told(Attempt("", spent, self._model.quote(in_short(failure, self._model))))
        raise failure

    async def _receive(self, body: dict[str, Any]) -> ChatCompletion:
        """Return what the server sends within the deadline, if it is a completion."""
        from openai import APIStatusError
        from openai.types.chat import ChatCompletion

        # `chat.completions.create` walks through the whole schema at every call, to put fields in this order.
        ordered = dict(sorted(body.items(), key=lambda field: (field[0] not in ("messages", "model"), field)))
        try:
            async with asyncio.timeout(self._model.deadline):
                completion = await self._model.client().post(
                    "/chat/completions",
                    body=ordered,
                    cast_to=ChatCompletion,
                    options={"security": {"bearer_auth": True}},  # and not an administrator's key as well
                )
        except APIStatusError:
            self._model.reached = True
            raise
        except ValueError as error:  # broken JSON, broken UTF-8
            raise Unreadable(error, passing=True) from error
        self._model.reached = True
        if not isinstance(completion, ChatCompletion):
            raise Unreadable(completion, passing=False)
        if fault := (completion.model_extra or {}).get("error"):
            raise Unreadable(fault.get("message", fault) if isinstance(fault, dict) else fault, passing=True)
        return completion

    async def _told(self, attempt: Attempt) -> None:
        self.usage += attempt.usage
        if self._heard:
            await self._heard(attempt)

    def _failed(self, turn: Turn, error: Exception) -> None:
        """Let all requests learn from a failure; being told to wait is none of this request's own."""
        pace = self._model.pace
        if not self._may_pass(error):
            return
        if busy(error):
            turn.busy(retry_after(error))
            self._tries += not pace.answered
            return
        turn.failed(retry_after(error))
        if pace.storm:
            self._probes += 1
        else:
            self._tries += 1

    def _may_pass(self, error: BaseException) -> bool:
        return may_pass(error, self._model)

    def _enough(self, _state: RetryCallState) -> bool:
        return self._tries >= TRIES or self._probes >= PROBES or self._model.pace.lost_patience

    def _pause(self, state: RetryCallState) -> float:
        """Return the seconds to wait for this request's own sake; the pace may add to them."""
        error = state.outcome.exception() if state.outcome else None
        if error is None or busy(error) or retry_after(error) is not None or self._model.pace.storm:
            return 0
        return self._model.pace.backoff(self._tries - 1)


class Due(RequestFailed):
    """The request that has to be sent before there is an answer; `body` is what goes out."""

    def __init__(self, body: dict[str, Any]) -> None:
        super().__init__("not asked yet")
        self.body = body


class Replay:
    """A question of which requests were sent before; `send` answers from what came, as long as it lasts."""

    def __init__(self, model: Connection, kept: Sequence[Attempt]) -> None:
        self.raw = ""
        self.usage = Usage()
        self._model = model
        self._kept = iter(kept)
        self._failures = 0

    async def send(self, **body: Any) -> ChatCompletion:
        """Return the next completion that is kept."""
        body["messages"] = [_without_links(message) for message in body["messages"]]
        for attempt in self._kept:
            self.usage += attempt.usage
            if attempt.error is None:
                self.raw = attempt.raw
                return again(attempt.raw, self._model)
            self._learn(attempt, body)
        raise Due(tolerated(body, self._model.refused))

    def _learn(self, attempt: Attempt, body: dict[str, Any]) -> None:
        """Raise the error that ends a question; a failure that may pass does so when it comes too often."""
        kind, _, said = str(attempt.error).partition(": ")
        for error in (TooLong, AnswerRejected):
            if kind == error.__name__:
                raise error(said, raw=attempt.raw)
        if kind == RequestFailed.__name__:
            self._failures += 1
            if refused := refused_field(said, body):
                self._model.refused.add(refused)
            if self._failures >= TRIES:
                raise RequestFailed(said)


def _without_links(message: Mapping[str, Any]) -> dict[str, Any]:
    """Cut pydantic's links out of a re-ask: they carry its version and would change recorded requests."""
    if not message["content"].startswith("Correct your JSON ONLY RESPONSE"):
        return dict(message)
    link = r"\n *For further information visit https://errors\.pydantic\.dev/\S*"
    return {**message, "content": re.sub(link, "", message["content"])}


def tolerated(body: dict[str, Any], refused: set[str]) -> dict[str, Any]:
    sent = {name: value for name, value in body.items() if name not in refused}
    if "max_tokens" in body and "max_tokens" in refused:
        sent["max_completion_tokens"] = body["max_tokens"]
    return sent
