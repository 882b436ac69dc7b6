"""Read every numeric expression of a text in a language that writes a decimal comma."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from extractor.numbers import units
from extractor.numbers.languages.counting import CountingReader
from extractor.numbers.numerals import Measure, Sort
from extractor.numbers.quantity import Bound, Quantity, Role
from extractor.numbers.tokens import comma_tokens, is_number, is_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractor.numbers.languages.language import Language

Found = tuple[int, int, Role, Quantity]

NO_VALUE = Quantity(None, None)
_DASHES = frozenset("-–—‐‑−~〜")
_CURRENCY_BEFORE = re.compile(
    r"(?<![^\W_])(?:(?:[A-Z]{0,3}|[a-z]{2,3}(?=\$))[$€£¥₹₽₴₩₺₪฿₦₸]|[A-Z]{3}|Fr\.|Rs\.?)[ \u00a0\u202f]?\Z"
)
_GROUPED = re.compile(r"[1-9]\d{0,2},\d{3}")
_YEAR = re.compile(r"1[89]\d\d|20[0-4]\d")
_PARTS = frozenset("%‰/:-–")
_NOT_ENDS = (Sort.MULTIPLE, Sort.VAGUE, Sort.ORDINAL)


class LanguageReader:
    """The state of one scan: the text, its tokens and what is already named."""

    def __init__(self, text: str, language: Language) -> None:
        self._text = text
        self._lang = language
        self._tokens = comma_tokens(text, point_groups=language.point_groups, elides=language.elides)
        self._taken = bytearray(len(text) + 1)
        self._counting = CountingReader(text, self._tokens, language)
        self._word = self._counting.word

    def found(self) -> Iterator[Found]:
        """Yield what has a name first, then quantities, ordinals and bare years; none overlap."""
        yield from self._named()
        i, before = 0, -1
        while i < len(self._tokens):
            low = self._read(i)
            if low is None:
                i += 1
                continue
            high = self._upper(low)
            span = self._ranged(low, high) if high else self._single(low, before)
            i = (high or low).last
            before = span[1]
            self._taken[span[0] : span[1]] = b"\x01" * (span[1] - span[0])
            yield span

    def _named(self) -> Iterator[Found]:
        for role, pattern in self._lang.names:
            for match in pattern.finditer(self._text):
                start, end = match.span("n" if "n" in pattern.groupindex and match.group("n") else 0)
                if end > start and not any(self._taken[start:end]):
                    self._taken[start:end] = b"\x01" * (end - start)
                    yield start, end, role, NO_VALUE

    # -- one measure

    def _read(self, i: int) -> Measure | None:
        """Return the measure whose numeral begins at token i; None when none does or its place is taken."""
        if not 0 <= i < len(self._tokens) or self._taken[self._tokens.starts[i]]:
            return None
        numeral = self._counting.read(i)
        if numeral is None:
            return None
        start, end = self._tokens.starts[i], self._tokens.end(numeral.end - 1)
        if any(self._taken[start:end]):
            return None
        bare = Measure(numeral, i, numeral.end, start, end, numeral.value)
        if numeral.sort in (Sort.ORDINAL, Sort.MULTIPLE):
            return bare
        code, before = self._currency_before(start)
        if self._glued_to_letters(i) and not code:
            return None
        if code:
            grouped = _GROUPED.fullmatch(self._text, start, end)  # $10,000 is written the English way
            value = bare.value * 1000 if grouped else bare.value
            measure = bare._replace(value=value, unit=code, own_currency=True, start=before)
        else:
            measure = self._with_unit(bare)
        return None if self._is_part_of_a_word(measure) else self._signed(self._with_coins(measure))

    def _glued_to_letters(self, i: int) -> bool:
        before = self._word(i - 1)
        glued = i > 0 and self._counting.glued(i)
        return glued and is_word(before) and not is_number(before) and not before.endswith("'")

    def _is_part_of_a_word(self, measure: Measure) -> bool:
        """Say whether letters or a point are glued to bare digits: 5G, 1e10, ,77."""
        if not measure.numeral.digits or measure.numeral.sort is not Sort.CARDINAL:
            return False
        ahead = self._text[max(0, measure.start - 2) : measure.start]
        if (
            ahead[-1:] in (",", ".")
            and not ahead[:-1].strip()
            and measure.start == self._tokens.starts[measure.first]
        ):
            return True
        after = self._word(measure.last)
        glued = self._counting.glued(measure.last) and is_word(after) and not is_number(after)
        return glued and not measure.unit and after not in self._lang.suffixes

    def _with_coins(self, measure: Measure) -> Measure:
        """Read "zwei Euro und fünfzig Cent", "15 dollars 50" as one amount."""
        whole = measure.numeral.mantissa is None and measure.value == measure.value.to_integral_value()
        if not whole or measure.unit not in units.CURRENCIES or measure.own_currency:
            return measure
        both = self._word(measure.last) in self._lang.both
        coins = self._counting.read(measure.last + both)
        if coins is None or coins.sort is not Sort.CARDINAL or not 0 < coins.value < 100:
            return measure
        end, last = self._tokens.end(coins.end - 1), coins.end
        if self._word(last) in self._lang.minor:
            end, last = self._tokens.end(last), last + 1
        elif (
            both
            or len(self._word(measure.last)) != 2
            or self._word(last)[:1].isalnum()
            or self._word(last) in _PARTS
        ):
            return measure
        if any(self._taken[measure.end : end]):
            return measure
        return measure._replace(value=measure.value + coins.value / 100, end=end, last=last)

    def _currency_before(self, start: int) -> tuple[str, int]:
        """Return (code, start) of a currency sign or code before the number; ("", start) without one."""
        found = _CURRENCY_BEFORE.search(self._text[max(0, start - 6) : start])
        sign = found.group().strip() if found else ""
        code = units.currency(sign.upper() if sign.endswith("$") else sign) if found else None
        if found is None or code is None:
            return "", start
        at = start - len(found.group())
        return ("", start) if any(self._taken[at:start]) else (code, at)

    def _with_unit(self, measure: Measure) -> Measure:
        found = self._lang.unit_after.match(self._text, measure.end)
        scaled = measure.numeral.mantissa is not None or measure.numeral.sort is Sort.VAGUE
        if found is None or (found["of"] and not (scaled or measure.numeral.hedged)):
            return measure
        end = found.end("unit")
        if any(self._taken[measure.end : end]):
            return measure
        unit = self._lang.unit(found["unit"])
        value = measure.value / 100 if found["unit"].lower() in self._lang.minor else measure.value
        last = measure.last
        while last < len(self._tokens) and self._tokens.starts[last] < end:
            last += 1
        measure = measure._replace(value=value, unit=unit, end=end, last=last)
        return self._and_half(measure) if unit in units.TIME_UNITS else measure

    def _and_half(self, measure: Measure) -> Measure:
        """Read "deux ans et demi", "dos años y medio"."""
        size = self._counting.phrase(measure.last, self._lang.and_half)
        end = self._tokens.end(measure.last + size - 1) if size else measure.end
        if not size or any(self._taken[measure.end : end]):
            return measure
        return measure._replace(value=measure.value + Decimal("0.5"), end=end, last=measure.last + size)

    def _signed(self, measure: Measure) -> Measure:
        """Read -5, −5 and "minus 5 Grad"; a word of minus needs degrees or percent."""
        before = measure.first - 1
        start = self._tokens.starts[before] if before >= 0 else 0
        word = self._word(before)
        apart = not self._taken[start] and not self._counting.is_number(before - 1)
        cold = measure.unit.startswith("degree") or measure.unit == units.PERCENT
        if apart and (word in self._lang.negative or (word in self._lang.minus and cold)):
            return measure._replace(first=before, start=start, value=measure.value.copy_negate())
        if measure.start == 0 or self._text[measure.start - 1] not in "-−" or self._taken[measure.start - 1]:
            return measure
        ahead = self._text[max(0, measure.start - 3) : measure.start - 1]
        if ahead and not ahead[-1].isspace() and ahead[-1] not in '("“«„:/|':
            return measure
        if ahead.strip()[-1:].isdigit():
            return measure  # the dash of "18 -19"
        return measure._replace(first=before, start=measure.start - 1, value=measure.value.copy_negate())

    # -- ranges

    def _upper(self, low: Measure) -> Measure | None:
        """Return the upper end of a range that begins with this measure; None when it stands alone."""
        if low.numeral.sort in _NOT_ENDS or not self._joins(low):
            return None
        high = self._read(self._past_currency(low.last + 1))
        if high is None or high.numeral.sort in _NOT_ENDS:
            return None
        if any(self._taken[low.end : high.start]):
            return None
        same = low.unit in ("", high.unit) or (high.unit == "" and low.own_currency)
        return high if same and self._scaled_like(low, high) < high.value else None

    def _joins(self, low: Measure) -> bool:
        word, opening = self._word(low.last), {self._word(low.first - 1), self._word(low.first - 2)}
        if (self._word(low.first - 1), word) == self._lang.changes:
            return False
        small = low.value <= 20 and low.value == low.value.to_integral_value()
        return (
            (word in _DASHES and self._text[low.end : low.end + 1] == word)
            or (
                word in _DASHES
                and self._tokens.starts[low.last] > low.end
                and not self._counting.glued(low.last + 1)
            )
            or word in self._lang.ranges_to
            or (word in self._lang.either and small)
            or (word in self._lang.both and bool(opening & self._lang.between))
            or (bool(opening & self._lang.ranges_from) and (word,) in self._lang.hedges_before)
        )

    def _past_currency(self, i: int) -> int:
        for end in range(i, min(i + 3, len(self._tokens))):
            if self._counting.is_number(end):
                return end if self._currency_before(self._tokens.starts[end])[0] else i
        return i

    @staticmethod
    def _scaled_like(low: Measure, high: Measure) -> Decimal:
        """Give the lower end the scale that stands once, behind the upper: "10 bis 12 Millionen"."""
        mantissa = high.numeral.mantissa
        if not mantissa or low.numeral.mantissa is not None:
            return low.value
        shared = low.value * (high.numeral.value / mantissa)
        return shared if abs(low.value) < abs(mantissa) else low.value

    def _share_scale(self, low: Measure) -> Measure:
        """Give the 2,3 of "von 2,3 auf 4,5 Mrd. Euro" its scale and unit, which stand once, at the end."""
        came, went = self._lang.changes
        if low.unit or self._word(low.first - 1) != came or self._word(low.last) != went:
            return low
        high = self._read(low.last + 1)
        if high is None or high.numeral.sort is not Sort.CARDINAL:
            return low
        mantissa = high.numeral.mantissa
        shares = mantissa and low.numeral.mantissa is None and low.value < 1000
        factor = high.numeral.value / mantissa if mantissa and shares else Decimal(1)
        return low._replace(value=low.value * factor, unit=high.unit)

    def _ranged(self, low: Measure, high: Measure) -> Found:
        value = Quantity(self._scaled_like(low, high), high.value, high.unit or low.unit, Bound.RANGE)
        return low.start, high.end, Role.QUANTITY, value

    # -- single numbers

    def _single(self, measure: Measure, before: int) -> Found:
        sort, start, end = measure.numeral.sort, measure.start, measure.end
        if sort is Sort.ORDINAL:
            return start, end, Role.ORDINAL, Quantity(measure.value, measure.value)
        if sort is Sort.VAGUE:
            return start, end, Role.QUANTITY, Quantity(measure.value, None, measure.unit, Bound.VAGUE)
        bound, below = self._hedge(measure, before)
        measure = self._share_scale(measure)
        if bound is Bound.EXACT and (role := self._other_role(measure)):
            return start, end, role, NO_VALUE
        if bound is Bound.EXACT and measure.numeral.hedged:
            bound = Bound.ABOUT
        low = None if below or bound in (Bound.AT_MOST, Bound.LESS_THAN) else measure.value
        high = None if bound in (Bound.AT_LEAST, Bound.MORE_THAN) else measure.value
        return start, end, Role.QUANTITY, Quantity(low, high, measure.unit, bound)

    def _other_role(self, measure: Measure) -> Role | None:
        """Recognise a bare year and the pronoun of "один из"."""
        surface = self._text[measure.start : measure.end]
        follows = self._lang.one_of.get(self._word(measure.first), ())
        if measure.last == measure.first + 1 and self._word(measure.last) in follows:
            return Role.OTHER
        year = not measure.unit and _YEAR.fullmatch(surface)
        return Role.DATE if year and not self._lang.is_counted.match(self._text, measure.end) else None

    # -- hedges

    def _hedge(self, measure: Measure, before: int) -> tuple[Bound, bool]:
        """Return the hedge before or after the measure, and whether it is open below ("fast")."""
        bound, below = self._hedge_before(measure, before)
        after = self._hedge_after(measure)
        if bound in (Bound.EXACT, Bound.ABOUT) and after is not Bound.EXACT:
            return after, False
        return bound, below

    def _hedge_before(self, measure: Measure, before: int) -> tuple[Bound, bool]:
        last = measure.first
        while last and self._tokens.end(last - 1) > measure.start:
            last -= 1
        if measure.numeral.sort is Sort.FRACTION and self._word(last - 1) in self._lang.definite:
            last -= 1  # mehr als die Hälfte
        for size in range(min(last, self._lang.longest_hedge), 0, -1):
            phrase = tuple(self._tokens.keys[last - size : last])
            bound = self._lang.hedges_before.get(phrase)
            if bound is None:
                continue
            at = self._tokens.starts[last - size]
            if phrase in self._lang.over and measure.unit in units.TIME_UNITS and measure.value < 10:
                return Bound.EXACT, False
            # the "до" of "с 5 до 10" and the "hasta" of "subió 2 puntos, hasta 10" say where a change ends
            if phrase[0] in self._lang.up_to and 0 <= at - before <= 2:
                return Bound.EXACT, False
            return bound, phrase in self._lang.open_below
        return Bound.EXACT, False

    def _hedge_after(self, measure: Measure) -> Bound:
        i = measure.last
        if self._word(i) == "+" and self._counting.glued(i):
            return Bound.AT_LEAST
        for at in (i, i + 1 if self._word(i).isalpha() else i):
            for size in range(min(4, self._lang.longest_hedge), 0, -1):
                phrase = tuple(self._word(at + k) for k in range(size))
                bound = self._lang.hedges_after.get(phrase)
                if bound is None or (at > i and size == 1):
                    continue
                opens = phrase in self._lang.hedges_before and self._counting.read_at(at + size)
                return Bound.EXACT if opens else bound
        return Bound.EXACT
