"""What other people's CI runs: the GitHub action and the GitLab snippet, tried in a clean clone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
ACTION = yaml.safe_load((ROOT / ".github/actions/regress/action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
SCRIPTS = {step["name"]: step["run"] for step in STEPS if "run" in step}
DOCS = (ROOT / "docs" / "regress.md").read_text(encoding="utf-8")
GITLAB = next(block for block in re.findall(r"```yaml\n(.*?)```", DOCS, re.DOTALL) if "image:" in block)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A project in a git repository of its own: what a runner checks out."""
    folder = tmp_path / "clone"
    folder.mkdir()
    for name in ("schemas", "prompts", "cassettes"):
        subprocess.run(["cp", "-r", str(ROOT / name), str(folder / name)], check=True)
    (folder / "extractor.toml").write_text("", encoding="utf-8")
    for arguments in (("init", "-q", "-b", "main"), ("add", "."), ("commit", "-qm", "first")):
        identity = ("-c", "user.name=t", "-c", "user.email=t@example.org")
        subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True)
    return folder


def shell(folder: Path, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a script as a runner does, with `extractor` the one under test."""
    tools = folder.parent / "tools"
    tools.mkdir(exist_ok=True)
    program = tools / "extractor"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m extractor "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    path = {"PATH": f"{tools}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env=os.environ | path | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def action(folder: Path, **inputs: str) -> dict[str, str]:
    """Run the action's own step, and return what it leaves behind."""
    out, summary = folder.parent / "output", folder.parent / "summary"
    given = {"AGAINST": "", "MUTATE": "50", "PROJECT": "."} | inputs
    done = shell(
        folder, SCRIPTS["regress"], GITHUB_OUTPUT=str(out), GITHUB_STEP_SUMMARY=str(summary), **given
    )
    assert done.returncode == 0, done.stderr
    code = re.findall(r"code=(\d+)", out.read_text(encoding="utf-8"))[-1]
    ended = shell(folder, SCRIPTS["result"], CODE=code)
    written = summary.read_text(encoding="utf-8") if summary.exists() else ""
    return {"code": code, "ended": str(ended.returncode), "summary": written, "told": done.stderr}


def test_the_action_passes_and_writes_its_summary(clone: Path) -> None:
    came = action(clone, AGAINST="main")

    assert (came["code"], came["ended"]) == ("0", "0")
    assert came["summary"].startswith("### ✅ Regression passed: 6 same, no number moved")
    assert sorted(path.name for path in (clone / "regression").iterdir()) == [
        "regression.html",
        "regression.json",
        "regression.md",
        "regression.xml",
    ]


def test_the_action_fails_after_it_has_told_what_is_stale(clone: Path) -> None:
    path = clone / "prompts" / "disaster.md"
    path.write_text(
        path.read_text(encoding="utf-8").replace("You read a news", "You read one news"), encoding="utf-8"
    )

    came = action(clone)

    assert (came["code"], came["ended"]) == ("1", "1")
    assert "prompt disaster.md changed" in came["summary"]


def test_the_action_tells_of_a_project_without_recordings(clone: Path) -> None:
    subprocess.run(["rm", "-r", str(clone / "cassettes")], check=True)

    came = action(clone)

    assert (came["code"], came["ended"], came["summary"]) == ("2", "2", "")
    assert "make some: `extractor record ARTICLE`" in came["told"]


def test_what_an_input_says_is_never_run_as_a_command(clone: Path) -> None:
    came = action(clone, AGAINST="$(touch run-by-an-input)")

    assert came["code"] == "2"
    assert not (clone / "run-by-an-input").exists()
    assert not any("${{" in script for script in SCRIPTS.values())


def test_the_gitlab_job_runs_as_it_is_written(clone: Path) -> None:
    job = yaml.safe_load(GITLAB)["regress"]
    install, regress = job["script"]

    done = shell(clone, regress.replace("origin/", ""))

    assert install == "pip install --quiet claim-extractor"
    assert done.returncode == 0, done.stderr
    assert (clone / job["artifacts"]["reports"]["junit"]).exists()


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_scripts_are_sound_shell(name: str, tmp_path: Path) -> None:
    path = tmp_path / "step.sh"
    path.write_text(f"#!/usr/bin/env bash\nset -eo pipefail\n{SCRIPTS[name]}\n", encoding="utf-8")

    done = subprocess.run(["shellcheck", str(path)], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout
