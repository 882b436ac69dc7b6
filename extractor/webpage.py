"""The article in a web page, without losing what keeps its numbers apart."""

from __future__ import annotations

from typing import Any, NamedTuple

from extractor.errors import ArticleError
from extractor.normalise import C1, FRAGILE

_RAISED = {
    "sup": str.maketrans("0123456789+-\u2212", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻"),
    "sub": str.maketrans("0123456789+-\u2212", "₀₁₂₃₄₅₆₇₈₉₊₋₋"),
}


class Page(NamedTuple):
    """What a web page holds of an article."""

    text: str
    title: str
    date: str | None
    source: str


def read_page(html: str, where: str) -> Page:
    """Take the article out of a web page; raise ArticleError, named `where`, if there is none."""
    from trafilatura import bare_extraction, load_html
    from trafilatura.settings import Document

    try:
        tree = load_html(html)
        if tree is None:  # a fragment, without <html>
            tree = load_html(f"<html><body>{html}</body></html>")
        # an extensive search takes any year of the text for the date
        dates = {"original_date": True, "extensive_search": False}
        stand_ins = _spell_out(tree)
        page = bare_extraction(tree, with_metadata=True, include_comments=False, date_extraction_params=dates)
    except Exception as error:  # hostile markup makes the parsers raise anything
        raise ArticleError(where, f"cannot be taken apart as a page ({type(error).__name__})") from error
    if not isinstance(page, Document) or not (page.text or "").strip():
        raise ArticleError(where, "is a page without an article; copy its text into a .txt")
    found = (page.text, page.title, page.sitename or page.hostname)
    text, title, source = ((it or "").translate(stand_ins) for it in found)
    return Page(text, title, page.date, source)


def _spell_out(tree: Any) -> dict[int, str]:
    """Put into plain letters what the extraction would lose; return the characters that letters stand for.

    5,000<sup>1</sup> must not become 5,0001. And trafilatura makes spaces of, or drops, what keeps the digits
    of a number together, joins letters, or is invisible and has to be reported: letters that no page uses
    (Anatolian hieroglyphs) stand for these.
    """
    for mark in list(tree.iter(*_RAISED)):
        for node in mark.iter():
            node.text = node.text and node.text.translate(_RAISED[mark.tag])
            if node is not mark:
                node.tail = node.tail and node.tail.translate(_RAISED[mark.tag])
        mark.drop_tag()
    stand_ins: dict[str, str] = {}
    for node in tree.iter():
        for part in ("text", "tail"):
            if value := getattr(node, part):
                value = FRAGILE.sub(
                    lambda match: stand_ins.setdefault(match[0], chr(0x14400 + len(stand_ins))),
                    value.translate({0x85: "…", **C1}),
                )
                setattr(node, part, value)
    return {ord(letter): char for char, letter in stand_ins.items()}
