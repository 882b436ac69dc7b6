"""Ask a model about articles once and keep its answers as cassettes; what would hold a secret is not kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import anyio

from extractor.cassette import Cassette, Recorder
from extractor.errors import CassetteError, ExtractorError, ModelUnavailable
from extractor.export import write
from extractor.extract import ask_model
from extractor.model import Model, http_client
from extractor.recordings import ARTICLES, folder, origin
from extractor.secrets import find, known_values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from extractor.article import Article
    from extractor.extract import Task
    from extractor.model import Endpoint
    from extractor.project import Project
    from extractor.recordings import Recording


def kept(project: Project, article: Article, environ: Mapping[str, str]) -> str:
    """Put an article among the recorded ones, if it is not there, and return its name.

    Raises CassetteError when another article has that name, or it holds a secret.
    """
    _refuse(article.text, f"{article.path}: not recorded, it holds a secret", environ)
    at = Path(article.path or "-")
    whole = at.is_file()
    name, suffix = (at.stem, at.suffix.lower()) if whole else (article.id, ".json")
    place = folder(project) / ARTICLES / f"{name}{suffix}"
    if whole and place.exists() and at.samefile(place):
        return name
    if whole:
        content = at.read_bytes()
    else:
        fields = {"title": article.title, "date": article.date, "source": article.source}
        given = {field: value for field, value in fields.items() if value} | {"text": article.text}
        content = (json.dumps(given, ensure_ascii=False, indent=1) + "\n").encode()
    if place.exists() and place.read_bytes() != content:
        raise CassetteError(
            f"{place} is another text; give {at} another name, or replace that file if it was corrected"
        )
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    return name


async def record(
    project: Project,
    wanted: Iterable[tuple[Recording, Article, Task]],
    endpoint: Endpoint,
    told: Callable[[Recording, int | ExtractorError], None],
    environ: Mapping[str, str],
) -> None:
    """Record one article and task after the other, `endpoint.slots` at a time.

    `told` gets each as it is done: how many requests it took, or why it was not recorded; then the cassette
    that was there stays. Raises ModelUnavailable when no other would fare better; what is done stays.
    """
    slots = anyio.CapacityLimiter(endpoint.slots)
    failure: list[ModelUnavailable] = []

    async def one(recording: Recording, article: Article, task: Task) -> None:
        async with slots:
            if failure:
                return
            try:
                _refuse(article.text, f"{recording.name}: not asked about, it holds a secret", environ)
                cassette = await _asked(project, recording, article, task, endpoint)
                _keep(cassette, recording.path, environ)
            except ModelUnavailable as error:
                failure.append(error)
            except ExtractorError as error:
                told(recording, error)
            else:
                told(recording, len(cassette.interactions))

    async with anyio.create_task_group() as group:
        for each in wanted:
            group.start_soon(one, *each)
    if failure:
        raise failure[0]


async def _asked(
    project: Project, recording: Recording, article: Article, task: Task, endpoint: Endpoint
) -> Cassette:
    """Ask about one article, one request after the other, so that they are kept in order."""
    recorder = Recorder()
    client = http_client(endpoint.base_url, heard=recorder.heard)
    model = Model(
        endpoint.name, base_url=endpoint.base_url, api_key=endpoint.key, slots=1, http_client=client
    )
    try:
        found = await ask_model(article, task, model)
    finally:
        await model.aclose()
    if found.error:
        raise found.error
    made = origin(project, task, article, recording.name, endpoint.name)
    cost = None if found.usage.cost is None else float(found.usage.cost)
    took = {"seconds": round(found.usage.seconds, 1), "cost": cost}
    return Cassette(origin=made.model_copy(update=took), interactions=tuple(recorder.interactions))


def _keep(cassette: Cassette, path: Path, environ: Mapping[str, str]) -> None:
    """Write a cassette in the place of the old one, unless it holds a secret."""
    # as JSON: YAML may break a long line in the midst of a secret
    _refuse(cassette.model_dump_json(), f"{path}: not written, it would hold a secret", environ)
    path.parent.mkdir(parents=True, exist_ok=True)
    write([cassette.dump()], path)


def _refuse(text: str, why: str, environ: Mapping[str, str]) -> None:
    """Raise CassetteError where there is a secret in a text."""
    if found := find(text, known_values(environ)):
        raise CassetteError(f"{why}: {found[0].kind}")
