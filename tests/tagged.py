"""Articles with their figures marked in the text: <number|type|group>.

A file of tests/groups/more is several of them, each below a line with its outlet and its day. Claims are made
as a run makes them without a model: the type is the mark's, what is counted and who speaks is what the words
around a number give.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from extractor import article as make
from extractor import scan
from extractor.candidates import speakers, subjects
from extractor.row import number
from extractor.sentences import at, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractor.article import Article
    from extractor.row import Row

MORE = Path(__file__).parent / "groups" / "more"
_MARK = re.compile(r"<([^|>]+)\|(\w+)\|(\w+)>")


@dataclass(frozen=True, slots=True)
class Tagged:
    """An article, a row of claims on its marked numbers, and the group of each claim."""

    article: Article
    row: Row
    groups: tuple[str, ...]


def tagged(marked: str, day: str | None = None, outlet: str | None = None) -> Tagged:
    """Read a text with marked numbers; its first line is the title when a blank line follows."""
    text, marks, last = "", [], 0
    for mark in _MARK.finditer(marked.strip()):
        text += marked.strip()[last : mark.start()]
        marks.append((len(text), len(text) + len(mark[1]), mark[2], mark[3]))
        text, last = text + mark[1], mark.end()
    text += marked.strip()[last:]
    title, blank, _ = text.partition("\n\n")
    article = make(text, title=title if blank else None, date=day, source=outlet)
    claims = [_claim(article, start, end, kind) for start, end, kind, _ in marks]
    row: Row = {"article": {"id": article.id}, "task": "tagged", "claims": claims}
    return Tagged(article, row, tuple(group for *_, group in marks))


def more(name: str) -> Iterator[Tagged]:
    """Read the articles of a file of tests/groups/more."""
    _, *parts = (MORE / f"{name}.txt").read_text(encoding="utf-8").split("\n== ")
    for part in parts:
        head, _, text = part.partition("\n")
        outlet, _, day = head.rpartition(" ")
        yield tagged(text, day, outlet)


def _claim(article: Article, start: int, end: int, kind: str) -> Row:
    found = next(it for it in scan(article.text) if it.start < end and start < it.end)
    cut = sentences(article.text)
    index = at(cut, found.start)
    counted = subjects(article.text, cut[index], found)
    spoken = speakers(article.text, cut, index, found.start)
    low, high = (None if it is None else number(it) for it in (found.low, found.high))
    return {
        "type": kind,
        "mention": found.id,
        "value": low if low == high else None,
        "low": None if low == high else low,
        "high": None if low == high else high,
        "unit": found.unit,
        "bound": found.bound.value,
        "subject": counted[0].text if counted else None,
        "attributed_to": spoken[0].text if spoken else None,
        "via": None,
        "start": found.start,
        "end": found.end,
        "verdict": "supported",
        "findings": [],
    }
