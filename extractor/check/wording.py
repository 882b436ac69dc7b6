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
    return stand_in_lower(phrase, text.lower())


def stand_in_lower(phrase: str, lower: str) -> bool:
    """Say so of a text in lower case; a look at the whole phrase is cheap."""
    return _stands(phrase.lower(), lower) or all(
        any(_stands(form, lower) for form in _forms(word)) for word in content(phrase)
    )


def _stands(word: str, lower: str) -> bool:
    """Say that a word stands in a text and not only within another one."""
    at = lower.find(word)
    while at >= 0:
        end = at + len(word)
        if not (at and lower[at - 1].isalnum()) and not lower[end : end + 1].isalnum():
            return True
        at = lower.find(word, at + 1)
    return False


@functools.lru_cache(maxsize=1024)
def _forms(word: str) -> tuple[str, ...]:
    """Return the words whose singular is `word`."""
    irregular = (plural for plural, singular in _IRREGULAR.items() if singular == word)
    forms = (word, f"{word}s", f"{word}es", f"{word[:-1]}ies", *irregular)
    return tuple(dict.fromkeys(form for form in forms if _singular(form) == word))


@functools.lru_cache(maxsize=1024)  # the few phrases of claims and candidates meet again and again
def listed(phrase: str) -> tuple[str, ...]:
    """Return the content words of a phrase in order, in the singular; all its words if none is one."""
    found = _singulars(phrase)
    return tuple(word for word in found if word not in _STOP) or tuple(found)


@functools.lru_cache(maxsize=1024)
def content(phrase: str) -> frozenset[str]:
    """Return the content words of a phrase."""
    return frozenset(listed(phrase))


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
