"""What several tests need: a model behind a real socket, a project folder, the command line."""

from __future__ import annotations

import inspect
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from extractor import cassette
from extractor.project import find
from tests.faults.answers import smallest
from tests.faults.process import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from extractor.extract import Task
    from tests.postgres import Postgres

settings.register_profile("steady", deadline=None)  # how long an example takes is no property of the code
settings.load_profile("steady")

PACKAGES = str(Path(inspect.getfile(find)).parent.parent)
"""Where the package under test lies: the checkout, or what is installed."""

Body = dict[str, Any]


SCHEMA = '''
from typing import Literal

from extractor.claims import NumericClaim


class Figure(NumericClaim):
    """A number and what it counts."""

    type: Literal["figure"] = "figure"


class Price(NumericClaim):
    """What something costs."""

    type: Literal["price"] = "price"
'''

STATEMENT = '''
from extractor.claims import Claim


class Statement(Claim):
    """What happened, without a number."""

    type: Literal["statement"] = "statement"
'''
"""What may be added to the schema: claims that rest on words alone."""

FILES = {
    "extractor.toml": "",
    "schemas/figures.py": SCHEMA,
    "prompts/figures.md": """+++
schema = "figures"

[[examples]]
text = "The port handled 34 ships."
claims = [{ number = "34", type = "figure", subject = "ships" }]
+++
Say what the number is:
{% for type in types %}
{{ type.name }}: {{ type.summary }}
{% endfor %}
""",
}


@dataclass
class Endpoint:
    """An OpenAI-compatible server on loopback.

    `say` makes the answer to a request: an object is sent as a completion, an int as an error status.
    Requests are kept in `asked`, in the order they came. After `hold`, none is answered until `let_go`.
    """

    say: Callable[[Body], Any] = field(default_factory=lambda: Endpoint.answer)
    asked: list[Body] = field(default_factory=list)
    most: int = 0
    _busy: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _answered: int | None = None
    _open: threading.Event = field(default_factory=threading.Event)
    base_url: str = ""

    def hold(self, after: int = 0) -> None:
        """Answer only the first `after` requests until `let_go`."""
        self._open.clear()
        self._answered = after

    def let_go(self) -> None:
        """Answer those that wait, and all that come."""
        self._answered = None
        self._open.set()

    @staticmethod
    def answer(body: Body) -> Any:
        """Answer a request with the least that fits what it asks for."""
        return smallest(body["response_format"]["json_schema"]["schema"])

    @staticmethod
    def number(body: Body) -> str:
        """Return the number that a request is about: the last one marked in what the user says."""
        said = [str(message["content"]) for message in body["messages"] if message["role"] == "user"]
        return str(re.findall("«(.+?)»", " ".join(said))[-1])

    def completion(self, body: Body) -> tuple[int, Body]:
        """Take a request and return the status and body to send."""
        with self._lock:
            self.asked.append(body)
            self._busy += 1
            self.most = max(self.most, self._busy)
            held = self._answered is not None and len(self.asked) > self._answered
        try:
            if held:
                self._open.wait()
            said = self.say(body)
        finally:
            with self._lock:
                self._busy -= 1
        if isinstance(said, int):
            return said, {"error": {"message": f"refused with {said}"}}
        content = said if isinstance(said, str) else json.dumps(said)
        message = {"role": "assistant", "content": content}
        return 200, {
            "id": "c",
            "object": "chat.completion",
            "created": 1,
            "model": body["model"],
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
        }


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    """A model that answers from the request it gets."""
    served = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            status, said = served.completion(body)
            sent = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, request: object, client_address: object) -> None:
            pass  # a client that was killed on purpose

    with Quiet(("127.0.0.1", 0), Handler) as server:
        served.base_url = f"http://127.0.0.1:{server.server_port}/v1"
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield served
        served.let_go()
        server.shutdown()


@dataclass
class Running:
    """A command under way. What it says goes to files: a pipe that nobody reads would stop it."""

    process: subprocess.Popen[str]
    place: Path

    @property
    def out(self) -> str:
        """What it has written to stdout so far."""
        return (self.place / "out").read_text(encoding="utf-8")

    @property
    def told(self) -> str:
        """What it has said on stderr so far."""
        return (self.place / "err").read_text(encoding="utf-8")

    def until(self, true: Callable[[], object]) -> None:
        """Wait for something to become true while it runs."""
        end = time.monotonic() + PATIENCE
        while not true():
            assert self.process.poll() is None, self.told
            assert time.monotonic() < end, self.told
            time.sleep(0.01)

    def says(self, words: str) -> None:
        """Wait until it has said something on stderr."""
        self.until(lambda: words in self.told)

    def interrupt(self, number: signal.Signals = signal.SIGINT) -> None:
        """Send it a signal."""
        self.process.send_signal(number)

    def ended(self) -> int:
        """Wait for its end and return the exit code."""
        return self.process.wait(PATIENCE)

    def result(self) -> tuple[int, str, int]:
        """Wait for its end; return the exit code, what it told, how many lines it printed."""
        return self.ended(), self.told, self.out.count("\n")

    def kill(self) -> None:
        """End it as the kernel would."""
        self.process.kill()
        self.process.wait(PATIENCE)


@dataclass
class Shell:
    """Runs `extractor` as a person would, in a folder of its own and without the environment's settings."""

    folder: Path
    environment: dict[str, str]

    def start(
        self, *arguments: str, program: tuple[str, str] = ("-m", "extractor"), **options: Any
    ) -> subprocess.Popen[str]:
        """Start a command and return at once; `program` is what Python runs in its place."""
        command = [sys.executable, *program, *arguments]
        pipes: dict[str, Any] = {
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            "stdin": subprocess.DEVNULL,
        }
        pipes["cwd"] = self.folder
        return subprocess.Popen(
            command, env=self.environment, text=True, encoding="utf-8", **(pipes | options)
        )

    def begin(self, *arguments: str, program: tuple[str, str] = ("-m", "extractor")) -> Running:
        """Start a command that is waited for, or interrupted, while it runs."""
        place = Path(tempfile.mkdtemp(dir=self.folder, prefix=".said-"))
        with (place / "out").open("w") as out, (place / "err").open("w") as err:
            return Running(self.start(*arguments, program=program, stdout=out, stderr=err), place)

    def __call__(self, *arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        with self.start(*arguments, stdin=subprocess.PIPE) as process:
            out, err = process.communicate(stdin, timeout=PATIENCE)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server."""
    from tests.postgres import postgres as served

    with served() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new store may be made: a path, then the URL of a database."""
    if request.param == "sqlite":
        return str(tmp_path / "kept" / "store.db")
    server: Postgres = request.getfixturevalue("postgres")
    return server.database()


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A shell in an empty folder."""
    return shell_in(tmp_path)


def shell_in(folder: Path) -> Shell:
    """Return a shell in a folder, which is its home too."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("EXTRACTOR_", "OPENAI_"))
    }
    environment = kept | {
        "PYTHONPATH": os.pathsep.join([PACKAGES, os.environ.get("PYTHONPATH", "")]),
        "HOME": str(folder),
        "COLUMNS": "100",
        "NO_COLOR": "1",
    }
    return Shell(folder, environment)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project folder with one task: every number is a figure, its subject what the model says."""
    folder = tmp_path / "project"
    for name, content in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


@pytest.fixture
def task(project: Path) -> Task:
    """The task of the project folder."""
    return find(project).task("figures")


def _canonical(request: Any) -> str:
    return json.dumps(json.loads(request.body or b"null"), sort_keys=True)


def _same_body(one: Any, other: Any) -> None:
    """Match recorded requests by what they ask: the default ignores the body and answers anything."""
    assert _canonical(one) == _canonical(other)


def pytest_recording_configure(config: pytest.Config, vcr: Any) -> None:
    vcr.register_matcher("canonical", _same_body)
    vcr.register_serializer("yaml", cassette)
