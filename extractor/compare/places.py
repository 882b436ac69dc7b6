"""Places: those of the event that an article is about, and those that a number is told of."""

from __future__ import annotations

import functools
import re
from itertools import takewhile
from typing import TYPE_CHECKING

from extractor.compare.names import names
from extractor.nouns import noun_class
from extractor.phrases import PREPOSITIONS, Kind, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractor.compare.names import Name
    from extractor.compare.spot import Spot
    from extractor.sentences import Sentence

_NEAR = 40  # characters before a name in which a preposition begins
_OPENING = 40  # characters of a sentence in which a place is that of all of it: "In Ulm, ..."
_IN = re.compile(
    r"(?:(?:[.!?]\s|\n)For|\b(?:in|at|near|(?<!according )to|into|on|from|across|around|outside"
    r"|inside|within|toward|towards|along|off"
    r"|(?:provinces?|regions?|districts?|county|state|valley|island|suburb|municipality|parts?|east|west"
    r"|north|south|borders?|coast|village|town|city|port|station) of))"
    r"(?:\s(?:the|its|western|eastern|northern|southern|neighbouring))*\s$",
    re.IGNORECASE,
)
_NOUN = re.compile(
    r"\s(?:region|province|district|city|town|village|station|airport|port|hospital|border|front|area|valley"
    r"|accounts? for|accounted for)\b"
)
_TOWN = re.compile(
    r"\b(?P<whose>the|his|her|their|our)\s(?:town|city|village|island|province|district|region|county|municipality)\b"
)
_HEADS = re.compile(
    r"\b(?:mayor|governor|prefect|council|head|administration|authorities)(?:\s\w+){0,2}\sof\s$",
    re.IGNORECASE,
)
EVENT = (
    r"(?:earthquake|quake|storm|hurricane|cyclone|tornado|flood|floods|flooding|fire|wildfire|blaze|landslide"
    r"|strike|attack|raid|bombing|explosion|blast|crash|collapse|disaster|shooting|war|fighting|battle)"
)
_OF_EVENT = re.compile(rf"\b{EVENT}\s(?:in|at|near|on|off|around)(?:\s(?:the|a|\w+ern))*\s$", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween(?:\sthe)?\s(?:[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)*\sand\s(?:the\s)?)?$")
_NAMES_EVENT = re.compile(rf"(?:['’]s)?\s{EVENT}\b", re.IGNORECASE)
_WHERE = re.compile(r",?\s?where\b")
_LIST = re.compile(r",? (?:and |or )?")
_INSIDE = re.compile(
    r"\b(?:in|on|at|aboard|inside|under)\s(?:a|an|one|their|his|her)\s([a-z-]+(?:\s[a-z-]+){0,2})"
)
_KINDS = words("port harbour harbor sound bay strait gulf channel coast cape lake river")
_CLOSED = words("bus car train tram boat ship ferry truck lorry van plane helicopter cellar basement tunnel")


def of_event(text: str, title: str | None, first: Sequence[Sentence]) -> frozenset[str]:
    """Return the places of the headline, else those of the first sentence with any, and that of the event."""
    titled = [it.key for it in names(title, 0, len(title)) if is_place(title, it)] if title else []
    named = [names(text, sentence.start, sentence.end) for sentence in first]
    places = ([it.key for it in found if is_place(text, it)] for found in named)
    event = {it.key for found in named for it in found if _is_of_event(text, it)}
    return frozenset(titled or next(filter(None, places), [])) | event


def known(text: str, cut: Sequence[Sentence]) -> frozenset[str]:
    """Return the names that some sentence tells as places: they are places elsewhere too, "dead for Ulm"."""
    every = (it for sentence in cut for it in names(text, sentence.start, sentence.end))
    return frozenset(it.key for it in every if not it.country and is_place(text, it))


def of_number(spot: Spot, known: frozenset[str]) -> frozenset[str]:
    """Return the places of a number: between it and the next one, else between it and the one before.

    Else it is that of a sentence with one number, or the one that opens the sentence. The place of an event,
    "the quake at Ulm", says nothing of where one counted.
    """
    places: list[Name] = []
    for it in spot.own:
        listed = places and _LIST.fullmatch(spot.text, places[-1].end, it.start)
        told = it.key in known or is_place(spot.text, it)
        if (listed or told) and not (_is_of_event(spot.text, it) or _is_on_way(spot.text, it)):
            places.append(it)
    found = ([it.key for it in places if first <= it.start < stop] for first, stop in _stretches(spot))
    return frozenset(next(filter(None, found), ())) or _of_speaker(spot)


def _of_speaker(spot: Spot) -> frozenset[str]:
    """Return the place that a sentence calls somebody's: "the mayor of Ulm said the town had lost 11"."""
    text, (start, end, _) = spot.text, spot.sentence
    if not (told := _TOWN.search(text, start, end)):
        return frozenset()
    heads = [it.key for it in spot.names if _HEADS.search(text, max(start, it.start - _NEAR), it.start)]
    dateline = [spot.head.key] if spot.head and told["whose"] != "the" else []
    return frozenset((heads or dateline)[:1])


def _stretches(spot: Spot) -> list[tuple[int, int]]:
    """Return where the place of a number may stand, the likeliest first."""
    start, end, _ = spot.sentence
    alone = spot.preceding == start and spot.following == end
    first = next((token.start for token in spot.line if token.kind is Kind.NUMBER), spot.start)
    opening = start, min(first, start + _OPENING)
    where = _WHERE.match(spot.text, spot.begins, spot.start) is not None
    return [
        *[(max(start, spot.begins - _NEAR), spot.begins)] * where,
        (spot.end, min(spot.following, spot.stops)),
        (max(spot.preceding, spot.begins), spot.start),
        (start, end) if alone else opening,
    ]


def is_place(text: str, name: Name) -> bool:
    """Whether a name is told as a place: "in Ulm", "Ulm station"."""
    if _IN.search(text, max(0, name.start - _NEAR), name.start):
        return True
    return not name.country and _NOUN.match(text, name.end) is not None


@functools.lru_cache(maxsize=4096)
def bare(places: frozenset[str]) -> frozenset[str]:
    """Return places without what tells their kind: Port Lasker and the Sound of Lasker are at one place."""
    return frozenset(" ".join(it for it in place.split() if it not in _KINDS) or place for place in places)


def inside(spot: Spot) -> bool:
    """Whether a number is told of one place of several: "in a care home", not "in a statement"."""
    phrases = (it[1].split() for it in _INSIDE.finditer(spot.text, spot.end, spot.stops))
    nouns = (it for phrase in phrases for it in takewhile(lambda word: word not in PREPOSITIONS, phrase))
    return any(noun_class(it) == "places" or it in _CLOSED for it in nouns)


def _is_of_event(text: str, name: Name) -> bool:
    before = _OF_EVENT.search(text, max(0, name.start - _NEAR), name.start)
    return before is not None or _NAMES_EVENT.match(text, name.end) is not None


def _is_on_way(text: str, name: Name) -> bool:
    """Whether a name is one of two between which something happened: nobody was counted there."""
    return _BETWEEN.search(text, max(0, name.start - _NEAR), name.start) is not None
