"""What an article that arrives changes: the figures it disputes, and those it revises."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from extractor.check import SOUND
from extractor.compare.comparing import quantity_of
from extractor.compare.grouping import Grouping, undecided
from extractor.compare.quantity import Kind
from extractor.compare.statement import read

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from extractor.article import Article
    from extractor.compare.grouping import Decide
    from extractor.compare.quantity import Quantity, Relation
    from extractor.row import Row

TOLD = frozenset({Kind.DISPUTED, Kind.REVISED})
"""What is worth an alert."""


class Arrival(NamedTuple):
    """A relation between a statement that came and one that was there, and the quantity they are about."""

    quantity: Quantity
    relation: Relation


class Arrivals:
    """Takes in articles one by one; what one costs does not grow with all that came before."""

    def __init__(
        self,
        decide: Decide = undecided,
        *,
        settled: Mapping[tuple[str, str], bool] | None = None,
        verdicts: Collection[str] = SOUND,
    ) -> None:
        self._grouping = Grouping(decide, settled)
        self._verdicts = verdicts

    def take_in(self, article: Article, row: Row) -> list[Arrival]:
        """Add the claims of an article; return what it disputes and revises, or is revised by."""
        placed = read(article, row, self._verdicts).placed
        self._grouping.add(placed)
        found: dict[tuple[str, str], Arrival] = {}
        for it in placed:
            key = it.statement.key
            quantity = quantity_of(self._grouping.of(key))
            for relation in quantity.relations:
                if relation.kind in TOLD and key in (relation.one, relation.other):
                    found[relation.one, relation.other] = Arrival(quantity, relation)
        return list(found.values())
