"""Lay out a timeline of figures: places, paths and words, for a template to draw as SVG."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, pairwise
from math import ceil, floor
from typing import TYPE_CHECKING, Any

from extractor.compare.interval import interval
from extractor.numbers import plural_of, unit_of
from extractor.page.plot import WIDTH, scale
from extractor.page.quantities import SCALES, day, scaled, told, unit, when
from extractor.page.words import clean, figure, plural
from extractor.row import number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from extractor.compare.quantity import Statement
    from extractor.page.quantities import Mark, View

HEIGHT = 250
LEFT, RIGHT, TOP, BOTTOM = 56, 8, 40, 26
"""Margins, in units of the drawing: for the words of the axes, and for a label and a tip above a mark."""

WIDEST = 1000
"""A plot that is wider is not made to fit the page, but can be moved under it."""

SHAPES = 5
"""Shapes there are; sources beyond share the last one."""

_LETTER, _LEAST, _HOLLOW = 6.3, 30.0, 22.0
"""How wide a letter of a label is; the least room of a mark with a label, and that of one without."""

_GAP, _PAD = 44.0, 10.0
_TIP = 24.0


@dataclass(slots=True)
class _Item:
    """A statement to draw; `wide` is the room it takes, `x` its middle."""

    statement: Statement
    mark: Mark
    hollow: bool
    label: str = ""
    wide: float = _HOLLOW
    x: float = 0.0


def timelines(view: View) -> Iterator[dict[str, Any]]:
    """Yield a plot for each unit in which a quantity has more than one figure."""
    units: dict[str, list[_Item]] = {}
    for item in _items(view):
        if interval(item.statement.claim) == (None, None):
            continue
        units.setdefault(unit(item.mark.first), []).append(item)
    for name, items in units.items():
        if len({item.mark.place for item in items}) > 1:
            yield _plot(view, name, items)


def _items(view: View) -> Iterator[_Item]:
    """Yield each figure once, and once more for each other article that tells it again."""
    seen = set()
    for statement in view.statements:
        mark = view.of[statement.key]
        hollow = statement.source.id != mark.first.source.id
        if (mark.place, statement.source.id) not in seen:
            seen.add((mark.place, statement.source.id))
            yield _Item(statement if hollow else mark.first, mark, hollow)


def _plot(view: View, name: str, items: Sequence[_Item]) -> dict[str, Any]:
    known = [end for it in items for end in interval(it.statement.claim) if end is not None]
    share, words = next(((by, word) for by, word in SCALES if max(map(abs, known)) >= by), (Decimal(1), ""))
    for it in items:
        it.label = "" if it.hollow else _label(it.statement, share)
        it.wide = max(_LEAST, len(it.label) * _LETTER + 8) if it.label else _HOLLOW
    columns, right = _columns(items)
    least, most, levels = _levels(known)

    def y(value: Decimal) -> float:
        return round(HEIGHT - BOTTOM - float((value - least) / (most - least)) * (HEIGHT - BOTTOM - TOP), 2)

    return {
        "unit": _unit(name, words),
        "width": right,
        "height": HEIGHT,
        "wide": right > WIDEST,
        "columns": columns,
        "levels": [{"y": y(at), "words": figure({"value": number(at / share)})} for at in levels],
        "lines": [
            {"kind": kind(source), "path": _line([it for it in items if it.mark.source == source], y)}
            for source in dict.fromkeys(it.mark.source for it in items)
        ],
        "signs": {
            "again": any(it.hollow for it in items),
            "open": any(None in interval(it.statement.claim) for it in items),
            "odds": any(it.mark.place in view.at_odds for it in items),
        },
        "marks": [_drawn(it, y, odds=it.mark.place in view.at_odds) for it in items],
    }


def _columns(items: Sequence[_Item]) -> tuple[list[dict[str, Any]], float]:
    """Place the items by their days, side by side within one, and what has no day behind the others."""
    ordered = sorted(items, key=_by_day)
    days = [(at, list(those)) for at, those in groupby(ordered, key=lambda it: day(it.statement))]
    gaps = [_gap(before, after) for (before, _), (after, _) in pairwise(days)]
    least = sum(sum(it.wide for it in those) + _PAD for _, those in days)
    spare = max(0.0, WIDTH - LEFT - RIGHT - least - _GAP * sum(map(bool, gaps))) / len(items)
    columns, x, year = [], float(LEFT), 0
    for place, (at, those) in enumerate(days):
        skipped = gaps[place - 1] if place else ""
        x += _GAP if skipped else 0
        begin = x
        x += _PAD / 2
        for it in those:
            it.x = round(x + (it.wide + spare) / 2, 2)
            x += it.wide + spare
        x += _PAD / 2
        words = "no date" if at is None else _column([it.statement for it in those], at, year)
        year = at.year if at else year
        columns.append(
            {"x": round(begin, 2), "width": round(x - begin, 2), "middle": round((begin + x) / 2, 2)}
            | {"words": words, "dated": at is not None, "skipped": skipped, "gap": round(begin - _GAP / 2, 2)}
        )
    return columns, max(float(WIDTH), round(x + RIGHT, 2))


def _column(statements: Sequence[Statement], at: date, year: int) -> str:
    """Name the day of a column, with its year if that is another; or the month or year all in it are of."""
    known = {when(it) for it in statements}
    if len(known) == 1 and len(written := known.pop()) < len("2025-06-03"):
        return f"{at:%b %Y}" if "-" in written else written
    return f"{at.day} {at:%b}" + (f" {at.year}" if at.year != year else "")


def _by_day(item: _Item) -> tuple[bool, Any]:
    at = day(item.statement)
    return at is None, at


def _gap(before: date | None, after: date | None) -> str:
    """Write how many days lie between two columns; "" where none do."""
    if before is None or after is None:
        return " " if after is None else ""
    days = (after - before).days - 1
    return plural(days, "day") if days else ""


def _levels(known: Sequence[Decimal]) -> tuple[Decimal, Decimal, list[Decimal]]:
    """Return the lowest and the highest value of a plot, and where to draw lines across, with zero."""
    low, high = min(Decimal(0), *known), max(Decimal(0), *known)
    _, lines = scale(max(-low, high), whole=all(it == it.to_integral_value() for it in known))
    step = lines[0]
    levels = [step * at for at in range(floor(low / step), ceil(high / step) + 1)]
    return levels[0], levels[-1] if len(levels) > 1 else levels[0] + step, levels


def _line(items: Sequence[_Item], y: Any) -> str:
    """Join what a source says; a figure it has since replaced is left aside where it is told again."""
    points, latest = [], -1
    for it in items:
        if day(it.statement) is not None and it.mark.place >= latest:
            latest = it.mark.place
            known = [y(end) for end in interval(it.statement.claim) if end is not None]
            points.append(f"{it.x} {round(sum(known) / len(known), 2)}")
    return "M" + "L".join(points) if len(points) > 1 else ""


def _drawn(item: _Item, y: Any, *, odds: bool) -> dict[str, Any]:
    low, high = (None if end is None else y(end) for end in interval(item.statement.claim))
    x, size = item.x, 3.6 if item.hollow else 5.2
    tops = [end for end in (high, low) if end is not None]
    top, bottom = tops[0], tops[-1]
    at = when(item.statement) or "no date"
    bar = tip = ""
    if low is None:
        bar, tip = f"M{x} {bottom}V{bottom + _TIP - 4}", _tip(x, bottom + _TIP, -5)
    elif high is None:
        bar, tip = f"M{x} {top}V{top - _TIP + 4}", _tip(x, top - _TIP, 5)
    label = round(bottom + 18 if high is None else top - 10 - (3 if odds else 0), 2)
    return {
        "kind": kind(item.mark.source),
        "hollow": item.hollow,
        "odds": odds and not item.hollow,
        "x": x,
        "ys": sorted({top, bottom}),
        "shapes": [_shape(item.mark.source, x, y, size) for y in sorted({top, bottom})],
        "range": f"M{x} {top}V{bottom}" if top != bottom else "",
        "open": bar,
        "tip": tip,
        "label": item.label,
        "y": label,
        "words": ", ".join((told(item.statement), clean(item.statement.origin), at)),
    }


def swatch(source: int) -> str:
    """Return the shape of a source, for a legend of 14 by 10."""
    return _shape(source, 7, 5, 4.2)


def kind(source: int) -> str:
    """Name the look of a source: its hue, its shape, the stroke of its line."""
    return f"s{min(source, SHAPES - 1)}"


def _tip(x: float, y: float, size: float) -> str:
    return f"M{x - 4} {round(y + size, 2)}L{x} {round(y, 2)}L{x + 4} {round(y + size, 2)}"


def _shape(source: int, x: float, y: float, size: float) -> str:
    """Return the outline of a source's sign: circle, square, triangle, diamond, turned triangle."""
    r = round(size, 2)
    match min(source, SHAPES - 1):
        case 0:
            return f"M{x - r} {y}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0z"
        case 1:
            r = round(size * 0.9, 2)
            return f"M{x - r} {y - r}h{2 * r}v{2 * r}h{-2 * r}z"
        case 2:
            return f"M{x} {y - r * 1.2}l{r * 1.15} {r * 2}h{-r * 2.3}z"
        case 3:
            return f"M{x} {y - r * 1.3}l{r * 1.2} {r * 1.3}l{-r * 1.2} {r * 1.3}l{-r * 1.2} {-r * 1.3}z"
        case _:
            return f"M{x} {y + r * 1.2}l{r * 1.15} {-r * 2}h{-r * 2.3}z"


def _label(statement: Statement, share: Decimal) -> str:
    """Write a figure without its unit and its millions: these stand above the axis."""
    if statement.claim.get("bound") == "vague" or unit(statement) == "share":
        return told(statement)
    return figure({"bound": statement.claim.get("bound")} | scaled(statement, share))


def _unit(name: str, words: str) -> str:
    known = unit_of(name) if name else None
    said = clean(plural_of(known) if known else name)
    return f"{words} {said}".strip()
