"""Keep what reviewers decide: an append-only list in which every entry holds the hash of the one before.

What holds now (`reviews`) follows from the list: one state for each claim and reviewer, and one more where a
disagreement was settled. Two reviewers never overwrite one another; who decides on what has changed since it
was shown is told so.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from extractor.tables import ARTICLES, CLAIMS, DECISIONS, EXTRACTIONS, REVIEWS, SOURCES, TASKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from extractor.database import Database
    from extractor.row import Row

LOCK = 7302114660
"""The number of the advisory lock that decisions in one PostgreSQL database wait for each other by."""

FIRST = "0" * 64
"""What stands for the hash before the first decision."""

PAGE = 500


class Action(StrEnum):
    """What a reviewer can do; `reveal` shows the claims of an article that was read blind.

    `join` says that two claims are about the same quantity, `part` that they are not.
    """

    ACCEPT = "accept"
    CORRECT = "correct"
    REJECT = "reject"
    SKIP = "skip"
    FLAG = "flag"
    CREATE = "create"
    IGNORE = "ignore"
    REVEAL = "reveal"
    JOIN = "join"
    PART = "part"
    UNDO = "undo"
    REDO = "redo"


STATES = {
    Action.ACCEPT: "accepted",
    Action.CORRECT: "corrected",
    Action.REJECT: "rejected",
    Action.SKIP: "skipped",
    Action.FLAG: "flagged",
    Action.CREATE: "created",
    Action.IGNORE: "ignored",
    Action.REVEAL: "revealed",
    Action.JOIN: "joined",
    Action.PART: "parted",
}
"""What a claim, a number or an article is after an action; before, it is open."""

DECISIVE = ("accepted", "corrected", "rejected")
"""States that say what a claim comes to."""

PUT_OFF = frozenset({Action.SKIP, Action.FLAG})
"""What leaves a claim to be decided on: later, or by somebody else."""

SETTLED = "settled"
"""What a claim is when somebody has decided between reviewers who differ on it."""

OF_PAIRS = frozenset({Action.JOIN, Action.PART})
"""What can be done with two claims."""


def pair_name(one: str, other: str) -> str:
    """Name two claims in the list of decisions, whichever comes first."""
    return "+".join(sorted((one, other)))


def pair_of(name: str) -> tuple[str, str]:
    """Return the keys of two claims, in order, by their name."""
    one, other = name.split("+")
    return one, other


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What one reviewer decided about one claim, two claims, a number or an article.

    `id` is made by who sends it: the same decision sent twice is kept once. `claim` is a claim's key, or the
    name of two claims, a number or an article. `before` is the claim as it was made, with the error that was
    put in, if any; `after` as it was corrected, both judged; of two claims `after` is where they stand and
    what they state, under `one` and `other`. `assisted` says that the reviewer saw the model's claim first;
    `planted` that what was shown had an error put in to see whether it is noticed: such a decision says
    nothing of the claim. `seq`, `at`, `previous` and `hash` are given by the list.
    """

    id: str
    reviewer: str
    action: Action
    article_id: str
    task: str
    claim: str
    before: Row | None = None
    after: Row | None = None
    reason: str | None = None
    verdict: str | None = None
    outcome: str | None = None
    assisted: bool = True
    planted: bool = False
    adjudicates: bool = False
    seconds: float | None = None
    undoes: str | None = None
    seq: int = 0
    at: str = ""
    previous: str = ""
    hash: str = ""


class Conflict(Exception):
    """Others have decided since the claim was shown; `latest` is what they decided last."""

    def __init__(self, latest: Decision) -> None:
        super().__init__(f"{latest.reviewer} has decided on this meanwhile")
        self.latest = latest


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which claims of a task's run a queue shows, for whom and in which order; "" takes all.

    `state` is what the claim is to `by`, else to `reviewer`; `disagree` are those on which reviewers differ
    and nobody has settled it. `order` is `text` (articles as they came, claims as they stand) or `gravity`
    (what needs a person most first).
    """

    fingerprint: str
    reviewer: str
    type: str = ""
    verdict: str = ""
    rule: str = ""
    article: str = ""
    state: str = "open"
    by: str = ""
    since: str = ""
    q: str = ""
    order: str = "text"


class Decisions:
    """The decisions in a store, and the queues that follow from them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- deciding

    def decide(self, decision: Decision, *, rev: int) -> Decision:
        """Add a decision and return it with its place in the list.

        `rev` is the place of the latest decision on the claim that the reviewer knows of, 0 for none; a later
        one raises Conflict. What is there already (same `id`) is returned as it is.
        """

        def add(connection: sa.Connection) -> Decision:
            self._alone(connection)
            known = connection.execute(sa.select(DECISIONS).where(DECISIONS.c.id == decision.id)).first()
            if known is not None:
                return _decision(known)
            latest = connection.execute(_latest_on(decision)).first()
            if latest is not None and latest.seq != rev:
                raise Conflict(_decision(latest))
            return self._append(connection, decision)

        return self._database.transact(add)

    def undo(self, reviewer: str, task: str, id: str) -> Decision | None:
        """Take a reviewer's latest decision back and return it; None when there is none."""
        return self._turn(_to_undo(reviewer, task), Action.UNDO, id)

    def redo(self, reviewer: str, task: str, id: str) -> Decision | None:
        """Let the decision that was taken back last hold again and return it; None when there is none."""
        return self._turn(_to_redo(reviewer, task), Action.REDO, id)

    def _turn(self, query: sa.Select[Any], action: Action, id: str) -> Decision | None:
        def turn(connection: sa.Connection) -> Decision | None:
            self._alone(connection)
            done = connection.execute(sa.select(DECISIONS.c.undoes).where(DECISIONS.c.id == id)).scalar()
            if done is not None:
                query_done = sa.select(DECISIONS).where(DECISIONS.c.id == done)
                return _decision(connection.execute(query_done).one())
            found = connection.execute(query).first()
            if found is None:
                return None
            turned = _decision(found)
            event = replace(
                turned, id=id, action=action, undoes=turned.id, before=None, after=None, reason=None
            )
            self._append(connection, event)
            return turned

        return self._database.transact(turn)

    def _alone(self, connection: sa.Connection) -> None:
        """Let nobody add to the list until this transaction is over; SQLite's own are so."""
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))

    def _append(self, connection: sa.Connection, decision: Decision) -> Decision:
        newest = sa.select(DECISIONS.c.seq, DECISIONS.c.hash).order_by(DECISIONS.c.seq.desc()).limit(1)
        last = connection.execute(newest).first()
        placed = replace(
            decision,
            seq=1 if last is None else last.seq + 1,
            previous=FIRST if last is None else last.hash,
            at=datetime.now(UTC).isoformat(timespec="milliseconds"),
        )
        values = _values(placed)
        values["hash"] = _hash(values)
        connection.execute(sa.insert(DECISIONS), values)
        self._project(connection, placed)
        return replace(placed, hash=values["hash"])

    def _project(self, connection: sa.Connection, decision: Decision) -> None:
        """Bring the state of a claim for a reviewer up to date with the list."""
        holds = connection.execute(_holding(decision)).first()
        key = {name: getattr(decision, name) for name in ("claim", "reviewer")}
        key["adjudicates"] = int(decision.adjudicates)
        where = sa.and_(*(REVIEWS.c[name] == value for name, value in key.items()))
        connection.execute(sa.delete(REVIEWS).where(where))
        if holds is not None:
            values = key | {
                "state": STATES[Action(holds.action)],
                "outcome": holds.outcome,
                "article_id": holds.article_id,
                "task": holds.task,
                "seq": holds.seq,
            }
            connection.execute(sa.insert(REVIEWS), values)

    # -- reading

    def on(self, claim: str) -> list[Decision]:
        """Return every decision on a claim, oldest first."""
        query = sa.select(DECISIONS).where(DECISIONS.c.claim == claim).order_by(DECISIONS.c.seq)
        return [_decision(row) for row in self._database.read(query)]

    def holding(self, task: str, article_id: str | None = None) -> Iterator[Decision]:
        """Yield the decisions of a task, or an article for it, that hold, oldest first; none on pairs."""
        query = sa.select(DECISIONS).join(REVIEWS, REVIEWS.c.seq == DECISIONS.c.seq)
        query = query.where(REVIEWS.c.task == task, REVIEWS.c.state.not_in(_PAIRED))
        yield from self._pages(
            query if article_id is None else query.where(REVIEWS.c.article_id == article_id)
        )

    def created(self, task: str, article_id: str) -> list[Decision]:
        """Return the decisions that made claims of an article and were not taken back, oldest first."""
        c = DECISIONS.c
        query = sa.select(DECISIONS).where(
            c.article_id == article_id, c.task == task, c.action == Action.CREATE, _stands()
        )
        return [_decision(row) for row in self._database.read(query.order_by(c.seq))]

    def holding_on(self, claims: Sequence[str]) -> list[Decision]:
        """Return the decisions on some claims that hold, oldest first."""
        query = sa.select(DECISIONS).join(REVIEWS, REVIEWS.c.seq == DECISIONS.c.seq)
        query = query.where(REVIEWS.c.claim.in_(claims)).order_by(DECISIONS.c.seq)
        return [_decision(row) for row in self._database.read(query)]

    def on_pairs(self) -> Iterator[Decision]:
        """Yield the decisions on pairs of claims that hold now, oldest first."""
        query = sa.select(DECISIONS).join(REVIEWS, REVIEWS.c.seq == DECISIONS.c.seq)
        yield from self._pages(query.where(REVIEWS.c.state.in_(_PAIRED)))

    def pairs(self, reviewer: str = "") -> dict[tuple[str, str], bool]:
        """Say of two claims, by their keys in order, whether they are about the same quantity.

        As one reviewer decided, else as all did who decided on it: a pair they differ on is left out.
        """
        c = REVIEWS.c
        query = sa.select(c.claim, c.state).where(c.state.in_(_PAIRED))
        states: dict[str, set[str]] = defaultdict(set)
        for row in self._database.read(query.where(c.reviewer == reviewer) if reviewer else query):
            states[row.claim].add(row.state)
        joined = STATES[Action.JOIN]
        agreed = {name: it for name, it in states.items() if len(it) == 1}
        return {pair_of(name): it == {joined} for name, it in agreed.items()}

    def everything(self) -> Iterator[Decision]:
        """Yield the whole list, oldest first."""
        yield from self._pages(sa.select(DECISIONS))

    def _pages(self, query: sa.Select[Any]) -> Iterator[Decision]:
        """Yield the decisions of a query, oldest first, a page at a time."""
        last, rows = 0, None
        while rows is None or len(rows) == PAGE:
            page = query.where(DECISIONS.c.seq > last).order_by(DECISIONS.c.seq).limit(PAGE)
            rows = self._database.read(page)
            yield from map(_decision, rows)
            last = rows[-1].seq if rows else last

    def tested(self, reviewer: str, task: str) -> frozenset[str]:
        """Return the claims that a reviewer has decided on with an error put in."""
        c = DECISIONS.c
        query = sa.select(c.claim).where(c.reviewer == reviewer, c.task == task, c.planted == 1)
        return frozenset(row.claim for row in self._database.read(query))

    def planted(self, task: str) -> list[Decision]:
        """Return the decisions on claims that an error had been put in."""
        query = sa.select(DECISIONS).where(DECISIONS.c.task == task, DECISIONS.c.planted == 1)
        return [_decision(row) for row in self._database.read(query.order_by(DECISIONS.c.seq))]

    def reviewers(self, task: str) -> list[str]:
        """Return who has decided on something."""
        query = sa.select(REVIEWS.c.reviewer).where(REVIEWS.c.task == task).distinct()
        return sorted(row.reviewer for row in self._database.read(query))

    def verify(self) -> tuple[int, int | None]:
        """Recompute the hashes; return how many decisions there are, and the place of the first bad one."""
        previous, count = FIRST, 0
        for decision in self.everything():
            count += 1
            bad = decision.seq != count or decision.previous != previous
            if bad or decision.hash != _hash(_values(decision)):
                return count, decision.seq
            previous = decision.hash
        return count, None

    # -- the queue

    def queue(
        self,
        which: Filter,
        *,
        after: Sequence[Any] | None = None,
        back: bool = False,
        passed: str = "",
        limit: int = 50,
    ) -> list[Row]:
        """Return claims of a queue after a place in it, or before it in the order going back.

        A place is what `place_of` returns: the values that the queue is ordered by. The claims of an article
        that is `passed` over are left out.
        """
        order = _order(which)
        columns = [CLAIMS.c[name] for name in _LISTED]
        query = sa.select(*columns, _TITLE).select_from(_joined(which))
        query = query.where(*_chosen(which)).limit(limit)
        if after is not None:
            place, values = sa.tuple_(*order), sa.tuple_(*(sa.literal(value) for value in after))
            query = query.where(place < values if back else place > values)
        if passed:
            query = query.where(CLAIMS.c.article_id != passed)
        query = query.order_by(*(column.desc() if back else column for column in order))
        rows = self._database.read(query)
        return [dict(row._mapping) for row in rows]

    def listed(self, fingerprint: str, claim: str) -> Row | None:
        """Return what a queue has of a claim of a run, be it in one or not; None for a claim unknown."""
        columns = [CLAIMS.c[name] for name in _LISTED]
        query = sa.select(*columns, _TITLE).join(ARTICLES, ARTICLES.c.id == CLAIMS.c.article_id)
        query = query.where(CLAIMS.c.key == claim, CLAIMS.c.fingerprint == fingerprint)
        rows = self._database.read(query)
        return dict(rows[0]._mapping) if rows else None

    def count(self, which: Filter) -> int:
        """Return how many claims a queue has."""
        states = which.state != "all" or bool(which.by)
        joined = _joined(which, titled=bool(which.q), reviewed=states)
        query = sa.select(sa.func.count()).select_from(joined).where(*_chosen(which))
        return int(self._database.read(query)[0][0])

    def tally(self, which: Filter) -> dict[str, int]:
        """Return how many claims that pass a queue's filters are in each state, whatever state it is of."""
        which = replace(which, state="all", by="")
        own = sa.func.coalesce(REVIEWS.c.state, "open")
        state = sa.case((_settled_by(which), SETTLED), else_=own).label("standing")
        joined = _joined(which, titled=bool(which.q))
        query: sa.Select[Any] = sa.select(state, sa.func.count()).select_from(joined)
        return self._database.pairs(query.where(*_chosen(which)).group_by("standing"))

    def others(self, claims: Sequence[str], reviewer: str) -> dict[str, int]:
        """Return for each of some claims how many other reviewers have decided on it; those without, not."""
        query = (
            sa.select(REVIEWS.c.claim, sa.func.count(sa.distinct(REVIEWS.c.reviewer)))
            .where(REVIEWS.c.claim.in_(claims), REVIEWS.c.reviewer != reviewer)
            .group_by(REVIEWS.c.claim)
        )
        return self._database.pairs(query)

    def saved(self, fingerprint: str, article_id: str) -> str | None:
        """Return when an article got the row it has; None when it has none."""
        c = EXTRACTIONS.c
        query = sa.select(c.created).where(c.fingerprint == fingerprint, c.article_id == article_id)
        rows = self._database.read(query)
        return rows[0].created if rows else None

    def uncovered(self, fingerprint: str) -> list[tuple[str, str, int]]:
        """Return the articles of a run as they came: id, when it got its row, numbers that the model left."""
        c = EXTRACTIONS.c
        count = self._database.length(c.row_json, "uncovered").label("numbers")
        query = sa.select(c.article_id, c.created, count)
        query = query.where(c.fingerprint == fingerprint).order_by(c.created, c.article_id)
        return [(row.article_id, row.created, row.numbers) for row in self._database.read(query)]

    def touched(self, reviewer: str, task: str) -> dict[str, tuple[int, int]]:
        """Return the articles in which a reviewer has decided on something.

        Each has how many decisions of anybody hold in it, and the sum of their places: they change with them.
        """
        c = REVIEWS.c
        own = sa.func.sum(sa.case((c.reviewer == reviewer, 1), else_=0))
        count, places = sa.func.count().label("decisions"), sa.func.sum(c.seq).label("places")
        query = sa.select(c.article_id, count, places).where(c.task == task)
        rows = self._database.read(query.group_by(c.article_id).having(own > 0))
        return {row.article_id: (row.decisions, int(row.places)) for row in rows}

    def run_of(self, task: str, article_id: str) -> str | None:
        """Return the fingerprint of the newest row that an article has for a task, by its name."""
        query = sa.select(EXTRACTIONS.c.fingerprint).join(
            TASKS, TASKS.c.fingerprint == EXTRACTIONS.c.fingerprint
        )
        query = query.where(TASKS.c.name == task, EXTRACTIONS.c.article_id == article_id)
        rows = self._database.read(query.order_by(EXTRACTIONS.c.created.desc()).limit(1))
        return rows[0].fingerprint if rows else None

    def latest_run(self) -> str | None:
        """Return the fingerprint of the task that has the newest results."""
        query = sa.select(EXTRACTIONS.c.fingerprint).order_by(EXTRACTIONS.c.created.desc()).limit(1)
        rows = self._database.read(query)
        return rows[0].fingerprint if rows else None


_LISTED = (
    "key article_id number type verdict gravity created value low high unit bound subject quote attributed_to"
).split()


def standing(history: Iterable[Decision]) -> list[Decision]:
    """Return the decisions of a history that were not taken back and speak of what they are about."""
    undone: dict[str | None, bool] = {}
    history = list(history)
    for it in history:
        if it.action in _TURNS:
            undone[it.undoes] = it.action is Action.UNDO
    return [it for it in history if it.action not in _TURNS and not it.planted and not undone.get(it.id)]


def place_of(listed: Row, which: Filter) -> tuple[Any, ...]:
    """Return where a listed claim stands in the order of a queue."""
    return tuple(listed[column.name] for column in _order(which))


def _order(which: Filter) -> list[sa.Column[Any]]:
    names = ["created", "article_id", "number"]
    return [CLAIMS.c[name] for name in (["gravity", *names] if which.order == "gravity" else names)]


def _joined(which: Filter, *, titled: bool = True, reviewed: bool = True) -> sa.FromClause:
    """Join claims with their articles and with what they are to a reviewer, as far as it is asked for."""
    claims = CLAIMS.join(ARTICLES, ARTICLES.c.id == CLAIMS.c.article_id) if titled else CLAIMS
    return claims.outerjoin(REVIEWS, _review(which)) if reviewed else claims


def _review(which: Filter) -> sa.ColumnElement[bool]:
    """Join a claim with what it is to the one whose states are asked for."""
    c = REVIEWS.c
    return sa.and_(c.claim == CLAIMS.c.key, c.reviewer == (which.by or which.reviewer), c.adjudicates == 0)


def _chosen(which: Filter) -> list[sa.ColumnElement[bool]]:
    c = CLAIMS.c
    chosen: list[sa.ColumnElement[bool]] = [c.fingerprint == which.fingerprint]
    for column, value in ((c.type, which.type), (c.verdict, which.verdict), (c.article_id, which.article)):
        if value:
            chosen.append(column == value)
    if which.rule:
        chosen.append((sa.literal(" ") + c.rules + " ").contains(f" {which.rule} ", autoescape=True))
    if which.since:
        chosen.append(c.created >= which.since)
    if which.q:
        chosen += [_says(word) for word in which.q.split() if any(map(str.isalnum, word))]
    if which.by not in ("", which.reviewer):
        chosen.append(sa.or_(REVIEWS.c.state.not_in(DECISIVE), c.key.in_(_decided_by(which.reviewer))))
    return chosen + _in_state(which)


def _says(word: str) -> sa.ColumnElement[bool]:
    """Say that a word, or a number, stands in a claim, or in the title or the file's name of its article."""
    c, path = CLAIMS.c, SOURCES.c.path
    texts = (c.subject, c.quote, c.attributed_to, c.value, ARTICLES.c.title)
    file = sa.exists().where(SOURCES.c.article_id == c.article_id, path.icontains(word, autoescape=True))
    return sa.or_(file, *(text.icontains(word, autoescape=True) for text in texts))


def _in_state(which: Filter) -> list[sa.ColumnElement[bool]]:
    state = REVIEWS.c.state
    match which.state:
        case "all":
            return [state.is_not(None)] if which.by else []
        case "open":
            # a case, so that SQLite looks for those settled among the open ones alone
            return [sa.case((state.is_not(None), sa.false()), else_=sa.not_(_settled_by(which)))]
        case "decided":
            return [sa.or_(state.in_((*DECISIVE, STATES[Action.CREATE])), _settled_by(which))]
        case "disagree":
            return [CLAIMS.c.key.in_(_disputed())]
        case other:
            return [state == other]


def _settled_by(which: Filter) -> sa.ColumnElement[bool]:
    """Say that a reviewer has decided between those who differ on a claim."""
    c = REVIEWS.alias("settled").c
    return sa.exists().where(c.claim == CLAIMS.c.key, c.reviewer == which.reviewer, c.adjudicates == 1)


def _decided_by(reviewer: str) -> sa.Select[Any]:
    """Select the claims that a reviewer came to an end with."""
    return sa.select(REVIEWS.c.claim).where(
        REVIEWS.c.reviewer == reviewer, sa.or_(REVIEWS.c.state.in_(DECISIVE), REVIEWS.c.adjudicates == 1)
    )


def _disputed() -> sa.Select[Any]:
    """Select the claims that reviewers settled in different ways, and that nobody has decided between."""
    settled = sa.select(REVIEWS.c.claim).where(REVIEWS.c.adjudicates == 1, REVIEWS.c.outcome.is_not(None))
    return (
        sa.select(REVIEWS.c.claim)
        .where(REVIEWS.c.outcome.is_not(None), REVIEWS.c.adjudicates == 0, REVIEWS.c.claim.not_in(settled))
        .group_by(REVIEWS.c.claim)
        .having(sa.func.count(sa.distinct(REVIEWS.c.outcome)) > 1)
    )


def _latest_on(decision: Decision) -> sa.Select[Any]:
    query = sa.select(DECISIONS).where(DECISIONS.c.claim == decision.claim)
    return query.order_by(DECISIONS.c.seq.desc()).limit(1)


_TITLE: sa.Label[str] = sa.func.coalesce(ARTICLES.c.title, sa.func.substr(ARTICLES.c.text, 1, 200)).label(
    "title"
)
"""What to call an article: its title, else how its text begins."""

_TURNS = (Action.UNDO, Action.REDO)

_PAIRED = tuple(STATES[action] for action in sorted(OF_PAIRS))


def _stands() -> sa.ColumnElement[bool]:
    """Say that a decision is none of the turns, and that what turned it last was no undo."""
    turn = DECISIONS.alias("turn")
    last = (
        sa.select(turn.c.action)
        .where(turn.c.undoes == DECISIONS.c.id)
        .order_by(turn.c.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    undone = sa.func.coalesce(last, "") == Action.UNDO
    return sa.and_(DECISIONS.c.action.not_in(_TURNS), sa.not_(undone))


def _holding(decision: Decision) -> sa.Select[Any]:
    """Select the latest decision of a reviewer on a claim that stands and speaks of the claim."""
    c = DECISIONS.c
    query = sa.select(DECISIONS).where(
        c.claim == decision.claim,
        c.reviewer == decision.reviewer,
        c.adjudicates == int(decision.adjudicates),
        c.planted == 0,
        _stands(),
    )
    return query.order_by(c.seq.desc()).limit(1)


def _of_reviewer(reviewer: str, task: str) -> sa.Select[Any]:
    c = DECISIONS.c
    return sa.select(DECISIONS).where(c.reviewer == reviewer, c.task == task).order_by(c.seq.desc()).limit(1)


def _to_undo(reviewer: str, task: str) -> sa.Select[Any]:
    return _of_reviewer(reviewer, task).where(_stands(), DECISIONS.c.planted == 0)


def _to_redo(reviewer: str, task: str) -> sa.Select[Any]:
    """Select what the latest undo took back that no redo gave back and nothing was decided after."""
    undo, later = DECISIONS.alias("undo"), DECISIONS.alias("later")
    of_both = sa.and_(later.c.reviewer == undo.c.reviewer, later.c.task == undo.c.task)
    outdone = sa.or_(
        later.c.action.not_in(_TURNS),
        sa.and_(later.c.action == Action.REDO, later.c.undoes == undo.c.undoes),
    )
    again = sa.exists().where(of_both, later.c.seq > undo.c.seq, outdone)
    return (
        sa.select(DECISIONS)
        .join(undo, undo.c.undoes == DECISIONS.c.id)
        .where(undo.c.reviewer == reviewer, undo.c.task == task, undo.c.action == Action.UNDO, ~again)
        .order_by(undo.c.seq.desc())
        .limit(1)
    )


_JSON = {"before": "before_json", "after": "after_json"}
_BOOLEAN = ("assisted", "planted", "adjudicates")
_NAMES = tuple(field.name for field in fields(Decision))


def _values(decision: Decision) -> dict[str, Any]:
    values = asdict(decision) | {"action": str(decision.action)}
    for name in _BOOLEAN:
        values[name] = int(values[name])
    for name, column in _JSON.items():
        value = values.pop(name)
        values[column] = None if value is None else json.dumps(value, sort_keys=True, ensure_ascii=True)
    return values


def _hash(values: dict[str, Any]) -> str:
    """Return the hash of everything an entry says, the hash of the one before it included."""
    said = {name: value for name, value in values.items() if name != "hash"}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _decision(row: sa.Row[Any]) -> Decision:
    values = dict(row._mapping)
    for name, column in _JSON.items():
        text = values.pop(column)
        values[name] = None if text is None else json.loads(text)
    for name in _BOOLEAN:
        values[name] = bool(values[name])
    values["action"] = Action(values["action"])
    return Decision(**{name: values[name] for name in _NAMES})
