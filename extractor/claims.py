"""The classes that schemas subclass: a claim, and a claim about a number."""

from __future__ import annotations

from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from extractor.numbers import Bound


class Claim(BaseModel):
    """Something an article says, with the place that says it."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    quote: str | None = Field(None, description="The words of the article that state it, copied exactly.")
    attributed_to: str | None = Field(
        None, description="Who says it, in the article's words; null when the article says it in its own voice."
    )
    via: str | None = Field(None, description="The outlet or person that passes it on, if one is named.")
    when: str | None = Field(None, description="When it holds or happened, in the article's words.")
    where: str | None = Field(None, description="Where, in the article's words.")


class NumericClaim(Claim):
    """A claim about one number; `mention` or `quote` says which, the value follows from it."""

    mention: int | None = Field(None, description="The id of the number this claim is about.")
    subject: str | None = Field(None, description="What is counted or measured, in the article's words.")
    value: Decimal | None = Field(None, description="The number, when it is a single one.")
    low: Decimal | None = Field(None, description="The lower end, when the number is a range or open above.")
    high: Decimal | None = Field(None, description="The upper end, when the number is a range or open below.")
    unit: str | None = Field(None, description="Unit; empty for a plain count, percent, or a currency code.")
    bound: Bound | None = Field(None, description="The hedge that stands with the number.")
    derivation: str | None = Field(
        None, description="Only when the number is not stated: an expression over mention ids, such as #2 - #5."
    )
