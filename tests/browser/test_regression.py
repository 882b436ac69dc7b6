"""The page of a regression in a browser: what it shows by itself, what it shows when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from extractor.page.report import html
from extractor.report import Report
from tests.browser.test_review_access import WIDER, grave
from tests.test_report import REPORT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page


@pytest.fixture(params=[("light", 1280), ("dark", 1280), ("light", 360)], ids=["light", "dark", "narrow"])
def page(request: pytest.FixtureRequest, browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """The page of a regression; the browser has nothing to complain of."""
    scheme, width = request.param
    file = tmp_path / "report.html"
    file.write_text(html(Report(REPORT.cases, REPORT.against, REPORT.scores, REPORT.thresholds)), "utf-8")
    said: list[str] = []
    opened = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 900})
    opened.on("console", lambda message: said.append(message.text))
    opened.goto(file.as_uri())
    yield opened
    opened.close()
    assert said == []


def test_cases_and_paragraphs_with_changes_are_shown_first_and_all_when_asked(page: Page) -> None:
    same, changed = page.locator("#c1"), page.locator("#c2")
    quiet = changed.get_by_text("Prices moved by")
    expect(changed).to_be_visible()
    expect(same).to_be_hidden()
    page.get_by_label("all cases").check()
    expect(same).to_be_visible()
    ...
