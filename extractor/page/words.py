"""The words, signs and figures that both pages use."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extractor.numbers import plural_of, unit_of

if TYPE_CHECKING:
    from decimal import Decimal

    from extractor.row import Row


@dataclass(frozen=True, slots=True)
class Look:
    """How a verdict is shown: never by colour alone, always with its sign and its word too."""

    word: str
    sign: str
    meaning: str
    terminal: str


LOOKS = {
    "supported": Look("supported", "✓", "the text says so", "green"),
    "derived": Look("derived", "∴", "follows from numbers in the text", "blue"),
    "mismatch": Look("mismatch", "≠", "the text says something else", "red"),
    "unsupported": Look("unsupported", "✗", "the text does not say so", "magenta"),
    "uncovered": Look("not used", "○", "a number no claim is about", "bright_black"),
}
"""By verdict, the gravest last but one; `uncovered` is for numbers that no claim uses."""

REJECTED = "rejected"
"""What stands in the place of the verdict of a claim that a reviewer rejected."""

REVIEWED = LOOKS | {REJECTED: Look("rejected", "⊘", "a reviewer rejected the claim", "bright_black")}
"""How claims are shown that reviewers have decided on."""

JUDGED = "checked: number, unit, hedge · judged by model or code: kind, subject"
"""What a verdict covers, for claims that a model made, and what it does not."""

GRAVITY = (REJECTED, "uncovered", "supported", "derived", "unsupported", "mismatch")
"""Which verdict marks a place that several claims share: the last of these."""

HEDGES = {
    "about": "≈ ",
    "at_least": "≥ ",
    "more_than": "> ",
    "at_most": "≤ ",
    "less_than": "< ",
    "vague": "~ ",
}

PARTS = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅓": "0.333333333333", "⅔": "0.666666666666"}
"""Parts of one that have a sign, and how their numbers begin."""

STATED = (("said by", "attributed_to"), ("via", "via"), ("when", "when"), ("where", "where"))
"""What a claim says about its number, and the word for it on the page."""

SHOWN = frozenset(
    {
        "type",
        "verdict",
        "start",
        "end",
        "quote",
        "findings",
        "proof",
        "mention",
        "value",
        "low",
        "high",
        "unit",
        "bound",
        "subject",
        "attributed_to",
        "via",
        "when",
        "where",
        "derivation",
    }
)
"""The fields of a claim that have a place of their own on the page; a schema's further fields are listed."""


def clean(value: object) -> str:
    """Make text harmless to show: control characters and those that turn the reading direction become �.

    A terminal would obey an escape sequence, and a reader would see another order than what is written.
    """
    text = str(value)
    if text.isprintable():  # then none of them is in it
        return text
    return "".join("�" if _unsafe(character) else character for character in text.replace("\r\n", "\n"))


def _unsafe(character: str) -> bool:
    if character in "\n\t":
        return False
    if unicodedata.category(character) in {"Cc", "Cs"}:
        return True
    return "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069"


def figure(row: Row) -> str:
    """Write the value of a claim or a mention as people do: `≥ 1,000`, `9–12 %`, `USD 3,900`, `~ dozens`."""
    low, high = row.get("low"), row.get("high")
    if row.get("value") is not None:
        low = high = row["value"]
    bound, written = row.get("bound"), clean(row.get("quote") or "")
    if low is None and high is None:
        return ""
    if bound == "vague" and low != high and written and not any(map(str.isdigit, written)):
        return HEDGES["vague"] + written.lower()  # dozens are no 12
    if low is None or high is None or low == high:
        default = "" if low == high else ("≤ " if low is None else "≥ ")
        number = HEDGES.get(bound or "", default) + _digits(high if low is None else low, written)
    else:
        sign = HEDGES["about"] if bound == "about" else ""
        number = f"{sign}{_digits(low, written)}–{_digits(high, written)}"
    return _measured(number, clean(row.get("unit") or ""), one=low == high == 1)


def _measured(number: str, unit: str, *, one: bool) -> str:
    """Write a number with its unit; one that is not known, from another tool's claim, stays as it is."""
    name = unit_of(unit)
    if not unit or name is None:
        return f"{number} {unit}".rstrip()
    if name == "percent":
        return f"{number} %"
    if len(name) == 3 and name.isupper():
        return f"{name} {number}"
    return f"{number} {name if one else plural_of(name)}"


def _digits(number: Any, written: str = "") -> str:
    """Group digits by thousands, but not the four of a year or another number that is `written` without."""
    if (part := _part(number, written)) is not None:
        return part
    if isinstance(number, int):
        return str(number) if str(number) in re.findall(r"\d+(?:[.,]\d+)*", written) else f"{number:,}"
    if isinstance(number, float) and abs(number) < 1e15:
        whole, point, rest = f"{number!r}".partition(".")
        return (
            f"{int(whole):,}{point}{rest}" if whole.lstrip("-").isdigit() and whole != "-0" else repr(number)
        )
    text = clean(number)
    endless = re.fullmatch(r"-?0\.\d{12,}", text)
    return f"{text[:6]}…" if endless else text


def _part(number: Any, written: str) -> str | None:
    """Return the sign of a part that has one: of a third always, of a half where it is `written` in words."""
    text = f"{number}"
    for sign, digits in PARTS.items():
        endless = len(digits) > 4 and text.startswith(digits)
        if endless or (text == digits and written and not any(map(str.isdigit, written))):
            return sign
    return None


def extras(claim: Row) -> list[tuple[str, str]]:
    """Return the fields that a schema added to a claim, as words; empty ones are left out."""
    return [
        (
            clean(name.replace("_", " ")),
            clean(", ".join(map(str, value)) if isinstance(value, list) else value),
        )
        for name, value in claim.items()
        if name not in SHOWN and value not in (None, "", [])
    ]


def plural(number: int, noun: str) -> str:
    """Write how many there are: `1 article`, `1,200 articles`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def money(amount: Decimal) -> str:
    """Write an amount of US dollars: `USD 1,204.50`; below one dollar with two digits that say something."""
    if amount >= 1 or not amount:
        return f"USD {amount:,.2f}"
    return f"USD {amount:.{1 - amount.adjusted()}f}"


def counts(row: Row) -> dict[str, int]:
    """Count the claims of a row by verdict, and the numbers no claim uses, in the order of LOOKS.

    Those that were rejected are none of the others, and stand last, if there are any.
    """
    found = dict.fromkeys(LOOKS, 0)
    for claim in row["claims"]:
        found[claim["verdict"]] = found.get(claim["verdict"], 0) + 1
    found["uncovered"] = len(row["uncovered"])
    return found


def first_line(text: str) -> str:
    """Return the first line that says something; "" when none does."""
    return next((line for line in text.splitlines() if any(map(str.isalnum, line))), "")


def heading(row: Row, text: str) -> str:
    """Return what to call an article: its title, else its file, else its first words."""
    article = row["article"]
    return clean(article["title"] or first_line(text)[:120] or article["path"] or article["id"] or "article")
