"""Read parts of a whole: a half, two-thirds, three quarters of a million, 23/32, twenty-three fifths."""

from __future__ import annotations

from decimal import Decimal

from extractor.numbers.cursor import Cursor
from extractor.numbers.lexicon import HYPHENS
from extractor.numbers.numerals import Numeral, Sort, is_whole

_PARTED = frozenset(
    "times percent per years year hours hour days months miles points inches feet cups".split()
)
_BEFORE_PARTS = frozenset("by than about nearly almost over under most least just roughly around to".split())
_BEHIND_PARTS = frozenset("in to from since on and this last".split())
# "a third were women" is a share, "a third was a woman" is one more: a share of many goes with the plural
_OF_MANY = frozenset("are were have do".split())
_AUXILIARIES = _OF_MANY.union("is was has had does did will would can could may might must should".split())
_WHOLES = frozenset("which whom them these those".split())
_QUARTERED = frozenset(
    "mile century pound hour inch point percentage acre ounce litre liter gallon ton tonne".split()
)


class PartReader(Cursor):
    """Reads the fractions of one text, those in words and those with a slash."""

    def _half(self, i: int) -> Numeral | None:
        """half a million, half a dozen, half-million, a half; a quarter million."""
        at = i + 1 if self.word(i) in self._lex.articles else i
        if self.word(at) == self._lex.quarter:
            return self._quarter(i, at)
        if self.word(at) != self._lex.half:
            return None
        end = at + 1
        inner = end + 1 if self.word(end) in self._lex.articles else end
        scaled = self._scale(self._after_hyphen(inner))
        if scaled:
            return Numeral(i, scaled[1], scaled[0] / 2, mantissa=Decimal("0.5"))
        return Numeral(i, end, Decimal("0.5"), Sort.FRACTION)

    def _quarter(self, i: int, at: int) -> Numeral | None:
        """Read "a quarter million", "quarter-mile", but not the "third quarter million" of a report."""
        if self._after_hyphen(at + 1) > at + 1 and self.word(at + 2) in _QUARTERED:
            return Numeral(i, at + 1, Decimal("0.25"), Sort.FRACTION)
        if at > i and self.word(at + 1) in ("point", "percentage"):
            return Numeral(i, at + 1, Decimal("0.25"), Sort.FRACTION)  # a quarter point
        scaled = self._scale(self._after_hyphen(at + 1))
        if scaled is None or self.word(i - 1) in self._lex.ordinals:
            return None
        return Numeral(i, scaled[1], scaled[0] / 4, mantissa=Decimal("0.25"))

    def _fraction(self, i: int) -> Numeral | None:
        """two-thirds, a third of; three quarters of a million, two-thirds million."""
        part = self._part(i)
        return None if part is None else self._of_scale(part)

    def _part(self, i: int) -> Numeral | None:
        """two-thirds, a third of, one quarter, twenty-three fifths."""
        article = self.word(i) in self._lex.articles
        above = Decimal(1) if article else self._lex.cardinals.get(self.word(i))
        if not above:
            return None
        at = self._after_hyphen(i + 1, spaced=True)
        if above >= 20 and 0 < (ones := self._lex.cardinals.get(self.word(at), Decimal(0))) < 10:
            above, at = above + ones, self._after_hyphen(at + 1)
        below, end = self._denominator(at)
        if below is None or self.word(end - 1).endswith("s") != (above != 1 and not article):
            return None
        if (article and not self._bare_fraction(i, end)) or (above == 1 and not self._is_part(i, end, below)):
            return None
        if below == 4 and (
            above not in (1, 3) or self.word(i - 1) in ("past", "last", "next", "first", "previous")
        ):
            return None  # quarters of a year
        return Numeral(i, end, above / below, Sort.FRACTION)

    def _denominator(self, i: int) -> tuple[Decimal | None, int]:
        """Read "fifths", "twenty-firsts" or "hundred-thousandth" at i: (value, end)."""
        below = self._lex.denominators.get(self.word(i))
        if below is not None:
            return below, i + 1
        last = i + 2 if self.word(i + 1) in HYPHENS else i + 1
        if last == i + 1 and (not self.word(last).endswith("s") or self.word(last) == "seconds"):
            return (
                None,
                i,
            )  # "thirty fifths" needs no hyphen, "thirty fifth" and "thirty seconds" are no parts
        ones = self._lex.ordinals.get(self.word(last).removesuffix("s"))
        if (tens := self._lex.cardinals.get(self.word(i), 0)) >= 20 and ones is not None and ones < 10:
            return tens + ones, last + 1
        scale = self._lex.scales.get(self.word(i))
        return (scale * ones, last + 1) if scale and ones is not None and ones >= 1000 else (None, i)

    def _of_scale(self, part: Numeral) -> Numeral:
        """Scale a fraction by the "of a million" or the plain "million" behind it."""
        of_a = self.word(part.end) == self._lex.of and self.word(part.end + 1) in self._lex.articles
        scaled = self._scale(part.end + 2 if of_a else part.end)
        if scaled is None:
            return part
        return Numeral(part.start, scaled[1], part.value * scaled[0], mantissa=part.value)

    def _is_part(self, i: int, end: int, below: Decimal) -> bool:
        """Tell "one hundredth of a second" from "the one hundredth" and "one twenty-fifth" from a rank."""
        if below < 20 or self.word(i) in self._lex.articles:
            return True
        compound = end > i + 2 and self.alone(i, end)
        return (
            compound
            or self.word(i + 1) in HYPHENS
            or self.word(end) == self._lex.of
            or self.word(i - 1) == "by"
        )

    def _bare_fraction(self, i: int, end: int) -> bool:
        """Tell "a third of the force", "fell by a quarter" from "a third wave" and "a quarter ago"."""
        after = self.word(end)
        if after == self._lex.of or after in _OF_MANY or self.alone(i, end):
            return True
        if self._of_whole(i):
            return after in _AUXILIARIES
        return self.word(i - 1) in _BEFORE_PARTS and (
            not after[:1].isalpha() or after in _BEHIND_PARTS or after in _AUXILIARIES
        )

    def _of_whole(self, i: int) -> bool:
        """Say whether what is parted stands before token i: "of which a third", "of these, a quarter"."""
        last = i - 2 if self.word(i - 1) == "," else i - 1
        return self.word(last) in _WHOLES and self.word(last - 1) == self._lex.of

    def _slash(self, i: int) -> tuple[Decimal, int] | None:
        """1/2, 23/32: a fraction of whole numbers below one, in a denominator people use."""
        if not (self.is_number(i) and self.word(i + 1) in ("/", "\u2044") and self.is_number(i + 2)):
            return None
        if not (self.glued(i + 1) and self.glued(i + 2)):
            return None
        above, below = self._tokens.value(i), self._tokens.value(i + 2)
        usual = (
            below in (2, 3, 4, 5, 6, 8, 10, 16, 32, 64, 100, 1000)
            or self.word(i + 3) == self._lex.of
            or self.alone(i, i + 3)
        )
        good = usual and 0 < above < below
        return (above / below, i + 3) if good else None

    def _tail(self, i: int) -> Numeral | None:
        """Read the proper fraction that goes on a number at i: a half, two thirds; None before "of"."""
        if self.word(i) in self._lex.articles and self.word(i + 1) in (self._lex.half, self._lex.quarter):
            part: Numeral | None = Numeral(i, i + 2, 1 / self._lex.denominators[self.word(i + 1)])
        elif self.word(i + 1) == self._lex.half and self._lex.cardinals.get(self.word(i)) == 1:
            part = Numeral(i, i + 2, Decimal("0.5"))
        elif self.word(i) in self._lex.articles:
            below, end = self._denominator(i + 1)
            good = below and (
                self._measured(end) or self._numbers_only(i, end) or (below > 12 and self.ends(end))
            )
            part = Numeral(i, end, 1 / below) if below and good else None
        else:
            part = self._part(i) if self.word(i) in self._lex.cardinals else None
        if part is None or part.value >= 1 or self.word(part.end) == self._lex.of:
            return None
        return part

    def _numbers_only(self, i: int, end: int) -> bool:
        """Say whether the text is a number and no sentence, whose part begins at i: "three and a fifth"."""
        small = i <= 12 and self.alone(0, end)
        return small and all(
            self.is_number(k)
            or self.word(k) in self._lex.cardinals
            or self.word(k) in self._lex.scales
            or self.word(k) in (*HYPHENS, *self._lex.articles, self._lex.conjunction)
            for k in range(i)
        )

    def _measured(self, i: int) -> bool:
        """Say whether what is counted in parts follows: "three and a third times", not "and a third died"."""
        return self.word(i) in _PARTED or self._scale(i) is not None

    def _and_half(self, value: Decimal, end: int) -> tuple[Decimal, int]:
        """two and a half, one and three quarters: (value, end), unchanged when there is no such tail."""
        if self.word(end) in HYPHENS and self.word(end + 1) == self._lex.conjunction:
            return self._hyphened_half(value, end)
        tail = self._tail(end + 1) if self.word(end) == self._lex.conjunction else None
        return (value, end) if tail is None else (value + tail.value, tail.end)

    def _hyphened_half(self, value: Decimal, end: int) -> tuple[Decimal, int]:
        """Read the tail of "one-and-a-half", "two-and-a-quarter"."""
        at = self._after_hyphen(end + 2)
        if self.word(at) in self._lex.articles:
            at = self._after_hyphen(at + 1)
        if self.word(at) not in (self._lex.half, self._lex.quarter):
            return value, end
        return value + 1 / self._lex.denominators[self.word(at)], at + 1

    def _and_part(self, value: Decimal, end: int, factor: Decimal) -> tuple[Decimal, int]:
        """Add "and a half" to a scale: a million and a half, five billion and three quarters million."""
        if self.word(end) != self._lex.conjunction or factor < 100:
            return value, end
        tail = self._tail(end + 1)
        if tail is None:
            return value, end
        if scaled := self._scale(tail.end):
            return value + tail.value * scaled[0], scaled[1]
        return value + tail.value * (factor if factor >= 1000 else 1), tail.end

    def _over_plural(self, head: Numeral) -> Numeral:
        """Divide a number in words by the plural ordinal behind it: "one hundred and thirty fifths"."""
        if not self.word(head.end) or not is_whole(head.value):
            return head
        below, end = self._denominator(self._after_hyphen(head.end))
        if below is None or below in (2, 4) or not self.word(end - 1).endswith("s"):
            return head
        return Numeral(head.start, end, head.value / below, Sort.FRACTION)
