"""Find a quote in a text: forgive spaces, quotation marks, dashes, case and a few letters, never a number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from extractor.numbers import Mention, scan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FOLD = str.maketrans(
    dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‘’‚‛′", "'") | dict.fromkeys("‐‑‒–—−", "-")
)
_GAP = re.compile(r"\s*(?:\[[^\]]*\]|\(?\.\.\.\)?|…)\s*")
_WORD = re.compile(r"[^\W\d_]+")
_FEW_LETTERS = 92
_SHORTEST_FUZZY = 16
_SHORTEST_SLIP = 5
_FARTHEST = 600


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote stands; `exact` is False when letters differ."""

    start: int
    end: int
    exact: bool = True


class Folded:
    """A text folded for comparison, with the way back to its offsets."""

    def __init__(self, text: str) -> None:
        self.original = text
        kept: list[str] = []
        self._origin: list[int] = []
        for offset, char in enumerate(text.translate(_FOLD)):
            if char.isspace():
                if kept and kept[-1] == " ":
                    continue
                char = " "
            lower = char.lower()
            kept.append(lower if len(lower) == 1 else char)
            self._origin.append(offset)
        self.text = "".join(kept)

    def place(self, start: int, end: int, *, exact: bool = True) -> Place:
        return Place(self._origin[start], self._origin[end - 1] + 1, exact)


def align(quote: str, whole: Folded, mentions: Sequence[Mention]) -> list[Place]:
    """Return where `quote` stands in a text, in text order; empty when it does not.

    A place never begins or ends inside a word or a number, and its numbers are those of the quote.
    `mentions` are the numbers of the text, whose folding serves all its quotes.
    """
    text = whole.original
    pieces = [piece for piece in (Folded(p).text.strip(" \"'") for p in _GAP.split(quote)) if piece]
    if not pieces:
        return []
    found = [p for p in _exact(pieces, whole) if _clean(p, text, mentions)]
    if found or len(pieces) > 1 or len(pieces[0]) < _SHORTEST_FUZZY:
        return found
    place = _fuzzy(pieces[0], whole)
    if (
        place is None
        or not _clean(place, text, mentions)
        or not _misspelt(quote, text[place.start : place.end])
    ):
        return []
    return [place] if _same_numbers(quote, place, text, mentions) else []


def _exact(pieces: Sequence[str], whole: Folded) -> Iterator[Place]:
    """Yield every place where all pieces stand in order, not too far apart."""
    begin = whole.text.find(pieces[0])
    while begin >= 0:
        end = begin + len(pieces[0])
        for piece in pieces[1:]:
            at = whole.text.find(piece, end, end + _FARTHEST + len(piece))
            end = at + len(piece) if at >= 0 else -1
            if end < 0:
                break
        if end > 0:
            yield whole.place(begin, end)
        begin = whole.text.find(pieces[0], begin + 1)


def _fuzzy(piece: str, whole: Folded) -> Place | None:
    best = fuzz.partial_ratio_alignment(piece, whole.text, score_cutoff=_FEW_LETTERS)
    if best is None or best.dest_end <= best.dest_start:
        return None
    start, end = best.dest_start, best.dest_end
    while start > 0 and whole.text[start - 1].isalnum():
        start -= 1
    while end < len(whole.text) and whole.text[end].isalnum():
        end += 1
    return whole.place(start, end, exact=False)


def _misspelt(quote: str, found: str) -> bool:
    """Say that two passages have the same words, slips of one letter in long words aside."""
    mine, theirs = _WORD.findall(quote.translate(_FOLD)), _WORD.findall(found.translate(_FOLD))
    return len(mine) == len(theirs) and all(map(_slip, mine, theirs))


def _slip(one: str, other: str) -> bool:
    if one.lower() == other.lower():
        return True
    long_enough = max(len(one), len(other)) >= _SHORTEST_SLIP and one[0] == other[0] and one[0].islower()
    return long_enough and Levenshtein.distance(one, other) <= 1


def _clean(place: Place, text: str, mentions: Sequence[Mention]) -> bool:
    """Say that neither end of a place cuts a word or a number."""
    cut_word = any(
        0 < edge < len(text) and text[edge - 1].isalnum() and text[edge].isalnum()
        for edge in (place.start, place.end)
    )
    return not cut_word and not any(
        m.start < edge < m.end for m in mentions for edge in (place.start, place.end)
    )


def _same_numbers(quote: str, place: Place, text: str, mentions: Sequence[Mention]) -> bool:
    """Say that the quote and the place hold the same numbers in the same order."""
    mine = [(m.role, m.quantity, m.text.lower() if m.low is None else "") for m in scan(quote)]
    theirs = [
        (m.role, m.quantity, m.text.lower() if m.low is None else "")
        for m in mentions
        if place.start <= m.start and m.end <= place.end
    ]
    digits = re.findall(r"\d+", quote) == re.findall(r"\d+", text[place.start : place.end])
    return mine == theirs and digits
