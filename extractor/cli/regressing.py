"""`regress`: what was recorded, replayed and compared with what is expected."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extractor.cli.output import on_stdout, print_json, tell
from extractor.cli.program import CHECK_FAILED, BaseUrlOption, JsonOption, ProjectOption, app, project_of
from extractor.cli.recording import TaskOption, record_all
from extractor.cli.source import Source, chosen
from extractor.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from extractor.project import Project
    from extractor.recordings import Recording
    from extractor.report import Report

SUFFIXES = {"md": ".md", "html": ".html", "junit": ".xml", "json": ".json"}
SEED = 1


@app.command()
def regress(  # noqa: PLR0913  each says something else
    task: TaskOption = None,
    against: Annotated[
        str | None,
        typer.Option(metavar="GIT_REF|DIR", help="Compare with what was expected there, not here."),
    ] = None,
    report: Annotated[
        str | None,
        typer.Option(metavar="md,html,junit,json", help="Write regression.md, .html, .xml, .json."),
    ] = None,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", help="Where reports are written.")
    ] = Path(),
    accept: Annotated[
        bool, typer.Option("--accept", help="What comes is what is expected from now on.")
    ] = False,
    gold: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Take reviewed claims (export --reviewed) as gold first."),
    ] = None,
    mutate: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Make N claims false; the check has to notice.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the chance in --mutate.")] = SEED,
    model: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Two or more: compare them on the articles that have gold."),
    ] = None,
    live: Annotated[
        bool, typer.Option("--live", help="With --model: ask what is not recorded, and keep the answers.")
    ] = False,
    base_url: BaseUrlOption = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes; as many as processors.")] = None,
    project: ProjectOption = None,
    as_json: JsonOption = False,
) -> None:
    """Replay what was recorded, offline, and say what is otherwise than expected: above all, numbers.

    Exit 1 when that is more than the project's limits (docs/regress.md) let pass, or a recording is stale.

    \b
    extractor regress
    extractor regress --against origin/main --report md,html,junit
    extractor regress --mutate 200
    extractor regress --model gpt-5.4-mini --model local --live
    extractor regress --accept            # after a look at what changed
    """
    from extractor.regress import accept as take
    from extractor.regress import compared

    found = project_of(project)
    kinds = _kinds(report)
    recorded = _recorded(found, task)
    if gold:
        _adopt(found, gold, recorded)
    if live and not model:
        raise UsageError("--live asks models to compare: name them with --model")
    if model:
        _compare(found, recorded, model, base_url if live else None, live=live, as_json=as_json)
        return
    options: dict[str, Any] = {"against": against, "jobs": jobs, "mutate": mutate, "seed": seed}
    made = compared(found, recorded, whole=task or (), **options)
    _write(made, kinds, output)
    if as_json:
        print_json(made.row())
    else:
        from extractor.page.report import terminal

        on_stdout().print(terminal(made))
    if accept:
        _tell_accepted(take(found, made.cases), made)
    elif not made.passed:
        raise typer.Exit(CHECK_FAILED)


def _tell_accepted(count: int, made: Report) -> None:
    """Say what is expected from now on, and what could not be: there is nothing to expect of it."""
    unjudged = [it.name for it in made.cases if it.state in ("failed", "stale")]
    tell(f"accepted: {count} of {len(made.cases)}; commit them with what changed them")
    if unjudged:
        tell(f"not accepted, stale or failed: {', '.join(unjudged)}; `extractor record --only-stale` first")
        raise typer.Exit(CHECK_FAILED)


def _kinds(report: str | None) -> list[str]:
    kinds = [kind.strip() for kind in (report or "").split(",") if kind.strip()]
    if unknown := [kind for kind in kinds if kind not in SUFFIXES]:
        raise UsageError(f"--report {unknown[0]}: choose from {', '.join(SUFFIXES)}")
    return kinds


def _recorded(project: Project, tasks: list[str] | None) -> list[Recording]:
    from extractor.recordings import recordings

    return recordings(project, tasks or ())


def _adopt(project: Project, gold: Path, recorded: Sequence[Recording]) -> None:
    from extractor.page.words import plural
    from extractor.regress import adopt

    count, left = adopt(project, gold, recorded)
    tell(f"gold of {plural(count, 'recording')} taken from {gold}")
    if left:
        tell(f"left out: {', '.join(left)}")


def _write(made: Report, kinds: Sequence[str], output: Path) -> None:
    """Write the reports that are wanted."""
    import json

    from extractor.export import write
    from extractor.page.junit import junit
    from extractor.page.markdown import markdown
    from extractor.page.report import html

    makers: dict[str, Callable[[Report], str]] = {
        "md": markdown,
        "html": html,
        "junit": junit,
        "json": lambda it: json.dumps(it.row(), ensure_ascii=False, indent=1) + "\n",
    }
    for kind in kinds:
        output.mkdir(parents=True, exist_ok=True)
        path = output / f"regression{SUFFIXES[kind]}"
        write([makers[kind](made)], path)
        tell(f"written: {path}")


def _compare(
    project: Project,
    recorded: Sequence[Recording],
    models: Sequence[str],
    base_url: str | None,
    *,
    live: bool,
    as_json: bool,
) -> None:
    """Show which of some models is how good."""
    from extractor.contest import contest
    from extractor.page.contest import terminal

    if len(set(models)) < 2:
        raise UsageError("--model: name two or more, to compare them; `record --model` records with one")
    sources = [chosen(project, model, base_url, None, None) for model in models]
    if live:
        for source in sources:
            _ask(project, recorded, source)
    made = contest(project, recorded, [source.name for source in sources])
    if as_json:
        print_json(made.row())
    else:
        on_stdout().print(terminal(made))


def _ask(project: Project, recorded: Sequence[Recording], source: Source) -> None:
    """Have a model answer what it has not answered yet."""
    from extractor.contest import of_model

    own = [of_model(recording, source.name) for recording in recorded if recording.gold.exists()]
    record_all(project, [it for it in own if not it.path.exists()], source)
