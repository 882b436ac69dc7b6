"""What a statement is about, to be compared: what happens to how many of what, whose, where."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractor.compare import places
from extractor.compare.concepts import DISASTERS, HAPPENS
from extractor.compare.interval import is_share
from extractor.compare.names import names, stem
from extractor.compare.scope import scope
from extractor.compare.spot import spot
from extractor.compare.topic import counted, noun, topic
from extractor.phrases import Kind, tokens
from extractor.response import dimension_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from extractor.compare.names import Name
    from extractor.compare.spot import Spot
    from extractor.numbers import Mention
    from extractor.row import Row
    from extractor.sentences import Sentence

_HEAD = 6  # sentences whose names tell which event an article is about
_LEAD = 3  # sentences whose nouns are those of the event
_PLACED = 2  # sentences, a headline counted, whose places are those of the event
_READ = 40  # sentences in which a name may be told as a place
_SEEN = 20  # sentences among which those are
_LINE = 30  # characters of a line that is no sentence: a dateline, a name, a number
_LARGE = 100  # from which on a number that returns tells an event
_HOW_MANY = re.compile(r"\bhow many\b", re.IGNORECASE)
_SHORT = 4  # letters of a word that tells nothing of an event
_ITS = re.compile(r"\b(?:its|our)\b")


@dataclass(frozen=True, slots=True)
class About:
    """What a number counts or measures.

    `topic` says what happens to it ("killed", "sent", ""), `counted` the noun as a class of synonyms, "" for
    people of no kind. `whose` are countries, `closely` whether the number's own phrase names them. `local`
    are places of the number other than `where`, which are those of the whole event, `spelled` word by word.
    `around` are the names of sentence, headline and first sentences, `named` those of them that are no
    countries, `words` the nouns of the first sentences, `disasters` the rare events among them, `numbers` the
    large counts of the article. `scope` says what limits or widens it (`scope.scope`).
    """

    dimension: str
    type: str
    topic: str
    counted: str
    whose: frozenset[str]
    closely: bool
    local: frozenset[str]
    where: frozenset[str]
    spelled: tuple[frozenset[str], ...]
    around: frozenset[str]
    named: frozenset[str]
    words: frozenset[str]
    disasters: frozenset[str]
    numbers: frozenset[Decimal]
    scope: frozenset[str]

    @property
    def countries(self) -> frozenset[str]:
        """Those of the names that are countries."""
        return self.around - self.named


def full(cut: Sequence[Sentence]) -> list[Sentence]:
    """Leave out lines that are too short to be sentences."""
    return [it for it in cut if it.end - it.start > _LINE]


class Reader:
    """Reads what the statements of one article are about."""

    def __init__(
        self, text: str, title: str | None, cut: Sequence[Sentence], mentions: Iterable[Mention]
    ) -> None:
        self._text = text
        counts = (it.low for it in mentions if it.unit == "" and it.low is not None)
        self._numbers = frozenset(it for it in counts if it >= _LARGE)
        self._cut = cut
        self._known = places.known(text, cut[:_READ])
        cut = full(cut[:_SEEN])[:_HEAD]
        self._opening = cut[_LEAD - 1].end if len(cut) >= _LEAD else len(text)
        head = [names(title, 0, len(title))] if title else []
        head += [names(text, it.start, it.end) for it in cut]
        found = [it for line in head for it in line]
        self._around = _each_word(found)
        self._countries = frozenset(it.key for it in found if it.country)
        self._country = next((it.key for line in head[:_LEAD] for it in line if it.country), None)
        self._places = places.of_event(text, title, cut[:_PLACED])
        self._bare = places.bare(self._places)
        self._spelled = tuple(frozenset(it.split()) for it in sorted(self._places))
        lead = [token for it in cut[:_LEAD] for token in tokens(text, it.start, it.end)]
        self._disasters = frozenset(DISASTERS[it] for token in lead if (it := stem(token.word)) in DISASTERS)
        self._words = frozenset(
            stem(token.word) for token in lead if token.kind is Kind.NOMINAL and len(token.word) > _SHORT
        )

    def about(
        self, claim: Row, sentence: Sentence, number: tuple[int, int], speakers: Iterable[str]
    ) -> About:
        """Return what the claim on the number at `text[number]` is about; `speakers` are not a part of it."""
        here = spot(self._text, sentence, number, speakers)
        dimension = "share" if is_share(claim) else dimension_of(claim.get("unit") or "")
        kind, subject = str(claim.get("type") or ""), noun(claim.get("subject") or "", here)
        happens = topic(kind, dimension, subject, here) or self._asked(sentence)
        what = counted(kind, happens, subject, here)
        whose, closely = self._whose(here)
        limits = scope(here, "" if what else happens, opening=sentence.start < self._opening)
        of_all = "country" in limits  # then a place in the same sentence is that of something else
        local = _given(claim) or (frozenset() if of_all else places.of_number(here, self._known))
        around = self._around | _each_word(here.own)
        return About(
            dimension=dimension,
            type=kind,
            topic=happens,
            counted=what,
            whose=whose,
            closely=closely,
            local=frozenset(it for it in local if not places.bare(frozenset((it,))) & self._bare),
            where=self._places,
            spelled=self._spelled,
            around=around,
            named=around - self._countries - {it.key for it in here.own if it.country},
            words=self._words,
            disasters=self._disasters,
            numbers=self._numbers,
            scope=limits,
        )

    def _asked(self, sentence: Sentence) -> str:
        """Return what happens to those of whom the sentence before asks how many they are."""
        before = next((it for it in reversed(self._cut) if it.end <= sentence.start), None)
        if before is None or not (asks := _HOW_MANY.search(self._text, before.start, before.end)):
            return ""
        said = (HAPPENS.get(token.word) for token in tokens(self._text, asks.end(), before.end))
        return next((it for it in said if it), "")

    def _whose(self, spot: Spot) -> tuple[frozenset[str], bool]:
        """Return the countries of the number's phrase, else of its clause, its sentence, the headline."""
        countries = [it for it in spot.own if it.country and not places.is_place(self._text, it)]
        if inside := {it.key for it in countries if spot.start <= it.start < spot.phrase_end}:
            return frozenset(inside), True
        within = [it for it in countries if spot.begins <= it.start < spot.stops]
        owner = [it for it in spot.names if it.country and _ITS.search(self._text, it.end, spot.start)]
        for found in (within, owner, countries):
            if found:
                return frozenset({found[0].key}), False
        return frozenset({self._country} if self._country else ()), False


def _given(claim: Row) -> frozenset[str]:
    """Return the places that a claim itself gives."""
    said = claim.get("where") or ""
    return frozenset(it.key for it in names(f"in {said}", 0, len(said) + 3))


def _each_word(found: Iterable[Name]) -> frozenset[str]:
    """Return names word by word, but countries whole: one article writes Yu, another Yu Yong-weon."""
    return frozenset(word for it in found for word in ([it.key] if it.country else it.key.split()))
