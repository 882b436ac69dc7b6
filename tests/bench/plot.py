"""A plot of seconds on logarithmic axes, as SVG."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 400, 70, 90, 24, 50
STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #444 }
  .grid { stroke: #888; stroke-opacity: .25 }
  .even { stroke: #888; stroke-dasharray: 3 4; fill: none }
  .line { stroke-width: 2 }
  .first { stroke: #0969da; fill: #0969da } .second { stroke: #bc4c00; fill: #bc4c00 }
  path.line { fill: none } text.first, text.second { stroke: none }
  @media (prefers-color-scheme: dark) {
    text { fill: #bbb }
    .first { stroke: #58a6ff; fill: #58a6ff } .second { stroke: #f0883e; fill: #f0883e }
  }
"""


class Axes:
    """Two logarithmic axes over whole powers of ten."""

    def __init__(self, across: Sequence[float], up: Sequence[float]) -> None:
        self.left, self.right = _decades(across)
        self.low, self.high = _decades(up)

    def x(self, value: float) -> float:
        part = (math.log10(value) - self.left) / (self.right - self.left)
        return round(LEFT + part * (WIDTH - LEFT - RIGHT), 1)

    def y(self, value: float) -> float:
        part = (math.log10(value) - self.low) / (self.high - self.low)
        return round(HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM), 1)

    def grid(self) -> Iterator[str]:
        for power in range(self.left, self.right + 1):
            x = self.x(10.0**power)
            yield f'<path class="grid" d="M{x} {TOP}V{HEIGHT - BOTTOM}"/>'
            yield f'<text x="{x}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{10**power:,}</text>'
        for power in range(self.low, self.high + 1):
            y = self.y(10.0**power)
            yield f'<path class="grid" d="M{LEFT} {y}H{WIDTH - RIGHT}"/>'
            yield f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{10.0**power:g} s</text>'


def _decades(values: Sequence[float]) -> tuple[int, int]:
    low, high = math.floor(math.log10(min(values)) + 1e-9), math.ceil(math.log10(max(values)) - 1e-9)
    return low, max(high, low + 1)


def svg(what: str, across: Sequence[int], series: Mapping[str, Sequence[float]]) -> str:
    """Draw seconds by how many there are, two series, and where each was if one cost the same."""
    axes = Axes(across, [value for values in series.values() for value in values])
    marks = [*axes.grid()]
    free = 0.0
    colour = dict(zip(series, ("first", "second"), strict=True))
    for name, values in sorted(series.items(), key=lambda item: -item[1][-1]):
        points = [(axes.x(n), axes.y(value)) for n, value in zip(across, values, strict=True)]
        marks += [_guide(axes, across, values[-1]), *_curve(colour[name], points)]
        x, y = points[-1]
        free = max(y + 4, free + 16)  # no label on another
        marks.append(f'<text class="{colour[name]}" x="{x + 10}" y="{free}">{name}</text>')
    title = f"Seconds by {what}; dashed: linear"
    middle = (LEFT + WIDTH - RIGHT) / 2
    marks.append(f'<text x="{middle}" y="{HEIGHT - 8}" text-anchor="middle">{title}</text>')
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
    return "\n".join([head, f"<title>{title}</title>", f"<style>{STYLE}</style>", *marks, "</svg>"]) + "\n"


def _guide(axes: Axes, across: Sequence[int], last: float) -> str:
    """Draw the line of equal cost through the last point, as far down as the plot goes."""
    least = max(across[0], across[-1] * 10.0**axes.low / last)
    start, end = (axes.x(least), axes.y(last * least / across[-1])), (axes.x(across[-1]), axes.y(last))
    return f'<path class="even" d="M{start[0]} {start[1]}L{end[0]} {end[1]}"/>'


def _curve(colour: str, points: Sequence[tuple[float, float]]) -> Iterator[str]:
    yield f'<path class="line {colour}" d="M{"L".join(f"{x} {y}" for x, y in points)}"/>'
    yield from (f'<circle class="{colour}" cx="{x}" cy="{y}" r="3"/>' for x, y in points)
