"""Pair the claims of two rows of an article by where they rest and what they say, never by order."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extractor.figure import NUMBER, ends

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from extractor.row import Row

UNSAID = frozenset({"id", "mention", "review"})
"""What may differ between two claims that are the same: how things are counted, and who looked at it."""

GAP = 20
"""Characters between two places that are still near each other."""

STEP = 10_000
"""The unit of what differs, and above all that is added for how far apart two places are."""

DIFFERS = {
    "number": 5 * STEP,
    "type": 4 * STEP,
    "subject": 4 * STEP,
    "unit": STEP,
    "bound": STEP,
    "attributed_to": 2 * STEP,
    "rest": STEP,
}
"""What each part of a claim weighs where two differ in it."""

OVERLAPS, NEAR, FAR = 9 * STEP, 10 * STEP, 17 * STEP
"""What it weighs that two claims rest on other places; one without a place is near all others."""

LIMIT = sum(DIFFERS.values()) + STEP
"""From here on two claims have nothing to do with each other.

On the same place all may differ; on places that overlap number, type or subject is the same; near each other
the number is, or type and subject; far apart all is the same but one thing of the least weight.
"""


@dataclass(frozen=True, slots=True)
class _Said:
    """A claim as it is compared: where it rests, and the parts of what it says, in the order of DIFFERS."""

    start: int | None
    end: int | None
    quote: str | None
    parts: tuple[Any, ...]

    def distance(self, other: _Said) -> int:
        """Return how far two claims differ: a metric, so that equal claims may be paired first."""
        if self == other:
            return 0
        apart = zip(DIFFERS.values(), self.parts, other.parts, strict=True)
        return sum(weight for weight, mine, theirs in apart if mine != theirs) + self._off(other)

    def _off(self, other: _Said) -> int:
        if self.start is None or self.end is None or other.start is None or other.end is None:
            return NEAR + STEP - 1 if self.start != other.start else NEAR if self.quote != other.quote else 0
        off = min(abs(self.start - other.start) + abs(self.end - other.end), STEP - 1)
        gap = max(self.start, other.start) - min(self.end, other.end)
        return off + (0 if not off else OVERLAPS if gap < 0 else NEAR if gap <= GAP else FAR)


def _said(claim: Row) -> _Said:
    low, high = ends(claim)
    placed = claim["start"] is not None
    numberless = low is None and high is None
    named = ("type", "subject", "unit", "bound", "attributed_to")
    left_out = {*UNSAID, *NUMBER, *named, "start", "end", "quote", "findings"}
    rest = {name: value for name, value in claim.items() if name not in left_out and value is not None}
    rest["findings"] = sorted(f"{found['rule']}: {found['message']}" for found in claim.get("findings", ()))
    # a claim without a number says what it quotes
    number = claim.get("quote") if numberless else (low, high)
    type_, subject, unit, bound, speaker = (claim.get(name) for name in named)
    parts = (number, type_, subject, unit or "", bound, speaker, json.dumps(rest, sort_keys=True))
    return _Said(claim["start"], claim["end"], None if placed else claim.get("quote"), parts)


def pairs(expected: Sequence[Row], found: Sequence[Row]) -> list[tuple[int, int]]:
    """Return the indices of claims that are the same or were once, as (expected, found), by expected.

    Of all ways to pair them it is one with the least difference in sum, where a claim that is left alone
    differs by half of LIMIT.
    """
    mine, theirs = [_said(claim) for claim in expected], [_said(claim) for claim in found]
    chosen = _equal(mine, theirs)
    left = sorted(set(range(len(mine))) - {one for one, _ in chosen})
    free = sorted(set(range(len(theirs))) - {other for _, other in chosen})
    costs = {
        (one, other): cost - LIMIT
        for one in left
        for other in free
        if (cost := mine[one].distance(theirs[other])) < LIMIT
    }
    for rows, columns in _components(costs):
        table = [[costs.get((row, column), 0) for column in columns] for row in rows]
        chosen += [
            (rows[place], columns[at])
            for place, at in enumerate(assign(table))
            if at is not None and table[place][at] < 0
        ]
    return sorted(chosen)


def _equal(mine: Sequence[_Said], theirs: Sequence[_Said]) -> list[tuple[int, int]]:
    """Pair what is the same on both sides; no better use can be made of it, the distance being a metric."""
    places: dict[_Said, list[int]] = defaultdict(list)
    for index in reversed(range(len(theirs))):
        places[theirs[index]].append(index)
    return [(index, places[claim].pop()) for index, claim in enumerate(mine) if places.get(claim)]


def _components(edges: Iterable[tuple[int, int]]) -> Iterator[tuple[list[int], list[int]]]:
    """Part a bipartite graph into what hangs together: its rows and its columns, in order."""
    beside: dict[tuple[bool, int], list[tuple[bool, int]]] = defaultdict(list)
    for row, column in edges:
        beside[True, row].append((False, column))
        beside[False, column].append((True, row))
    seen: set[tuple[bool, int]] = set()
    for start in list(beside):
        if start in seen:
            continue
        seen.add(start)
        reached = [start]
        for node in reached:
            fresh = [other for other in beside[node] if other not in seen]
            seen.update(fresh)
            reached += fresh
        yield (
            sorted(number for is_row, number in reached if is_row),
            sorted(number for is_row, number in reached if not is_row),
        )


def assign(costs: Sequence[Sequence[int]]) -> list[int | None]:
    """Return a column for each row, each at most once, so that the costs are least in sum.

    Of more rows than columns some get none.

    Shortest augmenting paths with potentials (the Hungarian method): cubic in the shorter side.
    """
    if not costs or not costs[0]:
        return [None] * len(costs)
    if len(costs) > len(costs[0]):
        chosen: list[int | None] = [None] * len(costs)
        for column, row in enumerate(assign(list(zip(*costs, strict=True)))):
            if row is not None:
                chosen[row] = column
        return chosen
    return _each(costs)


def _each(costs: Sequence[Sequence[int]]) -> list[int | None]:
    """Give every row a column; there are at least as many columns as rows."""
    width = len(costs[0])
    of_row, of_column = [0] * len(costs), [0] * (width + 1)
    holder: list[int | None] = [None] * (width + 1)  # the last column is where a row waits for its own
    for row in range(len(costs)):
        holder[width] = row
        came, reached = _path(costs, holder, of_row, of_column)
        while reached != width:
            holder[reached], reached = holder[came[reached]], came[reached]
    chosen: list[int | None] = [None] * len(costs)
    for column, held in enumerate(holder[:width]):
        if held is not None:
            chosen[held] = column
    return chosen


def _path(
    costs: Sequence[Sequence[int]], holder: Sequence[int | None], of_row: list[int], of_column: list[int]
) -> tuple[list[int], int]:
    """Find the cheapest way from the waiting row to a free column; the potentials are brought up to date.

    Returns from which column each was reached, and the free one.
    """
    width = len(costs[0])
    came = [width] * (width + 1)
    least: list[float] = [float("inf")] * width
    done, at = [], width
    open_columns = set(range(width))
    while (row := holder[at]) is not None:
        done.append(at)
        for column in open_columns:
            reduced = costs[row][column] - of_row[row] - of_column[column]
            if reduced < least[column]:
                least[column], came[column] = reduced, at
        at = min(open_columns, key=lambda column: (least[column], column))
        step = int(least[at])
        open_columns.remove(at)
        for column in done:
            of_row[holder[column] or 0] += step
            of_column[column] -= step
        for column in (*open_columns, at):
            least[column] -= step
    return came, at
