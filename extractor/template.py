"""A prompt file: TOML front matter between `+++` lines, then the system message in Jinja; data only."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, Self

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, meta, nodes
from jinja2.sandbox import SandboxedEnvironment
from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError

from extractor.errors import ProjectError

_FENCE = "+++"
_KEYS = ("schema", "examples")
_VARIABLES = ("types", "ask", "open", "close")
_JINJA = SandboxedEnvironment(
    undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
)


class ExampleClaim(BaseModel):
    """The right answer for one number of an example: the number as the text has it, and the fields."""

    model_config = ConfigDict(extra="allow", frozen=True)

    number: str
    occurrence: int = Field(1, ge=1)
    type: str
    subject: str | None = None
    attributed_to: str | None = None

    def fields(self) -> dict[str, Any]:
        """Return the fields of the claim itself."""
        return self.model_dump(exclude={"number", "occurrence"}, exclude_none=True)


class Example(BaseModel):
    """A short text and the claims that belong to it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    claims: tuple[ExampleClaim, ...] = Field(min_length=1)


class Template(BaseModel):
    """A prompt: which schema it answers with, examples, and the text of the system message.

    The text may use the variables `types`, `ask`, `open` and `close`. The article never passes through Jinja.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_name: str = Field(alias="schema")
    examples: tuple[Example, ...] = ()
    body: str = Field(min_length=1)
    # A prompt is equal to itself alone: what is made of it once is looked up for every article by it.
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    _path: str = PrivateAttr("prompt")
    _line: int = PrivateAttr(1)
    _fronted: bool = PrivateAttr(False)
    _before: int = PrivateAttr(0)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a prompt file; without front matter the schema of the same name is meant."""
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ProjectError(f"{path}:1: cannot be read: {error}") from None
        front, body, line = _split(text, path)
        template = cls._checked({"schema": path.stem, **front, "body": body.strip()}, text, path)
        template._path, template._line = str(path), line + len(body) - len(body.lstrip("\n"))
        template._fronted = body is not text
        template._compiled()
        return template

    @classmethod
    def _checked(cls, values: dict[str, Any], text: str, path: Path) -> Self:
        try:
            return cls.model_validate(values)
        except ValidationError as errors:
            first = errors.errors()[0]
            key = ".".join(str(part + 1) if isinstance(part, int) else part for part in first["loc"])
            known = _KEYS if len(first["loc"]) == 1 else tuple(Example.model_fields)
            said = (
                f"unknown key (known: {', '.join(known)})"
                if first["type"] == "extra_forbidden"
                else first["msg"]
            )
            raise ProjectError(f"{path}:{_line_of(text, first['loc'])}: {key}: {said}") from None

    @property
    def fronted(self) -> bool:
        """Whether the file has front matter; without it, what was meant as such is part of the text."""
        return self._fronted

    def only(self, example: int) -> Self:
        """Return the prompt with one of its examples alone, number `example` (from 0)."""
        alone = self.model_copy(update={"examples": self.examples[example : example + 1]})
        alone._before = example
        return alone

    def system(self, **variables: Any) -> str:
        """Render the system message."""
        try:
            return str(self._compiled().render(**variables)).strip()
        except TemplateError as error:
            raise ProjectError(
                f"{self._path}:{self._line + _raised_at(error) - 1}: {error.message}"
            ) from None

    def wrong(self, example: int, reason: str) -> ProjectError:
        """Return the error that example number `example` (from 0) is wrong."""
        example += self._before
        return ProjectError(
            f"{self._path}:{_example_line(self._path, example)}: example {example + 1}: {reason}"
        )

    def _compiled(self) -> Any:
        try:
            tree = _JINJA.parse(self.body)
            unknown = sorted(meta.find_undeclared_variables(tree) - set(_VARIABLES))
            if unknown:
                at = next(n.lineno for n in tree.find_all(nodes.Name) if n.name == unknown[0])
                known = ", ".join(_VARIABLES)
                raise TemplateSyntaxError(f"unknown variable '{unknown[0]}' (known: {known})", at)
            return _JINJA.from_string(self.body)
        except TemplateSyntaxError as error:
            raise ProjectError(f"{self._path}:{self._line + error.lineno - 1}: {error.message}") from None


def _split(text: str, path: Path) -> tuple[dict[str, Any], str, int]:
    """Return front matter, body, and the line of the file on which the body begins."""
    lines = text.split("\n")
    if lines[0].strip() != _FENCE:
        return {}, text, 1
    end = next((i for i, line in enumerate(lines[1:], 1) if line.strip() == _FENCE), None)
    if end is None:
        raise ProjectError(f"{path}:1: the front matter is not closed: write {_FENCE} on a line of its own")
    try:
        # the empty first line stands for the fence, so that the parser's line numbers are the file's
        return tomllib.loads("\n".join(["", *lines[1:end]])), "\n".join(lines[end + 1 :]), end + 2
    except tomllib.TOMLDecodeError as error:
        at = re.search(r" \(at line (\d+), column \d+\)", str(error))
        reason = str(error)[: at.start()] if at else str(error)
        raise ProjectError(f"{path}:{at[1] if at else end + 1}: {reason}") from None


def _line_of(text: str, loc: tuple[int | str, ...]) -> int:
    """Return the line of the file that a complaint about the key `loc` is about, as near as can be told."""
    lines = text.split("\n")
    begin = 0
    for part in loc:
        if isinstance(part, int):
            heads = [i for i, line in enumerate(lines) if i >= begin and re.match(r"\s*\[\[examples", line)]
            begin = heads[min(part, len(heads) - 1)] if heads else begin
    key = str(loc[-1])
    return next(
        (i for i, line in enumerate(lines, 1) if i > begin and re.match(rf"\s*{key}\s*=", line)), begin + 1
    )


def _example_line(path: str, example: int) -> int:
    lines = Path(path).read_text(encoding="utf-8").split("\n") if Path(path).is_file() else []
    heads = [i for i, line in enumerate(lines, 1) if line.strip() == "[[examples]]"]
    return heads[example] if example < len(heads) else 1


def _raised_at(error: TemplateError) -> int:
    """Return the line of the template on which rendering failed."""
    line, trace = 1, error.__traceback__
    while trace is not None:
        line = trace.tb_lineno if trace.tb_frame.f_code.co_filename == "<template>" else line
        trace = trace.tb_next
    return line
