"""Replay what was recorded, compare it with what is expected, say which numbers moved; nothing is asked."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import tarfile
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.check import check
from extractor.difference import Category, difference
from extractor.errors import CassetteError, ExtractorError, UsageError
from extractor.export import write
from extractor.figure import named
from extractor.model import Model
from extractor.mutate import draw, missed, mutants, story
from extractor.recordings import Recording, Replayer, folder
from extractor.report import Case, Missed, Mutation, Report, State, Threshold
from extractor.row import foreign_claims, plain, said
from extractor.score import fits, overlap, score

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from extractor.check import Check
    from extractor.claims import NumericClaim
    from extractor.mutate import Story
    from extractor.project import Limits, Project
    from extractor.recordings import Change
    from extractor.row import Row
    from extractor.score import Scores

DIFFERENCES = [it.value for it in Category if it not in (Category.STALE, Category.FAILED)]
"""What there may be a few of, when the project says so."""

OF_NUMBERS = frozenset({"role", "text"})
"""What gold that describes numbers says beside what a claim does."""

FEW = 16
"""Recordings that are replayed in one process: another takes longer to start."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """Where it stands what is expected: a folder of recordings, and what it is called in the report."""

    folder: Path
    name: str

    def expected(self, recording: Recording) -> Row | None:
        """Return the row that was accepted last."""
        path = Recording(self.folder, recording.task, recording.name).expected
        row: Row | None = _json(path.read_text(encoding="utf-8"), path) if path.exists() else None
        return row

    def text(self, recording: Recording, row: Row | None) -> str | None:
        """Return the text that the row is about; None where it is not there as it was."""
        with suppress(ExtractorError):
            article = Recording(self.folder, recording.task, recording.name).article()
            if row is not None and article.sha256 == row["article"]["sha256"]:
                return article.text
        return None

    def names(self) -> list[tuple[str, str]]:
        """Return of what something is expected, by task and name."""
        suffix = ".expected.json"
        found = sorted(self.folder.glob(f"*/*{suffix}"))
        return [(path.parent.name, path.name.removesuffix(suffix)) for path in found]


@contextmanager
def baseline(project: Project, against: str | None) -> Iterator[Baseline]:
    """Find what is expected: what was accepted last, or that of another folder, or of a git revision.

    Raises UsageError when `against` is neither.
    """
    here = folder(project)
    if against is None:
        yield Baseline(here, "the claims accepted last")
    elif (there := Path(against)).is_dir():
        found = Baseline(there / here.name if (there / here.name).is_dir() else there, against)
        if not found.names():
            raise UsageError(f"--against {against}: no TASK/NAME.expected.json in {found.folder}")
        yield found
    else:
        with tempfile.TemporaryDirectory() as root:
            _check_out(project.root, here.name, against, Path(root))
            yield Baseline(Path(root) / here.name, against)


def _check_out(root: Path, inner: str, revision: str, into: Path) -> None:
    """Write a folder as it was at a git revision."""
    if revision.startswith("-"):  # git would take it for an option
        raise UsageError(f"--against {revision}: neither a folder nor a git revision")
    command = ["git", "-C", str(root), "archive", "--format=tar", revision, "--", f"./{inner}"]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except FileNotFoundError:
        raise UsageError(f"--against {revision}: no such folder, and git is not installed") from None
    if done.returncode:
        said = (done.stderr.decode("utf-8", "replace").strip().splitlines() or ["git failed"])[-1]
        raise UsageError(f"--against {revision}: neither a folder nor a git revision: {said}")
    with tarfile.open(fileobj=BytesIO(done.stdout)) as archive:
        archive.extractall(into, filter="data")


def compared(  # noqa: PLR0913  each says something else
    project: Project,
    recordings: Sequence[Recording],
    *,
    whole: Sequence[str] | None = None,
    against: str | None = None,
    jobs: int | None = None,
    mutate: int | None = None,
    seed: int = 1,
) -> Report:
    """Replay recordings and report how they differ from what is expected, and how far that is let pass.

    Of the tasks in `whole`, of all when it is empty, everything that is expected has to be there.

    With `mutate`, so many of the claims that hold are made false, to see whether the check notices.
    """
    with baseline(project, against) as expected:
        found = tuple(cases(project, recordings, expected, jobs=jobs))
        if whole is not None:
            found += tuple(_gone(project, whole, expected))
    scores = scored(project, found)
    mutation = attacked(found, mutate, seed) if mutate else None
    held = thresholds(project.settings.regress, found, scores, mutation)
    return Report(found, expected.name, scores, tuple(held), mutation)


def _gone(project: Project, tasks: Sequence[str], expected: Baseline) -> Iterator[Case]:
    """Yield what something is expected of and of which there is no recording any more."""
    for task, name in expected.names():
        recording = Recording(folder(project), task, name)
        if (tasks and task not in tasks) or recording.path.exists():
            continue
        if recording.expected.exists():
            reason = f"its recording is gone: restore {recording.path}, or delete {recording.expected}"
            yield Case(task, name, "", State.FAILED, reasons=(reason,))
        elif (wanted := expected.expected(recording)) is not None:
            nothing = wanted | {"claims": [], "uncovered": []}
            lost = difference(wanted, nothing, "")
            was = expected.text(recording, wanted) or ""
            yield Case(task, name, was, State.CHANGED, wanted, nothing, lost)


def cases(
    project: Project, recordings: Sequence[Recording], expected: Baseline, *, jobs: int | None = None
) -> Iterator[Case]:
    """Yield what became of each recording, in their order; `jobs` processes work at it."""
    jobs = min(jobs or os.cpu_count() or 1, -(-len(recordings) // FEW))
    if jobs < 2:
        yield from _replayed(project, recordings, expected)
        return
    size = max(1, min(FEW, len(recordings) // (4 * jobs)))
    chunks = [recordings[at : at + size] for at in range(0, len(recordings), size)]
    with ProcessPoolExecutor(jobs, initializer=_ready) as pool:
        done = [pool.submit(_all_replayed, project, chunk, expected) for chunk in chunks]
        for future in done:
            yield from future.result()


def _ready() -> None:
    """Import what asking needs; a fifth of the time would go into looking through it for garbage."""
    Model("none")
    gc.freeze()


def _all_replayed(project: Project, recordings: Sequence[Recording], expected: Baseline) -> list[Case]:
    return list(_replayed(project, recordings, expected))


def _replayed(project: Project, recordings: Iterable[Recording], expected: Baseline) -> Iterator[Case]:
    replayer = Replayer(project)
    for recording in recordings:
        yield case(replayer, recording, expected)


def case(replayer: Replayer, recording: Recording, expected: Baseline) -> Case:
    """Replay one recording and compare what comes of it."""
    began = time.perf_counter()
    task, name = recording.task, recording.name
    try:
        replayed = replayer.replay(recording)
        wanted = expected.expected(recording)
    except ExtractorError as error:
        return Case(task, name, "", State.FAILED, reasons=(str(error),), seconds=time.perf_counter() - began)
    took = time.perf_counter() - began
    if replayed.stale:
        reasons = tuple(line for change in replayed.stale for line in _reasons(change))
        return Case(task, name, replayed.text, State.STALE, wanted, reasons=reasons, seconds=took)
    if wanted is None:
        came = Counter(claim["verdict"] for claim in replayed.row["claims"])
        counted = ", ".join(f"{count} {verdict}" for verdict, count in came.items()) or "no claims"
        reasons = (f"nothing is expected of it yet; {counted}: `extractor regress --accept` takes them",)
        return Case(task, name, replayed.text, State.NEW, found=replayed.row, reasons=reasons, seconds=took)
    differs = difference(wanted, replayed.row, replayed.text)
    state = State.SAME if differs.same else State.CHANGED
    was = None if differs.same else expected.text(recording, wanted)
    return Case(task, name, replayed.text, state, wanted, replayed.row, differs, seconds=took, was=was)


def _reasons(change: Change) -> list[str]:
    return [change.what, *(f"  {line}" for line in change.lines)]


def accept(project: Project, found: Iterable[Case]) -> int:
    """Write what came of each case as what is expected from now on; return how many there were."""
    count = 0
    for each in found:
        recording = Recording(folder(project), each.task, each.article)
        if each.found is not None and each.state is not State.SAME and recording.path.exists():
            write([json.dumps(each.found, ensure_ascii=False, indent=1) + "\n"], recording.expected)
            count += 1
    return count


def adopt(project: Project, reviewed: Path, recordings: Iterable[Recording]) -> tuple[int, list[str]]:
    """Write reviewed rows (`export --reviewed`) as gold beside the recordings of their articles.

    Returns how many were written, and what was left out: rows that are not recorded, or not settled.
    """
    known = {(it.cassette().origin.sha256, it.task): it for it in recordings}
    count, left = 0, []
    for number, row in enumerate(_lines(reviewed), 1):
        if "undecided" not in row:
            raise UsageError(f"{reviewed}:{number} is no line of `extractor export --reviewed`")
        if unsettled := row["undecided"] + row["disputed"]:
            left.append(f"{row['task']}/{row['article']['path']} ({unsettled} claims not settled)")
        elif recording := known.get((row["article"]["sha256"], row["task"])):
            places = ({"start": claim["start"], "end": claim["end"]} | said(claim) for claim in row["claims"])
            write((json.dumps(claim, ensure_ascii=False) + "\n" for claim in places), recording.gold)
            count += 1
        else:
            left.append(f"{row['task']}/{row['article']['path']} (not recorded)")
    if not count:
        raise UsageError(f"{reviewed}: nothing to take as gold{_listed(left)}")
    return count, left


def _listed(left: Sequence[str]) -> str:
    return f": left out {', '.join(left)}" if left else ""


def gold(recording: Recording, found: Row, text: str) -> Row:
    """Return the claims that people say are right of a text, as a row.

    A field may be a list of answers that are all right, the best first: then it is the one that a claim of
    `found` about the same place gives, else the first.
    """
    # gold may describe every number of an article; those that nothing is claimed about have other roles
    lines = [_placed(it, f"{recording.gold}:{n}", text) for n, it in enumerate(_lines(recording.gold), 1)]
    stated = [claim for claim in lines if claim.get("role", "quantity") == "quantity"]
    return found | {"claims": [_settled(claim, found["claims"]) for claim in stated]}


def _placed(claim: Any, where: str, text: str) -> Row:
    """Return a claim of gold with its place; the quote tells it where it stands in the text once."""
    if not isinstance(claim, dict):
        raise CassetteError(f"{where}: a line of gold is a claim, an object")
    if not {"start", "end"} <= claim.keys():
        quote = claim.get("quote")
        if not isinstance(quote, str) or not quote or text.count(quote) != 1:
            raise CassetteError(f"{where}: needs `start` and `end`, or a `quote` that the text has once")
        return claim | {"start": text.index(quote), "end": text.index(quote) + len(quote)}
    return claim


def _settled(claim: Row, found: Sequence[Row]) -> Row:
    beside = [it for it in found if None not in (it["start"], claim["start"]) and overlap(it, claim)]
    chosen = {}
    for name, value in claim.items():
        if name in OF_NUMBERS:
            continue
        given = [it.get(name) for it in beside]
        if isinstance(value, list):
            chosen[name] = next((it for it in value if any(fits(name, it, one) for one in given)), value[0])
        elif isinstance(value, str) and name in ("value", "low", "high") and "/" in value:
            exact = Fraction(value)
            chosen[name] = str(Decimal(exact.numerator) / Decimal(exact.denominator))
        else:
            chosen[name] = value
    return chosen


def _lines(path: Path) -> list[Row]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from None
    return [_json(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip()]


def _json(text: str, where: object) -> Row:
    try:
        row: Row = json.loads(text)
    except ValueError as error:
        raise CassetteError(f"{where} is not JSON: {error}") from None
    return row


def counts(found: Iterable[Case]) -> Counter[str]:
    """Count what is said of cases, by category."""
    return Counter(line.category.value for each in found for line in each.lines)


def over(limits: Limits, found: Sequence[Case]) -> list[str]:
    """Name the limits that cases are over; what cannot be judged is over any."""
    unjudged = [each.state.value for each in found if each.state in (State.FAILED, State.STALE)]
    count = counts(found)
    return unjudged + [name for name in DIFFERENCES if count[name] > getattr(limits, name)]


def thresholds(
    limits: Limits, found: Sequence[Case], scores: Scores | None, mutation: Mutation | None
) -> Iterator[Threshold]:
    """Say of each limit of the project whether it holds."""
    count = counts(found)
    for name in DIFFERENCES:
        most = getattr(limits, name)
        yield Threshold(name, f"at most {most}", str(count[name]), count[name] <= most)
    if scores:
        yield Threshold(
            "wrong", f"at most {limits.wrong}", str(len(scores.wrong)), len(scores.wrong) <= limits.wrong
        )
    for name in ("precision", "recall", "f1"):
        if scores:
            yield _least(name, getattr(limits, name), getattr(scores.total, name).value)
        elif getattr(limits, name):
            yield Threshold(name, f"at least {getattr(limits, name):.3f}", "there is no gold", passed=False)
    if mutation:
        yield _least("mutation", limits.mutation, mutation.score)


def _least(name: str, least: float, reached: float | None) -> Threshold:
    shown = "nothing to count" if reached is None else f"{reached:.3f}"
    return Threshold(name, f"at least {least:.3f}", shown, reached is None or reached >= least)


def scored(project: Project, found: Iterable[Case]) -> Scores | None:
    """Score the cases that have gold; None when none has."""
    known = []
    for each in found:
        recording = Recording(folder(project), each.task, each.article)
        if each.found is not None and recording.gold.exists():
            known.append((gold(recording, each.found, each.text), each.found))
    return score(known) if known else None


def attacked(found: Iterable[Case], number: int, seed: int) -> Mutation:
    """Make one thing false in claims that hold, `number` times, and see which of them the check accepts."""
    names: dict[Story, str] = {}
    for each in found:
        if each.found is not None:
            names[story(each.text, _judged(each.text, each.found))] = each.name
    drawn = draw((mutant for it in names for mutant in mutants(it, seed)), number, seed)
    accepted = [
        Missed(names[it.truth.story], it.change, _said(it.original), _said(it.claim)) for it in missed(drawn)
    ]
    return Mutation(len(drawn), tuple(accepted))


def _said(claim: NumericClaim) -> str:
    return named(plain(claim.model_dump()))


def _judged(text: str, row: Row) -> Check:
    return check(text, foreign_claims(row["claims"], "the cassette"))
