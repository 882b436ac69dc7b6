"""What differs between the claims that an article should give and those that it gave."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from extractor.pairing import NUMBER, UNSAID, decimal, ends, pairs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from extractor.row import Row

LONGEST = 80
"""Characters of an article or a model that a line repeats."""

USAGE = ("calls", "prompt_tokens", "completion_tokens", "cached_tokens", "seconds", "cost")


class Category(StrEnum):
    """What a line is about, the gravest first."""

    STALE = "stale"
    FAILED = "failed"
    NEW = "new"
    ERROR = "error"
    NUMBER = "number"
    LOST = "lost"
    GAINED = "gained"
    VERDICT = "verdict"
    TYPE = "type"
    FIELD = "field"
    EVIDENCE = "evidence"
    FINDING = "finding"
    UNCOVERED = "uncovered"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is said of an article; `expected` and `found` are the indices of the claims it is about.

    It repeats words of the article, in one line and cut short, but not made harmless.
    """

    category: Category
    message: str
    expected: int | None = None
    found: int | None = None

    def __str__(self) -> str:
        return f"{self.category}: {self.message}"


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim that is on both sides, and the fields that differ, as (old, new); none when it is the same.

    `expected` and `found` are its indices, `old` and `new` the claims. `start` and `end` stand for the evidence,
    and then the quote is not listed, which follows from them; findings are listed when their words differ.
    """

    expected: int
    found: int
    old: Row
    new: Row
    fields: Mapping[str, tuple[Any, Any]]

    @property
    def number(self) -> bool:
        """Whether the number moved: value, ends, unit or hedge."""
        return not self.fields.keys().isdisjoint(NUMBER)


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs between two rows of an article.

    `lost` and `gained` are indices of claims; `uncovered_*` are mentions. `usage` has (old, new) by field, of
    those that both rows know, also where they are equal: what it took is no part of what was found.
    """

    pairs: tuple[Pair, ...]
    lost: tuple[int, ...]
    gained: tuple[int, ...]
    uncovered_lost: tuple[Row, ...]
    uncovered_gained: tuple[Row, ...]
    error: tuple[Row | None, Row | None] | None
    usage: Mapping[str, tuple[Decimal, Decimal]]
    lines: tuple[Line, ...]

    @property
    def same(self) -> bool:
        """Whether nothing differs, whatever it took."""
        return not self.lines
