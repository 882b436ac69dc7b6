"""Plan what is missing, ask for it concurrently, commit as it goes; to resume is to plan again."""

from __future__ import annotations

import signal
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

import anyio

from extractor.article import Article
from extractor.check import Check
from extractor.errors import ArticleError, ModelUnavailable, StoreError
from extractor.extract import Extraction, Gate, Reply, Stopped, ask_model
from extractor.model import Usage
from extractor.row import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from extractor.extract import Replies, Task
    from extractor.model import Model
    from extractor.row import Row
    from extractor.store import Store

BATCH = 100
"""Articles stored by one commit while planning."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run has to do: articles in the order they were read, and which of them are done already.

    `paths` maps the id of an article to where it was read; `twins` are further places of the same text.
    """

    task: Task
    model: str
    fingerprint: str
    paths: dict[str, str | None]
    done: frozenset[str]
    twins: tuple[tuple[str, str], ...]
    unread: tuple[ArticleError, ...]

    @property
    def todo(self) -> list[str]:
        """The ids of the articles to ask about."""
        return [id for id in self.paths if id not in self.done]


class Watcher(Protocol):
    """What a run tells while it works; called from the event loop, so it must be quick."""

    def replied(self, reply: Reply) -> None: ...
    def finished(self, article: Article, row: Row) -> None: ...
    def stopping(self) -> None: ...


@dataclass(slots=True)
class Outcome:
    """How a run ended: articles finished and failed in it, and what ended it early, if something did."""

    finished: int = 0
    failed: int = 0
    stopped: int | None = None
    unavailable: ModelUnavailable | None = None
    store_error: StoreError | None = field(default=None, repr=False)


def plan(
    articles: Iterable[Article | ArticleError], task: Task, model: str, store: Store, limit: int | None = None
) -> Plan:
    """Read articles into the store, the first *limit* of them, and look up what is done already."""
    paths: dict[str, str | None] = {}
    twins: list[tuple[str, str]] = []
    unread: list[ArticleError] = []
    waiting: list[Article] = []
    for article in articles:
        if isinstance(article, ArticleError):
            unread.append(article)
            continue
        if article.id in paths:
            twins.append((article.path or article.id, paths[article.id] or article.id))
        elif limit is not None and len(paths) >= limit:
            break
        paths.setdefault(article.id, article.path)
        waiting.append(article)
        if len(waiting) >= BATCH:
            store.add(waiting)
            waiting.clear()
    store.add(waiting)
    fingerprint = store.begin(task, model)
    done = frozenset(store.done(fingerprint) & paths.keys())
    return Plan(task, model, fingerprint, paths, done, tuple(twins), tuple(unread))


async def execute(plan: Plan, model: Model, store: Store, watcher: Watcher, slots: int) -> Outcome:
    """Ask for everything the plan lacks, at most *slots* requests at a time, and commit it as it comes.

    The first SIGINT or SIGTERM lets the requests under way finish and begins no other; the second drops them.
    """
    work = _Work(plan, model, store, watcher, Gate(slots))
    async with anyio.create_task_group() as group:
        group.start_soon(work.listen, group.cancel_scope)
        await work.through(slots)
        group.cancel_scope.cancel()
    return work.outcome


def results(plan: Plan, store: Store, ids: Sequence[str] | None = None) -> Iterator[tuple[Article, Row]]:
    """Yield the articles of a plan, or only *ids*, with their stored rows, in the order they were read."""
    for article, row in store.results(plan.fingerprint, list(plan.paths) if ids is None else ids):
        row["article"]["path"] = plain(plan.paths[article.id])
        yield article, row


def unread_rows(plan: Plan) -> Iterator[Row]:
    """Yield a row for each file that could not be read as an article: nothing goes missing in silence."""
    for error in plan.unread:
        article = Article(id="", text="", sha256="", path=error.path)
        row = _failed(article, plan, error).row()
        row["article"].update(id=None, sha256=None)
        yield row


class _Work:
    """A run under way."""

    def __init__(self, plan: Plan, model: Model, store: Store, watcher: Watcher, gate: Gate) -> None:
        self.plan, self.model, self.store, self.watcher, self.gate = plan, model, store, watcher, gate
        self.outcome = Outcome()

    async def listen(self, scope: anyio.CancelScope) -> None:
        """Close the gate at the first signal, drop everything at the second."""
        with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
            async for number in signals:
                if self.gate.closed:
                    scope.cancel()
                    return
                self.outcome.stopped = int(number)
                self.gate.close()
                self.watcher.stopping()

    async def through(self, slots: int) -> None:
        """Take the missing articles one after another, *slots* of them at a time."""
        places = anyio.Semaphore(slots)

        async def one(article: Article) -> None:
            try:
                await self.one(article)
            finally:
                places.release()

        async with anyio.create_task_group() as group:
            for article in self.store.articles(self.plan.todo):
                await places.acquire()
                if self.gate.closed:
                    break
                group.start_soon(one, replace(article, path=self.plan.paths[article.id]))

    async def one(self, article: Article) -> None:
        """Extract from one article and store what came of it, a failure too."""
        plan, outcome = self.plan, self.outcome
        replies = _Told(self.store.replies(plan.fingerprint, article.id), self.watcher)
        try:
            done = await ask_model(article, plan.task, self.model, replies=replies, gate=self.gate)
        except Stopped:
            return
        except ModelUnavailable as error:
            outcome.unavailable = outcome.unavailable or error
            return
        except StoreError as error:
            outcome.store_error = outcome.store_error or error
            return
        except Exception as error:  # noqa: BLE001  one article that breaks the program must not stop the others
            done = _failed(article, plan, error)
        try:
            row = self.store.save(plan.fingerprint, done)
        except StoreError as error:
            self.gate.close()
            outcome.store_error = outcome.store_error or error
            return
        outcome.finished += 1
        outcome.failed += done.error is not None
        self.watcher.finished(article, row)


class _Told:
    """Replies that are told to the watcher as they come."""

    def __init__(self, replies: Replies, watcher: Watcher) -> None:
        self._replies, self._watcher = replies, watcher

    def get(self, request: str, /) -> Reply | None:
        return self._replies.get(request)

    def __setitem__(self, request: str, reply: Reply, /) -> None:
        self._replies[request] = reply
        self._watcher.replied(reply)


def _failed(article: Article, plan: Plan, error: Exception) -> Extraction:
    """Return the extraction of an article of which nothing could be made."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return Extraction(article, plan.task.name, plan.model, Check((), (), ()), Usage(), error)
