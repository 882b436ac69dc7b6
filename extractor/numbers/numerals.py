"""Read one numeral from tokens: digits, number words, scales, fractions, multiples, vague counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum, auto
from typing import TYPE_CHECKING

from extractor.numbers.tokens import VULGAR, Kind, Token

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractor.numbers.lexicon import Lexicon


class Sort(Enum):
    """How a numeral came by its value."""

    CARDINAL = auto()
    FRACTION = auto()
    MULTIPLE = auto()
    VAGUE = auto()
    ORDINAL = auto()


@dataclass(frozen=True, slots=True)
class Numeral:
    """A value and the tokens [start, end) it was read from.

    `mantissa` is what stood before the scale word, None when there was no scale; `digits` says that the
    numeral begins with digits. A VAGUE value is the least the words can mean; `hedged` marks a value that is
    only roughly meant by its own words ("a couple of hundred").
    """

    start: int
    end: int
    value: Decimal
    sort: Sort = Sort.CARDINAL
    mantissa: Decimal | None = None
    digits: bool = False
    hedged: bool = False


_HYPHENS = ("-", "\u2010", "\u2011")
_LONGEST_SCALE = 4  # words: "a hundred thousand million"


class NumeralReader:
    """Reads numerals of one language at given tokens of one text."""

    def __init__(self, tokens: Sequence[Token], lexicon: Lexicon) -> None:
        self._tokens = tokens
        self._lex = lexicon

    def read(self, i: int) -> Numeral | None:
        """Return the longest numeral that begins at token i; None when none does."""
        for reading in (
            self._vague,
            self._several,
            self._half,
            self._fraction,
            self._out_of,
            self._ordinal,
            self._cardinal,
            self._multiple,
        ):
            numeral = reading(i)
            if numeral is not None:
                return numeral
        return None

    # -- tokens

    def word(self, i: int) -> str:
        """Return the lower-case key of token i; "" beyond the ends."""
        return self._tokens[i].lower if 0 <= i < len(self._tokens) else ""

    def glued(self, i: int) -> bool:
        """Say whether token i begins where the token before it ends."""
        return 0 < i < len(self._tokens) and self._tokens[i - 1].end == self._tokens[i].start

    def _is_number(self, i: int) -> bool:
        return 0 <= i < len(self._tokens) and self._tokens[i].kind is Kind.NUMBER

    def _phrase(self, i: int, phrases: frozenset[tuple[str, ...]]) -> int:
        """Return the end of the longest of the phrases that begins at i; i when none does."""
        ends = [i + len(p) for p in phrases if all(self.word(i + k) == w for k, w in enumerate(p))]
        return max(ends, default=i)

    def _after_hyphen(self, i: int) -> int:
        """Skip one hyphen inside a compound (twenty-one, half-million)."""
        return i + 1 if self.word(i) in _HYPHENS and self.glued(i) and self.glued(i + 1) else i

    def _scale(self, i: int) -> tuple[Decimal, int] | None:
        """Read a run of scale words at i: (factor, end)."""
        factor, end = Decimal(1), i
        for _ in range(_LONGEST_SCALE):
            at = self._after_hyphen(end)
            scale = self._lex.scales.get(self.word(at))
            if scale is None:
                break
            factor, end = factor * scale, at + 1
        return (factor, end) if end > i else None

    def _letter(self, i: int) -> tuple[Decimal, int] | None:
        """Read a scale letter glued to the digits before it (10k); longer ones may stand apart (3 bn)."""
        scale = self._lex.scale_letters.get(self.word(i))
        near = self.glued(i) or len(self.word(i)) > 1
        return (scale, i + 1) if scale is not None and near else None

    # -- numerals

    def _vague(self, i: int) -> Numeral | None:
        """dozens, hundreds, tens of thousands, hundreds of thousands of."""
        least = self._lex.plurals.get(self.word(i))
        if least is None:
            return None
        end = i + 1
        for _ in range(_LONGEST_SCALE):
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
        end = self._phrase(i, self._lex.couple)
        if end > i:
            scaled = self._scale(end)
            if scaled is None and self.word(end) in self._lex.plurals:
                return None
            factor, end = scaled or (Decimal(1), end)
            if scaled is None and self.word(end - 1) != self._lex.of:
                return None
            last = end if scaled else end - 1
            return Numeral(i, last, 2 * factor, hedged=True)
        end = self._phrase(i, self._lex.several)
        if end == i:
            return None
        if self.word(end) in self._lex.plurals and (inner := self._vague(end)) is not None:
            return replace(inner, start=i)
        scaled = self._scale(end)
        return Numeral(i, scaled[1], 2 * scaled[0], Sort.VAGUE) if scaled else None

    def _half(self, i: int) -> Numeral | None:
        """half a million, half a dozen, half-million, a half."""
        at = i + 1 if self.word(i) in self._lex.articles and self.word(i + 1) == self._lex.half else i
        if self.word(at) != self._lex.half:
            return None
        end = at + 1
        inner = end + 1 if self.word(end) in self._lex.articles else end
        scaled = self._scale(self._after_hyphen(inner))
        if scaled:
            return Numeral(i, scaled[1], scaled[0] / 2, mantissa=Decimal("0.5"))
        return Numeral(i, end, Decimal("0.5"), Sort.FRACTION)

    def _fraction(self, i: int) -> Numeral | None:
        """two-thirds, a third of, one quarter, three quarters of a million."""
        above: Decimal | None = self._lex.cardinals.get(self.word(i))
        if above is None and self.word(i) in self._lex.articles:
            above = Decimal(1)
        at = self._after_hyphen(i + 1)
        below = self._lex.denominators.get(self.word(at))
        if above is None or above == 0 or below is None or above >= 100:
            return None
        plural = self.word(at).endswith("s")
        if plural != (above != 1) and self.word(i) not in self._lex.articles:
            return None
        if self.word(i) in self._lex.articles and not self._bare_fraction(i, at):
            return None
        if below == 4 and (
            above not in (1, 3) or self.word(i - 1) in ("past", "last", "next", "first", "previous")
        ):
            return None  # quarters of a year
        value, end = above / below, at + 1
        if self.word(end) == self._lex.of and self.word(end + 1) in self._lex.articles:
            scaled = self._scale(end + 2)
            if scaled:
                return Numeral(i, scaled[1], value * scaled[0], mantissa=value)
        return Numeral(i, end, value, Sort.FRACTION)

    def _bare_fraction(self, i: int, at: int) -> bool:
        """Tell "a third of the force", "fell by a quarter" from "a third wave" and "a quarter ago"."""
        after = self.word(at + 1)
        return after == self._lex.of or (
            self.word(i - 1) in ("by", "than", "about", "nearly", "almost", "over")
            and (
                not after
                or not after[0].isalpha()
                or after in ("in", "to", "from", "since", "on", "and", "this", "last")
            )
        )

    def _out_of(self, i: int) -> Numeral | None:
        """one in five, 7 out of 10, two of every three."""
        if not self._starts_cardinal(i):
            return None
        part = self._plain(i)
        if part is None:
            return None
        for joint in (("in", "every"), ("of", "every"), ("out", "of", "every"), ("out", "of"), ("in",)):
            end = part.end + len(joint)
            if all(self.word(part.end + k) == w for k, w in enumerate(joint)) and self._starts_cardinal(end):
                whole = self._plain(end)
                if (
                    whole is not None
                    and part.value < whole.value <= 1_000_000
                    and self._share(part, whole, joint)
                ):
                    return Numeral(i, whole.end, part.value / whole.value, Sort.FRACTION)
        return None

    def _share(self, part: Numeral, whole: Numeral, joint: tuple[str, ...]) -> bool:
        """Tell "one in five voters" from "killed 12 in 2014" and "three in 24 hours"."""
        if joint != ("in",):
            return True
        follows = self.word(whole.end)
        months = ("hours", "days", "weeks", "months", "years", "minutes", "cases", "attacks", "per", "%")
        round_whole = whole.value in (
            2,
            3,
            4,
            5,
            6,
            7,
            8,
            9,
            10,
            12,
            20,
            25,
            50,
            100,
            1000,
            10_000,
            100_000,
            1_000_000,
        )
        return round_whole and part.value <= 99 and follows not in months

    def _starts_cardinal(self, i: int) -> bool:
        return self._is_number(i) or self.word(i) in self._lex.cardinals

    def _plain(self, i: int) -> Numeral | None:
        return self._digits(i) if self._is_number(i) else self._words(i)

    def _cardinal(self, i: int) -> Numeral | None:
        if self._is_number(i):
            return self._digits(i)
        return self._words(i)

    def _digits(self, i: int) -> Numeral:
        """3,500 · 2.5 million · 10k · 2 1/2 · 104 23/32 · 15 hundred."""
        token = self._tokens[i]
        value = token.value
        assert value is not None  # a NUMBER token always has one
        end = i + 1
        if self._is_number(end) and self._tokens[end].lower in VULGAR:
            value, end = value + (self._tokens[end].value or Decimal(0)), end + 1
        elif (slash := self._slash(end)) and not self.glued(end) and value == value.to_integral_value():
            value, end = value + slash[0], slash[1]
        elif slash := self._slash(i):
            return Numeral(i, slash[1], slash[0], Sort.FRACTION, digits=True)
        value, end = self._and_half(value, end)
        scaled = self._letter(end) or self._scale(end)
        if scaled:
            return Numeral(i, scaled[1], value * scaled[0], mantissa=value, digits=True)
        sort = Sort.FRACTION if token.lower in VULGAR else Sort.CARDINAL
        return Numeral(i, end, value, sort, digits=True)

    def _slash(self, i: int) -> tuple[Decimal, int] | None:
        """1/2, 23/32: a fraction of whole numbers below one, in a denominator people use."""
        if not (self._is_number(i) and self.word(i + 1) in ("/", "\u2044") and self._is_number(i + 2)):
            return None
        above, below = self._tokens[i].value, self._tokens[i + 2].value
        if not (self.glued(i + 1) and self.glued(i + 2)) or above is None or below is None:
            return None
        usual = below in (2, 3, 4, 5, 6, 8, 10, 16, 32, 64, 100) or self.word(i + 3) == self._lex.of
        good = usual and 0 < above < below
        return (above / below, i + 3) if good else None

    def _and_half(self, value: Decimal, end: int) -> tuple[Decimal, int]:
        """two and a half, one and three quarters: (value, end), unchanged when there is no such tail."""
        if self.word(end) != self._lex.conjunction:
            return value, end
        if self.word(end + 1) in self._lex.articles and self.word(end + 2) in (
            self._lex.half,
            "quarter",
            "third",
        ):
            return value + Decimal(1) / self._lex.denominators[self.word(end + 2)], end + 3
        tail = self._fraction(end + 1)
        if (
            tail is not None
            and tail.sort is Sort.FRACTION
            and tail.value < 1
            and self.word(end + 1) in self._lex.cardinals
        ):
            return value + tail.value, tail.end
        return value, end

    def _words(self, i: int) -> Numeral | None:
        """two thousand five hundred and six · a hundred · twenty-one · one and a half million."""
        start = i
        if self.word(i) in self._lex.articles:
            if self._scale(i + 1) is None:
                return None
            i += 1
        elif self.word(i) not in self._lex.cardinals and self._scale(i) is None:
            return None
        total = current = Decimal(0)
        first: Decimal | None = None
        end, ceiling, room = i, None, Decimal(100)
        while True:
            at = self._joint(end, i, room)
            small = self._lex.cardinals.get(self.word(at))
            if small is not None and small < room:
                current, end = current + small, at + 1
                room = Decimal(10) if small >= 20 else Decimal(0)
                current, end = self._point(current, end)
                if at == i or first is None:
                    current, end = self._and_half(current, end)
            elif (scaled := self._scale(at)) and (ceiling is None or scaled[0] < ceiling):
                first = current if first is None else first
                factor, end = scaled
                if factor == 100:
                    current, room = (current or Decimal(1)) * 100, Decimal(100)
                else:
                    total, current = total + (current or Decimal(1)) * factor, Decimal(0)
                    ceiling, room = factor, Decimal(100)
            else:
                break
        if end == i:
            return None
        return Numeral(start, end, total + current, mantissa=first or None)

    def _point(self, value: Decimal, end: int) -> tuple[Decimal, int]:
        """Read the tail of "two point five": (value, end), unchanged when there is none."""
        digits, at = "", end + 1
        while self.word(end) == self._lex.point and self._lex.cardinals.get(self.word(at), 10) < 10:
            digits, at = digits + str(self._lex.cardinals[self.word(at)]), at + 1
        return (value + Decimal(f"0.{digits}"), at) if digits else (value, end)

    def _joint(self, end: int, first: int, room: Decimal) -> int:
        """Step over a hyphen or the "and" of "two hundred and six" between words of one numeral."""
        if end == first:
            return end
        at = self._after_hyphen(end)
        follows = self.word(at + 1)
        if (
            self.word(at) == self._lex.conjunction
            and room == 100
            and self._lex.cardinals.get(follows, 100) < 100
        ):
            return at + 1
        return at

    def _multiple(self, i: int) -> Numeral | None:
        """halved, tripled, threefold, 12-fold is read by the measure reader."""
        value = self._lex.multiples.get(self.word(i))
        return None if value is None else Numeral(i, i + 1, value, Sort.MULTIPLE)

    def _ordinal(self, i: int) -> Numeral | None:
        """first, twenty-first, two hundred and fifth; 21st."""
        if self._is_number(i):
            value = self._tokens[i].value
            ending = self.glued(i + 1) and self.word(i + 1) in self._lex.ordinal_endings
            return (
                Numeral(i, i + 2, value, Sort.ORDINAL, digits=True) if ending and value is not None else None
            )
        last = self._lex.ordinals.get(self.word(i))
        if last is not None:
            return Numeral(i, i + 1, last, Sort.ORDINAL)
        head = self._words(i)
        if head is None:
            return None
        at = self._joint(head.end, i, Decimal(100))
        last = self._lex.ordinals.get(self.word(at))
        if last is None:
            return None
        if last >= 100:
            return Numeral(i, at + 1, head.value * last, Sort.ORDINAL)
        fits = head.value % 100 == 0 or (head.value % 10 == 0 and last < 10)
        return (
            Numeral(i, at + 1, head.value + last, Sort.ORDINAL) if fits and self._joined(head, at) else None
        )

    def _joined(self, head: Numeral, at: int) -> bool:
        """Tell "twenty-first" from "the twenty first arrivals" by its hyphen; hundreds need none."""
        return at > head.end or head.value % 100 == 0
