"""Text of articles and of models is shown as it is and does nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.served import Said

if TYPE_CHECKING:
    from tests.browser.conftest import Visits

ATTACKS = (
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    "</textarea></title></style><svg onload=alert(3)>",
    "<img src=x onerror=alert(4)>",
    "\"><a href='javascript:alert(5)'>here</a>",
    "' onfocus=alert(6) autofocus='",
    "{{ 7 * 7 }}{% include 'base.html' %}",
    "${alert(8)} <!-- --> ]]> &lt;b&gt; &#60;",
    "<base href=https://evil.example/><iframe srcdoc='<script>alert(9)</script>'></iframe>",
    "<mark data-c=1 data-action=accept>press</mark>",
)
ARTICLES = [
    Said(
        f"Port {attack} lost\nThe port lost 34 ships {attack} and 12 boats.",
        [
            {"quote": "34 ships", "value": 34, "subject": f"ships {attack}", "attributed_to": attack},
            {"quote": attack, "value": 99, "subject": "ships", "where": attack, "unit": attack},
        ],
        title=f"Title {attack}",
    )
    for attack in ATTACKS
]
REVIEWERS = ["ann"]


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_text_is_shown_and_does_nothing(visits: Visits, attack: str) -> None:
    page = visits.enter("ann")
    spoken = " ".join(attack.split())
    page.locator("#queue-list .item", has_text=f"ships {spoken}").first.click()

    expect(page.locator("#claim-heading")).to_have_text(f"34 ships {attack} figure")
    expect(page.locator("#article h1")).to_contain_text(attack)
    expect(page.locator("#article .body")).to_contain_text(f"34 ships {attack} and 12 boats.")
    expect(page.get_by_label("subject", exact=True)).to_have_value(f"ships {attack}")
    expect(page.get_by_label("said by", exact=True)).to_have_value(attack)
    expect(page.locator("#claim-heading")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("#claim-heading")).to_contain_text("99")
    expect(page.get_by_label("where", exact=True)).to_have_value(attack)
    page.get_by_label("value", exact=True).fill(attack)
    expect(page.locator("#judgement [data-error]").first).to_be_visible()
    page.get_by_label("value", exact=True).fill("98")
    expect(page.locator("#judgement .findings")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("f")
    page.locator("#reason-words").fill(attack)
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    expect(page.locator("#status")).to_contain_text("New claim")
    expect(page.locator("#evidence")).to_contain_text(attack)


def test_a_hostile_reason_is_shown_in_the_history(visits: Visits) -> None:
    page = visits.enter("ann")
    key = page.locator("#queue-list .item").first.get_attribute("data-key")

    page.keyboard.press("f")
    page.locator("#reason-words").fill("".join(ATTACKS))
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_contain_text("Flagged")
    page.goto(page.url.split("?")[0] + f"?state=flagged&claim={key}")

    expect(page.locator("#claim .history li")).to_be_visible()
    expect(page.locator("#claim .history")).to_contain_text(" ".join("".join(ATTACKS).split()))
