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

from plot import svg

from extractor.check import check
from extractor.claims import NumericClaim
from extractor.numbers import scan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
        wanted.svg.write_text(svg("characters", across, series), encoding="utf-8")
    for line in hostile(wanted.largest, wanted.limit):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
