"""Words that are picked in a browser, with the mouse or the keys, are the words that are stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.mouse import drag
from tests.browser.served import Said

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visits
    from tests.browser.served import Served

FAMILY = "👨‍👩‍👧‍👦"
TEXTS = {
    "emoji": (
        f"Flood {FAMILY} report\nRain 🌊🌊 {FAMILY} fell, and {FAMILY} 340 homes 🏠 were lost.",
        "340 homes",
    ),
    "accents": ("Fu\u0308r den Fluss\nNo\u0308rdlich kamen 340 Ma\u0308nner um.", "340 Männer"),
    "CJK": ("洪水\n洪水で学校は閉鎖。住宅、340棟、全壊。", "340棟"),
    "Arabic": ("فيضان\nأغلق الفيضان 340 مدرسة في المدينة.", "340 مدرسة"),
}
LEFTWARDS = frozenset({"Arabic"})
"""Texts in which reading begins at the right."""

QUOTED = "الفيضان 340 مدرسة"
MIXED = Said(
    f"Mixed\nThe mayor wrote أغلق {QUOTED} في المدينة on a wall.", [{"value": 77, "subject": "mixed"}]
)

SAID = {name: Said(text, [{"value": 77, "subject": name}]) for name, (text, _) in TEXTS.items()}
ARTICLES = [*SAID.values(), MIXED]
REVIEWERS = ["ann", "ben"]
ARTICLE = {name: said.article for name, said in SAID.items()}


def open_claim(page: Page, name: str) -> None:
    page.locator("#queue-list .item", has_text=f"77 {name}").click()
    expect(page.locator("#claim-heading")).to_have_text(f"77 {name} figure")
    expect(page.locator("#claim-heading")).to_be_focused()


def press_until(page: Page, key: str, ends: str) -> None:
    """Press a key until what is picked ends, or begins and ends, with some words."""
    for _ in range(20):
        said = page.locator("#status").inner_text()
        if said.endswith(ends):
            return
        page.keyboard.press(key)
        expect(page.locator("#status")).not_to_have_text(said)
    raise AssertionError(said)


def stored(served: Served, reviewer: str, name: str) -> dict[str, Any]:
    """Return the claim that a reviewer's only decision on an article came to."""
    decisions = [
        it for it in served.decisions() if (it.reviewer, it.article_id) == (reviewer, ARTICLE[name].id)
    ]
    (decision,) = decisions
    assert decision.after is not None
    return dict(decision.after)


@pytest.mark.parametrize("name", TEXTS)
def test_words_selected_with_the_mouse_become_a_claim(visits: Visits, served: Served, name: str) -> None:
    page = visits.enter("ann")
    open_claim(page, name)
    text, words = ARTICLE[name].text, TEXTS[name][1]

    drag(page, words, leftwards=name in LEFTWARDS)
    page.keyboard.press("c")
    expect(page.locator("#claim .which")).to_contain_text("New claim")
    page.locator("#f-type").select_option("figure")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#status")).to_contain_text("Made a new claim.")

    (form,) = {url for url in visits.requests if urlsplit(url).path == "/new"}
    asked = parse_qs(urlsplit(form).query)
    assert text[int(asked["start"][0]) : int(asked["end"][0])] == words
    claim = stored(served, "ann", name)
    assert (claim["start"], claim["end"]) == (text.index("340"), text.index("340") + 3)
    assert (claim["quote"], claim["value"], claim["subject"]) == ("340", 340, None)


@pytest.mark.parametrize("name", TEXTS)
def test_words_picked_with_the_keys_become_evidence(visits: Visits, served: Served, name: str) -> None:
    page = visits.enter("ben")
    open_claim(page, name)
    text, words = ARTICLE[name].text, TEXTS[name][1]

    page.keyboard.press("b")
    expect(page.locator("#status")).to_contain_text("Picking")
    page.keyboard.press("ArrowDown")
    press_until(page, "Control+ArrowRight", f"{words}”.")
    press_until(page, "Control+Shift+ArrowRight", f"“{words}”.")
    page.keyboard.press("Enter")
    expect(page.locator("#evidence em")).to_have_text(words)
    page.get_by_label("value", exact=True).fill("340")
    page.get_by_label("subject not stated").check()
    expect(page.locator("#judgement [data-verdict]")).to_have_attribute("data-verdict", "supported")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#status")).to_contain_text("Corrected")

    claim = stored(served, "ben", name)
    assert (claim["start"], claim["end"]) == (text.index("340"), text.index("340") + 3)
    assert (claim["quote"], claim["value"], claim["subject"]) == ("340", 340, None)


@pytest.mark.parametrize("leftwards", [True, False])
def test_the_words_that_are_highlighted_are_taken_also_where_the_direction_changes(
    visits: Visits, leftwards: bool
) -> None:
    page = visits.enter("ann")
    open_claim(page, "mixed")

    drag(page, QUOTED, leftwards=leftwards)
    assert page.evaluate("getSelection().toString()") == QUOTED
    page.keyboard.press("b")
    expect(page.locator("#evidence em")).to_have_text(QUOTED)
    expect(page.locator("#judgement")).to_contain_text("the claim says 77, the text 340")
    page.get_by_role("button", name="Drop it").click()


@pytest.mark.parametrize("leftwards", [True, False])
def test_a_number_at_the_edge_of_a_change_of_direction_is_taken_just_if_it_is_highlighted(
    visits: Visits, leftwards: bool
) -> None:
    """Which place a point between a number and letters of the other direction means, the browser chooses."""
    page = visits.enter("ann")
    open_claim(page, "mixed")

    drag(page, "340 مدرسة", leftwards=leftwards)
    highlighted = page.evaluate("getSelection().toString()").strip()
    page.keyboard.press("b")
    expect(page.locator("#evidence em")).to_have_text(highlighted)
    says = "the claim says 77, the text 340" if "340" in highlighted else "the quoted words hold no number"
    expect(page.locator("#judgement")).to_contain_text(says)
    page.get_by_role("button", name="Drop it").click()
