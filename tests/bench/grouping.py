"""Time grouping: PYTHONPATH=. python tests/bench/grouping.py [CLAIMS...] [--svg docs/grouping.svg]

Seconds of CPU time. The articles are synthetic: made from a template over many invented events, five
articles of ten claims for each, with numbers that grow and countries that other events share. Reading
(sentences, times, what a number is about) is timed apart from grouping, as it can be done in as many
processes as there are cores; then one new article of ten claims among all others, reading included, and all
relations. Memory is the most that the process had by then, with the articles and their claims.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from datetime import date, timedelta
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from plot import svg

from extractor import article as make
from extractor import scan
from extractor.compare.comparing import compared
from extractor.compare.grouping import Grouping
from extractor.compare.statement import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractor.article import Article
    from extractor.row import Row

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000)
ARTICLES, CLAIMS = 5, 10
KINDS = ("earthquake", "flood", "storm", "fire", "train crash")
OUTLETS = ("Gazette", "Wire", "Daily", "Herald", "Agency North")
TEXT = """At least {0} killed in {kind} in {place}

At least {0} people were killed and {1} injured in the {kind} in {place}, {office} of {country} said.
{2} people are missing, it added. {3} of the dead were children.

Mayor {name} spoke of {4} dead. About {5} people were evacuated to shelters, {6} houses were destroyed and {7}
damaged. The damage was put at {8} million euros. Some {9} rescuers are at work in {place}.
"""
TYPES = (
    "dead",
    "dead",
    "injured",
    "missing",
    "dead",
    "dead",
    "displaced",
    "homes",
    "homes",
    "damage",
    "other",
)


def word(source: random.Random, least: int = 2) -> str:
    """Return an invented name."""
    parts = (
        source.choice("bdfgklmnprstvz") + source.choice("aeiou") for _ in range(source.randint(least, 4))
    )
    return "".join(parts).capitalize() + source.choice("nrsl")


def articles(claims: int) -> Iterator[tuple[Article, Row]]:
    """Yield articles with claims on their numbers, event after event."""
    source = random.Random(7)
    countries = [word(source) for _ in range(60)]
    for _ in range(max(1, claims // (ARTICLES * CLAIMS))):
        place, country, name = word(source, 3), source.choice(countries), f"{word(source)} {word(source)}"
        kind, day = source.choice(KINDS), date(2025, 1, 1) + timedelta(source.randint(0, 300))
        values = [source.randint(20, 90) * 10**n for n in (0, 0, 0, 0, 0, 2, 1, 1, 0, 1)]
        for number in range(ARTICLES):
            grown = [value + source.randint(0, 2) * number for value in values]
            office = source.choice(("the interior ministry", "the civil protection service", "the police"))
            text = TEXT.format(*grown, place=place, country=country, name=name, kind=kind, office=office)
            source_name = OUTLETS[number % len(OUTLETS)]
            when = (day + timedelta(number)).isoformat()
            article = make(text, title=text.partition("\n")[0], date=when, source=source_name)
            yield article, row(article)


def row(article: Article) -> Row:
    """Return a claim on each number of a text."""
    claims: list[Row] = [
        {
            "type": kind,
            "mention": it.id,
            "value": int(it.low) if it.low == it.high and it.low is not None else None,
            "low": None if it.low == it.high else it.low and int(it.low),
            "high": None if it.low == it.high else it.high and int(it.high),
            "unit": it.unit,
            "bound": it.bound.value,
            "subject": "people",
            "attributed_to": None,
            "start": it.start,
            "end": it.end,
            "verdict": "supported",
            "findings": [],
        }
        for kind, it in zip(TYPES, scan(article.text), strict=True)
    ]
    return {"article": {"id": article.id}, "task": "disaster", "claims": claims[1:]}


class Took(NamedTuple):
    """Seconds for so many claims, how many groups came out, and megabytes at most."""

    claims: int
    read: float
    group: float
    one: float
    relate: float
    groups: int
    megabytes: int


def measured(size: int) -> Took:
    """Read and group claims, then one article more, then relate all."""
    last, *rows = islice(articles(size + CLAIMS * ARTICLES), size // CLAIMS + 1)
    ticks = [time.process_time()]
    known = [read(*it).placed for it in rows]
    ticks.append(time.process_time())
    grouping = Grouping()
    for placed in known:
        grouping.add(placed)
    groups = sum(1 for _ in grouping)
    ticks.append(time.process_time())
    new = read(*last).placed
    grouping.add(new)
    for it in new:
        grouping.of(it.statement.key)
    ticks.append(time.process_time())
    compared(grouping, [], len(rows))
    ticks.append(time.process_time())
    reading, bringing, one, relating = (later - earlier for earlier, later in pairwise(ticks))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Took(sum(map(len, known)), reading, bringing, one, relating, groups, peak)


def main() -> None:
    """Print a line for each number of claims."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, metavar="CLAIMS")
    parser.add_argument("--svg", type=Path, help="where to draw reading and grouping")
    given = parser.parse_args()
    sys.stdout.write("  claims    read   group   a thousand   one more   relate   quantities   memory\n")
    found = []
    for size in given.sizes:
        it = measured(size)
        found.append(it)
        each = (it.read + it.group) * 1000 / it.claims
        times = f"{it.read:6.1f}  {it.group:6.1f}   {each:10.2f}   {it.one * 1000:5.0f} ms   {it.relate:6.1f}"
        sys.stdout.write(f"{it.claims:8,}  {times}   {it.groups:10,}   {it.megabytes:3} MB\n")
        sys.stdout.flush()
    if given.svg:
        series = {"read": [it.read for it in found], "group": [it.group for it in found]}
        given.svg.write_text(svg("claims", [it.claims for it in found], series), encoding="utf-8")


if __name__ == "__main__":
    main()
