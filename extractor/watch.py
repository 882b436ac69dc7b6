"""Follow folders: which files have appeared or changed in them, and are written to the end."""

from __future__ import annotations

import signal
import time
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
from watchfiles import Change, awatch

from extractor.article import SUFFIXES, files, find, holds_rows
from extractor.errors import ArticleError, UsageError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator, Sequence

    from extractor.article import File

REST = 1.0
"""Seconds for which the size and the time of a file must stay the same: then it is written to the end."""

LOOK = 250
"""Milliseconds between two looks at the files that are not at rest yet."""

Stamp = tuple[int, int]


class Watch:
    """Folders that are watched, from the moment the block begins: nothing that changes in it is missed.

    `paths` are the names that a run was given; the folders among them are watched. `output` is what the run
    itself writes to: it may lie in one of them.
    """

    def __init__(self, paths: Sequence[str], output: Path | None = None) -> None:
        self.folders = [Path(path) for path in paths if Path(path).is_dir()]
        if not self.folders:
            raise UsageError("--watch: name a folder to watch")
        self._paths, self._output = paths, output
        self._moving: dict[str, tuple[Stamp, float]] = {}

    @asynccontextmanager
    async def begun(self) -> AsyncIterator[None]:
        """Watch for as long as the block runs."""
        self._changes = awatch(
            *self.folders, watch_filter=None, debounce=LOOK, rust_timeout=LOOK, yield_on_timeout=True
        )
        try:
            self._note(await anext(self._changes))  # the first answer comes once it watches
            yield
        finally:
            await self._changes.aclose()

    def present(self) -> list[str | ArticleError]:
        """Return the files that there are, and errors for places that cannot be read.

        Those in the folders that have just been written to are left for `next`.
        """
        found: list[str | ArticleError] = []
        for named in self._paths:
            if Path(named) not in self.folders:
                found.append(named)
                continue
            for file in files(named):
                if isinstance(file, ArticleError):
                    found += [file] if file.path != named else []  # a folder may be empty at first
                elif self._is_output(file):
                    continue
                elif (stamp := _stamp(file)) and time.time() - stamp[1] / 1e9 < REST:
                    self._moving[file] = stamp, time.monotonic()
                else:
                    found.append(file)
        return found

    async def next(self) -> list[str]:
        """Wait for files that are new or changed and at rest; none when SIGINT or SIGTERM came instead."""
        found: list[str] = []
        async with anyio.create_task_group() as group:

            async def until_a_signal() -> None:
                with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
                    async for _ in signals:
                        group.cancel_scope.cancel()

            group.start_soon(until_a_signal)
            while not (found := self._rested()):
                self._note(await anext(self._changes))
            group.cancel_scope.cancel()
        return found

    def _note(self, changes: set[tuple[Change, str]]) -> None:
        """Look from now on at the files that something has happened to."""
        for change, name in changes:
            if change is not Change.deleted:
                for file in self._articles(Path(name)):
                    if not self._is_output(file) and (stamp := _stamp(file)):
                        self._moving.setdefault(file, (stamp, time.monotonic()))

    def _articles(self, path: Path) -> Iterator[str]:
        """Yield the article files at or below a path, named as they are when the folder is read."""
        folder = next(folder for folder in self.folders if path.is_relative_to(folder.absolute()))
        inside = path.relative_to(folder.absolute())
        if any(part[0] == "." for part in inside.parts):
            return
        if path.is_dir():
            yield from (file for file in files(str(folder / inside)) if isinstance(file, str))
        elif path.suffix.lower() in SUFFIXES and not holds_rows(path):
            yield str(folder / inside)

    def _is_output(self, file: str) -> bool:
        output, path = self._output, Path(file)
        return output is not None and path.name == output.name and path.resolve() == output.resolve()

    def _rested(self) -> list[str]:
        """Return the files that are written to the end, and look at them no more."""
        rested, now = [], time.monotonic()
        for file, (stamp, since) in list(self._moving.items()):
            current = _stamp(file)
            if current is None:
                del self._moving[file]
            elif current != stamp:
                self._moving[file] = current, now
            elif now - since >= REST:
                del self._moving[file]
                rested.append(file)
        return sorted(rested)


def articles(found: Iterable[str | ArticleError]) -> Iterator[File | ArticleError]:
    """Yield files to be read; errors come first."""
    found = list(found)
    yield from (one for one in found if isinstance(one, ArticleError))
    yield from find([one for one in found if isinstance(one, str)])


def _stamp(file: str) -> Stamp | None:
    """Return size and time of a file; None when it is gone, or empty: then something is to come."""
    try:
        found = Path(file).stat()
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns) if found.st_size else None
