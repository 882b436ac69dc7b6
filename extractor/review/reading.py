"""An article with the claims of a task, as one reviewer sees it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING

from extractor import row as rows
from extractor.decisions import PUT_OFF, SETTLED, STATES, Action
from extractor.numbers import Role, scan
from extractor.page.marks import Context
from extractor.page.words import REJECTED
from extractor.review import attention

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from extractor.article import Article
    from extractor.decisions import Decision
    from extractor.numbers import Mention
    from extractor.row import Row


class Opened:
    """An article with the row that a task gave it, and what is worked out of them when it is needed."""

    def __init__(self, article: Article, row: Row) -> None:
        self.article, self.row, self.task = article, row, row["task"]
        keys = rows.keys(article.id, self.task, row["claims"])
        self.claims = _in_text_order(zip(keys, row["claims"], strict=True))

    @cached_property
    def mentions(self) -> Sequence[Mention]:
        return scan(self.article.text)

    @cached_property
    def context(self) -> Context:
        return Context(self.article.text)

    @cached_property
    def lines(self) -> list[int]:
        """Where the paragraphs begin: the lines that are not empty."""
        starts, start = [], 0
        for line in self.article.text.split("\n"):
            if line.strip():
                starts.append(start)
            start += len(line) + 1
        return starts


def number_name(mention: Row) -> str:
    """Name a number that no claim is about, within its article."""
    return f"n{mention['start']}"


def number_key(article_id: str, name: str) -> str:
    """Name a number in the list of decisions."""
    return f"{article_id}:{name}"


def article_key(article_id: str) -> str:
    """Name an article in the list of decisions."""
    return f"{article_id}:text"


@dataclass(frozen=True, slots=True)
class Shares:
    """How many articles are read blind, and how many claims are shown with an error put in."""

    blind: float = 0
    plant: float = 0


def resolved(decisions: Iterable[Decision], reviewer: str) -> dict[str, Decision]:
    """Return by claim what a reviewer decided, or how it was settled, once they decided and so may know."""
    held = list(decisions)
    mine = {d.claim: d for d in held if d.reviewer == reviewer and not d.adjudicates}
    known = {claim for claim, d in mine.items() if d.action not in PUT_OFF}
    settled = {d.claim: d for d in held if d.adjudicates and (d.reviewer == reviewer or d.claim in known)}
    return mine | settled


def state_of(decision: Decision | None) -> str:
    """Return what a claim is after the decision that holds on it; None: nobody has decided."""
    if decision is None:
        return "open"
    return SETTLED if decision.adjudicates else STATES[decision.action]


def corrected(claim: Row, decision: Decision | None) -> Row:
    """Return a claim as it is after the decision that holds on it."""
    return decision.after if decision and decision.action is Action.CORRECT and decision.after else claim


class Reading:
    """An article as one reviewer sees it: the claims by key in text order, and the state each has for them.

    The claims are those of the model, with errors planted in some, and those that reviewers made, all of them
    as the reviewer corrected them; `made` has them as they were before. What others made is shown once the
    reviewer has decided on what stands at its place. An article that is `blind` shows only what the reviewer
    made, until it is revealed.
    """

    def __init__(
        self,
        opened: Opened,
        reviewer: str,
        held: Iterable[Decision],
        created: Sequence[Decision],
        tested: frozenset[str],
        shares: Shares,
    ) -> None:
        self.opened, self.reviewer, self.held = opened, reviewer, list(held)
        self.decided = resolved(self.held, reviewer)
        id = opened.article.id
        self.blind = (
            attention.chosen("blind", id, reviewer, shares.blind) and article_key(id) not in self.decided
        )
        self.planted = self._planted(tested, shares.plant) if shares.plant and not self.blind else {}
        self._rejected = {key for key, d in self.decided.items() if d.action is Action.REJECT}
        self.own = {d.claim: d.after for d in created if d.after and d.reviewer == reviewer}
        theirs = {d.claim: d.after for d in created if d.after and d.claim not in self.own}
        self.made: Mapping[str, Row] = self.own if self.blind else opened.claims | self.planted | self.own
        if theirs and not self.blind:
            self.made |= {key: claim for key, claim in theirs.items() if self._may_know(claim)}
        changed = {key: corrected(self.made[key], d) for key, d in self.decided.items() if key in self.made}
        claims = self.made | changed
        self.claims: Mapping[str, Row] = claims if claims == opened.claims else _in_text_order(claims.items())

    @cached_property
    def shown(self) -> Mapping[str, Row]:
        """The claims as lists and marks show them: of one that was rejected, not what the check said."""
        return {
            key: it | {"verdict": REJECTED} if key in self._rejected else it
            for key, it in self.claims.items()
        }

    def knows(self, key: str) -> bool:
        """Whether the reviewer has come to an end with a claim, and so may know what others think of it."""
        decision = self.decided.get(key)
        return decision is not None and decision.action not in PUT_OFF

    def known(self, key: str) -> list[Decision]:
        """Return the decisions that hold on a claim or a number and that the reviewer may know."""
        return [d for d in self._held_on[key] if d.reviewer == self.reviewer or self.knows(key)]

    @cached_property
    def _held_on(self) -> Mapping[str, list[Decision]]:
        found: Mapping[str, list[Decision]] = defaultdict(list)
        for decision in self.held:
            found[decision.claim].append(decision)
        return found

    def _may_know(self, claim: Row) -> bool:
        """Whether nothing at the place of another's claim, or else nothing at all, is left to decide on."""
        id = self.opened.article.id
        places = [(it, self.knows(key)) for key, it in self.opened.claims.items()]
        left = [it for it in self.uncovered if not self.knows(number_key(id, number_name(it)))]
        places += [(it, it not in left) for it in self.opened.row["uncovered"]]
        there = [known for it, known in places if _meet(it, claim)]
        return all(there or [known for _, known in places])

    def _planted(self, tested: frozenset[str], share: float) -> dict[str, Row]:
        found = {}
        for key, claim in self.opened.claims.items():
            met = key in tested or key in self.decided
            if met or not attention.chosen("plant", key, self.reviewer, share):
                continue
            if (wrong := attention.planted(claim, key)) is not None:
                found[key] = wrong
        return found

    def state(self, key: str) -> str:
        """Return what a claim, or a number by its key, is to the reviewer."""
        return state_of(self.decided.get(key))

    def settled(self, key: str) -> str:
        """Return what a claim was settled as between those who differed; "" if the reviewer knows of none."""
        decision = self.decided.get(key)
        return STATES[decision.action] if decision is not None and decision.adjudicates else ""

    def number(self, key: str) -> int:
        """Return the place of a claim in the text, from 1."""
        return list(self.claims).index(key) + 1

    @property
    def uncovered(self) -> list[Row]:
        """The numbers that no claim is about that holds, also of reviewers; none in a blind article.

        As in what is exported, one whose only claim was rejected is among them.
        """
        if self.blind:
            return []
        mine = [it for key, it in self.own.items() if key not in self._rejected]
        mine += [d.after for d in self.decided.values() if d.after is not None]
        spans = rows.counted(mine)
        left = [it for it in self.opened.row["uncovered"] if not _in_any(it, spans)]
        return sorted([*left, *self.freed], key=itemgetter("start"))

    @property
    def left(self) -> list[str]:
        """The names of the numbers that no claim is about and that the reviewer has not ignored."""
        id = self.opened.article.id
        names = map(number_name, self.uncovered)
        return [name for name in names if self.state(number_key(id, name)) == "open"]

    @cached_property
    def freed(self) -> list[Row]:
        """The numbers that a claim was about and is not any more, because it was rejected."""
        rejected = rows.counted(self.made[key] for key in self._rejected & self.made.keys())
        if not rejected:
            return []
        held = {key: corrected(it, self.decided.get(key)) for key, it in self.made.items()}
        spans = rows.counted(it for key, it in held.items() if key not in self._rejected)
        quantities = (rows.mention(it) for it in self.opened.mentions if it.role is Role.QUANTITY)
        known = {it["start"] for it in self.opened.row["uncovered"]}
        return [
            it
            for it in quantities
            if it["start"] not in known and _in_any(it, rejected) and not _in_any(it, spans)
        ]


def _in_any(number: Row, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a number has a character in common with one of some places."""
    return any(start < number["end"] and number["start"] < end for start, end in spans)


def _meet(one: Row, other: Row) -> bool:
    """Whether two places of the text have a character in common."""
    if one["start"] is None or other["start"] is None:
        return False
    return bool(one["start"] < other["end"] and other["start"] < one["end"])


def _in_text_order(claims: Iterable[tuple[str, Row]]) -> dict[str, Row]:
    def place(item: tuple[str, Row]) -> tuple[bool, int, int]:
        start, end = item[1]["start"], item[1]["end"]
        return (start is None, start or 0, end or 0)

    return dict(sorted(claims, key=place))
