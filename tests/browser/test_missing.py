"""Without a browser the tests of this folder do not pass by being left out: in CI they fail."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CI = HERE.parent.parent / ".ci" / "run"


def run(**environment: str) -> tuple[int, str]:
    """Run tests that want a browser where there is none; return the exit code and what is told."""
    names = [str(HERE / name) for name in ("test_door.py", "test_review_marks.py")]
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *names]
    kept = {name: value for name, value in os.environ.items() if name != "CI"}
    done = subprocess.run(
        command,
        env=kept | {"EXTRACTOR_CHROMIUM": "/nowhere/chromium"} | environment,
        cwd=HERE.parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def test_without_chromium_the_tests_fail_in_ci() -> None:
    code, told = run(CI="1")
    assert code == 1
    assert "no Chromium at /nowhere/chromium: install chromium" in told
    assert " passed" not in told
    assert " skipped" not in told


def test_without_chromium_the_tests_are_skipped_elsewhere_and_say_so() -> None:
    code, told = run()
    assert code == 0
    assert "no Chromium at /nowhere/chromium: install chromium" in told
    assert " passed" not in told


@pytest.mark.skipif(not CI.exists(), reason="what is installed has no .ci")
def test_ci_says_that_it_is_ci() -> None:
    assert "export CI=1" in CI.read_text("utf-8").splitlines()
