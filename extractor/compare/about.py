"""What a statement is about, in a form that can be compared: what happens to how many of what, whose, where."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractor.compare.concepts import FIXED, GENERIC, HAPPENS, KIN, LOOSELY, OF_MONEY, OF_PEOPLE, OF_TYPE, SPECIFIC
from extractor.compare.names import names, stem
from extractor.nouns import noun_class
from extractor.phrases import Kind, tokens, words
from extractor.response import dimension_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from extractor.compare.names import Name
    from extractor.phrases import Token
    from extractor.row import Row
    from extractor.sentences import Sentence

_HEAD = 6  # sentences whose names tell which event an article is about
_PLACED = 3  # sentences whose places and words are those of the event
_OPENING = 40  # characters of a sentence in which a place is that of all of it: "In Ulm, ..."
_SHORT = 4  # letters of a word that tells nothing of an event
_NEAR = 14  # words between a number and what happens to what it counts
_LOOSE = 8  # so many words farther counts a word that may be told in passing
_CLAUSE = re.compile(
    r"[;:()“”\"]|\s[–—-]{1,2}\s|,?\s\b(?:while|whereas|although|though|but|when|if|where)\b"
    r"|,\s(?:and|with|which|who|another|bringing|raising|taking)\b|\band\sthat\b"
    r"|,\s(?=[\w,.]+\sof\s(?:whom|them|which)\b)"
    r"|,\s(?=\d|(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty)\b)",
    re.IGNORECASE,
)
_IN = re.compile(
    r"\b(?:in|at|near|to|into|on|from|across|around|outside|inside|within|toward|towards|along|off"
    r"|(?:provinces?|regions?|parts?|east|west|north|south|borders?|coast|village|town|city|port|station) of)"
    r"(?:\s(?:the|its|western|eastern|northern|southern|neighbouring))*\s$",
    re.IGNORECASE,
)
_PLACE_NOUN = re.compile(
    r"\s(?:region|province|district|city|town|village|station|airport|port|hospital|border|front|area|valley|strike)\b"
)
_EVENT = (
    r"(?:earthquake|quake|storm|hurricane|cyclone|tornado|flood|floods|flooding|fire|wildfire|blaze|landslide"
    r"|strike|attack|raid|bombing|explosion|blast|crash|collapse|disaster|shooting|war|fighting|battle)"
)
_OF_EVENT = re.compile(rf"\b{_EVENT}\s(?:in|at|near|on|off|around)(?:\s(?:the|a|\w+ern))*\s$", re.IGNORECASE)
_NAMES_EVENT = re.compile(rf"(?:['’]s)?\s{_EVENT}\b", re.IGNORECASE)
_VEHICLES = words("bus car train tram boat ship ferry truck lorry van plane helicopter cellar basement tunnel")
_LIST = re.compile(r",? (?:and |or )?")
_PART_BEHIND = re.compile(
    r"\W{0,2}(?:(?!number|total|toll|count|and|or|that)[\w-]+\s){0,3}?(?:of|out of) (?:them|whom|which|these|those|the|its|all|their)\b", re.IGNORECASE
)
_PART_BEFORE = re.compile(
    r"\b(?:among (?:them|those|the)|including|of (?:them|whom|which)"
    r"|(?:^|[,;]\s)of (?:these|those|the|its|all|[\d,]+)\b[^.;]{0,40},)"
    r"(?:\s[a-z]+){0,3}\s?$",
    re.IGNORECASE,
)
_OF_SAME = re.compile(
    r"\W{0,2}(?:[\w-]+\s)?of (?:the|its|all|these|those|their)(?: [\d,]+)?\s(\w+)", re.IGNORECASE
)
_INSIDE = re.compile(
    r"\b(?:in|on|at|aboard|inside|under)\s(?:a|an|one)\s((?:[a-z-]+\s){0,2}?[a-z]+)(?=[\s,.;])"
)
_NUMBER_OF = re.compile(r"\b(?:number|toll|count) of (?:the |those )?(?:people )?(\w+)", re.IGNORECASE)
_ANAPHOR = re.compile(r"\bthe (?:figure|number|total|count)\b", re.IGNORECASE)
_ITS = re.compile(r"\b(?:its|our)\b")
_WHOLE = (1000, 1000)
_SCOPES = {
    "further": (
        re.compile(
            r"\b(?:additional|another|further|extra|fresh|more|new|reinforce\w*|supplement\w*"
            r"|(?:second|third|fourth|next) (?:wave|contingent|dispatch|deployment|batch|group|tranche))\b"
        ),
        (45, 0),
    ),
    "planned": (
        re.compile(
            r"\b(?:expected|planned|plans?|will|would|going to|intends?|agreed to|promised?|pledged?|due to"
            r"|set to|scheduled|ordered|soon|coming|prepar\w+|projected|anticipated|await\w*)\b"
        ),
        (80, 60),
    ),
    "first": (
        re.compile(r"\b(?:first|initial) (?:wave|contingent|dispatch|deployment|batch|group|part)\b"),
        (80, 40),
    ),
    "separate": (re.compile(r"\b(?:separate|separately|unrelated|elsewhere)\b"), _WHOLE),
    "overall": (
        re.compile(r"\b(?:(?:in|across|over) all (?:of (?:them|these|those)|the|these|those)|together with)\b"),
        _WHOLE,
    ),
    "country": (
        re.compile(
            r"\b(?:nationwide|countrywide|(?:whole|entire) (?:country|nation|province|region|state|area|valley)"
            r"|(?:in|across) the (?:country|nation))\b"
        ),
        (80, 80),
    ),
    "remaining": (re.compile(r"\b(?:remaining|rest)\b"), (24, 0)),
    "rate": (
        re.compile(
            r"\b(?:per|daily|hourly|monthly|annual|annually|each (?:day|week|month|year)|(?:a|every) "
            r"(?:day|week|month|year|night|hour)|on average|average)\b"
        ),
        (24, 40),
    ),
    "before": (
        re.compile(
            r"(?:\bfrom\s$|\bhad (?:\w+ly |earlier )?(?:said|spoken|put|reported|counted|given|announced|stated)\b"
            r"|\b(?:previously|earlier|initially|at first|until then)\b)"
        ),
        (80, 0),
    ),
}
_MORE_BEHIND = re.compile(r"\s?(?:[\w-]+\s){0,3}?more\b(?! than)")
_COMPARED = re.compile(r"\b(?:more|less|fewer) than\b")
_BRINGING = re.compile(r",\s(?:bringing|raising|taking|lifting)\b[^.;]{0,60}\bto\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class About:
    """What a number counts or measures.

    `topic` says what happens to it ("killed", "sent", ""), `counted` the noun as a class of synonyms, "" for
    people of no kind. `whose` are countries, `closely` whether the number's own phrase names them. `local`
    are places that the clause or the claim names, other than `where`, which are those of the whole event.
    `around` are the names of sentence, headline and first sentences, `countries` those that are countries,
    `words` the nouns of the first ones. `scope` are further, planned, first,
    overall, separate, country, inside, remaining, rate, before, part, and within: a part of what counts the same.
    """

    dimension: str
    type: str
    topic: str
    counted: str
    whose: frozenset[str]
    closely: bool
    local: frozenset[str]
    where: frozenset[str]
    around: frozenset[str]
    countries: frozenset[str]
    words: frozenset[str]
    scope: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Spot:
    """A number's sentence, its clause, its words and the names that are not those of speakers.

    `stands_for`: the clause says "the figure" for what the clause before counts.
    """

    sentence: Sentence
    start: int
    end: int
    begins: int
    stops: int
    line: Sequence[Token]
    own: Sequence[Name]
    stands_for: bool


class Reader:
    """Reads what the statements of one article are about."""

    def __init__(self, text: str, title: str | None, cut: Sequence[Sentence]) -> None:
        self._text = text
        head = [names(title, 0, len(title))] if title else []
        head += [names(text, it.start, it.end) for it in cut[:_HEAD]]
        self._around = _each_word(it for found in head for it in found)
        self._countries = frozenset(it.key for found in head for it in found if it.country)
        self._country = next((it.key for found in head[:_PLACED] for it in found if it.country), None)
        self._places = self._main(title, cut)
        lead = (token for it in cut[:_PLACED] for token in tokens(text, it.start, it.end))
        self._words = frozenset(
            stem(token.word) for token in lead if token.kind is Kind.NOMINAL and len(token.word) > _SHORT
        )

    def about(self, claim: Row, sentence: Sentence, number: tuple[int, int], speakers: Iterable[str]) -> About:
        """Return what the claim on the number at `text[number]` is about."""
        text, (start, end) = self._text, number
        every = names(text, sentence.start, sentence.end)
        told = _told(text, sentence, speakers)
        own = [it for it in every if not any(a <= it.start < b for a, b in told)]
        begins, stops = _clause(text, sentence, start, end)
        if stands_for := _ANAPHOR.search(text, begins, start):
            begins = sentence.start
        line = tokens(text, sentence.start, sentence.end, number)
        spot = _Spot(sentence, start, end, begins, stops, line, own, stands_for is not None)
        unit = claim.get("unit") or ""
        dimension = _dimension(claim, unit)
        subject = _head(claim.get("subject") or "")
        if named := _NUMBER_OF.search(text, begins, stops):
            subject = _head(named[1])
        topic = _topic(str(claim.get("type") or ""), dimension, subject, spot)
        counted = _counted(topic, subject, spot)
        whose, closely = self._whose(spot, every)
        around = self._around | _each_word(own)
        return About(
            dimension,
            str(claim.get("type") or ""),
            topic,
            counted,
            whose,
            closely,
            self._local(claim, spot),
            self._places,
            around,
            self._countries | {it.key for it in own if it.country},
            self._words,
            self._scope(spot, topic if counted == "" else ""),
        )

    def _whose(self, spot: _Spot, every: Sequence[Name]) -> tuple[frozenset[str], bool]:
        """Return the countries of the number's phrase, else of its clause, its sentence, the headline."""
        countries = [it for it in spot.own if it.country and not _is_place(self._text, it)]
        last = _phrase_end(spot)
        if inside := {it.key for it in countries if spot.start <= it.start < last}:
            return frozenset(inside), True
        within = [it for it in countries if spot.begins <= it.start < spot.stops]
        own = [it for it in every if it.country and _ITS.search(self._text, it.end, spot.start)]
        for found in (within, own, countries):
            if found:
                return frozenset({found[0].key}), False
        return frozenset({self._country} if self._country else ()), False

    def _main(self, title: str | None, cut: Sequence[Sentence]) -> frozenset[str]:
        """Return the places of the headline, else those of the first sentences, and that of the event."""
        text = self._text
        titled = [it.key for it in names(title, 0, len(title)) if _is_place(title, it)] if title else []
        first = [it for sentence in cut[:_PLACED] for it in names(text, sentence.start, sentence.end)]
        places = [it.key for it in first if _is_place(text, it)]
        event = {it.key for it in first if _is_of_event(text, it)}
        return frozenset(titled or places) | event

    def _local(self, claim: Row, spot: _Spot) -> frozenset[str]:
        """Return the places a claim gives, or those nearest to its number, that are not those of the event."""
        text = self._text
        said = claim.get("where")
        if said and (given := names(f"in {said}", 0, len(said) + 3)):
            return frozenset(it.key for it in given) - self._places
        places: list[Name] = []
        for it in spot.own:
            listed = places and _LIST.fullmatch(text, places[-1].end, it.start)
            if (_is_place(text, it) and not _is_of_event(text, it)) or listed:
                places.append(it)
        return frozenset(it.key for it in _nearest_places(places, spot)) - self._places

    def _scope(self, spot: _Spot, topic: str) -> frozenset[str]:
        """Return what limits or widens a number, and whether it is a part of another."""
        text = self._text
        before = _COMPARED.sub("", text[spot.begins : spot.start].lower())
        behind = text[spot.end : spot.stops].lower()
        found = set()
        for name, (pattern, (back, on)) in _SCOPES.items():
            if (back, on) == _WHOLE:
                if pattern.search(text.lower(), spot.sentence.start, spot.sentence.end):
                    found.add(name)
            elif pattern.search(before if spot.stands_for else before[-back:]) or (on and pattern.search(behind[:on])):
                found.add(name)
        if _MORE_BEHIND.match(behind) or _BRINGING.search(text, spot.end, spot.sentence.end):
            found.add("further")
        if _PART_BEHIND.match(text, spot.end) or _PART_BEFORE.search(text[spot.sentence.start : spot.start]):
            found.add("part")
        if any(_is_building(it[1]) for it in _INSIDE.finditer(text, spot.end, spot.stops)):
            found.add("inside")
        same = _OF_SAME.match(text, spot.end)
        if same and topic and (HAPPENS.get(same[1].lower()) == topic or same[1].lower() == "victims"):
            found.add("within")
        return frozenset(found)


def _clause(text: str, sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """Return where the clause of `text[start:end]` begins and ends."""
    breaks = list(_CLAUSE.finditer(text, sentence.start, sentence.end))
    begins = max((it.start() for it in breaks if it.end() <= start), default=sentence.start)
    return begins, min((it.start() for it in breaks if it.start() >= end), default=sentence.end)


def _told(text: str, sentence: Sentence, speakers: Iterable[str]) -> list[tuple[int, int]]:
    """Return where those who speak are named in a sentence."""
    found = ((text.find(it, sentence.start, sentence.end), len(it)) for it in speakers)
    return [(at, at + size) for at, size in found if at >= 0]


def _is_place(text: str, name: Name) -> bool:
    if _IN.search(text, max(0, name.start - 40), name.start):
        return True
    return not name.country and _PLACE_NOUN.match(text, name.end) is not None


def _nearest_places(places: Sequence[Name], spot: _Spot) -> list[Name]:
    """Return the places behind a number and before the next one, else those before it and behind the last one.

    Else it is that of a sentence with one number, or the one that opens the sentence."""
    numbers = [token.start for token in spot.line if token.kind is Kind.NUMBER]
    following = min((it for it in numbers if it >= spot.end), default=spot.sentence.end)
    last = max((it for it in numbers if it < spot.start), default=spot.sentence.start)
    alone = last == spot.sentence.start and following == spot.sentence.end
    stretches = [(spot.end, min(following, spot.stops)), (max(last, spot.begins), spot.start)]
    stretches += [(spot.sentence.start, spot.sentence.end)] * alone
    first = min(numbers, default=spot.start)
    stretches += [(spot.sentence.start, min(first, spot.sentence.start + _OPENING))]
    found = ([it for it in places if begin <= it.start < stop] for begin, stop in stretches)
    return next(filter(None, found), [])


def _each_word(found: Iterable[Name]) -> frozenset[str]:
    """Return names word by word, but countries whole: one article writes Yu, another Yu Yong-weon."""
    return frozenset(word for it in found for word in ([it.key] if it.country else it.key.split()))


def _is_of_event(text: str, name: Name) -> bool:
    """Whether a place is where the event was, "the quake at Ulm", which says nothing of where one counted."""
    before = _OF_EVENT.search(text, max(0, name.start - 40), name.start)
    return before is not None or _NAMES_EVENT.match(text, name.end) is not None


def _is_building(noun: str) -> bool:
    """Whether "in a ..." tells of one place of several: a care home, a bus, but not a statement."""
    return noun_class(noun) == "places" or noun.split()[-1] in _VEHICLES


def _dimension(claim: Row, unit: str) -> str:
    """Return what the number measures; a fraction without a unit, "half", is a share."""
    found = dimension_of(unit)
    low = claim.get("value") if claim.get("value") is not None else claim.get("low")
    part = found == "count" and isinstance(low, float | str) and 0 < float(low) < 1
    return "share" if part else found


def _head(subject: str) -> list[str]:
    """Return the words of a noun phrase without what hangs on it, its head last."""
    head = re.split(r"\s(?:of|from|in|who|that|at|on|to|near|for|with)\s", subject.lower())[0]
    return re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", head)


def _phrase_end(spot: _Spot) -> int:
    """Return where the noun phrase that begins with a number ends: with its first plural noun."""
    behind = [token for token in spot.line if token.start >= spot.end][:8]
    for token in behind:
        if token.plural and token.kind is Kind.NOMINAL:
            return token.end
    return behind[0].end if behind else spot.end


def _topic(kind: str, dimension: str, subject: Sequence[str], spot: _Spot) -> str:
    """Return what happens to what is counted: as the type says, the noun itself, or the nearest word of it."""
    of_type = HAPPENS.get(kind, "")
    if of_type in FIXED:
        return _worst(of_type, spot)
    if dimension == "money":
        return _nearest(spot, OF_MONEY) or OF_MONEY.get(kind, "")
    allowed = KIN.get(of_type)
    for word in subject:
        if (found := HAPPENS.get(word)) and found in (allowed or OF_PEOPLE):
            return found
    found = _nearest(spot, {word: it for word, it in HAPPENS.items() if it in allowed} if allowed else HAPPENS)
    return found or of_type or OF_TYPE.get(kind, "")


def _worst(topic: str, spot: _Spot) -> str:
    """Return "critical" for those of the wounded who are."""
    behind = (token.word for token in spot.line if spot.end <= token.start < spot.stops)
    return "critical" if topic == "wounded" and any(HAPPENS.get(it) == "critical" for it in behind) else topic


def _nearest(spot: _Spot, table: Mapping[str, str]) -> str:
    """Return what the word of a table nearest to a number in its clause says; rather behind it than before."""
    before = [token for token in spot.line if spot.begins <= token.start and token.end <= spot.start]
    behind = [token for token in spot.line if spot.end <= token.start and token.end <= spot.stops]
    ranked = [
        (away + _LOOSE * (token.word in LOOSELY) + (not after), found)
        for after, side in ((True, behind), (False, before[::-1]))
        for away, token in enumerate(side[:_NEAR])
        if (found := table.get(token.word))
    ]
    return min(ranked)[1] if ranked else ""


def _counted(topic: str, subject: Sequence[str], spot: _Spot) -> str:
    """Return the noun that is counted as the name of its class of synonyms; "" for people of no kind."""
    if found := _made_of(subject, spot):
        return found
    head = subject[-1] if subject else ""
    for word in reversed(subject):
        if (found := SPECIFIC.get(stem(word))) and (topic not in OF_PEOPLE or noun_class(word) == "people"):
            return found
    if not head or stem(head) in GENERIC:
        return ""
    return "" if topic in OF_PEOPLE and noun_class(head) != "people" else stem(head)


def _made_of(subject: Sequence[str], spot: _Spot) -> str:
    """Return what those are who are counted, where a verb says it: "three of the dead were children"."""
    if subject and SPECIFIC.get(stem(subject[-1])):
        return ""
    behind = [token for token in spot.line if spot.end <= token.start < spot.stops][:8]
    for token in behind:
        if token.kind is Kind.NUMBER or token.text in ",;.":
            return ""
        found = SPECIFIC.get(stem(token.word), "")
        if found and not token.proper and noun_class(token.word) == "people":
            return found
    return ""
