"""The tense of the verb that an expression of time stands with."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractor.when.lexicon import Lexicon


class Tense(StrEnum):
    """Whether a verb tells of what was or of what is to come."""

    PAST = "past"
    FUTURE = "future"


_TENSES = {"past": Tense.PAST, "participle": Tense.PAST, "future": Tense.FUTURE}
_NEAR = 12  # characters in which a determiner stands
_FAR = 300  # characters beyond which no verb is looked for


class Verbs:
    """The verbs of a language."""

    def __init__(self, lexicon: Lexicon) -> None:
        kinds = "|".join(f"(?P<{kind}_{n}>{verb})" for n, (kind, verb) in enumerate(lexicon.verbs))
        self._verbs = re.compile(rf"\b(?:{kinds})\b".replace(" ", r"\s"))
        self._before_nouns = re.compile(rf"\b(?:{lexicon.before_nouns})\s\Z")

    def tense(self, text: str, place: tuple[int, int], sentence: tuple[int, int]) -> Tense | None:
        """Return the tense of the verb nearest before a place in its sentence, else of the next behind.

        HeidelTime does so for what leaves out its year in news (Strötgen and Gertz, 2013). None where the
        verb has no tense, as an infinitive, or one that holds for both, as "is".
        """
        start, end = place
        kind = ""
        for verb in self._verbs.finditer(text, max(sentence[0], start - _FAR), min(sentence[1], end + _FAR)):
            if (verb.start() < end and verb.end() > start) or not (told := self._kind(verb)):
                continue
            if verb.start() < start or not kind:
                kind = told
            if verb.start() >= end:
                break
        return _TENSES.get(kind)

    def _kind(self, verb: re.Match[str]) -> str:
        """Return what a verb tells of; nothing if it is none, as the "injured" of an injured man."""
        kind = (verb.lastgroup or "").split("_")[0]
        before = verb.string[max(0, verb.start() - _NEAR) : verb.start()]
        return "" if kind == "participle" and self._before_nouns.search(before) else kind
