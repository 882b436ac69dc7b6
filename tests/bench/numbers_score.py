"""Give the number reader to a scorer of quantity extractors: plain dicts, and units by their long names."""

from __future__ import annotations

from typing import Any

from extractor.numbers import Bound, Mention, Role, scan

_UNITS = {
    "": "-",
    "percent": "percentage",
    "USD": "dollar",
    "EUR": "euro",
    "GBP": "pound sterling",
    "JPY": "japanese yen",
    "INR": "indian rupee",
    "CNY": "chinese yuan",
    "KRW": "south korean won",
    "CHF": "swiss franc",
    "AUD": "australian dollar",
    "CAD": "canadian dollar",
    "pound": "pound-mass",
    "kilometer": "kilometre",
    "meter": "metre",
    "kilometer per hour": "kilometre per hour",
    "degree Celsius": "celsius",
    "degree Fahrenheit": "fahrenheit",
}
_QUALIFIERS = {
    Bound.EXACT: "=",
    Bound.ABOUT: "~",
    Bound.AT_LEAST: ">",
    Bound.MORE_THAN: ">",
    Bound.AT_MOST: "<",
    Bound.LESS_THAN: "<",
}
_KINDS = {Role.QUANTITY: "quantity", Role.DATE: "date", Role.TIME: "time", Role.ORDINAL: "ordinal"}


def mentions(text: str) -> list[dict[str, Any]]:
    """Return the mentions of a text as the scorer wants them; an open interval is given as its finite end."""
    return [_plain(mention) for mention in scan(text)]


def _plain(mention: Mention) -> dict[str, Any]:
    return {
        "start": mention.start,
        "end": mention.end,
        "value": _value(mention),
        "unit": _UNITS.get(mention.unit, mention.unit),
        "kind": _KINDS.get(mention.role, "name"),
        "qual": _QUALIFIERS.get(mention.bound),
    }


def _value(mention: Mention) -> float | tuple[float, float] | None:
    low, high = mention.low, mention.high
    if low is not None and high is not None and low != high:
        return float(low), float(high)
    finite = high if low is None else low
    return None if finite is None else float(finite)
