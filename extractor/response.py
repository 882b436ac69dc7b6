"""The class of an answer: what a model is asked for of a schema's claim types, made per request."""

from __future__ import annotations

import functools
import operator
import re
from types import GenericAlias
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast, get_args

from pydantic import BaseModel, Field, create_model

from extractor.claims import Claim, NumericClaim
from extractor.nouns import NounClass, noun_class
from extractor.numbers import TIME_UNITS
from extractor.phrases import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from extractor.numbers import Mention
    from extractor.sentences import Sentence

ClaimType: TypeAlias = type[Claim]

# what follows from the number, so that no model is asked for it
_FOLLOWS = words("value low high unit bound derivation")
# the other fields every claim has; whatever else a schema declares is asked for in both ways
COMMON = frozenset(NumericClaim.model_fields) | {"type"}
_TIMES = TIME_UNITS | {"millisecond"}
_AREAS = frozenset({"hectare", "acre"})
_RIGHT_BY, _FAR, _NUMBER_BETWEEN = 3, 8, 5  # words
_OF_HEDGES = frozenset({"more", "less", "fewer", "up", "over"})  # cues that also hedge any number
# what narrows a type, and the words it may be narrowed by; cues are any words
_NARROWING: dict[str, tuple[str, ...] | None] = {
    "measures": ("count", "share", "money", "time", "area", "measure"),
    "counts": get_args(NounClass),
    "cues": None,
}


def type_name(kind: ClaimType) -> str:
    """Return what a claim type is called in answers."""
    return str(kind.model_fields["type"].default)


def own_fields(types: Mapping[str, ClaimType]) -> list[str]:
    """Return the fields that schemas add to those every claim has."""
    return [name for kind in types.values() for name in kind.model_fields if name not in COMMON]


def narrowed(kind: type[NumericClaim]) -> bool:
    """Whether there are numbers that a type does not take."""
    return any(getattr(kind, name) for name in _NARROWING)


def slips(kind: type[NumericClaim]) -> Iterator[str]:
    """Say what is wrong with the way a type is narrowed: it would be offered never, or always."""
    for name, known in _NARROWING.items():
        words = getattr(kind, name)
        if name in kind.model_fields:
            yield f"{name} is read as a field of the claim: write {name}: ClassVar[tuple[str, ...]] = ..."
        elif isinstance(words, str):
            yield f'{name} is a string, not a tuple of words: write {name} = ("{words}",)'
        elif known and (wrong := [word for word in words if word not in known]):
            yield f"{name} knows no '{wrong[0]}' (known: {', '.join(known)})"


def fits(kind: type[NumericClaim], mention: Mention, subject: str | None, near: str) -> bool:
    """Whether a type takes numbers of this dimension, counts of this noun, and words that stand `near`."""
    measures, counts = kind.measures, kind.counts
    dimension = dimension_of(mention.unit)
    if (measures and dimension not in measures) or not _cued(kind.cues, near):
        return False
    noun = noun_class(subject) if subject and dimension in {"count", "share"} else None
    return not counts or noun is None or noun in counts


def beside(
    types: Mapping[str, type[NumericClaim]],
    text: str,
    sentence: Sentence,
    mention: Mention,
    mentions: Sequence[Mention],
) -> dict[str, type[NumericClaim]]:
    """Leave out the types whose cues stand far off where the cue of another stands right by the number."""
    cued = {name: kind.cues for name, kind in types.items() if kind.cues}
    away = {name: _away(cues, text, sentence, mention, mentions) for name, cues in cued.items()}
    nearest = min(away.values(), default=_FAR)
    if nearest > _RIGHT_BY:
        return dict(types)
    return {name: kind for name, kind in types.items() if away.get(name, nearest) <= nearest + _FAR}


def _away(
    cues: tuple[str, ...], text: str, sentence: Sentence, mention: Mention, mentions: Sequence[Mention]
) -> float:
    """Return how many words stand between a number and the nearest cue of its sentence; infinite without one.

    Another number between them counts as several words.
    """
    away = float("inf")
    for found in _cue(cues).finditer(text, sentence.start, sentence.end):
        before = found.start() < mention.start
        start, end = (found.end(), mention.start) if before else (mention.end, found.start())
        if found[0].lower() not in _OF_HEDGES:
            numbers = sum(start <= other.start < end for other in mentions)
            away = min(away, len(text[start:end].split()) + _NUMBER_BETWEEN * numbers)
    return away


def _cued(cues: tuple[str, ...], near: str) -> bool:
    """Whether a word of `near` begins with one of the cues, or there are none."""
    return not cues or _cue(cues).search(near) is not None


@functools.lru_cache(maxsize=256)
def _cue(cues: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of a word that begins with one of the cues."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, cues))})\w*", re.IGNORECASE)


def dimension_of(unit: str) -> str:
    """Return what a unit measures: one of the words that `measures` of a schema may have."""
    if unit == "":
        return "count"
    if unit in {"percent", "percentage point", "basis point", "times"}:
        return "share"
    if len(unit) == 3 and unit.isupper():
        return "money"
    if unit in _TIMES:
        return "time"
    return "area" if unit.startswith("square ") or unit in _AREAS else "measure"


@functools.lru_cache(maxsize=256)
def choice(types: tuple[ClaimType, ...]) -> type[BaseModel]:
    """Return the class of an answer about one number; flat when the types have no fields of their own."""
    named = {type_name(kind): kind for kind in types}
    if not own_fields(named):
        return create_model("Number", type=cast("Any", (Literal[tuple(named)], ...)))
    return create_model("Number", claim=(_union([_asked(kind, COMMON - {"type"}) for kind in types]), ...))


@functools.lru_cache(maxsize=16)
def list_of(types: tuple[ClaimType, ...]) -> type[BaseModel]:
    """Return the class of an answer about a whole article."""
    kinds = _union([_asked(kind, _FOLLOWS) for kind in types])
    return create_model("Claims", claims=cast("Any", (GenericAlias(list, (kinds,)), ...)))


def _union(kinds: Sequence[type[BaseModel]]) -> Any:
    return functools.reduce(operator.or_, kinds)


def _asked(kind: ClaimType, leave_out: frozenset[str]) -> type[BaseModel]:
    """Return a claim type without the fields that are not asked for; the number first, the quote last."""
    order = ["mention", "type", "subject", "attributed_to"]
    names = sorted(
        (name for name in kind.model_fields if name not in leave_out),
        key=lambda name: order.index(name) if name in order else len(order) + (name == "quote"),
    )
    fields: dict[str, Any] = {
        name: (kind.model_fields[name].annotation, kind.model_fields[name]) for name in names
    }
    fields["type"] = (Literal[type_name(kind)], Field(...))
    return create_model(kind.__name__, __doc__=kind.__doc__, **fields)
