"""Time the desk while it brings articles together: PYTHONPATH=. python tests/bench/beside.py [CLAIMS]

Milliseconds by the clock of what a reviewer asks for, median and most of 50: with nothing else to do, while
the claims of the store (20,000 unless given) are grouped in the desk's thread, and afterwards. The articles
are those of grouping.py.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from grouping import articles

from extractor import check
from extractor.extract import Extraction
from extractor.model import Usage
from extractor.project import find
from extractor.review.desk import Desk
from extractor.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable

    from extractor.review.desk import Task
    from extractor.review.reading import Reading

CLAIMS, ROUNDS = 20_000, 50
STATED = ("mention", "value", "low", "high", "unit", "bound", "subject")


def fill(store: Store, claims: int) -> None:
    """Store articles with claims on their numbers, as a model would have made them."""
    task = find(None).task("figures")
    fingerprint = store.begin(task, "model")
    for source, row in articles(claims):
        store.add([source])
        said = [{name: claim[name] for name in STATED} for claim in row["claims"]]
        done = Extraction(source, task.name, "model", check(source.text, said), Usage())
        _, steps = store.saving(fingerprint, done)
        store.commit(steps)


def timed(name: str, ask: Callable[[], object], rounds: int = ROUNDS) -> None:
    """Print how long something takes."""
    took = []
    for _ in range(rounds):
        begun = time.perf_counter()
        ask()
        took.append(1000 * (time.perf_counter() - begun))
    sys.stdout.write(f"{name:46}{statistics.median(took):8.1f}{max(took):8.1f}\n")


def main(claims: int) -> None:
    """Fill a store, then ask."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "store.db") as store:
        fill(store, claims)
        desk = Desk(store, find(None))
        task = desk.task(None)
        which = desk.filter({}, task, "ann")
        ask = Asking(desk, task)
        sys.stdout.write(f"{f'{claims:,} claims':46}{'median':>8}{'most':>8}\n")
        timed("a claim", ask.claim)
        timed("a decision and the next claim", lambda: desk.next(which, ask.decide()))
        begun = time.perf_counter()
        assert not desk.together(ask.reading(), task, ask.key)["ready"]
        timed("a claim, while grouping", ask.claim)
        timed("a decision and the next claim, while grouping", lambda: desk.next(which, ask.decide()))
        while not desk.together(ask.reading(), task, ask.key)["ready"]:
            pass
        sys.stdout.write(f"grouped after {time.perf_counter() - begun:.1f} s\n")
        timed("what stands beside a claim", ask.beside)


class Asking:
    """A reviewer who goes from claim to claim."""

    def __init__(self, desk: Desk, task: Task) -> None:
        self._desk, self._task, self._number = desk, task, count()
        queue = desk.decisions.queue(desk.filter({}, task, "ann"), limit=1000)
        self._keys = [(it["key"], it["article_id"]) for it in queue]
        self._at = count()
        self.key, self._article = self._keys[0]

    def reading(self) -> Reading:
        """Return the article of the claim that is open."""
        return self._desk.reading(self._task, self._article, "ann")

    def _on(self) -> None:
        self.key, self._article = self._keys[7 * next(self._at) % len(self._keys)]

    def claim(self) -> None:
        """Open the next claim."""
        self._on()
        self._desk.claim(self.reading(), self._task, self.key)

    def decide(self) -> str:
        """Skip the next claim and return its key."""
        self._on()
        fields = {"id": str(next(self._number)), "action": "skip", "claim": self.key}
        history = self._desk.decisions.on(self.key)
        fields["rev"] = str(history[-1].seq if history else 0)
        self._desk.decide(self.reading(), self._task, [*fields.items()])
        return str(self.key)

    def beside(self) -> None:
        """See what stands beside the next claim."""
        self._on()
        self._desk.together(self.reading(), self._task, self.key)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else CLAIMS)
