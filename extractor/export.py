"""Write rows for other programs: JSON lines or CSV, into a file that is replaced whole or not at all."""

from __future__ import annotations

import csv as csv_format
import hashlib
import io
import json
import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

from extractor.errors import UsageError
from extractor.sentences import at, sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from extractor.article import Article
    from extractor.row import Row
    from extractor.sentences import Sentence

COLUMNS = (
    "article",
    "path",
    "title",
    "task",
    "model",
    "claim",
    "type",
    "verdict",
    "value",
    "low",
    "high",
    "unit",
    "bound",
    "subject",
    "attributed_to",
    "via",
    "when",
    "where",
    "quote",
    "sentence",
    "start",
    "end",
    "findings",
    "fields",
)
"""The columns of a claim in CSV; `sentence` is what stands around the evidence, `fields` holds what a schema
added, as JSON."""

ELSEWHERE = frozenset({"mention", "derivation", "proof"})

_FORMULA = re.compile(r"""[\s"'\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]|[\t\r]""")
"""What a spreadsheet may run: a sign in any width, behind spaces, quotes and what nobody sees."""


def jsonl(rows: Iterable[Row]) -> Iterator[str]:
    """Yield each row as a line of JSON."""
    for row in rows:
        yield json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"


def csv(results: Iterable[tuple[Article, Row]]) -> Iterator[str]:
    """Yield a line of names, then a line for each claim of each article's row."""
    yield from csv_lines(_table(results))


def csv_lines(table: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Yield a line of CSV for each row of a table."""
    line = io.StringIO()
    writer = csv_format.writer(line)
    for cells in table:
        writer.writerow(cells)
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _table(results: Iterable[tuple[Article, Row]]) -> Iterator[list[Any]]:
    yield list(COLUMNS)
    for source, row in results:
        article, cut = row["article"], sentences(source.text)
        about = {"article": article["id"], "path": article["path"], "title": article["title"]}
        about |= {"task": row["task"], "model": row["model"]}
        for number, claim in enumerate(row["claims"], start=1):
            known = COLUMNS + tuple(ELSEWHERE)
            added = {name: value for name, value in claim.items() if name not in known}
            findings = "; ".join(f"{found['rule']}: {found['message']}" for found in claim["findings"])
            cells = claim | about | {"claim": number, "findings": findings}
            cells["sentence"] = _around(source.text, cut, claim)
            cells["fields"] = json.dumps(added, ensure_ascii=False) if added else None
            yield [cell(cells.get(column)) for column in COLUMNS]


def _around(text: str, cut: Sequence[Sentence], claim: Row) -> str | None:
    """Return the sentences that a claim's evidence stands in, on one line."""
    if claim["start"] is None or claim["end"] is None:
        return None
    first, last = cut[at(cut, claim["start"])], cut[at(cut, max(claim["start"], claim["end"] - 1))]
    return " ".join(text[first.start : last.end].split())


def cell(value: Any) -> Any:
    """Keep a spreadsheet from running text as a formula: articles are written by strangers."""
    return "'" + value if isinstance(value, str) and _FORMULA.match(value) else value


def write(lines: Iterable[str], path: Path) -> None:
    """Write lines to *path*: its old content stays until the new is complete and on the disk."""
    target = path.resolve()
    # A pipe or a device cannot be replaced; it is written to.
    part = target if _special(target) else target.with_name(f".{target.name}.{os.getpid()}.part")
    if part is not target:
        _tidy(target)
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            file.writelines(lines)
            file.flush()
            if part is not target:
                os.fsync(file.fileno())
        if part is not target:
            part.replace(target)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}; what was there is as it was") from error
    finally:
        if part is not target:
            part.unlink(missing_ok=True)


def _tidy(target: Path) -> None:
    """Delete what processes that were killed have left of a file."""
    begins, ends = f".{target.name}.", ".part"
    with suppress(OSError):
        for left in target.parent.iterdir():
            pid = left.name.removeprefix(begins).removesuffix(ends)
            if left.name == f"{begins}{pid}{ends}" and pid.isdecimal() and not _lives(int(pid)):
                left.unlink()


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        pass  # it is another's, or none of ours
    return True


class Appended:
    """A file of JSON lines that rows are added to as they come, none twice; what it holds stays.

    The same row from another path counts as the same. Raises UsageError for a file that holds something else.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._known = set() if _special(path) or not path.exists() else _rows_in(path)
            self._file = path.open("ab")
        except OSError as error:
            raise UsageError(f"{path}: {error.strerror or error}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        with suppress(OSError):  # what could not be written has been told of
            self._file.close()

    def add(self, row: Row) -> None:
        """Put a row at the end, unless it is there."""
        key = _digest(row)
        if key in self._known:
            return
        self._known.add(key)
        try:
            self._file.write("".join(jsonl([row])).encode())
            self._file.flush()
        except OSError as error:
            raise UsageError(f"{self._path}: {error.strerror}; the results are safe in the store") from error


def _rows_in(path: Path) -> set[bytes]:
    """Return what rows there are; a last one that a run which died has left unfinished is cut off."""
    known, whole, line = set[bytes](), 0, b"\n"
    with path.open("r+b") as file:
        for line in file:
            try:
                known.add(_digest(json.loads(line)))
            except (ValueError, TypeError, KeyError):
                if line.endswith(b"\n"):
                    raise UsageError(
                        f"{path} holds something else than rows of `extractor run`; name another file"
                    ) from None
                file.truncate(whole)
                return known
            whole += len(line)
        if not line.endswith(b"\n"):
            file.write(b"\n")
    return known


def _digest(row: Row) -> bytes:
    said = row | {"article": row["article"] | {"path": None}}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).digest()[:16]


def writable(path: Path) -> None:
    """Refuse a path that cannot be written, before anything is paid for."""
    folder = path.resolve().parent
    if str(path) == "-":
        raise UsageError("-: pages go into a file; name one")
    if path.is_dir():
        raise UsageError(f"{path} is a folder; name a file")
    if not folder.is_dir():
        raise UsageError(f"{path}: there is no folder {folder}")
    if not os.access(path if path.exists() else folder, os.W_OK):
        raise UsageError(f"{path} cannot be written")


def _special(path: Path) -> bool:
    return path.exists() and not path.is_file()
