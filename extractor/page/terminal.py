"""Show one article and its claims in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from extractor.page.marks import Context, headline, paragraphs
from extractor.page.words import JUDGED, LOOKS, STATED, clean, counts, extras, figure, heading
from extractor.row import mention

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

    from extractor.article import Article
    from extractor.numbers import Mention
    from extractor.page.marks import Piece
    from extractor.row import Row

WIDTH = 92
"""Columns of a line of text; longer lines are hard to read."""

SHORT = 60
"""Paragraphs up to this length that follow each other are a list: no empty line between them."""


def terminal(article: Article, row: Row) -> RenderableType:
    """Return a page to print: the text with its numbers marked, the claims, the numbers left over.

    Nothing the article or a model wrote is taken for markup or for a command to the terminal.
    """
    text, context = article.text, Context(article.text)
    cut = paragraphs(row, text)
    lead = headline(row, text, cut)
    title = _marked(text, cut[0]) if lead else Text(heading(row, text))
    title.stylize("bold")
    facts = [clean(part) for part in (row["article"]["path"], row["task"], row["model"]) if part]
    parts: list[RenderableType] = [title, Text(" · ".join(facts), style="bright_black"), tally(counts(row))]
    if row["claims"] and row["model"]:
        parts.append(Text(JUDGED, style="bright_black"))
    if row["error"]:
        parts.append(Text(f"incomplete: {clean(row['error']['message'])}", style="red"))
    above = WIDTH
    for paragraph in cut[1:] if lead else cut:
        line = _marked(text, paragraph)
        if max(above, len(line)) > SHORT:
            parts.append(Text(""))
        parts.append(line)
        above = len(line)
    if row["claims"] or row["uncovered"]:
        parts += [Text(""), _ledger(row, context)]
    return Group("", *(_Narrow(part) for part in parts), "")


def numbers(text: str, mentions: Sequence[Mention]) -> RenderableType:
    """Return the ledger of a text's numbers as a table."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bright_black")
    for name in ("#", "line"):
        table.add_column(name, justify="right", style="bright_black")
    for name in ("text", "role", "value", "hedge"):
        table.add_column(name, overflow="fold")
    for found in mentions:
        value = found.low is not None or found.high is not None
        table.add_row(
            str(found.id),
            str(text.count("\n", 0, found.start) + 1),
            Text(clean(found.text), style="bold" if found.role == "quantity" else "bright_black"),
            Text(found.role.value, style="" if found.role == "quantity" else "bright_black"),
            Text(figure(mention(found))),
            Text(found.bound.value.replace("_", " ") if value else "", style="bright_black"),
        )
    return table


def tally(found: dict[str, int]) -> Text:
    """Write how many claims there are of each verdict: sign, number and word."""
    line = Text()
    for verdict, count in found.items():
        if count:
            look = LOOKS[verdict]
            line.append("   " if line else "")
            line.append(f"{look.sign} ", style=f"bold {look.terminal}").append(f"{count:,} {look.word}")
    return line or Text("no numbers", style="bright_black")


def finding_line(found: Row, style: str) -> Text:
    """Write one finding: its rule, then what it says."""
    line = Text()
    line.append(clean(found["rule"]) + " ", style="bright_black" if found["note"] else f"bold {style}")
    line.append(clean(found["message"]), style="bright_black" if found["note"] else "")
    return line


def label(verdict: str) -> Text:
    """Write a verdict: sign and word, in its colour."""
    look = LOOKS[verdict]
    return Text(f"{look.sign} {look.word}", style=look.terminal)


class _Narrow:
    """A renderable that keeps to WIDTH columns on a wider terminal."""

    def __init__(self, inner: RenderableType) -> None:
        self._inner = inner

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from console.render(self._inner, options.update_width(min(options.max_width, WIDTH)))


def _marked(text: str, paragraph: Sequence[Piece]) -> Text:
    line = Text()
    for piece in paragraph:
        words = clean(text[piece.start : piece.end])
        if piece.verdict is None:
            line.append(words)
            continue
        line.append(words, style=f"underline {LOOKS[piece.verdict].terminal}")
        for verdict, claims in piece.ends:
            numbers = ",".join(map(str, claims))
            line.append(f"{LOOKS[verdict].sign}{numbers}", style=f"bold {LOOKS[verdict].terminal}")
    return line


def _ledger(row: Row, context: Context) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(justify="right", style="bright_black", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column()
    for number, claim in enumerate(row["claims"], start=1):
        table.add_row(str(number), label(claim["verdict"]), Group(*_claim(claim)))
    for left in row["uncovered"]:
        before, words, after = context.around(left)
        line = Text(_tail(before), style="bright_black")
        line.append(words, style="default").append(_head(after), style="bright_black")
        table.add_row("", label("uncovered"), line)
    return table


def _claim(claim: Row) -> list[RenderableType]:
    style = LOOKS[claim["verdict"]].terminal
    what = Text(figure(claim), style="bold")
    what.append(f" {clean(claim.get('subject') or '')}", style="not bold")
    if kind := claim.get("type"):
        what.append(f"  {clean(kind)}".replace("_", " "), style="not bold bright_black")
    lines: list[RenderableType] = [what]
    stated = [(word, clean(claim[name])) for word, name in STATED if claim.get(name)] + extras(claim)
    if stated:
        facts = Text()
        for word, value in stated:
            facts.append("   " if facts else "").append(f"{word} ", style="bright_black").append(value)
        lines.append(facts)
    if claim["start"] is None and claim.get("quote"):
        lines.append(Text(f"“{clean(claim['quote'])}”", style="italic"))
    if claim.get("proof"):
        lines.append(Text(f"∴ {clean(claim['proof'])}", style=style))
    lines += [finding_line(found, style) for found in claim["findings"]]
    return lines


def _tail(words: str, length: int = 28) -> str:
    return words if len(words) <= length else "…" + words[-length:].partition(" ")[2]


def _head(words: str, length: int = 40) -> str:
    return words if len(words) <= length else words[:length].rpartition(" ")[0] + "…"
