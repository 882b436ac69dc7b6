"""How long recordings take to replay, and how that grows: ours, and stock vcrpy that matches bodies.

    python tests/bench/replaying.py [--cassettes 50 100 200 500] [--ask article sentence] [--ours]

The articles are the samples of cassettes/articles, each sentence of each told of another place, so that no
two requests are alike. The real client asks a server on loopback and `record` keeps what is said; stock vcrpy
gets the same interactions in its own format, a file for each article or one for all. It matches bodies by its
own matcher, which writes down what differs, or by one that only compares the JSON. Ours extracts, checks and
compares with what is expected; vcrpy is timed for the extraction alone. It compares each request with each
that is recorded in the file: where those are too many pairs, it is left out.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import os
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
from rich.console import Console
from rich.table import Table
from vcr import VCR
from vcr.serializers import yamlserializer

from extractor import cassette
from extractor.article import article
from extractor.extract import ask_model
from extractor.model import Endpoint, Model
from extractor.project import create, find
from extractor.record import kept, record
from extractor.recordings import Recording, folder
from extractor.regress import accept, compared
from extractor.report import State
from extractor.sentences import sentences
from tests.faults.process import launched
from tests.faults.script import Script

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from extractor.article import Article
    from extractor.extract import Task
    from extractor.project import Project

SAMPLES = Path(__file__).parents[2] / "cassettes" / "articles"
TASKS = {
    "flood": "disaster",
    "deployment": "conflict",
    "strike": "conflict",
    "earnings": "figures",
    "election": "figures",
    "weather_match": "figures",
}
MODEL = "bench"
SYLLABLES = (
    "Bar Dol Fen Gor Hal Kev Lum Mir".split(),
    "ba de ko lu ni so ta ve".split(),
    "dal gard mere nov rath sund ton wick".split(),
)


@dataclass(frozen=True)
class Took:
    """Seconds of the clock, and of all processors in all processes."""

    wall: float
    cpu: float


def places() -> Iterator[str]:
    """Yield names that no two articles share."""
    return map("".join, itertools.product(*SYLLABLES))


def told_of(place: str, text: str) -> str:
    """Return an article in which every sentence is told of a place."""
    parts, begin = [], 0
    for sentence in sentences(text):
        parts += [text[begin : sentence.start], f"In {place}, "]
        begin = sentence.start
    return "".join([*parts, text[begin:]])


def recorded(project: Project, count: int, ask: str, url: str) -> list[Recording]:
    """Record so many articles by asking a server, and accept what came."""
    tasks = {name: project.task(name, ask) for name in project.names()}
    wanted: list[tuple[Recording, Article, Task]] = []
    for place, (sample, task) in zip(places(), itertools.cycle(TASKS.items()), strict=False):
        if len(wanted) == count:
            break
        path = project.root / f"{sample}-{place}.txt"
        text = told_of(place, (SAMPLES / f"{sample}.txt").read_text(encoding="utf-8"))
        path.write_text(text, encoding="utf-8")
        read = article(text, path=str(path))
        wanted.append((Recording(folder(project), task, kept(project, read, {})), read, tasks[task]))

    def told(recording: Recording, came: object) -> None:
        if isinstance(came, Exception):
            raise came

    anyio.run(record, project, wanted, Endpoint(MODEL, url, slots=8), told, {})
    recordings = [each[0] for each in wanted]
    accept(project, compared(project, recordings).cases)
    return recordings


def timed(action: Callable[[], None]) -> Took:
    """Return what doing something took."""
    wall, cpu = time.perf_counter(), sum(os.times()[:4])
    action()
    return Took(time.perf_counter() - wall, sum(os.times()[:4]) - cpu)


def replayed(project: Project, recordings: Sequence[Recording], jobs: int | None) -> None:
    """Replay recordings as `extractor regress` does."""
    report = compared(project, recordings, jobs=jobs)
    assert {case.state for case in report.cases} == {State.SAME}


def by_vcrpy(
    project: Project, recordings: Sequence[Recording], ask: str, files: Sequence[Path], matcher: str
) -> None:
    """Extract from the same articles with what vcrpy plays: from a file for each, or from one for all."""
    vcr = VCR(record_mode="none", match_on=("method", "path", matcher))
    vcr.register_matcher("json", same_json)
    tasks = {name: project.task(name, ask) for name in project.names()}

    async def asked(recording: Recording) -> None:
        model = Model(MODEL, base_url=cassette.ENDPOINT, api_key="none", slots=1)
        try:
            found = await ask_model(recording.article(), tasks[recording.task], model)
        finally:
            await model.aclose()
        assert found.error is None

    size = len(recordings) // len(files)
    for number, path in enumerate(files):
        with vcr.use_cassette(str(path)) as played:
            for recording in recordings[number * size : (number + 1) * size]:
                anyio.run(asked, recording)
            assert played.all_played


def same_json(one: Any, other: Any) -> None:
    """Match bodies that are one in JSON; vcrpy takes an AssertionError for a no."""
    assert json.loads(one.body) == json.loads(other.body)


def written_by_vcrpy(recordings: Sequence[Recording], path: Path) -> Path:
    """Write the interactions of recordings as one cassette of vcrpy's own."""
    found = [
        interaction
        for recording in recordings
        for interaction in cassette.deserialize(recording.path.read_text(encoding="utf-8"))["interactions"]
    ]
    path.write_text(yamlserializer.serialize({"version": 1, "interactions": found}), encoding="utf-8")
    return path


def growth(counts: Sequence[int], seconds: Sequence[float]) -> str:
    """Return the exponent that cost grows by: 1 is linear, 2 quadratic."""
    if len(counts) < 2:
        return "-"
    x, y = [math.log(it) for it in counts], [math.log(it) for it in seconds]
    middle, height = sum(x) / len(x), sum(y) / len(y)
    slope = sum((a - middle) * (b - height) for a, b in zip(x, y, strict=True))
    return f"{slope / sum((a - middle) ** 2 for a in x):.2f}"


@dataclass(frozen=True)
class Way:
    """A way to replay recordings, or the files vcrpy has of them; of so many pairs of requests at most."""

    name: str
    replay: Callable[[Sequence[Recording], Sequence[Path]], None]
    one_file: bool = False
    pairs: float = math.inf


def ways(project: Project, ask: str, *, ours: bool) -> list[Way]:
    """Return the ways that are measured."""

    def stock(matcher: str) -> Callable[[Sequence[Recording], Sequence[Path]], None]:
        return lambda some, files: by_vcrpy(project, some, ask, files, matcher)

    own = [
        Way("ours", lambda some, _: replayed(project, some, None)),
        Way("ours, one process", lambda some, _: replayed(project, some, 1)),
    ]
    if ours:
        return own
    return [
        *own,
        Way("vcrpy, a file each", stock("body"), pairs=25_000),
        Way("vcrpy, one file", stock("body"), one_file=True, pairs=25_000),
        Way("vcrpy, one file, JSON", stock("json"), one_file=True, pairs=150_000),
    ]


def measured(
    project: Project, recordings: Sequence[Recording], measure: Sequence[Way], counts: Sequence[int]
) -> Table:
    """Replay more and more recordings in each way."""
    table = Table("cassettes", "interactions", *(f"{way.name}: s (CPU s)" for way in measure))
    took: dict[str, list[float]] = {way.name: [] for way in measure}
    each = [written_by_vcrpy([it], project.root / f"{it.name}.vcrpy.yaml") for it in recordings]
    for count in counts:
        some = recordings[:count]
        sizes = [len(recording.cassette().interactions) for recording in some]
        whole = written_by_vcrpy(some, project.root / f"{count}.vcrpy.yaml")
        row = []
        for way in measure:
            files, inside = ([whole], [sum(sizes)]) if way.one_file else (each[:count], sizes)
            if sum(size * size / 2 for size in inside) > way.pairs:
                row.append("-")
                continue
            done = timed(partial(way.replay, some, files))
            took[way.name].append(done.cpu)
            row.append(f"{done.wall:.1f} ({done.cpu:.1f})")
        table.add_row(str(count), str(sum(sizes)), *row)
    exponents = (growth(counts[: len(seconds)], seconds) for seconds in took.values())
    table.add_row("CPU grows by the power of", "", *exponents)
    return table


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cassettes", type=int, nargs="+", default=[50, 100, 200, 500])
    parser.add_argument("--ask", nargs="+", default=["article", "sentence"])
    parser.add_argument("--ours", action="store_true", help="leave vcrpy out")
    options = parser.parse_args()
    counts = sorted(options.cassettes)
    for ask in options.ask:
        with tempfile.TemporaryDirectory() as root, tempfile.TemporaryDirectory() as journal:
            create(Path(root) / "project")
            project = find(Path(root) / "project")
            with launched(Script(), Path(journal), journalling=False) as server:
                recordings = recorded(project, counts[-1], ask, server.url)
            table = measured(project, recordings, ways(project, ask, ours=options.ours), counts)
            table.title = f"asked by {ask}"
            Console().print(table)


if __name__ == "__main__":
    main()
