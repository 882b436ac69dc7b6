"""What the templates are given: plain dicts of words, signs and places, made from what a reviewer sees."""

from __future__ import annotations

from bisect import bisect_right
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from extractor import row as rows
from extractor.decisions import STATES, Action
from extractor.page.marks import paragraphs
from extractor.page.words import clean, figure, first_line, heading
from extractor.response import type_name
from extractor.review.reading import number_key, number_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from extractor.claims import Claim
    from extractor.decisions import Decision
    from extractor.page.marks import Piece
    from extractor.review.reading import Reading
    from extractor.row import Row

Model = dict[str, Any]
"""What a template is given."""

REASONS = (
    "wrong thing counted",
    "wrong number",
    "wrong unit",
    "wrong hedge",
    "wrong speaker",
    "wrong type",
    "not in the text",
    "said twice",
    "no claim at all",
)
"""What is offered as a reason to reject a claim, by number key."""

CONTROLS = {
    "value": "f.value",
    "scale": "f.value",
    "sign": "f.value",
    "unit": "f.unit",
    "currency": "f.unit",
    "bound": "f.bound",
    "subject": "f.subject",
    "speaker": "f.attributed_to",
    "derivation": "f.derivation",
}
"""The control of the form that a rule's finding speaks of."""

RULES = ("quote", *CONTROLS, "role")
"""The rules that findings come from."""


def item(listed: Row, state: str, others: int, *, blind: bool = False) -> Model:
    """Show a claim in a list, from what a queue or a row has of it."""
    shown = {"key": listed["key"], "article": listed["article_id"]}
    shown |= {"title": clean(first_line(listed["title"] or ""))}
    shown |= {"state": state, "others": others, "blind": blind}
    if blind:
        return shown | {"type": "", "verdict": "", "figure": "", "subject": ""}
    read = listed | {end: _read(listed.get(end)) for end in ("value", "low", "high")}
    return shown | {
        "type": kind(listed),
        "verdict": listed["verdict"],
        "figure": figure(read),
        "subject": subject(read),
    }


def subject(claim: Row) -> str:
    """Return what a claim counts; one that counts nothing is told by the words it rests on."""
    return clean(claim.get("subject") or (not figure(claim) and claim.get("quote")) or "")


def kind(claim: Row) -> str:
    """Return the type of a claim in words."""
    return clean(claim.get("type") or "").replace("_", " ")


def _read(stored: object) -> object:
    """Read a number that a queue holds as text; one that is none is shown as it is."""
    if not isinstance(stored, str):
        return stored
    try:
        return rows.number(Decimal(stored))
    except InvalidOperation:
        return stored


def article(reading: Reading, others: Mapping[str, int]) -> Model:
    """Show an article: its text in pieces, its claims in text order, the numbers no claim is about."""
    opened = reading.opened
    source, row = opened.article, opened.row
    uncovered = reading.uncovered
    numbered = row | {"claims": list(reading.shown.values()), "uncovered": uncovered}
    starts = [mention["start"] for mention in uncovered]
    return {
        "id": source.id,
        "heading": title(reading),
        "meta": [
            clean(part)
            for part in (
                source.source,
                source.date,
                row["article"]["path"],
                f"{len(source.text):,} characters",
            )
            if part
        ],
        "warning": clean(row["error"]["message"]) if row["error"] else None,
        "blind": reading.blind,
        "paragraphs": [
            [_segment(piece, source.text, starts) for piece in paragraph]
            for paragraph in paragraphs(numbered, source.text)
        ],
        "claims": [
            item(_listed(reading, key), reading.state(key), others.get(key, 0))
            | {"number": number, "start": claim["start"], "end": claim["end"]}
            for number, (key, claim) in enumerate(reading.claims.items(), start=1)
        ],
        "numbers": [
            {
                "name": number_name(mention),
                "start": mention["start"],
                "end": mention["end"],
                "text": clean(mention["text"]),
                "figure": figure(mention),
                "state": reading.state(number_key(source.id, number_name(mention))),
                "around": opened.context.around(mention),
            }
            for mention in uncovered
        ],
    }


def title(reading: Reading) -> str:
    """Return what to call an article."""
    return heading(reading.opened.row, reading.opened.article.text)


def _listed(reading: Reading, key: str) -> Row:
    article = reading.opened.article
    return reading.shown[key] | {"key": key, "article_id": article.id, "title": article.title}


def _segment(piece: Piece, text: str, starts: Sequence[int]) -> Model:
    """Add the words to a piece, and what it is about; `starts` are those of the numbers without a claim."""
    name = None
    if piece.unused:
        name = f"n{starts[bisect_right(starts, piece.start) - 1]}"
    return {
        "start": piece.start,
        "text": clean(text[piece.start : piece.end]),
        "verdict": piece.verdict,
        "claims": piece.claims,
        "name": name,
        "ends": piece.ends,
    }


def judged(claim: Row) -> Model:
    """Show what was decided about a claim: verdict, findings by the control they speak of, proof."""
    return {
        "verdict": claim["verdict"],
        "figure": figure(claim),
        "kind": kind(claim),
        "proof": clean(claim["proof"]) if claim.get("proof") else None,
        "findings": [
            {
                "rule": found["rule"],
                "message": clean(found["message"]),
                "note": found["note"],
                "field": CONTROLS.get(found["rule"], ""),
            }
            for found in claim["findings"]
        ],
    }


def evidence(reading: Reading, claim: Row) -> Model:
    """Show the words a claim rests on, within their sentence."""
    placed = claim["start"] is not None
    around = reading.opened.context.around(claim) if placed else ("", clean(claim.get("quote") or ""), "")
    return {"quote": around, "placed": placed}


def event(decision: Decision) -> Model:
    """Show a decision in a history: who did what when, and why."""
    said = decision.after or {}
    return {
        "at": decision.at,
        "reviewer": clean(decision.reviewer),
        "action": decision.action.value,
        "state": STATES.get(decision.action, ""),
        "reason": clean(decision.reason or ""),
        "figure": figure(said) if said else "",
        "type": kind(said),
        "subject": subject(said),
        "adjudicates": decision.adjudicates,
        "changed": _changed(decision.before or {}, said),
    }


def _changed(before: Row, after: Row) -> list[tuple[str, str, str]]:
    """Return the fields that a correction changed, each with what stood there and what stands now."""
    if not before or not after:
        return []
    mine, theirs = rows.said(before), rows.said(after)
    names = [name for name in dict.fromkeys((*mine, *theirs)) if name != "mention"]
    return [
        (name.replace("_", " "), _word(mine.get(name)), _word(theirs.get(name)))
        for name in names
        if mine.get(name) != theirs.get(name)
    ]


def _word(value: object) -> str:
    return "none" if value is None else clean(str(value))


def types(known: Iterable[type[Claim]]) -> list[tuple[str, str]]:
    """Return the claim types that a form can switch between, each with the first line of what it says."""
    return [(type_name(it), (it.__doc__ or "").strip().partition("\n")[0]) for it in known]


def tally(counts: Mapping[str, int]) -> Model:
    """Say how many claims there are, and how many of them are open, decided and put off."""
    put_off = {state: counts.get(state, 0) for state in (STATES[Action.SKIP], STATES[Action.FLAG])}
    total, left = sum(counts.values()), counts.get("open", 0)
    decided = total - left - sum(put_off.values())
    return {"total": total, "states": {"open": left, "decided": decided} | put_off}


def query(filters: Mapping[str, str]) -> str:
    """Write filters as a query string, without those that are not set."""
    return urlencode({name: value for name, value in filters.items() if value})


def told(action: Action, number: int | None, other: str = "") -> str:
    """Say what a decision did, for the status line; `other` is the figure it joined or parted."""
    what = "the number" if action is Action.IGNORE else f"claim {number}" if number else "a new claim"
    words = {
        Action.ACCEPT: f"Accepted {what}.",
        Action.CORRECT: f"Corrected {what}.",
        Action.REJECT: f"Rejected {what}.",
        Action.SKIP: f"Skipped {what}; it stays in the queue of skipped claims.",
        Action.FLAG: f"Flagged {what}.",
        Action.CREATE: "Made a new claim.",
        Action.IGNORE: "Ignored the number: no claim has to be about it.",
        Action.JOIN: f"Joined {what} with the figure {other} of another article.",
        Action.PART: f"Parted {what} from the figure {other} of another article.",
        Action.REVEAL: "The model's claims are shown now.",
    }
    return words[action]
