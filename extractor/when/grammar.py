"""The words of a language as compiled patterns."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, TypeVar

from extractor.when.tense import Verbs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from extractor.when.lexicon import Lexicon

T = TypeVar("T")
_NEAR = 48  # characters before an expression in which what limits it begins


class Grammar:
    """What stands before, between and behind the time expressions of a language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.words = lexicon
        self.verbs = Verbs(lexicon)
        the, parts = lexicon.the, any_of(lexicon.parts)
        limits = rf"(?P<limit>{any_of(lexicon.limits)})"
        steps = any_of(word for word, step in lexicon.steps.items() if step)
        piece = rf"(?:(?P<quarter>{lexicon.quarter})|{lexicon.half})"
        numbered = rf"(?P<ordinal>{any_of(lexicon.ordinals)})[- ]{piece}"
        self.limit = ending(limits)
        self.hint = ending(rf"{limits}(?: (?:{parts}))?(?: {the})?")
        self.part = ending(rf"(?P<part>{parts})")
        self.spanning = ending(rf"(?:{the} )?(?P<step>{steps})")
        self.numbered = ending(rf"(?:{the} )?{numbered}(?: {lexicon.of})?")
        self.numbered_behind = spaced(rf"(?:{lexicon.possessive})? {numbered}\b")
        self.some = ending(rf"(?P<some>{any_of(lexicon.some)})")
        self.of = ending(lexicon.of)
        self.between = ending(lexicon.between)
        self.adverbial = ending(rf"(?:{lexicon.adverbial})(?: (?:{parts}))?(?: {the})?")
        self.introduces = ending(lexicon.introduces)
        self.named = ending(lexicon.named)
        self.the = ending(the)
        self.moved = spaced(rf"\b(?:{lexicon.moved})\b[^.;]*\Z")
        self.pair = spaced(lexicon.pair)
        self.joint = spaced(lexicon.joint)
        self.away = spaced(rf" (?P<away>{any_of(lexicon.away)})\b")
        self.elsewhere_behind = spaced(rf" (?:{lexicon.elsewhere_behind})\b")
        self.onwards = spaced(rf" (?:{lexicon.onwards})")
        of_whole = rf"(?:(?P<step>{any_of(lexicon.steps)})|{lexicon.other})"
        wholes = {
            cycle: any_of(name for name, unit in lexicon.units.items() if unit == cycle)
            for cycle in ("week", "year")
        }
        self.whole_behind = {
            cycle: spaced(rf"(?:,| {lexicon.of})? {of_whole} (?:{name})\b") for cycle, name in wholes.items()
        }
        self.whole_before = {
            cycle: ending(rf"{of_whole} (?:{name}),? (?:{lexicon.within})") for cycle, name in wholes.items()
        }
        self.part_of_date = spaced(rf"(?:{the} )?(?:{parts})[- ]")


def meaning(said: str, table: Mapping[str, T]) -> T:
    """Return what the first pattern of a table that is all of `said` stands for."""
    plain = " ".join(said.lower().split())
    return table[plain] if plain in table else next(table[it] for it in table if _whole(it).fullmatch(plain))


@functools.cache
def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def before(pattern: re.Pattern[str], text: str, end: int) -> re.Match[str] | None:
    """Find what one of the patterns of `ending` fits right before `text[end:]`, one space between."""
    return pattern.search(text, max(0, end - _NEAR), end)


def any_of(words: Iterable[str]) -> str:
    """Return the pattern of any of some words, the longer first."""
    return "|".join(sorted(words, key=len, reverse=True))


def ending(pattern: str) -> re.Pattern[str]:
    """Compile a pattern of whole words and the space behind them, at the end of what is searched."""
    return spaced(rf"(?<!\w)(?:{pattern})[- ]\Z")


def whole_words(pattern: str) -> re.Pattern[str]:
    """Compile a pattern of whole words."""
    return spaced(rf"(?<!\w)(?:{pattern})(?!\w)")


def beginning(patterns: Iterable[str]) -> re.Pattern[str]:
    """Compile a pattern of the places where whole words begin that fit one of `patterns`."""
    unnamed = (re.sub(r"\?P<\w+>", "?:", pattern) for pattern in patterns)
    return spaced(rf"(?<!\w)(?=(?:{'|'.join(unnamed)})(?!\w))")


def spaced(pattern: str) -> re.Pattern[str]:
    """Compile a pattern in which a space is any one space."""
    return re.compile(pattern.replace(" ", r"\s"))
