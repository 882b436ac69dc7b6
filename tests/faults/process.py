"""A fault server in a process of its own, for runs that are killed and for measuring."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults.journal import Entry, entries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.faults.script import Script

CHECKOUT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Launched:
    """A server that runs: its base URL, its process id, and the file of its journal."""

    url: str
    pid: int
    journal: Path

    def entries(self) -> list[Entry]:
        """Return what the journal has so far."""
        return list(entries(self.journal))


@contextmanager
def launched(script: Script, folder: Path, *, journalling: bool = True, port: int = 0) -> Iterator[Launched]:
    """Serve a script from a process of its own; `folder` gets the script and the journal."""
    written, journal = folder / "script.json", folder / "journal.jsonl"
    written.write_text(script.model_dump_json(), encoding="utf-8")
    command = [sys.executable, "-m", "tests.faults.server", "--script", str(written), "--port", str(port)]
    command += ["--journal", str(journal)] if journalling else []
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Launched(f"http://127.0.0.1:{int(process.stdout.readline())}/v1", process.pid, journal)
        finally:
            process.terminate()
            process.wait(10)
