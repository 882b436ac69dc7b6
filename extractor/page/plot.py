"""Lay out a plot of stacked bars over time: places and words, for a template to draw as SVG."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

WIDTH, HEIGHT = 720, 132
LEFT, RIGHT, TOP, BOTTOM = 64, 4, 14, 18
"""Margins, in units of the drawing: for the words of the axes, and for a sign above a bar."""

WIDEST = 36.0
DATES = 8
LINES = 3


@dataclass(frozen=True, slots=True)
class Series:
    """A name and a number for each hour or day."""

    name: str
    values: Sequence[int | Decimal]


def plot(
    title: str,
    times: Iterable[str],
    series: Sequence[Series],
    write: Callable[[Any], str],
    unknown: Collection[str] = (),
) -> dict[str, Any]:
    """Return what to draw: bars with their words, lines across with theirs, dates below.

    The names of *times* are hours or days without a gap; *unknown* are those whose bar may be too low.
    """
    names = list(times)
    heights = [sum(column) for column in zip(*(one.values for one in series), strict=True)]
    top, lines = scale(max(heights), whole=not isinstance(heights[0], Decimal))
    room, slot = HEIGHT - TOP - BOTTOM, (WIDTH - LEFT - RIGHT) / len(names)
    wide = min(max(slot * 0.78, slot - 6), WIDEST)
    bars, marks = [], []
    for place, name in enumerate(names):
        x, y = LEFT + slot * (place + 0.5) - wide / 2, float(HEIGHT - BOTTOM)
        for one in series:
            tall = float(one.values[place] / top) * room
            y -= tall
            if tall:
                words = (
                    f"{when(name)}: {write(one.values[place])} {'' if one.name == 'dollars' else one.name}"
                )
                bars.append(_box(x, y, wide, tall) | {"kind": one.name, "words": words.strip()})
        if name in unknown:
            marks.append({"x": round(x + wide / 2, 2), "y": round(y - 3, 2), "words": when(name)})
    every = math.ceil(len(names) / DATES)
    dates = [
        {"x": round(LEFT + slot * (place + 0.5), 2), "words": short(name, names[0])}
        for place, name in enumerate(names)
        if place % every == 0
    ]
    levels = [{"y": round(HEIGHT - BOTTOM - float(at / top) * room, 2), "words": write(at)} for at in lines]
    totals = {one.name: write(sum(one.values)) for one in series if sum(one.values)}
    return {"title": title, "bars": bars, "marks": marks, "dates": dates, "levels": levels, "totals": totals}


def scale(most: int | Decimal, *, whole: bool) -> tuple[Decimal, list[Decimal]]:
    """Return the height of a plot that holds *most*, and where to draw lines across: round numbers."""
    most = Decimal(most) or Decimal(1)
    low = most.adjusted() - 1
    steps = (Decimal(digit).scaleb(power) for power in (low, low + 1) for digit in (1, 2, 5))
    step = next(step for step in steps if step * LINES >= most and (step >= 1 or not whole))
    lines = [step * count for count in range(1, LINES + 1) if step * (count - 1) < most]
    return lines[-1], lines


def when(name: str) -> str:
    """Write an hour or a day in full."""
    return f"{name.replace('T', ' ')}:00" if "T" in name else name


def short(name: str, first: str) -> str:
    """Write an hour or a day for the axis: 09:00, 25 Nov."""
    day, _, hour = name.partition("T")
    return f"{hour}:00" if hour and (hour != "00" or name == first) else day[5:]


def _box(x: float, y: float, width: float, height: float) -> dict[str, float]:
    return {"x": round(x, 2), "y": round(y, 2), "width": round(width, 2), "height": round(height, 2)}
