"""A decision outlives a desk that was started again and knows no reviewer yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.conftest import come_in, heard
from tests.browser.served import Said

if TYPE_CHECKING:
    from tests.browser.conftest import Visits
    from tests.browser.served import Served

ARTICLES = [Said("The port lost 34 ships.", [{"quote": "34 ships", "value": 34, "subject": "ships"}])]
REVIEWERS = ["ann"]


def test_a_decision_waits_for_the_reviewer_to_log_in_again(visits: Visits, served: Served) -> None:
    page = visits.enter("ann")
    expect(page.locator("#claim-heading")).to_have_text("34 ships figure")
    page.get_by_label("subject", exact=True).fill("ships of the port")
    expect(page.locator("#judgement [data-verdict]")).to_have_attribute("data-verdict", "supported")

    served.kill()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#saved")).to_contain_text("not saved: ")
    served.open()
    expect(page.locator("#saved")).to_contain_text("has to log in again")
    assert served.decisions() == []
    come_in(page, served.links["ann"])
    heard(page)
    expect(page.locator("#saved")).to_have_text("saved")

    (decision,) = served.decisions()
    assert (decision.action.value, (decision.after or {})["subject"]) == ("correct", "ships of the port")
