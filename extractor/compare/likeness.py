"""How alike two statements are in what they are about: named features, each with its weight."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from extractor.compare.concepts import MOVES, POPULATIONS, STAGES

if TYPE_CHECKING:
    from collections.abc import Callable

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
    return {feature.__name__: feature(one, other) for feature in FEATURES}


def topic(one: Placed, other: Placed) -> float:
    """Compare what happens."""
    mine, theirs = one.about.topic, other.about.topic
    if mine == theirs:
        return 2.0 if mine else 0.5
    if mine and theirs:
        return next((weight for stage, weight in STAGES if {mine, theirs} <= stage), NEVER)
    return 0.0


def kind(one: Placed, other: Placed) -> float:
    """Compare the types of the claims, which a model may have got wrong; forces and their moves are near."""
    if one.about.type == other.about.type or {one.about.topic, other.about.topic} <= MOVES:
        return 0.0
    return -1.0


def counted(one: Placed, other: Placed) -> float:
    """Compare the nouns: people of no kind may be soldiers of a country, but no civilians of a town.

    Bodies are those that were found. What money or a measure is of is told in too many ways to decide.
    """
    mine, theirs = one.about, other.about
    if mine.counted == theirs.counted:
        return 1.5
    if {mine.counted, theirs.counted} == {"", "body"}:
        return -2.5
    if mine.dimension != "count" and theirs.dimension != "count":
        return 0.5 if mine.topic and mine.topic == theirs.topic else -0.5
    if "" not in (mine.counted, theirs.counted):
        return NEVER
    if mine.whose & theirs.whose:
        return 0.0
    return NEVER if POPULATIONS & {mine.counted, theirs.counted} else -1.5


def whose(one: Placed, other: Placed) -> float:
    """Compare the countries."""
    mine, theirs = one.about, other.about
    if not mine.whose or not theirs.whose:
        return 0.0
    if mine.whose == theirs.whose:
        return 1.0
    return (-2.0, -4.0, NEVER)[mine.closely + theirs.closely]


def where(one: Placed, other: Placed) -> float:
    """Compare the places: the dead of a town are not those of the whole event, nor those of another town.

    Of forces, which go from place to place, and where both numbers are of one country's, it tells less.
    """
    mine, theirs = one.about, other.about
    less = 0.4 if mine.topic in MOVES or (mine.whose and mine.whose == theirs.whose) else 1.0
    if mine.local and theirs.local:
        return 1.0 if mine.local & theirs.local else -3.5 * less
    if local := mine.local or theirs.local:
        return 0.5 if local & (theirs.where or mine.where) else -2.5 * less
    if not mine.where or not theirs.where or mine.where & theirs.where:
        return 0.5 if mine.where & theirs.where else 0.0
    return 0.0 if mine.where & theirs.around or theirs.where & mine.around else -3.0


def around(one: Placed, other: Placed) -> float:
    """Compare the names of sentence and headline; where none is shared, the nouns of the beginnings."""
    mine, theirs = one.about, other.about
    if one.statement.source.id == other.statement.source.id:
        return 0.5
    shared = mine.around & theirs.around
    if names := len(shared - mine.countries - theirs.countries):
        return min(names, 3) * 0.5
    if len(shared) > 1:
        return 0.5
    if shared or not mine.around or not theirs.around:
        return 0.0
    return 0.0 if len(mine.words & theirs.words) >= _EVENT else -1.5


_EVENT = 3
"""Nouns that two articles on one event share in their first sentences."""


def scope(one: Placed, other: Placed) -> float:
    """Compare what is further, planned, by the day, a part."""
    apart = one.about.scope ^ other.about.scope
    if one.about.dimension != other.about.dimension or one.about.local & other.about.local:
        apart -= {"part", "within"}
    both = one.about.scope & other.about.scope
    return 0.5 * len(both) + sum(_SCOPES.get(it, 0.0) for it in apart)


_SCOPES = {
    "further": -2.5,
    "planned": -3.5,
    "first": -3.0,
    "overall": -2.5,
    "remaining": -2.0,
    "country": -2.0,
    "inside": -1.5,
    "rate": NEVER,
    "part": -0.5,
    "within": -3.0,
    "separate": -3.5,
}


def value(one: Placed, other: Placed) -> float:
    """Compare the numbers: hardly of one thing when far apart, mostly when a large one returns."""
    mine, theirs = one.stated, other.stated
    if one.about.dimension != other.about.dimension:
        return 0.0
    if mine == theirs:
        within = one.statement.source.id == other.statement.source.id
        return 4.0 if within and (mine.low or mine.high or 0) >= _TELLING else 1.5
    if None in (*mine, *theirs) and mine.meets(theirs):
        return 0.0
    near, far = sorted((mine.low or mine.high or 0, theirs.low or theirs.high or 0))
    if near <= 0:
        return 0.0
    weight = next(weight for limit, weight in _RATIOS if far <= near * limit)
    return 1.5 * weight if one.about.topic in MOVES and weight < 0 else weight


_TELLING = 100
_RATIOS = ((Decimal("1.3"), 0.5), (3, 0.0), (5, -1.0), (10, -2.5), (Decimal("Infinity"), -4.0))


def voice(one: Placed, other: Placed) -> float:
    """Who says two different numbers in one article speaks of two things, unless one is of another time."""
    mine, theirs = one.statement, other.statement
    if mine.source.id != theirs.source.id or one.stated == other.stated:
        return 0.0
    if "before" in one.about.scope | other.about.scope or mine.claim.get("attributed_to") is None:
        return 0.0
    same = mine.claim.get("attributed_to") == theirs.claim.get("attributed_to")
    return -1.0 if same and one.about.dimension == other.about.dimension else 0.0


def day(one: Placed, other: Placed) -> float:
    """Compare the days that the figures are of, and how long a time they speak of."""
    long = -3.0 if one.sums_up != other.sums_up else 0.0
    if one.day is None or other.day is None:
        return long
    apart = abs((one.day.date - other.day.date).days)
    return long - (0.0 if apart <= 60 else 1.5 if apart <= 400 else 3.0)


FEATURES: tuple[Callable[[Placed, Placed], float], ...] = (
    topic,
    kind,
    counted,
    whose,
    where,
    around,
    scope,
    value,
    voice,
    day,
)
