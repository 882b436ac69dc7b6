"""Write what a regression found as Markdown for a pull request."""

from __future__ import annotations

import re
from html import escape
from itertools import islice
from typing import TYPE_CHECKING

from extractor.page.outcome import SCORED, STATES, alarms, facts, limits, scored, tally, verdict
from extractor.page.words import clean, plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from extractor.report import Case, Report

LONGEST = 60_000
"""Characters of a comment: GitHub takes 65,536."""

MOST = 50
"""Lines of a case, and rows of a table; the other reports have all."""

WIDTH = 400
"""Characters of a line or a name."""

ROOM = 200
"""Characters that are kept for saying how much was left out."""


def markdown(report: Report) -> str:
    """Return a comment: the verdict, sums, scores, then a folded list for each case that is not the same.

    It stays under LONGEST and says how many cases it leaves out. What an article or a model wrote stands in
    code only, where it is neither markup nor a link nor the name of a person or an issue.
    """
    said = "".join(_head(report))
    cases = [case for case in report.cases if case.lines]
    for place, case in enumerate(cases):
        block = "".join(_folded(case))
        if len(said) + len(block) > LONGEST - ROOM:
            return f"{said}and {plural(len(cases) - place, 'more case')} of which something is said\n"
        said += block
    return said


def _head(report: Report) -> Iterator[str]:
    yield f"### {_sign(held=report.passed)} Regression {verdict(report)}\n\n"
    sums = facts(report)
    yield from _table(("against", _code(sums.pop("against"))), sums.items())
    if report.thresholds:
        rows = (
            (_code(name), _sign(held=held), _code(reached), _code(limit))
            for held, name, reached, limit in limits(report)
        )
        yield from _table(("threshold", "", "reached", "allowed"), rows)
    lines = [f"{word}: {line}" for word, line in alarms(report)]
    yield from _block(lines) if lines else ()
    if report.scores is not None:
        scores = ((_code(name), *columns) for name, columns in scored(report.scores))
        yield from _table(("scored, with 95 % intervals", *SCORED), scores)


def _sign(*, held: bool) -> str:
    return "✅" if held else "❌"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for row in (head, ["---"] * len(head), *islice(rows, MOST)):
        yield f"| {' | '.join(row)} |\n"
    yield "\n"


def _folded(case: Case) -> Iterator[str]:
    """Write a case folded up; its name stands in HTML, where Markdown is not read."""
    look = STATES[case.state]
    name = escape(_line(case.name))
    yield f"<details><summary>{look.sign} {look.word} <code>{name}</code> {tally(case)}</summary>\n\n"
    yield from _block([str(line) for line in case.lines])
    yield "</details>\n\n"


def _block(lines: Sequence[str]) -> Iterator[str]:
    """Write lines as a block of code, with a fence that is longer than any within it."""
    shown = [_line(line) for line in lines[:MOST]]
    if len(lines) > MOST:
        shown.append(f"and {len(lines) - MOST:,} more")
    fence = _ticks("".join(shown), least=3)
    yield f"{fence}text\n" + "".join(f"{line}\n" for line in shown) + f"{fence}\n\n"


def _code(words: str) -> str:
    """Write words as code within a table."""
    line = _line(words).replace("|", "\\|")
    ticks = _ticks(line, least=1)
    return f"{ticks} {line} {ticks}" if "`" in line else f"{ticks}{line}{ticks}"


def _ticks(words: str, least: int) -> str:
    runs = re.findall("`+", words)
    return "`" * max(least, *(len(run) + 1 for run in runs), 0)


def _line(words: str) -> str:
    line = " ".join(clean(words).split())
    return line if len(line) <= WIDTH else f"{line[: WIDTH - 1]}…"
