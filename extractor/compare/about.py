"""What a statement is about, in a form that can be compared: what happens to how many of what, whose, where."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractor.compare.concepts import COUNTED, GENERIC, OF_PEOPLE, SPECIFIC, concepts
from extractor.compare.names import names, stem
from extractor.nouns import noun_class
from extractor.phrases import tokens
from extractor.response import dimension_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from extractor.compare.names import Name
    from extractor.phrases import Token
    from extractor.row import Row
    from extractor.sentences import Sentence

_NEAR = 12  # words between a number and what happens to what it counts
_CLAUSE = re.compile(
    r"[;:()“”\"]|\s[–—-]{1,2}\s|,?\s\b(?:while|whereas|although|though|but|when|if|where)\b"
    r"|,\s(?:and|with|which|who)\b"
)
_WITHIN = re.compile(
    r"\b(?:in|at|near|to|into|on|from|across|around|of|outside|inside|within|toward|towards|along|off)"
    r"(?:\s(?:the|its|western|eastern|northern|southern|neighbouring))*\s$",
    re.IGNORECASE,
)
_OF_ALL = re.compile(r"\s?\b(?:out )?of (?:the|all|its|his|their|these|those|some|about|around)?\s*(?:\w+\s)?$")
_PART_BEHIND = re.compile(
    r"^\W{0,2}(?:[\w-]+\s){0,3}?(?:of|out of) (?:them|whom|which|these|those|the|its|all|their)\b", re.IGNORECASE
)
_PART_BEFORE = re.compile(
    r"\b(?:among (?:them|those|the)|including|of (?:them|whom|which)|of (?:these|those|the)[^,.;]{0,40},)"
    r"(?:\s[a-z]+){0,3}\s?$",
    re.IGNORECASE,
)
_SCOPES = {
    "further": re.compile(
        r"\b(?:additional|another|further|more|extra|fresh|new(?!\s?s)|reinforce\w*|supplement\w*"
        r"|(?:second|third|fourth|next) (?:wave|contingent|dispatch|deployment|batch|group|tranche))\b"
    ),
    "planned": re.compile(
        r"\b(?:expected|planned|plans?|will|would|going to|intends?|agreed to|promised?|pledged?|due to|set to"
        r"|scheduled|ordered|soon|coming|prepar\w+|to be|forecast|projected|anticipated|await\w*)\b"
    ),
    "first": re.compile(r"\b(?:first|initial) (?:wave|contingent|dispatch|deployment|batch|group|part)\b"),
    "remaining": re.compile(r"\b(?:remaining|other|rest)\b"),
    "rate": re.compile(
        r"\b(?:per|daily|hourly|monthly|annual|annually|each (?:day|week|month|year)|(?:a|every) "
        r"(?:day|week|month|year|night|hour)|on average|average)\b"
    ),
    "before": re.compile(r"\b(?:up from|down from|compared with|from)\s+$"),
}
_REACH = {"further": (24, 0), "remaining": (24, 0), "before": (20, 0), "rate": (24, 40), "first": (70, 40)}
_MORE_BEHIND = re.compile(r"^\s?(?:[\w-]+\s){0,3}?more\b(?! than)")
_COMPARED = re.compile(r"\b(?:more|less|fewer) than\b")


@dataclass(frozen=True, slots=True)
class About:
    """What a number counts or measures.

    `topic` says what happens to it ("killed", "sent", ""), `counted` the noun as a class of synonyms, "" for
    people of no kind. `whose` are countries, `closely` whether the number's own phrase names them; `where`
    are places of the clause. `around` are the names of sentence, headline and first sentence. `scope` are
    further, planned, first, remaining, rate, before, part. `whole` is where the number stands of which it is
    a part, if it does.
    """

    dimension: str
    unit: str
    type: str
    topic: str
    counted: str
    whose: frozenset[str]
    closely: bool
    where: frozenset[str]
    around: frozenset[str]
    scope: frozenset[str]


class Reader:
    """Reads what the statements of one article are about."""

    def __init__(self, text: str, title: str | None, cut: Sequence[Sentence]) -> None:
        self._text = text
        head = [names(title, 0, len(title))] if title else []
        head += [names(text, it.start, it.end) for it in cut[:2]]
        self._head = [name for found in head for name in found]
        self._title = [name for found in head[:1] for name in found]

    def about(self, claim: Row, sentence: Sentence, number: tuple[int, int], speakers: Iterable[str]) -> About:
        """Return what the claim on the number at `text[number]` is about."""
        text, (start, end) = self._text, number
        begins, stops = clause(text, sentence, start, end)
        line = tokens(text, sentence.start, sentence.end, number)
        own = [it for it in names(text, sentence.start, sentence.end) if not _said(text, it, sentence, speakers)]
        phrase = _phrase(line, claim.get("subject"), number)
        whose, closely = self._whose(own, phrase, begins, stops)
        unit = claim.get("unit") or ""
        kind = str(claim.get("type") or "")
        counted = _counted(claim.get("subject"), text[phrase[0] : phrase[1]])
        return About(
            dimension_of(unit),
            unit,
            kind,
            _topic(kind, counted, line, number, (begins, stops)),
            _population(counted),
            whose,
            closely,
            self._where(claim, own, begins, stops),
            frozenset(it.key for it in (*own, *self._head) if not it.country),
            _scope(text, sentence, number, (begins, stops)),
        )

    def _whose(
        self, own: Sequence[Name], phrase: tuple[int, int], begins: int, stops: int
    ) -> tuple[frozenset[str], bool]:
        """Return the countries of the number's phrase, else of its clause, its sentence, the headline."""
        countries = [it for it in own if it.country and not self._is_place(it)]
        inside = {it.key for it in countries if phrase[0] <= it.start < phrase[1]}
        if inside:
            return frozenset(inside), True
        within = [it for it in countries if begins <= it.start < stops]
        for found in (within, countries, [it for it in self._title if it.country]):
            if found:
                return frozenset({found[0].key}), False
        return frozenset(), False

    def _is_place(self, name: Name) -> bool:
        return _WITHIN.search(self._text, max(0, name.start - 30), name.start) is not None

    def _where(self, claim: Row, own: Sequence[Name], begins: int, stops: int) -> frozenset[str]:
        """Return the places a claim gives, else those of its clause, else those of its sentence."""
        said = claim.get("where")
        if said and (given := names(f"in {said}", 0, len(said) + 3)):
            return frozenset(it.key for it in given)
        places = [it for it in own if not it.country and (self._is_place(it) or self._follows(it, own))]
        within = [it for it in places if begins <= it.start < stops]
        return frozenset(it.key for it in within or places)

    def _follows(self, name: Name, own: Sequence[Name]) -> bool:
        """Say that a name goes on a list of places: "in Kursk and Belgorod", "of Orvend station"."""
        before = [it for it in own if it.end < name.start and not it.country]
        if not before or not self._is_place(before[-1]):
            return False
        return re.fullmatch(r",? (?:and |or )?", self._text[before[-1].end : name.start]) is not None


def clause(text: str, sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """Return where the clause of `text[start:end]` begins and ends."""
    breaks = list(_CLAUSE.finditer(text, sentence.start, sentence.end))
    begins = max((it.end() for it in breaks if it.end() <= start), default=sentence.start)
    return begins, min((it.start() for it in breaks if it.start() >= end), default=sentence.end)


def _said(text: str, name: Name, sentence: Sentence, speakers: Iterable[str]) -> bool:
    """Whether a name belongs to one who speaks."""
    for speaker in speakers:
        at = text.find(speaker, sentence.start, sentence.end)
        if 0 <= at <= name.start and name.end <= at + len(speaker) + 2:
            return True
    return False


def _phrase(line: Sequence[Token], subject: str | None, number: tuple[int, int]) -> tuple[int, int]:
    """Return where what is counted stands: from the number to the head of its subject, or the words behind it."""
    behind = [token for token in line if token.start >= number[1]][:8]
    heads = {stem(word) for word in (subject or "").split()[-1:]}
    for token in behind:
        if stem(token.word) in heads or token.plural:
            return number[0], token.end
    return number[0], behind[0].end if behind else number[1]


def _counted(subject: str | None, phrase: str) -> list[str]:
    """Return the words of what is counted, the head last."""
    said = (subject or phrase).lower()
    head = re.split(r"\s(?:of|from|in|who|that|at|on|to|near|for|and|or)\s", said)[0]
    return re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", head)


def _population(counted: Sequence[str]) -> str:
    """Return the noun that is counted as the name of its class of synonyms; "" for people of no kind."""
    for word in reversed(counted):
        root = stem(word)
        if root in SPECIFIC:
            return SPECIFIC[root]
        if root not in GENERIC:
            return root
    return ""


def _topic(
    kind: str, counted: Sequence[str], line: Sequence[Token], number: tuple[int, int], within: tuple[int, int]
) -> str:
    """Return what happens to what is counted: as the type says, the noun itself, or the nearest word of it."""
    if found := concepts(kind):
        if found != "sent":
            return found
    for word in counted:
        if found := COUNTED.get(stem(word), ""):
            return found
    if noun_class(" ".join(counted)) == "things":
        return ""
    return _nearest(line, number, within)


def _nearest(line: Sequence[Token], number: tuple[int, int], within: tuple[int, int]) -> str:
    before = [token for token in line if within[0] <= token.start and token.end <= number[0]]
    behind = [token for token in line if number[1] <= token.start and token.end <= within[1]]
    ranked = [
        (away + (0 if after else 1), found)
        for after, side in ((True, behind), (False, before[::-1]))
        for away, token in enumerate(side)
        if away < _NEAR and (found := concepts(token.word))
    ]
    return min(ranked)[1] if ranked else ""


def _scope(
    text: str, sentence: Sentence, number: tuple[int, int], within: tuple[int, int]
) -> frozenset[str]:
    """Return what limits or widens a number, and whether it is a part of another."""
    start, end = number
    found = set()
    for name, pattern in _SCOPES.items():
        before, after = _REACH.get(name, (60, 60))
        near = text[max(within[0], start - before) : start], text[end : min(within[1], end + after)]
        if pattern.search(_COMPARED.sub("", near[0]).lower()) or (after and pattern.search(near[1].lower())):
            found.add(name)
    if _MORE_BEHIND.match(text[end : within[1]]):
        found.add("further")
    if _PART_BEHIND.match(text[end : sentence.end]) or _PART_BEFORE.search(text[sentence.start : start]):
        found.add("part")
    return frozenset(found)
