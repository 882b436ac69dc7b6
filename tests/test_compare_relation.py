"""How two statements stand to one another: intervals, hedges, days, sources."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.compare import Kind, Source, Statement
from extractor.compare.interval import interval
from extractor.compare.relation import Day, Told, relate, relations

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST = date(2025, 5, 4)
BOUNDS = ("exact", "about", "at_least", "more_than", "at_most", "less_than", "range")
TURNED = {Kind.NARROWER: Kind.WIDER, Kind.WIDER: Kind.NARROWER}


def statement(
    value: int, bound: str = "exact", *, high: int | None = None, unit: str = "", **told: Any
) -> Statement:
    """Make a statement; an open bound opens its end."""
    claim: dict[str, Any] = {
        "unit": unit,
        "bound": bound,
        "low": value,
        "high": value if high is None else high,
    }
    if bound in ("at_least", "more_than"):
        claim["high"] = None
    if bound in ("at_most", "less_than"):
        claim["low"] = None
    number, who = told.get("day"), told.get("who", "ministry")
    published = None if number is None else FIRST + timedelta(number)
    key = told.get("key", f"{who}{value}{bound}{number}{unit}{high}")
    return Statement(key, Source("a", None, None, None, published), claim, "", (0, 0), None, (who,), who)


def told(it: Statement) -> Told:
    day = None if it.source.published is None else Day(it.source.published, after=True)
    return Told(it, day, day)


def kind(one: Statement, other: Statement, *, grows: bool = False) -> Kind | None:
    found = relate(told(one), told(other), grows=grows)
    if found is None:
        return None
    if found.one == one.key:
        return found.kind
    return TURNED.get(found.kind, found.kind)


@st.composite
def statements(draw: Callable[..., Any]) -> Statement:
    value, bound = draw(st.integers(1, 60)), draw(st.sampled_from(BOUNDS))
    high = value + draw(st.integers(0, 20)) if bound == "range" else None
    who, day = draw(st.sampled_from("ab")), draw(st.one_of(st.none(), st.integers(0, 3)))
    return statement(value, bound, high=high, who=who, day=day, key=draw(st.uuids()).hex)


@given(statements(), statements(), st.booleans())
def test_a_relation_is_the_same_from_either_side(one: Statement, other: Statement, grows: bool) -> None:
    found, turned = kind(one, other, grows=grows), kind(other, one, grows=grows)
    assert turned == TURNED.get(found, found) if found is not None else turned is None


@given(statements(), statements(), st.booleans())
def test_only_numbers_that_exclude_each_other_are_in_dispute(
    one: Statement, other: Statement, grows: bool
) -> None:
    here, there = (interval(it.claim).hedged(it.claim) for it in (one, other))
    if here.meets(there) or one.origin == other.origin:
        assert kind(one, other, grows=grows) is not Kind.DISPUTED


@given(statements(), statements())
def test_a_narrower_number_lies_in_the_wider_one(one: Statement, other: Statement) -> None:
    here, there = (interval(it.claim).hedged(it.claim) for it in (one, other))
    if not (interval(other.claim).contains(interval(one.claim)) or there.contains(here)):
        assert kind(one, other) is not Kind.NARROWER


@given(statements(), st.booleans())
def test_every_statement_says_the_same_as_itself(one: Statement, grows: bool) -> None:
    assert kind(one, one, grows=grows) is Kind.SAME


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (statement(31), statement(31, "about"), Kind.SAME),
        (statement(31), statement(30, "at_least", who="mayor"), Kind.NARROWER),
        (statement(30, "more_than"), statement(30, who="mayor"), Kind.WIDER),
        (statement(45, "about"), statement(40, "more_than", who="mayor"), Kind.NARROWER),
        (statement(31), statement(30, "about", who="mayor"), Kind.NARROWER),
        (statement(31, "about"), statement(30, "about", who="mayor"), None),
        (statement(75, "at_least"), statement(70, "range", high=80, who="mayor"), None),
        (statement(4000, "about"), statement(3600, "about", who="mayor"), Kind.DISPUTED),
        (statement(31), statement(36, who="mayor"), Kind.DISPUTED),
        (statement(31), statement(36), Kind.OTHER_SCOPE),
        (statement(31, unit="EUR"), statement(36, unit="USD", who="mayor"), Kind.OTHER_UNIT),
        (statement(31, unit="percent"), statement(31), Kind.OTHER_UNIT),
        (statement(2, unit="kilometer"), statement(2000, unit="meter", who="mayor"), Kind.SAME),
    ],
)
def test_figures_of_days_that_are_not_known(one: Statement, other: Statement, expected: Kind) -> None:
    assert kind(one, other) is expected


def test_a_source_revises_its_own_figure() -> None:
    assert kind(statement(36, day=1), statement(31, day=0)) is Kind.REVISED


def test_a_figure_that_overlaps_an_earlier_one_is_revised_by_a_later_day() -> None:
    later = statement(75, "at_least", day=1, who="mayor")
    assert kind(later, statement(70, "range", high=80, day=0)) is Kind.REVISED
    assert kind(statement(31, "about", day=1), statement(30, "about", day=0)) is Kind.REVISED


def test_more_of_the_same_source_on_a_later_day_is_revised_though_at_least_nine_allows_it() -> None:
    assert kind(statement(24, "at_least", day=1), statement(9, "at_least", day=0)) is Kind.REVISED


def test_a_source_that_drops_its_hedge_is_narrower() -> None:
    assert kind(statement(31, day=1), statement(31, "at_least", day=0)) is Kind.NARROWER


def test_another_source_with_more_on_a_later_day_has_news() -> None:
    assert kind(statement(36, day=1, who="mayor"), statement(31, day=0), grows=True) is Kind.REVISED


def test_a_toll_that_falls_from_one_source_to_another_is_in_dispute() -> None:
    assert kind(statement(31, day=1, who="mayor"), statement(36, day=0), grows=True) is Kind.DISPUTED


def test_what_can_fall_is_revised_when_another_source_has_less_later() -> None:
    assert kind(statement(31, day=1, who="mayor"), statement(36, day=0)) is Kind.REVISED


def test_two_sources_that_stand_by_their_figures_are_in_dispute() -> None:
    first, again = statement(31, day=0, key="first"), statement(31, day=2, key="again")
    other = statement(36, day=1, who="mayor", key="other")
    found = relations([first, other, again], grows=True)
    assert {frozenset((it.one, it.other)): it.kind for it in found} == {
        frozenset(("first", "again")): Kind.SAME,
        frozenset(("first", "other")): Kind.DISPUTED,
        frozenset(("again", "other")): Kind.DISPUTED,
    }


def test_a_relation_says_which_figures_and_of_which_days() -> None:
    found = relate(told(statement(36, day=0, who="mayor")), told(statement(31, day=0)))
    assert found is not None
    assert found.why == "36 against 31, both as of 4 May 2025"
    later = relate(told(statement(36, day=1, who="mayor")), told(statement(31)))
    assert later is not None
    assert later.why == "36 (5 May 2025) against 31 (day not known)"
