"""Say when the next request may go out: pauses a server asks for, limits per minute, storms of failures.

One Pace serves all the requests to an endpoint, so that what one of them learns holds for the others.
"""

from __future__ import annotations

import random
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import anyio

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

STORM = 8
"""Failures in a row, without an answer between them, from which on one request at a time finds out more."""

LONGEST_BACKOFF = 60.0
LONGEST_PROBE = 5.0  # pauses between two probes of a storm: it is over as soon as one is answered
BURST = 5.0  # seconds' worth of a limit that may go out at once


class Pace:
    """When requests may go out.

    `pause` is the first wait in seconds after a server is busy or failing; it doubles while nothing better
    comes, and after some 500 times as long without an answer the pace has `lost_patience`. `rpm` and `tpm`
    are limits of requests and tokens a minute; `longest` is how many seconds a server may ask to wait.
    """

    def __init__(
        self,
        *,
        pause: float = 1.0,
        longest: float = 120.0,
        rpm: float | None = None,
        tpm: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.pause, self.longest = pause, longest
        self.patience = 512 * pause
        self.answered = False
        self._clock = clock
        self._requests = None if rpm is None else Bucket(rpm, clock)
        self._tokens = None if tpm is None else Bucket(tpm, clock)
        self._resumes = 0.0
        self._doublings = 0
        self._failures = 0
        self._trouble: float | None = None
        self._resting: list[object] = []
        self._probing = anyio.Lock()

    @property
    def storm(self) -> bool:
        """Whether so many requests failed in a row that it is the server and not the request."""
        return self._failures >= STORM

    @property
    def lost_patience(self) -> bool:
        """Whether no answer has come for so long, pauses the server asked for aside, that waiting is vain."""
        return self._trouble is not None and self._clock() - self._trouble > self.patience

    @property
    def waiting(self) -> float:
        """Seconds until requests go out again; 0 when they may."""
        return max(0.0, self._resumes - self._clock())

    @asynccontextmanager
    async def turn(self, tokens: int) -> AsyncIterator[Turn]:
        """Wait until a request of about so many tokens may go out; in a storm it goes alone."""
        if self._requests:
            await self._requests.take(1)
        if self._tokens:
            await self._tokens.take(tokens)
        alone = await self._admitted()
        try:
            yield Turn(self, self._clock(), tokens)
        finally:
            if alone:
                self._probing.release()

    async def _admitted(self) -> bool:
        """Wait for the end of a pause; return whether this request is the one that finds out more."""
        while True:
            await self._rest()
            if not self.storm:
                return False
            await self._probing.acquire()
            if self.storm and not self.waiting:
                return True
            self._probing.release()

    async def _rest(self) -> None:
        """Sit out a pause; those who waited for its end go out evenly over as long as a first pause is."""
        if not self.waiting:
            return
        me = object()
        self._resting.append(me)
        try:
            while self.waiting:
                await anyio.sleep(self.waiting)
                await anyio.sleep(self.pause * self._resting.index(me) / len(self._resting))
        finally:
            self._resting.remove(me)

    def limit(self, rpm: float | None, tpm: float | None) -> None:
        """Change limits that there are."""
        for bucket, per_minute in ((self._requests, rpm), (self._tokens, tpm)):
            if bucket and per_minute:
                bucket.limit(per_minute)

    def backoff(self, doublings: int) -> float:
        """Return the seconds to wait after so many failures; those who failed together part."""
        return min(self.pause * 2.0**doublings, LONGEST_BACKOFF) + random.uniform(0, self.pause / 2)

    def hold(self, seconds: float) -> None:
        """Let nothing out for so many seconds."""
        self._resumes = max(self._resumes, self._clock() + seconds)

    def _back_off(self, began: float, most: float = LONGEST_BACKOFF) -> None:
        """Wait longer each time, but once for all the requests that were out when the last wait began."""
        if began >= self._resumes:
            self.hold(min(self.backoff(self._doublings), most))
            self._doublings += 1


class Turn:
    """A request that is out; told what came of it."""

    def __init__(self, pace: Pace, began: float, tokens: int) -> None:
        self._pace, self._began, self._tokens = pace, began, tokens

    def answered(self, tokens: int | None) -> None:
        """The server did its work, with so many tokens in and out if it says how many."""
        pace = self._pace
        pace.answered = True
        pace._failures = pace._doublings = 0
        pace._trouble = None
        if pace._tokens and tokens is not None:
            pace._tokens.give_back(self._tokens - tokens)

    def busy(self, seconds: float | None) -> None:
        """The server wants fewer requests (429), and none for so many seconds."""
        pace = self._pace
        self._give_back()
        if seconds is None:
            pace._trouble = pace._trouble or pace._clock()
            pace._back_off(self._began)
        else:  # to wait as long as one is asked to is no trouble
            pace.hold(seconds)
            pace._trouble = max(pace._trouble or 0.0, pace._resumes)

    def failed(self, seconds: float | None = None) -> None:
        """Something went wrong that may pass in so many seconds: no connection, an error of the server."""
        pace = self._pace
        self._give_back()
        if seconds is not None:
            pace.hold(seconds)
        pace._trouble = pace._trouble or pace._clock()
        pace._failures += 1
        if pace.storm:
            pace._back_off(self._began, LONGEST_PROBE * pace.pause)

    def _give_back(self) -> None:
        if self._pace._tokens:
            self._pace._tokens.give_back(self._tokens)


class Bucket:
    """A limit a minute, first come, first served; a large request does not starve behind small ones."""

    def __init__(self, per_minute: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = per_minute / 60
        self._most = self._rate * BURST
        self._clock = clock
        self._level, self._at = min(1.0, self._most), clock()
        self._line = anyio.Lock()

    def limit(self, per_minute: float) -> None:
        """Change the limit from now on."""
        self._level = self._filled()
        self._rate = per_minute / 60
        self._most = self._rate * BURST

    async def take(self, amount: float) -> None:
        """Wait until there is room for an amount; one larger than the burst leaves a debt behind."""
        async with self._line:
            while (missing := min(amount, self._most) - self._filled()) > 1e-9:
                await anyio.sleep(missing / self._rate)
            self._level -= amount

    def give_back(self, amount: float) -> None:
        """Return what was not used; a negative amount was used beyond what was taken."""
        self._level = min(self._most, self._filled() + amount)

    def _filled(self) -> float:
        now = self._clock()
        self._level = min(self._most, self._level + (now - self._at) * self._rate)
        self._at = now
        return self._level
