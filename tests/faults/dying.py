"""The command line, in a process that ends as if killed at a commit to the store.

    python -P tests/faults/dying.py (before|after) STATEMENT TIMES WORDS...

STATEMENT is how the SQL begins that the commit keeps, TIMES at which of such commits it ends.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from extractor.cli import main

if TYPE_CHECKING:
    from collections.abc import Sequence

KILLED = 137


def die(when: str, statement: str, times: int) -> None:
    """End this process at a commit."""
    keeping, left = False, times

    @sa.event.listens_for(sa.Engine, "before_cursor_execute")
    def note(connection: object, cursor: object, sql: str, *_: object) -> None:
        nonlocal keeping
        keeping = keeping or sql.startswith(statement)

    @sa.event.listens_for(sa.Engine, "commit")
    def commit(connection: Any) -> None:
        nonlocal keeping, left
        left -= keeping
        if keeping and not left:
            if when == "after":
                connection.connection.commit()
            os._exit(KILLED)
        keeping = False


def words(arguments: Sequence[str]) -> Sequence[str]:
    """Take what is meant for `die` from the arguments; return the rest."""
    when, statement, times, *rest = arguments
    die(when, statement, int(times))
    return rest


if __name__ == "__main__":
    sys.argv[1:] = words(sys.argv[1:])
    main()
