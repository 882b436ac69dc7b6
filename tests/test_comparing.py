"""`extractor compare`: what the articles of a store say about the same figure."""

from __future__ import annotations

import csv
import io
import json
import re
import signal
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Endpoint, Shell

MONDAY = "The fire at the Arlen depot killed 12 people, the fire service said on Monday."
TUESDAY = "The fire at the Arlen depot killed 14 people, the fire service said on Tuesday."
RIVAL = "The fire at the Arlen depot killed 30 people, the mayor said on Tuesday."
SHIPS = "The port of Brund handled 300 ships in May, the harbour master said."


def claims(body: Any) -> Any:
    """Answer as a good model would: what is counted, and who says it."""
    text = str(body["messages"][-1]["content"])
    subject = "people" if "people" in text else "ships"
    speaker = next(it for it in ("fire service", "mayor", "harbour master") if it in text)
    return {"claims": [{"mention": 1, "type": "figure", "subject": subject, "attributed_to": speaker}]}


class News:
    """A folder of articles and the store that their claims are in."""

    def __init__(self, shell: Shell, project: Path, endpoint: Endpoint) -> None:
        self.shell, self._project, self._endpoint = shell, project, endpoint
        endpoint.say = claims
        self.store = str(shell.folder / "store.db")

    def run(self, **articles: tuple[str, str, str]) -> None:
        """Have claims made of articles: text, day, outlet."""
        for name, (text, day, outlet) in articles.items():
            path = self.shell.folder / f"{name}.json"
            path.write_text(json.dumps({"text": text, "date": day, "source": outlet}), encoding="utf-8")
            done = self.shell(
                "run",
                str(path),
                "--no-page",
                "--base-url",
                self._endpoint.base_url,
                "--model",
                "m",
                *self.where,
            )
            assert done.returncode == 0, done.stderr

    @property
    def where(self) -> tuple[str, ...]:
        return "--store", self.store, "--project", str(self._project)

    def compare(self, *arguments: str) -> tuple[int, str, str]:
        done = self.shell("compare", *arguments, *self.where)
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout, done.stderr

    def json(self, *arguments: str) -> Any:
        code, out, told = self.compare("--json", *arguments)
        assert code == 0, told
        return json.loads(out)


@pytest.fixture
def news(shell: Shell, project: Path, endpoint: Endpoint) -> News:
    made = News(shell, project, endpoint)
    made.run(
        a=(MONDAY, "2026-03-02", "Daily"),
        b=(TUESDAY, "2026-03-03", "Post"),
        c=(RIVAL, "2026-03-03", "Gazette"),
        d=(SHIPS, "2026-03-03", "Gazette"),
    )
    return made


def kinds(quantity: Any) -> set[str]:
    return {it["kind"] for it in quantity["relations"]}


def test_figures_about_the_same_are_one_quantity_with_its_disputes_and_revisions(news: News) -> None:
    found = news.json()

    toll, ships = found["quantities"]
    assert sorted(it["low"] for it in toll["statements"]) == [12, 14, 30]
    assert toll["origins"] == ["fire service", "mayor"]
    assert kinds(toll) >= {"revised", "disputed"}
    assert [it["low"] for it in ships["statements"]] == [300]
    assert found["articles"] == 4


def test_the_page_of_a_terminal_tells_who_says_what_since_when(news: News) -> None:
    code, out, _ = news.compare()

    assert code == 0
    assert "disputed" in out
    assert "fire service" in out
    assert "2026-03-03" in out
    assert re.search(r"12.*→.*14", out)


@pytest.mark.parametrize(
    ("arguments", "figures"),
    [
        (("--about", "ships"), [[300]]),
        (("--about", "depot arlen"), [[12, 14, 30]]),
        (("--type", "price"), []),
        (("--since", "2026-03-03"), [[12, 14, 30], [300]]),
        (("--since", "2026-03-04"), []),
    ],
)
def test_quantities_can_be_chosen(news: News, arguments: tuple[str, ...], figures: list[list[int]]) -> None:
    found = news.json(*arguments)

    assert [sorted(it["low"] for it in one["statements"]) for one in found["quantities"]] == figures


def test_csv_has_a_line_for_each_statement(news: News) -> None:
    _, out, _ = news.compare("--csv")

    rows = list(csv.DictReader(io.StringIO(out)))
    assert sorted(row["low"] for row in rows) == ["12", "14", "30", "300"]
    assert rows[0]["sentence"] == MONDAY


def test_the_html_page_stands_alone(news: News) -> None:
    path = news.shell.folder / "figures.html"

    code, out, _ = news.compare("--html", str(path))

    page = path.read_text(encoding="utf-8")
    assert (code, out) == (0, "")
    assert "<svg" in page
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="https?:', page)


def test_a_dispute_can_decide_the_exit_code(news: News) -> None:
    assert news.compare("--fail-on", "disputed", "--about", "depot")[0] == 1
    assert news.compare("--fail-on", "disputed", "--about", "ships")[0] == 0
    assert news.compare("--fail-on", "revised,disputed", "--json")[0] == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--since", "yesterday"), "--since yesterday: write a day as 2026-11-25"),
        (("--fail-on", "same"), "--fail-on same: choose from disputed, revised"),
        (("--html", "no/such/folder/x.html"), "no/such/folder"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(news: News, arguments: tuple[str, ...], told: str) -> None:
    code, _, said = news.compare(*arguments)

    assert code == 2
    assert told in said


def test_without_a_store_it_is_said_how_to_make_one(shell: Shell, project: Path) -> None:
    done = shell("compare", "--project", str(project))

    assert done.returncode == 2
    assert "`extractor run` makes one" in done.stderr


def test_a_watch_tells_of_a_dispute_when_the_article_comes(
    shell: Shell, project: Path, endpoint: Endpoint
) -> None:
    news = News(shell, project, endpoint)
    news.run(a=(TUESDAY, "2026-03-03", "Post"), d=(SHIPS, "2026-03-03", "Gazette"))
    watching = shell.begin("compare", "--watch", *news.where)
    watching.says("2 articles compared; watching")

    news.run(c=(RIVAL, "2026-03-03", "Gazette"))
    watching.until(lambda: "\n" in watching.out)
    watching.interrupt(signal.SIGINT)

    assert watching.ended() == 130
    (line,) = map(json.loads, watching.out.splitlines())
    assert line["kind"] == "disputed"
    assert {line["one"]["low"], line["other"]["low"]} == {14, 30}
