"""Read the hedge of a measure: "at least 5", "5 or more", "nearly 5", ~5, 5+."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractor.numbers import units
from extractor.numbers.quantity import Bound
from extractor.numbers.tokens import is_number, is_word

if TYPE_CHECKING:
    from extractor.numbers.lexicon import Lexicon, Phrase
    from extractor.numbers.numeral_reader import NumeralReader
    from extractor.numbers.numerals import Measure
    from extractor.numbers.tokens import Tokens

# hedges that may stand behind a comma: "300 metres, more or less"
_FAR = frozenset(
    tuple(text.split())
    for text in (
        "give or take", "more or less", "or so", "at least", "at the very least", "at a minimum", "at most",
        "at the most", "at the very most",
    )
)  # fmt: skip
_BINDS = frozenset(["and", "or", "to", "of", "in", "at"])
# the sub-500 market, under-18s, the over-65s
_PREFIXES = {"sub": Bound.LESS_THAN, "under": Bound.LESS_THAN, "over": Bound.MORE_THAN}
_NO_SIGNS = frozenset(",.;:!?)]\"”’'—–-")
_FILLERS = frozenset({"another", "the", "further"})
# "more than the 17 counted" compares with 17 and is not some number above it
_COMPARED = ("than", "the")


class HedgeReader:
    """Reads the hedges around the measures of one text."""

    def __init__(self, tokens: Tokens, numerals: NumeralReader, lexicon: Lexicon) -> None:
        self._tokens = tokens
        self._numerals = numerals
        self._lex = lexicon

    def read(self, measure: Measure) -> tuple[Bound, bool]:
        """Return the hedge that stands before or after, and whether it is open below ("nearly")."""
        bound, below = self._before(measure)
        after = self._after(measure.last)
        if bound in (Bound.EXACT, Bound.ABOUT) and after is not Bound.EXACT:
            return after, False
        return bound, below

    def _before(self, measure: Measure) -> tuple[Bound, bool]:
        last = measure.first
        while last and self._tokens.end(last - 1) > measure.start:
            last -= 1
        word = self._numerals.word
        if word(last - 1) == "-" and word(last - 2) in _PREFIXES and self._numerals.glued(last):
            return _PREFIXES[word(last - 2)], False
        if (word(last - 2), word(last - 1)) == _COMPARED:
            return Bound.EXACT, False
        if word(last - 1) in _FILLERS and word(last - 2) in ("than", "least", "about", "a"):
            last -= 2 if word(last - 2) == "a" else 1
        phrase = self._ending(last, measure)
        if phrase is None:
            return Bound.EXACT, False
        bound = self._lex.hedges_before[phrase]
        outer = self._ending(last - len(phrase), measure) if bound is Bound.ABOUT else None
        # "more than an estimated 300", but not the "over" of "over some 300 km"
        if outer is not None and len(outer) > 1:
            bound = self._lex.hedges_before[outer]
        return bound, bound is Bound.ABOUT and phrase in self._lex.open_below

    def _ending(self, last: int, measure: Measure) -> Phrase | None:
        """Return the longest hedge that ends before token `last`."""
        for size in self._lex.sizes_before.get(self._numerals.word(last - 1), ()):
            phrase = tuple(self._tokens.keys[max(0, last - size) : last])
            if phrase in self._lex.hedges_before and self._holds(phrase, last - len(phrase), measure):
                return phrase
        return None

    def _holds(self, phrase: Phrase, at: int, measure: Measure) -> bool:
        """Tell a hedge from the "over" of "over three days" and from the quote mark of a line "> 5"."""
        if phrase == ("over",):
            return measure.unit not in units.TIME_UNITS or measure.value >= 10
        if phrase[0] in ("<", ">"):
            return bool(self._tokens.end(at) == measure.start)
        return True

    def _after(self, i: int) -> Bound:
        word = self._numerals.word
        if word(i) == "+" and self._numerals.glued(i):
            added = self._numerals.glued(i + 1) and word(i + 1)[:1].isdigit()  # 90+3 minutes
            return Bound.EXACT if added else Bound.AT_LEAST
        if word(i) == "-" and word(i + 1) in ("plus", "odd", "ish", "some"):
            return Bound.MORE_THAN if word(i + 1) == "plus" else Bound.ABOUT
        bound = self._phrase(i)
        if bound is not None:
            return bound
        # one counted noun may stand between: "300 people or more", "1,900 bunks, give or take"
        skip = 1 if word(i).isalpha() and word(i) not in _BINDS else 0
        comma = 1 if word(i + skip) == "," else 0
        bound = self._phrase(i + skip + comma, far=True, comma=bool(comma)) if skip or comma else None
        return bound or Bound.EXACT

    def _phrase(self, i: int, *, far: bool = False, comma: bool = False) -> Bound | None:
        """Return the bound of the longest hedge that begins at token i and looks back."""
        for size in self._lex.sizes_after.get(self._numerals.word(i), ()):
            phrase = tuple(self._tokens.keys[i : i + size])
            bound = self._lex.hedges_after.get(phrase)
            if bound is None or (far and len(phrase) == 1) or (comma and phrase not in _FAR):
                continue
            return None if self._opens_number(phrase, i + len(phrase)) else bound
        return None

    def _opens_number(self, phrase: Phrase, i: int) -> bool:
        """Say whether "at least" and the like hedge the number that follows them instead."""
        if phrase not in self._lex.hedges_before or i >= len(self._tokens):
            return False
        word = self._numerals.word(i)
        signed = not is_word(word) and not is_number(word) and word not in _NO_SIGNS
        return signed or self._numerals.read(i) is not None
