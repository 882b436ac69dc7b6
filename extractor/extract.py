"""The whole pipeline on one screen: scan, render, ask, fill in, check."""

from __future__ import annotations

import asyncio
import functools
import hashlib
import json
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar

import anyio
from pydantic import ValidationError

from extractor import row as rows
from extractor.check import check
from extractor.claims import NumericClaim
from extractor.errors import AnswerRejected, ModelError, ModelUnavailable, RequestFailed, StoreError, TooLong
from extractor.model import SEED, Attempt, Usage
from extractor.numbers import scan
from extractor.prompt import claims, render
from extractor.response import own_fields, type_name

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from pydantic import BaseModel

    from extractor.article import Article
    from extractor.check import Check
    from extractor.claims import Claim
    from extractor.model import Answer, Model
    from extractor.numbers import Mention
    from extractor.prompt import Message, Request, Template

T = TypeVar("T", bound="BaseModel")


@dataclass(frozen=True, slots=True)
class Task:
    """What to ask of every article: a prompt, the claim types it may answer with, and the way of asking."""

    name: str
    template: Template
    types: tuple[type[Claim], ...]
    ask: str

    def definition(self) -> rows.Row:
        """Return everything that decides what the model is asked, as JSON."""
        return {
            "ask": self.ask,
            "parameters": {"temperature": 0, "seed": SEED},
            "prompt": self.template.model_dump(mode="json"),
            "schema": [_described(kind) for kind in self.types],
        }

    @property
    def settled(self) -> bool:
        """Whether nothing is ever asked: by sentence, with one type of numbers and no fields of its own."""
        types = {type_name(kind): kind for kind in self.types if issubclass(kind, NumericClaim)}
        return self.ask == "sentence" and len(types) == 1 and not own_fields(types)

    def fingerprint(self, model: str) -> str:
        """Return the hash that names this task with this model; a changed prompt or schema changes it."""
        return _sha256(self.definition() | {"model": model})


class Asked(Protocol):
    """Whoever answers requests: a model, or what stands for one."""

    @property
    def name(self) -> str: ...
    @property
    def slots(self) -> int: ...
    async def ask(
        self,
        messages: Sequence[Message],
        response: type[T],
        /,
        *,
        heard: Callable[[Attempt], Awaitable[None]],
    ) -> Answer[T]: ...


class Attempts(Protocol):
    """Where the attempts at one article are kept, by request, oldest first: memory, or a store."""

    def of(self, request: str, /) -> Sequence[Attempt]: ...
    async def add(self, request: str, attempt: Attempt, /) -> None: ...


class Remembered(dict[str, list[Attempt]]):
    """Attempts in memory."""

    def of(self, request: str, /) -> Sequence[Attempt]:
        return self.get(request, [])

    async def add(self, request: str, attempt: Attempt, /) -> None:
        self.setdefault(request, []).append(attempt)


class Stopped(Exception):
    """The gate was closed before everything was asked."""


class Gate:
    """Lets `slots` requests through at a time; once closed it lets those finish and no other begin."""

    def __init__(self, slots: int) -> None:
        self._slots = anyio.Semaphore(slots, fast_acquire=True)
        self.closed = False

    def close(self) -> None:
        self.closed = True

    async def __aenter__(self) -> Self:
        await self._slots.acquire()
        if self.closed:
            self._slots.release()
            raise Stopped
        return self

    async def __aexit__(self, *error: object) -> None:
        self._slots.release()


@dataclass(frozen=True, slots=True)
class Extraction:
    """The checked claims of one article; `error` tells of requests whose answer could not be used."""

    article: Article
    task: str
    model: str
    check: Check
    usage: Usage
    error: Exception | None = None

    def row(self) -> rows.Row:
        """Return the JSON object that `extractor run` writes for an article."""
        article, error = self.article, self.error
        told = ("id", "path", "sha256", "title", "date", "source")
        return {
            "article": rows.plain({name: getattr(article, name) for name in told}),
            "task": self.task,
            "model": self.model,
            "claims": [rows.claim(result, article.text) for result in self.check.results],
            "uncovered": [rows.mention(mention) for mention in self.check.uncovered],
            "usage": rows.usage(self.usage),
            "error": None if error is None else {"type": type(error).__name__, "message": str(error)},
        }


async def ask_model(
    article: Article, task: Task, model: Asked, *, attempts: Attempts | None = None, gate: Gate | None = None
) -> Extraction:
    """Extract the claims of one article and check them.

    `attempts` keeps every attempt and spares asking for what was answered. `gate` bounds what is asked at a
    time. Raises ModelUnavailable when no further request would fare better, and Stopped when the gate was
    closed and something is still to be asked: with a closed gate the answers that are kept are read anew.
    """
    mentions = scan(article.text)
    requests = render(article, mentions, task.template, task.types, task.ask)
    desk = _Desk(model, Remembered() if attempts is None else attempts, gate or Gate(model.slots))
    numbered = {mention.id: mention for mention in mentions}
    found = [fill(claim, numbered) for claim in await desk.ask_all(requests)]
    checked = check(article.text, found, mentions)
    return Extraction(article, task.name, model.name, checked, desk.usage, desk.error(len(requests)))


def extract(article: Article, task: Task, model: Model) -> Extraction:
    """Extract the claims of one article and check them; may be called from any thread, notebooks too."""
    future = asyncio.run_coroutine_threadsafe(ask_model(article, task, model), _loop())
    try:
        return future.result()
    except KeyboardInterrupt:
        future.cancel()
        raise


def fill(claim: Claim, mentions: Mapping[int, Mention]) -> Claim:
    """Give a claim the value, unit and hedge of the mention it points at; the model never writes them."""
    mention = mentions.get(claim.mention or 0) if isinstance(claim, NumericClaim) else None
    if mention is None:
        return claim
    return claim.model_copy(update=stated(mention))


def stated(mention: Mention) -> rows.Row:
    """Return the fields of a claim that follow from its number: value or ends, unit, hedge."""
    single = mention.low is not None and mention.low == mention.high
    return {
        "value": mention.low if single else None,
        "low": None if single else mention.low,
        "high": None if single else mention.high,
        "unit": mention.unit,
        "bound": mention.bound,
    }


class _Desk:
    """Asks the requests of one article and adds up what became of them."""

    def __init__(self, model: Asked, attempts: Attempts, gate: Gate) -> None:
        self._model, self._attempts, self._gate = model, attempts, gate
        self._failure: ModelUnavailable | StoreError | Stopped | None = None
        self._failed: list[ModelError] = []
        self.usage = Usage()

    async def ask_all(self, requests: Sequence[Request]) -> list[Claim]:
        """Return the claims of all answers in the order of the requests; failed requests have none."""
        found: list[list[Claim]] = [[] for _ in requests]

        async def put(place: int, request: Request) -> None:
            try:
                found[place] = await self._ask(request)
            except (AnswerRejected, RequestFailed) as error:
                self._failed.append(error)
            except (ModelUnavailable, StoreError, Stopped) as error:
                self._gate.close()
                self._failure = self._failure or error

        if len(requests) == 1:  # a task of its own would be a tenth of all that is done around an answer
            await put(0, requests[0])
        else:
            async with anyio.create_task_group() as group:
                for place, request in enumerate(requests):
                    group.start_soon(put, place, request)
        if self._failure is not None:
            raise self._failure
        return _once([claim for of_request in found for claim in of_request])

    def error(self, requests: int) -> ModelError | None:
        """Sum up the failed requests in one line; when one may yet be answered, so may the article."""
        if not self._failed:
            return None
        first = next((e for e in self._failed if isinstance(e, RequestFailed)), self._failed[0])
        kind = RequestFailed if isinstance(first, RequestFailed) else AnswerRejected
        return kind(f"{len(self._failed)} of {requests} requests: {first}")

    async def _ask(self, request: Request) -> list[Claim]:
        """Return the claims of one answer: the only possible one, one that was kept, or a new one."""
        if request.answer is not None:
            return claims(request, request.answer)
        key = request_key(request.messages, request.response)
        kept = self._attempts.of(key)
        self.usage = sum((attempt.usage for attempt in kept), self.usage)
        if (known := answered(request, kept)) is not None:
            return known
        parts = request.parts() if _too_long(kept) else []
        if not parts:
            try:
                return claims(request, await self._ask_anew(request, key))
            except TooLong:
                parts = request.parts()
                if not parts:
                    raise
        return [claim for part in parts for claim in await self._ask(part)]

    async def _ask_anew(self, request: Request, key: str) -> BaseModel:
        async def heard(attempt: Attempt) -> None:
            self.usage += attempt.usage
            await self._attempts.add(key, attempt)

        async with self._gate:
            answer = await self._model.ask(request.messages, request.response, heard=heard)
        return answer.value


def request_key(messages: Sequence[Message], response: type[BaseModel]) -> str:
    """Return the hash that names what is asked, whoever is asked and however often."""
    *same, last = messages
    digest = _begun(tuple((message["role"], message["content"]) for message in same)).copy()
    digest.update(f'{_canonical(last)}],"schema":"{_schema(response)}"}}'.encode())
    return str(digest.hexdigest())


def answered(request: Request, kept: Sequence[Attempt]) -> list[Claim] | None:
    """Return the claims of the latest attempt that can be used; None when the request has to be sent."""
    for attempt in reversed(kept):
        if (answer := _read(request.response, attempt)) is not None:
            with suppress(AnswerRejected):
                return claims(request, answer)
    return None


def _too_long(kept: Sequence[Attempt]) -> bool:
    """Whether the latest attempt said that the text is too long: it would be said again."""
    return bool(kept) and str(kept[-1].error).startswith(f"{TooLong.__name__}: ")


def _read(response: type[BaseModel], attempt: Attempt) -> BaseModel | None:
    if attempt.error is not None:
        return None
    try:
        return response.model_validate_json(attempt.raw)
    except ValidationError:
        return None


def _once(found: list[Claim]) -> list[Claim]:
    """Leave out what parts of an article that share sentences have said twice."""
    return list({(type(claim), claim.model_dump_json()): claim for claim in found}.values())


@functools.lru_cache(maxsize=256)
def _schema(response: type[BaseModel]) -> str:
    return _sha256(response.model_json_schema())


@functools.lru_cache(maxsize=256)  # describing the kinds of a schema takes as long as ten articles
def _described(kind: type[Claim]) -> rows.Row:
    return kind.model_json_schema() | {"classVars": _class_vars(kind)}


def _class_vars(kind: type[Claim]) -> rows.Row:
    return {name: rows.plain(getattr(kind, name)) for name in sorted(kind.__class_vars__)}


@functools.lru_cache(maxsize=64)
def _begun(same: tuple[tuple[str, str], ...]) -> Any:
    """Return the hash of the messages that are the same for many requests, to be gone on with."""
    messages = [_canonical({"role": role, "content": content}) + "," for role, content in same]
    return hashlib.sha256(f'{{"messages":[{"".join(messages)}'.encode())


def _sha256(value: Any) -> str:
    return hashlib.sha256(_canonical(value).encode()).hexdigest()


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


@functools.cache
def _loop() -> asyncio.AbstractEventLoop:
    """Start the one event loop of the synchronous face: a client's connections belong to a loop."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="extractor", daemon=True).start()
    return loop
