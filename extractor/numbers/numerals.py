"""What one numeral of a text is (value, tokens, how it came by it), and one measure (with sign and unit)."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from decimal import Decimal


class Sort(Enum):
    """How a numeral came by its value."""

    CARDINAL = auto()
    FRACTION = auto()
    MULTIPLE = auto()
    VAGUE = auto()
    ORDINAL = auto()


class Numeral(NamedTuple):
    """A value and the tokens [start, end) it was read from.

    `mantissa` is what stood before the scale word, None when there was no scale; `digits` says that the
    numeral begins with digits. A VAGUE value is the least the words can mean; `hedged` marks a value that is
    only roughly meant by its own words ("a couple of hundred").
    """

    start: int
    end: int
    value: Decimal
    sort: Sort = Sort.CARDINAL
    mantissa: Decimal | None = None
    digits: bool = False
    hedged: bool = False


def is_whole(value: Decimal) -> bool:
    """Say whether a value has no fraction, however large it is."""
    return value == value.to_integral_value()


class Measure(NamedTuple):
    """A numeral with its sign, currency and unit: tokens [first, last), code points [start, end)."""

    numeral: Numeral
    first: int
    last: int
    start: int
    end: int
    value: Decimal
    unit: str = ""
    own_currency: bool = False
