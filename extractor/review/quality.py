"""How reviewing goes: who decided what, where the model is right, how far reviewers agree and look."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import krippendorff

from extractor.decisions import DECISIVE, SETTLED, STATES, Action
from extractor.page.plot import Series, plot
from extractor.page.words import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from extractor.decisions import Decision

COLUMNS = (*DECISIVE, "created", "ignored", "skipped", "flagged", SETTLED)


@dataclass(slots=True)
class Quality:
    """Counts of states: of every reviewer; of every verdict, type and rule of the claims; of every day (UTC).

    `attention` has, by reviewer, how many planted errors were noticed and how many were shown; `rated` the
    state each reviewer gave each claim, and `outcomes` what it came to for them; `settled` are those that
    somebody decided between reviewers on; `blind` counts claims that
    were made before the model's were seen.
    """

    reviewers: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    verdicts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    types: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    rules: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    days: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    attention: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    rated: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    outcomes: dict[str, set[str | None]] = field(default_factory=lambda: defaultdict(set))
    settled: set[str] = field(default_factory=set)
    blind: int = 0

    @property
    def shared(self) -> dict[str, dict[str, str]]:
        """The claims that two reviewers or more came to an end with."""
        return {claim: states for claim, states in self.rated.items() if len(states) > 1}

    @property
    def agreed(self) -> int:
        """How many of those all came to the same end with, corrections included."""
        return sum(len(self.outcomes[claim]) == 1 for claim in self.shared)

    @property
    def differing(self) -> set[str]:
        """Those of them that nobody has decided between reviewers on."""
        return {claim for claim in self.shared if len(self.outcomes[claim]) > 1} - self.settled

    @property
    def alpha(self) -> float | None:
        """Krippendorff's alpha of accepted, corrected and rejected; None where nothing can be told.

        1 is perfect agreement, 0 what chance gives.
        """
        counts = [
            [list(states.values()).count(state) for state in DECISIVE] for states in self.shared.values()
        ]
        if sum(any(row[place] for row in counts) for place in range(len(DECISIVE))) < 2:
            return None
        return float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))


def quality(holding: Iterable[Decision], planted: Iterable[Decision]) -> Quality:
    """Count decisions that hold, and those on planted errors."""
    found = Quality()
    for it in holding:
        state = STATES[it.action]
        if it.adjudicates:
            found.reviewers[it.reviewer][SETTLED] += 1
            found.settled.add(it.claim)
            continue
        if it.action is Action.REVEAL:
            continue
        found.reviewers[it.reviewer][state] += 1
        found.days[it.at[:10]][state] += 1
        found.blind += it.action is Action.CREATE and not it.assisted
        if state not in DECISIVE or it.before is None:
            continue
        found.rated[it.claim][it.reviewer] = state
        found.outcomes[it.claim].add(it.outcome)
        found.verdicts[it.before["verdict"]][state] += 1
        found.types[it.before.get("type") or ""][state] += 1
        for rule in {one["rule"] for one in it.before["findings"]}:
            found.rules[rule][state] += 1
    for it in planted:
        shown = found.attention[it.reviewer]
        shown[0] += it.action is not Action.ACCEPT
        shown[1] += 1
    return found


def model(found: Quality) -> dict[str, Any]:
    """Return what the page of progress shows."""
    return {
        "columns": COLUMNS,
        "reviewers": _rows(found.reviewers, COLUMNS),
        "by": {
            "verdict": _shares(found.verdicts),
            "type": _shares(found.types),
            "rule": _shares(found.rules),
        },
        "plot": _over_time(found.days) if found.days else None,
        "shared": len(found.shared),
        "agreed": found.agreed,
        "settled": len(found.settled),
        "differing": len(found.differing),
        "alpha": None if found.alpha is None else f"{found.alpha:.2f}",
        "attention": {clean(name): shown for name, shown in sorted(found.attention.items())},
        "blind": found.blind,
    }


def _rows(counts: Mapping[str, Counter[str]], columns: Iterable[str]) -> list[tuple[str, list[int]]]:
    return [(clean(name), [counts[name][column] for column in columns]) for name in sorted(counts)]


def _shares(counts: Mapping[str, Counter[str]]) -> list[tuple[str, list[int], int]]:
    """Return for each name its counts, and how many in a hundred were accepted as they were."""
    return [
        (name.replace("_", " "), row, round(100 * row[0] / sum(row))) for name, row in _rows(counts, DECISIVE)
    ]


def _over_time(days: Mapping[str, Counter[str]]) -> dict[str, Any]:
    day, last = (date.fromisoformat(name) for name in (min(days), max(days)))
    names = []
    while day <= last:
        names.append(day.isoformat())
        day += timedelta(days=1)
    none = Counter[str]()
    series = [Series(state, [days.get(name, none)[state] for name in names]) for state in DECISIVE]
    return plot("decisions", names, series, lambda count: f"{count:,}")
