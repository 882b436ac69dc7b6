"""Rows as a run writes them, of a text of our own: the claims are judged by the checker itself."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from extractor.article import article
from extractor.check import check
from extractor.claims import NumericClaim
from extractor.extract import Extraction
from extractor.model import Usage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractor.row import Row

TEXT = (
    "Storm kills at least 31 in Vardo\n\n"
    "At least 31 people were killed and 1,200 people left their homes, the harbour office said.\n"
    "The mayor spoke of 47 dead. Prices moved by -4.7 percent, and 5 bridges are closed for 9 days."
)


class Told(NumericClaim):
    """A claim of any type."""

    type: str


def claim(type_: str, mention: int, **fields: Any) -> Told:
    return Told(type=type_, mention=mention, **fields)


CLAIMS = (
    claim("killed", 1, low=31, unit="", bound="at_least", subject=None),
    claim("killed", 2, low=31, unit="", bound="at_least", subject="people", attributed_to="harbour office"),
    claim(
        "displaced", 3, value=1200, unit="", bound="exact", subject="people", attributed_to="harbour office"
    ),
    claim("killed", 4, value=47, unit="", bound="exact", subject="dead", attributed_to="mayor"),
    claim("change", 5, value=Decimal("-4.7"), unit="percent", bound="exact", subject="prices"),
    claim("closed", 6, value=5, unit="", bound="exact", subject="bridges"),
)
"""About all numbers of TEXT but the last, which no claim uses."""


def row(claims: Sequence[Told] = CLAIMS, text: str = TEXT, name: str = "storm") -> Row:
    """Return the row of a text whose claims were judged."""
    usage = Usage(calls=6, prompt_tokens=600, completion_tokens=60, seconds=3.0, cost=Decimal("0.06"))
    made = Extraction(article(text), "figures", "tiny", check(text, claims), usage).row()
    made["article"]["id"] = name
    return copy.deepcopy(made)
