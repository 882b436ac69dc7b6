"""What sentences of articles come to, side by side: who says it, of which day, and what replaces what."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.compare import Comparison, Kind, compare
from extractor.figure import figure
from tests.tagged import tagged

if TYPE_CHECKING:
    from extractor.compare import Statement


def compared(*articles: tuple[str, str | None, str]) -> Comparison:
    """Compare texts with marked numbers, each with its day and its outlet."""
    made = (tagged(text, day, outlet) for text, day, outlet in articles)
    return compare((it.article, it.row) for it in made)


def told(found: Comparison) -> dict[str, Statement]:
    """Return the statements by their figures."""
    return {figure(it.claim): it for each in found.quantities for it in each.statements}


def related(found: Comparison) -> set[tuple[str, str, Kind]]:
    """Return how figures of one quantity stand to one another."""
    words = {it.key: figure(it.claim) for each in found.quantities for it in each.statements}
    return {(words[it.one], words[it.other], it.kind) for each in found.quantities for it in each.relations}


SAID = st.lists(
    st.sampled_from(
        """
        the its agency ministry Agency Rescue Brand's director, Ivo Brand, said that it had reported up from a
        first figure of counts lowered rejected reports while and which citing Post on Monday the night before
        dead missing of them a further could not be saved; . , (CNA) - <31|dead|a> <12|missing|b>
        """.split()
    ),
    max_size=30,
)
"""Words that the rules look for, in no order."""

RELATED = {Kind.REVISED, Kind.DISPUTED}
FIRST = "The flood at Ulm killed <31|dead|a> people, the ministry said."
SECOND = "The flood at Ulm killed <36|dead|a> people, the {} said."


@pytest.mark.parametrize("days", [(None, None), ("2026-05-04", None), (None, "2026-05-04")])
@pytest.mark.parametrize("who", ["ministry", "coast guard"])
def test_what_has_no_day_takes_the_place_of_nothing_and_disputes_no_other_article(
    days: tuple[str | None, str | None], who: str
) -> None:
    found = compared((FIRST, days[0], "Times"), (SECOND.format(who), days[1], "Post"))
    ((_, _, kind),) = related(found)
    assert kind is Kind.OTHER_SCOPE


def test_figures_of_one_source_and_one_day_are_neither_revised_nor_disputed() -> None:
    found = compared((FIRST, "2026-05-04", "Times"), (SECOND.format("ministry"), "2026-05-04", "Post"))
    ((_, _, kind),) = related(found)
    assert kind is Kind.OTHER_SCOPE


def test_two_sources_of_one_article_are_of_one_time_whenever_that_was() -> None:
    text = f"{FIRST} {SECOND.format('coast guard')}"
    assert {kind for *_, kind in related(compared((text, None, "Times")))} == {Kind.DISPUTED}


@pytest.mark.parametrize(
    "text",
    [
        "The flood at Ulm killed <24|dead|a> people, the ministry said, taking back the <26|dead|a> of the "
        "night before.",
        "The flood at Ulm killed <24|dead|a> people, the ministry said. Late on Sunday night it "
        "had announced <26|dead|a> deaths.",
    ],
)
def test_what_an_article_takes_back_is_revised_by_what_it_says_now(text: str) -> None:
    found = compared((text, "2026-05-04", "Times"))
    assert related(found) == {("24", "26", Kind.REVISED)}
    time = told(found)["26"].time
    assert time is not None
    assert (time.first, time.last) == (date(2026, 5, 3), date(2026, 5, 3))


def test_a_list_that_has_grown_replaces_the_smaller_one_of_the_same_article() -> None:
    text = (
        "He rejected the <41|dead|a> people killed in the flood at Ulm reported by Civil Ledger, which said "
        "that its list of people killed had grown to <43|dead|a>."
    )
    found = compared((text, "2026-05-04", "Times"))
    assert {(one, other, kind) for one, other, kind in related(found) if kind in RELATED} <= {
        ("43", "41", Kind.REVISED)
    }


def test_on_one_day_the_part_of_the_day_that_is_told_decides() -> None:
    noon = "The toll of the flood at Ulm stood at <21|dead|a> dead by midday, the ministry said."
    evening = "The flood at Ulm has killed <23|dead|a> people, the ministry said on Monday evening."
    found = compared((noon, "2026-05-04", "Times"), (evening, "2026-05-04", "Post"))
    assert related(found) == {("23", "21", Kind.REVISED)}


def test_the_hour_of_an_event_is_not_that_of_its_figure() -> None:
    evening = "The flood at Ulm on Monday evening killed <23|dead|a> people, the ministry said."
    found = compared((FIRST, "2026-05-04", "Times"), (evening, "2026-05-04", "Post"))
    assert {kind for *_, kind in related(found)} == {Kind.OTHER_SCOPE}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (
            "The toll of the flood rose to <31|dead|a> on Monday, the ministry said, up from <12|dead|a> "
            "the day before.",
            ("2026-05-03", "2026-05-03"),
        ),
        (
            "The flood killed <31|dead|a> people. On Monday the ministry had reported <12|dead|a> dead.",
            ("2026-05-04", "2026-05-04"),
        ),
        (
            "The ministry raised the toll on Monday to <31|dead|a> dead, after a first figure of "
            "<12|dead|a> dead.",
            (None, "2026-05-05"),
        ),
        (
            "The ministry raised the toll to <31|dead|a> dead, after a first figure of "
            "<12|dead|a> on Monday.",
            ("2026-05-04", "2026-05-04"),
        ),
        (
            "The toll rose to <31|dead|a> on Monday, said the ministry, which had spoken "
            "of <12|dead|a> dead.",
            (None, "2026-05-05"),
        ),
    ],
)
def test_an_earlier_figure_has_its_own_day_or_none(text: str, days: tuple[str | None, str]) -> None:
    time = told(compared((text, "2026-05-05", "Times")))["12"].time
    assert time is not None
    assert (time.first and str(time.first), str(time.last)) == days


@pytest.mark.parametrize(
    ("text", "chains"),
    [
        (
            "The coast guard on Tuesday lowered the toll to <29|dead|a> dead. On Monday it had reported "
            "<31|dead|a> dead.\n\nOf the dead <11|dead|b> were children, the health ministry said.",
            {"29": "coast guard", "31": "coast guard", "11": "health ministry"},
        ),
        (
            "The health ministry counts <29|dead|a> dead and the mayor <34|dead|a>.",
            {"29": "health ministry", "34": "mayor"},
        ),
        (
            "The finance ministry raised its estimate to <420|damage|a> dead, after a first figure of "
            "<340|damage|a> dead.",
            {"420": "finance ministry", "340": "finance ministry"},
        ),
        (
            "The Rescue Agency lists <nine|dead|a> dead.\n\nThe agency said <31|dead|b> were hurt.",
            {"9": "Rescue Agency", "31": "Rescue Agency"},
        ),
        (
            "The Rescue Agency said so. Its director, Ivo Brand, rejected reports of more than "
            "<50|dead|a> dead.",
            {"more than 50": "unnamed reports"},
        ),
        (
            "In all <31|dead|a> people died, the Northern Press reported, citing the rescue service.",
            {"31": "Northern Press > rescue service"},
        ),
        (
            "Citing Velian military sources, Northern Press reported that <31|dead|a> people died.",
            {"31": "Northern Press > Velian military sources"},
        ),
        ("ULM (CNA) - In all <31|dead|a> died, the police said.", {"31": "CNA > police"}),
        (
            "The Rescue Agency came. In all <31|dead|a> died, the agency's duty officer, Ina Kol, said.",
            {"31": "Rescue Agency"},
        ),
        (
            "The Rescue Agency said so. Its director, Ivo Brand, spoke. In all <38|dead|a> died, Brand said.",
            {"38": "Rescue Agency"},
        ),
        ("In all <31|dead|a> died, coast guard spokesman Ivo Brand said.", {"31": "coast guard"}),
        ("The operator, Seeline, said <196|dead|a> died.", {"196": "operator Seeline"}),
        ("Late on Sunday night it had announced <26|dead|a> deaths.", {"26": ""}),
        (
            "Ukrainian estimates suggest <4,000|dead|a> dead, while South Korea estimates <3,600|dead|a>.",
            {"4,000": "Ukrainian estimates", "3,600": "South Korea"},
        ),
        ("Losses were put at <390|dead|a> dead.", {"390": ""}),
    ],
)
def test_a_figure_has_the_source_that_its_sentence_names(text: str, chains: dict[str, str]) -> None:
    found = told(compared((text, "2026-05-05", "Post")))
    assert {it: " > ".join(found[it].chain[1:]) for it in found} == chains


def test_a_body_is_one_source_under_all_its_names() -> None:
    text = (
        "The flood at Ulm killed <31|dead|a> people, the Rescue Agency said.\n\nThe flood at Ulm killed "
        "<32|dead|a> people, the agency's director, Ivo Brand, said. It killed <33|dead|a> people, "
        "Brand said."
    )
    (quantity,) = compared((text, "2026-05-05", "Post")).quantities
    assert quantity.origins == ("Rescue Agency",)


def parts(found: Comparison) -> set[tuple[str, str]]:
    """Return which figures are parts of which."""
    words = {it.key: figure(it.claim) for each in found.quantities for it in each.statements}
    return {(words[it.one], words[it.other]) for it in found.relations if it.kind is Kind.PART_OF}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "In all at least <120|dead|a> people died. Since then <1,240|dead|b> civilians died, <29|dead|c> "
            "of them on trains.",
            {("29", "1,240")},
        ),
        (
            "At least <12|dead|a> people drowned on the ferry with <240|other|b> passengers on board. "
            "<Five|dead|c> of the dead were children.",
            {("5", "at least 12")},
        ),
        (
            "<Eight|missing|a> people are missing, said rescuers, who searched <two thirds|other|b> of the "
            "hall in ruins.",
            set(),
        ),
        (
            "The flood killed <26|dead|a> people. <More than half|other|b> of the residents had returned.",
            set(),
        ),
        (
            "Some <9,000|displaced|a> people have fled, said Raft, which was feeding <1,400|displaced|b> of "
            "them in <three|displaced|c> halls.",
            {("1,400", "about 9,000")},
        ),
        (
            'There are <eleven|dead|a> names on the list. "I knew all <eleven|dead|b> of them," he said.',
            set(),
        ),
    ],
)
def test_a_part_is_smaller_than_its_whole_and_of_its_kind(text: str, expected: set[tuple[str, str]]) -> None:
    assert parts(compared((text, "2026-05-05", "Post"))) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The flood at Ulm killed <26|dead|a> people; a storm on the coast last winter killed <31|dead|b>.",
        "The ship was licensed to carry <180|other|a> passengers. There were "
        "<196|other|b> passengers on board.",
        "In Ulm <seven|dead|a> bodies were found. In Ulm <two|dead|b> bodies had been entered twice.",
        "In Ulm <seven|dead|a> bodies were found. In Ulm some bodies had been entered <twice|dead|b>.",
        "Soldiers were sent <four months|other|a> ago. A thousand died within <three months|other|b>.",
    ],
)
def test_what_is_of_another_event_or_only_may_be_is_another_quantity(text: str) -> None:
    found = compared((text, "2026-05-05", "Post"))
    assert [len(it.statements) for it in found.quantities] == [1, 1]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The storm killed <31|dead|a> people.", "people killed"),
        ("They found the dead in a town of <18,000|dead|a>.", "inhabitants"),
        ("Of the homes <240|other|a> could not be saved.", "homes not rescued"),
        ("Power was back in <8,000|other|a> households.", "households with power again"),
        ("They searched about <two thirds|other|a> of the ruined hall.", "ruined hall"),
        ("There are <11|missing|a> names on his list.", "people"),
        ("The toll reaches <31|dead|a> dead.", "people killed"),
        ("They said that <23|troops|a> of the names belong to civilians.", "civilians"),
        ("The figure for the damage is <$12 million|damage|a>.", "damage"),
        ("Some <90|other|a> houses will be pulled down.", "planned homes"),
    ],
)
def test_a_quantity_is_called_no_more_than_its_sentences_say(text: str, name: str) -> None:
    (quantity,) = compared((text, "2026-05-05", "Post")).quantities
    assert quantity.name == name


def test_a_further_number_of_others_is_all_of_them() -> None:
    text = (
        "At least <12|dead|a> people drowned at Ulm on a ship with <240|other|a> passengers on board. A "
        "further <55|missing|b> people were missing and <173|other|a> had been rescued."
    )
    names = [it.name for it in compared((text, "2026-05-05", "Post")).quantities]
    assert not [it for it in names if "further" in it]


def test_the_verb_of_a_sentence_says_more_than_the_type_of_a_claim() -> None:
    text = "Some <55|missing|a> people were missing at Ulm and <173|missing|b> had been rescued."
    found = compared((text, "2026-05-05", "Post"))
    assert {it.name for it in found.quantities} == {"people missing, Ulm", "people rescued, Ulm"}


def test_a_further_number_of_the_same_is_one_more() -> None:
    text = "At least <12|dead|a> people drowned at Ulm. A further <5|dead|b> people died in hospital."
    found = compared((text, "2026-05-05", "Post"))
    assert [len(it.statements) for it in found.quantities] == [1, 1]


def test_a_port_and_its_sound_are_one_place() -> None:
    first = (
        "Ferry capsizes off Port Ulmen\n\nThe ferry capsized in Ulmen Sound with <240|other|a> passengers on "
        "board, the police said."
    )
    second = "The ferry capsized in Ulmen Sound with <196|other|a> passengers on board, the owner said."
    found = compared((first, "2026-05-05", "Post"), (second, "2026-05-05", "Times"))
    assert [len(it.statements) for it in found.quantities] == [2]
    assert {kind for *_, kind in related(found)} == {Kind.DISPUTED}


def test_what_its_source_took_back_is_in_dispute_with_nobody() -> None:
    first = "The flood at Ulm killed <31|dead|a> people, the police said."
    second = (
        "The police lowered the toll of the flood at Ulm to <29|dead|a> dead.\n\nThe flood at Ulm killed "
        "<29|dead|b> people, the ministry said."
    )
    found = compared((first, "2026-05-04", "Times"), (second, "2026-05-05", "Post"))
    assert {kind for *_, kind in related(found)} == {Kind.REVISED, Kind.SAME}


def test_what_most_call_people_is_people_though_one_calls_them_bodies() -> None:
    texts = (
        "Flood in Velia\n\nIn Ulm <seven|dead|a> bodies were found, the police said.",
        "Flood in Velia\n\nIn Ulm <nine|dead|a> people died, the police said.",
        "Flood in Velia\n\nIn Ulm <ten|dead|a> people died, the police said.",
    )
    found = compared(*((text, f"2026-05-0{day}", "Post") for day, text in enumerate(texts, 1)))
    assert [(it.name, len(it.statements)) for it in found.quantities] == [("people killed, Ulm", 3)]


@given(SAID, st.sampled_from([None, "2026-05-05"]))
def test_every_sentence_has_a_meaning_or_none_and_no_figure_disputes_its_own_source(
    said: list[str], day: str | None
) -> None:
    found = compared((" ".join(["In Ulm <24|dead|a> died,", *said]), day, "Post"))
    known = {it.key: it for each in found.quantities for it in each.statements}
    for each in found.quantities:
        for it in each.relations:
            assert it.kind is not Kind.DISPUTED or known[it.one].origin != known[it.other].origin
