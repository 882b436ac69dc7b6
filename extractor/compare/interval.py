"""The interval that a claim's number stands for, and how two intervals lie."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from extractor.figure import ends
from extractor.response import dimension_of

if TYPE_CHECKING:
    from extractor.row import Row

_AROUND = Decimal("0.05")
"""How far "about" reaches, as a share: about 4,000 may be 3,800 or 4,200, but is not 3,600."""


class Interval(NamedTuple):
    """The values a number may have, both ends included; None is an open end.

    The end of "more than" is included too: who writes 10,000 and who writes more than 10,000 do not disagree.
    """

    low: Decimal | None
    high: Decimal | None

    @property
    def is_open(self) -> bool:
        """Whether it has no end on one side."""
        return self.low is None or self.high is None

    def contains(self, other: Interval) -> bool:
        """Whether all values of the other are values of this."""
        below = self.low is None or (other.low is not None and self.low <= other.low)
        return below and (self.high is None or (other.high is not None and other.high <= self.high))

    def meets(self, other: Interval) -> bool:
        """Whether some value may be meant by both."""
        return _before(self.low, other.high) and _before(other.low, self.high)

    def hedged(self, claim: Row) -> Interval:
        """Return the interval with the room that "about" gives, if the claim says so."""
        if claim.get("bound") != "about" or self.low is None or self.high is None:
            return self
        return Interval(self.low - abs(self.low) * _AROUND, self.high + abs(self.high) * _AROUND)


def _before(low: Decimal | None, high: Decimal | None) -> bool:
    return low is None or high is None or low <= high


def interval(claim: Row) -> Interval:
    """Return the ends of a claim's number as they are stated; "about 30" is 30."""
    low, high = (it if isinstance(it, Decimal) and it.is_finite() else None for it in ends(claim))
    return Interval(low, high)


def is_share(claim: Row) -> bool:
    """Whether a claim's number is a part of one, as "half" and "30 percent" are."""
    low, high = interval(claim)
    unit = claim.get("unit") or ""
    end = low if low is not None else high
    return dimension_of(unit) == "share" or (unit == "" and end is not None and 0 < end < 1)
