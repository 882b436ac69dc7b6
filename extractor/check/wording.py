"""Whether the words of a claim stand in a text: by their singular, without the little words."""

from __future__ import annotations

import functools
import re

_WORD = re.compile(r"[^\W_]+")
_GENITIVE = re.compile(r"['’]s\b")
_ADJUNCT = re.compile(r" (?:in|on|at|from|under|with|by|who|that|which) ")
_STOP = frozenset(
    """the a an of in on at to for by with and or from as its his her their our this that these those is are
    was were been be has have had who which it he she they more other some mr mrs ms dr sir""".split()
)
_IRREGULAR = {
    "men": "man",
    "women": "woman",
    "children": "child",
    "people": "person",
    "feet": "foot",
    "lives": "life",
}


def stand_in(phrase: str, text: str) -> bool:
    """Say that every content word of a phrase stands in a text, singular or plural."""
    return content(phrase) <= vocabulary(text)


@functools.lru_cache(maxsize=1024)  # the few phrases of claims and candidates meet again and again
def listed(phrase: str) -> tuple[str, ...]:
    """Return the content words of a phrase in order, in the singular; all its words if none is one."""
    found = _singulars(phrase)
    return tuple(word for word in found if word not in _STOP) or tuple(found)


@functools.lru_cache(maxsize=1024)
def content(phrase: str) -> frozenset[str]:
    """Return the content words of a phrase."""
    return frozenset(listed(phrase))


@functools.lru_cache(maxsize=256)  # the sentences that the claims on one article look at
def vocabulary(text: str) -> frozenset[str]:
    """Return all words of a text, in the singular."""
    return frozenset(_singulars(text))


def core(phrase: str) -> str:
    """Return a noun phrase without what tells where or which: "men" of "men from Ulm"."""
    return _ADJUNCT.split(phrase, maxsplit=1)[0]


def head(phrase: str) -> str:
    """Return the noun that a phrase is about, in the singular: "group" of "group of ten"; "" for no word."""
    words = listed(core(phrase).partition(" of ")[0])
    return words[-1] if words else ""


def places(word: str, text: str, start: int, end: int) -> list[int]:
    """Return where a singular word stands in `text[start:end]`, in either number."""
    return [m.start() for m in _WORD.finditer(text, start, end) if _singular(m[0].lower()) == word]


def _singulars(text: str) -> list[str]:
    return [_singular(word) for word in _WORD.findall(_GENITIVE.sub("", text.lower()))]


def _singular(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
