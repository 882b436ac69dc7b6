"""What other numbers of an article tell of one: the body of its headline, a number that it tells again."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from extractor.phrases import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from extractor.compare.statement import Placed

_REACH = 150
"""Characters before a part within which its whole stands, and before a bare number that which explains it."""

_HARM = words("killed wounded missing rescued")
"""What happens to each of those in an event once: who is further missing is none of the killed."""

_ANOTHER = re.compile(r"\b(?:another|(?:a|some) further|an additional)\s$", re.IGNORECASE)
_MORE = re.compile(r"\b(?:another|further|additional|more|bringing|raising)\b", re.IGNORECASE)
_BEHIND = 40  # characters behind a number in which it may be told as one more
_DEFINITE = re.compile(r"\b(?:the|all|these|those|its|his|her|their)\s$", re.IGNORECASE)
_BARE = re.compile(r"\s?(?:[.,;:!?)\"”]|$|(?:and|but|of them)\b)")


def in_context(placed: Sequence[Placed], text: str) -> list[Placed]:
    """Return the statements of an article, with what the others tell of them."""
    found = [_as_told_below(it, placed) for it in placed]
    found = [_as_told_above(it, found) for it in found]
    found = [_within(it, found) for it in found]
    found = [_further(it, found) for it in found]
    return [_again(_bare(it, found, text), found) for it in found]


def _is_headline(placed: Placed) -> bool:
    return placed.statement.sentence[-1] not in '.!?"”'


def _as_told_below(headline: Placed, placed: Sequence[Placed]) -> Placed:
    """Let what happens to a headline's number be what the body says of the same number of the same things."""
    if not _is_headline(headline):
        return headline
    for it in placed:
        same = it.stated == headline.stated and it.about.counted == headline.about.counted
        if same and not _is_headline(it) and it.about.topic:
            return replace(headline, about=replace(headline.about, topic=it.about.topic))
    return headline


def _as_told_above(body: Placed, placed: Sequence[Placed]) -> Placed:
    """Let bodies be the dead of a headline with the same number."""
    if body.about.counted != "body":
        return body
    told = any(
        _is_headline(it) and it.stated == body.stated and (it.about.topic, it.about.counted) == ("killed", "")
        for it in placed
    )
    return replace(body, about=replace(body.about, counted="", local=frozenset())) if told else body


def _before(placed: Placed, others: Iterable[Placed], reach: int | None = None) -> list[Placed]:
    """Return the counts before a number, the nearest last."""
    start = placed.at[0]
    found = [it for it in others if it.at[1] <= start and (reach is None or start <= it.at[1] + reach)]
    return sorted((it for it in found if it.about.dimension == "count"), key=lambda it: it.at)


def _within(part: Placed, placed: Sequence[Placed]) -> Placed:
    """Mark a part of a number before it that counts the same: "five killed, two of them in Ulm"."""
    before = _before(part, placed, _REACH)
    if "part" not in part.about.scope or part.about.dimension != "count" or not before:
        return part
    whole = before[-1].about
    if (whole.topic, whole.counted) != (part.about.topic, part.about.counted):
        return part
    return replace(part, about=replace(part.about, scope=part.about.scope | {"within"}))


def _further(more: Placed, placed: Sequence[Placed]) -> Placed:
    """Let "12 people drowned, a further 55 are missing" be all who are missing, for the 12 are not.

    Nor are the 173 of "a further 55 are missing and 173 were rescued" further ones.
    """
    about, text, (start, end) = more.about, more.statement.sentence, more.statement.place
    before = _before(more, placed)
    others = [it for it in before if it.about.topic in _HARM - {about.topic}]
    if "further" not in about.scope or about.topic not in _HARM or not others:
        return more
    first = not any(it.about.topic == about.topic for it in before) and _ANOTHER.search(text, 0, start)
    here = others[-1].statement
    listed = here.sentence == text and not _MORE.search(text, here.place[1], end + _BEHIND)
    if not first and not listed:
        return more
    return replace(more, about=replace(about, scope=about.scope - {"further"}))


def _again(definite: Placed, placed: Sequence[Placed]) -> Placed:
    """Let "the 38", "all eleven of them", "its 41 names" be of what the same number before it is."""
    text, (start, end) = definite.statement.sentence, definite.statement.place
    if not _DEFINITE.search(text, 0, start):
        return definite
    mine, bare = definite.about, _BARE.match(text, end)
    same = [
        it.about
        for it in _before(definite, placed)
        if it.stated == definite.stated
        and (it.about.type == mine.type or not mine.topic)
        and (bare or it.about.counted == mine.counted)
    ]
    return replace(definite, about=same[-1]) if same else definite


def _bare(bare: Placed, placed: Sequence[Placed], article: str) -> Placed:
    """Let a number with no word of what it counts, "officials speak of 300", be of what that before it is."""
    about, end = bare.about, bare.statement.place[1]
    silent = about.dimension == "count" and not about.topic and not about.counted
    if not silent or not _BARE.match(bare.statement.sentence, end):
        return bare
    before = [it for it in _before(bare, placed, _REACH) if "part" not in it.about.scope]
    if not before or before[-1].about.counted or "\n" in article[before[-1].at[1] : bare.at[0]]:
        return bare
    return replace(bare, about=replace(bare.about, topic=before[-1].about.topic))
