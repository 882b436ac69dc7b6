"""Which control a field of a claim type has, by its annotation."""

from __future__ import annotations

import functools
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, RootModel

from extractor.page.words import STATED
from extractor.review.shapes import (
    Caption,
    Choice,
    Field,
    Flag,
    Group,
    Hidden,
    Json,
    Number,
    Optional,
    Rows,
    Shape,
    Switch,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pydantic.fields import FieldInfo

    from extractor.claims import Claim

DEPTH = 4  # how deep models and lists lie in one another; what is deeper is JSON
ORDER = tuple(
    "mention quote subject value low high unit bound derivation attributed_to via when where".split()
)
POINTED = frozenset({"mention", "quote"})  # set by pointing at the text
LABELS = {name: word for word, name in STATED}
YES_NO = Choice((("true", "yes", True), ("false", "no", False)), optional=True)
SIMPLE: dict[type, Shape] = {
    str: Text(),
    date: Text("date", "2025-11-25"),
    datetime: Text("date and time", "2025-11-25T14:30:00"),
    time: Text("time", "14:30:00"),
    int: Number(int),
    float: Number(float),
    Decimal: Number(),
    bool: Flag(),
}


@functools.lru_cache(maxsize=256)
def fields_of(kind: type[Claim]) -> Group:
    """Return the fields of a claim type, those of all claims first, in the order people fill them in."""
    names = [name for name in ORDER if name in kind.model_fields]
    names += [name for name in kind.model_fields if name not in {*ORDER, "type"}]
    return Group(tuple(_of_claim(_field(name, kind.model_fields[name], 0)) for name in names))


def _of_claim(field: Field) -> Field:
    if field.name in POINTED:
        return replace(field, shape=Hidden())
    if field.name == "unit" and isinstance(field.shape, Optional):
        return replace(field, shape=replace(field.shape, empty_says=True))  # a plain count
    return replace(field, caption=field.caption._replace(label=LABELS.get(field.name, field.caption.label)))


def _field(name: str, info: FieldInfo, depth: int) -> Field:
    caption = Caption(info.title or name.replace("_", " "), info.description or "")
    key = info.validation_alias if isinstance(info.validation_alias, str) else name
    return Field(name, key, caption, info, _shape(info.annotation, [info, *info.metadata], depth))


def _shape(annotation: Any, notes: Sequence[Any], depth: int) -> Shape:
    """Return the shape of an annotation; `notes` are what pydantic is told besides, as in Annotated."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _shape(arguments[0], [*notes, *arguments[1:]], depth)
    if origin in {Union, UnionType}:
        return _union(arguments, notes, depth)
    if origin is Literal:
        return _literal(arguments)
    if origin is list or (origin is tuple and arguments[1:] == (...,)):
        return Rows(_shape(arguments[0], (), depth + 1)) if depth < DEPTH else Json()
    if not isinstance(annotation, type):
        return Json()
    if issubclass(annotation, Enum):
        return _choice(annotation)
    return SIMPLE.get(annotation) or _group(annotation, depth) or Json()


def _union(arguments: Sequence[Any], notes: Sequence[Any], depth: int) -> Shape:
    parts = [each for each in arguments if each is not NoneType]
    one = _shape(parts[0], notes, depth) if len(parts) == 1 else _switch(parts, notes, depth)
    return one if len(parts) == len(arguments) else _or_null(one)


def _or_null(shape: Shape) -> Shape:
    match shape:
        case Flag():
            return YES_NO
        case Choice():
            told_apart = all(word for word, _, _ in shape.choices)  # null is sent as an empty word
            return replace(shape, optional=True) if told_apart else Optional(Json())
        case _:
            return Optional(shape)


def _literal(values: Sequence[Any]) -> Shape:
    shape = _choice([value for value in values if value is not None])
    return _or_null(shape) if None in values else shape


def _choice(values: Iterable[Any]) -> Shape:
    """Return a choice of values; JSON if two of them would be sent as the same word, as 1 and "1"."""
    words = {str(value.value if isinstance(value, Enum) else value): value for value in values}
    choice = Choice(tuple((word, word.replace("_", " ") or "empty", value) for word, value in words.items()))
    return choice if words and len(words) == len(list(values)) else Json()


def _switch(parts: Sequence[Any], notes: Sequence[Any], depth: int) -> Shape:
    """Return the shape of a union of models that a field tells apart, else JSON."""
    tag = next(filter(None, map(_discriminator, notes)), "")
    models: dict[str, Group] = {}
    values: list[Any] = []
    for part in parts:
        model = _group(part, depth, tag) if isinstance(part, type) else None
        named = _literal(get_args(part.model_fields[tag].annotation)) if tag and model else None
        if model is None or not isinstance(named, Choice):
            return Json()
        models |= dict.fromkeys((word for word, _, _ in named.choices), model)
        values += [meant for _, _, meant in named.choices]
    choice = _choice(values)
    return Switch(tag, choice, models) if isinstance(choice, Choice) else Json()


def _discriminator(note: Any) -> str:
    """Return the field that tells models apart, if pydantic is told of one here."""
    found = getattr(note, "discriminator", None)
    found = getattr(found, "discriminator", found)
    return found if isinstance(found, str) else ""


def _group(model: type, depth: int, leave_out: str = "") -> Group | None:
    """Return the fields of a model; None if it is none, too deep, or has more than its fields say."""
    if not issubclass(model, BaseModel) or issubclass(model, RootModel):
        return None
    if depth >= DEPTH or model.model_config.get("extra") == "allow":
        return None
    fields = (_field(name, info, depth + 1) for name, info in model.model_fields.items() if name != leave_out)
    return Group(tuple(fields))
