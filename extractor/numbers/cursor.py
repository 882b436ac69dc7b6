"""Look at the words around a place in a text: what a token is, where a phrase ends, what scale follows."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from extractor.numbers.lexicon import HYPHENS
from extractor.numbers.tokens import VULGAR, is_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from extractor.numbers.lexicon import Lexicon, Phrase
    from extractor.numbers.tokens import Tokens

LONGEST_SCALE = 4  # words: "a hundred thousand million"
_BEYOND = [""] * 32  # nobody looks farther
_STOPS = frozenset('.,;:!?)]"”’')
_VULGAR = frozenset(VULGAR)


class TokenCursor:
    """Answers for the tokens of one text, whatever its language."""

    word: Callable[[int], str]
    """Return the lower-case key of token i; "" beyond the ends."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        # what is looked for before the first token is found behind the last one
        self.word = [*tokens.keys, *_BEYOND].__getitem__

    def glued(self, i: int) -> bool:
        """Say whether token i begins where the token before it ends."""
        return 0 < i < len(self._tokens) and self._tokens.end(i - 1) == self._tokens.starts[i]

    def is_number(self, i: int) -> bool:
        """Say whether token i is written in digits."""
        return is_number(self.word(i))

    def is_vulgar(self, i: int) -> bool:
        """Say whether token i is one sign for a fraction."""
        return self.word(i) in _VULGAR

    def phrase(self, i: int, phrases: Iterable[Phrase]) -> int:
        """Return how many tokens the longest of the phrases that begins at i has."""
        found = (len(p) for p in phrases if all(self.word(i + k) == w for k, w in enumerate(p)))
        return max(found, default=0)


class Cursor(TokenCursor):
    """Answers for the tokens of one text in the language of a lexicon."""

    def __init__(self, tokens: Tokens, lexicon: Lexicon) -> None:
        super().__init__(tokens)
        self._lex = lexicon

    def _after_hyphen(self, i: int, *, spaced: bool = False) -> int:
        """Skip one hyphen inside a compound: twenty-one, half-million; "twenty - one" if `spaced`."""
        if self.word(i) not in HYPHENS:
            return i
        glued = self.glued(i) and self.glued(i + 1)
        loose = spaced and not self.glued(i) and not self.glued(i + 1)
        return i + 1 if glued or loose else i

    def alone(self, start: int, end: int) -> bool:
        """Say whether nothing but a full stop stands around: the text is this expression and no sentence."""
        return start == 0 and (end == len(self._tokens) or (end + 1 == len(self._tokens) and self.ends(end)))

    def ends(self, i: int) -> bool:
        """Say whether a phrase ends before token i."""
        return i >= len(self._tokens) or self.word(i) in _STOPS

    def _scale(self, i: int) -> tuple[Decimal, int] | None:
        """Read a run of scale words at i: (factor, end)."""
        factor, end = Decimal(1), i
        for _ in range(LONGEST_SCALE):
            at = self._after_hyphen(end)
            scale = self._lex.scales.get(self.word(at))
            if scale is None:
                break
            factor, end = factor * scale, at + 1
        return (factor, end) if end > i else None

    def _counted_scale(self, i: int) -> tuple[Decimal, int] | None:
        """Read the scale of the number before i, also in the plural: "3 dozens", "12 lakhs"."""
        scaled = self._scale(i)
        end = scaled[1] if scaled else i
        plural = self._lex.plurals.get(self.word(end))
        if plural is None or self.word(end) in ("tens", "scores") or self.word(end + 1) == self._lex.of:
            return scaled
        return (scaled[0] if scaled else Decimal(1)) * plural, end + 1

    def _letter(self, i: int) -> tuple[Decimal, int] | None:
        """Read a scale letter glued to the digits before it (10k); longer ones may stand apart (3 bn)."""
        scale = self._lex.scale_letters.get(self.word(i))
        near = self.glued(i) or len(self.word(i)) > 1 or self.alone(i - 1, i + 1)
        return (scale, i + 1) if scale is not None and near else None

    def _starts_cardinal(self, i: int) -> bool:
        return self.is_number(i) or self.word(i) in self._lex.cardinals
