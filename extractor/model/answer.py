"""What answers are and what they took."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from pydantic import BaseModel

T = TypeVar("T", bound="BaseModel")


@dataclass(frozen=True, slots=True)
class Usage:
    """What answers took: every request sent, the tokens of all of them, seconds by the clock.

    `cost` is None when it is not known; no calls cost nothing.
    """

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    seconds: float = 0.0
    cost: Decimal | None = Decimal(0)

    def __add__(self, other: Usage) -> Usage:
        """Return both together; the cost is known only when both costs are."""
        cost = None if self.cost is None or other.cost is None else self.cost + other.cost
        return Usage(
            self.calls + other.calls,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.cached_tokens + other.cached_tokens,
            self.seconds + other.seconds,
            cost,
        )


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request that was sent and what came of it: what the model said, or why nothing can be made of it.

    `model` and `tier` are what the server says it used.
    """

    raw: str
    usage: Usage
    error: str | None = None
    model: str | None = None
    tier: str | None = None


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """An answer of the class that was asked for; `raw` is its text as the model wrote it."""

    value: T
    usage: Usage
    raw: str
