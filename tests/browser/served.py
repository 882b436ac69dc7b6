"""A store of articles and what a model said of them, and the desk that `extractor review` opens over it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from extractor.article import Article, article
from extractor.check import check
from extractor.decisions import Decisions
from extractor.extract import Extraction
from extractor.model import Usage
from extractor.project import find
from extractor.response import type_name
from extractor.store import Store
from tests.conftest import FILES, SCHEMA, shell_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from extractor.decisions import Decision
    from tests.conftest import Running, Shell

TASK = "figures"


@dataclass(frozen=True)
class Said:
    """An article, and the claims that a model made of it."""

    text: str
    claims: Sequence[dict[str, Any]]
    title: str | None = None
    source: str | None = None
    date: str | None = None

    @property
    def article(self) -> Article:
        return article(self.text, title=self.title, source=self.source, date=self.date)


@dataclass
class Served:
    """A desk in a process of its own, which can be killed and opened again at the same port."""

    folder: Path
    reviewers: Sequence[str]
    options: Sequence[str] = ()
    port: int = 0
    links: dict[str, str] = field(default_factory=dict)
    _running: Running | None = None

    @property
    def shell(self) -> Shell:
        return shell_in(self.folder)

    @property
    def store(self) -> str:
        return str(self.folder / "store.db")

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def open(self) -> None:
        """Open the desk and read the links that it prints; the first time, at any free port."""
        named = [word for name in self.reviewers for word in ("--reviewer", name)]
        options = ["--project", str(self.folder), "--store", self.store, "--no-open", *self.options]
        self._running = self.shell.begin("review", *options, "--port", str(self.port), *named)
        self._running.says("Ctrl-C closes")
        self.links = dict(re.findall(r"^(.+): (http://\S+)$", self._running.told, re.MULTILINE))
        assert list(self.links) == list(self.reviewers)
        self.port = int(re.findall(r":(\d+)/login", self.links[self.reviewers[0]])[0])

    def kill(self) -> None:
        """End the desk as the kernel would."""
        if self._running:
            self._running.kill()

    def decisions(self) -> list[Decision]:
        """Return every decision that is stored, in the order they were made."""
        with Store(self.store) as store:
            return list(Decisions(store.database).everything())


def filled(
    folder: Path, articles: Sequence[Said], *reviewers: str, schema: str = SCHEMA, model: str = "tiny"
) -> Served:
    """Make a project and a store in a folder, with all that a model said; return the desk, not yet open."""
    for name, content in (FILES | {"schemas/figures.py": schema}).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    served = Served(folder, reviewers)
    with Store(served.store) as store:
        store.add([each.article for each in articles])
        task = find(folder).task(TASK)
        fingerprint = store.begin(task, model)
        kinds = {type_name(kind): kind for kind in task.types}
        for each in articles:
            claims = [kinds[claim.get("type", "figure")](**claim) for claim in each.claims]
            done = Extraction(each.article, TASK, model, check(each.article.text, claims), Usage())
            _, steps = store.saving(fingerprint, done)
            store.commit(steps)
    return served
