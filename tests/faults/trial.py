"""A trial: articles, a project, fault servers, runs of the command line; what journal and store say then."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa

from tests.faults.process import CHECKOUT, PATIENCE, Launched, launched

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tests.faults.journal import Entry
    from tests.faults.script import Script

SLOTS = 8
"""Requests at a time, where a row does not say otherwise."""

SCHEMA = '''
from typing import Literal

from extractor.claims import NumericClaim


class Figure(NumericClaim):
    """A number and what it counts."""

    type: Literal["figure"] = "figure"
'''

PROMPT = """+++
schema = "figures"

[[examples]]
text = "The port handled 34 ships."
claims = [{ number = "34", type = "figure", subject = "ships" }]
+++
Say of each number what it counts.
"""


Amount = TypeVar("Amount", int, float)


@dataclass(frozen=True)
class News:
    """An article with the marker that a script knows it by, and the numbers that stand in it."""

    marker: str
    text: str
    numbers: tuple[int, ...]


def news(count: int, first: int = 1) -> list[News]:
    """Return articles of two numbers each; no number stands in two of them."""
    return [
        News(
            f"FAULT-{n}",
            f"FAULT-{n} harbour lost {20_000 + n} cows in the storm.\n\nIt lost {60_000 + n} pigs in May.\n",
            (20_000 + n, 60_000 + n),
        )
        for n in range(first, first + count)
    ]


@dataclass(frozen=True)
class Ended:
    """How a run ended: its exit code, what it said, how long it took, and the most memory it had in KiB."""

    code: int
    told: str
    seconds: float
    memory: int


def _most_memory(pid: int) -> int:
    """Return the most memory a program had so far, in KiB.

    What the kernel tells at its end begins with the memory of the process that started it.
    """
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0


@dataclass(frozen=True)
class Stored:
    """A row of the store, with the marker of its article."""

    marker: str
    text: str
    error: str | None
    row: dict[str, Any]

    @property
    def values(self) -> list[int]:
        """The numbers it vouches for."""
        good = [claim for claim in self.row["claims"] if claim["verdict"] in ("supported", "derived")]
        return sorted(claim["value"] for claim in good if claim["value"] is not None)

    @property
    def accounted(self) -> list[int]:
        """The numbers it vouches for, and those it says are not used."""
        return sorted([*self.values, *(mention["low"] for mention in self.row["uncovered"])])


@dataclass(frozen=True)
class Finding:
    """What a row of the matrix came to; `held` says whether its promise was kept."""

    runs: int
    kills: int
    lost: int
    duplicated: int
    again: int
    seen: str
    held: bool


@dataclass
class Trial:
    """A folder with a project and a feed of articles, and all the runs and servers there are in it."""

    folder: Path
    articles: Sequence[News]
    slots: int = SLOTS
    schema: str = SCHEMA
    settings: str = ""
    secrets: dict[str, str] = field(default_factory=dict)
    database: str | None = None
    runs: int = 0
    kills: int = 0
    servers: list[Launched] = field(default_factory=list)

    def __post_init__(self) -> None:
        for name, content in (
            ("extractor.toml", self.settings),
            ("schemas/figures.py", self.schema),
            ("prompts/figures.md", PROMPT),
        ):
            path = self.folder / "project" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        self.feed.write_text(
            "".join(json.dumps({"text": one.text}) + "\n" for one in self.articles), encoding="utf-8"
        )

    @property
    def feed(self) -> Path:
        return self.folder / "feed.jsonl"

    @property
    def store(self) -> Path:
        return self.folder / "project" / ".extractor" / "store.db"

    @property
    def output(self) -> Path:
        return self.folder / "claims.jsonl"

    @contextmanager
    def serve(self, script: Script, port: int = 0) -> Iterator[Launched]:
        """Serve a script from a process of its own; the runs that follow ask there."""
        folder = self.folder / f"server-{len(self.servers)}"
        folder.mkdir()
        with launched(script, folder, port=port) as server:
            self.servers.append(server)
            yield server

    def journal(self) -> list[Entry]:
        """Return every request that any server had, in the order they came."""
        found = [entry for server in self.servers if server.journal.exists() for entry in server.entries()]
        return sorted(found, key=lambda entry: entry.at)

    # Runs

    def start(
        self, *options: str, before: str = "", program: Sequence[str] = ("-m", "extractor")
    ) -> subprocess.Popen[str]:
        """Start a run; `before` is what a shell does first in its process, `program` what Python runs."""
        command = [sys.executable, *program, "run", str(self.feed), *self.usual(), *options]
        shell = ["sh", "-c", f'{before}\nexec "$@"', "sh", *command]
        self.runs += 1
        with (self.folder / "stdout.txt").open("ab") as out:
            return subprocess.Popen(
                shell if before else command,
                cwd=self.folder,
                env=self.environment(),
                text=True,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.PIPE,
            )

    def usual(self) -> list[str]:
        """Return the options of every run."""
        where = ["--base-url", self.servers[-1].url, "--project", str(self.folder / "project")]
        where += ["--store", self.database] if self.database else []
        return [*where, "--model", "test", "--ask", "article", "--concurrency", str(self.slots), "--no-page"]

    def environment(self) -> dict[str, str]:
        """Return the environment without settings of its own, and with the secrets of the trial."""
        kept = {n: v for n, v in os.environ.items() if not n.startswith(("EXTRACTOR_", "OPENAI_"))}
        path = os.pathsep.join([str(CHECKOUT), os.environ.get("PYTHONPATH", "")])
        return kept | self.secrets | {"PYTHONPATH": path, "NO_COLOR": "1", "HOME": str(self.folder)}

    def run(self, *options: str, before: str = "") -> Ended:
        """Run to the end."""
        began = time.monotonic()
        return self.end(self.start(*options, before=before), began)

    def end(self, process: subprocess.Popen[str], began: float | None = None) -> Ended:
        """Wait for a run to end."""
        began = time.monotonic() if began is None else began
        assert process.stderr is not None
        told: list[str] = []
        reading = threading.Thread(target=lambda pipe: told.append(pipe.read()), args=(process.stderr,))
        reading.start()
        memory = 0
        while reading.is_alive():
            memory = max(memory, _most_memory(process.pid))
            reading.join(0.02)
        process.wait()
        process.stderr.close()
        return Ended(process.returncode, told[0], time.monotonic() - began, memory)

    def kill(self, process: subprocess.Popen[str]) -> Ended:
        """Kill a run as the kernel would, and wait until it is gone."""
        self.kills += not over(process)
        os.kill(process.pid, signal.SIGKILL)  # Popen would wait for it first
        return self.end(process)

    def asked(self, process: subprocess.Popen[str], count: int, within: float = PATIENCE) -> bool:
        """Wait until the servers have answered so many requests; whether the run is still there then."""
        until = time.monotonic() + within
        while len(self.journal()) < count and not over(process) and time.monotonic() < until:
            time.sleep(0.01)
        return not over(process)

    # What is true

    def rows(self) -> list[Stored]:
        """Return the rows of the store, of whatever task."""
        query = "SELECT text, error_type, row_json FROM extractions JOIN articles ON id = article_id"
        if self.database:
            engine = sa.create_engine(self.database.replace("postgresql:", "postgresql+psycopg:"))
            with engine.connect() as server:
                found = [tuple(row) for row in server.execute(sa.text(query))]
            engine.dispose()
        elif not self.store.exists():
            return []
        else:
            with closing(sqlite3.connect(self.store)) as connection:
                found = connection.execute(query).fetchall()
        return [Stored(_marker(text), text, error, json.loads(row)) for text, error, row in found]

    def printed(self) -> list[str]:
        """Return the lines that all runs have written to stdout."""
        return (self.folder / "stdout.txt").read_text(encoding="utf-8").splitlines()

    def sound(self) -> bool:
        """Whether SQLite finds nothing wrong with the store."""
        if self.database:
            return True
        with closing(sqlite3.connect(self.store)) as connection:
            return bool(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))

    def lost(self, rows: Iterable[Stored], failing: Iterable[str] = ()) -> int:
        """Count articles whose row does not vouch for their numbers, or, of `failing`, say that it failed."""
        ended = {row.marker: row for row in rows}
        failing = set(failing)
        return sum(not _whole(one, ended.get(one.marker), one.marker in failing) for one in self.articles)

    def duplicated(self, rows: Sequence[Stored]) -> int:
        """Count rows beyond one for an article, in store and output, and numbers vouched for twice."""
        known = {one.marker for one in self.articles}
        rows = [row for row in rows if row.marker in known]
        twice = _beyond(row.marker for row in rows) + sum(_beyond(row.values) for row in rows)
        if self.output.exists():
            lines = (json.loads(line) for line in self.output.read_text(encoding="utf-8").splitlines())
            twice += _beyond(sha for line in lines if (sha := line["article"]["sha256"]))
        return twice

    def again(self) -> int:
        """Count right answers beyond one to the same request: what was paid for twice."""
        return _beyond(entry.request for entry in self.journal() if entry.answer == "fine")

    def finding(
        self, seen: str, *bars: bool, failing: Iterable[str] = (), again: int = 0, editions: int = 1
    ) -> Finding:
        """Sum up: nothing lost or duplicated, no more than `again` paid again, and the row's own bars.

        `editions` is how many tasks each article was asked for.
        """
        rows = self.rows()
        lost, paid = self.lost(rows, failing), self.again()
        duplicated = self.duplicated(rows) - (editions - 1) * len(self.articles)
        held = lost == 0 and duplicated == 0 and paid <= again and all(bars) and self.sound()
        return Finding(self.runs, self.kills, lost, duplicated, paid, seen, held)


@dataclass
class Lab:
    """Where trials are made: `full` ones, or such as fit in a test."""

    folder: Path
    full: bool = False
    seed: int = 1
    made: int = 0

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    def trial(self, articles: Sequence[News], **options: Any) -> Trial:
        """Make a trial in a folder of its own."""
        self.made += 1
        folder = self.folder / f"trial-{self.made}"
        folder.mkdir(parents=True)
        return Trial(folder, articles, **options)

    def size(self, full: Amount, test: Amount) -> Amount:
        """Return how much of something a row takes, or allows."""
        return full if self.full else test


def over(process: subprocess.Popen[str]) -> bool:
    """Whether a process has ended; leaves it to be waited for."""
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def raise_limits() -> None:
    """Let this process have as many files open as it may."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _whole(one: News, row: Stored | None, failing: bool) -> bool:
    if row is None:
        return False
    return row.error is not None if failing else row.error is None and set(row.values) == set(one.numbers)


def _beyond(names: Iterable[Any]) -> int:
    return sum(count - 1 for count in Counter(names).values())


def _marker(text: str) -> str:
    return text.split(maxsplit=1)[0] if text.strip() else ""
