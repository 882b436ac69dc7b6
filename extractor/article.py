"""Read files into articles; the text is final here and every offset later is into exactly it."""

from __future__ import annotations

import codecs
import errno
import functools
import glob
import hashlib
import itertools
import json
import os.path
import re
import stat
import sys
import time
from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from decimal import Decimal
from importlib.metadata import version
from operator import attrgetter
from pathlib import Path
from typing import IO, TYPE_CHECKING

from extractor.dateline import agency, dateline
from extractor.encoding import decode
from extractor.errors import ArticleError
from extractor.normalise import normalise
from extractor.webpage import read_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SUFFIXES = (".txt", ".md", ".html", ".htm", ".jsonl", ".json")
MOST_BYTES = 5_000_000
RECENT = 2.0
"""Seconds since a file was written in which it may be written to again and keep its time."""

NAMES = {
    "title": ("title", "headline"),
    "date": (
        "date",
        "datePublished",
        "date_published",
        "published",
        "publishedAt",
        "published_at",
        "pubDate",
    ),
    "source": ("source", "publisher", "outlet", "url"),
}
"""What the fields of an article are called in JSON and front matter; the first that is given counts."""

# a mapping in YAML between lines of dashes: keys, and what is indented, listed or remarked below them
_FRONT = re.compile(
    r"\A---[ \t]*\r?\n(?P<fields>(?:(?:[\w-]+:.*|[ \t]+\S.*|-[ \t].*|#.*|[ \t]*)\r?\n)+?)"
    r"(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)"
)
_FIELD = re.compile(r"^([\w-]+):[ \t]+(\"[^\"\r\n]*\"|'[^'\r\n]*'|[^\s|>][^\r\n]*)", re.MULTILINE)

_KINDS = f"articles end in {' '.join(SUFFIXES)}"


@dataclass(frozen=True, slots=True)
class Article:
    """One news article.

    `text` is normalised (NFC, LF line ends, no invisible control characters) and never changes again.
    `sha256` is of `text` in UTF-8; `id` is its first 16 digits, so the same text is the same article.
    `date` is as the file gives it, else what the head of the text says, as YYYY-MM-DD; `source` too, else the
    agency of its dateline.
    `notes` says what reading removed, in words for people.
    """

    id: str
    text: str
    sha256: str
    title: str | None = None
    date: str | None = None
    source: str | None = None
    path: str | None = None
    notes: tuple[str, ...] = field(default=())


ROW = b'{"article":{"id":'
"""How a file of rows begins, as a run writes them."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of articles that is not opened yet.

    As long as its `stamp` stays the same, so does what is in it. A stream has none, nor has a file that was
    just written to: it may be written to again within one tick of its clock.
    """

    name: str
    stamp: str | None

    def articles(self, max_bytes: int = MOST_BYTES) -> Iterator[Article | ArticleError]:
        """Read the file; yield an error for what in it cannot be read."""
        for item in _contents(self.name, max_bytes):
            yield item if isinstance(item, Article) else ArticleError(_shown(item.path), _shown(item.reason))


def read(
    paths: Sequence[str], *, max_bytes: int = MOST_BYTES, output: Iterable[Path] = ()
) -> Iterator[Article | ArticleError]:
    """Read files, folders, globs and `-` (standard input), each once; yield an error for what cannot be read.

    Folders are read with their subfolders, in name order, without hidden files. A `.jsonl` holds an article
    a line, a `.json` one object, a list of them, or `{"articles": [...]}`; an object needs `text` and may
    have `title`, `date` and `source` under one of their `NAMES`, as may the front matter of a `.md`, which is
    no part of the text. A title is put before its text, unless it stands there already. `max_bytes` limits a
    file; in a `.jsonl`, a line. `output` are files that the reader itself writes: they are no articles, and
    neither are rows of earlier runs in a folder.
    """
    for found in find(paths, output):
        if isinstance(found, ArticleError):
            yield found
        else:
            yield from found.articles(max_bytes)


def find(paths: Sequence[str], output: Iterable[Path] = ()) -> Iterator[File | ArticleError]:
    """Yield the files that `read` would open, each once, and errors for names that stand for none."""
    seen = set(map(os.path.realpath, output))
    real = functools.lru_cache(maxsize=1000)(os.path.realpath)
    for found in itertools.chain.from_iterable(map(files, paths)):
        if isinstance(found, ArticleError):
            key = found.path
        elif found == "-" or os.path.islink(found):  # noqa: PTH114 - a million Paths take seconds
            key = found if found == "-" else os.path.realpath(found)
        else:
            folder, name = os.path.split(found)
            key = f"{real(folder)}/{name}"
        if key in seen:
            continue
        seen.add(key)
        if isinstance(found, ArticleError):
            yield ArticleError(_shown(found.path), _shown(found.reason))
        else:
            yield File(found, _stamp(found))


def _stamp(name: str) -> str | None:
    """Return what changes when a file does, or when this program reads it otherwise."""
    try:
        at = os.stat(name)  # noqa: PTH116 - a million Paths take seconds
    except (OSError, ValueError):
        return None
    if name == "-" or time.time() - at.st_mtime < RECENT:
        return None
    return f"{_version()} {at.st_size} {at.st_mtime_ns} {at.st_ctime_ns} {at.st_ino}"


@functools.cache
def _version() -> str:
    return version("claim-extractor")


def article(
    text: str,
    *,
    title: str | None = None,
    date: str | None = None,
    source: str | None = None,
    path: str | None = None,
) -> Article:
    """Build an article from a text; raise ArticleError when nothing is left of it after normalisation."""
    where = path or "the text"
    text, notes = normalise(text, where)
    if not text.strip():
        raise ArticleError(where, "is empty; an article needs text")
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    # one line each, without what was removed from the text
    lines = (" ".join(normalise(it or "", where)[0].split("\n")).strip() for it in (title, date, source))
    title, date, source = (line or None for line in lines)
    if date is None and (day := dateline(text)):
        date = day.isoformat()
    source = source or agency(text)
    return Article(sha256[:16], text, sha256, title, date, source, path and _shown(path), notes)


def _shown(path: str) -> str:
    """Keep a path on one line and writable as UTF-8, whatever bytes the file name holds."""
    return re.sub("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]", "\ufffd", path)


def files(named: str) -> Iterator[str | ArticleError]:
    """Yield the files that one name of the command line stands for."""
    path = Path(named)
    try:
        if named == "-" or not stat.S_ISDIR(os.stat(named).st_mode):  # noqa: PTH116 - Path("") is a folder
            yield named
            return
        roots, verb = [path], "holds"
    except (OSError, ValueError) as error:
        if not glob.has_magic(named) or os.path.lexists(named):
            yield ArticleError(named or "''", _why(path, error))
            return
        roots, verb = _matches(path), "matches"
    found = itertools.chain.from_iterable(map(_walk, roots))
    yield next(found, None) or ArticleError(named, f"{verb} no file to read; {_KINDS}")
    yield from found


def _matches(pattern: Path) -> list[Path]:
    fixed = next(place for place, part in enumerate(pattern.parts) if glob.has_magic(part))
    root = Path(*pattern.parts[:fixed])
    try:
        found = sorted(root.glob("/".join(pattern.parts[fixed:])))
    except (OSError, ValueError, RecursionError):
        return []
    return [path for path in found if not any(part[0] == "." for part in path.relative_to(root).parts)]


def _walk(root: Path) -> Iterator[str | ArticleError]:
    """Yield the files at and below a path; a link back up is an error, a folder met twice is walked once."""
    todo: list[tuple[Path, tuple[str, ...]]] = [(root, tuple(map(os.path.realpath, root.parents)))]
    walked = set()
    while todo:
        path, above = todo.pop()
        if path.suffix.lower() in SUFFIXES and not os.path.isdir(path):  # noqa: PTH112 - Path.is_dir can raise
            if not holds_rows(path):
                yield str(path)
        elif (real := os.path.realpath(path)) in above:
            yield ArticleError(str(path), f"links back up to {real}, a loop; remove the link")
        elif real not in walked and os.path.isdir(path):  # noqa: PTH112
            walked.add(real)
            try:
                children = (child for child in path.iterdir() if child.name[0] != ".")
                inside = sorted(children, key=attrgetter("name"), reverse=True)
                todo += [(child, (*above, real)) for child in inside]
            except OSError as error:
                yield ArticleError(str(path), _why(path, error))


def holds_rows(path: Path) -> bool:
    """Whether a file is the output of a run."""
    try:
        with path.open("rb") if path.is_file() else nullcontext() as file:
            return file is not None and file.read(len(ROW)) == ROW
    except (OSError, ValueError):
        return False  # what is wrong with it is told when it is read


def _why(path: Path, error: OSError | ValueError) -> str:
    """Say why a path cannot be read, and what to do about it."""
    code = error.errno if isinstance(error, OSError) else errno.ENOENT
    if code == errno.ENOENT and path.is_symlink():
        return f"is a link to {path.readlink()}, which is not there; restore that file or remove the link"
    if code in (errno.ENOENT, errno.ENOTDIR):
        return "is not there; check the spelling and the folder you are in"
    if code in (errno.EACCES, errno.EPERM):
        return "may not be read (permission denied); change its permissions"
    if code == errno.ELOOP:
        return "is a link that leads back to itself; remove it"
    return f"cannot be read ({os.strerror(code or 0)}); check the disk and the path"


def _contents(name: str, max_bytes: int) -> Iterator[Article | ArticleError]:
    """Yield the articles of one file, or the error in place of each that cannot be read."""
    path = Path(name)
    kind = path.suffix.lower()
    try:
        if name == "-" and sys.stdin is None:
            yield ArticleError(name, "is closed; pipe an article into it")
        elif name == "-":
            yield from _piped(sys.stdin.buffer, max_bytes)
        elif not stat.S_ISREG(path.stat().st_mode):
            yield ArticleError(name, "is a pipe, socket or device, not a file; pipe its text in as -")
        elif kind not in SUFFIXES:
            yield ArticleError(name, f"is of no known kind; {_KINDS}")
        else:
            with path.open("rb") as stream:
                if kind == ".jsonl":
                    yield from _entries(_lines(stream, name, max_bytes))
                else:
                    yield from _whole(stream.read(max_bytes + 1), kind, name, max_bytes)
    except ArticleError as error:
        yield error
    except OSError as error:
        yield ArticleError(name, _why(path, error))


def _piped(stream: IO[bytes], max_bytes: int) -> Iterator[Article | ArticleError]:
    """Read standard input as what it looks like: JSON lines, a JSON document, a page or a text."""
    first = stream.readline(max_bytes + 2)
    start = first.removeprefix(codecs.BOM_UTF8)
    if re.match(rb'\s*\{\s*"', start) and first.rstrip().endswith(b"}"):
        return _entries(_lines(stream, "-", max_bytes, first))
    data = first + stream.read(max_bytes + 1)
    start, kind = data.removeprefix(codecs.BOM_UTF8), ".txt"
    if re.match(rb"\s*<(!doctype html|html|head|body|\?xml)", start, re.IGNORECASE):
        kind = ".html"
    elif re.match(rb'\s*(\[\s*)?\{\s*"', start):
        kind = ".json"
    return _whole(data, kind, "-", max_bytes)


def _whole(data: bytes, kind: str, name: str, max_bytes: int) -> Iterator[Article | ArticleError]:
    if len(data) > max_bytes:
        raise ArticleError(name, f"is larger than {max_bytes:,} bytes; split it, or make it a .jsonl")
    is_page = kind in (".html", ".htm")
    text, notes = decode(data, name, declared=is_page)
    if not text.strip():
        raise ArticleError(name, "is empty; an article needs text")
    if kind == ".json":
        items = _entries([(name, text)])
    elif kind == ".md":
        items = iter([_marked(text, name)])
    else:
        items = iter([_paged(text, name) if is_page else _plain(text, name)])
    for item in items:
        yield replace(item, notes=notes + item.notes) if isinstance(item, Article) else item


def _plain(text: str, where: str) -> Article:
    """Build the article of a text; its first line that says something is the title, if it is short."""
    built = article(text, path=where)
    first, _, rest = re.sub(r"\A(?:[#*_\s]*\n)+", "", built.text.strip()).partition("\n")
    title = re.sub(r"^#{1,6}\s+", "", first.strip())
    return replace(built, title=title) if rest and len(first) <= 200 and re.search(r"\w", title) else built


def _marked(text: str, where: str) -> Article:
    """Build the article of a Markdown document; its front matter gives title, date and source."""
    front = _FRONT.match(text)
    fields = _FIELD.findall(front["fields"]) if front else []
    about, notes = _about({key: value.strip("\"' \t") for key, value in fields})
    if front is None or not any(about.values()):
        return _plain(text, where)
    built = _plain(_headed(about["title"], text[front.end() :]), where)
    title = about["title"] or built.title
    made = article(built.text, title=title, date=about["date"], source=about["source"], path=where)
    return replace(made, notes=(*notes, *built.notes))


def _about(given: dict[str, object]) -> tuple[dict[str, str | None], tuple[str, ...]]:
    """Return title, date and source, by whichever of their names, and remarks on what is none of them.

    An object with a name is called by it: the publisher of schema.org, the source of a feed.
    """
    about: dict[str, str | None] = dict.fromkeys(NAMES)
    notes = []
    for of, names in NAMES.items():
        for name in names:
            value = given.get(name)
            value = value.get("name", value) if isinstance(value, dict) else value
            if not isinstance(value, str | Decimal | None):
                notes.append(f"ignored {name}: not a string")
            elif value is not None and str(value).strip():
                about[of] = about[of] or str(value)
    return about, tuple(notes)


def _paged(html: str, where: str) -> Article:
    page = read_page(html, where)
    text = _headed(page.title, page.text)
    return article(text, title=page.title, date=page.date, source=page.source, path=where)


def _lines(
    stream: IO[bytes], name: str, max_bytes: int, first: bytes = b""
) -> Iterator[tuple[str, bytes | ArticleError]]:
    """Yield the lines of a stream that say something, each with its place; never hold one over the limit."""
    limit, empty = max_bytes + len("\r\n"), True
    lines = itertools.chain([first] if first else [], iter(lambda: stream.readline(limit), b""))
    for number, line in enumerate(lines, 1):
        where = f"{name}:{number}"
        if b"\0" in line:
            raise ArticleError(where, "holds NUL bytes, so this is not JSON lines in UTF-8; save it as that")
        if len(line.rstrip(b"\r\n")) > max_bytes:
            yield where, ArticleError(where, f"is longer than {max_bytes:,} bytes; split it")
        elif line.strip():
            yield where, line
        empty = empty and not line.strip()
        while line and not line.endswith(b"\n"):
            line = stream.readline(limit)
    if empty:
        raise ArticleError(name, "is empty; an article needs text")


def _entries(documents: Iterable[tuple[str, str | bytes | ArticleError]]) -> Iterator[Article | ArticleError]:
    """Yield the articles of JSON documents, named by their place: file, line, number in a list."""
    for where, document in documents:
        try:
            if isinstance(document, ArticleError):
                raise document
            value = _json(document, where)
        except ArticleError as error:
            yield error
            continue
        if isinstance(value, dict) and "text" not in value:
            value = value.get("articles", value)
        for number, entry in enumerate(value or [None], 1) if isinstance(value, list) else [(0, value)]:
            try:
                yield _entry(entry, f"{where}:{number}" if number else where)
            except ArticleError as error:
                yield error


def _json(document: str | bytes, where: str) -> object:
    try:
        # Decimal, because int() refuses numbers of more than 4,300 digits
        return json.loads(document, parse_int=Decimal, object_pairs_hook=_object)
    except RecursionError:
        reason = "is nested too deeply; give objects with a text"
    except UnicodeDecodeError:
        reason = "is not UTF-8; save the file as UTF-8"
    except json.JSONDecodeError as error:
        reason = f"is not JSON ({error.msg}, line {error.lineno} column {error.colno}); correct it"
    except ValueError as error:
        reason = str(error)
    raise ArticleError(where, reason)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    value = dict(pairs)
    if len(value) < len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise ValueError(f"gives the key {twice[:40]!r} twice; keep one")
    return value


def _entry(value: object, where: str) -> Article:
    """Build the article of one JSON object; of the rest of it, strings and whole numbers are kept."""
    if not isinstance(value, dict) or not isinstance(text := value.get("text"), str):
        raise ArticleError(where, 'holds no article; give an object with a "text" that is a string')
    about, notes = _about(value)
    title = about["title"]
    built = article(_headed(title, text), title=title, date=about["date"], source=about["source"], path=where)
    return replace(built, notes=(*notes, *built.notes))


def _headed(title: str | None, text: str) -> str:
    """Put a title before its text, unless it stands there: the numbers of a headline count too."""
    head, body = (" ".join(it.casefold().split()) for it in (title or "", text))
    if not head or not body or re.search(rf"(?<!\S){re.escape(head)}(?!\w|[.,]\d)", body):
        return text
    return f"{title}\n\n{text}"
