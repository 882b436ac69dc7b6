"""An article with the claims of a task, as one reviewer sees it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from extractor import row as rows
from extractor.decisions import STATES, Action
from extractor.numbers import scan
from extractor.page.marks import Context
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


class Reading:
    """An article as one reviewer sees it: the claims by key in text order, and the state each has for them.

    The claims are those of the model, with errors planted in some, and those that reviewers made. An article
    that is `blind` shows only what the reviewer made, until it is revealed.
    """

    def __init__(
        self,
        opened: Opened,
        reviewer: str,
        held: Iterable[Decision],
        tested: frozenset[str],
        shares: Shares,
    ) -> None:
        self.opened, self.reviewer = opened, reviewer
        held = list(held)
        self.mine = {d.claim: d for d in held if d.reviewer == reviewer and not d.adjudicates}
        id = opened.article.id
        self.blind = (
            attention.chosen("blind", id, reviewer, shares.blind) and article_key(id) not in self.mine
        )
        made = {d.claim: d.after for d in held if d.action is Action.CREATE and d.after is not None}
        own = {key: claim for key, claim in made.items() if key in self.mine}
        self.planted = self._planted(tested, shares.plant) if shares.plant and not self.blind else {}
        claims = {} if self.blind else opened.claims | self.planted
        added = own if self.blind else made
        self.claims: Mapping[str, Row] = _in_text_order((claims | added).items()) if added else claims

    def _planted(self, tested: frozenset[str], share: float) -> dict[str, Row]:
        found = {}
        for key, claim in self.opened.claims.items():
            if key in tested or key in self.mine or not attention.chosen("plant", key, self.reviewer, share):
                continue
            if (wrong := attention.planted(claim, key)) is not None:
                found[key] = wrong
        return found

    def state(self, key: str) -> str:
        """Return what a claim, or a number by its key, is to the reviewer."""
        decision = self.mine.get(key)
        return "open" if decision is None else STATES[decision.action]

    def number(self, key: str) -> int:
        """Return the place of a claim in the text, from 1."""
        return list(self.claims).index(key) + 1

    @property
    def uncovered(self) -> list[Row]:
        """The numbers that no claim is about, those of reviewers included; none in a blind article."""
        if self.blind:
            return []
        spans = rows.counted(d.after for d in self.mine.values() if d.after is not None)
        return [
            mention
            for mention in self.opened.row["uncovered"]
            if not any(start < mention["end"] and mention["start"] < end for start, end in spans)
        ]


def _in_text_order(claims: Iterable[tuple[str, Row]]) -> dict[str, Row]:
    def place(item: tuple[str, Row]) -> tuple[bool, int, int]:
        start, end = item[1]["start"], item[1]["end"]
        return (start is None, start or 0, end or 0)

    return dict(sorted(claims, key=place))
