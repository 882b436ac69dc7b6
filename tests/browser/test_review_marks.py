"""Spans that overlap, cross and lie within one another: the marks show whose each word is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.served import Said

if TYPE_CHECKING:
    from tests.browser.conftest import Visits

TEXT = "Losses\nThe port lost 5 to 7 ships, between 30 and 40 boats, and 12 piers."
ARTICLES = [
    Said(
        TEXT,
        [
            {"quote": "5 to 7", "low": 5, "high": 7, "subject": "ships"},
            {"quote": "5 to 7 ships", "low": 5, "high": 8, "subject": "ships"},
            {"quote": "12 piers", "value": 12, "subject": "piers"},
            {"quote": "12 piers", "value": 12, "subject": "port"},
        ],
    ),
]
REVIEWERS = ["ann"]

WORDS = """(marks, number) => marks.filter((mark) => mark.dataset.c.split(" ").includes(number))
  .map((mark) => mark.textContent).join("")"""


def test_the_words_of_each_claim_can_be_read_off_the_marks(visits: Visits) -> None:
    page = visits.enter("ann")
    expect(page.locator("#claims .item")).to_have_count(4)
    rows = page.locator("#claims .item").evaluate_all("(all) => all.map(({ dataset }) => ({ ...dataset }))")
    marks = page.locator("#article mark[data-c]")

    for row in rows:
        words = TEXT[int(row["start"]) : int(row["end"])]
        assert marks.evaluate_all(WORDS, row["number"]) == words
    assert page.locator("#article .body p").all_text_contents() == [TEXT.split("\n")[1]]
