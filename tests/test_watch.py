"""A watch takes each file once it is written, over restarts too, and ends in good order."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from extractor.errors import UsageError
from extractor.export import Appended
from extractor.watch import REST

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from tests.conftest import Endpoint, Running, Shell

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])


class News:
    """A folder of news, a run that watches it, and the file it appends to."""

    def __init__(self, shell: Shell, words: list[str]) -> None:
        self.shell, self.words = shell, words
        self.folder, self.rows = shell.folder / "news", shell.folder / "claims.jsonl"
        self.folder.mkdir()

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def found(self, name: str, text: str) -> None:
        """Write a file as of an hour ago: a watch that begins finds it at rest."""
        path = self.write(name, text)
        hour_ago = path.stat().st_mtime - 3600
        os.utime(path, (hour_ago, hour_ago))

    def lines(self) -> list[dict[str, Any]]:
        """Return the rows that are written to the end."""
        text = self.rows.read_text() if self.rows.exists() else ""
        return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]

    def names(self) -> list[str]:
        return [row["article"]["path"] for row in self.lines()]

    def has(self, rows: int, running: Running) -> None:
        """Wait until there are so many rows."""
        running.until(lambda: len(self.lines()) >= rows)

    @contextmanager
    def watched(self, *more: str, rest: float = REST) -> Iterator[Running]:
        program = f"from extractor import cli, watch; watch.REST = {rest}; cli.main()"
        words = [*self.words, "news", "--watch", "-o", "claims.jsonl", *more]
        running = self.shell.begin(*words, program=("-c", program))
        try:
            yield running
        finally:
            running.kill()

    def idle(self, running: Running) -> None:
        """Wait until it is done with what there is, and listens for signals while it waits for more."""
        running.until(lambda: SUMMARY.match(running.told.splitlines()[-1]) and heeds_sigterm(running))

    def end(self, running: Running) -> int:
        """Press Ctrl-C while it waits for files, and return the exit code."""
        self.idle(running)
        running.interrupt()
        return running.ended()


SUMMARY = re.compile(r"\d+ articles? in ")


def heeds_sigterm(running: Running) -> bool:
    status = Path(f"/proc/{running.process.pid}/status").read_text()
    caught = re.search(r"^SigCgt:\t(\w+)$", status, re.MULTILINE)
    return caught is not None and bool(int(caught[1], 16) >> (signal.SIGTERM - 1) & 1)


@pytest.fixture
def news(shell: Shell, endpoint: Endpoint, project: Path) -> News:
    options = ["--project", str(project), "--model", "tiny", "--base-url", endpoint.base_url]
    return News(shell, ["run", *options])


def test_files_that_are_there_then_new_ones_then_changed_ones_are_taken_each_once(
    news: News, endpoint: Endpoint
) -> None:
    news.write("a.txt", "12 cows.")
    with news.watched() as running:
        news.has(1, running)
        news.write("b.txt", "13 pigs.")
        news.has(2, running)
        news.write(".hidden.txt", "15 rats.")
        news.write("d.csv", "16 mice.")
        news.write("deep/down/c.txt", "14 hens.")
        news.has(3, running)
        news.write("a.txt", "17 cows.")
        news.has(4, running)
        code = news.end(running)

    assert news.names() == ["news/a.txt", "news/b.txt", "news/deep/down/c.txt", "news/a.txt"]
    assert len({row["article"]["id"] for row in news.lines()}) == 4
    assert len(endpoint.asked) == 4
    assert code == 0
    assert "watching news; Ctrl-C ends it" in running.told


def test_a_folder_moved_in_is_taken_whole(news: News, tmp_path: Path) -> None:
    away = tmp_path / "away"
    away.mkdir()
    for name in ("x", "y"):
        (away / f"{name}.txt").write_text(f"12 {name}s.")
    news.found("a.txt", "12 cows.")
    with news.watched() as running:
        news.has(1, running)
        away.rename(news.folder / "in")
        news.has(3, running)

    assert news.names()[0] == "news/a.txt"
    assert sorted(news.names()[1:]) == ["news/in/x.txt", "news/in/y.txt"]


LONG_REST = 3.0
"""A rest that no writer exceeds by being held up on a busy machine."""


def write_on(file: TextIO, news: News, running: Running, rows: int) -> int:
    """Write a line at a time until there are so many rows; return how many lines there are then."""
    lines = 0
    while len(news.lines()) < rows:
        lines += 1
        file.write(f"{lines} pigs came.\n\n")
        file.flush()
        assert running.process.poll() is None, running.told
        time.sleep(LONG_REST / 20)
    return lines


def test_a_file_is_not_read_while_it_is_being_written(news: News, endpoint: Endpoint) -> None:
    news.found("ready.txt", "12 cows.")
    with news.watched(rest=LONG_REST) as running:
        news.has(1, running)
        with (news.folder / "slow.txt").open("w") as file:
            news.write("quick.txt", "13 hens.")
            written = write_on(file, news, running, rows=2)
        news.has(3, running)

    assert news.names() == ["news/ready.txt", "news/quick.txt", "news/slow.txt"]
    assert endpoint.asked[-1]["messages"][-1]["content"].count("pigs came") == written


def test_a_file_that_is_being_written_at_the_start_is_waited_for(news: News, endpoint: Endpoint) -> None:
    news.found("ready.txt", "12 cows.")
    with (news.folder / "slow.txt").open("w") as file, news.watched(rest=LONG_REST) as running:
        written = write_on(file, news, running, rows=1)
        news.has(2, running)

    assert news.names() == ["news/ready.txt", "news/slow.txt"]
    assert endpoint.asked[-1]["messages"][-1]["content"].count("pigs came") == written


def test_what_came_while_it_was_down_is_found_and_no_row_is_doubled(news: News, endpoint: Endpoint) -> None:
    news.found("a.txt", "12 cows.")
    news.found("copy.txt", "12 cows.")
    with news.watched() as running:
        news.has(1, running)
        running.kill()
    news.write("b.txt", "13 pigs.")
    with news.rows.open("a") as file:
        file.write('{"article": {"id": "hal')
    with news.watched() as running:
        running.until(lambda: news.names() == ["news/a.txt", "news/b.txt"])
        os.utime(news.folder / "a.txt")
        news.write("c.txt", "14 hens.")
        news.has(3, running)
        assert news.end(running) == 0

    assert news.names() == ["news/a.txt", "news/b.txt", "news/c.txt"]
    assert len(endpoint.asked) == 3


def test_ctrl_c_while_it_works_drains_and_exits_as_any_run(news: News, endpoint: Endpoint) -> None:
    endpoint.hold(after=1)
    for count in range(12, 16):
        news.found(f"{count}.txt", f"{count} cows.")
    with news.watched("--concurrency", "1") as running:
        running.until(lambda: len(endpoint.asked) == 2)
        running.interrupt()
        running.says("stopping: waiting for the requests under way")
        endpoint.let_go()
        code = running.ended()

    assert code == 130
    assert "stopped; 2 of 4 articles done, run again to resume" in running.told
    assert news.names() == ["news/12.txt", "news/13.txt"]


def test_sigterm_ends_an_idle_watch_like_ctrl_c(news: News) -> None:
    news.found("a.txt", "12 cows.")
    with news.watched() as running:
        news.has(1, running)
        news.idle(running)
        running.interrupt(signal.SIGTERM)

        assert running.ended() == 0


def test_an_article_that_failed_is_told_by_the_exit_code(news: News, endpoint: Endpoint) -> None:
    endpoint.say = lambda body: "no json"
    news.found("a.txt", "12 cows.")
    with news.watched() as running:
        news.has(1, running)
        code = news.end(running)

    assert code == 4
    assert news.lines()[0]["error"]["type"] == "AnswerRejected"


def test_its_own_output_in_the_folder_is_no_article(news: News) -> None:
    news.rows = news.folder / "claims.jsonl"
    news.found("a.txt", "12 cows.")
    with news.watched("-o", "news/claims.jsonl") as running:
        news.has(1, running)
        for rows, name in enumerate("bcd", start=2):
            news.write(f"{name}.txt", f"1{rows} pigs.")
            news.has(rows, running)
        assert news.end(running) == 0

    assert news.names() == [f"news/{name}.txt" for name in "abcd"]


def test_a_full_disk_for_the_rows_ends_the_watch_and_leaves_the_store_whole(
    news: News, endpoint: Endpoint
) -> None:
    news.write("a.txt", "12 cows.")
    full = news.shell(*news.words, "news", "--watch", "-o", "/dev/full")
    again = news.shell(*news.words, "news", "-o", "claims.jsonl")

    assert full.returncode == 2
    assert full.stderr.splitlines()[-1] == (
        "error: /dev/full: No space left on device; the results are safe in the store"
    )
    assert (again.returncode, len(endpoint.asked), news.names()) == (0, 1, ["news/a.txt"])


@pytest.mark.parametrize("more", [["--html", "x.html"], ["--dry-run"]])
def test_a_watch_says_what_it_does_not_go_with(news: News, more: list[str]) -> None:
    refused = news.shell(*news.words, "news", "--watch", *more)
    assert (refused.returncode, refused.stderr) == (
        2,
        "error: --watch needs a PATH, and goes without --html, --limit, --recheck, --dry-run and "
        "--engine ray\n",
    )


def test_a_watch_needs_a_folder(news: News) -> None:
    path = news.write("a.txt", "12 cows.")
    refused = news.shell(*news.words, str(path), "--watch")
    assert (refused.returncode, refused.stderr) == (2, "error: --watch: name a folder to watch\n")


def row(id: str, path: str = "a.txt", claims: tuple[int, ...] = ()) -> dict[str, Any]:
    return {"article": {"id": id, "path": path}, "claims": list(claims)}


def test_a_row_is_appended_once_from_whatever_path_and_again_when_it_changed(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    for _ in range(2):
        with Appended(path) as file:
            for one in (row("1"), row("1", "copy.txt"), row("2"), row("1", claims=(3,))):
                file.add(one)

    assert [json.loads(line) for line in path.read_text().splitlines()] == [
        row("1"),
        row("2"),
        row("1", claims=(3,)),
    ]


@pytest.mark.parametrize("length", [1, 10, 30])
def test_half_a_row_at_the_end_is_cut_off_and_written_again(tmp_path: Path, length: int) -> None:
    path = tmp_path / "rows.jsonl"
    with Appended(path) as file:
        file.add(row("1"))
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:length])
    with Appended(path) as file:
        file.add(row("2"))

    assert [json.loads(line)["article"]["id"] for line in path.read_text().splitlines()] == ["1", "2"]


def test_a_last_row_without_a_line_end_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(row("1")))
    with Appended(path) as file:
        file.add(row("1"))
        file.add(row("2"))

    assert [json.loads(line)["article"]["id"] for line in path.read_text().splitlines()] == ["1", "2"]


@pytest.mark.parametrize("text", ["Dear diary\n", '{"a": 1}\n', "[]\n"])
def test_a_file_of_something_else_is_left_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / "diary.txt"
    path.write_text(text)
    with pytest.raises(UsageError, match="holds something else than rows"):
        Appended(path)
    assert path.read_text() == text
