"""The documents tell the truth: the tree is the tree, commands and options exist, examples run."""

from __future__ import annotations

import doctest
import itertools
import json
import re
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from extractor import cli
from extractor.article import article as make_article
from extractor.check import Verdict, check
from extractor.claims import NumericClaim
from extractor.cli import program as codes
from extractor.lint import lint, unprompted
from extractor.model import Endpoint as Served
from extractor.numbers import Bound, scan
from extractor.page.words import LOOKS
from extractor.project import Settings, create, find
from extractor.prompt import render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Endpoint, Shell

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
    product = re.sub(r"^ {4}python tests/.*$", "", README, flags=re.MULTILINE)
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", product)) <= options
    assert set(re.findall(r"^ {4}extractor (\w+)|`extractor (\w+)", README, re.MULTILINE)) <= {
        pair for word in words for pair in [(word, ""), ("", word)]
    }


def test_every_bench_that_the_readme_names_exists_with_its_options() -> None:
    named = re.findall(r"^ {4}python (tests/bench/\w+\.py)(.*)$", README, re.MULTILINE)
    assert len(named) >= 6
    for path, rest in named:
        script = (ROOT / path).read_text(encoding="utf-8")
        assert [option for option in re.findall(r"--[\w-]+", rest) if f'"{option}"' not in script] == []


def test_the_exit_codes_of_the_readme_are_those_of_the_command_line() -> None:
    told = [int(code) for code in re.findall(r"^\| (\d) \|", README, re.MULTILINE)]
    assert told == [0, codes.CHECK_FAILED, codes.WRONG_INPUT, codes.NO_MODEL, codes.SOME_FAILED]


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


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
def test_the_example_with_the_embedded_model_runs(endpoint: Endpoint) -> None:
    example = next(block for block in blocks("python") if "serve(weights())" in block)
    served = nullcontext(Served("tiny", endpoint.base_url, "key", 1))
    values: dict[str, Any] = {"served": served}
    exec(example.replace("with serve(weights())", "with served"), values)

    assert values["found"].error is None
    assert values["found"].task == "disaster"


@pytest.fixture
def labour(tmp_path: Path) -> Path:
    """A new project with the schema and the prompt of the README."""
    create(tmp_path / "my-project")
    (schema,) = [block for block in blocks("python") if "class Strike" in block]
    (prompt,) = blocks("markdown")
    (tmp_path / "my-project" / "schemas" / "labour.py").write_text(schema, encoding="utf-8")
    (tmp_path / "my-project" / "prompts" / "labour.md").write_text(prompt, encoding="utf-8")
    return tmp_path / "my-project"


def test_lint_finds_nothing_in_the_schema_and_the_prompt_of_the_readme(labour: Path) -> None:
    assert lint(find(labour), "labour") == []
    assert unprompted(find(labour)) == []


def test_the_schema_of_the_readme_leaves_other_numbers_to_other(labour: Path) -> None:
    task = find(labour).task("labour", "sentence")
    text = "A strike by 900 miners shut three factories. The firm paid $2 million over 15 days."
    requests = render(make_article(text), scan(text), task.template, task.types, "sentence")

    offered = [list(get_args(one.response.model_fields["type"].annotation)) for one in requests]
    assert offered == [["strike", "other"], ["other"], ["other"], ["other"]]


def table(page: str, head: str) -> list[list[str]]:
    """Return the rows of the table of a page that begins with the given head, as cells."""
    lines = (ROOT / "docs" / page).read_text(encoding="utf-8").partition(f"\n| {head} |")[2].splitlines()[2:]
    rows = itertools.takewhile(lambda line: line.startswith("|"), lines)
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows]


def names(rows: list[list[str]]) -> list[str]:
    """Return what stands as code in the first cells."""
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row[0])]


def test_the_example_of_the_claims_page_is_judged_as_it_says(shell: Shell) -> None:
    page = (ROOT / "docs" / "claims.md").read_text(encoding="utf-8")
    article, claims, answer = re.findall(r"^```(?:text|json)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    (shell.folder / "storm.txt").write_text(article)
    (shell.folder / "claims.json").write_text(claims)
    judged = shell("check", "storm.txt", "claims.json", "--json")

    assert judged.returncode == 1
    assert json.loads(judged.stdout) == json.loads(answer)


def test_the_claims_page_lists_the_fields_of_a_claim() -> None:
    assert set(names(table("claims.md", "field"))) == {"id", "type", *NumericClaim.model_fields}


@pytest.mark.parametrize(
    "hedge", table("claims.md", "`bound` | the text says"), ids=lambda hedge: hedge[0].strip("`")
)
def test_a_hedge_of_the_claims_page_is_read_and_may_be_written_as_it_says(hedge: list[str]) -> None:
    (bound,), written = names([hedge]), hedge[2]
    for words in hedge[1].split(", "):
        text = f"The town counted {words} houses in the valley."
        (found,) = scan(text)
        assert found.bound == bound, words
        for fields in written.split(" or "):
            stated = json.loads("{" + fields.split("`")[1] + "}")
            claim = {"bound": bound, "quote": text} | stated
            assert [result.verdict for result in check(text, [claim]).results] == ["supported"], words


def test_the_claims_page_tells_every_hedge_verdict_and_rule() -> None:
    rules = {
        rule
        for path in (ROOT / "extractor" / "check").glob("*.py")
        for rule in RULE.findall(path.read_text())
    }

    assert names(table("claims.md", "`bound` | the text says")) == [bound.value for bound in Bound]
    assert [row[0] for row in table("claims.md", "sign")] == [look.sign for look in LOOKS.values()]
    assert [row[1].strip("`") for row in table("claims.md", "sign")] == [*Verdict, LOOKS["uncovered"].word]
    assert set(names(table("claims.md", "rule"))) == rules | {"currency"}


RULE = re.compile(r"(?:[Ff]inding|_unsupported)\(\s*(?:claim, )?\"(\w+)\"")


def test_the_settings_page_lists_every_setting_and_every_variable_that_is_read() -> None:
    read = {
        name
        for path in (ROOT / "extractor").rglob("*.py")
        for name in re.findall(r"(?:EXTRACTOR|OPENAI)_[A-Z_]+|RAY_ADDRESS", path.read_text(encoding="utf-8"))
    }
    assert names(table("settings.md", "key in `extractor.toml`")) == [*Settings.model_fields]
    assert set(names(table("settings.md", "environment variable"))) == read


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
