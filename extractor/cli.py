"""The command line: parse, call, print. stdout is data, stderr is for people.

Everything heavy is imported by the command that needs it, so that --help answers at once.
"""

from __future__ import annotations

import json
import os
import re
import sys
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, cast
from urllib.parse import urlsplit

import typer
from typer.core import TyperGroup

from extractor.errors import ArticleError, ExtractorError, ModelError, ModelUnavailable, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence

    from rich.console import Console

    from extractor.article import Article
    from extractor.estimate import Estimate
    from extractor.export import Appended
    from extractor.extract import Task
    from extractor.model import Endpoint, Model
    from extractor.project import Project
    from extractor.row import Row
    from extractor.run import Budget, Outcome, Plan
    from extractor.run_ray import Access, Cluster
    from extractor.store import Store
    from extractor.watch import Watch

CHECK_FAILED = 1
WRONG_INPUT = 2
NO_MODEL = 3
SOME_FAILED = 4
SIGNAL = 128
"""Exit codes; a signal ends with 128 and its number, as shells expect."""

INTERRUPTED, BROKEN_PIPE = SIGNAL + 2, SIGNAL + 13

LONGEST_WAIT = 3600.0
"""Seconds that an endpoint may ask a run to wait; longer, and the run ends and says when to come back."""


WrongOption: Any = typer.BadParameter.__bases__[0]
"""What is raised for a wrong option; it belongs to click, of which typer has a copy of its own."""


class Ask(StrEnum):
    """How to ask."""

    auto = "auto"
    article = "article"
    sentence = "sentence"


class Lane(StrEnum):
    """Ask at once, or by batches that are answered within a day for half the price."""

    live = "live"
    batch = "batch"


class Format(StrEnum):
    """What to export to."""

    jsonl = "jsonl"
    csv = "csv"


class Engine(StrEnum):
    """Where a run works."""

    local = "local"
    ray = "ray"


class _Files(NamedTuple):
    rows: Path | None
    html: Path | None


class Commands(TyperGroup):
    """The commands, with every error a person can cause told in one line."""

    def make_context(self, *args: Any, **options: Any) -> Any:
        try:
            return super().make_context(*args, **options)
        except WrongOption as error:
            raise _misused(error) from None

    def invoke(self, ctx: Any) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except ExtractorError as error:
            tell(f"error: {error}", style="red")
            raise typer.Exit(_code(error)) from None
        except WrongOption as error:
            raise _misused(error) from None
        except KeyboardInterrupt:
            tell("stopped")
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads on: not our error
            raise typer.Exit(BROKEN_PIPE) from None
        except OSError as error:
            tell(f"error: cannot write: {error.strerror or error}", style="red")
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(WRONG_INPUT) from None


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="News articles in, typed claims out, every number checked against the text.",
)
schema_app = typer.Typer(no_args_is_help=True, help="Look after the claim schemas of a project.")
app.add_typer(schema_app, name="schema")

ProjectOption = Annotated[str | None, typer.Option("--project", metavar="DIR", help="Project folder.")]
StoreOption = Annotated[
    str | None, typer.Option("--store", metavar="PATH|URL", help="Where results are kept: SQLite or a URL.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
HtmlOption = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="Write one HTML page; `run` then prints none.")
]
ModelOption = Annotated[str | None, typer.Option("--model", metavar="NAME", help="Model at the endpoint.")]
BaseUrlOption = Annotated[
    str | None, typer.Option("--base-url", metavar="URL", help="OpenAI-compatible endpoint.")
]


def main() -> None:
    """Run the command line."""
    app(prog_name="extractor")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"extractor {_installed('claim-extractor')}")
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which.")
    ] = False,
) -> None:
    pass


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
    from extractor.article import read
    from extractor.estimate import estimate
    from extractor.export import Appended, writable
    from extractor.run import Outcome, plan
    from extractor.watch import Watch

    _agree(watch, bool(paths), {"--html": html, "--limit": limit, "--recheck": recheck, "--dry-run": dry_run})
    found = _find(project)
    source = _source(found, model, base_url, gguf, concurrency)
    source.rpm, source.tpm, source.tier = rpm or found.settings.rpm, tpm or found.settings.tpm, tier
    if lane is Lane.batch:
        source.by_batch({"--tier": tier, "--budget": budget})
    task = found.task(schema, source.way(ask or found.settings.ask))
    most = _budget(budget, source)
    files = _Files(None if output in (None, "-") else Path(str(output)), html)
    for path in files:
        if path:
            writable(path)
    where = _where(store, found)
    cluster = _cluster(address, found, task, where, source) if engine is Engine.ray else None
    if not paths:
        _existing(where, "name the articles to read: extractor run PATH...")
    articles = read(paths) if paths else None
    if dry_run:
        with _store(where if _there(where) else ":memory:") as kept:
            takes = estimate(articles, task, source.name, kept, limit=limit, retry_failed=retry_failed)
        _foretell(takes, source, as_json=as_json)
        return
    with _store(where) as kept:

        def plan_of(articles: Iterable[Article | ArticleError] | None) -> Plan:
            return plan(articles, task, source.name, kept, limit=limit, retry_failed=retry_failed)

        screen = _Screen(lines=as_json or output == "-", page=not (no_page or any(files)))
        if watch and paths:
            with Appended(files.rows) if files.rows else nullcontext() as screen.appended:
                _follow(Watch(paths, files.rows), plan_of, kept, source, screen, most)
            return
        planned = plan_of(articles)
        if recheck:
            _recheck(planned, kept, source, screen)
        outcome = Outcome() if recheck else _carry_out(planned, kept, source, screen, most, cluster)
        _write(planned, kept, files)
        _conclude(planned, outcome, screen)


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

    article = _only_article(file)
    mentions = find_numbers(article.text)
    if as_json:
        _print_json([row.mention(found) for found in mentions])
        return
    from extractor.page.terminal import numbers

    _out().print(numbers(article.text, mentions))


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
    from extractor.check import check as judge
    from extractor.export import writable
    from extractor.extract import Extraction
    from extractor.model import Usage
    from extractor.row import foreign_claims, verdicts

    if html:
        writable(html)
    text = _only_article(article)
    data = _claims(claims, text)
    judged = judge(text.text, foreign_claims(data, claims))
    row = Extraction(text, "check", "", judged, Usage()).row()
    if html:
        _write_html([(text, row)], html)
    if as_json:
        _print_json(verdicts(judged, data))
    else:
        from extractor.page.terminal import terminal

        _out().print(terminal(text, row))
    if any(claim["verdict"] not in ("supported", "derived") for claim in row["claims"]):
        raise typer.Exit(CHECK_FAILED)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where to put the project.")] = Path(),
) -> None:
    """Start a project: copy the starter's schemas and prompts into a folder. Overwrites nothing.

    \b
    extractor init news-monitor
    """
    from extractor.project import create

    for path in create(folder):
        tell(f"made {path}")
    tell(f"edit them, then: extractor run --project {folder} PATH...")


@app.command()
def doctor(
    project: ProjectOption = None,
    store: StoreOption = None,
    model: ModelOption = None,
    base_url: BaseUrlOption = None,
) -> None:
    """Say what would be used: versions, project, store, model, and whether the model answers.

    \b
    extractor doctor --base-url http://localhost:11434/v1
    """
    import anyio

    for package in ("claim-extractor", "openai", "instructor", "pydantic", "SQLAlchemy", "xllamacpp"):
        typer.echo(f"{package:<16}{_installed(package)}")
    typer.echo(f"{'python':<16}{sys.version.split()[0]}")
    found = _find(project)
    typer.echo(f"{'project':<16}{found.root}{'' if found.marker else ' (the starter)'}")
    typer.echo(f"{'tasks':<16}{', '.join(task.name for task in found.tasks())}")
    with _store(_where(store, found)) as kept:
        typer.echo(f"{'store':<16}{kept.name} ({kept.count():,} articles)")
    source = _source(found, model, base_url, None, None)
    typer.echo(f"{'model':<16}{source.name} {source.where}")
    with source.served() as endpoint:
        typer.echo(f"{'':<16}{anyio.run(_answers, endpoint)}")


@schema_app.command()
def lint(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="One task; all by default.")] = None,
    project: ProjectOption = None,
) -> None:
    """Load schemas and prompts and say what is wrong with them; exit 1 if something is.

    \b
    extractor schema lint conflict
    """
    from extractor.lint import lint as remarks
    from extractor.lint import unprompted
    from extractor.page.words import plural

    found = _find(project)
    said = [] if name else unprompted(found)
    typer.echo("".join(f"{line}\n" for line in said), nl=False)
    for task in [name] if name else found.names():
        wrong = remarks(found, task)
        typer.echo("".join(f"{line}\n" for line in wrong), nl=False)
        kinds = "" if wrong else ", ".join(kind.__name__ for kind in found.task(task).types)
        tell(f"{task}: {kinds or plural(len(wrong), 'problem')}")
        said += wrong
    if said:
        raise typer.Exit(CHECK_FAILED)


@app.command()
def export(
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FILE", help="Where to write; - for stdout.")
    ] = "-",
    format: Annotated[
        Format, typer.Option("--format", help="A line per article, or per claim.")
    ] = Format.jsonl,
    store: StoreOption = None,
    project: ProjectOption = None,
) -> None:
    """Write everything the store holds: a JSON line per article, or CSV with a line per claim.

    \b
    extractor export --format csv -o claims.csv
    """
    from extractor.export import csv, jsonl, write

    found = _find(project)
    where = _where(store, found)
    _existing(where, "`extractor run` makes one, --store names another")
    with _store(where) as kept:
        if kept.empty():
            tell(f"the store {kept.name} holds no results yet")
        results = kept.everything()
        lines = csv(results) if format is Format.csv else jsonl(row for _, row in results)
        if output == "-":
            for line in lines:
                _print_line(line)
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
    where = _where(store, _find(project))
    _existing(where, "`extractor run` makes one, --store names another")
    with _store(where) as kept:
        found = figures(kept)
        name = kept.name
    if not found:
        tell(f"the store {name} holds no results yet")
    if html:
        write([page.html(found, name)], html)
    if as_json:
        _print_json([task.row() for task in found])
    elif not html:
        _out().print(page.terminal(found))


# What the commands share.


def tell(words: str, style: str = "") -> None:
    """Say something to the person, on stderr, in one line."""
    from rich.text import Text

    from extractor.page.words import clean

    _err().print(Text(" ".join(clean(words).split("\n")), style=style), soft_wrap=True)


def _misused(error: Any) -> Exception:
    """Say what is wrong with an option or an argument, and return what to leave with."""
    if (
        type(error).__name__ == "NoArgsIsHelpError"
    ):  # nothing is wrong: a group without a command shows its help
        return cast("Exception", error)
    program = error.ctx.command_path if error.ctx else "extractor"
    tell(f"error: {error.format_message()} ({program} --help)", style="red")
    return typer.Exit(WRONG_INPUT)


def _console(*, stderr: bool, force_terminal: bool | None = None) -> Console:
    from rich.console import Console

    return Console(stderr=stderr, force_terminal=force_terminal, highlight=False, markup=False, emoji=False)


def _err() -> Console:
    return _console(stderr=True)


def _out() -> Console:
    return _console(stderr=False)


def _code(error: ExtractorError) -> int:
    if isinstance(error, ModelUnavailable):
        return NO_MODEL
    return SOME_FAILED if isinstance(error, ModelError) else WRONG_INPUT


class _Source:
    """The model a run asks: one behind an endpoint, or the embedded one."""

    def __init__(self, endpoint: Endpoint | None, gguf: str | None, slots: int | None) -> None:
        self._endpoint, self._gguf = endpoint, gguf
        self.slots = slots or (endpoint.slots if endpoint else 1)
        self.rpm: float | None = None
        self.tpm: float | None = None
        self.tier: str | None = None
        self.batch = False

    @property
    def name(self) -> str:
        """What the model is called in results."""
        if self._endpoint:
            return self._endpoint.name
        from extractor.local import QWEN

        return Path(self._gguf).stem if self._gguf else QWEN.name

    @property
    def where(self) -> str:
        """Where articles are sent; a host, never a key."""
        if not self._endpoint:
            return "on this machine"
        url = urlsplit(self._endpoint.base_url)
        return f"at {url.hostname}:{url.port}" if url.port else f"at {url.hostname}"

    def way(self, ask: str) -> str:
        """Return how to ask: a small model gets one number at a time."""
        return ("article" if self._endpoint else "sentence") if ask == "auto" else str(ask)

    @property
    def base_url(self) -> str:
        """The endpoint's address; none of the embedded model before it is served."""
        return self._endpoint.base_url if self._endpoint else ""

    def by_batch(self, live: dict[str, str | None]) -> None:
        """Take the cheap lane; `live` are the options that are for the other one."""
        if not self._endpoint:
            raise UsageError("--lane batch is for an endpoint that has batches: name it, or leave it out")
        if given := [name for name, value in live.items() if value]:
            raise UsageError(f"{given[0]} is for --lane live; --limit bounds what goes into batches")
        self.batch = True

    @contextmanager
    def served(self) -> Iterator[Endpoint]:
        """Have the model served for as long as the block runs."""
        if self._endpoint:
            yield self._endpoint
            return
        from extractor.local import gguf, serve

        with serve(gguf(self._gguf) if self._gguf else _weights(), slots=self.slots) as endpoint:
            yield endpoint

    def access(self, store: str) -> Access:
        """Return what the workers of a cluster need; the embedded model is of one machine."""
        from extractor.run_ray import Access

        if not self._endpoint:
            raise UsageError(
                "--engine ray needs an endpoint that all machines reach: name it with --base-url"
            )
        if self.batch:
            raise UsageError("--engine ray is for --lane live: batches are worked at by the provider")
        return Access(replace(self._endpoint, slots=self.slots), store, self.tier, LONGEST_WAIT)

    def model(self, endpoint: Endpoint) -> Model:
        """Return the model behind an endpoint, asked as fast as it allows."""
        from extractor.model import Model
        from extractor.pace import Pace

        pace = Pace(longest=LONGEST_WAIT, rpm=self.rpm, tpm=self.tpm)
        return Model(
            endpoint.name,
            base_url=endpoint.base_url,
            api_key=endpoint.key,
            slots=self.slots,
            pace=pace,
            tier=self.tier,
        )


class _Screen:
    """What a run shows: rows or pages on stdout, its progress where it does not get in their way."""

    def __init__(self, *, lines: bool, page: bool) -> None:
        self._out = _out()
        self._lines = lines or (page and not self._out.is_terminal)
        self._page = page and not self._lines
        self.people = self._out if self._page else _err()
        if self._lines and self._out.is_terminal:
            self.people = _console(stderr=True, force_terminal=False)
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

            _print_line(*jsonl([row]))
        elif self._page and article:
            from extractor.page.terminal import terminal

            self._out.print(terminal(article, row))


def _find(project: str | None) -> Project:
    from extractor.project import find

    return find(project)


def _where(named: str | None, project: Project) -> str | Path:
    """Return where results are kept; a folder is made for them only inside a project."""
    from extractor.export import writable

    chosen = named or os.environ.get("EXTRACTOR_STORE")
    if chosen and "://" not in chosen:
        writable(Path(chosen))
    return chosen or project.store


def _there(where: str | Path) -> bool:
    return "://" in str(where) or Path(where).exists()


def _existing(where: str | Path, advice: str) -> None:
    if not _there(where):
        raise UsageError(f"there is no store {where}; {advice}")


def _store(where: str | Path) -> Store:
    from extractor.store import Store

    return Store(where)


def _source(
    project: Project, model: str | None, base_url: str | None, gguf: str | None, concurrency: int | None
) -> _Source:
    """Choose the model: options go before the environment, that before the project's settings."""
    from extractor.model import configured

    if gguf and (base_url or model):
        raise UsageError("--gguf is for the embedded model; it goes without --model and --base-url")
    if gguf:
        from extractor.local import gguf as readable

        readable(gguf)
    settings = project.settings
    name = model or os.environ.get("EXTRACTOR_MODEL") or settings.model
    url = base_url or os.environ.get("OPENAI_BASE_URL") or settings.base_url
    endpoint = None if gguf else configured(name, url, os.environ)
    return _Source(endpoint, gguf, concurrency or settings.concurrency)


def _weights() -> Path:
    """Join the embedded model's weights, the first time, with a bar to watch."""
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

    from extractor.local import weights

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    err = _err()
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        bar = progress.add_task("making the embedded model ready, once", visible=False)
        return weights(lambda done, size: progress.update(bar, completed=done, total=size, visible=True))


def _announce(plan: Plan, source: _Source) -> None:
    """Say what is going to be done, and where articles are sent."""
    from extractor.page.words import plural

    _say_left_out(plan)
    if not plan.paths:
        return
    count = plural(len(plan.paths), "article")
    done = f", {len(plan.done):,} of them done before" if plan.done else ""
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
    address: str | None, project: Project, task: Task, where: str | Path, source: _Source
) -> Cluster:
    """Return the cluster to work on, with what its workers need to know."""
    from extractor.run_ray import cluster

    return cluster(address, project, task, source.access(str(where)), (source.rpm, source.tpm))


def _budget(text: str | None, source: _Source) -> Budget:
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
        raise UsageError(f"--budget {text}: the price of {source.name} is not known; give a number of tokens")
    return Budget(dollars=amount)


def _foretell(takes: Estimate, source: _Source, *, as_json: bool) -> None:
    """Print what a run would take."""
    from extractor.estimate import Terms
    from extractor.page.estimate import terminal

    terms = Terms(source.base_url, source.tier, source.slots, source.rpm, source.tpm)
    if as_json:
        _print_json(takes.row(terms))
        return
    for error in takes.unread:
        tell(f"not read: {error}", style="red")
    _out().print(terminal(takes, terms))


def _recheck(plan: Plan, store: Store, source: _Source, screen: _Screen) -> None:
    """Judge what is stored anew, and say what that cannot be done for."""
    import anyio

    from extractor.model import Model
    from extractor.page.live import Progress, summary
    from extractor.page.words import plural
    from extractor.run import recheck

    model = Model(source.name, base_url=source.base_url or None)
    with Progress(screen.people, len(plan.done), screen.show) as progress:
        left = anyio.run(recheck, plan, model, store, progress)
    tell(summary(progress))
    if left:
        tell(f"{plural(left, 'article')} would have to be asked again: numbers are read otherwise now")


def _carry_out(
    plan: Plan, store: Store, source: _Source, screen: _Screen, most: Budget, cluster: Cluster | None
) -> Outcome:
    """Show what is done already, ask for the rest, and say how it went."""
    import anyio

    from extractor.run import Outcome

    _announce(plan, source)
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


def _show_known(plan: Plan, store: Store, screen: _Screen, told: Container[str] = ()) -> None:
    """Show what could not be read and what is done already, but not the articles *told* before."""
    from extractor.run import results, unread_rows

    for row in unread_rows(plan):
        screen.show(None, row)
    ended = plan.failed | plan.done if screen.shows else plan.failed
    known = [id for id in plan.paths if id in ended and id not in told]
    for article, row in results(plan, store, known):
        screen.show(article, row)


def _ask_on(cluster: Cluster, plan: Plan, store: Store, screen: _Screen, most: Budget) -> Outcome:
    from extractor.page.live import Progress, summary

    with Progress(screen.people, len(plan.todo), screen.show) as progress:
        outcome = cluster.execute(plan, store, progress, most)
    tell(summary(progress))
    return outcome


async def _ask(
    plan: Plan, store: Store, source: _Source, model: Model, screen: _Screen, most: Budget
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
    plan_of: Callable[[Iterable[Article | ArticleError]], Plan],
    store: Store,
    source: _Source,
    screen: _Screen,
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


def _write(plan: Plan, store: Store, files: _Files) -> None:
    """Write what the store holds of a plan, in the order the articles were read."""
    from extractor.export import jsonl, write
    from extractor.run import results, unread_rows

    if files.rows:
        rows = (row for _, row in results(plan, store))
        write(jsonl(chain(rows, unread_rows(plan))), files.rows)
    if files.html:
        _write_html(results(plan, store), files.html)


def _write_html(pages: Iterable[tuple[Article, Row]], path: Path) -> None:
    from extractor.export import write
    from extractor.page.html import html

    write([html(pages)], path)


def _conclude(plan: Plan, outcome: Outcome, screen: _Screen) -> None:
    """Say what is missing and leave with the code that says so too."""
    from extractor.page.words import plural

    for row in screen.failed:
        if row["article"]["id"] and screen.people.is_terminal:  # elsewhere it was said when it happened
            tell(f"{row['article']['path']}: failed: {row['error']['message']}", style="red")
    left = len(plan.todo) - outcome.finished
    resume = f"{len(plan.paths) - left:,} of {plural(len(plan.paths), 'article')} done, run again to resume"
    if outcome.store_error:
        tell(resume)
        raise outcome.store_error
    if outcome.spent:
        tell(f"the budget is used up; {resume}")
    if outcome.batches:
        tell("requests are being answered in batches: run again with --lane batch to collect the answers")
    if outcome.elsewhere:
        tell(f"{plural(outcome.elsewhere, 'article')} left to another run")
    if outcome.stopped:
        tell(f"stopped; {resume}")
        raise typer.Exit(SIGNAL + outcome.stopped)
    if outcome.unavailable:
        tell(resume)
        raise outcome.unavailable
    if screen.failed or plan.failed:
        raise typer.Exit(SOME_FAILED if plan.paths else WRONG_INPUT)


def _only_article(path: str) -> Article:
    """Read a file that holds one article."""
    from extractor.article import read

    found = list(islice(read([path]), 2))
    if not found:
        raise UsageError(f"{path}: no article in it")
    if isinstance(found[0], ArticleError):
        raise found[0]
    if len(found) > 1:
        raise UsageError(f"{path}: more than one article; this command reads one")
    return found[0]


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


def _print_json(value: Any) -> None:
    _print_line(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def _print_line(line: str) -> None:
    """Write data to stdout: UTF-8 whatever the terminal's language, and at once."""
    sys.stdout.flush()
    sys.stdout.buffer.write(line.encode())
    sys.stdout.buffer.flush()


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


async def _answers(endpoint: Endpoint) -> str:
    """Ask the model for the least there is, and say how it went."""
    from pydantic import create_model

    from extractor.model import Model

    model = Model(endpoint.name, base_url=endpoint.base_url, api_key=endpoint.key)
    try:
        answer = await model.ask(
            [{"role": "user", "content": "Is 7 a number?"}], create_model("Sign", yes=(bool, ...))
        )
    finally:
        await model.aclose()
    return f"answers, in {answer.usage.seconds:.1f} s"
