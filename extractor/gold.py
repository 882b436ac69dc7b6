"""What reviewers settled: rows of expected claims, examples for a prompt, pairs of one quantity."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from extractor.article import article
from extractor.decisions import STATES, Action
from extractor.errors import ProjectError
from extractor.numbers import Role, scan
from extractor.prompt import render
from extractor.row import counted, keys, mention, said
from extractor.sentences import at, sentences
from extractor.template import Example, ExampleClaim

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from extractor.article import Article
    from extractor.decisions import Decision, Decisions
    from extractor.extract import Task
    from extractor.numbers import Mention
    from extractor.row import Row
    from extractor.store import Store

SETTLING = frozenset({Action.ACCEPT, Action.CORRECT, Action.REJECT, Action.CREATE, Action.IGNORE})

LONGEST = 300
"""Characters of a sentence that makes a good example."""

MOST = 8
"""Examples that are made at a time: a prompt does not bear many more."""

FOLLOWS = frozenset({"mention", "quote", "value", "low", "high", "unit", "bound", "derivation", "review"})
"""Fields that an example does not need: they follow from its number."""


@dataclass(slots=True)
class Settled:
    """What was decided about one article for a task.

    `claims` are those that hold, `rejected` those that do not, `ignored` the names of numbers that no claim
    has to be about; `disputed` counts claims that reviewers differ on. `keys` names all that was decided.
    """

    article_id: str
    task: str
    claims: list[Row] = field(default_factory=list)
    rejected: list[Row] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    disputed: int = 0
    keys: set[str] = field(default_factory=set)


def settled(decisions: Iterable[Decision]) -> list[Settled]:
    """Bring the decisions that hold together, by task and article; the order of the result is a fixed one."""
    by_claim: dict[tuple[str, str, str], list[Decision]] = defaultdict(list)
    for decision in decisions:
        if decision.action in SETTLING and not decision.planted:
            by_claim[decision.task, decision.article_id, decision.claim].append(decision)
    found: dict[tuple[str, str], Settled] = {}
    for (task, article_id, claim), made in sorted(by_claim.items()):
        into = found.setdefault((task, article_id), Settled(article_id, task))
        into.keys.add(claim)
        _settle(into, claim, [it for it in made if it.adjudicates] or made)
    for each in found.values():
        each.claims.sort(key=_place)
        each.rejected.sort(key=_place)
    return list(found.values())


def _settle(into: Settled, claim: str, made: Sequence[Decision]) -> None:
    """Add what one claim or number comes to."""
    last = made[-1]
    if last.action is Action.IGNORE:
        into.ignored.append(claim.partition(":")[2])
    elif len({it.outcome for it in made}) > 1 and not last.adjudicates:
        into.disputed += 1
    else:
        shown = last.after or last.before or {}
        reviewers = sorted({it.reviewer for it in made})
        review: Row = {"state": STATES[last.action], "reviewers": reviewers, "reason": last.reason}
        review["assisted"] = any(it.assisted for it in made)
        (into.rejected if last.action is Action.REJECT else into.claims).append(shown | {"review": review})


def _place(claim: Row) -> tuple[int, int, str]:
    return claim["start"] or 0, claim["end"] or 0, json.dumps(claim, sort_keys=True)


def reviewed(store: Store, decisions: Decisions) -> Iterator[tuple[Article, Row]]:
    """Yield a row for every article that something was decided about: its expected claims, task by task.

    A row is like that of a run, so that whatever reads those reads these: `claims` are those that hold, each
    with its `review`, and `uncovered` the numbers that nobody said anything about. Beside them stand what was
    `rejected`, the places of numbers that were `ignored`, how many claims are `disputed`, and how many of the
    latest run are `undecided`. The same decisions give the same bytes.
    """
    for task in sorted({it.name for it in store.tasks()}):
        for each in settled(decisions.holding(task)):
            (stored,) = store.articles([each.article_id])
            source = replace(stored, path=store.places([stored.id]).get(stored.id))
            about = {"id": source.id, "path": source.path, "sha256": source.sha256}
            yield (
                source,
                {
                    "article": about | {"title": source.title, "date": source.date, "source": source.source},
                    "task": task,
                    "model": None,
                    "claims": each.claims,
                    "rejected": each.rejected,
                    "ignored": sorted(each.ignored, key=lambda name: int(name[1:])),
                    "uncovered": [mention(it) for it in _left(source.text, each)],
                    "disputed": each.disputed,
                    "undecided": _undecided(store, decisions, each),
                    "error": None,
                },
            )


def paired(decisions: Decisions) -> Iterator[Row]:
    """Yield what reviewers decided on pairs of claims, oldest first: gold for grouping claims.

    `one` and `other` have where each stands (`article`, `start`, `end`) and what it states; `same` says
    whether they are about the same quantity. Reviewers may differ: each has a row.
    """
    for it in decisions.on_pairs():
        said = {"same": it.action is Action.JOIN, "reviewer": it.reviewer, "at": it.at, "task": it.task}
        yield (it.after or {}) | said


def _left(text: str, each: Settled) -> list[Mention]:
    """Return the quantities that no claim is about and that were not ignored."""
    spans = counted(each.claims)
    return [
        it
        for it in scan(text)
        if it.role is Role.QUANTITY
        and f"n{it.start}" not in each.ignored
        and not any(start < it.end and it.start < end for start, end in spans)
    ]


def _undecided(store: Store, decisions: Decisions, each: Settled) -> int:
    """Count the claims of the latest run on an article that nobody has settled."""
    run = decisions.run_of(each.task, each.article_id)
    if run is None:
        return 0
    ((_, row),) = store.results(run, [each.article_id])
    return len(set(keys(each.article_id, each.task, row["claims"])) - each.keys)


def examples(task: Task, results: Iterable[tuple[Article, Row]]) -> list[Example]:
    """Return sentences with the right answer for each of their numbers, as few-shot examples of a task.

    A sentence is taken when all its quantities were settled and none is derived; those of types that are not
    there yet go first, short ones before long. Each is tried with the prompt, which may refuse it.
    """
    found = [it for source, row in results if row["task"] == task.name for it in _sentences(source, row)]
    found.sort(key=lambda it: (len(it.text), it.text))
    chosen: list[Example] = []
    shown = {claim.type for it in task.template.examples for claim in it.claims}
    while found and len(chosen) < MOST:
        best = max(found, key=lambda it: len({claim.type for claim in it.claims} - shown))
        found.remove(best)
        if _fits(task, best):
            chosen.append(best)
            shown |= {claim.type for claim in best.claims}
    return chosen


def _sentences(source: Article, row: Row) -> Iterator[Example]:
    text, cut = source.text, sentences(source.text)
    open_at = {at(cut, it["start"]) for it in row["uncovered"]}
    open_at |= {at(cut, int(name[1:])) for name in row["ignored"]}
    within: dict[int, list[Row]] = defaultdict(list)
    for claim in row["claims"]:
        if claim["start"] is not None:
            within[at(cut, claim["start"])].append(claim)
    for index, claims in within.items():
        sentence = cut[index]
        words = text[sentence.start : sentence.end]
        sound = all(it["verdict"] == "supported" and it.get("type") for it in claims)
        if index in open_at or len(words) > LONGEST or not sound:
            continue
        yield Example(text=words, claims=tuple(_example(claim, text, sentence.start) for claim in claims))


def _example(claim: Row, text: str, begins: int) -> ExampleClaim:
    """Write a claim as an example has it: its number as the sentence writes it, and what it says of it."""
    number = text[claim["start"] : claim["end"]]
    occurrence = text.count(number, begins, claim["start"]) + 1
    fields = {name: value for name, value in said(claim).items() if name not in FOLLOWS and value is not None}
    return ExampleClaim(number=number, occurrence=occurrence, **fields)


def _fits(task: Task, example: Example) -> bool:
    """Whether a prompt takes an example."""
    template = task.template.model_copy(update={"examples": (example,)})
    trial = article(example.text)
    try:
        render(trial, scan(trial.text), template, task.types, task.ask)
    except ProjectError:
        return False
    return True


def toml(found: Iterable[Example]) -> Iterator[str]:
    """Yield examples as the front matter of a prompt has them."""
    for example in found:
        yield f"[[examples]]\ntext = {_text(example.text)}\nclaims = [\n"
        for claim in example.claims:
            fields = claim.model_dump(exclude_none=True, exclude_defaults=True)
            yield "  { " + ", ".join(f"{name} = {_text(value)}" for name, value in fields.items()) + " },\n"
        yield "]\n\n"


def _text(value: object) -> str:
    """Write a value in TOML; its strings are those of JSON, but for one character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
