"""Nothing is lost and nothing is paid twice, however a run ends."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import anyio
import pytest

from extractor.article import File, article, find
from extractor.errors import ArticleError
from extractor.model import TRIES, Model
from extractor.pace import Pace
from extractor.run import Plan, execute, plan, results, unread_rows
from extractor.store import Store
from tests.conftest import SCHEMA
from tests.faults.process import PATIENCE

if TYPE_CHECKING:
    from extractor.article import Article
    from extractor.extract import Task
    from extractor.model import Attempt
    from tests.conftest import Endpoint, Running, Shell

ANIMALS = ("cows", "pigs", "hens", "goats", "ducks", "sheep", "geese", "mules", "dogs", "cats")


@pytest.fixture
def news(tmp_path: Path) -> list[str]:
    """Ten articles of two numbers each."""
    paths = []
    for count, animal in enumerate(ANIMALS, start=11):
        path = tmp_path / "news" / f"{animal}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"Storm takes {count} {animal}.\n\nIt took {count + 50} {animal} last year.\n")
        paths.append(str(path))
    return paths


@pytest.fixture
def run(shell: Shell, endpoint: Endpoint, project: Path) -> list[str]:
    """The words of a run that asks for one number at a time, one after the other."""
    options = ["--project", str(project), "--ask", "sentence", "--concurrency", "1"]
    return ["run", *options, "--model", "tiny", "--base-url", endpoint.base_url]


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def names(rows: list[dict[str, Any]]) -> list[str]:
    return [Path(row["article"]["path"]).stem for row in rows]


def twice_asked(endpoint: Endpoint) -> list[str]:
    times = Counter(json.dumps(body["messages"]) for body in endpoint.asked)
    return [messages for messages, count in times.items() if count > 1]


def test_a_plan_keeps_the_order_and_knows_twins_and_what_cannot_be_read(tmp_path: Path, task: Task) -> None:
    flood, fire = article("12 floods", path="a.txt"), article("3 fires", path="b.txt")
    again, broken = article("12 floods", path="c.txt"), ArticleError("d.txt", "empty")
    with Store(tmp_path / "store.db") as store:
        made = plan([fire, flood, again, broken], task, "tiny", store)

        assert made.paths == {fire.id: "b.txt", flood.id: "a.txt"}
        assert (made.todo, made.done) == ([fire.id, flood.id], 0)
        assert made.twins == (("c.txt", "a.txt"),)
        assert made.unread == (broken,)
        assert list(results(made, store)) == []
        assert [(row["article"], row["error"]) for row in unread_rows(made)] == [
            (
                {"id": None, "path": "d.txt", "sha256": None, "title": None, "date": None, "source": None},
                {"type": "ArticleError", "message": "d.txt: empty"},
            )
        ]


def test_a_limit_counts_texts_and_reads_no_further(tmp_path: Path, task: Task) -> None:
    def articles() -> Any:
        yield from (article("12 floods"), article("12 floods"), article("3 fires"), article("4 storms"))
        raise AssertionError("read too far")

    with Store(tmp_path / "store.db") as store:
        assert len(plan(articles(), task, "tiny", store, limit=2).paths) == 2


def test_rows_are_written_in_the_order_read_and_a_second_run_asks_nothing(
    shell: Shell, endpoint: Endpoint, run: list[str], news: list[str], tmp_path: Path
) -> None:
    first = shell(*run, *news, "--concurrency", "4", "-o", "first.jsonl")
    count = len(endpoint.asked)
    second = shell(*run, *news, "-o", "second.jsonl")

    assert (first.returncode, second.returncode) == (0, 0)
    assert (count, len(endpoint.asked)) == (20, 20)
    assert names(lines(tmp_path / "first.jsonl")) == list(ANIMALS)
    assert (tmp_path / "first.jsonl").read_bytes() == (tmp_path / "second.jsonl").read_bytes()
    assert "10 articles, 10 of them done before" in second.stderr
    assert first.stdout == ""


def test_another_prompt_is_asked_anew(
    shell: Shell, endpoint: Endpoint, run: list[str], news: list[str], project: Path
) -> None:
    shell(*run, news[0])
    prompt = project / "prompts" / "figures.md"
    prompt.write_text(prompt.read_text() + "\nBe brief.\n")
    shell(*run, news[0])

    assert len(endpoint.asked) == 4


def test_the_first_ctrl_c_finishes_what_is_under_way_and_the_next_run_the_rest(
    shell: Shell, endpoint: Endpoint, run: list[str], news: list[str], tmp_path: Path
) -> None:
    endpoint.hold(after=4)
    running = shell.begin(*run, *news, "-o", "claims.jsonl")
    when_asked(endpoint, 5, running)
    running.interrupt()
    running.says("stopping: waiting for the requests under way")
    endpoint.let_go()
    code, stopped = running.ended(), len(endpoint.asked)

    assert code == 130
    assert "stopped; 2 of 10 articles done, run again to resume" in running.told
    assert names(lines(tmp_path / "claims.jsonl")) == list(ANIMALS[:2])

    resumed = shell(*run, *news, "-o", "claims.jsonl")

    assert resumed.returncode == 0
    assert names(lines(tmp_path / "claims.jsonl")) == list(ANIMALS)
    assert (stopped, len(endpoint.asked)) == (5, 20)
    assert twice_asked(endpoint) == []


def test_sigterm_stops_like_ctrl_c_and_says_so_by_its_code(
    shell: Shell, endpoint: Endpoint, run: list[str], news: list[str]
) -> None:
    endpoint.hold()
    running = shell.begin(*run, *news)
    when_asked(endpoint, 1, running)
    running.interrupt(signal.SIGTERM)
    running.says("stopping")
    endpoint.let_go()

    assert running.ended() == 143
    assert "stopped; 0 of 10 articles done" in running.told


def test_the_second_ctrl_c_drops_what_is_under_way(
    shell: Shell, endpoint: Endpoint, run: list[str], news: list[str]
) -> None:
    endpoint.hold()
    running = shell.begin(*run, *news)
    when_asked(endpoint, 1, running)
    running.interrupt()
    running.says("stopping")
    running.interrupt()

    assert running.ended() == 130
    assert "stopped; 0 of 10 articles done, run again to resume" in running.told


def test_kill_9_at_any_time_loses_nothing_and_pays_at_most_one_answer_twice(
    shell: Shell, endpoint: Endpoint, run: list[str], news: list[str], tmp_path: Path
) -> None:
    for asked in (2, 5, 14):
        endpoint.hold(after=asked - 1)
        running = shell.begin(*run, *news, "-o", "claims.jsonl")
        when_asked(endpoint, asked, running)
        running.kill()
        assert not (tmp_path / "claims.jsonl").exists()
    endpoint.let_go()
    last = shell(*run, *news, "-o", "claims.jsonl")

    assert last.returncode == 0
    assert names(lines(tmp_path / "claims.jsonl")) == list(ANIMALS)
    assert len(endpoint.asked) - 20 <= 3
    assert max(Counter(json.dumps(body["messages"]) for body in endpoint.asked).values()) <= 2
    with sqlite3.connect(next(tmp_path.rglob("store.db"))) as connection:
        assert connection.execute("SELECT count(*) FROM extractions").fetchone() == (10,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_failed_article_is_listed_and_only_its_failed_answer_asked_again(
    shell: Shell, endpoint: Endpoint, run: list[str], news: list[str], tmp_path: Path
) -> None:
    endpoint.say = lambda body: "no json" if endpoint.number(body) == "62" else endpoint.answer(body)
    first = shell(*run, *news[:3], "-o", "claims.jsonl")
    failed = lines(tmp_path / "claims.jsonl")
    endpoint.asked.clear()
    endpoint.say = endpoint.answer
    left = shell(*run, *news[:3], "-o", "claims.jsonl")
    unasked = len(endpoint.asked)
    second = shell(*run, *news[:3], "-o", "claims.jsonl", "--retry-failed")

    assert first.returncode == 4
    assert f"{news[1]}: failed: 1 of 2 requests: tiny " in first.stderr
    assert [row["error"] and row["error"]["type"] for row in failed] == [None, "AnswerRejected", None]
    assert [len(row["claims"]) for row in failed] == [2, 1, 2]
    assert (left.returncode, unasked) == (4, 0)
    assert "1 article failed before; --retry-failed asks again" in left.stderr
    assert second.returncode == 0
    assert [endpoint.number(body) for body in endpoint.asked] == ["62"]
    assert [row["error"] for row in lines(tmp_path / "claims.jsonl")] == [None, None, None]


def test_a_model_that_goes_away_ends_the_run_and_keeps_what_is_done(
    shell: Shell, endpoint: Endpoint, run: list[str], news: list[str], tmp_path: Path
) -> None:
    endpoint.say = lambda body: 401 if len(endpoint.asked) > 4 else endpoint.answer(body)
    ended = shell(*run, *news, "-o", "claims.jsonl")

    assert ended.returncode == 3
    assert "2 of 10 articles done, run again to resume" in ended.stderr
    assert ended.stderr.splitlines()[-1].startswith("error: 127.0.0.1:")
    assert names(lines(tmp_path / "claims.jsonl")) == list(ANIMALS[:2])


BREAKING = '''
from typing import Literal

from pydantic import model_validator

from extractor.claims import NumericClaim


class Figure(NumericClaim):
    """A number and what it counts."""

    type: Literal["figure"] = "figure"

    @model_validator(mode="after")
    def break_on_a_third_number(self) -> "Figure":
        if self.mention == 3:
            raise RuntimeError("two is enough")
        return self
'''


class Rows(list[dict[str, Any]]):
    """A watcher that keeps the rows."""

    def attempted(self, attempt: Attempt) -> None: ...
    def finished(self, article: Article, row: dict[str, Any]) -> None:
        self.append(row)

    def stopping(self) -> None: ...


def one_at_a_time(endpoint: Endpoint, task: Task, store: Path) -> list[str | None]:
    """Ask about four articles; return what kind of error each row has."""
    rows = Rows()

    async def once(kept: Store) -> None:
        model = Model("tiny", base_url=endpoint.base_url, pace=Pace(pause=0.005))
        await execute(plan(articles, task, "tiny", kept), model, kept, rows, 1)
        await model.aclose()

    articles = [article(f"Storm takes {number} {of}.") for number, of in enumerate(ANIMALS[:4], 3)]
    with Store(store) as kept:
        anyio.run(once, kept)
    return [row["error"] and row["error"]["type"] for row in rows]


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
def test_where_nothing_was_answered_meanwhile_an_article_is_asked_about_again_at_the_end(
    endpoint: Endpoint, task: Task, tmp_path: Path
) -> None:
    failing = range(2, 14)
    endpoint.say = lambda body: 500 if len(endpoint.asked) in failing else endpoint.answer(body)

    assert one_at_a_time(endpoint, task, tmp_path / "store.db") == [None] * 4
    assert len(endpoint.asked) == 4 + len(failing)


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
def test_an_article_that_is_never_answered_fails_after_the_others(
    endpoint: Endpoint, task: Task, tmp_path: Path
) -> None:
    endpoint.say = lambda body: 500 if "pigs" in str(body["messages"][-1]) else endpoint.answer(body)

    assert one_at_a_time(endpoint, task, tmp_path / "store.db") == [None] * 3 + ["RequestFailed"]
    assert len(endpoint.asked) == 3 + 2 * TRIES


def test_an_article_that_breaks_the_program_does_not_stop_the_others(
    shell: Shell, endpoint: Endpoint, run: list[str], news: list[str], project: Path, tmp_path: Path
) -> None:
    (project / "schemas" / "figures.py").write_text(BREAKING)
    with Path(news[1]).open("a") as file:
        file.write("\nIt took 7 hens too.\n")
    ended = shell(*run, *news[:3], "-o", "claims.jsonl")

    assert ended.returncode == 4
    assert f"{news[1]}: failed: two is enough" in ended.stderr
    assert [row["error"] and row["error"]["type"] for row in lines(tmp_path / "claims.jsonl")] == [
        None,
        "RuntimeError",
        None,
    ]


def test_a_full_disk_for_the_output_leaves_the_store_whole(
    shell: Shell, endpoint: Endpoint, run: list[str], news: list[str], tmp_path: Path
) -> None:
    full = shell(*run, *news, "-o", "/dev/full")
    again = shell(*run, *news, "-o", "claims.jsonl")

    assert full.returncode == 2
    assert full.stderr.splitlines()[-1] == (
        "error: /dev/full: No space left on device; what was there is as it was"
    )
    assert (again.returncode, len(endpoint.asked)) == (0, 20)
    assert names(lines(tmp_path / "claims.jsonl")) == list(ANIMALS)


def when_asked(endpoint: Endpoint, count: int, running: Running) -> None:
    """Wait until the endpoint has had so many requests."""
    running.until(lambda: len(endpoint.asked) >= count)


def test_a_run_without_paths_goes_on_with_what_the_store_has(
    shell: Shell, endpoint: Endpoint, run: list[str], news: list[str], tmp_path: Path
) -> None:
    shell(*run, *news[:1])
    shell(*run, *news[1:3], "--limit", "1")
    endpoint.asked.clear()
    other = ["--model", "large"]
    rest = shell(*run, *other, "-o", "claims.jsonl")

    assert rest.returncode == 0
    assert names(lines(tmp_path / "claims.jsonl")) == list(ANIMALS[:2])
    assert {body["model"] for body in endpoint.asked} == {"large"}
    assert len(endpoint.asked) == 4


def test_stored_answers_are_judged_anew_without_asking(
    shell: Shell, endpoint: Endpoint, run: list[str], news: list[str], tmp_path: Path
) -> None:
    shell(*run, *news[:3], "-o", "first.jsonl")
    endpoint.asked.clear()
    with sqlite3.connect(next(tmp_path.rglob("store.db"))) as connection:
        connection.execute("UPDATE extractions SET row_json = replace(row_json, 'supported', 'mismatch')")
    again = shell(*run, *news[:3], "--recheck", "-o", "second.jsonl")

    assert (again.returncode, endpoint.asked) == (0, [])
    assert lines(tmp_path / "second.jsonl") == lines(tmp_path / "first.jsonl")


def test_a_budget_of_tokens_ends_the_run_and_the_next_goes_on(
    shell: Shell, endpoint: Endpoint, run: list[str], news: list[str]
) -> None:
    spent = shell(*run, *news, "--budget", "500 tokens")
    first = len(endpoint.asked)
    rest = shell(*run, *news, "--budget", "1mtokens")

    assert (spent.returncode, first) == (0, 5)
    assert "the budget is used up; 2 of 10 articles done, run again to resume" in spent.stderr
    assert (rest.returncode, len(endpoint.asked)) == (0, 20)


@pytest.mark.parametrize(
    ("budget", "complaint"),
    [
        ("5USD", "--budget 5USD: the price of tiny at {host} is not known; give a number of tokens"),
        ("a lot", "--budget a lot: write 5USD for US dollars, or 200000tokens"),
        ("$5 tokens", "--budget $5 tokens: write 5USD for US dollars, or 200000tokens"),
    ],
)
def test_a_budget_that_cannot_be_kept_is_refused(
    shell: Shell, endpoint: Endpoint, run: list[str], news: list[str], budget: str, complaint: str
) -> None:
    told = shell(*run, *news, "--budget", budget)
    complaint = complaint.format(host=urlsplit(endpoint.base_url).netloc)

    assert (told.returncode, told.stderr, endpoint.asked) == (2, f"error: {complaint}\n", [])


def test_two_runs_at_once_on_one_file_are_told_apart(
    shell: Shell, endpoint: Endpoint, run: list[str], news: list[str]
) -> None:
    endpoint.hold()
    first = shell.begin(*run, *news[:4])
    when_asked(endpoint, 1, first)
    second = shell(*run, *news[4:])
    first.kill()

    assert second.returncode == 2
    assert f"a run is under way in it (process {first.process.pid}): wait for it" in second.stderr
    assert len(endpoint.asked) == 1


def test_a_reader_that_has_read_enough_ends_the_run_without_a_word_and_the_rest_is_for_the_next(
    shell: Shell, endpoint: Endpoint, run: list[str], news: list[str]
) -> None:
    endpoint.hold(after=2)
    process = shell.start(*run, *news, "--json")
    assert process.stdout is not None
    assert process.stdout.readline().startswith('{"article":')
    process.stdout.close()
    endpoint.let_go()
    assert process.stderr is not None
    with process.stderr as said:
        told = said.read()
    rest = shell(*run, *news, "--json")

    assert process.wait(PATIENCE) == 141
    assert "Traceback" not in told
    assert "Broken" not in told
    assert len(rest.stdout.splitlines()) == 10


class Files:
    """Files of a folder, which a plan reads again and again."""

    def __init__(self, folder: Path, task: Task) -> None:
        self.folder, self._task, self._store = folder / "news", task, folder / "store.db"
        self.folder.mkdir()

    def write(self, name: str, text: str, *, age: int = 60) -> None:
        """Write a file as if it had been written some seconds ago."""
        path = self.folder / name
        path.write_text(text)
        os.utime(path, (time.time() - age,) * 2)

    def plan(self, limit: int | None = None) -> tuple[Plan, list[str]]:
        """Make a plan; return it and the names of the files that the store knew as they are."""
        with Store(self._store) as store:
            files = list(find([str(self.folder)]))
            known = store.unchanged([file for file in files if isinstance(file, File)])
            made = plan(files, self._task, "tiny", store, limit=limit)
        return made, sorted(Path(name).name for name in known)


@pytest.fixture
def files(tmp_path: Path, task: Task) -> Files:
    return Files(tmp_path, task)


TWO = '{"text": "Fire destroys 12 barns."}\n{"text": "Flood takes 40 cows."}\n'


def test_a_file_that_is_as_it_was_is_not_opened_again(files: Files) -> None:
    files.write("a.txt", "Storm takes 9 hens.")
    files.write("feed.jsonl", TWO)
    first, known = files.plan()
    assert known == []
    again, known = files.plan()

    assert known == ["a.txt", "feed.jsonl"]
    assert list(again.paths.items()) == list(first.paths.items())
    assert [Path(path or "").name for path in again.paths.values()] == [
        "a.txt",
        "feed.jsonl:1",
        "feed.jsonl:2",
    ]


def test_a_file_that_changed_and_kept_its_size_and_time_is_read(files: Files) -> None:
    files.write("a.txt", "Storm takes 9 hens.")
    before = (files.folder / "a.txt").stat()
    first, _ = files.plan()
    (files.folder / "a.txt").write_text("Storm takes 8 hens.")
    os.utime(files.folder / "a.txt", ns=(before.st_atime_ns, before.st_mtime_ns))
    second, known = files.plan()

    assert known == []
    assert list(second.paths) == [article("Storm takes 8 hens.").id] != list(first.paths)


def test_a_file_that_may_be_written_to_within_the_same_tick_is_read_again(files: Files) -> None:
    files.write("a.txt", "Storm takes 9 hens.", age=-60)  # as if it had just been written
    files.plan()

    assert files.plan()[1] == []


def test_a_file_that_was_touched_or_moved_is_the_same_article(files: Files) -> None:
    files.write("a.txt", "Storm takes 9 hens.")
    first, _ = files.plan()
    os.utime(files.folder / "a.txt", (time.time() - 30,) * 2)
    touched, known = files.plan()
    assert (known, touched.paths) == ([], first.paths)
    (files.folder / "a.txt").rename(files.folder / "b.txt")
    moved, known = files.plan()

    assert known == []
    assert [Path(path or "").name for path in moved.paths.values()] == ["b.txt"]
    assert list(moved.paths) == list(first.paths)


def test_what_cannot_be_read_and_what_a_limit_left_out_is_read_again(files: Files) -> None:
    files.write("a.jsonl", TWO + "no JSON\n")
    files.write("b.jsonl", TWO.replace("cows", "pigs"))
    assert [error.reason[:11] for error in files.plan(limit=2)[0].unread] == ["is not JSON"]
    all_, known = files.plan()

    assert known == []
    assert [len(all_.paths), len(all_.unread), len(all_.twins)] == [3, 1, 1]
    assert files.plan()[1] == ["b.jsonl"]
    assert len(files.plan()[0].twins) == 1


def test_an_article_of_an_unchanged_file_that_went_back_to_an_old_text_is_the_old_one(files: Files) -> None:
    texts = ["Storm takes 9 hens.", "Storm takes 8 hens.", "Storm takes 9 hens."]
    for text in texts:
        files.write("a.txt", text)
        assert list(files.plan()[0].paths) == [article(text).id]
        assert files.plan()[1] == ["a.txt"]
        assert list(files.plan()[0].paths) == [article(text).id]


def test_what_a_run_wrote_into_the_folder_it_reads_is_no_article(
    shell: Shell, endpoint: Endpoint, run: list[str], news: list[str], tmp_path: Path
) -> None:
    output = ["-o", "news/claims.jsonl", "--html", "news/claims.html"]
    first = shell(*run, "news", *output)
    again = shell(*run, "news", *output)
    other = shell(*run, "news", "-o", "claims.jsonl", "--html", "news/claims.html")

    assert [ran.returncode for ran in (first, again, other)] == [0, 0, 0]
    assert len(endpoint.asked) == 20
    assert sorted(names(lines(tmp_path / "claims.jsonl"))) == sorted(ANIMALS)


def test_a_task_that_leaves_nothing_to_ask_begins_no_model(
    shell: Shell, project: Path, news: list[str], tmp_path: Path
) -> None:
    (project / "schemas" / "figures.py").write_text(SCHEMA.partition("class Price")[0])
    (tmp_path / "none.gguf").write_bytes(b"GGUF")
    ran = shell("run", "news", "--project", str(project), "--gguf", "none.gguf", "-o", "claims.jsonl")

    assert ran.returncode == 0, ran.stderr
    assert [len(row["claims"]) for row in lines(tmp_path / "claims.jsonl")] == [2] * 10


def test_a_watch_for_a_task_that_leaves_nothing_to_ask_begins_no_model(
    shell: Shell, project: Path, news: list[str], tmp_path: Path
) -> None:
    (project / "schemas" / "figures.py").write_text(SCHEMA.partition("class Price")[0])
    (tmp_path / "none.gguf").write_bytes(b"GGUF")
    words = ["--project", str(project), "--gguf", "none.gguf", "-o", "claims.jsonl"]
    watching = shell.begin("run", "news", *words, "--watch")
    claims = tmp_path / "claims.jsonl"
    watching.until(lambda: claims.exists() and claims.read_text().count("\n") == 10)
    watching.interrupt()

    assert watching.ended() == 0, watching.told
