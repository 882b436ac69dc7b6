"""While the desk is dead nothing is called saved or right that is not, and what waits can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import come_in, heard
from tests.browser.served import Said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.browser.conftest import Visits
    from tests.browser.served import Served

ARTICLES = [
    Said(
        "Port\nThe port lost 34 ships and 12 boats. Seven piers fell. The 61 cranes stand.",
        [
            {"quote": "34 ships", "value": 34, "subject": "ships"},
            {"quote": "12 boats", "value": 12, "subject": "boats"},
        ],
        title="Port",
    )
]
REVIEWERS = ["ann"]


@pytest.fixture
def page(visits: Visits, served: Served) -> Iterator[Page]:
    """A window on a desk that is there again afterwards, and knows the browser."""
    page = visits.enter("ann")
    yield page
    served.kill()
    served.open()
    visits.sessions.clear()


def back_again(page: Page, served: Served) -> None:
    """Open the desk again, and log in from another window."""
    served.open()
    second = page.context.new_page()
    come_in(second, served.links["ann"])
    heard(second)
    second.close()


def test_a_draft_that_is_dropped_gives_the_words_back_that_the_claim_rests_on(page: Page) -> None:
    evidence = page.locator("#evidence em")
    expect(evidence).to_have_text("34")
    page.keyboard.press("b")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(evidence).to_have_text("Port")
    expect(page.locator("#judgement [data-verdict]")).not_to_have_attribute("data-verdict", "supported")
    page.get_by_role("button", name="Drop it").click()

    expect(page.locator("#judgement [data-verdict]")).to_have_attribute("data-verdict", "supported")
    expect(evidence).to_have_text("34")


def test_what_could_not_be_judged_has_no_verdict_until_it_can(page: Page, served: Served) -> None:
    served.kill()
    page.get_by_label("value", exact=True).fill("50")
    box = page.locator("#judgement [data-verdict]")
    expect(box).to_have_text("Not judged: the server is away.")
    expect(page.locator("#figure")).to_have_text("")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#saved")).to_have_text("not saved: the server is away, trying again")
    expect(page.locator("dialog[open]")).to_have_count(0)  # nothing is known against it
    back_again(page, served)

    expect(page.locator("#saved")).to_have_text("not saved: claim 1 of Port")
    expect(page.locator("#alert")).to_contain_text("Not saved: claim 1 of Port: the text does")
    page.locator("#saved a").click()
    heard(page)
    expect(page.locator("#draft")).to_contain_text("Your draft of")
    expect(box).to_have_attribute("data-verdict", "mismatch")
    page.get_by_role("button", name="Drop it").click()
    expect(box).to_have_attribute("data-verdict", "supported")
    page.locator("#claim-heading").focus()
    page.keyboard.press("a")
    expect(page.locator("#saved")).to_have_text("saved")


def test_what_waits_in_the_browser_is_taken_back_there(page: Page, served: Served) -> None:
    number = page.locator("#numbers a", has_text="Seven")
    page.keyboard.press("m")
    expect(page.locator("#claim-heading")).to_have_text("7")
    before = len(served.decisions())
    served.kill()
    page.keyboard.press("i")
    expect(number).to_have_attribute("data-state", "waiting")
    page.keyboard.press("m")
    expect(page.locator("#alert")).to_have_text("The server is away.")
    page.keyboard.press("i")
    expect(page.locator("#alert")).to_contain_text("What you decided on this number waits here")
    page.keyboard.press("u")
    expect(page.locator("#status")).to_contain_text("Took back the decision on new claim 7 of Port")
    expect(number).to_have_attribute("data-state", "open")
    expect(page.locator("#saved")).to_have_text("saved")
    back_again(page, served)

    assert len(served.decisions()) == before


def test_what_another_window_sent_is_told_and_shown(page: Page, served: Served) -> None:
    number = page.locator("#numbers a", has_text="Seven")
    page.keyboard.press("m")
    expect(page.locator("#claim-heading")).to_have_text("7")
    served.kill()
    page.keyboard.press("i")
    expect(number).to_have_attribute("data-state", "waiting")
    back_again(page, served)

    expect(page.locator("#saved")).to_have_text("saved")
    expect(number).to_have_attribute("data-state", "ignored")
    expect(page.locator("#alert")).to_have_text("")
