"""Which figures of an article are parts of others: "1,000 of the 11,000", "three of the dead"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from extractor.compare.concepts import FIXED, OF_PEOPLE
from extractor.compare.likeness import of_number
from extractor.compare.quantity import Kind, Relation
from extractor.figure import figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from extractor.compare.statement import Placed

_REACH = 400
"""Characters before a number within which that stands of which it is a part."""


def parts(article: Sequence[Placed], quantity: Mapping[str, str]) -> Iterator[Relation]:
    """Yield what is part of what among the statements of one article; `quantity` names that of each key."""
    for it in article:
        for whole in _wholes(it, article, quantity):
            if quantity[whole.statement.key] != quantity[it.statement.key] or it.about.dimension == "share":
                why = f"{figure(it.statement.claim)} of {figure(whole.statement.claim)}"
                yield Relation(it.statement.key, whole.statement.key, Kind.PART_OF, why)


def _wholes(part: Placed, article: Sequence[Placed], quantity: Mapping[str, str]) -> list[Placed]:
    """Return what a number is a part of: what the text says, and whatever repeats it in the same article."""
    others = [it for it in article if it is not part and _may_hold(it, part)]
    if named := [it for it in others if of_number(part, it)]:
        return named
    told = [it for it in others if _same_speaker(it, part) and _holds(it, part)]
    if "part" not in part.about.scope:
        return told
    before = [it for it in others if it.at[1] <= part.at[0] <= it.at[1] + _REACH]
    here = [it for it in before if it.statement.sentence == part.statement.sentence]
    near = [it for it in here or before if _of_one_noun(it, part)]
    fitting = [it for it in near if _of_one_kind(it, part)] or near
    if not fitting:
        return told
    nearest = max(fitting, key=lambda it: it.at)
    return [it for it in others if _repeats(it, nearest, quantity)]


def _may_hold(whole: Placed, part: Placed) -> bool:
    """Whether a number is large enough for another to be a part of it, and of the same time."""
    if (
        whole.about.dimension == "share"
        or "before" in whole.about.scope
        or whole.about.dimension not in (part.about.dimension, "count")
    ):
        return False
    mine, theirs = part.stated, whole.stated
    low, high = mine[0] if mine[0] is not None else mine[1], theirs[1]
    return part.about.dimension == "share" or high is None or (low is not None and low <= high)


def _of_one_kind(whole: Placed, part: Placed) -> bool:
    return whole.about.topic == part.about.topic or "" in (whole.about.topic, part.about.topic)


def _of_one_noun(whole: Placed, part: Placed) -> bool:
    """Whether what one counts may be some of what the other does: children and soldiers are people."""
    return whole.about.counted == part.about.counted or {whole.about.topic, part.about.topic} <= OF_PEOPLE


def _same_speaker(one: Placed, other: Placed) -> bool:
    return one.statement.origin == other.statement.origin


def _holds(whole: Placed, part: Placed) -> bool:
    """Whether what a statement is about takes in what another is about, without the text saying so."""
    mine, theirs = part.about, whole.about
    if mine.dimension != theirs.dimension or (mine.whose and theirs.whose and mine.whose != theirs.whose):
        return False
    if theirs.local - mine.local:
        return False
    if mine.topic == theirs.topic:
        kind = mine.counted != "" == theirs.counted and mine.topic in FIXED
        more = (
            mine.topic in FIXED and "further" in mine.scope - theirs.scope and mine.counted == theirs.counted
        )
        wave = "first" in mine.scope - theirs.scope and theirs.scope >= mine.scope - {"first"}
        return kind or more or wave
    both = theirs.topic == "casualties" and mine.topic in ("killed", "wounded")
    return both and theirs.counted in ("", mine.counted)


def _repeats(one: Placed, other: Placed, quantity: Mapping[str, str]) -> bool:
    """Whether a statement is another one, or says its number again."""
    if one is other:
        return True
    again = one.stated == other.stated
    return again and quantity[one.statement.key] == quantity[other.statement.key]
