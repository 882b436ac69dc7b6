"""Which model to ask, and as fast as what."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from extractor.cli.output import on_stderr, tell
from extractor.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractor.model import Endpoint, Model
    from extractor.project import Project
    from extractor.run_ray import Access


LONGEST_WAIT = 3600.0
"""Seconds that an endpoint may ask a run to wait; longer, and the run ends and says when to come back."""


NOWHERE = "http://127.0.0.1:1/v1"
"""Where no model is needed, and none is served."""


class Source:
    """The model a run asks: one behind an endpoint, or the embedded one."""

    def __init__(self, endpoint: Endpoint | None, gguf: str | None, slots: int | None) -> None:
        self._endpoint, self._gguf = endpoint, gguf
        self.slots = slots or (endpoint.slots if endpoint else 1)
        self.rpm: float | None = None
        self.tpm: float | None = None
        self.tier: str | None = None
        self.batch = False
        self.asked = True
        self.deadline = 300.0

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
        """Have the model served for as long as the block runs; none is begun that will not be `asked`."""
        if self._endpoint:
            yield replace(self._endpoint, slots=self.slots)
            return
        if not self.asked:
            from extractor.model import Endpoint

            yield Endpoint(self.name, NOWHERE)
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
            deadline=self.deadline,
            pace=pace,
            tier=self.tier,
        )


def chosen(
    project: Project, model: str | None, base_url: str | None, gguf: str | None, concurrency: int | None
) -> Source:
    """Choose the model: options go before the environment, that before the project's settings."""
    from extractor.model import affordable, configured

    if gguf and (base_url or model):
        raise UsageError("--gguf is for the embedded model; it goes without --model and --base-url")
    if gguf:
        from extractor.local import gguf as readable

        readable(gguf)
    settings = project.settings
    name = model or os.environ.get("EXTRACTOR_MODEL") or settings.model
    url = base_url or os.environ.get("OPENAI_BASE_URL") or settings.base_url
    endpoint = None if gguf else configured(name, url, os.environ)
    source = Source(endpoint, gguf, concurrency or settings.concurrency)
    if (most := affordable(source.slots)) < source.slots:
        tell(f"--concurrency {source.slots} is more than the files that may be open (ulimit -n): {most}")
        source.slots = most
    return source


def _weights() -> Path:
    """Join the embedded model's weights, the first time, with a bar to watch."""
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

    from extractor.local import weights

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    err = on_stderr()
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        bar = progress.add_task("making the embedded model ready, once", visible=False)
        return weights(lambda done, size: progress.update(bar, completed=done, total=size, visible=True))
