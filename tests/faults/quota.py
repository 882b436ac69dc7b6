"""Requests and tokens per minute: buckets that fill at an even rate."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass
class _Bucket:
    per_minute: float
    held: float = field(init=False)
    _at: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.held = self.per_minute

    def missing(self, amount: float) -> float:
        """Return the seconds until `amount` is there; what is more than a minute's worth never is."""
        now = time.monotonic()
        self.held = min(self.per_minute, self.held + (now - self._at) * self.per_minute / 60)
        self._at = now
        return max(0.0, (amount - self.held) * 60 / self.per_minute)


class Quota:
    """What an account may ask; a request that is refused takes nothing of it."""

    def __init__(self, rpm: float | None = None, tpm: float | None = None) -> None:
        self._requests, self._tokens = (None if limit is None else _Bucket(limit) for limit in (rpm, tpm))

    def take(self, tokens: int) -> float:
        """Take one request and its tokens; return 0, or take nothing and return the seconds to wait."""
        amounts = [(bucket, n) for bucket, n in ((self._requests, 1), (self._tokens, tokens)) if bucket]
        wait = max((bucket.missing(amount) for bucket, amount in amounts), default=0.0)
        if not wait:
            for bucket, amount in amounts:
                bucket.held -= amount
        return wait
