"""The command line, in a process whose clock is wrong, and jumps when it gets SIGUSR1.

    python -P tests/faults/travelling.py DAYS JUMP WORDS...

The clock is DAYS ahead, negative ones behind; a signal puts it JUMP days further. What measures time by the
monotonic clock does not notice, as on a machine whose clock is set.
"""

from __future__ import annotations

import signal
import sys
from datetime import UTC, datetime, timedelta

import time_machine

from extractor.cli import main

if __name__ == "__main__":
    ahead, jump = (timedelta(days=float(days)) for days in sys.argv[1:3])
    del sys.argv[1:3]
    with time_machine.travel(datetime.now(UTC) + ahead, tick=True) as clock:
        signal.signal(signal.SIGUSR1, lambda *_: clock.shift(jump))
        main()
