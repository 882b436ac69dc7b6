"""A Ray cluster of two nodes on this machine: a head, and a second raylet that may be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults.process import CHECKOUT, PATIENCE, free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

START = (sys.executable, "-m", "ray.scripts.scripts", "start", "--block", "--num-cpus=1")
STORE = "--object-store-memory=80000000"


@dataclass
class Nodes:
    """Two nodes: the address of the cluster, the folder of its logs, and what was started."""

    address: str
    logs: Path
    head: subprocess.Popen[bytes]
    second: subprocess.Popen[bytes]

    def workers(self) -> list[int]:
        """Return the processes that are at a block."""
        raylets = [self.raylet(self.head), self.raylet(self.second)]
        return [pid for raylet in raylets for pid in _children(raylet, "ray::block")]

    def raylet(self, node: subprocess.Popen[bytes]) -> int:
        """Return the process of a node's raylet."""
        return _soon(lambda: next(iter(_children(node.pid, "raylet/raylet")), None))

    def kill_a_worker(self) -> None:
        os.kill(_soon(lambda: next(iter(self.workers()), None)), signal.SIGKILL)

    def kill_the_second_node(self) -> None:
        os.kill(self.raylet(self.second), signal.SIGKILL)


@contextmanager
def nodes() -> Iterator[Nodes]:
    """Run a cluster for as long as the block runs."""
    address = f"127.0.0.1:{free_port()}"
    environment = os.environ | {"RAY_USAGE_STATS_ENABLED": "0", "PYTHONPATH": str(CHECKOUT)}
    with tempfile.TemporaryDirectory(prefix="ray", ignore_cleanup_errors=True) as folder:

        def start(*words: str) -> subprocess.Popen[bytes]:
            with Path(folder, "started").open("ab") as told:
                return subprocess.Popen([*START, STORE, *words], env=environment, stdout=told, stderr=told)

        port = address.rpartition(":")[2]
        head = start("--head", f"--port={port}", "--include-dashboard=false", f"--temp-dir={folder}/r")
        try:
            _soon(lambda: Path(folder, "started").read_text().count("Ray runtime started") == 1 or None)
            second = start(f"--address={address}")
            try:
                _soon(lambda: Path(folder, "started").read_text().count("Ray runtime started") == 2 or None)
                yield Nodes(address, Path(folder), head, second)
            finally:
                second.terminate()
                second.wait(PATIENCE)
        finally:
            head.terminate()
            head.wait(PATIENCE)


def _children(parent: int, word: str) -> list[int]:
    """Return the children of a process whose command has a word in it."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            ppid = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if ppid == parent and word in (folder / "cmdline").read_text():
                found.append(int(folder.name))
        except OSError:
            continue  # it has ended meanwhile
    return found


def _soon(what: Callable[[], int | bool | None]) -> int:
    """Wait until there is something."""
    until = time.monotonic() + PATIENCE
    while (found := what()) is None:
        assert time.monotonic() < until
        time.sleep(0.05)
    return int(found)
