"""Read what stands around a numeral: its sign, its currency, its unit of measure, "times"."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from extractor.numbers import units
from extractor.numbers.numeral_reader import NumeralReader
from extractor.numbers.numerals import Measure, Numeral, Sort, is_whole
from extractor.numbers.tokens import SUPERSCRIPTS, is_number, is_word, tokens

if TYPE_CHECKING:
    from extractor.numbers.lexicon import Lexicon
    from extractor.numbers.tokens import Tokens

_MINUS = frozenset("-−–")
_SYMBOLS = "$€£¥₹₽₴₩₺₪₱฿₫₦₸₿৳"
_CURRENCY_BEFORE = re.compile(
    rf"(?<![A-Za-z])(?:[A-Za-z.]{{0,4}}\s?[{_SYMBOLS}]=?[A-Za-z]{{0,2}}|[A-Z][A-Za-z]{{1,3}}\.?|Y=|dlrs|rs\.?)\s?\Z"
)
_SIGNS_OF_CURRENCY = frozenset(_SYMBOLS)
_LOST_POUND = re.compile(r"[\d,.]*(?:,\d{3}|m|bn|tn)\b")  # "PS2.7m": what some wires make of a £ sign
_SPELLED_CODES = frozenset(["rm", "rs", "nis", "dlrs", "rp", "rmb", "dh", "dhs", "ksh"])
_FORMS = sorted({*units.UNIT_FORMS, *units.CURRENCY_FORMS}, key=len, reverse=True)
# the forms by their first two letters, the longest first
_FORMS_OF: dict[str, list[str]] = {}
for _form in _FORMS:
    _FORMS_OF.setdefault(_form[:2], []).append(_form)
_LONGEST_FORM = len(_FORMS[0])
# the words and signs that what goes on a plain number can begin with; pound's is none
AFFIXES = frozenset(
    [
        *(tokens(form).keys[0] for form in _FORMS),
        *("times", "time", "fold", "x", "-", "b", "m", "p", "c", "s", "f", "’", "′", "below"),
        *(f"m{code.lower()}" for code in units.CURRENCIES),
    ]
)
_IN_WORD = re.compile(rf"[^\W{SUPERSCRIPTS}]")
_GAP = re.compile(r"\s?-?\s?")
_OF = re.compile(r"\sof\s", re.IGNORECASE)
_OF_A = re.compile(r"\s(?:of\s)?an?\s", re.IGNORECASE)
_OF_PERCENT = re.compile(r" of (?:1|one|a) (?:percent|per cent)(?: point)?", re.IGNORECASE)
_COMPOUND = re.compile(r"[- ](?:olds?|long)\b")
_TIMES = re.compile(
    r"[- ]times?(?=[- ](?:as|more|the|too|its|their|his|her|our|that|what|"
    r"less|over|faster|\w+er|[a-z]+ings?)\b)|[- ]?fold\b|x\b"
)
_MORE_TIMES = re.compile(r" times\b")
_LENGTH_FOLLOWS = re.compile(
    r"\sin\s\d[\d.:]*\s(?:seconds|secs?|minutes|mins)\b|"
    r"[2²³]|\s?\([\d,.]+\s?(?:(?:ft|feet|foot|yards?|yds?|inches|miles?)\b|in\))|"
    r"[- ](?:long|high|tall|deep|wide|thick|below|sprint|race|hurdles|freestyle|butterfly|backstroke|dash|"
    r"relay|time|vault|jump|throw|putt|walls?|waves?|apart|(?:north|south|east|west)(?:-?(?:east|west))?\sof)\b"
)
_BELOW_ZERO = re.compile(r"(?: degrees?)? below zero\b", re.IGNORECASE)
_MILLIONS_OF = re.compile(r" (?P<scale>M)(?P<code>[A-Z]{3})\b")
_MILLIONS_APART = re.compile(
    r" (?P<scale>[BM])(?P<code>)(?=(?: (?!cells?\b|lymph|vitamins?\b)[a-z]|[.,;]?\s*\Z))"
)
_YEAR = re.compile(r"1[89]\d\d|20[0-4]\d")
_INCHES = re.compile(r"['’′]\s?(\d|1[01])(?:[\"”″]|''|(?![\w'’′]))")
_WEATHER_NEAR = re.compile(
    r"temperature|degrees|\bheat|\bhot|\bcold|warm|Celsius|°|weather|freez|\dF\b|mercury|fever"
)
_MONEY_WORD_NEAR = re.compile(r"[$€]|\bcents?\b|\beuros?\b|\bdollars?\b|shares?|price")
_SCREEN_LINES = frozenset([360, 480, 720, 1080, 1440, 2160])  # 1080p is no price
_KELVIN_NEAR = re.compile(r"°|\b[Kk]elvin|\bdegrees\b")
_WEIGHT = re.compile(r"[- ]pounds? (?:bomb|of)|-pound")
_MONEY_NEAR = re.compile(r"cost|paid|pay|worth|fine|price|spen[dt]|fund|£|salary|debt|bill\b")


class UnitForm(NamedTuple):
    """The form of a unit in a text: what stands before it, how it is written, where it ends."""

    gap: str
    surface: str
    end: int


def unit_after(text: str, at: int, gap: re.Pattern[str] = _GAP) -> UnitForm | None:
    """Return the longest form of a unit that stands whole behind a gap at a place."""
    before = gap.match(text, at)
    if before is None:
        return None
    start = before.end()
    near = text[start : start + _LONGEST_FORM].lower()
    for head in (near[:2], near[:1]):
        for form in _FORMS_OF.get(head, ()):
            end = start + len(form)
            if near.startswith(form) and not _IN_WORD.match(text, end):
                return UnitForm(before.group(), text[start:end], end)
    return None


class AffixReader:
    """Reads the signs, currencies and units of the numerals of one text."""

    def __init__(self, text: str, tokens: Tokens, taken: bytearray, lexicon: Lexicon) -> None:
        self._text = text
        self._tokens = tokens
        self._taken = taken
        self._lex = lexicon
        self.numerals = NumeralReader(tokens, lexicon)

    def _bare(self, numeral: Numeral) -> Measure:
        start, end = self._tokens.starts[numeral.start], self._tokens.end(numeral.end - 1)
        return Measure(numeral, numeral.start, numeral.end, start, end, numeral.value)

    def _extended(self, measure: Measure, end: int, unit: str) -> Measure:
        """Take in the text up to `end`, whose unit it is, unless something else is named there."""
        if any(self._taken[measure.end : end]):
            return measure
        last = measure.last
        while last < len(self._tokens) and self._tokens.starts[last] < end:
            last += 1
        return Measure(
            measure.numeral,
            measure.first,
            last,
            measure.start,
            end,
            measure.value,
            unit,
            measure.own_currency,
        )

    def _stands_alone(self, numeral: Numeral) -> bool:
        """Refuse digits glued to letters that are neither hedge nor currency."""
        i = numeral.start
        if not self.numerals.is_number(i) or not self.numerals.glued(i):
            return True
        before = self.numerals.word(i - 1)
        if not is_word(before) or is_number(before):
            return True
        hedge = before in self._lex.sizes_before
        joint = before in ("between", "from", "and", "to")
        start = self._tokens.starts[i]
        surface = self._text[self._tokens.starts[i - 1] : self._tokens.end(i - 1)]
        code = units.currency(surface) or self.currency_before(start)[0]
        return hedge or joint or bool(code)

    def _sign(self, i: int) -> tuple[int, int, int]:
        """Return (sign, first token, start) for the numeral at token i: -5, −5, minus 5, minus-5."""
        word = self.numerals.word
        at = i - 2 if word(i - 1) == "-" else i - 1
        if word(at) in ("minus", "negative") and word(at - 2) != "plus":
            return -1, at, self._tokens.starts[at]
        sign, width, start = self._sign_at(self._tokens.starts[i])
        return sign, i - width, start

    def _sign_at(self, start: int) -> tuple[int, int, int]:
        """Return (sign, tokens taken, start): a minus is glued to its number and to nothing before it."""
        if not start or self._text[start - 1] not in _MINUS or self._taken[start - 1]:
            return 1, 0, start
        before = self._text[start - 2 : start - 1]
        percent = re.match(r"[\d.,]+\s?(?:%|°|percent|per cent|degrees)", self._text[start : start + 40])
        alone = before in "(\"“'‘[/:,|" + _SYMBOLS or (
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
        near = self._text[max(0, start - 8) : start]
        if near.islower() and _SIGNS_OF_CURRENCY.isdisjoint(near) and "rs" not in near:
            return "", start
        found = _CURRENCY_BEFORE.search(near)
        if not found:
            return "", start
        whole = found.group()
        for skip in range(len(whole.strip())):
            surface = whole.strip()[skip:]
            if surface[0] == " ":
                continue
            code = units.currency(surface) or (
                surface == "PS" and _LOST_POUND.match(self._text, start) and "GBP"
            )
            at = start - (len(whole) - whole.rfind(surface))
            if any(self._taken[at:start]):
                return "", start
            if code and (
                not surface.isalpha()
                or surface in units.CURRENCIES
                or surface == "PS"
                or surface.lower() in _SPELLED_CODES
            ):
                return code, at
        return "", start

    def _two_letters(self, money: Measure) -> Measure:
        """Read the MM of bankers, a thousand thousands: US$1MM."""
        if not self._text.startswith("MM", money.end) or money.numeral.mantissa is not None:
            return money
        numeral = money.numeral._replace(mantissa=money.numeral.value)
        longer = self._extended(money, money.end + 2, money.unit)
        return longer._replace(numeral=numeral, value=money.value * 1_000_000)

    def _with_unit(self, measure: Measure) -> Measure:
        """Attach percent, money, a unit of measure or "times" that follows the numeral."""
        if measure.numeral.sort is Sort.MULTIPLE or self._is_plain(measure):
            return measure
        times = _TIMES.match(self._text, measure.end)
        if times is None and measure.value != measure.value.to_integral_value():
            times = _MORE_TIMES.match(self._text, measure.end)
        if times:
            return self._extended(measure, times.end(), "")
        measure = self._not_millions(self._millions_apart(measure))
        found = self._unit_form(measure)
        if found is None:
            return self._below_zero(self._by_letter(measure) or self._of_percent(measure))
        name = self._unit_name(measure, found.surface, not found.gap)
        if name is None:
            return measure
        compound = _COMPOUND.match(self._text, found.end)
        if compound and "-" not in found.gap + compound.group()[0]:
            compound = None
        end = compound.end() if compound and name in units.TIME_UNITS else found.end
        if name in units.MINOR:
            name = self._minor_currency(name)
            measure = measure._replace(value=measure.value / 100)
        measure = self._extended(measure, end, name)
        if name in units.CURRENCIES and measure.numeral.mantissa is None:
            return self._scaled_behind(measure)
        return self._below_zero(measure) if name.startswith("degree") else measure

    def _is_plain(self, measure: Measure) -> bool:
        """Say that no unit can follow a plain number, as far as the next word tells."""
        word, numeral = self.numerals.word(measure.last), measure.numeral
        if word in AFFIXES or not (word.isalpha() or len(word) < 2):
            return False
        return numeral.sort is Sort.CARDINAL and numeral.mantissa is None and not numeral.hedged

    def _unit_form(self, measure: Measure) -> UnitForm | None:
        """Find the unit after "5 ", "hundreds of " or "half an "."""
        found = unit_after(self._text, measure.end)
        if found is None and (measure.numeral.sort is Sort.VAGUE or measure.numeral.hedged):
            return unit_after(self._text, measure.end, _OF)
        if found is None and measure.numeral.sort is Sort.FRACTION:
            return unit_after(self._text, measure.end, _OF_A)
        return found

    def _unit_name(self, measure: Measure, surface: str, glued: bool) -> str | None:
        """Decide what a unit-like word after a number is; None when it is only a noun."""
        form = surface.lower()
        if form in units.SHORT and not (measure.numeral.digits and (glued or surface in units.APART)):
            return None
        if form in ("pound", "pounds"):
            return self._pounds(measure)
        if form in ("day", "year", "month", "quarter", "hour") and self._year(measure) and not glued:
            return None  # "World Cup 2018 day five"
        if surface[-1].isupper() and form in ("t", "m", "g", "pc", "second", "minute"):
            return None
        return units.unit(surface) or units.currency(surface)

    def _year(self, measure: Measure) -> bool:
        """Say whether the numeral is written like a year."""
        return bool(_YEAR.fullmatch(self._text, measure.start, measure.end))

    def _pounds(self, measure: Measure) -> str:
        """Choose between money and weight: "5 million pounds" and "500-pound bomb"."""
        around = self._text[max(0, measure.start - 60) : measure.end + 60].lower()
        money = measure.numeral.mantissa is not None or _MONEY_NEAR.search(around)
        weight = _WEIGHT.match(self._text, measure.end)
        return "GBP" if money and not weight else "pound"

    def _minor_currency(self, name: str) -> str:
        """Name the currency of cents: euros where the text speaks of euros only."""
        euros = name == "cent" and "$" not in self._text and re.search(r"€|\beuros?\b", self._text)
        return "EUR" if euros else units.MINOR[name]

    def _of_percent(self, measure: Measure) -> Measure:
        """Read "one-tenth of 1 percent" as 0.1 percent; leave the rest alone."""
        inner = _OF_PERCENT.match(self._text, measure.end) if measure.numeral.sort is Sort.FRACTION else None
        return self._extended(measure, inner.end(), units.PERCENT) if inner else measure

    def _scaled_behind(self, money: Measure) -> Measure:
        """Read "75 USD million", the scale behind the currency."""
        scale = self._lex.scales.get(self.numerals.word(money.last), Decimal(0))
        if scale < 1000:
            return money
        numeral = money.numeral._replace(mantissa=money.numeral.value)
        scaled = self._extended(money, self._tokens.end(money.last), money.unit)
        return scaled._replace(numeral=numeral, value=money.value * scale)

    def _millions_apart(self, measure: Measure) -> Measure:
        """Read the capital of "8 B people" and "30 MEUR", which stands apart from its digits."""
        numeral, after = measure.numeral, self._text[measure.end + 1 : measure.end + 2]
        if after not in ("B", "M") or not numeral.digits or numeral.mantissa is not None:
            return measure
        found = _MILLIONS_APART.match(self._text, measure.end) or _MILLIONS_OF.match(self._text, measure.end)
        if found is None or (found["code"] and found["code"] not in units.CURRENCIES):
            return measure
        scale = self._lex.scale_letters[found["scale"].lower()]
        scaled = numeral._replace(value=numeral.value * scale, mantissa=numeral.value)
        longer = self._extended(measure, found.end("scale"), "")
        return longer._replace(numeral=scaled, value=measure.value * scale)

    def _not_millions(self, measure: Measure) -> Measure:
        """Read the m of "37m long" and "32m²" as metres, the t of "100t" as tonnes, 573 K as kelvins."""
        mantissa, end = measure.numeral.mantissa, measure.numeral.end - 1
        letter = self.numerals.word(end)
        if mantissa is None or letter not in ("m", "t", "k") or not self.numerals.glued(end):
            return measure
        if letter == "m" and not _LENGTH_FOLLOWS.match(self._text, measure.end):
            return measure
        if letter == "k" and not _KELVIN_NEAR.search(self._text[max(0, measure.start - 30) : measure.start]):
            return measure
        short = measure.numeral._replace(end=end, value=mantissa, mantissa=None)
        value = mantissa if measure.value > 0 else mantissa.copy_negate()
        return measure._replace(numeral=short, value=value, last=end, end=self._tokens.end(end - 1))

    def _by_letter(self, measure: Measure) -> Measure | None:
        """Read what is a unit only in its context: 45p, 99c, 40C; the marks of 5'10"."""
        letter = self._text[measure.end : measure.end + 1]
        if (
            not letter
            or letter not in "pcsCF'’′"
            or not measure.numeral.digits
            or measure.numeral.mantissa is not None
        ):
            return None
        if letter in "'’′":
            inches = _INCHES.match(self._text, measure.end)
            if inches is None or not is_whole(measure.value) or not 0 < measure.value < 12:
                return None
            return self._extended(measure, inches.end(), "inch")._replace(
                value=measure.value * 12 + Decimal(inches[1])
            )
        if self._text[measure.end + 1 : measure.end + 2].isalnum():
            return None
        if letter == "s":  # 9.81s; "the 20s" is no time
            decimals = not is_whole(measure.value)
            return self._extended(measure, measure.end + 1, "second") if decimals else None
        near = self._text[max(0, measure.start - 100) : measure.end + 100]
        if letter in "CF":
            name = "degree Celsius" if letter == "C" else "degree Fahrenheit"
            return self._extended(measure, measure.end + 1, name) if _WEATHER_NEAR.search(near) else None
        if (letter == "c" and not _MONEY_WORD_NEAR.search(near)) or measure.value in _SCREEN_LINES:
            return None
        money = self._extended(
            measure, measure.end + 1, "GBP" if letter == "p" else self._minor_currency("cent")
        )
        return money._replace(value=measure.value / 100)

    def _below_zero(self, measure: Measure) -> Measure:
        """Read "20 degrees below zero" as minus 20."""
        if not self._text.startswith(" below", measure.end):
            return measure
        below = _BELOW_ZERO.match(self._text, measure.end)
        if below is None or measure.value < 0:
            return measure
        unit = measure.unit or "degree"
        return self._extended(measure, below.end(), unit)._replace(value=measure.value.copy_negate())
