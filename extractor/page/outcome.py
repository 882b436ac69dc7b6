"""What a regression comes to, in the words that all its pages use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractor.figure import short, what
from extractor.page.words import Look, clean, money, plural
from extractor.report import State

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

    from extractor.report import Case, Report
    from extractor.score import Score, Scores, Share

STATES = {
    State.FAILED: Look("failed", "✗", "could not be replayed", "magenta"),
    State.STALE: Look("stale", "↻", "to be recorded again", "magenta"),
    State.CHANGED: Look("changed", "≠", "not what was expected", "red"),
    State.NEW: Look("new", "+", "nothing was expected yet", "blue"),
    State.SAME: Look("same", "✓", "as expected", "green"),
}

SCORED = ("wanted", "precision", "recall", "F1")
"""The columns of a table of scores, behind what is scored."""


def verdict(report: Report) -> str:
    """Return in one line what a regression comes to."""
    sums = report.sums()
    said = [f"{count:,} {state.value}" for state, count in sums.states.items() if count]
    said.append(f"{plural(sums.numbers, 'number')} moved" if sums.numbers else "no number moved")
    if report.scores is not None and report.scores.wrong:
        said.append(f"{plural(len(report.scores.wrong), 'wrong number')} that reads right")
    return f"{'passed' if report.passed else 'failed'}: {', '.join(said)}"


def facts(report: Report) -> dict[str, str]:
    """Return what the cases come to, in words."""
    sums = report.sums()
    states = (f", {count:,} {state.value}" for state, count in sums.states.items() if count)
    said = {"against": clean(report.against), "cases": f"{len(report.cases):,}{''.join(states)}"}
    both = f"{sums.expected:,} expected, {sums.found:,} found"
    said["claims"] = f"{both}; {sums.lost:,} lost, {sums.gained:,} gained, {sums.changed:,} changed"
    said["numbers"] = f"{sums.numbers:,} moved"
    said["verdicts"] = f"{sums.verdicts:,} changed"
    said["evidence"] = f"{sums.evidence:,} moved"
    said["uncovered"] = f"{sums.uncovered_gained:,} gained, {sums.uncovered_lost:,} lost"
    if report.mutation:
        said["false claims"] = f"{report.mutation.made:,} made, {len(report.mutation.missed):,} not noticed"
    return said | _usage(sums.usage)


def _usage(usage: Mapping[str, tuple[Decimal, Decimal]]) -> dict[str, str]:
    said = {}
    for name, (old, new) in usage.items():
        if not old and not new:
            continue
        write = money if name == "cost" else "{:,.1f}".format if name == "seconds" else "{:,.0f}".format
        moved = f" -> {write(new)}{_by(old, new)}" if old != new else ""
        said[name.replace("_", " ")] = write(old) + moved
    return said


def _by(old: Decimal, new: Decimal) -> str:
    return f" ({(new - old) / old * 100:+.1f} %)" if old else ""


def limits(report: Report) -> Iterator[tuple[bool, str, str, str]]:
    """Yield the thresholds, broken ones first: whether they hold, names, what was reached and is allowed."""
    for each in sorted(report.thresholds, key=lambda it: it.passed):
        yield each.passed, clean(each.name), clean(each.reached), clean(each.limit)


def scored(scores: Scores) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what was scored, and the columns of SCORED with 95 % intervals."""
    yield "all claims", _columns(scores.total)
    for kind, found in (("type", scores.types), ("field", scores.fields)):
        for name, score in found.items():
            yield f"{kind} {clean(short(name, 40))}", _columns(score)


def _columns(score: Score) -> tuple[str, ...]:
    shares = (share(it) for it in (score.precision, score.recall, score.f1))
    return (f"{score.hits + score.missing:,}", *shares)


def share(found: Share) -> str:
    """Write a share with its 95 % interval."""
    if found.value is None or found.low is None or found.high is None:
        return "–"
    return f"{found.value:.2f} [{found.low:.2f}–{found.high:.2f}]"


def alarms(report: Report) -> Iterator[tuple[str, str]]:
    """Yield what should never be, as (word, line): wrong numbers that read right, false claims accepted."""
    for wrong in report.scores.wrong if report.scores else ():
        line = f"{wrong.task}, {wrong.article}: {what(wrong.expected)} -> {what(wrong.found)}"
        yield "wrong", clean(line)
    for missed in report.mutation.missed if report.mutation else ():
        line = f"{missed.case}, {missed.change}: {missed.original} -> {missed.false}"
        yield "not noticed", clean(line)


def tally(case: Case) -> str:
    """Write how many lines of each category a case has: `2 number, 1 lost`."""
    count = dict.fromkeys((line.category for line in case.lines), 0)
    for line in case.lines:
        count[line.category] += 1
    return ", ".join(f"{number} {category.value}" for category, number in count.items())
