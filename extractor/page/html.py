"""Write articles and their claims as one HTML page that needs no network and runs no script."""

from __future__ import annotations

import base64
import functools
import hashlib
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from extractor.page.marks import Context, headline, paragraphs
from extractor.page.words import (
    JUDGED,
    LOOKS,
    REJECTED,
    REVIEWED,
    STATED,
    clean,
    counts,
    extras,
    figure,
    heading,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jinja2 import Template

    from extractor.article import Article
    from extractor.page.marks import Piece
    from extractor.row import Row

HERE = Path(__file__).parent


def html(results: Iterable[tuple[Article, Row]]) -> str:
    """Return one page with every article of *results*: its text, its claims, and the numbers left over.

    What the article or a model wrote is escaped; the page's policy lets a browser load and run nothing.
    A row may have the decisions of reviewers under `decided`, two lists of lists: those on each of its
    `claims`, and under `numbers` those on each number that is `uncovered`; a claim may be REJECTED.
    """
    pages = [_page(place, article.text, row) for place, (article, row) in enumerate(results, start=1)]
    reviewed = any(REJECTED in made["counts"] for made in pages)
    styles = ("palette.css", "article.css")
    return page("article.html", styles, pages=pages, looks=REVIEWED, legend=REVIEWED if reviewed else LOOKS)


def page(template: str, styles: Sequence[str], **values: Any) -> str:
    """Fill a template in; a browser will take no other style than *styles*, and run nothing."""
    style = "".join((HERE / name).read_text(encoding="utf-8") for name in styles)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return _template(template).render(style=Markup(style), style_hash=digest, **values)


@functools.cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template(name)


def _page(place: int, text: str, row: Row) -> dict[str, Any]:
    cut = paragraphs(row, text)
    seen: set[int] = set()
    shown = [[_piece(piece, text, seen) for piece in paragraph] for paragraph in cut]
    lead = headline(row, text, cut)
    found = {verdict: count for verdict, count in counts(row).items() if count}
    article, context = row["article"], Context(text)
    decided = row.get("decided", {})
    on_claims = decided.get("claims", [[] for _ in row["claims"]])
    on_numbers = decided.get("numbers", [[] for _ in row["uncovered"]])
    return {
        "key": f"a{place}",
        "heading": heading(row, text),
        "headline": shown[0] if lead else None,
        "paragraphs": shown[1:] if lead else shown,
        "meta": [clean(part) for part in (article["path"], row["task"], row["model"]) if part],
        "error": clean(row["error"]["message"]) if row["error"] else None,
        "claims": [
            _claim(claim, context) | {"decided": made}
            for claim, made in zip(row["claims"], on_claims, strict=True)
        ],
        "uncovered": [
            {"around": context.around(mention), "decided": made}
            for mention, made in zip(row["uncovered"], on_numbers, strict=True)
        ],
        "judged": JUDGED if row["claims"] and row["model"] else None,
        "counts": found,
        "total": sum(found.values()),
        "parts": _parts(found),
    }


def _parts(found: dict[str, int]) -> list[dict[str, Any]]:
    at = 0
    parts = []
    for verdict, count in found.items():
        parts.append({"verdict": verdict, "count": count, "at": at})
        at += count
    return parts


def _piece(piece: Piece, text: str, seen: set[int]) -> dict[str, Any]:
    """Add the words to a piece, and the claims met for the first time: their links lead here."""
    met = [claim for claim in piece.claims if claim not in seen]
    seen.update(met)
    return asdict(piece) | {"text": clean(text[piece.start : piece.end]), "met": met}


def _claim(claim: Row, context: Context) -> dict[str, Any]:
    stated = [(word, clean(claim[name])) for word, name in STATED if claim.get(name)]
    placed = claim["start"] is not None
    return {
        "verdict": claim["verdict"],
        "type": clean(claim.get("type") or "").replace("_", " "),
        "figure": figure(claim),
        "subject": clean(claim.get("subject") or ""),
        "fields": stated + extras(claim),
        "proof": clean(claim["proof"]) if claim.get("proof") else None,
        "findings": [
            {"rule": clean(found["rule"]), "message": clean(found["message"]), "note": found["note"]}
            for found in claim["findings"]
        ],
        "quote": context.around(claim) if placed else ("", clean(claim.get("quote") or ""), ""),
        "placed": placed,
    }
