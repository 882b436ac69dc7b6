"""What a regression found: a case for each article and task, sums, scores, and the thresholds that decide."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from extractor.difference import Category, Line
from extractor.row import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from extractor.difference import Difference
    from extractor.row import Row
    from extractor.score import Scores


class State(StrEnum):
    """What became of a case, the gravest first."""

    FAILED = "failed"
    STALE = "stale"
    CHANGED = "changed"
    NEW = "new"
    SAME = "same"


SAYS_WHY = {State.FAILED: Category.FAILED, State.STALE: Category.STALE, State.NEW: Category.NEW}
"""The category of the reasons of a case; there are none where the difference says all."""


@dataclass(frozen=True, slots=True)
class Case:
    """One article with one task; `text` is the article's, `seconds` what replaying it took.

    `was` is the text that was expected to be there; None where that is not known.

    Why it failed, is stale or is new stands in `reasons`, a line each; other cases have none. Only what was
    expected and found again has a `difference`.
    """

    task: str
    article: str
    text: str
    state: State
    expected: Row | None = None
    found: Row | None = None
    difference: Difference | None = None
    reasons: tuple[str, ...] = ()
    seconds: float = 0.0
    was: str | None = None

    @property
    def name(self) -> str:
        """Task and article, as a cassette is named."""
        return f"{self.task}/{self.article}"

    @property
    def lines(self) -> tuple[Line, ...]:
        """All that is said of it: the reasons, then what differs."""
        reasons = tuple(Line(SAYS_WHY[self.state], reason) for reason in self.reasons)
        return reasons + (self.difference.lines if self.difference else ())

    def row(self) -> Row:
        """Return it as JSON, without the text and without what did not change."""
        row: Row = {"task": self.task, "article": self.article, "state": self.state.value}
        row["seconds"] = round(self.seconds, 3)
        row["lines"] = [asdict(line) for line in self.lines]
        if self.difference is None or self.expected is None or self.found is None:
            return row
        sides = ("lost", self.expected["claims"]), ("gained", self.found["claims"])
        claims = {name: [rows[at] for at in getattr(self.difference, name)] for name, rows in sides}
        return row | self.difference.row() | claims


@dataclass(frozen=True, slots=True)
class Threshold:
    """A limit of the project, and what was reached; both in words, such as `at least 0.90`."""

    name: str
    limit: str
    reached: str
    passed: bool


@dataclass(frozen=True, slots=True)
class Missed:
    """A claim of a case that was made false and that the check accepts; claims in words."""

    case: str
    change: str
    original: str
    false: str


@dataclass(frozen=True, slots=True)
class Mutation:
    """How many claims were made false, and those that were not noticed."""

    made: int
    missed: tuple[Missed, ...]

    @property
    def score(self) -> float | None:
        """The share that was noticed; None when there was none."""
        return 1 - len(self.missed) / self.made if self.made else None


@dataclass(frozen=True, slots=True)
class Sums:
    """What the cases come to.

    `expected` and `found` count claims where both are known; `changed` are claims of which anything differs,
    and those may count among `numbers` (that moved), `verdicts` and `evidence` (that moved), too.
    """

    states: Mapping[State, int]
    expected: int
    found: int
    lost: int
    gained: int
    changed: int
    numbers: int
    verdicts: int
    evidence: int
    uncovered_lost: int
    uncovered_gained: int
    errors: int
    usage: Mapping[str, tuple[Decimal, Decimal]]


@dataclass(frozen=True, slots=True)
class Report:
    """All cases, in the order in which they are shown; `against` names what they were compared with."""

    cases: tuple[Case, ...]
    against: str
    scores: Scores | None = None
    thresholds: tuple[Threshold, ...] = ()
    mutation: Mutation | None = None

    @property
    def passed(self) -> bool:
        """Whether every case could be judged and every threshold holds."""
        judged = all(case.state not in (State.FAILED, State.STALE) for case in self.cases)
        return judged and all(threshold.passed for threshold in self.thresholds)

    def sums(self) -> Sums:
        """Add the cases up."""
        found = [case.difference for case in self.cases if case.difference is not None]
        pairs = [pair for each in found for pair in each.pairs]
        lost, gained = sum(len(each.lost) for each in found), sum(len(each.gained) for each in found)
        usage: dict[str, tuple[Decimal, Decimal]] = {}
        for each in found:
            for name, (old, new) in each.usage.items():
                before, after = usage.get(name, (Decimal(0), Decimal(0)))
                usage[name] = before + old, after + new
        states = Counter(case.state for case in self.cases)
        return Sums(
            states={state: states[state] for state in State},
            expected=len(pairs) + lost,
            found=len(pairs) + gained,
            lost=lost,
            gained=gained,
            changed=sum(bool(pair.fields) for pair in pairs),
            numbers=sum(pair.number for pair in pairs),
            verdicts=sum("verdict" in pair.fields for pair in pairs),
            evidence=sum(pair.moved for pair in pairs),
            uncovered_lost=sum(len(each.uncovered_lost) for each in found),
            uncovered_gained=sum(len(each.uncovered_gained) for each in found),
            errors=sum(each.error is not None for each in found),
            usage=usage,
        )

    def row(self) -> Row:
        """Return the report as JSON."""
        row: Row = {
            "against": self.against,
            "passed": self.passed,
            "sums": asdict(self.sums()),
            "thresholds": [asdict(threshold) for threshold in self.thresholds],
            "mutation": None if self.mutation is None else asdict(self.mutation),
            "scores": None if self.scores is None else self.scores.row(),
            "cases": [case.row() for case in self.cases],
        }
        written: Row = plain(row)
        return written
