"""Requests go out as fast as a server takes them and no faster; in a storm one finds out for all."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import anyio
import pytest

from extractor.pace import BURST, STORM, Bucket, Pace

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


def seconds(work: Callable[[], Awaitable[object]]) -> float:
    """Return how long something takes."""

    async def measured() -> float:
        began = time.monotonic()
        await work()
        return time.monotonic() - began

    return anyio.run(measured)


def test_without_trouble_nothing_waits() -> None:
    async def work() -> None:
        pace = Pace()
        for _ in range(100):
            async with pace.turn(1000) as turn:
                turn.answered(900)

    assert seconds(work) < 0.2


def test_a_pause_that_a_server_asks_one_request_for_holds_for_all() -> None:
    async def work() -> None:
        pace = Pace()
        async with pace.turn(1) as turn:
            turn.busy(0.3)
        async with anyio.create_task_group() as group:
            for _ in range(5):
                group.start_soon(once, pace)

    assert 0.3 <= seconds(work) < 0.6


async def once(pace: Pace) -> None:
    async with pace.turn(1) as turn:
        turn.answered(1)


def test_those_who_were_out_together_double_the_pause_once() -> None:
    async def work() -> float:
        pace = Pace(pause=0.1)
        async with pace.turn(1) as one, pace.turn(1) as two, pace.turn(1) as three:
            for turn in (one, two, three):
                turn.busy(None)
        return pace.waiting

    assert anyio.run(work) <= 0.1 * 1.5


def test_an_answer_ends_the_doubling() -> None:
    async def work() -> tuple[float, float]:
        pace = Pace(pause=0.02)
        for _ in range(4):
            async with pace.turn(1) as turn:
                turn.busy(None)
        long = pace.waiting
        await once(pace)
        async with pace.turn(1) as turn:
            turn.busy(None)
        return long, pace.waiting

    long, short = anyio.run(work)
    assert 0.02 * 8 <= long <= 0.02 * 8.5
    assert 0 < short <= 0.02 * 1.5


def test_in_a_storm_requests_go_out_one_at_a_time_until_one_is_answered() -> None:
    async def work() -> tuple[int, bool]:
        pace = Pace(pause=0.01)
        for _ in range(STORM):
            async with pace.turn(1) as turn:
                turn.failed()
        assert pace.storm
        out = most = 0

        async def one(number: int) -> None:
            nonlocal out, most
            async with pace.turn(1) as turn:
                out += 1
                if pace.storm:
                    most = max(most, out)
                await anyio.sleep(0.01)
                out -= 1
                if number < 3:
                    turn.failed()
                else:
                    turn.answered(1)

        async with anyio.create_task_group() as group:
            for number in range(20):
                group.start_soon(one, number)
        return most, pace.storm

    assert anyio.run(work) == (1, False)


def test_patience_is_lost_when_no_answer_comes_for_long_and_found_again_by_one() -> None:
    now = 0.0
    pace = Pace(pause=1.0, clock=lambda: now)

    async def work() -> None:
        nonlocal now
        async with pace.turn(1) as turn:
            turn.failed()
        now = pace.patience
        assert not pace.lost_patience
        now += 1
        assert pace.lost_patience
        async with pace.turn(1) as turn:
            turn.answered(1)
        assert not pace.lost_patience

    anyio.run(work)


def test_to_wait_as_long_as_a_server_asks_costs_no_patience() -> None:
    now = 0.0
    pace = Pace(pause=1.0, longest=3600, clock=lambda: now)

    async def work() -> None:
        nonlocal now
        async with pace.turn(1) as turn:
            turn.busy(3600)
        now = 3601
        assert (pace.lost_patience, pace.waiting) == (False, 0)

    anyio.run(work)


@pytest.mark.parametrize(("amount", "times"), [(1, 40), (10, 4)])
def test_a_limit_a_minute_lets_out_as_much_as_it_says(amount: int, times: int) -> None:
    async def work() -> None:
        bucket = Bucket(60 * 100)
        for _ in range(times):
            await bucket.take(amount)

    assert 0.3 <= seconds(work) <= 0.6


def test_a_large_request_does_not_starve_behind_small_ones() -> None:
    done: list[str] = []

    async def work() -> None:
        bucket = Bucket(60 * 100)

        async def take(name: str, amount: int) -> None:
            await bucket.take(amount)
            done.append(name)

        async with anyio.create_task_group() as group:
            group.start_soon(take, "small", 1)
            group.start_soon(take, "large", 30)
            for _ in range(10):
                group.start_soon(take, "small", 1)

    anyio.run(work)
    assert done[:3] == ["small", "large", "small"]


def test_a_request_larger_than_the_burst_passes_and_leaves_a_debt() -> None:
    async def work() -> None:
        bucket = Bucket(60 * 10)
        await bucket.take(1)
        bucket.give_back(10 * BURST)
        began = time.monotonic()
        await bucket.take(10 * BURST + 5)
        assert time.monotonic() - began < 0.1
        await bucket.take(1)
        assert time.monotonic() - began >= 0.55

    anyio.run(work)


def test_what_was_not_used_goes_back() -> None:
    async def work() -> None:
        pace = Pace(tpm=60 * 1000)
        for _ in range(10):
            async with pace.turn(1000) as turn:
                turn.answered(10)

    assert seconds(work) < 2


def test_a_changed_limit_holds_from_then_on() -> None:
    async def work() -> None:
        pace = Pace(rpm=60, tpm=600_000)
        pace.limit(6000, None)
        for _ in range(11):
            await once(pace)

    assert 0.08 <= seconds(work) < 1


def test_one_may_bid_all_requests_to_wait() -> None:
    async def work() -> None:
        pace = Pace()
        pace.hold(0.3)
        await once(pace)

    assert 0.3 <= seconds(work) < 0.6
