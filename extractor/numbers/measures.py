"""Read one measure: a numeral with its sign, its currency and its unit."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from extractor.numbers import units
from extractor.numbers.numerals import Numeral, NumeralReader, Sort
from extractor.numbers.tokens import SUPERSCRIPTS, Kind, Token

if TYPE_CHECKING:
    from extractor.numbers.lexicon import Lexicon

_MINUS = frozenset("-−–")
_SYMBOLS = "$€£¥₹₽₴₩₺₪₱฿₫₦₸₿৳"
_CURRENCY_BEFORE = re.compile(
    rf"(?<![A-Za-z])(?:[A-Za-z.]{{0,4}}\s?[{_SYMBOLS}]=?[A-Za-z]{{0,2}}|[A-Z][A-Za-z]{{1,3}}\.?|Y=|dlrs|rs\.?)\s?\Z"
)
_SPELLED_CODES = frozenset(["rm", "rs", "nis", "dlrs", "rp", "rmb", "dh", "dhs", "ksh"])
_FORMS = sorted({*units.UNIT_FORMS, *units.CURRENCY_FORMS}, key=len, reverse=True)
_FORM = "(?P<unit>" + "|".join(re.escape(form) for form in _FORMS) + rf")(?![^\W{SUPERSCRIPTS}]|-\d)"
_UNIT_AFTER = re.compile(rf"(?P<gap>\s?-?\s?){_FORM}", re.IGNORECASE)
_OF_UNIT = re.compile(rf"(?P<gap>\sof\s){_FORM}", re.IGNORECASE)
_OF_A_UNIT = re.compile(rf"(?P<gap>\s(?:of\s)?an?\s){_FORM}", re.IGNORECASE)
_OF_PERCENT = re.compile(r" of (?:1|one|a) (?:percent|per cent)(?: point)?", re.IGNORECASE)
_LONG = re.compile(r"(hour|day|week|month|year|decade|century)-?long\b", re.IGNORECASE)
_COMPOUND = re.compile(r"[- ](?:olds?|long)\b")
_TIMES = re.compile(
    r"[- ]times?(?=[- ](?:as|more|the|too|its|their|his|her|our|that|what|"
    r"less|over|faster|\w+er|[a-z]+ings?)\b)|[- ]?fold\b|x\b"
)
_MORE_TIMES = re.compile(r" times\b")
_LENGTH_FOLLOWS = re.compile(
    r"[2²³]|\s?\(\d|[- ](?:long|high|tall|deep|wide|thick|below|sprint|"
    r"race|hurdles|freestyle|butterfly|backstroke|dash|relay)\b"
)
_WEIGHT = re.compile(r"[- ]pounds? (?:bomb|of)|-pound")
_MONEY_NEAR = re.compile(r"cost|paid|pay|worth|fine|price|spen[dt]|fund|£|salary|debt|bill\b")


@dataclass(frozen=True, slots=True)
class Measure:
    """A numeral with its sign, currency and unit: tokens [first, last), code points [start, end)."""

    numeral: Numeral
    first: int
    last: int
    start: int
    end: int
    value: Decimal
    unit: str = ""
    own_currency: bool = False


class MeasureReader:
    """Reads the measures of one text at given tokens."""

    def __init__(self, text: str, tokens: list[Token], taken: bytearray, lexicon: Lexicon) -> None:
        self._text = text
        self._tokens = tokens
        self._taken = taken
        self._lex = lexicon
        self.numerals = NumeralReader(tokens, lexicon)

    def read(self, i: int) -> Measure | None:
        """Return the measure whose numeral begins at token i; None when none does or its place is taken."""
        if not 0 <= i < len(self._tokens) or self._taken[self._tokens[i].start]:
            return None
        numeral = self.numerals.read(i)
        if numeral is None:
            return self._long(i)
        if self._taken[self._tokens[numeral.end - 1].end - 1] or not self._stands_alone(numeral):
            return None
        if numeral.sort is Sort.ORDINAL:
            return self._bare(numeral)
        sign, first, start = self._sign(i)
        code, start = self.currency_before(start)
        if code and sign == 1:
            sign, _, start = self._sign_at(start)
        measure = replace(
            self._bare(numeral),
            value=numeral.value.copy_negate() if sign < 0 else numeral.value,
            start=start,
            first=first,
        )
        if code:
            return replace(measure, unit=code, own_currency=True)
        return self._with_unit(measure)

    def _bare(self, numeral: Numeral) -> Measure:
        start, end = self._tokens[numeral.start].start, self._tokens[numeral.end - 1].end
        return Measure(numeral, numeral.start, numeral.end, start, end, numeral.value)

    def _long(self, i: int) -> Measure | None:
        """Read "month-long" and "yearlong" as one month, one year."""
        start = self._tokens[i].start
        found = _LONG.match(self._text, start)
        if found is None or (i and self._tokens[i - 1].end == start):
            return None
        measure = Measure(Numeral(i, i + 1, Decimal(1)), i, i + 1, start, start, Decimal(1))
        measure = self._extended(measure, found.end(), found.group(1).lower())
        return measure if measure.unit else None

    def _extended(self, measure: Measure, end: int, unit: str) -> Measure:
        """Take in the text up to `end`, whose unit it is, unless something else is named there."""
        if any(self._taken[measure.end : end]):
            return measure
        last = measure.last
        while last < len(self._tokens) and self._tokens[last].start < end:
            last += 1
        return replace(measure, unit=unit, end=end, last=last)

    def _stands_alone(self, numeral: Numeral) -> bool:
        """Refuse digits glued to letters that are neither hedge nor currency."""
        first = self._tokens[numeral.start]
        before = self._tokens[numeral.start - 1] if numeral.start else None
        if (
            first.kind is Kind.WORD
            or before is None
            or before.end != first.start
            or before.kind is not Kind.WORD
        ):
            return True
        hedge = any(phrase[-1] == before.lower for phrase in self._lex.hedges_before)
        joint = before.lower in ("between", "from", "and", "to")
        return hedge or joint or units.currency(self._text[before.start : before.end]) is not None

    # -- sign and currency before

    def _sign(self, i: int) -> tuple[int, int, int]:
        """Return (sign, first token, start) for the numeral at token i: -5, −5, minus 5, minus-5."""
        for at in (i - 1, i - 2 if self.numerals.word(i - 1) == "-" else -1):
            if self.numerals.word(at) in ("minus", "negative"):
                return -1, at, self._tokens[at].start
        sign, width, start = self._sign_at(self._tokens[i].start)
        return sign, i - width, start

    def _sign_at(self, start: int) -> tuple[int, int, int]:
        """Return (sign, tokens taken, start): a minus is glued to its number and to nothing before it."""
        if not start or self._text[start - 1] not in _MINUS or self._taken[start - 1]:
            return 1, 0, start
        before = self._text[start - 2 : start - 1]
        percent = re.match(r"[\d.,]+\s?(?:%|°|percent|per cent|degrees)", self._text[start : start + 40])
        alone = before in "(\"“'‘[/:,|" or (
            before.isspace() and (percent or not self._follows_digit(start - 1))
        )
        if not alone or (self._text[start - 1] == "–" and not percent):
            return 1, 0, start
        return -1, 1, start - 1

    def _follows_digit(self, at: int) -> bool:
        """Tell the dash of "November 18 -19" from the sign of " -5"."""
        return self._text[max(0, at - 2) : at - 1].isdigit()

    def currency_before(self, start: int) -> tuple[str, int]:
        """Return (code, start) of a currency sign or code before the number; ("", start) without one."""
        found = _CURRENCY_BEFORE.search(self._text[max(0, start - 8) : start])
        if not found:
            return "", start
        whole = found.group()
        for skip in range(len(whole.strip())):
            surface = whole.strip()[skip:]
            if surface[0] == " ":
                continue
            code = units.currency(surface)
            at = start - (len(whole) - whole.rfind(surface))
            if any(self._taken[at:start]):
                return "", start
            if code and (
                not surface.isalpha() or surface in units.CURRENCIES or surface.lower() in _SPELLED_CODES
            ):
                return code, at
        return "", start

    # -- unit after

    def _with_unit(self, measure: Measure) -> Measure:
        """Attach percent, money, a unit of measure or "times" that follows the numeral."""
        sort = measure.numeral.sort
        if sort is Sort.MULTIPLE:
            return measure
        times = _TIMES.match(self._text, measure.end)
        if times is None and measure.value != measure.value.to_integral_value():
            times = _MORE_TIMES.match(self._text, measure.end)
        if times:
            return self._extended(measure, times.end(), "")
        measure = self._not_millions(measure)
        found = self._unit_match(measure)
        if found is None:
            return self._of_percent(measure)
        name = self._unit_name(measure, found.group("unit"), not found.group("gap"))
        if name is None:
            return measure
        compound = _COMPOUND.match(self._text, found.end()) if "-" in found.group("gap") else None
        end = compound.end() if compound and name in units.TIME_UNITS else found.end("unit")
        if name in units.MINOR:
            name = self._minor_currency(name)
            measure = replace(measure, value=measure.value / 100)
        return self._extended(measure, end, name)

    def _not_millions(self, measure: Measure) -> Measure:
        """Read the m of "37m long" and "32m²" as metres."""
        mantissa, end = measure.numeral.mantissa, measure.numeral.end - 1
        if mantissa is None or self.numerals.word(end) != "m" or not self.numerals.glued(end):
            return measure
        if not _LENGTH_FOLLOWS.match(self._text, measure.end):
            return measure
        short = replace(measure.numeral, end=end, value=mantissa, mantissa=None)
        value = mantissa if measure.value > 0 else mantissa.copy_negate()
        return replace(measure, numeral=short, value=value, last=end, end=self._tokens[end - 1].end)

    def _unit_match(self, measure: Measure) -> re.Match[str] | None:
        """Find the unit after "5 ", "hundreds of " or "half an "."""
        found = _UNIT_AFTER.match(self._text, measure.end)
        if found is None and (measure.numeral.sort is Sort.VAGUE or measure.numeral.hedged):
            return _OF_UNIT.match(self._text, measure.end)
        if found is None and measure.numeral.sort is Sort.FRACTION:
            return _OF_A_UNIT.match(self._text, measure.end)
        return found

    def _minor_currency(self, name: str) -> str:
        """Name the currency of cents: euros where the text speaks of euros only."""
        euros = name == "cent" and "$" not in self._text and re.search(r"€|\beuros?\b", self._text)
        return "EUR" if euros else units.MINOR[name]

    def _unit_name(self, measure: Measure, surface: str, glued: bool) -> str | None:
        """Decide what a unit-like word after a number is; None when it is only a noun."""
        form = surface.lower()
        if form in units.SHORT and not (measure.numeral.digits and (glued or form in ("m", "t", "ha", "ft"))):
            return None
        if form in ("pound", "pounds"):
            return self._pounds(measure)
        if surface[-1].isupper() and form in ("t", "m", "second", "minute"):
            return None
        return units.unit(surface) or units.currency(surface)

    def _pounds(self, measure: Measure) -> str:
        """Choose between money and weight: "5 million pounds" and "500-pound bomb"."""
        around = self._text[max(0, measure.start - 60) : measure.end + 60].lower()
        money = measure.numeral.mantissa is not None or _MONEY_NEAR.search(around)
        weight = _WEIGHT.match(self._text, measure.end)
        return "GBP" if money and not weight else "pound"

    def _of_percent(self, measure: Measure) -> Measure:
        """Read "one-tenth of 1 percent" as 0.1 percent; leave the rest alone."""
        inner = _OF_PERCENT.match(self._text, measure.end) if measure.numeral.sort is Sort.FRACTION else None
        return self._extended(measure, inner.end(), units.PERCENT) if inner else measure
