"""`compare`: what the articles of a store say about the same quantities."""

from __future__ import annotations

import json
import time
from datetime import UTC, date, datetime
from pathlib import Path  # noqa: TC003  typer reads it
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.output import on_stdout, print_json, print_line, tell
from extractor.cli.program import (
    CHECK_FAILED,
    JsonOption,
    ProjectOption,
    StoreOption,
    app,
    existing,
    opened,
    place_of_store,
    project_of,
)
from extractor.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from extractor.article import Article
    from extractor.compare import Comparison
    from extractor.row import Row
    from extractor.store import Store

EVERY = 2.0
"""Seconds between two looks at the store while it is watched."""


@app.command()
def compare(  # noqa: PLR0913  a command has as many parameters as options
    type: Annotated[str | None, typer.Option(metavar="TYPE", help="Only claims of this type.")] = None,
    about: Annotated[
        str, typer.Option(metavar="WORDS", help="Only quantities that these words are about.")
    ] = "",
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only what an article since then tells, 2026-11-25.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write one HTML page with timelines.")
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, a line for each statement.")] = False,
    reviewed: Annotated[
        bool, typer.Option("--reviewed", help="What reviewers settled, in place of what the model said.")
    ] = False,
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Print a JSON line for each new dispute or revision, until Ctrl-C."),
    ] = False,
    fail_on: Annotated[
        str, typer.Option(metavar="disputed,revised", help="Exit 1 when there is one of these.")
    ] = "",
    store: StoreOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what the articles tell about the same quantity, who says so, since when, and where they disagree.

    Claims that are supported or derived are compared; what repeats one source counts once. Where reviewers
    agree that two claims are about the same quantity, or are not, that holds.

    \b
    extractor compare
    extractor compare --type killed --html killed.html
    extractor compare --about "river" --since 2026-11-20 --fail-on disputed
    extractor compare --watch                      # beside `run --watch`: an alert feed
    """
    from extractor.compare import select
    from extractor.export import writable, write

    kinds = _kinds(fail_on)
    day = _day(since)
    if html:
        writable(html)
    where = place_of_store(store, project_of(project))
    existing(where, "`extractor run` makes one, --store names another")
    with opened(where) as kept:
        if watch:
            _watch(kept)
            return
        found = select(_compared(kept, reviewed=reviewed), type=type, about=about, since=day)
        name = kept.name
    if not found.quantities:
        tell(f"nothing to compare in the store {name}")
    if html:
        from extractor.page.compare import html as page

        write([page(found)], html)
    _print(found, as_json=as_json, as_csv=as_csv, page=html is None)
    if any(it.kind in kinds for quantity in found.quantities for it in quantity.relations):
        tell(f"there are figures that are {' or '.join(sorted(kinds))}")
        raise typer.Exit(CHECK_FAILED)


def _print(found: Comparison, *, as_json: bool, as_csv: bool, page: bool) -> None:
    from extractor.compare.rows import csv, rows
    from extractor.page.compare import terminal

    if as_json:
        print_json(rows(found))
    elif as_csv:
        for line in csv(found):
            print_line(line)
    elif page:
        on_stdout().print(terminal(found))


def _kinds(named: str) -> set[str]:
    from extractor.compare.arrivals import TOLD

    kinds = {kind.strip() for kind in named.split(",") if kind.strip()}
    if unknown := sorted(kinds - TOLD):
        raise UsageError(f"--fail-on {unknown[0]}: choose from {', '.join(sorted(TOLD))}")
    return kinds


def _day(written: str | None) -> date | None:
    try:
        return None if written is None else date.fromisoformat(written)
    except ValueError:
        raise UsageError(f"--since {written}: write a day as 2026-11-25") from None


def _compared(store: Store, *, reviewed: bool) -> Comparison:
    from extractor.compare import compare as compared
    from extractor.decisions import Decisions
    from extractor.gold import reviewed as rows_of

    decisions = Decisions(store.database)
    rows = rows_of(store, decisions) if reviewed else _latest(store.everything()).values()
    return compared(rows, settled=decisions.pairs())


def _latest(rows: Iterable[tuple[Article, Row]]) -> dict[tuple[str, str], tuple[Article, Row]]:
    """Return the last row of each article and task: an earlier model may have said something else."""
    return {(article.id, row["task"]): (article, row) for article, row in rows}


def _watch(store: Store) -> None:
    """Print what each article that is done disputes or revises, for as long as nobody stops it."""
    from extractor.compare.arrivals import Arrivals
    from extractor.compare.rows import statement
    from extractor.decisions import Decisions

    arrivals = Arrivals(settled=Decisions(store.database).pairs())
    known: set[tuple[str, str]] = set()
    for article, row in store.arrived("", known):
        known.add((article.id, row["task"]))
        arrivals.take_in(article, row)
    tell(f"{len(known):,} articles compared; watching the store {store.name}")
    for article, row in _arriving(store, known):
        known.add((article.id, row["task"]))
        for quantity, relation in arrivals.take_in(article, row):
            told = {it.key: statement(it) for it in quantity.statements}
            line: Row = {"kind": relation.kind.value, "why": relation.why, "quantity": quantity.name}
            line |= {"type": quantity.type, "one": told[relation.one], "other": told[relation.other]}
            print_line(json.dumps(line, ensure_ascii=False) + "\n")


def _arriving(store: Store, known: Container[tuple[str, str]]) -> Iterator[tuple[Article, Row]]:
    """Yield rows as they are made, of what is not known."""
    from extractor.store import LATE

    while True:
        since = datetime.now(UTC) - LATE
        time.sleep(EVERY)
        yield from store.arrived(since.isoformat(), known)
