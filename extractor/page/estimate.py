"""Show in a terminal what a run would take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from extractor.model import CHARACTERS_A_TOKEN
from extractor.page.live import duration
from extractor.page.words import clean, money, plural
from extractor.prices import PRICE_LIST

if TYPE_CHECKING:
    from extractor.estimate import Estimate, Terms


def terminal(found: Estimate, terms: Terms) -> Table:
    """Return a table to print: a line for each thing a run takes, then what the figures rest on."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="bright_black", no_wrap=True)
    table.add_column()
    for name, words in facts(found, terms).items():
        table.add_row(name, words)
    return table


def facts(found: Estimate, terms: Terms) -> dict[str, str]:
    """Return what a run takes, in words."""
    before = ((found.done, "done before"), (found.failed, "failed before"))
    saved = ((found.stored, "answered before"), (found.settled, "settled by code"))
    said = {
        "articles": f"{found.todo:,} to do" + _besides(before),
        "calls": f"{found.calls:,}" + _besides(saved),
    }
    if found.calls:
        price, seconds = found.cost(terms), found.seconds(terms)
        said["tokens"] = f"≈ {found.prompt_tokens:,} in, ≈ {found.completion_tokens:,} out"
        said["cost"] = (
            f"the price of {clean(found.model)} is not known"
            if price is None
            else f"≈ {money(price)} by {PRICE_LIST}"
        )
        if seconds is not None:
            said["time"] = f"≈ {duration(seconds)}, {terms.slots} at a time"
        said["by"] = _basis(found)
    return said


def _besides(counts: tuple[tuple[int, str], ...]) -> str:
    return "".join(f", {count:,} {words}" for count, words in counts if count)


def _basis(found: Estimate) -> str:
    if found.rates.requests:
        return f"what {plural(found.rates.requests, 'request')} of this task took"
    return (
        f"{CHARACTERS_A_TOKEN} characters a token and {found.rates.answer:.0f} tokens an answer about one"
        " number, both assumed: of this task the store has no answers"
    )
