"""Find a quote in a text: forgive spaces, quotation marks, dashes, case and a few letters, never a number.

A number may be written in another way: 5,000 in the text is found by "five thousand" or "5k" in the quote.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from extractor.numbers import Mention, Role, language_of, scan
from extractor.numbers.tokens import lower

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_PLAIN = (
    dict.fromkeys("“”„‟«»″", '"')
    | dict.fromkeys("‘’‚‛′", "'")
    | dict.fromkeys("‐‑‒–—−", "-")
    | dict.fromkeys("\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000", " ")
    | dict.fromkeys(map(chr, range(0x2000, 0x200B)), " ")
)
_PLAIN_IN_ASCII = {sign: plain for sign, plain in _PLAIN.items() if sign.isascii()}
_FOLD = str.maketrans(_PLAIN)
_RUN = re.compile(" {2,}")
_GAP = re.compile(r"\s*(?:\[[^\]]*\]|\(?\.\.\.\)?|…)\s*")
_WORD = re.compile(r"[a-z]++[^\W\d_]*+|[^\W\d_]++")  # the first part is what is fast
_FEW_LETTERS = 92
_SHORTEST_FUZZY = 16
_SHORTEST_SLIP = 5
_FARTHEST = 600
_AROUND = 16  # characters beside a word that tell whether it is part of a number
_NUMBER_SIGN = 0xF0000  # the first private sign that stands for a number


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote stands; `exact` is False when letters differ."""

    start: int
    end: int
    exact: bool = True


class Folded:
    """An even text folded for comparison, with the way back to its offsets.

    `text` has single spaces. Each span of `signs` (start, end, sign) is replaced by its sign.
    """

    def __init__(self, even: str, signs: Sequence[tuple[int, int, str]] = ()) -> None:
        runs = [(*match.span(), " ") for match in _RUN.finditer(even)] if "  " in even else []
        cuts = sorted([*runs, *signs]) if signs else runs
        parts: list[str] = []
        self._places: list[int] = []
        self._cuts = cuts
        begin = length = 0
        for start, end, sign in cuts:
            parts += [even[begin:start], sign]
            self._places.append(length + start - begin)
            length += start - begin + 1
            begin = end
        self.text = "".join([*parts, even[begin:]]) if cuts else even

    def place(self, start: int, end: int, *, exact: bool = True) -> Place:
        """Return the place in the original text of `text[start:end]`."""
        return Place(self._origin(start)[0], self._origin(end - 1)[1], exact)

    def _origin(self, at: int) -> tuple[int, int]:
        i = bisect_right(self._places, at) - 1
        if i < 0:
            return at, at + 1
        start, end, _ = self._cuts[i]
        if self._places[i] == at:
            return start, end
        found = end + at - self._places[i] - 1
        return found, found + 1


def _even(text: str) -> str:
    """Return the text in lower case with plain quotation marks, dashes and spaces, letter for letter."""
    even = lower(text)
    for sign, plain in (_PLAIN_IN_ASCII if even.isascii() else _PLAIN).items():
        even = even.replace(sign, plain)  # most stand nowhere: ten times as fast as translate()
    return even


class Source:
    """A text in which quotes are looked for; what serves all quotes is made once, and only when needed."""

    def __init__(self, text: str, mentions: Sequence[Mention]) -> None:
        self.text = text
        self.mentions = mentions
        self._signs: dict[object, str] = {}

    @cached_property
    def language(self) -> str:
        """The language of the text, in which its quotes are read too."""
        return language_of(self.text)

    @cached_property
    def folded(self) -> Folded:
        return Folded(self._even)

    @cached_property
    def numbered(self) -> Folded:
        """The text with each quantity as one sign, the same for equal values of one unit."""
        return self.number(self._even, self.mentions)

    @cached_property
    def words(self) -> Mapping[str, None]:
        """The words outside the quantities, in lower case, each where it stands first."""
        return dict.fromkeys(_WORD.findall(self.numbered.text))

    def nearest(self, word: str) -> str | None:
        """Return the first word outside the quantities that is one letter off."""
        found = process.extractOne(word, self.words.keys(), scorer=Levenshtein.distance, score_cutoff=1)
        return found and found[0]

    @cached_property
    def _even(self) -> str:
        return _even(self.text)

    def number(self, even: str, mentions: Sequence[Mention]) -> Folded:
        """Fold any even text with the signs of this one for its quantities."""
        return Folded(even, [(m.start, m.end, self._sign(m)) for m in mentions if m.role is Role.QUANTITY])

    def _sign(self, mention: Mention) -> str:
        ends = {end for end in (mention.low, mention.high) if end is not None}
        key = (frozenset(ends), mention.unit)
        return self._signs.setdefault(key, chr(_NUMBER_SIGN + len(self._signs) % 0xFFFE))


def align(quote: str, source: Source) -> list[Place]:
    """Return where `quote` stands in a text, in text order; empty when it does not.

    A place never begins or ends inside a word or a number, and its numbers are those of the quote.
    """
    pieces = _pieces(quote)
    if not pieces:
        return []
    even = [_even(piece) for piece in pieces]
    plain = [Folded(piece).text for piece in even]
    found = [place for place in _exact(plain, source.folded) if _clean(place, source)]
    if found:
        return found
    slips = _slips(pieces, even, source)
    if slips is None:
        return []
    if slips and (found := _mended(pieces[0], even[0], slips, source)):
        return found
    numbers = [scan(piece, language=source.language) for piece in pieces]
    signed = [source.number(*piece).text for piece in zip(even, numbers, strict=True)]
    if signed != plain:
        found = [place for place in _exact(signed, source.numbered) if _clean(place, source)]
    if found or len(pieces) > 1 or len(pieces[0]) < _SHORTEST_FUZZY:
        return found
    place = _fuzzy(signed[0], source.numbered)
    if place is None or not _clean(place, source):
        return []
    mine = _words(pieces[0], 0, len(pieces[0]), numbers[0])
    theirs = _words(source.text, place.start, place.end, source.mentions)
    alike = len(mine) == len(theirs) and all(map(_slip, mine, theirs))
    return [place] if alike else []


def _pieces(quote: str) -> list[str]:
    """Return the parts of a quote between ellipses and brackets, without quotation marks around them."""
    parts = (piece.strip(" \t\r\n\"'“”„‘’«»") for piece in _GAP.split(quote))
    return [part for part in parts if part]


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


def _slips(
    pieces: Sequence[str], even: Sequence[str], source: Source
) -> list[tuple[re.Match[str], str]] | None:
    """Return the words of a quote that the text has not, each with one of the text's that is a letter off.

    None when a word has no such one, or is in a quote that may have no slips: then it stands nowhere. Words
    of numbers are left out: they may be written in another way.
    """
    slips: list[tuple[re.Match[str], str]] = []
    may_slip = len(pieces) == 1 and len(pieces[0]) >= _SHORTEST_FUZZY
    for piece, plain in zip(pieces, even, strict=True):
        for match in _WORD.finditer(plain):
            if match.group() in source.words or _numeric(piece, match, source.language):
                continue
            near = source.nearest(match.group()) if may_slip else None
            if near is None:
                return None
            slips.append((match, near))
    return slips


def _numeric(piece: str, word: re.Match[str], language: str) -> bool:
    """Say whether a word is part of a quantity, as far as the words beside it tell."""
    begin = piece.rfind(" ", 0, max(0, word.start() - _AROUND)) + 1
    end = piece.find(" ", word.end() + _AROUND)
    near = scan(piece[begin : end if end >= 0 else len(piece)], language=language)
    return any(
        m.role is Role.QUANTITY and begin + m.start < word.end() and word.start() < begin + m.end
        for m in near
    )


def _mended(piece: str, even: str, slips: Sequence[tuple[re.Match[str], str]], source: Source) -> list[Place]:
    """Return where a piece stands once its slips are mended."""
    parts, begin = [], 0
    for match, word in slips:
        parts += [even[begin : match.start()], word]
        begin = match.end()
    mended = Folded("".join([*parts, even[begin:]])).text
    places = (replace(place, exact=False) for place in _exact([mended], source.folded))
    return [place for place in places if _clean(place, source) and _only_slips(piece, place, source)]


def _only_slips(piece: str, place: Place, source: Source) -> bool:
    """Say that a piece differs from a place, which has as many words, by slips outside the numbers alone."""
    text = source.text
    for mine, theirs in zip(_WORD.finditer(piece), _WORD.finditer(text, place.start, place.end), strict=True):
        if mine.group().lower() == theirs.group().lower():
            continue
        counted = any(m.start < theirs.end() and theirs.start() < m.end for m in source.mentions)
        if counted or not _slip(mine.group(), theirs.group()):
            return False
    return True


def _fuzzy(piece: str, whole: Folded) -> Place | None:
    """Return the passage most like a piece, if it is very like it and all numbers are alike."""
    best = fuzz.partial_ratio_alignment(piece, whole.text, score_cutoff=_FEW_LETTERS)
    if best is None or best.dest_end <= best.dest_start:
        return None
    start, end = best.dest_start, best.dest_end
    while start > 0 and whole.text[start - 1].isalnum():
        start -= 1
    while end < len(whole.text) and whole.text[end].isalnum():
        end += 1
    alike = _numerals(piece) == _numerals(whole.text[start:end])
    return whole.place(start, end, exact=False) if alike else None


def _numerals(folded: str) -> list[str]:
    """Return the signs of numbers and the digits of dates and names, in order."""
    return [char for char in folded if char.isdigit() or ord(char) >= _NUMBER_SIGN]


def _words(text: str, start: int, end: int, mentions: Sequence[Mention]) -> list[str]:
    """Return the words of `text[start:end]` outside its quantities."""
    words: list[str] = []
    for mention in mentions:
        if mention.role is Role.QUANTITY and start <= mention.start and mention.end <= end:
            words += _WORD.findall(text[start : mention.start].translate(_FOLD))
            start = mention.end
    return words + _WORD.findall(text[start:end].translate(_FOLD))


def _slip(one: str, other: str) -> bool:
    """Say that two words are the same, but for case or one letter of a long word that is no name."""
    if one.lower() == other.lower():
        return True
    long_enough = max(len(one), len(other)) >= _SHORTEST_SLIP and one[0] == other[0] and one[0].islower()
    return long_enough and Levenshtein.distance(one, other) <= 1


def _clean(place: Place, source: Source) -> bool:
    """Say that neither end of a place cuts a word or a figure: "200" is no part of "1,200"."""
    text = source.text
    for edge in (place.start, place.end):
        inside = 0 < edge < len(text) and not text[edge - 1].isspace() and not text[edge].isspace()
        if inside and text[edge - 1].isalnum() and text[edge].isalnum():
            return False
        if inside and any(m.start < edge < m.end for m in source.mentions):
            return False
    return True
