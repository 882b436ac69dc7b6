"""Days of the calendar: stretches of them, and dates as people write them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

_NAMES = "january february march april may june july august september october november december".split()
MONTHS = {name[:size]: n for n, name in enumerate(_NAMES, 1) for size in (3, len(name))} | {"sept": 9}
"""Names of months, and what agencies shorten them to → 1 to 12."""
_UNITS = "first second third fourth fifth sixth seventh eighth ninth".split()
_TEENS = (
    "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth "
    "twentieth"
).split()
_SPELLED = dict(zip(_UNITS + _TEENS, range(1, 21), strict=True)) | {"thirtieth": 30, "thirty-first": 31}
_SPELLED |= {f"twenty-{unit}": 20 + n for n, unit in enumerate(_UNITS, 1)}
_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
_MONTH = rf"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})\b\.?"
# a day with its year, wherever it stands: 2025-03-12, 23.04.2025, 12 Feb 2025, Feb. 12, 2025
_FULL = re.compile(
    rf"(?<![\w/.-])(?:\d{{4}}([-/.]?)[01]\d\1[0-3]\d(?=T\d|[^\w/.-]|\.?$|\.\s)|\d\d?([-/.])\d\d?\2\d{{4}}(?![\w/-])"
    rf"|\d\d?(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH},?\s\d{{4}}\b|{_MONTH}\s\d\d?(?:st|nd|rd|th)?,?\s\d{{4}}\b)",
    re.IGNORECASE,
)
_ISO = re.compile(r"(\d{4})([-/.]?)(\d\d?)\2(\d\d?)(?:[t\s]\d[\d:.]*\s?(?:z|utc|gmt|[+-]\d\d:?\d\d)?)?")
_SLASHED = re.compile(r"(\d\d?)([/.-])(\d\d?)\2(\d{4})")
_MONTH_YEAR = re.compile(r"(\d\d?)/(\d{4})")
_PART = re.compile(r"(?:([qh])([1-4])|([1-4])([qh]))(?:\s?(?:of\s)?(\d{4}))?")
_DECADE = re.compile(r"(?:the\s)?(\d{3})0s")
_PIECE = re.compile(
    r"['’](?P<short>\d\d)\b|(?P<number>\d{4}|\d{1,2})(?!\d)(?:st|nd|rd|th)?|(?P<word>(?:twenty|thirty)[-\s][a-z]+|[^\W\d_]+)"
    r"|(?P<joint>[-–—/])|[\s,.]+|(?P<odd>.)"
)
_JOINTS = frozenset("to through and or until".split())
_IDLE = frozenset("the of from between".split())
_WEEKDAY = re.compile(r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?")
_CENTURY_TURNS = 50  # '49 is 2049, '50 is 1950
_LEAP_YEAR = 2000


def shift(day: date, count: int, unit: str) -> date:
    """Return the day `count` units later, at most the last of its month; raise OverflowError without one."""
    if unit in _DAYS:
        return day + timedelta(count * _DAYS[unit])
    year, month = divmod(day.year * 12 + day.month - 1 + count * _MONTHS[unit], 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError("beyond the calendar")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def around(day: date, unit: str) -> tuple[date, date]:
    """Return first and last day of the day, week (from Monday), month, ... or century that holds a day."""
    if unit == "day":
        return day, day
    if unit in _DAYS:
        first = day - timedelta(day.weekday())
        return first, first + timedelta(_DAYS[unit] - 1)
    months = day.year * 12 + day.month - 1
    begins = months - months % _MONTHS[unit]
    year, month = divmod(begins + _MONTHS[unit] - 1, 12)
    last = date(year, month + 1, monthrange(year, month + 1)[1])
    year, month = divmod(max(begins, 12), 12)  # there is no year 0
    return date(year, month + 1, 1), last


class Point(NamedTuple):
    """A day, a month or a year, as far as it is said."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


class Written(NamedTuple):
    """A date, or the stretch between two, as far as it is said; years may be left out."""

    start: Point
    end: Point

    @property
    def dated(self) -> bool:
        """Whether it says its year."""
        return self.start.year is not None

    def days(self, year: int) -> tuple[date, date]:
        """Return first and last day, from `year` on if it says none; raise ValueError if there are none."""
        start, end = self
        first = date(start.year or year, start.month or 1, start.day or 1)
        turns = end.year is None and (end.month or 12, end.day or 31) < (first.month, first.day)
        ends, month = (end.year or year) + turns, end.month or 12
        last = date(ends, month, end.day or monthrange(ends, month)[1])
        if last < first:
            raise ValueError("it ends before it begins")
        return first, last


def written(text: str) -> Written | None:
    """Read a date that is the whole of `text`; None if it is none, or can be read in two ways."""
    folded = text.strip().lower()
    try:
        read = _numeric(folded) or _worded(folded)
        if read is not None:
            read.days(_LEAP_YEAR)
    except ValueError:
        return None
    return read


def full_dates(text: str) -> list[tuple[int, int, date | None]]:
    """Find days written with their year: start, end, day; None for one that can be read in two ways."""
    found = []
    for match in _FULL.finditer(text):
        read = written(match[0])
        found.append((*match.span(), read.days(_LEAP_YEAR)[0] if read else None))
    return found


def day_of(text: str | None) -> date | None:
    """Return the day that metadata give, as ISO 8601, RFC 2822 or in words; None if it is not clear."""
    days = {day for _, _, day in full_dates(text or "")}
    return days.pop() if len(days) == 1 else None


def _numeric(text: str) -> Written | None:
    """Read 2025-03-12, 23/04/2025, 04/2025, Q3 2025, the 1990s."""
    if found := _ISO.fullmatch(text):
        point = Point(int(found[1]), int(found[3]), int(found[4]))
        return Written(point, point)
    if found := _SLASHED.fullmatch(text):
        a, b = int(found[1]), int(found[3])
        if a <= 12 and b <= 12 and a != b:
            raise ValueError("day and month may be either way round")
        point = Point(int(found[4]), *((b, a) if b <= 12 else (a, b)))
        return Written(point, point)
    if found := _MONTH_YEAR.fullmatch(text):
        point = Point(int(found[2]), int(found[1]))
        return Written(point, point)
    if found := _PART.fullmatch(text):
        size = 3 if "q" in (found[1], found[4]) else 6
        year, end = int(found[5]) if found[5] else None, int(found[2] or found[3]) * size
        return Written(Point(year, end - size + 1), Point(year, end))
    if found := _DECADE.fullmatch(text):
        return Written(Point(int(found[1]) * 10), Point(int(found[1]) * 10 + 9))
    return None


def _worded(text: str) -> Written | None:
    """Read "Thursday, 3 March", "Feb. 23-26, 2025", "2012-13": two ends may share a month and a year."""
    sides: list[dict[str, int]] = [{}]
    for piece in _PIECE.finditer(text):
        if piece["odd"]:
            return None
        if piece["joint"] or piece["word"] in _JOINTS:
            sides.append({})
        elif said := _said(piece):
            if said[0] in sides[-1]:
                return None
            sides[-1].update([said])
        elif piece["word"] and piece["word"] not in _IDLE and not _WEEKDAY.fullmatch(piece["word"]):
            return None
    sides = [side for side in sides if side]
    return _ends(sides[0], sides[-1]) if 1 <= len(sides) <= 2 else None


def _said(piece: re.Match[str]) -> tuple[str, int] | None:
    """Return what a piece of a date says: its year, month or day."""
    if short := piece["short"]:
        return "year", int(short) + (2000 if int(short) < _CENTURY_TURNS else 1900)
    if number := piece["number"]:
        return "year" if len(number) > 2 else "day", int(number)
    word = re.sub(r"\s", "-", piece["word"] or "")
    if word in MONTHS:
        return "month", MONTHS[word]
    return ("day", _SPELLED[word]) if word in _SPELLED else None


def _ends(start: dict[str, int], end: dict[str, int]) -> Written | None:
    """Put the two ends of a stretch together, or a single date with itself."""
    if end.keys() == {"day"} and "year" in start and "month" not in start:  # 2012-13
        end = {"year": start["year"] // 100 * 100 + end["day"]}
    points = [
        Point(one.get("year", other.get("year")), one.get("month", other.get("month")), one.get("day"))
        for one, other in ((start, end), (end, start))
    ]
    if any(point.day and not point.month for point in points):
        return None
    return Written(*points)
