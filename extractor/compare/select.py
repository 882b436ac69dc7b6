"""Choose some of the quantities of a comparison: by type, by words, by day."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from extractor.compare.quantity import Comparison, Quantity, Statement


def select(
    comparison: Comparison, *, type: str | None = None, about: str = "", since: date | None = None
) -> Comparison:
    """Return the quantities of a type, about some words, and told of since a day; each is kept whole.

    `about` are words that each begin a word of the quantity's name, or of a sentence that states it. An
    article without a date counts as old: nobody knows that it is new.
    """
    words = about.casefold().split()
    kept = tuple(
        it
        for it in comparison.quantities
        if (type is None or it.type == type) and _is_about(it, words) and _told_since(it, since)
    )
    keys = {statement.key for it in kept for statement in it.statements}
    relations = tuple(it for it in comparison.relations if it.one in keys and it.other in keys)
    return replace(comparison, quantities=kept, relations=relations)


def _is_about(quantity: Quantity, words: list[str]) -> bool:
    return _begins(quantity.name, words) or any(_begins(_said(it), words) for it in quantity.statements)


def _said(statement: Statement) -> str:
    return f"{statement.claim.get('subject') or ''} {statement.sentence}"


def _begins(text: str, words: list[str]) -> bool:
    said = f" {' '.join(text.casefold().replace('-', ' ').split())}"
    return all(f" {word}" in said for word in words)


def _told_since(quantity: Quantity, since: date | None) -> bool:
    days = (it.source.published for it in quantity.statements)
    return since is None or any(day is not None and day >= since for day in days)
