"""Time what the review desk asks of a store with 100,000 claims: python tests/bench/queueing.py

Milliseconds by the clock, median and most of 20: with nothing decided, then with 99,000 claims decided.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from extractor.decisions import Action, Decision, Decisions, Filter, place_of
from extractor.store import Store
from extractor.tables import ARTICLES, CLAIMS, DECISIONS, EXTRACTIONS, REVIEWS, TASKS

if TYPE_CHECKING:
    from collections.abc import Callable

CLAIMS_IN_ALL, DECIDED, EACH, ROUNDS = 100_000, 99_000, 10, 20
ANN = Filter(fingerprint="t", reviewer="ann")


def fill(connection: sa.Connection) -> None:
    """Put articles of ten claims each into an empty store."""
    now = "2026-01-01T00:00:00"
    task = {"fingerprint": "t", "name": "figures", "model": "m", "ask": "article", "definition": "{}"}
    connection.execute(sa.insert(TASKS), [task | {"created": now}])
    names = [f"a{number:06}" for number in range(CLAIMS_IN_ALL // EACH)]
    articles = [{"id": it, "sha256": it, "text": "", "title": f"Title {it}", "created": now} for it in names]
    connection.execute(sa.insert(ARTICLES), articles)
    rows = [{"fingerprint": "t", "article_id": it, "status": "ok", "row_json": "{}"} for it in names]
    connection.execute(sa.insert(EXTRACTIONS), [row | {"created": now} for row in rows])
    connection.execute(
        sa.insert(CLAIMS), [claim(number) | {"created": now} for number in range(CLAIMS_IN_ALL)]
    )


def claim(number: int) -> dict[str, Any]:
    """Return a row of the table of claims."""
    return {
        "fingerprint": "t",
        "article_id": f"a{number // EACH:06}",
        "number": number % EACH,
        "type": "figure",
        "verdict": "supported",
        "rules": "",
        "key": f"{number:016x}",
        "gravity": number % 4,
        "value": str(number),
        "subject": f"people of town {number}",
        "quote": str(number),
    }


def decided(connection: sa.Connection) -> None:
    """Let one reviewer have accepted nearly everything."""
    same = {"reviewer": "ann", "task": "figures", "adjudicates": 0, "outcome": "x"}
    made = [
        same | {"seq": number + 1, "claim": f"{number:016x}", "article_id": f"a{number // EACH:06}"}
        for number in range(DECIDED)
    ]
    more = {"at": "", "action": "accept", "assisted": 1, "planted": 0, "previous": "", "hash": ""}
    connection.execute(sa.insert(DECISIONS), [it | more | {"id": str(it["seq"])} for it in made])
    connection.execute(sa.insert(REVIEWS), [it | {"state": "accepted"} for it in made])


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def timed(name: str, action: Callable[[], object]) -> None:
    """Print what an action takes."""
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        action()
        taken.append((time.perf_counter() - began) * 1000)
    tell(f"{name:32} {statistics.median(taken):8.2f} {max(taken):8.2f}")


def measure(decisions: Decisions) -> None:
    """Print a row for each thing that is asked."""
    for order in ("text", "gravity"):
        which = replace(ANN, order=order)
        place = place_of(decisions.queue(which)[-1], which)

        def following(which: Filter = which, place: Any = place, *, back: bool = False) -> object:
            return decisions.queue(which, after=place, back=back, limit=1)

        timed(f"first page, {order}", lambda which=which: decisions.queue(which))  # type: ignore[misc]
        timed(f"next claim, {order}", following)
        timed(f"previous claim, {order}", lambda following=following: following(back=True))  # type: ignore[misc]
    timed("how many are left", lambda: decisions.count(ANN))
    timed("free text", lambda: decisions.queue(replace(ANN, q="town 99999")))
    timed("those that reviewers differ on", lambda: decisions.queue(replace(ANN, state="disagree")))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "store.db") as store:
        store.database.transact(fill)
        decisions = Decisions(store.database)
        tell(f"{'nothing decided':32} {'median':>8} {'most':>8}")
        measure(decisions)
        store.database.transact(decided)
        tell(f"{f'{DECIDED:,} decided':32} {'median':>8} {'most':>8}")
        measure(decisions)
        number = count()

        def decide() -> object:
            at = next(number)
            mine = Decision(
                id=f"new {at}",
                reviewer="ann",
                action=Action.ACCEPT,
                article_id="a009999",
                task="figures",
                claim=f"{DECIDED + at:016x}",
            )
            return decisions.decide(mine, rev=0)

        timed("a decision", decide)
        timed("taking it back", lambda: decisions.undo("ann", "figures", f"undo {next(number)}"))


if __name__ == "__main__":
    main()
