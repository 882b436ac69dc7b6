"""What a regression found: a case for each article and task, sums, scores, and the thresholds that decide."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from extractor.difference import Category, Line

if TYPE_CHECKING:

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


@dataclass(frozen=True, slots=True)
class Case:
    """One article with one task.

    `text` is the article's. A stale or a failed case has `reasons`, a line each, and no difference; a new one
    has nothing that was expected. `seconds` is what replaying it took.
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

    @property
    def name(self) -> str:
        return f"{self.task}/{self.article}"

    @property
    def lines(self) -> tuple[Line, ...]:
        """All that is said of it: the reasons, then what differs."""
        reasons = tuple(Line(Category(self.state), reason) for reason in self.reasons)
        return reasons + (self.difference.lines if self.difference else ())


@dataclass(frozen=True, slots=True)
class Threshold:
    """A limit of the project, and what was reached; both in words, such as `at least 0.90`."""

    name: str
    limit: str
    reached: str
    passed: bool


@dataclass(frozen=True, slots=True)
class Report:
    """All cases, in the order in which they are shown; `against` names what they were compared with."""

    cases: tuple[Case, ...]
    against: str
    scores: Scores | None = None
    thresholds: tuple[Threshold, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every case could be judged and every threshold holds."""
        judged = all(case.state not in (State.FAILED, State.STALE) for case in self.cases)
        return judged and all(threshold.passed for threshold in self.thresholds)
