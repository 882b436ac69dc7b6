"""Commit what many requests bring, all that waits by one commit."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from typing import TYPE_CHECKING, Self

import anyio
import anyio.to_thread

from extractor.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from extractor.database import Step
    from extractor.model import Attempt
    from extractor.store import Store

MOST_STEPS = 2000
"""Steps of one commit; by then the cost of the commit itself is spread thin enough."""

GATHERING = 0.02
"""Seconds in which what is to be committed gathers while a run is busy."""


class Writer:
    """Commits what many tasks put in, all that waits by one commit; a thread of its own does it.

    A commit costs the same for one task as for fifty, so that one that would follow closely on another waits
    for more to gather; a quiet run waits for none.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: queue.SimpleQueue[tuple[Sequence[Step], asyncio.Future[None]] | None] = (
            queue.SimpleQueue()
        )
        self._thread = threading.Thread(target=self._work, name="store", daemon=True)

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        self._thread.start()
        return self

    async def __aexit__(self, *error: object) -> None:
        self._waiting.put(None)
        with anyio.CancelScope(shield=True):  # what waits is kept, however the run ends
            await anyio.to_thread.run_sync(self._thread.join)

    async def write(self, steps: Sequence[Step]) -> None:
        """Return when the steps are committed; StoreError when they cannot be."""
        done: asyncio.Future[None] = self._loop.create_future()
        self._waiting.put((steps, done))
        await done

    def _work(self) -> None:
        open, ended = True, -GATHERING
        while open:
            batch = [self._waiting.get()]
            if time.monotonic() - ended < GATHERING:
                time.sleep(GATHERING)
            while len(batch) < MOST_STEPS and not self._waiting.empty():
                batch.append(self._waiting.get())
            open = None not in batch
            self._commit([entry for entry in batch if entry is not None])
            ended = time.monotonic()

    def _commit(self, batch: Sequence[tuple[Sequence[Step], asyncio.Future[None]]]) -> None:
        error: StoreError | None = None
        if batch:
            try:
                self._store.commit([step for steps, _ in batch for step in steps])
            except StoreError as failure:
                error = failure
        self._loop.call_soon_threadsafe(_settle, [done for _, done in batch], error)


class KeptAttempts:
    """The attempts at one article for one task; each is committed before anything is made of it."""

    def __init__(
        self, writer: Writer, store: Store, fingerprint: str, id: str, known: Mapping[str, list[Attempt]]
    ) -> None:
        self._writer, self._store, self._key, self._known = writer, store, (fingerprint, id), known

    def of(self, request: str, /) -> Sequence[Attempt]:
        return self._known.get(request, ())

    async def add(self, request: str, attempt: Attempt, /) -> None:
        await self._writer.write(self._store.keeping(*self._key, request, attempt))


def _settle(waiting: Sequence[asyncio.Future[None]], error: StoreError | None) -> None:
    for done in waiting:
        if done.cancelled():
            continue
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)
