"""Bring a text into the form in which every offset counts it; say what was changed."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter

from extractor.errors import ArticleError

_LINE_END = re.compile("\r\n|[\r\v\f\x1c-\x1f\x85\u2028\u2029]")
# In text once taken for Latin-1, C1 controls are the dashes and currency signs of cp1252; browsers know that.
C1 = {
    code: bytes([code]).decode("cp1252")
    for code in range(0x80, 0xA0)
    if code not in b"\x81\x85\x8d\x8f\x90\x9d"
}
_MISREAD = re.compile(f"[{''.join(map(chr, C1))}]")
REMOVED = {
    "control character": re.compile("[\x00-\x08\x0e-\x1b\x7f-\x9f]"),
    "bidi control": re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"),
    "tag character": re.compile("[\U000e0000-\U000e007f]"),
    "soft hyphen": re.compile("\xad"),
    "zero-width character": re.compile("[\u200b\u2060-\u2064\u206a-\u206f\ufeff]"),
}
FRAGILE = re.compile(
    "(?<=\\d)[\u00a0\u2007\u2009\u202f](?=\\d)|[\u200c\u200d]|"
    + "|".join(it.pattern for it in REMOVED.values())
)
_STACKED = re.compile("[^\\w\\s\x00-\u02ff]{200,}")
_EMOJI = re.compile("[\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]")
# Arabic to Myanmar, Khmer and Mongolian, and the later blocks of Arabic and Indic scripts
_JOINING = re.compile(
    "[\u0600-\u109f\u1780-\u18af\u1a20-\u1bff\ua800-\uabff\ufb50-\ufdff\ufe70-\ufefc"
    "\U00010a00-\U00011fff\U0001e900-\U0001e95f]"
)


def normalise(text: str, where: str) -> tuple[str, tuple[str, ...]]:
    """Return the text as every later offset counts it, and what was changed that a reader might miss."""
    text = _LINE_END.sub("\n", text)
    text, lone = re.subn("[\ud800-\udfff]", "\ufffd", text)
    text, misread = _MISREAD.subn(lambda match: match[0].translate(C1), text)
    removed = Counter[str]()
    for kind, pattern in REMOVED.items():
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
