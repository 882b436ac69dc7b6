"""The JSON that tools may rely on: mentions, judged claims, an article's line; claims from elsewhere."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from datetime import date, time
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any

from pydantic import ConfigDict, ValidationError

from extractor.claims import NumericClaim
from extractor.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from extractor.check import Check, Finding, Result
    from extractor.claims import Claim
    from extractor.model import Usage
    from extractor.numbers import Mention

Row = dict[str, Any]

LONGEST_LISTED = 400
"""Characters of a field that a queue shows and looks in."""

EXACT_INTEGERS = 2**53
"""Integers below this survive every JSON reader; longer ones are written as strings."""


def number(value: Decimal) -> int | float | str:
    """Write a decimal as a JSON number when no digit is lost by it, as a string otherwise."""
    if not value.is_finite():
        return str(value)
    if value == value.to_integral_value():
        return int(value) if abs(value) <= EXACT_INTEGERS else str(value)
    return float(value) if Decimal(repr(float(value))) == value else str(value)


def plain(value: Any) -> Any:
    """Turn what pydantic dumps into what JSON knows."""
    match value:
        case None:
            return None
        case Enum():
            return value.value
        case str():
            return readable(value)
        case Decimal():
            return number(value)
        case date() | time():
            return value.isoformat()
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(item) for item in value]
        case _:
            return value


def readable(text: str) -> str:
    """Write what UTF-8 cannot carry (file names of another encoding) as escapes."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def mention(found: Mention) -> Row:
    """Write one numeric expression, as `scan --json` prints it."""
    return {
        "id": found.id,
        "start": found.start,
        "end": found.end,
        "text": found.text,
        "role": found.role.value,
        "low": None if found.low is None else number(found.low),
        "high": None if found.high is None else number(found.high),
        "unit": found.unit,
        "bound": found.bound.value,
    }


def finding(found: Finding) -> Row:
    """Write one remark about a claim; a note does not change the verdict."""
    return {
        "rule": found.rule,
        "message": found.message,
        "start": found.start,
        "end": found.end,
        "note": found.note,
    }


def verdict(result: Result) -> Row:
    """Write what was decided about a claim, and where its evidence stands."""
    row: Row = {
        "verdict": result.verdict.value,
        "start": result.start,
        "end": result.end,
        "findings": [finding(found) for found in result.findings],
    }
    return row if result.proof is None else row | {"proof": result.proof}


def verdicts(checked: Check, data: Any) -> Row:
    """Write the judgement of claims from elsewhere, as `check --json` prints it; a claim keeps its id."""
    given = data["claims"] if isinstance(data, dict) else data
    return {
        "claims": [
            {"id": item.get("id", number)} | verdict(result)
            for number, (item, result) in enumerate(zip(given, checked.results, strict=True), start=1)
        ],
        "uncovered": [mention(found) for found in checked.uncovered],
    }


def claim(result: Result, text: str) -> Row:
    """Write one judged claim: its own fields, then the verdict; the quote is the article's words."""
    fields: Row = plain(result.claim.model_dump(mode="python"))
    judged = verdict(result)
    if result.start is not None and result.end is not None:
        fields["quote"] = text[result.start : result.end]
    return fields | judged


def counted(claims: Iterable[Row]) -> list[tuple[int, int]]:
    """Return the places of claims that are about a number; one that merely quotes it leaves it unused."""
    return [(it["start"], it["end"]) for it in claims if "mention" in it and it["start"] is not None]


def said(claim: Row) -> Row:
    """Return what a judged claim says, without what was decided about it."""
    return {name: value for name, value in claim.items() if name not in JUDGED or name == "type"}


def keys(article_id: str, task: str, claims: Iterable[Row]) -> list[str]:
    """Name the judged claims of an article by what they say and where: 16 hexadecimal digits each.

    The name outlives another judgement, another model and another order of the claims; the second of two that
    say the same has a name of its own.
    """
    seen = Counter[str]()
    found = []
    for claim in claims:
        # the numbers of a text may be counted otherwise one day, its characters not
        what = {name: value for name, value in said(claim).items() if name != "mention" and value is not None}
        text = json.dumps([article_id, task, claim["start"], claim["end"], what], sort_keys=True)
        seen[text] += 1
        again = f" {seen[text]}" if seen[text] > 1 else ""
        found.append(hashlib.sha256(f"{text}{again}".encode()).hexdigest()[:16])
    return found


GRAVITY = ("mismatch", "unsupported", "derived", "supported")
"""Verdicts, the one first that needs a person most."""

LISTED = ("value", "low", "high", "unit", "bound", "subject", "quote", "attributed_to")
"""The fields of a claim that a queue shows or looks in."""


def listing(row: Row) -> list[Row]:
    """Return what a queue shows of each claim of an article's row."""
    claims = row["claims"]
    return [
        {"key": key, "gravity": GRAVITY.index(claim["verdict"]), "place": claim["start"]}
        | {name: _short(claim.get(name)) for name in LISTED}
        for key, claim in zip(keys(row["article"]["id"], row["task"], claims), claims, strict=True)
    ]


def _short(value: Any) -> str | None:
    return None if value is None else str(value)[:LONGEST_LISTED].replace("\0", "\\x00")


def usage(used: Usage) -> Row:
    """Write what the model calls cost; cost is null when the price is not known."""
    return {
        "calls": used.calls,
        "prompt_tokens": used.prompt_tokens,
        "completion_tokens": used.completion_tokens,
        "cached_tokens": used.cached_tokens,
        "seconds": round(used.seconds, 3),
        "cost": None if used.cost is None else number(used.cost),
    }


JUDGED = frozenset({"id", "type", "verdict", "start", "end", "findings", "proof"})
"""What a claim may carry that is not said by it: an earlier judgement is not read."""


def foreign_claims(data: Any, where: str) -> list[Claim]:
    """Read the claims of another tool or of an earlier row; `where` names the file in complaints.

    A claim with a `type` came from a schema: its further fields are carried along. Without one a field that
    is not known is a slip of the pen, and is refused.
    """
    if isinstance(data, dict) and "claims" in data:
        data = data["claims"]
    if not isinstance(data, list):
        raise UsageError(f'{where}: expected a list of claims, or an object with "claims"')
    return [_foreign(item, f"{where}: claim {number}") for number, item in enumerate(data, start=1)]


def _foreign(item: Any, where: str) -> Claim:
    if not isinstance(item, dict):
        raise UsageError(f"{where}: expected an object, got {type(item).__name__}")
    fields = {name: value for name, value in item.items() if name not in JUDGED}
    kind = _Typed if "type" in item else NumericClaim
    try:
        return kind.model_validate(fields)
    except ValidationError as errors:
        first = errors.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            known = ", ".join(NumericClaim.model_fields)
            raise UsageError(f"{where}: unknown field '{name}' (known: {known})") from None
        raise UsageError(f"{where}: field '{name}': {first['msg']}") from None


class _Typed(NumericClaim):
    model_config = ConfigDict(extra="allow")
