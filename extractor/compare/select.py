"""Choose some of the quantities of a comparison: by type, by words, by day."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from extractor.compare.quantity import Comparison, Quantity, Source
    from extractor.row import Row

_WORD = re.compile(r"\w+")


def select(
    comparison: Comparison, *, types: Collection[str] = (), about: str = "", since: date | None = None
) -> Comparison:
    """Return the quantities of these types, about some words, and told of since a day; each is kept whole.

    Of what is unplaced the same is left, and `articles` are those of what is left. `about` are words that
    each begin a word of the quantity's name, or of what one article says of it: the sentence, what is
    counted, where, who says so, its title, its first sentences, its outlet. An article without a date counts
    as old: nobody knows that it is new.
    """
    if not (types or about or since):
        return comparison
    words = _WORD.findall(about.casefold())
    kept = tuple(
        it
        for it in comparison.quantities
        if _is_of(types, (one.claim for one in it.statements))
        and _is_about(it, words)
        and any(_is_since(one.source, since) for one in it.statements)
    )
    left = tuple(
        it
        for it in comparison.unplaced
        if _is_of(types, [it.claim])
        and _begin(f"{it.sentence} {_said(it.claim, it.source)}", words)
        and _is_since(it.source, since)
    )
    keys = {statement.key for it in kept for statement in it.statements}
    relations = tuple(it for it in comparison.relations if it.one in keys and it.other in keys)
    sources = {it.source.id for quantity in kept for it in quantity.statements}
    return replace(
        comparison,
        quantities=kept,
        relations=relations,
        unplaced=left,
        articles=len(sources.union(it.source.id for it in left)),
    )


def types(comparison: Comparison) -> list[str]:
    """Return the types of all claims, placed or not, the most frequent first."""
    counts = Counter(it.claim.get("type") for quantity in comparison.quantities for it in quantity.statements)
    counts.update(it.claim.get("type") for it in comparison.unplaced)
    return sorted(filter(None, counts), key=lambda it: (-counts[it], it))


def _is_of(types: Collection[str], claims: Iterable[Row]) -> bool:
    return not types or any(it.get("type") in types for it in claims)


def _is_about(quantity: Quantity, words: list[str]) -> bool:
    said = (f"{it.sentence} {it.origin} {_said(it.claim, it.source)}" for it in quantity.statements)
    return any(_begin(f"{quantity.name} {it}", words) for it in said)


def _said(claim: Row, source: Source) -> str:
    fields = ("subject", "where", "attributed_to")
    return " ".join(filter(None, (*map(claim.get, fields), source.title, source.outlet, source.lead)))


def _begin(text: str, words: list[str]) -> bool:
    said = f" {' '.join(_WORD.findall(text.casefold()))}"
    return all(f" {word}" in said for word in words)


def _is_since(source: Source, since: date | None) -> bool:
    return since is None or (source.published is not None and source.published >= since)
