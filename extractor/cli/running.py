"""`run`: articles to claims, and what is said while that goes on."""

from __future__ import annotations

import re
from contextlib import nullcontext
from decimal import Decimal
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from extractor.cli.output import console_on, on_stderr, on_stdout, print_json, print_line, tell
from extractor.cli.program import (
    SIGNAL,
    SOME_FAILED,
    WRONG_INPUT,
    BaseUrlOption,
    HtmlOption,
    JsonOption,
    ModelOption,
    ProjectOption,
    StoreOption,
    app,
    existing,
    opened,
    place_of_store,
    project_of,
    there,
    write_html,
)
from extractor.cli.source import Source, chosen
from extractor.errors import ArticleError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence

    from extractor.article import Article, File
    from extractor.estimate import Estimate
    from extractor.export import Appended
    from extractor.extract import Task
    from extractor.model import Model
    from extractor.project import Project
    from extractor.row import Row
    from extractor.run import Budget, Outcome, Plan
    from extractor.run_ray import Cluster
    from extractor.store import Store
    from extractor.watch import Watch


class Ask(StrEnum):
    """How to ask."""

    auto = "auto"
    article = "article"
    sentence = "sentence"


class Lane(StrEnum):
    """Ask at once, or by batches that are answered within a day for half the price."""

    live = "live"
    batch = "batch"


class Engine(StrEnum):
    """Where a run works."""

    local = "local"
    ray = "ray"


class Files(NamedTuple):
    rows: Path | None
    html: Path | None


@app.command()
def run(  # noqa: PLR0913  a command has as many parameters as options
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH...]", help="Files, folders, globs; - for stdin; none: all in the store."
        ),
    ] = None,
    schema: Annotated[
        str | None, typer.Option("--schema", metavar="NAME", help="Which of the project's tasks.")
    ] = None,
    ask: Annotated[Ask | None, typer.Option("--ask", help="One call per article, or per number.")] = None,
    model: ModelOption = None,
    base_url: BaseUrlOption = None,
    gguf: Annotated[
        str | None, typer.Option("--gguf", metavar="FILE", help="Another file for the embedded model.")
    ] = None,
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar="FILE", help="JSON lines, not pages; - for stdout."),
    ] = None,
    html: HtmlOption = None,
    store: StoreOption = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
    concurrency: Annotated[int | None, typer.Option(min=1, max=4096, help="Requests at a time.")] = None,
    rpm: Annotated[float | None, typer.Option(min=1, help="Requests a minute that it allows.")] = None,
    tpm: Annotated[float | None, typer.Option(min=1, help="Tokens a minute that it allows.")] = None,
    tier: Annotated[str | None, typer.Option(metavar="NAME", help="Service tier to ask for: flex.")] = None,
    lane: Annotated[Lane, typer.Option(help="batch: half the price, within a day.")] = Lane.live,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first articles.")] = None,
    budget: Annotated[
        str | None,
        typer.Option(metavar="5USD|200000tokens", help="Begin no request once this run has spent so much."),
    ] = None,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Ask again where an answer could not be used.")
    ] = False,
    recheck: Annotated[
        bool, typer.Option("--recheck", help="Judge the stored answers anew; ask no model.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on with files that appear or change in the folders.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what the run would take; ask nothing.")
    ] = False,
    no_page: Annotated[
        bool, typer.Option("--no-page", help="Do not print the page of each article.")
    ] = False,
    engine: Annotated[
        Engine, typer.Option("--engine", help="Work here, or on a Ray cluster that runs.")
    ] = Engine.local,
    address: Annotated[
        str | None,
        typer.Option("--address", metavar="HOST:PORT", help="The Ray cluster, if not RAY_ADDRESS."),
    ] = None,
) -> None:
    """Extract claims from articles, check every number, keep the results. Run again to resume.

    Without PATH the articles are those of the store.

    \b
    extractor run news/*.txt -o claims.jsonl
    extractor run feed.jsonl --schema conflict --model gpt-5.4-mini --html claims.html
    extractor run news/ --concurrency 64 --rpm 5000 --budget 5USD
    extractor run news/ --lane batch
    extractor run --retry-failed -o claims.jsonl
    extractor run news/ --watch -o claims.jsonl
    """
    from extractor.article import find, read
    from extractor.estimate import estimate
    from extractor.export import Appended, writable
    from extractor.run import Outcome, plan
    from extractor.watch import Watch

    _agree(
        watch,
        bool(paths),
        {
            "--html": html,
            "--limit": limit,
            "--recheck": recheck,
            "--dry-run": dry_run,
            "--engine ray": engine is Engine.ray,
        },
    )
    found = project_of(project)
    source = chosen(found, model, base_url, gguf, concurrency)
    source.rpm, source.tpm, source.tier = rpm or found.settings.rpm, tpm or found.settings.tpm, tier
    source.deadline = found.settings.deadline
    if lane is Lane.batch:
        source.by_batch({"--tier": tier, "--budget": budget})
    task = found.task(schema, source.way(ask or found.settings.ask))
    source.asked = not task.settled
    most = _budget(budget, source)
    files = Files(None if output in (None, "-") else Path(str(output)), html)
    for path in files:
        if path:
            writable(path)
    where = place_of_store(store, found)
    cluster = _cluster(engine, address, found, task, where, source)
    if not paths:
        existing(where, "name the articles to read: extractor run PATH...")
    if dry_run:
        articles = read(paths, output=filter(None, files)) if paths else None
        with opened(where if there(where) else ":memory:") as kept:
            takes = estimate(articles, task, source.name, kept, limit=limit, retry_failed=retry_failed)
        _foretell(takes, source, as_json=as_json)
        return
    with opened(where) as kept:

        def plan_of(articles: Iterable[Article | ArticleError | File] | None) -> Plan:
            return plan(articles, task, source.name, kept, limit=limit, retry_failed=retry_failed)

        screen = Screen(lines=as_json or output == "-", page=not (no_page or any(files)))
        if watch and paths:
            with Appended(files.rows) if files.rows else nullcontext() as screen.appended:
                _follow(Watch(paths, files.rows), plan_of, kept, source, screen, most)
            return
        planned = plan_of(find(paths, filter(None, files)) if paths else None)
        if recheck:
            _recheck(planned, kept, source, screen)
        outcome = Outcome() if recheck else _carry_out(planned, kept, source, screen, most, cluster)
        _write(planned, kept, files)
        _conclude(planned, outcome, screen)


class Screen:
    """What a run shows: rows or pages on stdout, its progress where it does not get in their way."""

    def __init__(self, *, lines: bool, page: bool) -> None:
        self._out = on_stdout()
        self._lines = lines or (page and not self._out.is_terminal)
        self._page = page and not self._lines
        self.people = self._out if self._page else on_stderr()
        if self._lines and self._out.is_terminal:
            self.people = console_on(stderr=True, force_terminal=False)
        self.failed: list[Row] = []
        self.appended: Appended | None = None
        self.broken: UsageError | None = None

    @property
    def shows(self) -> bool:
        """Whether anything is shown of an article that is done."""
        return self._lines or self._page or self.appended is not None

    def show(self, article: Article | None, row: Row) -> None:
        """Show what came of an article."""
        if row["error"]:
            self.failed.append(row)
        if self.appended and not self.broken:
            try:
                self.appended.add(row)
            except UsageError as error:
                self.broken = error
        if self._lines:
            from extractor.export import jsonl

            print_line(*jsonl([row]))
        elif self._page and article:
            from extractor.page.terminal import terminal

            self._out.print(terminal(article, row))


def _announce(plan: Plan, source: Source) -> None:
    """Say what is going to be done, and where articles are sent."""
    from extractor.page.words import plural

    _say_left_out(plan)
    if not plan.paths:
        return
    count = plural(len(plan.paths), "article")
    done = f", {plan.done:,} of them done before" if plan.done else ""
    tell(f"model {source.name} {source.where}, task {plan.task.name}: {count}{done}")
    if plan.failed:
        tell(f"{plural(len(plan.failed), 'article')} failed before; --retry-failed asks again")


def _say_left_out(plan: Plan) -> None:
    for error in plan.unread:
        tell(f"not read: {error}", style="red")
    for path, first in plan.twins:
        tell(f"{path}: the same text as {first}; asked once")


def _agree(watch: bool, paths: bool, others: dict[str, object]) -> None:
    """Refuse options that cannot be had together."""
    if watch and (not paths or any(others.values())):
        *first, last = others
        raise UsageError(f"--watch needs a PATH, and goes without {', '.join(first)} and {last}")
    if others["--dry-run"] and others["--recheck"]:
        raise UsageError("--dry-run tells what asking takes; --recheck asks nothing")


def _cluster(
    engine: Engine, address: str | None, project: Project, task: Task, where: str | Path, source: Source
) -> Cluster | None:
    """Return the cluster to work on, with what its workers need to know; None works here."""
    if engine is Engine.local:
        if address:
            raise UsageError("--address is that of a cluster: it goes with --engine ray")
        return None
    from extractor.run_ray import cluster

    return cluster(address, project, task, source.access(str(where)), (source.rpm, source.tpm))


def _budget(text: str | None, source: Source) -> Budget:
    """Read what a run may spend: 5USD, $5 or 5 are US dollars, 200000tokens or 200ktokens are tokens."""
    from extractor.prices import known
    from extractor.run import Budget

    if text is None:
        return Budget()
    found = re.fullmatch(
        r"(?P<dollar>\$?)(?P<number>\d+(?:\.\d+)?)\s*(?P<scale>[km]?)\s*(?P<unit>USD|tokens?|)",
        text.strip().replace(",", ""),
        re.IGNORECASE,
    )
    unit = found["unit"].lower() if found else ""
    if not found or (found["dollar"] and unit.startswith("token")):
        raise UsageError(f"--budget {text}: write 5USD for US dollars, or 200000tokens")
    amount = Decimal(found["number"]) * {"": 1, "k": 10**3, "m": 10**6}[found["scale"].lower()]
    if unit.startswith("token"):
        return Budget(tokens=int(amount))
    if not known(source.name, source.base_url):
        what = f"the price of {source.name} {source.where}"
        raise UsageError(f"--budget {text}: {what} is not known; give a number of tokens")
    return Budget(dollars=amount)


def _foretell(takes: Estimate, source: Source, *, as_json: bool) -> None:
    """Print what a run would take."""
    from extractor.estimate import Terms
    from extractor.page.estimate import terminal

    terms = Terms(source.base_url, source.tier, source.slots, source.rpm, source.tpm)
    if as_json:
        print_json(takes.row(terms))
        return
    for error in takes.unread:
        tell(f"not read: {error}", style="red")
    on_stdout().print(terminal(takes, terms))


def _recheck(plan: Plan, store: Store, source: Source, screen: Screen) -> None:
    """Judge what is stored anew, and say what that cannot be done for."""
    import anyio

    from extractor.model import Model
    from extractor.page.live import Progress, summary
    from extractor.page.words import plural
    from extractor.run import recheck

    model = Model(source.name, base_url=source.base_url or None)
    with Progress(screen.people, plan.done, screen.show) as progress:
        left = anyio.run(recheck, plan, model, store, progress)
    tell(summary(progress))
    if left:
        tell(f"{plural(left, 'article')} would have to be asked again: numbers are read otherwise now")


def _carry_out(
    plan: Plan, store: Store, source: Source, screen: Screen, most: Budget, cluster: Cluster | None
) -> Outcome:
    """Show what is done already, ask for the rest, and say how it went."""
    import anyio

    from extractor.page.words import plural
    from extractor.posted import Posted
    from extractor.run import Outcome

    _announce(plan, source)
    if not source.batch and (waiting := Posted(store).waiting(plan.fingerprint)):
        tell(
            f"{plural(waiting, 'article')} in batches that --lane batch collects: asked now, they cost twice"
        )
    _show_known(plan, store, screen)
    if not plan.todo:
        return Outcome()
    if cluster:
        return _ask_on(cluster, plan, store, screen, most)

    async def ask(model: Model) -> Outcome:
        try:
            return await _ask(plan, store, source, model, screen, most)
        finally:
            await model.aclose()

    with source.served() as endpoint:
        return anyio.run(ask, source.model(endpoint))


def _show_known(plan: Plan, store: Store, screen: Screen, told: Container[str] = ()) -> None:
    """Show what could not be read and what is done already, but not the articles *told* before."""
    from extractor.run import results, unread_rows

    for row in unread_rows(plan):
        screen.show(None, row)
    known = plan.ended() if screen.shows else plan.failed
    for article, row in results(plan, store, (id for id in known if id not in told)):
        screen.show(article, row)


def _ask_on(cluster: Cluster, plan: Plan, store: Store, screen: Screen, most: Budget) -> Outcome:
    from extractor.page.live import Progress, summary

    with Progress(screen.people, len(plan.todo), screen.show) as progress:
        outcome = cluster.execute(plan, store, progress, most)
    tell(summary(progress))
    return outcome


async def _ask(
    plan: Plan, store: Store, source: Source, model: Model, screen: Screen, most: Budget
) -> Outcome:
    """Ask for what a plan lacks, with its progress on the screen."""
    from extractor import lane
    from extractor.page.live import Progress, summary
    from extractor.run import execute

    with Progress(screen.people, len(plan.todo), screen.show, model.pace) as progress:
        if source.batch:
            outcome = await lane.execute(plan, model, store, progress)
        else:
            outcome = await execute(plan, model, store, progress, source.slots, most)
    tell(summary(progress))
    return outcome


def _follow(
    watch: Watch,
    plan_of: Callable[[Iterable[File | ArticleError]], Plan],
    store: Store,
    source: Source,
    screen: Screen,
    most: Budget,
) -> None:
    """Take what there is, then what appears, until a signal comes or the run has to end."""
    import anyio

    from extractor.run import Outcome
    from extractor.watch import articles

    told, idle = set[str](), False

    async def go(model: Model) -> tuple[Plan, Outcome] | None:
        try:
            async with watch.begun():
                return await steps(model)
        finally:
            await model.aclose()

    async def steps(model: Model) -> tuple[Plan, Outcome] | None:
        nonlocal idle
        first: Sequence[str | ArticleError] = watch.present()
        found = first or await watch.next()
        while found:
            plan = plan_of(articles(found))
            _announce(plan, source) if found is first else _say_left_out(plan)
            _show_known(plan, store, screen, told)
            told.update(plan.paths)
            outcome = await _ask(plan, store, source, model, screen, most) if plan.todo else Outcome()
            idle = outcome.finished == len(plan.todo)
            if screen.broken or (outcome.over and not (idle and outcome.stopped)):
                return plan, outcome
            found = [] if outcome.stopped else await watch.next()
            idle = not found
        return None

    tell(f"watching {', '.join(map(str, watch.folders))}; Ctrl-C ends it")
    with source.served() as endpoint:
        try:
            ended = anyio.run(go, source.model(endpoint))
        except KeyboardInterrupt:  # it came when nobody listened for it
            if not idle:
                raise
            ended = None
    if screen.broken:
        raise screen.broken
    if ended:
        _conclude(*ended, screen)
    elif screen.failed:
        raise typer.Exit(SOME_FAILED)


def _write(plan: Plan, store: Store, files: Files) -> None:
    """Write what the store holds of a plan, in the order the articles were read."""
    from extractor.export import jsonl, write
    from extractor.run import results, unread_rows

    if files.rows:
        rows = (row for _, row in results(plan, store))
        write(jsonl(chain(rows, unread_rows(plan))), files.rows)
    if files.html:
        write_html(results(plan, store), files.html)


def _conclude(plan: Plan, outcome: Outcome, screen: Screen) -> None:
    """Say what is missing and leave with the code that says so too."""
    for row in screen.failed:
        if row["article"]["id"] and screen.people.is_terminal:  # elsewhere it was said when it happened
            tell(f"{row['article']['path']}: failed: {row['error']['message']}", style="red")
    for line in _left(plan, outcome):
        tell(line)
    if error := outcome.store_error or (None if outcome.stopped else outcome.unavailable):
        raise error
    if outcome.stopped:
        raise typer.Exit(SIGNAL + outcome.stopped)
    if screen.failed or plan.failed:
        raise typer.Exit(SOME_FAILED if plan.paths else WRONG_INPUT)


def _left(plan: Plan, outcome: Outcome) -> Iterator[str]:
    """Say what a run leaves to do, and what to look at."""
    from extractor.page.words import plural

    if len(outcome.models) > 1:
        yield f"answered by {' and '.join(outcome.models)}: the model has changed"
    left = len(plan.todo) - outcome.finished
    resume = f"{len(plan.paths) - left:,} of {plural(len(plan.paths), 'article')} done, run again to resume"
    if outcome.spent:
        yield f"the budget is used up; {resume}"
    if outcome.batches:
        yield "requests are being answered in batches: run again with --lane batch to collect the answers"
    if outcome.elsewhere:
        yield f"{plural(outcome.elsewhere, 'article')} left to another run"
    if outcome.stopped and not outcome.store_error:
        yield f"stopped; {resume}"
    elif outcome.store_error or outcome.unavailable:
        yield resume
