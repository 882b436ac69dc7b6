"""What a language has to say of time: its words as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Lexicon(NamedTuple):
    """The words of one language, in lower case. A string is a pattern of `re`; a space in it is any one."""

    weekdays: Mapping[str, int]
    """Names → 0, Monday, to 6."""
    months: Mapping[str, int]
    """Names → 1 to 12."""
    plain_months: frozenset[str]
    """Months whose names, with a capital, are hardly ever other words."""
    units: Mapping[str, str]
    """Names → day, week, month, quarter, year, decade, century."""
    ordinals: Mapping[str, int]
    """first → 1, as quarters and halves are counted."""
    steps: Mapping[str, int]
    """Words before a weekday, a month, a unit: last → -1, this → 0, next → 1."""
    days: Mapping[str, tuple[int, int]]
    """Patterns → first and last day, counted from the day of the article."""
    spans: Mapping[str, int]
    """Words before a unit that ends, -1, or begins, 1, with the day of the article: "the past year"."""
    away: Mapping[str, int]
    """Patterns behind a number of units: ago → -1, from now → 1."""
    some: Mapping[str, int]
    """Patterns before a number of units of a whole: the first, 1, or the last, -1, "nine months of" it."""
    parts: Mapping[str, str]
    """Patterns before an expression → the part of it that is meant, as `part` of days.py names them."""
    limits: Mapping[str, str]
    """Patterns before an expression → how they limit it, as `limit` of days.py names it."""
    one: str
    """What stands for one: "a week ago"."""
    weekend: str
    night: str
    """Times of day that may follow a day: "Monday evening"."""
    quarter: str
    half: str
    fiscal: str
    """What makes a quarter or a year one that is not the calendar's."""
    of: str
    possessive: str
    """What joins a part to its whole: the third quarter of the year, the year's third quarter."""
    the: str
    """What makes a unit the current one if a part of it is meant: "the end of the year"."""
    ending: str
    """What behind a unit means the end of the current one: year-end."""
    onwards: str
    """What stands behind an expression after "from": from Monday on."""
    joint: str
    """What stands between two ends of a stretch."""
    moved: str
    """What before "from A to B" means that something was put from one to the other."""
    between: str
    pair: str
    """The words of "between A and B"."""
    within: str
    """What stands between a whole and the time in it: last year in March."""
    adverbial: str
    """What stands before a time at which something happens, rather than one that something is named for."""
    introduces: str
    """What may stand before the name of a month that could be another word: "in May"."""
    named: str
    """What before a weekday makes a name of it: Black Friday."""
    vague: str
    present: str
    elsewhere: str
    """What names no day: recently; now; the following day, which hangs on another time."""
    other: str
    """Words before a unit that is told by another time: that year, the previous week."""
    elsewhere_behind: str
    """What behind a number of units hangs on another time: "two days later"."""
    season: str
    verbs: tuple[tuple[str, str], ...]
    """What they tell of, and patterns of verbs with their auxiliaries: past, future, open (either), or
    participle, which is past unless it belongs to a noun."""
    before_nouns: str
    """What before a participle means that it belongs to a noun: "the injured"."""
