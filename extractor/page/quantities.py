"""What people are shown of a quantity: its marks, its sources, who disagrees, and each relation in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from extractor.compare.quantity import Kind
from extractor.figure import ends
from extractor.page.words import HEDGES, Look, clean, figure, plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from extractor.compare.quantity import Comparison, Quantity, Statement

KINDS = {
    Kind.DISPUTED: Look("disputed", "≠", "of the same time, and not both can be right", "bold red"),
    Kind.REVISED: Look("revised", "→", "a later figure takes the place of an earlier one", "blue"),
    Kind.NARROWER: Look("narrower", "⊂", "lies within the other, and says more", "bright_black"),
    Kind.WIDER: Look("wider", "⊃", "lies around the other, and says less", "bright_black"),
    Kind.SAME: Look("same", "=", "two sources have the same figure", "green"),
    Kind.PART_OF: Look("part of", "∈", "counts a part of what the other counts", "bright_black"),
    Kind.OTHER_UNIT: Look("other unit", "÷", "counted in another unit", "bright_black"),
    Kind.OTHER_SCOPE: Look("other scope", "∦", "near, but of something else", "bright_black"),
}
"""How a relation is shown, the gravest first: with its sign and its word, never by colour alone."""

AGAIN = Look(
    "repeated", "○", "the same figure of the same source, told again; it counts once", "bright_black"
)

MOST = 3
"""Figures that a relation names; of more, how many there are."""

_TURNED = {Kind.NARROWER: Kind.WIDER, Kind.WIDER: Kind.NARROWER}


@dataclass(slots=True)
class Mark:
    """A figure of one source: the statement that has it first, and those that repeat it.

    `place` is its number among the marks of its quantity, `source` the number of its source, both from 0.
    """

    place: int
    source: int
    first: Statement
    again: list[Statement] = field(default_factory=list)

    @property
    def statements(self) -> list[Statement]:
        """All statements of it, in order."""
        return [self.first, *self.again]


class Dispute(NamedTuple):
    """Two sources, by their numbers, and the marks with which each contradicts the other."""

    one: int
    ones: list[Mark]
    other: int
    others: list[Mark]


class Said(NamedTuple):
    """A relation of a statement in a few words; `towards` are keys of what it is a relation to."""

    look: Look
    words: str
    towards: tuple[str, ...]


class View:
    """A quantity as people see it."""

    def __init__(self, quantity: Quantity) -> None:
        self.quantity = quantity
        self.sources = [clean(origin) for origin in quantity.origins]
        self.marks: list[Mark] = []
        self.of: dict[str, Mark] = {}
        self._related = _related(quantity)
        source = {origin: place for place, origin in enumerate(quantity.origins)}
        for statement in quantity.statements:
            self._place(statement, source[statement.origin])
        self.disputes = list(self._disputes())
        self.at_odds = {mark.place for it in self.disputes for mark in (*it.ones, *it.others)}

    @property
    def articles(self) -> int:
        """How many articles speak of it."""
        return len({it.source.id for it in self.quantity.statements})

    @property
    def single(self) -> bool:
        """Whether there is nothing to compare: one figure in one article."""
        return len(self.marks) == 1 and self.articles == 1

    @property
    def revised(self) -> int:
        """How many figures take the place of an earlier one of the same source or another."""
        return sum(
            any(self._kind(mark.first, it) is Kind.REVISED for it in self._before(mark))
            for mark in self.marks
        )

    def history(self, source: int) -> list[Mark]:
        """Return the marks of a source in order; those without a day come last."""
        mine = [mark for mark in self.marks if mark.source == source]
        return sorted(mine, key=lambda mark: day(mark.first) is None)

    def repeats(self, statement: Statement) -> bool:
        """Whether a statement tells a figure again that its source has been told with."""
        return self.of[statement.key].first is not statement

    def said(self, statement: Statement) -> list[Said]:
        """Return what a statement is to the earlier ones of its quantity, the gravest first."""
        mark = self.of[statement.key]
        if mark.first is not statement:
            first = mark.first
            where = "above" if first.source.id == statement.source.id else f"first in {outlet(first)}"
            return [Said(AGAIN, where, (first.key,))]
        met: dict[Kind, list[Mark]] = {}
        for it in self._before(mark):
            if (kind := self._kind(statement, it)) is not None:
                met.setdefault(kind, []).append(it)
        return list(self._words(mark, met))

    def _place(self, statement: Statement, source: int) -> None:
        mine = [mark for mark in self.marks if mark.source == source]
        for mark in reversed(mine):
            if _same(mark.first, statement) and not self._revises(statement, mine):
                mark.again.append(statement)
                break
        else:
            mark = Mark(len(self.marks), source, statement)
            self.marks.append(mark)
        self.of[statement.key] = mark

    def _revises(self, statement: Statement, mine: Sequence[Mark]) -> bool:
        """Whether a source comes back to a figure after another: then it is not the old one told again."""
        last = mine[-1]
        return not _same(last.first, statement) and self._kind(statement, last) is Kind.REVISED

    def _before(self, mark: Mark) -> list[Mark]:
        return self.marks[: mark.place]

    def _kind(self, statement: Statement, mark: Mark) -> Kind | None:
        """Say what a statement is to a mark, whichever of its statements the relation names."""
        for other in mark.statements:
            if (kind := self._related.get((statement.key, other.key))) is not None:
                return kind
        return None

    def _words(self, mark: Mark, met: dict[Kind, list[Mark]]) -> Iterator[Said]:
        if odds := met.get(Kind.DISPUTED):
            yield Said(KINDS[Kind.DISPUTED], self._named(odds), _keys(odds))
        if revised := met.get(Kind.REVISED):
            own = [it for it in revised if it.source == mark.source]
            last = (own or revised)[-1]
            change = _moved(last.first, mark.first) if own else "later than"
            whose = "" if own else f" ({self.sources[last.source]})"
            words = f"{change} {told(last.first)}{whose}"
            yield Said(KINDS[Kind.REVISED], words, (last.first.key,))
        if same := met.get(Kind.SAME):
            yield Said(KINDS[Kind.SAME], "as " + self._whose(same), _keys(same))
        if not odds and not revised and not same:
            for kind, word in ((Kind.NARROWER, "within"), (Kind.WIDER, "around")):
                if marks := met.get(kind):
                    yield Said(KINDS[kind], f"{word} {self._named(marks[-1:])}", _keys(marks[-1:]))
                    return
            if marks := met.get(Kind.OTHER_UNIT):
                yield Said(KINDS[Kind.OTHER_UNIT], "in another unit than those above", _keys(marks[-1:]))

    def _named(self, marks: Sequence[Mark]) -> str:
        """Name figures with their sources: `27, 29 (health ministry); 34 (mayor)`."""
        by_source: dict[int, list[Mark]] = {}
        for mark in marks:
            by_source.setdefault(mark.source, []).append(mark)
        return "; ".join(f"{figures(mine)} ({self.sources[source]})" for source, mine in by_source.items())

    def _whose(self, marks: Sequence[Mark]) -> str:
        return few(list(dict.fromkeys(self.sources[mark.source] for mark in marks)))

    def _disputes(self) -> Iterator[Dispute]:
        found: dict[tuple[int, int], set[tuple[int, int]]] = {}
        for relation in self.quantity.relations:
            if relation.kind is Kind.DISPUTED and {relation.one, relation.other} <= self.of.keys():
                pair = sorted((self.of[relation.one], self.of[relation.other]), key=lambda it: it.source)
                between = pair[0].source, pair[1].source
                found.setdefault(between, set()).add((pair[0].place, pair[1].place))
        for (one, other), pairs in sorted(found.items()):
            ones, others = (sorted({pair[side] for pair in pairs}) for side in (0, 1))
            yield Dispute(one, [self.marks[it] for it in ones], other, [self.marks[it] for it in others])


def views(comparison: Comparison) -> tuple[list[View], list[View]]:
    """Return the quantities to compare, those of the most articles first, and those told only once."""
    found = [View(it) for it in comparison.quantities if it.statements]
    several = [it for it in found if not it.single]
    several.sort(key=lambda it: (-it.articles, -len(it.quantity.statements)))
    return several, [it for it in found if it.single]


def outlet(statement: Statement) -> str:
    """Name where a statement stands: by the outlet, else by the article's title or file."""
    source = statement.source
    return clean(source.outlet or source.title or source.path or source.id)


def chain(statement: Statement) -> list[str]:
    """Return the way of a figure: from who says it to where it stands."""
    links = [clean(it) for it in reversed(statement.chain)]
    return links if statement.source.outlet in statement.chain else [*links, outlet(statement)]


def told(statement: Statement) -> str:
    """Write the figure of a statement as its pages do, in the words of its sentence where it has no digits."""
    written = clean(statement.sentence[slice(*statement.place)])
    if unit(statement) == "share" and not any(map(str.isdigit, written)):
        return HEDGES.get(statement.claim.get("bound") or "", "") + written.lower()  # a third is no 0.3333
    return figure(statement.claim | {"quote": written}) or "no number"


def unit(statement: Statement) -> str:
    """Return what a figure is measured in; "share" for a part of one, as "half" is."""
    named = str(statement.claim.get("unit") or "")
    known = [end for end in ends(statement.claim) if isinstance(end, Decimal)]
    return "share" if not named and known and all(0 < abs(end) < 1 for end in known) else named


def day(statement: Statement) -> date | None:
    """Return the day that a statement is shown at: of those it speaks of the one next to its article's.

    None where neither an article's date nor the words tell a single day.
    """
    published, time = statement.source.published, statement.time
    if time is None or not time.known:
        return published
    if published is None:
        return time.first if time.first == time.last else None
    if time.last is not None and time.last < published:
        return time.last
    return time.first if time.first is not None and time.first > published else published


def spread(view: View) -> str:
    """Write from what to what the figures of a quantity go: in each unit, and as they are hedged."""
    return " · ".join(_spread([m.first for m in view.marks if unit(m.first) == it]) for it in units(view))


def units(view: View) -> list[str]:
    """Return the units of a quantity in order."""
    return list(dict.fromkeys(unit(mark.first) for mark in view.marks))


def _spread(statements: Sequence[Statement]) -> str:
    statements = [it for it in statements if it.claim.get("bound") != "vague"] or statements
    lowest = min(statements, key=lambda it: _ends(it)[0])
    highest = max(statements, key=lambda it: _ends(it)[1])
    least, most = told(lowest), told(highest)
    return least if least == most else f"{least} to {most}"


def _ends(statement: Statement) -> tuple[float, float]:
    known = [float(end) for end in ends(statement.claim) if isinstance(end, Decimal)] or [0.0]
    return known[0], known[-1]


def figures(marks: Sequence[Mark]) -> str:
    """List the figures of marks; of more than `MOST` the first and the last."""
    words = [told(mark.first) for mark in marks]
    return ", ".join(words) if len(words) <= MOST else f"{words[0]} … {words[-1]}"


def few(names: Sequence[str]) -> str:
    """List names; of more than `MOST`, how many are left out."""
    left = len(names) - MOST
    return ", ".join(names[:MOST]) + (f" and {left} more" if left > 0 else "")


def _moved(before: Statement, after: Statement) -> str:
    if unit(before) != unit(after):
        return "after"
    old, new = _ends(before), _ends(after)
    return "up from" if min(new) > min(old) else "down from" if max(new) < max(old) else "after"


def _same(one: Statement, other: Statement) -> bool:
    """Whether two figures have an end in common: 24 and "at least 24" are one figure told twice."""
    mine, theirs = ends(one.claim), ends(other.claim)
    common = any(a is not None and a == b for a, b in zip(mine, theirs, strict=True))
    return common and unit(one) == unit(other)


def _keys(marks: Iterable[Mark]) -> tuple[str, ...]:
    return tuple(mark.first.key for mark in marks)


def _related(quantity: Quantity) -> dict[tuple[str, str], Kind]:
    """Return how each statement stands to another, seen from both sides."""
    found: dict[tuple[str, str], Kind] = {}
    for it in quantity.relations:
        found[it.one, it.other] = it.kind
        if it.kind is not Kind.REVISED:
            found.setdefault((it.other, it.one), _TURNED.get(it.kind, it.kind))
    return found


def counted(view: View) -> str:
    """Count the sources and the articles of a quantity."""
    return f"{plural(len(view.sources), 'independent source')} in {plural(view.articles, 'article')}"


def disputes(view: View) -> Iterator[str]:
    """Yield for each two sources at odds what they say."""
    for it in view.disputes:
        one, other = view.sources[it.one], view.sources[it.other]
        yield f"{one} {figures(it.ones)} against {other} {figures(it.others)}"


def flags(view: View) -> Iterator[tuple[Look, str]]:
    """Yield what is to be known of a quantity at first sight: that it is disputed, that it was revised."""
    if view.disputes:
        yield KINDS[Kind.DISPUTED], "disputed"
    if view.revised:
        yield KINDS[Kind.REVISED], f"revised {plural(view.revised, 'time')}"


def elsewhere(mark: Mark) -> list[str]:
    """Name where a figure is told again in another article, with the figure if it is hedged otherwise."""
    found: dict[str, None] = {}
    for it in mark.again:
        if it.source.id != mark.first.source.id:
            other = "" if told(it) == told(mark.first) else f" ({told(it)})"
            found[f"{outlet(it)}{other}"] = None
    return list(found)


def summary(comparison: Comparison, several: Sequence[View], once: Sequence[View]) -> str:
    """Return in one line what a comparison comes to."""
    odds = sum(bool(view.disputes) for view in several)
    many = "1 quantity" if len(several) == 1 else f"{len(several):,} quantities"
    articles = plural(comparison.articles, "article")
    return f"{articles} · {many} told more than once, {odds:,} disputed · {len(once):,} told once"
