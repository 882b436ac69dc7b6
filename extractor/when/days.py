"""Stretches of days, open or closed, and what is left of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from extractor.calendar import around, shift

if TYPE_CHECKING:
    from datetime import date


class Days(NamedTuple):
    """The days from `first` to `last`, both included; None is an open end, both None: not known."""

    first: date | None
    last: date | None


UNKNOWN = Days(None, None)
_YEAR = 365


def span(day: date, count: int | None, unit: str, direction: int) -> Days:
    """Return the past 24 hours, the next two weeks; of a count that is None the far end is open."""
    far = None if count is None else shift(day, direction * count, unit)
    return Days(far, day) if direction < 0 else Days(day, far)


def away(day: date, least: int | None, most: int | None, unit: str, direction: int) -> Days:
    """Return four months ago, the month of the calendar as in TIMEX3 values; None is without limit."""
    near, far = (
        None if count is None else around(shift(day, direction * count, unit), unit)
        for count in (least, most)
    )
    if direction < 0:
        return Days(far and far[0], min(near[1], day) if near else day)
    return Days(max(near[0], day) if near else day, far and far[1])


def part(whole: Days, which: str, day: date | None) -> Days:
    """Return a part of a stretch.

    How much "start", "middle" and "end" are TIMEX3 (START, MID, END) does not say; we take half of the whole.
    "passed" and "left" are what lies before and behind `day`. "season" is any of a year, north or south.
    """
    first, last = whole
    if first is None or last is None:
        return UNKNOWN
    count = (last - first).days + 1
    if which == "season":
        return Days(shift(first, -1, "month"), shift(last, 2, "month")) if count >= _YEAR else whole
    if which in ("passed", "left"):
        if day is None or not first <= day <= last:
            return whole
        return Days(first, day) if which == "passed" else Days(day, last)
    begins = {"start": 0, "middle": count // 4, "end": count // 2}[which]
    return Days(shift(first, begins, "day"), shift(first, begins + (count - 1) // 2, "day"))


def numbered(whole: Days, number: int, months: int) -> Days:
    """Return the second quarter, the first half of a year."""
    first, last = whole
    if first is None or (first, last) != around(first, "year") or number * months > 12:
        return UNKNOWN
    begins = shift(first, (number - 1) * months, "month")
    return Days(begins, shift(shift(begins, months, "month"), -1, "day"))


def some(whole: Days, count: int | None, unit: str, direction: int) -> Days:
    """Return the first nine months, the last two weeks of a stretch."""
    first, last = whole
    if first is None or last is None or count is None:
        return UNKNOWN
    if direction > 0:
        return Days(first, min(last, shift(shift(first, count, unit), -1, "day")))
    return Days(max(first, shift(shift(last, 1, "day"), -count, unit)), last)


def limit(days: Days, which: str, day: date | None) -> Days:
    """Return what since, until, by, before, after, from, at leave; what is told since then is up to `day`."""
    first, last = days
    if which == "since":
        return Days(first, day if day and first and first <= day else None)
    if which == "after":  # March: behind it; Monday: the attack of Monday is of that day
        return Days(last, None)
    if which in ("until", "by"):
        return Days(None, last)
    return {"before": Days(None, first), "from": Days(first, None), "at": days}[which]
