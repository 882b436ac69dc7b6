"""Bring statements about the same quantity together, as articles come in."""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from extractor.compare.concepts import STAGES
from extractor.compare.likeness import likeness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from extractor.compare.statement import Placed

ALIKE = 3.0
"""A pair with this score or more is about the same quantity."""

BORDER = (2.0, 4.0)
"""Between these scores a pair is worth a look by a model or a person."""

MOST = 100
"""Statements that a new one is compared with; of more, those under the rarest names."""

JOINED, PARTED = inf, -inf
"""The scores of pairs that were decided to be about the same quantity, and not to be."""

Decide: TypeAlias = "Callable[[Placed, Placed], bool | None]"


_Parts: TypeAlias = dict[str, list[str]]
"""Clusters, each under the first of its keys."""

_Sums: TypeAlias = dict[str, dict[str, float]]
"""The sum of the scores between two clusters."""


Key: TypeAlias = tuple[str, str, str]
"""What a number measures, what happens, a name: under these a statement is looked for."""

_ANY = "*"
"""Whatever happens."""


class Pair(NamedTuple):
    """Two statements by their keys, in order, and how alike they are."""

    one: str
    other: str
    score: float


def undecided(one: Placed, other: Placed) -> bool | None:
    """Leave each pair to its score."""


def decided(pairs: Mapping[frozenset[str], bool]) -> Decide:
    """Decide as some pairs of keys say; the mapping may change later, if the grouping is told (`again`)."""
    return lambda one, other: pairs.get(frozenset((one.statement.key, other.statement.key)))


@dataclass(slots=True)
class _Group:
    """What hangs together by pairs that are alike, and how it falls into quantities, once that is known."""

    members: set[str]
    parts: list[tuple[str, ...]] | None = None


class Grouping:
    """Statements in groups that grow with each article.

    Which groups come out does not depend on the order of the articles, as long as no name has more than
    `MOST` statements of one kind: a new one is compared with at most so many. `decide` is asked about each
    pair that is compared, and what it says wins: True brings two together, False keeps them apart.
    """

    def __init__(self, decide: Decide = undecided) -> None:
        self._decide = decide
        self._placed: dict[str, Placed] = {}
        self._postings: dict[Key, list[str]] = defaultdict(list)
        self._near: dict[str, dict[str, float]] = defaultdict(dict)
        self._group: dict[str, _Group] = {}

    def add(self, placed: Iterable[Placed]) -> None:
        """Add the statements of an article."""
        for it in placed:
            if it.statement.key not in self._placed:
                self._add(it)

    def __iter__(self) -> Iterator[tuple[Placed, ...]]:
        """Yield the groups, each in the order of its keys."""
        for group in {id(it): it for it in self._group.values()}.values():
            for part in self._parts(group):
                yield tuple(self._placed[key] for key in part)

    def of(self, key: str) -> tuple[Placed, ...]:
        """Return the group that a statement is in."""
        part = next(it for it in self._parts(self._group[key]) if key in it)
        return tuple(self._placed[it] for it in part)

    def __contains__(self, key: str) -> bool:
        return key in self._placed

    def __getitem__(self, key: str) -> Placed:
        return self._placed[key]

    def again(self, one: str, other: str) -> None:
        """Ask `decide` anew about two statements, after what it says of them has changed."""
        if one in self._placed and other in self._placed:
            self._near[one].pop(other, None)
            self._near[other].pop(one, None)
            self._group[one].parts = self._group[other].parts = None
            self._relate(one, other)

    def beside(self, key: str) -> list[Placed]:
        """Return what is alike to a statement, or nearly, and in another group, the most alike first."""
        near, group = self._near[key], {it.statement.key for it in self.of(key)}
        others = (other for other, score in near.items() if other not in group and score != PARTED)
        return [self._placed[it] for it in sorted(others, key=lambda it: (-near[it], it))]

    def borderline(self) -> list[Pair]:
        """Return the pairs that are nearly alike, or hardly, the ones nearest to the limit first."""
        low, high = BORDER
        pairs = (
            Pair(one, other, score)
            for one, near in self._near.items()
            for other, score in near.items()
            if one < other and low <= score < high
        )
        return sorted(pairs, key=lambda it: (abs(it.score - ALIKE), it))

    def _add(self, placed: Placed) -> None:
        key = placed.statement.key
        self._placed[key] = placed
        self._group[key] = _Group({key})
        for other in self._candidates(placed):
            self._relate(key, other)
        for posting in _found_under(placed):
            self._postings[posting].append(key)

    def _relate(self, one: str, other: str) -> None:
        """Keep how alike two statements are, if they are or were parted, and join their groups."""
        score = self._score(self._placed[one], self._placed[other])
        if PARTED < score < BORDER[0]:
            return
        self._near[one][other] = self._near[other][one] = score
        if score >= ALIKE and self._group[one] is not self._group[other]:
            self._join(self._group[one], self._group[other])

    def _join(self, one: _Group, other: _Group) -> None:
        into, gone = (one, other) if len(one.members) >= len(other.members) else (other, one)
        into.members |= gone.members
        into.parts = None
        for key in gone.members:
            self._group[key] = into

    def _candidates(self, placed: Placed) -> list[str]:
        """Return the statements that share a name with one, those that share the rarest first."""
        found: dict[str, None] = {}
        for posting in sorted((self._postings.get(it, []) for it in _looked_up(placed)), key=len):
            if found and len(found) + len(posting) > MOST:
                break
            found.update(dict.fromkeys(posting[-MOST:]))
        return list(found)

    def _score(self, one: Placed, other: Placed) -> float:
        same = self._decide(one, other)
        if same is None:
            return likeness(one, other)
        return JOINED if same else PARTED

    def _parts(self, group: _Group) -> list[tuple[str, ...]]:
        if group.parts is None:
            group.parts = self._cluster(sorted(group.members))
        return group.parts

    def _cluster(self, keys: Sequence[str]) -> list[tuple[str, ...]]:
        """Merge what is most alike first, as long as two clusters are alike on average.

        A pair that was not found alike enough to be kept counts as nothing, so that a chain of likenesses
        does not bring together what is far apart. What was decided to be the same counts as one
        statement.
        """
        units = self._units(keys)
        parts: dict[str, list[str]] = {unit: [unit] for unit in units}
        sums = self._between(units)
        queue = [
            (-score, one, other)
            for one in units
            for other, score in sums[one].items()
            if one < other and score >= ALIKE
        ]
        heapq.heapify(queue)
        while queue:
            mean, one, other = heapq.heappop(queue)
            if one in parts and other in sums[one] and mean == _mean(parts, sums, one, other):
                for third in _merge(parts, sums, one, other):
                    pair = min(one, third), max(one, third)
                    if (new := _mean(parts, sums, *pair)) <= -ALIKE:
                        heapq.heappush(queue, (new, *pair))
        return [tuple(sorted(key for unit in part for key in units[unit])) for part in parts.values()]

    def _units(self, keys: Sequence[str]) -> dict[str, list[str]]:
        """Bring together what was decided to be the same; each unit is named by the first of its keys."""
        unit = {key: [key] for key in keys}
        for one in keys:
            for other, score in self._near[one].items():
                if score == JOINED and unit[one] is not unit[other]:
                    unit[one] += unit[other]
                    unit |= dict.fromkeys(unit[other], unit[one])
        return {min(members): members for members in unit.values()}

    def _between(self, units: Mapping[str, list[str]]) -> _Sums:
        """Return how alike units are: as their most alike statements, but apart if any two were parted."""
        of = {key: unit for unit, members in units.items() for key in members}
        sums: _Sums = {unit: {} for unit in units}
        for key, unit in of.items():
            near = sums[unit]
            for other, score in self._near[key].items():
                there = of.get(other, unit)
                if there != unit and near.get(there) != PARTED:
                    near[there] = PARTED if score == PARTED else max(score, near.get(there, score))
        return sums


def _mean(parts: _Parts, sums: _Sums, one: str, other: str) -> float:
    """Return how alike two clusters are on average, negative: a heap has the least on top."""
    return -sums[one][other] / (len(parts[one]) * len(parts[other]))


def _merge(parts: _Parts, sums: _Sums, one: str, other: str) -> list[str]:
    """Merge the second of two clusters into the first; return what is near the result."""
    parts[one] += parts.pop(other)
    del sums[one][other]
    for third, total in sums.pop(other).items():
        if third != one:
            sums[third][one] = sums[one][third] = sums[one].get(third, 0.0) + total
            del sums[third][other]
    return list(sums[one])


def _found_under(placed: Placed) -> list[Key]:
    """Return the keys of a statement, for those that say what happens and those that do not."""
    kind, topic, names = _key(placed)
    return [(kind, topic, name) for name in names] + [(kind, _ANY, name) for name in names]


def _looked_up(placed: Placed) -> list[Key]:
    """Return the keys under which those are that a statement may be like."""
    kind, topic, names = _key(placed)
    topics = (topic, "") if topic else (_ANY,)
    return [(kind, it, name) for name in names for it in topics]


def _key(placed: Placed) -> tuple[str, str, list[str]]:
    about = placed.about
    kind = "count" if about.dimension == "share" else about.dimension
    stage = next((min(stage) for stage, _ in STAGES if about.topic in stage), about.topic)
    return kind, stage, sorted(about.around | about.whose | {placed.statement.source.id})
