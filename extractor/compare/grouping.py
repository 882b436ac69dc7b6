"""Bring statements about the same quantity together, as articles come in."""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from extractor.compare.concepts import STAGES
from extractor.compare.likeness import LEAST, likeness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from extractor.compare.statement import Placed

ALIKE = 3.0
"""A pair with this score or more is about the same quantity."""

BORDER = (LEAST, 4.0)
"""Between these scores a pair is worth a look by a model or a person."""

SETTLED = 1e6
"""What it weighs that two statements are settled to be apart: more than all that can speak for them."""

MOST = 100
"""Statements that a new one is compared with; of more, those under the rarest names."""

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


@dataclass(slots=True)
class _Group:
    """What hangs together by pairs that are alike, and how it falls into quantities, once that is known."""

    members: set[str]
    parts: list[tuple[str, ...]] | None = None


class Grouping:
    """Statements in groups that grow with each article.

    Which groups come out does not depend on the order of the articles, as long as no name has more than
    `MOST` statements of one kind: a new one is compared with at most so many. `settled` pairs of keys, in
    order, are together (True) or apart (False) whatever they are like. `decide` is asked about borderline
    pairs, and None leaves one to its score.
    """

    def __init__(
        self, decide: Decide = undecided, settled: Mapping[tuple[str, str], bool] | None = None
    ) -> None:
        self._decide = decide
        self._settled = dict(settled or {})
        self._partners: dict[str, set[str]] = defaultdict(set)
        for one, other in self._settled:
            self._partners[one].add(other)
            self._partners[other].add(one)
        self._placed: dict[str, Placed] = {}
        self._postings: dict[Key, list[str]] = defaultdict(list)
        self._near: dict[str, dict[str, float]] = defaultdict(dict)
        self._together: set[tuple[str, str]] = set()
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

    def settle(self, one: str, other: str, together: bool | None) -> None:
        """Take in what is settled of two statements, there or yet to come; None: nothing is any more."""
        pair = min(one, other), max(one, other)
        if together is None:
            self._settled.pop(pair, None)
        else:
            self._settled[pair] = together
        for key, partner in (pair, pair[::-1]):
            (set.discard if together is None else set.add)(self._partners[key], partner)
        if one in self and other in self:
            self._together.discard(pair)
            for key, partner in (pair, pair[::-1]):
                self._near[key].pop(partner, None)
                self._group[key].parts = None
            self._relate(*pair)

    def beside(self, key: str) -> list[Placed]:
        """Return what is alike to a statement, or nearly, and in another group, the most alike first."""
        near, group = self._near[key], {it.statement.key for it in self.of(key)}
        others = (other for other, score in near.items() if other not in group and score >= BORDER[0])
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
        """Keep how alike two statements are, or that they are settled to be apart; join their groups."""
        pair = (one, other) if one < other else (other, one)
        score = likeness(self._placed[one], self._placed[other])
        if score < BORDER[0] and pair not in self._settled:
            return
        together = self._verdict(pair, score)
        if together is False:
            score = -SETTLED
        elif together:
            self._together.add(pair)
        self._near[one][other] = self._near[other][one] = score
        if (together or score >= ALIKE) and self._group[one] is not self._group[other]:
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
        partners = self._partners.get(placed.statement.key, set()) & self._placed.keys()
        return [*found, *sorted(partners - found.keys())]

    def _verdict(self, pair: tuple[str, str], score: float) -> bool | None:
        """Return what is settled of a pair, or decided when it is borderline; None: it goes by its score."""
        settled = self._settled.get(pair)
        if settled is None and BORDER[0] <= score < BORDER[1]:
            return self._decide(self._placed[pair[0]], self._placed[pair[1]])
        return settled

    def _parts(self, group: _Group) -> list[tuple[str, ...]]:
        if group.parts is None:
            group.parts = self._cluster(sorted(group.members))
        return group.parts

    def _cluster(self, keys: Sequence[str]) -> list[tuple[str, ...]]:
        """Merge what is most alike first, as long as two clusters are alike on average.

        A pair that was not found alike enough to be kept counts as nothing, so that a chain of likenesses
        does not bring together what is far apart.
        """
        parts: dict[str, list[str]] = {key: [key] for key in keys}
        sums = {
            key: {other: score for other, score in self._near[key].items() if other in parts} for key in keys
        }
        queue = [
            (-score, one, other)
            for one in keys
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
        here = frozenset(keys)
        for one, other in sorted(pair for pair in self._together if here.issuperset(pair)):
            _bring_together(parts, sums, one, other)
        return [tuple(sorted(part)) for part in parts.values()]


def _mean(parts: _Parts, sums: _Sums, one: str, other: str) -> float:
    """Return how alike two clusters are on average, negative: a heap has the least on top."""
    return -sums[one][other] / (len(parts[one]) * len(parts[other]))


def _bring_together(parts: _Parts, sums: _Sums, one: str, other: str) -> None:
    """Merge the clusters of two statements that belong together, unless others of them were parted."""
    clusters = sorted(first for first, part in parts.items() if one in part or other in part)
    if len(clusters) == 2 and sums[clusters[0]].get(clusters[1], 0.0) > -SETTLED / 2:
        sums[clusters[0]].setdefault(clusters[1], 0.0)
        _merge(parts, sums, *clusters)


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
    names = about.around | about.whose | {placed.statement.source.id}
    if about.disasters:
        names |= {f"{number:f}" for number in about.numbers}
    return kind, stage, sorted(names)
