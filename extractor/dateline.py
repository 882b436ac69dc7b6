"""The date of an article, and its agency, that its own head gives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractor.calendar import full_dates

if TYPE_CHECKING:
    from datetime import date

_HEAD = 1500  # characters in which the date of an article stands
_LONGEST = 120  # characters of a line that is a date, or of a dateline
_UNLABELLED = 1  # behind what is labelled as published, before an update
_YEAR = re.compile(r"\d{4}")
_LABEL = re.compile(
    r"\b(?:(?P<published>published|posted|issued|released|date)|(?P<updated>updated|modified))\b",
    re.IGNORECASE,
)
# what else a line that gives the date may say: label, weekday, time of day
_BESIDE = re.compile(
    r"\b(?:first|last|published|posted|issued|released|updated|modified|date|on|at|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun|"
    r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?|[ap]\.?m\.?|gmt|utc|bst|e[ds]t|cest|cet|eet|eest|msk|ist|jst|kst)\b"
    r"|(?-i:\bBy(?:\s(?:[A-Z][\w.'’-]+|and|,))+)|t\d[\d:.]*(?:z|[+-]\d\d:?\d\d)?|[\s,.:;|()·•/–—_-]",
    re.IGNORECASE,
)
# KYIV, Ukraine (AP) — ; before the date a place in capitals, behind it what ends a dateline
_PLACE = re.compile(
    r"\W{0,3}[A-ZÀ-ÞŽŠ][A-ZÀ-ÞŽŠ.'’ -]+(?:[,/ ]\s?[^\W\d_][\w.'’ -]{1,30}){0,2},?\s?"
    r"(?:\([^()\d]{1,30}\),?\s?(?:[-–—]\s)?)?\(?"
)
_CLOSES = re.compile(r"\)?,?\s?(?:\([^()\d]{1,30}\)|/[\w\s.-]{1,30}/)?\s?(?:[-–—_:]|\.\s|$)")

_OPENING = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ.'’ -]{2,}(?:[,(][^\n–—]{0,60}?)?\s[-–—]{1,2}\s")


def opening(text: str, start: int, end: int) -> int:
    """Return where the dateline of `text[start:end]` ends, "KYIV, May 3 (AP) - "; without one, *start*."""
    found = _OPENING.match(text, start, end)
    return found.end() if found else start


# KYIV, Ukraine, March 3 (Reuters) -
_AGENCY = re.compile(
    r"^\W{0,3}(?P<place>[A-ZÀ-ÞŽŠ][A-ZÀ-ÞŽŠ.'’ -]+)(?:[,/ ][^()\n]{0,40})?"
    r"\((?P<agency>[A-ZÀ-ÞŽŠ][^()\d\n]{1,29})\)\s?[-–—]",
    re.MULTILINE,
)


def agency(text: str) -> str | None:
    """Return the agency that the dateline at the head of a text names in brackets, before its dash."""
    found = _AGENCY.search(text[:_HEAD])
    if found is None:
        return None
    name = " ".join(found["agency"].split())
    initials = "".join(re.findall(r"\b[A-ZÀ-ÞŽŠ]", name))
    return None if len(initials) > 1 and initials == found["place"].strip() else name


def dateline(text: str) -> date | None:
    """Return the day that the head of a text gives it; None if it gives none, or more than one.

    It is a line with nothing but a date, perhaps labelled as that of publication, or a dateline: a place in
    capitals, the date with its year, a dash. What is labelled as published counts before the others, and the
    date of an update only if there is no other.
    """
    head = text[:_HEAD]
    if not _YEAR.search(head):
        return None
    ranked: tuple[set[date | None], ...] = (set(), set(), set())
    for line in head.split("\n"):
        found = full_dates(line[:_LONGEST])
        alone = len(line) <= _LONGEST and found and not _BESIDE.sub("", _without(line, found))
        for start, end, day in found:
            if alone:
                ranked[_rank(line[:start])].add(day)
            elif _PLACE.fullmatch(line, 0, start) and _CLOSES.match(line, end):
                ranked[_UNLABELLED].add(day)
    days = next(filter(None, ranked), {None})
    return days.pop() if len(days) == 1 else None


def _without(line: str, found: list[tuple[int, int, date | None]]) -> str:
    for start, end, _ in reversed(found):
        line = f"{line[:start]} {line[end:]}"
    return line


def _rank(before: str) -> int:
    """Say how well a date stands for the article by the last label before it; 0 is best."""
    labels = [label.lastgroup for label in _LABEL.finditer(before)]
    return _UNLABELLED if not labels else 0 if labels[-1] == "published" else _UNLABELLED + 1
