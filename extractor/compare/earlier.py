"""Figures that an article calls earlier ones: of which day they are, and what took their place."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from extractor.compare.quantity import EARLIER
from extractor.when import Span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from extractor.numbers import Mention
    from extractor.sentences import Sentence
    from extractor.when import TimeMention

_VERB = (
    r"\bhad (?:\w+ly |earlier |first )?"
    r"(?:said|spoken|put|reported|counted|given|announced|stated|confirmed)\b"
)
BEFORE = (
    r"(?:\bfrom\s$|\b(?:previously|earlier|initially|at first|until then)\b"
    rf"|{_VERB}"
    r"|\b(?:first|initial|earlier|previous|preliminary) "
    r"(?:figure|estimate|count|toll|number|report)s? of\b"
    r"|\b(?:taking|took|takes) back\b)"
)
"""Words before a number that is not valid any more; some have to stand right before it."""

_CUE = re.compile(BEFORE)
_HAD = re.compile(_VERB)
_OPENS = re.compile(r"[;:]|\b(?:which|who|but|after|while|and)\b")
_CLOSES = re.compile(r"[,;:]")
_DAY_BEFORE = re.compile(r"\b(?:the|a|one) (?:day|night|evening|morning) (?:before|earlier)\b")
_DAY = timedelta(1)

_MOVED_TO = r"\b[^.;,\d]{0,40}\bto\s(?:\w+\s){0,2}$"
_UP = re.compile(
    rf"\b(?:rose|risen|rises|rising|grew|grown|climbed|climbs|increased|raised|raises){_MOVED_TO}"
)
_DOWN = re.compile(rf"\b(?:fell|fallen|falls|dropped|lowered|lowers|reduced|cut|corrected){_MOVED_TO}")

_PARTS = ("morning", "noon", "midday", "afternoon", "evening", "nightfall", "night")
_PART = "|".join(_PARTS)
_BY = re.compile(rf"\bby (?:\w+day )?(?P<part>{_PART})\b")
_SAID = re.compile(
    r"\b(?:said|says|told|reported|announced|wrote)\b[^,.;]{0,30}"
    rf"\bon (?:mon|tues|wednes|thurs|fri|satur|sun)day (?P<part>{_PART})\b"
)


def time_of_earlier(
    text: str,
    sentence: Sentence,
    number: tuple[int, int],
    numbers: Sequence[Mention],
    times: Sequence[TimeMention],
    published: date | None,
) -> Span | None:
    """Return the time of an earlier figure that its own words tell, else any day up to the article.

    The time of the figure that took its place, "rose to 31 on Monday, up from 12 the day before", is not its
    own; the day before is counted from it.
    """
    first, last = _own_words(text, sentence, number, numbers)
    here = [it for it in times if sentence.start <= it.start and it.end <= sentence.end]
    own = [it for it in here if first <= it.start and it.end <= last]
    if before := _DAY_BEFORE.search(text.lower(), first, last):
        known = {it.first for it in here if it not in own and it.first is not None and it.first == it.last}
        base = known.pop() if len(known) == 1 else published if not known else None
        if base is not None and published is not None:
            return Span(before[0], base - _DAY, base - _DAY, EARLIER)
    told = [it.span for it in own if it.span.known]
    if len(told) == 1:
        return told[0]._replace(rule=EARLIER)
    return None if published is None else Span(EARLIER, None, published, EARLIER)


def _own_words(
    text: str, sentence: Sentence, number: tuple[int, int], numbers: Sequence[Mention]
) -> tuple[int, int]:
    """Return where those words begin and end that are of an earlier figure and of no other."""
    folded, (start, end) = text.lower(), number
    cues = list(_CUE.finditer(folded, sentence.start, start))
    begins = cues[-1].start() if cues else start
    if cues and _HAD.fullmatch(cues[-1][0]):
        opened = [it.end() for it in _OPENS.finditer(folded, sentence.start, begins)]
        before = any(sentence.start <= it.start and it.end <= begins and _counts(it) for it in numbers)
        begins = opened[-1] if opened else begins if before else sentence.start
    others = [it.start for it in numbers if end <= it.start < sentence.end and _counts(it)]
    closed = _CLOSES.search(text, end, sentence.end)
    return begins, min([*others, closed.start() if closed else sentence.end])


def _counts(mention: Mention) -> bool:
    return mention.role == "quantity"


def moved_to(sentence: str, start: int) -> int:
    """Return 1 when a number at `start` is what another rose to, -1 what one fell to, else 0."""
    before = sentence[:start].lower()
    return 1 if _UP.search(before) else -1 if _DOWN.search(before) else 0


def part_of_day(sentence: str, when: Span | None) -> int | None:
    """Return the part of the day, in order, at which a figure stood or was told; None if nothing tells it."""
    if when is not None and when.rule == EARLIER:
        said = [it for it in _PARTS if it in when.words.lower().split()]
    else:
        folded = sentence.lower()
        said = [it["part"] for pattern in (_BY, _SAID) for it in pattern.finditer(folded)]
    return _PARTS.index(said[0]) if len(set(said)) == 1 else None
