"""Compare models on the same articles: how good each is by gold, what it takes, and what chance explains."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from extractor.check import SOUND
from extractor.errors import CassetteError
from extractor.recordings import Replayer
from extractor.regress import gold
from extractor.score import paired, score

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from extractor.project import Project
    from extractor.recordings import Recording
    from extractor.row import Row
    from extractor.score import Key, Paired, Scores


@dataclass(frozen=True, slots=True)
class Entry:
    """One model on the articles of a contest; seconds and cost are None when they are not known of each."""

    model: str
    scores: Scores
    claims: int
    standing: int
    calls: int
    tokens: int
    seconds: float | None
    cost: float | None


@dataclass(frozen=True, slots=True)
class Contest:
    """Models on the same articles; `left_out` are those that not every model has answered."""

    entries: tuple[Entry, ...]
    articles: tuple[str, ...]
    left_out: tuple[str, ...]
    paired: Mapping[tuple[str, str], Mapping[Key, Paired]]

    def row(self) -> Row:
        """Return the contest as JSON."""
        return {
            "articles": list(self.articles),
            "left_out": list(self.left_out),
            "models": [asdict(it) | {"scores": it.scores.row()} for it in self.entries],
            "paired": [
                {"models": list(models), "scored": list(key)} | asdict(each)
                for models, keys in self.paired.items()
                for key, each in keys.items()
            ],
        }


def of_model(recording: Recording, model: str) -> Recording:
    """Return the recording of a model's answers: the project's own when it is that model's."""
    own = recording.path.exists() and recording.cassette().origin.model == model
    return recording if own else replace(recording, model=model)


def contest(project: Project, recordings: Sequence[Recording], models: Sequence[str]) -> Contest:
    """Replay what models answered and compare them; articles without gold are left out.

    Raises CassetteError when there is no article that has gold and that all have answered, or an answer is
    stale. What a model answered before is no gold: it would be nearest to itself.
    """
    results: dict[str, list[tuple[Row, Row]]] = {model: [] for model in models}
    articles, left_out = [], []
    replayer = Replayer(project)
    for recording in recordings:
        name = f"{recording.task}/{recording.name}"
        answered = [of_model(recording, model) for model in models]
        if not recording.gold.exists() or not all(it.path.exists() for it in answered):
            left_out.append(name)
            continue
        articles.append(name)
        text = recording.article().text
        for model, it in zip(models, answered, strict=True):
            row = _row(replayer, it)
            results[model].append((gold(recording, row, text), row))
    if not articles:
        raise CassetteError(
            f"no article has gold and answers of {' and '.join(models)}: --live asks for answers, "
            "--gold takes what reviewers said"
        )
    entries = [_entry(model, pairs) for model, pairs in results.items()]
    compared = {
        (one.model, other.model): paired(one.scores, other.scores) for one, other in combinations(entries, 2)
    }
    return Contest(tuple(entries), tuple(articles), tuple(left_out), compared)


def _row(replayer: Replayer, recording: Recording) -> Row:
    replayed = replayer.replay(recording)
    if replayed.stale:
        reasons = "; ".join(change.what for change in replayed.stale)
        raise CassetteError(f"{recording.path} is stale: {reasons}; record it anew")
    return replayed.row


def _entry(model: str, pairs: Sequence[tuple[Row, Row]]) -> Entry:
    claims = [claim for _, row in pairs for claim in row["claims"]]
    used = [row["usage"] for _, row in pairs]
    return Entry(
        model=model,
        scores=score(pairs),
        claims=len(claims),
        standing=sum(claim["verdict"] in SOUND for claim in claims),
        calls=sum(it["calls"] for it in used),
        tokens=sum(it["prompt_tokens"] + it["completion_tokens"] for it in used),
        seconds=_sum(it["seconds"] for it in used),
        cost=_sum(it["cost"] for it in used),
    )


def _sum(values: Iterable[float | None]) -> float | None:
    """Add up; one that is not known makes the sum unknown."""
    total = 0.0
    for value in values:
        if value is None:
            return None
        total += value
    return total
