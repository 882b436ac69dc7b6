"""Read one measure: a numeral with its sign, currency and unit, and the smaller parts that go on it."""

from __future__ import annotations

import re
from decimal import Decimal

from extractor.numbers import units
from extractor.numbers.affixes import AffixReader, unit_after
from extractor.numbers.numerals import Measure, Numeral, Sort, is_whole
from extractor.numbers.tokens import is_number

_LASTING = ("hour", "day", "week", "month", "year", "decade", "century")
_LONG = re.compile(rf"({'|'.join(_LASTING)})-?long\b", re.IGNORECASE)
# the words that "month-long", "yearlong" and "yearlong's" begin with
LONG_STARTERS = frozenset(word + ending for word in _LASTING for ending in ("", "long", "long's", "long’s"))
_AND_A_PART = re.compile(
    r" and a (half|quarter)\b"
    r"(?![- ](?:of|dozen|hundred|thousand|million|billion|brother|sister|hour|century|mile)\b)",
    re.IGNORECASE,
)
_HALVES = {"half": Decimal("0.5"), "quarter": Decimal("0.25")}
# what joins the parts of one measure; "12 hours a day" after it is another one
_JOINTS = frozenset([",", "and", "-"])
_PART_JOINT = re.compile(r"(?:,? and |, | )(?=[\dA-Za-z])")
_RATE = re.compile(r" (?:an?|per|each|every|apart)\b")
_CENTS = re.compile(r"\s?(?:c|p|¢)\b")
_FOOT_INCHES = re.compile(r"-(\d|1[01])\b(?![-.,/]\d)")
_INCHES_BEHIND = re.compile(r"\s?(\d|1[01])\s?in\b(?:\.|(?=\s(?:tall|long|high|wide|deep)\b|[,;)]|\s*\Z))")
_MINUTES_BEHIND = re.compile(r"\s?([1-5]?\d)\s?m\b")
# 6 ft 2 in, 2h 30m: what may follow a unit, the smaller unit and how many of it make one
_SHORT_PARTS = {
    "foot": ((_FOOT_INCHES, "inch", 12), (_INCHES_BEHIND, "inch", 12)),
    "hour": ((_MINUTES_BEHIND, "minute", 60),),
}


class MeasureReader(AffixReader):
    """Reads the measures of one text at given tokens."""

    def read(self, i: int) -> Measure | None:
        """Return the measure whose numeral begins at token i; None when none does or its place is taken."""
        if not 0 <= i < len(self._tokens) or self._taken[self._tokens.starts[i]]:
            return None
        numeral = self.numerals.read(i)
        if numeral is None:
            return self._one_unit(i) if self.numerals.word(i) in self._lex.articles else self._long(i)
        start, end = self._tokens.starts[i], self._tokens.end
        if 1 in self._taken[start : end(numeral.end - 1)]:
            if not self.numerals.is_number(i) or 1 in self._taken[start : end(i)]:
                return None
            numeral = Numeral(i, i + 1, self._tokens.value(i), digits=True)
        if not self._stands_alone(numeral):
            return None
        if numeral.sort is Sort.ORDINAL:
            return self._bare(numeral)
        sign, first, start = self._sign(i)
        code, start = self.currency_before(start)
        if code and sign == 1:
            sign, _, start = self._sign_at(start)
        value = numeral.value.copy_negate() if sign < 0 else numeral.value
        measure = Measure(numeral, first, numeral.end, start, self._tokens.end(numeral.end - 1), value)
        if code:
            return self._with_cents(self._two_letters(measure._replace(unit=code, own_currency=True)))
        measure = self._with_parts(self._with_unit(measure))
        return self._below_nothing(measure) if i == 1 else measure

    def _long(self, i: int) -> Measure | None:
        """Read "month-long" and "yearlong" as one month, one year."""
        if self._tokens.keys[i] not in LONG_STARTERS:
            return None
        start = self._tokens.starts[i]
        found = _LONG.match(self._text, start)
        if found is None or (i and self._tokens.end(i - 1) == start):
            return None
        measure = Measure(Numeral(i, i + 1, Decimal(1)), i, i + 1, start, start, Decimal(1))
        measure = self._extended(measure, found.end(), found.group(1).lower())
        return measure if measure.unit else None

    def _one_unit(self, i: int) -> Measure | None:
        """Read "an hour and 20 minutes", "a year and a half"; "a dollar" when it is the whole text."""
        end = self._tokens.end(i)
        joined = " and " in self._text[end : end + 18]
        if not (joined or (i == 0 and len(self._tokens) <= 3)):
            return None
        found = unit_after(self._text, end)
        name = (units.unit(found.surface) or units.currency(found.surface)) if found else None
        if found is None or name is None or name in units.MINOR or found.gap != " ":
            return None
        one = Measure(Numeral(i, i + 1, Decimal(1)), i, i + 1, self._tokens.starts[i], end, Decimal(1))
        one = self._extended(one, found.end, name)
        if not joined:
            return one if self.numerals.alone(i, one.last) else None
        more = self._with_parts(one)
        return more if more.end > one.end else None

    def _below_nothing(self, measure: Measure) -> Measure:
        """Read "- 2 degrees" as minus 2 when it is the whole text; in a text it is an item of a list."""
        if self._tokens.keys[0] not in ("-", "−") or measure.last < len(self._tokens) or measure.value <= 0:
            return measure
        return measure._replace(first=0, start=self._tokens.starts[0], value=measure.value.copy_negate())

    def _with_parts(self, measure: Measure) -> Measure:
        """Add the smaller parts: 7 feet, 10 inches; two hours and 15 minutes; 20 dollars 43 cents."""
        word = self.numerals.word(measure.last)
        if not (word in _JOINTS or is_number(word) or word in self._lex.starters):
            return measure
        if measure.unit in units.CURRENCIES:
            return self._with_cents(measure)
        if measure.unit not in units.PARTS or not is_whole(measure.value):
            return measure
        if short := self._with_short_part(measure):
            return short
        if not self._plain_unit(measure):
            return measure
        if half := _AND_A_PART.match(self._text, measure.end):
            value = measure.value + _HALVES[half[1].lower()]
            return self._extended(measure, half.end(), measure.unit)._replace(value=value)
        part = self._part(measure)
        factor = units.PARTS[measure.unit].get(part.unit) if part else None
        if part is None or factor is None or not 0 < part.value < factor or _RATE.match(self._text, part.end):
            return measure
        whole = measure._replace(
            value=measure.value * factor + part.value, unit=part.unit, end=part.end, last=part.last
        )
        return self._with_parts(whole) if is_whole(part.value) else whole

    def _with_short_part(self, measure: Measure) -> Measure | None:
        """Add a part whose unit is short or left out: 6 ft 2 in, 6-foot-2, 2h 30m."""
        for pattern, unit, factor in _SHORT_PARTS.get(measure.unit, ()):
            if short := pattern.match(self._text, measure.end):
                value = measure.value * factor + Decimal(short[1])
                return self._extended(measure, short.end(), unit)._replace(value=value)
        return None

    def _plain_unit(self, measure: Measure) -> bool:
        """Refuse ages ("a two-year-old and 3 months") and the first end of "between 2 years and 6 months"."""
        opening = self._text[max(0, measure.start - 9) : measure.start].lower()
        return "-" not in self._text[measure.start : measure.end] and "between" not in opening

    def _part(self, measure: Measure) -> Measure | None:
        """Return the measure that stands right behind this one, joined as its part would be."""
        joint = _PART_JOINT.match(self._text, measure.end)
        if joint is None:
            return None
        at = measure.last + len(joint.group().split())
        if at >= len(self._tokens) or self._taken[self._tokens.starts[at]]:
            return None
        numeral = self.numerals.read(at)
        if (
            numeral is None
            or numeral.sort is not Sort.CARDINAL
            or self._taken[self._tokens.end(numeral.end - 1) - 1]
        ):
            return None
        return self._with_unit(self._bare(numeral))

    def _with_cents(self, money: Measure) -> Measure:
        """Add cents: 20 dollars 43 cents, $20 and 43c, 20 dollars 43 at the end of a phrase."""
        if not is_whole(money.value) or money.numeral.mantissa is not None or not self._plain_unit(money):
            return money
        part = self._part(money)
        if part is None or part.numeral.mantissa is not None:
            return money
        end = part.end
        if part.unit:
            surface = self._text[self._tokens.end(part.numeral.end - 1) : end]
            name = surface.strip(" -").lower()
            named = name in ("c", "p") or units.currency(name) in units.MINOR
            cents = part.value if named and part.value < 1 else None
        else:
            sign = _CENTS.match(self._text, end)
            spelled = not money.own_currency and len(self.numerals.word(money.last - 1)) > 3
            bare = spelled and part.value >= 10 and self.numerals.ends(part.last)
            end = sign.end() if sign else end
            cents = part.value / 100 if (sign or bare) and part.value < 100 and is_whole(part.value) else None
        if not cents:
            return money
        return self._extended(money, end, money.unit)._replace(value=money.value + cents)
