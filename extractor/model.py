"""Ask a model for an answer of a given class; the only file that knows openai, instructor and tenacity.

Each kind of retry has one owner: instructor asks again when an answer does not fit its class, tenacity sends
again what the network or a busy server lost, openai sends once. When anything goes out is the pace's to say.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import math
import os
import re
import resource
import socket
import ssl
import time
import weakref
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import urlsplit

from extractor.errors import (
    AnswerRejected,
    ModelError,
    ModelUnavailable,
    RequestFailed,
    TooLong,
    UsageError,
)
from extractor.pace import Pace
from extractor.prices import cost

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
    from typing import IO

    import httpx2
    from openai import APIStatusError, AsyncOpenAI
    from openai.types.chat import ChatCompletion
    from pydantic import BaseModel
    from tenacity import RetryCallState

    from extractor.pace import Turn

T = TypeVar("T", bound="BaseModel")
R = TypeVar("R")

OPENAI = "https://api.openai.com/v1"
DEFAULT_NAME = "gpt-5.4-mini"
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
SEED = 20240229
TRIES = 5
PROBES = 20  # tries of one request while nothing at all is answered: the server is more likely at fault
REASKS = 1
LABEL = "extractor"  # what a batch's label is called among the metadata at its provider
SPARE_FILES = 64  # for the store, the output, the program itself
CHARACTERS_A_TOKEN = 3.5  # of English, and of JSON; the limit of tokens is corrected by what was used

# instructor logs as errors what is handled here; without a handler Python would print it.
logging.getLogger("instructor").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Usage:
    """What answers took: every request sent, the tokens of all of them, seconds by the clock.

    `cost` is None when it is not known; no calls cost nothing.
    """

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    seconds: float = 0.0
    cost: Decimal | None = Decimal(0)

    def __add__(self, other: Usage) -> Usage:
        """Return both together; the cost is known only when both costs are."""
        cost = None if self.cost is None or other.cost is None else self.cost + other.cost
        return Usage(
            self.calls + other.calls,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.cached_tokens + other.cached_tokens,
            self.seconds + other.seconds,
            cost,
        )


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request that was sent and what came of it: what the model said, or why nothing can be made of it.

    `model` and `tier` are what the server says it used.
    """

    raw: str
    usage: Usage
    error: str | None = None
    model: str | None = None
    tier: str | None = None


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """An answer of the class that was asked for; `raw` is its text as the model wrote it."""

    value: T
    usage: Usage
    raw: str


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


class Model:
    """A model behind an endpoint that speaks OpenAI's protocol.

    `slots` is how many requests the endpoint should get at a time: callers keep to it. `deadline` is the
    seconds one request may take to its last byte. `pace` says when requests go out; its `pause` is the
    seconds before the first retry, doubled each time. `tier` is a service tier to ask for ("flex").
    Connections belong to the event loop that asks; `http_client` makes them, and is closed with them.
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
        self._key = api_key
        self._http_client = http_client
        self._guided: Any = patch(create=_send, mode=Mode.JSON_SCHEMA)
        self._client: AsyncOpenAI | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._reached = False
        self._refused: set[str] = set()

    def __repr__(self) -> str:
        return f"Model({self.name!r}, at={self.where!r})"

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
        return await self._through(_Exchange(self, heard), messages, response, options)

    async def replay(
        self, messages: Sequence[Mapping[str, str]], response: type[T], kept: Sequence[Attempt]
    ) -> Answer[T]:
        """Return the answer that `ask` would have made of attempts that are kept, oldest first.

        Raises what `ask` would have raised, and Due where the attempts end before the question does.
        """
        return await self._through(_Replay(self, kept), messages, response, {})

    def heard(self, line: Any) -> Attempt:
        """Return what there is to keep of a line of a batch's results: a request and what came of it."""
        from openai.types.chat import ChatCompletion

        response = line.get("response") if isinstance(line.get("response"), dict) else {}
        status, body = response.get("status_code"), response.get("body")
        if status == 200 and isinstance(body, dict) and "choices" in body:
            return _attempt(ChatCompletion.construct(**body), self, 0.0, "batch")
        if isinstance(status, int) and status != 200:
            told = _refusal(status, body, self)
        else:
            told = RequestFailed(self._quote(line.get("error") or body))
        unpaid = Usage(1, cost=None if status == 200 else Decimal(0))
        return Attempt("", unpaid, f"{type(told).__name__}: {told}")

    async def _through(
        self,
        exchange: _Exchange | _Replay,
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
            misfit = self._quote(_misfit(cause))
            raise AnswerRejected(
                f"{self.name} gave an answer that does not fit: {misfit}", raw=exchange.raw
            ) from cause
        return Answer(value, exchange.usage, exchange.raw)

    async def offered(self) -> list[str]:
        """Return the names of the models the endpoint offers; none when it will not say."""
        from openai import OpenAIError

        try:
            page = await self._connection().models.list(timeout=10)
            return [model.id for model in page.data]
        except (OpenAIError, ValueError, AttributeError, TypeError):
            return []

    async def aclose(self) -> None:
        """Close the connections; asking again opens new ones."""
        client, self._client = self._client, None
        if client is not None and self._loop is asyncio.get_running_loop():
            await client.close()

    def _connection(self) -> AsyncOpenAI:
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
        weakref.finalize(self, _hang_up, self._client, loop)
        return self._client

    def _quote(self, text: object) -> str:
        """Return a server's words on one line, clipped, without the key."""
        line = " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())
        if self._key:
            line = line.replace(self._key, "…")
        return line if len(line) <= 200 else line[:200] + "…"


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


def _hang_up(client: AsyncOpenAI, loop: asyncio.AbstractEventLoop) -> None:
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


class _Unreadable(Exception):
    """A response with status 200 that is not a chat completion; `passing` when it may be right next time."""

    def __init__(self, text: object, *, passing: bool) -> None:
        super().__init__(str(text))
        self.passing = passing


async def _send(exchange: _Exchange | _Replay, **body: Any) -> ChatCompletion:
    """Stand in for openai's `create` before instructor, which hands over what is none of its own."""
    return await exchange.send(**body)


class _Exchange:
    """One question and all the requests it takes."""

    def __init__(self, model: Model, heard: Callable[[Attempt], Awaitable[None]] | None) -> None:
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
        except (OpenAIError, TimeoutError, _Unreadable) as error:
            told = await _explain(error, self._model)
            if pace.answered and not pace.lost_patience and self._may_pass(error) and not _nobody(error):
                told = RequestFailed(str(told))
            raise told from error
        self.raw = _answer(completion, self._model)
        return completion

    async def _insist(self, body: dict[str, Any]) -> ChatCompletion:
        from openai import BadRequestError, UnprocessableEntityError
        from tenacity import AsyncRetrying, retry_if_exception

        insisting = AsyncRetrying(
            retry=retry_if_exception(self._may_pass), wait=self._pause, stop=self._enough, reraise=True
        )
        while True:
            sent = _tolerated(body, self._model._refused)
            try:
                return await insisting(self._request, sent)
            except (BadRequestError, UnprocessableEntityError) as error:
                refused = _refused(f"{error.body}", sent)
                if refused is None:
                    raise
                self._model._refused.add(refused)

    async def _request(self, body: dict[str, Any]) -> ChatCompletion:
        """Send one request when it may go out, and tell of what came before it is used."""
        from openai import OpenAIError

        length = sum(len(message["content"]) for message in body["messages"])
        async with self._model.pace.turn(round(length / CHARACTERS_A_TOKEN)) as turn:
            began = time.monotonic()
            try:
                completion = await self._receive(body)
            except (OpenAIError, TimeoutError, _Unreadable) as error:
                self._failed(turn, error)
                unbilled = getattr(error, "status_code", None) is not None
                spent = Usage(1, seconds=time.monotonic() - began, cost=Decimal(0) if unbilled else None)
                failure: Exception = error
            else:
                turn.answered(_tokens(completion.usage, "total_tokens") or None)
                await self._told(_attempt(completion, self._model, time.monotonic() - began))
                return completion
        await self._told(Attempt("", spent, self._model._quote(_kind(failure, self._model))))
        raise failure

    async def _receive(self, body: dict[str, Any]) -> ChatCompletion:
        """Return what the server sends within the deadline, if it is a completion."""
        from openai import APIStatusError
        from openai.types.chat import ChatCompletion

        # `chat.completions.create` walks through the whole schema at every call, to put fields in this order.
        ordered = dict(sorted(body.items(), key=lambda field: (field[0] not in ("messages", "model"), field)))
        try:
            async with asyncio.timeout(self._model.deadline):
                completion = await self._model._connection().post(
                    "/chat/completions",
                    body=ordered,
                    cast_to=ChatCompletion,
                    options={"security": {"bearer_auth": True}},  # and not an administrator's key as well
                )
        except APIStatusError:
            self._model._reached = True
            raise
        except ValueError as error:  # broken JSON, broken UTF-8
            raise _Unreadable(error, passing=True) from error
        self._model._reached = True
        if not isinstance(completion, ChatCompletion):
            raise _Unreadable(completion, passing=False)
        if fault := (completion.model_extra or {}).get("error"):
            raise _Unreadable(fault.get("message", fault) if isinstance(fault, dict) else fault, passing=True)
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
        if _busy(error):
            turn.busy(_retry_after(error))
            self._tries += not pace.answered
            return
        turn.failed(_retry_after(error))
        if pace.storm:
            self._probes += 1
        else:
            self._tries += 1

    def _may_pass(self, error: BaseException) -> bool:
        return _passing(error, self._model)

    def _enough(self, _state: RetryCallState) -> bool:
        return self._tries >= TRIES or self._probes >= PROBES or self._model.pace.lost_patience

    def _pause(self, state: RetryCallState) -> float:
        """Return the seconds to wait for this request's own sake; the pace may add to them."""
        error = state.outcome.exception() if state.outcome else None
        if error is None or _busy(error) or _retry_after(error) is not None or self._model.pace.storm:
            return 0
        return self._model.pace.backoff(self._tries - 1)


class Due(RequestFailed):
    """The request that has to be sent before there is an answer; `body` is what goes out."""

    def __init__(self, body: dict[str, Any]) -> None:
        super().__init__("not asked yet")
        self.body = body


class _Replay:
    """A question of which requests were sent before; `send` answers from what came, as long as it lasts."""

    def __init__(self, model: Model, kept: Sequence[Attempt]) -> None:
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
                return _again(attempt.raw, self._model)
            self._learn(attempt, body)
        raise Due(_tolerated(body, self._model._refused))

    def _learn(self, attempt: Attempt, body: dict[str, Any]) -> None:
        """Raise the error that ends a question; a failure that may pass does so when it comes too often."""
        kind, _, said = str(attempt.error).partition(": ")
        for error in (TooLong, AnswerRejected):
            if kind == error.__name__:
                raise error(said, raw=attempt.raw)
        if kind == RequestFailed.__name__:
            self._failures += 1
            if refused := _refused(said, body):
                self._model._refused.add(refused)
            if self._failures >= TRIES:
                raise RequestFailed(said)


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as its provider describes it; `results` are the files of what came of its requests."""

    id: str
    status: str
    requests: int
    answered: int
    results: tuple[str, ...]
    reason: str

    @property
    def over(self) -> bool:
        """Whether nothing more will come of it."""
        return self.status in {"completed", "failed", "expired", "cancelled"}


class Batches:
    """The files and batches of a model's endpoint; raises ModelUnavailable, as asking does.

    A label names a batch and its upload, so that who knows it finds both. An outage of some minutes is waited
    for: a day may pass before a batch is over.
    """

    def __init__(self, model: Model) -> None:
        self._model = model

    async def post(self, label: str, lines: IO[bytes]) -> Batch:
        """Upload requests, one a line, and have them answered within a day."""
        tried = False

        async def upload(client: AsyncOpenAI) -> str:
            lines.seek(0)
            file = await client.files.create(file=(f"{label}.jsonl", lines), purpose="batch")
            return file.id

        async def create(client: AsyncOpenAI) -> Batch:
            nonlocal tried
            # What got lost on the way back was made all the same.
            if tried and (made := await _find(client, label)):
                return made
            tried = True
            return _batch(
                await client.batches.create(
                    input_file_id=file,
                    endpoint="/v1/chat/completions",
                    completion_window="24h",
                    metadata={LABEL: label},
                )
            )

        file = await self._call(upload)
        return await self._call(create)

    async def find(self, label: str) -> Batch | None:
        """Return the batch of a label, if there is one."""
        return await self._call(lambda client: _find(client, label))

    async def look(self, id: str) -> Batch:
        """Return how far a batch is."""

        async def retrieve(client: AsyncOpenAI) -> Batch:
            return _batch(await client.batches.retrieve(id))

        return await self._call(retrieve)

    async def download(self, file: str, into: IO[bytes]) -> None:
        """Write a file of results, the whole of it, in the place of what `into` has."""

        async def fetch(client: AsyncOpenAI) -> None:
            into.seek(0)
            into.truncate()
            async with client.files.with_streaming_response.content(file) as response:
                async for piece in response.iter_bytes():
                    into.write(piece)

        await self._call(fetch)

    async def tidy(self, label: str, files: Sequence[str] = ()) -> None:
        """Delete files and the uploads of a label; those that are gone are no matter."""
        from openai import NotFoundError

        async def delete(client: AsyncOpenAI) -> None:
            uploads = [
                f.id async for f in client.files.list(purpose="batch") if f.filename == f"{label}.jsonl"
            ]
            for id in (*files, *uploads):
                with suppress(NotFoundError):
                    await client.files.delete(id)

        await self._call(delete)

    async def _call(self, action: Callable[[AsyncOpenAI], Awaitable[R]]) -> R:
        """Do something until it is done or cannot be."""
        from openai import NotFoundError, OpenAIError, Timeout
        from tenacity import AsyncRetrying, retry_if_exception, stop_after_delay

        model = self._model

        def pause(state: RetryCallState) -> float:
            asked = _retry_after(state.outcome.exception() if state.outcome else None)
            return model.pace.backoff(state.attempt_number - 1) if asked is None else asked

        async def attempt() -> R:
            with _readable():
                return await action(model._connection().with_options(timeout=Timeout(60.0, connect=10.0)))

        insisting = AsyncRetrying(
            retry=retry_if_exception(lambda error: _passing(error, model)),
            wait=pause,
            stop=stop_after_delay(model.pace.patience),
            reraise=True,
        )
        try:
            done: R = await insisting(attempt)
        except NotFoundError as error:
            said = model._quote(_message(error))
            raise ModelUnavailable(f"{model.where} has no such batch, or no batches (404): {said}") from error
        except (OpenAIError, TimeoutError, _Unreadable) as error:
            raise await _explain(error, model) from error
        model._reached = True
        return done


async def _find(client: AsyncOpenAI, label: str) -> Batch | None:
    async for made in client.batches.list(limit=100):
        if (made.metadata or {}).get(LABEL) == label:
            return _batch(made)
    return None


def _batch(made: Any) -> Batch:
    from openai.types import Batch as Described

    if not isinstance(made, Described):
        raise _Unreadable(made, passing=False)
    counts, errors = made.request_counts, made.errors
    reasons = [str(error.message) for error in (errors.data if errors else None) or ()]
    return Batch(
        made.id,
        made.status,
        counts.total if counts else 0,
        counts.completed + counts.failed if counts else 0,
        tuple(file for file in (made.output_file_id, made.error_file_id) if file),
        (reasons or [made.status])[0],
    )


@contextmanager
def _readable() -> Iterator[None]:
    """Turn what a transfer breaks off with, which openai lets through, into its own error."""
    import httpx2
    from openai import APIConnectionError

    try:
        yield
    except httpx2.TransportError as error:
        raise APIConnectionError(request=error.request) from error
    except ValueError as error:  # broken JSON
        raise _Unreadable(error, passing=True) from error


def _refusal(status: int, body: Any, model: Model) -> ModelError:
    """Return the error of a request in a batch that was refused or failed; one that may pass is no other."""
    import httpx2
    from openai import APIStatusError

    fault = body.get("error", body) if isinstance(body, dict) else None
    request = httpx2.Request("POST", model.base_url)
    error = APIStatusError(str(fault), response=httpx2.Response(status, request=request), body=fault)
    told = _explain_status(error, model)
    spared = {"temperature": 0, "seed": SEED}
    if status == 404 or isinstance(told, ModelUnavailable) or _refused(str(fault), spared):
        return RequestFailed(str(told))
    return told


def _again(raw: str, model: Model) -> ChatCompletion:
    """Return a completion that says what was said before."""
    from openai.types.chat import ChatCompletion

    message = {"role": "assistant", "content": raw}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    return ChatCompletion.model_validate(
        {"id": "", "object": "chat.completion", "created": 0, "model": model.name, "choices": [choice]}
    )


def _attempt(completion: ChatCompletion, model: Model, seconds: float, lane: str | None = None) -> Attempt:
    """Return what there is to keep of a completion, usable or not."""
    used, tier = completion.usage, completion.service_tier
    usage = Usage(
        calls=1,
        prompt_tokens=_tokens(used, "prompt_tokens"),
        completion_tokens=_tokens(used, "completion_tokens"),
        cached_tokens=_tokens(used, "prompt_tokens_details", "cached_tokens"),
        seconds=seconds,
        cost=cost(model.name, model.base_url, used, lane or tier),
    )
    try:
        raw, error = _answer(completion, model), None
    except AnswerRejected as rejected:
        raw, error = rejected.raw, f"{type(rejected).__name__}: {rejected}"
    name = completion.model if isinstance(completion.model, str) else None
    return Attempt(raw, usage, error, name, tier if isinstance(tier, str) else None)


def _kind(error: Exception, model: Model) -> str:
    """Say in a few words what came instead of a completion."""
    from openai import APIStatusError

    if isinstance(error, APIStatusError) and isinstance(told := _explain_status(error, model), TooLong):
        return f"{TooLong.__name__}: {told}"
    status = getattr(error, "status_code", None)
    return f"{type(error).__name__} {status}" if status else f"{type(error).__name__}: {error}"


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


def _without_links(message: Mapping[str, Any]) -> dict[str, Any]:
    """Cut pydantic's links out of a re-ask: they carry its version and would change recorded requests."""
    if not message["content"].startswith("Correct your JSON ONLY RESPONSE"):
        return dict(message)
    link = r"\n *For further information visit https://errors\.pydantic\.dev/\S*"
    return {**message, "content": re.sub(link, "", message["content"])}


def _tolerated(body: dict[str, Any], refused: set[str]) -> dict[str, Any]:
    sent = {name: value for name, value in body.items() if name not in refused}
    if "max_tokens" in body and "max_tokens" in refused:
        sent["max_completion_tokens"] = body["max_tokens"]
    return sent


def _refused(said: str, sent: dict[str, Any]) -> str | None:
    """Return the field this server will not take and can do without, if that is its complaint."""
    if "max_tokens" in sent and "max_completion_tokens" in said:
        return "max_tokens"
    spared = (name for name in ("temperature", "seed") if name in sent)
    return next((name for name in spared if re.search(rf"\b{name}\b", said)), None)


def _passing(error: BaseException, model: Model) -> bool:
    """Whether the same request may well succeed in a while."""
    from openai import APIConnectionError, APIStatusError

    if isinstance(error, _Unreadable):
        return error.passing
    if isinstance(error, APIStatusError):
        busy = error.status_code in {408, 409, 429} or error.status_code >= 500
        soon = (_retry_after(error) or 0) <= model.pace.longest
        return busy and error.code != "insufficient_quota" and soon
    if not isinstance(error, (APIConnectionError, TimeoutError)):
        return False
    causes = list(_causes(error))
    if any(_foreign(cause) or isinstance(cause, ssl.SSLError) for cause in causes):
        return False
    # Nobody ever answered there: that is a wrong address or a server not started, and waiting hides it.
    return model._reached or not _nobody(error)


def _nobody(error: BaseException) -> bool:
    """Whether there was no server at all, which is no fault of a request."""
    return any(isinstance(cause, (ConnectionRefusedError, socket.gaierror)) for cause in _causes(error))


def _busy(error: BaseException) -> bool:
    return getattr(error, "status_code", None) == 429


def _retry_after(error: BaseException | None) -> float | None:
    """Return the seconds a server asks to wait, from any form of Retry-After."""
    from openai import APIStatusError

    if not isinstance(error, APIStatusError):
        return None
    headers = error.response.headers
    value = headers.get("retry-after", "")
    try:
        seconds = float(headers["retry-after-ms"]) / 1000 if "retry-after-ms" in headers else float(value)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(value) - _now_there(headers.get("date"))).total_seconds()
        except (ValueError, TypeError):
            return None
    return max(seconds, 0.0) if math.isfinite(seconds) else None


def _now_there(date: str | None) -> datetime:
    """Return the time by the server's clock, if it tells: ours may be wrong by days."""
    return parsedate_to_datetime(date) if date else datetime.now(UTC)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _foreign(error: BaseException) -> bool:
    """Whether it was not the network that failed: a cassette without this request, a closed event loop."""
    return isinstance(error, RuntimeError) or type(error).__module__.startswith("vcr.")


async def _explain(error: Exception, model: Model) -> ModelError:
    """Return the one line that says what happened and what to do about it."""
    from openai import APIStatusError

    where = model.where
    if isinstance(error, APIStatusError):
        if error.status_code == 404:
            return await _explain_missing(model)
        return _explain_status(error, model)
    if isinstance(error, _Unreadable):
        said = model._quote(error)
        return ModelUnavailable(
            f"{where} answered with something else than a completion: {said}; check --base-url"
        )
    causes = list(_causes(error))
    for cause in causes:
        if _foreign(cause):
            return ModelUnavailable(
                f"{where} was not asked: {model._quote(str(cause).partition(chr(10))[0])}"
            )
    if isinstance(error, TimeoutError):
        return ModelUnavailable(f"{where} gave no answer within {model.deadline:g} s")
    return ModelUnavailable(
        f"{where} cannot be reached: {_reason(causes)}; is it running, is --base-url right?"
    )


def _reason(causes: list[BaseException]) -> str:
    """Return what the operating system says about it, else the deepest words there are."""
    system = [cause for cause in causes if isinstance(cause, OSError) and cause.errno]
    if not system:
        return next((str(cause) for cause in reversed(causes) if str(cause)), "no reason given")
    last = system[-1]
    resolving = isinstance(last, (socket.gaierror, ssl.SSLError))
    return str(last.strerror if resolving else os.strerror(last.errno or 0))


async def _explain_missing(model: Model) -> ModelError:
    names = await model.offered()
    if not names or model.name in names:
        address = urlsplit(model.base_url)._replace(netloc=model.where, query="").geturl()
        return ModelUnavailable(f"nothing at {address} (404): a base URL usually ends in /v1")
    shown = ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")
    return ModelUnavailable(
        f"{model.where} has no model {model.name!r}; choose with --model: {model._quote(shown)}"
    )


def _explain_status(error: APIStatusError, model: Model) -> ModelError:
    status, where, said = error.status_code, model.where, model._quote(_message(error))
    if status in {401, 403}:
        if model._key is None:
            return ModelUnavailable(f"{where} wants a key ({status}): set OPENAI_API_KEY")
        return ModelUnavailable(f"{where} refused the key ({status}): check OPENAI_API_KEY")
    if status < 400:
        target = model._quote(error.response.headers.get("location", "elsewhere"))
        return ModelUnavailable(f"{where} redirects to {target}: set --base-url to where it really is")
    if error.code == "insufficient_quota":
        return ModelUnavailable(f"{where}: the account has no credit left: {said}")
    if status == 429:
        wait = _retry_after(error)
        again = f"in {wait:.0f} s" if wait else "later, or with fewer requests at a time"
        return ModelUnavailable(f"{where} is over its rate limit (429): try again {again}: {said}")
    if status == 408 or status >= 500:
        return ModelUnavailable(f"{where} keeps failing ({status}): {said}; try again later")
    if limit := _context_limit(error):
        return TooLong(f"too long for {model.name}, which holds {limit} tokens: {said}")
    return AnswerRejected(f"{where} refused the request ({status}): {said}")


def _message(error: APIStatusError) -> object:
    return error.body.get("message", error.body) if isinstance(error.body, dict) else error.response.text


def _context_limit(error: APIStatusError) -> str | None:
    """Return the size of the context when its being too small is the complaint."""
    body = error.body if isinstance(error.body, dict) else {}
    said = str(_message(error))
    if "n_ctx" in body:
        return str(body["n_ctx"])
    if error.code != "context_length_exceeded" and not re.search(r"(?i)context (?:length|size|window)", said):
        return None
    size = re.search(r"(?i)context (?:length|size|window)\D{0,40}(\d[\d,]*)", said)
    return size[1] if size else "fewer"


def _answer(completion: ChatCompletion, model: Model) -> str:
    """Return the text of an answer that is whole."""
    # Servers differ in what they leave out, and openai checks nothing of it.
    choices = completion.choices
    choice: Any = choices[0] if isinstance(choices, list) and choices else None
    message = getattr(choice, "message", None)
    if message is None or not hasattr(message, "content"):
        raise AnswerRejected(f"{model.name} returned no choices")
    text = message.content if isinstance(message.content, str) else ""
    message.content = text = re.sub("[\ud800-\udfff]", "\ufffd", text)  # halves of pairs cannot be stored
    if message.refusal or choice.finish_reason == "content_filter":
        why = model._quote(message.refusal or "its content filter stopped the answer")
        raise AnswerRejected(f"{model.name} refused to answer: {why}", raw=text)
    if choice.finish_reason == "length":
        raise TooLong(
            f"{model.name} was cut off before the end of its answer: allow it more tokens or ask by sentence",
            raw=text,
        )
    if not text.strip():
        raise AnswerRejected(f"{model.name} returned an empty answer", raw=text)
    return text


def _tokens(usage: object, *path: str) -> int:
    for name in path:
        usage = getattr(usage, name, None)
    return usage if isinstance(usage, int) else 0


def _misfit(error: BaseException | None) -> str:
    """Return the first thing wrong with an answer: where in it, and what."""
    from pydantic import ValidationError

    if not isinstance(error, ValidationError):
        return f"{type(error).__name__}: {error}"
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    place = ".".join(str(step) for step in first["loc"])
    return f"{place}: {first['msg']}" if place else first["msg"]
