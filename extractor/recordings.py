"""The folder of recordings: a cassette for each article and task, and what is expected of it beside.

cassettes/articles/NAME.txt           the article, of any kind that can be read
cassettes/TASK/NAME.yaml              what was asked about it and answered
cassettes/TASK/NAME.expected.json     the row that was accepted last
cassettes/TASK/NAME.gold.jsonl        what people say is right, a claim a line
cassettes/models/MODEL/TASK/NAME.yaml the same questions to other models, to compare them
"""

from __future__ import annotations

import difflib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import anyio
import httpx2

from extractor.article import SUFFIXES, Article, read
from extractor.cassette import ENDPOINT, Cassette, Origin, Player, load
from extractor.errors import ArticleError, CassetteError, ModelError, ProjectError
from extractor.extract import ask_model
from extractor.model import Model

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from extractor.extract import Task
    from extractor.project import Project
    from extractor.row import Row

ARTICLES, MODELS = "articles", "models"
MOST_LINES = 8
"""Lines that are shown of what changed."""


@dataclass(frozen=True, slots=True)
class Recording:
    """One article and task of which there is a recording; `folder` is the project's `cassettes/`."""

    folder: Path
    task: str
    name: str
    model: str | None = None

    @property
    def path(self) -> Path:
        """The cassette; of another model than the project's own, in a folder of that model."""
        under = self.folder / MODELS / slug(self.model) if self.model else self.folder
        return under / self.task / f"{self.name}.yaml"

    @property
    def expected(self) -> Path:
        """The row that was accepted last."""
        return self.folder / self.task / f"{self.name}.expected.json"

    @property
    def gold(self) -> Path:
        """What people say is right."""
        return self.folder / self.task / f"{self.name}.gold.jsonl"

    def cassette(self) -> Cassette:
        """Read the cassette."""
        return load(self.path)

    def article(self) -> Article:
        """Read the article."""
        paths = [self.folder / ARTICLES / f"{self.name}{suffix}" for suffix in SUFFIXES]
        found = [path for path in paths if path.is_file()]
        if not found:
            raise CassetteError(f"{self.path}: its article is not there: {paths[0]}")
        item = next(read([str(found[0])]))
        if isinstance(item, ArticleError):
            raise item
        return item


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a recording was made of and that is otherwise now; `lines` say how."""

    what: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Replay:
    """What an article's recorded answers come to now; `stale` says why they are no answers any more."""

    text: str
    row: Row
    stale: tuple[Change, ...]


def folder(project: Project) -> Path:
    """Return where a project keeps its recordings; raise ProjectError where there is no project."""
    if project.marker is None:
        raise ProjectError("recordings belong to a project, and here is none: `extractor init` makes one")
    return project.root / "cassettes"


def slug(model: str) -> str:
    """Return a model's name as a folder may be called."""
    return re.sub(r"[^\w.-]+", "-", model).strip(".-") or "model"


def recordings(project: Project, tasks: Sequence[str] = ()) -> list[Recording]:
    """Return the recordings of a project in the order of their names; of all tasks unless some are named."""
    root = folder(project)
    found = [
        Recording(root, path.parent.name, path.stem)
        for path in sorted(root.glob("*/*.yaml"))
        if path.parent.name not in (ARTICLES, MODELS) and (not tasks or path.parent.name in tasks)
    ]
    if not found:
        of = f" of {', '.join(tasks)}" if tasks else ""
        raise CassetteError(f"no cassettes{of} in {root}; make some: `extractor record ARTICLE`")
    return found


def origin(project: Project, task: Task, article: Article, name: str, model: str) -> Origin:
    """Return what a recording of an article is made of now."""
    definition = task.definition()
    return Origin(
        task=task.name,
        article=name,
        sha256=article.sha256,
        model=model,
        ask=task.ask,
        parameters=definition["parameters"],
        prompt=project.prompt(task.name).read_text(encoding="utf-8"),
        schema_=definition["schema"],
    )


class Replayer:
    """Extracts from articles anew, with the answers that were recorded; nothing else is asked.

    `model` is the one that should have answered; without it, the one that the project names, or any.
    """

    def __init__(self, project: Project, *, model: str | None = None) -> None:
        self._project = project
        self._model = model or project.settings.model
        self._tasks: dict[tuple[str, str], Task] = {}

    def replay(self, recording: Recording) -> Replay:
        """Return what a recording comes to now; raise ExtractorError where it comes to nothing."""
        recorded, article = recording.cassette(), recording.article()
        was = recorded.origin
        task = self._task(recording.task, was.ask)
        player = Player(recorded.interactions)
        row = anyio.run(_replayed, article, task, was.model, player)
        stale = tuple(self._stale(recording, was, task, article, player))
        if isinstance(row, ModelError):
            if not stale:
                raise row
            return Replay(article.text, {}, stale)
        row["article"]["path"] = recording.name
        row["usage"] |= {"seconds": was.seconds, "cost": was.cost}
        return Replay(article.text, row, stale)

    def _task(self, name: str, ask: str) -> Task:
        if (name, ask) not in self._tasks:
            self._tasks[name, ask] = self._project.task(name, ask)
        return self._tasks[name, ask]

    def _stale(
        self, recording: Recording, was: Origin, task: Task, article: Article, player: Player
    ) -> Iterator[Change]:
        """Yield why the answers are none to what is asked now: all that changed, when a request did."""
        wanted = recording.model or self._model or was.model
        if not player.missing and not player.unused:
            if wanted != was.model:
                yield _other_model(was.model, wanted)
            return
        now = origin(self._project, task, article, recording.name, wanted)
        changes = list(_changes(was, now))
        yield from changes or [_other_requests([it.asked for it in player.unused], player.missing)]


async def _replayed(article: Article, task: Task, name: str, player: Player) -> Row | ModelError:
    client = httpx2.AsyncClient(transport=player)
    model = Model(name, base_url=ENDPOINT, api_key="none", slots=1, http_client=client)
    try:
        # the loop makes a repr of what comes, if only to throw it away: an Extraction's takes long
        return (await ask_model(article, task, model)).row()
    except ModelError as error:
        return error
    finally:
        await model.aclose()


def _changes(was: Origin, now: Origin) -> Iterator[Change]:
    """Yield what a recording was made of and is otherwise now."""
    if was.prompt != now.prompt:
        yield Change(f"prompt {now.task}.md changed", _lines(was.prompt, now.prompt))
    if was.schema_ != now.schema_:
        yield Change(f"schema of {now.task} changed", _lines(_written(was.schema_), _written(now.schema_)))
    if was.sha256 != now.sha256:
        yield Change(f"article {now.article} has another text")
    if was.model != now.model:
        yield _other_model(was.model, now.model)
    if was.parameters != now.parameters:
        changed = _lines(_written(was.parameters), _written(now.parameters))
        yield Change("parameters changed", changed)


def _other_model(was: str, now: str) -> Change:
    return Change(f"model changed: {was} → {now}")


def _other_requests(gone: Sequence[Any], new: Sequence[Any]) -> Change:
    """Say how what is asked differs, when neither project nor article does: the program, or a library.

    Of requests that ask the same question the first is shown with all that differs around it; where there is
    none, the questions are.
    """
    what = f"extractor, or a library it uses, asks otherwise; new requests: {len(new)}, gone: {len(gone)}"
    before = {_question(body): body for body in reversed(gone)}
    for body in new:
        if _question(body) in before:
            return Change(what, _lines(_written(before[_question(body)]), _written(body)))
    return Change(what, _lines(*("\n".join(map(_question, bodies)) for bodies in (gone, new))))


def _question(body: Any) -> str:
    """Return the last thing that is said in a request."""
    try:
        return str(body["messages"][-1]["content"])
    except (LookupError, TypeError):
        return _written(body)


def _written(value: Any) -> str:
    """Write JSON with a line for each thing in it, and for each line of its texts."""
    return json.dumps(value, ensure_ascii=False, indent=1).replace("\\n", "\n")


def _lines(was: str, now: str) -> tuple[str, ...]:
    """Return the lines that changed, each with its number, as far as there is room."""
    old, new = was.splitlines(), now.splitlines()
    found: list[str] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            found += [f"{at + 1:>4} - {old[at]}" for at in range(a, b)]
            found += [f"{at + 1:>4} + {new[at]}" for at in range(c, d)]
    if len(found) > MOST_LINES:
        found = [*found[:MOST_LINES], f"     … {len(found) - MOST_LINES} more"]
    return tuple(found)
