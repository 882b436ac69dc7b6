"""`init`, `doctor` and `schema lint`: what a run would use."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.output import tell
from extractor.cli.program import (
    CHECK_FAILED,
    BaseUrlOption,
    ModelOption,
    ProjectOption,
    StoreOption,
    app,
    installed,
    opened,
    place_of_store,
    project_of,
    schema_app,
)
from extractor.cli.source import chosen

if TYPE_CHECKING:
    from extractor.model import Endpoint


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
        typer.echo(f"{package:<16}{installed(package)}")
    typer.echo(f"{'python':<16}{sys.version.split()[0]}")
    found = project_of(project)
    typer.echo(f"{'project':<16}{found.root}{'' if found.marker else ' (the starter)'}")
    typer.echo(f"{'tasks':<16}{', '.join(task.name for task in found.tasks())}")
    with opened(place_of_store(store, found)) as kept:
        typer.echo(f"{'store':<16}{kept.name} ({kept.count():,} articles)")
    source = chosen(found, model, base_url, None, None)
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

    found = project_of(project)
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
