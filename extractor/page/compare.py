"""Show what articles say about the same quantities: in a terminal, or as one HTML page with timelines."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from extractor.compare.quantity import Kind
from extractor.figure import what
from extractor.page.quantities import (
    KINDS,
    View,
    chain,
    day,
    figures,
    outlet,
    spread,
    told,
    unit,
    views,
)
from extractor.page.strip import STRIP, strip
from extractor.page.words import clean, plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

    from extractor.compare.quantity import Comparison, Statement
    from extractor.page.quantities import Mark, Said

SHAPES = (("●", "○"), ("■", "□"), ("▲", "△"), ("◆", "◇"), ("▼", "▽"))
"""The sign of a source, and the one for a figure of it that is told again; sources beyond share the last."""

HUES = ("cyan", "yellow", "green", "magenta", "bright_black")
NARROW = 76
"""Columns below which a terminal shows no strip of values."""

LONGEST = 6
"""Figures of a source that a line shows; of more, the first and the last ones."""


def terminal(comparison: Comparison) -> RenderableType:
    """Return a page to print: each quantity with its sources and statements, then what is told only once.

    What could not be placed is counted at the end, by reason. Nothing that an article or a model wrote is taken
    for markup or for a command to the terminal.
    """
    several, once = views(comparison)
    parts: list[RenderableType] = [_Quantity(view) for view in several]
    if once:
        parts += [Text(""), Text("Told once", style="bold"), Padding(_once(once), (0, 0, 0, 2))]
    return Group(*parts, Text(""), *_sums(comparison, several, once), Text(""))


class _Quantity:
    """A quantity on a terminal of any width."""

    def __init__(self, view: View) -> None:
        self._view = view

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        view = self._view
        yield Text("")
        yield _heading(view)
        yield Padding(_sources(view), (0, 0, 0, 2))
        for words in disputes(view):
            yield Padding(Text(f"≠ {words}", style=KINDS[Kind.DISPUTED].terminal), (0, 0, 0, 2))
        yield Padding(_statements(view, narrow=options.max_width < NARROW), (1, 0, 0, 2))


def _heading(view: View) -> Text:
    line = Text(clean(view.quantity.name), style="bold")
    line.append(f"  {spread(view)}", style="bold")
    line.append(f"  {counted(view)}", style="not bold bright_black")
    for kind, number in ((Kind.DISPUTED, len(view.disputes)), (Kind.REVISED, view.revised)):
        if number:
            look = KINDS[kind]
            line.append(f"  {look.sign} {look.word}", style=f"not bold {look.terminal}")
    return line


def counted(view: View) -> str:
    """Count the sources and the articles of a quantity."""
    return f"{plural(len(view.sources), 'independent source')} in {plural(view.articles, 'article')}"


def disputes(view: View) -> Iterator[str]:
    """Yield for each two sources at odds what they say."""
    for it in view.disputes:
        one, other = view.sources[it.one], view.sources[it.other]
        yield f"{one} {figures(it.ones)} against {other} {figures(it.others)}"


def _sources(view: View) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(overflow="fold")
    table.add_column(overflow="fold")
    table.add_column(style="bright_black", overflow="fold")
    for place, name in enumerate(view.sources):
        marks = view.history(place)
        dated = [mark for mark in marks if day(mark.first)]
        since = f"since {day(dated[-1].first)}" if dated else "no date"
        table.add_row(Text(f"{_shape(place)} {name}", style=_hue(place)), _history(marks), since)
    return table


def _history(marks: Sequence[Mark]) -> Text:
    """Write the figures of a source one after another, the one that it said last in bold."""
    words = [f"{told(mark.first)}{'' if day(mark.first) else ' (no date)'}" for mark in marks]
    if len(words) > LONGEST:
        words = [words[0], "…", *words[2 - LONGEST :]]
    last = max((place for place, word in enumerate(words) if not word.endswith("(no date)")), default=-1)
    line = Text()
    for place, word in enumerate(words):
        line.append(" → " if place else "", style="bright_black")
        line.append(word, style="bold" if place == last else "")
    return line


def _statements(view: View, *, narrow: bool) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="bright_black", no_wrap=True)
    table.add_column(justify="right", overflow="fold")
    if not narrow:
        table.add_column(no_wrap=True, min_width=STRIP)
    table.add_column(ratio=3, overflow="fold")
    table.add_column(ratio=2, overflow="fold")
    unit_of = unit(view.marks[0].first)
    alike = [mark.first for mark in view.marks if unit(mark.first) == unit_of]
    for statement, times in lines(view):
        hollow = view.repeats(statement)
        source = view.of[statement.key].source
        cells = [Text(f"{day(statement) or 'no date'}"), Text(told(statement), style="" if hollow else "bold")]
        if not narrow:
            shown = unit(statement) == unit_of
            sign = _shape(source, hollow=hollow)
            cells.append(Text(strip(statement, alike, sign) if shown else "", style=_hue(source)))
        way = " → ".join(chain(statement)) + (f" (×{times})" if times > 1 else "")
        table.add_row(*cells, Text(way, style="bright_black" if hollow else ""), _relations(view.said(statement)))
    return table


def lines(view: View) -> list[tuple[Statement, int]]:
    """Return the statements of a quantity, what an article repeats only once, and how often it says it."""
    found: dict[tuple[int, str], tuple[Statement, int]] = {}
    for it in view.quantity.statements:
        key = view.of[it.key].place, it.source.id
        first, times = found.get(key, (it, 0))
        found[key] = first, times + 1
    return list(found.values())


def _relations(said: Sequence[Said]) -> Text:
    line = Text()
    for place, it in enumerate(said):
        line.append("\n" if place else "")
        word = f"{it.look.word} " if it.look.sign in "≠∈" else ""
        line.append(f"{it.look.sign} {word}{it.words}", style=it.look.terminal)
    return line


def _once(once: Sequence[View]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(overflow="fold")
    table.add_column(justify="right", overflow="fold")
    table.add_column(style="bright_black", overflow="fold")
    for view in once:
        first = view.marks[0].first
        way = " → ".join(chain(first))
        table.add_row(Text(clean(view.quantity.name)), Text(told(first)), Text(f"{way}, {day(first) or 'no date'}"))
    return table


def _sums(comparison: Comparison, several: Sequence[View], once: Sequence[View]) -> Iterator[Text]:
    yield Text(summary(comparison, several, once), style="bold")
    if comparison.unplaced:
        yield Text(f"{plural(len(comparison.unplaced), 'claim')} could not be placed:")
        for why, number in reasons(comparison):
            yield Text(f"  {number:,}  {why}", style="bright_black")


def summary(comparison: Comparison, several: Sequence[View], once: Sequence[View]) -> str:
    """Return in one line what a comparison comes to."""
    odds = sum(bool(view.disputes) for view in several)
    told_several = f"{plural(len(several), 'quantity')} told more than once".replace("quantitys", "quantities")
    return (
        f"{plural(comparison.articles, 'article')} · {told_several}, {odds:,} disputed"
        f" · {len(once):,} told once"
    )


def reasons(comparison: Comparison) -> list[tuple[str, int]]:
    """Return why claims could not be placed, and how many each, the most first."""
    return Counter(clean(it.why) for it in comparison.unplaced).most_common()


def _shape(source: int, *, hollow: bool = False) -> str:
    return SHAPES[min(source, len(SHAPES) - 1)][hollow]


def _hue(source: int) -> str:
    return HUES[min(source, len(HUES) - 1)]
