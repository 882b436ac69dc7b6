"""What the desk's script does without a page: keys, places in a text, what outlives a reload; run by node."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent / "script"
STATIC = Path(__file__).parent.parent / "extractor" / "review" / "static"


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not there")
@pytest.mark.parametrize("name", sorted(path.name for path in SCRIPT.glob("*.test.mjs")))
def test_the_script_does_what_its_own_tests_say(name: str) -> None:
    done = subprocess.run(["node", "--test", SCRIPT / name], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_text_becomes_elements_in_one_place_alone() -> None:
    sinks = (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        'setAttribute("style"',
    )
    found = {
        path.name for path in STATIC.glob("*.js") if any(sink in path.read_text("utf-8") for sink in sinks)
    }
    assert found == {"swap.js"}


def test_no_template_lets_text_through_as_markup_or_carries_style_or_script_of_its_own() -> None:
    for path in (STATIC.parent / "templates").glob("*.html"):
        text = path.read_text("utf-8")
        assert "|safe" not in text.replace(" ", "")
        assert "style=" not in text
        assert "<style" not in text
        assert not re.search(r"\son\w+=", text)
