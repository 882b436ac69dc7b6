"""Read one numeral of a language from tokens: digits, number words, scales, parts, rough and vague counts."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from extractor.numbers.cursor import TokenCursor
from extractor.numbers.numerals import Numeral, Sort
from extractor.numbers.units import PERCENT, TIME_UNITS

if TYPE_CHECKING:
    from extractor.numbers.languages.language import Language
    from extractor.numbers.tokens import Tokens

_HYPHENS = frozenset("-‐‑")
_ROUND_WHOLES = frozenset([2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 20, 100, 1000])
_LONGEST_SCALE = 3  # words: "cent mille milliards"
_ORDINAL_POINT = re.compile(r"\.(?=\s\w)")
_LARGEST = Decimal(10**20)
_SLASHES = frozenset("/\u2044")
_SLASHED = frozenset([2, 3, 4, 5, 6, 8, 10, 16, 32, 64, 100, 1000])
_HALF = Decimal("0.5")
_SCORES = frozenset([60, 80])  # soixante-dixième, quatre-vingt-onzième


class CountingReader(TokenCursor):
    """Reads numerals of one language at given tokens of one text."""

    def __init__(self, text: str, tokens: Tokens, language: Language) -> None:
        super().__init__(tokens)
        self._text = text
        self._lang = language
        self._plains: dict[int, Numeral | None] = {}  # fractions, shares and cardinals begin with one

    def read(self, i: int) -> Numeral | None:
        """Return the numeral that begins at token i; None when none does."""
        if not self._may_start(i):
            return None
        for reading in (
            self._vague,
            self._half,
            self._fraction,
            self._share,
            self._ordinal,
            self._rough,
            self._cardinal,
            self._multiple,
        ):
            numeral = reading(i)
            if numeral is not None:
                return numeral
        return None

    def read_at(self, i: int) -> bool:
        """Say whether a numeral begins at token i, which may be beyond the end."""
        return 0 <= i < len(self._tokens) and self.read(i) is not None

    def _may_start(self, i: int) -> bool:
        word = self.word(i)
        if self.is_number(i):
            return True
        if word not in self._lang.starts and not self._is_compound(word):
            return False
        return (self.word(i - 1), word) not in self._lang.never

    def _is_compound(self, word: str) -> bool:
        cardinal, ordinal = self._lang.compound, self._lang.compound_ordinal
        if cardinal is not None and cardinal(word) is not None:
            return True
        return ordinal is not None and ordinal(word) is not None

    # -- tokens

    def _after_hyphen(self, i: int) -> int:
        return i + 1 if self.word(i) in _HYPHENS and self.glued(i) and self.glued(i + 1) else i

    # -- scales

    def _scale(self, i: int) -> tuple[Decimal, int] | None:
        """Read a run of growing scale words at i (mil millones): (factor, end), a point of Mio. included."""
        factor, last, end = Decimal(1), Decimal(0), i
        for _ in range(_LONGEST_SCALE):
            at = self._after_hyphen(end)
            scale = self._lang.scales.get(self.word(at))
            if scale is None or scale <= last:
                break
            factor, last, end = factor * scale, scale, at + 1
            if self.word(at) in self._lang.dotted and self.word(end) == "." and self.glued(end):
                end += 1
        return (factor, end) if end > i else None

    def _letter(self, i: int) -> tuple[Decimal, int] | None:
        """Read a scale letter glued to its digits (5k) or before a currency sign (3 M€)."""
        scale = self._lang.letter_scales.get(self.word(i))
        if scale is None:
            return None
        money = self.word(i + 1) in ("€", "$", "£") and self.glued(i + 1)
        capital = self._text[self._tokens.starts[i] : self._tokens.end(i)] == "M" and self.glued(i)
        money = money or (self.word(i + 1) in self._lang.of and self.word(i + 2) in self._lang.units)
        hyphen = self._after_hyphen(i + 1) > i + 1  # a 4K-Monitor has no 4000 of anything
        thousands = self.word(i) in ("k", "к") and self.glued(i) and not hyphen
        return (scale, i + 1) if money or capital or thousands else None

    # -- rough and vague counts

    def _vague(self, i: int) -> Numeral | None:
        """Tausende, des dizaines de milliers, десятки тысяч; mehrere hundert, plusieurs centaines."""
        several = self.word(i) in self._lang.several
        at = i + 1 if several else i
        least = self._lang.plurals.get(self.word(at))
        end = at + 1
        if not several and self._genitive(i):
            return None
        if least is None and several:
            scaled = self._scale(at) or self._hundreds(at)
            least, end = scaled or (None, end)
        if least is None:
            return None
        for _ in range(_LONGEST_SCALE):
            inner = end + 1 if self.word(end) in self._lang.of else end
            factor = self._lang.plurals.get(self.word(inner)) or self._lang.scales.get(self.word(inner))
            if factor is None:
                break
            least, end = least * factor, inner + 1
        return Numeral(i, end, 2 * least if several else least, Sort.VAGUE)

    def _genitive(self, i: int) -> bool:
        """Tell "более тысячи", more than a thousand, from "тысячи людей", thousands of people."""
        return self.word(i) in self._lang.genitives and self.word(i - 1) in self._lang.hedge_ends

    def _hundreds(self, i: int) -> tuple[Decimal, int] | None:
        return (Decimal(100), i + 1) if self.word(i) in self._lang.hundreds else None

    def _rough(self, i: int) -> Numeral | None:
        """une centaine, deux douzaines, un millier, сотня, a noun that counts roughly."""
        digits = self.word(i).isdecimal() and self.word(i + 1) in self._lang.rounds
        number = self._tokens.value(i) if digits else self._lang.cardinals.get(self.word(i))
        number = Decimal(1) if number is None and self.word(i) in self._lang.articles else number
        at = i if number is None else self._after_hyphen(i + 1)
        each = self._lang.rounds.get(self.word(at))
        if each is None:
            return None
        value, end = (number or Decimal(1)) * each, at + 1
        inner = end + 1 if self.word(end) in self._lang.of else end
        scaled = self._scale(inner)
        if scaled:
            return Numeral(i, scaled[1], value * scaled[0], hedged=True, mantissa=value)
        return Numeral(i, end, value, hedged=True)

    # -- parts

    def _half(self, i: int) -> Numeral | None:
        """eine halbe Million, un demi-million, medio millón; a half of a unit of time; die Hälfte."""
        at = i + 1 if self.word(i) in self._lang.articles else i
        if self.word(at) in self._lang.half_nouns and at == i:
            return Numeral(i, i + 1, _HALF, Sort.FRACTION)
        if self.word(at) not in self._lang.halves:
            return None
        inner = self._after_hyphen(at + 1)
        scaled = self._scale(inner)
        if scaled is None and (each := self._lang.rounds.get(self.word(inner))):
            scaled = each, inner + 1
        if scaled:
            return Numeral(i, scaled[1], scaled[0] / 2, mantissa=_HALF)
        if self._lang.units.get(self.word(inner)) in TIME_UNITS:
            return Numeral(i, at + 1, _HALF, Sort.FRACTION)
        return None

    def _fraction(self, i: int) -> Numeral | None:
        """zwei Drittel, un tiers, tres cuartas partes, две трети."""
        whole = self.phrase(i, self._lang.fractions)
        if whole:
            key = tuple(self.word(i + k) for k in range(whole))
            return Numeral(i, i + whole, self._lang.fractions[key], Sort.FRACTION)
        slashed = self._slash(i)
        if slashed:
            return Numeral(i, slashed[1], slashed[0], Sort.FRACTION)
        article = self.word(i) in self._lang.articles
        head = Numeral(i, i + 1, Decimal(1)) if article else self._plain(i)
        if head is None or head.mantissa is not None or not 0 < head.value < 1000:
            return None
        below, end = self._denominator(self._after_hyphen(head.end), one=head.value == 1)
        tens = not self._lang.articles and head.value % 10 == 0 and below < 10  # двадцать пятых: 25th
        if not below or tens or head.value != head.value.to_integral_value():
            return None
        return Numeral(i, end, head.value / below, Sort.FRACTION)

    def _denominator(self, i: int, *, one: bool) -> tuple[Decimal, int]:
        """Read the Drittel of "zwei Drittel" at i: (value, end), (0, i) when there is none."""
        below = self._lang.denominators.get(self.word(i))
        if below is None and one:
            after = self.word(i + 1)
            whole = not after.isalpha() or after in self._lang.parts_of or not self._lang.parts_of
            below = self._lang.one_part.get(self.word(i)) if whole else None
            compound = self._compound_ordinal(i) if below is None and self._lang.ordinal_tails else None
            after = self.word(compound[1]) if compound else ""
            if compound and (not after.isalpha() or after in self._lang.parts_of):
                return compound
        return (Decimal(0), i) if below is None else (below, i + 1)

    def _slash(self, i: int) -> tuple[Decimal, int] | None:
        """Read 1/2 or 3/4: a proper fraction in a denominator that people use."""
        if self.word(i + 1) not in _SLASHES or not (self.glued(i + 1) and self.glued(i + 2)):
            return None
        if not (self.word(i).isdecimal() and self.word(i + 2).isdecimal()) or self.glued(i):
            return None
        above, below = self._tokens.value(i), self._tokens.value(i + 2)
        good = below in _SLASHED and 0 < above < below and self.word(i + 3) not in _SLASHES
        return (above / below, i + 3) if good else None

    def _share(self, i: int) -> Numeral | None:
        """drei von fünf, un sur dix, tres de cada cuatro."""
        if not (
            self.is_number(i) or self.word(i) in self._lang.cardinals or self.word(i) in self._lang.articles
        ):
            return None
        part = self._plain(i) or Numeral(i, i + 1, Decimal(1))
        size = self.phrase(part.end, self._lang.out_of)
        if not size and self.word(i) in self._lang.articles and part.end == i + 1:
            size = self.phrase(i + 2, self._lang.one_noun_of)
            part = part._replace(end=i + 2)
        whole = self._plain(part.end + size) if size and part.mantissa is None else None
        if whole is None or whole.mantissa is not None or whole.value not in _ROUND_WHOLES:
            return None
        good = 0 < part.value < whole.value and self.word(whole.end) not in ("%", "-")
        return Numeral(i, whole.end, part.value / whole.value, Sort.FRACTION) if good else None

    # -- ordinals and multiples

    def _ordinal(self, i: int) -> Numeral | None:
        """12e, 3º, 5-й, der 3. Platz; dritte, troisième, tercero, третий."""
        word, after = self.word(i), self._tokens.end(i)
        if not self.is_number(i):
            return self._word_ordinal(i)
        found = self._lang.starts_ordinal.match(self._text, after) if word.isdecimal() else None
        if word.isdecimal() and self.word(i - 1) in self._lang.determiners:
            found = _ORDINAL_POINT.match(self._text, after) or found
        if found is None or self._tokens.value(i) >= 10_000:
            return None
        end = i + 1
        while end < len(self._tokens) and self._tokens.starts[end] < found.end():
            end += 1
        return Numeral(i, end, self._tokens.value(i) or Decimal(0), Sort.ORDINAL, digits=True)

    def _word_ordinal(self, i: int) -> Numeral | None:
        """dritte, einundzwanzigste; vingt-et-unième; двадцать первый; vigésimo quinto, dos millonésimo."""
        value, end = self._lang.ordinals.get(self.word(i)), i + 1
        if value is None and self._lang.compound_ordinal is not None:
            value = self._lang.compound_ordinal(self.word(i))
        if value is None:
            found = self._compound_ordinal(i)
            if found is None:
                return None
            value, end = found
        while (more := self._lang.ordinals.get(self.word(end))) and more < _room_below(value):
            value, end = value + more, end + 1
        return Numeral(i, end, value, Sort.ORDINAL)

    def _compound_ordinal(self, i: int) -> tuple[Decimal, int] | None:
        """Read "двадцать первый", "vingt-cinquième", "einhundert milliardste"; veinte primeros are twenty."""
        head = self._words(i)
        if head is None:
            return None
        at = self._after_hyphen(head.end)
        if self._lang.ordinal_tails and self.word(at) == self._lang.conjunction:
            at = self._after_hyphen(at + 1)
        hundred = head.value % 100 == 0 and self.word(at) in self._lang.ordinal_tails
        joined = at > head.end or hundred or not self._lang.articles
        last = self._lang.ordinals.get(self.word(at))
        room = _room_below(head.value) * (2 if self._lang.wide and head.value % 100 in _SCORES else 1)
        if joined and last and last < room:
            return head.value + last, at + 1
        scale = self._lang.ordinal_scales.get(self.word(at))
        if scale is None or (self._lang.ordinal_tails and not joined):
            return None
        lesser = head.value % scale or head.value
        return head.value - lesser + lesser * scale, at + 1

    def _multiple(self, i: int) -> Numeral | None:
        value = self._lang.multiples.get(self.word(i))
        return None if value is None else Numeral(i, i + 1, value, Sort.MULTIPLE)

    # -- cardinals

    def _cardinal(self, i: int) -> Numeral | None:
        numeral = self._plain(i)
        if numeral is None or (numeral.end == i + 1 and self.word(i) in self._lang.articles):
            return numeral if numeral and self._is_percent(i) else None
        return self._mixed(numeral)

    def _is_percent(self, i: int) -> bool:
        """Tell "um ein Prozent", a number, from "ein Mann"."""
        found = self._lang.unit_after.match(self._text, self._tokens.end(i))
        return found is not None and self._lang.unit(found["unit"]) == PERCENT

    def _mixed(self, whole: Numeral) -> Numeral:
        """Add the part of "drei und zwei Drittel", "cinq et un quart", "две целых пять десятых", "2 1/4"."""
        joined = self.word(whole.end) in self._lang.mixed
        plain = whole.mantissa is None and whole.value == whole.value.to_integral_value()
        if not plain or (not joined and not (whole.digits and not self.glued(whole.end))):
            return whole
        part = self._fraction(whole.end + 1) if joined else None
        slashed = None if joined else self._slash(whole.end)
        if slashed:
            part = Numeral(whole.end, slashed[1], slashed[0], Sort.FRACTION)
        if (
            part is None
            or part.value >= 1
            or part.end < part.start + 2
            or self.word(part.end) in self._lang.parts_of
        ):
            return whole
        value, scaled = whole.value + part.value, self._scale(part.end)
        if scaled:
            return whole._replace(end=scaled[1], value=value * scaled[0], mantissa=value)
        return whole._replace(end=part.end, value=value)

    def _plain(self, i: int) -> Numeral | None:
        if i not in self._plains:
            self._plains[i] = self._digits(i) if self.is_number(i) else self._words(i)
        return self._plains[i]

    def _digits(self, i: int) -> Numeral:
        """3.500 · 2,5 Mio. · 5k · 2½ · 1 млн 200 тыс. · 12 mil 500."""
        value, end = self._tokens.value(i) or Decimal(0), i + 1
        if self.is_vulgar(end) and not self.is_vulgar(i):
            value, end = value + self._tokens.value(end), end + 1
        value, end = self._point(*self._half_more(value, end))
        power = self._power(value, end)
        if power:
            return Numeral(i, power[1], power[0], digits=True)
        scaled = self._letter(end) or self._scale(end)
        if scaled is None:
            sort = Sort.FRACTION if self.is_vulgar(i) else Sort.CARDINAL
            return Numeral(i, self._inflected(end), value, sort, digits=True)
        total = value * scaled[0]
        total, end = self._and_half(total, scaled[0], scaled[1])
        return self._lesser(Numeral(i, end, total, mantissa=value, digits=True), scaled[0])

    def _power(self, base: Decimal, end: int) -> tuple[Decimal, int] | None:
        """Read what is glued to digits in 1e10 or 2^-3: (value, end)."""
        sign = self.word(end)
        at = end + 2 if self.word(end + 1) in ("+", "-", "−") else end + 1
        glued = all(self.glued(k) for k in range(end, at + 1))
        if sign not in ("e", "^") or not glued or not self.word(at).isdecimal() or len(self.word(at)) > 2:
            return None
        exponent = int(self.word(at)) * (1 if self.word(at - 1) not in ("-", "−") else -1)
        if not 0 < base < _LARGEST:
            return None
        return base.scaleb(exponent) if sign == "e" else base**exponent, at + 1

    def _inflected(self, end: int) -> int:
        """Take in the ending of "5-ти", which is no ordinal."""
        found = (
            self._lang.inflects.match(self._text, self._tokens.end(end - 1)) if self._lang.inflects else None
        )
        while found and end < len(self._tokens) and self._tokens.starts[end] < found.end():
            end += 1
        return end

    def _lesser(self, numeral: Numeral, scale: Decimal) -> Numeral:
        """Add the lesser scales that follow in digits: "1 Million 200.000", "12 mil 500"."""
        end = numeral.end
        if not self.is_number(end) or self.glued(end):
            return numeral
        value = self._tokens.value(end) or Decimal(0)
        lesser = self._scale(end + 1)
        full = len(self.word(end)) >= len(str(scale)) - 1
        if lesser is None and full and scale / 10 <= value < scale:
            return numeral._replace(end=end + 1, value=numeral.value + value)
        if lesser is not None and value * lesser[0] < scale:
            more = numeral._replace(end=lesser[1], value=numeral.value + value * lesser[0])
            return self._lesser(more, lesser[0])
        return numeral

    def _and_half(self, total: Decimal, scale: Decimal, end: int) -> tuple[Decimal, int]:
        """Read the tail of "un millón y medio", "deux millions et demi"."""
        size = self.phrase(end, self._lang.and_half)
        return (total + scale / 2, end + size) if size else (total, end)

    def _half_more(self, value: Decimal, end: int) -> tuple[Decimal, int]:
        """Read the tail of "два с половиной миллиона", "deux et demi"."""
        size = self.phrase(end, self._lang.and_half) if value else 0
        return (value + _HALF, end + size) if size else (value, end)

    def _point(self, value: Decimal, end: int) -> tuple[Decimal, int]:
        """Read the tail of "drei Komma eins vier", "deux virgule cinquante": (value, end)."""
        weak = self.word(end) in self._lang.weak_point
        if not (weak or self.word(end) in self._lang.point) or value != value.to_integral_value():
            return value, end
        pointed, at = self._decimals(value, end + 1)
        if at == end + 1 or (weak and not (at == len(self._tokens) or self._is_percent(at - 1))):
            return value, end
        return pointed, at

    def _decimals(self, whole: Decimal, i: int) -> tuple[Decimal, int]:
        """Add the decimals at token i, in digits or in words: (value, end), end == i when there are none."""
        at, digits = i, ""
        if self.word(at).isdecimal():
            return whole + Decimal(f"0.{self.word(at)}"), at + 1
        while piece := self._piece(at):
            group = self._group(at, start=at) if piece[0] >= 10 else piece
            digits, at = f"{digits}{group[0]}", group[1]
            if group[0] >= 10:
                break
        return (whole + Decimal(f"0.{digits}"), at) if digits.isdecimal() else (whole, i)

    def _words(self, i: int) -> Numeral | None:
        """zweitausend · quatre-vingt-dix-neuf mille · dos mil quinientos millones · двести тысяч."""
        whole = self._lang.wholes.get(self.word(i))
        if whole is not None:
            return Numeral(i, i + 1, whole, mantissa=_HALF)
        if self._scale(i) and self.word(i) not in self._lang.bare_scales and not self._genitive(i):
            return None
        total, first = Decimal(0), None
        ceiling: Decimal | None = None
        end = i
        while True:
            group, at = self._point(*self._half_more(*self._group(end, start=i)))
            scaled = self._scale(self._after_hyphen(at) if at > i else at)
            if scaled is None or self._out_of_turn(scaled[0], ceiling, total):
                break
            factor, end = scaled
            first = group or Decimal(1) if first is None else first
            total = self._scaled(total, group, factor)
            total, end = self._and_half(total, factor, end)
            ceiling = factor
        group, at = (group, at) if ceiling is None or group < ceiling else (Decimal(0), end)
        if at > end:
            total, end = total + group, at
        told = (
            total == 0 and first is None and self._piece(end) is not None
        )  # "cero dos" of a score or a code
        return None if end == i or told else Numeral(i, end, total, mantissa=first)

    @staticmethod
    def _out_of_turn(factor: Decimal, ceiling: Decimal | None, total: Decimal) -> bool:
        """Say whether a scale neither follows a greater one nor multiplies the lesser ones before it."""
        if ceiling is None or factor < ceiling:
            return False
        return factor == ceiling or total >= _LARGEST or total % factor == 0

    @staticmethod
    def _scaled(total: Decimal, group: Decimal, factor: Decimal) -> Decimal:
        """Add the group times its scale; "dos mil quinientos millones" multiplies the thousands too."""
        lesser = total % factor
        if lesser:
            return total - lesser + (lesser + group) * factor
        return total + (group or Decimal(1)) * factor

    def _group(self, i: int, start: int) -> tuple[Decimal, int]:
        """Read the words below one thousand at i: (value, end), end == i when there are none."""
        value, end = Decimal(0), i
        room = Decimal(1000 if self._lang.compound is None else 10**6)
        while True:
            at = self._after_hyphen(end) if end > start else end
            if end > i and self.word(at) == self._lang.conjunction:
                following = self._piece(self._after_hyphen(at + 1))
                at = self._after_hyphen(at + 1) if following and following[0] in self._lang.conjoined else at
            piece = self._piece(at)
            if self.word(at) in self._lang.hundreds and value < 10 and room > 0 and (end > i or end == start):
                value, room, end = (value or Decimal(1)) * 100, Decimal(100), at + 1
            elif self.word(at) in self._lang.hundreds and value == 0 and end == i:
                value, room, end = Decimal(100), Decimal(100), at + 1
            elif piece is not None and 0 < piece[0] < room:
                value, end = value + piece[0], piece[1]
                room = self._room(piece[0], self.word(at), hundreds_follow=value < 10)
            elif piece is not None and piece[0] == 0 and end == i == start:
                return Decimal(0), piece[1]
            else:
                return value, end

    def _room(self, piece: Decimal, word: str, *, hundreds_follow: bool) -> Decimal:
        if word in self._lang.wide:
            return Decimal(20)
        if piece >= 100 and self._lang.compound is None:
            return Decimal(100)
        if piece >= 20 and piece % 10 == 0 and self._lang.compound is None:
            return Decimal(10)
        return Decimal("0.1") if hundreds_follow else Decimal(0)

    def _piece(self, i: int) -> tuple[Decimal, int] | None:
        """Read one word, or the words that make one: quatre-vingt, dix-sept, a German compound."""
        for phrase, value in self._lang.joint_cardinals.items():
            at = i
            for part in phrase:
                at = self._after_hyphen(at) if at > i else at
                if self.word(at) != part:
                    break
                at += 1
            else:
                return value, at
        word = self.word(i)
        one = Decimal(1) if word in self._lang.articles else None
        known = self._lang.cardinals.get(word, one)
        if known is None and self._lang.compound is not None:
            known = self._lang.compound(word)
        return None if known is None else (known, i + 1)


def _room_below(value: Decimal) -> Decimal:
    """Return what an ordinal that follows a number must be below: 1000 after thousands, 10 after tens."""
    return next((Decimal(place) for place in (1000, 100, 10) if value % place == 0), Decimal(0))
