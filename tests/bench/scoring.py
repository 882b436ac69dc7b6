"""Time what a regression reckons with: python tests/bench/scoring.py

Seconds of CPU time: comparing and scoring 500 articles of 40 claims of 10 types, of which about a tenth went
wrong, with 1,000 resamples and 10,000 rounds; the pages of it and their size; and comparing one article with
many claims that all moved, whose numbers all moved, or that all look alike.
"""

from __future__ import annotations

import copy
import functools
import io
import random
import sys
import time
from typing import TYPE_CHECKING, Any

from rich.console import Console

from extractor.difference import difference
from extractor.page.junit import junit
from extractor.page.markdown import markdown
from extractor.page.report import html, terminal
from extractor.report import Case, Report, State
from extractor.score import paired, score

if TYPE_CHECKING:
    from collections.abc import Callable

    from extractor.row import Row

ARTICLES, CLAIMS, MANY = 500, 40, (100, 200, 400, 800)
TYPES = "killed wounded troops deployment other aid equipment territory captured casualties".split()


def made(source: random.Random, claims: int) -> Row:
    """Return a row of claims in the order of a text, as many as 35 characters apart."""
    rows, at = [], 0
    for number in range(claims):
        at += source.randint(5, 35)
        value = source.choice((1, 2, 5, 31, source.randint(1, 5000)))
        rows.append(
            {
                "type": source.choice(TYPES),
                "mention": number,
                "value": value,
                "unit": "",
                "bound": "exact",
                "subject": source.choice(("people", "soldiers", "homes")),
                "attributed_to": source.choice((None, "ministry", "rebels")),
                "verdict": "supported",
                "start": at,
                "end": at + len(str(value)),
                "findings": [],
            }
        )
    article = {"id": str(source.random()), "path": None, "sha256": "", "title": None}
    return {"article": article, "task": "conflict", "claims": rows, "uncovered": [], "error": None}


def faulty(source: random.Random, row: Row) -> Row:
    """Return a row of which about a tenth went wrong."""
    claims = [copy.deepcopy(claim) for claim in row["claims"] if source.random() > 0.03]
    for claim in claims:
        if source.random() < 0.05:
            claim["type"] = source.choice(TYPES)
        if source.random() < 0.03:
            claim["value"] *= 10
    return row | {"claims": claims}


def spent(what: str, work: Callable[[], Any]) -> Any:
    """Do something and print how long it took."""
    began = time.process_time()
    result = work()
    sys.stdout.write(f"{what:44} {time.process_time() - began:7.2f}\n")
    return result


def printed(report: Report) -> str:
    file = io.StringIO()
    Console(file=file, width=120).print(terminal(report))
    return file.getvalue()


def many(source: random.Random) -> None:
    """Print how long it takes to compare one article with ever more claims."""
    changes: dict[str, Callable[[int], dict[str, Any]]] = {
        "all moved by one": lambda _: {"start": 1, "end": 1},
        "all ten times as much": lambda value: {"value": 9 * value},
        "both": lambda value: {"start": 1, "end": 1, "value": 9 * value},
    }
    sys.stdout.write(f"\n{'claims of one article':44} " + " ".join(f"{number:7}" for number in MANY) + "\n")
    for alike in (False, True):
        for name, change in changes.items():
            times = []
            for number in MANY:
                row = made(source, number)
                if alike:
                    for place, claim in enumerate(row["claims"]):
                        claim |= {"type": "other", "subject": "people", "attributed_to": None, "value": 1}
                        claim |= {"start": 3 * place, "end": 3 * place + 1}
                found = copy.deepcopy(row)
                for claim in found["claims"]:
                    for field, more in change(claim["value"]).items():
                        claim[field] += more
                began = time.process_time()
                difference(row, found, "x" * 40 * number)
                times.append(time.process_time() - began)
            title = f"{name}{', a list of one number' if alike else ''}"
            sys.stdout.write(f"{title:44} " + " ".join(f"{each:7.2f}" for each in times) + "\n")


def main() -> None:
    source = random.Random(1)
    gold = [made(source, CLAIMS) for _ in range(ARTICLES)]
    a, b = ([faulty(source, row) for row in gold] for _ in range(2))
    text = "x " * 20 * CLAIMS
    sys.stdout.write(f"{f'{ARTICLES} articles, {CLAIMS} claims each':44}       s\n")
    found = spent("compare", lambda: [difference(*rows, text) for rows in zip(gold, a, strict=True)])
    scores = spent("score", lambda: score(zip(gold, a, strict=True)))
    others = score(zip(gold, b, strict=True))
    spent("paired significance", lambda: paired(scores, others))
    cases = [
        Case("conflict", f"a{place}", text, State.CHANGED, expected, given, each)
        for place, (expected, given, each) in enumerate(zip(gold, a, found, strict=True))
    ]
    report = Report(tuple(cases), "gold", scores)
    pages: dict[str, Callable[[Report], str]]
    pages = {"terminal": printed, "markdown": markdown, "junit": junit, "html": html}
    for name, write in pages.items():
        page = spent(name, functools.partial(write, report))
        sys.stdout.write(f"{'  characters':44} {len(page):,}\n")
    many(source)


if __name__ == "__main__":
    main()
