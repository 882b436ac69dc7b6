"""Cut a text at the places its claims rest on, so that each piece is shown in one way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

from extractor.page.words import GRAVITY, clean
from extractor.sentences import at, sentences

if TYPE_CHECKING:
    from extractor.row import Row

LONGEST_HEADLINE = 200

UNUSED = 0
"""What stands in the place of a claim's number for a number of the text that no claim is about."""

Place = tuple[int, int, str, int]
"""Where something begins and ends, its verdict, the number of its claim."""

Ends = tuple[tuple[str, tuple[int, ...]], ...]
"""Verdicts, each with the claims that have it; "uncovered" has none."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `verdict` is the gravest of what rests on it, None for plain text.

    `claims` are the numbers of the claims that rest on it; `unused` says that it is part of a number no claim
    is about. `ends` are those of them that end with it: this is where their signs go.
    """

    start: int
    end: int
    verdict: str | None = None
    claims: tuple[int, ...] = ()
    unused: bool = False
    ends: Ends = ()


def pieces(row: Row, length: int) -> list[Piece]:
    """Cut `[0, length)` into pieces, in order and without gaps; claims are counted from 1."""
    places = [
        (claim["start"], claim["end"], claim["verdict"], number)
        for number, claim in enumerate(row["claims"], start=1)
        if claim["start"] is not None and claim["end"] is not None
    ]
    places += [(mention["start"], mention["end"], "uncovered", UNUSED) for mention in row["uncovered"]]
    places = [place for place in places if 0 <= place[0] < place[1] <= length]
    borders = sorted({0, length, *(place[0] for place in places), *(place[1] for place in places)})
    found: list[Piece] = []
    begins = sorted(places)
    active: list[Place] = []
    for start, end in pairwise(borders):
        active = [place for place in active if place[1] > start]
        while begins and begins[0][0] == start:
            active.append(begins.pop(0))
        if not active:
            found.append(Piece(start, end))
            continue
        verdict = max((place[2] for place in active), key=GRAVITY.index)
        numbers = {place[3] for place in active}
        claims, unused = tuple(sorted(numbers - {UNUSED})), UNUSED in numbers
        found.append(Piece(start, end, verdict, claims, unused, _ending(active, end)))
    return found


def _ending(active: list[Place], end: int) -> Ends:
    """Return the verdicts of the places that end at `end`, each with its claims."""
    found: dict[str, list[int]] = {}
    for _, stop, verdict, number in sorted(active, key=itemgetter(3)):
        if stop == end:
            found.setdefault(verdict, []).extend([number] if number != UNUSED else [])
    return tuple((verdict, tuple(numbers)) for verdict, numbers in found.items())


def paragraphs(row: Row, text: str) -> list[list[Piece]]:
    """Cut a text into its lines, and each of those into pieces; empty lines are left out."""
    found: list[list[Piece]] = []
    cut = pieces(row, len(text))
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        while cut and cut[0].end <= start:
            cut.pop(0)
        if line.strip():
            found.append(_within(cut, start, end))
        start = end + 1
    return found


def _within(cut: list[Piece], start: int, end: int) -> list[Piece]:
    """Return the pieces of `[start, end)` from those that do not end before it."""
    found = []
    for piece in cut:
        if piece.start >= end:
            break
        ends = piece.ends if piece.end <= end else ()
        found.append(replace(piece, start=max(piece.start, start), end=min(piece.end, end), ends=ends))
    return found


def headline(row: Row, text: str, cut: list[list[Piece]]) -> bool:
    """Whether the first paragraph is the article's headline, and so to be shown as one."""
    if not cut:
        return False
    first = text[cut[0][0].start : cut[0][-1].end].strip()
    title = row["article"]["title"]
    return first == title.strip() if title else len(first) <= LONGEST_HEADLINE


class Context:
    """Shows places of a text within their sentences."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._sentences = sentences(text)

    def around(self, place: Row) -> tuple[str, str, str]:
        """Return the words of a place, with those of its sentence before and after it."""
        start, end = place["start"], place["end"]
        first = self._sentences[at(self._sentences, start)]
        last = self._sentences[at(self._sentences, max(start, end - 1))]
        begin, stop = min(first.start, start), max(last.end, end)
        return clean(self._text[begin:start]), clean(self._text[start:end]), clean(self._text[end:stop])
