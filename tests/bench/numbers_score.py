"""Give the number reader to a scorer of quantity extractors, in the conventions of the public sets.

`mentions` is for the sets of quantities, `intervals` for those that write an open interval with an open end,
`numerals` for those that tag every numeral but dates and times, `values` for those that ask whether a number
occurs at all. What differs from the reader itself is only how the same reading is written down:

- a change "from 24 to 33" is one pair (the reader gives two mentions), a vague count a decade;
- cents stay cents (the reader gives 0.1 USD for ten cents);
- units go by their long British names, money by the name of the currency, an age is in years of age, a count
  in what is counted and a rate has its "per day", both read off the text behind the mention.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from extractor.numbers import Bound, Mention, Role, scan
from extractor.numbers.english import ENGLISH
from extractor.phrases import phrase_at, tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Value = float | tuple[float | None, float | None] | None

_UNITS = {
    "percent": "percentage",
    "USD": "dollar",
    "EUR": "euro",
    "GBP": "pound sterling",
    "JPY": "japanese yen",
    "INR": "indian rupee",
    "CNY": "chinese yuan",
    "KRW": "south korean won",
    "CHF": "swiss franc",
    "AUD": "australian dollar",
    "CAD": "canadian dollar",
    "NZD": "new zealand dollar",
    "HKD": "hong kong dollar",
    "SGD": "singapore dollar",
    "TWD": "taiwan dollar",
    "MYR": "malaysian ringgit",
    "ILS": "shekel",
    "RUB": "russian ruble",
    "UAH": "ukrainian hryvnia",
    "TRY": "turkish lira",
    "ZAR": "south african rand",
    "BRL": "brazilian real",
    "MXN": "mexican peso",
    "PHP": "philippine peso",
    "THB": "thai baht",
    "IDR": "indonesian rupiah",
    "VND": "vietnamese dong",
    "PKR": "pakistani rupee",
    "NGN": "nigerian naira",
    "KES": "kenyan shilling",
    "EGP": "egyptian pound",
    "SAR": "saudi riyal",
    "AED": "united arab emirates dirham",
    "SEK": "swedish krona",
    "NOK": "norwegian krone",
    "DKK": "danish krone",
    "PLN": "polish zloty",
    "CZK": "czech koruna",
    "HUF": "hungarian forint",
    "BTC": "bitcoin",
    "pound": "pound-mass",
    "tonne": "metric ton",
    "pound-foot": "foot pound-force",
    "degree Celsius": "celsius",
    "degree Fahrenheit": "fahrenheit",
}
_QUALIFIERS = {
    Bound.EXACT: "=",
    Bound.ABOUT: "~",
    Bound.AT_LEAST: ">",
    Bound.MORE_THAN: ">",
    Bound.AT_MOST: "<",
    Bound.LESS_THAN: "<",
}
_KINDS = {Role.QUANTITY: "quantity", Role.DATE: "date", Role.TIME: "time", Role.ORDINAL: "ordinal"}
_CENTS = re.compile(r"(cent|¢|penn|pence|sen|(?<=\d)[pc])(?:s|y|ies)?\Z", re.IGNORECASE)
_WHOLE_MONEY = re.compile(r"[$€£]|dollar|euro|pound|rupee|ringgit|hryvn|\b[A-Z]{3}\b")
_CENT_NAMES = {"¢": "cent", "penn": "penny", "pence": "penny", "p": "penny", "c": "cent"}
_RATE = re.compile(
    r"(?:,? US| U\.S\.)?(?:\s(?:an?|per)\s|-an?-|\s?/\s?)((?:sq(?:uare)? )?[A-Za-z]+)\b"
    r"(?! (?:earlier|ago|later|before|after))"
)
_OF = re.compile(r" of (?:(?:its|the|their|his|her|our|these|those) )?")
_OLD = re.compile(r"[- ]olds?\b")
_DIGITS = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_WORD = "|".join((*ENGLISH.cardinals, *ENGLISH.scales))
_NUMERAL = re.compile(rf"(?:\d+(?:[.,]\d+)*|\b(?:{_WORD})\b)(?:[\s-](?:{_WORD})\b)*", re.IGNORECASE)


def mentions(text: str) -> list[dict[str, Any]]:
    """Return the mentions of a text; an open interval is given as its finite end."""
    return [_plain(text, mention) for mention in _pairs(text, scan(text))]


def intervals(text: str) -> list[dict[str, Any]]:
    """Return the quantities of a text; an open end is None."""
    return [_plain(text, mention, _interval) for mention in scan(text) if mention.role is Role.QUANTITY]


def numerals(text: str) -> list[dict[str, Any]]:
    """Return every numeral but dates and times, those of names too; both ends of ranges and scores."""
    return [
        {
            "start": mention.start + part.start(),
            "end": mention.start + part.end(),
            "value": None,
            "kind": "number",
        }
        for mention in scan(text)
        if mention.role in (Role.QUANTITY, Role.OTHER, Role.IDENTIFIER)
        for part in _NUMERAL.finditer(mention.text)
    ]


def values(text: str) -> list[dict[str, Any]]:
    """Return the numbers of every mention, those of dates, ordinals and names too."""
    found = []
    for mention in scan(text):
        plain = _plain(text, mention) | {"kind": "number"}
        if plain["value"] is not None:
            found.append(plain)
            continue
        found += [plain | {"value": float(n.replace(",", ""))} for n in _DIGITS.findall(mention.text)]
        if mention.text.lower() == "one":
            found.append(plain | {"value": 1.0})
    return found


def _pairs(text: str, found: list[Mention]) -> Iterator[Mention]:
    """Join the two mentions of a change "from 24 to 33"."""
    waiting: Mention | None = None
    for mention in found:
        if waiting is not None and _change(text, waiting, mention):
            unit = mention.unit or waiting.unit
            yield replace(waiting, end=mention.end, high=mention.low, unit=unit, bound=Bound.RANGE)
            waiting = None
            continue
        if waiting is not None:
            yield waiting
        waiting = mention
    if waiting is not None:
        yield waiting


def _change(text: str, low: Mention, high: Mention) -> bool:
    return (
        text[max(0, low.start - 5) : low.start].lower() == "from "
        and re.fullmatch(r"(?: combined| U\.S\. per barrel)? to ", text[low.end : high.start]) is not None
        and low.role is high.role is Role.QUANTITY
        and low.bound is high.bound is Bound.EXACT
        and (low.unit == high.unit or not high.unit)
    )


def _plain(text: str, mention: Mention, valued: Callable[[Mention], Value] | None = None) -> dict[str, Any]:
    unit, value = _unit(text, mention), (valued or _value)(mention)
    cents = _CENTS.search(mention.text) if isinstance(value, float) and value < 10**4 else None
    if cents and mention.unit.isupper() and not _WHOLE_MONEY.search(mention.text):
        name = cents.group(1).lower()
        unit, value = _CENT_NAMES.get(name, name), value * 100 if isinstance(value, float) else value
    return {
        "start": mention.start,
        "end": mention.end,
        "value": value,
        "unit": unit,
        "kind": _KINDS.get(mention.role, "name"),
        "qual": _QUALIFIERS.get(mention.bound),
    }


def _value(mention: Mention) -> Value:
    low, high = mention.low, mention.high
    if mention.bound is Bound.VAGUE and low is not None:
        return float(low), float(low * 10)
    if low is not None and high is not None and low != high:
        return float(low), float(high)
    finite = high if low is None else low
    return None if finite is None else float(finite)


def _interval(mention: Mention) -> Value:
    low, high = (None if end is None else float(end) for end in (mention.low, mention.high))
    return low if low is not None and low == high else (low, high)


def _unit(text: str, mention: Mention) -> str:
    if mention.unit == "year" and (
        mention.text[-1].isdigit() or _OLD.search(text[mention.start : mention.end + 5])
    ):
        return "year of age"
    name, end = _UNITS.get(mention.unit, mention.unit), mention.end
    if mention.text.endswith("times"):
        name = "count"
    elif not name:
        name, end = _counted(text, mention)
    rate = _RATE.match(text, end)
    name = name.replace("liter", "litre").replace("watt-hour", "watt hour")
    name = re.sub(r"meter\b", "metre", name)
    return f"{name} per {rate[1].lower()}" if rate and name != "-" and " per " not in name else name


def _counted(text: str, mention: Mention) -> tuple[str, int]:
    """Return what stands behind a count and where it ends; "-" when it is no noun."""
    start = mention.end
    if mention.role is not Role.QUANTITY:
        return "-", start
    if of := _OF.match(text, start):
        start = of.end()
    line = tokens(text, start, min(len(text), start + 60))
    phrase = phrase_at(line, 1 if line and line[0].text == "-" else 0)
    if phrase is None:
        return "-", start
    return text[line[phrase.first].start : line[phrase.last].end], line[phrase.last].end
