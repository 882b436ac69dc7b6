"""What people are shown of a quantity: its marks, its sources, who disagrees, and each relation in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from extractor.calendar import around
from extractor.compare.interval import interval
from extractor.compare.quantity import Kind
from extractor.compare.relation import day_of
from extractor.figure import what
from extractor.page.words import HEDGES, Look, clean, figure, plural
from extractor.page.words import JUDGED as OF_CLAIMS
from extractor.row import number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from extractor.compare.quantity import Comparison, Quantity, Statement
    from extractor.row import Row

KINDS = {
    Kind.DISPUTED: Look("disputed", "≠", "of the same time, and not both can be right", "bold red"),
    Kind.REVISED: Look("revised", "→", "a later figure takes the place of an earlier one", "blue"),
    Kind.NARROWER: Look("narrower", "⊂", "lies within the other, and says more", "bright_black"),
    Kind.WIDER: Look("wider", "⊃", "lies around the other, and says less", "bright_black"),
    Kind.SAME: Look("same", "=", "two sources have the same figure", "green"),
    Kind.OTHER_UNIT: Look("other unit", "÷", "not to be compared", "bright_black"),
    Kind.OTHER_SCOPE: Look("other scope", "∦", "they differ, and nothing tells how", "bright_black"),
}
"""How a relation within a quantity is shown: with its sign and its word, never by colour alone."""

AGAIN = Look(
    "repeated", "○", "the same figure of the same source, told again; it counts once", "bright_black"
)

SCALES = ((Decimal(10**12), "trillion"), (Decimal(10**9), "billion"), (Decimal(10**6), "million"))
"""What large numbers are counted in."""

PART, PARTS, NEAR = "part of", "has as parts", "not to be taken for"
"""What a quantity is to another."""

JUDGED = f"{OF_CLAIMS}, speaker, day, which figures are of one quantity"
"""What was checked of the figures that are compared, and what is somebody's judgement."""

_LENGTHS = {"day": 10, "month": 7, "year": 4}
_FORMS = {"day": "%-d %B %Y", "month": "%B %Y", "year": "%Y"}

MOST = 3
"""Figures that a relation names; of more, how many there are."""

_TURNED = {Kind.NARROWER: Kind.WIDER, Kind.WIDER: Kind.NARROWER}


@dataclass(slots=True)
class Mark:
    """A figure of one source, and its statements: the one that is shown, then those that repeat it.

    `place` is its number among the marks of its quantity, `source` the number of its source, both from 0.
    """

    place: int
    source: int
    statements: list[Statement] = field(default_factory=list)

    @property
    def first(self) -> Statement:
        """The statement that is shown."""
        return self.statements[0]

    @property
    def again(self) -> list[Statement]:
        """The statements that repeat it."""
        return self.statements[1:]


class Dispute(NamedTuple):
    """Two sources, by their numbers, and the marks with which each contradicts the other."""

    one: int
    ones: list[Mark]
    other: int
    others: list[Mark]


class Said(NamedTuple):
    """What a mark is to another, `towards`, in a few words."""

    look: Look
    words: str
    towards: Mark


class Past(NamedTuple):
    """What a source said: how it follows what it said before, and whether it said nothing later.

    One day's figures are joined by a comma, as nobody knows the hour.
    """

    mark: Mark
    joint: str
    last: bool


class View:
    """A quantity as people see it: what is said of its statements is said of its marks.

    Statements and marks are in the order of days, within a day of their numbers: nobody knows the hour.
    """

    def __init__(self, quantity: Quantity) -> None:
        self.quantity = quantity
        self.statements = sorted(quantity.statements, key=_order)
        origins = list(dict.fromkeys(it.origin for it in self.statements))
        self.sources = _names(origins, self.statements)
        self.marks: list[Mark] = []
        self.of: dict[str, Mark] = {}
        related = _related(quantity)
        for statement in self.statements:
            self._place(statement, origins.index(statement.origin), related)
        for mark in self.marks:
            _lead_by_who_is_named(mark)
        self._kinds = self._of_marks()
        self._met = [self._meets(mark) for mark in self.marks]
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
        return sum(Kind.REVISED in met for met in self._met)

    def history(self, source: int) -> list[Past]:
        """Return what a source said, day by day; what has no day comes last."""
        found: list[Past] = []
        mine = [mark for mark in self.marks if mark.source == source]
        days = [day(mark.first) for mark in mine]
        last = max((at for at in days if at is not None), default=None)
        for place, (mark, at) in enumerate(zip(mine, days, strict=True)):
            before = days[place - 1] if place else None
            joint = "" if not place else " · " if at is None else ", " if at == before else " → "
            found.append(Past(mark, joint, at is not None and at == last))
        return found

    def said(self, mark: Mark) -> Iterator[Said]:
        """Yield what a mark is to the earlier ones of its quantity, the gravest first."""
        met = self._met[mark.place]
        if odds := met.get(Kind.DISPUTED):
            yield Said(KINDS[Kind.DISPUTED], self._named(odds), odds[-1])
        if revised := met.get(Kind.REVISED):
            own = [it for it in revised if it.source == mark.source]
            last = (own or revised)[-1]
            change = _moved(last.first, mark.first) if own else "later than"
            whose = "" if own else f" ({self.sources[last.source]})"
            yield Said(KINDS[Kind.REVISED], f"{change} {told(last.first)}{whose}", last)
        if same := met.get(Kind.SAME):
            yield Said(KINDS[Kind.SAME], f"as {self._whose(same)}", same[-1])
        if odds or revised or same:
            return
        for kind, word in ((Kind.NARROWER, "within"), (Kind.WIDER, "around")):
            if marks := met.get(kind):
                yield Said(KINDS[kind], f"{word} {self._named(marks[-1:])}", marks[-1])
                return
        for kind in (Kind.OTHER_SCOPE, Kind.OTHER_UNIT):
            if marks := met.get(kind):
                yield Said(KINDS[kind], f"than {self._named(marks[-1:])}", marks[-1])
                return

    def _place(self, statement: Statement, source: int, related: Mapping[tuple[str, str], Kind]) -> None:
        mine = [mark for mark in self.marks if mark.source == source]
        known = next((mark for mark in reversed(mine) if _same(mark.first, statement)), None)
        # a source that comes back to a figure after another has a new one, not the old one told again
        if known and known is not mine[-1]:
            back = related.get((statement.key, mine[-1].first.key)) is Kind.REVISED
            known = None if back else known
        if known is None:
            known = Mark(len(self.marks), source)
            self.marks.append(known)
        known.statements.append(statement)
        self.of[statement.key] = known

    def _of_marks(self) -> dict[tuple[int, int], Kind]:
        """Return how a mark stands to another, as their first statements do, else as others of the two do.

        What is revised may stand behind what revises it, if both are of one day.
        """
        firsts = {mark.first.key for mark in self.marks}
        kinds: dict[tuple[int, int], Kind] = {}
        related = _related(self.quantity).items()
        for (one, other), kind in sorted(related, key=lambda it: not firsts.issuperset(it[0])):
            mine, theirs = self.of[one].place, self.of[other].place
            if mine > theirs or (kind is Kind.REVISED and mine != theirs):
                kinds.setdefault((mine, theirs), kind)
        return kinds

    def _meets(self, mark: Mark) -> dict[Kind, list[Mark]]:
        """Return other marks by what this one is to them; a dispute only with what still stood."""
        met: dict[Kind, list[Mark]] = {}
        for it in self.marks:
            kind = self._kinds.get((mark.place, it.place))
            if kind is not None and not (kind is Kind.DISPUTED and self._replaced(it, mark)):
                met.setdefault(kind, []).append(it)
        return met

    def _replaced(self, mark: Mark, by: Mark) -> bool:
        """Whether the source of a mark had said something else on a day before that of another."""
        until = day(by.first)
        later = (it for it in self.marks[mark.place + 1 :] if it.source == mark.source)
        days = [at for it in later if (at := day(it.first)) is not None]
        return until is not None and any(at < until for at in days)

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
        for mark in self.marks:
            for it in self._met[mark.place].get(Kind.DISPUTED, ()):
                one, other = sorted((it, mark), key=lambda it: it.source)
                found.setdefault((one.source, other.source), set()).add((one.place, other.place))
        for (first, second), pairs in sorted(found.items()):
            ones, others = ([self.marks[at] for at in sorted({pair[i] for pair in pairs})] for i in (0, 1))
            yield Dispute(first, ones, second, others)


def views(comparison: Comparison) -> tuple[list[View], list[View]]:
    """Return the quantities to compare, those of the most articles first, and the newest told only once."""
    found = [View(it) for it in comparison.quantities if it.statements]
    several = [it for it in found if not it.single]
    several.sort(key=lambda it: (-it.articles, -len(it.quantity.statements)))
    return several, sorted((it for it in found if it.single), key=_newest)


def _newest(view: View) -> tuple[Any, ...]:
    """Order what is told once: the newest first, then as it stands in its article; last what has no day."""
    first = view.marks[0].first
    at = day(first)
    return at is None, -(at or date.min).toordinal(), first.source.id, first.claim.get("start") or 0


def neighbours(every: Sequence[View], comparison: Comparison) -> dict[str, dict[str, list[View]]]:
    """Return for quantities, by id, those that each is part of, has as parts, is nearly the same as."""
    of = {it.key: view for view in every for it in view.quantity.statements}
    found: dict[str, dict[str, dict[str, View]]] = {}
    for it in comparison.relations:
        one, other = of.get(it.one), of.get(it.other)
        if one is not None and other is not None and one is not other:
            mine, theirs = (PART, PARTS) if it.kind is Kind.PART_OF else (NEAR, NEAR)
            for word, here, there in ((mine, one, other), (theirs, other, one)):
                known = found.setdefault(here.quantity.id, {PART: {}, PARTS: {}, NEAR: {}})
                known[word][there.quantity.id] = there
    for known in found.values():
        for id in known[PART].keys() | known[PARTS].keys():
            known[NEAR].pop(id, None)
    return {
        id: {word: list(them.values()) for word, them in known.items() if them} for id, known in found.items()
    }


def outlet(statement: Statement) -> str:
    """Name where a statement stands: by the outlet, else by the file, the title."""
    source = statement.source
    return clean(source.outlet or _file(source.path) or source.title or source.id)


def _file(path: str | None) -> str:
    return path.replace("\\", "/").rpartition("/")[2] if path else ""


def _names(origins: Sequence[str], statements: Sequence[Statement]) -> list[str]:
    """Write the names of sources; an article that speaks for itself has that of its file."""
    files = {it.source.path: _file(it.source.path) for it in statements}
    return [clean(files.get(origin, origin)) for origin in origins]


def chain(statement: Statement) -> list[str]:
    """Return the way of a figure: from who says it to where it stands."""
    links = [clean(it) for it in reversed(statement.chain)]
    return links if statement.source.outlet in statement.chain else [*links, outlet(statement)]


def told(statement: Statement) -> str:
    """Write the figure of a statement as pages do: in its own words where it has no digits, else in millions.

    A third is no 0.3333, and USD 390,000,000 is easier read as USD 390 million.
    """
    claim, measure = statement.claim, unit(statement)
    written = clean(statement.sentence[slice(*statement.place)])
    if measure == "share" and not any(map(str.isdigit, written)):
        return HEDGES.get(claim.get("bound") or "", "") + written.lower()
    known = [end for end in interval(statement.claim) if end is not None]
    if known and claim.get("bound") != "vague" and (not measure or _currency(measure)):
        for scale, word in SCALES:
            if min(map(abs, known)) >= scale:
                return f"{figure(claim | scaled(statement, scale))} {word}"
    return figure(claim | {"quote": written}) or "no number"


def scaled(statement: Statement, scale: Decimal) -> Row:
    """Return the number of a statement in thousands, millions or the like, as fields of a claim."""
    low, high = (None if end is None else number(end / scale) for end in interval(statement.claim))
    return {"value": None, "low": low, "high": high, "quote": ""}


def _currency(measure: str) -> bool:
    return len(measure) == 3 and measure.isupper()


def unit(statement: Statement) -> str:
    """Return what a figure is measured in; "share" for a part of one, as "half" is."""
    named = str(statement.claim.get("unit") or "")
    known = [end for end in interval(statement.claim) if end is not None]
    return "share" if not named and known and all(0 < abs(end) < 1 for end in known) else named


def day(statement: Statement) -> date | None:
    """Return the day that a figure is of, as relations take it; None where no day is known.

    "Until Thursday" tells no day either, nor does a figure that an article only calls an earlier one; "since
    May" goes on until the article.
    """
    if statement.time is not None and statement.time.first is not None and statement.time.last is None:
        return statement.source.published
    found = day_of(statement)
    return found.date if found is not None and found.after else None


def when(statement: Statement) -> str:
    """Write the day of a figure as the article gives it: 2025-06-03, 2025-06 or 2025; "" for none."""
    at = day(statement)
    return at.isoformat()[: _LENGTHS[_whole(statement)]] if at else ""


def written(statement: Statement) -> str:
    """Write the day of a figure as a reader does: 3 June 2025, June 2025, 2025."""
    at = day(statement)
    return f"{at:{_FORMS[_whole(statement)]}}" if at else "no date"


def _whole(statement: Statement) -> str:
    """Say what the time of a figure takes up: a year, a month, else a day."""
    time = statement.time
    if time is not None and time.first is not None and time.last is not None and day(statement) == time.last:
        for unit in ("year", "month"):
            if (time.first, time.last) == around(time.first, unit):
                return unit
    return "day"


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
    known = [float(end) for end in interval(statement.claim) if end is not None] or [0.0]
    return known[0], known[-1]


def figures(marks: Sequence[Mark]) -> str:
    """List the figures of marks; of more than `MOST` the first and the last."""
    words = [told(mark.first) for mark in marks]
    return ", ".join(words) if len(words) <= MOST else f"{words[0]} … {words[-1]}"


def few(names: Sequence[str], joint: str = ", ") -> str:
    """List names; of more than `MOST`, how many are left out."""
    left = len(names) - MOST
    return joint.join(names[:MOST]) + (f" and {left} more" if left > 0 else "")


def _order(statement: Statement) -> tuple[Any, ...]:
    """Order statements by day and number; of one figure, first the one that is closest to who says it.

    The longer sentence comes before the shorter: it says more than the headline.
    """
    at = day(statement)
    passed_on = max(len(statement.chain) - 2, 0)
    return at is None, at or date.min, _ends(statement), passed_on, -len(statement.sentence), statement.key


def _lead_by_who_is_named(mark: Mark) -> None:
    """Put in front, of one day's statements, those of the outlet from which others say to have a figure."""
    named = {link for it in mark.statements for link in it.chain[1:-1]}
    first = day(mark.first)
    mark.statements.sort(key=lambda it: day(it) != first or it.source.outlet not in named)


def _moved(before: Statement, after: Statement) -> str:
    if unit(before) != unit(after):
        return "after"
    old, new = _ends(before), _ends(after)
    return "up from" if min(new) > min(old) else "down from" if max(new) < max(old) else "after"


def _same(one: Statement, other: Statement) -> bool:
    """Whether two figures have an end in common: 24 and "at least 24" are one figure told twice."""
    mine, theirs = interval(one.claim), interval(other.claim)
    common = any(a is not None and a == b for a, b in zip(mine, theirs, strict=True))
    return common and unit(one) == unit(other)


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


def left_out(comparison: Comparison) -> Iterator[tuple[str, list[str]]]:
    """Yield why claims could not be placed, the most frequent reason first, with their numbers in words."""
    reasons: dict[str, list[str]] = {}
    for it in comparison.unplaced:
        reasons.setdefault(clean(it.why), []).append(clean(what(it.claim)))
    yield from sorted(reasons.items(), key=lambda it: -len(it[1]))


def summary(comparison: Comparison, several: Sequence[View], once: Sequence[View]) -> str:
    """Return in one line what a comparison comes to."""
    odds = sum(bool(view.disputes) for view in several)
    many = "1 quantity" if len(several) == 1 else f"{len(several):,} quantities"
    articles = plural(comparison.articles, "article")
    return f"{articles} · {many} told more than once, {odds:,} disputed · {len(once):,} told once"
