"""The gold of figures across articles, read into objects: tests/groups/README.md says what it means."""

from __future__ import annotations

import itertools
import json
import tomllib
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.article import Article, read
from extractor.numbers.quantity import EXACT

if TYPE_CHECKING:
    from collections.abc import Iterator

GROUPS = Path(__file__).parent / "groups"
TASKS = {"korea": "conflict", "flood": "disaster", "strike": "conflict", "ferry": "disaster"}
"""The clusters, and the schema that the types of each are of."""

DIFFERENT_SCOPE = "different_scope"
SYMMETRIC = frozenset({"same", "disputed", "different_unit", DIFFERENT_SCOPE})
RELATIONS = SYMMETRIC | {"narrower", "wider", "revised", "part_of"}


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of an article that is worth comparing; the fields are those of figures.jsonl."""

    id: str
    article: str
    start: int
    end: int
    low: Decimal | None
    high: Decimal | None
    unit: str
    bound: str
    type: tuple[str, ...]
    subject: str
    speaker: tuple[str | None, ...]
    via: tuple[str, ...]
    when: str
    days: tuple[date, ...]
    place: str
    group: str
    origin: str
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """What the figure `of` is to the figure `to`: "narrower" reads "of is narrower than to"."""

    relation: str
    of: str
    to: str
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class Cluster:
    """Articles about one event, their figures and how these hang together."""

    name: str
    articles: dict[str, dict[str, Any]]
    groups: dict[str, str]
    neighbours: list[tuple[str, str]]
    left: dict[str, dict[int, str]]
    figures: dict[str, Figure]
    relations: list[Relation] = field(repr=False)

    def scopes(self) -> Iterator[Relation]:
        """Yield the pairs of figures that neighbouring groups set apart and no relation joins."""
        joined = {frozenset((it.of, it.to)) for it in self.relations}
        for left, right in self.neighbours:
            for one, other in itertools.product(self.members(left), self.members(right)):
                if frozenset((one, other)) not in joined:
                    yield Relation(DIFFERENT_SCOPE, one, other)

    def members(self, group: str) -> list[str]:
        """Return the figures of a group in the order of the articles."""
        return [it.id for it in self.figures.values() if it.group == group]

    def read(self, folder: Path | None = None) -> dict[str, Article]:
        """Read the articles, by their names in the gold, from the cluster's folder or another."""
        found = {
            it.sha256: it
            for it in read([str(folder or GROUPS / self.name / "articles")])
            if isinstance(it, Article)
        }
        return {name: found[it["sha256"]] for name, it in self.articles.items()}


def cluster(name: str) -> Cluster:
    """Read the gold of one cluster."""
    groups = tomllib.loads((GROUPS / name / "groups.toml").read_text(encoding="utf-8"))
    lines = (GROUPS / name / "figures.jsonl").read_text(encoding="utf-8").splitlines()
    return Cluster(
        name,
        groups["articles"],
        groups["groups"],
        [pair for it in groups["neighbours"] for pair in _pairs(it)],
        {key: {int(start): why for start, why in it.items()} for key, it in groups["left"].items()},
        {it.id: it for it in map(_figure, lines)},
        [
            Relation(it["relation"], *pair, it.get("doubt"))
            for it in groups["relations"]
            for pair in _pairs(it)
        ],
    )


def _figure(line: str) -> Figure:
    row = json.loads(line, parse_int=Decimal, parse_float=Decimal)
    row |= {key: tuple(row[key]) for key in ("type", "speaker", "via")}
    row |= {key: int(row[key]) for key in ("start", "end")}
    row |= {key: _number(row[key]) for key in ("low", "high")}
    return Figure(**row | {"days": tuple(map(date.fromisoformat, row["days"]))})


def _number(value: Decimal | str | None) -> Decimal | None:
    if not isinstance(value, str):
        return value
    above, below = map(Decimal, value.split("/"))
    return EXACT.divide(above, below)


def _pairs(entry: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each name of `of` with each of `to`, and all pairs among `among`."""
    yield from itertools.product(entry.get("of", ()), entry.get("to", ()))
    yield from itertools.combinations(entry.get("among", ()), 2)
