"""The forms of the review desk: what a claim type asks for, what a browser sends, and the claim it comes to."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum, IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import BaseModel, Field, RootModel

import extractor.review
from extractor.claims import Claim, NumericClaim
from extractor.numbers import Bound
from extractor.project import find
from extractor.response import type_name
from extractor.review.forms import controls, posted, read

if TYPE_CHECKING:
    from collections.abc import Iterator

Pairs = list[tuple[str, str]]

SHIPPED = [kind for schema in ("conflict", "disaster", "figures") for kind in find().schema(schema)]


class Severity(Enum):
    LIGHT = "light"
    VERY_HEAVY = "very_heavy"


class Level(IntEnum):
    ONE = 1
    TWO = 2


class City(BaseModel):
    kind: Literal["city", "town"] = "city"
    name: str
    people: int | None = None


class Ship(BaseModel):
    kind: Literal["ship"]
    name: str
    afloat: bool = True


Target = Annotated[City | Ship, Field(discriminator="kind")]


class Span(BaseModel):
    start: int
    end: int


class Source(BaseModel):
    name: str
    official: bool | None = None
    spans: list[Span] = []


class Names(RootModel[list[str]]):
    pass


class Open(BaseModel, extra="allow"):
    name: str = ""


class Node(BaseModel):
    name: str = ""
    parent: Node | None = None
    others: list[Node] = []


class Strike(NumericClaim):
    """An attack, with a field of every kind there is a control for."""

    type: Literal["strike"] = "strike"
    severity: Severity = Field(description="How heavy it was.")
    level: Level | None = None
    wave: Literal[1, 2, 3] = 1
    month: Literal["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug"] | None = None
    confirmed: bool = False
    denied: bool | None = None
    note: str = ""
    area: Decimal | None = Field(default=None, ge=0, lt=10**6, description="Square kilometres.")
    rate: float = 0.5
    rank: int = Field(default=1, title="place in the list", strict=True)
    day: date | None = None
    seen: datetime | None = None
    hour: time | None = None
    tags: list[str] = []
    dates: list[date] | None = None
    sources: tuple[Source, ...] = ()
    target: Target
    also: list[Target] = []
    base: City | None = None
    where_from: City | Ship | None = Field(default=None, discriminator="kind")
    toll: dict[str, int] = {}
    either: int | str | None = None
    names: Names = Names([])
    open: Open = Open()
    class_: str = Field(default="", alias="class")


class Rumour(Claim):
    """Something said, without a number."""

    type: Literal["rumour"] = "rumour"
    note: str = ""
    target: Target | None = None


TYPES = (Strike, Rumour)

# what HTML can carry: no control characters; a carriage return would come back as a line feed
LETTERS = st.characters(exclude_categories=("Cc", "Cs"), include_characters="\n\t")
WORDS = st.text(LETTERS).map(str.strip)
STATED = WORDS.map(lambda words: words or None)
NUMBERS = st.decimals(-(10**30), 10**30, allow_nan=False, places=None)
BASE: dict[str, Any] = {
    "quote": STATED,
    "attributed_to": STATED,
    "via": STATED,
    "when": STATED,
    "where": STATED,
}
NUMERIC = BASE | {
    "mention": st.none() | st.integers(1, 10**6),
    "subject": STATED,
    "value": st.none() | NUMBERS,
    "low": st.none() | NUMBERS,
    "high": st.none() | NUMBERS,
    "unit": st.none() | WORDS,
    "bound": st.none() | st.sampled_from(Bound),
    "derivation": STATED,
}
CITIES = st.builds(
    City, kind=st.sampled_from(["city", "town"]), name=WORDS, people=st.none() | st.integers(0, 10**9)
)
TARGETS = CITIES | st.builds(Ship, kind=st.just("ship"), name=WORDS, afloat=st.booleans())
SPANS = st.builds(Span, start=st.integers(0, 10**6), end=st.integers())
SOURCES = st.builds(Source, name=WORDS, official=st.none() | st.booleans(), spans=st.lists(SPANS, max_size=2))
STRIKES = st.fixed_dictionaries(
    NUMERIC
    | {
        "severity": st.sampled_from(Severity),
        "level": st.none() | st.sampled_from(Level),
        "wave": st.sampled_from([1, 2, 3]),
        "month": st.sampled_from([None, "Jan", "Aug"]),
        "confirmed": st.booleans(),
        "denied": st.none() | st.booleans(),
        "note": WORDS,
        "area": st.none() | st.decimals(0, 10**6 - 1, allow_nan=False),
        "rate": st.floats(allow_nan=False, allow_infinity=False, width=64),
        "rank": st.integers(-(10**40), 10**40),
        "day": st.none() | st.dates(),
        "seen": st.none() | st.datetimes(),
        "hour": st.none() | st.times(),
        "tags": st.lists(WORDS, max_size=3),
        "dates": st.none() | st.lists(st.dates(), max_size=2),
        "sources": st.lists(SOURCES, max_size=2).map(tuple),
        "target": TARGETS,
        "also": st.lists(TARGETS, max_size=2),
        "base": st.none() | CITIES,
        "where_from": st.none() | TARGETS,
        "toll": st.dictionaries(WORDS, st.integers(), max_size=2),
        "either": st.none() | st.integers(-(10**15), 10**15) | WORDS,
        "names": st.lists(WORDS, max_size=2).map(Names),
        "open": st.builds(Open, name=WORDS, more=st.integers()),
        "class": WORDS,
    }
).map(Strike.model_validate)
RUMOURS = st.fixed_dictionaries(BASE | {"note": WORDS, "target": st.none() | TARGETS}).map(
    Rumour.model_validate
)
FIGURES = st.tuples(st.sampled_from(SHIPPED), st.fixed_dictionaries(NUMERIC)).map(
    lambda drawn: drawn[0].model_validate(drawn[1])
)


def rendered(form: list[dict[str, Any]]) -> lxml.html.HtmlElement:
    """Return a form as a browser has it."""
    templates = Path(extractor.review.__file__).parent / "templates"
    environment = Environment(
        loader=FileSystemLoader(templates), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    macro = environment.get_template("form.html").module
    return lxml.html.document_fromstring(f"<form>{macro.controls(form)}</form>")  # type: ignore[attr-defined]


def sent(page: lxml.html.HtmlElement) -> Pairs:
    """Return what a browser sends for a form, as the HTML standard says."""
    return [(name, text.replace("\n", "\r\n")) for name, text in _entries(page)]


def _entries(page: lxml.html.HtmlElement) -> Iterator[tuple[str, str]]:
    for element in page.xpath("//input | //select | //textarea"):
        name = element.get("name")
        if element.tag == "select":
            (chosen,) = element.xpath("option[@selected]") or element.xpath("option[1]")
            yield name, chosen.get("value")
        elif element.tag == "textarea":
            yield name, (element.text or "").removeprefix("\n")
        elif element.get("type") not in {"checkbox", "radio"} or "checked" in element.attrib:
            assert element.get("type") == "hidden" or "\n" not in element.get("value")
            yield name, element.get("value")


def changed(pairs: Pairs, **texts: str | None) -> Pairs:
    """Return what is sent when something else is written; None sends nothing. `__` stands for a dot or colon."""
    names = {f"f.{name.replace('__', '.').replace('_of_', ':')}": text for name, text in texts.items()}
    kept = [pair for pair in pairs if pair[0] not in names]
    return kept + [(name, text) for name, text in names.items() if text is not None]


@pytest.mark.parametrize("claims", [FIGURES, STRIKES, RUMOURS])
@given(data=st.data())
def test_a_form_sent_as_it_was_shown_is_the_claim_it_was_made_of(
    claims: st.SearchStrategy[Claim], data: st.DataObject
) -> None:
    claim = data.draw(claims)
    types = TYPES if isinstance(claim, TYPES) else [type(claim)]
    assert read(types, posted(type(claim), claim.model_dump())) == claim


@pytest.mark.parametrize("claims", [FIGURES, STRIKES, RUMOURS])
@given(data=st.data())
def test_what_a_browser_sends_for_a_form_is_what_posted_says(
    claims: st.SearchStrategy[Claim], data: st.DataObject
) -> None:
    claim = data.draw(claims)
    kind, values = type(claim), claim.model_dump()
    page = rendered(controls(kind, values))
    assert sorted([("f.type", type_name(kind)), *sent(page)]) == sorted(posted(kind, values))
