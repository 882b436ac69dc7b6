"""`compare`: what the articles of a store say about the same quantities."""

from __future__ import annotations

import json
import time
from datetime import UTC, date, datetime
from pathlib import Path  # noqa: TC003  typer reads it
from typing import TYPE_CHECKING, Annotated, Any

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
    type: Annotated[
        str, typer.Option(metavar="TYPE,TYPE", help="Only quantities with claims of these types.")
    ] = "",
    about: Annotated[
        str,
        typer.Option(metavar="WORDS", help="Only quantities with these words in name, text or title."),
    ] = "",
    since: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Only quantities told of since 2026-11-25, each whole."),
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
    extractor compare --type dead,missing --html toll.html
    extractor compare --about "river" --since 2026-11-20 --fail-on disputed
    extractor compare --watch                      # beside `run --watch`: an alert feed
    """
    from extractor.export import writable, write

    kinds = _kinds(fail_on)
    wanted: dict[str, Any] = {"types": _listed(type), "about": about, "since": _day(since)}
    if as_json and as_csv:
        raise UsageError("--json and --csv: stdout takes one of them")
    if watch:
        others = {"--html": html, "--csv": as_csv, "--fail-on": fail_on, "--reviewed": reviewed}
        _alone({**others, **_named(wanted)})
    if html:
        writable(html)
    where = place_of_store(store, project_of(project))
    existing(where, "`extractor run` makes one, --store names another")
    with opened(where) as kept:
        if watch:
            _watch(kept)
            return
        found = _compared(kept, reviewed=reviewed)
        _something(found, kept.name, reviewed=reviewed, alarm=bool(kinds))
    found = _chosen(found, wanted, alarm=bool(kinds))
    _say_undated(found)
    if html:
        from extractor.page.compare import html as page

        write([page(found, _choice(wanted))], html)
    _print(found, as_json=as_json, as_csv=as_csv, page=html is None)
    if any(it.kind in kinds for quantity in found.quantities for it in quantity.relations):
        tell(f"there are figures that are {' or '.join(sorted(kinds))}")
        raise typer.Exit(CHECK_FAILED)


def _alone(others: dict[str, object]) -> None:
    """Refuse options that a watch would pass over."""
    if given := [option for option, value in others.items() if value]:
        raise UsageError(f"--watch goes without {' and '.join(given)}: choose from the lines it prints")


def _something(found: Comparison, store: str, *, reviewed: bool, alarm: bool) -> None:
    """Say so if nothing can be found in a store whatever is asked; an alarm must not pass that over."""
    if found.articles and (found.quantities or found.unplaced):
        return
    if reviewed:
        decided = "`extractor review` is where people decide"
        raise UsageError(f"nothing is reviewed in the store {store}; {decided}")
    what = "claim" if found.articles else "article"
    words = f"nothing to compare: there is no {what} in the store {store}; `extractor run PATH...` adds some"
    if alarm:
        raise UsageError(words)
    tell(words)


def _chosen(found: Comparison, wanted: dict[str, Any], *, alarm: bool) -> Comparison:
    """Choose some of the quantities, and say which option leaves none; a slip must not still an alarm."""
    from extractor.compare import select, types

    known = types(found)
    if known and (unknown := [it for it in wanted["types"] if it not in known]):
        raise UsageError(f"--type {unknown[0]}: no claim is of that type; there are {', '.join(known)}")
    for (option, value), (name, how) in zip(_named(wanted).items(), wanted.items(), strict=True):
        left = select(found, **{name: how})
        if found.quantities and not left.quantities:
            many = "1 quantity" if len(found.quantities) == 1 else f"{len(found.quantities):,} quantities"
            days = [it.published for it in found.sources if it.published]
            words = f"{option} {value} leaves none of {many}"
            if name == "since":
                words += f": the latest article is of {max(days)}" if days else ": no article has a date"
            if alarm and (name == "about" or (name == "since" and not days)):
                raise UsageError(words)
            tell(words)
        found = left
    return found


def _say_undated(found: Comparison) -> None:
    """Say how many articles have no date, and what would give them one."""
    undated = sum(it.published is None for it in found.sources)
    if undated:
        some = "1 article has" if undated == 1 else f"{undated:,} articles have"
        of = f", of {len(found.sources):,}" if len(found.sources) > undated else ""
        tell(f"{some} no date{of}: metadata, or a dateline with its year, would give one")


def _choice(wanted: dict[str, Any]) -> str:
    """Say what was chosen, and when, on a page that outlives the command."""
    made = f"made on {datetime.now().astimezone():%-d %B %Y}"
    given = [f"{option} {value}" for option, value in _named(wanted).items() if value]
    return f"only {', '.join(given)} · {made}" if given else made


def _named(wanted: dict[str, Any]) -> dict[str, str]:
    """Return the options that choose, as they were given."""
    day = wanted["since"]
    return {"--type": ",".join(wanted["types"]), "--about": wanted["about"], "--since": f"{day or ''}"}


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

    kinds = set(_listed(named))
    if unknown := sorted(kinds - TOLD):
        raise UsageError(f"--fail-on {unknown[0]}: choose from {', '.join(sorted(TOLD))}")
    return kinds


def _listed(named: str) -> list[str]:
    return [it for it in map(str.strip, named.split(",")) if it]


def _day(written: str | None) -> date | None:
    """Read a day; one that is still to come is a slip, which would leave nothing for ever."""
    if written is None:
        return None
    try:
        day = date.fromisoformat(written)
    except ValueError:
        day = None
    if day is None or written != day.isoformat():
        raise UsageError(f"--since {written}: write a day as 2026-11-25")
    if day > datetime.now().astimezone().date():
        raise UsageError(f"--since {written}: that day is still to come")
    return day


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
    from extractor.compare.rows import arrival
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
            print_line(json.dumps(arrival(quantity, relation), ensure_ascii=False) + "\n")


def _arriving(store: Store, known: Container[tuple[str, str]]) -> Iterator[tuple[Article, Row]]:
    """Yield rows as they are made, of what is not known."""
    from extractor.store import LATE

    while True:
        since = datetime.now(UTC) - LATE
        time.sleep(EVERY)
        yield from store.arrived(since.isoformat(), known)
