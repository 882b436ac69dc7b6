"""Say all that is wrong with a task: what stops a run, and what would go wrong in one without a word."""

from __future__ import annotations

import re
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, get_args, get_origin

from extractor.article import article
from extractor.claims import Claim, NumericClaim
from extractor.errors import ProjectError
from extractor.numbers import scan
from extractor.project import place
from extractor.prompt import Template, render
from extractor.response import narrowed, slips, type_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import ModuleType

    from extractor.project import Project

    ClaimTypes = Sequence[type[Claim]]


def lint(project: Project, name: str) -> list[str]:
    """Return what is wrong with one task, each thing in a line that begins with its place."""
    said: list[str] = []
    template: Template | None = None
    path = project.prompt(name)
    with _noted(said):
        template = Template.load(path)
        if not template.fronted:
            said.append(f'{path}:1: no front matter: begin with +++, then schema = "{name}", then +++')
    if template is None and name not in project.schemas():
        return said
    with _noted(said):
        types = project.schema(template.schema_name if template else name)
        said += _of_schema(types)
        if template:
            said += _of_prompt(template, types, str(path))
    return said


def unprompted(project: Project) -> list[str]:
    """Return what is wrong with the schemas that no prompt uses, beginning with that."""
    said: list[str] = []
    used = set(project.names())
    for name in project.names():
        with _noted([]):
            used.add(Template.load(project.prompt(name)).schema_name)
    for name in project.schemas():
        if name not in used:
            said.append(
                f"{project.root / 'schemas' / name}.py:1: no prompt uses it: write "
                f"{project.root / 'prompts' / name}.md, or call it _{name}.py if it only serves other schemas"
            )
            with _noted(said):
                said += _of_schema(project.schema(name))
    return said


@contextmanager
def _noted(said: list[str]) -> Iterator[None]:
    """Add an error to what is said and go on."""
    try:
        yield
    except ProjectError as error:
        if str(error) not in said:
            said.append(str(error))


def _of_schema(types: ClaimTypes) -> Iterator[str]:
    yield from _unused(sys.modules[types[0].__module__])
    for kind in types:
        yield from (f"{place(kind)}: {kind.__name__}{remark}" for remark in _of_type(kind))
    numeric = [kind for kind in types if issubclass(kind, NumericClaim)]
    if numeric and all(map(narrowed, numeric)):
        yield (
            f"{place(numeric[-1])}: every kind is narrowed, so a number that fits none is forced into one: "
            "add a kind without measures, counts and cues, such as Other"
        )


def _unused(module: ModuleType) -> Iterator[str]:
    """Say which classes of a schema look like claim types and are none."""
    for value in vars(module).values():
        if not isinstance(value, type) or value.__module__ != module.__name__:
            continue
        unused = f"{place(value)}: {value.__name__} is not used:"
        if issubclass(value, Claim):
            field = value.model_fields.get("type")
            if not (field and len(get_args(field.annotation)) == 1) and not value.__subclasses__():
                yield f'{unused} it has no `type: Literal["name"] = "name"`'
        elif "Literal" in str(vars(value).get("__annotations__", {}).get("type", "")):
            yield f"{unused} it does not inherit from NumericClaim or Claim"


def _of_type(kind: type[Claim]) -> Iterator[str]:
    """Say what a model or a reader would miss in a claim type."""
    if not kind.__doc__:
        yield ": no docstring; the model is told nothing about this type"
    if issubclass(kind, NumericClaim):
        yield from (f".{slip}" for slip in slips(kind))
    for name in kind.__annotations__:
        field = kind.model_fields.get(name)
        if field is None or name in NumericClaim.__class_vars__ | {"type"}:
            continue
        if not field.description:
            yield f".{name}: no description; the model has only the name to go by"
        if get_origin(field.annotation) is dict or field.annotation is dict:
            yield f".{name}: a dict; endpoints refuse it, name the fields instead"


def _of_prompt(template: Template, types: ClaimTypes, path: str) -> list[str]:
    said: list[str] = []
    trial = article("1 trial")
    mentions = scan(trial.text)
    for example in range(len(template.examples)):
        with _noted(said):
            render(trial, mentions, template.only(example), types, "article")
    bare = template.model_copy(update={"examples": ()})
    for ask in ("article", "sentence"):
        with _noted(said):
            for request in render(trial, mentions, bare, types, ask):
                system = request.messages[0]["content"]
                names = [type_name(kind) for kind in request.types.values()]
                if left := [name for name in names if not re.search(rf"\b{re.escape(name)}\b", system)]:
                    said.append(
                        f"{path}: with --ask {ask} the prompt does not name {', '.join(left)}: "
                        "list the types, {% for type in types %}"
                    )
    return said
