"""Read whole and decimal numbers: 3,500 · 2.5 million · two thousand and six · five point two."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from extractor.numbers.lexicon import HYPHENS
from extractor.numbers.numerals import Numeral, Sort, is_whole
from extractor.numbers.parts import PartReader

if TYPE_CHECKING:
    from extractor.numbers.lexicon import Lexicon
    from extractor.numbers.tokens import Tokens

_LARGEST_POWER = 40
_SPOKEN_ZERO = {"o": Decimal(0), "oh": Decimal(0)}


@dataclass(slots=True)
class _Sum:
    """A number in words while it is read: of "two thousand five hundred" 2000 is total and 500 current.

    `first` is what stood before the first scale, `ceiling` the last scale of a thousand and up, `room` what
    the next small word must stay below.
    """

    total: Decimal = Decimal(0)
    current: Decimal = Decimal(0)
    first: Decimal | None = None
    ceiling: Decimal | None = None
    room: Decimal = Decimal(100)

    @property
    def lowest(self) -> Decimal:
        """The scale that the last word stands in."""
        return self.ceiling if self.ceiling and not self.current else Decimal(100)

    def add(self, small: Decimal) -> None:
        """Take in a word below one hundred."""
        self.current += small
        self.room = Decimal(10) if small >= 20 else Decimal(0)

    def scale(self, factor: Decimal) -> bool:
        """Take in a scale word; False when it belongs to another number."""
        if (self.ceiling is not None and factor >= self.ceiling) or (factor == 100 <= self.current):
            return False
        self.first = self.current if self.first is None else self.first
        if factor < 100 <= self.current:
            self.current += (self.current % 100 or self.current) * (factor - 1)
        elif factor == 100:
            self.current, self.room = (self.current or Decimal(1)) * 100, Decimal(100)
        else:
            self.total, self.current = self.total + (self.current or Decimal(1)) * factor, Decimal(0)
            self.ceiling, self.room = factor, Decimal(100)
        return True


class CardinalReader(PartReader):
    """Reads the cardinals of one text."""

    def __init__(self, tokens: Tokens, lexicon: Lexicon) -> None:
        super().__init__(tokens, lexicon)
        self._cardinals: dict[int, Numeral | None] = {}

    def _cardinal(self, i: int) -> Numeral | None:
        """Read a cardinal in digits or words at token i; it is asked for again and again."""
        if i not in self._cardinals:
            self._cardinals[i] = self._digits(i) if self.is_number(i) else self._words(i)
        return self._cardinals[i]

    def _ends_there(self, i: int) -> bool:
        """Say whether nothing at token i can go on the number before it."""
        return self.word(i) not in self._lex.tails and not self.is_number(i)

    def _digits(self, i: int) -> Numeral:
        """3,500 · 2.5 million · 10k · 2 1/2 · 104 23/32 · 15 hundred."""
        value, end = self._tokens.value(i), i + 1
        if self._ends_there(end):
            return self._one_word(i)
        if self.is_vulgar(end):
            value, end = value + self._tokens.value(end), end + 1
        elif (slash := self._slash(end)) and not self.glued(end) and value == value.to_integral_value():
            value, end = value + slash[0], slash[1]
        elif slash := self._slash(i):
            return Numeral(i, slash[1], slash[0], Sort.FRACTION, digits=True)
        value, end = self._and_half(value, end)
        scaled = self._letter(end) or self._counted_scale(end)
        if scaled:
            return self._continued(Numeral(i, scaled[1], value * scaled[0], mantissa=value, digits=True))
        if end > i + 1:
            return Numeral(i, end, value, digits=True)
        return self._after_digits(value, i)

    def _one_word(self, i: int) -> Numeral:
        """Read the digits or the word of a cardinal at token i and nothing behind it."""
        if not self.is_number(i):
            return Numeral(i, i + 1, self._lex.cardinals[self.word(i)])
        sort = Sort.FRACTION if self.is_vulgar(i) else Sort.CARDINAL
        return Numeral(i, i + 1, self._tokens.value(i), sort, digits=True)

    def _after_digits(self, value: Decimal, i: int) -> Numeral:
        """Read what may follow bare digits: "2 thirds", "2^10", "1 point 5 million"."""
        word = self.word(i + 1)
        below = self._lex.denominators.get(word)
        if below is not None and below not in (2, 4) and 1 < value < below and word.endswith("s"):
            return self._of_scale(Numeral(i, i + 2, value / below, Sort.FRACTION, digits=True))
        if word == "^" and (power := self._power(value, i + 2)):
            return Numeral(i, power[1], power[0], digits=True)
        if word == self._lex.point and self.is_number(i + 2) and (self.word(i) + self.word(i + 2)).isdigit():
            decimal = Decimal(f"{self.word(i)}.{self.word(i + 2)}")
            if scaled := self._scale(i + 3):
                return Numeral(i, scaled[1], decimal * scaled[0], mantissa=decimal, digits=True)
            if self.ends(i + 3) and self.alone(i, i + 3):
                return Numeral(i, i + 3, decimal, digits=True)
        return self._one_word(i)

    def _power(self, base: Decimal, i: int) -> tuple[Decimal, int] | None:
        """Read the exponent of "2^10" or "10^-3" at token i: (power, end)."""
        negative = self.word(i) in ("-", "−")
        i += negative or self.word(i) == "+"
        exponent = self._tokens.value(i) if self.is_number(i) and self.glued(i) else None
        if (
            exponent is None
            or not 0 < exponent <= _LARGEST_POWER
            or not is_whole(exponent)
            or not 0 < base < 10**6
        ):
            return None
        return base ** (-int(exponent) if negative else int(exponent)), i + 1

    def _continued(self, head: Numeral) -> Numeral:
        """Add what goes on in a smaller scale: "4 thousand 3 hundred and 21", "3 million and a half"."""
        value, end, factor = head.value, head.end, head.value / (head.mantissa or 1)
        while factor > 1 and self.is_number(end) and is_whole(head.value):
            scaled = self._counted_scale(end + 1)
            part = self._tokens.value(end)
            if scaled is None or not is_whole(part) or part * scaled[0] >= factor:
                break
            value, end, factor = value + part * scaled[0], scaled[1], scaled[0]
        tail = end + 1 if self.word(end) == self._lex.conjunction else end
        if factor == 100 and tail > end:
            rest = (
                self._tokens.value(tail) if self.is_number(tail) else self._lex.cardinals.get(self.word(tail))
            )
            if rest and rest < 100 and is_whole(rest) and self._scale(tail + 1) is None:
                value, end = value + rest, tail + 1
        value, end = self._and_part(value, end, factor)
        return head._replace(value=value, end=end)

    def _words(self, i: int) -> Numeral | None:
        """two thousand five hundred and six · a hundred · twenty-one · one and a half million."""
        start = i
        if self.word(i) in self._lex.cardinals and self._ends_there(i + 1):
            return self._one_word(i)
        i += self.word(i) in self._lex.articles
        if self._scale(i) is None and (i > start or self.word(i) not in self._lex.cardinals):
            return None
        grown = _Sum()
        end = i
        while True:
            at = self._joint(end, i, grown.room)
            small = self._lex.cardinals.get(self.word(at))
            if small is not None and small < grown.room:
                if at > i and self._opens_part(at, end):
                    break
                end = self._add_word(grown, small, at)
            elif (scaled := self._counted_scale(at) if end > i else self._scale(at)) is None:
                break
            elif grown.scale(scaled[0]):
                end = scaled[1]
            else:
                break
        if end == i:
            return None
        value, end = self._point(grown.total + grown.current, end)
        if grown.first is not None or grown.current >= 20:
            value, end = self._and_part(value, end, grown.lowest)
        return self._over_plural(Numeral(start, end, value, mantissa=grown.first or None))

    def _add_word(self, grown: _Sum, small: Decimal, at: int) -> int:
        """Take in the word at token `at` and its decimals or half; return where they end."""
        grown.add(small)
        grown.current, end = self._point(grown.current, at + 1)
        if grown.first is None:
            grown.current, end = self._and_half(grown.current, end)
        return end

    def _opens_part(self, at: int, end: int) -> bool:
        """Say whether a word of "hundred and three quarters" belongs to the fraction."""
        if at > end and self.word(end) == self._lex.conjunction:
            return self._tail(at) is not None
        if at == end and self._lex.cardinals.get(self.word(at), 0) >= 20 and self.word(at + 1).endswith("s"):
            return self._denominator(at)[1] > at
        return (
            self.word(at + 1) in HYPHENS and self.word(at + 2).endswith("s") and self._denominator(at)[1] > at
        )

    def _point(self, value: Decimal, end: int) -> tuple[Decimal, int]:
        """Read the tail of "two point five", "ten point eleven": (value, end), unchanged without one."""
        if self.word(end) != self._lex.point:
            return value, end
        at = end + 1
        ten = self._lex.cardinals.get(self.word(at), Decimal(0))
        if ten >= 10:
            next_word = self._after_hyphen(at + 1)
            ones = self._lex.cardinals.get(self.word(next_word), Decimal(10))
            if ten >= 20 and 0 < ones < 10:
                return value + (ten + ones) / 100, next_word + 1
            return value + ten / 100, at + 1
        digits = ""
        while (digit := _SPOKEN_ZERO.get(self.word(at), self._lex.cardinals.get(self.word(at)))) is not None:
            if digit >= 10:
                break
            digits, at = f"{digits}{digit}", at + 1
        if not digits or (digits == "0" and self.word(at - 1) in _SPOKEN_ZERO):
            return value, end
        return value + Decimal(f"0.{digits}"), at

    def _joint(self, end: int, first: int, room: Decimal) -> int:
        """Step over a hyphen or the "and" of "two hundred and six" between words of one numeral."""
        if end == first:
            return end
        at = self._after_hyphen(end, spaced=room == 10)
        follows = self.word(at + 1)
        if (
            self.word(at) == self._lex.conjunction
            and room == 100
            and self._lex.cardinals.get(follows, 100) < 100
        ):
            return at + 1
        return at
