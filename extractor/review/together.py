"""What other articles say about the quantity of a claim: grouped once, then kept up to date."""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import Future
from concurrent.futures import TimeoutError as Late
from datetime import UTC, datetime
from threading import Lock, Thread
from typing import TYPE_CHECKING

from extractor.compare.comparing import parts_in
from extractor.compare.grouping import Grouping
from extractor.compare.statement import read
from extractor.store import LATE

if TYPE_CHECKING:
    from extractor.article import Article
    from extractor.compare.quantity import Relation
    from extractor.compare.statement import Placed
    from extractor.decisions import Decisions
    from extractor.row import Row
    from extractor.store import Store

PATIENCE = 0.5
"""Seconds that a request waits for the groups to be up to date."""


class Together:
    """The statements of a store in groups, as reviewers joined and parted them.

    Of an article that is run again while the desk is open, what it said before stays.
    """

    def __init__(self, store: Store, decisions: Decisions) -> None:
        self._store, self._decisions = store, decisions
        self._pairs: dict[tuple[str, str], bool] = {}
        self._grouping = Grouping()
        self._unplaced: dict[str, str] = {}
        self._in_article: dict[str, list[str]] = defaultdict(list)
        self._parts: dict[str, list[Relation]] = {}
        self._taken: set[tuple[str, str]] = set()
        self._since = ""
        self._lock = Lock()
        self._starting = Lock()
        self._work: Future[None] | None = None

    def ready(self) -> bool:
        """Take in what is new in the store, and what was decided; False until that was done once.

        What takes long is done in a thread of its own, so that nobody who decides waits for it.
        """
        with self._starting:
            work = self._work
            if work is None or work.done():
                work = self._work = Future()
                Thread(target=self._do, args=(work,), daemon=True).start()
        try:
            work.result(PATIENCE)
        except Late:
            if not self._since:
                return False
        self._decide()
        return True

    def of(self, key: str) -> tuple[Placed, ...]:
        """Return the group of a claim, the claim included; empty when it is compared with none."""
        with self._lock:
            return self._grouping.of(key) if key in self._grouping else ()

    def near(self, key: str) -> tuple[Placed, ...]:
        """Return the statements that may be about the quantity of a claim, the most alike first."""
        with self._lock:
            return tuple(self._grouping.beside(key))

    def wholes_and_parts(self, key: str) -> tuple[list[Placed], list[Placed]]:
        """Return the statements of its article that a claim is a part of, and those that are parts of it."""
        with self._lock:
            article = self._grouping[key].statement.source.id
            if article not in self._parts:  # a second for a thousand claims: once, until the groups change
                groups = [self._grouping.of(it) for it in self._in_article[article]]
                self._parts[article] = parts_in(article, {it[0].statement.key: it for it in groups}.values())
            found = self._parts[article]
            wholes = [self._grouping[it.other] for it in found if it.one == key]
            return wholes, [self._grouping[it.one] for it in found if it.other == key]

    def parted(self, key: str, reviewer: str) -> tuple[Placed, ...]:
        """Return the statements that a reviewer said are not about the quantity of a claim."""
        pairs = self._decisions.pairs(reviewer)
        apart = (pair for pair, same in pairs.items() if key in pair and not same)
        others = sorted(other if one == key else one for one, other in apart)
        with self._lock:
            return tuple(self._grouping[it] for it in others if it in self._grouping)

    def why_not(self, key: str) -> str:
        """Say why a claim is compared with none; "" when nothing is known of it."""
        return self._unplaced.get(key, "")

    def _do(self, work: Future[None]) -> None:
        try:
            self._take_in()
        except Exception as error:  # noqa: BLE001  who waits for it is told
            work.set_exception(error)
        else:
            work.set_result(None)

    def _take_in(self) -> None:
        """Take in the rows that were made since the last time, of an article and task the last one."""
        begun = datetime.now(UTC) - LATE
        for article, row in self._store.arrived(self._since, self._taken):
            self._add(article, row)
        self._since = begun.isoformat()

    def _add(self, article: Article, row: Row) -> None:
        reading = read(article, row)
        with self._lock:
            self._grouping.add(reading.placed)
            self._parts.clear()
            self._in_article[article.id] += [it.statement.key for it in reading.placed]
            self._unplaced |= {it.key: it.why for it in reading.unplaced}
        if not row["error"]:
            self._taken.add((article.id, row["task"]))

    def _decide(self) -> None:
        """Tell the groups of the pairs that are decided in another way than before."""
        with self._lock:
            now, before = self._decisions.pairs(), self._pairs
            for pair in now.keys() | before.keys():
                if now.get(pair) != before.get(pair):
                    self._grouping.settle(*pair, now.get(pair))
                    self._parts.clear()
            self._pairs = now
