"""Spans that overlap, cross and lie within one another: the marks show whose each word is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.mouse import drag
from tests.browser.served import Said
from tests.conftest import SCHEMA as FIGURES
from tests.conftest import STATEMENT

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visits
    from tests.browser.served import Served

TEXT = "Losses\nThe port lost 5 to 7 ships, between 30 and 40 boats, and 12 piers."
STORM = "Storm\nThe port lost old ships and two of its boats; 12 piers fell."
OLD, NEW = "lost old ships and", "ships and two of its boats"
ARTICLES = [
    Said(
        TEXT,
        [
            {"quote": "5 to 7", "low": 5, "high": 7, "subject": "ships"},
            {"quote": "5 to 7 ships", "low": 5, "high": 8, "subject": "ships"},
            {"quote": "12 piers", "value": 12, "subject": "piers"},
            {"quote": "12 piers", "value": 12, "subject": "port"},
        ],
    ),
    Said(
        STORM, [{"type": "statement", "quote": OLD}, {"quote": "12 piers", "value": 12, "subject": "piers"}]
    ),
]
REVIEWERS = ["ann"]
SCHEMA = FIGURES + STATEMENT

WORDS = """(marks, number) => marks.filter((mark) => mark.dataset.c.split(" ").includes(number))
  .map((mark) => mark.textContent).join("")"""


def test_the_words_of_each_claim_can_be_read_off_the_marks(visits: Visits) -> None:
    page = visits.enter("ann")
    expect(page.locator("#claims .item")).to_have_count(4)
    rows = page.locator("#claims .item").evaluate_all("(all) => all.map(({ dataset }) => ({ ...dataset }))")
    marks = page.locator("#article mark[data-c]")

    for row in rows:
        words = TEXT[int(row["start"]) : int(row["end"])]
        assert marks.evaluate_all(WORDS, row["number"]) == words
    assert page.locator("#article .body p").all_text_contents() == [TEXT.split("\n")[1]]


PAINTED = """(marks) => marks.map((mark) => {
  const { textDecorationStyle: line } = getComputedStyle(mark);
  const signs = [];
  for (let at = mark.nextSibling; at?.tagName === "SUP"; at = at.nextSibling) signs.push(at.dataset.sign);
  return [mark.textContent, line, signs.join(" ")];
})"""


def test_a_claim_made_of_words_that_cross_those_of_another_is_drawn_and_picked_beside_it(
    visits: Visits, served: Served
) -> None:
    page = visits.enter("ann")
    page.locator("#queue-list .item", has_text=OLD).click()
    expect(page.locator("#evidence em")).to_have_text(OLD)
    expect(page.locator("#claim-heading")).to_be_focused()

    drag(page, NEW)
    page.keyboard.press("c")
    expect(page.locator("#claim .which")).to_contain_text("New claim")
    page.locator("#f-type").select_option("statement")
    expect(page.locator("#judgement [data-verdict]")).to_have_attribute("data-verdict", "supported")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#status")).to_contain_text("Made a new claim.")

    (decision,) = served.decisions()
    start = STORM.index(NEW)
    assert decision.after is not None
    assert (decision.after["start"], decision.after["end"]) == (start, start + len(NEW))
    assert page.locator("#article .body mark").evaluate_all(PAINTED) == [
        ["lost old ", "solid", ""],
        ["ships and", "solid", "✓1"],
        [" ", "solid", ""],
        ["two", "solid", "○"],
        [" of its boats", "solid", "✓2"],
        ["12", "solid", "✓3"],
    ]
    each_claim_is_picked(page)


def each_claim_is_picked(page: Page) -> None:
    evidence, current = page.locator("#evidence em"), page.locator("#article mark.current")

    page.locator("#article mark", has_text="lost old").click()
    expect(evidence).to_have_text(OLD)
    expect(current).to_have_text(["lost old ", "ships and"])
    page.locator("#article mark", has_text="boats").click()
    expect(evidence).to_have_text(NEW)
    expect(current).to_have_text(["ships and", " ", "two", " of its boats"])

    page.locator("#article mark", has_text="ships and").click()
    expect(evidence).to_have_text(OLD)
    page.locator("#article mark", has_text="ships and").click()
    expect(evidence).to_have_text(NEW)
    page.keyboard.press("o")
    expect(evidence).to_have_text(OLD)

    page.locator("#article mark", has_text="two").click()
    expect(page.locator("#status")).to_contain_text("New claim: 2.")
    expect(current).to_have_text(["two"])
    page.locator("#article mark", has_text="two").click()
    expect(evidence).to_have_text(NEW)


def test_kinds_of_marks_differ_in_line_sign_and_word(visits: Visits) -> None:
    page = visits.enter("ann", "/help")
    line = "({ textDecorationLine: line, textDecorationStyle: style }) => (line === 'none' ? line : style)"
    kinds = page.locator("#main .mark").evaluate_all(
        f"(all) => all.map((one) => [({line})(getComputedStyle(one)), one.textContent])"
    )

    assert kinds == [
        ["solid", "✓ supported"],
        ["double", "∴ derived"],
        ["wavy", "≠ mismatch"],
        ["dashed", "✗ unsupported"],
        ["dotted", "○ not used"],
        ["none", "⊘ rejected"],
    ]


def test_marks_that_need_no_attention_can_be_hidden_but_numbers_without_a_claim_are_not_among_them(
    visits: Visits,
) -> None:
    page = visits.enter("ann")
    page.locator("#queue-list .item", has_text=OLD).click()
    expect(page.locator("#evidence em")).to_have_text(OLD)
    lines = (
        """(marks) => marks.map((mark) => [mark.textContent, getComputedStyle(mark).textDecorationLine])"""
    )
    seen = []
    for layer in ("all", "attention", "none"):
        expect(page.locator("html")).to_have_attribute("data-layer", layer)
        marks = page.locator("#article .body mark:not(.current)").evaluate_all(lines)
        seen.append([words for words, line in marks if line == "underline"])
        page.keyboard.press("v")

    assert {"two", "12"} <= set(seen[0])
    assert seen[1:] == [["two"], []]
