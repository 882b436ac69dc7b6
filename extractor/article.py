"""Read files into articles; the text is final here and every offset later is into exactly it."""

from __future__ import annotations

import codecs
import contextlib
import errno
import glob
import hashlib
import itertools
import json
import os.path
import re
import stat
import sys
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from extractor.errors import ArticleError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SUFFIXES = (".txt", ".md", ".html", ".htm", ".jsonl", ".json")
_KINDS = f"articles end in {' '.join(SUFFIXES)}"


@dataclass(frozen=True, slots=True)
class Article:
    """One news article.

    `text` is normalised (NFC, LF line ends, no invisible control characters) and never changes again.
    `sha256` is of `text` in UTF-8; `id` is its first 16 digits, so the same text is the same article.
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


def read(paths: Sequence[str], *, max_bytes: int = 5_000_000) -> Iterator[Article | ArticleError]:
    """Read files, folders, globs and `-` (standard input), each once; yield an error for what cannot be read.

    Folders are read with their subfolders, in name order, without hidden files. A `.jsonl` holds an article
    a line, a `.json` one object, a list of them, or `{"articles": [...]}`; an object needs `text` and may
    have `title`, `date` and `source` (or `url`). The title of a page or an object is put before its text,
    unless it stands there already. `max_bytes` limits a file; in a `.jsonl`, a line.
    """
    seen = set()
    items: Iterator[Article | ArticleError]
    for found in itertools.chain.from_iterable(map(_files, paths)):
        if isinstance(found, ArticleError):
            key, items = found.path, iter([found])
        else:
            key, items = found if found == "-" else os.path.realpath(found), _contents(found, max_bytes)
        if key in seen:
            continue
        seen.add(key)
        for item in items:
            yield item if isinstance(item, Article) else ArticleError(_shown(item.path), _shown(item.reason))


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
    text, notes = _normalise(text, where)
    if not text.strip():
        raise ArticleError(where, "is empty; an article needs text")
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    # one line each, without what was removed from the text
    lines = (" ".join(_normalise(it or "", where)[0].split("\n")).strip() for it in (title, date, source))
    title, date, source = (line or None for line in lines)
    return Article(sha256[:16], text, sha256, title, date, source, path and _shown(path), notes)


def _shown(path: str) -> str:
    """Keep a path on one line and writable as UTF-8, whatever bytes the file name holds."""
    return re.sub("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]", "\ufffd", path)


def _files(named: str) -> Iterator[str | ArticleError]:
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
            yield str(path)
        elif (real := os.path.realpath(path)) in above:
            yield ArticleError(str(path), f"links back up to {real}, a loop; remove the link")
        elif real not in walked and os.path.isdir(path):  # noqa: PTH112
            walked.add(real)
            try:
                inside = sorted((child for child in path.iterdir() if child.name[0] != "."), reverse=True)
                todo += [(child, (*above, real)) for child in inside]
            except OSError as error:
                yield ArticleError(str(path), _why(path, error))


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
    text, notes = _decode(data, name, declared=is_page)
    if not text.strip():
        raise ArticleError(name, "is empty; an article needs text")
    if kind == ".json":
        items = _entries([(name, text)])
    else:
        items = iter([_page(text, name) if is_page else _plain(text, name)])
    for item in items:
        yield replace(item, notes=notes + item.notes) if isinstance(item, Article) else item


def _plain(text: str, where: str) -> Article:
    """Build the article of a text; its first line is the title, if it is short and more follows."""
    built = article(text, path=where)
    first, _, rest = built.text.strip().partition("\n")
    title = re.sub(r"^#{1,6}\s+", "", first.strip())
    return replace(built, title=title) if rest and len(first) <= 200 and re.search(r"\w", title) else built


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
    given = {key: value.get(key) for key in ("title", "date", "source", "url")}
    meta = {key: str(it) for key, it in given.items() if isinstance(it, str | Decimal) and str(it).strip()}
    ignored = (key for key, it in given.items() if not isinstance(it, str | Decimal | None))
    title, source = meta.get("title"), meta.get("source", meta.get("url"))
    built = article(_headed(title, text), title=title, date=meta.get("date"), source=source, path=where)
    return replace(built, notes=(*(f"ignored {key}: not a string" for key in ignored), *built.notes))


def _headed(title: str | None, text: str) -> str:
    """Put a title before its text, unless it stands there: the numbers of a headline count too."""
    head, body = (" ".join(it.casefold().split()) for it in (title or "", text))
    if not head or not body or re.search(rf"(?<!\S){re.escape(head)}(?!\w|[.,]\d)", body):
        return text
    return f"{title}\n\n{text}"


_BOMS = {  # that of UTF-32 begins like that of UTF-16, so it stands before it
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?([\w.:-]{2,40})""", re.IGNORECASE)
# The charsets a page may declare; some names mean more on the web than in Python.
_CHARSET = re.compile(r"cp(125\d|8[67]\d|9\d\d)|iso8859-\d+|koi8-.|gb18030|big5\w*|euc_jp|mac-\w+|tis-620")
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}


def _decode(data: bytes, where: str, *, declared: bool) -> tuple[str, tuple[str, ...]]:
    """Decode by BOM, else as UTF-8 if that works, else as the page declares, else by a sure guess."""
    names: Iterable[str] = [name for bom, name in _BOMS.items() if data.startswith(bom)]
    if not names:
        if b"\0" in data:
            raise ArticleError(where, "holds NUL bytes, so it is not text in UTF-8; save it as that")
        # the escapes of ISO-2022-JP are ASCII too, and read as that they would be full of made-up digits
        sure = ["iso2022_jp", "utf-8"] if b"\x1b$" in data else ["utf-8"]
        names = itertools.chain(sure, _declared(data) if declared else (), _guess(data))
    for name in names:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if 10 * len(_REMOVED["control character"].findall(text)) > len(text):
            raise ArticleError(where, "is mostly control characters, so it is not text; check the file")
        return text, () if name.startswith("utf") else (f"read as {name} (not UTF-8)",)
    raise ArticleError(where, "is not UTF-8 and its encoding cannot be told for sure; save it as UTF-8")


def _declared(data: bytes) -> Iterator[str]:
    for label in _DECLARED.findall(data[:4096]):
        with contextlib.suppress(LookupError):
            name = codecs.lookup(label.decode()).name
            if _CHARSET.fullmatch(name := _MEANT.get(name, name)):
                yield name


def _guess(data: bytes) -> Iterator[str]:
    """Name the encoding in which hardly anything looks wrong; cp1252, by far the commonest, wins a tie."""
    from charset_normalizer import from_bytes

    found = [(it.chaos, -it.coherence, it.encoding, it.could_be_from_charset) for it in from_bytes(data)]
    ties = [it for it in found if it[0] <= 0.1 and it[:2] == found[0][:2]]
    if ties:
        yield "cp1252" if any("cp1252" in names for *_, names in ties) else ties[0][2]


_RAISED = {
    "sup": str.maketrans("0123456789+-\u2212", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻"),
    "sub": str.maketrans("0123456789+-\u2212", "₀₁₂₃₄₅₆₇₈₉₊₋₋"),
}


def _page(html: str, where: str) -> Article:
    """Take the article out of a web page."""
    from trafilatura import bare_extraction, load_html
    from trafilatura.settings import Document

    try:
        tree = load_html(html)
        if tree is None:  # a fragment, without <html>
            tree = load_html(f"<html><body>{html}</body></html>")
        # an extensive search takes any year of the text for the date
        dates = {"original_date": True, "extensive_search": False}
        stand_ins = _spell_out(tree)
        page = bare_extraction(tree, with_metadata=True, include_comments=False, date_extraction_params=dates)
    except Exception as error:  # hostile markup makes the parsers raise anything
        raise ArticleError(where, f"cannot be taken apart as a page ({type(error).__name__})") from error
    if not isinstance(page, Document) or not (page.text or "").strip():
        raise ArticleError(where, "is a page without an article; copy its text into a .txt")
    found = (page.text, page.title, page.sitename or page.hostname)
    text, title, source = ((it or "").translate(stand_ins) for it in found)
    return article(_headed(title, text), title=title, date=page.date, source=source, path=where)


def _spell_out(tree: Any) -> dict[int, str]:
    """Put into plain letters what the extraction would lose; return the characters that letters stand for.

    5,000<sup>1</sup> must not become 5,0001. And trafilatura makes spaces of, or drops, what keeps the digits
    of a number together, joins letters, or is invisible and has to be reported: letters that no page uses
    (Anatolian hieroglyphs) stand for these.
    """
    for mark in list(tree.iter(*_RAISED)):
        for node in mark.iter():
            node.text = node.text and node.text.translate(_RAISED[mark.tag])
            if node is not mark:
                node.tail = node.tail and node.tail.translate(_RAISED[mark.tag])
        mark.drop_tag()
    stand_ins: dict[str, str] = {}
    for node in tree.iter():
        for part in ("text", "tail"):
            if value := getattr(node, part):
                value = _FRAGILE.sub(
                    lambda match: stand_ins.setdefault(match[0], chr(0x14400 + len(stand_ins))),
                    value.translate({0x85: "…", **_C1}),
                )
                setattr(node, part, value)
    return {ord(letter): char for char, letter in stand_ins.items()}


_LINE_END = re.compile("\r\n|[\r\v\f\x1c-\x1f\x85\u2028\u2029]")
# In text once taken for Latin-1, C1 controls are the dashes and currency signs of cp1252; browsers know that.
_C1 = {
    code: bytes([code]).decode("cp1252")
    for code in range(0x80, 0xA0)
    if code not in b"\x81\x85\x8d\x8f\x90\x9d"
}
_MISREAD = re.compile(f"[{''.join(map(chr, _C1))}]")
_REMOVED = {
    "control character": re.compile("[\x00-\x08\x0e-\x1b\x7f-\x9f]"),
    "bidi control": re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"),
    "tag character": re.compile("[\U000e0000-\U000e007f]"),
    "soft hyphen": re.compile("\xad"),
    "zero-width character": re.compile("[\u200b\u2060-\u2064\u206a-\u206f\ufeff]"),
}
_FRAGILE = re.compile(
    "(?<=\\d)[\u00a0\u2007\u2009\u202f](?=\\d)|[\u200c\u200d]|"
    + "|".join(it.pattern for it in _REMOVED.values())
)
_STACKED = re.compile("[^\\w\\s\x00-\u02ff]{200,}")
_EMOJI = re.compile("[\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]")
# Arabic to Myanmar, Khmer and Mongolian, and the later blocks of Arabic and Indic scripts
_JOINING = re.compile(
    "[\u0600-\u109f\u1780-\u18af\u1a20-\u1bff\ua800-\uabff\ufb50-\ufdff\ufe70-\ufefc"
    "\U00010a00-\U00011fff\U0001e900-\U0001e95f]"
)


def _normalise(text: str, where: str) -> tuple[str, tuple[str, ...]]:
    """Return the text as every later offset counts it, and what was changed that a reader might miss."""
    text = _LINE_END.sub("\n", text)
    text, lone = re.subn("[\ud800-\udfff]", "\ufffd", text)
    text, misread = _MISREAD.subn(lambda match: match[0].translate(_C1), text)
    removed = Counter[str]()
    for kind, pattern in _REMOVED.items():
        text, removed[kind] = pattern.subn("", text)
    if any(sum(map(bool, map(unicodedata.combining, run))) > 200 for run in _STACKED.findall(text)):
        # sorting them would take NFC quadratic time
        raise ArticleError(where, "stacks hundreds of accents on one letter; remove them")
    text = unicodedata.normalize("NFC", text)
    joined = _without_idle_joiners(text)
    removed["zero-width character"] += len(text) - len(joined)
    notes = [f"removed {count} {kind}{'s' * (count > 1)}" for kind, count in removed.items() if count]
    if misread:
        notes.append(f"read {misread} C1 control{'s' * (misread > 1)} as cp1252")
    if lone:
        notes.append(f"replaced {lone} lone surrogate{'s' * (lone > 1)} with U+FFFD")
    return unicodedata.normalize("NFC", joined), tuple(notes)


def _without_idle_joiners(text: str) -> str:
    """Drop each ZWJ and ZWNJ that says nothing; the characters around it decide, past accents and joiners."""
    if not re.search("[\u200c\u200d]", text):
        return text
    kept, joiners, before = list(text), list[int](), " "
    for place, char in enumerate(itertools.chain(text, " ")):
        if char in "\u200c\u200d":
            joiners.append(place)
        elif unicodedata.category(char) not in ("Mn", "Me"):
            if joiners and not _joins(before, char):
                for joiner in joiners:
                    kept[joiner] = ""
            joiners.clear()
            before = char
    return "".join(kept)


def _joins(before: str, after: str) -> bool:
    """Say whether a joiner here is part of an emoji, or of a word in a script that uses joiners."""
    if _EMOJI.match(before) and _EMOJI.match(after):
        return True
    joining = [
        bool(_JOINING.match(it)) and unicodedata.category(it) in ("Lo", "Lm", "Mc") for it in (before, after)
    ]
    return any(joining) and (joining[0] or not before.isalnum()) and (joining[1] or not after.isalnum())
