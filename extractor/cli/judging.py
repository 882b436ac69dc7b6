"""`scan` and `check`: one text, its numbers, claims about it."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extractor.cli.output import on_stdout, print_json
from extractor.cli.program import CHECK_FAILED, HtmlOption, JsonOption, app, only_article, write_html
from extractor.errors import UsageError

if TYPE_CHECKING:
    from extractor.article import Article
    from extractor.row import Row


@app.command()
def scan(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A text, HTML or JSON file; - for stdin.")],
    as_json: JsonOption = False,
) -> None:
    """List every number of a text: what it does, its value, unit and hedge.

    \b
    extractor scan article.txt
    extractor scan article.txt --json | jq '.[] | select(.role == "quantity")'
    """
    from extractor import row
    from extractor.numbers import scan as find_numbers

    article = only_article(file)
    mentions = find_numbers(article.text)
    if as_json:
        print_json([row.mention(found) for found in mentions])
        return
    from extractor.page.terminal import numbers

    on_stdout().print(numbers(article.text, mentions))


@app.command()
def check(
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="The text the claims are about.")],
    claims: Annotated[
        str, typer.Argument(metavar="CLAIMS", help="A JSON list of claims, or what `run -o` wrote.")
    ],
    html: HtmlOption = None,
    as_json: JsonOption = False,
) -> None:
    """Judge claims from anywhere against a text; exit 1 unless each is supported or derived.

    \b
    extractor check article.txt claims.json
    extractor check article.txt claims.jsonl   # of `run -o`: the claims of this article
    echo '[{"quote": "12 people were hurt", "value": 12, "unit": ""}]' | extractor check article.txt -
    """
    from extractor.check import SOUND
    from extractor.check import check as judge
    from extractor.export import writable
    from extractor.extract import Extraction
    from extractor.model import Usage
    from extractor.row import foreign_claims, verdicts

    if html:
        writable(html)
    text = only_article(article)
    data = _claims(claims, text)
    judged = judge(text.text, foreign_claims(data, claims))
    row = Extraction(text, "check", "", judged, Usage()).row()
    if html:
        write_html([(text, row)], html)
    if as_json:
        print_json(verdicts(judged, data))
    else:
        from extractor.page.terminal import terminal

        on_stdout().print(terminal(text, row))
    if any(claim["verdict"] not in SOUND for claim in row["claims"]):
        raise typer.Exit(CHECK_FAILED)


def _claims(path: str, article: Article) -> Any:
    """Read claims; of the rows that `run` or `export` wrote, those of the article."""
    documents = _documents(path)
    rows = [row for row in documents if isinstance(row, dict) and _place(row)]
    if not rows and len(documents) == 1:
        return documents[0]
    if len(rows) < len(documents):
        raise UsageError(f"{path}: one JSON document was expected, or rows of `run -o`, one a line")
    own = [row for row in rows if row["article"]["sha256"] == article.sha256]
    if not own:
        others = ", ".join(map(_place, rows[:3])) + ", ..." * (len(rows) > 3)
        raise UsageError(f"{path}: no row is about the text of {article.path}; its rows are about {others}")
    return [claim for row in own for claim in row.get("claims", [])]


def _place(row: Row) -> str:
    """Return where the article of a row was read, nothing for JSON that is no row."""
    article = row.get("article")
    if not isinstance(article, dict) or "sha256" not in article:
        return ""
    return str(article.get("path") or article.get("id"))


def _documents(path: str) -> list[Any]:
    """Read a JSON document, or one a line."""
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
        try:
            return [json.loads(text, parse_float=Decimal)]
        except json.JSONDecodeError as error:
            lines = [line for line in text.split("\n") if line.strip()]
            if len(lines) < 2 or not error.msg.startswith("Extra data"):
                raise
            return [json.loads(line, parse_float=Decimal) for line in lines]
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path}: not JSON: {error}") from None
