"""pytest --extractor: a test for each recording of a project, that it gives what is expected of it.

The options of pytest-recording hold here too: `--record-mode` asks a model again (`once` and `new_episodes`
where a recording no longer answers, `rewrite` and `all` in any case), and `--block-network` holds while none
is asked. Everything but pytest is imported when there is a recording to test: each run of pytest loads this.
"""

from __future__ import annotations

from contextlib import ExitStack, nullcontext
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from extractor.model import Endpoint
    from extractor.project import Project
    from extractor.recordings import Recording
    from extractor.report import Case

FOLDER = "cassettes"
EXPECTED = ".expected.json"
BESIDE = frozenset({"articles", "models"})
RESOURCES = pytest.StashKey[ExitStack]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("extractor").addoption(
        "--extractor",
        action="store_true",
        help="Collect the recordings under cassettes/, each as a test that it gives what is expected of it.",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.stash[RESOURCES] = ExitStack()
    if config.getoption("--extractor") and config.args_source is pytest.Config.ArgsSource.TESTPATHS:
        config.args.append(str(config.rootpath / FOLDER))


def pytest_unconfigure(config: pytest.Config) -> None:
    config.stash[RESOURCES].close()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    folder = file_path.parent.parent
    if not parent.config.getoption("--extractor") or folder.name != FOLDER or file_path.parent.name in BESIDE:
        return None
    cassette = file_path.with_name(file_path.name.removesuffix(EXPECTED) + ".yaml")
    gone = file_path.name.endswith(EXPECTED) and not cassette.exists()
    if file_path.suffix != ".yaml" and not gone:
        return None
    return _Cassette.from_parent(parent, path=file_path)


class Regression(Exception):
    """A recording that does not give what is expected of it; says what differs, a line each."""


class _Cassette(pytest.File):
    """A file that holds one recording, or what is expected of one that is gone."""

    def collect(self) -> Iterator[pytest.Item]:
        yield _Replayed.from_parent(self, name="regress")


class _Replayed(pytest.Item):
    """The test that a recording gives what is expected of it."""

    def runtest(self) -> None:
        import logging

        from extractor.project import find
        from extractor.recordings import Recording

        logging.getLogger("instructor").propagate = False  # what it logs as errors is handled
        if self.path.suffix != ".yaml":
            raise Regression(f"its recording is gone: restore it, or delete {self.path.name}")
        folder = self.path.parent.parent
        project = find(folder.parent)
        recording = Recording(folder, self.path.parent.name, self.path.stem)
        mode = self._option("--record-mode") or "none"
        with self._network(blocked=mode == "none" and self._option("--block-network")):
            found = _case(project, recording)
            if mode in ("rewrite", "all") or (mode != "none" and found.state == "stale"):
                self._record(project, recording)
                found = _case(project, recording)
        if said := _over(project, found):
            raise Regression("\n".join(said))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        from extractor.errors import ExtractorError

        if isinstance(excinfo.value, Regression | ExtractorError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        return self.path, None, f"{self.path.parent.name}/{self.path.stem}"

    def _option(self, name: str) -> Any:
        """Return an option of pytest-recording, which need not be installed."""
        return self.config.getoption(name, default=None)

    def _network(self, *, blocked: bool) -> Any:
        if not blocked:
            return nullcontext()
        from pytest_recording.network import blocking_context

        return blocking_context()

    def _record(self, project: Project, recording: Recording) -> None:
        """Ask the project's model anew."""
        import os

        import anyio

        from extractor.record import record

        task = project.task(recording.task, recording.cassette().origin.ask)

        def told(_: Recording, came: object) -> None:
            if isinstance(came, Exception):
                raise came

        anyio.run(
            record,
            project,
            [(recording, recording.article(), task)],
            self._endpoint(project),
            told,
            os.environ,
        )

    def _endpoint(self, project: Project) -> Endpoint:
        """Return the model that is asked, served until the last test is done."""
        from extractor.cli.source import chosen

        return self.config.stash[RESOURCES].enter_context(chosen(project, None, None, None, None).served())


def _case(project: Project, recording: Recording) -> Case:
    from extractor.recordings import Replayer
    from extractor.regress import baseline, case

    with baseline(project, None) as expected:
        return case(Replayer(project), recording, expected)


def _over(project: Project, found: Case) -> list[str]:
    """Return what is said of a case, when it is more than the project lets pass."""
    from extractor.regress import over

    return [str(line) for line in found.lines] if over(project.settings.regress, [found]) else []
