"""Processes beside the tests: a fault server for runs that are killed and for measuring, ports, patience."""

from __future__ import annotations

import random
import socket
import subprocess
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults.journal import Entry, entries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.faults.script import Script

CHECKOUT = Path(__file__).parents[2]

PATIENCE = 120.0
"""Seconds until what a test waits for will not come any more, on however busy a machine."""


@dataclass(frozen=True)
class Launched:
    """A server that runs: its base URL, its process id, and the file of its journal."""

    url: str
    pid: int
    journal: Path

    def entries(self) -> list[Entry]:
        """Return what the journal has so far."""
        return list(entries(self.journal))


def free_port() -> int:
    """Return a port of loopback for a server that is told its port, or that goes away and comes back.

    It is none of those that Linux gives to connections, so nothing else gets it meanwhile.
    """
    while True:
        port = random.SystemRandom().randrange(15_000, 32_000)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


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
            process.wait(PATIENCE)
