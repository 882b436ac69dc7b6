"""The command line, in a process whose disk fails when it gets a signal: at the next write, or the next sync.

    python -P tests/faults/failing.py WORDS...

SIGUSR1 puts a file that takes no writes in the place of SQLite's log, SIGUSR2 one that cannot be synced.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

from extractor.cli import main


def fail(number: int, _frame: object) -> None:
    """Put another file in the place of the log, at all its descriptors."""
    mode = os.O_RDONLY if number == signal.SIGUSR1 else os.O_RDWR
    other = os.open("/dev/null", mode)
    for link in Path("/proc/self/fd").iterdir():
        if link.is_symlink() and str(link.readlink()).endswith("-wal"):
            os.dup2(other, int(link.name))


if __name__ == "__main__":
    for each in (signal.SIGUSR1, signal.SIGUSR2):
        signal.signal(each, fail)
    main()
