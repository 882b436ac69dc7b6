"""Read the time expressions of a text: find them, put parts, ends and limits together, reckon the days."""

from __future__ import annotations

import functools
import re
from datetime import date, datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import cached_property
from string import ascii_lowercase, ascii_uppercase
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from extractor.calendar import shift, written
from extractor.numbers import ENGLISH as ENGLISH_CODE
from extractor.numbers import TIME_UNITS, Bound, Role, scan
from extractor.sentences import at, sentences
from extractor.when.days import UNKNOWN, Days, away, limit, numbered, part, some, span
from extractor.when.english import ENGLISH
from extractor.when.grammar import Grammar, before, beginning, meaning, whole_words
from extractor.when.rules import RULES, Case, Rule, recurring
from extractor.when.tense import Tense

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from extractor.numbers import Mention
    from extractor.sentences import Sentence

T = TypeVar("T")
_GRAMMAR = Grammar(ENGLISH)
_RULES = tuple((rule, whole_words(rule.looks(ENGLISH))) for rule in RULES)
_STARTS = beginning(rule.looks(ENGLISH) for rule in RULES)
_FOLD = str.maketrans(
    ascii_uppercase, ascii_lowercase
)  # keeps the places of all letters, as lower() does not
_ALL = re.compile(r".*", re.DOTALL)
_PER_DAY = {"hour": 24, "minute": 24 * 60, "second": 24 * 60 * 60}
_MOST = Decimal(1_000_000)  # of any unit; the calendar ends before
_NESTED = 3  # parts of parts: "late in the first half of the year"
_STAND_IN = date(2000, 1, 1)


class Span(NamedTuple):
    """Words and the days they stand for, both included; None is an open end, both None: not known."""

    words: str
    first: date | None
    last: date | None
    rule: str

    @property
    def known(self) -> bool:
        """Whether they stand for any days."""
        return self.first is not None or self.last is not None


class TimeMention(NamedTuple):
    """A time expression of a text: `text == whole_text[start:end]`, offsets in code points.

    It stands for the days from `first` to `last`, both included; None is an open end. Both are None where
    the words name no day (rules vague, present, elsewhere, season), or what their rule needs is missing: the
    date of the article, or a verb with a tense. `rule` names the rules, outermost first: "since end unit".
    """

    start: int
    end: int
    text: str
    first: date | None
    last: date | None
    rule: str

    @property
    def days(self) -> Days:
        """Its days, without the words."""
        return Days(self.first, self.last)

    @property
    def span(self) -> Span:
        """Its words and days, without the place."""
        return Span(self.text, self.first, self.last, self.rule)


def times(
    text: str, published: date | None, *, mentions: Sequence[Mention] | None = None
) -> list[TimeMention]:
    """Return the time expressions of an English text in order; they never overlap.

    `published` is the day of the article; of a datetime, the day where its clock stands. `mentions` spares
    scanning the text again.
    """
    day = published.date() if isinstance(published, datetime) else published
    return _Reader(text, day, scan(text, language=ENGLISH_CODE) if mentions is None else mentions).times()


class _Piece(NamedTuple):
    """A time expression that is not complete yet; one that is `partial` is none without more."""

    start: int
    end: int
    days: Days
    rule: str
    cycle: str = ""
    partial: bool = False

    def part(self, start: int, which: str, days: Days) -> _Piece:
        """Return a part of it, told by words that begin at `start`."""
        return self._replace(start=start, days=days, rule=f"{which} {self.rule}", partial=False)


class _Reader:
    """The state of one reading: the text, its day, its numbers."""

    def __init__(self, text: str, day: date | None, numbers: Sequence[Mention]) -> None:
        self.text = text
        self.day = day
        self._folded = text.translate(_FOLD)
        self._numbers = numbers
        self._by_end = {m.end: m for m in numbers if m.unit in TIME_UNITS}

    @cached_property
    def _cut(self) -> list[Sentence]:
        return sentences(self.text)

    def times(self) -> list[TimeMention]:
        """Return the expressions, put together."""
        parted = (self._parted(piece) for piece in self._pieces())
        single = _longest(piece for piece in parted if not piece.partial)
        whole = (self._limited(piece) for piece in self._joined(single))
        return [TimeMention(p.start, p.end, self.text[p.start : p.end], *p.days, p.rule) for p in whole]

    # -- single expressions

    def _pieces(self) -> Iterator[_Piece]:
        for number in self._numbers:
            if number.role is Role.DATE:
                yield from self._date(number)
            elif number.role is Role.QUANTITY and number.unit in TIME_UNITS:
                yield from self._counted(number)
        for place in _STARTS.finditer(self._folded):
            for rule, pattern in _RULES:
                if found := pattern.match(self._folded, place.start()):
                    yield from self._read(rule, found)

    def _read(self, rule: Rule, found: re.Match[str]) -> Iterator[_Piece]:
        """Apply a rule; without a day of the article it only tells whether there is an expression at all."""
        day, cycle, (start, end) = self.day or _STAND_IN, rule.cycle, found.span()
        whole = cycle and (
            _GRAMMAR.whole_behind[cycle].match(self._folded, end)
            or before(_GRAMMAR.whole_before[cycle], self._folded, start)
        )
        if whole and not whole["step"]:  # the Monday of that week
            yield _Piece(min(start, whole.start()), max(end, whole.end()), UNKNOWN, "elsewhere")
            return
        step = meaning(whole["step"], _GRAMMAR.words.steps) if whole else None
        look = functools.partial(self._tense, (start, end))
        case = Case(_GRAMMAR, self.text, day, look, found, step)
        days = _reckoned(lambda: rule.read(case))
        if days is not None:
            if whole:
                start, end = min(start, whole.start()), max(end, whole.end())
            yield _Piece(start, end, days if self.day else UNKNOWN, rule.name, cycle, rule.partial)

    def _tense(self, place: tuple[int, int]) -> Tense | None:
        hint = before(_GRAMMAR.hint, self._folded, place[0])
        which = meaning(hint["limit"], _GRAMMAR.words.limits) if hint else ""
        if which == "since":
            return Tense.PAST
        sentence = self._cut[at(self._cut, place[0])]
        found = _GRAMMAR.verbs.tense(self.text, place, (sentence.start, sentence.end))
        if which == "until" and found is Tense.PAST:
            return None  # "postponed until Monday", "lasted until Monday"
        return Tense.FUTURE if found is None and which in ("until", "by") else found

    def _date(self, number: Mention) -> Iterator[_Piece]:
        """Read a date with digits, where the number reader has found one."""
        opening = _GRAMMAR.part_of_date.match(self._folded, number.start, number.end)
        start, end = opening.end() if opening else number.start, number.end
        said, found = written(self.text[start:end]), _ALL.match(self._folded, start, end)
        if said is None or found is None:
            yield _Piece(start, end, UNKNOWN, "date")
        elif said.dated:
            yield _Piece(start, end, Days(*said.days(0)), "date")
        else:
            read = functools.partial(recurring, written=said)
            yield from self._read(Rule("date", lambda _: "", read, cycle="year"), found)

    def _counted(self, number: Mention) -> Iterator[_Piece]:
        """Read a number of units that ends or begins with the day, lies off it, or hangs on another time."""
        start, end, day, words = number.start, number.end, self.day, _GRAMMAR.words
        if behind := _GRAMMAR.away.match(self._folded, end):
            direction = meaning(behind["away"], words.away)
            days = _reckoned(lambda: away(day, *_counts(number), direction) if day else UNKNOWN)
            yield _Piece(start, behind.end(), days, "away")
        elif behind := _GRAMMAR.elsewhere_behind.match(self._folded, end):
            yield _Piece(start, behind.end(), UNKNOWN, "elsewhere")
        elif ahead := before(_GRAMMAR.spanning, self._folded, start):
            direction = meaning(ahead["step"], words.steps)
            days = _reckoned(lambda: span(day, *_counts(number)[1:], direction) if day else UNKNOWN)
            yield _Piece(ahead.start(), end, days, "span")

    # -- what stands around them

    def _parted(self, piece: _Piece) -> _Piece:
        """Take in what makes a part of an expression: "late in the third quarter of 2024"."""
        for _ in range(_NESTED):
            larger = self._numbered(piece) or self._some(piece) or self._part(piece)
            if larger is None:
                break
            piece = larger
        return piece

    def _part(self, piece: _Piece) -> _Piece | None:
        found = before(_GRAMMAR.part, self._folded, piece.start)
        if found is None:
            return None
        which = meaning(found["part"], _GRAMMAR.words.parts)
        days = _reckoned(lambda: part(piece.days, which, self.day))
        if which == "season" and days == piece.days:  # prices that fall on 3 March
            return None
        return piece.part(found.start(), which, days)

    def _numbered(self, piece: _Piece) -> _Piece | None:
        """Take in "the third quarter of" before a year, or "'s third quarter" behind it."""
        if piece.rule not in ("date", "unit"):
            return None
        ahead = before(_GRAMMAR.numbered, self._folded, piece.start)
        found = ahead or _GRAMMAR.numbered_behind.match(self._folded, piece.end)
        if found is None:
            return None
        which, months = ("quarter", 3) if found["quarter"] else ("half", 6)
        number = meaning(found["ordinal"], _GRAMMAR.words.ordinals)
        whole = piece if ahead else piece._replace(end=found.end())
        start = ahead.start() if ahead else piece.start
        return whole.part(start, which, _reckoned(lambda: numbered(piece.days, number, months)))

    def _some(self, piece: _Piece) -> _Piece | None:
        """Take in "the first nine months of"."""
        of = before(_GRAMMAR.of, self._folded, piece.start)
        number = of and self._by_end.get(of.start() - 1)
        found = number and before(_GRAMMAR.some, self._folded, number.start)
        if not number or not found:
            return None
        direction = meaning(found["some"], _GRAMMAR.words.some)
        days = _reckoned(lambda: some(piece.days, *_counts(number)[1:], direction))
        return piece.part(found.start(), "some", days if number.bound is Bound.EXACT else UNKNOWN)

    def _joined(self, pieces: Iterable[_Piece]) -> Iterator[_Piece]:
        """Join the two ends of a stretch."""
        waiting: _Piece | None = None
        for piece in pieces:
            joined = waiting and self._stretch(waiting, piece)
            if waiting and not joined:
                yield waiting
            waiting = joined or piece
        if waiting:
            yield waiting

    def _stretch(self, a: _Piece, b: _Piece) -> _Piece | None:
        """Return the stretch from one expression to the next if they are its ends."""
        opening = before(_GRAMMAR.between, self._folded, a.start)
        if not (_GRAMMAR.pair if opening else _GRAMMAR.joint).fullmatch(self._folded, a.end, b.start):
            return None
        if before(_GRAMMAR.moved, self._folded, a.start):
            return None
        start = opening.start() if opening else a.start
        return _Piece(start, b.end, _reckoned(lambda: self._from_to(a, b)), f"{a.rule} to {b.rule}")

    def _from_to(self, a: _Piece, b: _Piece) -> Days:
        """Reckon a stretch; of two weekdays, or two months without a year, the second follows the first."""
        (first, begun), last = a.days, b.days.last
        if first is None or begun is None or last is None:
            return UNKNOWN
        if last < begun and a.cycle and a.cycle == b.cycle:
            ahead = self.day is not None and first > self.day
            first, last = (first, shift(last, 1, a.cycle)) if ahead else (shift(first, -1, a.cycle), last)
        return Days(first, last) if first <= last else UNKNOWN

    def _limited(self, piece: _Piece) -> _Piece:
        """Take in since, until, by, from ... on."""
        found = before(_GRAMMAR.limit, self._folded, piece.start)
        which = meaning(found["limit"], _GRAMMAR.words.limits) if found else ""
        start, end = found.start() if found else piece.start, piece.end
        if not found and (onwards := _GRAMMAR.onwards.match(self._folded, end)):
            which, end = "from", onwards.end()
        if not which:
            return piece
        return _Piece(start, end, limit(piece.days, which, self.day), f"{which} {piece.rule}")


def _reckoned(reckon: Callable[[], T]) -> T | Days:
    """Reckon; what lies beyond the calendar is not known."""
    try:
        return reckon()
    except OverflowError:
        return UNKNOWN


def _longest(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """Drop all but the longest of pieces that overlap, and but the first of those."""
    best: _Piece | None = None
    for piece in sorted(pieces, key=lambda p: (p.start, -p.end)):
        if best is None or piece.start >= best.end:
            if best:
                yield best
            best = piece
        elif piece.end - piece.start > best.end - best.start:
            best = piece
    if best:
        yield best


def _counts(number: Mention) -> tuple[int | None, int | None, str]:
    """Return the least and the most whole units that a number can mean, None without limit; and the unit."""
    low, high, per_day = number.low, number.high, _PER_DAY.get(number.unit)
    if number.bound is Bound.ABOUT and high is not None:
        low, high = (low or high) - 1, high if low is None else high + 1
    size = Decimal(per_day or 1)
    least = None if low is None else int((min(low, _MOST) / size).to_integral_value(ROUND_FLOOR))
    most = None if high is None else int((min(high, _MOST) / size).to_integral_value(ROUND_CEILING))
    return least, most, "day" if per_day else number.unit
