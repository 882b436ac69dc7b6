"""Numbers in text: read them exactly, compare them as intervals."""

from extractor.numbers.convert import convert, is_currency, plural_of, scale_of, unit_of
from extractor.numbers.languages.tell import ENGLISH, language_of
from extractor.numbers.quantity import EXACT, Bound, Mention, Quantity, Role
from extractor.numbers.reader import scan
from extractor.numbers.units import TIME_UNITS

__all__ = [
    "ENGLISH",
    "EXACT",
    "TIME_UNITS",
    "Bound",
    "Mention",
    "Quantity",
    "Role",
    "convert",
    "is_currency",
    "language_of",
    "plural_of",
    "scale_of",
    "scan",
    "unit_of",
]
