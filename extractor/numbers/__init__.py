"""Numbers in text: read them exactly, compare them as intervals."""

from extractor.numbers.quantity import Bound, Mention, Quantity, Role
from extractor.numbers.reader import scan

__all__ = ["Bound", "Mention", "Quantity", "Role", "scan"]
