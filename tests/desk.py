"""Many articles, a fault server that answers them, and runs in processes of their own that share a store."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from tests.faults.process import launched

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

    from tests.conftest import Shell
    from tests.faults.process import Launched
    from tests.faults.script import Script

SLOTS = 8
PASSWORD = "planted-secret"


@dataclass
class Run:
    """A run in a process of its own; a pipe that nobody reads would stop it, so it writes to files."""

    process: subprocess.Popen[str]
    place: Path

    def ended(self, seconds: float = 120) -> tuple[int, str, int]:
        """Wait for the end; return the exit code, what was told, how many rows were printed."""
        self.process.wait(seconds)
        out, err = ((self.place / name).read_text() for name in ("out", "err"))
        assert PASSWORD not in out + err
        return self.process.returncode, err, out.count("\n")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(30)


@dataclass
class Desk:
    """A folder of articles, a fault server that answers them, and the store of the runs."""

    shell: Shell
    server: Launched
    store: str
    words: list[str]
    articles: int

    def start(self, *words: str, **options: Any) -> Run:
        """Start a run of its own."""
        place = Path(tempfile.mkdtemp(dir=self.shell.folder))
        with (place / "out").open("w") as out, (place / "err").open("w") as err:
            options |= {"stdout": out, "stderr": err}
            process = self.shell.start(*self.words, "--store", self.store, *words, **options)
        return Run(process, place)

    def asked(self) -> Counter[str]:
        """Return how often each article was asked about."""
        entries = self.server.entries() if self.server.journal.exists() else []
        return Counter(str(entry.article) for entry in entries)

    def paid_again(self) -> int:
        """Return how many requests were made beyond one for each article."""
        return sum(self.asked().values()) - self.articles

    def when(self, asked: int, *runs: Run) -> None:
        """Wait until so many requests were made."""
        until = time.monotonic() + 60
        while self.asked().total() < asked:
            assert time.monotonic() < until
            assert all(run.process.poll() is None for run in runs)
            time.sleep(0.01)

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
    good, claims, _ = at.stored()
    seconds = time.monotonic() - began
    print(  # noqa: T201  pytest -rP shows it
        f"lost {articles - good}, duplicated {claims - good}, paid again {at.paid_again()}, {seconds:.0f} s"
    )
