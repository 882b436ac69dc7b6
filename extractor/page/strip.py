"""Draw a figure among the others of its quantity in a line of characters."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from extractor.compare.interval import interval

if TYPE_CHECKING:
    from collections.abc import Iterable

    from extractor.compare.quantity import Statement

STRIP = 18
"""Columns of a strip; the last one is for the tip of an open end."""

_OPEN = 3


def strip(statement: Statement, among: Iterable[Statement], sign: str) -> str:
    """Return a strip with *sign* where a number lies between zero and the largest *among* others.

    An interval is a bar between two signs, an open end a broken one with a tip.
    """
    known = [end for it in (*among, statement) for end in interval(it.claim) if end is not None]
    low, high = interval(statement.claim)
    if low is None and high is None:
        return ""
    least, most = min(Decimal(0), *known), max(Decimal(0), *known)
    first, last = (None if end is None else _column(end, least, most) for end in (low, high))
    line = [" "] * STRIP
    if first is not None and last is not None:
        line[first : last + 1] = "─" * (last + 1 - first)
    elif first is not None:
        line[first : first + _OPEN + 1] = "╌" * _OPEN + "▸"
    elif last is not None:
        begin = max(last - _OPEN, 0)
        line[begin:last] = ("◂" + "╌" * _OPEN)[: last - begin]
    for place in (first, last):
        if place is not None:
            line[place] = sign
    return "".join(line)[:STRIP].rstrip()


def _column(value: Decimal, least: Decimal, most: Decimal) -> int:
    return round((value - least) / (most - least) * (STRIP - 2)) if most > least else 0
