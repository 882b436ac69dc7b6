"""Score grouping and relations beside gold: python tests/bench/groups.py [--articles FOLDER] [--wrong] CLUSTER...

CLUSTER is a folder of tests/groups. Its claims are made from the gold's numbers, kinds and speakers; what is
counted is not the gold's description, which is the same for a whole group, but what the article's own words
give. With `--rows FILE` the claims of a run (`run -o`) are grouped instead, and those of them are scored whose
number is in the gold. Pairs: all pairs of statements for grouping, all pairs within a gold group and all pairs
labelled or found across groups for relations; what gold calls doubtful counts for nothing.
"""

from __future__ import annotations

import argparse
import json
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor import article as make
from extractor import scan
from extractor.article import read
from extractor.candidates import subjects
from extractor.compare import Kind, compare
from extractor.sentences import at, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractor.article import Article
    from extractor.compare import Comparison
    from extractor.row import Row

TURNED = {Kind.NARROWER: Kind.WIDER, Kind.WIDER: Kind.NARROWER}


@dataclass(slots=True)
class Cluster:
    """A cluster of gold: its articles, figures, groups, relations by pairs of figures."""

    name: str
    articles: dict[str, Article] = field(default_factory=dict)
    figures: list[Row] = field(default_factory=list)
    relations: dict[tuple[str, str], str] = field(default_factory=dict)
    doubtful: set[frozenset[str]] = field(default_factory=set)


def load(folder: Path, elsewhere: Path | None) -> Cluster:
    """Read a cluster; articles that are not in the repository are looked for `elsewhere`."""
    about = tomllib.loads((folder / "groups.toml").read_text(encoding="utf-8"))
    cluster = Cluster(folder.name)
    for name, told in about["articles"].items():
        path = folder / "articles" / told["file"]
        if not path.exists() and elsewhere is not None:
            path = elsewhere / told["file"]
        found = next(iter(read([str(path)])))
        if isinstance(found, Exception):
            raise SystemExit(f"{found}")
        assert found.sha256 == told["sha256"], f"{path}: another text"
        day = str(told["date"]) if "date" in told else found.date
        cluster.articles[name] = make(found.text, title=found.title, date=day, source=told.get("outlet"))
    lines = (folder / "figures.jsonl").read_text(encoding="utf-8").splitlines()
    cluster.figures = [json.loads(line) for line in lines]
    for told in about["relations"]:
        for one, other in _labelled(told):
            cluster.relations[one, other] = told["relation"]
            if "doubt" in told:
                cluster.doubtful.add(frozenset((one, other)))
    return cluster


def _labelled(told: Row) -> Iterator[tuple[str, str]]:
    if "among" in told:
        yield from combinations(told["among"], 2)
    else:
        yield from ((one, other) for one in told["of"] for other in told["to"])


def rows(cluster: Cluster) -> Iterator[tuple[Article, Row]]:
    """Yield the articles with the gold's figures as claims."""
    for name, article in cluster.articles.items():
        cut, mentions = sentences(article.text), scan(article.text)
        claims = []
        for figure in (it for it in cluster.figures if it["article"] == name):
            (mention,) = [m for m in mentions if m.start < figure["end"] and figure["start"] < m.end][:1]
            found = subjects(article.text, cut[at(cut, mention.start)], mention)
            low, high = figure["low"], figure["high"]
            claims.append(
                {
                    "type": figure["type"][0],
                    "mention": mention.id,
                    "value": low if low == high else None,
                    "low": None if low == high else low,
                    "high": None if low == high else high,
                    "unit": figure["unit"],
                    "bound": figure["bound"],
                    "subject": found[0].text if found else None,
                    "attributed_to": figure["speaker"][0],
                    "via": figure["via"][0] if figure["via"] else None,
                    "start": figure["start"],
                    "end": figure["end"],
                    "verdict": "supported",
                    "findings": [],
                }
            )
        yield article, {"article": {"id": article.id}, "task": cluster.name, "claims": claims}


def told(cluster: Cluster, comparison: Comparison) -> dict[str, tuple[str, Row]]:
    """Return the key of each statement whose number is in the gold, with its quantity and its figure."""
    by_id = {article.id: name for name, article in cluster.articles.items()}
    found = {}
    for quantity in comparison.quantities:
        for it in quantity.statements:
            name, text = by_id[it.source.id], cluster.articles[by_id[it.source.id]].text
            begins = text.find(it.sentence) + it.place[0]
            start = it.claim["start"] if "mention" in it.claim else begins
            for figure in cluster.figures:
                if figure["article"] == name and figure["start"] < it.claim["end"] and start < figure["end"]:
                    found[it.key] = (quantity.id, figure)
    return found


@dataclass(slots=True)
class Tally:
    """What was found, what is right of it, what there is; and what went wrong, in words."""

    found: int = 0
    right: int = 0
    there: int = 0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        precision, recall = self.right / max(self.found, 1), self.right / max(self.there, 1)
        return f"precision {precision:.3f} recall {recall:.3f}  ({self.right} right, {self.found} found, {self.there} there)"


def grouping(placed: dict[str, tuple[str, Row]]) -> Tally:
    """Score all pairs of statements."""
    tally = Tally()
    for (mine, one), (theirs, other) in combinations(placed.values(), 2):
        together, should = mine == theirs, one["group"] == other["group"]
        tally.found += together
        tally.there += should
        tally.right += together and should
        if together != should:
            tally.wrong.append(f"{'together' if together else 'apart'}: {one['id']} {other['id']}")
    return tally


def relations(cluster: Cluster, comparison: Comparison, placed: dict[str, tuple[str, Row]]) -> Tally:
    """Score the relations that were found, and those that are labelled."""
    group = {figure["id"]: figure["group"] for figure in cluster.figures}
    found: dict[frozenset[str], str] = {}
    every = [*comparison.relations, *(it for quantity in comparison.quantities for it in quantity.relations)]
    for it in every:
        if it.one in placed and it.other in placed:
            one, other = placed[it.one][1]["id"], placed[it.other][1]["id"]
            found[frozenset((one, other))] = _directed(one, other, it.kind)
    labelled = {frozenset(pair): _directed(*pair, Kind(kind)) for pair, kind in cluster.relations.items()}
    present = {figure["id"] for _, figure in placed.values()}
    tally = Tally()
    for pair in sorted(found.keys() | labelled.keys(), key=sorted):
        if pair in cluster.doubtful or not pair <= present or len(pair) < 2:
            continue
        mine, gold = found.get(pair), labelled.get(pair)
        counts = mine is not None and mine.split()[0] not in ("different_scope", "different_unit")
        if gold is None and (mine is None or not counts):
            continue
        tally.found += mine is not None
        tally.there += gold is not None
        tally.right += mine == gold
        if mine != gold:
            within = len({group[it] for it in pair}) == 1
            tally.wrong.append(f"{'within' if within else 'across'}: {' '.join(sorted(pair))}: {mine}, should be {gold}")
    return tally


def _directed(one: str, other: str, kind: Kind) -> str:
    """Write a relation so that it reads the same from either side."""
    if kind in (Kind.SAME, Kind.DISPUTED, Kind.OTHER_SCOPE, Kind.OTHER_UNIT):
        return kind.value
    if kind is Kind.WIDER:
        one, other, kind = other, one, Kind.NARROWER
    return f"{kind.value} {one} > {other}"


def main() -> None:
    """Print the scores of each cluster."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clusters", nargs="+", type=Path)
    parser.add_argument("--articles", type=Path, help="where the articles are that the repository has not")
    parser.add_argument("--rows", type=Path, help="claims of a run, as it writes them")
    parser.add_argument("--wrong", action="store_true", help="list what is wrong")
    given = parser.parse_args()
    for folder in given.clusters:
        cluster = load(folder, given.articles)
        comparison = compare(_of_run(cluster, given.rows) if given.rows else rows(cluster))
        placed = told(cluster, comparison)
        print(f"{cluster.name}: {len(cluster.articles)} articles, {len(placed)} statements of {len(cluster.figures)}")
        for name, tally in (
            ("grouping", grouping(placed)),
            ("relations", relations(cluster, comparison, placed)),
        ):
            print(f"  {name:10} {tally}")
            if given.wrong:
                print("".join(f"    {it}\n" for it in tally.wrong), end="")


def _of_run(cluster: Cluster, path: Path) -> Iterator[tuple[Article, Row]]:
    by_text = {it.id: it for it in cluster.articles.values()}
    for line in path.read_text(encoding="utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        if row["article"]["id"] in by_text:
            yield by_text[row["article"]["id"]], row


if __name__ == "__main__":
    main()
