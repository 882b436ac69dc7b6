"""The program: its commands, what they share, and every error told in one line."""

from __future__ import annotations

import os
import sys
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer
from typer.core import TyperGroup

from extractor.cli.output import tell
from extractor.errors import ArticleError, ExtractorError, ModelError, ModelUnavailable, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from extractor.article import Article
    from extractor.project import Project
    from extractor.row import Row
    from extractor.store import Store


CHECK_FAILED = 1


WRONG_INPUT = 2


NO_MODEL = 3


SOME_FAILED = 4


SIGNAL = 128
"""Exit codes; a signal ends with 128 and its number, as shells expect."""


INTERRUPTED, BROKEN_PIPE = SIGNAL + 2, SIGNAL + 13


WrongOption: Any = typer.BadParameter.__bases__[0]
"""What is raised for a wrong option; it belongs to click, of which typer has a copy of its own."""


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
        except OSError as error:
            raise _unwritten(error) from None
        except BaseExceptionGroup as errors:  # of the tasks of a run
            if (failure := _of_writing(errors)) is None:
                raise
            raise _unwritten(failure) from None


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
        typer.echo(f"extractor {installed('claim-extractor')}")
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which.")
    ] = False,
) -> None:
    pass


def _unwritten(error: OSError) -> Exception:
    """Say that stdout takes no more, and return what to leave with; that nobody reads on is no error."""
    unread = isinstance(error, BrokenPipeError)
    if not unread:
        tell(f"error: cannot write: {error.strerror or error}", style="red")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return typer.Exit(BROKEN_PIPE if unread else WRONG_INPUT)


def _of_writing(errors: BaseExceptionGroup[BaseException]) -> OSError | None:
    found: BaseException | None = errors.subgroup(OSError)
    while isinstance(found, BaseExceptionGroup):
        found = found.exceptions[0]
    return found if isinstance(found, OSError) else None


def _misused(error: Any) -> Exception:
    """Say what is wrong with an option or an argument, and return what to leave with."""
    if (
        type(error).__name__ == "NoArgsIsHelpError"
    ):  # nothing is wrong: a group without a command shows its help
        return cast("Exception", error)
    program = error.ctx.command_path if error.ctx else "extractor"
    tell(f"error: {error.format_message()} ({program} --help)", style="red")
    return typer.Exit(WRONG_INPUT)


def _code(error: ExtractorError) -> int:
    if isinstance(error, ModelUnavailable):
        return NO_MODEL
    return SOME_FAILED if isinstance(error, ModelError) else WRONG_INPUT


def project_of(project: str | None) -> Project:
    from extractor.project import find

    return find(project)


def place_of_store(named: str | None, project: Project) -> str | Path:
    """Return where results are kept; a folder is made for them only inside a project."""
    from extractor.export import writable

    chosen = named or os.environ.get("EXTRACTOR_STORE")
    if chosen and "://" not in chosen:
        writable(Path(chosen))
    return chosen or project.store


def there(where: str | Path) -> bool:
    return "://" in str(where) or Path(where).exists()


def existing(where: str | Path, advice: str) -> None:
    if not there(where):
        raise UsageError(f"there is no store {where}; {advice}")


def opened(where: str | Path) -> Store:
    from extractor.store import Store

    return Store(where)


def write_html(pages: Iterable[tuple[Article, Row]], path: Path) -> None:
    from extractor.export import write
    from extractor.page.html import html

    write([html(pages)], path)


def only_article(path: str) -> Article:
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


def installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
