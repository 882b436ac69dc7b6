"""Runs that share a PostgreSQL store: nothing is lost or asked twice, whoever dies, the server too."""

from __future__ import annotations

import random
import signal
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from tests.faults.process import launched
from tests.faults.script import Script

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator

    from tests.conftest import Shell
    from tests.faults.process import Launched
    from tests.postgres import Postgres

SLOTS = 8
PASSWORD = "planted-secret"


@dataclass
class Run:
    """A run in a process of its own; a pipe that nobody reads would stop it, so it writes to files."""

    process: subprocess.Popen[str]
    place: Path

    def ended(self, seconds: float = 120) -> tuple[int, str, int]:
        """Wait for the end; return the exit code, what was told, and how many rows were printed."""
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
        engine = sa.create_engine(self.store.replace("postgresql:", "postgresql+psycopg:"))
        with engine.connect() as connection:
            counts = [
                connection.execute(sa.text(f"SELECT count(*) FROM {what}")).scalar_one()
                for what in ("extractions WHERE status = 'ok'", "claims", "begun")
            ]
        engine.dispose()
        return counts[0], counts[1], counts[2]


@pytest.fixture
def desk(shell: Shell, project: Path, postgres: Postgres, tmp_path: Path) -> Callable[..., Any]:
    """Make a desk for so many articles, answered after so many seconds."""

    @contextmanager
    def made(articles: int, least: float, most: float, store: str | None = None) -> Iterator[Desk]:
        for number in range(articles):
            path = tmp_path / "news" / f"{number:04}.txt"
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"Storm FAULT-{number} takes {number + 11} cows.\n")
        words = ["run", str(tmp_path / "news"), "--project", str(project), "--ask", "article"]
        words += ["--concurrency", str(SLOTS), "--model", "test"]
        with launched(Script(latency=(least, most)), tmp_path) as server:
            words += ["--base-url", server.url]
            yield Desk(shell, server, store or postgres.database(), words, articles)

    return made


def test_two_runs_at_once_share_the_work(desk: Any) -> None:
    with desk(350, 0.2, 0.3) as at:
        first, second = at.start(), at.start()
        (code, _, rows), (other_code, _, other_rows) = first.ended(), second.ended()

        assert (code, other_code) == (0, 0)
        assert (max(at.asked().values()), at.paid_again()) == (1, 0)
        assert at.stored() == (350, 350, 0)
        assert rows >= 100
        assert other_rows >= 100


def test_on_a_file_the_second_run_is_refused_before_it_does_anything(desk: Any, tmp_path: Path) -> None:
    with desk(20, 1, 1, str(tmp_path / "store.db")) as at:
        first = at.start()
        at.when(1, first)
        code, told, rows = at.start().ended()
        first.process.send_signal(signal.SIGINT)
        first.ended()

        assert (code, rows) == (2, 0)
        assert told == (
            f"error: store {tmp_path}/store.db: a run is under way in it (process {first.process.pid}): wait for it, "
            "name another file, or use PostgreSQL, which takes several\n"
        )
        assert at.paid_again() <= 0


def test_what_a_killed_run_had_begun_is_done_by_another_or_the_next(desk: Any) -> None:
    with desk(350, 0.2, 0.3) as at:
        first, second = at.start(), at.start()
        at.when(60, first, second)
        first.kill()
        code, _, _ = second.ended()
        last, _, _ = at.start().ended()

        assert (code, last) == (0, 0)
        assert at.stored() == (350, 350, 0)
        assert at.paid_again() <= SLOTS


def test_ten_kills_lose_nothing_and_pay_for_what_was_under_way(desk: Any) -> None:
    moments = random.Random(5)
    with desk(400, 0.01, 0.1) as at:
        for _ in range(10):
            process = at.start()
            at.when(at.asked().total() + moments.randint(1, 35), process)
            process.kill()
        code, _, rows = at.start().ended()

        assert (code, rows) == (0, 400)
        assert at.stored() == (400, 400, 0)
        assert at.paid_again() <= 10 * SLOTS


def test_a_restart_of_the_server_interrupts_nothing(desk: Any, postgres: Postgres) -> None:
    with desk(200, 0.1, 0.2) as at:
        process = at.start()
        for asked in (30, 100):
            at.when(asked, process)
            postgres.control("restart", "-m", "immediate")
        code, _, rows = process.ended()

        assert (code, rows) == (0, 200)
        assert (at.paid_again(), at.stored()) == (0, (200, 200, 0))


def test_after_a_restart_two_runs_ask_again_at_most_for_what_was_under_way(
    desk: Any, postgres: Postgres
) -> None:
    with desk(350, 0.2, 0.3) as at:
        first, second = at.start(), at.start()
        at.when(80, first, second)
        postgres.control("restart", "-m", "immediate")
        (code, _, _), (other, _, _) = first.ended(), second.ended()

        assert (code, other) == (0, 0)
        assert at.stored() == (350, 350, 0)
        assert at.paid_again() <= 2 * SLOTS


PATIENT_FOR_TWO_SECONDS = """
from extractor import cli, database
database.OUTAGE_SECONDS = 2
cli.main()
"""


def test_a_server_that_stays_away_ends_the_run_in_one_line_and_the_next_resumes(
    desk: Any, postgres: Postgres
) -> None:
    with desk(60, 0.1, 0.2) as at:
        process = at.start(program=("-c", PATIENT_FOR_TWO_SECONDS))
        at.when(20, process)
        postgres.control("stop", "-m", "immediate")
        code, told, _ = process.ended()
        unreached, untold, _ = at.start().ended()
        postgres.control("start")
        last, _, rows = at.start().ended()

        shown = at.store.replace(PASSWORD, "***")
        assert code == unreached == 2
        assert told.splitlines()[-1].startswith(f"error: store {shown}: connection failed")
        assert untold.startswith(f"error: store {shown}: connection failed")
        assert untold.count("\n") == 1
        assert (last, rows) == (0, 60)
        assert at.stored() == (60, 60, 0)
        assert at.paid_again() <= SLOTS
