"""What a language's number words mean: plain data, one instance a language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
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
    def sizes_before(self) -> Mapping[str, list[int]]:
        """Return how many words the hedges before a number have, by the last one, the most first."""
        return _sizes((phrase[-1], len(phrase)) for phrase in self.hedges_before)

    @cached_property
    def sizes_after(self) -> Mapping[str, list[int]]:
        """Return how many words the hedges behind a number have, by the first one, the most first."""
        return _sizes((phrase[0], len(phrase)) for phrase in self.hedges_after)

    @cached_property
    def tails(self) -> frozenset[str]:
        """Return the words and signs that may go on a number: two-, two million, two thirds, 2/3, 21st."""
        tables = (self.cardinals, self.scales, self.scale_letters, self.plurals, self.denominators)
        ordinals = self.ordinal_endings.union(self.ordinals)
        signs = (*HYPHENS, "—", "/", "\u2044", "^")
        return ordinals.union(*tables, signs, {self.conjunction, self.point})

    @cached_property
    def roughly(self) -> frozenset[str]:
        """Return the first words of the phrases in `several` and `couple`."""
        return frozenset(phrase[0] for phrase in (*self.several, *self.couple))

    @cached_property
    def starters(self) -> frozenset[str]:
        """Return the words that a numeral can begin with."""
        tables = (self.cardinals, self.scales, self.plurals, self.ordinals, self.multiples, self.denominators)
        return frozenset().union(*tables, self.articles, self.roughly, {self.half, self.point})


def _sizes(found: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    sizes: dict[str, set[int]] = {}
    for word, size in found:
        sizes.setdefault(word, set()).add(size)
    return {word: sorted(sizes[word], reverse=True) for word in sizes}
