"""Find the project folder, read its settings, load its schemas and prompts into tasks.

A folder with `extractor.toml`, or with `[tool.extractor]` in its `pyproject.toml`, is a project. The one to
use is named by `--project`, else by EXTRACTOR_PROJECT, else it is the nearest such folder upwards, else the
starter that comes with the package. Schemas are code: to use a project is to run it.
"""

from __future__ import annotations

import hashlib
import importlib
import inspect
import os
import shutil
import sys
import tomllib
import traceback
import types
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from extractor.article import article
from extractor.claims import Claim, NumericClaim
from extractor.errors import ProjectError
from extractor.extract import Task
from extractor.numbers import scan
from extractor.prompt import Template, render
from extractor.response import slips

if TYPE_CHECKING:
    from types import ModuleType

MARKER = "extractor.toml"
DEFAULT_TASK = "figures"
ENVIRONMENT = "EXTRACTOR_PROJECT"


class Limits(BaseModel):
    """What `extractor regress` lets pass: how many differences of a kind, and the least that is reached."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: int = Field(default=0, ge=0, description="Numbers that moved.")
    lost: int = Field(default=0, ge=0, description="Claims that were expected and did not come.")
    gained: int = Field(default=0, ge=0, description="Claims that came and were not expected.")
    verdict: int = Field(default=0, ge=0, description="Verdicts that changed.")
    type: int = Field(default=0, ge=0, description="Claims that are of another type.")
    field: int = Field(default=0, ge=0, description="Other fields that changed.")
    evidence: int = Field(default=0, ge=0, description="Claims whose evidence moved.")
    finding: int = Field(default=0, ge=0, description="Remarks of the check that came or went.")
    uncovered: int = Field(default=0, ge=0, description="Numbers left over that came or went.")
    error: int = Field(default=0, ge=0, description="Articles whose error changed.")
    article: int = Field(default=0, ge=0, description="Articles whose text changed.")
    new: int = Field(default=0, ge=0, description="Recordings of which nothing is expected yet.")
    wrong: int = Field(default=0, ge=0, description="Wrong numbers, by gold, in claims that read supported.")
    precision: float = Field(default=0, ge=0, le=1, description="The least share of claims that gold has.")
    recall: float = Field(default=0, ge=0, le=1, description="The least share of gold that was found.")
    f1: float = Field(default=0, ge=0, le=1, description="The least harmonic mean of both.")
    mutation: float = Field(default=1, ge=0, le=1, description="The least share of false claims caught.")


class Settings(BaseModel):
    """What a project may set; a flag or the environment wins over it. Keys come from the environment only."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    task: str = Field(default=DEFAULT_TASK, description="The prompt to use when --schema names none.")
    model: str | None = Field(default=None, description="The model's name at the endpoint.")
    base_url: str | None = Field(
        default=None, description="An OpenAI-compatible endpoint; none means the embedded model."
    )
    ask: Literal["auto", "article", "sentence"] = Field(
        default="auto", description="A call per article, or per number."
    )
    concurrency: int | None = Field(default=None, ge=1, le=4096, description="Requests at a time.")
    rpm: float | None = Field(default=None, gt=0, description="Requests a minute that the endpoint allows.")
    tpm: float | None = Field(default=None, gt=0, description="Tokens a minute that the endpoint allows.")
    deadline: float = Field(
        default=300, gt=0, description="Seconds that a request may take; then it is sent again."
    )
    keys: dict[str, str] = Field(default={}, description="Other keys for what the review desk does.")
    regress: Limits = Field(default=Limits(), description="What `extractor regress` lets pass.")


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with `schemas/` and `prompts/`; `marker` makes it a project, the starter has none."""

    root: Path
    settings: Settings
    marker: Path | None = None

    @property
    def store(self) -> Path:
        """Where results are kept if no other place is named; for the starter, in the current folder."""
        return (self.root if self.marker else Path.cwd()) / ".extractor" / "store.db"

    def names(self) -> list[str]:
        """Return the names of the tasks: one per file in `prompts/`."""
        return sorted(path.stem for path in (self.root / "prompts").glob("[!_]*.md"))

    def task(self, name: str | None = None, ask: str = "article") -> Task:
        """Load one task: its prompt, and the claim types of the schema that the prompt names."""
        name = name or self.settings.task
        template = Template.load(self.prompt(name))
        task = Task(name, template, self.schema(template.schema_name), ask)
        for kind in task.types:
            for slip in slips(kind) if issubclass(kind, NumericClaim) else ():
                raise ProjectError(f"{place(kind)}: {kind.__name__}.{slip}")
        trial = article("1 trial")  # a wrong example or template is told now, not at the first article
        render(trial, scan(trial.text), task.template, task.types, ask)
        return task

    def prompt(self, name: str) -> Path:
        """Return the prompt of a task, the file that makes it one."""
        path = self.root / "prompts" / f"{name}.md"
        if name not in self.names():
            known = ", ".join(self.names()) or "none"
            new = f"write {path}" if self.marker else "make a project of your own: `extractor init`"
            raise ProjectError(f"no task '{name}' (known: {known}): name another with --schema, or {new}")
        return path

    def tasks(self, ask: str = "article") -> list[Task]:
        """Load every task of the project."""
        return [self.task(name, ask) for name in self.names()]

    def schema(self, name: str) -> tuple[type[Claim], ...]:
        """Import one file of `schemas/` and return its claim types in the order they are written."""
        folder = self.root / "schemas"
        path = folder / f"{name}.py"
        if not path.is_file():
            known = ", ".join(self.schemas()) or "none"
            raise ProjectError(f"no schema '{name}' in {folder} (known: {known})")
        return _claim_types(_import(self.root, path), path)

    def schemas(self) -> list[str]:
        """Return the names of the schemas: one per file in `schemas/`."""
        return sorted(path.stem for path in (self.root / "schemas").glob("[!_]*.py"))


def find(explicit: str | Path | None = None) -> Project:
    """Find the project: *explicit*, else EXTRACTOR_PROJECT, else the nearest upwards, else the starter."""
    if named := explicit or os.environ.get(ENVIRONMENT):
        project = _project(Path(named))
        if project is None:
            raise ProjectError(
                f"{named} is not a project: it has no {MARKER} (`extractor init {named}` makes one)"
            )
        return project
    for folder in (Path.cwd(), *Path.cwd().parents):
        if project := _project(folder):
            return project
    return Project(starter(), Settings())


def starter() -> Path:
    """Return the folder of the schemas and prompts that come with the package."""
    packaged = Path(str(files("extractor"))) / "starter"
    return (
        packaged if packaged.is_dir() else Path(__file__).parent.parent
    )  # a checkout: the repository itself


def create(folder: Path) -> list[Path]:
    """Copy the starter's schemas and prompts into *folder* and mark it as a project; overwrite nothing.

    Git is told to leave the store alone, unless *folder* has a `.gitignore`.
    """
    made = [folder / MARKER, folder / "schemas", folder / "prompts"]
    for path in made:
        if path.exists():
            raise ProjectError(f"{path} exists already; nothing was written")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in made[1:]:
            shutil.copytree(starter() / path.name, path, ignore=shutil.ignore_patterns("_*", ".*"))
        lines = [f"# {field.description}\n# {name} =\n" for name, field in Settings.model_fields.items()]
        limits = [f"# {name} = {it.default}  # {it.description}" for name, it in Limits.model_fields.items()]
        lines[-1] = "\n".join(["# What `extractor regress` lets pass.", "# [regress]", *limits, ""])
        if not (ignored := folder / ".gitignore").exists():
            ignored.write_text(".extractor/\n", encoding="utf-8")
        made[0].write_text("\n".join(lines), encoding="utf-8")
    except OSError as error:
        raise ProjectError(f"{error.filename or folder}: {error.strerror}") from None
    return made


def place(kind: type) -> str:
    """Say where a class of a schema is written: file and line."""
    return f"{inspect.getfile(kind)}:{inspect.getsourcelines(kind)[1]}"


def _project(folder: Path) -> Project | None:
    marker = folder / MARKER
    if marker.is_file():
        return Project(folder.absolute(), _settings(_toml(marker), marker), marker)
    marker = folder / "pyproject.toml"
    if marker.is_file() and (table := _toml(marker).get("tool", {}).get("extractor")) is not None:
        return Project(folder.absolute(), _settings(table, marker), marker)
    return None


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ProjectError(f"{path}: {error}") from None


def _settings(table: dict[str, Any], path: Path) -> Settings:
    try:
        return Settings.model_validate(table)
    except ValidationError as errors:
        first = errors.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            within = Limits if first["loc"][0] == "regress" and len(first["loc"]) > 1 else Settings
            known = ", ".join(within.model_fields)
            raise ProjectError(f"{path}: unknown setting '{key}' (known: {known})") from None
        raise ProjectError(f"{path}: setting '{key}': {first['msg']}") from None


def _package(root: Path) -> str:
    """Register `schemas/` as a package of its own, so that its files import as Python expects."""
    name = "extractor_schemas_" + hashlib.sha256(str(root).encode()).hexdigest()[:8]
    if name not in sys.modules:
        package = types.ModuleType(name)
        package.__path__ = [str(root / "schemas")]
        sys.modules[name] = package
    return name


def _import(root: Path, path: Path) -> ModuleType:
    try:
        return importlib.import_module(f"{_package(root)}.{path.stem}")
    except SyntaxError as error:
        raise ProjectError(f"{error.filename}:{error.lineno}: {error.msg}") from None
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        lines = [f":{frame.lineno}" for frame in frames if Path(frame.filename) == path]
        said = (str(error).splitlines() or [""])[0]
        raise ProjectError(f"{path}{lines[-1] if lines else ''}: {type(error).__name__}: {said}") from error


def _claim_types(module: ModuleType, path: Path) -> tuple[type[Claim], ...]:
    found: dict[str, type[Claim]] = {}
    for value in vars(module).values():
        if not (inspect.isclass(value) and issubclass(value, Claim) and value.__module__ == module.__name__):
            continue
        field = value.model_fields.get("type")
        names = get_args(field.annotation) if field else ()
        if len(names) != 1 or not isinstance(names[0], str):
            continue  # a common base of the claim types
        if names[0] in found:
            other = found[names[0]].__name__
            raise ProjectError(f"{place(value)}: type '{names[0]}' of {value.__name__} is taken by {other}")
        if field is None or field.default != names[0]:
            given = f'`type: Literal["{names[0]}"] = "{names[0]}"`'
            raise ProjectError(f"{place(value)}: {value.__name__}: write {given}")
        found[names[0]] = value
    if not found:
        raise ProjectError(
            f"{path}:1: no claim types: write a class that inherits from NumericClaim, "
            'with `type: Literal["name"] = "name"`'
        )
    return tuple(found.values())
