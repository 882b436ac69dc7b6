"""stdout is data, stderr is for people."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console


def tell(words: str, style: str = "") -> None:
    """Say something to the person, on stderr, in one line."""
    from rich.text import Text

    from extractor.page.words import clean

    on_stderr().print(Text(" ".join(clean(words).split("\n")), style=style), soft_wrap=True)


def console_on(*, stderr: bool, force_terminal: bool | None = None) -> Console:
    from rich.console import Console

    return Console(stderr=stderr, force_terminal=force_terminal, highlight=False, markup=False, emoji=False)


def on_stderr() -> Console:
    return console_on(stderr=True)


def on_stdout() -> Console:
    return console_on(stderr=False)


def print_json(value: Any) -> None:
    print_line(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def print_line(line: str) -> None:
    """Write data to stdout: UTF-8 whatever the terminal's language, and at once."""
    sys.stdout.flush()
    sys.stdout.buffer.write(line.encode())
    sys.stdout.buffer.flush()
