"""Statements: where a claim stands, of which day it is, who says it, and what it is about."""

from __future__ import annotations

from datetime import date

import pytest

from extractor.compare.statement import Placed, read
from tests.tagged import tagged

DAY = "2025-05-04"


def placed(marked: str, **article: str) -> list[Placed]:
    it = tagged(marked, **article)
    reading = read(it.article, it.row)
    assert not reading.unplaced
    return reading.placed


def one(marked: str, **article: str) -> Placed:
    (found,) = placed(marked, **article)
    return found


def test_a_statement_marks_its_number_in_its_sentence() -> None:
    statement = one("Rain fell. At least <31|dead|a> people died in Ulm.").statement
    assert statement.sentence == "At least 31 people died in Ulm."
    assert statement.sentence[slice(*statement.place)] == "31"


@pytest.mark.parametrize(
    ("claim", "why"),
    [
        ({"start": None, "end": None, "verdict": "unsupported"}, "no evidence in the text"),
        ({"verdict": "mismatch"}, "the text says something else"),
        (
            {"verdict": "mismatch", "findings": [{"rule": "subject", "note": False}]},
            "the text says something else (subject)",
        ),
        (
            {"verdict": "unsupported", "findings": [{"rule": "bound", "note": True}]},
            "the text does not say so",
        ),
        ({"value": None, "low": None, "high": None}, "it states no number"),
        ({"value": "many"}, "its number cannot be read"),
    ],
)
def test_a_claim_that_cannot_be_compared_says_why(claim: dict[str, object], why: str) -> None:
    it = tagged("The storm killed <31|dead|a> people.")
    it.row["claims"][0] |= claim
    (left,) = read(it.article, it.row).unplaced
    assert (left.why, left.sentence) == (why, "" if "start" in claim else it.article.text)


def test_claims_of_other_verdicts_are_compared_when_asked_for() -> None:
    it = tagged("The storm killed <31|dead|a> people.")
    it.row["claims"][0]["verdict"] = "mismatch"
    assert read(it.article, it.row, {"mismatch"}).placed


def test_the_chain_leads_from_the_outlet_to_the_speaker() -> None:
    text = "According to the health ministry, <31|dead|a> people died, the Daily Bugle writes."
    statement = one(text, outlet="https://news.example/1").statement
    assert statement.chain == ("news.example", "Daily Bugle", "health ministry")


def test_a_toll_of_a_recent_event_is_of_the_day_of_its_article() -> None:
    found = one("The quake on Friday killed <31|dead|a> people.", day=DAY)
    assert found.day is not None
    assert (found.day.date, found.day.after) == (date(2025, 5, 4), True)


@pytest.mark.parametrize(
    "text",
    [
        "It was the worst flood since 1997, when <14|dead|a> people died.",
        "The flood of 1997, which killed <14|dead|a> people, was worse.",
        "In 1997 a flood killed <14|dead|a> people.",
    ],
)
def test_a_figure_of_another_year_is_of_that_year(text: str) -> None:
    found = one(text, day=DAY)
    assert found.day is not None
    assert found.day.date.year == 1997


def test_an_earlier_figure_is_before_the_article() -> None:
    now, before = placed("The toll rose to <31|dead|a> dead, up from <24|dead|a>.", day=DAY)
    assert now.day is not None
    assert before.day is not None
    assert before.day < now.day


def test_without_a_date_of_the_article_the_day_is_not_known() -> None:
    assert one("The quake killed <31|dead|a> people on Friday.").day is None


@pytest.mark.parametrize(
    ("text", "topic", "counted"),
    [
        ("The blast wounded <31|injured|a> people.", "wounded", ""),
        ("<Three|dead|a> of the dead were children.", "killed", "child"),
        ("<Sixteen|dead|a> of the victims were civilians, the office said.", "killed", "civilian"),
        ("Some <4,000|troops|a> soldiers are stationed near Ulm.", "stationed", "soldier"),
        ("The army sent <4,000|deployment|a> men to Ulm.", "sent", "soldier"),
        ("Some <300|other|a> sheep drowned.", "killed", "sheep"),
        ("<Twelve|homes|a> houses were destroyed.", "destroyed", "home"),
        ("<Twelve|homes|a> houses were flooded.", "flooded", "home"),
        ("The damage is put at <12 million euros|damage|a>.", "damage", "damag"),
        ("<Six|injured|a> of the wounded are in critical condition.", "critical", ""),
        ("<Six|injured|a> people were seriously hurt.", "serious", ""),
        ("It raised the number of wounded from 46 to <52|dead|a>.", "wounded", ""),
        ("Some <77|other|a> people survived the crash.", "rescued", ""),
        ("The bus had <52|other|a> people on board.", "aboard", ""),
        ("About <300|other|a> people were on the ferry.", "aboard", ""),
        ("<Nine|dead|a> nationals of Velia died.", "killed", "citizen"),
        ("The crew put the volume of fuel at <90 tonnes|other|a>.", "", "fuel"),
    ],
)
def test_what_happens_to_what_is_counted(text: str, topic: str, counted: str) -> None:
    about = one(text).about
    assert (about.topic, about.counted) == (topic, counted)


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("Another <400|troops|a> soldiers arrived.", {"further"}),
        ("Some <400|troops|a> more soldiers arrived.", {"further"}),
        ("More than <400|troops|a> soldiers arrived.", set()),
        ("About <400|troops|a> soldiers will arrive next week.", {"planned"}),
        ("The first wave of <400|troops|a> soldiers arrived.", {"first"}),
        ("About <400|other|a> trucks a day cross the border.", {"rate"}),
        ("In a separate attack <4|dead|a> people died.", {"separate"}),
        ("Two died overnight. <Two|dead|a> people died, bringing to 29 the number of dead.", {"further"}),
        ("<Four|dead|a> of the dead were guests.", {"part", "within"}),
        ("<Four|dead|a> people died in a nursing home.", {"inside"}),
        ("The toll is up from <11|dead|a> a day earlier.", {"before"}),
        ("In Ulm alone 31 died, and it is said that <600|injured|a> people are ill.", set()),
        ("At the height of the flood <400|displaced|a> people were away.", {"peak"}),
        ("Some <60|missing|a> people will not be found.", set()),
        ("The agency took back the <26|dead|a> deaths.", {"before"}),
        ("The agency corrects the <26|dead|a> of the night before.", {"before"}),
        ("It is an increase after a first figure of <340 million euros|damage|a>.", {"before"}),
        ("<Seven|missing|a> are missing after five were found, bringing the toll to 38.", set()),
    ],
)
def test_what_limits_or_widens_a_number(text: str, scope: set[str]) -> None:
    assert one(text).about.scope == scope


def test_a_country_is_one_under_all_its_names() -> None:
    texts = ("About <400|troops|a> North Korean soldiers", "Some <400|troops|a> DPRK troops")
    assert {one(f"{text} crossed the river.").about.whose for text in texts} == {frozenset({"north korea"})}


def test_who_speaks_is_not_whose_soldiers_are_counted() -> None:
    text = "Ukrainian officials said that <400|troops|a> Russian soldiers crossed the river."
    assert one(text).about.whose == {"russia"}


def test_its_own_losses_are_those_of_the_country_named_before() -> None:
    text = "Latvia gave a figure for its losses at last, and put them at <12|killed|a> dead, Latvia said."
    assert one(text).about.whose == {"latvia"}


def test_the_place_of_a_number_is_told_from_that_of_the_event() -> None:
    title = "Storm kills <nine|dead|a> on the Amber Coast"
    text = f"{title}\n\n<Two|dead|b> of them died in Ulm, <one|dead|c> in Bonn."
    whole, ulm, bonn = (it.about for it in placed(text))
    assert whole.where == {"amber coast"}
    assert [sorted(it.local) for it in (whole, ulm, bonn)] == [[], ["ulm"], ["bonn"]]


def test_a_headline_says_of_a_number_what_the_text_below_says_of_it() -> None:
    text = (
        "Army sends <4,000|troops|a> soldiers to Ulm\n\nThere are <4,000|troops|a> soldiers stationed at Ulm."
    )
    assert [it.about.topic for it in placed(text)] == ["stationed", "stationed"]


def test_the_place_of_a_dateline_is_not_that_of_its_numbers() -> None:
    text = (
        "ULM, 4 May 2025 (Wire) - A bridge fell near Ostrov and <11|dead|a> people died. They lived in Ulm."
    )
    assert one(text).about.local == frozenset()


def test_a_mayor_speaks_of_her_town() -> None:
    said = one(
        "Flood in Velia\n\nThe mayor of Ulm, Ines Corto, said that the town had lost <11|dead|a> people."
    )
    assert said.about.local == {"ulm"}
    head = one(
        "Flood in Velia\n\nOSTROV - There are <11|dead|a> names on the list of those her town has lost."
    )
    assert head.about.local == {"ostrov"}


def test_a_number_that_is_told_again_counts_what_it_counted() -> None:
    text = (
        "In the camp of Ulm <38|dead|a> soldiers died.\n"
        "A nurse died in hospital. She is not among the <38|dead|b>."
    )
    first, again = placed(text)
    assert again.about == first.about


def test_a_bare_number_counts_what_the_number_before_it_does() -> None:
    text = "The owner says <276|other|a> people were on board. The police speak of <more than 300|other|b>."
    assert [it.about.topic for it in placed(text)] == ["aboard", "aboard"]


def test_a_number_counts_what_the_question_before_it_asks_for() -> None:
    text = "How many passengers the ship carried is disputed. The owner stands by its list of <276|other|a>."
    assert one(text).about.topic == "aboard"


def test_a_sentence_tells_of_those_it_begins_with() -> None:
    text = "Of the <58|other|a> citizens on the ship <18|dead|b> are dead and <12|missing|c> missing."
    whole, dead, missing = placed(text)
    assert (whole.about.topic, dead.about.topic, missing.about.topic) == ("", "killed", "missing")
    assert {it.about.counted for it in (whole, dead, missing)} == {"citizen"}
    assert ["part" in it.about.scope for it in (whole, dead, missing)] == [False, True, True]


def test_a_number_of_the_whole_country_is_of_no_town_in_the_sentence() -> None:
    text = "Ulm has its first case, as the number of infections in the country rose to <203|injured|a>."
    assert one(text).about.local == frozenset()


def test_bodies_are_the_dead_of_a_headline_with_the_same_number() -> None:
    text = (
        "<Nineteen|dead|a> dead in flood\n\n<Nineteen|dead|b> bodies were found by Sunday, the agency said."
    )
    assert [it.about.counted for it in placed(text)] == ["", ""]


def test_an_event_that_an_article_brings_up_later_is_another_one() -> None:
    text = (
        "The flood in Velia has killed <31|dead|a> people.\nThe river is falling in all of the valley.\n"
        "The agency goes on with its search.\nA storm on the coast killed <31|dead|b> last winter."
    )
    assert ["separate" in it.about.scope for it in placed(text)] == [False, True]


def test_a_date_in_words_is_that_of_the_article() -> None:
    it = one("A storm killed <31|dead|a> people.", day="Sun, 4 May 2025 10:00:00 +0200")
    assert it.statement.source.published == date(2025, 5, 4)
