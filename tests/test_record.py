"""`extractor record`: a model's answers kept as cassettes, asked once more only where they no longer hold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import yaml

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Endpoint, Shell

TEXT = "Harbour news\n\nThe port handled 34 ships in May, the mayor said. About 1,200 tonnes of grain left."
SECOND = "Rail news\n\nSome 90 trains were late."


@pytest.fixture
def news(project: Path) -> Path:
    path = project / "harbour.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def record(shell: Shell, project: Path, endpoint: Endpoint, *arguments: str) -> tuple[int, str]:
    address = ("--base-url", endpoint.base_url, "--model", "m1", "--project", str(project))
    done = shell("record", *arguments, *address)
    return done.returncode, done.stderr


def cassette(project: Path, name: str = "harbour") -> Path:
    return project / "cassettes" / "figures" / f"{name}.yaml"


def test_an_article_is_copied_and_its_answers_are_kept(
    shell: Shell, project: Path, news: Path, endpoint: Endpoint
) -> None:
    code, told = record(shell, project, endpoint, str(news))

    kept = yaml.safe_load(cassette(project).read_text(encoding="utf-8"))
    assert code == 0, told
    assert f"recorded figures/harbour: 1 request, {cassette(project)}" in told
    assert (project / "cassettes" / "articles" / "harbour.txt").read_text(encoding="utf-8") == TEXT
    assert [kept["recorded"][name] for name in ("task", "article", "model", "ask")] == [
        "figures",
        "harbour",
        "m1",
        "article",
    ]
    assert [it["request"]["body"] for it in kept["interactions"]] == endpoint.asked


def test_a_cassette_says_nothing_of_the_machine_or_the_hour(
    shell: Shell, project: Path, news: Path, endpoint: Endpoint
) -> None:
    record(shell, project, endpoint, str(news))
    first = cassette(project).read_text(encoding="utf-8")
    record(shell, project, endpoint)
    second = cassette(project).read_text(encoding="utf-8")

    without = [[line for line in it.splitlines() if "  seconds:" not in line] for it in (first, second)]
    assert without[0] == without[1]
    assert "127.0.0.1" not in first
    assert {
        name
        for it in yaml.safe_load(first)["interactions"]
        for side in ("request", "response")
        for name in it[side]["headers"]
    } == {"content-type"}


def test_only_what_is_stale_is_asked_again_and_told_why(
    shell: Shell, project: Path, news: Path, endpoint: Endpoint
) -> None:
    record(shell, project, endpoint, str(news))
    asked = len(endpoint.asked)
    fresh = record(shell, project, endpoint, "--only-stale")
    assert fresh == (0, "every recording holds; nothing to record\n")
    assert len(endpoint.asked) == asked

    prompt = project / "prompts" / "figures.md"
    prompt.write_text(prompt.read_text(encoding="utf-8").replace("Say what", "Tell what"), encoding="utf-8")
    code, told = record(shell, project, endpoint, "--only-stale")

    assert code == 0
    assert "figures/harbour: stale: prompt figures.md changed" in told
    assert "8 - Say what the number is:" in told
    assert "8 + Tell what the number is:" in told
    assert len(endpoint.asked) == asked + 1
    assert record(shell, project, endpoint, "--only-stale")[1].startswith("every recording holds")


def test_an_answer_that_cannot_be_used_leaves_the_old_cassette(
    shell: Shell, project: Path, news: Path, endpoint: Endpoint
) -> None:
    record(shell, project, endpoint, str(news))
    before = cassette(project).read_bytes()
    endpoint.say = lambda body: "no JSON at all"

    code, told = record(shell, project, endpoint)

    assert code == 4
    assert "not recorded: figures/harbour" in told
    assert cassette(project).read_bytes() == before


def test_an_endpoint_that_is_away_ends_the_recording_with_exit_3(
    shell: Shell, project: Path, news: Path
) -> None:
    done = shell(
        "record", str(news), "--base-url", "http://127.0.0.1:9/v1", "--model", "m", "--project", str(project)
    )

    assert done.returncode == 3
    assert "cannot be reached" in done.stderr
    assert not cassette(project).exists()


def test_another_article_of_the_same_name_is_refused(
    shell: Shell, project: Path, news: Path, endpoint: Endpoint
) -> None:
    record(shell, project, endpoint, str(news))
    news.write_text(SECOND, encoding="utf-8")

    code, told = record(shell, project, endpoint, str(news))

    assert code == 2
    assert "is another text; give" in told
    assert "Traceback" not in told


def test_articles_of_a_file_of_many_are_kept_one_by_one(
    shell: Shell, project: Path, endpoint: Endpoint
) -> None:
    path = project / "all.jsonl"
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in (TEXT, SECOND)), encoding="utf-8")

    code, told = record(shell, project, endpoint, str(path))

    names = sorted(it.stem for it in (project / "cassettes" / "figures").glob("*.yaml"))
    assert code == 0, told
    assert names == sorted(it.stem for it in (project / "cassettes" / "articles").glob("*.json"))
    assert len(names) == 2


@pytest.mark.parametrize(
    "said",
    ["Use sk-proj-" + "a1B2" * 12 + " here.", "password: https://me:hunter2hunter2@example.org/x"],
)
def test_an_article_that_holds_a_secret_is_neither_kept_nor_sent(
    shell: Shell, project: Path, endpoint: Endpoint, said: str
) -> None:
    path = project / "leak.txt"
    path.write_text(f"Leak\n\nThe note read: {said} It cost 12 dollars.", encoding="utf-8")

    code, told = record(shell, project, endpoint, str(path))

    assert code == 2
    assert "leak.txt: not recorded, it holds a secret: " in told
    assert not cassette(project, "leak").exists()
    assert not (project / "cassettes" / "articles" / "leak.txt").exists()
    assert endpoint.asked == []


def test_the_key_of_the_endpoint_in_an_answer_is_a_secret(
    shell: Shell, project: Path, news: Path, endpoint: Endpoint
) -> None:
    key = shell.environment["OPENAI_API_KEY"] = "planted-3f9a77c2d0"
    claim = {"mention": 1, "type": "figure", "subject": f"ships {key}", "attributed_to": None}
    endpoint.say = lambda body: {"claims": [claim]}

    code, told = record(shell, project, endpoint, str(news))

    assert code == 4
    assert key not in told
    assert not cassette(project).exists()
