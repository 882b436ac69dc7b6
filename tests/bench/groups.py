"""Score grouping and relations beside gold: PYTHONPATH=. python tests/bench/groups.py [--wrong] CLUSTER...

A CLUSTER is a name in tests/groups; `korea` wants EXTRACTOR_ARTICLES. Claims are made from the gold's
numbers, types and speakers. What is counted is not taken from the gold, whose words for it are the same in a
whole group, but from the words around the number, as extraction takes it; nor are times and places. With
`--rows FILE` the claims of a run (`run -o FILE`) are grouped, and those with a number of the gold scored.

Names of tests/groups/more are clusters of which only the groups are known, marked in the text.

Grouping is scored on all pairs of statements. Relations are scored on all pairs that gold relates or that
were found related, but for different_scope, which is not listed on either side; a pair that gold has doubts
about counts for nothing. Sources are scored on the pairs of a group that are one statement of one source,
repeated. A relation that is right of a pair in the wrong direction is wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor import article as make
from extractor import scan
from extractor.candidates import subjects
from extractor.compare import Kind, compare
from extractor.row import keys, number
from extractor.sentences import at, sentences
from tests.grouped import cluster
from tests.tagged import MORE, more

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from extractor.article import Article
    from extractor.compare import Comparison
    from extractor.row import Row
    from tests.grouped import Cluster, Figure


@dataclass(frozen=True, slots=True)
class Marked:
    """A figure of which only the group is known."""

    group: str
    id: str


Placed = dict[str, tuple[str, "Figure"]]
"""By the key of a statement: its quantity, and the gold's figure."""


def articles(gold: Cluster) -> dict[str, Article]:
    """Read the articles of a cluster; outlet and date are what the gold says, as a feed would."""
    elsewhere = os.environ.get("EXTRACTOR_ARTICLES") if gold.name == "korea" else None
    found = gold.read(Path(elsewhere) if elsewhere else None)
    made = {}
    for name, it in found.items():
        told = gold.articles[name]
        day = str(told["date"]) if "date" in told else it.date
        made[name] = make(it.text, title=it.title, date=day, source=told.get("outlet"))
    return made


def rows(gold: Cluster, texts: dict[str, Article]) -> Iterator[tuple[Article, Row]]:
    """Yield the articles with the gold's figures as claims."""
    for name, article in texts.items():
        claims = [_claim(it, article) for it in gold.figures.values() if it.article == name]
        yield article, {"article": {"id": article.id}, "task": gold.name, "claims": claims}


def _claim(figure: Figure, article: Article) -> Row:
    cut = sentences(article.text)
    mention = next(m for m in scan(article.text) if m.start < figure.end and figure.start < m.end)
    counted = subjects(article.text, cut[at(cut, figure.start)], mention)
    low, high = (None if end is None else number(end) for end in (figure.low, figure.high))
    return {
        "type": figure.type[0],
        "mention": mention.id,
        "value": low if low == high else None,
        "low": None if low == high else low,
        "high": None if low == high else high,
        "unit": figure.unit,
        "bound": figure.bound,
        "subject": counted[0].text if counted else None,
        "attributed_to": figure.speaker[0],
        "via": figure.via[0] if figure.via else None,
        "start": figure.start,
        "end": figure.end,
        "verdict": "supported",
        "findings": [],
    }


def of_run(texts: dict[str, Article], path: Path) -> Iterator[tuple[Article, Row]]:
    """Yield the articles with the claims of a run; articles are known by their text."""
    by_id = {it.id: it for it in texts.values()}
    for line in path.read_text(encoding="utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        if row["article"]["id"] in by_id:
            yield by_id[row["article"]["id"]], row


def placed(gold: Cluster, texts: dict[str, Article], found: Comparison) -> Placed:
    """Find the gold's figure of each statement, by the place of its number."""
    names = {article.id: name for name, article in texts.items()}
    by_key: Placed = {}
    for quantity in found.quantities:
        for it in quantity.statements:
            for figure in gold.figures.values():
                here = figure.article == names[it.source.id]
                if here and figure.start < it.claim["end"] and it.claim["start"] < figure.end:
                    by_key[it.key] = quantity.id, figure
    return by_key


@dataclass(slots=True)
class Tally:
    """What was found, what is right of it, what there is; and what went wrong, in words."""

    found: int = 0
    right: int = 0
    there: int = 0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        precision, recall = self.right / max(self.found, 1), self.right / max(self.there, 1)
        counts = f"{self.right} right of {self.found} found and {self.there} there"
        return f"precision {precision:.3f}  recall {recall:.3f}  {counts}"


def grouping(by_key: Mapping[str, tuple[str, Figure | Marked]]) -> Tally:
    """Score all pairs of statements."""
    tally = Tally()
    for (mine, one), (theirs, other) in combinations(by_key.values(), 2):
        together, should = mine == theirs, one.group == other.group
        tally.found += together
        tally.there += should
        tally.right += together and should
        if together != should:
            tally.wrong.append(f"{'together' if together else 'apart'}: {one.id} {other.id}")
    return tally


def sources(found: Comparison, by_key: Placed) -> Tally:
    """Score the pairs of statements of one group that are one statement of one source, made again."""
    tally = Tally()
    for quantity in found.quantities:
        known = [it for it in quantity.statements if it.key in by_key]
        for one, other in combinations(known, 2):
            mine, theirs = by_key[one.key][1], by_key[other.key][1]
            if mine.group != theirs.group:
                continue
            again = one.origin == other.origin and (mine.low, mine.high) == (theirs.low, theirs.high)
            should = mine.origin == theirs.origin
            tally.found += again
            tally.there += should
            tally.right += again and should
            if again != should:
                tally.wrong.append(f"{'one' if again else 'two'}: {mine.id} {theirs.id}")
    return tally


def relations(gold: Cluster, found: Comparison, by_key: Placed) -> Tally:
    """Score the relations that were found, and those that gold lists."""
    every = [*found.relations, *(it for quantity in found.quantities for it in quantity.relations)]
    mine = {
        frozenset((one, other)): _directed(it.kind, one, other)
        for it in every
        if it.one in by_key and it.other in by_key and it.kind is not Kind.OTHER_SCOPE
        for one, other in [(by_key[it.one][1].id, by_key[it.other][1].id)]
    }
    listed = {frozenset((it.of, it.to)): _directed(it.relation, it.of, it.to) for it in gold.relations}
    doubtful = {frozenset((it.of, it.to)) for it in gold.relations if it.doubt}
    present = {figure.id for _, figure in by_key.values()}
    tally = Tally()
    for pair in sorted(mine.keys() | listed.keys(), key=sorted):
        if pair in doubtful or len(pair) < 2 or not pair <= present:
            continue
        tally.found += pair in mine
        tally.there += pair in listed
        if mine.get(pair) == listed.get(pair):
            tally.right += 1
        else:
            tally.wrong.append(f"{' '.join(sorted(pair))}: {mine.get(pair)}, should be {listed.get(pair)}")
    return tally


def _directed(kind: str, one: str, other: str) -> str:
    """Write a relation so that it reads the same from either side."""
    if kind in ("same", "disputed", "different_unit"):
        return str(kind)
    return f"narrower {other} {one}" if kind == "wider" else f"{kind} {one} {other}"


def main() -> None:
    """Print the scores of each cluster."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("clusters", nargs="+")
    parser.add_argument("--rows", type=Path, help="claims of a run, as it writes them")
    parser.add_argument("--wrong", action="store_true", help="list what is wrong")
    given = parser.parse_args()
    for name in given.clusters:
        if (MORE / f"{name}.txt").exists():
            _more(name, wrong=given.wrong)
            continue
        gold = cluster(name)
        texts = articles(gold)
        found = compare(of_run(texts, given.rows) if given.rows else rows(gold, texts))
        by_key = placed(gold, texts, found)
        sys.stdout.write(
            f"{name}: {len(texts)} articles, {len(by_key)} statements of {len(gold.figures)} figures\n"
        )
        for what, tally in (
            ("grouping", grouping(by_key)),
            ("sources", sources(found, by_key)),
            ("relations", relations(gold, found, by_key)),
        ):
            _write(what, tally, wrong=given.wrong)


def _write(what: str, tally: Tally, *, wrong: bool) -> None:
    sys.stdout.write(f"  {what:10} {tally}\n")
    sys.stdout.writelines(f"    {it}\n" for it in tally.wrong if wrong)


def _more(name: str, *, wrong: bool) -> None:
    """Print the score of a cluster whose groups are marked in the text."""
    known = list(more(name))
    figures = {
        key: Marked(group, f"{it.article.date} {it.article.text[claim['start'] : claim['end']]} {group}")
        for it in known
        for key, claim, group in zip(
            keys(it.article.id, "tagged", it.row["claims"]), it.row["claims"], it.groups, strict=True
        )
    }
    found = compare((it.article, it.row) for it in known)
    by_key = {it.key: (each.id, figures[it.key]) for each in found.quantities for it in each.statements}
    sys.stdout.write(f"{name}: {len(known)} articles, {len(by_key)} statements\n")
    _write("grouping", grouping(by_key), wrong=wrong)


if __name__ == "__main__":
    main()
