"""The schemas and prompts that come with the package: they load, stay plain, and their examples hold."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from extractor.article import article
from extractor.check import Verdict, check
from extractor.claims import Claim, NumericClaim
from extractor.extract import Task, fill
from extractor.lint import lint
from extractor.numbers import scan
from extractor.project import find
from extractor.prompt import claims, render

if TYPE_CHECKING:
    from extractor.template import Example

ROOT = Path(__file__).parent.parent
TASKS = find(ROOT).tasks()
EXAMPLES = [
    pytest.param(task, example, id=f"{task.name}-{i}")
    for task in TASKS
    for i, example in enumerate(task.template.examples, 1)
]


def stated(task: Task, example: Example) -> list[Claim]:
    """Return the claims of an example, read the way a model's answer to the whole example would be."""
    mentions = scan(example.text)
    (request,) = render(article(example.text), mentions, task.template, task.types, "article")
    answers = []
    for claim in example.claims:
        begin = -1
        for _ in range(claim.occurrence):
            begin = example.text.index(claim.number, begin + 1)
        mention = next(m for m in mentions if m.start < begin + len(claim.number) and begin < m.end)
        answers.append(claim.fields() | {"mention": mention.id})
    numbered = {mention.id: mention for mention in mentions}
    return [fill(c, numbered) for c in claims(request, request.response.model_validate({"claims": answers}))]


def test_the_starter_has_three_tasks() -> None:
    assert {task.name: [str(kind.model_fields["type"].default) for kind in task.types] for task in TASKS} == {
        "conflict": [
            "troops", "deployment", "killed", "wounded", "captured", "casualties", "equipment", "territory",
            "aid", "other",
        ],
        "disaster": ["dead", "injured", "missing", "displaced", "homes", "damage", "other"],
        "figures": ["figure", "change", "forecast"],
    }  # fmt: skip


@pytest.mark.parametrize("path", sorted((ROOT / "schemas").glob("*.py")), ids=lambda path: path.stem)
def test_a_schema_imports_only_what_schemas_may(path: Path) -> None:
    found = {
        node.module for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)
    }
    assert found <= {"extractor.claims", "pydantic", "typing"}
    assert not any(isinstance(node, ast.Import) for node in ast.walk(ast.parse(path.read_text())))


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_lint_finds_nothing_in_a_task_of_the_starter(task: Task) -> None:
    assert lint(find(ROOT), task.name) == []


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_every_type_of_a_task_has_an_example(task: Task) -> None:
    shown = {claim.type for example in task.template.examples for claim in example.claims}
    assert shown == {str(kind.model_fields["type"].default) for kind in task.types}


@pytest.mark.parametrize(("task", "example"), EXAMPLES)
def test_an_example_covers_every_quantity_of_its_text(task: Task, example: Example) -> None:
    quantities = [m.id for m in scan(example.text) if m.role == "quantity"]
    assert [c.mention for c in stated(task, example) if isinstance(c, NumericClaim)] == quantities


@pytest.mark.parametrize(("task", "example"), EXAMPLES)
def test_subject_and_speaker_of_an_example_stand_in_its_text(task: Task, example: Example) -> None:
    for claim in example.claims:
        assert claim.subject is not None
        assert claim.subject in example.text
        assert (claim.attributed_to or "") in example.text


@pytest.mark.parametrize(("task", "example"), EXAMPLES)
def test_the_claims_of_an_example_pass_the_check(task: Task, example: Example) -> None:
    found = check(example.text, stated(task, example))
    assert [(r.claim, r.findings) for r in found.results if r.verdict is not Verdict.SUPPORTED] == []
