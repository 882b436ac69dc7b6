"""Lint tells all that is wrong with a project at once, also what a run would not complain of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from extractor.lint import lint, unprompted
from extractor.project import find

if TYPE_CHECKING:
    from pathlib import Path

IMPORTS = """from typing import ClassVar, Literal

from pydantic import BaseModel

from extractor.claims import NumericClaim


"""
OTHER = '''class Other(NumericClaim):
    """Anything else."""

    type: Literal["other"] = "other"
'''
LISTED = """+++
schema = "figures"
+++
{% for type in types %}
{{ type.name }}: {{ type.summary }}
{% endfor %}
"""


def told(project: Path, *, schema: str = OTHER, prompt: str = LISTED) -> list[str]:
    """Return what lint says of a schema and a prompt, places without their folder."""
    (project / "schemas" / "figures.py").write_text(IMPORTS + schema)
    (project / "prompts" / "figures.md").write_text(prompt)
    return [line.replace(f"{project}/", "") for line in lint(find(project), "figures")]


def strike(body: str, parent: str = "NumericClaim") -> str:
    return f'class Strike({parent}):\n    """Workers on strike."""\n\n{body}\n\n{OTHER}'


TYPE = '    type: Literal["strike"] = "strike"\n'


def test_lint_has_nothing_to_say_of_a_sound_task(project: Path) -> None:
    assert told(project) == []


@pytest.mark.parametrize(
    ("body", "remark"),
    [
        ('counts = ("persons",)', "counts knows no 'persons' (known: people, places, things)"),
        ('counts = ("people")', 'counts is a string, not a tuple of words: write counts = ("people",)'),
        ('cues = "strike"', 'cues is a string, not a tuple of words: write cues = ("strike",)'),
        (
            'measures = ("count", "counts")',
            "measures knows no 'counts' (known: count, share, money, time, area, measure)",
        ),
        ("size: str | None = None", "size: no description; the model has only the name to go by"),
    ],
)
def test_lint_tells_what_a_type_would_do_without_a_word(project: Path, body: str, remark: str) -> None:
    assert told(project, schema=strike(f"    {body}\n{TYPE}")) == [f"schemas/figures.py:8: Strike.{remark}"]


@pytest.mark.filterwarnings("ignore:Field name")
def test_lint_tells_of_a_class_variable_that_became_a_field(project: Path) -> None:
    assert told(project, schema=strike(f'    counts: tuple[str, ...] = ("people",)\n{TYPE}')) == [
        "schemas/figures.py:8: Strike.counts is read as a field of the claim: "
        "write counts: ClassVar[tuple[str, ...]] = ..."
    ]


def test_lint_tells_of_a_dict_and_a_missing_docstring(project: Path) -> None:
    bare = OTHER.replace('    """Anything else."""\n\n', "") + "    tags: dict[str, str] = {}\n"

    assert told(project, schema=bare) == [
        "schemas/figures.py:8: Other: no docstring; the model is told nothing about this type",
        "schemas/figures.py:8: Other.tags: no description; the model has only the name to go by",
        "schemas/figures.py:8: Other.tags: a dict; endpoints refuse it, name the fields instead",
    ]


@pytest.mark.parametrize("parent", ["BaseModel", "object"])
def test_lint_tells_of_a_class_with_a_type_that_is_no_claim(project: Path, parent: str) -> None:
    assert told(project, schema=strike(TYPE, parent)) == [
        "schemas/figures.py:8: Strike is not used: it does not inherit from NumericClaim or Claim"
    ]


def test_lint_tells_of_a_claim_without_a_type_unless_others_inherit_from_it(project: Path) -> None:
    heirs = OTHER.replace("NumericClaim", "Strike")

    assert told(project, schema=strike("    pass")) == [
        'schemas/figures.py:8: Strike is not used: it has no `type: Literal["name"] = "name"`'
    ]
    (project / "schemas" / "heirs.py").write_text(IMPORTS + strike("    pass").replace(OTHER, heirs))
    (project / "prompts" / "heirs.md").write_text(LISTED.replace("figures", "heirs"))
    assert lint(find(project), "heirs") == []


def test_lint_tells_of_a_schema_in_which_no_kind_takes_every_number(project: Path) -> None:
    narrow = strike(f'    counts = ("people",)\n{TYPE}')
    forced = (
        "every kind is narrowed, so a number that fits none is forced into one: "
        "add a kind without measures, counts and cues, such as Other"
    )

    assert told(project, schema=narrow.replace(OTHER, "")) == [f"schemas/figures.py:8: {forced}"]


def test_lint_tells_of_a_prompt_without_front_matter(project: Path) -> None:
    assert told(project, prompt=LISTED.removeprefix("+++\n")) == [
        'prompts/figures.md:1: no front matter: begin with +++, then schema = "figures", then +++'
    ]


def test_lint_tells_of_a_prompt_that_does_not_list_its_types(project: Path) -> None:
    missing = "the prompt does not name other: list the types, {% for type in types %}"

    assert told(project, prompt='+++\nschema = "figures"\n+++\nHello.\n') == [
        f"prompts/figures.md: with --ask article {missing}",
        f"prompts/figures.md: with --ask sentence {missing}",
    ]


def test_lint_tells_every_wrong_example_and_what_is_wrong_with_either_way_of_asking(project: Path) -> None:
    examples = """schema = "figures"
[[examples]]
text = "A fire destroyed 3 barns."
claims = [{ number = "4", type = "other" }]
[[examples]]
text = "A storm closed 5 schools."
claims = [{ number = "5", type = "other" }]
[[examples]]
text = "A flood closed 6 roads."
claims = [{ number = "6", type = "road" }]
"""
    prompt = LISTED.replace('schema = "figures"\n', examples)
    prompt += '{% if ask == "sentence" %}{{ types[0].nme }}{% endif %}\n'

    assert told(project, prompt=prompt) == [
        "prompts/figures.md:3: example 1: its text has no number '4' (occurrence 1)",
        "prompts/figures.md:9: example 3: no claim type 'road' (known: other)",
        "prompts/figures.md:16: 'dict object' has no attribute 'nme'",
    ]


def test_lint_tells_what_is_wrong_with_schema_and_prompt_at_once(project: Path) -> None:
    assert told(project, schema="class Other(\n", prompt="+++\nschema = \n+++\n") == [
        "prompts/figures.md:3: Invalid value (at end of document)",
        "schemas/figures.py:8: '(' was never closed",
    ]


def test_lint_tells_of_a_schema_that_no_prompt_uses(project: Path) -> None:
    path = project / "schemas" / "labour.py"
    path.write_text(IMPORTS + "class Other(\n")
    (project / "schemas" / "_shared.py").write_text("")

    assert unprompted(find(project)) == [
        f"{path}:1: no prompt uses it: write {project / 'prompts' / 'labour.md'}, "
        "or call it _labour.py if it only serves other schemas",
        f"{path}:8: '(' was never closed",
    ]
