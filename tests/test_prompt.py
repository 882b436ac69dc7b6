"""Requests for an article, the ways to read an answer, and what is wrong with a prompt file."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field, ValidationError

from extractor.article import article
from extractor.claims import Claim, NumericClaim
from extractor.errors import AnswerRejected, ProjectError
from extractor.numbers import Role, scan
from extractor.prompt import LONGEST, Marks, Request, Template, claims, render

if TYPE_CHECKING:
    from pathlib import Path


class Sunk(NumericClaim):
    """Boats that sank.

    Boats that ran aground are not among them.
    """

    measures: ClassVar[tuple[str, ...]] = ("count",)
    counts: ClassVar[tuple[str, ...]] = ("things",)
    type: Literal["sunk"] = "sunk"


class Drowned(NumericClaim):
    """People who drowned."""

    measures: ClassVar[tuple[str, ...]] = ("count",)
    counts: ClassVar[tuple[str, ...]] = ("people",)
    type: Literal["drowned"] = "drowned"


class Other(NumericClaim):
    """Anything else."""

    type: Literal["other"] = "other"


class Meeting(Claim):
    """A meeting that took place."""

    type: Literal["meeting"] = "meeting"


TYPES = (Sunk, Drowned, Other)
PROMPT = """+++
schema = "boats"

[[examples]]
text = "The ferry lost 7 sheep, its owner said."
claims = [{ number = "7", type = "other", subject = "sheep", attributed_to = "its owner" }]
+++
Ask by {{ ask }}, marked {{ open }}{{ close }}.
{% for type in types %}
{{ type.name }}: {{ type.summary }}
{% endfor %}
"""
TEXT = "Twelve boats sank in 2019, police said. They lost 3 sailors and $5 million. Bring {{ 6 * 7 }} ropes."


@pytest.fixture
def template(tmp_path: Path) -> Template:
    return load(tmp_path, PROMPT)


def load(folder: Path, text: str) -> Template:
    path = folder / "boats.md"
    path.write_text(text, encoding="utf-8")
    return Template.load(path)


def asked(template: Template, ask: str, text: str = TEXT, types: Any = TYPES) -> list[Request]:
    return render(article(text), scan(text), template, types, ask)


def answered(request: Request, **fields: Any) -> list[Claim]:
    return claims(request, request.response.model_validate(fields))


def test_only_quantities_are_asked_about_one_each(template: Template) -> None:
    requests = asked(
        template, "sentence", "On 3 May 2019 the 2nd ferry, a Type-75, sank with 40 sheep and 9 sailors."
    )
    assert [r.messages[-1]["content"].rpartition("\n")[2] for r in requests] == ["«40» sheep", "«9» sailors"]


def test_what_is_the_same_for_every_article_comes_first_and_the_number_last(template: Template) -> None:
    first, second, *_ = asked(template, "sentence")
    assert (
        first.messages[:-1]
        == second.messages[:-1]
        == [
            {
                "role": "system",
                "content": "Ask by sentence, marked «».\nsunk: Boats that sank\ndrowned: People who drowned\n"
                "other: Anything else",
            },
            {"role": "user", "content": "The ferry lost 7 sheep, its owner said.\n«7» sheep"},
            {"role": "assistant", "content": '{"type": "other"}'},
        ]
    )
    assert first.messages[-1] == {
        "role": "user",
        "content": "Twelve boats sank in 2019, police said.\n«Twelve» boats",
    }


def test_a_type_is_offered_only_for_numbers_it_can_take(template: Template) -> None:
    boats, sailors, money, *_ = asked(template, "sentence")
    offered = [r.response.model_json_schema()["properties"]["type"] for r in (boats, sailors, money)]
    assert [o.get("enum", o.get("const")) for o in offered] == [
        ["sunk", "other"],
        ["drowned", "other"],
        "other",
    ]


def test_nothing_is_asked_when_only_one_answer_is_possible(template: Template) -> None:
    boats, _, money, *_ = asked(template, "sentence")
    assert boats.answer is None
    assert money.answer is not None
    assert [c.model_dump()["type"] for c in claims(money, money.answer)] == ["other"]


def test_the_code_says_what_is_counted_and_who_says_it(template: Template) -> None:
    boats, sailors, *_ = asked(template, "sentence")
    assert answered(boats, type="sunk") == [Sunk(mention=1, subject="boats", attributed_to="police")]
    assert answered(sailors, type="drowned") == [
        Drowned(mention=3, subject="sailors", attributed_to="police")
    ]


def test_an_answer_outside_the_offered_types_does_not_validate(template: Template) -> None:
    with pytest.raises(ValidationError):
        asked(template, "sentence")[0].response.model_validate({"type": "drowned"})


def test_fields_of_a_users_own_are_asked_for_in_both_ways(template: Template) -> None:
    class Stock(NumericClaim):
        """Goods in store."""

        type: Literal["other"] = "other"
        state: Literal["dry", "wet"] = Field(description="Dry or wet.")

    number = asked(template, "sentence", "Nine ropes.", [Stock])[0]
    assert answered(number, claim={"type": "other", "state": "wet"}) == [
        Stock(mention=1, subject="ropes", state="wet")
    ]
    whole = asked(template, "article", "Nine ropes.", [Stock])[0]
    assert answered(whole, claims=[{"mention": 1, "type": "other", "state": "dry"}]) == [
        Stock(mention=1, state="dry")
    ]


def test_an_article_is_asked_once_with_its_numbers_tagged(template: Template) -> None:
    (request,) = asked(template, "article")
    assert request.messages[1:] == [
        {"role": "user", "content": "The ferry lost «7»[#1] sheep, its owner said."},
        {
            "role": "assistant",
            "content": '{"claims": [{"mention": 1, "type": "other", "subject": "sheep", '
            '"attributed_to": "its owner"}]}',
        },
        {
            "role": "user",
            "content": "«Twelve»[#1] boats sank in 2019, police said. They lost «3»[#3] sailors and "
            "«$5 million»[#4]. Bring {{ «6»[#5] * «7»[#6] }} ropes.",
        },
    ]
    assert request.mentions == (1, 3, 4, 5, 6)


def test_an_article_answer_has_no_place_for_values(template: Template) -> None:
    (request,) = asked(template, "article")
    fields = request.response.model_json_schema()["$defs"]["Sunk"]["properties"]
    assert list(fields) == ["mention", "type", "subject", "attributed_to", "via", "when", "where", "quote"]


def test_a_quote_that_holds_one_number_points_at_it(template: Template) -> None:
    (request,) = asked(template, "article")
    one, two = answered(
        request,
        claims=[
            {"type": "drowned", "quote": "lost 3 sailors"},
            {"type": "other", "quote": "3 sailors and $5 million"},
        ],
    )
    assert one == Drowned(mention=3, quote="lost 3 sailors")
    assert two == Other(quote="3 sailors and $5 million")


def test_marks_that_a_model_copies_are_taken_out(template: Template) -> None:
    (request,) = asked(template, "article")
    answer = answered(request, claims=[{"mention": 1, "type": "sunk", "subject": "«Twelve»[#1] boats"}])
    assert answer == [Sunk(mention=1, subject="Twelve boats")]


def test_an_article_with_marks_of_its_own_gets_others(template: Template) -> None:
    text = "It says «9»[#1] boats. Then 4 boats sank."
    (request,) = asked(template, "article", text)
    assert request.messages[-1]["content"] == "It says «««9»»[##1]»[#1] boats. Then ««4»»[##3] boats sank."


def test_the_article_is_never_a_template(template: Template) -> None:
    assert "{{" in asked(template, "article")[0].messages[-1]["content"]
    assert asked(template, "sentence", "It was {{ 7 }} boats {% x.")[0].messages[-1]["content"] == (
        "It was {{ 7 }} boats {% x.\n«7» boats"
    )


def test_an_article_without_quantities_needs_no_request(template: Template) -> None:
    assert [asked(template, ask, "It sank on 3 May 2019.") for ask in ("sentence", "article")] == [[], []]


def test_claims_without_numbers_are_asked_for_in_an_article_without_numbers(template: Template) -> None:
    (request,) = asked(template, "article", "The crews met.", [Other, Meeting])
    assert answered(request, claims=[{"type": "meeting", "quote": "The crews met."}]) == [
        Meeting(quote="The crews met.")
    ]


def test_an_answer_that_the_schema_itself_refuses_is_rejected(template: Template) -> None:
    class Even(NumericClaim):
        """Numbers of a subject that is not too long."""

        type: Literal["other"] = "other"
        subject: str = Field("", max_length=3)

    with pytest.raises(AnswerRejected, match=r"^other\.subject: String should have at most 3 characters$"):
        answered(asked(template, "sentence", "Nine ropes.", [Even])[0], type="other")


BROKEN = {
    "+++\nx = [\n+++\nhi": "3: ",
    "+++\nschema = 'boats'\nhi": "1: the front matter is not closed: write +++ on a line of its own",
    "+++\n\nschemas = 'boats'\n+++\nhi": "3: schemas: unknown key (known: schema, examples)",
    "+++\n[[examples]]\ntext = 'a'\nclaims = []\n+++\nhi": "4: examples.1.claims: ",
    "+++\n[[examples]]\ntext = 'a 1'\nclaims = [{ number = '1', type = 'x' }]\nnote = 'b'\n+++\nhi": (
        "5: examples.1.note: unknown key (known: text, claims)"
    ),
    "+++\n+++\n\none\n{{ article }}": "5: unknown variable 'article' (known: types, ask, open, close)",
    "one\n{% for x in %}": "2: ",
    "": "1: body: ",
}


@pytest.mark.parametrize(("text", "complaint"), BROKEN.items())
def test_a_wrong_prompt_file_is_told_in_one_line_with_its_place(
    tmp_path: Path, text: str, complaint: str
) -> None:
    with pytest.raises(ProjectError) as caught:
        load(tmp_path, text)
    assert str(caught.value).startswith(f"{tmp_path / 'boats.md'}:{complaint}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("type.name", "type.nam", "10: 'dict object' has no attribute 'nam'"),
        ('number = "7"', 'number = "8"', "4: example 1: its text has no number '8' (occurrence 1)"),
        (
            'type = "other"',
            'type = "sheep"',
            "4: example 1: no claim type 'sheep' (known: sunk, drowned, other)",
        ),
        ("subject =", "subjekt =", "4: example 1: other has no field 'subjekt'"),
    ],
)
def test_a_prompt_that_does_not_fit_its_schema_is_told_with_its_place(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    with pytest.raises(ProjectError) as caught:
        asked(load(tmp_path, PROMPT.replace(old, new)), "sentence")
    assert str(caught.value) == f"{tmp_path / 'boats.md'}:{complaint}"


def test_a_prompt_cannot_reach_out_of_its_sandbox(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"boats\.md:1: "):
        asked(load(tmp_path, "{{ types.__class__.__mro__ }}"), "article")


def test_a_prompt_without_front_matter_means_the_schema_of_its_name(tmp_path: Path) -> None:
    assert load(tmp_path, "hi").schema_name == "boats"


def test_a_missing_prompt_file_is_a_project_error(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"none\.md:1: cannot be read"):
        Template.load(tmp_path / "none.md")


@settings(max_examples=60)
@given(st.text(alphabet="«»[#1234] boats.\n", max_size=60))
def test_the_tags_of_an_article_can_be_taken_out_again_and_each_id_is_there_once(text: str) -> None:
    marks = Marks.absent_from(text)
    mentions = scan(text)
    tagged = marks.tag(text, 0, len(text), mentions)
    assert marks.untag(tagged) == text
    assert all(tagged.count(f"[{marks.id}{m.id}]") == 1 for m in mentions)


def test_answers_are_plain_json(template: Template) -> None:
    request = asked(template, "sentence")[0]
    assert issubclass(request.response, BaseModel)
    assert json.loads(request.response(type="sunk").model_dump_json()) == {"type": "sunk"}


class Dead(NumericClaim):
    """People who died."""

    cues: ClassVar[tuple[str, ...]] = ("kill", "dead", "toll")
    type: Literal["dead"] = "dead"


class Hurt(NumericClaim):
    """People who were hurt."""

    cues: ClassVar[tuple[str, ...]] = ("hurt", "injur", "hospital", "more")
    type: Literal["hurt"] = "hurt"


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("Five were killed, and a dozen of the people on the bus are still in hospital.", ["dead", "other"]),
        ("The storm killed 9 people who slept in their cars by the river and injured 40.", ["dead", "other"]),
        ("More than 300 were on the ferry; some are dead, others hurt.", ["dead", "hurt", "other"]),
        ("The town counted 30 people who were killed or hurt.", ["dead", "hurt", "other"]),
    ],
)
def test_a_cue_right_by_a_number_rules_out_types_whose_cues_stand_far_off(
    template: Template, text: str, offered: list[str]
) -> None:
    request = asked(template, "sentence", text, (Dead, Hurt, Other))[0]

    assert request.response.model_json_schema()["properties"]["type"]["enum"] == offered


# Long articles


PLAIN = Template(schema="figures", body="Say what the numbers are.")


def tagged(text: str) -> list[list[int]]:
    """Return the ids tagged in each request for an article."""
    found = article(text)
    requests = render(found, scan(found.text), PLAIN, TYPES, "article")
    marks = [re.findall(r"»\[#(\d+)\]", request.messages[-1]["content"]) for request in requests]
    assert [list(request.mentions) for request in requests] == [[int(id) for id in ids] for ids in marks]
    return [list(request.mentions) for request in requests]


def test_a_short_article_is_one_request() -> None:
    assert tagged("Floods closed 12 schools. Then 3 more.") == [[1, 2]]


def test_a_long_article_is_asked_in_windows_that_show_the_sentences_around_them() -> None:
    text = " ".join(f"Storm {chr(65 + i % 26)} closed {i + 1} schools in the north." for i in range(1000))
    requests = render(article(text), scan(text), PLAIN, TYPES, "article")
    shown = [request.messages[-1]["content"] for request in requests]

    assert len(requests) == 3
    assert [id for request in requests for id in request.mentions] == list(range(1, 1001))
    last = requests[0].mentions[-1]
    assert f"closed {last - 1} schools" in shown[1]
    assert f"closed {last} schools" in shown[1]
    assert f"closed {last - 2} schools" not in shown[1]
    assert f"closed {last + 1} schools" in shown[0]
    assert all(len(one) < 2 * LONGEST for one in shown)


@settings(deadline=None)
@given(st.text(alphabet="1,. \nab", max_size=400), st.integers(20, 120))
def test_every_number_is_tagged_in_exactly_one_window_however_small(text: str, longest: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("extractor.prompt.LONGEST", longest)
        asked = [m.id for m in scan(article(f"a {text}").text) if m.role is Role.QUANTITY]
        assert [id for window in tagged(f"a {text}") for id in window] == asked


@settings(deadline=None)
@given(st.text(alphabet="1, ab.", min_size=400, max_size=1200))
def test_what_is_too_long_is_halved_and_no_number_is_lost_or_doubled(text: str) -> None:
    found = article(f"a {text}")
    for request in render(found, scan(found.text), PLAIN, TYPES, "article"):
        parts = request.parts()
        assert [id for part in parts for id in part.mentions] in ([], list(request.mentions))
        assert len(parts) in (0, 2)


def test_the_halves_of_a_window_are_halved_again_until_they_are_short() -> None:
    text = " ".join(f"Storm closed {i + 1} schools." for i in range(100))
    (request,) = render(article(text), scan(text), PLAIN, TYPES, "article")
    depth = 0
    while parts := request.parts():
        request, depth = parts[0], depth + 1

    assert depth == 3
