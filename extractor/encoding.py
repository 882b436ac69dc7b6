"""Bytes to text: the encoding a file says or shows it has, or an error when that is not sure."""

from __future__ import annotations

import codecs
import contextlib
import itertools
import re
from typing import TYPE_CHECKING

from extractor.errors import ArticleError
from extractor.normalise import REMOVED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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


def decode(data: bytes, where: str, *, declared: bool) -> tuple[str, tuple[str, ...]]:
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
        if 10 * len(REMOVED["control character"].findall(text)) > len(text):
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
