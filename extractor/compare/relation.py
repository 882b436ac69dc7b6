"""How two statements about the same quantity stand to one another: intervals, days, sources."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from extractor.compare.interval import Interval, interval, stated
from extractor.compare.quantity import Kind, Relation
from extractor.figure import figure
from extractor.numbers import convert
from extractor.response import dimension_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from extractor.compare.quantity import Statement

MOST = 100
"""Statements of a quantity that are all related to one another; of more, one for each source and figure."""


class Day(NamedTuple):
    """The last day a statement speaks of; `before`: or some time before it."""

    date: date
    after: bool


class Told(NamedTuple):
    """A statement with the day it is of, and the last one on which its source said the same."""

    statement: Statement
    day: Day | None
    until: Day | None


def day_of(statement: Statement) -> Day | None:
    """Return the day that a figure is of: the last of its time, else that of the article; None if unknown."""
    time = statement.time
    if time is not None and time.known:
        last = time.last or time.first
        return None if last is None else Day(last, time.first is not None)
    published = statement.source.published
    return None if published is None else Day(published, True)


def relations(statements: Sequence[Statement], *, grows: bool) -> tuple[Relation, ...]:
    """Relate the statements of one quantity; `grows` says that what it counts does not fall again."""
    told = _told(statements if len(statements) <= MOST else _each_once(statements))
    found = (relate(one, other, grows=grows) for one, other in combinations(told, 2))
    return tuple(it for it in found if it is not None)


def _each_once(statements: Sequence[Statement]) -> list[Statement]:
    figures = {(it.origin, stated(it.claim), it.claim.get("unit")): it for it in reversed(statements)}
    return list(figures.values())[::-1][:MOST]


def _told(statements: Sequence[Statement]) -> list[Told]:
    """Return the statements, the latest first, each with how long its source stood by it."""
    until: dict[object, Day] = {}
    for it in statements:
        if (day := day_of(it)) is not None:
            figure = it.origin, stated(it.claim)
            until[figure] = max(day, until.get(figure, day))
    told = [Told(it, day_of(it), until.get((it.origin, stated(it.claim)))) for it in statements]
    return sorted(told, key=lambda it: (it.day is not None, it.day or 0, it.statement.key), reverse=True)


def relate(one: Told, other: Told, *, grows: bool = False) -> Relation | None:
    """Say how a statement stands to another of the same quantity; None when the two say nothing of each other.

    The result is the same whichever comes first, but for its direction.
    """
    if _later(other, one):
        one, other = other, one
    kind = _kind(one, other, grows=grows)
    if kind is None:
        return None
    return Relation(one.statement.key, other.statement.key, kind, _why(one, other))


def _later(one: Told, other: Told) -> bool:
    return one.day is not None and other.day is not None and one.day > other.day


def _kind(one: Told, other: Told, *, grows: bool) -> Kind | None:
    mine, theirs = one.statement, other.statement
    values = _comparable(mine, theirs)
    if values is None:
        return Kind.OTHER_UNIT
    here, there = values
    if here == there or _same_number(mine, theirs):
        return Kind.SAME
    itself, later = mine.origin == theirs.origin, _later(one, other)
    if itself and later:
        return Kind.REVISED
    if there.contains(here):
        return Kind.NARROWER
    if here.contains(there):
        return Kind.WIDER
    if here.meets(there):
        return None
    if itself:
        return Kind.OTHER_SCOPE
    return _apart(one, other, fallen=grows and _lower(here, there))


def _apart(one: Told, other: Told, *, fallen: bool) -> Kind:
    """Return what two sources whose numbers exclude each other are: in dispute, or one has news."""
    stands = other.until is None or one.day is None or other.until >= one.day
    return Kind.DISPUTED if stands or fallen else Kind.REVISED


def _lower(here: Interval, there: Interval) -> bool:
    return here.high is not None and there.low is not None and here.high < there.low


def _same_number(mine: Statement, theirs: Statement) -> bool:
    """Whether both state the same number, if perhaps one of them with "about"."""
    hedges = {mine.claim.get("bound"), theirs.claim.get("bound")} <= {None, "exact", "about"}
    same = stated(mine.claim) == stated(theirs.claim)
    return hedges and same and (mine.claim.get("unit") or "") == (theirs.claim.get("unit") or "")


def _comparable(mine: Statement, theirs: Statement) -> tuple[Interval, Interval] | None:
    """Return the intervals of two statements in one unit; None when their units do not measure the same."""
    here, there = interval(mine.claim), interval(theirs.claim)
    units = (mine.claim.get("unit") or "", theirs.claim.get("unit") or "")
    if is_share(mine) != is_share(theirs):
        return None
    if units[0] == units[1]:
        return here, there
    if {"", "percent"} == set(units):
        scaled = [
            Interval(*(None if end is None else end * 100 for end in it)) if unit == "" else it
            for it, unit in zip((here, there), units, strict=True)
        ]
        return scaled[0], scaled[1]
    ends = [None if end is None else convert(end, units[1], units[0]) for end in there]
    if any(end is None for end, given in zip(ends, there, strict=True) if given is not None):
        return None
    return here, Interval(*ends)


def is_share(statement: Statement) -> bool:
    """Whether a number is a part of one, as "half" and "30 percent" are."""
    low, high = stated(statement.claim)
    unit = statement.claim.get("unit") or ""
    end = low if low is not None else high
    return dimension_of(unit) == "share" or (unit == "" and end is not None and 0 < end < 1)


def _why(one: Told, other: Told) -> str:
    """Write both figures, and of which day they are."""
    mine, theirs = figure(one.statement.claim), figure(other.statement.claim)
    days = [None if it.day is None else f"{it.day.date:%-d %B %Y}" for it in (one, other)]
    if days[0] is None and days[1] is None:
        return f"{mine} against {theirs}, of days that are not known"
    if days[0] == days[1]:
        return f"{mine} against {theirs}, both as of {days[0]}"
    return f"{mine} ({days[0] or 'day not known'}) against {theirs} ({days[1] or 'day not known'})"
