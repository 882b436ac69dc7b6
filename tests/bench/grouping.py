"""Time grouping: PYTHONPATH=. python tests/bench/grouping.py [CLAIMS...]

Seconds of CPU time. The articles are synthetic: made from a template over many invented events, five
articles of ten claims for each, with numbers that grow and countries that other events share. Reading
(sentences, times, what a number is about) is timed apart from grouping, as it can be done in as many
processes as there are cores; then one new article of ten claims among all others, reading included, and all
relations.
"""

from __future__ import annotations

import random
import sys
import time
from datetime import date, timedelta
from typing import TYPE_CHECKING

from extractor import article as make
from extractor import scan
from extractor.compare.comparing import compared
from extractor.compare.grouping import Grouping
from extractor.compare.statement import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractor.article import Article
    from extractor.compare.statement import Placed
    from extractor.row import Row

SIZES = (12_500, 25_000, 50_000, 100_000)
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


def main(sizes: tuple[int, ...]) -> None:
    """Print a line for each number of claims."""
    sys.stdout.write("claims    read   group   growth   one more   relate   quantities\n")
    before = None
    for size in sizes:
        *rows, last = articles(size + CLAIMS * ARTICLES)
        start = time.process_time()
        known: list[list[Placed]] = [read(*it).placed for it in rows]
        reading = time.process_time() - start
        grouping = Grouping()
        start = time.process_time()
        for placed in known:
            grouping.add(placed)
        groups = sum(1 for _ in grouping)
        took = time.process_time() - start
        start = time.process_time()
        new = read(*last).placed
        grouping.add(new)
        for it in new:
            grouping.of(it.statement.key)
        one = time.process_time() - start
        start = time.process_time()
        compared(grouping, [], len(rows))
        relating = time.process_time() - start
        growth = f"{took / before:6.2f}" if before else "      "
        count = sum(map(len, known))
        line = f"{count:6}  {reading:6.1f}  {took:6.1f}   {growth}   {one * 1000:5.0f} ms   {relating:6.1f}"
        sys.stdout.write(f"{line}   {groups:10}\n")
        sys.stdout.flush()
        before = took


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
