"""Statements: the claims of an article about its numbers, each where it stands and with who says it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from extractor import calendar
from extractor.check import SOUND
from extractor.compare.about import About, Reader, full
from extractor.compare.context import in_context
from extractor.compare.earlier import time_of_earlier
from extractor.compare.interval import Interval, interval
from extractor.compare.origin import abbreviates
from extractor.compare.quantity import Source, Statement, Unplaced
from extractor.compare.relation import Day, day_of
from extractor.compare.speaker import Speakers
from extractor.figure import ends
from extractor.numbers import scan
from extractor.reporting import voices
from extractor.row import keys
from extractor.sentences import at, sentences
from extractor.when import Span, Times

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from extractor.article import Article
    from extractor.numbers import Mention
    from extractor.row import Row
    from extractor.sentences import Sentence
    from extractor.when import TimeMention

_LONG = 40
"""Days that are no time of an event any more."""

_LEAD = 2  # sentences that tell what an article is about

_SINCE = re.compile(r"since (?:(\w+) )?\d{4}", re.IGNORECASE)
_HANGS_ON = re.compile(r",?\s(?:when|which|that|in which)\b[^,;:.]*$", re.IGNORECASE)

_UNFIT = {"mismatch": "the text says something else", "unsupported": "the text does not say so"}


@dataclass(frozen=True, slots=True)
class Placed:
    """A statement, what it is about, and where in its article its number stands.

    `stated` is its number as it is stated, `day` the one that it is of, and `sums_up` tells whether it is of
    months rather than of an event.
    """

    statement: Statement
    about: About
    at: tuple[int, int]
    stated: Interval
    day: Day | None
    sums_up: bool


@dataclass(slots=True)
class Reading:
    """What the claims of one article come to."""

    placed: list[Placed] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)


def read(article: Article, row: Row, verdicts: Collection[str] = SOUND) -> Reading:
    """Return the statements that an article's row of claims makes, and the claims that are none, and why."""
    return _Article(article).read(row, verdicts)


class _Article:
    """One article, its sentences and its times, for all claims on it."""

    def __init__(self, article: Article) -> None:
        published = calendar.day_of(article.date)
        self.text = article.text
        self._mentions = scan(article.text)
        self._cut = sentences(article.text)
        self._times = Times(article.text, published, mentions=self._mentions)
        self._reader = Reader(article.text, article.title, self._cut, self._mentions)
        outlet = outlet_of(article.source)
        self._speakers = Speakers(article.text, self._cut, self._mentions)
        about = article.title, outlet, article.path, published
        self._source = Source(article.id, *about, _lead(article.text, self._cut))

    def read(self, row: Row, verdicts: Collection[str]) -> Reading:
        """Place each claim of a row, or say why it cannot be."""
        reading = Reading()
        claims = row["claims"]
        for key, claim in zip(keys(row["article"]["id"], row["task"], claims), claims, strict=True):
            if why := _unfit(claim, verdicts):
                reading.unplaced.append(Unplaced(key, self._source, claim, why, self._sentence(claim)))
            else:
                reading.placed.append(self._placed(key, claim))
        reading.placed = in_context(reading.placed, self.text)
        return reading

    def _sentence(self, claim: Row) -> str:
        """Return what the evidence of a claim stands in; "" where it has none."""
        if claim.get("start") is None:
            return ""
        sentence = self._cut[at(self._cut, claim["start"])]
        return self.text[sentence.start : sentence.end]

    def _placed(self, key: str, claim: Row) -> Placed:
        sentence = self._cut[at(self._cut, claim["start"])]
        start, end = self._number(claim)
        spoken = [self.text[it.start : it.end] for it in voices(self.text, sentence)]
        given = [it for it in (claim.get("via"), claim.get("attributed_to")) if it]
        about = self._reader.about(claim, sentence, (start, end), (*spoken, *given))
        time = self._times.of(start, end, claim.get("when")) or self._time_before(sentence, start)
        if "before" in about.scope:
            time = time_of_earlier(
                self.text,
                sentence,
                (start, end),
                self._mentions,
                self._times.found,
                self._source.published,
            )
        said = self._speakers.of(claim, sentence, (start, end))
        statement = Statement(
            key,
            self._source,
            claim,
            self.text[sentence.start : sentence.end],
            (start - sentence.start, end - sentence.start),
            time,
            _chain(self._source.outlet, *said.via, said.speaker),
            said.speaker or "",
        )
        return Placed(
            statement, about, (start, end), interval(claim), day_of(statement), sums_up(statement.time)
        )

    def _time_before(self, sentence: Sentence, start: int) -> Span | None:
        """Return the time that the clause of a number hangs on: "since 1997, when 14 died"."""
        for it in reversed(self._times.found):
            inside = sentence.start <= it.start and it.end <= start
            if inside and _HANGS_ON.match(self.text, it.end, start):
                return _beginning(it)
        return None

    def _number(self, claim: Row) -> tuple[int, int]:
        """Return where in its evidence the number of a claim stands; all of it if that cannot be told."""
        inside = [it for it in self._mentions if it.start < claim["end"] and claim["start"] < it.end]
        same = [it for it in inside if _same(it, claim)] or inside
        return (same[0].start, same[0].end) if same else (claim["start"], claim["end"])


def _beginning(time: TimeMention) -> Span:
    """Return the time that one begins with: the year 1997 of "since 1997"."""
    if not time.text.lower().startswith("since ") or time.first is None:
        return Span(time.text, time.first, time.last, time.rule)
    of = _SINCE.fullmatch(time.text)
    whole = "day" if of is None else "year" if of[1] is None else "month"
    if of and of[1] and of[1].lower() not in calendar.MONTHS:
        whole = "day"
    last = calendar.around(time.first, whole)[1]
    return Span(time.text, time.first, last, time.rule)


def sums_up(time: Span | None) -> bool:
    """Whether a time is one of months, "this year", "since June", or all that was before."""
    if time is None or time.last is None:
        return False
    return time.rule.startswith("before ") if time.first is None else (time.last - time.first).days > _LONG


def _lead(text: str, cut: Sequence[Sentence]) -> str:
    """Return the first sentences of an article; a line that is too short to be one is left out."""
    lead = full(cut)[:_LEAD]
    return text[lead[0].start : lead[-1].end] if lead else ""


def outlet_of(source: str | None) -> str | None:
    """Return the outlet that an article's source names: the host of an address, else what it says."""
    if source is None or "://" not in source:
        return source
    return urlsplit(source).hostname or source


def _unfit(claim: Row, verdicts: Collection[str]) -> str | None:
    """Say why a claim is compared with none."""
    if claim.get("start") is None or claim.get("end") is None:
        return "no evidence in the text"
    if claim["verdict"] not in verdicts:
        rules = dict.fromkeys(it["rule"] for it in claim.get("findings", ()) if not it["note"])
        why = _UNFIT.get(claim["verdict"], claim["verdict"])
        return f"{why} ({', '.join(rules)})" if rules else why
    low, high = ends(claim)
    if low is None and high is None:
        return "it states no number"
    if isinstance(low, str) or isinstance(high, str):
        return "its number cannot be read"
    return None


def _same(mention: Mention, claim: Row) -> bool:
    return (mention.low, mention.high) == ends(claim) and mention.unit == (claim.get("unit") or "")


def _chain(*names: str | None) -> tuple[str, ...]:
    """Lead from the outlet back to the speaker, each once, under its full name."""
    links = dict.fromkeys(it for it in names if it)
    return tuple(it for it in links if not any(abbreviates(it, other) for other in links))
