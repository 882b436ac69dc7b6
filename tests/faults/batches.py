"""OpenAI's files and batches: upload requests, look until they are answered, download the answers."""

from __future__ import annotations

import json
import random
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.faults.messages import Reply, Sent, failed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.faults.answers import Body
    from tests.faults.script import Fate

MOST_LINES = 50_000
MOST_BYTES = 200 << 20
ENDPOINT = "/v1/chat/completions"
_LEFT_OVER = {
    "expired": ("batch_expired", "This request could not be executed before the completion window expired."),
    "cancelled": ("batch_cancelled", "This request was not executed: the batch was cancelled."),
}


@dataclass
class _File:
    id: str
    name: str
    purpose: str
    content: bytes
    cuts: int = 0  # downloads that will break off

    def described(self) -> Body:
        return {
            "id": self.id,
            "object": "file",
            "bytes": len(self.content),
            "created_at": 1,
            "filename": self.name,
            "purpose": self.purpose,
            "status": "processed",
        }


@dataclass
class _Batch:
    id: str
    input: str
    fate: Fate
    metadata: Any
    status: str = "validating"
    looks: int = 0
    output: str | None = None
    errors_file: str | None = None
    counts: dict[str, int] = field(default_factory=lambda: {"total": 0, "completed": 0, "failed": 0})
    errors: list[Body] = field(default_factory=list)

    @property
    def over(self) -> bool:
        return self.status in {"completed", "expired", "cancelled", "failed"}

    def described(self) -> Body:
        now = int(time.time())
        return {
            "id": self.id,
            "object": "batch",
            "endpoint": ENDPOINT,
            "completion_window": "24h",
            "created_at": now,
            "expires_at": now + 86400,
            "input_file_id": self.input,
            "output_file_id": self.output,
            "error_file_id": self.errors_file,
            "status": self.status,
            "request_counts": self.counts,
            "metadata": self.metadata,
            "errors": {"object": "list", "data": self.errors} if self.errors else None,
        }


class Batches:
    """The files and batches of an account; `answer` takes a line's body, its bytes, the batch's id."""

    def __init__(self, fates: Sequence[Fate], answer: Callable[[Body, bytes, str], Reply]) -> None:
        self._fates = fates
        self._answer = answer
        self._files: dict[str, _File] = {}
        self._batches: dict[str, _Batch] = {}
        self._made = 0

    def respond(self, sent: Sent) -> Reply | None:
        """Return the reply to a request about files and batches; None for any other."""
        match [sent.method, *sent.path.partition("?")[0].removeprefix("/v1/").split("/")]:
            case ["POST", "files"]:
                return self._upload(sent)
            case ["GET", "files"]:
                return _listed([file.described() for file in self._files.values()])
            case [method, "files", file, *rest] if file in self._files:
                return self._file(method, self._files[file], rest)
            case ["POST", "batches"]:
                return self._create(sent.body)
            case ["GET", "batches"]:
                return _listed([batch.described() for batch in self._batches.values()])
            case ["GET", "batches", batch] if batch in self._batches:
                return self._look(self._batches[batch])
            case ["POST", "batches", batch, "cancel"] if batch in self._batches:
                return self._cancel(self._batches[batch])
            case [_, "files" | "batches", name, *_]:
                return failed(404, f"No such object: {name}", type="invalid_request_error")
        return None

    # Files

    def _upload(self, sent: Sent) -> Reply:
        parts = _parts(sent)
        if "file" not in parts or "purpose" not in parts:
            return failed(400, "'file' and 'purpose' are required")
        name, content = parts["file"]
        if len(content) > MOST_BYTES:
            return failed(400, f"File is larger than {MOST_BYTES} bytes", code="file_too_large")
        return Reply(self._keep(name, parts["purpose"][1].decode(), content).described())

    def _keep(self, name: str, purpose: str, content: bytes) -> _File:
        file = _File(self._id("file-"), name, purpose, content)
        self._files[file.id] = file
        return file

    def _file(self, method: str, file: _File, rest: list[str]) -> Reply | None:
        match [method, *rest]:
            case ["GET"]:
                return Reply(file.described())
            case ["DELETE"]:
                del self._files[file.id]
                return Reply({"id": file.id, "object": "file", "deleted": True})
            case ["GET", "content"]:
                headers = {"content-type": "application/octet-stream"}
                if not file.cuts:
                    return Reply(file.content, headers=headers)
                file.cuts -= 1
                return Reply(file.content, headers=headers, cut=-(len(file.content) // 2 or 1))
        return None

    # Batches

    def _create(self, body: Body) -> Reply:
        file = self._files.get(body["input_file_id"])
        if file is None or file.purpose != "batch":
            return failed(400, "No such batch file", param="input_file_id")
        if body["endpoint"] != ENDPOINT or body["completion_window"] != "24h":
            return failed(400, f"Only {ENDPOINT} within 24h is served")
        fate = self._fates[min(len(self._batches), len(self._fates) - 1)]
        batch = _Batch(self._id("batch_"), file.id, fate, body.get("metadata"))
        self._batches[batch.id] = batch
        return Reply(batch.described())

    def _look(self, batch: _Batch) -> Reply:
        """Let a batch go on by one look, and describe it."""
        batch.looks += 1
        if not batch.over:
            if batch.status == "cancelling" or batch.looks >= batch.fate.polls:
                self._finish(batch)
            else:
                batch.status = "in_progress"
        return Reply(batch.described())

    def _cancel(self, batch: _Batch) -> Reply:
        if batch.over:
            return failed(409, f"Cannot cancel a batch with status '{batch.status}'")
        batch.status = "cancelling"
        return Reply(batch.described())

    def _finish(self, batch: _Batch) -> None:
        lines, batch.errors = _read(self._files[batch.input].content)
        batch.counts["total"] = len(lines)
        status = "cancelled" if batch.status == "cancelling" else batch.fate.status
        if batch.errors or status == "failed":
            batch.status = "failed"
            batch.errors = batch.errors or [{"code": "server_error", "message": "The batch failed."}]
            return
        done = len(lines) if status == "completed" else int(len(lines) * batch.fate.share)
        good: list[Body] = []
        bad = [_unanswered(line, *_LEFT_OVER[status]) for line in lines[done:]]
        for number, line in enumerate(lines[:done], 1):
            reply = self._answer(line["body"], json.dumps(line["body"]).encode(), batch.id)
            if batch.fate.failing and number % batch.fate.failing == 0:
                reply = failed(500, "The server had an error while processing the request.")
            (good if reply.status == 200 else bad).append(_answered(line, reply, self._id("batch_req_")))
        batch.counts |= {"completed": len(good), "failed": len(bad)}
        batch.output = self._save(
            f"{batch.id}_output.jsonl", _disturbed(good, batch.fate), batch.fate.downloads_cut
        )
        batch.errors_file = self._save(f"{batch.id}_error.jsonl", bad, 0)
        batch.status = status

    def _save(self, name: str, lines: list[Body], cuts: int) -> str | None:
        """Keep lines as a file; there is none when there are no lines."""
        if not lines:
            return None
        file = self._keep(name, "batch_output", "".join(json.dumps(line) + "\n" for line in lines).encode())
        file.cuts = cuts
        return file.id

    def _id(self, prefix: str) -> str:
        self._made += 1
        return f"{prefix}{self._made:06}"


def _read(content: bytes) -> tuple[list[Body], list[Body]]:
    """Return the lines of a batch and what is wrong with them."""
    lines: list[Body] = []
    errors: list[Body] = []
    seen: set[str] = set()
    for number, raw in enumerate(content.splitlines(), 1):
        try:
            line = json.loads(raw)
            custom, fits = line["custom_id"], (line["method"], line["url"]) == ("POST", ENDPOINT)
            line["body"]["messages"]
        except (ValueError, KeyError, TypeError):
            custom, fits, line = None, False, {}
        if not fits or custom in seen:
            code = "duplicate_custom_id" if fits else "invalid_json_line"
            errors.append(
                {"code": code, "line": number, "message": f"{code} on line {number}", "param": None}
            )
        seen.add(custom)
        lines.append(line)
    if len(lines) > MOST_LINES:
        errors.append({"code": "too_many_tasks", "message": f"more than {MOST_LINES} requests"})
    return lines, errors


def _answered(line: Body, reply: Reply, request: str) -> Body:
    response = {"status_code": reply.status, "request_id": request, "body": reply.body}
    return {"id": request, "custom_id": line["custom_id"], "response": response, "error": None}


def _unanswered(line: Body, code: str, message: str) -> Body:
    return {
        "id": f"batch_req_{code}",
        "custom_id": line["custom_id"],
        "response": None,
        "error": {"code": code, "message": message},
    }


def _disturbed(lines: list[Body], fate: Fate) -> list[Body]:
    """Leave out, repeat and shuffle lines as a fate says."""

    def times(number: int) -> int:
        if fate.missing and number % fate.missing == 0:
            return 0
        return 2 if fate.doubled and number % fate.doubled == 0 else 1

    kept = [line for number, line in enumerate(lines, 1) for _ in range(times(number))]
    if fate.reordered:
        random.Random(len(kept)).shuffle(kept)
    return kept


def _listed(data: list[Body]) -> Reply:
    return Reply({"object": "list", "data": data, "has_more": False})


def _parts(sent: Sent) -> dict[str, tuple[str, bytes]]:
    """Return the parts of a form by name: the file name and the content."""
    boundary = sent.headers["content-type"].partition("boundary=")[2].strip('"').encode()
    return dict(_part(raw) for raw in _between(sent.raw, b"--" + boundary))


def _between(raw: bytes, border: bytes) -> Iterator[bytes]:
    for part in raw.split(border)[1:-1]:
        yield part.removeprefix(b"\r\n").removesuffix(b"\r\n")


def _part(raw: bytes) -> tuple[str, tuple[str, bytes]]:
    head, _, content = raw.partition(b"\r\n\r\n")
    names = dict(re.findall(r'[; ](name|filename)="([^"]*)"', head.decode()))
    return names["name"], (names.get("filename", ""), content)
