"""What an article that arrives changes: a line for each new figure, and one for each new dispute."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from extractor.article import article
from extractor.check import check
from extractor.claims import NumericClaim
from extractor.compare.arrivals import Arrivals
from extractor.compare.rows import arrival
from extractor.extract import Extraction
from extractor.model import Usage
from extractor.numbers import scan
from extractor.reporting import voices
from extractor.sentences import at, sentences


class Desk:
    """Takes in articles one after another."""

    def __init__(self) -> None:
        self._arrivals = Arrivals()

    def read(self, day: int, *said: str) -> list[str]:
        """Take in an article of a day in March; return in a few words what it changes."""
        return [
            f"{it['one']['origin']} {it['one']['figure']} {it['kind']} "
            f"{it['other']['origin']} {it['other']['figure']}"
            for it in self.lines(day, *said)
        ]

    def lines(self, day: int, *said: str) -> list[dict[str, Any]]:
        text = " ".join((f"This is the {date(2026, 3, day):%A} edition.", *said))
        made = article(text, date=f"2026-03-{day:02}", source="Daily", path=f"{day}.txt")
        cut = sentences(text)
        claims = []
        for number in (it for it in scan(text) if it.role == "quantity"):
            (voice,) = voices(text, cut[at(cut, number.start)])
            speaker = text[voice.start : voice.end].removeprefix("the ")
            stated = {"mention": number.id, "value": number.low, "subject": "people"}
            claims.append(NumericClaim.model_validate(stated | {"attributed_to": speaker}))
        row = Extraction(made, "figures", "m", check(text, claims), Usage()).row()
        return [arrival(it.quantity, it.relation) for it in self._arrivals.take_in(made, row)]


def killed(number: int, speaker: str) -> str:
    return f"The fire at the Arlen depot killed {number} people, the {speaker} said."


@pytest.fixture
def desk() -> Desk:
    made = Desk()
    for day, number in enumerate((12, 14, 18, 21), start=2):
        made.read(day, killed(number, "fire service"))
    return made


def test_a_new_figure_is_held_against_the_last_one_of_its_source_alone(desk: Desk) -> None:
    assert desk.read(6, killed(24, "fire service")) == ["fire service 24 revised fire service 21"]


def test_a_source_that_is_new_is_held_against_the_last_figure_of_all(desk: Desk) -> None:
    assert desk.read(6, killed(19, "mayor")) == ["mayor 19 disputed fire service 21"]
    assert (
        desk.read(9, killed(26, "union")) == ["union 26 revised mayor 19", "union 26 disputed mayor 19"][:1]
    )


def test_figures_of_one_day_that_exclude_one_another_are_told_once_for_each_source(desk: Desk) -> None:
    both = killed(30, "mayor"), killed(24, "fire service"), killed(30, "mayor")
    assert desk.read(6, *both) == [
        "fire service 24 revised fire service 21",
        "mayor 30 disputed fire service 24",
    ]


def test_what_was_known_is_not_told_again(desk: Desk) -> None:
    assert desk.read(6, killed(21, "fire service")) == []
    assert desk.read(5, killed(18, "fire service")) == []
    assert desk.read(4, killed(12, "fire service")) == []


def test_a_source_that_comes_back_to_a_figure_has_news(desk: Desk) -> None:
    (line,) = desk.lines(7, killed(18, "fire service"))
    assert {line["one"]["figure"], line["other"]["figure"]} == {"18", "21"}


def test_a_line_says_who_told_what_when_and_where_and_little_else(desk: Desk) -> None:
    (line,) = desk.lines(6, killed(24, "fire service"))
    assert list(line) == ["kind", "quantity", "type", "why", "one", "other"]
    assert line["why"] == "24 (6 March 2026) against 21 (5 March 2026)"
    assert {key: it for key, it in line["one"].items() if key != "id"} == {
        "figure": "24",
        "low": 24,
        "high": 24,
        "unit": "",
        "origin": "fire service",
        "date": "2026-03-06",
        "outlet": "Daily",
        "path": "6.txt",
        "sentence": killed(24, "fire service"),
    }
