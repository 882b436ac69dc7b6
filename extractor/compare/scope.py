"""What limits or widens a number: further, expected, by the day, in all, a part of another."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, NamedTuple

from extractor.compare.concepts import HAPPENS
from extractor.compare.earlier import BEFORE
from extractor.compare.places import EVENT, inside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractor.compare.spot import Spot


class _Scope(NamedTuple):
    """Words that tell a scope, and how far from the number they may stand; None: anywhere in the sentence."""

    words: re.Pattern[str]
    reach: tuple[int, int] | None

    @property
    def ends(self) -> bool:
        """Whether some of the words have to stand right before the number."""
        return "$" in self.words.pattern


_WAVE = "(?:wave|contingent|dispatch|deployment|batch|group|tranche|part)"
_SCOPES = {
    "further": _Scope(
        re.compile(
            r"\b(?:additional|another|further|extra|fresh|more|new|reinforce\w*|supplement\w*"
            rf"|(?:second|third|fourth|next) {_WAVE})\b"
        ),
        (45, 0),
    ),
    "planned": _Scope(
        re.compile(
            r"\b(?:expected|planned|plans?|(?:will|would)(?! (?:not|never)\b)|going to|intends?|agreed to"
            r"|promised?|pledged?|due to"
            r"|set to|scheduled|ordered|soon|coming|prepar\w+|projected|anticipated|await\w*"
            r"|(?:may|could|might) (?:still )?(?:rise|reach|exceed|climb|grow))\b"
        ),
        (80, 60),
    ),
    "first": _Scope(re.compile(rf"\b(?:first|initial) {_WAVE}\b"), (80, 40)),
    "peak": _Scope(re.compile(r"\bat (?:the|its|their) (?:height|peak)\b"), None),
    "separate": _Scope(re.compile(r"\b(?:separate|separately|unrelated|elsewhere|similar)\b"), None),
    "overall": _Scope(
        re.compile(r"\b(?:(?:in|across|over) all (?:of )?(?:them|the|these|those)|together with)\b"), None
    ),
    "country": _Scope(
        re.compile(
            r"\b(?:nationwide|countrywide"
            r"|(?:whole|entire) (?:country|nation|province|region|state|area|valley)"
            r"|(?:in|across) the (?:country|nation))\b"
        ),
        (80, 80),
    ),
    "lately": _Scope(
        re.compile(
            r"\b(?:(?:past|last) (?:\d+|twelve|twenty-four|48|few) hours|since (?:yesterday|last night))\b"
        ),
        (60, 60),
    ),
    "capacity": _Scope(
        re.compile(
            r"\b(?:licen[cs]ed|certified|built|designed|able|allowed) (?:to (?:carry|hold|take)|for)\b"
            r"|\b(?:capacity of|room for|seats? for|can (?:carry|hold|seat|take)|could (?:carry|hold|seat))\b"
        ),
        (40, 0),
    ),
    "twice": _Scope(
        re.compile(r"\b(?:counted|entered|registered|listed|recorded) twice\b"),
        (0, 70),
    ),
    "family": _Scope(re.compile(r"\bfamily of\s$"), (12, 0)),
    "alone": _Scope(re.compile(r"\balone\b(?!.*\d)"), (80, 40)),
    "feared": _Scope(re.compile(r"\b(?:feared|presumed)\b"), (40, 40)),
    "hospital": _Scope(
        re.compile(r"\b(?:took in|takes in|admitted|in (?:a |the )?hospitals?|in (?:a |the )?wards?)\b"),
        (40, 40),
    ),
    "remaining": _Scope(re.compile(r"\b(?:remaining|rest|the other)\b"), (24, 0)),
    "rate": _Scope(
        re.compile(
            r"\b(?:per|daily|hourly|monthly|annual|annually|each (?:day|week|month|year)|(?:a|every) "
            r"(?:day|week|month|year|night|hour)(?! (?:earlier|later|before|after|ago))|on average|average)\b"
        ),
        (24, 40),
    ),
    "before": _Scope(re.compile(BEFORE), (80, 0)),
}
_LONG_AGO = re.compile(r"\blast (?:winter|spring|summer|autumn|fall|year|month|decade|century)\b")
_OTHER_EVENT = re.compile(rf"\b(?:a|an|another)\s(?:[\w-]+\s){{0,2}}?{EVENT}\b", re.IGNORECASE)
_COMPARED = re.compile(r"\b(?:more|less|fewer) than\b")
_MORE = re.compile(r"\s?(?:[\w-]+\s){0,3}?more\b(?! than)")
_BRINGING = re.compile(r",\s(?:bringing|raising|taking|lifting)\b[^.;]{0,60}\bto\b", re.IGNORECASE)
_OF_BEFORE = re.compile(
    r"\s?(?:[\w-]+\s)?(?:of|from) (?:the )?(?:night|day|evening|morning|week|month) before\b"
)
_PART_BEHIND = re.compile(
    r"\W{0,2}(?:(?!number|total|toll|count|and|or|that|was|were|is|are)[\w-]+\s){0,3}?"
    r"of (?:them|whom|which|these|those|the|its|all|their)\b"
    r"(?!\s(?:night|day|morning|evening|week|month|year)\b)",
    re.IGNORECASE,
)
_PART_BEFORE = re.compile(
    r"\b(?:among (?:them|those|the)|including|of (?:them|whom|which)"
    r"|(?:^|[,;]\s)of (?:these|those|the|its|all|[\d,]+)\b[^.;]{0,40},)(?:\s[a-z]+){0,3}\s?$",
    re.IGNORECASE,
)
_OF_THEM = re.compile(r"[\w,-]+ of (?:them|these|those)\b")
_IS = re.compile(rf"\s(?:are|were|is|was|have|had|{'|'.join(HAPPENS)})\b")
_OF_SAME = re.compile(
    r"\W{0,2}(?:[\w-]+\s)?of (?:the|its|all|these|those|their)(?: [\d,]+)?\s(\w+)", re.IGNORECASE
)


def scope(spot: Spot, topic: str, *, opening: bool) -> frozenset[str]:
    """Return the scope of a number in a few words; `opening`: it stands where an article names its own event.

    They are further, planned, first, peak, separate, overall, country, lately, capacity, twice, family,
    alone, feared, hospital, inside, remaining, rate, before, part; and within, for a part of the people of
    whom the same happened as `topic` says.
    """
    found = frozenset(_found(spot, topic))
    another = _OTHER_EVENT.search(spot.before) and (not opening or _LONG_AGO.search(spot.before))
    return found | {"separate"} if another else found


@functools.lru_cache(maxsize=256)
def _worth_looking(sentence: str) -> list[tuple[str, _Scope]]:
    """Return the scopes whose words stand in a sentence, for all of its numbers."""
    return [(name, it) for name, it in _SCOPES.items() if it.ends or it.words.search(sentence)]


def _found(spot: Spot, topic: str) -> Iterator[str]:
    text, sentence = spot.text, spot.sentence
    whole = text[sentence.start : sentence.end].lower()
    before, behind = _COMPARED.sub("", spot.before), text[spot.end : min(spot.stops, spot.following)].lower()
    for name, (told, reach) in _worth_looking(whole):
        if reach is None:
            yield name
            continue
        near = before if spot.stands_for else before[-reach[0] :]
        if told.search(near) or (reach[1] and told.search(behind[: reach[1]])):
            yield name
    if text[spot.start : spot.end].lower() == "twice":
        yield "twice"
    if _OF_BEFORE.match(behind):
        yield "before"
    if _MORE.match(behind) or _BRINGING.search(text, spot.end, spot.following):
        yield "further"
    earlier = text[sentence.start : spot.start]
    listed = _OF_THEM.match(earlier) and _IS.match(text, spot.end)
    taken = spot.out_of and not spot.is_whole and ";" not in earlier
    if taken or listed or _PART_BEHIND.match(text, spot.end) or _is_among(spot, earlier):
        yield "part"
    if inside(spot):
        yield "inside"
    same = _OF_SAME.match(text, spot.end)
    if same and topic and (HAPPENS.get(same[1].lower()) == topic or same[1].lower() == "victims"):
        yield "within"


def _is_among(spot: Spot, earlier: str) -> bool:
    """Whether a number is right behind "of them", "including", but not of another one: "40 of them"."""
    found = _PART_BEFORE.search(earlier)
    if found is None:
        return False
    alone = spot.preceding == spot.sentence.start
    return alone or spot.sentence.start + found.start() > spot.preceding + 1
