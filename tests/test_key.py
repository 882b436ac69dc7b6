"""The key of the endpoint goes to the endpoint and nowhere else, whatever goes wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pytest

from tests.faults.script import Script, Step, Storm
from tests.faults.trial import Lab, Trial, news

if TYPE_CHECKING:
    from collections.abc import Iterator

Steps: TypeAlias = dict[str, tuple[Step, ...]]

KEY = "sk-planted-7f3a9c51e0d24b86"


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Trial]:
    """A trial whose runs have the key; at the end no file but the servers' own may have it."""
    made = Lab(tmp_path).trial(news(24), slots=4, secrets={"OPENAI_API_KEY": KEY})
    yield made
    leaks = [
        str(path.relative_to(made.folder))
        for path in made.folder.rglob("*")
        if path.is_file() and "server-" not in str(path) and KEY.encode() in path.read_bytes()
    ]
    assert leaks == []


def echoing(fault: str, **options: object) -> Step:
    """A fault that says the key."""
    return Step(fault=fault, options=options)


def test_a_run_that_goes_well_does_not_write_the_key(trial: Trial) -> None:
    trial.secrets["OPENAI_LOG"] = "debug"  # openai then tells of each request
    with trial.serve(Script()):
        ended = trial.run("-o", str(trial.output), "--html", str(trial.folder / "claims.html"))

    assert ended.code == 0
    assert KEY not in ended.told
    assert "Request options" in ended.told
    assert (trial.folder / "claims.html").stat().st_size > 1000
    assert trial.store.stat().st_size > 1000


def test_servers_that_repeat_the_key_in_their_errors_are_not_quoted_with_it(trial: Trial) -> None:
    says = f"Incorrect API key provided: {KEY}. Find yours at https://x.example/?key={KEY}"
    steps = [
        *(
            echoing("status", status=status, message=says)
            for status in (400, 408, 409, 413, 422, 500, 503, 529)
        ),
        echoing("status", status=429, message=says),
        echoing("error_with_200", message=says),
        echoing("content_filter"),
        echoing("malformed", kind="cut in half"),
        echoing("reset_in_body"),
    ]
    faults: Steps = {one.marker: (step,) for one, step in zip(trial.articles, steps, strict=False)}
    with trial.serve(Script(articles=faults)):
        ended = trial.run("-o", str(trial.output), "--html", str(trial.folder / "claims.html"))

    assert ended.code == 4
    assert "Incorrect API key provided: …" in ended.told
    assert KEY not in ended.told
    assert "Incorrect API key provided: …" in trial.output.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "fault",
    [
        echoing("status", status=401, message=f"Incorrect API key provided: {KEY}"),
        echoing("status", status=403, message=f"{KEY} may not"),
        echoing("status", status=404, message=f"{KEY} has no such model"),
        echoing("redirect", to=f"/v1/elsewhere?key={KEY}"),
        echoing("html", words=f"Log in with {KEY}"),
    ],
    ids=lambda step: f"{step.fault} {step.options.get('status', '')}",
)
def test_a_refusal_that_repeats_the_key_ends_the_run_without_it(trial: Trial, fault: Step) -> None:
    with trial.serve(Script(storms=(Storm(fault=fault.fault, options=fault.options),))):
        ended = trial.run("-o", str(trial.output))

    assert ended.code == 3
    assert KEY not in ended.told


def test_a_run_that_is_killed_and_the_list_of_processes_do_not_have_the_key(trial: Trial) -> None:
    with trial.serve(Script(latency=(0.2, 0.3))):
        process = trial.start("-o", str(trial.output))
        assert trial.asked(process, 4)
        shown = [
            path.read_bytes()
            for path in Path("/proc").glob("[0-9]*/cmdline")
            if path.parent.name == str(process.pid) or _child_of(path.parent, process.pid)
        ]
        ended = trial.kill(process)

    assert b"extractor" in b"".join(shown)
    assert KEY.encode() not in b"".join(shown)
    assert KEY not in ended.told


def test_an_exception_that_nobody_expected_does_not_show_the_key(tmp_path: Path) -> None:
    schema = "raise RuntimeError('broken on purpose')\n"
    trial = Lab(tmp_path).trial(news(1), schema=schema, secrets={"OPENAI_API_KEY": KEY})
    with trial.serve(Script()):
        ended = trial.run()

    assert ended.code == 2
    assert "broken on purpose" in ended.told
    assert KEY not in ended.told


def _child_of(process: Path, parent: int) -> bool:
    try:
        return f"\nPPid:\t{parent}\n" in (process / "status").read_text()
    except OSError:  # it is gone
        return False
