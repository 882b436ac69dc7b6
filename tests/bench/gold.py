"""Score a model on articles with gold: python tests/bench/gold.py GOLD.jsonl ARTICLES_DIR

Prints for each article and in sum: numbers found (an overlapping mention) and with the right value, precision
of what was found, and of the quantities the share whose subject, type and speaker are right; seconds, calls.
GOLD may be a folder with NAME.gold.jsonl files. Without --base-url the embedded model is asked.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, fields
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.article import Article, article
from extractor.claims import NumericClaim
from extractor.extract import Extraction, extract
from extractor.local import serve, weights
from extractor.model import Model
from extractor.numbers import Mention, Role, scan
from extractor.project import find

if TYPE_CHECKING:
    from decimal import Decimal

# coarse kinds of a gold and the claim types that answer them
KINDS = {
    "troops": {"troops", "deployment"},
    "deployment": {"troops", "deployment"},
    "area": {"territory"},
    "duration": {"other"},
    "date": {"other"},
    "sites": {"other"},
}
# the task an article is asked with, unless --task says so, by the claim types its gold uses
DISASTER = {"dead", "injured", "missing", "displaced", "homes", "damage"}
FIGURES = {"figure", "change", "forecast"}


@dataclass
class Score:
    """Counts for one article or for all."""

    gold: int = 0
    spans: int = 0
    values: int = 0
    read: int = 0
    quantities: int = 0
    subject: int = 0
    type: int = 0
    source: int = 0
    calls: int = 0
    seconds: float = 0.0

    def __add__(self, other: Score) -> Score:
        return Score(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def line(self, name: str) -> str:
        def share(part: float, whole: float) -> str:
            return f"{part / whole:5.2f}" if whole else "    –"

        cells = [
            f"{self.quantities:4d}",
            share(self.spans, self.gold),
            share(self.spans, self.read),
            share(self.values, self.gold),
            share(self.subject, self.quantities),
            share(self.type, self.quantities),
            share(self.source, self.quantities),
            f"{self.calls:5d}",
            f"{self.seconds:7.1f}",
            share(self.seconds, self.quantities),
        ]
        return f"{name[:28]:28} " + "  ".join(cells)


HEAD = f"{'article':28} {'n':>4}  spanR  spanP  value  subj   type   src  calls  seconds   s/n"


def rows(gold: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the gold by article file name, in one form whatever its column names."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path in sorted(gold.rglob("*.gold.jsonl")) if gold.is_dir() else [gold]:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            name = row.get("article", path.name.replace(".gold.jsonl", ".txt"))
            row["subjects"] = row.get("counted", row.get("subject", []))
            kinds = row.get("kind", row.get("type"))
            row["types"] = kinds if isinstance(kinds, list) else [kinds]
            row["sources"] = row.get("source", row.get("attributed_to", []))
            found.setdefault(name, []).append(row)
    return found


def task_of(gold: list[dict[str, Any]]) -> str:
    used = {kind for row in gold for kind in row["types"] if kind}
    return "figures" if used & FIGURES else "disaster" if used & DISASTER else "conflict"


def score(found: Extraction, gold: list[dict[str, Any]]) -> Score:
    """Compare one extraction with its gold."""
    mentions = [m for m in scan(found.article.text) if m.role is Role.QUANTITY]
    by_id = {m.id: m for m in mentions}
    stated = [r.claim for r in found.check.results if isinstance(r.claim, NumericClaim)]
    claimed = {c.mention: c for c in stated if c.mention in by_id}
    total = Score(read=len(mentions), calls=found.usage.calls)
    for row in gold:
        if row["role"] not in {"quantity", "duration"}:
            continue
        total += Score(gold=1, quantities=1)
        mention = next((m for m in mentions if m.start < row["end"] and row["start"] < m.end), None)
        if mention is None:
            continue
        total += Score(spans=1, values=same_value(mention, row))
        if claim := claimed.get(mention.id):
            kinds = {kind for wanted in row["types"] for kind in KINDS.get(wanted, {wanted})}
            total += Score(
                subject=fits(claim.subject, row["subjects"]),
                type=getattr(claim, "type", None) in kinds,
                source=fits(claim.attributed_to, row["sources"]),
            )
    return total


def same_value(mention: Mention, row: dict[str, Any]) -> bool:
    """Whether a mention has the value of the gold, units aside."""
    return all(
        _number(mine) == _number(row[end]) for end, mine in (("low", mention.low), ("high", mention.high))
    )


def _number(value: Decimal | float | str | None) -> Fraction | None:
    if value is None:
        return None
    exact = Fraction(value) if isinstance(value, str) else Fraction(str(value))
    return exact.limit_denominator(10**6)


def fits(answer: str | None, wanted: list[str | None]) -> bool:
    """Whether an answer contains one of the wanted words or is contained in one, whole words, case aside."""
    if answer is None:
        return None in wanted or "none" in wanted
    mine = f" {' '.join(answer.lower().split())} "
    return any(f" {w} " in mine or mine in f" {w} " for w in (w.lower() for w in wanted if w))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--task", help="conflict, disaster or figures; else by the gold's types")
    parser.add_argument("--ask", default="sentence", choices=["sentence", "article"])
    parser.add_argument("--base-url")
    parser.add_argument("--model", default="local")
    wanted = parser.parse_args()
    project, total = find(), Score()
    with ExitStack() as stack:
        if wanted.base_url:
            model = Model(wanted.model, base_url=wanted.base_url)
        else:
            local = stack.enter_context(serve(weights()))
            model = Model(local.name, base_url=local.base_url, api_key=local.key)
        sys.stdout.write(HEAD + "\n")
        for name, gold in rows(wanted.gold).items():
            task = project.task(wanted.task or task_of(gold), wanted.ask)
            began = time.monotonic()
            found = extract(_read(wanted.articles / name), task, model)
            one = score(found, gold) + Score(seconds=time.monotonic() - began)
            total += one
            sys.stdout.write(one.line(name) + (f"  {found.error}" if found.error else "") + "\n")
            sys.stdout.flush()
    sys.stdout.write(total.line("all") + "\n")


def _read(path: Path) -> Article:
    """Return the article as the gold counts it: the file's characters as they are."""
    return article(path.read_bytes().decode("utf-8"))


if __name__ == "__main__":
    main()
