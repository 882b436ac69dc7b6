"""Numbers in text: read them exactly, compare them as intervals."""

from extractor.numbers.convert import convert, is_currency, scale_of, unit_of
from extractor.numbers.quantity import Bound, Mention, Quantity, Role
from extractor.numbers.reader import scan

__all__ = ["Bound", "Mention", "Quantity", "Role", "convert", "is_currency", "scale_of", "scan", "unit_of"]
