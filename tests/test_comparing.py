"""`extractor compare`: what the articles of a store say about the same figure."""

from __future__ import annotations

import csv
import io
import json
import re
import signal
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from extractor.article import article
from extractor.check import check
from extractor.compare import compare, select
from extractor.extract import Extraction
from extractor.model import Usage
from extractor.numbers import scan
from extractor.project import find
from extractor.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Shell

MONDAY = "The fire at the Arlen depot killed 12 people, the fire service said on Monday."
TUESDAY = "The fire at the Arlen depot killed 14 people, the fire service said on Tuesday."
RIVAL = "The fire at the Arlen depot killed 30 people, the mayor said on Tuesday."
SHIPS = "The port of Brund handled 300 ships in May, the harbour master said."


def subject_of(text: str) -> str:
    return "people" if "people" in text else "ships"


def speaker_of(text: str) -> str:
    return next(it for it in ("fire service", "mayor", "harbour master") if it in text)


class News:
    """A store of articles and their claims, as a run leaves them, and the program beside it."""

    def __init__(self, shell: Shell, project: Path) -> None:
        self.shell, self._task, self._project = shell, find(project).task("figures"), project
        self.store = shell.folder / "store.db"

    def add(self, *articles: tuple[str, str, str]) -> None:
        """Store articles, as text, day, outlet, with a claim about the first number of each."""
        with Store(self.store) as store:
            run = store.begin(self._task, "m")
            for text, day, outlet in articles:
                made = article(text, date=day, source=outlet, path=f"news/{outlet.lower()}.txt")
                number = next(it for it in scan(text) if it.role == "quantity")
                fields = {"subject": subject_of(text), "attributed_to": speaker_of(text)}
                stated = {"mention": number.id, "value": number.low, "type": "figure"}
                claim = self._task.types[0].model_validate(fields | stated)
                store.add([made])
                found = Extraction(made, "figures", "m", check(text, [claim]), Usage())
                store.commit(store.saving(run, found)[1])

    @property
    def where(self) -> tuple[str, ...]:
        return "--store", str(self.store), "--project", str(self._project)

    def compare(self, *arguments: str) -> tuple[int, str, str]:
        done = self.shell("compare", *arguments, *self.where)
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout, done.stderr

    def chosen(self, **how: Any) -> list[list[int]]:
        """Return the figures of each quantity that is chosen."""
        with Store(self.store) as store:
            found = select(compare(store.everything()), **how)
        return [sorted(it.claim["value"] for it in one.statements) for one in found.quantities]


@pytest.fixture
def news(shell: Shell, project: Path) -> News:
    made = News(shell, project)
    made.add(
        (MONDAY, "2026-03-02", "Daily"),
        (TUESDAY, "2026-03-03", "Post"),
        (RIVAL, "2026-03-03", "Gazette"),
        (SHIPS, "2026-03-03", "Gazette"),
    )
    return made


def kinds(quantity: Any) -> set[str]:
    return {it["kind"] for it in quantity["relations"]}


def test_figures_about_the_same_are_one_quantity_with_its_disputes_and_revisions(news: News) -> None:
    code, out, told = news.compare("--json")

    assert code == 0, told
    found = json.loads(out)
    toll, ships = found["quantities"]
    assert sorted(it["low"] for it in toll["statements"]) == [12, 14, 30]
    assert toll["origins"] == ["fire service", "mayor"]
    assert kinds(toll) >= {"revised", "disputed"}
    assert [it["low"] for it in ships["statements"]] == [300]
    assert found["articles"] == 4
    assert {it["article"]["path"] for it in ships["statements"]} == {"news/gazette.txt"}


def test_the_page_of_a_terminal_tells_who_says_what_since_when(news: News) -> None:
    code, out, _ = news.compare()

    assert code == 0
    assert "disputed" in out
    assert "fire service" in out
    assert "2026-03-03" in out
    assert re.search(r"12.*→.*14", out)


@pytest.mark.parametrize(
    ("how", "figures"),
    [
        ({"about": "ships"}, [[300]]),
        ({"about": "depot arlen"}, [[12, 14, 30]]),
        ({"types": ["price"]}, []),
        ({"types": ["price", "figure"]}, [[12, 14, 30], [300]]),
        ({"since": date(2026, 3, 3)}, [[12, 14, 30], [300]]),
        ({"since": date(2026, 3, 4)}, []),
    ],
)
def test_quantities_can_be_chosen(news: News, how: dict[str, Any], figures: list[list[int]]) -> None:
    assert news.chosen(**how) == figures


@pytest.mark.parametrize(
    ("words", "figures"),
    [
        ("halcyon", [[12]]),  # in the first sentence alone
        ("post", [[12]]),  # the outlet
        ("coast-guard", [[12]]),
        ("alcyon", []),  # inside a word
        ("halcyon depot", []),
    ],
)
def test_words_are_looked_for_in_all_that_an_article_says_of_itself(
    shell: Shell, project: Path, words: str, figures: list[list[int]]
) -> None:
    news = News(shell, project)
    lead = "The ferry Halcyon has sunk off Port Oda in heavy seas. "
    said = f"{lead}The coast-guard boats went out at once. In all 12 people drowned, the mayor said."
    news.add((said, "2026-03-03", "Post"))
    assert news.chosen(about=words) == figures


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
    assert re.search(r"<p class=\"meta\">made on \d+ \w+ \d{4}</p>", page)
    assert not re.search(r'(?:src|href)="https?:', page)


def test_a_type_that_no_claim_has_is_refused_with_those_there_are(news: News) -> None:
    refused = (2, "", "error: --type killed: no claim is of that type; there are figure\n")
    assert news.compare("--type", "killed") == refused
    assert news.compare("--type", "figure,killed", "--fail-on", "disputed") == refused


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--about", "zebra"), "--about zebra leaves none of 2 quantities\n"),
        (("--about", "ships arlen"), "--about ships arlen leaves none of 2 quantities\n"),
        (
            ("--since", "2026-03-04", "--about", "depot"),
            "--since 2026-03-04 leaves none of 1 quantity: the latest article is of 2026-03-03\n",
        ),
    ],
)
def test_the_option_that_leaves_nothing_is_named(news: News, arguments: tuple[str, ...], told: str) -> None:
    assert news.compare("--csv", *arguments)[::2] == (0, told)


def test_a_slip_in_an_option_does_not_still_an_alarm(shell: Shell, project: Path, news: News) -> None:
    alarm = "--fail-on", "disputed"
    said = "error: --about zebra leaves none of 2 quantities\n"
    assert news.compare("--about", "zebra", *alarm) == (2, "", said)
    assert news.compare("--since", "2026-03-04", *alarm)[0] == 0
    said = "error: --since 2999-01-01: that day is still to come\n"
    assert news.compare("--since", "2999-01-01", *alarm) == (2, "", said)


def test_a_page_of_some_quantities_is_of_their_articles_and_says_which_they_are(news: News) -> None:
    path = news.shell.folder / "ships.html"

    assert news.compare("--html", str(path), "--about", "ships")[0] == 0

    page = path.read_text(encoding="utf-8")
    assert "<h1>What 1 article says, compared</h1>" in page
    assert "only --about ships · made on " in page


def test_it_is_said_how_many_articles_have_no_date(shell: Shell, project: Path) -> None:
    undated = News(shell, project)
    undated.add((TUESDAY, "", "Post"), (RIVAL, "2026-03-03", "Gazette"))
    said = "1 article has no date, of 2: metadata, or a dateline with its year, would give one\n"
    assert undated.compare()[2] == said


def test_an_alarm_on_a_day_needs_articles_with_dates(shell: Shell, project: Path) -> None:
    undated = News(shell, project)
    undated.add((TUESDAY, "", "Post"), (RIVAL, "", "Gazette"))
    said = "error: --since 2026-03-01 leaves none of 1 quantity: no article has a date\n"
    assert undated.compare("--since", "2026-03-01", "--fail-on", "disputed") == (2, "", said)


def test_where_there_is_nothing_to_compare_it_is_said_what_is_missing(shell: Shell, project: Path) -> None:
    empty = News(shell, project)
    Store(empty.store).close()
    code, _, said = empty.compare("--json")
    assert (code, said.partition("; ")[2]) == (0, "`extractor run PATH...` adds some\n")
    assert "there is no article in the store" in said
    assert empty.compare("--fail-on", "disputed")[0] == 2


def test_without_reviews_it_is_said_where_people_decide(news: News) -> None:
    code, _, said = news.compare("--reviewed", "--fail-on", "disputed")
    assert code == 2
    assert said.startswith("error: nothing is reviewed in the store ")
    assert said.endswith("; `extractor review` is where people decide\n")


def test_a_dispute_can_decide_the_exit_code(news: News) -> None:
    assert news.compare("--fail-on", "revised,disputed", "--about", "depot", "--type", "figure")[0] == 1
    assert news.compare("--fail-on", "disputed", "--about", "ships", "--since", "2026-03-03")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--since", "yesterday"), "--since yesterday: write a day as 2026-11-25"),
        (("--since", "20260303"), "--since 20260303: write a day as 2026-11-25"),
        (("--json", "--csv"), "--json and --csv: stdout takes one of them"),
        (
            ("--watch", "--csv", "--type", "dead"),
            "--watch goes without --csv and --type: ",
        ),
        (("--html", "-"), "-: pages go into a file; name one"),
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


def test_a_watch_tells_of_a_dispute_when_the_article_comes(shell: Shell, project: Path) -> None:
    news = News(shell, project)
    news.add((TUESDAY, "2026-03-03", "Post"), (SHIPS, "2026-03-03", "Gazette"))
    watching = shell.begin("compare", "--watch", *news.where)
    watching.says("2 articles compared; watching")

    news.add((RIVAL, "2026-03-03", "Gazette"))
    watching.until(lambda: "\n" in watching.out)
    watching.interrupt(signal.SIGINT)

    assert watching.ended() == 130
    (line,) = map(json.loads, watching.out.splitlines())
    assert line["kind"] == "disputed"
    assert {line["one"]["low"], line["other"]["low"]} == {14, 30}
