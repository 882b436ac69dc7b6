"""Read every numeric expression of a text: value as an interval, unit, hedge, and what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from extractor.numbers import units
from extractor.numbers.english import ENGLISH
from extractor.numbers.lexicon import Lexicon
from extractor.numbers.names import names
from extractor.numbers.numerals import Numeral, NumeralReader, Sort
from extractor.numbers.quantity import Bound, Mention, Role
from extractor.numbers.tokens import Kind, Token, tokens

_DASHES = frozenset("-–—‐‑−~〜～")
_MINUS = frozenset("-−–")


def scan(text: str) -> list[Mention]:
    """Return every numeric expression of a text in order; spans never overlap, `text[start:end] == mention.text`."""
    reader = _Reader(text, ENGLISH)
    spans = sorted([*reader.named, *reader.measures()], key=lambda m: m[0])
    return [
        Mention(i, start, end, text[start:end], role, low, high, unit, bound)
        for i, (start, end, role, low, high, unit, bound) in enumerate(spans, 1)
    ]


_Span = tuple[int, int, Role, Decimal | None, Decimal | None, str, Bound]


@dataclass(frozen=True, slots=True)
class _Measure:
    """A numeral with its sign, currency and unit: tokens [first, last), code points [start, end)."""

    numeral: Numeral
    first: int
    last: int
    start: int
    end: int
    value: Decimal
    unit: str
    own_currency: bool = False


class _Reader:
    """The state of one scan: the text, its tokens and what is already named."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.lex = lexicon
        self.tokens = tokens(text)
        self.numerals = NumeralReader(self.tokens, lexicon)
        self.named: list[_Span] = []
        self._taken = bytearray(len(text) + 1)
        for start, end, role in names(text):
            self.named.append((start, end, role, None, None, "", Bound.EXACT))
            self._taken[start:end] = b"\x01" * (end - start)

    def measures(self) -> Iterator[_Span]:
        """Yield what is not named: quantities, ordinals and bare years."""
        i = 0
        while i < len(self.tokens):
            measure = self._measure(i)
            if measure is None:
                i += 1
                continue
            i = measure.last
            if measure.numeral.sort is Sort.ORDINAL:
                yield self._span(measure, Role.ORDINAL, measure.value, measure.value, Bound.EXACT)
                continue
            upper = self._range(measure)
            if upper is not None:
                i = upper.last
                yield self._ranged(measure, upper)
                continue
            measure = self._share_scale(measure)
            yield self._single(measure)

    # -- one measure

    def _measure(self, i: int) -> _Measure | None:
        """Read sign, currency, numeral and unit at token i."""
        if self._taken[self.tokens[i].start]:
            return None
        numeral = self.numerals.read(i)
        if numeral is None or self._taken[self.tokens[numeral.end - 1].end - 1] or not self._stands_alone(numeral):
            return None
        if numeral.sort is Sort.ORDINAL:
            return self._plain(numeral)
        sign, first, start = self._sign(i)
        code, start = self._currency_before(start)
        if code and sign == 1:
            sign, _, start = self._sign_at(start)
        measure = replace(self._plain(numeral), value=numeral.value * sign, start=start, first=first)
        if code:
            return replace(measure, unit=code, own_currency=True)
        return self._unit_after(measure)

    def _plain(self, numeral: Numeral) -> _Measure:
        start, end = self.tokens[numeral.start].start, self.tokens[numeral.end - 1].end
        return _Measure(numeral, numeral.start, numeral.end, start, end, numeral.value, "")

    def _stands_alone(self, numeral: Numeral) -> bool:
        """Refuse digits glued to letters that are neither hedge, currency, unit nor scale: X12, 12th-like scraps."""
        first = self.tokens[numeral.start]
        before = self.tokens[numeral.start - 1] if numeral.start else None
        if first.kind is Kind.WORD or before is None or before.end != first.start or before.kind is not Kind.WORD:
            return True
        return self._hedge_word(before.lower) or units.currency(self.text[before.start : before.end]) is not None

    def _hedge_word(self, word: str) -> bool:
        return any(phrase[-1] == word for phrase in self.lex.hedges_before) or word in ("between", "from", "and", "to")

    def _sign(self, i: int) -> tuple[int, int, int]:
        """Return (sign, first token, start) for the numeral at token i: -5, −5, minus 5."""
        start = self.tokens[i].start
        if i and self.tokens[i - 1].lower in ("minus", "negative") and self.tokens[i].kind is not Kind.SIGN:
            return -1, i - 1, self.tokens[i - 1].start
        sign, width, start = self._sign_at(start)
        return sign, i - width, start

    def _sign_at(self, start: int) -> tuple[int, int, int]:
        """Return (sign, tokens taken, start): a minus counts when nothing but space stands before it."""
        if not start or self.text[start - 1] not in _MINUS or not self.text[start : start + 1]:
            return 1, 0, start
        before = self.text[start - 2 : start - 1]
        alone = not before or before in "(\"“'‘[/:," or (before.isspace() and not self._spaced_dash(start - 1))
        if self.text[start - 1] == "–" and not (alone and re.match(r"[\d.,]+\s?(?:%|°|percent|per cent|degrees)", self.text[start:])):
            return 1, 0, start
        return (-1, 1, start - 1) if alone else (1, 0, start)

    def _spaced_dash(self, at: int) -> bool:
        """Tell the sign of " -5" from the dash of "November 18 -19" and "3 - 5"."""
        return bool(re.search(r"\d\s$", self.text[max(0, at - 3) : at])) and bool(re.match(r".\d", self.text[at:]))

    def _currency_before(self, start: int) -> tuple[str, int]:
        """Return (code, start) of a currency sign or code that stands before the number."""
        window = self.text[max(0, start - 8) : start]
        match = re.search(r"(?<![A-Za-z])(?:[A-Za-z.]{0,4}[$€£¥₹₽₴₩₺₪₱฿₫₦₸₿৳]=?[A-Za-z]{0,2}|[A-Z][A-Za-z]{1,3}\.?|Y=|dlrs|rs\.?)\s?\Z", window)
        if not match:
            return "", start
        surface = match.group().strip()
        while surface:
            code = units.currency(surface)
            if code and (not surface.isalpha() or surface.upper() in units.CURRENCIES or surface.lower() in ("rm", "rs", "nis", "dlrs", "rp", "rmb", "dh", "dhs", "ksh")):
                return code, start - (len(match.group()) - match.group().rfind(surface))
            surface = surface[1:]
        return "", start

    def _unit_after(self, measure: _Measure) -> _Measure:
        """Attach percent, money or a unit of measure that follows the numeral."""
        if measure.numeral.sort is Sort.MULTIPLE:
            return measure
        found = _UNIT_AFTER.match(self.text, measure.end)
        if found is None:
            return self._of_percent(measure)
        surface, glued = found.group("unit"), not found.group("gap")
        name = self._unit_name(measure, surface, glued)
        if name is None:
            return measure
        end = found.end("unit")
        last = measure.last
        while last < len(self.tokens) and self.tokens[last].start < end:
            last += 1
        return replace(measure, unit=name, end=end, last=last)

    def _unit_name(self, measure: _Measure, surface: str, glued: bool) -> str | None:
        """Decide what a unit-like word after a number is; None when it is only a noun."""
        form = surface.lower()
        if form in units.SHORT and not (measure.numeral.digits and (glued or form in ("m", "t", "ha", "ft"))):
            return None
        if form in ("pound", "pounds"):
            return self._pounds(measure)
        name = units.unit(surface) or units.currency(surface)
        if name in ("second", "minute") and surface != surface.lower():
            return None
        return name

    def _pounds(self, measure: _Measure) -> str:
        """Choose between money and weight: "5 million pounds" and "500-pound bomb"."""
        around = self.text[max(0, measure.start - 60) : measure.end + 60].lower()
        money = measure.numeral.mantissa is not None or re.search(r"cost|paid|pay|worth|fine|price|spen[dt]|fund|£|salary|debt|bill\b", around)
        return "GBP" if money and not re.match(r"[- ]pounds? (?:bomb|of)|-pound", self.text[measure.end :]) else "pound"

    def _of_percent(self, measure: _Measure) -> _Measure:
        """Read "one-tenth of 1 percent" as 0.1 percent."""
        if measure.numeral.sort is not Sort.FRACTION or self.numerals.word(measure.last) != self.lex.of:
            return measure
        inner = re.compile(r" of (?:1|one|a) (?:percent|per cent)(?: point| age point)?", re.I).match(self.text, measure.end)
        if not inner:
            return measure
        last = measure.last
        while last < len(self.tokens) and self.tokens[last].start < inner.end():
            last += 1
        return replace(measure, unit=units.PERCENT, end=inner.end(), last=last)

    # -- ranges

    def _range(self, low: _Measure) -> _Measure | None:
        """Return the upper end of a range that begins with this measure; None when it stands alone."""
        if low.numeral.sort in (Sort.MULTIPLE, Sort.VAGUE):
            return None
        joint = self._joint(low)
        if joint is None:
            return None
        high = self._measure(joint) if joint < len(self.tokens) else None
        if high is None and joint < len(self.tokens) and self.tokens[joint].kind is Kind.SIGN:
            high = self._measure(self._past_currency(joint))
        if high is None or high.numeral.sort in (Sort.MULTIPLE, Sort.VAGUE, Sort.ORDINAL):
            return None
        low_value = self._scaled_like(low, high)
        same = low.unit in ("", high.unit) or (high.unit == "" and low.own_currency)
        return high if same and low_value < high.value and not self._from(low) else None

    def _past_currency(self, i: int) -> int:
        """Skip the currency sign before the upper end: $10m–$12m."""
        end = i
        while end < len(self.tokens) and end - i < 3 and self.tokens[end].kind is not Kind.NUMBER:
            end += 1
        code, _ = self._currency_before(self.tokens[end].start) if end < len(self.tokens) else ("", 0)
        return end if code else i

    def _joint(self, low: _Measure) -> int | None:
        """Return the token after the word or dash that may join two ends of a range."""
        i = low.last
        word = self.numerals.word(i)
        if word in _DASHES:
            return self._past_sign(i + 1)
        before = self.numerals.word(low.first - 1)
        if word == "to" and self.numerals.word(i + 1) not in ("be",):
            return self._past_sign(i + 1)
        between = before == "between" or self.numerals.word(low.first - 2) == "between"
        currency_between = "between" in self.text[max(0, low.start - 9) : low.start].lower()
        if word == "and" and (between or currency_between):
            return self._past_sign(i + 1)
        small = low.value <= 20 and low.value == low.value.to_integral_value()
        return i + 1 if word == "or" and small else None

    def _past_sign(self, i: int) -> int:
        """Skip a currency sign or code that opens the upper end."""
        if i < len(self.tokens) and self.tokens[i].kind is not Kind.NUMBER:
            skipped = self._past_currency(i)
            if skipped != i:
                return skipped
        return i

    def _from(self, low: _Measure) -> bool:
        """Say whether the measure follows "from": a change from one number to another is no range."""
        before = self.text[max(0, low.start - 14) : low.start].lower().split()
        return "from" in before[-2:]

    @staticmethod
    def _scaled_like(low: _Measure, high: _Measure) -> Decimal:
        """Give the lower end the scale that stands once, behind the upper: "10 to 12 thousand"."""
        mantissa = high.numeral.mantissa
        if mantissa is None or low.numeral.mantissa is not None or mantissa == 0:
            return low.value
        shared = low.value * (high.numeral.value / mantissa)
        return shared if abs(low.value) < abs(mantissa) or low.value < 1000 > mantissa and shared < high.value else low.value

    def _ranged(self, low: _Measure, high: _Measure) -> _Span:
        value = self._scaled_like(low, high)
        unit = high.unit or low.unit
        return low.start, high.end, Role.QUANTITY, value, high.value, unit, Bound.RANGE

    def _share_scale(self, low: _Measure) -> _Measure:
        """Give "from 24.2 to 33 billion euros" its scale and unit when they stand once, at the end."""
        if not self._from(low) or self.numerals.word(low.last) != "to" or low.unit:
            return low
        high = self._measure(self._past_sign(low.last + 1)) if low.last + 1 < len(self.tokens) else None
        if high is None or high.numeral.sort is not Sort.CARDINAL:
            return low
        mantissa = high.numeral.mantissa
        factor = high.numeral.value / mantissa if mantissa and low.numeral.mantissa is None else Decimal(1)
        return replace(low, value=low.value * factor, unit=high.unit)

    # -- hedges and roles

    def _single(self, measure: _Measure) -> _Span:
        sort = measure.numeral.sort
        if sort is Sort.CARDINAL and (span := self._other_role(measure)) is not None:
            return span
        measure = self._age(measure)
        if sort is Sort.VAGUE:
            return self._span(measure, Role.QUANTITY, measure.value, None, Bound.VAGUE)
        bound, below = self._hedge(measure)
        if bound is Bound.EXACT and measure.numeral.hedged:
            bound = Bound.ABOUT
        low: Decimal | None = measure.value
        high: Decimal | None = measure.value
        if bound in (Bound.AT_LEAST, Bound.MORE_THAN):
            high = None
        elif bound in (Bound.AT_MOST, Bound.LESS_THAN) or below:
            low = None
        return self._span(measure, Role.QUANTITY, low, high, bound)

    @staticmethod
    def _span(m: _Measure, role: Role, low: Decimal | None, high: Decimal | None, bound: Bound) -> _Span:
        return m.start, m.end, role, low, high, m.unit, bound

    def _other_role(self, measure: _Measure) -> _Span | None:
        """Recognise a bare year, a pronoun "one", and a second-half or list scrap."""
        word = self.text[measure.start : measure.end]
        year = re.fullmatch(r"1[89]\d\d|20[0-4]\d", word) and not measure.unit and measure.numeral.mantissa is None
        if year and self._hedge(measure)[0] is Bound.EXACT and not _COUNTED.match(self.text, measure.end):
            return measure.start, measure.end, Role.DATE, None, None, "", Bound.EXACT
        if word.lower() == "one" and not measure.unit and not re.match(r"[- ]\w", self.text[measure.end : measure.end + 2]):
            return measure.start, measure.end, Role.OTHER, None, None, "", Bound.EXACT
        return None

    def _age(self, measure: _Measure) -> _Measure:
        """Read ages without a unit: "Anna Bell, 34," and "aged 21"."""
        if measure.unit or measure.numeral.mantissa is not None or not 0 < measure.value < 120:
            return measure
        before = self.text[max(0, measure.start - 40) : measure.start]
        after = self.text[measure.end : measure.end + 1]
        named = re.search(r"[A-Z][\w'’-]+,\s\Z", before) and after in (",", ";", ")", ".") and measure.numeral.digits
        aged = re.search(r"\b(?:[Aa]ged?|ages)(?: (?:of|between|just|only))?\s\Z", before)
        return replace(measure, unit="year") if named or aged else measure

    def _hedge(self, measure: _Measure) -> tuple[Bound, bool]:
        """Return the hedge that stands before or after, and whether it is open below ("nearly")."""
        bound, below = self._hedge_before(measure)
        after = self._hedge_after(measure)
        if bound in (Bound.EXACT, Bound.ABOUT) and after is not Bound.EXACT:
            return after, False
        return bound, below

    def _hedge_before(self, measure: _Measure) -> tuple[Bound, bool]:
        last = measure.first
        while last and self.tokens[last - 1].end > measure.start:
            last -= 1
        if last and self.numerals.word(last - 1) in ("the", "just", "only", "a", "another"):
            word = self.numerals.word(last - 1)
            last -= 1 if word in ("another", "the") and self.numerals.word(last - 2) in ("than", "least", "about") else 0
        for size in range(self.lex.longest_hedge(), 0, -1):
            if size > last:
                continue
            phrase = tuple(self.tokens[k].lower for k in range(last - size, last))
            bound = self.lex.hedges_before.get(phrase)
            if bound is None or not self._hedge_holds(phrase, measure):
                continue
            return bound, phrase in self.lex.open_below
        return Bound.EXACT, False

    @staticmethod
    def _hedge_holds(phrase: tuple[str, ...], measure: _Measure) -> bool:
        """Tell the hedge "over 300 people" from the preposition of "over three days"."""
        return not (phrase in {("over",), ("around",), ("above",), ("below",), ("under",)} and measure.unit in units.TIME_UNITS and measure.value < 10)

    def _hedge_after(self, measure: _Measure) -> Bound:
        i = measure.last
        word = self.numerals.word(i)
        if word == "+" and self.numerals.glued(i):
            return Bound.AT_LEAST
        if word == "-" and self.numerals.word(i + 1) in ("plus", "odd", "ish"):
            return Bound.MORE_THAN if self.numerals.word(i + 1) == "plus" else Bound.ABOUT
        for skip in (0, 1):
            if skip and not (word.isalpha() and word not in ("and", "or", "to", "of", "in")):
                break
            for size in range(self.lex.longest_hedge(), 0, -1):
                phrase = tuple(self.numerals.word(i + skip + k) for k in range(size))
                bound = self.lex.hedges_after.get(phrase)
                if bound is not None and (size > 1 or not skip) and phrase not in (("plus",), ("approximately",)):
                    return bound
        return Bound.EXACT


_FORMS = sorted({*units.UNIT_FORMS, *units.CURRENCY_FORMS}, key=len, reverse=True)
_UNIT_AFTER = re.compile(
    r"(?P<gap>\s?-?\s?)(?P<unit>" + "|".join(re.escape(form) for form in _FORMS) + r")(?![\w²³])", re.IGNORECASE
)
_COUNTED = re.compile(
    r"\s(?:\w+\s)?(?:soldiers|troops|people|men|women|children|tonnes|tons|homes|houses|jobs|workers|civilians|students|"
    r"[a-z]{3,}(?:ers|ees|ians))\b"
)



