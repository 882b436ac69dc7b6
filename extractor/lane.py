"""The cheap lane: requests go out in files that a provider answers within a day, for half the price.

Requests are those of the live lane, and so are the attempts that are kept. Each step is in the store, or is
found again at the provider, before the next begins: a run may end at any of them, and running again goes on.
"""

from __future__ import annotations

import hashlib
import json
import signal
import tempfile
from contextlib import suppress
from itertools import islice
from typing import IO, TYPE_CHECKING, Any, Protocol, TypeVar

import anyio

from extractor.errors import ModelUnavailable, RequestFailed, StoreError
from extractor.extract import Extraction, Remembered, ask_model, request_key
from extractor.model import Attempt, Batches, Due, Usage
from extractor.posted import Posted
from extractor.run import Outcome, Watcher, chunks, failed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Container, Mapping, Sequence
    from typing import Self

    from pydantic import BaseModel

    from extractor.model import Answer, Batch, Model
    from extractor.prompt import Message
    from extractor.run import Plan
    from extractor.store import Store

T = TypeVar("T", bound="BaseModel")

MOST_REQUESTS, MOST_BYTES = 50_000, 200_000_000
"""What OpenAI takes in one file."""

LONGEST_PAUSE = 60.0
"""Seconds between looks at batches that take long; the first are short, each is half as long again."""

LINES = 100
"""Lines of results that are kept by one commit."""


class Waiter(Watcher, Protocol):
    """What is told of the batches too."""

    def waiting(self, batches: int, answered: int, requests: int) -> None: ...


async def execute(plan: Plan, model: Model, store: Store, watcher: Waiter) -> Outcome:
    """Have everything the plan lacks answered by batches, and commit it as it comes.

    SIGINT and SIGTERM end the run and no batch: the next run collects what they bring.
    """
    lane = _Lane(plan, model, store, watcher)
    async with anyio.create_task_group() as group:
        group.start_soon(lane.listen, group.cancel_scope)
        try:
            await lane.through()
        except ModelUnavailable as error:
            lane.outcome.unavailable = error
        except StoreError as error:
            lane.outcome.store_error = error
        group.cancel_scope.cancel()
    with suppress(StoreError):  # whatever is wrong with it has been met before
        lane.leave()
    return lane.outcome


class _Lane:
    """A run under way."""

    def __init__(self, plan: Plan, model: Model, store: Store, watcher: Waiter) -> None:
        self.plan, self.model, self.store, self.watcher = plan, model, store, watcher
        self.owner = store.hold()
        self.provider, self.posted = Batches(model), Posted(store)
        self.left = dict.fromkeys(plan.todo)
        self.outcome = Outcome()

    async def listen(self, scope: anyio.CancelScope) -> None:
        """Let go at a signal."""
        with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
            async for number in signals:
                self.outcome.stopped = int(number)
                scope.cancel()

    def leave(self) -> None:
        """Count what goes on without us, and free the articles."""
        batches = self.posted.batches(self.plan.fingerprint, self.owner)
        self.outcome.batches = sum(id is not None for _, id, _ in batches)
        self.store.leave(self.plan.fingerprint, self.owner)

    async def through(self) -> None:
        """Look through the articles, and through those of each batch again once it is over."""
        self.store.reap(self.plan.fingerprint)
        await self.under_way()
        await self.look_through(list(self.left))
        while batches := await self.under_way():
            label, batch = await self.first_over(batches)
            if not self.posted.mine(label, self.owner):  # another run took it over while the store was away
                continue
            ids = await self.collect(label, batch)
            if batch.status in {"failed", "cancelled"}:  # by somebody's decision, or it would end so again
                async for _ in self.lacking(ids):
                    pass
                raise ModelUnavailable(f"{self.model.where} ended batch {batch.id}: {batch.reason}")
            await self.look_through(ids)
        self.outcome.elsewhere = len(self.left)

    async def under_way(self) -> dict[str, str]:
        """Return the batches to wait for, id by label, once those are seen to that a run died over."""
        batches = {}
        for label, id, collected in self.posted.batches(self.plan.fingerprint, self.owner):
            if id is None and (found := await self.provider.find(label)):
                id = found.id
                self.posted.made(label, id)
            if id is None:
                await self.provider.tidy(label)
                self.posted.forget(label)
            elif collected:
                await self.tidy(label, await self.provider.look(id))
            else:
                batches[label] = id
        return batches

    # -- requests out

    async def look_through(self, ids: Sequence[str]) -> None:
        """Finish the articles that have all their answers, and post what the others lack."""
        losses = -1
        while losses != self.store.losses:  # while it was away, other runs may have taken articles over
            losses = self.store.losses
            with _Tray() as tray:
                async for id, due in self.lacking(ids):
                    for request, body in due.items():
                        if not tray.put(id, request, body):
                            await self.post(tray, losses)
                            tray.put(id, request, body)
                await self.post(tray, losses)

    async def lacking(self, ids: Sequence[str]) -> AsyncIterator[tuple[str, Mapping[str, Any]]]:
        """Finish the articles that have all their answers; yield what is to be sent for each other one."""
        plan, store, fingerprint = self.plan, self.store, self.plan.fingerprint
        for some in chunks([id for id in ids if id in self.left]):
            own = store.take(fingerprint, some, self.owner)
            mine = [id for id in some if id in own]
            known, fresh = store.attempts(fingerprint, mine), store.fresh_attempts(fingerprint, mine)
            under_way, done = self.posted.under_way(fingerprint, mine), list[Extraction]()
            for article in plan.articles(mine, store):
                clerk = _Clerk(self.model, fresh[article.id], under_way[article.id])
                attempts = Remembered(known[article.id])
                try:
                    extraction = await ask_model(article, plan.task, clerk, attempts=attempts)
                except Exception as error:  # noqa: BLE001  one article that breaks the program must not stop the others
                    done.append(failed(article, plan, error))
                else:
                    if clerk.waiting:
                        yield article.id, clerk.due
                    else:
                        done.append(extraction)
            self.end(done)

    def end(self, done: Sequence[Extraction]) -> None:
        """Store what came of some articles."""
        saved = [self.store.saving(self.plan.fingerprint, extraction) for extraction in done]
        self.store.commit([step for _, steps in saved for step in steps])
        for extraction, (row, _) in zip(done, saved, strict=True):
            del self.left[extraction.article.id]
            self.outcome.finished += 1
            self.outcome.failed += extraction.error is not None
            self.watcher.finished(extraction.article, row)

    async def post(self, tray: _Tray, losses: int) -> None:
        """Have the requests of a tray answered, unless the store was lost since their articles were taken."""
        if tray.requests and losses == self.store.losses:
            label = self.posted.post(self.plan.fingerprint, self.owner, tray.requests)
            if losses == self.store.losses:
                made = await self.provider.post(label, tray.file)
                self.posted.made(label, made.id)
            else:
                self.posted.forget(label)
        tray.clear()

    # -- answers in

    async def first_over(self, batches: Mapping[str, str]) -> tuple[str, Batch]:
        """Wait until one of some batches is over."""
        pause = self.model.pace.pause
        while True:
            looks = {label: await self.provider.look(id) for label, id in batches.items()}
            answered = sum(batch.answered for batch in looks.values())
            self.watcher.waiting(len(looks), answered, sum(batch.requests for batch in looks.values()))
            for label, batch in looks.items():
                if batch.over:
                    return label, batch
            await anyio.sleep(pause)
            pause = min(1.5 * pause, LONGEST_PAUSE)

    async def collect(self, label: str, batch: Batch) -> list[str]:
        """Keep what a batch brought, delete it at the provider, and return the articles it was about."""
        requests = self.posted.requests(label)
        left = dict(requests)
        with tempfile.TemporaryFile() as file:
            for name in batch.results:
                await self.provider.download(name, file)
                file.seek(0)
                while lines := list(islice(file, LINES)):
                    heard = [
                        (line["custom_id"], self.provider.heard(line)) for line in map(_line, lines) if line
                    ]
                    self.keep(label, [(left.pop(id), id, attempt) for id, attempt in heard if id in left])
        if batch.status != "failed":  # as a whole, before it began
            lost = Attempt("", Usage(1, cost=None), f"RequestFailed: batch {batch.id} came back without it")
            self.keep(label, [(address, id, lost) for id, address in left.items()])
        self.posted.collected(label)
        await self.tidy(label, batch)
        return list(dict.fromkeys(article_id for article_id, _ in requests.values()))

    def keep(self, label: str, heard: Sequence[tuple[tuple[str, str], str, Attempt]]) -> None:
        """Keep attempts, each with where it belongs and the id of its line."""
        steps = [
            self.store.keeping(self.plan.fingerprint, *address, attempt, f"{label}-{id}")
            for address, id, attempt in heard
        ]
        self.store.commit([step for of_line in steps for step in of_line])
        for *_, attempt in heard:
            self.watcher.attempted(attempt)

    async def tidy(self, label: str, batch: Batch) -> None:
        """Leave nothing of a batch that is collected."""
        await self.provider.tidy(label, batch.results)
        self.posted.forget(label)


class _Clerk:
    """Stands for the model: answers from what is kept, and notes what would have to be sent."""

    def __init__(self, model: Model, kept: Mapping[str, Sequence[Attempt]], posted: Container[str]) -> None:
        self.name, self.slots = model.name, model.slots
        self.due: dict[str, dict[str, Any]] = {}
        self.waiting = False
        self._model, self._kept, self._posted = model, kept, posted

    async def ask(
        self,
        messages: Sequence[Message],
        response: type[T],
        /,
        *,
        heard: Callable[[Attempt], Awaitable[None]],
    ) -> Answer[T]:
        request = request_key(messages, response)
        if request in self._posted:
            self.waiting = True
            raise RequestFailed("its batch is not over")
        try:
            return await self._model.replay(messages, response, self._kept.get(request, ()))
        except Due as due:
            self.waiting = True
            self.due[request] = due.body
            raise


class _Tray:
    """Requests in a file, not more than a provider takes."""

    def __init__(self) -> None:
        self.file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  open as long as the tray
        self.requests: dict[str, tuple[str, str]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.file.close()

    def put(self, article_id: str, request: str, body: Mapping[str, Any]) -> bool:
        """Add a request if there is room for it."""
        id = hashlib.sha256(f"{article_id} {request}".encode()).hexdigest()
        line = {"custom_id": id, "method": "POST", "url": "/v1/chat/completions", "body": body}
        written = json.dumps(line, ensure_ascii=False).encode() + b"\n"
        if len(self.requests) == MOST_REQUESTS or self.file.tell() + len(written) > MOST_BYTES:
            return False
        self.file.write(written)
        self.requests[id] = article_id, request
        return True

    def clear(self) -> None:
        """Take everything out."""
        self.file.seek(0)
        self.file.truncate()
        self.requests = {}


def _line(written: bytes) -> Any:
    """Return a line of results; None when it is none."""
    try:
        line = json.loads(written)
        return line if isinstance(line["custom_id"], str) else None
    except (ValueError, KeyError, TypeError):
        return None
