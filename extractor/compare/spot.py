"""Where a number stands: its sentence, its clause, the words and the names around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractor.compare.names import names
from extractor.dateline import opening
from extractor.phrases import Kind, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from extractor.compare.names import Name
    from extractor.phrases import Token
    from extractor.sentences import Sentence

_CLAUSE = re.compile(
    r"[;:()“”\"]|\s[–—-]{1,2}\s|,?\s\b(?:while|whereas|although|though|but|when|if|where)\b"
    r"|,\s(?:and|with|which|who|another|bringing|raising|taking)\b|\band\sthat\b"
    r"|,\s(?=[\w,.]+\sof\s(?:whom|them|which)\b)"
    r"|,\s(?=\d|(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty)\b)",
    re.IGNORECASE,
)
_STANDS_FOR = re.compile(r"\bthe (?:figure|number|total|count)\b", re.IGNORECASE)
_OUT_OF = re.compile(r"(?:of|among)\s", re.IGNORECASE)
_PHRASE = 8  # words that a noun phrase may have


@dataclass(frozen=True, slots=True)
class Spot:
    """A number `text[start:end]` in its sentence, and its clause `text[begins:stops]`.

    The number before it ends at `preceding`, the next one begins at `following`, else the sentence does.
    `names` are those of the sentence, `own` those of them that do not belong to who speaks nor to a dateline,
    `head` the one that a dateline begins with. `stands_for`: the
    clause says "the figure" for what the clause before counts, and is taken as one with it.
    """

    text: str
    sentence: Sentence
    start: int
    end: int
    begins: int
    stops: int
    line: Sequence[Token]
    names: Sequence[Name]
    own: Sequence[Name]
    head: Name | None
    stands_for: bool
    preceding: int
    following: int

    @property
    def before(self) -> str:
        """The clause up to the number, in lower case."""
        return self.text[self.begins : self.start].lower()

    @property
    def out_of(self) -> bool:
        """Whether a sentence begins with those of whom it tells: "of the 58 soldiers 18 are dead"."""
        return _OUT_OF.match(self.text, self.sentence.start) is not None

    @property
    def is_whole(self) -> bool:
        """Whether a number is theirs, the 58, and not of some of them."""
        behind = next((token for token in self.line if token.start >= self.end), None)
        first = self.out_of and self.preceding == self.sentence.start
        return first and behind is not None and behind.kind is Kind.NOMINAL

    @property
    def phrase_end(self) -> int:
        """Where the noun phrase that begins with the number ends: with its first plural noun."""
        following = [token for token in self.line if token.start >= self.end][:_PHRASE]
        plural = (token.end for token in following if token.plural and token.kind is Kind.NOMINAL)
        return next(plural, following[0].end if following else self.end)


def spot(text: str, sentence: Sentence, number: tuple[int, int], speakers: Iterable[str]) -> Spot:
    """Look at the surroundings of the number `text[slice(*number)]`."""
    start, end = number
    every = names(text, sentence.start, sentence.end)
    found = ((text.find(it, sentence.start, sentence.end), len(it)) for it in speakers)
    told = [(at, at + size) for at, size in found if at >= 0]
    body = opening(text, sentence.start, sentence.end)
    told.append((sentence.start, body))
    head = next((it for it in every if it.start < body), None)
    own = [it for it in every if not any(first <= it.start < last for first, last in told)]
    breaks = list(_CLAUSE.finditer(text, sentence.start, sentence.end))
    begins = max((it.start() for it in breaks if it.end() <= start), default=sentence.start)
    stops = min((it.start() for it in breaks if it.start() >= end), default=sentence.end)
    stands_for = _STANDS_FOR.search(text, begins, start) is not None
    line = tokens(text, sentence.start, sentence.end, number)
    begins = sentence.start if stands_for else begins
    numbers = [token for token in line if token.kind is Kind.NUMBER]
    preceding = max((it.end for it in numbers if it.end <= start), default=sentence.start)
    following = min((it.start for it in numbers if it.start >= end), default=sentence.end)
    return Spot(
        text, sentence, start, end, begins, stops, line, every, own, head, stands_for, preceding, following
    )
