"""Compare units: canonical names, scale words, exact conversion."""

from __future__ import annotations

import functools
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from extractor.numbers import units
from extractor.numbers.english import ENGLISH
from extractor.numbers.languages.tell import LANGUAGES

if TYPE_CHECKING:
    import pint

_PLACES = 12
_LARGEST_ROUNDED = 10**15  # 28 digits hold no more before 12 decimals
_POINTS = {"percentage point", "basis point"}


def unit_of(surface: str) -> str | None:
    """Return the canonical name of a unit or the code of a currency; "" for "", None for any other word."""
    if not surface:
        return ""
    if surface in units.CURRENCIES:
        return surface
    return units.unit(surface) or units.currency(surface) or _in_any_language(surface)


def _in_any_language(surface: str) -> str | None:
    form = " ".join(surface.lower().split())
    return next((language.units[form] for language in LANGUAGES.values() if form in language.units), None)


_PLURALS = {
    "century": "centuries",
    "foot": "feet",
    "hertz": "hertz",
    "horsepower": "horsepower",
    "psi": "psi",
    "inch": "inches",
    "kelvin": "kelvin",
    "kilohertz": "kilohertz",
    "megahertz": "megahertz",
    "gigahertz": "gigahertz",
    "stone": "stone",
}


def plural_of(unit: str) -> str:
    """Return a canonical unit for more than one: `months`, `meters per second`, `degrees Celsius`, `USD`."""
    if unit == units.PERCENT or is_currency(unit):
        return unit
    head, per, rest = unit.partition(" per ")
    if head.startswith("degree "):
        return f"degrees{unit.removeprefix('degree')}"
    before, space, word = head.rpartition(" ")
    return f"{before}{space}{_PLURALS.get(word, word + 's')}{per}{rest}" if word.isalpha() else unit


def is_currency(unit: str) -> bool:
    """Say whether a canonical unit is money."""
    return unit in units.CURRENCIES


@functools.lru_cache(maxsize=1024)
def scale_of(surface: str) -> Decimal | None:
    """Return the factor of a word that is a scale and no unit ("million", "bn"); None for any other."""
    word = surface.lower().strip()
    if word in ("bn", "mn", "k", "tn"):
        return ENGLISH.scale_letters[word]
    tables = (ENGLISH.scales, *(language.scales for language in LANGUAGES.values()))
    return next((t[form] for form in (word, word.removesuffix("s")) for t in tables if form in t), None)


def convert(value: Decimal, unit: str, into: str) -> Decimal | None:
    """Convert between units of one dimension, rounded to 12 places; None when they are not of one.

    Temperatures and currencies are never converted.
    """
    if unit == into:
        return value
    if {unit, into} == _POINTS:
        return value * 100 if unit == "percentage point" else value / 100
    if not unit or not into or is_currency(unit) or is_currency(into) or "degree" in unit + into:
        return None
    factor = _factor(unit, into)
    if factor is None:
        return None
    converted = value * factor
    return round(converted, _PLACES).normalize() if abs(converted) < _LARGEST_ROUNDED else converted


@functools.lru_cache(maxsize=1024)
def _factor(unit: str, into: str) -> Decimal | None:
    try:
        return Decimal(_registry().Quantity(Decimal(1), _expression(unit)).to(_expression(into)).magnitude)
    except _pint_errors():
        return None


def _expression(unit: str) -> str:
    squared = re.sub(r"\bsquare (\w+)", r"\1**2", unit)
    cubed = re.sub(r"\bcubic (\w+)", r"\1**3", squared)
    return cubed.replace(" per ", " / ").replace("tonne", "metric_ton").replace("-", "_")


@functools.cache
def _registry() -> pint.UnitRegistry[Any]:
    import pint  # heavy, and only needed when two units differ

    return pint.UnitRegistry(non_int_type=Decimal)


def _pint_errors() -> tuple[type[Exception], ...]:
    import pint

    return pint.PintError, AttributeError, ValueError, TypeError, AssertionError
