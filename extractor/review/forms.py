"""Claim types as forms: a claim as controls, and what a browser posts back as a claim.

Between the two stands a list of pairs of texts, named as in `f.subject`: see `extractor.review.shapes`. The
form of a claim that was corrected wrongly, or whose type was switched, is made from what was posted.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from extractor.response import type_name
from extractor.review.fields import fields_of
from extractor.review.shapes import ABSENT, FIELDS, ROWS, Choice, Form, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pydantic_core import ErrorDetails

    from extractor.claims import Claim
    from extractor.review.shapes import Control, Pair, Place

ROOT = "f"
LIMITS = {
    "greater_than": "more than {gt}",
    "greater_than_equal": "at least {ge}",
    "less_than": "less than {lt}",
    "less_than_equal": "at most {le}",
    "multiple_of": "a multiple of {multiple_of}",
    "decimal_max_digits": "at most {max_digits} digits",
    "decimal_max_places": "at most {decimal_places} decimal places",
    "string_too_short": "at least {min_length} characters",
    "string_too_long": "at most {max_length} characters",
    "string_pattern_mismatch": "of the form {pattern}",
    "too_short": "at least {min_length} rows",
    "too_long": "at most {max_length} rows",
}
"""By what pydantic calls an error: what was expected."""


def controls(
    kind: type[Claim], values: Mapping[str, Any], errors: Mapping[str, str] = MappingProxyType({})
) -> list[Control]:
    """Return the controls of a claim's form: `values` as pydantic or a row has them, errors by control."""
    return drawn(kind, posted(kind, values), errors)


def posted(kind: type[Claim], values: Mapping[str, Any]) -> list[Pair]:
    """Return what a browser sends when nothing is changed in the form of a claim."""
    sent = fields_of(kind).encode(ROOT, values)
    asked = _asks_derivation(dict(sent))
    named = [(f"{ROOT}.type", type_name(kind))] if "type" in kind.model_fields else []
    return [
        *named,
        *((name, _lines(text).replace("\n", "\r\n")) for name, text in sent if asked or not _derives(name)),
    ]


def drawn(
    kind: type[Claim], pairs: Iterable[Pair], errors: Mapping[str, str] = MappingProxyType({})
) -> list[Control]:
    """Return the controls of a form that holds what was posted, after what its buttons for rows ask for.

    What was posted from the form of another type fills the controls of the same names.
    """
    form = Form(_rearranged([(name, _lines(text)) for name, text in pairs]), dict(errors))
    asked = _asks_derivation(form.texts)
    return [one for one in fields_of(kind).items(ROOT, form) if asked or not _derives(one["name"])]


def read(types: Sequence[type[Claim]], pairs: Iterable[Pair]) -> Claim | dict[str, str]:
    """Return the claim that was posted, or what is wrong, by control; `f` is the form as a whole.

    Pairs whose names do not begin with `f.` are left to others.
    """
    form = Form([(name, _lines(text)) for name, text in pairs if name.startswith(f"{ROOT}.")])
    if len(form.pairs) > FIELDS:
        return {ROOT: f"more than {FIELDS:,} fields"}
    kinds = {type_name(kind): kind for kind in types}
    named = form.take(f"{ROOT}.type")
    if named not in kinds:
        return {f"{ROOT}.type": f"one of: {', '.join(kinds)}" if named else "missing"}
    shape = fields_of(kinds[named])
    raw = shape.decode(ROOT, form)
    form.refuse_the_rest()
    try:
        claim = kinds[named].model_validate({} if raw is ABSENT else raw)
    except ValidationError as refused:
        for error in refused.errors(include_url=False):
            place = shape.at(ROOT, error["loc"])
            form.errors.setdefault(place.name, _said(error, place))
        return form.errors
    return form.errors or claim


def _lines(text: str) -> str:
    """Write the ends of lines as everywhere else; browsers send CRLF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _asks_derivation(texts: Mapping[str, str]) -> bool:
    """Whether the form has a control for the derivation: when there is one, or no number is named."""
    return bool(texts.get(f"{ROOT}.derivation")) or not texts.get(f"{ROOT}.mention")


def _derives(name: str) -> bool:
    return name.partition(":")[0] == f"{ROOT}.derivation"


def _rearranged(pairs: list[Pair]) -> list[Pair]:
    """Carry out what buttons ask to be done with the rows of a list: `add`, `remove 0`, `up 1`, `down 0`."""
    kept = [pair for pair in pairs if not pair[0].endswith(":row")]
    for button, asked in pairs:
        if button.endswith(":row"):
            kept = _with_rows(kept, button.removesuffix(":row"), asked)
    return kept


def _with_rows(pairs: list[Pair], name: str, asked: str) -> list[Pair]:
    said = dict(pairs).get(f"{name}:length", "")
    rows = list(range(int(said) if re.fullmatch("[0-9]{1,3}", said) else 0))
    verb, _, digits = asked.partition(" ")
    at = rows.index(int(digits)) if digits in map(str, rows) else None
    if verb == "add" and len(rows) < ROWS:
        rows.append(len(rows))
    elif verb == "remove" and at is not None:
        del rows[at]
    elif verb in {"up", "down"} and at is not None:
        rows.insert(max(0, at + (1 if verb == "down" else -1)), rows.pop(at))
    pairs = [pair for pair in pairs if pair[0] not in {f"{name}:length", f"{name}:null"}]
    return [(f"{name}:length", str(len(rows))), *_renamed(pairs, name, rows)]


def _renamed(pairs: list[Pair], name: str, rows: list[int]) -> list[Pair]:
    """Give the pairs of a list the numbers of their new places in `rows`; what has none there is left out."""
    places = {str(old): new for new, old in enumerate(rows)}
    kept = []
    for other, text in pairs:
        row = re.match(rf"{re.escape(name)}\.([0-9]+)(?=[.:]|$)", other)
        if row is None:
            kept.append((other, text))
        elif row[1] in places:
            kept.append((f"{name}.{places[row[1]]}{other[row.end() :]}", text))
    return kept


def _said(error: ErrorDetails, place: Place) -> str:
    """Say in plain words what was expected."""
    kind, given, shape = error["type"], error["input"], place.shape
    own = kind in {"value_error", "assertion_error"}
    if kind in {"missing", "union_tag_not_found"} or (given is None and not own):
        return "missing"
    if kind in LIMITS and not place.rest:
        return LIMITS[kind].format(**error.get("ctx", {}))
    if isinstance(shape, Choice) and not own:
        return shape.words()
    if isinstance(shape, Text) and shape.example and not own:
        return f"not a {shape.noun}: write {shape.example}"
    said = re.sub("^(Value error|Assertion failed), |^Input (?=should )", "", error["msg"])
    return ": ".join(filter(None, [".".join(map(str, place.rest)), said]))
