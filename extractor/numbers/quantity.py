"""A quantity is an interval of exact decimals, a unit, and the hedge that made the interval."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal


# values are reckoned in this, whatever a library has set for the thread
EXACT = Context(prec=28)


class Bound(StrEnum):
    """How the text hedges a number."""

    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    LESS_THAN = "less_than"
    RANGE = "range"
    VAGUE = "vague"


class Role(StrEnum):
    """What a numeric expression does in its sentence."""

    QUANTITY = "quantity"
    ORDINAL = "ordinal"
    DATE = "date"
    TIME = "time"
    IDENTIFIER = "identifier"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Quantity:
    """The interval [low, high] in `unit`; None is an open end.

    `unit` is "" for a plain count, "percent", an ISO 4217 code for money, a singular English name otherwise.
    """

    low: Decimal | None
    high: Decimal | None
    unit: str = ""
    bound: Bound = Bound.EXACT


@dataclass(frozen=True, slots=True)
class Mention:
    """One numeric expression of a text: `text == whole_text[start:end]`, offsets in code points.

    `id` counts the mentions of the text from 1. `low`, `high` and `unit` are None, None and "" unless
    `role` is quantity or ordinal.
    """

    id: int
    start: int
    end: int
    text: str
    role: Role
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    bound: Bound = Bound.EXACT

    @property
    def quantity(self) -> Quantity:
        """The value without its place in the text."""
        return Quantity(self.low, self.high, self.unit, self.bound)
