"""The gold of figures across articles holds together: with the texts, with itself, with what its words mean.

The articles of the cluster `korea` are not in the repository; EXTRACTOR_ARTICLES names their folder.
"""

from __future__ import annotations

import itertools
import os
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from extractor.numbers import Role, scan
from extractor.project import find
from extractor.response import type_name
from tests.grouped import GROUPS, RELATIONS, TASKS, cluster

if TYPE_CHECKING:
    from collections.abc import Callable

    from extractor.article import Article
    from tests.grouped import Cluster, Figure

INFINITY = Decimal("Infinity")


@pytest.fixture(params=TASKS, scope="module")
def gold(request: pytest.FixtureRequest) -> Cluster:
    return cluster(request.param)


@pytest.fixture(scope="module")
def articles(gold: Cluster) -> dict[str, Article]:
    if gold.name != "korea":
        return gold.read()
    if "EXTRACTOR_ARTICLES" not in os.environ:
        pytest.skip("the five articles are not in the repository: EXTRACTOR_ARTICLES names their folder")
    return gold.read(Path(os.environ["EXTRACTOR_ARTICLES"]))


def interval(figure: Figure) -> tuple[Decimal, Decimal]:
    """Return the ends to compare by: "about" stands for the number it states."""
    low, high = figure.low, figure.high
    if figure.bound == "about":
        low, high = high if low is None else low, low if high is None else high
    return -INFINITY if low is None else low, INFINITY if high is None else high


def measure(figure: Figure) -> str:
    """Return the unit, or "share" for a part of something."""
    ends = [end for end in (figure.low, figure.high) if end is not None]
    return figure.unit or ("share" if all(0 < end < 1 for end in ends) else "count")


def inside(one: Figure, other: Figure) -> bool:
    (low, high), (least, most) = interval(one), interval(other)
    return least <= low <= high <= most and (low, high) != (least, most)


def disjoint(one: Figure, other: Figure) -> bool:
    (low, high), (least, most) = interval(one), interval(other)
    return high < least or most < low


def later(one: Figure, other: Figure) -> bool:
    """Whether the first may be the later one; without a day either may."""
    return not one.days or not other.days or other.days[-1] <= one.days[-1]


HOLDS: dict[str, Callable[[Figure, Figure], bool]] = {
    "same": lambda of, to: measure(of) == measure(to) and interval(of) == interval(to),
    "narrower": lambda of, to: measure(of) == measure(to) and inside(of, to),
    "wider": lambda of, to: measure(of) == measure(to) and inside(to, of),
    "disputed": lambda of, to: measure(of) == measure(to) and disjoint(of, to),
    "revised": lambda of, to: measure(of) == measure(to) and interval(of) != interval(to) and later(of, to),
    "part_of": lambda of, to: (
        measure(of) == "share" or (measure(of) == measure(to) and interval(of)[0] <= interval(to)[1])
    ),
    "different_unit": lambda of, to: measure(of) != measure(to),
}
"""What the numbers and the days of two figures must be to each other for each relation."""


def test_the_articles_are_those_that_were_annotated(gold: Cluster, articles: dict[str, Article]) -> None:
    assert {name: it.sha256 for name, it in articles.items()} == {
        name: it["sha256"] for name, it in gold.articles.items()
    }


def test_a_figure_is_a_number_that_scan_finds_with_this_value(
    gold: Cluster, articles: dict[str, Article]
) -> None:
    found = {(name, it.start): it for name, text in articles.items() for it in scan(text.text)}
    for figure in gold.figures.values():
        mention = found[figure.article, figure.start]
        assert (figure.end, figure.low, figure.high, figure.unit, figure.bound) == (
            mention.end,
            mention.low,
            mention.high,
            mention.unit,
            mention.bound,
        ), figure.id


def test_every_quantity_of_an_article_is_a_figure_or_left_with_a_reason(
    gold: Cluster, articles: dict[str, Article]
) -> None:
    quantities = [
        (name, it.start)
        for name, text in articles.items()
        for it in scan(text.text)
        if it.role is Role.QUANTITY
    ]
    figures = [(it.article, it.start) for it in gold.figures.values()]
    left = [(name, start) for name, starts in gold.left.items() for start in starts]
    assert Counter(figures + left) == Counter(quantities)


def test_every_type_is_one_of_the_schema(gold: Cluster) -> None:
    known = {type_name(kind) for kind in find().schema(TASKS[gold.name])}
    assert {kind for figure in gold.figures.values() for kind in figure.type} <= known


def test_every_group_has_a_name_of_its_own_and_figures(gold: Cluster) -> None:
    assert set(gold.groups) == {it.group for it in gold.figures.values()}
    assert len(set(gold.groups.values())) == len(gold.groups)
    assert all(gold.groups.values())


def test_one_origin_is_about_one_quantity(gold: Cluster) -> None:
    groups = defaultdict(set)
    for figure in gold.figures.values():
        groups[figure.origin].add(figure.group)
    assert {origin: names for origin, names in groups.items() if len(names) > 1} == {}


def test_every_relation_is_of_a_known_kind_between_two_known_figures(gold: Cluster) -> None:
    assert {it.relation for it in gold.relations} <= RELATIONS
    assert {name for it in gold.relations for name in (it.of, it.to)} <= set(gold.figures)
    assert [it for it in gold.relations if it.of == it.to] == []


def test_no_pair_of_figures_has_two_relations(gold: Cluster) -> None:
    pairs = Counter(frozenset((it.of, it.to)) for it in [*gold.relations, *gold.scopes()])
    assert [sorted(pair) for pair, times in pairs.items() if times > 1] == []


def test_within_a_group_every_pair_has_a_relation(gold: Cluster) -> None:
    joined = {frozenset((it.of, it.to)) for it in gold.relations}
    inside = {
        frozenset(pair) for group in gold.groups for pair in itertools.combinations(gold.members(group), 2)
    }
    assert [sorted(pair) for pair in inside - joined] == []


def test_between_groups_only_a_part_has_a_relation_of_its_own(gold: Cluster) -> None:
    across = [it for it in gold.relations if gold.figures[it.of].group != gold.figures[it.to].group]
    assert {it.relation for it in across} == {"part_of"}
    assert sum(it.relation == "part_of" for it in gold.relations) == len(across)


def test_neighbours_are_two_groups_that_are_there(gold: Cluster) -> None:
    assert {name for pair in gold.neighbours for name in pair} <= set(gold.groups)
    assert max(Counter(map(frozenset, gold.neighbours)).values()) == 1


def test_a_relation_agrees_with_the_numbers_and_days_of_its_figures(gold: Cluster) -> None:
    wrong = [it for it in gold.relations if not HOLDS[it.relation](gold.figures[it.of], gold.figures[it.to])]
    assert wrong == []


def test_no_source_disputes_itself(gold: Cluster) -> None:
    pairs = [(gold.figures[it.of], gold.figures[it.to]) for it in gold.relations if it.relation == "disputed"]
    assert [(of.id, to.id) for of, to in pairs if of.speaker[0] == to.speaker[0]] == []


def test_the_counts_of_the_readme_are_those_of_the_gold(gold: Cluster) -> None:
    kinds = Counter(it.relation for it in [*gold.relations, *gold.scopes()])
    counts = [
        len(gold.articles),
        len(gold.figures),
        len({it.origin for it in gold.figures.values()}),
        len(gold.groups),
        *(
            sum(kinds[kind] for kind in each.split())
            for each in (
                "same",
                "narrower wider",
                "revised",
                "disputed",
                "part_of",
                "different_unit",
                "different_scope",
            )
        ),
    ]
    row = f"| `{gold.name}` | {' | '.join(map(str, counts))} |"
    assert row in (GROUPS / "README.md").read_text(encoding="utf-8").splitlines()
