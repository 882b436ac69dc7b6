"""The clusters of tests/groups as comparisons: what pages show if grouping is as good as its gold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from extractor.compare.quantity import (
    EARLIER,
    Comparison,
    Kind,
    Quantity,
    Relation,
    Source,
    Statement,
    Unplaced,
)
from extractor.row import number
from extractor.sentences import at, sentences
from extractor.when import Span
from tests.grouped import cluster

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal
    from pathlib import Path

    from extractor.article import Article
    from extractor.row import Row
    from tests.grouped import Cluster, Figure


def comparison(name: str, folder: Path | None = None) -> Comparison:
    """Return the gold of a cluster of ours as the comparison it stands for, articles read from a folder."""
    gold = cluster(name)
    articles = gold.read(folder)
    made = {it.id: _statement(it, articles[it.article], gold) for it in gold.figures.values()}
    group = {it.id: it.group for it in gold.figures.values()}
    relations = [Relation(it.of, it.to, Kind(it.relation), "") for it in gold.relations]
    within = [it for it in relations if group[it.one] == group[it.other]]
    between = [it for it in relations if group[it.one] != group[it.other]]
    quantities = tuple(
        Quantity(
            id,
            words,
            gold.figures[gold.members(id)[0]].type[0],
            gold.figures[gold.members(id)[0]].unit,
            tuple(sorted((made[it] for it in gold.members(id)), key=_when)),
            tuple(it for it in within if group[it.one] == id),
        )
        for id, words in gold.groups.items()
    )
    unplaced = tuple(
        Unplaced(f"{article}.{start}", _source(articles[article], gold.articles[article]), claim, why)
        for article, left in gold.left.items()
        for start, why in left.items()
        for claim in [{"type": "other", "quote": articles[article].text[start : start + 12]}]
    )
    return Comparison(quantities, (*between, *_scopes(gold, group)), unplaced, len(articles))


def _scopes(gold: Cluster, group: dict[str, str]) -> list[Relation]:
    """Return one relation for two groups that are neighbours."""
    found: dict[tuple[str, str], Relation] = {}
    for it in gold.scopes():
        found.setdefault((group[it.of], group[it.to]), Relation(it.of, it.to, Kind.OTHER_SCOPE, ""))
    return list(found.values())


def _source(article: Article, about: dict[str, Any]) -> Source:
    return Source(article.id, article.title, about["outlet"], article.path, about.get("date"))


def _statement(figure: Figure, article: Article, gold: Cluster) -> Statement:
    source = _source(article, gold.articles[figure.article])
    cut = sentences(article.text)
    sentence = cut[at(cut, figure.start)]
    speaker = figure.speaker[0]
    links = (source.outlet, *figure.via, speaker)
    return Statement(
        figure.id,
        source,
        _claim(figure, article),
        article.text[sentence.start : sentence.end],
        (figure.start - sentence.start, figure.end - sentence.start),
        _time(figure, source.published),
        tuple(dict.fromkeys(it for it in links if it)),
        speaker or source.outlet or source.id,
    )


def _claim(figure: Figure, article: Article) -> Row:
    ends = {name: None if end is None else number(end) for name, end in _ends(figure)}
    return ends | {
        "type": figure.type[0],
        "unit": figure.unit,
        "bound": figure.bound,
        "subject": figure.subject,
        "attributed_to": figure.speaker[0],
        "quote": article.text[figure.start : figure.end],
        "start": figure.start,
        "end": figure.end,
        "verdict": "supported",
    }


def _ends(figure: Figure) -> tuple[tuple[str, Decimal | None], ...]:
    return (("low", figure.low), ("high", figure.high))


def _time(figure: Figure, published: date | None) -> Span | None:
    """Return the days of a figure, if they are not just that of its article."""
    if not figure.days or figure.days == (published,):
        return None
    return Span(figure.when, figure.days[0], figure.days[-1], EARLIER)


def _when(statement: Statement) -> tuple[bool, object, str]:
    day = statement.time.last if statement.time else statement.source.published
    return day is None, day, statement.key.partition(".")[0]
