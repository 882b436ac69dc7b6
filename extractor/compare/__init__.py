"""Across articles: what the sources say about the same quantity, since when, and where they disagree."""

from extractor.compare.comparing import compare
from extractor.compare.quantity import Comparison, Kind, Quantity, Relation, Source, Statement, Unplaced
from extractor.compare.select import select, types

__all__ = [
    "Comparison",
    "Kind",
    "Quantity",
    "Relation",
    "Source",
    "Statement",
    "Unplaced",
    "compare",
    "select",
    "types",
]
