"""Compare the claims of many articles: group them, name the independent sources, relate the figures."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from extractor.check import SOUND
from extractor.compare.concepts import GROWING, HAPPENS, OF_MONEY, OF_PEOPLE, PLURALS, WORSE
from extractor.compare.grouping import ALIKE, Grouping, undecided
from extractor.compare.origin import with_origins
from extractor.compare.parts import parts
from extractor.compare.quantity import Comparison, Kind, Quantity, Relation
from extractor.compare.relation import day_of, relations
from extractor.compare.statement import read
from extractor.nouns import noun_class
from extractor.phrases import words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from extractor.article import Article
    from extractor.compare.about import About
    from extractor.compare.grouping import Decide
    from extractor.compare.quantity import Statement, Unplaced
    from extractor.compare.statement import Placed
    from extractor.row import Row


def compare(
    rows: Iterable[tuple[Article, Row]],
    *,
    verdicts: Collection[str] = SOUND,
    decide: Decide = undecided,
    settled: Mapping[tuple[str, str], bool] | None = None,
) -> Comparison:
    """Compare the claims of the rows of articles.

    Only claims of these `verdicts` are compared; the others, and those that state no number, are unplaced.
    `decide` and `settled` tell of pairs of statements whether they are about the same quantity (`Grouping`).
    """
    grouping = Grouping(decide, settled)
    unplaced: list[Unplaced] = []
    articles = set()
    for article, row in rows:
        reading = read(article, row, verdicts)
        grouping.add(reading.placed)
        unplaced += reading.unplaced
        articles.add(article.id)
    return compared(grouping, unplaced, len(articles))


def compared(grouping: Grouping, unplaced: Iterable[Unplaced], articles: int) -> Comparison:
    """Return the groups as quantities, those with the most statements first, and their relations."""
    found = sorted((_sourced(group) for group in grouping), key=lambda it: (-len(it), it[0].statement.key))
    quantity = {it.statement.key: group[0].statement.key for group in found for it in group}
    return Comparison(
        tuple(_quantity(group) for group in found),
        (*_parts(found, quantity), *_near(grouping, found)),
        tuple(unplaced),
        articles,
    )


def quantity_of(group: Sequence[Placed]) -> Quantity:
    """Return what one group of statements comes to."""
    return _quantity(_sourced(group))


def parts_in(article: str, groups: Iterable[Sequence[Placed]]) -> list[Relation]:
    """Return what is part of what in an article, all of whose statements are in these groups."""
    found = [_sourced(group) for group in groups]
    quantity = {it.statement.key: group[0].statement.key for group in found for it in group}
    here = [it for group in found for it in group if it.statement.source.id == article]
    return list(parts(sorted(here, key=_place), quantity))


def _sourced(group: Sequence[Placed]) -> list[Placed]:
    """Return the statements of a group, the earliest first, each with its origin."""
    placed = {it.statement.key: it for it in group}
    named = with_origins([it.statement for it in group])
    return [replace(placed[it.key], statement=it) for it in sorted(named, key=_when)]


def _when(statement: Statement) -> tuple[bool, tuple[object, ...], str]:
    day = day_of(statement)
    return day is None, () if day is None else tuple(day), statement.key


def grows(group: Iterable[Placed]) -> bool:
    """Whether what a group counts does not fall again."""
    return all(it.about.topic in GROWING for it in group)


def _quantity(group: Sequence[Placed]) -> Quantity:
    statements = tuple(it.statement for it in group)
    return Quantity(
        statements[0].key,
        _name(group),
        _most(str(it.claim.get("type") or "") for it in statements),
        _most(it.claim.get("unit") or "" for it in statements),
        statements,
        relations(statements, grows=grows(group)),
    )


_TOLD = {"casualties": "killed or wounded", "not powerless": "with power again"} | {
    it: f"in {it} condition" for it in WORSE
}
"""What to call what happens, where that is not its name."""


def _name(group: Sequence[Placed]) -> str:
    """Name a quantity: how many of what, what happens to it, whose, where; no more than its sentences say."""
    about = [it.about for it in group]
    counted, topic = _most(it.counted for it in about), _most(it.topic for it in about)
    if topic in OF_PEOPLE and sum(not it.counted for it in about) * 2 > len(about):
        counted = ""  # people, though some call them bodies
    if counted in PLURALS or (not counted and topic in OF_PEOPLE):
        what = PLURALS.get(counted, "people")
    else:
        what = _most(_noun(it) for it in group)
    scope = [
        it
        for it in ("further", "planned", "first")
        if sum(it in each.scope for each in about) * 2 > len(about)
    ]
    happens = _TOLD.get(topic, topic) if _carries(group, what, topic) else ""
    places = (", ".join([*sorted(it.whose), *sorted((it.local or it.where) - it.countries)]) for it in about)
    said = " ".join(filter(None, (*scope, what, happens)))
    return ", ".join(filter(None, (said, _most(places).title()))) or _most(it.type for it in about)


def _noun(placed: Placed) -> str:
    """Return what a claim says is counted; that it is a toll, or money for something, is not."""
    said = str(placed.statement.claim.get("subject") or "")
    if placed.about.dimension == "money":
        said = _BEHIND.split(said)[0]
        return said if OF_MONEY.get(said.lower()) == placed.about.topic else ""
    return "" if said and said.split()[-1].lower() in _NO_THING else said


def _carries(group: Sequence[Placed], what: str, topic: str) -> bool:
    """Whether sentences of a group tell what happens, the noun does not say it, and it happens to such."""
    known, said = (OF_MONEY if _is_money(group) else HAPPENS), topic.removeprefix("not ")
    if what == PLURALS["body"] or any(known.get(it) == said for it in what.lower().split()):
        return False
    if topic in OF_PEOPLE and what not in ("", *PLURALS.values()) and noun_class(what) not in _MOVED:
        return False
    told = {word for it in group for word in _WORD.findall(it.statement.sentence.lower())}
    topics = {"killed", "wounded", topic} if topic == "casualties" else {said}
    return any(known.get(it) in topics for it in told)


def _is_money(group: Sequence[Placed]) -> bool:
    return all(it.about.dimension == "money" for it in group)


_NO_THING = words("toll figure figures number numbers count total tally estimate")
_BEHIND = re.compile(r"\s(?:of|from|in|for|to|at)\s")
_MOVED = ("people", "things")
_WORD = re.compile(r"[^\W_]+")


def _most(values: Iterable[str]) -> str:
    """Return the value that occurs most often, the first of equals in the order of the alphabet."""
    counts = Counter(values)
    filled = {it: n for it, n in counts.items() if it} or counts
    return min(filled, key=lambda it: (-filled[it], it))


def _parts(found: Iterable[Sequence[Placed]], quantity: dict[str, str]) -> list[Relation]:
    by_article: dict[str, list[Placed]] = defaultdict(list)
    for group in found:
        for it in group:
            by_article[it.statement.source.id].append(it)
    return [it for article in by_article.values() for it in parts(sorted(article, key=_place), quantity)]


def _place(placed: Placed) -> tuple[tuple[int, int], str]:
    return placed.at, placed.statement.key


def _near(grouping: Grouping, found: Iterable[Sequence[Placed]]) -> list[Relation]:
    """Return one relation for two quantities that nearly are one: the pair that is most alike."""
    of = {it.statement.key: (it.about, group[0].statement.key) for group in found for it in group}
    near: dict[tuple[str, str], Relation] = {}
    for pair in grouping.borderline():
        (one, mine), (other, theirs) = of[pair.one], of[pair.other]
        if mine != theirs and (mine, theirs) not in near:
            less = f"less than the {ALIKE:g} it takes" if pair.score < ALIKE else "but others of the two less"
            why = f"alike by {pair.score:g}, {less}{_apart(one, other)}"
            near[mine, theirs] = Relation(pair.one, pair.other, Kind.OTHER_SCOPE, why)
    return list(near.values())


def _apart(one: About, other: About) -> str:
    """Write in what two statements differ: what is counted, what happens, whose, where, what limits it."""
    sides = [
        {
            "counted": {it.counted} - {""},
            "happens": {it.topic} - {""},
            "whose": it.whose,
            "where": it.local or it.where,
            "limits": it.scope,
        }
        for it in (one, other)
    ]
    differ = [
        f"{name} {_words(mine)} / {_words(theirs)}"
        for (name, mine), theirs in zip(sides[0].items(), sides[1].values(), strict=True)
        if mine != theirs
    ]
    return f": {'; '.join(differ)}" if differ else ""


def _words(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"
