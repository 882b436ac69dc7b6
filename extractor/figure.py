"""The number of a claim, or of a mention, in a row: exact to compare, and in words to be told."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, TypeAlias

from extractor.numbers import plural_of, unit_of

if TYPE_CHECKING:
    from extractor.row import Row

Number: TypeAlias = Decimal | str | None

NUMBER = ("value", "low", "high", "unit", "bound")
"""The fields of a claim that make its number."""

UPWARD, DOWNWARD = ("at_least", "more_than"), ("at_most", "less_than")
"""Hedges that say by themselves which end is open."""

LONGEST = 80
"""Characters of an article or a model that a line repeats at a time."""


def decimal(value: Any) -> Number:
    """Return a number of a row as an exact decimal, whichever way it is written; words stay words."""
    if value is None or isinstance(value, bool):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return str(value)


def ends(claim: Row) -> tuple[Number, Number]:
    """Return the lower and the upper end of a claim's number; both are None when it states none.

    A single value is open on the side that its hedge leaves open: at least 31 is from 31 on.
    """
    value, bound = decimal(claim.get("value")), claim.get("bound")
    if value is None:
        return decimal(claim.get("low")), decimal(claim.get("high"))
    return None if bound in DOWNWARD else value, None if bound in UPWARD else value


def named(claim: Row) -> str:
    """Write what a claim is about in a few words: its type, its number, what is counted."""
    return f"{short(claim['type'])} {what(claim)}" if claim.get("type") else what(claim)


def what(claim: Row) -> str:
    """Write the number of a claim and what is counted; without a number, what it quotes."""
    parts = (figure(claim), short(claim.get("subject") or "", 40))
    quote, apart = claim.get("quote"), ", " if claim.get("unit") else " "
    return apart.join(filter(None, parts)) or (f'"{short(quote, 40)}"' if quote else "no number")


def figure(claim: Row) -> str:
    """Write the number of a claim with its hedge and its unit; "" when it states none."""
    low, high = ends(claim)
    bound, unit = claim.get("bound"), short(claim.get("unit") or "")
    if low is not None and high is not None:
        number = _digits(low) if low == high else f"{_digits(low)} to {_digits(high)}"
    elif low is not None:
        number = _digits(low) + ("" if bound in UPWARD else " or more")
    elif high is not None:
        number = _digits(high) + ("" if bound in DOWNWARD else " or less")
    else:
        return ""
    hedge = "" if bound in (None, "exact", "range") else f"{short(bound).replace('_', ' ')} "
    if low == high == 1:
        return f"{hedge}{number} {unit}".rstrip()
    return f"{hedge}{number} {plural_of(unit_of(unit) or unit) if unit else ''}".rstrip()


def _digits(number: Number) -> str:
    """Group digits by thousands; what is too long for that stays as it is."""
    if not isinstance(number, Decimal) or not number.is_finite() or abs(number.adjusted()) > 30:
        return short(str(number), 40)
    whole = number.to_integral_value()
    return f"{whole:,f}" if number == whole else f"{number.normalize():,f}"


def short(value: object, length: int = LONGEST) -> str:
    """Write a value of an article or a model in one line; `none` when there is none."""
    if value is None:
        return "none"
    words = " ".join(str(value).split())
    return words if len(words) <= length else words[: length - 1].rstrip() + "…"
