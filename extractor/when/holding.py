"""The time at which a claim holds: the words it gives, or what its clause says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractor.phrases import Kind, tokens
from extractor.reporting import REPORTING, WITH_CONTENT
from extractor.sentences import at, sentences
from extractor.when.reader import Span, times

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from extractor.numbers import Mention
    from extractor.phrases import Token
    from extractor.sentences import Sentence
    from extractor.when.reader import TimeMention

_SAYING = REPORTING - WITH_CONTENT
_PASSIVE = frozenset("was were been being is are be".split())
# where another clause begins, so that its time is not that of the words on the other side
_OPENS = re.compile(
    r"\b(?:which|who|whom|whose|where|while|whereas|although|though|but|because|when|that|if)\b"
)
_CLAUSE = re.compile(rf"[;:()“”\"]|\s[–—-]{{1,2}}\s|{_OPENS.pattern}")
_FAR = 300  # characters beyond which no time is looked for
_AND = re.compile(r"\b(?:and|or)\b")


def anchored(words: str, published: date | None, *, text: str = "", near: int = 0) -> Span:
    """Return the days of words that tell a time, counted from the day of the article.

    If they stand in `text`, at best next to the offset `near`, the tense of their sentence is looked at.
    Words in which there is no time expression have the rule "none".
    """
    return Times(text or words, published).said(words, near)


class Times:
    """The time expressions of one article, for many claims on it."""

    def __init__(
        self, text: str, published: date | None, *, mentions: Sequence[Mention] | None = None
    ) -> None:
        self.text = text
        self.published = published
        self.found = times(text, published, mentions=mentions)
        self._cut = sentences(text)

    def of(self, start: int, end: int, when: str | None = None) -> Span | None:
        """Return the time of a claim that rests on `text[start:end]` and may say its own `when`.

        Without `when` it is the nearest time expression of the same clause, but none at which somebody said
        it: "said on Monday that". None if there is none: the date of the article is then that of the report,
        not of what it reports. Evidence in which several times are told has the rule "several".
        """
        if when and when.strip():
            return self.said(when, start)
        if not self._cut:
            return None
        sentence = self._cut[at(self._cut, start)]
        begins, ends = max(sentence.start, start - _FAR), min(sentence.end, end + _FAR)
        inside = (m for m in self.found if begins <= m.start and m.end <= ends)
        same = [
            m for m in inside if self._joined(m, start, end, sentence) and not self._of_saying(m, sentence)
        ]
        distances = [self._distance(m, start, end) for m in same]
        nearest = [m for m, distance in zip(same, distances, strict=True) if distance == min(distances)]
        if len({m.days for m in nearest}) > 1:  # a quotation that tells of several times
            return Span(self.text[nearest[0].start : nearest[-1].end], None, None, "several")
        return nearest[0].span if nearest else None

    def said(self, words: str, near: int = 0) -> Span:
        """Return the days of words, read where they stand in the text next to `near`, else on their own."""
        places = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(words.strip())}(?!\w)", self.text)]
        found = times(words, self.published)
        if places:
            start, end = min(places, key=lambda place: abs(place[0] - near))
            found = [m for m in self.found if m.start < end and start < m.end]
        known = [m for m in found if m.span.known] or found
        if not known:
            return Span(words, None, None, "none")
        firsts, lasts = [m.first for m in known], [m.last for m in known]
        first = None if None in firsts else min(filter(None, firsts))
        last = None if None in lasts else max(filter(None, lasts))
        return Span(words, first, last, known[0].rule)

    def _joined(self, mention: TimeMention, start: int, end: int, sentence: Sentence) -> bool:
        """Whether no other clause begins, or one that began before ends, between the two."""
        first, last = _between(mention, start, end)
        within = _OPENS.search(self.text, sentence.start, min(mention.start, start))
        return not _CLAUSE.search(self.text, first, last) and not (within and "," in self.text[first:last])

    def _distance(self, mention: TimeMention, start: int, end: int) -> tuple[int, int]:
        """Count the conjunctions and the characters between a time expression and the evidence."""
        first, last = _between(mention, start, end)
        return len(_AND.findall(self.text, first, last)), last - first

    def _of_saying(self, mention: TimeMention, sentence: Sentence) -> bool:
        """Whether the verb of a time expression, the last before it or else the next, is one of saying."""
        line = tokens(self.text, sentence.start, sentence.end)
        breaks = [found.end() for found in _CLAUSE.finditer(self.text, sentence.start, mention.start)]
        begins = breaks[-1] if breaks else sentence.start
        verbs = [i for i, token in enumerate(line) if token.start >= begins and _is_verb(token)]
        before = [i for i in verbs if line[i].end <= mention.start]
        i = before[-1] if before else next((i for i in verbs if line[i].start >= mention.end), None)
        if i is None:
            return False
        return line[i].word in _SAYING and not (i and line[i - 1].word in _PASSIVE)


def _between(mention: TimeMention, start: int, end: int) -> tuple[int, int]:
    return (mention.end, start) if mention.end <= start else (end, max(mention.start, end))


def _is_verb(token: Token) -> bool:
    return token.kind is Kind.VERB or (token.kind is Kind.FUNCTION and token.word in _SAYING)
