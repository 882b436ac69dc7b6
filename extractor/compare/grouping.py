"""Bring statements about the same quantity together, as articles come in."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from extractor.compare.likeness import NEVER, likeness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from extractor.compare.statement import Placed

ALIKE = 3.0
"""A pair with this score or more is about the same quantity."""

BORDER = (2.0, 4.0)
"""Between these scores a pair is worth a look by a model or a person."""

MOST = 300
"""Statements that a new one is compared with; of more, those under the rarest names."""

Decide: TypeAlias = "Callable[[Placed, Placed], bool | None]"


class Pair(NamedTuple):
    """Two statements by their keys, in order, and how alike they are."""

    one: str
    other: str
    score: float


def undecided(one: Placed, other: Placed) -> bool | None:
    """Leave each pair to its score."""


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
        self._postings: dict[tuple[str, str], list[str]] = defaultdict(list)
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
        group = self._group[key] = _Group({key})
        for other in self._candidates(placed):
            score = self._score(placed, self._placed[other])
            if score < BORDER[0]:
                continue
            self._near[key][other] = self._near[other][key] = score
            if score >= ALIKE and self._group[other] is not group:
                group = self._join(group, self._group[other])
        for posting in _postings(placed):
            self._postings[posting].append(key)

    def _join(self, one: _Group, other: _Group) -> _Group:
        into, gone = (one, other) if len(one.members) >= len(other.members) else (other, one)
        into.members |= gone.members
        into.parts = None
        for key in gone.members:
            self._group[key] = into
        return into

    def _candidates(self, placed: Placed) -> list[str]:
        """Return the statements that share a name with one, those that share the rarest first."""
        found: dict[str, None] = {}
        for posting in sorted((self._postings[it] for it in _postings(placed)), key=len):
            if len(found) + len(posting) > MOST and found:
                break
            found.update(dict.fromkeys(posting[-MOST:]))
        return list(found)

    def _score(self, one: Placed, other: Placed) -> float:
        decided = self._decide(one, other)
        if decided is not None:
            return -NEVER if decided else NEVER
        return likeness(one, other)

    def _parts(self, group: _Group) -> list[tuple[str, ...]]:
        if group.parts is None:
            group.parts = self._cluster(sorted(group.members))
        return group.parts

    def _cluster(self, keys: Sequence[str]) -> list[tuple[str, ...]]:
        """Merge what is most alike first, as long as two clusters are alike on average.

        A pair that was not found alike enough to be kept counts as unlike, so that a chain of likenesses does
        not bring together what is far apart.
        """
        clusters: dict[str, list[str]] = {key: [key] for key in keys}
        sums = {
            key: {other: score for other, score in self._near[key].items() if other in clusters} for key in keys
        }
        while best := _best(clusters, sums):
            _merge(clusters, sums, *best)
        return [tuple(sorted(part)) for part in clusters.values()]


def _best(clusters: dict[str, list[str]], sums: dict[str, dict[str, float]]) -> tuple[str, str] | None:
    """Return the two clusters that are most alike on average; None when none are alike."""
    found = [
        (-total / (len(clusters[one]) * len(clusters[other])), one, other)
        for one, row in sums.items()
        for other, total in row.items()
        if one < other
    ]
    least = min(found, default=(0.0, "", ""))
    return least[1:] if -least[0] >= ALIKE else None


def _merge(clusters: dict[str, list[str]], sums: dict[str, dict[str, float]], one: str, other: str) -> None:
    clusters[one] += clusters.pop(other)
    del sums[one][other]
    for third, total in sums.pop(other).items():
        if third != one:
            sums[third][one] = sums[one][third] = sums[one].get(third, 0.0) + total
            del sums[third][other]


def _postings(placed: Placed) -> list[tuple[str, str]]:
    """Return under which names a statement is found: a kind of number and a name around it."""
    about = placed.about
    kind = "count" if about.dimension == "share" else about.dimension
    return [(kind, name) for name in sorted(about.around | about.whose | {placed.statement.source.id})]
