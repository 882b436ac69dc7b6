"""`pytest --extractor`: a test for each recording, in anybody's repository."""

from __future__ import annotations

import json
import subprocess
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

import anyio
import pytest

from extractor.article import article
from extractor.model import Endpoint as Served
from extractor.project import find
from extractor.record import kept, record
from extractor.recordings import Recording, folder, recordings
from extractor.regress import accept, compared
from tests.faults.process import PATIENCE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Endpoint, Shell

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

TEXT = "Harbour\n\nThe port handled 34 ships in May, the mayor said."


@pytest.fixture
def recorded(project: Path, endpoint: Endpoint) -> Path:
    """A project with one recording and what is expected of it."""
    claim = {"mention": 1, "type": "figure", "subject": "ships", "attributed_to": "the mayor"}
    endpoint.say = lambda body: {"claims": [claim]}
    path = project / "harbour.txt"
    path.write_text(TEXT, encoding="utf-8")
    (project / "extractor.toml").write_text(
        f'model = "m1"\nbase_url = "{endpoint.base_url}"\n', encoding="utf-8"
    )
    found = find(project)
    read = article(TEXT, path=str(path))
    wanted = [(Recording(folder(found), "figures", kept(found, read, {})), read, found.task("figures"))]
    anyio.run(record, found, wanted, Served("m1", endpoint.base_url), lambda *_: None, {})
    assert accept(found, compared(found, recordings(found)).cases) == 1
    return project


def collect(shell: Shell, project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in a project."""
    # a checkout that was installed before it had the plugin does not name it
    named = () if entry_points(group="pytest11", name="extractor") else ("-p", "extractor.plugin")
    process = shell.start("-p", "no:llmock", *named, "-v", *arguments, program=("-m", "pytest"), cwd=project)
    out, err = process.communicate(timeout=PATIENCE)
    return subprocess.CompletedProcess(arguments, process.returncode, out, err)


def expected(project: Path) -> Path:
    return project / "cassettes" / "figures" / "harbour.expected.json"


def test_each_recording_is_a_test_that_passes_while_it_gives_what_is_expected(
    shell: Shell, recorded: Path, endpoint: Endpoint
) -> None:
    done = collect(shell, recorded, "--extractor", "--block-network")

    assert done.returncode == 0, done.stdout
    assert "cassettes/figures/harbour.yaml::regress PASSED" in done.stdout
    assert "1 passed" in done.stdout
    assert len(endpoint.asked) == 1


def test_without_the_option_no_recording_is_collected(shell: Shell, recorded: Path) -> None:
    done = collect(shell, recorded)

    assert "no tests ran" in done.stdout


def test_a_test_says_which_number_moved(shell: Shell, recorded: Path) -> None:
    row = json.loads(expected(recorded).read_text(encoding="utf-8"))
    row["claims"][0]["value"] = 43
    expected(recorded).write_text(json.dumps(row), encoding="utf-8")

    done = collect(shell, recorded, "--extractor")

    assert done.returncode == 1
    assert "number: figure: 43" in done.stdout
    assert "-> 34" in done.stdout
    assert "Traceback" not in done.stdout


def test_the_limits_of_the_project_hold_here_too(shell: Shell, recorded: Path) -> None:
    row = json.loads(expected(recorded).read_text(encoding="utf-8"))
    row["claims"][0]["value"] = 43
    expected(recorded).write_text(json.dumps(row), encoding="utf-8")
    with (recorded / "extractor.toml").open("a") as settings:
        settings.write("[regress]\nnumber = 1\n")

    assert collect(shell, recorded, "--extractor").returncode == 0


def test_a_stale_recording_fails_and_is_recorded_anew_when_that_is_wanted(
    shell: Shell, recorded: Path, endpoint: Endpoint
) -> None:
    prompt = recorded / "prompts" / "figures.md"
    prompt.write_text(prompt.read_text(encoding="utf-8").replace("Say what", "Tell what"), encoding="utf-8")

    stale = collect(shell, recorded, "--extractor")
    asked = len(endpoint.asked)
    mended = collect(shell, recorded, "--extractor", "--record-mode=new_episodes")
    after = collect(shell, recorded, "--extractor")

    assert "stale: prompt figures.md changed" in stale.stdout
    assert "+ Tell what the number is:" in stale.stdout
    assert [done.returncode for done in (stale, mended, after)] == [1, 0, 0]
    assert (asked, len(endpoint.asked)) == (1, 2)


def test_rewriting_asks_again_whatever_holds(shell: Shell, recorded: Path, endpoint: Endpoint) -> None:
    assert collect(shell, recorded, "--extractor", "--record-mode=rewrite").returncode == 0
    assert len(endpoint.asked) == 2


def test_a_broken_cassette_is_told_in_a_line(shell: Shell, recorded: Path) -> None:
    (recorded / "cassettes" / "figures" / "harbour.yaml").write_text("3", encoding="utf-8")

    done = collect(shell, recorded, "--extractor")

    assert done.returncode == 1
    assert "is no cassette" in done.stdout
    assert "Traceback" not in done.stdout


def test_what_is_expected_of_a_recording_that_is_gone_fails(shell: Shell, recorded: Path) -> None:
    (recorded / "cassettes" / "figures" / "harbour.yaml").unlink()

    done = collect(shell, recorded, "--extractor")

    assert done.returncode == 1
    assert "its recording is gone: restore it, or delete harbour.expected.json" in done.stdout


def test_tests_named_on_the_command_line_are_the_only_ones(shell: Shell, recorded: Path) -> None:
    (recorded / "tests").mkdir()
    (recorded / "tests" / "test_one.py").write_text("def test_it() -> None:\n    pass\n", encoding="utf-8")
    (recorded / "pytest.ini").write_text("[pytest]\ntestpaths = tests\n", encoding="utf-8")

    both = collect(shell, recorded, "--extractor")
    one = collect(shell, recorded, "--extractor", "tests")

    assert "2 passed" in both.stdout
    assert "1 passed" in one.stdout
