"""`record`: a model's answers about articles, kept as cassettes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.output import tell
from extractor.cli.program import SOME_FAILED, BaseUrlOption, ModelOption, ProjectOption, app, project_of
from extractor.cli.running import Ask  # noqa: TC001  typer reads it
from extractor.cli.source import Source, chosen
from extractor.errors import ArticleError, CassetteError, ExtractorError, ModelError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from extractor.article import Article
    from extractor.extract import Task
    from extractor.project import Project
    from extractor.recordings import Recording, Replayer

TaskOption = Annotated[
    list[str] | None,
    typer.Option("--task", "--schema", metavar="NAME", help="Only this task of the project; repeatable."),
]


@app.command()
def record(  # noqa: PLR0913  a command has as many parameters as options
    articles: Annotated[
        list[str] | None, typer.Argument(metavar="[ARTICLE]...", help="None: what is recorded already.")
    ] = None,
    task: TaskOption = None,
    only_stale: Annotated[
        bool, typer.Option("--only-stale", help="Only what its recording no longer answers; says why.")
    ] = False,
    ask: Annotated[Ask | None, typer.Option("--ask", help="One call per article, or per number.")] = None,
    model: ModelOption = None,
    base_url: BaseUrlOption = None,
    gguf: Annotated[
        str | None, typer.Option("--gguf", metavar="FILE", help="Another file for the embedded model.")
    ] = None,
    concurrency: Annotated[int | None, typer.Option(min=1, max=4096, help="Articles at a time.")] = None,
    project: ProjectOption = None,
) -> None:
    """Ask the model about articles and keep its answers, for `regress` to replay; one cassette each.

    A text that is not among cassettes/articles yet is copied there. What would hold a secret is not written.

    \b
    extractor record news/flood.txt --task disaster
    extractor record --only-stale                  # after a prompt or a schema was changed
    """
    from extractor.recordings import Replayer

    found = project_of(project)
    source = chosen(found, model, base_url, gguf, concurrency)
    wanted = _new(found, articles, task, source, ask) if articles else _known(found, task, source, ask)
    if only_stale:
        replayer = Replayer(found, model=source.name if model or gguf else None)
        wanted = [each for each in wanted if _stale(replayer, each[0])]
    _record(found, wanted, source)


def record_all(project: Project, recordings: Iterable[Recording], source: Source) -> None:
    """Have a model answer what was asked about the articles of some recordings."""
    ask = source.way(project.settings.ask)
    tasks = [(it, it.article(), project.task(it.task, ask)) for it in recordings]
    if tasks:
        _record(project, tasks, source)


def _record(project: Project, wanted: Sequence[tuple[Recording, Article, Task]], source: Source) -> None:
    import anyio

    from extractor.page.words import plural
    from extractor.record import record as keep

    if not wanted:
        tell("every recording holds; nothing to record")
        return
    failed: list[ExtractorError] = []

    def told(recording: Recording, came: int | ExtractorError) -> None:
        if isinstance(came, ExtractorError):
            failed.append(came)
            tell(f"not recorded: {recording.task}/{recording.name}: {came}", style="red")
        else:
            tell(f"recorded {recording.task}/{recording.name}: {plural(came, 'request')}, {recording.path}")

    tell(f"model {source.name} {source.where}: {len(wanted)} to record")
    with source.served() as endpoint:
        anyio.run(keep, project, wanted, endpoint, told, os.environ)
    if failed:
        raise typer.Exit(SOME_FAILED)


def _new(
    project: Project, paths: list[str], tasks: list[str] | None, source: Source, ask: str | None
) -> list[tuple[Recording, Article, Task]]:
    """Return the articles of some paths with each task."""
    from extractor.article import read
    from extractor.record import kept
    from extractor.recordings import Recording, folder

    way = source.way(ask or project.settings.ask)
    loaded = [project.task(name, way) for name in tasks or [project.settings.task]]
    wanted = []
    for article in read(paths):
        if isinstance(article, ArticleError):
            raise article
        name = kept(project, article, os.environ)
        wanted += [(Recording(folder(project), each.name, name), article, each) for each in loaded]
    return wanted


def _known(
    project: Project, tasks: list[str] | None, source: Source, ask: str | None
) -> list[tuple[Recording, Article, Task]]:
    """Return what is recorded, to be asked again in the way it was."""
    from extractor.recordings import recordings

    return [
        (it, it.article(), project.task(it.task, ask or _way(it, source.way(project.settings.ask))))
        for it in recordings(project, tasks or ())
    ]


def _way(recording: Recording, default: str) -> str:
    """Return how was asked; of a cassette that cannot be read nobody knows."""
    try:
        return recording.cassette().origin.ask
    except CassetteError:
        return default


def _stale(replayer: Replayer, recording: Recording) -> bool:
    """Whether a recording no longer answers what is asked now; say why."""
    if not recording.path.exists():
        tell(f"{recording.task}/{recording.name}: not recorded yet")
        return True
    try:
        changes = replayer.replay(recording).stale
    except (CassetteError, ModelError) as error:
        tell(f"{recording.task}/{recording.name}: {error}")
        return True
    for change in changes:
        tell(f"{recording.task}/{recording.name}: stale: {change.what}")
        for line in change.lines:
            tell(f"  {line}")
    return bool(changes)
