"""`review`: the desk where people accept, correct and reject claims."""

from __future__ import annotations

import sys
from getpass import getuser
from importlib.util import find_spec
from pathlib import Path  # noqa: TC003  typer reads the annotation
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.output import tell
from extractor.cli.program import (
    ProjectOption,
    StoreOption,
    app,
    existing,
    opened,
    place_of_store,
    project_of,
)
from extractor.errors import UsageError
from extractor.page.words import plural
from extractor.review.access import HOST, PORT, Access

if TYPE_CHECKING:
    from extractor.store import Store

PACKAGES = ("starlette", "uvicorn", "krippendorff")

LONGEST_NAME = 100


@app.command()
def review(  # noqa: PLR0913  a command has as many parameters as options
    reviewer: Annotated[
        list[str] | None,
        typer.Option("--reviewer", metavar="NAME", help="Who decides, once for each; you by default."),
    ] = None,
    store: StoreOption = None,
    project: ProjectOption = None,
    blind: Annotated[
        float,
        typer.Option(min=0, max=1, metavar="SHARE", help="Articles to be read without their claims first."),
    ] = 0,
    plant: Annotated[
        float,
        typer.Option(min=0, max=1, metavar="SHARE", help="Claims shown with an error, for the eye to find."),
    ] = 0,
    verify: Annotated[
        bool, typer.Option("--verify", help="Only say whether the list of decisions is whole; 1 if not.")
    ] = False,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open the browser.")] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where to listen; 0: any free one.")] = PORT,
    host: Annotated[str, typer.Option(metavar="HOST", help="The name or address to listen at.")] = HOST,
    allow_remote: Annotated[
        bool, typer.Option("--allow-remote", help="Let in others than this machine, by TLS.")
    ] = False,
    tls_cert: Annotated[
        Path | None, typer.Option("--tls-cert", metavar="FILE", help="Certificate, with its chain.")
    ] = None,
    tls_key: Annotated[
        Path | None, typer.Option("--tls-key", metavar="FILE", help="The certificate's key.")
    ] = None,
    behind: Annotated[
        str | None, typer.Option("--behind", metavar="URL", help="The desk's address at a proxy with TLS.")
    ] = None,
) -> None:
    """Open the desk: a web page on which people accept, correct and reject the claims of the store.

    Only this machine reaches it, by a link that is good once.

    \b
    extractor review
    extractor review --reviewer ann --reviewer bob --blind 0.1 --plant 0.03
    extractor review --verify
    extractor review --reviewer ann --host desk.lan --allow-remote --tls-cert desk.pem --tls-key desk.key
    extractor review --reviewer ann --allow-remote --behind https://desk.example.org
    """
    if any(find_spec(package) is None for package in PACKAGES):
        raise UsageError('the desk needs packages of its own: pip install "claim-extractor[review]"')
    access = Access(
        host=host, port=port, remote=allow_remote, certificate=tls_cert, key=tls_key, behind=behind
    )
    reviewers = _reviewers(reviewer, remote=allow_remote)
    found = project_of(project)
    where = place_of_store(store, found)
    existing(where, "`extractor run` makes one, --store names another")
    from extractor.review.reading import Shares
    from extractor.review.serve import serve
    from extractor.review.web import desk_app

    with opened(where) as kept:
        if verify:
            _verify(kept)
            return
        if kept.empty():
            tell(f"the store {kept.name} holds no results yet")
        desk = desk_app(kept, found, Shares(blind, plant), found.settings.keys)
        terminal = sys.stdin.fileno() if sys.stdin and sys.stdin.isatty() else None
        serve(desk, reviewers, access, tell, browse=not no_open, terminal=terminal)


def _verify(store: Store) -> None:
    """Recompute the hashes of all decisions, and leave with 1 where one does not fit."""
    from extractor.decisions import Decisions

    count, bad = Decisions(store.database).verify()
    if bad is not None:
        tell(f"the list of decisions was changed: entry {bad} does not fit what stands before it")
        raise typer.Exit(1)
    tell(f"{plural(count, 'decision')}, each where it was put")


def _reviewers(named: list[str] | None, *, remote: bool) -> list[str]:
    """Return who may decide: those named, else the user of this machine, whom nobody elsewhere knows."""
    if not named:
        if remote:
            raise UsageError("--allow-remote: name who may decide, with --reviewer NAME")
        try:
            return [getuser()]
        except (KeyError, OSError):
            raise UsageError("this user has no name: give one, with --reviewer NAME") from None
    for name in named:
        if not name.isprintable() or name != name.strip() or not 0 < len(name) <= LONGEST_NAME:
            raise UsageError(f"--reviewer {name!r}: 1 to {LONGEST_NAME} letters, no space around them")
    if len(set(named)) < len(named):
        raise UsageError("--reviewer: a name is given twice")
    return named
