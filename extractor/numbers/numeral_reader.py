"""Read the longest numeral at a token: a number, a share, an ordinal, a multiple or a vague count."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from extractor.numbers.cardinals import CardinalReader
from extractor.numbers.cursor import LONGEST_SCALE
from extractor.numbers.lexicon import HYPHENS
from extractor.numbers.numerals import Numeral, Sort

if TYPE_CHECKING:
    from extractor.numbers.lexicon import Lexicon
    from extractor.numbers.tokens import Tokens

_ROUND_WHOLES = frozenset([2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 20, 25, 50, 100, 1000, 10_000, 100_000, 1_000_000])
# what follows the second number of "killed one in 24 hours": no share
_NOT_SHARED = frozenset(
    "hours days weeks months years minutes seconds decades centuries cases attacks places locations cities "
    "towns villages provinces districts states counties january february april june july august september "
    "october november december per % - –".split()
)
_JOINTS_OF_SHARES = tuple(
    tuple(joint.split())
    for joint in ("in every", "of every", "out of every", "out of", "in", "- in -", "- out - of -")
)
_JOINT_WORDS = frozenset(joint[0] for joint in _JOINTS_OF_SHARES)
_SHARE_WORDS = _JOINT_WORDS | {"over"}
# what "st" does not follow in an ordinal: 11st is a weight
_NO_FIRSTS = frozenset(f"{tens}{ones}" for tens in ("", *range(10)) for ones in (0, *range(2, 10))) | {"11"}
_LARGEST_ORDINAL = 10**26


class NumeralReader(CardinalReader):
    """Reads numerals of one language at given tokens of one text."""

    def __init__(self, tokens: Tokens, lexicon: Lexicon) -> None:
        super().__init__(tokens, lexicon)
        self._known: dict[int, Numeral | None] = {}

    def read(self, i: int) -> Numeral | None:
        """Return the longest numeral that begins at token i; None when none does."""
        if i not in self._known:
            self._known[i] = self._read(i)
        return self._known[i]

    def _read(self, i: int) -> Numeral | None:
        if self._starts_cardinal(i) and self._stands_alone(i):
            return self._one_word(i)
        if self.is_number(i):
            return self._out_of(i) or self._one_over(i) or self._ordinal(i) or self._cardinal(i)
        if not self._may_begin(i):
            return None
        return (
            self._vague(i)
            or self._several(i)
            or self._half(i)
            or self._fraction(i)
            or self._out_of(i)
            or self._one_over(i)
            or self._ordinal(i)
            or self._cardinal(i)
            or self._multiple(i)
            or self._leading_point(i)
        )

    def _stands_alone(self, i: int) -> bool:
        """Say whether nothing behind token i, or behind its hyphen, can go on a number."""
        at = i + 2 if self.word(i + 1) in HYPHENS else i + 1
        return self._ends_there(at) and self.word(at) not in _SHARE_WORDS

    def _may_begin(self, i: int) -> bool:
        """Say whether a number in words may begin at token i; an article needs one more of its words."""
        word, starters = self.word(i), self._lex.starters
        if word not in self._lex.articles:
            return word in starters
        return self.word(i + 1) in starters or self.word(i + 1) in HYPHENS

    def _vague(self, i: int) -> Numeral | None:
        """dozens, hundreds, tens of thousands, hundreds of thousands of."""
        least = self._lex.plurals.get(self.word(i))
        if least is None:
            return None
        end = i + 1
        for _ in range(LONGEST_SCALE):
            inner = self._lex.plurals.get(self.word(end + 1)) or self._lex.scales.get(self.word(end + 1))
            if self.word(end) != self._lex.of or inner is None:
                break
            least, end = least * inner, end + 2
        if self.word(i) == "tens" and end == i + 1:
            return None
        if self.word(i) == "scores" and (self.word(end) != self._lex.of or self._starts_cardinal(end + 1)):
            return None
        return Numeral(i, end, least, Sort.VAGUE)

    def _several(self, i: int) -> Numeral | None:
        """several hundred, a few dozen; a couple of thousand; a couple of."""
        if self.word(i) not in self._lex.roughly:
            return None
        end = i + self.phrase(i, self._lex.couple)
        if end > i:
            scaled = self._scale(end)
            if scaled is None and self.word(end) in self._lex.plurals:
                return None
            factor, end = scaled or (Decimal(1), end)
            if scaled is None and self.word(end - 1) != self._lex.of:
                return Numeral(i, end, Decimal(2), hedged=True) if self.alone(i, end) else None
            last = end if scaled else end - 1
            return Numeral(i, last, 2 * factor, hedged=True)
        end = i + self.phrase(i, self._lex.several)
        if end == i:
            return None
        if self.word(end) in self._lex.plurals and (inner := self._vague(end)) is not None:
            return inner._replace(start=i)
        scaled = self._scale(end)
        return Numeral(i, scaled[1], 2 * scaled[0], Sort.VAGUE) if scaled else None

    def _out_of(self, i: int) -> Numeral | None:
        """one in five, 7 out of 10, two of every three."""
        if not self._starts_cardinal(i):
            return None
        part = self._cardinal(i)
        if part is None or self.word(part.end) not in _JOINT_WORDS:
            return None
        for joint in _JOINTS_OF_SHARES:
            end = part.end + len(joint)
            if all(self.word(part.end + k) == w for k, w in enumerate(joint)) and self._starts_cardinal(end):
                whole = self._cardinal(end)
                if (
                    whole is not None
                    and part.value < whole.value <= 1_000_000
                    and self._share(part, whole, joint)
                ):
                    return Numeral(i, whole.end, part.value / whole.value, Sort.FRACTION)
        return None

    def _share(self, part: Numeral, whole: Numeral, joint: tuple[str, ...]) -> bool:
        """Tell "one in five voters" from "killed 12 in 2014" and "three in 24 hours"."""
        if joint not in (("in",), ("-", "in", "-")):
            return True
        if joint[0] == "-" and self.word(whole.end) == "-":
            return False  # a 1-in-100-year flood
        if self.word(whole.end) in _NOT_SHARED or self.word(whole.end) in self._lex.plurals:
            return False
        of_any = part.value == 1 and (self.alone(part.start, whole.end) or whole.value <= 1000)
        return (of_any or whole.value in _ROUND_WHOLES) and part.value <= 99

    def _one_over(self, i: int) -> Numeral | None:
        """one over three: a share when the phrase ends there, not "one over 20 years ago"."""
        if self.word(i + 1) != "over" or self.word(i) not in ("one", "1") or not self._starts_cardinal(i + 2):
            return None
        whole = self._cardinal(i + 2)
        if whole is None or whole.value <= 1 or not self.ends(whole.end):
            return None
        return Numeral(i, whole.end, 1 / whole.value, Sort.FRACTION)

    def _leading_point(self, i: int) -> Numeral | None:
        """point five, point 77: only when that is the whole text, "at that point 77" is none."""
        if i or self.word(i) != self._lex.point:
            return None
        value, end = self._point(Decimal(0), i)
        if end == i and self.is_number(1) and self.word(1).isdigit():
            value, end = Decimal(f"0.{self.word(1)}"), 2
        return Numeral(i, end, value) if end > i and self.alone(i, end) else None

    def _multiple(self, i: int) -> Numeral | None:
        """halved, tripled, threefold, 12-fold is read by the measure reader."""
        value = self._lex.multiples.get(self.word(i))
        return None if value is None else Numeral(i, i + 1, value, Sort.MULTIPLE)

    def _ordinal(self, i: int) -> Numeral | None:
        """first, twenty-first, two hundred and fifth; 21st."""
        if self.is_number(i):
            ending = self.glued(i + 1) and self.word(i + 1) in self._lex.ordinal_endings
            if ending and self.word(i + 1) == "st" and self.word(i)[-2:] in _NO_FIRSTS:
                return None
            value = self._tokens.value(i)
            return Numeral(i, i + 2, value, Sort.ORDINAL, digits=True) if ending else None
        last = self._lex.ordinals.get(self.word(i))
        if last is not None:
            return Numeral(i, i + 1, last, Sort.ORDINAL)
        head = self._cardinal(i)
        if head is None or head.value >= _LARGEST_ORDINAL:
            return None
        at = self._joint(head.end, i, Decimal(100))
        if self.word(at) == "—" and self.glued(at) and self.glued(at + 1):
            at += 1
        last = self._lex.ordinals.get(self.word(at))
        if last is None:
            return None
        if last >= 100:
            whole = (
                head.value // (last * 10) * (last * 10)
                if last == 100
                else head.value // (last * 1000) * last * 1000
            )
            return Numeral(i, at + 1, whole + (head.value - whole) * last, Sort.ORDINAL)
        fits = head.value % 100 == 0 or (head.value % 10 == 0 and last < 10)
        return (
            Numeral(i, at + 1, head.value + last, Sort.ORDINAL) if fits and self._joined(head, at) else None
        )

    def _joined(self, head: Numeral, at: int) -> bool:
        """Tell "twenty-first" from "the twenty first arrivals" by its hyphen; hundreds need none.

        At the end of a phrase nothing is left for "first" to count; "forty second" is a delay.
        """
        if at > head.end or head.value % 100 == 0:
            return True
        return self.ends(at + 1) and (self.word(at) != "second" or self.alone(head.start, at + 1))
