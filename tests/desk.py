"""Many articles, a fault server that answers them, and runs in processes of their own that share a store."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from tests.faults.process import launched

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Running, Shell
    from tests.faults.process import Launched
    from tests.faults.script import Script

SLOTS = 8
PASSWORD = "planted-secret"


@dataclass
class Desk:
    """A folder of articles, a fault server that answers them, and the store of the runs."""

    shell: Shell
    server: Launched
    store: str
    words: list[str]
    articles: int
    runs: list[Running] = field(default_factory=list)

    def start(self, *words: str, **options: Any) -> Running:
        """Start a run of its own."""
        self.runs.append(self.shell.begin(*self.words, "--store", self.store, *words, **options))
        return self.runs[-1]

    def asked(self) -> Counter[str]:
        """Return how often each article was asked about."""
        entries = self.server.entries() if self.server.journal.exists() else []
        return Counter(str(entry.article) for entry in entries)

    def paid_again(self) -> int:
        """Return how many requests were made beyond one for each article."""
        return sum(self.asked().values()) - self.articles

    def when(self, asked: int, *runs: Running) -> None:
        """Wait until so many requests were made, while all of some runs are at work."""
        for run in runs:
            run.until(lambda: self.asked().total() >= asked)

    def stored(self) -> tuple[int, int, int]:
        """Return how many articles have a good row, how many claims they have, how many are still begun."""
        psycopg = self.store.replace("postgresql:", "postgresql+psycopg:")
        engine = sa.create_engine(psycopg if "://" in self.store else f"sqlite:///{self.store}")
        with engine.connect() as connection:
            counts = [
                connection.execute(sa.text(f"SELECT count(*) FROM {what}")).scalar_one()
                for what in ("extractions WHERE status = 'ok'", "claims", "begun")
            ]
        engine.dispose()
        return counts[0], counts[1], counts[2]


@contextmanager
def desk(shell: Shell, project: Path, store: str, articles: int, script: Script) -> Iterator[Desk]:
    """Make a desk for so many articles of one claim each, and say at its end what came of them."""
    folder = shell.folder
    for number in range(articles):
        path = folder / "news" / f"{number:04}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"Storm FAULT-{number} takes {number + 11} cows.\n")
    words = ["run", str(folder / "news"), "--project", str(project), "--ask", "article"]
    words += ["--concurrency", str(SLOTS), "--model", "test"]
    began = time.monotonic()
    with launched(script, folder) as server:
        at = Desk(shell, server, store, [*words, "--base-url", server.url], articles)
        yield at
    assert all(PASSWORD not in run.out + run.told for run in at.runs)
    good, claims, _ = at.stored()
    seconds = time.monotonic() - began
    print(  # noqa: T201  pytest -rP shows it
        f"lost {articles - good}, duplicated {claims - good}, paid again {at.paid_again()}, {seconds:.0f} s"
    )
