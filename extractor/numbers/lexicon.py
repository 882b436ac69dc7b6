"""What a language's number words mean: plain data, one instance a language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from extractor.numbers.quantity import Bound

Phrase = tuple[str, ...]

HYPHENS = ("-", "\u2010", "\u2011")


@dataclass(frozen=True)
class Lexicon:
    """The words the reader looks for, lower case; phrases are tuples of words.

    `cardinals` holds words below one hundred, `scales` the words that multiply what stands before them
    (hundred and up; a dozen is one), `plurals` their vague plurals with the least they can mean.
    `open_below` are the hedges of ABOUT that only approach from below ("nearly").
    """

    cardinals: Mapping[str, Decimal]
    scales: Mapping[str, Decimal]
    scale_letters: Mapping[str, Decimal]
    plurals: Mapping[str, Decimal]
    ordinals: Mapping[str, Decimal]
    ordinal_endings: frozenset[str]
    denominators: Mapping[str, Decimal]
    multiples: Mapping[str, Decimal]
    several: frozenset[Phrase]
    couple: frozenset[Phrase]
    hedges_before: Mapping[Phrase, Bound]
    hedges_after: Mapping[Phrase, Bound]
    open_below: frozenset[Phrase]
    articles: frozenset[str]
    conjunction: str
    half: str
    point: str
    of: str
    quarter: str = "quarter"

    @cached_property
    def longest_hedge(self) -> int:
        """Return how many words the longest hedge has."""
        return max(len(p) for p in (*self.hedges_before, *self.hedges_after))

    @cached_property
    def hedge_ends(self) -> frozenset[str]:
        """Return the last words of the hedges that stand before a number."""
        return frozenset(phrase[-1] for phrase in self.hedges_before)

    @cached_property
    def hedge_starts(self) -> frozenset[str]:
        """Return the first words of the hedges that stand behind a number."""
        return frozenset(phrase[0] for phrase in self.hedges_after)

    @cached_property
    def tails(self) -> frozenset[str]:
        """Return the words and signs that may go on a number: two-, two million, two thirds, 2/3."""
        tables = (self.cardinals, self.scales, self.scale_letters, self.plurals, self.denominators)
        return frozenset().union(*tables, HYPHENS, {self.conjunction, self.point, "/", "\u2044", "^"})

    @cached_property
    def roughly(self) -> frozenset[str]:
        """Return the first words of the phrases in `several` and `couple`."""
        return frozenset(phrase[0] for phrase in (*self.several, *self.couple))

    @cached_property
    def starters(self) -> frozenset[str]:
        """Return the words that a numeral can begin with."""
        tables = (self.cardinals, self.scales, self.plurals, self.ordinals, self.multiples, self.denominators)
        return frozenset().union(*tables, self.articles, self.roughly, {self.half, self.point})
