"""How alike two statements are in what they are about: named features, each with its weight."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from extractor.compare.interval import stated

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from extractor.compare.statement import Placed

NEVER = -100.0
"""What a feature gives that keeps two statements apart, whatever else speaks for them."""


def likeness(one: Placed, other: Placed) -> float:
    """Return how much speaks for two statements being about the same quantity; the order does not matter."""
    total = 0.0
    for feature in FEATURES:
        total += feature(one, other)
        if total <= NEVER / 2:
            return NEVER
    return total


def explained(one: Placed, other: Placed) -> dict[str, float]:
    """Return what each feature gives."""
    return {feature.__name__.strip("_"): feature(one, other) for feature in FEATURES}


def _topic(one: Placed, other: Placed) -> float:
    mine, theirs = one.about.topic, other.about.topic
    if mine == theirs:
        return 2.0 if mine else 0.5
    if mine and theirs:
        return -1.0 if {mine, theirs} in _NEAR_TOPICS else NEVER
    return 0.0


_NEAR_TOPICS = ({"sent", "stationed"}, {"sent", "moving"}, {"stationed", "trained"}, {"moving", "stationed"})


def _counted(one: Placed, other: Placed) -> float:
    mine, theirs = one.about, other.about
    if mine.counted == theirs.counted:
        return 1.5
    if "" in (mine.counted, theirs.counted) and mine.whose & theirs.whose:
        return 0.0
    return NEVER


def _whose(one: Placed, other: Placed) -> float:
    mine, theirs = one.about, other.about
    if not mine.whose or not theirs.whose:
        return 0.0
    if mine.whose == theirs.whose:
        return 1.0
    if mine.closely and theirs.closely:
        return NEVER
    return -2.0


def _where(one: Placed, other: Placed) -> float:
    mine, theirs = one.about.where, other.about.where
    if not mine or not theirs:
        return 0.0
    return 1.0 if mine & theirs else -1.5


def _around(one: Placed, other: Placed) -> float:
    mine, theirs = one.about.around, other.about.around
    if one.statement.source.id == other.statement.source.id:
        return 0.5
    if not mine or not theirs:
        return 0.0
    return min(len(mine & theirs), 3) * 0.5 if mine & theirs else -1.5


def _scope(one: Placed, other: Placed) -> float:
    apart = one.about.scope ^ other.about.scope
    both = one.about.scope & other.about.scope
    return 0.5 * len(both) + sum(_SCOPES.get(it, 0.0) for it in apart)


_SCOPES = {"further": -3.0, "planned": -2.0, "first": -3.0, "remaining": -2.0, "rate": NEVER, "part": -1.0}


def _value(one: Placed, other: Placed) -> float:
    mine, theirs = stated(one.statement.claim), stated(other.statement.claim)
    near, far = mine[0] or mine[1], theirs[0] or theirs[1]
    if near is None or far is None or one.about.dimension != other.about.dimension:
        return 0.0
    if mine == theirs:
        return 1.5
    if near <= 0 or far <= 0:
        return 0.0
    ratio = max(near, far) / min(near, far)
    closed = None not in (*mine, *theirs)
    return next(weight for limit, weight in _RATIOS if ratio <= limit) * (1.0 if closed else 0.5)


_RATIOS: tuple[tuple[float, float], ...] = ((1.3, 0.5), (3, 0.0), (10, -1.0), (float("inf"), -2.5))


def _voice(one: Placed, other: Placed) -> float:
    """Who says two different numbers in one article speaks of two things, unless one is of another time."""
    mine, theirs = one.statement, other.statement
    if mine.source.id != theirs.source.id or stated(mine.claim) == stated(theirs.claim):
        return 0.0
    if "before" in one.about.scope | other.about.scope or mine.claim.get("attributed_to") is None:
        return 0.0
    same = mine.claim.get("attributed_to") == theirs.claim.get("attributed_to")
    return -1.5 if same and one.about.unit == other.about.unit else 0.0


def _time(one: Placed, other: Placed) -> float:
    """Years between two articles, or between the days they speak of, make two events."""
    mine, theirs = one.statement.source.published, other.statement.source.published
    if mine is None or theirs is None:
        return 0.0
    days = abs((mine - theirs).days)
    return 0.0 if days <= 60 else -1.0 if days <= 400 else -2.5


FEATURES: tuple[Callable[[Placed, Placed], float], ...] = (
    _topic, _counted, _whose, _where, _around, _scope, _value, _voice, _time
)
