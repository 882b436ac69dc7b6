"""Small rules, each of one kind of expression: what it looks like, and the days it stands for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from extractor.calendar import Point, Written, around, shift
from extractor.when.days import UNKNOWN, Days, away, part, span
from extractor.when.grammar import any_of, before, meaning
from extractor.when.tense import Tense

if TYPE_CHECKING:
    import re
    from collections.abc import Callable
    from datetime import date

    from extractor.when.grammar import Grammar
    from extractor.when.lexicon import Lexicon

_SATURDAY, _SUNDAY = 5, 6
_LEAP = 8  # years within which there is a 29 February, save about 1900


@dataclass
class Case:
    """An expression to be read: its parts in lower case, the text, its day, and how to look at the tense."""

    grammar: Grammar
    text: str
    day: date
    look: Callable[[], Tense | None]
    found: re.Match[str]
    of: int | None = None
    """Which week or year it is said to be of, as `step`: "in May last year"."""

    @cached_property
    def tense(self) -> Tense | None:
        """The tense of its clause."""
        return self.look()

    @property
    def step(self) -> int | None:
        """-1 for last, 0 for this, 1 for next; None if nothing of that is said."""
        return meaning(self.found["step"], self.grammar.words.steps) if self.found["step"] else None

    @property
    def unit(self) -> str:
        """The unit that is named."""
        return meaning(self.found["unit"], self.grammar.words.units)

    def before_name(self, part: str) -> bool:
        """Whether a word with a capital stands right behind a part of it."""
        end = self.found.end(part)
        return self.text[end : end + 1].isspace() and self.text[end + 1 : end + 2].isupper()

    def follows(self, pattern: re.Pattern[str]) -> bool:
        """Whether what fits the pattern stands right before it."""
        return before(pattern, self.found.string, self.found.start()) is not None


class Rule(NamedTuple):
    """The name of a kind of expression, its pattern, and what reads a match: None if it is none after all.

    `cycle` is the unit after which its words come round again. One that is `partial` is no time expression
    unless a part of it is meant: "the end of the year".
    """

    name: str
    looks: Callable[[Lexicon], str]
    read: Callable[[Case], Days | None]
    cycle: str = ""
    partial: bool = False


def _day(case: Case) -> Days:
    """Read today, yesterday, overnight."""
    first, last = meaning(case.found["days"], case.grammar.words.days)
    return Days(shift(case.day, first, "day"), shift(case.day, last, "day"))


def _weekday(case: Case) -> Days | None:
    """Read Monday, last Monday, next Monday.

    Agencies name the weekday within seven days of the article (AP Stylebook, "days of the week"): by the
    tense it is the last one up to that day, or the first from it on. "Last Friday" said on a Sunday, "next
    Friday" said on a Monday are of this week for some and of another for others: not known.
    """
    if case.follows(case.grammar.named) or (case.follows(case.grammar.the) and case.before_name("weekday")):
        return None  # Black Friday, the Sunday Herald
    number = meaning(case.found["weekday"], case.grammar.words.weekdays)
    if case.of is not None:
        on = shift(around(shift(case.day, case.of, "week"), "week")[0], number, "day")
        return Days(on, on) if case.day.weekday() != _SUNDAY else UNKNOWN
    back = (case.day.weekday() - number) % 7
    last, following = shift(case.day, -back, "day"), shift(case.day, -back % 7, "day")
    if not case.step:
        return _by_tense(case, Days(last, last), Days(following, following))
    if back == 0:
        last, following = shift(last, -1, "week"), shift(following, 1, "week")
    meant = last if case.step < 0 else following
    monday, sunday = around(case.day, "week")
    clear = len(case.found["step"].split()) > 1  # this past, this coming
    return Days(meant, meant) if clear or not monday <= meant <= sunday else UNKNOWN


def _weekend(case: Case) -> Days:
    """Read the weekend, last weekend, next weekend, of weeks that begin on Monday."""
    if case.step:
        saturday = shift(around(shift(case.day, case.step, "week"), "week")[0], _SATURDAY, "day")
        return Days(saturday, shift(saturday, 1, "day"))
    ahead = shift(around(case.day, "week")[0], _SATURDAY, "day")
    begun = ahead if ahead <= case.day else shift(ahead, -1, "week")
    return _by_tense(case, Days(begun, shift(begun, 1, "day")), Days(ahead, shift(ahead, 1, "day")))


def _unit(case: Case) -> Days:
    """Read this week, last month, next year: those of the calendar, as TIMEX3 values (2024-W11, 2024-02)."""
    if case.found["fiscal"]:
        return UNKNOWN
    first, last = around(shift(case.day, case.step or 0, case.unit), case.unit)
    if case.unit == "week" and case.day.weekday() == _SUNDAY:  # for Americans the first day of a week
        last = shift(last, _SATURDAY + 1, "day")
    return Days(first, last)


def _unit_now(case: Case) -> Days:
    """Read the year, the month, if a part of it is meant: the current one; the day is that of the story."""
    return UNKNOWN if case.unit == "day" else Days(*around(case.day, case.unit))


def _unit_end(case: Case) -> Days:
    """Read year-end, the month's end."""
    return part(_unit_now(case), "end", case.day)


def _span(case: Case) -> Days:
    """Read the past year, the coming week: those that end or begin with the day of the article."""
    return span(case.day, 1, case.unit, meaning(case.found["span"], case.grammar.words.spans))


def _away(case: Case) -> Days:
    """Read a week ago, a month from now."""
    return away(case.day, 1, 1, case.unit, meaning(case.found["away"], case.grammar.words.away))


def _month(case: Case) -> Days | None:
    """Read May, last May, this May, next May.

    "Last May" said in October is of the same year for some (HeidelTime) and of the year before for others
    (Recognizers-Text), and journalists have both: not known. So is "next October" said in May.
    """
    if not _is_month(case):
        return None
    number = meaning(case.found["month"], case.grammar.words.months)
    written = Written(Point(None, number), Point(None, number))
    if case.step is None:
        return recurring(case, written)
    first, last = written.days(case.day.year)
    if case.step == 0:
        return Days(first, last)
    of_year = last < around(case.day, "month")[0] if case.step < 0 else first > around(case.day, "month")[1]
    return UNKNOWN if of_year else Days(*(_in_year(written, case.day.year + case.step) or UNKNOWN))


def _is_month(case: Case) -> bool:
    """Tell May from may, March from a march, and June who is a person: by a capital and the word before."""
    start, grammar = case.found.start("month"), case.grammar
    if not case.text[start].isupper():
        return False
    if case.step is not None or case.found["month"] in grammar.words.plain_months:
        return True
    return case.follows(grammar.adverbial if case.before_name("month") else grammar.introduces)


def _quarter(case: Case) -> Days:
    """Read the third quarter, of the calendar's year."""
    if case.found["fiscal"]:
        return UNKNOWN
    end = 3 * meaning(case.found["ordinal"], case.grammar.words.ordinals)
    return recurring(case, Written(Point(None, end - 2), Point(None, end)))


def _nowhere(case: Case) -> Days:
    """Read what names no day: recently, now, the following week, last summer (in which hemisphere?)."""
    return UNKNOWN


def recurring(case: Case, written: Written) -> Days:
    """Read 3 March, May, the third quarter without a year: the last that has begun, or the next that ends.

    The tense decides, as for HeidelTime (UNDEF-year; Strötgen and Gertz, 2013). Without one it is what is of
    the article's year (AP Stylebook, "months"; HeidelTime's default for news) and clearly near. Where these
    two speak against the tense a day is not known: "declared a dividend, payable Dec. 15". Nor is a month to
    come that does not tell when something will be: "will testify about the January riot".
    """
    if case.of is not None:
        return Days(*(_in_year(written, case.day.year + case.of) or UNKNOWN))
    years = range(case.day.year - _LEAP, case.day.year + _LEAP)
    stretches = [days for year in years if (days := _in_year(written, year))]
    past = max((days for days in stretches if days[0] <= case.day), default=None)
    future = min((days for days in stretches if days[1] >= case.day), default=None)
    if past is None or future is None or past == future:
        return Days(*(past or future or UNKNOWN))
    behind, ahead = case.day - past[1], future[0] - case.day
    near = past if 2 * behind < ahead else future if 2 * ahead < behind else None
    likely = near if near and near[0].year == case.day.year else None
    told = {Tense.PAST: past, Tense.FUTURE: future, None: likely}[case.tense]
    sure = likely in (None, told) or (
        written.start.day is None and (told == past or case.follows(case.grammar.adverbial))
    )
    return Days(*told) if told and sure else UNKNOWN


def _in_year(written: Written, year: int) -> tuple[date, date] | None:
    try:
        return written.days(year)
    except ValueError:  # no 29 February, or beyond the calendar
        return None


def _by_tense(case: Case, past: Days, future: Days) -> Days:
    """Choose by the tense, unless there is nothing to choose."""
    if past == future:
        return past
    return {Tense.PAST: past, Tense.FUTURE: future, None: UNKNOWN}[case.tense]


def _step(words: Lexicon) -> str:
    return rf"(?P<step>{any_of(words.steps)})"


def _named(words: Lexicon) -> str:
    return rf"(?P<unit>{any_of(words.units)})"


RULES = (  # of matches that overlap the longest counts, then the first
    Rule("vague", lambda words: words.vague, _nowhere),
    Rule("present", lambda words: words.present, _nowhere),
    Rule("elsewhere", lambda words: words.elsewhere, _nowhere),
    Rule("day", lambda words: rf"(?P<days>{any_of(words.days)})(?: (?:{words.night}))?", _day),
    Rule(
        "weekday",
        lambda words: rf"(?:{_step(words)} )?(?P<weekday>{any_of(words.weekdays)})(?: (?:{words.night}))?",
        _weekday,
        cycle="week",
    ),
    Rule("weekend", lambda words: rf"(?:{_step(words)} |{words.the} )?(?:{words.weekend})", _weekend, "week"),
    Rule("unit", lambda words: rf"{_step(words)} (?:(?P<fiscal>{words.fiscal}) )?{_named(words)}", _unit),
    Rule("unit", lambda words: rf"{words.the} {_named(words)}", _unit_now, partial=True),
    Rule("end unit", lambda words: rf"{_named(words)}{words.ending}", _unit_end),
    Rule("span", lambda words: rf"(?:{words.the} )?(?P<span>{any_of(words.spans)}) {_named(words)}", _span),
    Rule("away", lambda words: rf"{words.one} {_named(words)} (?P<away>{any_of(words.away)})", _away),
    Rule(
        "month",
        lambda words: rf"(?:{_step(words)} )?(?P<month>{any_of(words.months)})",
        _month,
        cycle="year",
    ),
    Rule(
        "quarter",
        lambda words: (
            rf"(?:{words.the} )?(?:(?P<fiscal>{words.fiscal})[- ])?(?P<ordinal>{any_of(words.ordinals)})"
            rf"[- ](?:{words.fiscal} )?{words.quarter}"
        ),
        _quarter,
        cycle="year",
    ),
    Rule("season", lambda words: rf"(?:{_step(words)}|{words.the}) (?:{words.season})", _nowhere),
)
