"""Numerals of Chinese and Japanese: digits, characters, or both, with their scales."""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = {
    c: n
    for n, chars in enumerate("〇零 一壱壹 二弐贰貳两兩 三参參叁 四肆 五伍 六陆陸 七柒 八捌 九玖".split())
    for c in chars
}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "萬": 10**4, "億": 10**8, "亿": 10**8, "兆": 10**12}
LARGE = "".join(_LARGE)
SCALES = "".join((*_SMALL, *_LARGE))
KANJI = "".join((*DIGITS, *_SMALL, *_LARGE))
POINTS = "点點・"
_DIGIT = "".join(DIGITS)

DECIMAL = r"\d{1,3}(?:,\d{3}){1,20}(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?"
_NO_UNIT = (
    "(?!(?<=[千兆])(?:[瓦赫帕]|克(?![朗拉])|卡(?![车車片拉])))"  # the 千 of 5千瓦, 5 kilowatts, is no 5000
)
_SCALED = rf"(?:\ (?=[{LARGE}]))?[{SCALES}]{{1,3}}{_NO_UNIT}"
WRITTEN = rf"(?:{DECIMAL})(?:{_SCALED}(?:{DECIMAL})){{0,8}}(?:{_SCALED})?"
# no numeral begins with a large scale: 万一 and 億 in names
SPELLED = (
    rf"[{_DIGIT}{''.join(_SMALL)}][{KANJI}]{{0,40}}(?:[{POINTS}][{_DIGIT}]{{1,9}}[{LARGE}]{{0,2}})?{_NO_UNIT}"
)

_PIECE = re.compile(rf"{DECIMAL}|[{KANJI}]")
ELLIPTIC = re.compile(rf"(?P<scale>[百佰千仟{LARGE}])[{_DIGIT[2:]}]\Z")
_NEIGHBOURS = re.compile(rf"(?P<head>十?)(?P<low>[{_DIGIT}])(?P<high>[{_DIGIT}])(?P<rest>[{SCALES}]{{0,3}})")
_ROUGH = frozenset([*((n, n + 1) for n in range(1, 9)), (3, 5)])


def value_of(numeral: str, *, elliptic: bool = False) -> Decimal:
    """Return the value of a numeral in digits, in characters or mixed: 1億2000万, 二千五百, 二〇二四.

    `elliptic` reads a last digit in the next place: 两万五 is 25,000 in Chinese, but 百五 is 105 in Japanese.
    """
    whole, *decimals = re.split(rf"[{POINTS}]", numeral, maxsplit=1)
    pieces = _PIECE.findall(whole)
    last = ELLIPTIC.search(whole) if elliptic and not decimals else None
    if last:
        return _scaled(pieces[:-1]) + DIGITS[pieces[-1]] * Decimal((_SMALL | _LARGE)[last["scale"]]) / 10
    if pieces and all(piece in DIGITS for piece in pieces):
        value = Decimal("".join(str(DIGITS[piece]) for piece in pieces))
    else:
        value = _scaled(pieces)
    return value if not decimals else _with_decimals(value, decimals[0])


def between(numeral: str) -> tuple[Decimal, Decimal] | None:
    """Return the ends of a rough numeral of neighbouring digits, 五六百 or 十七八; None for any other."""
    pair = _NEIGHBOURS.fullmatch(numeral)
    if pair is None or (DIGITS[pair["low"]], DIGITS[pair["high"]]) not in _ROUGH:
        return None
    return value_of(pair["head"] + pair["low"] + pair["rest"]), value_of(
        pair["head"] + pair["high"] + pair["rest"]
    )


def _with_decimals(whole: Decimal, decimals: str) -> Decimal:
    """Add decimals, which a scale may follow: 一点五億."""
    digits = "".join(str(DIGITS[c]) for c in decimals if c in DIGITS)
    value = whole + Decimal("0." + digits)
    for scale in decimals[len(digits) :]:
        value *= _LARGE[scale]
    return value


def _scaled(pieces: list[str]) -> Decimal:
    total = section = number = Decimal(0)
    last, pending = Decimal(0), False
    for piece in pieces:
        if piece in _SMALL:
            section += (number if pending else Decimal(1)) * _SMALL[piece]
            number, pending = Decimal(0), False
        elif piece in _LARGE:
            factor = Decimal(_LARGE[piece])
            section += number
            bare = not pending and not section
            number, pending = Decimal(0), False
            if total and (factor > last or bare):  # 一万亿, 四万万
                total, section = (total + section) * factor, Decimal(0)
            else:
                total, section = total + (section or Decimal(1)) * factor, Decimal(0)
            last = factor
        else:
            number = Decimal(DIGITS[piece]) if piece in DIGITS else Decimal(piece.replace(",", ""))
            pending = True
    return total + section + number
