"""Numbers that count nothing in any language: written dates, clock times, addresses, models, scores."""

from __future__ import annotations

from extractor.numbers.quantity import Role

YEAR = r"(?:1[5-9]\d\d|20\d\d|2100)"
DAY = r"(?:3[01]|[12]\d|0?[1-9])"

# tried before the patterns of a language
NEUTRAL = (
    (
        Role.IDENTIFIER,
        r"(?:https?://|www\.)\S*|\b[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]+\b"
        r"|\b(?!\d{1,3}(?:\.\d{3}){3}\b)(?:\d{1,3}\.){3}\d{1,3}\b"
        r"|(?<!\w)[@#]\w*\d\w*",
    ),
    (Role.DATE, rf"\b{YEAR}-[01]?\d-[0-3]?\d(?:T\d[\d:.]*Z?)?\b"),
    (Role.DATE, rf"\b[0-3]?\d([/.-])\s?[01]?\d\1\s?(?:{YEAR}|\d\d)\b(?![.,]?\d)"),
    (Role.DATE, rf"\b(?:1[89]\d\d|20[0-4]\d)\s?[-–—/]\s?(?:{YEAR}|\d\d)\b(?![,.]\d|\s?%)"),
)

# tried after them
LAST = (
    (Role.TIME, r"(?<![\d:.])(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?![\d:])"),
    (
        Role.IDENTIFIER,
        r"\b\d{1,3}°\s?\d{1,2}['′’](?:\s?\d{1,2}(?:\.\d+)?[\"″”])?\s?[NSEWO]\b"
        r"|\+\d{1,3}[\s.-]?\(?\d{1,4}\)?(?:[\s.-]?\d{2,4}){2,4}\b|(?<!\d\s)\b0[1-9]\d{1,3}[\s/-]\d{3,4}[\s-]?\d{3,4}\b",
    ),
    (
        Role.IDENTIFIER,
        r"\b0\d(?:[\s.-]\d\d){4}\b|\b(?:[Tt][eé]l|[Тт]ел)(?:\.|éphone|éfono|efon|ефон)?:?\s(?P<n>\+?\d[\d\s/()-]{5,18}\d)",
    ),
    # T-72, Су-35, KC-135R, MH17, A320
    (
        Role.IDENTIFIER,
        r"(?<![\w$€£-])[A-ZА-ЯЇІЄҐ][A-Za-zА-Яа-яїієґ]{0,9}[-–‑]\d{1,4}[A-Za-zА-Я]{0,4}\b(?![,.]\d|\s?%)"
        r"|\b(?!(?:US|CHF|EUR|USD|GBP|UAH|RUB|PLN)\d)[A-ZА-ЯЇІЄҐ]{1,5}\d{1,5}[A-Za-z]{0,3}\b(?![,.]\d)",
    ),
    (
        Role.IDENTIFIER,
        r"\bv\d{1,4}(?:\.\d{1,5}){0,5}\b|(?<![\d.])\d{1,4}(?:\.\d{1,5}){2,5}\b(?!\.\d)(?<!\.\d{3})",
    ),
    (Role.IDENTIFIER, r"\b(?:Boeing|Airbus|Leopard|Iskander|Falcon|Covid|COVID)[\s-]?\d{1,5}\b"),
    (Role.IDENTIFIER, r"[§№]\s?\d+\b"),
    (Role.IDENTIFIER, r"(?m:^[ \t]*\(?\d{1,2}[.)](?=[ \t][^\W\d_]))|\[\d{1,3}(?:[,–-]\s?\d{1,3})*\]"),
    (
        Role.OTHER,
        r"\b24/7\b|(?<![\d/.,:$€£+–-])\b(?:"
        + "|".join(rf"{n}\s?[-–:]\s?[0-{n}]" for n in range(10))
        + r")\b(?![,.:/]?\d|[-–%°]|\s?(?:%|[Pp]ro[cz]ent))",
    ),
)
