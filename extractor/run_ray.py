"""Run on an existing Ray cluster; the only file that knows Ray.

Where work is done, and that what a dead worker or node was at is done again, is Ray's to see to. A worker is
a run like any other: it opens the store, takes the articles of its block and commits as it goes, so that a
block carried out again asks only for what is missing. One actor knows the limits; each worker leases a share.
"""

from __future__ import annotations

import functools
import logging
import math
import os
import secrets
import socket
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import anyio
import anyio.to_thread

from extractor.errors import ClusterError, ExtractorError, UsageError
from extractor.model import Attempt, Endpoint, Model, Usage
from extractor.pace import Pace
from extractor.project import Project, Settings
from extractor.run import PASSING, Budget, Outcome, Plan, execute, listen, results
from extractor.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from extractor.article import Article
    from extractor.extract import Task
    from extractor.row import Row
    from extractor.run import Watcher

LEASE = 1.0
"""Seconds between two leases of a worker."""

LAPSE = 10.0
"""Seconds without a lease after which a worker has no share any more."""

ROUNDS = 20
"""Articles of a block for each request at a time: at its end slots idle, and that should cost little."""

PATIENCE = 60.0
"""Seconds without any progress after which articles that another run is at are left to it."""

RETRIES = 10
"""How often a block is begun anew when its worker or its node died."""


@dataclass(frozen=True)
class Access:
    """Whom workers ask and where they store: all that is secret. It stands in no log and no list of Ray's."""

    endpoint: Endpoint
    store: str = field(repr=False)
    tier: str | None = None
    longest: float = 120.0


@dataclass(frozen=True)
class Definition:
    """The task, as the files of its project: workers need not have the folder."""

    files: tuple[tuple[str, bytes], ...]
    name: str
    ask: str

    @classmethod
    def of(cls, project: Project, task: Task) -> Definition:
        """Read what defines a task."""
        folders = (project.root / "schemas", project.root / "prompts")
        paths = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
        files = [(str(path.relative_to(project.root)), path.read_bytes()) for path in paths]
        kept = tuple((name, content) for name, content in files if "__pycache__" not in name)
        return cls(kept, task.name, task.ask)

    def task(self) -> Task:
        """Load the task from a folder that is gone thereafter."""
        with tempfile.TemporaryDirectory() as folder:
            for name, content in self.files:
                path = Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            return Project(Path(folder), Settings()).task(self.name, self.ask)


class Share(NamedTuple):
    """What a worker may do until its next lease: limits a minute, seconds to pause; whether to stop."""

    rpm: float | None
    tpm: float | None
    pause: float
    stop: bool


class Quota:
    """Hands out the limits of an endpoint in equal shares to the workers that leased one lately."""

    def __init__(
        self,
        rpm: float | None,
        tpm: float | None,
        budget: Budget,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rpm, self._tpm, self._budget, self._clock = rpm, tpm, budget, clock
        self._heard: dict[str, float] = {}
        self._spent: dict[str, Usage] = {}
        self._resumes = 0.0
        self._stopped = False

    def lease(self, worker: str, spent: Usage, pause: float) -> Share:
        """Return a worker's share; it tells all it has spent, and how long the endpoint bade it to pause."""
        now = self._clock()
        self._heard[worker] = now
        self._resumes = max(self._resumes, now + pause)
        self._spend(worker, spent)
        sharing = sum(now - heard < LAPSE for heard in self._heard.values())
        rpm, tpm = (limit and limit / sharing for limit in (self._rpm, self._tpm))
        return Share(rpm, tpm, max(0.0, self._resumes - now), self._stopped)

    def leave(self, worker: str, spent: Usage) -> None:
        """Take a share back."""
        self._heard.pop(worker, None)
        self._spend(worker, spent)

    def stop(self) -> None:
        """Let no worker begin anything more."""
        self._stopped = True

    def _spend(self, worker: str, spent: Usage) -> None:
        self._spent[worker] = spent
        self._budget.spent = sum(self._spent.values(), Usage())
        self._stopped |= self._budget.used_up


class Cluster:
    """A Ray cluster to run on, with what its workers need."""

    def __init__(
        self,
        address: str | None,
        access: Access,
        definition: Definition,
        limits: tuple[float | None, float | None],
    ) -> None:
        self._address, self._access, self._definition, self._limits = address, access, definition, limits

    def execute(self, plan: Plan, store: Store, watcher: Watcher, budget: Budget) -> Outcome:
        """Carry out a plan on all machines of the cluster; as `run.execute`, also in what signals do."""
        with _connected(self._address) as ray:
            quota = ray.remote(Quota).options(**_beside_the_driver(ray)).remote(*self._limits, budget)
            block = ray.remote(_block).options(max_retries=RETRIES, name="block")
            definition = ray.put(self._definition)
            cpus = int(ray.cluster_resources().get("CPU", 1))

            def submit(paths: dict[str, str | None]) -> Any:
                part = {
                    "paths": paths,
                    "again": plan.again.intersection(paths),
                    "fingerprint": plan.fingerprint,
                }
                return block.remote(self._access, definition, part, quota)

            slots = self._access.endpoint.slots
            return anyio.run(_Driving(plan, store, watcher, submit, quota).through, slots, cpus)


class _Done(NamedTuple):
    """What a block came to: what each attempt took, and the articles that were finished."""

    outcome: Outcome
    attempts: list[Usage]
    finished: list[str]


class _Driving:
    """A run under way, as the driver sees it."""

    def __init__(
        self,
        plan: Plan,
        store: Store,
        watcher: Watcher,
        submit: Callable[[dict[str, str | None]], Any],
        quota: Any,
    ) -> None:
        self.plan, self.store, self.watcher, self.submit, self.quota = plan, store, watcher, submit, quota
        self.outcome = Outcome()
        self.finished: set[str] = set()
        self.failure: ExtractorError | None = None
        self.closed = False

    async def through(self, slots: int, cpus: int) -> Outcome:
        async with anyio.create_task_group() as group:
            group.start_soon(listen, self.outcome, self.watcher, self.close, group.cancel_scope)
            await self.rounds(slots, cpus)
            group.cancel_scope.cancel()
        if self.failure:
            raise self.failure
        return self.outcome

    def close(self) -> None:
        """Begin nothing more; blocks that wait for a worker come to nothing."""
        self.closed = True
        self.quota.stop.remote()

    async def rounds(self, slots: int, cpus: int) -> None:
        """Hand out blocks until nothing is left but what another run is at."""
        todo, progress = self.plan.todo, time.monotonic()
        while todo and not self.closed and time.monotonic() - progress < PATIENCE:
            size = max(1, min(ROUNDS * slots, math.ceil(len(todo) / (2 * cpus))))
            async with anyio.create_task_group() as group:
                for start in range(0, len(todo), size):
                    group.start_soon(self.one, todo[start : start + size])
            left = [id for id in todo if id not in self.finished]
            if len(left) < len(todo):
                progress = time.monotonic()
            elif not self.closed:
                await anyio.sleep(LEASE)
            todo = left
        self.outcome.elsewhere = 0 if self.closed else len(todo)

    async def one(self, ids: Sequence[str]) -> None:
        """Have a block carried out, and take in what came of it."""
        from ray.exceptions import RayError, RayTaskError

        try:
            done: _Done = await self.submit({id: self.plan.paths[id] for id in ids})
        except RayTaskError as error:
            cause = error.cause
            known = isinstance(cause, ExtractorError)
            self.failure = cause if known else ClusterError(f"a worker failed: {_line(cause)}")
            self.close()
            return
        except RayError as error:
            self.failure = ClusterError(f"the cluster gave up on a block: {_line(error)}")
            self.close()
            return
        await self.take_in(ids, done)

    async def take_in(self, ids: Sequence[str], done: _Done) -> None:
        of_block, outcome = done.outcome, self.outcome
        for usage in done.attempts:
            self.watcher.attempted(Attempt("", usage))
        ended = await anyio.to_thread.run_sync(self.store.ended, self.plan.fingerprint, ids)
        finished = [id for id in ids if id in done.finished or self.has_ended(id, ended)]
        self.finished.update(finished)
        for article, row in results(self.plan, self.store, finished):
            outcome.finished += 1
            outcome.failed += row["error"] is not None
            self.watcher.finished(article, row)
        outcome.unavailable = outcome.unavailable or of_block.unavailable
        outcome.store_error = outcome.store_error or of_block.store_error
        outcome.spent = (outcome.spent or of_block.spent) and not outcome.stopped
        if of_block.unavailable or of_block.store_error or of_block.spent:
            self.close()

    def has_ended(self, id: str, ended: dict[str, str | None]) -> bool:
        """Whether an article is at an end; a worker that died may have finished it and not told."""
        error = ended.get(id, PASSING)
        return error is None or (error != PASSING and id not in self.plan.again)


# What happens on a worker.


class _Leased(Budget):
    """A budget that the quota watches over."""

    stopped = False

    @property
    def used_up(self) -> bool:
        return self.stopped


@dataclass
class _Notes:
    """A watcher that keeps what the driver is told at the end."""

    attempts: list[Usage] = field(default_factory=list)
    finished_ids: list[str] = field(default_factory=list)

    def attempted(self, attempt: Attempt) -> None:
        self.attempts.append(attempt.usage)

    def finished(self, article: Article, row: Row) -> None:
        self.finished_ids.append(article.id)

    def stopping(self) -> None:
        """Nobody looks on."""


def _block(access: Access, definition: Definition, part: dict[str, Any], quota: Any) -> _Done:
    """Carry out a block of a plan."""
    task = _task(definition)
    if task.fingerprint(access.endpoint.name) != part["fingerprint"]:
        raise ClusterError("the workers have another version of extractor: install the same on all machines")
    plan = Plan(task, access.endpoint.name, todo=list(part["paths"]), **part)
    with Store(access.store) as store:
        return anyio.run(_carry_out, access, plan, store, quota)


_task = functools.lru_cache(maxsize=4)(Definition.task)


async def _carry_out(access: Access, plan: Plan, store: Store, quota: Any) -> _Done:
    me, notes, budget = secrets.token_hex(8), _Notes(), _Leased()
    share: Share = await quota.lease.remote(me, budget.spent, 0.0)
    if share.stop:
        return _Done(Outcome(), [], [])
    pace = Pace(longest=access.longest, rpm=share.rpm, tpm=share.tpm)
    endpoint = access.endpoint
    model = Model(
        endpoint.name,
        base_url=endpoint.base_url,
        api_key=endpoint.key,
        slots=endpoint.slots,
        pace=pace,
        tier=access.tier,
    )

    async def renew() -> None:
        while True:
            await anyio.sleep(LEASE)
            share: Share = await quota.lease.remote(me, budget.spent, pace.waiting)
            pace.limit(share.rpm, share.tpm)
            pace.hold(share.pause)
            budget.stopped = share.stop

    try:
        async with anyio.create_task_group() as group:
            group.start_soon(renew)
            outcome = await execute(plan, model, store, notes, endpoint.slots, budget)
            group.cancel_scope.cancel()
    finally:
        await model.aclose()
    await quota.leave.remote(me, budget.spent)
    return _Done(outcome, notes.attempts, notes.finished_ids)


# Ray itself.


def cluster(
    address: str | None,
    project: Project,
    task: Task,
    access: Access,
    limits: tuple[float | None, float | None],
) -> Cluster:
    """Return a cluster to run on; UsageError for a store that only this machine has."""
    if not access.store.startswith("postgresql"):
        raise UsageError(
            "--engine ray needs a store that all machines reach, and that takes many runs at once: "
            "--store postgresql://USER@HOST/DATABASE"
        )
    return Cluster(address, access, Definition.of(project, task), limits)


@contextmanager
def _connected(address: str | None) -> Iterator[Any]:
    """Be a driver of a cluster that runs already."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")  # else it warns of what is to come
    os.environ["RAY_DEDUP_LOGS_SKIP_REGEX"] = "."  # it tells of dead workers on stdout, which is for data
    try:
        import ray
    except ImportError:
        raise UsageError('--engine ray needs an extra: pip install "claim-extractor[ray]"') from None
    address = address or os.environ.get("RAY_ADDRESS", "auto")
    try:
        if address != "auto":
            _greet(address)  # Ray itself would wait for minutes and warn meanwhile
        ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR)
    except (ConnectionError, RuntimeError, ValueError, OSError) as error:
        where = "running here" if address == "auto" else f"at {address}"
        raise ClusterError(
            f"no Ray cluster {where} ({_line(error)}): start one with `ray start --head`, "
            "and name it with --address HOST:6379"
        ) from None
    try:
        yield ray
    finally:
        ray.shutdown()


def _greet(address: str) -> None:
    host, _, port = address.removeprefix("ray://").rpartition(":")
    socket.create_connection((host, int(port)), timeout=10).close()


def _beside_the_driver(ray: Any) -> dict[str, Any]:
    """Return the options of an actor that ends with the driver's machine, and else is begun anew."""
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=False)
    return {"num_cpus": 0, "max_restarts": -1, "max_task_retries": -1, "scheduling_strategy": here}


def _line(error: BaseException | None) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
