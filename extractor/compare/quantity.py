"""What several articles say about the same quantity, and how that relates."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from extractor.row import Row
    from extractor.when import Span


class Kind(StrEnum):
    """How a statement stands to an earlier one, or to one of another quantity.

    same: the same interval. narrower, wider: inside the other, or around it. revised: of a later time, by
    the same origin or for the same scope. disputed: of the same time, and the intervals do not meet. part_of:
    what is counted is a part of what the other counts. other scope, other unit: near, but not to be compared.
    """

    SAME = "same"
    NARROWER = "narrower"
    WIDER = "wider"
    REVISED = "revised"
    DISPUTED = "disputed"
    PART_OF = "part_of"
    OTHER_SCOPE = "different_scope"
    OTHER_UNIT = "different_unit"


EARLIER = "earlier"
"""The rule of a time of which a figure is told that is not valid any more: "up from 18 the day before"."""


@dataclass(frozen=True, slots=True)
class Source:
    """The article a statement stands in; `published` is None where nothing tells the day.

    `lead` are its first sentences, which tell what it is about.
    """

    id: str
    title: str | None
    outlet: str | None
    path: str | None
    published: date | None
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One claim of one article about a number.

    `key` names it (`row.keys`). `sentence` is what its evidence stands in, `place` where the number is in
    it. `time` are the days it speaks of, None when it names none. `chain` leads from the outlet back to who
    says it, and `origin` names the independent source at its end: what repeats one another has the same. Of a
    statement by itself it is who speaks, "" for nobody.
    """

    key: str
    source: Source
    claim: Row
    sentence: str
    place: tuple[int, int]
    time: Span | None
    chain: tuple[str, ...]
    origin: str

    @property
    def is_earlier(self) -> bool:
        """Whether the article tells the number as an earlier one."""
        return self.time is not None and self.time.rule == EARLIER


@dataclass(frozen=True, slots=True)
class Relation:
    """How statement `one` stands to `other`, by their keys, and why."""

    one: str
    other: str
    kind: Kind
    why: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """Statements about the same thing, the earliest first; relations are between two of them."""

    id: str
    name: str
    type: str
    unit: str
    statements: tuple[Statement, ...]
    relations: tuple[Relation, ...]

    @property
    def origins(self) -> tuple[str, ...]:
        """The independent sources, in order."""
        return tuple(dict.fromkeys(statement.origin for statement in self.statements))


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A claim that is compared with none, and why; `sentence` is "" where it has no evidence."""

    key: str
    source: Source
    claim: Row
    why: str
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """All quantities; `relations` are between statements of different ones."""

    quantities: tuple[Quantity, ...]
    relations: tuple[Relation, ...]
    unplaced: tuple[Unplaced, ...]
    articles: int

    @property
    def sources(self) -> tuple[Source, ...]:
        """The articles that claims stand in, each once, in order."""
        told = [it.source for quantity in self.quantities for it in quantity.statements]
        return tuple({it.id: it for it in (*told, *(left.source for left in self.unplaced))}.values())
