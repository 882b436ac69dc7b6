"""Runs that share a PostgreSQL store: nothing is lost or asked twice, whoever dies, the server too."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from tests.desk import PASSWORD, SLOTS, desk
from tests.faults.script import Script

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Shell
    from tests.postgres import Postgres


def test_two_runs_at_once_share_the_work(shell: Shell, project: Path, postgres: Postgres) -> None:
    with desk(shell, project, postgres.database(), 350, Script(latency=(0.2, 0.3))) as at:
        first, second = at.start(), at.start()
        (code, _, rows), (other_code, _, other_rows) = first.result(), second.result()

        assert (code, other_code) == (0, 0)
        assert (max(at.asked().values()), at.paid_again()) == (1, 0)
        assert at.stored() == (350, 350, 0)
        assert rows >= 100
        assert other_rows >= 100


def test_on_a_file_the_second_run_is_refused_before_it_does_anything(shell: Shell, project: Path) -> None:
    with desk(shell, project, str(shell.folder / "store.db"), 300, Script(latency=(1, 1))) as at:
        first = at.start()
        at.when(1, first)
        code, told, rows = at.start().result()
        first.interrupt()
        first.result()

        assert (code, rows) == (2, 0)
        assert told == (
            f"error: store {at.store}: a run is under way in it (process {first.process.pid}): "
            "wait for it, name another file, or use PostgreSQL, which takes several\n"
        )
        assert at.paid_again() <= 0


def test_what_a_killed_run_had_begun_is_done_by_another_or_the_next(
    shell: Shell, project: Path, postgres: Postgres
) -> None:
    with desk(shell, project, postgres.database(), 350, Script(latency=(0.2, 0.3))) as at:
        first, second = at.start(), at.start()
        at.when(60, first, second)
        first.kill()
        code, _, _ = second.result()
        last, _, _ = at.start().result()

        assert (code, last) == (0, 0)
        assert at.stored() == (350, 350, 0)
        assert at.paid_again() <= SLOTS


def test_ten_kills_lose_nothing_and_pay_for_what_was_under_way(
    shell: Shell, project: Path, postgres: Postgres
) -> None:
    moments = random.Random(5)
    with desk(shell, project, postgres.database(), 400, Script(latency=(0.01, 0.1))) as at:
        for _ in range(10):
            process = at.start()
            at.when(at.asked().total() + moments.randint(1, 35), process)
            process.kill()
        code, _, rows = at.start().result()

        assert (code, rows) == (0, 400)
        assert at.stored() == (400, 400, 0)
        assert at.paid_again() <= 10 * SLOTS


def test_a_restart_of_the_server_interrupts_nothing(shell: Shell, project: Path, postgres: Postgres) -> None:
    with desk(shell, project, postgres.database(), 200, Script(latency=(0.1, 0.2))) as at:
        process = at.start()
        for asked in (30, 100):
            at.when(asked, process)
            postgres.control("restart", "-m", "immediate")
        code, _, rows = process.result()

        assert (code, rows) == (0, 200)
        assert (at.paid_again(), at.stored()) == (0, (200, 200, 0))


def test_after_a_restart_two_runs_ask_again_at_most_for_what_was_under_way(
    shell: Shell, project: Path, postgres: Postgres
) -> None:
    with desk(shell, project, postgres.database(), 350, Script(latency=(0.2, 0.3))) as at:
        first, second = at.start(), at.start()
        at.when(80, first, second)
        postgres.control("restart", "-m", "immediate")
        (code, _, _), (other, _, _) = first.result(), second.result()

        assert (code, other) == (0, 0)
        assert at.stored() == (350, 350, 0)
        assert at.paid_again() <= 2 * SLOTS


PATIENT_FOR_TWO_SECONDS = """
from extractor import cli, database
database.OUTAGE_SECONDS = 2
cli.main()
"""


def test_a_server_that_stays_away_ends_the_run_in_one_line_and_the_next_resumes(
    shell: Shell, project: Path, postgres: Postgres
) -> None:
    with desk(shell, project, postgres.database(), 60, Script(latency=(0.1, 0.2))) as at:
        process = at.start(program=("-c", PATIENT_FOR_TWO_SECONDS))
        at.when(20, process)
        postgres.control("stop", "-m", "immediate")
        code, told, _ = process.result()
        unreached, untold, _ = at.start().result()
        postgres.control("start")
        last, _, rows = at.start().result()

        shown = at.store.replace(PASSWORD, "***")
        assert code == unreached == 2
        assert told.splitlines()[-1].startswith(f"error: store {shown}: connection failed")
        assert untold.startswith(f"error: store {shown}: connection failed")
        assert untold.count("\n") == 1
        assert (last, rows) == (0, 60)
        assert at.stored() == (60, 60, 0)
        assert at.paid_again() <= SLOTS
