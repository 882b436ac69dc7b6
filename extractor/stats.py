"""What a store comes to, task by task: articles, verdicts, calls, seconds, money; in all and over time."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from extractor.check import Verdict
from extractor.row import number

if TYPE_CHECKING:
    from extractor.row import Row
    from extractor.store import Store

PERCENTS = (50, 90, 99)

HOURLY = timedelta(days=2)
"""What took no longer than this is told by the hour, else by the day."""

KINDS = (
    ("RateLimitError%", "rate limit"),
    ("InternalServerError%", "server error"),
    ("TimeoutError%", "no answer in time"),
    ("APIConnectionError%", "no connection"),
    ("APITimeoutError%", "no connection"),  # so the client calls a connection that is not made, or dropped
    ("%Unreadable%", "not a completion"),
    ("AuthenticationError%", "key refused"),
    ("PermissionDeniedError%", "key refused"),
    ("%Error 4__", "request refused"),
    ("% refused to answer:%", "model refused"),
    ("% was cut off before%", "answer cut off"),
    ("% returned %", "empty answer"),
)
"""How attempts fail: what the error that is kept of one is LIKE, and the word for it."""


@dataclass(slots=True)
class Figures:
    """What was done and spent, in all or in one period; `dollars` leaves out the `unpriced` calls."""

    done: int = 0
    failed: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    dollars: Decimal = Decimal(0)
    unpriced: int = 0

    def add(self, other: Figures) -> None:
        """Take in what another has."""
        for each in fields(self):
            mine, more = getattr(self, each.name), getattr(other, each.name)
            setattr(self, each.name, mine + more)

    @property
    def articles(self) -> int:
        """How many articles there are, failed ones too."""
        return self.done + self.failed

    @property
    def grounded(self) -> int:
        """How many claims are supported or derived."""
        return self.verdicts[Verdict.SUPPORTED] + self.verdicts[Verdict.DERIVED]

    @property
    def cost(self) -> Decimal | None:
        """The US dollars that are known to be spent: at least so many; None when no call has a price."""
        return None if self.unpriced and not self.dollars else self.dollars

    def each(self, among: int) -> Decimal | None:
        """Return the share of the cost that falls to one of so many articles or claims."""
        return None if self.cost is None or not among else self.cost / among


@dataclass(frozen=True, slots=True)
class TaskStats:
    """The figures of one task with one model; `seconds` are those of PERCENTS, `hours` go by UTC."""

    fingerprint: str
    task: str
    model: str
    ask: str
    hours: dict[str, Figures]
    failures: dict[str, int]
    asked_again: int
    seconds: tuple[float, ...] | None
    prices: tuple[str, ...]

    @property
    def total(self) -> Figures:
        """All that was done and spent."""
        return _sum(self.hours)[""]

    @property
    def period(self) -> str:
        """Whether to tell of it by the hour or by the day."""
        times = [_moment(hour) for hour in self.hours]
        return "hour" if max(times) - min(times) < HOURLY else "day"

    def over_time(self) -> dict[str, Figures]:
        """Return the figures of each hour or day in which something was done, oldest first."""
        return _sum(self.hours, len("2026-11-25T09" if self.period == "hour" else "2026-11-25"))

    def row(self) -> Row:
        """Return the JSON object of `extractor stats --json`."""
        total = self.total
        return {
            "task": self.task,
            "model": self.model,
            "ask": self.ask,
            "fingerprint": self.fingerprint,
            **_row(total),
            "tokens": {
                "prompt": total.prompt_tokens,
                "completion": total.completion_tokens,
                "cached": total.cached_tokens,
            },
            "failed_calls": self.failures,
            "asked_again": self.asked_again,
            "seconds": self.seconds and {f"p{p}": s for p, s in zip(PERCENTS, self.seconds, strict=True)},
            "usd_per_article": _money(total.each(total.articles)),
            "usd_per_supported_claim": _money(total.each(total.grounded)),
            "prices": list(self.prices),
            "period": self.period,
            "over_time": [{"from": at, **_row(figures)} for at, figures in self.over_time().items()],
        }


def stats(store: Store) -> list[TaskStats]:
    """Return the figures of every task that has some, oldest first."""
    hours: dict[str, dict[str, Figures]] = defaultdict(lambda: defaultdict(Figures))
    for fingerprint, hour, status, count in store.ended_by_hour():
        setattr(hours[fingerprint][hour], "done" if status == "ok" else "failed", count)
    for fingerprint, hour, verdict, count in store.verdicts_by_hour():
        hours[fingerprint][hour].verdicts[verdict] = count
    for row in store.spent_by_hour():
        found = hours[row.fingerprint][row.hour]
        found.calls, found.unpriced = row.calls, row.unpriced
        found.prompt_tokens, found.completion_tokens = row.prompt_tokens, row.completion_tokens
        found.cached_tokens = row.cached_tokens
        found.dollars = round(Decimal(row.dollars or 0), 9)
    failures: dict[str, dict[str, int]] = defaultdict(dict)
    for fingerprint, kind, count in sorted(store.failures(KINDS), key=lambda row: -row.number):
        failures[fingerprint][kind] = count
    prices: dict[str, list[str]] = defaultdict(list)
    for fingerprint, name, _ in store.price_lists():
        prices[fingerprint].append(name)
    again = {row.fingerprint: row.number for row in store.asked_again()}
    seconds: dict[str, tuple[float, ...]] = {row[0]: tuple(row[1:]) for row in store.seconds(PERCENTS)}
    return [
        TaskStats(
            key,
            name,
            model,
            ask,
            dict(sorted(hours[key].items())),
            failures[key],
            again.get(key, 0),
            seconds.get(key),
            tuple(prices[key]),
        )
        for key, name, model, ask in store.tasks()
        if key in hours
    ]


def periods(found: TaskStats) -> dict[str, Figures]:
    """Return the figures over time with the hours or days between in which nothing was done."""
    known = found.over_time()
    step = timedelta(**{f"{found.period}s": 1})
    at, last = (_moment(name) for name in (min(known), max(known)))
    every = {}
    while at <= last:
        name = at.isoformat()[: len(min(known))]
        every[name] = known.get(name, Figures())
        at += step
    return every


def _moment(name: str) -> datetime:
    return datetime.fromisoformat(f"{name}:00" if "T" in name else name)


def _sum(hours: dict[str, Figures], digits: int = 0) -> dict[str, Figures]:
    """Add up the figures of all hours whose names begin alike."""
    found: dict[str, Figures] = defaultdict(Figures)
    for hour, figures in hours.items():
        found[hour[:digits]].add(figures)
    return dict(found)


def _row(figures: Figures) -> Row:
    return {
        "articles": {"done": figures.done, "failed": figures.failed},
        "claims": {verdict.value: figures.verdicts[verdict] for verdict in Verdict},
        "calls": figures.calls,
        "usd": _money(figures.cost),
        "calls_of_unknown_cost": figures.unpriced,
    }


def _money(amount: Decimal | None) -> int | float | str | None:
    return None if amount is None else number(round(amount, 9))
