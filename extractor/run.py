"""Plan what is missing, ask for it concurrently, commit as it goes; to resume is to plan again."""

from __future__ import annotations

import gc
import signal
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, Protocol

import anyio
import anyio.to_thread

from extractor.article import Article, File
from extractor.check import Check
from extractor.errors import ArticleError, ModelUnavailable, RequestFailed, StoreError
from extractor.extract import Extraction, Gate, Stopped, ask_model
from extractor.model import TRIES, Usage
from extractor.row import plain
from extractor.store import Entry
from extractor.writer import KeptAttempts, Writer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
    from decimal import Decimal

    from extractor.extract import Attempts, Task
    from extractor.model import Attempt, Model
    from extractor.row import Row
    from extractor.store import Store

BATCH = 100
"""Articles stored by one commit while planning, and taken at a time while running."""

YOUNG = 50_000
"""Objects that are made before Python looks which of them are garbage; an article leaves some hundred."""

SUSPECT, POISON = 2, 5
"""How often a run has to die over an article for it to be asked about last and alone, and never again."""

PASSING = RequestFailed.__name__
"""The failure that may be over by the next run; others are for `retry_failed`."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run has to do: articles in the order they were read, and which of them are not at an end yet.

    `paths` maps the id of an article to where it was read, or to None where only the store knows; `twins` are
    further places of the same text. `todo` are the articles to ask about. `failed` are those whose failure
    will not pass by itself, `again` such that are to be asked all the same.
    """

    task: Task
    model: str
    fingerprint: str
    paths: Mapping[str, str | None]
    todo: Sequence[str]
    failed: Sequence[str] = ()
    twins: tuple[tuple[str, str], ...] = ()
    unread: tuple[ArticleError, ...] = ()
    again: frozenset[str] = frozenset()

    @property
    def done(self) -> int:
        """How many articles are done already."""
        return len(self.paths) - len(self.todo) - len(self.failed)

    def ended(self) -> Iterator[str]:
        """Yield the ids of the articles that are at an end already, failed ones too."""
        todo = iter(self.todo)
        due = next(todo, None)
        for id in self.paths:
            if id == due:
                due = next(todo, None)
            else:
                yield id

    def placed(self, ids: Sequence[str], store: Store) -> dict[str, str | None]:
        """Return where each of some articles was read."""
        known = store.places([id for id in ids if self.paths[id] is None])
        return {id: self.paths[id] or known.get(id) for id in ids}

    def articles(self, ids: Sequence[str], store: Store) -> list[Article]:
        """Return articles out of the store, each with where it was read."""
        places = self.placed(ids, store)
        return [replace(article, path=places[article.id]) for article in store.articles(ids)]


class Watcher(Protocol):
    """What a run tells while it works; called from the event loop, so it must be quick."""

    def attempted(self, attempt: Attempt) -> None: ...
    def finished(self, article: Article, row: Row) -> None: ...
    def stopping(self) -> None: ...


@dataclass(slots=True)
class Budget:
    """The most a run may spend, in US dollars or in tokens; requests under way when it is spent go on."""

    dollars: Decimal | None = None
    tokens: int | None = None
    spent: Usage = field(default_factory=Usage)

    @property
    def used_up(self) -> bool:
        """Whether nothing is left of it."""
        spent = self.spent
        if self.tokens is not None and spent.prompt_tokens + spent.completion_tokens >= self.tokens:
            return True
        return self.dollars is not None and spent.cost is not None and spent.cost >= self.dollars


@dataclass(slots=True)
class Outcome:
    """How a run ended: articles finished and failed in it, and what ended it early, if something did.

    `elsewhere` are the articles left to other runs, `batches` those that a provider is still at.
    `models` are the names that the endpoint answered by, in this run and last in the one before it.
    """

    finished: int = 0
    failed: int = 0
    elsewhere: int = 0
    stopped: int | None = None
    spent: bool = False
    models: list[str] = field(default_factory=list)
    unavailable: ModelUnavailable | None = None
    store_error: StoreError | None = field(default=None, repr=False)
    batches: int = 0

    @property
    def over(self) -> bool:
        """Whether something ended it that would end the next run as well."""
        return bool(self.stopped or self.spent or self.unavailable or self.store_error)


def plan(
    articles: Iterable[Article | ArticleError | File] | None,
    task: Task,
    model: str,
    store: Store,
    *,
    limit: int | None = None,
    retry_failed: bool = False,
) -> Plan:
    """Read articles into the store, the first *limit* of them, and look up what is done already.

    A file that is as it was when the store last took it in is not opened.

    Raises StoreError when another run holds a SQLite file, before anything is read.

    None stands for all the articles that the store has. With *retry_failed* what failed is to do as well.
    """
    store.hold()
    reading = _Reading(store, limit)
    paths: Mapping[str, str | None] = reading.paths
    if articles is not None:
        reading.read(articles)
    elif limit is not None:
        paths = dict.fromkeys(islice(store.ids(), limit))
    else:
        paths = _Stored(store)
    fingerprint = store.begin(task, model)
    todo, failed = list[str](), list[str]()
    for id, error in store.unfinished(fingerprint, None if isinstance(paths, _Stored) else paths):
        dead = error not in (None, PASSING)
        if dead:
            failed.append(id)
        if retry_failed or not dead:
            todo.append(id)
    failed, again = ([], frozenset(failed)) if retry_failed else (failed, frozenset())
    twins, unread = tuple(reading.twins), tuple(reading.unread)
    return Plan(task, model, fingerprint, paths, todo, failed, twins, unread, again)


class _Stored(Mapping[str, None]):
    """All the articles of a store, which alone knows where they were read; none of them is held here."""

    def __init__(self, store: Store) -> None:
        self._store, self._count = store, store.count()

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[str]:
        return self._store.ids()

    def __getitem__(self, id: str) -> None:
        return None


class _Reading:
    """Articles on their way into the store; files that it knows as they are, are not opened."""

    def __init__(self, store: Store, limit: int | None) -> None:
        self._store, self._limit = store, limit
        self._waiting: list[Entry] = []
        self._whole: list[tuple[File, int]] = []
        self.paths: dict[str, str | None] = {}
        self.twins: list[tuple[str, str]] = []
        self.unread: list[ArticleError] = []

    def read(self, items: Iterable[Article | ArticleError | File]) -> None:
        """Read everything there is, or the first articles as far as the limit goes."""
        for item, known in self._looked_up(items):
            if isinstance(item, ArticleError):
                self.unread.append(item)
                more = True
            elif isinstance(item, Article):
                more = self._add(Entry(item))
            elif known is not None:
                more = all(self._count(id, path) for id, path in known)
            else:
                more = self._open(item)
            if not more:
                break
        self._keep()

    def _looked_up(
        self, items: Iterable[Article | ArticleError | File]
    ) -> Iterator[tuple[Article | ArticleError | File, list[tuple[str, str]] | None]]:
        """Yield each item, and with a file that is as it was the articles that are in it."""
        ahead = list[File]()
        for item in items:
            if isinstance(item, File):
                ahead.append(item)
                if len(ahead) < BATCH:
                    continue
            yield from self._of_files(ahead)
            ahead.clear()
            if not isinstance(item, File):
                yield item, None
        yield from self._of_files(ahead)

    def _of_files(self, ahead: Sequence[File]) -> Iterator[tuple[File, list[tuple[str, str]] | None]]:
        known = self._store.unchanged(ahead) if ahead else {}
        yield from ((file, known.get(file.name)) for file in ahead)

    def _open(self, file: File) -> bool:
        """Read a file; it is known from now on if all of it could be read."""
        flaws, count = len(self.unread), 0
        for item in file.articles():
            if isinstance(item, ArticleError):
                self.unread.append(item)
            elif self._add(Entry(item, file.name if file.stamp else None, count)):
                count += 1
            else:
                return False
        if len(self.unread) == flaws:
            self._whole.append((file, count))
        return True

    def _add(self, entry: Entry) -> bool:
        """Take an article in; return whether there was room for it."""
        if not self._count(entry.article.id, entry.article.path):
            return False
        self._waiting.append(entry)
        if len(self._waiting) >= BATCH:
            self._keep()
        return True

    def _count(self, id: str, path: str | None) -> bool:
        """Note where an article stands, the first time or again; return whether there was room for it."""
        if id in self.paths:
            self.twins.append((path or id, self.paths[id] or id))
        elif self._limit is not None and len(self.paths) >= self._limit:
            return False
        else:
            self.paths[id] = path
        return True

    def _keep(self) -> None:
        self._store.take_in(self._waiting, self._whole)
        self._waiting.clear()
        self._whole.clear()


async def execute(
    plan: Plan, model: Model, store: Store, watcher: Watcher, slots: int, budget: Budget | None = None
) -> Outcome:
    """Ask for everything the plan lacks, at most *slots* requests at a time, and commit it as it comes.

    The first SIGINT or SIGTERM lets the requests under way finish and begins no other; the second drops them.
    """
    owner = store.hold()
    writer = Writer(store)
    work = _Work(plan, model, store, watcher, Gate(slots), writer, budget or Budget())
    work.answered_by(store.answered_by(plan.fingerprint))
    async with anyio.create_task_group() as group:  # listens until the last thing is kept
        group.start_soon(listen, work.outcome, watcher, work.gate.close, group.cancel_scope)
        try:
            with _seldom_collecting():
                async with writer:
                    await work.through(slots, owner)
        finally:
            work.leave(owner)
        group.cancel_scope.cancel()
    return work.outcome


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """Have Python look for garbage among new objects, and that seldom: the program itself stays as it is."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(YOUNG, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


async def listen(
    outcome: Outcome, watcher: Watcher, close: Callable[[], None], scope: anyio.CancelScope
) -> None:
    """Let what is under way end in good order at the first signal, drop everything at the second."""
    with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        async for number in signals:
            if outcome.stopped:
                scope.cancel()
                return
            outcome.stopped = int(number)
            close()
            watcher.stopping()


async def recheck(plan: Plan, model: Model, store: Store, watcher: Watcher) -> int:
    """Read the answers that are kept anew and check their claims again; ask nothing.

    Return how many articles would have to be asked again, because what is asked has changed.
    """
    closed, left = Gate(1), 0
    closed.close()
    store.hold()
    async with Writer(store) as writer:
        failed = set(plan.failed)
        for ids in chunks(id for id in plan.ended() if id not in failed):
            known = store.attempts(plan.fingerprint, ids)
            for article in plan.articles(ids, store):
                kept = KeptAttempts(writer, store, plan.fingerprint, article.id, known[article.id])
                try:
                    done = await ask_model(article, plan.task, model, attempts=kept, gate=closed)
                except Stopped:
                    left += 1
                    continue
                row, steps = store.saving(plan.fingerprint, done)
                await writer.write(steps)
                watcher.finished(article, row)
    return left


def results(plan: Plan, store: Store, ids: Iterable[str] | None = None) -> Iterator[tuple[Article, Row]]:
    """Yield the articles of a plan, or only *ids*, with their stored rows, in the order they were read."""
    for some in chunks(plan.paths if ids is None else ids):
        places = plan.placed(some, store)
        for article, row in store.results(plan.fingerprint, some):
            row["article"]["path"] = plain(places[article.id])
            yield article, row


def unread_rows(plan: Plan) -> Iterator[Row]:
    """Yield a row for each file that could not be read as an article: nothing goes missing in silence."""
    for error in plan.unread:
        article = Article(id="", text="", sha256="", path=error.path)
        row = failed(article, plan, error).row()
        row["article"].update(id=None, sha256=None)
        yield row


class Crashed(Exception):
    """A run died over an article again and again."""


class _Work:
    """A run under way."""

    def __init__(  # noqa: PLR0913  what a run works with
        self,
        plan: Plan,
        model: Model,
        store: Store,
        watcher: Watcher,
        gate: Gate,
        writer: Writer,
        budget: Budget,
    ) -> None:
        self.plan, self.model, self.store, self.watcher, self.gate = plan, model, store, watcher, gate
        self.writer, self.budget = writer, budget
        self.outcome = Outcome()
        self.failures = 0
        self.late, self.spared = list[str](), set[str]()

    async def through(self, slots: int, owner: int) -> None:
        """Take the missing articles one after another, *slots* of them at a time, the suspect ones last."""
        todo, before = self.plan.todo, -1
        while todo and len(todo) != before and not self.gate.closed:
            before = len(todo)
            try:
                await anyio.to_thread.run_sync(self.store.reap, self.plan.fingerprint)
            except StoreError as error:
                self.store_failed(error)
                break
            todo = await self.over(todo, slots, owner)
        self.outcome.elsewhere = 0 if self.gate.closed else len(todo)

    async def over(self, todo: Sequence[str], slots: int, owner: int) -> list[str]:
        """Go through some articles, last those that were put off; return those that another run is at."""
        places, elsewhere, suspects = anyio.Semaphore(slots, fast_acquire=True), list[str](), list[str]()

        async def one(taken: _Taken) -> None:
            try:
                await self.one(taken)
            finally:
                places.release()

        async with anyio.create_task_group() as group:
            async for some in self.taken(todo, owner, elsewhere):
                suspects += [taken.article.id for taken in some if taken.crashes >= SUSPECT]
                waiting = [taken for taken in some if taken.crashes < SUSPECT]
                while waiting and not self.gate.closed:
                    free = await _acquired(places, len(waiting))
                    begun = await self.begun(waiting[:free], elsewhere)
                    for taken in begun:
                        group.start_soon(one, taken)
                    for _ in range(free - len(begun)):
                        places.release()
                    waiting = waiting[free:]
        async for some in self.taken(suspects, owner, []):
            for taken in some:
                await self.alone(taken, elsewhere)
        late, self.late = self.late, []
        return elsewhere + (await self.over(late, slots, owner) if late else [])

    async def alone(self, taken: _Taken, elsewhere: list[str]) -> None:
        """Ask about an article over which runs have died, unless that happened too often."""
        if taken.crashes >= POISON and not self.gate.closed:
            crashed = Crashed(f"the program died over it {taken.crashes} times")
            await self.end(failed(taken.article, self.plan, crashed))
        for begun in await self.begun([taken], elsewhere) if taken.crashes < POISON else ():
            await self.one(begun)

    async def taken(
        self, todo: Sequence[str], owner: int, elsewhere: list[str]
    ) -> AsyncIterator[list[_Taken]]:
        """Yield articles that are this run's alone, some at a time."""
        plan, store = self.plan, self.store
        for ids in chunks(todo):
            if self.gate.closed:
                return

            def load(
                ids: Sequence[str] = ids,
            ) -> tuple[int, dict[str, int], list[Article], Mapping[str, dict[str, list[Attempt]]]]:
                losses = store.losses
                own, mine = self.mine(ids, owner)
                return losses, own, plan.articles(mine, store), store.attempts(plan.fingerprint, mine)

            try:
                losses, own, articles, known = await anyio.to_thread.run_sync(load)
            except StoreError as error:
                self.store_failed(error)
                return
            elsewhere += [id for id in ids if id not in own]
            some = list[_Taken]()
            for article in articles:
                kept = KeptAttempts(self.writer, store, plan.fingerprint, article.id, known[article.id])
                some.append(_Taken(article, _Watched(kept, self), own[article.id], owner, losses))
            yield some

    def mine(self, ids: Sequence[str], owner: int) -> tuple[dict[str, int], list[str]]:
        """Take articles; return those taken, and which of them no quicker run has ended."""
        own = self.store.take(self.plan.fingerprint, ids, owner)
        ended = self.store.ended(self.plan.fingerprint, list(own))

        def due(id: str) -> bool:
            error = ended.get(id, PASSING)
            return error == PASSING or (id in self.plan.again and error is not None)

        return own, [id for id in ids if id in own and due(id)]

    async def begun(self, some: Sequence[_Taken], elsewhere: list[str]) -> Sequence[_Taken]:
        """Say of articles that they are being worked at, by one commit; return those that are this run's yet.

        While the store was away, another run may have taken them over.
        """
        if self.gate.closed:
            return ()
        ids = [taken.article.id for taken in some]
        try:
            await self.writer.write(self.store.starting(self.plan.fingerprint, ids))
            if all(taken.losses == self.store.losses for taken in some):
                return some
            _, mine = await anyio.to_thread.run_sync(self.mine, ids, some[0].owner)
        except StoreError as error:
            self.store_failed(error)
            return ()
        elsewhere += set(ids).difference(mine)
        return [taken for taken in some if taken.article.id in mine]

    async def one(self, taken: _Taken) -> None:
        """Extract from one article and store what came of it, a failure too."""
        outcome, article = self.outcome, taken.article
        try:
            done = await ask_model(
                article, self.plan.task, self.model, attempts=taken.attempts, gate=self.gate
            )
        except Stopped:
            return
        except ModelUnavailable as error:
            outcome.unavailable = outcome.unavailable or error
            return
        except StoreError as error:
            self.store_failed(error)
            return
        except Exception as error:  # noqa: BLE001  one article that breaks the program must not stop the others
            done = failed(article, self.plan, error)
        if not (isinstance(done.error, RequestFailed) and self.spares(article.id)):
            await self.end(done)

    def spares(self, id: str) -> bool:
        """Put off an article that failed while no other was answered, once: it may be no fault of its own."""
        if self.failures < TRIES or id in self.spared:
            return False
        self.late.append(id)
        self.spared.add(id)
        return True

    async def end(self, done: Extraction) -> None:
        row, steps = self.store.saving(self.plan.fingerprint, done)
        try:
            await self.writer.write(steps)
        except StoreError as error:
            self.store_failed(error)
            return
        self.outcome.finished += 1
        self.outcome.failed += done.error is not None
        self.watcher.finished(done.article, row)

    def leave(self, owner: int) -> None:
        """Free what this run has taken and not finished."""
        try:
            self.store.leave(self.plan.fingerprint, owner)
        except StoreError as error:
            self.store_failed(error)

    def store_failed(self, error: StoreError) -> None:
        """Begin nothing that could not be kept."""
        self.gate.close()
        self.outcome.store_error = self.outcome.store_error or error

    def answered_by(self, name: str | None) -> None:
        """Note by what name the endpoint answers."""
        if name is not None and name not in self.outcome.models:
            self.outcome.models.append(name)

    def spend(self, attempt: Attempt) -> None:
        """Count an attempt, and begin no other request once the budget is used up."""
        self.budget.spent += attempt.usage
        self.failures = self.failures + 1 if attempt.error else 0
        self.answered_by(attempt.model)
        self.watcher.attempted(attempt)
        if self.budget.used_up and not self.gate.closed:
            self.outcome.spent = True
            self.gate.close()


class _Taken(NamedTuple):
    """An article that is this run's: how often runs died over it, the losses of the store when taken."""

    article: Article
    attempts: Attempts
    crashes: int
    owner: int
    losses: int


async def _acquired(places: anyio.Semaphore, most: int) -> int:
    """Wait for a place and take all that are free, *most* of them at the most; return how many."""
    await places.acquire()
    free = min(places.value, most - 1)
    for _ in range(free):
        places.acquire_nowait()
    return free + 1


class _Watched:
    """Attempts that are counted as they come."""

    def __init__(self, attempts: Attempts, work: _Work) -> None:
        self._attempts, self._work = attempts, work

    def of(self, request: str, /) -> Sequence[Attempt]:
        return self._attempts.of(request)

    async def add(self, request: str, attempt: Attempt, /) -> None:
        await self._attempts.add(request, attempt)
        self._work.spend(attempt)


def chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    """Yield ids as many at a time as are taken and committed together."""
    ids = iter(ids)
    while some := list(islice(ids, BATCH)):
        yield some


def failed(article: Article, plan: Plan, error: Exception) -> Extraction:
    """Return the extraction of an article of which nothing could be made."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return Extraction(article, plan.task.name, plan.model, Check((), (), ()), Usage(), error)
