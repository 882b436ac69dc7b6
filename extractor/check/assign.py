"""Give each claim evidence of its own where several numbers fit it equally well."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def assign(fitting: Sequence[Sequence[int]]) -> list[int]:
    """Choose one of the fitting mention ids, of which each has some; as many different ones as can be.

    Augmenting paths (Kuhn's method), claims in order and ids as they are ordered; a claim that finds every
    one of its ids taken shares the first.
    """
    owner: dict[int, int] = {}
    chosen = [ids[0] for ids in fitting]
    for claim in range(len(fitting)):
        for holder, mention in _free(claim, fitting, owner):
            chosen[holder] = mention
            owner[mention] = holder
    return chosen


def _free(claim: int, fitting: Sequence[Sequence[int]], owner: dict[int, int]) -> list[tuple[int, int]]:
    """Return who takes which mention so that `claim` gets one and nobody loses his; [] when none is free."""
    came: dict[int, tuple[int, int] | None] = {claim: None}
    queue = deque([claim])
    while queue:
        holder = queue.popleft()
        for mention in fitting[holder]:
            other = owner.get(mention)
            if other is None:
                path: list[tuple[int, int]] = []
                step: tuple[int, int] | None = (holder, mention)
                while step is not None:
                    path.append(step)
                    step = came[step[0]]
                return path
            if other not in came:
                came[other] = (holder, mention)
                queue.append(other)
    return []
