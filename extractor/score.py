"""How good found claims are beside gold: precision, recall and F1, with intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from extractor.row import Row


@dataclass(frozen=True, slots=True)
class Share:
    """A share between 0 and 1 and its 95 % interval; all None when there is nothing to count."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Score:
    """What was right, what was found and is wrong, what was wanted and is missing, and the shares they make."""

    hits: int
    spurious: int
    missing: int
    precision: Share
    recall: Share
    f1: Share


@dataclass(frozen=True, slots=True)
class Wrong:
    """A claim that reads supported or derived and whose number is not the one of gold at that place."""

    article: str
    task: str
    found: Row
    expected: Row


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of many articles: of all claims, by type, and by field of the claims that were matched."""

    articles: int
    total: Score
    types: Mapping[str, Score]
    fields: Mapping[str, Score]
    wrong: tuple[Wrong, ...]


@dataclass(frozen=True, slots=True)
class Paired:
    """How much F1 differs from a to b on the same articles, and how likely chance makes as much of it."""

    a: float | None
    b: float | None
    p: float | None
