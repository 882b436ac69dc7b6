"""A reviewer sees beside a claim what other articles say, and says what is about the same quantity."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import come_in, heard
from tests.browser.served import Said
from tests.browser.test_review_access import HEIGHT, WIDER, grave

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visits
    from tests.browser.served import Served


def said(outlet: str, day: int, title: str, text: str, **claim: Any) -> Said:
    where = {"source": f"https://{outlet}.example/flood", "date": f"2026-03-{day:02}"}
    return Said(f"{title}\n{text}", [{"subject": "people", **claim}], title, **where)


ARTICLES = [
    said(
        "herald",
        2,
        "River takes the lower town",
        "The flood killed 27 people in Orla, the health ministry said.",
        quote="27 people",
        value=27,
        attributed_to="the health ministry",
    ),
    said(
        "gazette",
        2,
        "Orla counts its dead",
        "At least 31 people were killed by the flood in Orla, the mayor said, and the search goes on.",
        quote="At least 31 people",
        value=31,
        bound="at_least",
        attributed_to="the mayor",
    ),
    said(
        "herald",
        3,
        "Toll rises",
        "The health ministry counted 29 people killed by the flood in Orla.",
        quote="29 people",
        value=29,
        attributed_to="The health ministry",
    ),
    said(
        "post",
        3,
        "A week of rain",
        "Officials in Orla spoke of 35 victims of the flood.",
        quote="35 victims",
        value=35,
        subject="victims",
        attributed_to="Officials in Orla",
    ),
]
REVIEWERS = ["ann"]


def rows(page: Page, heading: str) -> Any:
    """Return the figures under a heading."""
    return page.get_by_role("list", name=heading).locator("li .told b")


def status(page: Page, words: str) -> None:
    expect(page.locator("#status")).to_contain_text(words)
    expect(page.locator("#saved")).to_have_text("saved")


def exported(served: Served) -> list[dict[str, Any]]:
    done = served.shell("export", "--pairs", "--project", str(served.folder), "--store", served.store)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_figures_of_other_articles_are_joined_and_parted_by_key_and_by_button(
    visits: Visits, served: Served
) -> None:
    page = visits.enter("ann")
    same, near, apart = "The same quantity in other articles", "The same?", "Not the same, as you decided"
    expect(page.locator("#claim-heading")).to_have_text("27 people figure")
    expect(rows(page, same)).to_have_text(["29", "≥ 31"])
    expect(rows(page, near)).to_have_text(["35"])
    told = page.get_by_role("list", name=same).locator(".told")
    expect(told).to_have_text(
        [
            "29 → revised The health ministry · herald.example · 3 Mar 2026",
            "≥ 31 ≠ disputed the mayor · gazette.example · 2 Mar 2026",
        ]
    )

    expect(page.locator("#elsewhere")).to_have_text("2 elsewhere, ≠ 1 disputed t")

    page.keyboard.press("x")
    status(page, "Go to a figure of another article first.")
    for _ in range(3):
        page.keyboard.press("t")
    expect(page.locator("#together li", has_text="35 victims")).to_be_focused()
    page.keyboard.press("=")
    status(page, "Joined claim 1 with the figure 35 of another article.")
    expect(rows(page, near)).to_have_count(0)
    expect(page.locator("#together li", has_text="35 victims")).to_be_focused()
    expect(page.get_by_role("list", name=same).locator("li", has_text="35 victims")).to_contain_text(
        "joined by you"
    )

    page.locator("#together li", has_text="At least 31").get_by_role("button", name="Not the same").click()
    status(page, "Parted claim 1 from the figure ≥ 31 of another article.")
    expect(rows(page, apart)).to_have_text(["≥ 31"])
    page.keyboard.press("u")
    status(page, "Took back: Parted claim 1 from the figure ≥ 31 of another article.")
    expect(rows(page, apart)).to_have_count(0)
    expect(page.locator("#together li")).to_have_count(3)

    page.locator("#together .elsewhere", has_text="At least 31").click()
    expect(page.locator("#article h1")).to_have_text("Orla counts its dead")
    expect(page.locator("#claim-heading")).to_have_text("≥ 31 people figure")
    page.keyboard.press("a")
    status(page, "Accepted claim 1.")

    kept = [(it["same"], it["one"]["value"], it["other"]["value"], it["reviewer"]) for it in exported(served)]
    assert kept == [(True, 27, 35, "ann")]
    assert [it.action.value for it in served.decisions()] == ["join", "part", "undo", "accept"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 900, 320])
def test_what_stands_beside_a_claim_breaks_no_grave_rule(visits: Visits, width: int, scheme: Any) -> None:
    page = visits.enter("ann", viewport={"width": width, "height": HEIGHT}, color_scheme=scheme)
    expect(page.locator("#together li")).not_to_have_count(0)
    page.keyboard.press("t")

    assert (grave(page), page.evaluate(WIDER)) == ([], 0)


def test_what_was_decided_on_two_claims_while_the_desk_was_dead_arrives_when_it_is_back(
    visits: Visits, served: Served
) -> None:
    page = visits.enter("ann")
    before = len(served.decisions())
    figure = page.locator("#together li", has_text="29 people")
    expect(figure).to_have_count(1)

    served.kill()
    figure.get_by_role("button", name="Not the same").click()
    expect(page.get_by_role("alert")).to_contain_text("Not saved yet: the server is away.")
    expect(figure).to_have_count(1)
    served.open()
    second = page.context.new_page()
    come_in(second, served.links["ann"])
    heard(second)
    expect(page.locator("#saved")).to_have_text("saved")

    (decision,) = served.decisions()[before:]
    assert decision.action.value == "part"
    expect(page.locator("#claim .which .state")).to_have_count(0)
