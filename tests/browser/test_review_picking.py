"""Words that are picked in a browser, with the mouse or the keys, are the words that are stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

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
ARTICLES = [Said(text, [{"value": 77, "subject": name}]) for name, (text, _) in TEXTS.items()]
REVIEWERS = ["ann", "ben"]
ARTICLE = {name: said.article for name, said in zip(TEXTS, ARTICLES, strict=True)}

EDGES = """(words) => {
  const body = document.querySelector("#article .body");
  body.scrollIntoView({ behavior: "instant" });
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  const nodes = [];
  let text = "";
  while (walker.nextNode()) {
    nodes.push({ node: walker.currentNode, start: text.length });
    text += walker.currentNode.data;
  }
  const box = (place) => {
    const { node, start } = nodes.findLast((one) => one.start <= place);
    const range = document.createRange();
    range.setStart(node, place - start);
    range.setEnd(node, place - start + 1);
    return range.getBoundingClientRect();
  };
  const from = text.indexOf(words);
  return [box(from), box(from + words.length - 1)];
}"""
"""Where the first and the last character of words are drawn."""


def open_claim(page: Page, name: str) -> None:
    page.locator("#queue-list .item", has_text=f"77 {name}").click()
    expect(page.locator("#claim-heading")).to_have_text(f"77 {name}")
    expect(page.locator("#claim-heading")).to_be_focused()


def drag(page: Page, words: str) -> None:
    """Select words that run to the right, from the left of the first to the right of the last character."""
    first, last = page.evaluate(EDGES, words)
    page.mouse.move(first["left"] + 1, first["top"] + first["height"] / 2)
    page.mouse.down()
    page.mouse.move(last["right"] - 1, last["top"] + last["height"] / 2, steps=4)
    page.mouse.up()
    expect(page.locator("#tip")).to_be_visible()


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


@pytest.mark.parametrize(
    "name", ["emoji", "accents", "CJK"]
)  # how far a drag gets within joined letters varies
def test_words_selected_with_the_mouse_become_a_claim(visits: Visits, served: Served, name: str) -> None:
    page = visits.enter("ann")
    open_claim(page, name)
    text, words = ARTICLE[name].text, TEXTS[name][1]

    drag(page, words)
    page.keyboard.press("c")
    expect(page.locator("#claim .which")).to_contain_text("New claim")
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
