"""Keep reviewers honest: articles read before their claims are shown, and errors put in to be noticed.

Both are chosen by hash, so that a reviewer meets the same ones after a restart and nothing has to be stored.
"""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import TYPE_CHECKING

from extractor.row import number

if TYPE_CHECKING:
    from extractor.row import Row


def chosen(what: str, name: str, reviewer: str, share: float) -> bool:
    """Whether an article or a claim is among the `share` of them that is chosen for a reviewer."""
    digest = hashlib.sha256(f"{what}\n{name}\n{reviewer}".encode()).digest()
    return int.from_bytes(digest[:8], "big") < share * 2**64


def planted(claim: Row, key: str) -> Row | None:
    """Return a supported claim with one digit of its number changed; None where there is no such digit.

    The evidence and the verdict stay as they are: who does not look at the text does not notice.
    """
    value = claim.get("value")
    if claim["verdict"] != "supported" or not isinstance(value, int) or value < 10:
        return None
    digits = str(value)
    seed = int(hashlib.sha256(key.encode()).hexdigest(), 16)
    place = seed % sum(digit != "0" for digit in digits)
    at = [index for index, digit in enumerate(digits) if digit != "0"][place]
    other = str((int(digits[at]) + seed // 7 % 8) % 9 + 1)
    if other == digits[at]:
        other = str(int(other) % 9 + 1)
    wrong = number(Decimal(digits[:at] + other + digits[at + 1 :]))
    return claim | {"value": wrong} | {end: wrong for end in ("low", "high") if claim.get(end) is not None}
