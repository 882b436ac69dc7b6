"""The command line does what it says: data on stdout, words on stderr, and a code that can be relied on."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.faults.process import PATIENCE

if TYPE_CHECKING:
    from tests.conftest import Endpoint, Shell

TEXT = "Storm closes 12 schools.\n\nAt least 1,000 people left, the mayor said.\n"
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture
def storm(tmp_path: Path) -> str:
    """An article in a file."""
    (tmp_path / "storm.txt").write_text(TEXT)
    return "storm.txt"


def claims(tmp_path: Path, *made: dict[str, object]) -> str:
    (tmp_path / "claims.json").write_text(json.dumps(made))
    return "claims.json"


RIGHT = {"quote": "12 schools", "value": 12, "unit": "", "subject": "schools"}
WRONG = {"quote": "At least 1,000 people", "value": 2000, "unit": "", "subject": "people"}


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["run"],
        ["scan"],
        ["check"],
        ["init"],
        ["doctor"],
        ["export"],
        ["review"],
        ["schema"],
        ["schema", "lint"],
    ],
)
def test_every_command_explains_itself_with_an_example(shell: Shell, command: list[str]) -> None:
    told = shell(*command, "--help")

    assert told.returncode == 0
    assert told.stderr == ""
    if command and command != ["schema"]:
        assert f" extractor {' '.join(command)} " in told.stdout


def test_help_imports_nothing_heavy(shell: Shell) -> None:
    heavy = ["openai", "instructor", "trafilatura", "sqlalchemy", "jinja2", "pint", "anyio"]
    looking = (
        "import sys\nfrom extractor.cli import app\n"
        "try:\n    app(['run', '--help'])\nfinally:\n"
        f"    print([name for name in {heavy} if name in sys.modules], file=sys.stderr)"
    )
    told = subprocess.run(
        [sys.executable, "-c", looking], env=shell.environment, capture_output=True, text=True, check=True
    )

    assert told.stderr == "[]\n"


def test_version_is_told(shell: Shell) -> None:
    assert shell("--version").stdout.startswith("extractor ")


def test_scan_lists_every_number(shell: Shell, storm: str) -> None:
    listed = shell("scan", storm)

    assert listed.returncode == 0
    assert [line.split() for line in listed.stdout.splitlines()] == [
        ["#", "line", "text", "role", "value", "hedge"],
        ["1", "1", "12", "quantity", "12", "exact"],
        ["2", "3", "1,000", "quantity", "≥", "1,000", "at", "least"],
    ]


def test_scan_in_json_gives_places_in_the_text(shell: Shell, storm: str) -> None:
    assert json.loads(shell("scan", storm, "--json").stdout) == [
        {
            "id": 1,
            "start": 13,
            "end": 15,
            "text": "12",
            "role": "quantity",
            "low": 12,
            "high": 12,
            "unit": "",
            "bound": "exact",
        },
        {
            "id": 2,
            "start": 35,
            "end": 40,
            "text": "1,000",
            "role": "quantity",
            "low": 1000,
            "high": None,
            "unit": "",
            "bound": "at_least",
        },
    ]


def test_scan_reads_standard_input(shell: Shell) -> None:
    assert [found["text"] for found in json.loads(shell("scan", "-", "--json", stdin=TEXT).stdout)] == [
        "12",
        "1,000",
    ]


def test_data_is_utf_8_whatever_the_terminal_speaks(shell: Shell) -> None:
    shell.environment |= {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    listed = shell("scan", "-", "--json", stdin="Es kostet 5 €, sagt er.")

    assert listed.returncode == 0


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["scan", "nowhere.txt"], "error: nowhere.txt: "),
        (["scan", "two.jsonl"], "error: two.jsonl: more than one article; this command reads one"),
        (["check", "storm.txt", "nowhere.json"], "error: nowhere.json: No such file or directory"),
        (["check", "storm.txt", "storm.txt"], "error: storm.txt: not JSON: "),
        (["check", "storm.txt", "three.json"], "error: three.json: expected a list of claims"),
        (
            ["check", "storm.txt", "rows.jsonl"],
            "error: rows.jsonl: no row is about the text of storm.txt; its rows are about a.txt, b.txt",
        ),
        (
            ["check", "storm.txt", "mixed.jsonl"],
            "error: mixed.jsonl: one JSON document was expected, or rows",
        ),
        (["check", "storm.txt", "slip.json"], "error: slip.json: claim 1: unknown field 'valeu' (known: "),
        (["check", "storm.txt", "nan.json"], "error: nan.json: claim 1: field 'value': "),
        (["run", "storm.txt", "--project", "nowhere"], "error: nowhere is not a project: "),
        (
            ["run", "storm.txt", "--project", "project", "--schema", "job"],
            "error: no task 'job' (known: figures): name another with --schema, or write ",
        ),
        (["run", "storm.txt", "--base-url", "localhost"], "error: base URL 'localhost': "),
        (["run", "storm.txt", "--gguf", "x", "--model", "y"], "error: --gguf is for the embedded model; "),
        (
            ["run", "storm.txt", "--gguf", "storm.txt", "--project", "project"],
            "error: storm.txt: not a GGUF file",
        ),
        (
            ["run", "storm.txt", "-o", "nowhere/x.jsonl", "--project", "project"],
            "error: nowhere/x.jsonl: there is ",
        ),
        (
            ["run", "storm.txt", "--store", "storm.txt", "--project", "project"],
            "error: store storm.txt: not a SQ",
        ),
        (["init", "project"], "error: project/extractor.toml exists already; nothing was written"),
        (["schema", "lint", "job", "--project", "project"], "error: no task 'job' (known: figures): "),
        (
            ["scan", "storm.txt", "--jsn"],
            "error: No such option: --jsn",
        ),
        (["run"], "error: there is no store "),
        (["run", "storm.txt", "--limit", "0"], "error: Invalid value for '--limit': "),
        (["--jsn"], "error: No such option: --jsn"),
        (["judge"], "error: No such command 'judge'. (extractor --help)"),
        (["export", "--project", "project"], "error: there is no store "),
        (
            ["run", "storm.txt", "--project", "project", "--store", "nowhere/x.db"],
            "error: nowhere/x.db: there is no folder ",
        ),
    ],
)
def test_a_mistake_is_told_in_one_line_with_code_2(
    shell: Shell, storm: str, project: Path, tmp_path: Path, arguments: list[str], complaint: str
) -> None:
    (tmp_path / "two.jsonl").write_text('{"text": "1 cow"}\n{"text": "2 cows"}\n')
    (tmp_path / "three.json").write_text("3")
    rows = [{"article": {"path": f"{name}.txt", "sha256": name}, "claims": []} for name in "ab"]
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (tmp_path / "mixed.jsonl").write_text('{"quote": "12 schools"}\n' + json.dumps(rows[0]) + "\n")
    (tmp_path / "slip.json").write_text('[{"valeu": 3}]')
    (tmp_path / "nan.json").write_text('[{"value": NaN}]')
    told = shell(*arguments)

    assert told.returncode == 2
    assert told.stderr.splitlines()[-1].startswith(complaint)
    assert told.stderr.count("error:") == 1
    assert "Traceback" not in told.stderr
    assert told.stdout == ""


def test_check_says_yes_with_code_0(shell: Shell, storm: str, tmp_path: Path) -> None:
    judged = shell("check", storm, claims(tmp_path, RIGHT))

    assert judged.returncode == 0
    assert "✓ supported 12 schools" in " ".join(judged.stdout.split())


def test_check_says_no_with_code_1(shell: Shell, storm: str, tmp_path: Path) -> None:
    judged = shell("check", storm, claims(tmp_path, RIGHT, WRONG))

    assert judged.returncode == 1
    assert "≠ mismatch 2,000 people" in " ".join(judged.stdout.split())


def test_check_in_json_keeps_the_ids_it_was_given(shell: Shell, storm: str, tmp_path: Path) -> None:
    judged = json.loads(
        shell("check", storm, claims(tmp_path, RIGHT | {"id": "c-7"}, WRONG), "--json").stdout
    )

    assert [(claim["id"], claim["verdict"], claim["start"] is None) for claim in judged["claims"]] == [
        ("c-7", "supported", False),
        (2, "mismatch", False),
    ]
    assert set(judged["claims"][0]) >= {"id", "verdict", "start", "end", "findings"}
    assert judged["uncovered"] == []


def test_check_takes_what_run_wrote(
    shell: Shell, endpoint: Endpoint, storm: str, project: Path, tmp_path: Path
) -> None:
    shell(*ask(endpoint), storm, "--project", "project", "-o", "row.json")
    judged = shell("check", storm, "row.json", "--json")

    assert judged.stderr == ""
    assert len(json.loads(judged.stdout)["claims"]) == 2


def test_check_takes_the_row_of_its_article_from_many(
    shell: Shell, endpoint: Endpoint, storm: str, project: Path, tmp_path: Path
) -> None:
    (tmp_path / "fire.txt").write_text("Fire destroys 9 barns, 8 sheds and 7 mills.")
    (tmp_path / "broken.txt").write_bytes(b"\x00\x01")
    shell(*ask(endpoint), "fire.txt", storm, "broken.txt", "--project", "project", "-o", "rows.jsonl")
    (tmp_path / storm).rename(tmp_path / "moved.txt")
    judged = shell("check", "moved.txt", "rows.jsonl", "--json")

    assert (judged.returncode, judged.stderr) == (0, "")
    assert [claim["id"] for claim in json.loads(judged.stdout)["claims"]] == [1, 2]


def test_check_writes_the_same_page_as_html(shell: Shell, storm: str, tmp_path: Path) -> None:
    shell("check", storm, claims(tmp_path, RIGHT), "--html", "page.html")

    assert "Storm closes " in (tmp_path / "page.html").read_text()


def ask(endpoint: Endpoint) -> list[str]:
    return ["run", "--model", "tiny", "--base-url", endpoint.base_url, "--ask", "sentence"]


def test_run_says_what_it_asks_and_prints_rows_into_a_pipe(
    shell: Shell, endpoint: Endpoint, storm: str, project: Path
) -> None:
    shell.environment["OPENAI_API_KEY"] = "sk-secret"
    ran = shell(*ask(endpoint), storm, "--project", "project")
    host = endpoint.base_url.removeprefix("http://").removesuffix("/v1")

    assert ran.returncode == 0
    assert [json.loads(line)["article"]["path"] for line in ran.stdout.splitlines()] == ["storm.txt"]
    assert ran.stderr.splitlines()[0] == f"model tiny at {host}, task figures: 1 article"
    assert ran.stderr.splitlines()[1].startswith("storm.txt: ")
    assert "sk-secret" not in ran.stderr + ran.stdout


def test_rows_that_were_stored_before_are_printed_too(
    shell: Shell, endpoint: Endpoint, storm: str, project: Path
) -> None:
    first = shell(*ask(endpoint), storm, "--project", "project", "--json")
    second = shell(*ask(endpoint), storm, "--project", "project", "-o", "-")

    assert first.stdout == second.stdout
    assert len(first.stdout.splitlines()) == 1
    assert "1 article, 1 of them done before" in second.stderr
    assert len(endpoint.asked) == 2


def test_files_that_cannot_be_read_are_listed_and_the_others_go_on(
    shell: Shell, endpoint: Endpoint, storm: str, project: Path, tmp_path: Path
) -> None:
    (tmp_path / "broken.txt").write_bytes(b"\x00\x01\x02\x03" * 100)
    (tmp_path / "again.txt").write_text(TEXT)
    ran = shell(*ask(endpoint), storm, "broken.txt", "again.txt", "--project", "project", "--json")
    rows = [json.loads(line) for line in ran.stdout.splitlines()]

    assert ran.returncode == 4
    assert "not read: broken.txt: " in ran.stderr
    assert "again.txt: the same text as storm.txt; asked once" in ran.stderr
    assert [(row["article"]["path"], row["error"] and row["error"]["type"]) for row in rows] == [
        ("broken.txt", "ArticleError"),
        ("storm.txt", None),
    ]


@pytest.mark.parametrize("path", ["nowhere", "nowhere/*.txt", "empty", "table.dat"])
def test_when_nothing_can_be_read_it_is_code_2(
    shell: Shell, endpoint: Endpoint, project: Path, tmp_path: Path, path: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "table.dat").write_text("12")
    ran = shell(*ask(endpoint), path, "--project", "project")

    assert ran.returncode == 2
    assert ran.stderr.startswith(f"not read: {path}: ")
    assert len(ran.stderr.splitlines()) == 1
    assert [json.loads(line)["error"]["type"] for line in ran.stdout.splitlines()] == ["ArticleError"]


def test_an_endpoint_that_is_not_there_is_code_3(shell: Shell, storm: str, project: Path) -> None:
    ran = shell(
        "run", storm, "--project", "project", "--model", "tiny", "--base-url", "http://127.0.0.1:9/v1"
    )

    assert ran.returncode == 3
    assert ran.stderr.splitlines()[-3].startswith("0 articles in ")
    assert ran.stderr.splitlines()[-2] == "0 of 1 article done, run again to resume"
    assert ran.stderr.splitlines()[-1].startswith("error: 127.0.0.1:9 ")
    assert "no numbers" not in ran.stderr
    assert "Traceback" not in ran.stderr


def test_answers_that_cannot_be_used_are_counted_as_failed_with_code_4(
    shell: Shell, endpoint: Endpoint, storm: str, project: Path
) -> None:
    endpoint.say = lambda body: "Yes."
    ran = shell(*ask(endpoint), storm, "--project", "project")

    assert ran.returncode == 4
    assert re.fullmatch(r"1 article in \d+ s: 2 not used, 1 failed", ran.stderr.splitlines()[-1])


def test_settings_of_the_project_count_unless_a_flag_or_the_environment_says_otherwise(
    shell: Shell, endpoint: Endpoint, storm: str, project: Path, tmp_path: Path
) -> None:
    (project / "extractor.toml").write_text(
        f'model = "ours"\nbase_url = "{endpoint.base_url}"\nask = "sentence"\n'
    )
    shell.environment["EXTRACTOR_STORE"] = str(tmp_path / "elsewhere.db")
    shell("run", storm, "--project", "project")
    shell("run", storm, "--project", "project", "--model", "flag")
    shell.environment["EXTRACTOR_MODEL"] = "environment"
    shell("run", storm, "--project", "project")

    assert sorted({body["model"] for body in endpoint.asked}) == ["environment", "flag", "ours"]
    assert (tmp_path / "elsewhere.db").is_file()
    assert not (project / ".extractor").exists()


def test_a_limit_takes_the_first_articles(
    shell: Shell, endpoint: Endpoint, project: Path, tmp_path: Path
) -> None:
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text(f"Fire destroys {number + 20} barns.")
    ran = shell(*ask(endpoint), "0.txt", "1.txt", "2.txt", "3.txt", "--project", "project", "--limit", "2")

    assert len(ran.stdout.splitlines()) == 2
    assert len(endpoint.asked) == 2


def test_a_reader_that_goes_away_is_not_an_error(
    shell: Shell, endpoint: Endpoint, project: Path, tmp_path: Path
) -> None:
    (tmp_path / "many.jsonl").write_text(
        "".join(json.dumps({"text": f"Fire destroys {number} barns."}) + "\n" for number in range(300))
    )
    shell(*ask(endpoint), "many.jsonl", "--project", "project", "-o", "all.jsonl")
    with shell.start(*ask(endpoint), "many.jsonl", "--project", "project", "-o", "-") as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["task"] == "figures"
        process.stdout.close()
        told = process.stderr.read() if process.stderr else ""

    assert process.returncode == 128 + signal.SIGPIPE
    assert "Traceback" not in told
    assert "error" not in told


def test_a_full_disk_under_stdout_is_told_in_one_line(shell: Shell, storm: str) -> None:
    with Path("/dev/full").open("w") as full, shell.start("scan", storm, "--json", stdout=full) as process:
        _, told = process.communicate(timeout=PATIENCE)

    assert process.returncode == 2
    assert told == "error: cannot write: No space left on device\n"


def test_in_a_terminal_run_shows_the_page_of_each_article(
    shell: Shell, endpoint: Endpoint, storm: str, project: Path
) -> None:
    shown, code = in_terminal(shell, *ask(endpoint), storm, "--project", "project")

    assert code == 0
    assert "Storm closes 12✓1 schools." in shown
    assert "At least 1,000✓2 people left" in shown
    assert "✓ supported" in shown
    assert "{" not in shown


def test_in_a_terminal_no_page_prints_no_page(
    shell: Shell, endpoint: Endpoint, storm: str, project: Path
) -> None:
    shown, code = in_terminal(shell, *ask(endpoint), storm, "--project", "project", "--no-page")

    assert code == 0
    assert "Storm closes" not in shown


def test_control_characters_of_an_article_do_not_reach_the_terminal(
    shell: Shell, storm: str, tmp_path: Path
) -> None:
    hostile = {"quote": "\x1b]0;owned\x07 [red]12 schools[/red]", "value": 12, "subject": "\x9b31m\x1b[2J"}
    shown, code = in_terminal(shell, "check", storm, claims(tmp_path, hostile))

    assert code == 1
    assert "\x1b]" not in shown
    assert "\x1b[2J" not in shown
    assert "\x9b" not in shown
    assert "[red]12 schools[/red]" in shown


def in_terminal(shell: Shell, *arguments: str) -> tuple[str, int]:
    """Run a command with a terminal for stdin, stdout and stderr; return what it showed, and its code."""
    ours, theirs = pty.openpty()
    process = shell.start(*arguments, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = b""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            shown += os.read(ours, 65536)
        except OSError:  # how Linux says that the other end was closed
            break
    os.close(ours)
    return COLOUR.sub("", shown.decode()), process.wait(PATIENCE)


def test_init_makes_a_project_that_lints_and_runs(
    shell: Shell, endpoint: Endpoint, storm: str, tmp_path: Path
) -> None:
    made = shell("init", "monitor")
    linted = shell("schema", "lint", "--project", "monitor")
    ran = shell(*ask(endpoint), storm, "--project", "monitor")

    assert made.returncode == 0
    assert made.stderr.splitlines()[:3] == [
        "made monitor/extractor.toml",
        "made monitor/schemas",
        "made monitor/prompts",
    ]
    assert (linted.returncode, linted.stdout) == (0, "")
    assert ran.returncode == 0
    assert (tmp_path / "monitor" / ".extractor" / "store.db").is_file()


def test_lint_tells_what_is_wrong_with_code_1(shell: Shell, project: Path) -> None:
    schema = project / "schemas" / "figures.py"
    schema.write_text(schema.read_text() + "    size: str | None = None\n")
    linted = shell("schema", "lint", "--project", "project")

    assert linted.returncode == 1
    assert linted.stdout == (
        f"{schema}:13: Price.size: no description; the model has only the name to go by\n"
    )
    assert linted.stderr == "figures: 1 problem\n"


def test_lint_goes_on_after_a_broken_schema_and_says_what_the_sound_tasks_hold(
    shell: Shell, project: Path
) -> None:
    (project / "schemas" / "broken.py").write_text("class Strike(\n")
    (project / "prompts" / "broken.md").write_text("Hello.")
    (project / "prompts" / "alone.md").write_text('+++\nschema = "alone"\n+++\nHello.')
    linted = shell("schema", "lint", "--project", "project")

    assert linted.returncode == 1
    assert linted.stdout.splitlines() == [
        f"no schema 'alone' in {project / 'schemas'} (known: broken, figures)",
        f'{project / "prompts" / "broken.md"}:1: no front matter: begin with +++, then schema = "broken", '
        "then +++",
        f"{project / 'schemas' / 'broken.py'}:1: '(' was never closed",
    ]
    assert linted.stderr.splitlines() == ["alone: 1 problem", "broken: 2 problems", "figures: Figure, Price"]


def test_doctor_says_what_would_be_used_and_asks_the_model(
    shell: Shell, endpoint: Endpoint, project: Path
) -> None:
    told = shell("doctor", "--project", "project", "--model", "tiny", "--base-url", endpoint.base_url)
    told_of = dict(line.split(maxsplit=1) for line in told.stdout.splitlines() if line[0] != " ")

    assert told.returncode == 0
    assert told_of["project"] == str(project)
    assert told_of["tasks"] == "figures"
    assert told_of["store"].endswith("store.db (0 articles)")
    assert told_of["model"].startswith("tiny at 127.0.0.1:")
    assert told.stdout.splitlines()[-1].strip().startswith("answers, in ")


def test_doctor_says_when_the_model_does_not_answer(shell: Shell, endpoint: Endpoint, project: Path) -> None:
    endpoint.say = lambda body: 401
    told = shell("doctor", "--project", "project", "--model", "tiny", "--base-url", endpoint.base_url)

    assert told.returncode == 3
    assert "error: 127.0.0.1:" in told.stderr


def test_export_writes_what_the_store_holds(
    shell: Shell, endpoint: Endpoint, storm: str, project: Path, tmp_path: Path
) -> None:
    ran = shell(*ask(endpoint), storm, "--project", "project")
    lines = shell("export", "--project", "project")
    table = shell("export", "--project", "project", "--format", "csv", "-o", "claims.csv")

    assert lines.stdout == ran.stdout
    assert (table.returncode, table.stdout) == (0, "")
    assert len((tmp_path / "claims.csv").read_text().splitlines()) == 3


def test_export_of_an_empty_store_says_so(shell: Shell, project: Path) -> None:
    shell("run", "nowhere.txt", "--project", "project")
    told = shell("export", "--project", "project", "--format", "csv")

    assert told.returncode == 0
    assert told.stderr == f"the store {project / '.extractor' / 'store.db'} holds no results yet\n"
    assert len(told.stdout.splitlines()) == 1


def test_export_makes_no_store(shell: Shell, project: Path) -> None:
    told = shell("export", "--project", "project")

    assert told.stderr == (
        f"error: there is no store {project / '.extractor' / 'store.db'}; "
        "`extractor run` makes one, --store names another\n"
    )
    assert not (project / ".extractor").exists()


HOSTILE = (
    "\x1b[31mred\x1b[0m \x1b]8;;http://x.example\x07link\x1b]8;;\x07 \x9b2J \u202eesrever\u202c \x08\x7f"
)


def test_what_strangers_wrote_does_not_move_the_cursor_nor_turn_the_line(
    shell: Shell, endpoint: Endpoint, project: Path, tmp_path: Path
) -> None:
    news = tmp_path / f"{HOSTILE.replace('/', '')}.jsonl"
    news.write_text(
        json.dumps({"title": f"../../{HOSTILE}", "text": f"12 cows {HOSTILE} died."}) + "\nno json\n"
    )
    endpoint.say = lambda body: {"claims": [{"type": "figure", "mention": 1, "subject": HOSTILE}]}
    options = ["--project", str(project), "--model", "tiny", "--base-url", endpoint.base_url]
    ran = shell("run", str(news), *options, "--html", "page.html")
    shown = [
        ran,
        shell("scan", str(news)),
        shell("check", str(news), "-", stdin='[{"quote": "12 \\u001b[2J cows"}]'),
    ]
    page = (tmp_path / "page.html").read_text(encoding="utf-8")

    unsafe = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
    assert [unsafe.findall(done.stdout + done.stderr) for done in shown] == [[], [], []]
    assert unsafe.findall(page) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([news.name, "page.html", "project"])
