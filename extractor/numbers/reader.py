"""Read every numeric expression of a text: value as an interval, unit, hedge, and what it is."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, NamedTuple

from extractor.numbers.affixes import AFFIXES
from extractor.numbers.english import ENGLISH
from extractor.numbers.hedges import HedgeReader
from extractor.numbers.languages.east_asian import EastAsianReader
from extractor.numbers.languages.reader import LanguageReader
from extractor.numbers.languages.tell import ENGLISH as ENGLISH_CODE
from extractor.numbers.languages.tell import LANGUAGES, paragraphs
from extractor.numbers.measures import LONG_STARTERS, MeasureReader
from extractor.numbers.names import HITS, names
from extractor.numbers.numerals import Sort, is_whole
from extractor.numbers.quantity import EXACT, Bound, Mention, Quantity, Role
from extractor.numbers.tokens import VULGAR, fold, is_number, tokens
from extractor.numbers.units import CURRENCIES, TIME_UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from extractor.numbers.lexicon import Lexicon
    from extractor.numbers.numerals import Measure
    from extractor.numbers.tokens import Tokens

_DASHES = frozenset("-–—‐‑−~〜～")
_UPPER_HEDGES = frozenset(["about", "around", "nearly", "almost", "approximately", "~"])
_NOT_ENDS = (Sort.MULTIPLE, Sort.VAGUE, Sort.ORDINAL)
_COUNTED = re.compile(
    r"\s(?:\w+\s)?(?:soldiers|troops|people|men|women|children|tonnes|tons|homes|houses|jobs|workers|"
    r"civilians|students|[a-z]{3,}(?:ers|ees|ians))\b"
)
_AGE_BEFORE = re.compile(
    r"\b(?:[Aa]ged?|ages)(?: (?:of|between|just|only|from|from \d+ to))?\s\Z"
    r"|\b(?:who|he|she|and) at\s\Z"
    r"|\b(?:voters|people|men|women|adults|children|those|players|workers|drivers|anyone|everyone|girls|"
    r"boys) (?:under|over|below|above)(?: the age of)?\s\Z"
    r"|\b(?:[Uu]nder|[Oo]ver)-\Z"
)
# "ranging from 5 to 10", "priced from 5 to 10" are ranges, where "rose from 5 to 10" is a change
_RANGING = re.compile(
    r"\b(?:rang(?:e|es|ed|ing)|var(?:y|ies|ied|ying)|(?:pric|siz|ag|rat)(?:es|ed|ing)|cost(?:s|ing)?|"
    r"anywhere|anything|somewhere|starting|span(?:s|ned|ning)?|last(?:s|ed|ing)?|between|measur(?:e|es|ed|ing)|"
    r"weigh(?:s|ed|ing)?|sentences|fines|salaries|charges|fees|temperatures|estimates)\b[^.;:\d]{0,40}\Z"
)
_CHANGING = re.compile(
    r"\b(?:rose|rise|risen|rising|fell|fall|fallen|falling|jump|climb|drop|increas|decreas|rais|reduc|cut|grew|"
    r"grow|soar|plung|slid|slip|declin|down|up|chang|mov|went|goes|dropp|boost|upgrad|downgrad|revis|shr[aiu]nk|"
    r"doubl|tripl|swell|plummet|tumbl|expand|narrow|widen|improv|eas|edg|lower|lift)"
)
_EITHER_WAY = re.compile(r"\b(?:rang|var[iy])\w*\b[^.;:\d]{0,30}\Z")
_CLAUSE = re.compile(r"[.;:]\s")
_CHANGED_BY = re.compile(_CHANGING.pattern + r"\w*(?: by| about| nearly| almost| another| a further)?\s\Z")
_NAMED_BEFORE = re.compile(r"[A-Za-z][\w'’-]+,\s\Z")
_ONE_COUNTED = re.compile(r"(?:\w+ed|hurt|only|just|exactly|least|than|about|wounding|killing|injuring)\s\Z")
# the words of hedges beside a number, with their signs and what may stand between: sub-500, 500+, 500-odd
_HEDGE_ENDS = frozenset({"-", "another", "the", "further"}).union(ENGLISH.sizes_before)
_HEDGE_STARTS = frozenset({"+", "-"}).union(ENGLISH.sizes_after)
_JOINTS = _DASHES | {"to", "through", "and", "or", "up"}
_YEAR = re.compile(r"1[89]\d\d|20[0-4]\d")
_COUNTS = re.compile(r"[- ]\w")
_BEHIND_AGES = frozenset(",;).")
# the last words of _AGE_BEFORE
_AGE_WORDS = frozenset("age aged ages of between just only from to at under over below above -".split())
_NO_VALUE = Quantity(None, None)
_BEHIND_ARTICLES = ENGLISH.starters | AFFIXES
_WATCHED = ENGLISH.starters | HITS | LONG_STARTERS | frozenset(VULGAR)


def scan(text: str, *, language: str | None = None) -> list[Mention]:
    """Return every numeric expression of a text in order.

    Spans never overlap, and `text[start:end] == mention.text`. Each paragraph is read in its language, unless
    `language` says it for all: a code of `language_of`, for a text too short to tell.
    """
    folded = fold(text)
    parts = paragraphs(folded) if language is None else [(0, len(text), language)]
    with localcontext(EXACT):
        spans = sorted(_spans(folded, parts), key=lambda span: span.start)
    return [
        Mention(
            i,
            s.start,
            s.end,
            text[s.start : s.end],
            s.role,
            s.value.low,
            s.value.high,
            s.value.unit,
            s.value.bound,
        )
        for i, s in enumerate(spans, 1)
    ]


class _Span(NamedTuple):
    start: int
    end: int
    role: Role
    value: Quantity = _NO_VALUE


def _spans(text: str, parts: Iterable[tuple[int, int, str]]) -> Iterator[_Span]:
    for start, end, code in parts:
        part = text[start:end]
        if code == ENGLISH_CODE:
            for span in _english(part):
                yield span._replace(start=start + span.start, end=start + span.end) if start else span
            continue
        reader = LanguageReader(part, LANGUAGES[code]) if code in LANGUAGES else EastAsianReader(part)
        for begins, ends, role, value in reader.found():
            yield _Span(start + begins, start + ends, role, value)


def _english(text: str) -> Iterator[_Span]:
    cut = tokens(text)
    places = _places(cut)
    return _Reader(text, cut, ENGLISH).spans(places) if places else iter(())


def _places(cut: Tokens) -> list[int]:
    """Return the tokens that a name, a numeral or a measure can begin with; few articles can."""
    keys, articles = cut.keys, ENGLISH.articles
    figures = {key for key in cut.distinct if ":" > key > "."}  # as digits are
    watched = figures.union(cut.distinct & _WATCHED)
    places = [i for i, key in enumerate(keys) if key in watched]
    return [i for i in places if keys[i] not in articles or _behind_article(*keys[i + 1 : i + 2])]


def _behind_article(key: str = "") -> bool:
    """Say whether a token can go on a number or a measure that an article begins: a third, an hour('s)."""
    return key in _BEHIND_ARTICLES or not key.isalpha()


class _Reader:
    """The state of one scan: the text, its tokens and what is already named."""

    def __init__(self, text: str, tokens: Tokens, lexicon: Lexicon) -> None:
        self.text = text
        self.tokens = tokens
        self._taken = bytearray(len(text) + 1)
        self._measures = MeasureReader(text, self.tokens, self._taken, lexicon)
        self._hedges = HedgeReader(self.tokens, self._measures.numerals, lexicon)
        self._word = self._measures.numerals.word

    def spans(self, places: Sequence[int]) -> Iterator[_Span]:
        """Yield what has a name first, then quantities, ordinals and bare years.

        `places` are the tokens that any of them can begin with.
        """
        keys = self.tokens.keys
        hits = [i for i in places if keys[i] in HITS or is_number(keys[i])]
        for start, end, role in names(self.text, self.tokens, hits):
            self._taken[start:end] = b"\x01" * (end - start)
            yield _Span(start, end, role)
        end = 0
        before: _Span | None = None
        for i in places:
            measure = self._measures.read(i) if i >= end else None
            if measure is None:
                continue
            upper = self._upper(measure)
            end = (upper or measure).last
            before = self._ranged(measure, upper) if upper else self._single(measure, before)
            self._taken[before.start : before.end] = b"\x01" * (before.end - before.start)
            yield before

    # -- ranges

    def _upper(self, low: Measure) -> Measure | None:
        """Return the upper end of a range that begins with this measure; None when it stands alone."""
        joint = None if low.numeral.sort in _NOT_ENDS else self._joint(low)
        if joint is not None and self._word(low.last) not in _DASHES and self._changes(low):
            return None
        high = None if joint is None else self._measures.read(joint)
        if high is None or high.numeral.sort in _NOT_ENDS:
            return None
        if low.numeral.sort is Sort.FRACTION is not high.numeral.sort and (
            not high.unit or high.unit in CURRENCIES
        ):
            return None  # "fell by a third to £2.10"
        same = low.unit in ("", high.unit) or (high.unit == "" and low.own_currency)
        falls = self._scaled_like(low, high) >= high.value
        if not same or self._changes_by(low, high) or (falls and not self._falling(low, high)):
            return None
        return high

    def _falling(self, low: Measure, high: Measure) -> bool:
        """Say whether a range may be told from its upper end: "ranging from 10 down to 5", "-30 to -35"."""
        if low.value < 0 and high.value < 0:
            return True
        before = self.text[max(0, low.start - 40) : low.start]
        return self._follows_from(low) and _EITHER_WAY.search(before) is not None

    def _changes_by(self, low: Measure, high: Measure) -> bool:
        """Tell "rose 50 cents to $62", a change and what came of it, from "rose 3 to 5 percent"."""
        if self._word(low.last) != "to":
            return False
        before = self.text[max(0, low.start - 30) : low.start]
        changed = _CHANGED_BY.search(before)
        if not low.unit:  # "grew by 300 to 1,200"
            return not high.unit and changed is not None and "by" in before[changed.start() :].split()
        return bool(changed) or (not is_whole(low.value) and high.own_currency and not low.own_currency)

    def _joint(self, low: Measure) -> int | None:
        """Return the token that may begin the upper end, after the word or dash that joins two ends."""
        i = low.last
        if self._word(i) == "-" and self._word(i + 1) in ("to", "or"):
            i += 1  # 8- to 16-metre
        word = self._word(i)
        if word not in _JOINTS:
            return None
        if word == "up" and self._word(i + 1) == "to" and self._follows_from(low):
            return self._past_currency(i + 2)
        opening = self.text[max(0, low.start - 9) : low.start].lower()
        small = low.value <= 20 and low.value == low.value.to_integral_value()
        joins = (
            word in _DASHES
            or word == "to"
            or (word == "through" and small)
            or (word == "and" and ("between" in opening or opening == "from "))
            or (word == "or" and small)
        )
        return self._past_currency(i + 1) if joins else None

    def _past_currency(self, i: int) -> int:
        """Skip what stands before the upper end: the $ of $10m–$12m, "about", a hyphen or minus."""
        glued = self._measures.numerals.glued
        minus = self._word(i) in ("-", "−") and (glued(i) or glued(i + 1))
        if minus or self._word(i) in _UPPER_HEDGES:
            i += 1
        for end in range(i, min(i + 4, len(self.tokens))):
            if is_number(self.tokens.keys[end]):
                return end if self._measures.currency_before(self.tokens.starts[end])[0] else i
        return i

    def _follows_from(self, low: Measure) -> bool:
        """Say whether the measure follows "from": a change from one number to another is no range."""
        return "from" in self.text[max(0, low.start - 14) : low.start].lower().split()[-2:]

    def _changes(self, low: Measure) -> bool:
        """Say whether "from" begins a change; "ranging from" begins a range, as a bare "from" does."""
        if not self._follows_from(low):
            return False
        before = self.text[max(0, low.start - 70) : low.start]
        if before.strip().lower() == "from":
            return bool(before[:1].isspace())
        return _RANGING.search(before) is None or _CHANGING.search(_CLAUSE.split(before)[-1]) is not None

    @staticmethod
    def _scaled_like(low: Measure, high: Measure) -> Decimal:
        """Give the lower end the scale that stands once, behind the upper: "10 to 12 thousand"."""
        mantissa = high.numeral.mantissa
        if not mantissa or low.numeral.mantissa is not None:
            return low.value
        shared = low.value * (high.numeral.value / mantissa)
        shares = abs(low.value) < abs(mantissa) or (low.value < 1000 > mantissa and shared < high.value)
        return shared if shares else low.value

    def _ranged(self, low: Measure, high: Measure) -> _Span:
        least, most = sorted((self._scaled_like(low, high), high.value))  # "ranging from 10 down to 5"
        value = Quantity(least, most, high.unit or low.unit, Bound.RANGE)
        return _Span(low.start, high.end, Role.QUANTITY, self._aged(low, value))

    def _share_scale(self, low: Measure) -> Measure:
        """Give "from 24.2 to 33 billion euros" its scale and unit when they stand once, at the end."""
        if self._word(low.last) != "to" or not self._follows_from(low) or (low.unit and not low.own_currency):
            return low
        high = self._measures.read(self._past_currency(low.last + 1))
        high = high and (self._upper(high) or high)
        if high is None or high.numeral.sort is not Sort.CARDINAL or (low.unit and low.unit != high.unit):
            return low
        mantissa = high.numeral.mantissa
        shares = mantissa and low.numeral.mantissa is None and low.value < 1000
        factor = high.numeral.value / mantissa if mantissa and shares else Decimal(1)
        return low._replace(value=low.value * factor, unit=high.unit)

    # -- single numbers

    def _single(self, measure: Measure, before: _Span | None) -> _Span:
        sort = measure.numeral.sort
        if sort is Sort.ORDINAL:
            return _Span(measure.start, measure.end, Role.ORDINAL, Quantity(measure.value, measure.value))
        bound, below = self._hedges.read(measure) if self._may_be_hedged(measure) else (Bound.EXACT, False)
        if bound is Bound.EXACT and before is not None and self._converts(measure, before):
            bound, below = before.value.bound, before.value.low is None
        if sort is Sort.CARDINAL and (role := self._other_role(measure, bound)) is not None:
            return _Span(measure.start, measure.end, role)
        measure = self._share_scale(measure)
        if sort is Sort.VAGUE:
            value = Quantity(measure.value, None, measure.unit, Bound.VAGUE)
            return _Span(measure.start, measure.end, Role.QUANTITY, value)
        if bound is Bound.EXACT and measure.numeral.hedged:
            bound = Bound.ABOUT
        open_below = below or (bound in (Bound.AT_MOST, Bound.LESS_THAN) and not self._window(measure))
        low = None if open_below else measure.value
        high = None if bound in (Bound.AT_LEAST, Bound.MORE_THAN) else measure.value
        value = Quantity(low, high, measure.unit or self._elided_unit(measure, before, bound), bound)
        return _Span(measure.start, measure.end, Role.QUANTITY, self._aged(measure, value))

    def _may_be_hedged(self, measure: Measure) -> bool:
        """Say whether a word of a hedge stands near enough to read further."""
        before = measure.first
        while before and self.tokens.end(before - 1) > measure.start:
            before -= 1
        word, last = self._word, measure.last
        return (
            word(before - 1) in _HEDGE_ENDS
            or word(last) in _HEDGE_STARTS
            or word(last + 1) in _HEDGE_STARTS
            or word(last + 2) in _HEDGE_STARTS
        )

    def _converts(self, measure: Measure, before: _Span) -> bool:
        """Say whether this gives the number before it in another unit: "more than 100 km (60 miles)"."""
        if not measure.unit or not before.value.unit or measure.unit == before.value.unit:
            return False
        gap = self.text[before.end : measure.start]
        return gap in (" (", " [", ", or ") and before.value.bound not in (Bound.RANGE, Bound.VAGUE)

    def _window(self, measure: Measure) -> bool:
        """Say whether it is the length of a stretch of time: "within three months"."""
        before = self.text[max(0, measure.start - 9) : measure.start].lower().split()
        return measure.unit in TIME_UNITS and before[-1:] == ["within"]

    def _elided_unit(self, measure: Measure, before: _Span | None, bound: Bound) -> str:
        """Carry the unit over in "three days, four at most"."""
        if before is None or bound is Bound.EXACT or not self.text.startswith(" at ", measure.end):
            return ""
        return (
            before.value.unit
            if self.text[before.end : measure.start] in (", ", ", perhaps ", ", maybe ")
            else ""
        )

    def _other_role(self, measure: Measure, bound: Bound) -> Role | None:
        """Recognise a bare year and a pronoun "one"."""
        if (
            measure.unit
            or bound is not Bound.EXACT
            or self._measures.numerals.alone(measure.first, measure.last)
        ):
            return None
        word = self.text[measure.start : measure.end]
        if _YEAR.fullmatch(word) and not _COUNTED.match(self.text, measure.end):
            return Role.DATE
        if (
            word.lower() == "one"
            and not _COUNTS.match(self.text, measure.end)
            and not _ONE_COUNTED.search(self.text[max(0, measure.start - 20) : measure.start])
        ):
            return Role.OTHER
        return None

    def _aged(self, measure: Measure, value: Quantity) -> Quantity:
        """Give ages without a unit their years: "Anna Bell, 34," and "aged 21"."""
        if (
            value.unit
            or measure.numeral.mantissa is not None
            or not 0 < measure.value < 120
            or not is_whole(measure.value)
        ):
            return value
        word, text = self._word(measure.first - 1), self.text
        if word != "," and word not in _AGE_WORDS:
            return value
        before = text[max(0, measure.start - 40) : measure.start]
        named = (
            text[measure.end - 1].isdigit()
            and text[measure.end : measure.end + 1] in _BEHIND_AGES
            and _NAMED_BEFORE.search(before)
            and measure.numeral.digits
        )
        aged = named or (word in _AGE_WORDS and _AGE_BEFORE.search(before))
        return replace(value, unit="year") if aged else value
