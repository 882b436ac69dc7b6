"""Show which model is how good on the same articles, and what it takes."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from extractor.page.outcome import share
from extractor.page.words import clean, money, plural

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import RenderableType

    from extractor.contest import Contest, Entry

SIGNIFICANT = 0.05


def terminal(found: Contest) -> RenderableType:
    """Return a page to print: a column for each model, then what chance explains of their differences."""
    count = plural(len(found.articles), "article")
    parts: list[RenderableType] = [Text(""), Text(f"{count} with gold, answered by all"), Text("")]
    parts.append(_table(found))
    parts += [
        Text(""),
        Text("F1 apart, and the share of chance that sets it as far apart", style="bright_black"),
    ]
    for (one, other), keys in found.paired.items():
        for key, each in keys.items():
            if each.p is not None and (key == ("total", "") or each.p < SIGNIFICANT):
                scored = " ".join(filter(None, key))
                apart = (each.b or 0.0) - (each.a or 0.0)
                line = f"{clean(one)} → {clean(other)}  {scored}  {apart:+.3f}, p = {each.p:.3f}"
                parts.append(Text(line, style="bold" if each.p < SIGNIFICANT else ""))
    if found.left_out:
        parts.append(Text(f"left out, without gold or an answer: {clean(', '.join(found.left_out))}"))
    return Group(*parts, Text(""))


def _table(found: Contest) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("")
    for entry in found.entries:
        table.add_column(Text(clean(entry.model)), justify="right", overflow="fold")
    for name, write in ROWS.items():
        table.add_row(name, *(write(entry) for entry in found.entries))
    kinds = dict.fromkeys(kind for entry in found.entries for kind in entry.scores.types)
    for kind in kinds:
        cells = (entry.scores.types.get(kind) for entry in found.entries)
        table.add_row(f"F1 of {clean(kind)}", *("–" if it is None else share(it.f1) for it in cells))
    return table


def _known(value: float | None, write: Callable[[float], str]) -> str:
    return "unknown" if value is None else write(value)


ROWS: dict[str, Callable[[Entry], str]] = {
    "precision": lambda it: share(it.scores.total.precision),
    "recall": lambda it: share(it.scores.total.recall),
    "F1": lambda it: share(it.scores.total.f1),
    "wrong numbers that read right": lambda it: f"{len(it.scores.wrong):,}",
    "claims": lambda it: f"{it.claims:,}",
    "of them supported or derived": lambda it: f"{it.standing:,}",
    "requests": lambda it: f"{it.calls:,}",
    "tokens": lambda it: f"{it.tokens:,}",
    "seconds": lambda it: _known(it.seconds, "{:,.1f}".format),
    "cost": lambda it: _known(it.cost, lambda value: money(Decimal(str(value)))),
}
