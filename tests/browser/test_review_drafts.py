"""What a reviewer typed or decided outlives a reload and a desk that is killed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.conftest import come_in, heard
from tests.browser.served import Said

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

    from tests.browser.conftest import Visits
    from tests.browser.served import Served

ARTICLES = [
    Said("Three mills stand still.", [{"quote": "Three mills", "value": 4, "subject": "mills"}]),
    Said("The port lost 34 ships.", [{"quote": "34 ships", "value": 34, "subject": "ships"}]),
    Said("The town has 55 wells.", [{"quote": "55 wells", "value": 55, "subject": "wells"}]),
]
REVIEWERS = ["ann"]


def open_claim(page: Page, words: str) -> None:
    page.locator("#queue-list .item", has_text=words).click()
    expect(page.locator("#claim-heading")).to_have_text(f"{words} figure")


def judged(page: Page, verdict: str) -> None:
    expect(page.locator("#judgement [data-verdict]")).to_have_attribute("data-verdict", verdict)


def test_what_was_typed_and_not_sent_is_there_after_a_reload(visits: Visits, served: Served) -> None:
    page = visits.enter("ann")
    open_claim(page, "4 mills")
    value = page.get_by_label("value", exact=True)

    value.fill("3")
    judged(page, "supported")
    page.reload()

    expect(page.locator("#draft")).to_contain_text("Your draft of")
    expect(value).to_have_value("3")
    judged(page, "supported")
    assert served.decisions() == []

    page.get_by_role("button", name="Drop it").click()
    expect(value).to_have_value("4")
    judged(page, "mismatch")
    page.reload()
    judged(page, "mismatch")
    expect(value).to_have_value("4")


def test_what_is_typed_while_the_form_is_made_anew_is_kept(visits: Visits) -> None:
    page = visits.enter("ann")
    open_claim(page, "55 wells")
    subject = page.get_by_label("subject", exact=True)
    held: list[Route] = []

    page.route("**/form?*", lambda route: route.continue_() if held else held.append(route))
    page.locator("#f-type").select_option("price")
    while not held:
        page.wait_for_timeout(10)
    subject.fill("wells of the town")
    held[0].continue_()

    expect(page.locator("#f-type--help")).to_have_text("What something costs.")
    expect(subject).to_have_value("wells of the town")
    expect(subject).to_be_focused()
    page.get_by_role("button", name="Drop it").click()
    expect(subject).to_have_value("wells")


def test_what_was_typed_just_before_a_reload_is_kept(visits: Visits) -> None:
    page = visits.enter("ann")
    open_claim(page, "34 ships")
    subject = page.get_by_label("subject", exact=True)
    subject.press_sequentially(" of the old port of Brund, and more")
    page.reload()

    expect(subject).to_have_value(re.compile("of the old port of Brund, and more"))


def test_a_number_that_is_cleared_is_not_stated(visits: Visits) -> None:
    page = visits.enter("ann")
    open_claim(page, "55 wells")
    low = page.get_by_label("low", exact=True)
    box = page.locator("[aria-controls='f-low']")

    low.fill("50")
    expect(box).not_to_be_checked()
    low.fill("")
    expect(box).to_be_checked()


def test_keys_among_the_fields_decide_nothing(visits: Visits, served: Served) -> None:
    page = visits.enter("ann")
    open_claim(page, "34 ships")
    page.get_by_label("subject", exact=True).focus()
    page.keyboard.press("Tab")
    expect(page.locator("#form :focus")).to_have_attribute("type", "checkbox")
    for key in ("a", "s", "r", "u"):
        page.keyboard.press(key)
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator("#claim-heading")).to_have_text("34 ships figure")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator("#claim-heading")).to_have_text("55 wells figure")

    assert served.decisions() == []


def test_a_decision_made_while_the_desk_is_dead_arrives_once_when_it_is_back(
    visits: Visits, served: Served
) -> None:
    page = visits.enter("ann")
    open_claim(page, "34 ships")
    subject = page.get_by_label("subject", exact=True)
    subject.fill("ships of the port")
    judged(page, "supported")

    served.kill()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#saved")).to_have_text("not saved: the server is away, trying again")
    served.open()
    second = page.context.new_page()
    come_in(second, served.links["ann"])
    heard(second)
    expect(page.locator("#saved")).to_have_text("saved")
    second.reload()

    (decision,) = served.decisions()
    assert (decision.action.value, (decision.after or {})["subject"]) == ("correct", "ships of the port")
    row = second.locator("#queue-list .item", has_text="ships")
    expect(row).to_have_count(0)
