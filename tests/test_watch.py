"""A watch takes each file once it is written, over restarts too, and ends in good order."""

from __future__ import annotations

import json
import os
import signal
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from extractor.errors import UsageError
from extractor.export import Appended
from extractor.watch import REST

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.conftest import Endpoint, Shell

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

    def lines(self) -> list[dict[str, Any]]:
        """Return the rows that are written to the end."""
        text = self.rows.read_text() if self.rows.exists() else ""
        return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]

    def names(self) -> list[str]:
        return [row["article"]["path"] for row in self.lines()]

    @contextmanager
    def watched(self, *more: str) -> Iterator[subprocess.Popen[str]]:
        process = self.shell.start(*self.words, "news", "--watch", "-o", "claims.jsonl", *more)
        try:
            yield process
        finally:
            process.kill()
            process.communicate()

    def end(self, process: subprocess.Popen[str]) -> tuple[int, str]:
        """Press Ctrl-C and return the exit code and what was told."""
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=30)
        return process.returncode, told


@pytest.fixture
def news(shell: Shell, endpoint: Endpoint, project: Path) -> News:
    options = ["--project", str(project), "--model", "tiny", "--base-url", endpoint.base_url]
    return News(shell, ["run", *options])


def until(true: Callable[[], bool], process: subprocess.Popen[str], seconds: float = 30) -> None:
    """Wait for something to become true while a process runs."""
    end = time.monotonic() + seconds
    while not true():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.02)


def test_files_that_are_there_then_new_ones_then_changed_ones_are_taken_each_once(
    news: News, endpoint: Endpoint
) -> None:
    news.write("a.txt", "12 cows.")
    with news.watched() as process:
        until(lambda: len(news.lines()) == 1, process)
        news.write("b.txt", "13 pigs.")
        until(lambda: len(news.lines()) == 2, process)
        news.write("deep/down/c.txt", "14 hens.")
        news.write(".hidden.txt", "15 rats.")
        news.write("d.csv", "16 mice.")
        until(lambda: len(news.lines()) == 3, process)
        news.write("a.txt", "17 cows.")
        until(lambda: len(news.lines()) == 4, process)
        code, told = news.end(process)

    assert news.names() == ["news/a.txt", "news/b.txt", "news/deep/down/c.txt", "news/a.txt"]
    assert len({row["article"]["id"] for row in news.lines()}) == 4
    assert len(endpoint.asked) == 4
    assert code == 0
    assert "watching news; Ctrl-C ends it" in told


def test_a_folder_moved_in_is_taken_whole(news: News, tmp_path: Path) -> None:
    away = tmp_path / "away"
    away.mkdir()
    for name in ("x", "y"):
        (away / f"{name}.txt").write_text(f"12 {name}s.")
    with news.watched() as process:
        news.write("a.txt", "12 cows.")
        until(lambda: len(news.lines()) == 1, process)
        away.rename(news.folder / "in")
        until(lambda: len(news.lines()) == 3, process)
        news.end(process)

    assert news.names()[0] == "news/a.txt"
    assert sorted(news.names()[1:]) == ["news/in/x.txt", "news/in/y.txt"]


def test_a_file_is_not_read_while_it_is_being_written(news: News, endpoint: Endpoint) -> None:
    with news.watched() as process:
        news.write("ready.txt", "12 cows.")
        until(lambda: len(news.lines()) == 1, process)
        with (news.folder / "slow.txt").open("w") as file:
            for count in range(20, 30):
                file.write(f"{count} pigs came.\n\n")
                file.flush()
                time.sleep(REST / 4)
        until(lambda: len(news.lines()) == 2, process)
        news.end(process)

    assert len(endpoint.asked) == 2
    assert endpoint.asked[-1]["messages"][-1]["content"].count("pigs came") == 10


def test_a_file_that_is_being_written_at_the_start_is_waited_for(news: News, endpoint: Endpoint) -> None:
    with (news.folder / "slow.txt").open("w") as file, news.watched() as process:
        for count in range(20, 44):
            file.write(f"{count} pigs came.\n\n")
            file.flush()
            time.sleep(REST / 4)
        until(lambda: len(news.lines()) == 1, process)
        news.end(process)

    assert [body["messages"][-1]["content"].count("pigs came") for body in endpoint.asked] == [24]


def test_what_came_while_it_was_down_is_found_and_no_row_is_doubled(news: News, endpoint: Endpoint) -> None:
    news.write("a.txt", "12 cows.")
    news.write("copy.txt", "12 cows.")
    with news.watched() as process:
        until(lambda: len(news.lines()) == 1, process)
        process.kill()
        process.communicate()
    news.write("b.txt", "13 pigs.")
    with news.rows.open("a") as file:
        file.write('{"article": {"id": "hal')
    with news.watched() as process:
        until(lambda: news.names() == ["news/a.txt", "news/b.txt"], process)
        os.utime(news.folder / "a.txt")
        news.write("c.txt", "14 hens.")
        until(lambda: len(news.lines()) == 3, process)
        assert news.end(process)[0] == 0

    assert news.names() == ["news/a.txt", "news/b.txt", "news/c.txt"]
    assert len(endpoint.asked) == 3


def test_ctrl_c_while_it_works_drains_and_exits_as_any_run(news: News, endpoint: Endpoint) -> None:
    endpoint.seconds = 1.0
    for count in range(12, 16):
        news.write(f"{count}.txt", f"{count} cows.")
    time.sleep(REST)
    with news.watched("--concurrency", "1") as process:
        until(lambda: len(endpoint.asked) == 2, process)
        code, told = news.end(process)

    assert code == 130
    assert "stopping: waiting for the requests under way" in told
    assert "stopped; 2 of 4 articles done, run again to resume" in told
    assert news.names() == ["news/12.txt", "news/13.txt"]


def test_sigterm_ends_an_idle_watch_like_ctrl_c(news: News) -> None:
    news.write("a.txt", "12 cows.")
    with news.watched() as process:
        until(lambda: len(news.lines()) == 1, process)
        time.sleep(0.5)
        process.terminate()
        process.communicate(timeout=30)

    assert process.returncode == 0


def test_an_article_that_failed_is_told_by_the_exit_code(news: News, endpoint: Endpoint) -> None:
    endpoint.say = lambda body: "no json"
    news.write("a.txt", "12 cows.")
    with news.watched() as process:
        until(lambda: len(news.lines()) == 1, process)
        time.sleep(0.5)
        code, _ = news.end(process)

    assert code == 4
    assert news.lines()[0]["error"]["type"] == "AnswerRejected"


def test_its_own_output_in_the_folder_is_no_article(news: News) -> None:
    news.rows = news.folder / "claims.jsonl"
    news.write("a.txt", "12 cows.")
    with news.watched("-o", "news/claims.jsonl") as process:
        until(lambda: len(news.lines()) == 1, process)
        news.write("b.txt", "13 pigs.")
        until(lambda: len(news.lines()) == 2, process)
        time.sleep(2 * REST)
        assert news.end(process)[0] == 0

    assert news.names() == ["news/a.txt", "news/b.txt"]


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
