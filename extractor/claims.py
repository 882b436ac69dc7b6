"""The classes that schemas subclass: a claim, and a claim about a number."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, field_validator

from extractor.numbers import Bound, Role, scan

LARGEST_EXPONENT = 100_000
"""Places of a number that a claim may state; nothing is reckoned with larger ones in any bearable time."""


class Claim(BaseModel):
    """Something an article says, with the place that says it."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    quote: str | None = Field(
        default=None, description="The words of the article that state it, copied exactly."
    )
    attributed_to: str | None = Field(
        default=None,
        description="Who says it, in the article's words; null when the article says it in its own voice.",
    )
    via: str | None = Field(
        default=None, description="The outlet or person that passes it on, if one is named."
    )
    when: str | None = Field(default=None, description="When it holds or happened, in the article's words.")
    where: str | None = Field(default=None, description="Where, in the article's words.")


class NumericClaim(Claim):
    """A claim about one number; `mention` or `quote` says which, the value follows from it.

    Three class variables narrow the types a small model may choose from; an empty one takes everything.
    `measures`: dimensions of the number (count, share, money, time, area, measure). `counts`: classes of the
    noun (people, places, things). `cues`: beginnings of words, of which one must stand near the number.
    """

    measures: ClassVar[tuple[str, ...]] = ()
    counts: ClassVar[tuple[str, ...]] = ()
    cues: ClassVar[tuple[str, ...]] = ()

    mention: int | None = Field(default=None, description="The id of the number this claim is about.")
    subject: str | None = Field(
        default=None, description="What is counted or measured, in the article's words."
    )
    value: Decimal | None = Field(default=None, description="The number, when it is a single one.")
    low: Decimal | None = Field(
        default=None, description="The lower end, when the number is a range or open above."
    )
    high: Decimal | None = Field(
        default=None, description="The upper end, when the number is a range or open below."
    )
    unit: str | None = Field(
        default=None, description="Unit; empty for a plain count, percent, or a currency code."
    )
    bound: Bound | None = Field(default=None, description="The hedge that stands with the number.")
    derivation: str | None = Field(
        default=None,
        description="Only when the number is not stated: an expression over mention ids, such as #2 - #5.",
    )

    @field_validator("value", "low", "high", mode="before")
    @classmethod
    def _as_written(cls, stated: Any) -> Any:
        return as_written(stated)

    @field_validator("value", "low", "high")
    @classmethod
    def _of_a_size_to_reckon_with(cls, stated: Decimal | None) -> Decimal | None:
        if stated is not None and stated.is_finite() and abs(stated.adjusted()) > LARGEST_EXPONENT:
            raise ValueError(f"more than {LARGEST_EXPONENT:,} places before or after the point")
        return stated


def as_written(stated: Any) -> Any:
    """Read a number as people write it ("5,000", "5k", "five thousand"); the rest is pydantic's."""
    if not isinstance(stated, str):
        return stated
    found = scan(stated.strip())
    whole = len(found) == 1 and found[0].role is Role.QUANTITY and found[0].text == stated.strip()
    plain = whole and found[0].unit == "" and found[0].low == found[0].high
    return found[0].low if plain else stated
