"""How alike two statements are in what they are about: named features, each with its weight.

The weights are multiples of 1/16, so that no sum of them depends on the order in which it is made.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from extractor.compare.concepts import FIXED, GROWING, MOVES, POPULATIONS, STAGES
from extractor.compare.places import bare
from extractor.nouns import noun_class

if TYPE_CHECKING:
    from collections.abc import Callable

    from extractor.compare.about import About
    from extractor.compare.statement import Placed

NEVER = -100.0
"""What a feature gives that keeps two statements apart, whatever else speaks for them."""


LEAST = 2.0
"""Less than this is of no interest to anybody."""

_WITHIN = 2.5
"""How much more the features may give two statements of one article."""


def likeness(one: Placed, other: Placed) -> float:
    """Return how much speaks for two statements being about the same quantity; the order does not matter.

    What cannot come to `LEAST` any more is not looked at further.
    """
    total, least = 0.0, LEAST
    if one.statement.source.id == other.statement.source.id:
        least -= _WITHIN
    for feature, rest in FEATURES:
        total += feature(one, other)
        if total + rest < least:
            break
    return max(total, NEVER)


def explained(one: Placed, other: Placed) -> dict[str, float]:
    """Return what each feature gives."""
    return {feature.__name__: feature(one, other) for feature, _ in FEATURES}


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
    if "man" in (mine.counted, theirs.counted):
        return _of_men(mine.counted if theirs.counted == "man" else theirs.counted)
    if {mine.counted, theirs.counted} == {"", "body"}:
        return -1.0
    if mine.dimension != "count" and theirs.dimension != "count":
        return 0.5 if mine.topic and mine.topic == theirs.topic else -0.5
    if "" not in (mine.counted, theirs.counted):
        return NEVER
    if mine.whose & theirs.whose or _told_first(mine, theirs):
        return 0.0
    if POPULATIONS & {mine.counted, theirs.counted}:
        return NEVER
    return -3.0 if FIXED & {mine.topic, theirs.topic} else -1.5


def _of_men(noun: str) -> float:
    """Compare men with what others are called: they are soldiers, miners, people, but no women."""
    if noun in ("", "soldier"):
        return 1.0
    return 0.5 if noun not in POPULATIONS and noun_class(noun) == "people" else NEVER


def _told_first(one: About, other: About) -> bool:
    """Whether both articles begin with those whom one of two numbers counts: then they are who died."""
    noun = one.counted or other.counted
    return noun not in POPULATIONS and noun in one.words and noun in other.words


def whose(one: Placed, other: Placed) -> float:
    """Compare the countries: it tells most of forces, and where a number's own phrase names them."""
    mine, theirs = one.about, other.about
    if not mine.whose or not theirs.whose:
        return 0.0
    closely = mine.closely + theirs.closely
    if mine.whose == theirs.whose:
        return 1.0 if closely or _of_forces(one, other) else 0.25
    return (-2.0, -4.0, NEVER)[closely]


def _of_forces(one: Placed, other: Placed) -> bool:
    """Whether one of two counts forces, which move from place to place and stay the same for months."""
    return one.about.topic in MOVES or other.about.topic in MOVES


def where(one: Placed, other: Placed) -> float:
    """Compare the places: the dead of a town are not those of the whole event, nor those of another town.

    Of forces, and where both numbers are of one country's, it tells less.
    """
    mine, theirs = one.about, other.about
    local, where = (bare(mine.local), bare(theirs.local)), (bare(mine.where), bare(theirs.where))
    less = 0.375 if _of_forces(one, other) or (mine.closely and mine.whose == theirs.whose) else 1.0
    if mine.local and theirs.local:
        return 1.0 if local[0] & local[1] else -3.5 * less
    if mine.local or theirs.local:
        return 0.5 if local[0] & where[1] or local[1] & where[0] else -2.5 * less
    if not mine.where or not theirs.where:
        return 0.0
    if not where[0].isdisjoint(where[1]):
        return 0.5
    if _named(mine, theirs) or _named(theirs, mine):
        return 0.0
    return -2.0 if _one_disaster(one, other) and len(_shared(one, other)) >= _NAMES else -6.0 * less


def _named(one: About, other: About) -> bool:
    """Whether a place of one's event is among the names of another, which are word by word."""
    return any(map(other.around.issuperset, one.spelled))


def _one_disaster(one: Placed, other: Placed) -> bool:
    """Whether two articles tell the same kind of a rare event in the same days."""
    return bool(one.about.disasters & other.about.disasters) and _apart(one, other) <= _DAYS


def _shared(one: Placed, other: Placed) -> frozenset[str]:
    """Return the names that two statements share, but for those of countries."""
    return one.about.named & other.about.named


_NAMES = 2
_DAYS = 7
"""Names that two articles on one disaster share, and days within which they are written."""


def _apart(one: Placed, other: Placed) -> int:
    """Return the days between two articles; none if one of them has no day."""
    mine, theirs = one.statement.source.published, other.statement.source.published
    return 0 if mine is None or theirs is None else abs((mine - theirs).days)


def around(one: Placed, other: Placed) -> float:
    """Compare the names of sentence and headline; where none is shared, large numbers and first nouns.

    Without a name but that of a country two articles are hardly on one event.
    """
    mine, theirs = one.about, other.about
    if one.statement.source.id == other.statement.source.id:
        return 0.5
    if names := len(_shared(one, other)):
        return (0.25, 1.0, 1.5)[min(names + _one_disaster(one, other), 3) - 1]
    shared = mine.around & theirs.around
    if len(shared) >= _COUNTRIES or not mine.around or not theirs.around:
        return 0.5 if shared else 0.0
    if len(mine.numbers & theirs.numbers) >= _NUMBERS and _one_disaster(one, other):
        return 1.0
    return -1.0 if len(mine.words & theirs.words) >= _EVENT else -3.0


_NUMBERS = 2
"""Large numbers that two articles on one disaster share."""

_EVENT = 3
"""Nouns that two articles on one event share in their first sentences."""

_COUNTRIES = 3
"""Countries that together tell an event."""


def scope(one: Placed, other: Placed) -> float:
    """Compare what is further, planned, by the day, a part."""
    if of_number(one, other) or of_number(other, one):
        return NEVER
    apart = one.about.scope ^ other.about.scope
    if one.about.dimension != other.about.dimension or one.about.local & other.about.local:
        apart -= {"part", "within"}
    if one.about.local & other.about.local:
        apart -= {"remaining"}
    both = one.about.scope & other.about.scope
    return min(0.5 * len(both), 1.0) + sum(_SCOPES.get(it, 0.0) for it in apart)


_SCOPES = {
    "further": -2.5,
    "planned": -3.5,
    "first": -3.0,
    "overall": -3.5,
    "remaining": -2.0,
    "lately": -2.5,
    "family": -2.5,
    "alone": -2.5,
    "feared": -2.5,
    "peak": -2.5,
    "hospital": -2.5,
    "country": -1.0,
    "inside": -1.5,
    "rate": NEVER,
    "capacity": NEVER,
    "twice": NEVER,
    "part": -0.5,
    "within": -3.0,
    "separate": -3.5,
}


_OF_NUMBER = re.compile(
    r"\s(?:out )?of (?:the|all|these|those|its|some|about|around|nearly|\s)*", re.IGNORECASE
)


def of_number(part: Placed, whole: Placed) -> bool:
    """Whether a number stands right behind "of the" of another: 1,000 of the 11,000."""
    if part.statement.source.id != whole.statement.source.id or whole.at[0] < part.at[1]:
        return False
    if part.statement.sentence != whole.statement.sentence:
        return False
    between = part.statement.sentence[part.statement.place[1] : whole.statement.place[0]]
    return _OF_NUMBER.fullmatch(between) is not None


def value(one: Placed, other: Placed) -> float:
    """Compare the numbers: hardly of one thing when far apart, mostly when a large one returns."""
    mine, theirs = one.stated, other.stated
    if one.about.dimension != other.about.dimension:
        return 0.0
    if one.about.dimension == "time" and mine != theirs:
        return NEVER  # "for four months", "within three": each is measured from something else
    if mine == theirs:
        within = one.statement.source.id == other.statement.source.id
        size = mine.low or mine.high or 0
        if within and size >= _TELLING:
            return 4.0
        return next(weight for limit, weight in _SAME if size >= limit)
    if (mine.is_open or theirs.is_open) and mine.meets(theirs):
        return 0.0
    near, far = mine.low or mine.high or 0, theirs.low or theirs.high or 0
    if near > far:
        near, far = far, near
    if near <= 0:
        return 0.0
    weight = next(weight for limit, weight in _RATIOS if far <= near * limit)
    if weight >= 0:
        return weight
    if one.about.topic == other.about.topic in GROWING and _later_is_more(one, other):
        return 0.5 * weight
    return 1.5 * weight if _of_forces(one, other) else weight


def _later_is_more(one: Placed, other: Placed) -> bool:
    """Whether the larger of two numbers is of a later day, as a count that grows has it."""
    if one.day is None or other.day is None:
        return False
    more = (one.stated.low or 0) - (other.stated.low or 0)
    return (one.day.date - other.day.date).days * more > 0


_TELLING = 100
_SAME: tuple[tuple[Decimal | float, float], ...] = ((100, 1.5), (10, 0.75), (-Decimal("Infinity"), 0.25))
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
    long = -3.0 if one.sums_up != other.sums_up and one.stated != other.stated else 0.0
    if one.day is None or other.day is None:
        return long
    apart = abs((one.day.date - other.day.date).days)
    return long + next(weight for limit, weight in _APART[_of_forces(one, other)] if apart <= limit)


_APART = {
    False: ((10, 0.0), (30, -1.0), (100, -3.0), (date.max.toordinal(), -5.0)),
    True: ((60, 0.0), (400, -1.5), (date.max.toordinal(), -3.0)),
}
"""Days between two figures, of events and of forces, up to which they weigh so much."""

FEATURES: tuple[tuple[Callable[[Placed, Placed], float], float], ...] = (
    (topic, 7.5),
    (counted, 6.0),
    (whose, 5.0),
    (where, 4.0),
    (around, 2.5),
    (kind, 2.5),
    (scope, 1.5),
    (value, 0.0),
    (voice, 0.0),
    (day, 0.0),
)
"""Each with the most that those behind it give two statements of two articles."""
