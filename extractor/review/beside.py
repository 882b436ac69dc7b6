"""What is shown beside a claim: figures of other articles about the same quantity, and what each is to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from extractor.compare.comparing import quantity_of
from extractor.compare.quantity import Kind
from extractor.page.quantities import KINDS, day, outlet, told
from extractor.page.words import Look, clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractor.compare.statement import Placed
    from extractor.row import Row

TURNED = {
    Kind.NARROWER: KINDS[Kind.WIDER],
    Kind.WIDER: KINDS[Kind.NARROWER],
    Kind.REVISED: Look("revised since", "←", "an earlier figure, whose place this claim takes", ""),
}
"""What the second of two statements is to the first, where that is something else."""

WHOLE = Look("the whole", "∋", "what the claim counts is a part of what this figure counts", "")
PART = Look("a part", "∈", "what this figure counts is a part of what the claim counts", "")

AROUND = 160
"""Characters of a sentence that are shown before a number, and after it."""


def newest(placed: Placed) -> tuple[str, str]:
    """Order statements by the day of their article; those without one come first."""
    published = placed.statement.source.published
    return published.isoformat() if published else "", placed.statement.key


def looks(own: Placed, claim: Row, others: Sequence[Placed]) -> dict[str, Look]:
    """Return what others are to a claim as it is shown, by their keys; what may agree is left out."""
    mine = replace(own, statement=replace(own.statement, claim=claim))
    key, found = own.statement.key, {}
    for it in quantity_of([mine, *others]).relations:
        if it.other == key:
            found[it.one] = KINDS[it.kind]
        elif it.one == key:
            found[it.other] = TURNED.get(it.kind, KINDS[it.kind])
    return found


def figure(placed: Placed, look: Look | None, rev: int, *, joined: bool) -> dict[str, Any]:
    """Show the figure of another article: who says it, where and when, and its sentence in three parts."""
    statement = placed.statement
    start, end = statement.place
    sentence, published = statement.sentence, day(statement)
    return {
        "key": statement.key,
        "article": statement.source.id,
        "figure": told(statement),
        "speaker": clean(statement.claim.get("attributed_to") or ""),
        "outlet": outlet(statement),
        "day": f"{published:%-d\xa0%b\xa0%Y}" if published else "",
        "before": _cut(sentence[:start][::-1])[::-1],
        "number": clean(sentence[start:end]),
        "after": _cut(sentence[end:]),
        "look": look,
        "disputed": look is KINDS[Kind.DISPUTED],
        "rev": rev,
        "joined": joined,
    }


def _cut(words: str) -> str:
    """Show so much of a part of a sentence as there is room for; the end is what goes."""
    return clean(words if len(words) <= AROUND else f"{words[:AROUND]}…")
