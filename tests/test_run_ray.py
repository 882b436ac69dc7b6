"""On a Ray cluster nothing is lost or paid twice, whoever dies; a quota is kept by all workers together."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from extractor.model import Usage
from extractor.run import Budget
from extractor.run_ray import LAPSE, Quota, Share
from tests.cluster import nodes
from tests.desk import PASSWORD, SLOTS, Desk, desk
from tests.faults.script import Script

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from tests.cluster import Nodes
    from tests.conftest import Shell
    from tests.postgres import Postgres

    Made = Callable[[int, Script], AbstractContextManager[Desk]]

KEY = "planted-key-of-the-endpoint"

needs_ray = pytest.mark.skipif(
    importlib.util.find_spec("ray") is None,
    reason='Ray is not installed: pip install ".[dev,ray]" (it is large, and these tests take minutes)',
)


@pytest.fixture
def cluster() -> Iterator[Nodes]:
    """Two nodes of a worker each."""
    with nodes() as running:
        yield running


@pytest.fixture
def at(shell: Shell, project: Path, postgres: Postgres) -> Made:
    """Make a desk whose store all nodes reach, and whose endpoint has a key."""
    shell.environment["OPENAI_API_KEY"] = KEY

    def made(articles: int, script: Script) -> AbstractContextManager[Desk]:
        return desk(shell, project, postgres.database(), articles, script)

    return made


def ray(cluster: Nodes) -> tuple[str, ...]:
    return ("--engine", "ray", "--address", cluster.address)


SLOW = Script(latency=(0.1, 0.3))


@needs_ray
def test_two_nodes_share_a_run_and_no_secret_is_seen(at: Made, cluster: Nodes) -> None:
    with at(200, SLOW) as run:
        driver = run.start(*ray(cluster))
        run.when(40, driver)
        commands = " ".join(path.read_text(errors="replace") for path in Path("/proc").glob("[0-9]*/cmdline"))
        workers = len(cluster.workers())
        code, told, rows = driver.result()
        logs = [path for path in cluster.logs.rglob("*") if path.is_file()]

        assert (code, rows, workers) == (0, 200, 2)
        assert (run.stored(), run.paid_again()) == ((200, 200, 0), 0)
        assert "ray::block" in commands
        assert KEY not in commands + told
        assert len(logs) > 10
        assert [path for path in logs if KEY.encode() in path.read_bytes()] == []
        assert [path for path in logs if PASSWORD.encode() in path.read_bytes()] == []


@needs_ray
def test_a_killed_worker_loses_nothing(at: Made, cluster: Nodes) -> None:
    with at(300, SLOW) as run:
        driver = run.start(*ray(cluster))
        for asked in (60, 150):
            run.when(asked, driver)
            cluster.kill_a_worker()
        code, _, rows = driver.result()

        assert (code, rows) == (0, 300)
        assert run.stored() == (300, 300, 0)
        assert run.paid_again() <= 2 * SLOTS


@needs_ray
def test_a_killed_node_loses_nothing(at: Made, cluster: Nodes) -> None:
    with at(300, SLOW) as run:
        driver = run.start(*ray(cluster))
        run.when(100, driver)
        cluster.kill_the_second_node()
        code, _, rows = driver.result()

        assert (code, rows) == (0, 300)
        assert run.stored() == (300, 300, 0)
        assert run.paid_again() <= SLOTS


@needs_ray
def test_a_killed_driver_loses_nothing(at: Made, cluster: Nodes) -> None:
    with at(300, SLOW) as run:
        driver = run.start(*ray(cluster))
        run.when(100, driver)
        driver.kill()
        code, _, rows = run.start(*ray(cluster)).result()

        assert (code, rows) == (0, 300)
        assert run.stored() == (300, 300, 0)
        assert run.paid_again() <= 2 * SLOTS


@needs_ray
def test_ctrl_c_lets_the_workers_finish_what_is_under_way(at: Made, cluster: Nodes) -> None:
    with at(300, SLOW) as run:
        driver = run.start(*ray(cluster))
        run.when(100, driver)
        driver.interrupt()
        code, told, _ = driver.result()
        stopped = run.asked().total()
        last, _, rows = run.start(*ray(cluster)).result()

        assert (code, last, rows) == (130, 0, 300)
        assert f"stopped; {stopped} of 300 articles done, run again to resume" in told
        assert (stopped < 300, run.paid_again()) == (True, 0)


@needs_ray
def test_the_workers_together_keep_to_the_limit(at: Made, cluster: Nodes) -> None:
    with at(150, Script(rpm=600)) as run:
        code, _, rows = run.start(*ray(cluster), "--rpm", "600").result()
        refused = [entry for entry in run.server.entries() if entry.answer == "quota"]

        assert (code, rows) == (0, 150)
        assert len(refused) <= 3


@needs_ray
def test_without_a_cluster_there_is_one_line(at: Made) -> None:
    with at(1, SLOW) as run:
        code, told, _ = run.start("--engine", "ray", "--address", "127.0.0.1:1").result()

        assert code == 2
        assert told.splitlines()[-1] == (
            "error: no Ray cluster at 127.0.0.1:1 ([Errno 111] Connection refused): start one with "
            "`ray start --head`, and name it with --address HOST:6379"
        )


def test_a_file_is_no_store_for_many_machines(shell: Shell, project: Path) -> None:
    told = shell(
        *("run", "x.txt", "--project", str(project), "--model", "m", "--base-url", "http://127.0.0.1:1/v1"),
        *("--engine", "ray"),
    )

    assert told.returncode == 2
    assert told.stderr == (
        "error: --engine ray needs a store that all machines reach, and that takes many runs at once: "
        "--store postgresql://USER@HOST/DATABASE\n"
    )


def test_the_embedded_model_is_of_one_machine(shell: Shell, project: Path) -> None:
    told = shell("run", "x.txt", "--project", str(project), "--engine", "ray", "--store", "postgresql://h/d")

    assert told.returncode == 2
    assert told.stderr == (
        "error: --engine ray needs an endpoint that all machines reach: name it with --base-url\n"
    )


def test_the_address_of_a_cluster_is_nothing_without_one(shell: Shell, project: Path) -> None:
    told = shell("run", "x.txt", "--project", str(project), "--address", "127.0.0.1:6379")

    assert told.returncode == 2
    assert told.stderr == "error: --address is that of a cluster: it goes with --engine ray\n"


def test_batches_need_no_cluster(shell: Shell, project: Path) -> None:
    told = shell(
        *("run", "x.txt", "--project", str(project), "--model", "m", "--base-url", "http://127.0.0.1:1/v1"),
        *("--engine", "ray", "--lane", "batch", "--store", "postgresql://h/d"),
    )

    assert told.returncode == 2
    assert told.stderr == "error: --engine ray is for --lane live: batches are worked at by the provider\n"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_those_that_work_share_the_limits_and_one_that_is_silent_loses_its_share() -> None:
    clock = Clock()
    quota = Quota(600, 9000, Budget(), clock)

    assert quota.lease("a", Usage(), 0) == Share(600, 9000, 0, False)
    assert quota.lease("b", Usage(), 0) == Share(300, 4500, 0, False)
    assert quota.lease("c", Usage(), 0) == Share(200, 3000, 0, False)
    quota.leave("b", Usage())
    assert quota.lease("a", Usage(), 0) == Share(300, 4500, 0, False)
    clock.now = LAPSE
    assert quota.lease("a", Usage(), 0) == Share(600, 9000, 0, False)


def test_a_pause_asked_of_one_worker_is_kept_by_all() -> None:
    clock = Clock()
    quota = Quota(None, None, Budget(), clock)
    quota.lease("a", Usage(), 20)
    clock.now = 5

    assert quota.lease("b", Usage(), 0) == Share(None, None, 15, False)


def test_workers_stop_when_all_of_them_together_have_used_up_the_budget() -> None:
    quota = Quota(None, None, Budget(tokens=250))
    spent = Usage(1, 100, 10)

    assert not quota.lease("a", spent, 0).stop
    assert not quota.lease("a", spent, 0).stop
    quota.leave("a", spent)
    assert not quota.lease("b", spent, 0).stop
    assert quota.lease("b", spent + spent, 0).stop
    assert quota.lease("c", Usage(), 0).stop
