"""The ground truth of a run: one line of JSON for every request that a server had."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True)
class Entry:
    """One request and what became of it.

    `at` is when it came (Unix time), `seconds` how long it took. `article` is the marker in its text, None
    without one; `request` the SHA-256 of its body; `attempt` counts the article's requests from 1. `answer`
    names what was answered, `tokens` what was charged for it. `sent` says that the whole response went to the
    operating system: a client that was killed may still not have read it. Lines of a batch have its id.
    """

    at: float
    seconds: float
    path: str
    article: str | None
    request: str
    attempt: int
    answer: str
    status: int
    tokens: int
    sent: bool
    batch: str | None = None


class Journal:
    """Appends entries to a file, each with one write: what was written outlives any process."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)

    def write(self, entry: Entry) -> None:
        os.write(self._file, json.dumps(entry.__dict__).encode() + b"\n")

    def close(self) -> None:
        os.close(self._file)


def entries(path: Path) -> Iterator[Entry]:
    """Read a journal; a line that is still being written is left out."""
    for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
        if line.endswith("\n"):
            yield Entry(**json.loads(line))
