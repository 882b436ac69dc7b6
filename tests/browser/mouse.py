"""Words of an article that are selected by dragging the mouse over them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

DRAWN = """(words) => {
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
  const boxes = Array.from(words, (_, index) => box(from + index));
  const middle = boxes[0].top + boxes[0].height / 2;
  const lefts = boxes.map(({ left }) => left), rights = boxes.map(({ right }) => right);
  if (boxes.some(({ top, bottom }) => top > middle || bottom < middle)) throw new Error("more than one line");
  return [Math.min(...lefts), Math.max(...rights), middle];
}"""
"""The left and the right end of words that stand in one line, and its middle."""


def drag(page: Page, words: str, *, leftwards: bool = False) -> None:
    """Select words by the mouse, from one end of where they are drawn to the other."""
    left, right, middle = page.evaluate(DRAWN, words)
    begin, end = (right - 1, left + 1) if leftwards else (left + 1, right - 1)
    page.mouse.move(begin, middle)
    page.mouse.down()
    page.mouse.move(end, middle, steps=8)
    page.mouse.up()
    expect(page.locator("#tip")).to_be_visible()
