"""Cut a text into sentences; a line of the text is a paragraph."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

import sentencex

if TYPE_CHECKING:
    from collections.abc import Sequence

_LINE = re.compile(r"[^\n]+")
_SURROGATE = re.compile("[\ud800-\udfff]")  # a lone one cannot be handed to the segmenter


class Sentence(NamedTuple):
    """One sentence: `text[start:end]`, without space at either end; `paragraph` counts lines not empty."""

    start: int
    end: int
    paragraph: int


def sentences(text: str, language: str = "en") -> list[Sentence]:
    """Cut `text` into sentences, in order; every character that is not space is in exactly one of them."""
    found: list[Sentence] = []
    plain = _SURROGATE.sub("\ufffd", text)
    for paragraph, line in enumerate(_LINE.finditer(plain)):
        end = line.start()
        for piece in sentencex.segment(language, line[0]):
            start, end = end, end + len(piece)
            words = piece.rstrip()
            if size := len(words.lstrip()):
                last = start + len(words)
                found.append(Sentence(last - size, last, paragraph))
    return found


def at(cut: Sequence[Sentence], offset: int) -> int:
    """Return the index of the sentence that holds the character at `offset`, or that comes last before it."""
    return max(bisect_right(cut, offset, key=lambda s: s.start) - 1, 0)
