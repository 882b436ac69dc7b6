"""Show what a regression found: in a terminal, or as one HTML page with expected and found side by side."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from extractor.difference import Category
from extractor.page.html import page
from extractor.page.marks import paragraphs
from extractor.page.outcome import SCORED, STATES, alarms, facts, limits, scored, tally, verdict
from extractor.page.words import clean
from extractor.report import State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import RenderableType

    from extractor.difference import Line
    from extractor.page.marks import Piece
    from extractor.report import Case, Report
    from extractor.row import Row
    from extractor.score import Scores

STYLES = {
    Category.FAILED: "magenta",
    Category.STALE: "magenta",
    Category.ERROR: "magenta",
    Category.NUMBER: "bold red",
    Category.LOST: "magenta",
    Category.GAINED: "blue",
    Category.EVIDENCE: "bright_black",
    Category.FINDING: "bright_black",
    Category.UNCOVERED: "bright_black",
}
"""How a terminal shows a category; the others as they are."""

MOST = 40
"""Lines of a case that a terminal shows; the page and the JSON have all."""

HUES = {
    State.FAILED: "unsupported",
    State.STALE: "unsupported",
    State.CHANGED: "mismatch",
    State.NEW: "derived",
    State.SAME: "supported",
}
"""The verdict whose colour a state has on the page."""

CHANGES = {
    "changed": ("mismatch", "≠", "changed"),
    "lost": ("unsupported", "−", "lost"),
    "gained": ("derived", "+", "gained"),
    "open": ("uncovered", "○", "used by no claim, on this side only"),
    "same": ("same", "", "the same on both sides"),
}
"""How a place is marked: the verdict whose colour it has, its sign, and what it means; the gravest first."""


def terminal(report: Report) -> RenderableType:
    """Return a page to print: what changed case by case, then scores, sums, thresholds and the verdict.

    Nothing that an article or a model wrote is taken for markup or for a command to the terminal.
    """
    parts: list[RenderableType] = []
    for case in report.cases:
        if case.lines:
            parts += [Text(""), _heading(case), _lines(case.lines)]
    parts += [Text(""), _grid(facts(report))]
    if report.scores is not None:
        parts += [Text(""), _scores(report.scores)]
    parts += [Text(f"{word}: {line}", style="bold red") for word, line in alarms(report)]
    if any(not each.passed for each in report.thresholds):
        parts += [Text(""), _thresholds(report)]
    style = "bold green" if report.passed else "bold red"
    return Group(*parts, Text(""), Text(verdict(report), style=style), Text(""))


def _heading(case: Case) -> Text:
    look = STATES[case.state]
    line = Text(f"{look.sign} {look.word} ", style=f"bold {look.terminal}")
    line.append(clean(case.name), style="bold default")
    return line.append(f"  {tally(case)}", style="not bold bright_black")


def _lines(lines: Sequence[Line]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, min_width=11)
    table.add_column(overflow="fold")
    for line in lines[:MOST]:
        table.add_row(
            Text(f"  {line.category.value}", style=STYLES.get(line.category, "")), Text(clean(line.message))
        )
    if len(lines) > MOST:
        table.add_row("", Text(f"and {len(lines) - MOST:,} more", style="bright_black"))
    return table


def _grid(said: Mapping[str, str]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="bright_black", no_wrap=True)
    table.add_column()
    for name, words in said.items():
        table.add_row(name, Text(words))
    return table


def _scores(scores: Scores) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="bright_black")
    table.add_column("95 % intervals", no_wrap=True)
    for name in SCORED:
        table.add_column(name, justify="right", no_wrap=True)
    for name, columns in scored(scores):
        table.add_row(Text(name), *columns)
    return table


def _thresholds(report: Report) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    for passed, name, reached, limit in limits(report):
        held = Text("✓ held", style="green") if passed else Text("✗ not held", style="bold red")
        table.add_row(held, Text(name), Text(reached), Text(f"allowed {limit}", style="bright_black"))
    return table


def html(report: Report) -> str:
    """Return one page: sums and scores, then each case, its text beside itself where claims differ.

    What an article or a model wrote is escaped; the page's policy lets a browser load and run nothing, and
    what is shown is chosen by style alone.
    """
    styles = "palette.css", "article.css", "report.css"
    return page(
        "report.html",
        styles,
        verdict=verdict(report),
        passed=report.passed,
        facts=facts(report),
        columns=SCORED,
        scores=list(scored(report.scores)) if report.scores else [],
        alarms=list(alarms(report)),
        thresholds=list(limits(report)),
        cases=[_case(place, case) for place, case in enumerate(report.cases, start=1)],
        legend=CHANGES,
    )


def _case(place: int, case: Case) -> dict[str, Any]:
    sides = _sides(case)
    return {
        "key": f"c{place}",
        "name": clean(case.name),
        "state": case.state.value,
        "hue": HUES[case.state],
        "look": STATES[case.state],
        "tally": tally(case),
        "lines": [_line(line, sides) for line in case.lines],
        "rows": _paragraphs(sides) if case.lines else [],
    }


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a case: its row, what became of each claim that changed, and under which number it is told.

    `opened` are the numbers that no claim uses on this side only.
    """

    name: str
    text: str
    row: Row
    kinds: Mapping[int, str]
    numbers: Mapping[int, int]
    opened: Sequence[Row]


def _sides(case: Case) -> tuple[_Side, ...]:
    """Return what was expected and what was found; nothing where there is no difference."""
    found, old, new = case.difference, case.expected, case.found
    if found is None or old is None or new is None:
        return ()
    changed: list[tuple[int | None, int | None]] = [
        (it.expected, it.found) for it in found.pairs if it.fields
    ]
    changed += [(index, None) for index in found.lost]
    changed += [(None, index) for index in found.gained]
    changed.sort(key=lambda both: _start(old["claims"], both[0]) or _start(new["claims"], both[1]))
    kinds = [dict.fromkeys(found.lost, "lost"), dict.fromkeys(found.gained, "gained")]
    numbers: list[dict[int, int]] = [{}, {}]
    for number, both in enumerate(changed, start=1):
        for side, index in enumerate(both):
            if index is not None:
                kinds[side].setdefault(index, "changed")
                numbers[side][index] = number
    was = case.text if old["article"].get("sha256") == new["article"].get("sha256") else case.was or ""
    return (
        _Side("expected", was, old, kinds[0], numbers[0], found.uncovered_lost),
        _Side("found", case.text, new, kinds[1], numbers[1], found.uncovered_gained),
    )


def _start(claims: Sequence[Row], index: int | None) -> int:
    return 0 if index is None else claims[index]["start"] or 0


def _line(line: Line, sides: Sequence[_Side]) -> dict[str, Any]:
    """Add to a line the number of its claim and the side on which its place is marked, if it has one."""
    said: dict[str, Any] = {"category": line.category.value, "message": clean(line.message)}
    about = [
        (side, at) for side, at in zip(sides, (line.expected, line.found), strict=False) if at is not None
    ]
    said["number"] = next((side.numbers.get(at) for side, at in about), None)
    placed = [side.name for side, at in about if side.row["claims"][at]["start"] is not None]
    return said | {"side": placed[-1] if placed else None}


def _paragraphs(sides: Sequence[_Side]) -> list[dict[str, Any]]:
    """Cut both texts into paragraphs, each as it is marked on its side; quiet ones have no change."""
    cut = []
    for side in sides:
        seen: set[int] = set()
        marked = paragraphs(side.row, side.text) if side.text else []
        cut.append([[_piece(piece, side, seen) for piece in paragraph] for paragraph in marked])
    rows = []
    for both in zip_longest(*cut, fillvalue=[]):
        texts = {"".join(piece["text"] for piece in paragraph) for paragraph in both}
        quiet = len(texts) == 1 and all(
            piece["kind"] in (None, "same") for paragraph in both for piece in paragraph
        )
        rows.append({"quiet": quiet, "sides": both})
    return rows


def _piece(piece: Piece, side: _Side, seen: set[int]) -> dict[str, Any]:
    """Say how a stretch of text is marked, and which numbers are met for the first time: links lead here."""
    claims = [number - 1 for number in piece.claims]
    kinds = {side.kinds.get(index, "same") for index in claims}
    if any(it["start"] <= piece.start and piece.end <= it["end"] for it in side.opened):
        kinds.add("open")
    numbers = [side.numbers[index] for index in claims if index in side.numbers]
    met = [number for number in numbers if number not in seen]
    seen.update(met)
    ending = [number - 1 for _, these in piece.ends for number in these]
    told = [side.numbers[index] for index in ending if index in side.numbers]
    return {
        "text": clean(side.text[piece.start : piece.end]),
        "kind": next((kind for kind in CHANGES if kind in kinds), None),
        "ends": bool(told) or ("open" in kinds and bool(piece.ends)),
        "numbers": told,
        "met": met,
    }
