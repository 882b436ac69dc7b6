"""The script of a fault server: what goes wrong, for which article, at which attempt. As JSON:

{"articles": {"FAULT-17": [{"fault": "rate_limited", "options": {"retry_after": "2"}, "times": 3},
                           {"fault": "malformed", "options": {"kind": "NaN"}}]},
 "storms": [{"options": {"status": 500}, "share": 0.3, "seed": 1, "begin": 5, "end": 60}],
 "latency": [0.5, 3], "rpm": 600, "tpm": 200000,
 "batches": [{"status": "expired", "polls": 3, "share": 0.5}]}
"""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from tests.faults.faults import FAULTS

if TYPE_CHECKING:
    from tests.faults.answers import Body


def _known(fault: str) -> str:
    if fault not in FAULTS:
        raise ValueError(f"no fault {fault!r} (known: {', '.join(sorted(FAULTS))})")
    return fault


FaultName = Annotated[str, AfterValidator(_known)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Step(_Part):
    """A fault with its options, for `times` attempts of an article; None is for ever."""

    fault: FaultName
    options: dict[str, Any] = {}
    times: int | None = Field(1, ge=1)


class Storm(_Part):
    """A fault that hits a `share` of all requests, from `begin` to `end` seconds after the first one."""

    fault: FaultName = "status"
    options: dict[str, Any] = {}
    share: float = Field(1.0, ge=0, le=1)
    seed: int = 0
    begin: float = 0.0
    end: float | None = None

    def hits(self, seconds: float, request: str, attempt: int) -> bool:
        """Whether it hits this attempt; the same seed hits the same attempts in any order."""
        if seconds < self.begin or (self.end is not None and seconds >= self.end):
            return False
        return self.share == 1 or random.Random(f"{self.seed} {request} {attempt}").random() < self.share


class Fate(_Part):
    """What becomes of a batch after `polls` looks at it.

    A batch that is `expired` or `cancelled` has answered a `share` of its lines. Every `failing`-th line
    fails, every `missing`-th is left out of the output, every `doubled`-th stands in it twice; 0 is none.
    `downloads_cut` downloads of its output break off half way.
    """

    status: str = Field("completed", pattern="^(completed|expired|cancelled|failed)$")
    polls: int = Field(1, ge=0)
    share: float = Field(0.5, ge=0, le=1)
    failing: int = 0
    missing: int = 0
    doubled: int = 0
    reordered: bool = False
    downloads_cut: int = 0


class Script(_Part):
    """Everything a fault server does on purpose; an empty one answers all requests right and at once.

    `marker` is the pattern of the word that names an article in its text, `articles` the steps for each.
    `latency` is the least and the most seconds before an answer. `rpm` and `tpm` are limits a minute,
    `window` seconds' worth of which may come at once; `context` is how many tokens a prompt may have.
    `batches` are the fates of the batches in the order they are made, the last one for all that follow.
    """

    marker: str = r"FAULT-\d+"
    articles: dict[str, tuple[Step, ...]] = {}
    storms: tuple[Storm, ...] = ()
    latency: tuple[float, float] = (0.0, 0.0)
    seed: int = 0
    rpm: float | None = None
    tpm: float | None = None
    window: float = 60.0
    context: int | None = None
    models: tuple[str, ...] = ("test",)
    batches: tuple[Fate, ...] = (Fate(),)

    def marked(self, body: Body) -> str | None:
        """Return the marker in what the user says; the examples of a prompt have none."""
        for message in reversed(body["messages"]):
            if message["role"] == "user" and (found := re.search(self.marker, str(message["content"]))):
                return found[0]
        return None

    def step(self, article: str | None, attempt: int) -> Step | None:
        """Return what an article's attempt (from 1) has coming; None when its steps are over."""
        for step in self.articles.get(article or "", ()):
            if step.times is None or attempt <= step.times:
                return step
            attempt -= step.times
        return None
