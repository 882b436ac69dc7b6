"""Throw heaps of number-like pieces at the reader and the judge until the time is up; any crash ends the run.

    python tests/bench/fuzz.py [--minutes 10] [--seed 0]

A heap is pieces of numbers, words and signs of six languages and many scripts, with any characters between.
Checked for each: mentions are in order, apart, and verbatim, and claims with random fields are judged. The
slowest heap is shown.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from decimal import Decimal
from itertools import pairwise

from extractor.check import check
from extractor.claims import NumericClaim
from extractor.numbers import scan

PIECES = (
    """1 2 7 10 12 100 1,200 1.200 3,5 2.5 -5 −3 0 00 007 1e9 10^6 ½ ⅔ ² III XIV $ € £ ¥ ₴ % ‰ ° °C km kg
    m² mph a an one two twelve twenty hundred thousand million billion dozen dozens hundreds half third
    thirds quarter first second of and in out per to from between or about nearly over at least more
    than up no fewer than most January Feb. 3rd 2019 '98 12:30 p.m. GMT Q3 FY2026 T-72 F-16 G7 No.
    Resolution 2254 3-0 9/2 24/7 www.x.org/1 zwei tausend Millionen Mrd. mehr als Prozent der die und
    von deux mille cent quatre-vingt pour plus près de dos mil millones por ciento más casi unos де дві
    тисячі мільйонів понад близько відсотків два тысяч млн более 万 億 二千五百 百分之 人 約 لا ١٢٣
    १२३ ৪৫ ๑๒ １２３ ，
        。 people soldiers said Anna Bell , . ; : ! ? ( ) [ ] - – — " “ ” ' ’ / \\ | # @ & * + = < > ≈ ~ …
    """
).split()
PIECES += ["", "\u200b", "\ud800", "\x00", "\n\n\n", "\t"]
BETWEEN = (" ", " ", " ", "", "-", ",", ".", "\n")


def heap(chance: random.Random) -> str:
    """Return a text of pieces, some repeated many times, some characters from anywhere."""
    parts: list[str] = []
    for _ in range(chance.randrange(1, 60)):
        piece = chance.choice(PIECES) if chance.random() < 0.95 else chr(chance.randrange(0x11000))
        times = chance.choice((1, 1, 1, 1, 1, 1, 2, 3, 40))
        parts += [piece, chance.choice(BETWEEN)] * times
    return "".join(parts[:800])


def claim(chance: random.Random, text: str) -> NumericClaim:
    """Return a claim with random fields, of the text and not."""
    text = text.encode(errors="ignore").decode()  # a claim cannot hold half a surrogate pair
    words = text.split() or ["x"]
    value = chance.choice([None, Decimal(chance.randrange(5000)), Decimal("0.5"), Decimal("1E+30")])
    begin = chance.randrange(len(text) or 1)
    return NumericClaim(
        quote=chance.choice([None, text[begin : begin + 40], chance.choice(words)]),
        value=value,
        unit=chance.choice([None, "", "percent", "USD", "million", "Euro", chance.choice(words)]),
        subject=chance.choice([None, chance.choice(words)]),
        attributed_to=chance.choice([None, chance.choice(words), "Anna Bell"]),
    )


def attack(text: str, chance: random.Random) -> float:
    """Read a heap and judge claims on it; return the seconds of reading."""
    began = time.perf_counter()
    mentions = scan(text)
    seconds = time.perf_counter() - began
    assert all(text[m.start : m.end] == m.text and m.start < m.end for m in mentions), repr(text)
    assert all(one.end <= other.start for one, other in pairwise(mentions)), repr(text)
    check(text, [claim(chance, text) for _ in range(4)], mentions)
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=0)
    wanted = parser.parse_args()
    chance = random.Random(wanted.seed)
    until = time.monotonic() + 60 * wanted.minutes
    heaps = characters = 0
    slowest = (0.0, "")
    while time.monotonic() < until:
        text = heap(chance)
        seconds = attack(text, chance)
        heaps, characters = heaps + 1, characters + len(text)
        slowest = max(slowest, (seconds / max(1000, len(text)) * 1000, text))
    sys.stdout.write(f"{heaps:,} heaps, {characters:,} characters, no crash, no broken contract\n")
    sys.stdout.write(f"slowest: {slowest[0] * 1000:.1f} ms a thousand characters: {slowest[1][:80]!r}\n")


if __name__ == "__main__":
    main()
