"""Claims are paired as they fit best, and as a person would pair them."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from extractor.pairing import LIMIT, _said, assign, pairs

if TYPE_CHECKING:
    from random import Random

    from extractor.row import Row

TABLES = st.integers(1, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(-30, 30), min_size=width, max_size=width), min_size=1, max_size=5
    )
)


def claim(start: int | None = 0, value: int | None = 31, **fields: Any) -> Row:
    end = None if start is None else start + 2
    row = {"type": "killed", "value": value, "start": start, "end": end, "findings": []} | fields
    return row if start is None or value is None else row | {"quote": None}  # the place says what it quotes


CLAIMS = st.builds(
    claim,
    st.sampled_from([None, 0, 1, 10, 300]),
    st.sampled_from([None, 3, 31]),
    type=st.sampled_from(["killed", "wounded"]),
    subject=st.sampled_from([None, "people"]),
    quote=st.sampled_from([None, "a few"]),
    verdict=st.sampled_from(["supported", "mismatch"]),
)


@given(TABLES)
def test_an_assignment_costs_as_little_as_the_best_of_all(costs: list[list[int]]) -> None:
    chosen = assign(costs)
    taken = [(row, column) for row, column in enumerate(chosen) if column is not None]
    assert len({column for _, column in taken}) == len(taken) == min(len(costs), len(costs[0]))
    turned = costs if len(costs) <= len(costs[0]) else [list(column) for column in zip(*costs, strict=True)]
    ways = permutations(range(len(turned[0])), len(turned))
    best = min(sum(turned[row][column] for row, column in enumerate(way)) for way in ways)
    assert sum(costs[row][column] for row, column in taken) == best


def test_nothing_is_assigned_where_there_is_nothing() -> None:
    assert assign([]) == []
    assert assign([[], []]) == [None, None]


@given(CLAIMS, CLAIMS, CLAIMS)
def test_how_far_claims_differ_is_a_metric(one: Row, other: Row, third: Row) -> None:
    a, b, c = _said(one), _said(other), _said(third)
    assert a.distance(a) == 0
    assert a.distance(b) == b.distance(a) >= 0
    assert a.distance(c) <= a.distance(b) + b.distance(c)


@given(st.lists(CLAIMS, max_size=4), st.lists(CLAIMS, max_size=4))
def test_no_other_pairs_differ_less_in_sum(expected: list[Row], found: list[Row]) -> None:
    mine, theirs = [_said(it) for it in expected], [_said(it) for it in found]

    def cost(paired: list[tuple[int, int]]) -> int:
        return sum(mine[one].distance(theirs[other]) - LIMIT for one, other in paired)

    ways = (
        list(zip(range(len(mine)), way, strict=True))
        for way in permutations([*range(len(theirs)), *[-1] * len(mine)], len(mine))
    )
    best = min(cost([(one, other) for one, other in way if other >= 0]) for way in ways)
    assert cost(pairs(expected, found)) == best


@given(st.lists(CLAIMS, max_size=12), st.randoms())
def test_the_same_claims_in_another_order_are_all_paired_with_their_like(
    claims: list[Row], chance: Random
) -> None:
    mixed = list(claims)
    chance.shuffle(mixed)
    assert all(claims[one] == mixed[other] for one, other in pairs(claims, mixed))
    assert len(pairs(claims, mixed)) == len(claims)


def test_another_type_on_the_same_place_is_the_same_claim() -> None:
    assert pairs([claim(10)], [claim(10, 7, type="wounded", subject="birds")]) == [(0, 0)]


def test_a_claim_that_lost_its_evidence_is_known_by_its_number_or_by_type_and_subject() -> None:
    known = claim(10, subject="people")
    assert pairs([known], [claim(None, 31, type="wounded", subject="people")]) == [(0, 0)]
    assert pairs([known], [claim(None, 310, subject="people")]) == [(0, 0)]
    assert pairs([known], [claim(None, 310, type="wounded", subject="people")]) == []


def test_two_numbers_of_one_sentence_are_not_taken_for_each_other() -> None:
    assert pairs([claim(10, 47, subject="people")], [claim(20, 31, type="wounded", subject="people")]) == []


def test_neighbours_that_all_moved_are_paired_with_the_nearest() -> None:
    list_ = [claim(start, 5) for start in (0, 3, 6, 9)]
    moved = [claim(start, 5) for start in (10, 7, 4, 1)]
    assert pairs(list_, moved) == [(0, 3), (1, 2), (2, 1), (3, 0)]


def test_the_same_number_far_away_is_another_claim_unless_all_else_is_the_same() -> None:
    assert pairs([claim(10, subject="people")], [claim(500, subject="people")]) == [(0, 0)]
    assert pairs([claim(10, subject="people")], [claim(500, subject="bridges")]) == []
    assert pairs([claim(10, attributed_to="police")], [claim(500, attributed_to="rebels")]) == []


def test_claims_without_a_number_are_known_by_what_they_quote() -> None:
    said = [claim(0, None, quote="met the mayor"), claim(300, None, quote="left the town")]
    assert pairs(said, said[::-1]) == [(0, 1), (1, 0)]
    assert pairs(said[:1], said[1:]) == []
