"""Which figures of an article are parts of others: "1,000 of the 11,000", "three of the dead"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractor.compare.concepts import FIXED, HAPPENS, OF_PEOPLE, POPULATIONS, WORSE
from extractor.compare.interval import Interval
from extractor.compare.likeness import of_number
from extractor.compare.quantity import Kind, Relation
from extractor.figure import figure
from extractor.nouns import noun_class

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from extractor.compare.statement import Placed

_THEM = re.compile(r"\b(?:of|among) (?:them|whom|which|these|those)\b", re.IGNORECASE)
_OF_WHOM = re.compile(r"\s(?:[\w-]+\s)?of (?:the|its|all|all the)\s(?:[\d,]+\s)?(\w+)", re.IGNORECASE)
_NEAR = 30  # characters between a part and that word
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
    told += [it for it in others if _of_places(it, part) and _adds_up(it, part, article)]
    if "part" not in part.about.scope:
        return told
    if topic := _told_of(part):
        others = [it for it in others if it.about.topic == topic]
    before = [it for it in others if it.at[1] <= part.at[0] <= it.at[1] + _REACH]
    here = [it for it in before if it.statement.sentence == part.statement.sentence]
    if not _of_them(part):
        here = [it for it in here if "part" not in it.about.scope]
    near = [it for it in here or before if _of_one_noun(it, part)]
    if part.about.dimension != "share" or _of_them(part):
        near = near or here
    fitting = [it for it in near if _of_one_kind(it, part)] or (near if here or _of_them(part) else [])
    if not fitting:
        return told
    nearest = max(fitting, key=lambda it: it.at)
    return [it for it in others if _repeats(it, nearest, quantity)]


def _told_of(part: Placed) -> str:
    """Return what happened to those of whom a part is told: "five of the dead"."""
    told = _OF_WHOM.match(part.statement.sentence, part.statement.place[1])
    return HAPPENS.get(told[1].lower(), "") if told else ""


def _of_them(part: Placed) -> bool:
    """Whether a part is told of those of whom the text speaks anyway, not of the bill, its citizens."""
    start, end = part.statement.place
    return _THEM.search(part.statement.sentence, max(0, start - _NEAR), end + _NEAR) is not None


def _may_hold(whole: Placed, part: Placed) -> bool:
    """Whether a number is large enough for another to be a part of it, and of the same time."""
    if (
        whole.about.dimension == "share"
        or "before" in whole.about.scope
        or (whole.about.dimension not in (part.about.dimension, "count") and part.about.dimension != "share")
    ):
        return False
    if part.about.dimension == "share" or whole.statement.claim.get("bound") == "vague":
        return True
    low, high = (it.low if it.low is not None else it.high for it in (part.stated, whole.stated))
    most = high if whole.stated.high is None else whole.stated.high
    same = part.stated == whole.stated
    return low is not None and most is not None and low <= most and not same


def _of_one_kind(whole: Placed, part: Placed) -> bool:
    """Whether the same happens to both; of those who were there, or of nothing told, anything may."""
    if "within" in part.about.scope or part.about.dimension == "share":
        return whole.about.topic == part.about.topic or whole.statement.sentence == part.statement.sentence
    return whole.about.topic in (part.about.topic, "aboard", "") or part.about.topic == ""


def _of_one_noun(whole: Placed, part: Placed) -> bool:
    """Whether what one counts may be some of what the other does: children and soldiers are people."""
    if whole.about.counted == part.about.counted:
        return True
    people = part.about.counted in POPULATIONS or noun_class(part.about.counted) == "people"
    return people and {whole.about.topic, part.about.topic} <= OF_PEOPLE


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
        kind = mine.counted not in ("", "body") and theirs.counted == "" and mine.topic in FIXED
        alike = mine.counted in (theirs.counted, "body")
        more = mine.topic in FIXED and "further" in mine.scope - theirs.scope and alike
        wave = "first" in mine.scope - theirs.scope and theirs.scope >= mine.scope - {"first"}
        return kind or more or wave
    both = theirs.topic == "casualties" and mine.topic in ("killed", "wounded")
    both = both or (theirs.topic == "wounded" and mine.topic in WORSE)
    return both and theirs.counted in ("", mine.counted)


def _of_places(whole: Placed, part: Placed) -> bool:
    """Whether the same is told of all and of one place, by whomever."""
    mine, theirs = part.about, whole.about
    same = (mine.dimension, mine.topic) == (theirs.dimension, theirs.topic) and mine.topic != ""
    return same and mine.counted in (theirs.counted, "body") and bool(mine.local) and not theirs.local


def _adds_up(whole: Placed, part: Placed, article: Sequence[Placed]) -> bool:
    """Whether a place is told of as one of several, "in Ulm alone", or it and another have all."""
    if "alone" in part.about.scope:
        return True
    (low, high), (least, most) = part.stated, whole.stated
    if low is None or high is None or least is None or most is None:
        return False
    rest = Interval(least - low, most - high)
    elsewhere = (it for it in article if _of_places(whole, it) and not it.about.local & part.about.local)
    return any(it.stated == rest for it in elsewhere)


def _repeats(one: Placed, other: Placed, quantity: Mapping[str, str]) -> bool:
    """Whether a statement is another one, or says its number again."""
    if one is other:
        return True
    again = one.stated == other.stated
    return again and quantity[one.statement.key] == quantity[other.statement.key]
