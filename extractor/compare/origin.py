"""Who is behind a figure: what repeats one source counts once."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from extractor.compare.interval import interval
from extractor.compare.names import stem
from extractor.phrases import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from extractor.compare.quantity import Statement

_ALIKE = 90
"""Sentences that are this alike (of 100) are one sentence, passed on."""

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_NO_NAME = words("the a an of in for and its his her their mr mrs ms dr rep s")


def with_origins(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Name the independent source of each statement of one quantity.

    It is who says it, under the fullest of the names that are used for one; where nobody is named, whoever
    says the same number in the same article or in nearly the same sentence, and else the outlet itself.
    """
    speakers = _speakers(it.origin for it in statements)
    origins = {it.key: speakers.get(it.origin) for it in statements}
    by_number: dict[object, list[Statement]] = defaultdict(list)
    for it in sorted(statements, key=lambda it: (origins[it.key] is None, it.source.id, _start(it), it.key)):
        number = interval(it.claim), it.claim.get("unit")
        origins[it.key] = origins[it.key] or _repeated(it, by_number[number], origins) or _own(it)
        by_number[number].append(it)
    full = _written_out(name for it in statements for name in (*it.chain, origins[it.key]) if name)
    found = {it.key: origins[it.key] or it.key for it in statements}
    return tuple(replace(it, origin=full.get(found[it.key], found[it.key])) for it in statements)


def _repeated(
    statement: Statement, before: Iterable[Statement], origins: dict[str, str | None]
) -> str | None:
    """Return the origin of one that says the same number in the same article or the same words."""
    others = list(before)
    for it in others:
        if it.source.id == statement.source.id:
            return origins[it.key]
    for it in others:
        if fuzz.token_set_ratio(it.sentence, statement.sentence, score_cutoff=_ALIKE):
            return origins[it.key]
    return None


def _start(statement: Statement) -> int:
    return statement.claim["start"] or 0


def _own(statement: Statement) -> str:
    """Return who speaks in an article's own voice: who passes it on, the outlet, else the article."""
    return statement.chain[-1] if statement.chain else statement.source.path or statement.source.id


def abbreviates(short: str, name: str) -> bool:
    """Whether capitals stand for a name: KNS for the Kastria News Service."""
    words = name.removeprefix("The ").removeprefix("the ").split()
    return len(words) > 1 and short.isupper() and short == "".join(it[0] for it in words if it[0].isupper())


def _written_out(names: Iterable[str]) -> dict[str, str]:
    """Return the full name for each that abbreviates one, and only one, of the others."""
    every = set(names)
    full = {short: [it for it in every if abbreviates(short, it)] for short in every if short.isupper()}
    return {short: found[0] for short, found in full.items() if len(found) == 1}


def _speakers(names: Iterable[str | None]) -> dict[str, str]:
    """Return for each name of a speaker the fullest name of the same one.

    "The ministry" is the health ministry, unless there is one of defence as well.
    """
    known = {name: _key(name) for name in names if name}
    fullest: dict[frozenset[str], str] = {}
    for name in sorted(known, key=lambda it: (len(it), it)):
        fullest[known[name]] = name
    return {name: _fullest(key, fullest) or name for name, key in known.items()}


def _fullest(key: frozenset[str], fullest: dict[frozenset[str], str]) -> str | None:
    larger = [other for other in fullest if key < other]
    top = [other for other in larger if not any(other < another for another in larger)]
    return fullest[top[0]] if len(top) == 1 and key else fullest.get(key)


def _key(name: str) -> frozenset[str]:
    return frozenset(stem(word) for word in _WORD.findall(name.lower()) if word not in _NO_NAME)
