"""The page of a regression in a browser: what it shows by itself, what it shows when asked."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from extractor.page.report import html
from extractor.report import Report
from tests.browser.test_review_access import WIDER, grave
from tests.judged import row
from tests.test_report import BROKEN, HELD, REPORT, SAME, STALE, case

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

FOUND = row()
FOUND["claims"][1] = copy.deepcopy(FOUND["claims"][1]) | {"low": 310}
SHOWN = Report((SAME, case(FOUND), STALE), "gold", REPORT.scores, (HELD, BROKEN))


@pytest.fixture(params=[("light", 1280), ("dark", 1280), ("light", 360)], ids=["light", "dark", "narrow"])
def page(request: pytest.FixtureRequest, browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """The page of a regression; the browser has nothing to complain of."""
    scheme, width = request.param
    file = tmp_path / "report.html"
    file.write_text(html(SHOWN), "utf-8")
    said: list[str] = []
    opened = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 900})
    opened.on("console", lambda message: said.append(message.text))
    opened.goto(file.as_uri())
    yield opened
    opened.close()
    assert said == []


def test_what_changed_is_shown_first_and_the_rest_when_asked_for(page: Page) -> None:
    same, changed, stale = (page.locator(f"#c{place}") for place in (1, 2, 3))
    told, quiet = changed.get_by_text("people were killed"), changed.get_by_text("The mayor spoke")
    expect(told).to_have_count(2)
    expect(quiet).to_have_count(2)
    for side in (told, quiet):
        expect(side.first).to_be_visible(visible=side is told)
    expect(same).to_be_hidden()
    expect(stale).to_be_visible()
    page.get_by_label("whole texts").check()
    expect(quiet.first).to_be_visible()
    expect(same).to_be_hidden()
    page.get_by_label("all cases").check()
    expect(same).to_be_visible()
    expect(same).to_contain_text("✓ same figures/calm")


def test_a_line_leads_to_its_place(page: Page) -> None:
    page.locator("#c2 .lines").get_by_role("link", name="1", exact=True).click()
    assert page.url.endswith("#c2found1")
    expect(page.locator("#c2found1")).to_have_text("31")
    expect(page.locator("#c2found1")).to_be_in_viewport()


def test_the_page_can_be_read_by_everybody_on_any_screen(page: Page) -> None:
    page.get_by_text("Scores, with 95 % intervals").click()
    page.get_by_label("all cases").check()
    page.get_by_label("whole texts").check()
    assert grave(page) == []
    assert page.evaluate(WIDER) <= 0
