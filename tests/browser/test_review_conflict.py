"""Two reviewers at one claim: nobody's decision is overwritten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.served import Said

if TYPE_CHECKING:
    from tests.browser.conftest import Visits
    from tests.browser.served import Served

ARTICLES = [
    Said(
        "The port lost 34 ships, 12 boats and 7 piers.",
        [
            {"quote": "34 ships", "value": 34, "subject": "ships"},
            {"quote": "12 boats", "value": 12, "subject": "boats"},
            {"quote": "7 piers", "value": 7, "subject": "piers"},
        ],
    ),
]
REVIEWERS = ["ann", "ben"]


def test_who_comes_second_is_told_and_both_decisions_are_kept(visits: Visits, served: Served) -> None:
    ann, ben = visits.enter("ann"), visits.enter("ben")
    for page in (ann, ben):
        expect(page.locator("#claim-heading")).to_have_text("34 ships figure")

    ann.keyboard.press("a")
    expect(ann.locator("#status")).to_contain_text("Accepted claim 1.")
    ben.keyboard.press("r")
    expect(ben.locator("#reason")).to_be_visible()
    ben.keyboard.press("2")
    told = ben.locator("#conflict")
    expect(told).to_contain_text("ann has decided on this while you had it open. Yours is not stored yet.")
    assert [(it.reviewer, it.action.value) for it in served.decisions()] == [("ann", "accept")]

    told.locator("button[value='mine']").click()
    expect(ben.locator("#status")).to_contain_text("Rejected claim 1.")
    expect(ben.locator("#saved")).to_have_text("saved")

    assert [(it.reviewer, it.action.value, it.reason) for it in served.decisions()] == [
        ("ann", "accept", None),
        ("ben", "reject", "wrong number"),
    ]


def test_who_gives_way_leaves_the_other_decision_as_it_is(visits: Visits, served: Served) -> None:
    ann, ben = visits.enter("ann"), visits.enter("ben")
    for page in (ann, ben):
        page.locator("#queue-list .item", has_text="12 boats").click()
        expect(page.locator("#claim-heading")).to_have_text("12 boats figure")
    before = len(served.decisions())

    ann.keyboard.press("a")
    expect(ann.locator("#saved")).to_have_text("saved")
    expect(ann.locator("#status")).not_to_contain_text("12 boats")
    ben.keyboard.press("f")
    expect(ben.locator("#reason")).to_be_visible()
    ben.locator("#reason-words").fill("which port?")
    ben.keyboard.press("Enter")
    ben.locator("#conflict button[value='theirs']").click()
    expect(ben.locator("#status")).to_contain_text("Your decision was not kept.")

    (kept,) = served.decisions()[before:]
    assert (kept.reviewer, kept.action.value) == ("ann", "accept")


def test_who_decided_in_another_window_sees_there_what_is_left(visits: Visits, served: Served) -> None:
    one, other = visits.enter("ann", "/?state=all"), visits.enter("ann", "/?state=all")
    for page in (one, other):
        page.locator("#queue-list .item", has_text="7 piers").click()
        expect(page.locator("#claim-heading")).to_have_text("7 piers figure")
    left = int(one.locator("#left").inner_text())

    one.keyboard.press("a")
    expect(one.locator("#left")).to_have_text(str(left - 1))
    other.keyboard.press("a")
    expect(other.locator("#conflict")).to_contain_text("You decided on this in another window meanwhile")
    other.locator("#conflict button[value='theirs']").click()
    expect(other.locator("#status")).to_contain_text("Your decision was not kept.")

    expect(other.locator("#left")).to_have_text(str(left - 1))
    expect(other.locator("#queue-list .item", has_text="7 piers").locator(".state")).to_have_text("accepted")
