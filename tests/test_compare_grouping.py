"""Grouping: what is about the same quantity comes together, whatever the order, and decisions win."""

from __future__ import annotations

import random
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from extractor.compare import Kind, compare
from extractor.compare.grouping import ALIKE, BORDER, Grouping
from extractor.compare.likeness import likeness
from extractor.compare.statement import read
from tests.tagged import more, tagged

if TYPE_CHECKING:
    from extractor.compare import Comparison
    from extractor.compare.statement import Placed
    from tests.tagged import Tagged

FIRST = """Quake kills <nine|dead|dead> in Velmar

<Nine|dead|dead> people died in the quake in Velmar and <40|injured|hurt> were injured, the ministry said.
<Two|dead|children> of the dead were children. In a separate quake near Orlo <four|dead|orlo> people died.
"""
SECOND = """Quake toll in Velmar rises to <14|dead|dead>

The quake in Velmar killed <14|dead|dead> people, the ministry said, <three|dead|children> of them children.
It injured <52|injured|hurt> people.
"""


def articles() -> list[Tagged]:
    return [tagged(FIRST, "2025-05-04", "Gazette"), tagged(SECOND, "2025-05-05", "Wire")]


def compared(*found: Tagged) -> Comparison:
    return compare((it.article, it.row) for it in found)


def groups(grouping: Grouping) -> set[frozenset[str]]:
    return {frozenset(it.statement.key for it in group) for group in grouping}


def placed(*found: Tagged) -> list[list[Placed]]:
    return [read(it.article, it.row).placed for it in found]


def test_articles_on_one_event_come_together_by_what_they_count() -> None:
    known = articles()
    told = {
        (it.article.id, claim["start"]): group
        for it in known
        for claim, group in zip(it.row["claims"], it.groups, strict=True)
    }
    found = {
        frozenset(told[it.source.id, it.claim["start"]] for it in quantity.statements): len(
            quantity.statements
        )
        for quantity in compared(*known).quantities
    }
    assert found == {
        frozenset({"dead"}): 4,
        frozenset({"hurt"}): 2,
        frozenset({"children"}): 2,
        frozenset({"orlo"}): 1,
    }


@pytest.mark.parametrize("name", ["quake", "fire", "storm", "labour", "fever", "mine"])
def test_groups_do_not_depend_on_the_order_of_the_articles(name: str) -> None:
    known = placed(*more(name))
    found = []
    for seed in range(4):
        grouping = Grouping()
        shuffled = random.Random(seed).sample(known, len(known))
        for article in shuffled:
            grouping.add(article)
            list(grouping)  # to ask in between changes nothing
        found.append(groups(grouping))
    assert all(it == found[0] for it in found)


def test_an_article_that_comes_again_changes_nothing() -> None:
    grouping = Grouping()
    for article in placed(*articles()) * 2:
        grouping.add(article)
    once = Grouping()
    for article in placed(*articles()):
        once.add(article)
    assert groups(grouping) == groups(once)


def test_likeness_is_the_same_from_either_side() -> None:
    every = placed(*more("storm"), *more("fever"))
    for one, other in combinations([it for article in every for it in article], 2):
        assert likeness(one, other) == likeness(other, one)


def test_a_settled_pair_brings_its_groups_together() -> None:
    every = [it for article in placed(*articles()) for it in article]
    apart = Grouping()
    apart.add(every)
    (one, *_), (other, *_) = sorted(apart, key=len)[-1], sorted(apart, key=len)[0]
    pair = min(one.statement.key, other.statement.key), max(one.statement.key, other.statement.key)
    together = Grouping(settled={pair: True})
    together.add(every)
    merged = groups(apart) - groups(together)
    assert groups(together) - groups(apart) == {frozenset().union(*merged)}


def test_a_pair_that_was_parted_is_never_in_one_group() -> None:
    every = [it for article in placed(*articles()) for it in article]
    grouping = Grouping()
    grouping.add(every)
    one, other, *_ = sorted(it.statement.key for it in max(grouping, key=len))
    parted = Grouping(settled={(one, other): False})
    parted.add(every)
    assert other not in {it.statement.key for it in parted.of(one)}


def test_two_quantities_that_are_nearly_one_say_how_nearly_and_in_what_they_differ() -> None:
    found = compared(
        tagged("Flood in Velmar\n\nThe flood in Velmar killed <nine|dead|a> people in Harn, the mayor said."),
        tagged("Flood in Velmar\n\nIn Velmar <ten|dead|b> people were killed in the flood, the mayor said."),
    )
    (near,) = found.relations
    assert near.kind is Kind.OTHER_SCOPE
    words, _, sides = near.why.rpartition(" ")[0].rpartition("where ")
    assert words == "alike by 2.5, less than the 3 it takes: "
    assert {sides.removesuffix(" /"), near.why.rpartition(" ")[2]} == {"harn", "velmar"}


def test_borderline_pairs_are_listed_and_asked_about() -> None:
    asked: list[tuple[str, str]] = []

    def decide(one: Placed, other: Placed) -> bool | None:
        asked.append((one.statement.key, other.statement.key))
        return None

    grouping = Grouping(decide)
    for article in placed(*more("fire")):
        grouping.add(article)
    pairs = grouping.borderline()
    assert pairs
    assert all(BORDER[0] <= it.score < BORDER[1] for it in pairs)
    assert {(it.one, it.other) for it in pairs} == set(asked)
    assert [abs(it.score - ALIKE) for it in pairs] == sorted(abs(it.score - ALIKE) for it in pairs)


def test_the_same_number_of_something_else_is_no_tie() -> None:
    known = tagged("The flood in Velmar killed <23|dead|a> people. <23|other|b> rescuers came to Velmar.")
    assert len(compared(known).quantities) == 2


@pytest.mark.parametrize(("noun", "together"), [("miners", 1), ("people", 1), ("women", 2)])
def test_men_may_be_miners_but_no_women(noun: str, together: int) -> None:
    first = tagged("The blast at Velmar killed <18|dead|a> men in the pit.", "2025-05-04", "Wire")
    second = tagged(f"The blast at Velmar killed <18|dead|a> {noun} in the pit.", "2025-05-04", "Gazette")
    assert len(compared(first, second).quantities) == together


def test_people_may_be_the_miners_of_whom_both_articles_tell() -> None:
    first = tagged(
        "Miners were hurt in a blast at Velmar. It killed <18|dead|a> people.", "2025-05-04", "Wire"
    )
    miners = "The blast at Velmar killed <18|dead|a> miners in the pit."
    fishermen = "The blast at Velmar killed <18|dead|a> fishermen at sea."
    for text, together in ((miners, 1), (fishermen, 2)):
        assert len(compared(first, tagged(text, "2025-05-05", "Gazette")).quantities) == together


def test_soldiers_and_civilians_are_two_quantities() -> None:
    text = "The strike on Velmar killed <11|killed|a> soldiers. It killed <12|killed|b> civilians in Velmar."
    assert len(compared(tagged(text)).quantities) == 2


def test_a_part_names_its_whole() -> None:
    text = "At least <1,000|killed|a> of the <11,000|troops|b> North Korean troops in Kursk were killed."
    (found,) = [it for it in compared(tagged(text)).relations if it.kind is Kind.PART_OF]
    assert found.why == "at least 1,000 of 11,000"


def test_the_killed_and_the_wounded_of_a_source_are_parts_of_its_casualties() -> None:
    text = (
        "The army lost <91|casualties|a> men in Velmar: <29|killed|b> were killed and <62|wounded|c> wounded."
    )
    found = [it.why for it in compared(tagged(text)).relations if it.kind is Kind.PART_OF]
    assert found == ["29 of 91", "62 of 91"]


def test_what_repeats_one_source_counts_once() -> None:
    agency = tagged("VELMAR (VW) - <Nine|dead|a> people died in the quake in Velmar.", outlet="Wire")
    copied = tagged("<Nine|dead|a> people died in the quake in Velmar.", outlet="Gazette")
    mayor = tagged("The quake in Velmar killed <12|dead|a> people, mayor Ada Lund said.", outlet="Daily")
    (quantity,) = compared(agency, copied, mayor).quantities
    assert sorted(quantity.origins) == ["Wire", "mayor Ada Lund"] or len(quantity.origins) == 2


def test_claims_that_cannot_be_placed_are_counted_with_their_reasons() -> None:
    it = tagged("The quake in Velmar killed <nine|dead|a> people and hurt <40|injured|b>.")
    it.row["claims"][1]["verdict"] = "mismatch"
    found = compared(it)
    assert [left.why for left in found.unplaced] == ["the text says something else"]
    assert (len(found.quantities), found.articles) == (1, 1)


def test_two_places_that_add_up_to_the_toll_are_parts_of_it() -> None:
    text = (
        "The toll of the flood in Velia stood at <21|dead|a>.\n"
        "The number of deaths in Ulm was <17|dead|b>; <four|dead|c> died in Ostrov."
    )
    known = tagged(text)
    found = compared(known)
    told = {it.key: it.claim["start"] for quantity in found.quantities for it in quantity.statements}
    whole, one, other = (it["start"] for it in known.row["claims"])
    pairs = {(told[it.one], told[it.other]) for it in found.relations if it.kind is Kind.PART_OF}
    assert pairs == {(one, whole), (other, whole)}


def test_articles_on_one_disaster_that_share_no_name_are_known_by_their_large_numbers() -> None:
    first = "A ferry sank off Velmar. <19|dead|a> people died on the ferry, <204|other|b> of 276 were saved."
    again = "A ferry sank near Orlo. <24|dead|a> people died on the ferry, <204|other|b> of 276 were saved."
    other = "A ferry sank near Orlo. <24|dead|a> people died on the ferry, <118|other|b> of 190 were saved."
    for second, together in ((again, 2), (other, 4)):
        known = [tagged(first, "2025-05-04", "Wire"), tagged(second, "2025-05-05", "Gazette")]
        assert len(compared(*known).quantities) == together


def test_a_toll_may_grow_more_than_it_may_fall() -> None:
    days = "2025-05-04", "2025-05-09"
    low, high = (
        "The flood in Velmar killed <12|dead|a> people.",
        "The flood in Velmar killed <90|dead|a> people.",
    )
    grown, fallen = (
        [read(it.article, it.row).placed[0] for it in map(tagged, texts, days, ("Wire", "Gazette"))]
        for texts in ((low, high), (high, low))
    )
    assert likeness(*grown) > likeness(*fallen)


def test_an_outlet_and_its_initials_are_one_source() -> None:
    own = tagged("The flood in Velmar killed <31|dead|a> people.", "2025-05-04", "Velmar News Service")
    copy = tagged("VNS says that <31|dead|a> people died in the flood in Velmar.", "2025-05-04", "Gazette")
    (quantity,) = compared(own, copy).quantities
    assert quantity.origins == ("Velmar News Service",)
