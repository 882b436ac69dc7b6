"""What an article that arrives changes: the figures it disputes, and those it revises."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from extractor.check import SOUND
from extractor.compare.comparing import grows, quantity_of
from extractor.compare.grouping import Grouping, undecided
from extractor.compare.interval import interval
from extractor.compare.quantity import Kind
from extractor.compare.relation import Day, day_of, relations
from extractor.compare.statement import read

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from extractor.article import Article
    from extractor.compare.grouping import Decide
    from extractor.compare.quantity import Quantity, Relation, Statement
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
        """Add the claims of an article; return what its figures revise and dispute, or are revised by.

        A figure is held against the last one of its own source, or if that had none against the last of all;
        and against the last one of each other source. What was known before is not told again.
        """
        placed = read(article, row, self._verdicts).placed
        self._grouping.add(placed)
        new = {it.statement.key for it in placed}
        groups = {min(it.statement.key for it in group): group for group in map(self._grouping.of, new)}
        found = [(quantity_of(group), grows(group)) for _, group in sorted(groups.items())]
        return [Arrival(it, relation) for it, only_up in found for relation in _news(it, new, only_up)]


def _news(quantity: Quantity, new: Collection[str], only_up: bool) -> Iterator[Relation]:
    """Yield what the new statements of a quantity change, each figure once.

    Two figures that stand in no known order among all of a quantity may do so by themselves: a source that
    comes back to what it said before has said both.
    """
    statements = sorted(quantity.statements, key=_order)
    of = {it.key: it for it in statements}
    related = {frozenset((it.one, it.other)): it for it in quantity.relations if it.kind in TOLD}
    seen = set()
    for one in statements:
        if one.key not in new or _known(one, statements, new):
            continue
        for other, kinds in _held_against(one, statements, new):
            alone = relations((one, other), grows=only_up)
            relation = related.get(frozenset((one.key, other.key))) or next(iter(alone), None)
            if relation is not None and relation.kind in kinds:
                figures = frozenset(_figure(of[key]) for key in (relation.one, relation.other))
                if figures not in seen:
                    seen.add(figures)
                    yield relation


def _known(one: Statement, statements: Sequence[Statement], new: Collection[str]) -> bool:
    """Whether a figure is no news: told as an earlier one, or known of its source, and that has no later."""
    own = [it for it in statements if it.origin == one.origin and it.key not in new]
    if own and _day(own[-1]) < _day(one):
        own = own[-1:]  # a source that comes back to a figure it gave up has news
    return one.is_earlier or any(_figure(it) == _figure(one) for it in own)


def _held_against(
    one: Statement, statements: Sequence[Statement], new: Collection[str]
) -> Iterator[tuple[Statement, Collection[Kind]]]:
    """Yield the last figure of its own source, else the last of all; then the last of each other source."""
    own = [it for it in statements if it.origin == one.origin and _figure(it) != _figure(one)]
    last = {it.origin: it for it in statements if it.origin != one.origin}
    others = sorted(last.values(), key=_order)
    before = [it for it in own if it.key not in new] or own or others
    yield from ((it, TOLD) for it in before[-1:])
    yield from ((it, {Kind.DISPUTED}) for it in reversed(others))


def _order(statement: Statement) -> tuple[Day, Decimal, str]:
    low, high = interval(statement.claim)
    return _day(statement), low or high or Decimal(0), statement.key


def _day(statement: Statement) -> Day:
    """Return the day of a figure; the first of all where it has none."""
    return day_of(statement) or Day(date.min, after=False)


def _figure(statement: Statement) -> object:
    return statement.origin, interval(statement.claim), statement.claim.get("unit") or ""
