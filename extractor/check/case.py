"""What a rule looks at: the text, a claim, the number it rests on, and what the claim states."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, takewhile
from typing import TYPE_CHECKING, TypeAlias

from extractor.candidates import Candidate, counted, nouns, speakers, speaking
from extractor.check.verdict import Finding
from extractor.check.wording import stand_in_lower
from extractor.numbers import ENGLISH, Bound, Mention, Role, language_of
from extractor.phrases import Token, tokens
from extractor.reporting import Voice, pronoun, voices
from extractor.sentences import Sentence, sentences

if TYPE_CHECKING:
    from decimal import Decimal

    from extractor.claims import NumericClaim

_OPEN_ABOVE = (Bound.AT_LEAST, Bound.MORE_THAN)
_OPEN_BELOW = (Bound.AT_MOST, Bound.LESS_THAN)


class Text:
    """The text with everything the rules look up in it, each thing looked up once."""

    def __init__(self, text: str, mentions: tuple[Mention, ...]) -> None:
        self.text = text
        self.mentions = mentions
        self._nouns: dict[int, list[Candidate]] = {}
        self._subjects: dict[int, list[Candidate]] = {}
        self._speaking: dict[tuple[int, int], list[Candidate]] = {}
        self._speakers: dict[tuple[int, int], list[Candidate]] = {}

    @cached_property
    def in_english(self) -> bool:
        """Whether who speaks and what is counted can be told; in other languages words are only looked up."""
        return language_of(self.text) == ENGLISH

    @cached_property
    def cut(self) -> list[Sentence]:
        """The sentences."""
        return sentences(self.text)

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.start for sentence in self.cut]

    @cached_property
    def _lower(self) -> str:
        return self.text.lower()

    @cached_property
    def voices(self) -> list[Candidate]:
        """Everybody who speaks anywhere in the text, by name."""
        said = [v for sentence in self.cut for v in voices(self.text, sentence)]
        named = [Candidate(v.start, v.end, self.text[v.start : v.end], "clause") for v in said]
        return [c for c in named if pronoun(c.text) is None]

    def sentence(self, offset: int) -> int:
        """Return the index of the sentence at an offset."""
        return max(bisect_right(self._starts, offset) - 1, 0)

    def holds(self, phrase: str) -> bool:
        """Say that the words of a phrase stand in the text."""
        return stand_in_lower(phrase, self._lower)

    def words_of(self, index: int) -> str:
        """Return the text of one sentence."""
        return self.between(index, index)

    def between(self, first: int, last: int) -> str:
        """Return the text of the sentences from `first` to `last`."""
        return self.text[self.cut[first].start : self.cut[last].end]

    def paragraph(self, index: int) -> str:
        """Return the paragraph of a sentence with the one before it; with the one after it for a headline."""
        number = self.cut[index].paragraph
        near = [i for i, s in enumerate(self.cut) if number - 1 <= s.paragraph <= (number or 1)]
        return self.between(near[0], near[-1])

    def window(self, index: int) -> tuple[int, int]:
        """Return a sentence with the two before it, first and last; a headline with the one after it."""
        return (0, min(1, len(self.cut) - 1)) if self.is_headline(index) else (max(index - 2, 0), index)

    def is_headline(self, index: int) -> bool:
        """Say that a sentence is the first line of the text, without a full stop."""
        return index == 0 and self.text[self.cut[0].end - 1] not in ".!?"

    def before(self, index: int) -> str:
        """Return the text of the window of a sentence."""
        return self.between(*self.window(index))

    def in_number(self, candidate: Candidate) -> bool:
        """Say that a candidate is part of a quantity: "years" of "480 ten years ago"."""
        last = self.last_number(candidate.start)
        return last is not None and last.role is Role.QUANTITY and candidate.end <= last.end

    def last_number(self, offset: int) -> Mention | None:
        """Return the last number, of whatever role, that begins at an offset or before it."""
        after = bisect_right(self.mentions, offset, key=lambda m: m.start)
        return self.mentions[after - 1] if after else None

    def said(self, index: int) -> tuple[Voice, ...]:
        """Return who speaks in a sentence, pronouns as they stand."""
        return voices(self.text, self.cut[index])

    def pronoun(self, voice: Voice) -> str | None:
        """Return the pronoun that speaks; None when it is a name."""
        return pronoun(self.text[voice.start : voice.end])

    def line(self, offset: int) -> Sequence[Token]:
        """Return the words of the sentence that holds an offset."""
        sentence = self.cut[self.sentence(offset)]
        return tokens(self.text, sentence.start, sentence.end)

    def within(self, sentence: Sentence) -> list[Mention]:
        """Return the quantities of a sentence."""
        first = bisect_left(self.mentions, sentence.start, key=lambda m: m.start)
        inside = takewhile(lambda m: m.start < sentence.end, islice(self.mentions, first, None))
        return [m for m in inside if m.role is Role.QUANTITY]

    def nouns(self, mention: Mention) -> list[Candidate]:
        """Return the nouns that a mention stands before or is put on."""
        if mention.id not in self._nouns:
            sentence = self.cut[self.sentence(mention.start)]
            self._nouns[mention.id] = nouns(self.text, sentence, mention)
        return self._nouns[mention.id]

    def subjects(self, mention: Mention) -> list[Candidate]:
        """Return what a mention may count, best first."""
        if mention.id not in self._subjects:
            sentence = self.cut[self.sentence(mention.start)]
            self._subjects[mention.id] = counted(self.text, sentence, mention)
        return self._subjects[mention.id]

    def speaking(self, index: int, start: int) -> list[Candidate]:
        """Return who speaks in a sentence, at an offset of it first."""
        if (index, start) not in self._speaking:
            self._speaking[index, start] = speaking(self.text, self.cut, index, start)
        return self._speaking[index, start]

    def speakers(self, index: int, start: int) -> list[Candidate]:
        """Return who may speak at an offset of a sentence, best first."""
        if (index, start) not in self._speakers:
            self._speakers[index, start] = speakers(self.text, self.cut, index, start)
        return self._speakers[index, start]


@dataclass(frozen=True, slots=True)
class Case:
    """A numeric claim beside the mention it rests on."""

    whole: Text
    claim: NumericClaim
    mention: Mention

    def finding(self, rule: str, message: str, *, note: bool = False) -> Finding:
        return Finding(rule, message, self.mention.start, self.mention.end, note)


Rule: TypeAlias = Callable[[Case], Iterator[Finding]]
Interval: TypeAlias = "tuple[Decimal | None, Decimal | None]"


def stated(claim: NumericClaim) -> Interval:
    """Return the interval a claim states, its hedge applied; (None, None) when it states no number."""
    if claim.value is None:
        return claim.low, claim.high
    if claim.bound in _OPEN_ABOVE:
        return claim.value, None
    if claim.bound in _OPEN_BELOW:
        return None, claim.value
    return claim.value, claim.value


def anchors(interval: Interval) -> list[Decimal]:
    """Return the finite ends of an interval, lower first, each once."""
    return sorted({end for end in interval if end is not None})


def show(ends: list[Decimal]) -> str:
    """Write the ends of an interval for people: 1,200 or 3,000–4,000."""
    return "–".join(
        f"{end:,f}".rstrip("0").rstrip(".") if end != end.to_integral_value() else f"{end:,.0f}"
        for end in ends
    )
