"""The page of a comparison in a browser: what is shown, what is chosen, what a link opens, on any screen."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from extractor.page.compare import html
from extractor.page.quantities import views
from extractor.page.timeline import timelines
from tests.browser.test_review_access import WIDER, grave
from tests.compared import comparison
from tests.grouped import GROUPS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

SHAPES = "() => [...document.querySelectorAll('#q1 .plot g .shape')].map((it) => getComputedStyle(it).fill)"


@pytest.fixture(params=[("light", 1280), ("dark", 1280), ("light", 320)], ids=["light", "dark", "narrow"])
def page(request: pytest.FixtureRequest, browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """The page of the strike; the browser asks for nothing else and has nothing to complain of."""
    scheme, width = request.param
    file = tmp_path / "compare.html"
    articles = tmp_path / ("long" * 40)
    shutil.copytree(GROUPS / "strike" / "articles", articles)
    file.write_text(html(comparison("strike", articles)), "utf-8")
    said: list[str] = []
    opened = browser.new_page(
        color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce"
    )
    opened.on("console", lambda message: said.append(message.text))
    opened.on("request", lambda request: said.append(request.url))
    opened.goto(file.as_uri())
    yield opened
    opened.close()
    assert said == [file.as_uri()]


def test_only_what_is_disputed_or_revised_is_shown_when_asked_for(page: Page) -> None:
    killed = page.locator(".quantity", has_text="people killed in the strike on the station, in all").first
    wounded = page.locator(".quantity", has=page.get_by_role("heading", name="people wounded in the strike"))
    fired = page.locator(".quantity", has=page.get_by_role("heading", name="missiles fired at the town"))
    for choice, shown in (("all", 3), ("revised", 2), ("disputed", 1)):
        page.get_by_label(choice, exact=True).check()
        for place, section in enumerate((killed, wounded, fired)):
            expect(section).to_be_visible(visible=place < shown)
        expect(page.locator("#articles")).to_be_visible(visible=choice == "all")


def test_a_figure_of_a_source_leads_to_its_sentence(page: Page) -> None:
    page.locator("#q1 .voices").get_by_role("link", name="≈ 30").click()
    target = page.locator("li:target")
    expect(target.locator("mark").first).to_have_text("30")
    expect(target.locator("mark").first).to_be_in_viewport()


def test_a_link_to_a_figure_that_is_told_again_opens_where_it_is_folded(page: Page) -> None:
    folded = page.locator("#q1 details li", has_text="Harbour Times").first
    expect(folded).to_be_hidden()
    place = folded.get_attribute("id")
    page.locator(f'#articles a[href="#{place}"]').click()
    expect(folded).to_be_visible()


def test_a_figure_told_again_is_hollow_and_each_source_has_a_shape_of_its_own(page: Page) -> None:
    paper = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    fills = page.evaluate(SHAPES)
    (plot,) = timelines(views(comparison("strike"))[0][0])
    assert [fill == paper for fill in fills] == [mark["hollow"] for mark in plot["marks"]]
    shapes = page.locator("#q1 .voices .shape").evaluate_all("(all) => all.map((it) => it.getAttribute('d'))")
    assert len(set(shapes)) == 3


def test_the_page_can_be_read_by_everybody_on_any_screen(page: Page) -> None:
    page.evaluate("() => document.querySelectorAll('details').forEach((it) => { it.open = true })")
    assert grave(page) == []
    assert page.evaluate(WIDER) <= 0
