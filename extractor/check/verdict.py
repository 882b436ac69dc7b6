"""What a judgement is made of: verdict, findings, result."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractor.claims import Claim
    from extractor.numbers import Mention


class Verdict(StrEnum):
    """How a claim stands to its text."""

    SUPPORTED = "supported"
    DERIVED = "derived"
    MISMATCH = "mismatch"
    UNSUPPORTED = "unsupported"


SOUND = frozenset({Verdict.SUPPORTED, Verdict.DERIVED})
"""The verdicts of claims that the text bears out."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says of a claim, and the characters it speaks of; a note does not count against it."""

    rule: str
    message: str
    start: int | None = None
    end: int | None = None
    note: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """A claim, its verdict, the evidence `text[start:end]` and what the rules found.

    `proof` is the recomputed expression of a derived claim.
    """

    claim: Claim
    verdict: Verdict
    start: int | None
    end: int | None
    findings: tuple[Finding, ...]
    proof: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """The results in the order of the claims, the numbers of the text, and those that no claim uses."""

    results: tuple[Result, ...]
    mentions: tuple[Mention, ...]
    uncovered: tuple[Mention, ...]
