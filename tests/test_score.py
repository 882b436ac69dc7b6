"""Scores count what is right, and say how sure they are of it."""

from __future__ import annotations

import copy
import random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.score import TOTAL, Paired, Score, Share, paired, same_number, score
from tests.judged import CLAIMS, claim, row

if TYPE_CHECKING:
    from extractor.row import Row

GOLD = row()
ALL = Share(1.0, 1.0, 1.0)


def changed(index: int, **fields: Any) -> Row:
    found = copy.deepcopy(GOLD)
    found["claims"][index].update(fields)
    return found


def counts(made: Score) -> tuple[int, int, int]:
    return made.hits, made.spurious, made.missing


def test_what_is_the_same_is_right_in_everything() -> None:
    made = score([(GOLD, row(CLAIMS[::-1]))] * 3)
    assert made.total == Score(18, 0, 0, ALL, ALL, ALL)
    assert {name: each.hits for name, each in made.types.items()} == {
        "killed": 9,
        "displaced": 3,
        "change": 3,
        "closed": 3,
    }
    assert {name: each.hits for name, each in made.fields.items()} == {
        "attributed_to": 9,
        "bound": 18,
        "subject": 15,
        "unit": 18,
        "value": 18,
    }
    assert {counts(each)[1:] for each in (*made.types.values(), *made.fields.values())} == {(0, 0)}
    assert made.wrong == ()


def test_another_type_is_spurious_in_the_one_and_missing_in_the_other() -> None:
    made = score([(GOLD, changed(2, type="killed"))])
    assert counts(made.total) == (5, 1, 1)
    assert counts(made.types["killed"]) == (3, 1, 0)
    assert counts(made.types["displaced"]) == (0, 0, 1)
    assert counts(made.fields["value"]) == (6, 0, 0)


def test_another_number_is_a_miss_of_its_type_and_of_its_field() -> None:
    made = score([(GOLD, changed(3, value=470))])
    assert counts(made.types["killed"]) == (2, 1, 1)
    assert counts(made.fields["value"]) == (5, 1, 1)
    assert counts(made.fields["bound"]) == (6, 0, 0)


def test_a_dropped_claim_is_missing_and_a_doubled_one_spurious() -> None:
    made = score([(GOLD, row([*CLAIMS[:5], CLAIMS[0]]))])
    assert counts(made.total) == (5, 1, 1)
    assert made.total.precision.value == made.total.recall.value == made.total.f1.value == 5 / 6


@pytest.mark.parametrize(
    ("wanted", "given_", "outcome"),
    [
        ("harbour office", "the Harbour  Office", (1, 0, 0)),
        ("the harbour office", "office", (1, 0, 0)),
        ("harbour office", "harbour officers", (0, 1, 1)),
        ("harbour office", "mayor", (0, 1, 1)),
        ("harbour office", None, (0, 0, 1)),
        ("harbour office", "", (0, 0, 1)),
        (None, "mayor", (0, 1, 0)),
    ],
)
def test_a_speaker_is_right_when_the_one_name_holds_the_other_in_whole_words(
    wanted: str | None, given_: str | None, outcome: tuple[int, int, int]
) -> None:
    one = CLAIMS[1].model_copy(update={"attributed_to": wanted})
    other = CLAIMS[1].model_copy(update={"attributed_to": given_})
    assert counts(score([(row([one]), row([other]))]).fields["attributed_to"]) == outcome


def test_a_field_of_the_schema_is_scored_by_its_value_and_one_that_nobody_states_is_not() -> None:
    gold, found = changed(0, cause="storm", dead=[1, 2]), changed(0, cause="Storm", dead=[1, 2])
    made = score([(gold, found)])
    assert counts(made.fields["cause"]) == (0, 1, 1)
    assert counts(made.fields["dead"]) == (1, 0, 0)
    assert "via" not in made.fields


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({"value": "1200.0"}, True),
        ({"unit": None}, True),
        ({"bound": None}, True),
        ({"value": None, "low": 1200, "high": 1200}, True),
        ({"unit": "percent"}, False),
        ({"bound": "about"}, False),
        ({"value": 1201}, False),
        ({"value": None}, False),
    ],
)
def test_a_number_is_its_ends_its_unit_and_its_hedge_as_far_as_they_are_stated(
    changes: dict[str, Any], same: bool
) -> None:
    assert same_number(GOLD["claims"][2], changed(2, **changes)["claims"][2]) is same


def test_a_unit_may_be_called_by_another_of_its_names() -> None:
    assert same_number({"value": 9, "unit": "day"}, {"value": 9, "unit": "days"})


def test_a_claim_that_reads_right_and_has_another_number_than_gold_is_named() -> None:
    (wrong,) = score([(GOLD, changed(3, value=470))]).wrong
    assert (wrong.task, wrong.article, wrong.found["value"], wrong.expected["value"]) == (
        "figures",
        "storm",
        470,
        47,
    )


@pytest.mark.parametrize(
    "found",
    [
        changed(3, value=470, verdict="mismatch"),  # it does not read right
        changed(3, type="wounded"),  # the number is right
        row([*CLAIMS, claim("closed", 7, value=9, unit="day", bound="exact")]),  # gold says nothing of it
        row([*CLAIMS, claim("killed", 1, low=31, unit="", bound="at_least")]),  # twice right
    ],
)
def test_a_number_is_not_called_wrong_without_need(found: Row) -> None:
    assert score([(GOLD, found)]).wrong == ()


def test_a_second_claim_on_a_place_with_another_number_is_wrong() -> None:
    found = row([*CLAIMS, CLAIMS[3]])
    found["claims"][6]["value"] = 48
    assert [it.found["value"] for it in score([(GOLD, found)]).wrong] == [48]


def test_intervals_are_those_of_a_bootstrap_over_articles() -> None:
    good, bad = (GOLD, GOLD), (GOLD, row(CLAIMS[:3]))
    made = score([good] * 30 + [bad] * 10)
    recall = made.total.recall
    assert recall.value == (30 * 6 + 10 * 3) / (40 * 6)
    # a share of bad articles of 0.25 ± 1.96 · sqrt(0.25 · 0.75 / 40), each of which halves the recall
    assert recall.low == pytest.approx(1 - (0.25 + 0.134) / 2, abs=0.02)
    assert recall.high == pytest.approx(1 - (0.25 - 0.134) / 2, abs=0.02)
    assert made.total.precision == ALL


def test_the_same_results_give_the_same_intervals() -> None:
    results = [(GOLD, GOLD), (GOLD, row(CLAIMS[:3])), (GOLD, row(CLAIMS[2:]))]
    assert score(results) == score(results)


def test_a_type_that_is_in_no_article_that_was_drawn_says_nothing_there() -> None:
    made = score([(row([CLAIMS[0]]), row([CLAIMS[0]]))] * 20 + [(row([CLAIMS[5]]), row([CLAIMS[5]]))])
    assert made.types["closed"].recall == ALL


def test_nothing_to_score_is_no_share() -> None:
    nothing = Share(None, None, None)
    assert score([]).total == Score(0, 0, 0, nothing, nothing, nothing)
    assert score([(row([]), row([]))]).total.f1 == nothing
    assert score([(row([]), GOLD)]).total.precision.value == 0


def test_one_article_has_no_spread() -> None:
    assert score([(GOLD, row(CLAIMS[:3]))]).total.recall == Share(0.5, 0.5, 0.5)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=6))
def test_a_share_lies_within_its_interval_and_counts_add_up(cuts: list[tuple[int, int]]) -> None:
    results = [(row(CLAIMS[:gold]), row(CLAIMS[found:])) for gold, found in cuts]
    made = score(results)
    assert made.total.hits + made.total.missing == sum(gold for gold, _ in cuts)
    assert made.total.hits + made.total.spurious == sum(6 - found for _, found in cuts)
    for share in (made.total.precision, made.total.recall, made.total.f1):
        if share.value is not None and share.low is not None and share.high is not None:
            assert 0 <= share.low <= share.high <= 1
    for own in (made.types, made.fields):
        assert all(sum(counts(each)) > 0 for each in own.values())
    assert sum(each.hits for each in made.types.values()) == made.total.hits


def test_results_that_are_the_same_do_not_differ() -> None:
    made = score([(GOLD, GOLD), (GOLD, row(CLAIMS[:3]))])
    assert paired(made, made)[TOTAL] == Paired(made.total.f1.value, made.total.f1.value, 1.0)


def test_a_difference_in_every_one_of_many_articles_is_no_chance() -> None:
    better = score([(GOLD, GOLD)] * 12)
    worse = score([(GOLD, row(CLAIMS[:4]))] * 12)
    found = paired(better, worse)[TOTAL]
    # only when all or none of 12 change sides is the difference as large: 2 of 4,096 ways
    assert found.p == pytest.approx(2 / 2**12, abs=0.0006)
    assert (found.a, found.b) == (1.0, 8 / 10)


def test_a_difference_in_one_of_two_articles_may_be_chance() -> None:
    better, worse = score([(GOLD, GOLD)] * 2), score([(GOLD, GOLD), (GOLD, row(CLAIMS[:4]))])
    assert paired(better, worse)[TOTAL].p == 1.0


def test_a_type_that_only_one_result_has_is_compared_as_well() -> None:
    found = paired(score([(GOLD, GOLD)]), score([(GOLD, changed(0, type="odd"))]))
    assert (found["type", "odd"].a, found["type", "odd"].b) == (None, 0.0)


def test_results_on_other_articles_cannot_be_paired() -> None:
    with pytest.raises(ValueError, match="1 articles beside 2"):
        paired(score([(GOLD, GOLD)]), score([(GOLD, GOLD)] * 2))


def test_chance_alone_is_called_significant_as_often_as_it_may_be() -> None:
    """Of many pairs of results that differ by chance only, about one in ten has a p below a tenth."""
    source = random.Random(7)

    def drawn() -> list[tuple[Row, Row]]:
        return [(gold, row(CLAIMS[: source.randint(0, 2)])) for _ in range(12)]

    gold = row(CLAIMS[:2])
    found = [paired(score(drawn()), score(drawn()))[TOTAL].p or 0 for _ in range(20)]
    assert sum(p < 0.1 for p in found) <= 5
