"""The documents tell the truth: the tree is the tree, commands and options exist, examples run."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from extractor import cli
from extractor.project import find, remarks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Endpoint

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [path for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")] if path.is_file()]


def commands(program: object, *names: str) -> Iterator[tuple[str, TyperCommand]]:
    """Yield every command with the words that call it."""
    if isinstance(program, TyperCommand):
        yield " ".join(names), program
    if isinstance(program, TyperGroup):
        for name, command in program.commands.items():
            yield from commands(command, *names, name)


COMMANDS = dict(commands(get_command(cli.app)))


def blocks(language: str) -> list[str]:
    """Return the fenced blocks of the README in one language."""
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return [body for name, body in fenced if name == language]


def tree() -> dict[str, set[str]]:
    """Return the folders of the README's tree with what it lists in each."""
    (drawn,) = [block for block in blocks("") if "the package" in block]
    found: dict[str, set[str]] = {}
    for line in drawn.splitlines():
        name = line.split()[0]
        if not line.startswith(" "):
            folder = name.rstrip("/")
            found[folder] = set()
        else:
            found[folder].add(name)
    return found


def inside(folder: Path) -> set[str]:
    """Return what lies in a folder, folders with a stroke; what Python writes by itself left out."""
    return {
        path.name + "/" * path.is_dir()
        for path in folder.iterdir()
        if not path.name.startswith((".", "__")) and path.suffix != ".typed"
    }


@pytest.mark.parametrize("folder", ["extractor", "schemas"])
def test_the_tree_of_the_readme_lists_what_is_in_a_folder(folder: str) -> None:
    assert tree()[folder] == inside(ROOT / folder)


def test_the_tree_of_the_readme_lists_every_folder() -> None:
    made = {"dist", "build"}
    there = {name.rstrip("/") for name in inside(ROOT) if name.endswith("/") and "egg-info" not in name}
    assert set(tree()) == (there - made) | {".ci"}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_shown_in_the_readme(name: str) -> None:
    assert re.search(rf"^ +extractor {name}\b.*  \S", README, re.MULTILINE)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_and_each_of_its_options_have_help(name: str) -> None:
    assert COMMANDS[name].help
    assert [one.name for one in COMMANDS[name].params if not getattr(one, "help", None)] == []


def test_every_command_and_option_that_the_readme_names_exists() -> None:
    options = {option for command in COMMANDS.values() for one in command.params for option in one.opts}
    words = {name.split()[0] for name in COMMANDS}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", README)) <= options
    assert set(re.findall(r"^ {4}extractor (\w+)|`extractor (\w+)", README, re.MULTILINE)) <= {
        pair for word in words for pair in [(word, ""), ("", word)]
    }


def test_the_exit_codes_of_the_readme_are_those_of_the_command_line() -> None:
    told = [int(code) for code in re.findall(r"^\| (\d) \|", README, re.MULTILINE)]
    assert told == [0, cli.CHECK_FAILED, cli.WRONG_INPUT, cli.NO_MODEL, cli.SOME_FAILED]


def test_the_session_of_the_readme_runs_as_printed() -> None:
    (session,) = blocks("pycon")
    test = doctest.DocTestParser().get_doctest(session, {}, "README.md", "README.md", 0)
    said: list[str] = []
    assert doctest.DocTestRunner(verbose=False).run(test, out=said.append).failed == 0, "".join(said)


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
def test_the_example_with_a_model_runs(endpoint: Endpoint, capsys: pytest.CaptureFixture[str]) -> None:
    example = next(block for block in blocks("python") if "Model(" in block)
    exec(example.replace("http://localhost:11434/v1", endpoint.base_url), {})

    assert len(endpoint.asked) == 1
    assert endpoint.asked[0]["messages"][-1]["content"] == "Storm closes «12»[#1] schools."


def test_the_schema_of_the_readme_is_one_that_lint_finds_nothing_in(project: Path) -> None:
    (schema,) = [block for block in blocks("python") if "class Strike" in block]
    (project / "schemas" / "labour.py").write_text(schema, encoding="utf-8")
    (project / "prompts" / "labour.md").write_text("Say what the number is.\n", encoding="utf-8")
    task = find(project).task("labour")

    assert [kind.__name__ for kind in task.types] == ["Strike"]
    assert remarks(task) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_command_for_the_tests_is_the_one_that_is_run_before_a_change_goes_in() -> None:
    command = "python3 -m pytest -n 2"
    assert f"&& {command}\n" in README
    assert f"\n{command}\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_way_to_score_a_model_is_as_the_log_says() -> None:
    log = (ROOT / "docs" / "log.md").read_text(encoding="utf-8")
    told = subprocess.run(
        [sys.executable, "tests/bench/gold.py", "--help"],
        cwd=ROOT, env={"PYTHONPATH": str(ROOT), "COLUMNS": "100"}, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert "`python tests/bench/gold.py GOLD.jsonl ARTICLES_DIR --task conflict`" in " ".join(log.split())
    assert "--task TASK" in told.stdout
