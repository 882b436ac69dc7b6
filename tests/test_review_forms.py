"""The forms of the review desk: what a claim type asks for, what a browser sends, the claim it comes to."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum, IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import lxml.html
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import BaseModel, Field, RootModel, model_validator

import extractor.review
from extractor.claims import Claim, NumericClaim
from extractor.numbers import Bound
from extractor.project import find
from extractor.response import type_name
from extractor.review.forms import controls, drawn, posted, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

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
    mixed: Literal[1, "1"] = 1
    grade: Literal["", "a"] | None = None
    place: Literal["", "sea", "land"] = ""
    confirmed: bool = False
    denied: bool | None = None
    note: str = ""
    area: Decimal | None = Field(default=None, ge=0, lt=10**6, description="Square kilometres.")
    rate: float = 0.5
    rank: int = Field(default=1, title="place in the list", strict=True)
    day: date | None = None
    seen: datetime | None = None
    hour: time | None = None
    tags: list[str] = Field(default=[])
    dates: list[date] | None = None
    sources: tuple[Source, ...] = ()
    target: Target
    also: list[Target] = Field(default=[])
    base: City | None = None
    where_from: City | Ship | None = Field(default=None, discriminator="kind")
    toll: dict[str, int] = Field(default={})
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
        "mixed": st.sampled_from([1, "1"]),
        "grade": st.sampled_from([None, "", "a"]),
        "place": st.sampled_from(["", "sea"]),
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
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the machine may be busy
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


def sent_all(kind: type[Claim], form: list[dict[str, Any]]) -> Pairs:
    """Return what a browser sends for a form and the type beside it."""
    return [("f.type", type_name(kind)), *sent(rendered(form))]


def changed(pairs: Pairs, texts: Mapping[str, str | None]) -> Pairs:
    """Return what is sent when something else is written in some controls; None sends nothing."""
    kept = [pair for pair in pairs if pair[0] not in texts]
    return kept + [(name, text) for name, text in texts.items() if text is not None]


STRIKE: dict[str, Any] = {
    "mention": 3,
    "subject": "drones",
    "value": 5000,
    "unit": "",
    "severity": "light",
    "tags": ["air", "night"],
    "sources": [{"name": "the mayor", "spans": [{"start": 1, "end": 4}]}],
    "target": {"kind": "city", "name": "Sumy", "people": 250000},
}
"""A claim as a row has it."""


def strike(texts: Mapping[str, str | None]) -> Claim | dict[str, str]:
    """Return what comes of the claim when something else is written in some controls."""
    return read(TYPES, changed(posted(Strike, STRIKE), texts))


def found(form: Iterable[dict[str, Any]], name: str) -> dict[str, Any]:
    """Return the control of a name."""
    return {control["name"]: control for control in every(form)}[name]


def every(form: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Return all controls of a form, those of groups and rows too."""
    for control in form:
        yield control
        for item in control["items"]:
            yield from every(item if isinstance(item, list) else [item])


@pytest.mark.parametrize("claims", [FIGURES, STRIKES, RUMOURS])
@UNHURRIED
@given(data=st.data())
def test_a_form_sent_as_it_was_shown_is_the_claim_it_was_made_of(
    claims: st.SearchStrategy[Claim], data: st.DataObject
) -> None:
    claim = data.draw(claims)
    types = TYPES if isinstance(claim, TYPES) else [type(claim)]
    assert read(types, posted(type(claim), claim.model_dump())) == claim


@pytest.mark.parametrize("claims", [FIGURES, STRIKES, RUMOURS])
@UNHURRIED
@given(data=st.data())
def test_what_a_browser_sends_for_a_form_is_what_posted_says(
    claims: st.SearchStrategy[Claim], data: st.DataObject
) -> None:
    claim = data.draw(claims)
    kind, values = type(claim), claim.model_dump()
    assert sorted(sent_all(kind, controls(kind, values))) == sorted(posted(kind, values))


def test_a_claim_type_asks_in_the_order_people_fill_it_in() -> None:
    names = [control["name"].removeprefix("f.") for control in controls(Strike, {})]
    assert names[:13] == [
        *("mention", "quote", "subject", "value", "low", "high", "unit", "bound", "derivation"),
        *("attributed_to", "via", "when", "where"),
    ]
    assert names[13:16] == ["severity", "level", "wave"]
    assert "type" not in names


def test_a_control_says_what_it_is_for() -> None:
    form = controls(Strike, STRIKE)
    area, rank, speaker = (found(form, f"f.{name}") for name in ("area", "rank", "attributed_to"))
    assert (area["label"], area["help"]) == ("area", "Square kilometres.")
    assert rank["label"] == "place in the list"
    assert speaker["label"] == "said by"
    assert found(form, "f.day")["help"] == "Written as 2025-11-25."


def test_each_field_has_the_control_its_annotation_asks_for() -> None:
    kinds = {control["name"].removeprefix("f."): control["kind"] for control in controls(Strike, STRIKE)}
    assert kinds == {
        **dict.fromkeys(("mention", "quote"), "hidden"),
        **dict.fromkeys(("value", "low", "high", "area", "rate", "rank"), "number"),
        **dict.fromkeys(("subject", "unit", "attributed_to", "via", "when", "where"), "text"),
        **dict.fromkeys(("note", "day", "seen", "hour", "class_"), "text"),
        **dict.fromkeys(("bound", "severity", "level", "wave", "month", "place", "denied"), "choice"),
        "confirmed": "flag",
        **dict.fromkeys(("tags", "dates", "sources", "also"), "list"),
        **dict.fromkeys(("target", "base", "where_from"), "group"),
        **dict.fromkeys(("toll", "either", "names", "open", "mixed", "grade"), "json"),
    }


def test_few_choices_are_seen_at_once_and_many_are_a_menu() -> None:
    form = controls(Strike, STRIKE)
    assert found(form, "f.severity")["few"]
    assert found(form, "f.severity")["choices"] == [["light", "light"], ["very_heavy", "very heavy"]]
    assert found(form, "f.denied")["choices"] == [["true", "yes"], ["false", "no"], ["", "not stated"]]
    assert not found(form, "f.month")["few"]


def test_words_of_more_than_a_line_have_room_for_more() -> None:
    form = controls(Strike, STRIKE | {"subject": "x" * 81, "when": "x" * 80, "where": "a\nb"})
    assert [found(form, f"f.{name}")["kind"] for name in ("subject", "when", "where")] == [
        "area",
        "text",
        "area",
    ]


def test_a_number_is_shown_as_people_write_it_and_sent_as_it_was_typed() -> None:
    form = drawn(Strike, changed(posted(Strike, STRIKE), {"f.low": "5k", "f.high": "a few"}))
    assert [
        (found(form, f"f.{name}")["value"], found(form, f"f.{name}")["shown"]) for name in ("value", "low")
    ] == [
        ("5000", "5,000"),
        ("5k", "5,000"),
    ]
    assert (found(form, "f.high")["value"], found(form, "f.high")["shown"]) == ("a few", "")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("5,000", 5000),
        ("5k", 5000),
        ("five thousand", 5000),
        ("1.2 million", 1200000),
        (" 7 ", 7),
        ("2025", 2025),
    ],
)
@pytest.mark.parametrize("name", ["value", "rank", "rate"])
def test_numbers_are_read_as_people_write_them(name: str, typed: str, number: int) -> None:
    assert getattr(strike({f"f.{name}": typed, f"f.{name}:null": None}), name) == number


def test_a_row_of_text_keeps_its_lines() -> None:
    claim = strike({"f.tags.0": "one\r\ntwo"})
    assert isinstance(claim, Strike)
    assert claim.tags == ["one\ntwo", "night"]


def test_what_is_ticked_as_not_stated_is_null_whatever_is_written() -> None:
    claim = strike({"f.subject:null": "true", "f.value:null": "true", "f.base.name": "Sumy", "f.either": "{"})
    assert isinstance(claim, Strike)
    assert (claim.subject, claim.value, claim.base, claim.either) == (None, None, None, None)


def test_words_left_empty_are_not_stated_but_an_empty_unit_is_a_plain_count() -> None:
    claim = strike({"f.subject": " ", "f.unit": "", "f.when:null": None, "f.value": ""})
    assert isinstance(claim, Strike)
    assert (claim.subject, claim.unit, claim.when, claim.value) == (None, "", None, None)
    unstated = strike({"f.unit:null": "true"})
    assert isinstance(unstated, Strike)
    assert unstated.unit is None


def test_an_empty_list_is_not_one_that_is_not_stated() -> None:
    empty, unstated = strike({"f.dates:null": None}), strike({})
    assert isinstance(empty, Strike)
    assert isinstance(unstated, Strike)
    assert (empty.dates, unstated.dates) == ([], None)


@pytest.mark.parametrize(
    ("texts", "errors"),
    [
        ({"f.value": "a few"}, {"f.value": "not a number: write 5,000, 5k or five thousand"}),
        ({"f.value": "5%"}, {"f.value": "not a number: write 5,000, 5k or five thousand"}),
        ({"f.value": "nan"}, {"f.value": "not a number: write 5,000, 5k or five thousand"}),
        ({"f.rank": ""}, {"f.rank": "missing"}),
        ({"f.rank": "1.5"}, {"f.rank": "not a whole number"}),
        ({"f.area": "-1", "f.area:null": None}, {"f.area": "at least 0"}),
        ({"f.area": "1 million", "f.area:null": None}, {"f.area": "less than 1000000"}),
        ({"f.severity": None}, {"f.severity": "missing"}),
        ({"f.severity": "bad"}, {"f.severity": "one of: light, very heavy"}),
        ({"f.wave": "4"}, {"f.wave": "one of: 1, 2, 3"}),
        ({"f.denied": "perhaps"}, {"f.denied": "one of: yes, no"}),
        (
            {"f.bound": "some"},
            {"f.bound": "one of: exact, about, at least, more than, at most, less than, range, vague"},
        ),
        ({"f.day": "May", "f.day:null": None}, {"f.day": "not a date: write 2025-11-25"}),
        ({"f.hour": "noon", "f.hour:null": None}, {"f.hour": "not a time: write 14:30:00"}),
        ({"f.dates:length": "1", "f.dates.0": "", "f.dates:null": None}, {"f.dates.0": "missing"}),
        (
            {"f.sources.0.spans.0.end": "x"},
            {"f.sources.0.spans.0.end": "not a number: write 5,000, 5k or five thousand"},
        ),
        ({"f.sources.0.name": None}, {"f.sources.0.name": "missing"}),
        ({"f.target.kind": ""}, {"f.target.kind": "missing", "f.target.name": "not a field of this claim"}),
        ({"f.target.kind": "ufo"}, {"f.target.kind": "one of: city, town, ship"}),
        ({"f.target.name": None}, {"f.target.name": "missing"}),
        (
            {"f.toll": "{"},
            {"f.toll": "not JSON: Expecting property name enclosed in double quotes, line 1, column 2"},
        ),
        ({"f.toll": "[" * 100000}, {"f.toll": "not JSON that can be read: too long or too deep"}),
        (
            {"f.toll": '{"a": "x"}'},
            {"f.toll": "a: should be a valid integer, unable to parse string as an integer"},
        ),
        ({"f.confirmed": "x"}, {"f.confirmed": "should be a valid boolean, unable to interpret input"}),
        (
            {"f.mention": "x"},
            {"f.mention": "should be a valid integer, unable to parse string as an integer"},
        ),
        ({"f.colour": "red"}, {"f.colour": "not a field of this claim"}),
        ({"f.tags.2": "far"}, {"f.tags.2": "not a field of this claim"}),
        ({"f.tags:row": "add"}, {"f.tags:row": "not a field of this claim"}),
        ({"f.tags:length": "-1", "f.tags.0": None, "f.tags.1": None}, {"f.tags": "at most 200 rows"}),
        ({"f.tags:length": "201", "f.tags.0": None, "f.tags.1": None}, {"f.tags": "at most 200 rows"}),
        ({"f.type": None}, {"f.type": "missing"}),
        ({"f.type": "war"}, {"f.type": "one of: strike, rumour"}),
    ],
)
def test_what_is_wrong_is_said_in_plain_words_at_its_control(
    texts: dict[str, str | None], errors: dict[str, str]
) -> None:
    said = strike(texts)
    assert isinstance(said, dict)
    assert {name: said.get(name) for name in errors} == errors
    if "f.target.kind" not in errors:
        assert said == errors


def test_all_that_is_wrong_is_said_at_once() -> None:
    said = strike({"f.value": "a few", "f.day": "May", "f.day:null": None, "f.rank": "", "f.colour": "red"})
    assert isinstance(said, dict)
    assert sorted(said) == ["f.colour", "f.day", "f.rank", "f.value"]


def test_a_pair_that_comes_twice_is_refused() -> None:
    assert read(TYPES, [*posted(Strike, STRIKE), ("f.value", "6000")]) == {"f.value": "given twice"}


def test_pairs_that_are_not_of_the_form_are_left_to_others() -> None:
    around = [("task", "figures"), ("action", "correct"), ("reason", "")]
    assert read(TYPES, [*around, *posted(Strike, STRIKE)]) == Strike.model_validate(STRIKE)


def test_a_form_of_too_many_fields_is_not_read() -> None:
    assert read(TYPES, [(f"f.{number}", "") for number in range(2001)]) == {"f": "more than 2,000 fields"}


@pytest.mark.parametrize("typed", ["9" * 100_000, "1e999999999", "-1e-999999999", "1E+999999"])
def test_a_number_nobody_writes_is_refused(typed: str) -> None:
    refused = {f"f.{name}": "not a number: write 5,000, 5k or five thousand" for name in ("value", "rank")}
    assert strike({"f.value": typed, "f.rank": typed}) == refused
    assert found(drawn(Strike, [("f.value", typed)]), "f.value")["shown"] == ""


def test_a_rule_of_the_whole_claim_is_told_of_the_whole_form() -> None:
    class Ranged(NumericClaim):
        type: Literal["ranged"] = "ranged"

        @model_validator(mode="after")
        def _ordered(self) -> Ranged:
            if self.low is not None and self.high is not None and self.low > self.high:
                raise ValueError("low is above high")
            return self

    assert read([Ranged], posted(Ranged, {"low": 5, "high": 3})) == {"f": "low is above high"}


def test_fields_that_were_not_posted_have_their_defaults() -> None:
    claim = read(TYPES, [("f.type", "rumour")])
    assert claim == Rumour()


def test_a_new_claim_begins_with_the_defaults_of_its_fields() -> None:
    form = controls(Strike, {})
    assert found(form, "f.wave")["value"] == "1"
    assert found(form, "f.rate")["value"] == "0.5"
    assert found(form, "f.severity")["value"] == ""
    assert not found(form, "f.bound")["stated"]
    assert [control["name"] for control in found(form, "f.target")["items"]] == ["f.target.kind"]


def test_a_value_that_the_schema_knows_no_longer_stays_in_sight() -> None:
    form = controls(Strike, STRIKE | {"severity": "grave"})
    page = rendered(form)
    (menu,) = page.xpath("//select[@name='f.severity']")
    assert [option.get("value") for option in menu.xpath("option[@selected]")] == ["grave"]
    assert ("f.severity", "grave") in posted(Strike, STRIKE | {"severity": "grave"})


def test_a_form_shows_again_what_was_typed_with_what_is_wrong() -> None:
    written = {"f.value": "a few", "f.toll": "{", "f.tags.1": "\r\n x"}
    pairs = changed(posted(Strike, STRIKE), written)
    errors = read(TYPES, pairs)
    assert isinstance(errors, dict)
    form = drawn(Strike, pairs, errors)
    assert found(form, "f.value")["value"] == "a few"
    assert found(form, "f.value")["error"] == "not a number: write 5,000, 5k or five thousand"
    assert found(form, "f.toll")["value"] == "{"
    assert found(form, "f.tags.1")["value"] == "\n x"
    assert sorted(sent_all(Strike, form)) == sorted(pairs)


def test_switching_the_type_keeps_what_fields_of_the_same_name_hold() -> None:
    pairs = changed(posted(Strike, STRIKE), {"f.note": "at night", "f.when": "Monday", "f.when:null": None})
    form = drawn(Rumour, pairs)
    assert found(form, "f.note")["value"] == "at night"
    assert (found(form, "f.when")["value"], found(form, "f.when")["stated"]) == ("Monday", True)
    assert found(form, "f.target.people")["value"] == "250000"
    assert "f.value" not in {control["name"] for control in every(form)}


def test_switching_the_model_of_a_union_keeps_what_fields_of_the_same_name_hold() -> None:
    form = drawn(Strike, changed(posted(Strike, STRIKE), {"f.target.kind": "ship"}))
    kind, name, afloat = found(form, "f.target")["items"]
    assert (kind["name"], kind["value"], kind["switch"]) == ("f.target.kind", "ship", True)
    assert (name["name"], name["value"]) == ("f.target.name", "Sumy")
    assert (afloat["name"], afloat["value"]) == ("f.target.afloat", "true")


@pytest.mark.parametrize(
    ("asked", "tags"),
    [
        ("add", ["air", "night", ""]),
        ("remove 0", ["night"]),
        ("up 1", ["night", "air"]),
        ("down 0", ["night", "air"]),
        ("up 0", ["air", "night"]),
        ("down 1", ["air", "night"]),
        ("remove 7", ["air", "night"]),
        ("sort", ["air", "night"]),
    ],
)
def test_the_buttons_of_a_list_add_remove_and_move_its_rows(asked: str, tags: list[str]) -> None:
    form = drawn(Strike, [*posted(Strike, STRIKE), ("f.tags:row", asked)])
    assert [row[0]["value"] for row in found(form, "f.tags")["items"]] == tags


def test_a_row_moves_with_all_that_lies_in_it() -> None:
    second = {"name": "police", "official": True, "spans": [{"start": 5, "end": 6}, {"start": 7, "end": 8}]}
    sources = [STRIKE["sources"][0], second]
    pairs = sent(
        rendered(drawn(Strike, [*posted(Strike, STRIKE | {"sources": sources}), ("f.sources:row", "up 1")]))
    )
    assert read(TYPES, [("f.type", "strike"), *pairs]) == Strike.model_validate(
        STRIKE | {"sources": [second, sources[0]]}
    )


def test_a_row_of_a_list_in_a_row_can_be_added() -> None:
    form = drawn(Strike, [*posted(Strike, STRIKE), ("f.sources.0.spans:row", "add")])
    assert [control["name"] for control in found(form, "f.sources.0.spans.1")["items"]] == [
        "f.sources.0.spans.1.start",
        "f.sources.0.spans.1.end",
    ]


def test_a_row_added_to_a_list_that_was_not_stated_states_it() -> None:
    form = drawn(Strike, [*posted(Strike, STRIKE), ("f.dates:row", "add")])
    assert found(form, "f.dates")["stated"]
    assert len(found(form, "f.dates")["items"]) == 1


def test_a_derivation_is_asked_for_where_no_number_is_named_or_one_is_given() -> None:
    def asked(values: dict[str, Any]) -> bool:
        return "f.derivation" in {control["name"] for control in controls(Strike, values)}

    assert not asked({"mention": 3})
    assert asked({"mention": 3, "derivation": "#1 + #2"})
    assert asked({})
    assert asked({"derivation": "#1 + #2"})


def test_a_model_within_itself_ends_as_json() -> None:
    class Family(Claim):
        type: Literal["family"] = "family"
        root: Node = Node()

    node: dict[str, Any] = {"name": "first"}
    for _ in range(8):
        node = {"name": "up", "parent": node, "others": [{"name": "x"}]}
    values = {"root": node}
    form = controls(Family, values)
    assert {control["kind"] for control in every(form)} == {"hidden", "text", "group", "list", "json"}
    assert read([Family], sent_all(Family, form)) == Family.model_validate(values)


HOSTILE = [
    "<script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</option></select><svg onload=alert(1)>",
    '" autofocus onfocus="alert(1)',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt; &amp;",
    "\u202e321\u202c",
    "<!-- --><![CDATA[",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_that_is_written_or_described_becomes_part_of_the_page(hostile: str) -> None:
    def page(words: str) -> lxml.html.HtmlElement:
        class Trap(NumericClaim):
            type: Literal["trap"] = "trap"
            kind: str = Field(default="", title=words, description=words)
            choice: Literal["a", "b"] = Field(default="a", title=words)
            menu: Literal["a", "b", "c", "d", "e", "f", "g", "h"] = Field(default="a", title=words)
            flag: bool = Field(default=False, title=words)
            rows: list[str] = Field(default=[], title=words, description=words)
            group: Source | None = Field(default=None, title=words, description=words)
            area: str = ""
            facts: dict[str, str] = Field(default={})

        values: dict[str, Any] = {
            "kind": words,
            "rows": [words],
            "subject": words,
            "quote": words,
            "area": f"{words}\n{words}",
        }
        values |= {"choice": words, "menu": words, "facts": {words: words}, "group": {"name": words}}
        names = [control["name"] for control in every(controls(Trap, values))]
        return rendered(controls(Trap, values, dict.fromkeys(names, words)))

    attacked, harmless = page(hostile), page("harmless")
    assert skeleton(attacked) == skeleton(harmless)
    texts = dict(sent(attacked))
    assert texts["f.kind"] == texts["f.quote"] == texts["f.rows.0"] == texts["f.choice"] == hostile
    assert texts["f.area"] == f"{hostile}\r\n{hostile}"
    assert attacked.xpath("//p[@id='f-kind--help']")[0].text_content() == hostile
    assert attacked.xpath("//label[@for='f-kind']")[0].text_content() == hostile
    assert attacked.xpath("//p[@id='f-kind--error']")[0].text_content() == hostile


def skeleton(page: lxml.html.HtmlElement) -> list[tuple[Any, list[str]]]:
    """Return the elements of a page and the names of their attributes."""
    return [(element.tag, sorted(element.attrib)) for element in page.iter()]


def test_a_choice_may_be_called_anything() -> None:
    class Trap(Claim):
        type: Literal["trap"] = "trap"
        choice: Literal["<script>", '"', "a.b:c"] = '"'

    page = rendered(controls(Trap, {}))
    assert page.xpath("//input[@name='f.choice']/@value") == ["<script>", '"', "a.b:c"]
    assert not page.xpath("//script")


def forms() -> Iterator[lxml.html.HtmlElement]:
    """The forms of all shipped types and of the one with a field of every kind, right and wrong."""
    for kind in SHIPPED:
        yield rendered(controls(kind, {}))
    values = STRIKE | {"also": [STRIKE["target"]] * 2, "dates": ["2025-11-25"], "when": "one\ntwo"}
    names = [control["name"] for control in every(controls(Strike, values))]
    yield rendered(controls(Strike, values, dict.fromkeys(names, "wrong")))


def test_every_control_has_a_label_and_what_describes_it_is_there() -> None:
    for page in forms():
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids))
        for control in page.xpath("//input[not(@type='hidden')] | //select | //textarea"):
            labelled = control.get("aria-label") or control.xpath("ancestor::label")
            assert labelled or page.xpath("//label[@for=$id]", id=control.get("id"))
        for fieldset in page.xpath("//fieldset"):
            assert fieldset[0].tag == "legend"
        for described in page.xpath("//@aria-describedby | //@aria-controls"):
            assert set(described.split()) <= set(ids)


def test_a_control_that_is_wrong_says_so_to_those_who_hear_the_page() -> None:
    page = rendered(controls(Strike, STRIKE, {"f.value": "wrong", "f.wave": "wrong", "f.tags": "wrong"}))
    (value,) = page.xpath("//input[@name='f.value']")
    (wave,) = page.xpath("//fieldset[input/@name='f.wave' or label/input/@name='f.wave']")
    (tags,) = page.xpath("//fieldset[@id='f-tags']")
    assert value.get("aria-describedby") == "f-value--help f-value--error"
    assert (value.get("aria-invalid"), wave.get("aria-invalid"), tags.get("aria-invalid")) == (
        "true",
        "true",
        None,
    )
    assert (wave.get("role"), tags.get("aria-describedby")) == ("radiogroup", "f-tags--error")
    assert len(page.xpath("//*[@aria-invalid]")) == 2


def test_no_number_is_left_to_the_browser_and_no_button_sends_the_form() -> None:
    for page in forms():
        assert set(page.xpath("//input/@type")) <= {"text", "hidden", "checkbox", "radio"}
        assert set(page.xpath("//button/@type")) <= {"button"}


def test_a_list_has_buttons_for_what_can_be_done_with_each_row() -> None:
    page = rendered(controls(Strike, STRIKE))
    buttons = page.xpath("//button[@name='f.tags:row']")
    assert [(button.get("value"), button.get("data-row")) for button in buttons] == [
        ("down 0", "0"),
        ("remove 0", "0"),
        ("up 1", "1"),
        ("remove 1", "1"),
        ("add", "2"),
    ]
    assert buttons[0].get("aria-label") == "down tags 1"
