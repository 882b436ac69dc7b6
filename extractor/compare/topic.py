"""What happens to what a number counts, and what that is."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from extractor.compare.concepts import (
    FIXED,
    GENERIC,
    HAPPENS,
    KIN,
    LOOSELY,
    MOVES,
    OF_MONEY,
    OF_PEOPLE,
    OF_THINGS,
    OF_TYPE,
    POPULATIONS,
    SPECIFIC,
    WORSE,
)
from extractor.compare.names import stem
from extractor.nouns import noun_class
from extractor.phrases import Kind, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from extractor.compare.spot import Spot
    from extractor.phrases import Token

_NEAR = 14  # words between a number and what happens to what it counts
_LOOSE = 8  # so many words farther counts a word that may be told in passing
_PREDICATE = 8  # words behind a number that may tell what those are whom it counts
_NUMBER_OF = re.compile(
    r"\b(?:number|toll|count|amount|volume|value) of (?:the |those )?(?:people )?"
    r"(?!(?:on|in|at|from|to|with|who|whose|by)\b)(\w+)",
    re.IGNORECASE,
)
_FROM_TO = re.compile(r"\sto\s")
_TOLL = re.compile(r"\btoll\b[^.;:,]*$", re.IGNORECASE)
_ABOARD = re.compile(
    r"\b(?:people|was|were|been)\son\s(?:the|a|her)\s(?:ship|ferry|boat|vessel|train|plane|bus|flight|[A-Z]\w+)\b"
)
_DENYING = 3  # words before one that may deny it
_DENIAL = 24  # characters before one in which they stand
_POPULATION = 6  # words behind "of" that may name those of whom a sentence tells
_BEHIND_HEAD = re.compile(r"(?:^|\s)(?:aboard|of|from|in|who|that|at|on|to|near|for|with)\s")
_NOT = words("not never cannot")
_WITHOUT = re.compile(r"\b(?:lost|losing|without|no)\b", re.IGNORECASE)
_BACK = re.compile(r"\b(?:back|restored|reconnected|again)\b", re.IGNORECASE)
_INHABITANTS = re.compile(r"\b(?:town|city|village|island|suburb|district|county) of\s$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


def noun(subject: str, spot: Spot) -> list[str]:
    """Return the words of what is counted, its head last: as the claim says, or "the number of dead"."""
    if _TOLL.search(spot.text, max(spot.begins, spot.preceding), spot.start):
        return []
    said = _named(spot, min(spot.stops, spot.following)) or subject
    return _WORD.findall(_BEHIND_HEAD.split(said.lower())[0])


def _named(spot: Spot, end: int) -> str:
    """Return what a number is called that of before `end`: "the number of wounded from 46 to 52"."""
    start = max(spot.begins, spot.preceding)
    if _FROM_TO.fullmatch(spot.text, start, spot.start):
        start = spot.begins
    found = _NUMBER_OF.search(spot.text, start, end)
    return found[1].lower() if found else ""


def topic(kind: str, dimension: str, subject: Sequence[str], spot: Spot) -> str:
    """Return what happens to what is counted: as the type says, the noun, or the nearest word of it."""
    if _inhabited(spot):
        return ""
    of_type = HAPPENS.get(kind, "")
    if of_type in FIXED:
        said = HAPPENS.get(_named(spot, spot.start), "")
        of_type = said if said in FIXED else of_type  # the model may have taken one of two for the other
        return _worst(of_type, spot)
    if dimension == "money":
        return _nearest(spot, OF_MONEY) or OF_MONEY.get(kind, "")
    of_type = of_type or OF_TYPE.get(kind, "")
    allowed = KIN.get(of_type) if dimension in ("count", "share") else OF_THINGS
    if behind := _told_behind(spot, allowed or OF_PEOPLE):
        return behind
    for word in subject:
        if (found := HAPPENS.get(word)) and found in (allowed or OF_PEOPLE):
            return found
    if not allowed and _ABOARD.search(spot.text, spot.begins, spot.stops):
        return "aboard"
    return _nearest(spot, _words(allowed) if allowed else HAPPENS) or of_type


def _inhabited(spot: Spot) -> bool:
    """Whether a number is that of those who live in a place: "a town of 18,000"."""
    return _INHABITANTS.search(spot.text, spot.begins, spot.start) is not None


def _meant(spot: Spot, token: Token, found: str) -> str:
    """Return what a word says in its clause: "could not be saved" is not rescued."""
    if token.word == "pulled" and spot.text[token.end :].startswith(" down"):
        return "destroyed"
    if found == "powerless":
        lost = _WITHOUT.search(spot.text, spot.end, min(spot.stops, spot.following))
        return found if lost or not _BACK.search(spot.text, spot.begins, spot.stops) else f"not {found}"
    before = [it.word for it in spot.line if token.start - _DENIAL <= it.start < token.start]
    denied = any(it in _NOT or it.endswith(("n't", "n’t")) for it in before[-_DENYING:])
    return f"not {found}" if denied else found


def _told_behind(spot: Spot, allowed: frozenset[str]) -> str:
    """Return what the first word behind a number says that happens, "77 are missing", but for small words."""
    behind = (token for token in spot.line if spot.end <= token.start < spot.stops)
    first = next((token for token in behind if token.kind is not Kind.FUNCTION), None)
    found = HAPPENS.get(first.word, "") if first and first.word not in LOOSELY else ""
    return _meant(spot, first, found) if first and found in allowed else ""


@functools.cache
def _words(allowed: frozenset[str]) -> dict[str, str]:
    return {word: it for word, it in HAPPENS.items() if it in allowed}


def _worst(topic: str, spot: Spot) -> str:
    """Return "critical" or "serious" for those of the wounded who are."""
    behind = (HAPPENS.get(token.word) for token in spot.line if spot.end <= token.start < spot.stops)
    return next((it for it in behind if it in WORSE), topic) if topic == "wounded" else topic


def _nearest(spot: Spot, table: Mapping[str, str]) -> str:
    """Return what the word of a table nearest to a number in its clause says; behind it goes first."""
    before = [token for token in spot.line if spot.begins <= token.start and token.end <= spot.start]
    stops = min(spot.stops, spot.following) if spot.is_whole else spot.stops
    behind = [token for token in spot.line if spot.end <= token.start and token.end <= stops]
    ranked = [
        (away + _LOOSE * (token.word in LOOSELY) + (not after), _meant(spot, token, found))
        for after, side in ((True, behind), (False, before[::-1]))
        for away, token in enumerate(side[:_NEAR])
        if (found := table.get(token.word))
    ]
    return min(ranked)[1] if ranked else ""


def counted(kind: str, happens: str, subject: Sequence[str], spot: Spot) -> str:
    """Return the noun that is counted as the name of its class of synonyms; "" for people of no kind.

    Of a claim whose type says that it counts people, a noun that means none is not what it counts.
    """
    if _inhabited(spot):
        return "inhabitant"
    if found := _made_of(subject, spot) or _taken_from(spot):
        return found
    of_people = (HAPPENS.get(kind) or OF_TYPE.get(kind)) in OF_PEOPLE and happens in OF_PEOPLE
    head = subject[-1] if subject else ""
    for word in reversed(subject):
        known = SPECIFIC.get(stem(word))
        if known == "man" and happens in MOVES:
            return "soldier"
        if known and (not of_people or noun_class(word) == "people"):
            return known
    if not head or stem(head) in GENERIC:
        return ""
    return "" if of_people and noun_class(head) != "people" else stem(head)


def _taken_from(spot: Spot) -> str:
    """Return who those are of whom a sentence tells: "of the 58 soldiers, 18 are dead and 12 missing"."""
    if not spot.out_of:
        return ""
    first = (token for token in spot.line[1 : _POPULATION + 1] if not token.proper)
    named = (SPECIFIC.get(stem(token.word), "") for token in first)
    return next((it for it in named if it in POPULATIONS), "")


def _made_of(subject: Sequence[str], spot: Spot) -> str:
    """Return what those are who are counted, where a verb says it: "three of the dead were children"."""
    if subject and SPECIFIC.get(stem(subject[-1])):
        return ""
    behind = [token for token in spot.line if spot.end <= token.start < spot.stops][:_PREDICATE]
    for token in behind:
        if token.kind is Kind.NUMBER or token.text in ",;.":
            return ""
        found = SPECIFIC.get(stem(token.word), "")
        if found and not token.proper and noun_class(token.word) == "people":
            return found
    return ""
