"""Accessibility rules, narrow windows and the network, in every state of the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.served import Said

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.conftest import Visits

TEXT = (
    "Flood closes 20 schools\nThree mills stand still. The town lost 450 cows and 1,200 sheep, a clerk said."
)
ARTICLES = [
    Said(
        TEXT,
        [
            {"quote": "20 schools", "value": 20, "subject": "schools"},
            {"quote": "Three mills", "value": 4, "subject": "mills"},
            {"quote": "450 cows", "value": 450, "subject": "cows"},
        ],
    )
]
REVIEWERS = ["ann"]
HEIGHT = 2000
"""Of windows: so high that no field lies half under the bar of buttons, a small target for axe."""

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def grave(page: Page) -> list[Any]:
    """Return what axe finds serious or critical: the rule, and where."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        (each["id"], [node["html"] for node in each["nodes"]])
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


def plain(page: Page) -> None:
    expect(page.locator("#claim-heading")).to_have_text("20 schools figure")


def mismatch(page: Page) -> None:
    page.locator("#queue-list .item", has_text="4 mills").dispatch_event("click")
    expect(page.locator("#claim-heading")).to_have_text("4 mills figure")


def wrong_field(page: Page) -> None:
    page.get_by_label("value", exact=True).fill("many")
    expect(page.locator("#f-value")).to_have_attribute("aria-invalid", "true")


def reasons(page: Page) -> None:
    page.keyboard.press("r")
    expect(page.locator("#reason")).to_be_visible()


def keys(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()


def new_claim(page: Page) -> None:
    page.keyboard.press("m")
    expect(page.locator("#status")).to_contain_text("New claim: 1,200.")


STATES: list[Callable[[Page], None]] = [plain, mismatch, wrong_field, reasons, keys, new_claim]


SCREENS = [(1280, "light"), (1280, "dark"), (900, "light"), (320, "dark")]


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_no_state_of_the_desk_breaks_a_grave_rule(visits: Visits, width: int, scheme: Any) -> None:
    page = visits.enter("ann", viewport={"width": width, "height": HEIGHT}, color_scheme=scheme)
    found = {}
    for state in STATES:
        page.goto(visits.served.origin)
        plain(page)
        state(page)
        found[state.__name__] = (grave(page), page.evaluate(WIDER))

    assert found == {state.__name__: ([], 0) for state in STATES}


@pytest.mark.parametrize("path", ["/help", "/progress"])
@pytest.mark.parametrize("width", [1280, 320])
def test_no_other_page_breaks_a_grave_rule(visits: Visits, path: str, width: int) -> None:
    for scheme in ("light", "dark"):
        page = visits.enter("ann", path, viewport={"width": width, "height": HEIGHT}, color_scheme=scheme)
        assert (grave(page), page.evaluate(WIDER)) == ([], 0)


def test_nothing_but_the_desk_is_asked(visits: Visits) -> None:
    page = visits.enter("ann")
    plain(page)
    page.keyboard.press("j")
    expect(page.locator("#status")).to_contain_text("Now claim 2")
    for path in ("/progress", "/help"):
        page.goto(visits.served.origin + path)

    assert {"/", "/static/desk.js", "/progress", "/help"} <= {urlsplit(url).path for url in visits.requests}
    assert {urlsplit(url).netloc for url in visits.requests} == {urlsplit(visits.served.origin).netloc}
