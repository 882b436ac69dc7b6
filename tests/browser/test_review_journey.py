"""A reviewer decides on an article with the keys alone, and what comes of it is exported."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.browser.served import Said

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visits
    from tests.browser.served import Served

TEXT = (
    "Flood closes 20 schools\n"
    "The schools stay shut all week. Three mills stand still.\n"
    "The town lost 450 cows and 1,200 sheep. Ann Mora counted 45 boats at 7 piers."
)
CLAIMS = [
    {"quote": "20 schools", "value": 20, "subject": "schools"},
    {"quote": "Three mills", "value": 4, "subject": "mills"},
    {"quote": "450 cows", "value": 450, "subject": "cows"},
    {"value": 77, "subject": "pigs"},
]
ARTICLES = [Said(TEXT, CLAIMS)]
REVIEWERS = ["ann"]


def status(page: Page, words: str) -> None:
    """Wait until the desk says something, and that all is saved."""
    expect(page.locator("#status")).to_contain_text(words)
    expect(page.locator("#saved")).to_have_text("saved")


def brief(claim: dict[str, Any]) -> list[Any]:
    """Return what an exported claim comes to: words, value, subject, verdict, who settled it how and why."""
    review = claim["review"]
    at = TEXT[claim["start"] : claim["end"]] if claim["start"] is not None else None
    said = [at, claim["value"], claim["subject"], claim["verdict"]]
    return [*said, review["state"], review["reviewers"], review["reason"]]


def exported(served: Served) -> list[dict[str, Any]]:
    done = served.shell("export", "--reviewed", "--project", str(served.folder), "--store", served.store)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def decide_on_claims(page: Page) -> None:
    press = page.keyboard.press
    expect(page.locator("#status")).to_contain_text("Now claim 1: 20 schools figure, supported.")

    press("a")
    status(page, "Accepted claim 1. Now claim 2: 4 mills figure, mismatch.")

    press("a")
    expect(page.get_by_role("alert")).to_contain_text("The verdict speaks against it")

    press("e")
    expect(page.get_by_label("value", exact=True)).to_be_focused()
    page.keyboard.insert_text("3")
    expect(page.locator("#judgement [data-verdict]")).to_have_attribute("data-verdict", "supported")
    press("Control+Enter")
    status(page, "Corrected claim 2. Now claim 3: 450 cows figure, supported.")
    for rows in ("#queue-list", "#claims"):
        expect(page.locator(f"{rows} .item .said").nth(1)).to_have_text("3 mills figure")
    expect(page.locator("#article mark", has_text="Three")).to_have_class("mark supported done")

    press("u")
    status(page, "Took back: Corrected claim 2. Now claim 2: 4 mills figure, mismatch.")
    expect(page.locator("#queue-list .item .said").nth(1)).to_have_text("4 mills figure")
    press("Shift+U")
    status(page, "Restored: Corrected claim 2. Now claim 2: 3 mills figure, supported.")
    expect(page.locator("#queue-list .item .said").nth(1)).to_have_text("3 mills figure")
    press("j")
    status(page, "Now claim 3: 450 cows figure, supported.")

    press("s")
    status(page, "Skipped claim 3; it stays in the queue of skipped claims. Now claim 4: 77 pigs")


def choose_type(page: Page) -> None:
    press = page.keyboard.press
    press("Control+Enter")
    expect(page.get_by_role("alert")).to_have_text("Its type is to be chosen.")
    press("Escape")
    press("e")
    expect(page.locator("#f-type")).to_be_focused()
    press("f")
    expect(page.locator("#f-type")).to_have_value("figure")


def decide_on_numbers(page: Page) -> None:
    press = page.keyboard.press
    press("m")
    status(page, "New claim: 1,200.")
    press("s")
    status(page, "This claim is not saved yet.")
    choose_type(page)
    page.get_by_label("subject", exact=True).focus()
    page.keyboard.insert_text("sheep")
    expect(page.locator("#judgement [data-verdict]")).to_have_attribute("data-verdict", "supported")
    press("Control+Enter")
    status(page, "Made a new claim. New claim: 45.")

    press("u")
    status(page, "Took back: Made a new claim.")
    expect(page.locator("#numbers")).to_contain_text("1,200 sheep")
    press("Shift+U")
    status(page, "Restored: Made a new claim. Now claim 4: 1,200 sheep figure, supported.")
    expect(page.locator("#numbers")).not_to_contain_text("1,200 sheep")

    press("m")
    status(page, "New claim: 45.")
    for key, words in (
        ("m", "New claim: 7."),
        ("m", "From the beginning again. New claim: 45."),
        ("Shift+M", "From the end again. New claim: 7."),
        ("Shift+M", "New claim: 45."),
    ):
        press(key)
        status(page, words)
    press("i")
    status(page, "Ignored the number: no claim has to be about it. New claim: 7.")
    press("u")
    status(page, "Took back: Ignored the number: no claim has to be about it. New claim: 45.")
    press("Shift+U")
    status(page, "Restored: Ignored the number: no claim has to be about it.")
    press("m")
    status(page, "New claim: 7.")
    press("m")
    status(page, "No other number of this article is left.")


def test_keys_are_enough_to_settle_an_article(visits: Visits, served: Served) -> None:
    page = visits.enter("ann")

    decide_on_claims(page)
    decide_on_numbers(page)
    page.keyboard.press("j")
    status(page, "Now claim 5: 77 pigs figure, unsupported.")
    page.keyboard.press("r")
    expect(page.locator("#reason")).to_be_visible()
    page.keyboard.press("7")
    expect(page.get_by_role("heading", name="Nothing left here")).to_be_focused()

    (row,) = exported(served)
    assert [brief(claim) for claim in row["claims"]] == [
        ["20", 20, "schools", "supported", "accepted", ["ann"], None],
        ["Three", 3, "mills", "supported", "corrected", ["ann"], None],
        ["1,200", 1200, "sheep", "supported", "created", ["ann"], None],
    ]
    assert [brief(claim) for claim in row["rejected"]] == [
        [None, 77, "pigs", "unsupported", "rejected", ["ann"], "not in the text"]
    ]
    assert row["ignored"] == [f"n{TEXT.index('45 boats')}"]
    assert [mention["text"] for mention in row["uncovered"]] == ["450", "7"]
    assert (row["disputed"], row["undecided"]) == (0, 1)
