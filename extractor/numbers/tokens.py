"""Cut text into words, digit numerals and signs, with their places."""

from __future__ import annotations

import functools
import re
import unicodedata
from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_SPACE = "\u00a0\u2007\u2009\u202f"
SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"  # a footnote mark after a number; a power only after a ten
# Order matters: a grouped numeral before a plain one, a longer grouping before a shorter.
_NUMBER = re.compile(
    rf"""
      \d+(?:\.\d+)?\s?[×x]\s?10(?:(?:\^[-−]?|[-−])\d{{1,2}}|⁻?[{SUPERSCRIPTS}]{{1,2}})(?!\w)  # 2.9×10⁻⁸
    | 10(?:\^[-−]?\d{{1,2}}|⁻[{SUPERSCRIPTS}]{{1,2}}|[⁴-⁹]|[¹²³][{SUPERSCRIPTS}])(?!\w)  # 10⁶, 10^6
    | \d+(?:\.\d+)?e[-−+]?\d{{1,2}}(?!\w)                   # 4e14
    | \d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?(?![\d,]\d)           # 1,234,567.8
    | \d{{1,2}}(?:,\d{{2}}){{1,9}},\d{{3}}(?:\.\d+)?(?!\d)   # 12,34,567 (lakh grouping)
    | \d{{1,3}},[ ]000(?!\d)                                # 61, 000 (a typing slip)
    | \d{{1,3}}(?:[{_SPACE}]\d{{3}})+(?:[.,]\d+)?(?!\d)     # 1 234 567 with a no-break or thin space
    | [1-9]\d{{0,2}}(?:[ ]\d{{3}})+(?![\d.,]\d|\d)          # 816 000
    | \d{{1,3}}(?:['’]\d{{3}})+(?:\.\d+)?(?!\d)             # 1'234'567
    | \d{{1,3}}(?:\.\d{{3}}){{2,}}(?:,\d+)?(?!\d)           # 1.234.567
    | (?<!\d,)\d+,\d{{1,2}}(?![\d,])                        # 1,5 (decimal comma; none in 22,24,26)
    | \d+\.\d+ | \d+ | (?<![\w.])\.\d+
    """,
    re.VERBOSE,
)
VULGAR = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_LETTER = rf"[^\W\d_{VULGAR}{SUPERSCRIPTS}]"
_VULGAR_SIGNS = frozenset(VULGAR)
_IS_WORD = re.compile(_LETTER)


def _pieces(words: str, numbers: str) -> re.Pattern[str]:
    """Return the pattern of a token with the space behind it, and of the space that a text begins with."""
    return re.compile(
        rf"[a-z]++[ ](?=\S) | (?: {words} | (?=[\d.])(?:{numbers}) | \S )\s*+ | \s++", re.VERBOSE
    )


_PIECE = _pieces(
    rf"[a-z]++{_LETTER}*+(?:['’][^\W\d_]++)?+ | {_LETTER}++(?:['’][^\W\d_]++)?+", _NUMBER.pattern
)
# The languages that write a comma before the decimals.
_COMMA_NUMBER = rf"""
      \d+(?:[.,]\d+)?\s?[×x]\s?10(?:(?:\^[-−]?|[-−])\d{{1,2}}|⁻?[{SUPERSCRIPTS}]{{1,2}})(?!\w)
    | \d{{1,3}}(?:\.\d{{3}}){{1,20}}(?:,\d+)?(?!\d|[.,]\d)       # 1.234.567,8
    | \d{{1,3}}(?:(?:,\d{{3}}){{2,20}}(?:\.\d+)?|,\d{{3}}\.\d+)(?!\d)  # 1,234,567.8: no other reading
    | [1-9]\d{{0,2}}(?:[ {_SPACE}]\d{{3}}){{1,20}}(?:[.,]\d+)?(?!\d|[.,]\d)  # 1 234 567,8 with any space
    | \d{{1,3}}(?:['’]\d{{3}}){{1,20}}(?:[.,]\d+)?(?!\d)          # 1'234'567.80
    | \d+,\d+ | \d+\.\d+ | \d+
"""
_COMMA_PIECE = _pieces(rf"{_LETTER}+(?:['’ʼ][^\W\d_]+)*", _COMMA_NUMBER)
_ELIDED_PIECE = _pieces(rf"{_LETTER}+(?:['’](?=[^\W\d_]))?", _COMMA_NUMBER)


def _foldings() -> dict[int, str]:
    """Map every decimal digit to 0-9, full-width forms and Arabic separators to their plain forms."""
    digits = {c: str(unicodedata.decimal(chr(c))) for c in range(128, 0x1FC00) if chr(c).isdecimal()}
    wide = {c: chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F) if chr(c) != "，"}
    return wide | digits | {0x066A: "%", 0x066B: ".", 0x066C: ",", 0x3000: " ", 0xFFE5: "¥", 0xFFE1: "£"}


_FOLDINGS = _foldings()
# what is folded lies here; quotes and dashes of English do not
_FOLDABLE = re.compile(r"[\u0660-\u1fff\u3000-\U0010ffff]")
# a full-width comma ends a clause, unless it groups full-width digits
_WIDE_GROUP = re.compile(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")


def fold(text: str) -> str:
    """Return the text with full-width forms and digits of other scripts made plain, each in its place."""
    return _WIDE_GROUP.sub(",", text).translate(_FOLDINGS) if _FOLDABLE.search(text) else text


def lower(text: str) -> str:
    """Return the text in lower case, letter for letter: "İ" has two lower-case ones and stays."""
    whole = text.lower()
    if len(whole) == len(text):
        return whole
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


_POWER = re.compile(
    rf"(?:([\d.]+)\s?[×x]\s?)?10(?:\^?([-−⁻]?)(\d+)|(⁻?)([{SUPERSCRIPTS}]+))|([\d.]+)e([-−+]?)(\d+)"
)
_POWERS = str.maketrans(SUPERSCRIPTS, "0123456789")


@functools.lru_cache(maxsize=4096)
def _decimal(text: str) -> Decimal:
    if text.isascii() and text.isdigit():
        return Decimal(text)
    if text in _VULGAR_SIGNS:
        return _vulgar(text)
    power = _POWER.fullmatch(text) if re.search(rf"[×xe^{SUPERSCRIPTS}]", text) else None
    if power:
        sign = "-" if power[2] or power[4] or power[7] in ("-", "−") else ""
        exponent = power[3] or power[8] or power[5].translate(_POWERS)
        return Decimal(f"{power[1] or power[6] or 1}E{sign}{exponent}")
    plain = re.sub(rf"[{_SPACE} '’]", "", text)
    if re.fullmatch(r"\d+,\d{1,2}", plain):
        plain = plain.replace(",", ".")
    elif plain.count(".") > 1:
        plain = plain.replace(".", "").replace(",", ".")
    else:
        plain = plain.replace(",", "")
    return Decimal("".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in plain))


def is_number(key: str) -> bool:
    """Say whether the token of a key is written in digits: 12, .5 or a vulgar fraction."""
    return (":" > key > "." and key != "/") or key in _VULGAR_SIGNS  # most keys are words: beyond ":"


def is_word(key: str) -> bool:
    """Say whether the token of a key begins with a letter."""
    return _IS_WORD.match(key) is not None


class Tokens:
    """The tokens of a text in order, as columns: pieces without spaces, but for those that group digits.

    Every character that is no space is in exactly one. A key is a token in lower case; in words the
    apostrophes of `straight` are made those of a typewriter.
    """

    def __init__(
        self, text: str, pattern: re.Pattern[str], decimal: Callable[[str], Decimal], straight: str
    ) -> None:
        pieces = pattern.findall(lower(text))
        starts = list(accumulate(map(len, pieces), initial=0))
        begun = bool(pieces) and pieces[0].isspace()
        self.starts = starts[begun:-1]
        self.keys = list(map(str.rstrip, pieces[begun:]))
        for sign in straight:
            if sign in text:
                self.keys = [key.replace(sign, "'") if is_word(key) else key for key in self.keys]
        self._decimal = decimal

    def __len__(self) -> int:
        return len(self.keys)

    def end(self, i: int) -> int:
        """Return where token i ends."""
        return self.starts[i] + len(self.keys[i])

    @functools.cached_property
    def distinct(self) -> frozenset[str]:
        """The keys, each once."""
        return frozenset(self.keys)

    def value(self, i: int) -> Decimal:
        """Return the value of token i, which is written in digits."""
        return self._decimal(self.keys[i])


@functools.lru_cache(maxsize=1)  # the language of a text is told by its words, then they are read
def tokens(text: str) -> Tokens:
    """Return the tokens of an English text."""
    return Tokens(text, _PIECE, _decimal, straight="ʼ")


def comma_tokens(text: str, *, point_groups: bool, elides: bool) -> Tokens:
    """Return the tokens of a text in a language with a decimal comma.

    `point_groups` reads "1.234" as 1234 and not as 1.234; `elides` parts the "d'" of "d'euros" from its word.
    """
    pattern = _ELIDED_PIECE if elides else _COMMA_PIECE
    return Tokens(text, pattern, lambda surface: _comma_decimal(surface, point_groups), straight="’ʼ")


@functools.lru_cache(maxsize=4096)
def _comma_decimal(surface: str, point_groups: bool) -> Decimal:
    if surface in _VULGAR_SIGNS:
        return _vulgar(surface)
    if re.search(r"[×x]", surface):
        return _decimal(surface.replace(",", "."))
    plain = re.sub(rf"[{_SPACE} '’]", "", surface)
    points, commas = plain.count("."), plain.count(",")
    grouped = points > 1 or (point_groups and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", plain))
    if commas > 1 or (points and commas and plain.rfind(".") > plain.rfind(",")):
        plain = plain.replace(",", "")
    elif grouped or (points and commas):
        plain = plain.replace(".", "")
    return Decimal(plain.replace(",", "."))


def _vulgar(sign: str) -> Decimal:
    above, below = unicodedata.normalize("NFKC", sign).split("\u2044")
    return Decimal(above) / Decimal(below)
