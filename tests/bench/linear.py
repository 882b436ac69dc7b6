"""Time reading and checking against the length of the text: the cost of a character should not grow with it.

    python tests/bench/linear.py [--largest 10000000] [--limit 60] [--svg docs/linear.svg]

News sentences with numbers are read and checked at lengths from 10,000 characters up. Eight claims are
checked: four true ones, two that name another speaker, two with a number that is stated nowhere. Then hostile
strings are read, each ten times as long as before. The tables give seconds of CPU time; seconds for a million
characters stay the same when the cost is linear. A length is left out when the one before it tells that it
would take longer than the limit. With --svg the first table is drawn, on logarithmic axes.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import time
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from extractor.check import check
from extractor.claims import NumericClaim
from extractor.numbers import scan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

Result = TypeVar("Result")

SHORTEST = 10_000
SENTENCES = (
    "The ministry said {many:,} soldiers had left {town} by {day} March.",
    "Repairs in {town} will cost about ${few}.{digit} million, the council said on Monday.",
    "More than {some} homes were without power for {few} hours, according to the operator.",
    "Turnout in {town} rose from {few}.{digit} percent to {some} percent, a spokesman for the union said.",
    "Nobody was hurt, and the road to {town} was open again in the evening.",
    "The bridge is {few} km from {town}; it was built in 19{few} and carries Route {some}.",
    "Two of the {few} members of the board voted against, three fewer than a year earlier.",
)
TOWNS = ("Aldby", "Brenn", "Castra", "Dolmen", "Erlach", "Fjora")
HOSTILE = {
    "digits": "7",
    "commas": ",",
    "points and digits": "1.",
    "commas and digits": "1,",
    "million": "million ",
    "hundred and": "hundred and ",
    "five": "five ",
    "minus": "-",
    "brackets": "(",
    "spaces": " ",
    "lone surrogates": "\ud800",
}


def news(length: int) -> str:
    """Write sentences, one a line, up to a length."""
    chance, lines, total = random.Random(length), [], 0
    while total < length:
        line = chance.choice(SENTENCES).format(
            many=chance.randrange(10_000, 10_000_000),
            some=chance.randrange(50, 1000),
            few=chance.randrange(10, 50),
            digit=chance.randrange(1, 10),
            day=chance.randrange(1, 32),
            town=chance.choice(TOWNS),
        )
        lines.append(line)
        total += len(line) + 1
    return "\n".join(lines)


def claims(text: str) -> list[NumericClaim]:
    """State eight claims on such a text, spread over its length."""
    said = [line for line in text.split("\n") if " soldiers had left " in line]
    found = []
    for turn in range(6):
        line = said[turn * len(said) // 6]
        found.append(
            NumericClaim(
                quote=line,
                value=Decimal(line.split(" ")[3].replace(",", "")),
                subject="soldiers",
                attributed_to="ministry" if turn < 4 else "council",
            )
        )
    return [*found, *(NumericClaim(value=Decimal(value)) for value in (123_456_789_123, 987_654_321_987))]


def timed(action: Callable[[], Result]) -> tuple[float, Result]:
    """Return the seconds of CPU time an action takes, and what it returns."""
    begun = time.process_time()
    result = action()
    return time.process_time() - begun, result


def lengths(shortest: int, largest: int) -> list[int]:
    """Return the lengths to measure, two for each power of ten."""
    steps = range(math.floor(2 * math.log10(largest / shortest) + 0.01) + 1)
    return [round(shortest * 10 ** (step / 2)) for step in steps]


def measured(largest: int, limit: float) -> Iterator[tuple[int, float, float]]:
    """Yield length, seconds of the scan and seconds of the check."""
    before = 0.0
    for length in lengths(SHORTEST, largest):
        if 4 * before > limit:
            sys.stdout.write(f"  {length:>12,}  left out\n")
            return
        text = news(length)
        read, mentions = timed(partial(scan, text))
        judged, _ = timed(partial(check, text, claims(text), mentions))
        before = max(read, judged)
        yield length, read, judged


def hostile(largest: int, limit: float) -> Iterator[str]:
    """Yield a line for each hostile string: seconds at three lengths, ten times as long each."""
    sizes = [largest // 100, largest // 10, largest]
    yield f"{'hostile string':22}" + "".join(f"{size:>16,}" for size in sizes)
    for name, unit in HOSTILE.items():
        cells, before = [], 0.0
        for size in sizes:
            if 10 * before > limit:
                cells.append("left out")
                continue
            before, _ = timed(partial(scan, unit * (size // len(unit))))
            cells.append(f"{before:.2f}")
        yield f"  {name:20}" + "".join(f"{cell:>16}" for cell in cells)


# -- the plot

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 400, 70, 90, 24, 50
STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #444 }
  .grid { stroke: #888; stroke-opacity: .25 }
  .even { stroke: #888; stroke-dasharray: 3 4; fill: none }
  .line { stroke-width: 2 }
  .scan { stroke: #0969da; fill: #0969da } .check { stroke: #bc4c00; fill: #bc4c00 }
  path.line { fill: none } text.scan, text.check { stroke: none }
  @media (prefers-color-scheme: dark) {
    text { fill: #bbb }
    .scan { stroke: #58a6ff; fill: #58a6ff } .check { stroke: #f0883e; fill: #f0883e }
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


def svg(across: Sequence[int], series: Mapping[str, Sequence[float]]) -> str:
    """Draw each series with the dashed line it would follow if a character always cost the same."""
    axes = Axes(across, [value for values in series.values() for value in values])
    marks = [*axes.grid()]
    free = 0.0
    for name, values in sorted(series.items(), key=lambda item: -item[1][-1]):
        points = [(axes.x(n), axes.y(value)) for n, value in zip(across, values, strict=True)]
        marks += [_guide(axes, across, values[-1]), *_curve(name, points)]
        x, y = points[-1]
        free = max(y + 4, free + 16)  # no label on another
        marks.append(f'<text class="{name}" x="{x + 10}" y="{free}">{name}</text>')
    title = "Seconds by characters; dashed: linear"
    middle = (LEFT + WIDTH - RIGHT) / 2
    marks.append(f'<text x="{middle}" y="{HEIGHT - 8}" text-anchor="middle">{title}</text>')
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
    return "\n".join([head, f"<title>{title}</title>", f"<style>{STYLE}</style>", *marks, "</svg>"]) + "\n"


def _guide(axes: Axes, across: Sequence[int], last: float) -> str:
    """Draw the line of equal cost through the last point, as far down as the plot goes."""
    least = max(across[0], across[-1] * 10.0**axes.low / last)
    start, end = (axes.x(least), axes.y(last * least / across[-1])), (axes.x(across[-1]), axes.y(last))
    return f'<path class="even" d="M{start[0]} {start[1]}L{end[0]} {end[1]}"/>'


def _curve(name: str, points: Sequence[tuple[float, float]]) -> Iterator[str]:
    yield f'<path class="line {name}" d="M{"L".join(f"{x} {y}" for x, y in points)}"/>'
    yield from (f'<circle class="{name}" cx="{x}" cy="{y}" r="3"/>' for x, y in points)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--largest", type=int, default=10_000_000, help="characters of the longest text")
    parser.add_argument("--limit", type=float, default=60, help="seconds that one measurement may take")
    parser.add_argument("--svg", type=Path, help="where to draw the first table")
    wanted = parser.parse_args()
    sys.stdout.write(f"{'characters':>14}{'scan':>10}{'a million':>12}{'check':>10}{'a million':>12}\n")
    across: list[int] = []
    series: dict[str, list[float]] = {"scan": [], "check": []}
    for length, read, judged in measured(wanted.largest, wanted.limit):
        across.append(length)
        for name, value in (("scan", read), ("check", judged)):
            series[name].append(value)
        each = [f"{value:10.3f}{value * 10**6 / length:12.2f}" for value in (read, judged)]
        sys.stdout.write(f"{length:>14,}{''.join(each)}\n")
        sys.stdout.flush()
    if wanted.svg:
        wanted.svg.write_text(svg(across, series), encoding="utf-8")
    for line in hostile(wanted.largest, wanted.limit):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
