"""Cut text into words, digit numerals and signs, with their places."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto


class Kind(Enum):
    """What a token is made of."""

    NUMBER = auto()
    WORD = auto()
    SIGN = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text without spaces (a digit numeral may hold grouping spaces); `lower` is its key."""

    kind: Kind
    start: int
    end: int
    lower: str
    value: Decimal | None = None


_SPACE = "\u00a0\u2007\u2009\u202f"
SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"  # a footnote mark after a number; a power only after a ten
# Order matters: a grouped numeral before a plain one, a longer grouping before a shorter.
_NUMBER = re.compile(
    rf"""
      \d+(?:\.\d+)?\s?[×x]\s?10(?:(?:\^[-−]?|[-−])\d{{1,2}}|⁻?[{SUPERSCRIPTS}]{{1,2}})(?!\w)  # 2.9×10⁻⁸
    | 10(?:\^[-−]?\d{{1,2}}|⁻[{SUPERSCRIPTS}]{{1,2}}|[⁴-⁹]|[¹²³][{SUPERSCRIPTS}])(?!\w)  # 10⁶, 10^6
    | \d+(?:\.\d+)?e[-−+]?\d{{1,2}}(?!\w)                   # 4e14
    | \d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?(?![\d,]\d)           # 1,234,567.8
    | \d{{1,2}}(?:,\d{{2}})+,\d{{3}}(?:\.\d+)?(?!\d)        # 12,34,567 (lakh grouping)
    | \d{{1,3}},[ ]000(?!\d)                                # 61, 000 (a typing slip)
    | \d{{1,3}}(?:[{_SPACE}]\d{{3}})+(?:[.,]\d+)?(?!\d)     # 1 234 567 with a no-break or thin space
    | [1-9]\d{{0,2}}(?:[ ]\d{{3}})+(?![\d.,]\d|\d)          # 816 000
    | \d{{1,3}}(?:['’]\d{{3}})+(?:\.\d+)?(?!\d)             # 1'234'567
    | \d{{1,3}}(?:\.\d{{3}}){{2,}}(?:,\d+)?(?!\d)           # 1.234.567
    | \d+,\d{{1,2}}(?![\d,])                                # 1,5 (decimal comma)
    | \d+\.\d+ | \d+ | (?<![\w.])\.\d+
    """,
    re.VERBOSE,
)
VULGAR = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_TOKEN = re.compile(
    rf"(?P<number>{_NUMBER.pattern})|(?P<word>[^\W\d_{VULGAR}{SUPERSCRIPTS}]+(?:['’][^\W\d_]+)?)|(?P<sign>\S)",
    re.VERBOSE,
)


_POWER = re.compile(
    rf"(?:([\d.]+)\s?[×x]\s?)?10(?:\^?([-−⁻]?)(\d+)|(⁻?)([{SUPERSCRIPTS}]+))|([\d.]+)e([-−+]?)(\d+)"
)
_POWERS = str.maketrans(SUPERSCRIPTS, "0123456789")


def _decimal(text: str) -> Decimal:
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


def tokens(text: str) -> list[Token]:
    """Return the tokens of a text in order; every character that is no space is in exactly one."""
    found = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if match.lastgroup == "number":
            found.append(Token(Kind.NUMBER, start, end, match.group(), _decimal(match.group())))
        elif match.lastgroup == "word":
            found.append(Token(Kind.WORD, start, end, match.group().lower().replace("’", "'")))
        elif match.group() in VULGAR:
            found.append(Token(Kind.NUMBER, start, end, match.group(), _vulgar(match.group())))
        else:
            found.append(Token(Kind.SIGN, start, end, match.group()))
    return found


def _vulgar(sign: str) -> Decimal:
    above, below = unicodedata.normalize("NFKC", sign).split("\u2044")
    return Decimal(above) / Decimal(below)
