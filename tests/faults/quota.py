"""Requests and tokens per minute: buckets that fill at an even rate."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass
class _Bucket:
    per_minute: float
    window: float
    held: float = field(init=False)
    _at: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.most = self.held = self.per_minute * self.window / 60

    def missing(self, amount: float) -> float:
        """Return the seconds until `amount` is there; what is more than a window's worth never is."""
        now = time.monotonic()
        self.held = min(self.most, self.held + (now - self._at) * self.per_minute / 60)
        self._at = now
        return max(0.0, (amount - self.held) * 60 / self.per_minute)


class Quota:
    """What an account may ask, `window` seconds' worth at once; what is refused takes nothing of it."""

    def __init__(self, rpm: float | None = None, tpm: float | None = None, window: float = 60.0) -> None:
        limits = (None if limit is None else _Bucket(limit, window) for limit in (rpm, tpm))
        self._requests, self._tokens = limits

    def take(self, tokens: int) -> float:
        """Take one request and its tokens; return 0, or take nothing and return the seconds to wait."""
        amounts = [(bucket, n) for bucket, n in ((self._requests, 1), (self._tokens, tokens)) if bucket]
        wait = max((bucket.missing(amount) for bucket, amount in amounts), default=0.0)
        if not wait:
            for bucket, amount in amounts:
                bucket.held -= amount
        return wait
