"""How two statements about the same quantity stand to one another: intervals, days, sources."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from extractor.compare.earlier import moved_to, part_of_day
from extractor.compare.interval import Interval, interval, is_share
from extractor.compare.quantity import EARLIER, Kind, Relation
from extractor.figure import figure
from extractor.numbers import convert

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from extractor.compare.quantity import Statement

Values: TypeAlias = tuple[Interval, Interval]
"""What two statements state, in one unit."""

MOST = 100
"""Statements of a quantity that are all related to one another; of more, one for each source and figure."""


RECENT = 7
"""Days before an article that are those of what it reports."""


class Day(NamedTuple):
    """The last day a statement speaks of; if not `after`, it may be of any day before as well."""

    date: date
    after: bool


_NO_DAY = Day(date.min, after=False)


class Told(NamedTuple):
    """A statement with the first and the last day on which its source said the same; None if it has no day.

    `replaced` are figures of the source that some article tells as earlier ones than this, `parts` the parts
    of days of which it was told, `others` what its source said of other days, and since when.
    """

    statement: Statement
    since: Day | None
    until: Day | None
    replaced: frozenset[Decimal | None] = frozenset()
    parts: frozenset[tuple[date, int]] = frozenset()
    others: tuple[tuple[Day, Interval], ...] = ()


def day_of(statement: Statement) -> Day | None:
    """Return the day that a figure is of; None if unknown.

    It is the last day of its time. But a time shortly before the article is that of what happened, "killed in
    Friday's strike", and the figure is then as new as the article; unless that tells of an earlier figure.
    """
    time, published = statement.time, statement.source.published
    if time is None or not time.known:
        return None if published is None else Day(published, after=True)
    last = time.last or time.first
    recent = published is not None and last is not None and (published - last).days <= RECENT
    if last is None or (published is not None and recent and time.rule != EARLIER):
        return None if published is None else Day(published, after=True)
    return Day(last, after=time.first is not None)


def relations(statements: Sequence[Statement], *, grows: bool) -> tuple[Relation, ...]:
    """Relate the statements of one quantity; `grows` says that what it counts does not fall again."""
    told = _told(statements if len(statements) <= MOST else _each_once(statements))
    found = (relate(one, other, grows=grows) for one, other in combinations(told, 2))
    return tuple(it for it in found if it is not None)


def _each_once(statements: Sequence[Statement]) -> list[Statement]:
    figures = {(it.origin, interval(it.claim), it.claim.get("unit")): it for it in reversed(statements)}
    return list(figures.values())[::-1][:MOST]


def _told(statements: Sequence[Statement]) -> list[Told]:
    """Return the statements, the latest first, each with the days on which its source stood by it."""
    days: dict[tuple[str, Interval], list[Day]] = defaultdict(list)
    parts: dict[object, set[tuple[date, int]]] = defaultdict(set)
    for it in statements:
        if (day := day_of(it)) is not None:
            days[it.origin, interval(it.claim)].append(day)
            if (part := part_of_day(it.sentence, it.time)) is not None:
                parts[it.origin, interval(it.claim)].add((day.date, part))
    spans = {said: (min(found), max(found)) for said, found in days.items()}
    replaced = _replaced(statements)
    others: dict[str, list[tuple[Day, Interval]]] = defaultdict(list)
    for (origin, stated), (first, _) in spans.items():
        others[origin].append((first, stated))
    told = []
    for it in statements:
        said = it.origin, interval(it.claim)
        since, until = (None, None) if day_of(it) is None else spans[said]
        more = frozenset(replaced[said]), frozenset(parts[said]), tuple(others[it.origin])
        told.append(Told(it, since, until, *more))
    return sorted(told, key=lambda it: (it.since or _NO_DAY, it.statement.key), reverse=True)


def _replaced(statements: Sequence[Statement]) -> dict[object, set[Decimal | None]]:
    """Return for each figure of a source those that an article calls earlier: "which had spoken of nine".

    So it calls the lower ones where it tells that the number rose to this, the higher ones where it fell.
    """
    together: dict[object, list[Statement]] = defaultdict(list)
    for it in statements:
        together[it.source.id, it.origin].append(it)
    found: dict[object, set[Decimal | None]] = defaultdict(set)
    for said in together.values():
        earlier = {_plain(it) for it in said if it.is_earlier}
        for it in said:
            if not it.is_earlier:
                moved = {_plain(other) for other in said if _has_moved(it, other)}
                found[it.origin, interval(it.claim)] |= (earlier | moved) - {_plain(it)}
    return found


def _has_moved(to: Statement, other: Statement) -> bool:
    """Whether an article says that a number rose to one figure from where another is, or fell to it."""
    mine, theirs, way = _plain(to), _plain(other), moved_to(to.sentence, to.place[0])
    return way != 0 and mine is not None and theirs is not None and (mine - theirs) * way > 0


def _plain(statement: Statement) -> Decimal | None:
    """Return the number of a statement without its hedge."""
    low, high = interval(statement.claim)
    return high if low is None else low


def relate(one: Told, other: Told, *, grows: bool = False) -> Relation | None:
    """Say how a statement stands to another of the same quantity; None when they tell nothing of each other.

    The result is the same whichever comes first, but for its direction.
    """
    if _later(other, one):
        one, other = other, one
    values = _comparable(one.statement, other.statement)
    if values is None:
        kind: Kind | None = Kind.OTHER_UNIT
    elif one.statement.origin == other.statement.origin:
        kind = _of_one_source(one, other, values)
    else:
        kind = _of_two_sources(one, other, values, grows=grows)
    return None if kind is None else Relation(one.statement.key, other.statement.key, kind, _why(one, other))


def _later(one: Told, other: Told) -> bool:
    """Whether one source came to say a figure after another had said theirs for the last time.

    Days tell that, or an article that calls one figure of a source an earlier one than another.
    """
    if _after(one, other) or _after(other, one):
        return _after(one, other)
    same = one.statement.origin == other.statement.origin
    return same and _replaces(one, other) and not _replaces(other, one)


def _after(one: Told, other: Told) -> bool:
    """Whether the first day of one is behind the last of the other; of what is of any day before, it is not.

    On one day the parts of it that are told decide: by midday, on Tuesday evening.
    """
    if one.since is None or other.until is None or not one.since.after:
        return False
    if one.since != other.until:
        return one.since > other.until
    mine, theirs = (sorted(part for day, part in it.parts if day == one.since.date) for it in (one, other))
    return bool(mine and theirs) and mine[0] > theirs[-1]


def _replaces(one: Told, other: Told) -> bool:
    return _plain(other.statement) in one.replaced


def _of_one_source(one: Told, other: Told, values: Values) -> Kind | None:
    """Say how a figure stands to another of the same source: it has news, or speaks of something else.

    A later figure that only drops a hedge, or takes in the earlier one, takes nothing back. Which of two of
    one day came first nobody knows.
    """
    nested = _nested(values)
    later = _later(one, other)
    hedged = any(mine == theirs is not None for mine, theirs in zip(*values, strict=True))
    if nested is Kind.NARROWER and later and not hedged:
        return Kind.REVISED
    if nested is not None:
        return nested
    if later:
        return Kind.REVISED
    rooms = _rooms(one, other, values)
    return _within_room(rooms) if rooms[0].meets(rooms[1]) else Kind.OTHER_SCOPE


def _of_two_sources(one: Told, other: Told, values: Values, *, grows: bool) -> Kind | None:
    """Say how two sources stand to one another: in dispute, or one has later news.

    Two figures of one time that only overlap say nothing of each other: "70 to 80" and "at least 75". Two
    that exclude one another, of days that are not known, are of other scopes: each may be right of its day.
    """
    if (nested := _nested(values)) is not None:
        return nested
    if _later(one, other) and (not (grows and _lower(*values)) or _took_back(other, one, values[0])):
        return Kind.REVISED
    rooms = _rooms(one, other, values)
    if rooms[0].meets(rooms[1]):
        return _within_room(rooms)
    return Kind.DISPUTED if _of_known_times(one, other) else Kind.OTHER_SCOPE


def _took_back(one: Told, other: Told, figure: Interval) -> bool:
    """Whether a source came round to the figure of another, by the time that this one stood by it."""
    if one.until is None or other.until is None:
        return False
    later = (said for day, said in one.others if day.after and one.until < day <= other.until)
    return any(said.meets(figure) for said in later)


def _of_known_times(one: Told, other: Told) -> bool:
    """Whether both have days, or are what one article tells of today, whenever that was."""
    if all(it.since is not None and it.since.after for it in (one, other)):
        return True
    mine, theirs = one.statement, other.statement
    return mine.source.id == theirs.source.id and not (mine.is_earlier or theirs.is_earlier)


def _nested(values: Values) -> Kind | None:
    here, there = values
    if here == there:
        return Kind.SAME
    if there.contains(here):
        return Kind.NARROWER
    return Kind.WIDER if here.contains(there) else None


def _rooms(one: Told, other: Told, values: Values) -> Values:
    """Return the intervals with the room that "about" gives."""
    return values[0].hedged(one.statement.claim), values[1].hedged(other.statement.claim)


def _within_room(rooms: Values) -> Kind | None:
    """Say whether one figure lies in the room that "about" gives the other: 31 in that of "about 30"."""
    if rooms[1].contains(rooms[0]):
        return Kind.NARROWER
    return Kind.WIDER if rooms[0].contains(rooms[1]) else None


def _lower(here: Interval, there: Interval) -> bool:
    return here.high is not None and there.low is not None and here.high < there.low


def _comparable(mine: Statement, theirs: Statement) -> Values | None:
    """Return the intervals of two statements in one unit; None when their units do not measure the same."""
    here, there = interval(mine.claim), interval(theirs.claim)
    units = (mine.claim.get("unit") or "", theirs.claim.get("unit") or "")
    if is_share(mine.claim) != is_share(theirs.claim):
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


def _why(one: Told, other: Told) -> str:
    """Write both figures, and of which day they are."""
    mine, theirs = figure(one.statement.claim), figure(other.statement.claim)
    days = [
        None if day is None else f"{day.date:%-d %B %Y}"
        for day in map(day_of, (one.statement, other.statement))
    ]
    if days[0] is None and days[1] is None:
        return f"{mine} against {theirs}, of days that are not known"
    if days[0] == days[1]:
        return f"{mine} against {theirs}, both as of {days[0]}"
    return f"{mine} ({days[0] or 'day not known'}) against {theirs} ({days[1] or 'day not known'})"
