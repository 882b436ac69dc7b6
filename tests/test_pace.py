"""Requests go out as fast as a server takes them and no faster; in a storm one finds out for all."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

import anyio
import pytest

from extractor.pace import BURST, STORM, Bucket, Pace

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

Result = TypeVar("Result")


class Loop(asyncio.SelectorEventLoop):
    """An event loop of which the clock jumps to the next moment at which something is to happen."""

    now = 0.0

    def time(self) -> float:
        return self.now

    def _run_once(self) -> None:
        if not self._ready and self._scheduled:  # type: ignore[attr-defined]
            self.now = max(self.now, self._scheduled[0].when())  # type: ignore[attr-defined]
        super()._run_once()  # type: ignore[misc]


def run(work: Callable[[], Awaitable[Result]]) -> Result:
    """Run to the end, by the clock of such a loop."""
    return anyio.run(work, backend_options={"loop_factory": Loop})


def clock() -> float:
    return asyncio.get_running_loop().time()


def pace(**options: float) -> Pace:
    """A pace that goes by the clock of the loop."""
    return Pace(clock=clock, **options)


def seconds(work: Callable[[], Awaitable[object]]) -> float:
    """Return how long something takes."""

    async def measured() -> float:
        await work()
        return clock()

    return run(measured)


def test_without_trouble_nothing_waits() -> None:
    async def work() -> None:
        free = pace()
        for _ in range(100):
            async with free.turn(1000) as turn:
                turn.answered(900)

    assert seconds(work) == 0


def test_a_pause_that_a_server_asks_one_request_for_holds_for_all_who_then_go_out_evenly() -> None:
    async def work() -> list[float]:
        asked, went = pace(pause=1.0), list[float]()

        async def one() -> None:
            async with asked.turn(1) as turn:
                went.append(clock())
                turn.answered(1)

        async with asked.turn(1) as turn:
            turn.busy(30)
        async with anyio.create_task_group() as group:
            for _ in range(10):
                group.start_soon(one)
        await one()
        return went

    assert run(work) == pytest.approx([*(30 + n / 10 for n in range(10)), 30.9])


def test_a_pause_that_begins_while_they_go_out_holds_those_who_have_not() -> None:
    async def work() -> list[float]:
        asked, went = pace(pause=1.0), list[float]()

        async def one() -> None:
            async with asked.turn(1) as turn:
                went.append(clock())
                if len(went) == 2:
                    turn.busy(20)

        asked.hold(10)
        async with anyio.create_task_group() as group:
            for _ in range(4):
                group.start_soon(one)
        return went

    assert run(work) == pytest.approx([10, 10.25, 30.25, 30.75])


async def once(asked: Pace) -> None:
    async with asked.turn(1) as turn:
        turn.answered(1)


def test_those_who_were_out_together_double_the_pause_once() -> None:
    async def work() -> float:
        asked = pace(pause=0.1)
        async with asked.turn(1) as one, asked.turn(1) as two, asked.turn(1) as three:
            for turn in (one, two, three):
                turn.busy(None)
        return asked.waiting

    assert run(work) <= 0.1 * 1.5


def test_an_answer_ends_the_doubling() -> None:
    async def work() -> tuple[float, float]:
        asked = pace(pause=0.02)
        for _ in range(4):
            async with asked.turn(1) as turn:
                turn.busy(None)
        long = asked.waiting
        await once(asked)
        async with asked.turn(1) as turn:
            turn.busy(None)
        return long, asked.waiting

    long, short = run(work)
    assert 0.02 * 8 <= long <= 0.02 * 8.5
    assert 0.02 <= short <= 0.02 * 1.5


def test_in_a_storm_requests_go_out_one_at_a_time_until_one_is_answered() -> None:
    async def work() -> tuple[int, bool]:
        stormy = pace(pause=0.01)
        for _ in range(STORM):
            async with stormy.turn(1) as turn:
                turn.failed()
        assert stormy.storm
        out = most = 0

        async def one(number: int) -> None:
            nonlocal out, most
            async with stormy.turn(1) as turn:
                out += 1
                if stormy.storm:
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
        return most, stormy.storm

    assert run(work) == (1, False)


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
        bucket = Bucket(60 * 100, clock)
        for _ in range(times):
            await bucket.take(amount)

    assert seconds(work) == pytest.approx(0.39)


def test_a_large_request_does_not_starve_behind_small_ones() -> None:
    done: list[str] = []

    async def work() -> None:
        bucket = Bucket(60 * 100, clock)

        async def take(name: str, amount: int) -> None:
            await bucket.take(amount)
            done.append(name)

        async with anyio.create_task_group() as group:
            group.start_soon(take, "small", 1)
            group.start_soon(take, "large", 30)
            for _ in range(10):
                group.start_soon(take, "small", 1)

    run(work)
    assert done[:3] == ["small", "large", "small"]


def test_a_request_larger_than_the_burst_passes_and_leaves_a_debt() -> None:
    async def work() -> None:
        bucket = Bucket(60 * 10, clock)
        await bucket.take(1)
        bucket.give_back(10 * BURST)
        await bucket.take(10 * BURST + 5)
        assert clock() == 0
        await bucket.take(1)
        assert clock() == pytest.approx(0.6)

    run(work)


def test_what_was_not_used_goes_back() -> None:
    async def work() -> None:
        limited = pace(tpm=60 * 1000)
        for _ in range(10):
            async with limited.turn(1000) as turn:
                turn.answered(10)

    assert seconds(work) == pytest.approx(0.999 + 9 * 0.01)


def test_a_changed_limit_holds_from_then_on() -> None:
    async def work() -> None:
        limited = pace(rpm=60, tpm=600_000)
        limited.limit(6000, None)
        for _ in range(11):
            await once(limited)

    assert seconds(work) == pytest.approx(0.1)


def test_one_may_bid_all_requests_to_wait() -> None:
    async def work() -> None:
        held = pace()
        held.hold(0.3)
        await once(held)

    assert seconds(work) == pytest.approx(0.3)
