"""Write a comparison for other programs: as plain JSON, or one statement a line as CSV."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from extractor.compare.interval import interval, is_share
from extractor.compare.quantity import Kind
from extractor.export import cell, csv_lines
from extractor.figure import ends, figure
from extractor.row import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from extractor.compare.quantity import Comparison, Quantity, Relation, Source, Statement, Unplaced
    from extractor.figure import Number
    from extractor.row import Row

COLUMNS = (
    "quantity",
    "name",
    "type",
    "unit",
    "statement",
    "figure",
    "low",
    "high",
    "bound",
    "date",
    "when",
    "first",
    "last",
    "origin",
    "chain",
    "article",
    "outlet",
    "title",
    "path",
    "sentence",
    "number",
    "relations",
    "across",
)
"""The columns of a statement in CSV; `number` are its words, `relations` and `across` kinds."""

_TURNED = {
    Kind.NARROWER: Kind.WIDER.value,
    Kind.WIDER: Kind.NARROWER.value,
    Kind.REVISED: "revised_by",
    Kind.PART_OF: "has_part",
}
"""What the other of two statements is to the one, where that is not the same."""


def rows(comparison: Comparison) -> Row:
    """Return a comparison as JSON knows it: quantities with their statements, relations, what is unplaced.

    `number` is where the number of a statement stands in its `sentence`; `date` is the article's, `first` and
    `last` are the days the statement speaks of, null where they are not known. Relations name statements.
    """
    return {
        "articles": comparison.articles,
        "quantities": [_quantity(it) for it in comparison.quantities],
        "relations": [_relation(it) for it in comparison.relations],
        "unplaced": [_unplaced(it) for it in comparison.unplaced],
    }


def _quantity(quantity: Quantity) -> Row:
    return {
        "id": quantity.id,
        "name": quantity.name,
        "type": quantity.type,
        "unit": quantity.unit,
        "origins": list(quantity.origins),
        "statements": [statement(it) for it in quantity.statements],
        "relations": [_relation(it) for it in quantity.relations],
    }


def statement(told: Statement) -> Row:
    """Return a statement as it stands in `rows`."""
    return {
        "id": told.key,
        **_measured(told),
        "bound": told.claim.get("bound"),
        "origin": told.origin,
        "chain": list(told.chain),
        "time": _time(told),
        "article": _source(told.source),
        "sentence": told.sentence,
        "number": list(told.place),
        "claim": told.claim,
    }


def _measured(told: Statement) -> Row:
    """Return the number of a statement and what it is measured in; a part of one, "half", in a share."""
    claim, unit = told.claim, told.claim.get("unit") or ""
    low, high = ends(claim)
    if unit or not is_share(claim):
        return {"figure": figure(claim), "low": _number(low), "high": _number(high), "unit": unit}
    low, high = interval(claim)
    hedge = str(claim.get("bound") or "exact").replace("_", " ")
    words = " ".join(told.sentence[slice(*told.place)].lower().split())
    written = words if hedge in ("exact", "range") else f"{hedge} {words}"
    return {"figure": written, "low": low and float(low), "high": high and float(high), "unit": "share"}


def arrival(quantity: Quantity, relation: Relation) -> Row:
    """Return what a relation tells somebody who waits for it: both figures, by whom, of when and where."""
    told = {it.key: it for it in quantity.statements}
    about = {"kind": relation.kind.value, "quantity": quantity.name, "type": quantity.type}
    sides = {"one": _brief(told[relation.one]), "other": _brief(told[relation.other])}
    return about | {"why": relation.why} | sides


def _brief(told: Statement) -> Row:
    row, source = statement(told), _source(told.source)
    brief = {name: row[name] for name in ("id", "figure", "low", "high", "unit", "origin")}
    return brief | {name: source[name] for name in ("date", "outlet", "path")} | {"sentence": row["sentence"]}


def _number(end: Number) -> int | float | str | None:
    return number(end) if isinstance(end, Decimal) else end


def _time(told: Statement) -> Row | None:
    if told.time is None:
        return None
    first, last = told.time.first, told.time.last
    return {
        "words": told.time.words,
        "first": first and first.isoformat(),
        "last": last and last.isoformat(),
    }


def _source(source: Source) -> Row:
    return {
        "id": source.id,
        "title": source.title,
        "outlet": source.outlet,
        "path": source.path,
        "date": source.published and source.published.isoformat(),
    }


def _relation(relation: Relation) -> Row:
    return {"one": relation.one, "other": relation.other, "kind": relation.kind.value, "why": relation.why}


def _unplaced(left: Unplaced) -> Row:
    about = {"id": left.key, "why": left.why, "article": _source(left.source)}
    return about | {"sentence": left.sentence, "claim": left.claim}


def csv(comparison: Comparison) -> Iterator[str]:
    """Yield a line of names, then a line for each statement of each quantity."""
    yield from csv_lines(_table(comparison))


def _table(comparison: Comparison) -> Iterator[Iterable[Any]]:
    yield COLUMNS
    across = _kinds(comparison.relations)
    for quantity in comparison.quantities:
        within = _kinds(quantity.relations)
        for told in quantity.statements:
            kinds = {"relations": within, "across": across}
            yield _cells(quantity, told, {name: " ".join(it.get(told.key, ())) for name, it in kinds.items()})


def _kinds(relations: Iterable[Relation]) -> dict[str, dict[str, None]]:
    """Return what each statement is to others, each kind once: a relation is told on both sides."""
    found: dict[str, dict[str, None]] = {}
    for it in relations:
        found.setdefault(it.one, {})[it.kind.value] = None
        found.setdefault(it.other, {})[_TURNED.get(it.kind, it.kind.value)] = None
    return found


def _cells(quantity: Quantity, told: Statement, kinds: dict[str, str]) -> list[Any]:
    row = statement(told)
    article, time = row["article"], row["time"] or {}
    cells = row | {
        "quantity": quantity.id,
        "name": quantity.name,
        "type": quantity.type,
        "statement": told.key,
        "when": time.get("words"),
        "first": time.get("first"),
        "last": time.get("last"),
        "chain": " < ".join(told.chain),
        "article": article["id"],
        "sentence": " ".join(told.sentence.split()),
        "number": told.sentence[slice(*told.place)],
    }
    cells |= kinds | {name: article[name] for name in ("date", "outlet", "title", "path")}
    return [cell(cells[name]) for name in COLUMNS]
