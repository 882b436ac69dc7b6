"""Tell the language of each paragraph by its script and its commonest words; in doubt it is English."""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from typing import TYPE_CHECKING

from extractor.numbers.languages.french import FRENCH
from extractor.numbers.languages.german import GERMAN
from extractor.numbers.languages.russian import RUSSIAN
from extractor.numbers.languages.spanish import SPANISH
from extractor.numbers.languages.ukrainian import UKRAINIAN
from extractor.numbers.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

ENGLISH = "en"
EAST_ASIAN = "east asian"
LANGUAGES = {language.code: language for language in (GERMAN, FRENCH, SPANISH, UKRAINIAN, RUSSIAN)}

_ENGLISH_WORDS = frozenset(
    "the of and to that with were from said have by at is are their it be not but which who after would "
    "been this they "
    "for his her its will more than about people when over least billion thousand years percent we you "
    "out new dollars "
    "one two three she had what there if".split()
)
# English words that other languages have too: they tell nothing
_SHARED = frozenset(
    "in a an as on or so no me he has die war was am man hat also bin pour plus fait chez sin son par do "
    "euro euros cent "
    "dollar yen million millions once mil tier up per all us".split()
)
# words that names carry into any language (Los Angeles, von der Leyen, Al Jazeera, the UN)
_IN_NAMES = frozenset(
    "un una est es se si su al el la los las lo de del der den das dem von van le les du des au aux et da "
    "do dos y e "
    "sept mars mai et vor art".split()
)
_SCRIPTS = frozenset({"ru", "uk"})
_PLAIN, _IN_A_NAME = 3, 1
_LEAST = _PLAIN + _IN_A_NAME  # names alone are four at least before they tell a language
_WORD = re.compile(r"[a-z]++[^\W\d_]*+(?:'(?=[^\W\d_]))?+|[^\W\d_]++(?:'(?=[^\W\d_]))?+")
_LINE = re.compile(r"[^\n]*\n?")
_STOP = re.compile(r"[.!?:][\s\"'”»]+")


def _weights() -> dict[str, dict[str, int]]:
    weights: dict[str, dict[str, int]] = {}
    for code, language in LANGUAGES.items():
        for word in language.function_words - _ENGLISH_WORDS - _SHARED:
            weights.setdefault(word, {})[code] = _IN_A_NAME if word in _IN_NAMES else _PLAIN
    return weights


_WEIGHTS = _weights()
_FOREIGN_WORDS = frozenset(_WEIGHTS)
_LETTERS = {code: frozenset(language.letters) for code, language in LANGUAGES.items()}
_MARKED = re.compile("[" + "".join(language.letters for language in LANGUAGES.values()) + "]")


def paragraphs(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, code) of the stretches of one language that the text consists of.

    Codes are those of `LANGUAGES`, `EAST_ASIAN` and `ENGLISH`. A line that does not tell goes with its
    paragraph, a paragraph with the text; Cyrillic that does not tell is Russian. A line that mixes English
    with another language is told by its sentences: one foreign sentence must not turn "3,200" into 3.2.
    """
    whole = _scores(text)
    if not any(score >= _LEAST for code, score in whole.items() if code != ENGLISH):
        yield 0, len(text), ENGLISH
        return
    usual = _best(whole) or ("ru" if whole["ru"] else ENGLISH)
    begun, spoken, inside = 0, usual, False
    for line in _LINE.finditer(text):
        scores = _scores(line.group())
        told = _best(scores) or (spoken if inside else usual)
        inside = bool(line.group().strip())
        mixed = told != ENGLISH and scores[ENGLISH]
        for start, code in _within(line, told) if mixed else [(line.start(), told)]:
            if code != spoken and start > begun:
                yield begun, start, spoken
                begun = start
            spoken = code
    yield begun, len(text), spoken


def _within(line: re.Match[str], told: str) -> Iterator[tuple[int, str]]:
    """Yield where the sentences of a line begin, with the language of each; `told` where it does not tell."""
    said = line.group()
    borders = [0, *(stop.end() for stop in _STOP.finditer(said)), len(said)]
    for start, end in itertools.pairwise(borders):
        if start < end:
            yield line.start() + start, _best(_scores(said[start:end])) or told


def language_of(text: str) -> str:
    """Return the code of the language that most of a text is in."""
    scores = _scores(text)
    return _best(scores) or ("ru" if scores["ru"] else ENGLISH)


@functools.lru_cache(maxsize=4)  # reading a text and judging claims on it ask the same
def _scores(text: str) -> Counter[str]:
    """Weigh the distinct words of a text for each language; the script of most of them decides first."""
    words = _words(text)
    scores = Counter({ENGLISH: _PLAIN * len(words & _ENGLISH_WORDS)})
    for word in words & _FOREIGN_WORDS:
        for code, weight in _WEIGHTS[word].items():
            scores[code] += weight
    latin, cyrillic, ideographs = len(words), 0, 0
    for word in () if text.isascii() else [word for word in words if not word.isascii()]:
        if "\u3040" <= word[0] <= "\u9fff":
            latin, ideographs = latin - 1, ideographs + len(word)
        elif "\u0400" <= word[0] <= "\u04ff":
            latin, cyrillic = latin - 1, cyrillic + 1
        for code, letters in _LETTERS.items():
            scores[code] += not letters.isdisjoint(word)
    return _by_script(scores, latin, cyrillic, ideographs)


def _words(text: str) -> set[str]:
    """Return the distinct words of a text; few tokens are more than one and need a pattern."""
    keys = tokens(text).distinct
    words = set(filter(str.isalpha, keys))
    return words.union(_WORD.findall(" ".join(keys - words).replace("’", "'")))


def _by_script(scores: Counter[str], latin: int, cyrillic: int, ideographs: int) -> Counter[str]:
    if ideographs > latin + cyrillic:
        return Counter({EAST_ASIAN: _LEAST + ideographs})
    if cyrillic > latin:
        return Counter({"ru": _LEAST + scores["ru"], "uk": _LEAST + scores["uk"]})
    return Counter({code: score for code, score in scores.items() if code not in _SCRIPTS})


def _best(scores: Counter[str]) -> str | None:
    """Return the language that the scores speak for; None when they leave a doubt."""
    ranked = scores.most_common(2)
    if not ranked or ranked[0][1] < (_PLAIN if ranked[0][0] == ENGLISH else _LEAST):
        return None
    (code, score), (_, second) = ranked[0], ranked[1] if len(ranked) > 1 else ("", 0)
    if score == second:
        return None
    return code if code == ENGLISH or score >= 2 * scores[ENGLISH] else None
