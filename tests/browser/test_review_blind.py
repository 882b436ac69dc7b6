"""Articles that are read before the model's claims are shown: what is hidden stays so, also from the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.conftest import heard
from tests.browser.served import Said
from tests.browser.test_review_picking import press_until

if TYPE_CHECKING:
    from tests.browser.conftest import Visits
    from tests.browser.served import Served

ARTICLES = [
    Said(
        f"Flood in {town}\nThe flood took {cows} cows and {sheep} sheep.",
        [
            {"quote": f"{cows} cows", "value": cows, "subject": "cows"},
            {"quote": f"{sheep} sheep", "value": sheep, "subject": "sheep"},
        ],
    )
    for town, cows, sheep in (("Orla", 31, 52), ("Sarn", 33, 54), ("Tymm", 35, 56))
]
REVIEWERS = ["ann"]
OPTIONS = ["--blind", "1"]


def test_going_on_passes_over_the_claims_that_are_hidden(visits: Visits) -> None:
    page = visits.enter("ann")
    heading, current = page.locator("#article h1"), page.locator("#queue-list [aria-current='true']")

    for key, town in (
        ("j", "Sarn"),
        ("j", "Tymm"),
        ("k", "Sarn"),
        ("k", "Orla"),
        ("]", "Sarn"),
        ("[", "Orla"),
    ):
        page.keyboard.press(key)
        expect(heading).to_have_text(f"Flood in {town}")
        expect(page.locator("#claim-heading")).to_have_text("Read first, without the machine’s claims")
        expect(page.locator("#status")).to_have_text(f"To be read blind: Flood in {town}.")
        expect(current).to_have_count(1)
        expect(page.locator("#queue-list .title").filter(has_text=town)).to_be_visible()
    page.keyboard.press("m")
    expect(page.locator("#status")).to_contain_text("Which numbers no claim is about is hidden")
    page.keyboard.press("e")
    expect(page.locator("#status")).to_have_text("No claim is open.")
    assert "52 sheep" not in page.content().replace("and 52 sheep", "")


def test_what_is_made_before_the_claims_are_shown_is_marked_as_the_reviewers_own(
    visits: Visits, served: Served
) -> None:
    page = visits.enter("ann")
    expect(page.locator("#article h1")).to_have_text("Flood in Orla")

    page.keyboard.press("c")
    expect(page.locator("#status")).to_have_text("Picking “Flood”.")
    page.keyboard.press("ArrowDown")
    press_until(page, "Control+ArrowRight", "cows”.")
    press_until(page, "Control+Shift+ArrowRight", "“31 cows”.")
    page.keyboard.press("Enter")
    expect(page.locator("#claim .which")).to_contain_text("New claim")
    page.locator("#f-type").select_option("figure")
    page.get_by_label("subject", exact=True).fill("cows")
    expect(page.locator("#judgement [data-verdict]")).to_have_attribute("data-verdict", "supported")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#claims .item")).to_have_text(["1 ✓ 31 cows figure created"])
    expect(page.locator("#status")).to_have_text("Made a new claim. To be read blind: Flood in Orla.")
    page.get_by_role("button", name="Show the claims").click()
    expect(page.locator("#claims .said")).to_have_text(
        ["31 cows figure", "31 cows figure", "52 sheep figure"]
    )
    heard(page)  # before that a click follows the link, and the queue has no such claim
    page.locator("#claims .item[data-state='created']").click()
    expect(page.locator("#claim .which .state")).to_have_text("created")
    page.keyboard.press("j")
    expect(page.locator("#claim .which .state")).to_have_count(0)  # back at the claim of the queue
    page.keyboard.press("j")
    expect(page.locator("#claim-heading")).to_have_text("52 sheep figure")

    made, shown = served.decisions()
    assert (made.action.value, made.assisted, shown.action.value) == ("create", False, "reveal")
