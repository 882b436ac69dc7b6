"""A queue longer than what is loaded of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.served import Said

if TYPE_CHECKING:
    from tests.browser.conftest import Visits

HERDS = range(101, 161)
LINES = [f"Farm {number} lost {number} cows." for number in HERDS]
ARTICLES = [
    Said(
        "\n".join(["Farms", *LINES]),
        [{"quote": f"{number} cows", "value": number, "subject": "cows"} for number in HERDS],
    ),
    Said(
        "Ports\nThe port lost 34,000 ships.", [{"quote": "34,000 ships", "value": 34000, "subject": "ships"}]
    ),
]
REVIEWERS = ["ann"]


def test_the_next_article_is_found_also_where_the_list_does_not_reach(visits: Visits) -> None:
    page = visits.enter("ann")
    expect(page.locator("#claim-heading")).to_have_text("101 cows figure")
    expect(page.locator("#queue-list .item")).to_have_count(50)

    page.keyboard.press("]")
    expect(page.locator("#article h1")).to_have_text("Ports")
    page.keyboard.press("[")
    expect(page.locator("#claim-heading")).to_have_text("101 cows figure")


@pytest.mark.parametrize("width", [1280, 900])
def test_a_long_article_is_scrolled_down_and_not_sideways(visits: Visits, width: int) -> None:
    page = visits.enter("ann", viewport={"width": width, "height": 800})
    expect(page.locator("#claims .item")).to_have_count(len(HERDS))

    sideways = page.locator("#article").evaluate("(article) => article.scrollWidth - article.clientWidth")
    assert sideways == 0


def test_a_list_that_is_scrolled_down_goes_on_and_names_each_article_once(visits: Visits) -> None:
    page = visits.enter("ann")
    expect(page.locator("#queue-list .item")).to_have_count(50)

    page.locator("#queue-list .more").scroll_into_view_if_needed()
    expect(page.locator("#queue-list .item")).to_have_count(len(HERDS) + 1)
    expect(page.locator("#queue-list .title")).to_have_text(["Farms", "Ports"])


def test_a_number_that_is_typed_over_is_not_written_out_beside_it(visits: Visits) -> None:
    page = visits.enter("ann")
    expect(page.locator("#claim-heading")).to_have_text("101 cows figure")
    page.keyboard.press("]")
    expect(page.locator("#claim-heading")).to_have_text("34,000 ships figure")
    written_out = page.locator("output[for='f-value']")

    expect(written_out).to_have_text("34,000")
    page.get_by_label("value", exact=True).fill("35000")
    expect(page.locator("#judgement [data-verdict]")).to_have_attribute("data-verdict", "mismatch")
    expect(written_out).to_have_count(0)


def test_the_status_is_in_sight_on_a_narrow_screen_and_covers_no_button(visits: Visits) -> None:
    page = visits.enter("ann", viewport={"width": 400, "height": 800})
    page.keyboard.press("]")
    status, accept = page.locator("#status"), page.locator("#form [data-action='accept']")

    expect(status).to_have_text("Now claim 1: 34,000 ships figure, supported.")
    expect(status).to_be_in_viewport(ratio=1)
    accept.scroll_into_view_if_needed()
    accept.click(trial=True)  # nothing lies over it


def test_the_title_of_the_tab_and_the_queue_follow_to_an_article_that_is_not_listed(visits: Visits) -> None:
    page = visits.enter("ann")
    expect(page.locator("#queue-list .item")).to_have_count(50)
    page.keyboard.press("]")

    expect(page.locator("#queue-list [aria-current='true']")).to_contain_text("34,000 ships")
    expect(page).to_have_title("Ports · extractor review")
