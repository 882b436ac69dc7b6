"""What reviewers do at the desk: look at a queue, an article, a claim; decide; take it back."""

from __future__ import annotations

import json
from collections import OrderedDict
from dataclasses import dataclass, fields, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from extractor import row as rows
from extractor.check import SOUND, Verdict, check
from extractor.claims import NumericClaim
from extractor.decisions import (
    DECISIVE,
    OF_PAIRS,
    STATES,
    Action,
    Decision,
    Decisions,
    Filter,
    pair_name,
    pair_of,
    place_of,
    standing,
)
from extractor.errors import ProjectError
from extractor.extract import stated
from extractor.page.words import LOOKS, REJECTED, clean, figure
from extractor.response import fits, type_name
from extractor.review import beside, forms, views
from extractor.review.attention import chosen
from extractor.review.reading import (
    Opened,
    Reading,
    Shares,
    article_key,
    corrected,
    number_key,
    number_name,
    resolved,
    state_of,
)
from extractor.review.together import Together

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from extractor.article import Article
    from extractor.claims import Claim
    from extractor.compare.statement import Placed
    from extractor.numbers import Mention
    from extractor.project import Project
    from extractor.review.views import Model
    from extractor.row import Row
    from extractor.store import Store

    Pairs = Sequence[tuple[str, str]]  # the fields of a form as a browser sends them

REMEMBERED = 16
"""Articles kept ready: read, scanned, cut into sentences."""

PAGE, BEFORE = 50, 8
"""Claims of a queue shown at a time, and how many of those come before the one that is open."""

BESIDE = 12
"""Figures of other articles that are shown beside a claim, of each sort."""

DISAGREE = "disagree"
"""The queue of claims on which reviewers came to different ends."""

QUEUES = ("open", "accepted", "corrected", "rejected", "skipped", "flagged", "decided", DISAGREE, "all")

OF_CLAIMS = frozenset({Action.ACCEPT, Action.CORRECT, Action.REJECT, Action.SKIP, Action.FLAG})
"""What can be done with a claim; the rest is done with a number or an article."""

SHOWN = ("type", "verdict", *rows.LISTED)
"""What a queue shows of a claim."""

AROUND = 90
"""Characters beside selected words that are shown of their paragraph."""

STATED = ("type", "start", "end", "quote", "value", "low", "high", "unit", "bound")
"""What is kept of a claim in a decision on two."""

FILTERS = tuple(field.name for field in fields(Filter) if field.name not in {"fingerprint", "reviewer"})


class Refused(Exception):
    """A decision that cannot be taken as it is; `errors` says what is wrong, by control of the form."""

    def __init__(self, message: str, errors: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.errors = errors or {}


class Missing(Exception):
    """What was asked for is not in the store."""


@dataclass(frozen=True, slots=True)
class Task:
    """A task that was run with a model: what a queue is of."""

    fingerprint: str
    name: str
    label: str


class Desk:
    """The claims of a store, to be decided on by reviewers."""

    def __init__(self, store: Store, project: Project, shares: Shares | None = None) -> None:
        self._store, self._project, self._shares = store, project, shares or Shares()
        self.decisions = Decisions(store.database)
        self._together = Together(store, self.decisions)
        self._types: dict[str, tuple[type[Claim], ...]] = {}
        self._lacking: dict[str, str] = {}
        self._opened: OrderedDict[tuple[str, str, str], Opened] = OrderedDict()
        self._counted: dict[tuple[str, str, str], tuple[object, int]] = {}

    # -- what there is

    def tasks(self) -> list[Task]:
        """Return the tasks that were run, the newest last."""
        return [
            Task(row.fingerprint, row.name, f"{row.name} · {row.model} · {row.ask}")
            for row in self._store.tasks()
        ]

    def task(self, fingerprint: str | None) -> Task:
        """Return the task of a fingerprint, else the one with the newest results."""
        wanted = fingerprint or self.decisions.latest_run()
        found = next((task for task in self.tasks() if task.fingerprint == wanted), None)
        if found is None:
            raise Missing("the store has no such task" if fingerprint else "the store holds no results yet")
        return found

    def types(self, task: Task) -> tuple[type[Claim], ...]:
        """Return the claim types of a task; none when the project cannot tell: `lacking` says why."""
        if task.name not in self._types:
            try:
                self._types[task.name] = self._project.task(task.name).types
            except ProjectError as error:
                self._types[task.name], self._lacking[task.name] = (), str(error)
        return self._types[task.name]

    def lacking(self, task: Task) -> str:
        """Say why the project cannot tell the claim types of a task; "" when it can."""
        if task.name in self._project.names():
            return self._lacking.get(task.name, "")
        prompt = self._project.root / "prompts" / f"{task.name}.md"
        return f"there is no {prompt}, which names the types of claims of this task"

    def reading(self, task: Task, article_id: str, reviewer: str) -> Reading:
        """Return an article as a reviewer sees it now."""
        held = self.decisions.holding(task.name, article_id)
        created = self.decisions.created(task.name, article_id)
        tested = self.decisions.tested(reviewer, task.name) if self._shares.plant else frozenset[str]()
        return Reading(self._open(task, article_id), reviewer, held, created, tested, self._shares)

    def _open(self, task: Task, article_id: str) -> Opened:
        saved = self.decisions.saved(task.fingerprint, article_id)
        if saved is None:
            raise Missing("the store has no such article for this task")
        key = (task.fingerprint, article_id, saved)
        if key not in self._opened:
            ((article, row),) = self._store.results(task.fingerprint, [article_id])
            self._opened[key] = Opened(article, row)
            if len(self._opened) > REMEMBERED:
                self._opened.popitem(last=False)
        self._opened.move_to_end(key)
        return self._opened[key]

    # -- the queue

    def filter(self, query: Mapping[str, str], task: Task, reviewer: str) -> Filter:
        """Read the filters of a query string; what is no filter is left alone."""
        given = {name: query[name][:200] for name in FILTERS if query.get(name)}
        if given.get("state", "open") not in QUEUES:
            raise Refused(f"no such queue; there are: {', '.join(QUEUES)}")
        return Filter(fingerprint=task.fingerprint, reviewer=reviewer, **given)

    def queue(self, which: Filter, *, at: str | None = None, after: str | None = None) -> Model:
        """Show a page of a queue: from its beginning, around a claim, or after where the last page ended."""
        place = None if after is None else _read_place(after)
        listed: list[Row] = []
        if at and (current := self.decisions.listed(which.fingerprint, at)) is not None:
            place = place_of(current, which)
            listed = self.decisions.queue(which, after=place, back=True, limit=BEFORE)[::-1]
            listed.append(current)
        room = PAGE - len(listed)
        following = self.decisions.queue(which, after=place, limit=room)
        listed += following
        more = len(following) == room
        return {
            "items": self._items(which, listed),
            "after": json.dumps(place_of(listed[-1], which)) if more and listed else None,
            "query": views.query(_filters(which)),
        }

    def _items(self, which: Filter, listed: Sequence[Row]) -> list[Model]:
        keys = [it["key"] for it in listed]
        others = self.decisions.others(keys, which.reviewer)
        decided = resolved(self.decisions.holding_on(keys), which.reviewer)
        readings: dict[str, Reading] = {}
        if self._shares.blind or self._shares.plant:
            task = self.task(which.fingerprint)
            ids = {it["article_id"] for it in listed}
            readings = {id: self.reading(task, id, which.reviewer) for id in ids}
        found = []
        for it in listed:
            reading = readings.get(it["article_id"])
            key, decision = it["key"], decided.get(it["key"])
            changed = corrected({} if reading is None else reading.planted.get(key, {}), decision)
            shown = it | {name: changed.get(name) for name in SHOWN if changed}
            if decision is not None and decision.action is Action.REJECT:
                shown |= {"verdict": REJECTED}
            blind = reading is not None and reading.blind
            found.append(views.item(shown, state_of(decision), others.get(key, 0), blind=blind))
        return found

    def head(self, which: Filter) -> Model:
        """Return what stands above a queue: its filters, what they can be, how much is left."""
        task = self.task(which.fingerprint)
        return {
            "filters": _filters(which),
            "choices": {
                "task": [(it.fingerprint, it.label) for it in self.tasks()],
                "type": [(name, name.replace("_", " ")) for name, _ in views.types(self.types(task))],
                "verdict": [(it.value, LOOKS[it.value].word) for it in Verdict],
                "rule": [(it, it) for it in views.RULES],
                "by": [(it, it) for it in self.decisions.reviewers(task.name)],
                "state": [(it, it) for it in QUEUES],
                "order": [("text", "as they stand"), ("gravity", "gravest first")],
            },
            "left": self.left(which),
            "tally": views.tally(self.decisions.tally(which)),
            "any_state": views.query(_filters(which) | {"state": ""}),
        }

    def left(self, which: Filter) -> int:
        """Return how many claims that pass the filters the reviewer has not decided on."""
        return self.decisions.count(which if which.state == DISAGREE else replace(which, state="open", by=""))

    def total(self, which: Filter) -> int:
        """Return how many claims pass the filters, whatever was decided on them."""
        return self.decisions.count(replace(which, state="all", by=""))

    def next(self, which: Filter, claim: str | None, *, back: bool = False, leap: bool = False) -> Model:
        """Return the claim after another in a queue, before it, or the first one.

        With `leap`, the first claim of the article after that of the other, or of the one before.
        """
        current = self.decisions.listed(which.fingerprint, claim) if claim else None
        place = None if current is None else place_of(current, which)
        passed = current["article_id"] if leap and current is not None else ""
        found = self.decisions.queue(which, after=place, back=back, passed=passed, limit=1)
        if passed and back and found:
            found = self.decisions.queue(replace(which, article=found[0]["article_id"]), limit=1)
        if not found:
            return {"claim": None, "article": None}
        return {"claim": found[0]["key"], "article": found[0]["article_id"]}

    # -- numbers left over

    def leftover(self, task: Task, reviewer: str, after: str = "") -> Iterator[tuple[str, int]]:
        """Yield the articles with numbers that no claim is about and nobody ignored, and how many each has.

        Those that came after an article go first, itself last. What is to be read blind tells of none.
        """
        articles = self.decisions.uncovered(task.fingerprint)
        touched = self.decisions.touched(reviewer, task.name)
        place = next((at for at, (id, *_) in enumerate(articles, start=1) if id == after), 0)
        for id, made, count in (*articles[place:], *articles[:place]):
            if chosen("blind", id, reviewer, self._shares.blind):
                left = len(self.reading(task, id, reviewer).left)
            elif id in touched:
                left = self._left(task, id, reviewer, (made, touched[id]))
            else:
                left = count
            if left:
                yield id, left

    def _left(self, task: Task, id: str, reviewer: str, state: object) -> int:
        """Return how many numbers an article has left over for a reviewer; it is read once in each state."""
        key = task.fingerprint, id, reviewer
        known, left = self._counted.get(key, (None, 0))
        if known != state:
            left = len(self.reading(task, id, reviewer).left)
            self._counted[key] = state, left
        return left

    def next_leftover(self, task: Task, reviewer: str, after: str) -> Model:
        """Return the next article with numbers left over, the first of them, and what to call the article."""
        found = next(self.leftover(task, reviewer, after), None)
        if found is None:
            return {"article": None}
        reading = self.reading(task, found[0], reviewer)
        return {"article": found[0], "name": reading.left[0], "heading": views.title(reading)}

    def leftovers(self, task: Task, reviewer: str) -> Model:
        """Count the numbers left over, and list the first articles that have some."""
        found = list(self.leftover(task, reviewer))
        listed = []
        for id, count in found[:PAGE]:
            reading = self.reading(task, id, reviewer)
            title = views.title(reading)
            listed.append({"article": id, "title": title, "numbers": count, "claims": len(reading.claims)})
        counts = {"numbers": sum(count for _, count in found), "articles": len(found)}
        return counts | {"listed": listed, "task": task.fingerprint}

    # -- an article, a claim, a number

    def at(self, task: Task, reviewer: str, key: str | None, queue: Model) -> tuple[Reading, str] | None:
        """Return the claim that a page begins with, and its article: the one asked for, else the first."""
        listed = key and self.decisions.listed(task.fingerprint, key)
        article = listed["article_id"] if listed else key and self._made_in(task, key)
        if key and article:
            reading = self.reading(task, article, reviewer)
            if key in reading.claims or (listed and reading.blind):
                return reading, key
        first = next(iter(queue["items"]), None)
        return (self.reading(task, first["article"], reviewer), first["key"]) if first else None

    def _made_in(self, task: Task, key: str) -> str | None:
        """Return the article that a reviewer made a claim of."""
        made = (it for it in self.decisions.on(key) if it.action is Action.CREATE and it.task == task.name)
        return next((it.article_id for it in made), None)

    def article(self, reading: Reading) -> Model:
        """Show an article with every claim and every number that no claim is about."""
        return views.article(reading, self.decisions.others(list(reading.claims), reading.reviewer))

    def saved(self, reading: Reading) -> tuple[Article, Row]:
        """Return an article and its row as a page of its own shows them: without errors that were put in.

        With it come the decisions that the reviewer may know.
        """
        opened, id = reading.opened, reading.opened.article.id
        claims = [opened.claims[key] if key in reading.planted else it for key, it in reading.shown.items()]
        numbers = [number_key(id, number_name(it)) for it in reading.uncovered]
        decided = {
            name: [[views.event(it) for it in reading.known(key)] for key in keys]
            for name, keys in (("claims", reading.claims), ("numbers", numbers))
        }
        return opened.article, opened.row | {
            "claims": claims,
            "uncovered": reading.uncovered,
            "decided": decided,
        }

    def claim(self, reading: Reading, task: Task, key: str, *, between: bool = False) -> Model:
        """Show a claim with its form, and as much of its history as the reviewer may know.

        With `between` the reviewer came to decide between those who differ on it.
        """
        claim = self._claim(reading, key)
        history = self.decisions.on(key)
        disputed = (between or reading.knows(key)) and _disputed(history)
        told = disputed or reading.knows(key)  # else a reviewer decides without knowing what others think
        return (
            self._form(task, _pinned(claim, reading.opened.mentions))
            | views.judged(claim)
            | views.evidence(reading, claim)
            | {
                "key": key,
                "article": reading.opened.article.id,
                "number": reading.number(key),
                "subject": views.subject(claim),
                "state": reading.state(key),
                "settled": reading.settled(key),
                "rev": history[-1].seq if history else 0,
                "others": self.decisions.others([key], reading.reviewer).get(key, 0),
                "acceptable": claim["verdict"] in SOUND,
                "adjudicates": disputed,
                "party": disputed and reading.knows(key),
                "history": [views.event(it) for it in history if told or it.reviewer == reading.reviewer],
                "new": False,
                "made": key not in reading.opened.claims,
                "blind": reading.blind,
            }
        )

    def together(self, reading: Reading, task: Task, key: str) -> Model:
        """Show what other articles say about the quantity of a claim, the newest first, and what may be.

        The claim counts as it is shown. What the reviewer is still to be tested on is left out: articles to
        be read blind, and claims with an error in them.
        """
        claim = self._claim(reading, key)
        ready = self._together.ready()
        group = self._together.of(key) if ready else ()
        own = next((it for it in group if it.statement.key == key), None)
        shown = {
            "key": key,
            "article": reading.opened.article.id,
            "ready": ready,
            "compared": own is not None,
        }
        if own is None:
            return shown | {"why": self._together.why_not(key)}
        parted = self._together.parted(key, reading.reviewer)
        lists = {
            "same": self._seen(reading, task, sorted(group, key=beside.newest, reverse=True)),
            "near": self._seen(reading, task, self._together.near(key)),
            "apart": self._seen(reading, task, parted),
        }
        looks = beside.looks(own, claim, lists["same"])
        pairs = self.decisions.pairs(reading.reviewer)

        def figure(it: Placed) -> Model:
            other = it.statement.key
            name = pair_name(key, other)
            return beside.figure(
                it, looks.get(other), self._rev(name), joined=pairs.get(pair_of(name), False)
            )

        shown |= {"more": [name for name, found in lists.items() if len(found) > BESIDE]}
        shown |= {name: [figure(it) for it in found[:BESIDE]] for name, found in lists.items()}
        return shown | {"here": self._parts(reading, task, key)}

    def _parts(self, reading: Reading, task: Task, key: str) -> list[Model]:
        """Show what a claim is a part of in its article, and what is a part of it."""
        related = zip((beside.WHOLE, beside.PART), self._together.wholes_and_parts(key), strict=True)
        seen = [(it, look) for look, found in related for it in found if self._may_see(reading, task, it)]
        here = {"outlet": "", "day": ""}  # known of the open article
        return [beside.figure(it, look, 0, joined=False) | here for it, look in seen]

    def _seen(self, reading: Reading, task: Task, placed: Iterable[Placed]) -> list[Placed]:
        """Return the first statements of other articles of the run that a reviewer may see, and one more."""
        here = reading.opened.article.id
        others = (it for it in placed if it.statement.source.id != here)
        return list(islice((it for it in others if self._may_see(reading, task, it)), BESIDE + 1))

    def _may_see(self, reading: Reading, task: Task, placed: Placed) -> bool:
        key = placed.statement.key
        if self.decisions.listed(task.fingerprint, key) is None:
            return False
        if not (self._shares.blind or self._shares.plant):
            return True
        other = self.reading(task, placed.statement.source.id, reading.reviewer)
        return key in other.opened.claims.keys() & other.claims.keys() - other.planted.keys()

    def retyped(self, task: Task, given: Pairs) -> Model:
        """Show the form as it was typed, for another type or with a row more."""
        return self._form(task, {}, given)

    def number(self, reading: Reading, task: Task, name: str) -> Model:
        """Show a form for a new claim about a number that no claim is about."""
        mention = _number(reading, name)
        key = number_key(reading.opened.article.id, name)
        values = _of_mention(next(m for m in reading.opened.mentions if m.start == mention["start"]))
        return self._new(reading, task, mention | values) | {
            "name": name,
            "figure": figure(mention),
            "state": reading.state(key),
            "rev": self._rev(key),
        }

    def selected(self, reading: Reading, task: Task, start: int, end: int) -> Model:
        """Show a form for a new claim about words that were selected in the text."""
        place, values = self._selected(reading, start, end)
        return self._new(reading, task, place | values)

    def _new(self, reading: Reading, task: Task, claim: Row) -> Model:
        return (
            self._form(task, _likely(self.types(task), reading, claim) | claim)
            | views.evidence(reading, claim)
            | {
                "key": "",
                "name": None,
                "article": reading.opened.article.id,
                "number": None,
                "verdict": "",
                "figure": "",
                "kind": "",
                "proof": None,
                "findings": [],
                "subject": "",
                "state": "open",
                "settled": "",
                "rev": 0,
                "others": 0,
                "acceptable": False,
                "adjudicates": False,
                "party": False,
                "history": [],
                "new": True,
                "blind": reading.blind,
            }
        )

    def _form(self, task: Task, claim: Row, given: Pairs | None = None) -> Model:
        """Return the controls for a claim, as it is or as it was typed."""
        kinds = {type_name(kind): kind for kind in self.types(task)}
        typed = dict(given or [])
        named = typed.get("f.type", claim.get("type") or "")
        kind = kinds.get(named, NumericClaim)  # whose fields nearly every type has
        form: list[Model] = []
        if kinds:
            form = forms.controls(kind, rows.said(claim)) if given is None else forms.drawn(kind, given)
        return {
            "type": named,
            "types": views.types(kinds.values()),
            "lacking": self.lacking(task),
            "form": form,
            "reasons": views.REASONS,
        }

    def _claim(self, reading: Reading, key: str) -> Row:
        if key not in reading.claims:
            raise Missing("there is no such claim in this article")
        return reading.claims[key]

    def _rev(self, key: str) -> int:
        history = self.decisions.on(key)
        return history[-1].seq if history else 0

    # -- evidence

    def select(self, reading: Reading, paragraph: int, ends: tuple[int, int], quote: str) -> Model:
        """Find the words that were selected: `ends` count UTF-16 units within the paragraph.

        The quote is what the browser showed; when other words stand there, the selection is refused. A number
        that it cuts is taken whole.
        """
        lines, text = reading.opened.lines, reading.opened.article.text
        if not 0 <= paragraph < len(lines):
            raise Refused("the selection is not in the text")
        line = text[lines[paragraph] :].partition("\n")[0]
        try:
            start, end = (lines[paragraph] + _code_points(line, units) for units in ends)
        except ValueError:
            raise Refused("the selection cuts a character in two") from None
        if start >= end or clean(text[start:end]) != quote:
            raise Refused("the selection does not fit the text; reload the page")
        while text[start].isspace():
            start += 1
        while text[end - 1].isspace():
            end -= 1
        start, end = _whole(reading.opened.mentions, start, end)
        _, values = self._selected(reading, start, end)
        fields = {f"f.{name}": None if value is None else str(value) for name, value in values.items()}
        first, last = lines[paragraph], lines[paragraph] + len(line)
        around = text[max(first, start - AROUND) : start], text[end : min(last, end + AROUND)]
        found = {"start": start, "end": end, "quote": text[start:end], "around": [*map(clean, around)]}
        return found | {"fields": fields}

    def _selected(self, reading: Reading, start: int, end: int) -> tuple[Row, Row]:
        """Return a place, and the values of a claim that rests on it: on its number if it has just one."""
        text = reading.opened.article.text
        within = [m for m in reading.opened.mentions if start <= m.start and m.end <= end]
        quantities = [m for m in within if m.role == "quantity"]
        only = quantities or within
        values = _of_mention(only[0]) if len(only) == 1 else {"mention": None}
        return {"start": start, "end": end, "quote": text[start:end]}, values | {"quote": text[start:end]}

    # -- deciding

    def judge(self, reading: Reading, task: Task, given: Pairs) -> Row:
        """Judge a claim as it was typed, by the same check as ever; raise Refused when it is no claim."""
        read = forms.read(self.types(task), given)
        if isinstance(read, dict):
            raise Refused("some fields are not filled in rightly", read)
        opened = reading.opened
        (result,) = check(opened.article.text, [read], opened.mentions).results
        return rows.claim(result, opened.article.text)

    def decide(self, reading: Reading, task: Task, given: Pairs) -> tuple[Decision, str]:
        """Take a decision; return it with what to tell.

        Raises Refused when it cannot be taken as it is, and Conflict when others have decided meanwhile.
        """
        fields = dict(given)
        try:
            action, rev = Action(fields.get("action", "")), int(fields.get("rev", "0"))
            seconds = float(fields["seconds"]) if fields.get("seconds") else None
        except ValueError:
            raise Refused("no such decision") from None
        reason = " ".join(fields.get("reason", "").split())[:500] or None
        decision = Decision(
            id=fields.get("id", "")[:64],
            reviewer=reading.reviewer,
            action=action,
            article_id=reading.opened.article.id,
            task=task.name,
            claim=fields.get("claim", ""),
            reason=reason,
            assisted=not reading.blind,
            adjudicates=fields.get("adjudicates") == "1" and STATES.get(action) in DECISIVE,
            seconds=seconds,
        )
        if not decision.id:
            raise Refused("a decision needs an id")
        if action in OF_PAIRS:
            filled = self._of_pair(reading, task, decision, fields)
            return self.decisions.decide(filled, rev=rev), self._told(reading, filled)
        of = self._of_claim if action in OF_CLAIMS else self._of_text
        filled = of(reading, task, decision, given)
        if action is Action.CREATE:
            rev = self._rev(filled.claim)  # who makes what another has made as well contradicts nobody
        return self.decisions.decide(filled, rev=rev), self._told(reading, filled)

    def _of_text(self, reading: Reading, task: Task, decision: Decision, given: Pairs) -> Decision:
        """Add what a decision comes to that is about no claim of the model."""
        id = reading.opened.article.id
        match decision.action:
            case Action.REVEAL:
                return replace(decision, claim=article_key(id))
            case Action.IGNORE:
                _number(reading, decision.claim)
                return replace(decision, claim=number_key(id, decision.claim))
            case Action.CREATE:
                after = self._sound(self.judge(reading, task, given), decision)
                (key,) = rows.keys(id, task.name, [after])
                return replace(decision, claim=key, after=after, verdict=after["verdict"], outcome=key)
        raise Refused("no such decision")

    def _of_claim(self, reading: Reading, task: Task, decision: Decision, given: Pairs) -> Decision:
        """Add what a decision is about and comes to; one on a planted error says nothing of the claim."""
        shown, before = self._claim(reading, decision.claim), reading.made[decision.claim]
        known = replace(
            decision,
            before=before,
            verdict=before["verdict"],
            planted=decision.claim in reading.planted and decision.action is not Action.SKIP,
        )
        match decision.action:
            case Action.ACCEPT:
                return self._taken(known, shown)
            case Action.REJECT:
                if decision.reason is None:
                    raise Refused("say why it is rejected")
                return replace(known, outcome="rejected")
            case Action.CORRECT:
                after = self.judge(reading, task, given)
                if _said(after) == _said(shown):
                    raise Refused("nothing was changed: accept the claim, or change a field")
                return self._taken(known, after)
        return known

    def _taken(self, decision: Decision, claim: Row) -> Decision:
        """Add what a decision comes to that takes a claim: a correction, unless it is as it was made."""
        self._sound(claim, decision)
        if decision.before is not None and _said(claim) == _said(decision.before):
            return replace(decision, action=Action.ACCEPT, outcome=decision.claim)
        (key,) = rows.keys(decision.article_id, decision.task, [claim])
        return replace(decision, action=Action.CORRECT, after=claim, verdict=claim["verdict"], outcome=key)

    def _of_pair(
        self, reading: Reading, task: Task, decision: Decision, fields: Mapping[str, str]
    ) -> Decision:
        """Add which two claims a decision is about, and what they state, without errors put in."""
        one, other = fields.get("one", ""), fields.get("other", "")
        theirs = self.reading(task, fields.get("other_article", ""), reading.reviewer)
        if reading.blind or theirs.blind or one == other:
            raise Missing("there are no such two claims")
        after = {"one": _evidence(reading, one), "other": _evidence(theirs, other)}
        return replace(decision, claim=pair_name(one, other), after=after)

    def _sound(self, claim: Row, decision: Decision) -> Row:
        if claim["verdict"] not in SOUND and decision.reason is None:
            word = LOOKS[claim["verdict"]].word
            raise Refused(
                f"the text does not bear this out ({word}): correct it, reject it, or give a reason"
            )
        return claim

    def _told(self, reading: Reading, decision: Decision) -> str:
        if not decision.planted:
            return told(decision, reading)
        shown = figure(reading.planted[decision.claim])
        true = figure(reading.opened.claims[decision.claim])
        seen = "Missed" if decision.action is Action.ACCEPT else "Well seen"
        return f"{seen}: {shown} was put in to test attention; the claim itself says {true}, and is open."

    def undo(self, reviewer: str, task: Task, id: str) -> Decision | None:
        """Take a reviewer's latest decision back."""
        return self.decisions.undo(reviewer, task.name, id)

    def redo(self, reviewer: str, task: Task, id: str) -> Decision | None:
        """Let what was taken back last hold again."""
        return self.decisions.redo(reviewer, task.name, id)


def place(decision: Decision) -> str:
    """Return the claim or the number at which a decision was taken; of two claims, the one that was open."""
    return decision.after["one"]["key"] if decision.action in OF_PAIRS and decision.after else decision.claim


def told(decision: Decision, reading: Reading) -> str:
    """Say what a decision did, for the status line."""
    key = place(decision)
    number = reading.number(key) if key in reading.claims else None
    other = decision.after["other"] if decision.action in OF_PAIRS and decision.after else {}
    words = views.told(decision.action, number, figure(other))
    return f"Settled: {words[0].lower()}{words[1:]}" if decision.adjudicates else words


def _number(reading: Reading, name: str) -> Row:
    """Return a number that no claim of the model is about, or none that holds; a blind article tells none."""
    left: Sequence[Row] = [] if reading.blind else [*reading.opened.row["uncovered"], *reading.freed]
    found = next((it for it in left if number_name(it) == name), None)
    if found is None:
        raise Missing("there is no such number in this article")
    return found


def _evidence(reading: Reading, key: str) -> Row:
    """Return where a claim of the model stands and what it states."""
    claim = reading.opened.claims.get(key)
    if claim is None:
        raise Missing("there is no such claim in this article")
    stated = {name: claim.get(name) for name in STATED}
    return {"key": key, "article": reading.opened.article.id} | stated


def _filters(which: Filter) -> dict[str, str]:
    """Return the filters of a queue as a query string has them."""
    return {name: getattr(which, name) for name in FILTERS} | {"task": which.fingerprint}


def _disputed(history: Sequence[Decision]) -> bool:
    """Say that reviewers came to different ends, and nobody has decided between them."""
    ends: dict[str, str] = {}
    for it in standing(history):
        if it.adjudicates:
            return False
        if it.outcome is not None:
            ends[it.reviewer] = it.outcome
    return len(set(ends.values())) > 1


def _likely(kinds: Sequence[type[Claim]], reading: Reading, claim: Row) -> Row:
    """Return the type of a new claim if just one takes its number: which of several, the reviewer says."""
    number = next((it for it in reading.opened.mentions if it.id == claim["mention"]), None)
    near = "".join(reading.opened.context.around(claim))
    taking = [
        kind
        for kind in kinds
        if number is None or (issubclass(kind, NumericClaim) and fits(kind, number, None, near))
    ]
    return {"type": type_name(taking[0])} if len(taking) == 1 else {}


def _pinned(claim: Row, mentions: Sequence[Mention]) -> Row:
    """Name the number that a placed claim is about: words that stand twice in the text do not say which."""
    if (
        "mention" not in claim
        or claim["mention"] is not None
        or claim["start"] is None
        or claim["derivation"]
    ):
        return claim
    there = (it.id for it in mentions if (it.start, it.end) == (claim["start"], claim["end"]))
    return claim | {"mention": next(there, None)}


def _said(claim: Row) -> Row:
    """Return what a claim says, but for the number it names: the form names one where the model did not."""
    return rows.said(claim) | {"mention": None}


def _of_mention(mention: Mention) -> Row:
    """Return what a claim about a number says of it."""
    return {"mention": mention.id, "quote": mention.text} | stated(mention)


def _whole(mentions: Iterable[Mention], start: int, end: int) -> tuple[int, int]:
    """Widen a place so that it cuts no number in two: 5 is not what 35 says."""
    for it in mentions:
        if it.role == "quantity" and it.start < end and start < it.end:
            start, end = min(start, it.start), max(end, it.end)
    return start, end


def _code_points(line: str, units: int) -> int:
    """Turn a count of UTF-16 units into one of code points; ValueError within a character."""
    if units < 0:
        raise ValueError
    data = line.encode("utf-16-le")[: 2 * units]
    if len(data) < 2 * units:
        raise ValueError
    return len(data.decode("utf-16-le"))


def _read_place(text: str) -> Sequence[Any]:
    try:
        place = json.loads(text)
    except ValueError:
        raise Refused("no such place in the queue") from None
    if not isinstance(place, list) or not all(isinstance(it, str | int) for it in place):
        raise Refused("no such place in the queue")
    return place
