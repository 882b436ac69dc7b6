"""How the values of a type stand in a form: as controls, as the pairs a browser sends, and read back.

Names of pairs lead to the value, as `f.places.0.name`. A name with a colon says what no text can: `:null`
that nothing is stated, `:flag` that there is a box, ticked or not, `:length` how many rows a list has.
"""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from pydantic import BaseModel
from pydantic_core import PydanticUndefined, to_jsonable_python

from extractor.claims import as_written
from extractor.page.words import figure
from extractor.row import number, plain

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

Control: TypeAlias = dict[str, Any]
Pair: TypeAlias = tuple[str, str]
Location: TypeAlias = tuple[int | str, ...]

FIELDS, ROWS = 2000, 200
"""How many pairs a form may have, and how many rows a list of it."""

FEW = 7  # choices that are taken in at a glance; more are a menu
LINE = 80  # characters that one line shows
DIGITS = 400  # of a number, at most: all that a float can be
ABSENT: Final = object()
"""What is read where nothing was posted: neither a value nor null, so that the default holds."""


class Caption(NamedTuple):
    """What is written beside a control."""

    label: str
    help: str = ""


class Place(NamedTuple):
    """The control that an error is about, and where in its value."""

    name: str
    shape: Shape
    rest: Location


@dataclass
class Form:
    """What a browser posted, what of it was read, and what is wrong with it, by name of control."""

    pairs: list[Pair]
    errors: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(init=False, default_factory=set)

    def take(self, name: str) -> str | None:
        """Return what was posted by a name, None if nothing, and count it as read."""
        self.taken.add(name)
        return self.texts.get(name)

    def has(self, name: str) -> bool:
        """Whether anything was posted about a control or one within it."""
        return name in self._places

    def pardon(self, name: str) -> None:
        """Forget what is wrong with a control and with those within it."""
        for other in [other for other in self.errors if other == name or other.startswith(f"{name}.")]:
            del self.errors[other]

    def refuse_the_rest(self) -> None:
        """Say what was posted that no control has, and what was posted twice."""
        seen: set[str] = set()
        for name, _ in self.pairs:
            if name not in self.taken:
                self.errors.setdefault(name, "not a field of this claim")
            elif name in seen:
                self.errors.setdefault(name, "given twice")
            seen.add(name)

    @cached_property
    def texts(self) -> dict[str, str]:
        """What was posted, by name."""
        return dict(self.pairs)

    @cached_property
    def _places(self) -> set[str]:
        parts = [name.partition(":")[0].split(".") for name in self.texts]
        return {".".join(part[:end]) for part in parts for end in range(1, len(part) + 1)}

    def control(self, kind: str, name: str, caption: Caption, **given: Any) -> Control:
        """Make a control; what a kind does not need is there and empty, so that templates may ask for it."""
        bare: Control = {
            "name": name,
            "id": name.replace(".", "-"),
            "kind": kind,
            "label": caption.label,
            "help": caption.help,
            "value": "",
            "choices": [],
            "few": False,
            "switch": False,
            "optional": False,
            "stated": True,
            "items": [],
            "error": self.errors.get(name),
            "shown": "",
        }
        return bare | given


class Shape(ABC):
    """How the values of a type are sent, shown and read."""

    @abstractmethod
    def encode(self, name: str, value: Any) -> list[Pair]:
        """Return what a browser sends when a control holds a value; None is one left blank."""

    @abstractmethod
    def draw(self, name: str, caption: Caption, form: Form) -> Control:
        """Return the control that holds what was posted."""

    @abstractmethod
    def decode(self, name: str, form: Form) -> Any:
        """Return what was posted, for pydantic to judge, or ABSENT; what cannot be read is an error."""

    def at(self, name: str, where: Location) -> Place:
        """Return the control that an error of pydantic is about."""
        return Place(name, self, where)


@dataclass(frozen=True)
class Text(Shape):
    """Words, or what is written like words: dates, with an `example`."""

    noun: str = ""
    example: str = ""

    def encode(self, name: str, value: Any) -> list[Pair]:
        return [(name, "" if value is None else str(plain(value)))]

    def draw(self, name: str, caption: Caption, form: Form) -> Control:
        text = form.take(name) or ""
        if self.example:
            caption = Caption(caption.label, f"{caption.help} Written as {self.example}.".lstrip())
        return form.control("area" if "\n" in text or len(text) > LINE else "text", name, caption, value=text)

    def decode(self, name: str, form: Form) -> Any:
        text = form.take(name)
        if text is None:
            return ABSENT
        return (text.strip() or None) if self.example else text


class Hidden(Text):
    """What is set by pointing at the text; nothing written is null."""

    def draw(self, name: str, caption: Caption, form: Form) -> Control:
        return form.control("hidden", name, caption, value=form.take(name) or "")

    def decode(self, name: str, form: Form) -> Any:
        text = form.take(name)
        return ABSENT if text is None else text or None


@dataclass(frozen=True)
class Number(Shape):
    """A number as people write it: `5,000`, `5k`, `five thousand`."""

    kind: type = Decimal

    def encode(self, name: str, value: Any) -> list[Pair]:
        if isinstance(value, Decimal) and _reasonable(value):
            return [(name, f"{value:f}")]
        return [(name, "" if value is None else str(value))]

    def draw(self, name: str, caption: Caption, form: Form) -> Control:
        text = form.take(name) or ""
        value = _number(text)
        shown = "" if value is None else figure({"value": number(value)})
        return form.control("number", name, caption, value=text, shown=shown)

    def decode(self, name: str, form: Form) -> Any:
        text = form.take(name)
        if text is None:
            return ABSENT
        value = _number(text)
        if value is None:
            if text.strip():
                form.errors[name] = "not a number: write 5,000, 5k or five thousand"
            return None
        if self.kind is int and value != value.to_integral_value():
            form.errors[name] = "not a whole number"
            return None
        return self.kind(value)


def _number(text: str) -> Decimal | None:
    """Read what was typed; None if it is no number, or one that nobody writes."""
    try:
        value = Decimal(as_written(text)) if len(text) <= DIGITS else None
    except InvalidOperation:
        return None
    return value if value is not None and _reasonable(value) else None


def _reasonable(value: Decimal) -> bool:
    """Whether a number can be written out: 1e999999999 cannot."""
    return value.is_finite() and abs(value.adjusted()) <= DIGITS


@dataclass(frozen=True)
class Choice(Shape):
    """One of a few values, each with the word sent for it and its label; an optional one can be null."""

    choices: tuple[tuple[str, str, Any], ...]
    optional: bool = False

    def encode(self, name: str, value: Any) -> list[Pair]:
        sent = self.sent(value)
        chosen = self.optional or len(self.choices) == 1 or not self._radios(sent) or self._has(sent)
        return [(name, sent)] if chosen else []

    def draw(self, name: str, caption: Caption, form: Form) -> Control:
        sent = form.take(name) or ""
        if len(self.choices) == 1 and not self.optional:
            return form.control("hidden", name, caption, value=sent)
        choices = [[word, label] for word, label, _ in self.choices]
        return form.control(
            "choice",
            name,
            caption,
            value=sent,
            choices=[*choices, ["", "not stated"]] if self.optional else choices,
            few=self._radios(sent),
            optional=self.optional,
            stated=bool(sent) or not self.optional,
        )

    def decode(self, name: str, form: Form) -> Any:
        text = form.take(name)
        if text is None:
            return ABSENT
        return next((meant for word, _, meant in self.choices if word == text), text or None)

    def sent(self, value: Any) -> str:
        """Return what is sent for a value: its word, or its own if it is none of the choices."""
        if value is None and len(self.choices) == 1 and not self.optional:
            return self.choices[0][0]
        known = (word for word, _, meant in self.choices if value in (word, meant) or _value(meant) == value)
        return next(known, "" if value is None else str(plain(value)))

    def words(self) -> str:
        """Say which values there are."""
        return f"one of: {', '.join(label for _, label, _ in self.choices)}"

    def _radios(self, sent: str) -> bool:
        """Whether all choices are shown at once; a menu can also show a value that is none of them."""
        return len(self.choices) <= FEW and (not sent or self._has(sent))

    def _has(self, sent: str) -> bool:
        return any(word == sent for word, _, _ in self.choices)


def _value(meant: Any) -> Any:
    return meant.value if isinstance(meant, Enum) else meant


class Flag(Shape):
    """Yes or no: a box to tick."""

    def encode(self, name: str, value: Any) -> list[Pair]:
        return [(f"{name}:flag", "true"), *([(name, "true")] if value else [])]

    def draw(self, name: str, caption: Caption, form: Form) -> Control:
        return form.control("flag", name, caption, value=form.take(name) or "")

    def decode(self, name: str, form: Form) -> Any:
        there, text = form.take(f"{name}:flag"), form.take(name)
        if text is None:
            return ABSENT if there is None else False
        return True if text == "true" else text


@dataclass(frozen=True)
class Optional(Shape):
    """A value or null, which a box says; words left empty are null too, unless empty says something."""

    inner: Shape
    empty_says: bool = False

    def encode(self, name: str, value: Any) -> list[Pair]:
        null = [(f"{name}:null", "true")] if value is None else []
        return [*self.inner.encode(name, value), *null]

    def draw(self, name: str, caption: Caption, form: Form) -> Control:
        stated = form.take(f"{name}:null") is None
        return self.inner.draw(name, caption, form) | {"optional": True, "stated": stated}

    def decode(self, name: str, form: Form) -> Any:
        raw = self.inner.decode(name, form)
        if form.take(f"{name}:null") is not None:
            form.pardon(name)
            return None
        wordless = isinstance(self.inner, Text) and isinstance(raw, str) and not raw.strip()
        return None if wordless and not self.empty_says else raw

    def at(self, name: str, where: Location) -> Place:
        return self.inner.at(name, where)


@dataclass(frozen=True)
class Rows(Shape):
    """A list, with a control for each of its values."""

    item: Shape

    def encode(self, name: str, value: Any) -> list[Pair]:
        items = value if isinstance(value, list | tuple) else ()
        rows = (self.item.encode(f"{name}.{row}", item) for row, item in enumerate(items))
        return [(f"{name}:length", str(len(items))), *(pair for row in rows for pair in row)]

    def draw(self, name: str, caption: Caption, form: Form) -> Control:
        rows = range(min(_length(form.take(f"{name}:length")) or 0, FIELDS))
        items = [
            [self.item.draw(f"{name}.{row}", Caption(f"{caption.label} {row + 1}"), form)] for row in rows
        ]
        return form.control("list", name, caption, items=items)

    def decode(self, name: str, form: Form) -> Any:
        said = form.take(f"{name}:length")
        if said is None:
            return ABSENT
        length = _length(said)
        if length is None or length > ROWS:
            form.errors[name] = f"at most {ROWS} rows"
            length = 0
        items = (self.item.decode(f"{name}.{row}", form) for row in range(length))
        return [None if item is ABSENT else item for item in items]

    def at(self, name: str, where: Location) -> Place:
        return self.item.at(f"{name}.{where[0]}", where[1:]) if where else Place(name, self, ())


def _length(said: str | None) -> int | None:
    """Read how many rows a list has; None if that is no number, or one beyond reason."""
    return int(said) if said and re.fullmatch("[0-9]{1,6}", said) else None


@dataclass(frozen=True)
class Field:
    """A field of a model: `key` is its name for pydantic, which an alias changes."""

    name: str
    key: str
    caption: Caption
    info: FieldInfo
    shape: Shape

    def default(self) -> Any:
        """Return the value a new form begins with; None if there is none without the other fields."""
        if getattr(self.info, "default_factory_takes_validated_data", False):
            return None
        default = self.info.get_default(call_default_factory=True)
        return None if default is PydanticUndefined else default


@dataclass(frozen=True)
class Group(Shape):
    """A model, with a control for each of its fields."""

    fields: tuple[Field, ...]

    def encode(self, name: str, value: Any) -> list[Pair]:
        given = _mapping(value)
        pairs: list[Pair] = []
        for each in self.fields:
            held = given[each.name] if each.name in given else each.default()
            pairs += each.shape.encode(f"{name}.{each.name}", held)
        return pairs

    def draw(self, name: str, caption: Caption, form: Form) -> Control:
        return form.control("group", name, caption, items=self.items(name, form))

    def items(self, name: str, form: Form) -> list[Control]:
        """Return the controls of the fields; one that nothing was posted about holds its default."""
        shown = []
        for each in self.fields:
            at = f"{name}.{each.name}"
            filled = form if form.has(at) else Form(each.shape.encode(at, each.default()), form.errors)
            shown.append(each.shape.draw(at, each.caption, filled))
        return shown

    def decode(self, name: str, form: Form) -> Any:
        found = {each.key: each.shape.decode(f"{name}.{each.name}", form) for each in self.fields}
        given = {key: raw for key, raw in found.items() if raw is not ABSENT}
        return given or ABSENT

    def at(self, name: str, where: Location) -> Place:
        for each in self.fields:
            if where and where[0] == each.key:
                return each.shape.at(f"{name}.{each.name}", where[1:])
        return Place(name, self, where)


@dataclass(frozen=True)
class Switch(Shape):
    """One of several models, told apart by a field of theirs."""

    tag: str
    choice: Choice
    models: Mapping[str, Group]

    def encode(self, name: str, value: Any) -> list[Pair]:
        given = _mapping(value)
        tag = self.choice.encode(f"{name}.{self.tag}", given.get(self.tag))
        model = self.models.get(self.choice.sent(given.get(self.tag)))
        return [*tag, *(model.encode(name, given) if model else [])]

    def draw(self, name: str, caption: Caption, form: Form) -> Control:
        at = f"{name}.{self.tag}"
        switch = self.choice.draw(at, Caption(self.tag.replace("_", " ")), form) | {"switch": True}
        model = self.models.get(form.texts.get(at, ""))
        rest = model.items(name, form) if model else []
        return form.control("group", name, caption, items=[switch, *rest])

    def decode(self, name: str, form: Form) -> Any:
        at = f"{name}.{self.tag}"
        tag = self.choice.decode(at, form)
        if tag is ABSENT:
            return ABSENT
        model = self.models.get(form.texts[at])
        raw: Any = model.decode(name, form) if model else ABSENT
        told = {} if tag is None else {self.tag: tag}
        return told if raw is ABSENT else told | raw

    def at(self, name: str, where: Location) -> Place:
        if not where:
            return Place(f"{name}.{self.tag}", self.choice, ())
        model = self.models.get(self.choice.sent(where[0]))
        return model.at(name, where[1:]) if model else Place(name, self, where)


class Json(Shape):
    """Whatever no other control can show, as JSON."""

    def encode(self, name: str, value: Any) -> list[Pair]:
        if value is None:
            return [(name, "")]
        return [(name, json.dumps(to_jsonable_python(plain(value)), ensure_ascii=False, indent=2))]

    def draw(self, name: str, caption: Caption, form: Form) -> Control:
        caption = Caption(caption.label, f"{caption.help} Written as JSON.".lstrip())
        return form.control("json", name, caption, value=form.take(name) or "")

    def decode(self, name: str, form: Form) -> Any:
        text = form.take(name)
        if text is None:
            return ABSENT
        try:
            return json.loads(text) if text.strip() else None
        except json.JSONDecodeError as error:
            form.errors[name] = f"not JSON: {error.msg}, line {error.lineno}, column {error.colno}"
        except (ValueError, RecursionError):  # numbers of thousands of digits, thousands of brackets
            form.errors[name] = "not JSON that can be read: too long or too deep"
        return None


def _mapping(value: Any) -> Mapping[str, Any]:
    """Return the fields of a model, or of what stands for one in a row."""
    if isinstance(value, BaseModel):
        return value.model_dump()
    return value if isinstance(value, Mapping) else {}
