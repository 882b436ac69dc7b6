"""`export` and `stats`: what the store holds."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from extractor.cli.output import on_stdout, print_json, print_line, tell
from extractor.cli.program import (
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


class Format(StrEnum):
    """What to export to."""

    jsonl = "jsonl"
    csv = "csv"
    examples = "examples"


@app.command()
def export(  # noqa: PLR0913  a command has as many parameters as options
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FILE", help="Where to write; - for stdout.")
    ] = "-",
    format: Annotated[
        Format,
        typer.Option(
            "--format",
            help="A line per article; per claim; or few-shot examples for a prompt, of reviewed claims.",
        ),
    ] = Format.jsonl,
    reviewed: Annotated[
        bool, typer.Option("--reviewed", help="What reviewers settled, in place of what the model said.")
    ] = False,
    pairs: Annotated[
        bool, typer.Option("--pairs", help="Which claims reviewers joined and parted, a JSON line each.")
    ] = False,
    schema: Annotated[
        str | None, typer.Option("--schema", metavar="TASK", help="The task to make examples for.")
    ] = None,
    store: StoreOption = None,
    project: ProjectOption = None,
) -> None:
    """Write everything the store holds: a JSON line per article, or CSV with a line per claim.

    \b
    extractor export --format csv -o claims.csv
    extractor export --reviewed -o gold.jsonl
    extractor export --pairs -o pairs.jsonl
    extractor export --format examples --schema conflict >> more-examples.toml
    """
    from extractor.decisions import Decisions
    from extractor.export import csv, jsonl, write
    from extractor.gold import examples, paired, toml
    from extractor.gold import reviewed as settled

    if pairs and (reviewed or format is not Format.jsonl):
        raise UsageError("--pairs writes lines of its own: leave out --reviewed and --format")
    found = project_of(project)
    where = place_of_store(store, found)
    existing(where, "`extractor run` makes one, --store names another")
    with opened(where) as kept:
        if kept.empty():
            tell(f"the store {kept.name} holds no results yet")
        decisions = Decisions(kept.database)
        only = reviewed or format is Format.examples
        results = settled(kept, decisions) if only else kept.everything()
        match format:
            case _ if pairs:
                lines = jsonl(paired(decisions))
            case Format.csv:
                lines = csv(results)
            case Format.jsonl:
                lines = jsonl(row for _, row in results)
            case Format.examples:
                lines = toml(examples(found.task(schema), results))
        if output == "-":
            for line in lines:
                print_line(line)
        else:
            write(lines, Path(output))


@app.command()
def stats(
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write one HTML page with plots.")
    ] = None,
    store: StoreOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what the store comes to, by task and model: articles, verdicts, cost, failures, over time.

    \b
    extractor stats
    extractor stats --html stats.html
    """
    from extractor.export import writable, write
    from extractor.page import stats as page
    from extractor.stats import stats as figures

    if html:
        writable(html)
    where = place_of_store(store, project_of(project))
    existing(where, "`extractor run` makes one, --store names another")
    with opened(where) as kept:
        found = figures(kept)
        name = kept.name
    if not found:
        tell(f"the store {name} holds no results yet")
    if html:
        write([page.html(found, name)], html)
    if as_json:
        print_json([task.row() for task in found])
    elif not html:
        on_stdout().print(page.terminal(found))
