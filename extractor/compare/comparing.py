"""Compare the claims of many articles: group them, name the independent sources, relate the figures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from extractor.compare.grouping import Grouping, undecided
from extractor.compare.quantity import Comparison, Quantity
from extractor.compare.statement import COMPARED, read

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from extractor.article import Article
    from extractor.compare.grouping import Decide
    from extractor.row import Row


def compare(rows, *, verdicts=COMPARED, decide=undecided) -> Comparison:
    grouping = Grouping(decide)
    unplaced = []
    articles = set()
    for article, row in rows:
        reading = read(article, row, verdicts)
        grouping.add(reading.placed)
        unplaced += reading.unplaced
        articles.add(article.id)
    quantities = []
    for n, group in enumerate(grouping):
        quantities.append(Quantity(str(n), "", "", "", tuple(p.statement for p in group), ()))
    return Comparison(tuple(quantities), (), tuple(unplaced), len(articles))
