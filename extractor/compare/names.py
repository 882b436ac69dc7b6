"""Names in a sentence: countries by their names and adjectives, and whatever else is written like one."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

import snowballstemmer
from countryinfo import all_countries

from extractor.phrases import Kind, tokens, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extractor.phrases import Token

_LONGEST = 4  # words of a country's name
_STEMMER = snowballstemmer.stemmer("english")
# what the news say and the list of countries does not
_ALSO = {
    "dprk": "north korea",
    "rok": "south korea",
    "u.s": "united states",
    "u.s.": "united states",
    "us": "united states",
    "u.k": "united kingdom",
    "u.k.": "united kingdom",
    "britain": "united kingdom",
    "briton": "united kingdom",
    "america": "united states",
    "uae": "united arab emirates",
    "turkish": "turkey",
    "czech": "czech republic",
}
# are something else, or nothing, without a capital
_CAPITAL = words("turkey china chad jordan georgia polish us rok guinea cuba mali oman togo")
_NO_NAMES = words(
    """
    mr mrs ms dr prof rep sen gov gen lt col maj capt sgt president minister mayor general lieutenant colonel
    prime chief deputy spokesman spokeswoman spokesperson
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december
    """
)


class Name(NamedTuple):
    """A name at `text[start:end]`: `key` is the same for all ways to write it; whether it is a country."""

    start: int
    end: int
    key: str
    country: bool


@functools.lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return what the forms of an English word have in common."""
    word = word.lower().replace("’", "'").removesuffix("'s").removesuffix("'")
    return _IRREGULAR.get(word) or str(_STEMMER.stemWord(word))


_IRREGULAR = {
    "men": "man",
    "women": "woman",
    "children": "child",
    "people": "person",
    "sent": "send",
    "nationals": "citizen",  # the stem would be that of nations
}


@functools.cache
def _countries() -> dict[tuple[str, ...], str]:
    """Return the countries by their names and adjectives, as words in lower case."""
    found: dict[tuple[str, ...], str] = {}
    for country in all_countries():
        key = country.name().lower()
        adjective = country.demonym() or ""
        long = [name for name in country.alt_spellings() if " of " in name or "Federation" in name]
        names = [key, *long, adjective, f"{adjective}s"]
        for name in names:
            parts = tuple(name.lower().split())
            if 0 < len(parts) <= _LONGEST and len(name) > 3 and all(it.isascii() for it in parts):
                found.setdefault(parts, key)
    return found | {(name,): key for name, key in _ALSO.items()}


@functools.cache
def _beginnings() -> frozenset[str]:
    return frozenset(parts[0] for parts in _countries())


@functools.lru_cache(maxsize=1024)
def names(text: str, start: int, end: int) -> tuple[Name, ...]:
    """Return the names in a sentence, in order; its first word only if more speaks for it.

    Where nearly all words have capitals, as in headlines, only countries are names.
    """
    return tuple(_names(tokens(text, start, end)))


def _names(line: Sequence[Token]) -> Iterator[Name]:
    long = [token for token in line if len(token.text) > 3 and token.text[0].isalpha()]
    titled = len(long) > 3 and sum(token.proper for token in long) > 0.7 * len(long)
    i = 0
    while i < len(line):
        size, key = _country(line, i)
        if key is not None:
            yield Name(line[i].start, line[i + size - 1].end, key, True)
        elif not titled and _is_name(line, i):
            size = _length(line, i)
            key = " ".join(_key(token.word) for token in line[i : i + size])
            yield Name(line[i].start, line[i + size - 1].end, key, False)
        i += size


def _country(line: Sequence[Token], i: int) -> tuple[int, str | None]:
    """Return how many words from `i` on name a country, and which."""
    if _bare(line[i].word) not in _beginnings():
        return 1, None
    known = _countries()
    for size in range(min(_LONGEST, len(line) - i), 0, -1):
        said = tuple(_bare(token.word) for token in line[i : i + size])
        if (key := known.get(said)) and (line[i].proper or said[0] not in _CAPITAL):
            return (size, key) if said != ("us",) or line[i].text == "US" else (1, None)
    return 1, None


def _length(line: Sequence[Token], i: int) -> int:
    """Return how many words a name has from word `i` on: "Porto Lenn", but "Lenn's Council" is two."""
    size = 1
    while i + size < len(line) and _goes_on(line, i + size):
        size += 1
    return size


def _goes_on(line: Sequence[Token], i: int) -> bool:
    apart = line[i - 1].text.endswith(("'s", "’s")) or _country(line, i)[1] is not None
    return not apart and _is_name(line, i)


def _is_name(line: Sequence[Token], i: int) -> bool:
    token = line[i]
    if not token.proper or token.kind is not Kind.NOMINAL or _bare(token.word).rstrip(".") in _NO_NAMES:
        return False
    if (i and line[i - 1].text not in '"“.:') or (len(token.text) > 3 and token.text.isupper()):
        return True
    return i + 1 < len(line) and (line[i + 1].proper or token.text.endswith(("'s", "’s")))


@functools.lru_cache(maxsize=8192)  # texts repeat their words
def _bare(word: str) -> str:
    return word[:-2] if word.endswith(("'s", "’s")) else word.rstrip("'’")


def _key(word: str) -> str:
    """Return a name without the endings that make it a possessive or an adjective."""
    word = _bare(word)
    return word[:-1] if word.endswith("ian") and len(word) > 5 else word
