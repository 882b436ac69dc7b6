"""What an independent judge, llmock, says of how a run behaves towards a server in trouble."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from tests.faults.process import PATIENCE, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Shell

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])


def sent(url: str, data: Any = None) -> str:
    body = None if data is None else json.dumps(data).encode()
    headers = {"content-type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=PATIENCE) as answer:
        return str(answer.read().decode())


@pytest.fixture
def judge() -> Iterator[str]:
    """A llmock server; its address."""
    port = free_port()
    serve = "from llmock.cli import app; app()"
    command = [sys.executable, "-c", serve, "serve", "--port", str(port), "--log-level", "error"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        url, until = f"http://127.0.0.1:{port}", time.monotonic() + PATIENCE
        while not answers(url):
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.1)
        yield url
        process.kill()


def answers(url: str) -> bool:
    with suppress(OSError):
        return bool(sent(f"{url}/v1/models"))
    return False


@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param([{"type": "fail", "status": 429, "retry_after": 1, "times": 2}], id="asks for a pause"),
        pytest.param([{"type": "fail", "status": 503, "times": 2}], id="fails and recovers"),
        pytest.param([{"type": "fail", "status": 400, "times": 1}], id="refuses"),
        pytest.param([{"type": "fail", "status": 401, "times": 1}], id="knows no such key"),
    ],
)
def test_a_run_behaves_well_towards_a_server_that(
    judge: str, shell: Shell, project: Path, tmp_path: Path, trouble: list[dict[str, Any]]
) -> None:
    sent(f"{judge}/_llmock/scenario", {"behaviors": trouble})
    article = tmp_path / "storm.txt"
    article.write_text("Storm closes 12 schools. It shut 3 roads.")
    options = ["--project", str(project), "--ask", "sentence", "--model", "gpt-5.4-mini"]
    shell("run", str(article), *options, "--base-url", f"{judge}/v1", "--concurrency", "1")

    verdict = json.loads(sent(f"{judge}/_llmock/verdict"))
    assert verdict["passed"], verdict
    assert verdict["faults_injected"] >= 1
