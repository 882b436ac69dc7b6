"""The cheap lane: the same requests the same rows, and no end of a run loses or pays twice."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
import threading
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from pydantic import BaseModel

from extractor import lane
from extractor.article import article
from extractor.model import OPENAI, TRIES, Attempt, Batches, Due, Model, Usage
from extractor.pace import Pace
from extractor.posted import Posted
from extractor.run import Outcome, execute, plan, results
from extractor.store import Store
from tests.faults.endpoint import Endpoint
from tests.faults.journal import Journal, entries
from tests.faults.messages import failed, unheeded
from tests.faults.process import CHECKOUT, PATIENCE
from tests.faults.script import Fate, Script, Step
from tests.faults.server import Server, listening

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from extractor.article import Article
    from extractor.extract import Task
    from extractor.row import Row
    from tests.conftest import Shell
    from tests.faults.journal import Entry
    from tests.faults.messages import Response, Sent
    from tests.postgres import Postgres

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

CHAT = "/v1/chat/completions"


class Label(BaseModel):
    counted: str


@dataclass
class Provider:
    """A server of files and batches by a script; `seen` names each call, `asked` keeps each request's body.

    `meddle` may hold a call back, or give another reply; it gets the call and what would be replied.
    """

    script: Script
    journal: Path
    seen: list[str] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    meddle: Callable[[str, Callable[[], Response]], Response] = lambda call, reply: reply()
    url: str = ""

    def respond(self, sent: Sent) -> Response:
        call = f"{sent.method} {re.sub(r'(file-|batch_)[0-9]+', 'ID', sent.path.partition('?')[0])}"
        self.seen.append(call)
        if call == "POST /v1/files":
            lines = [json.loads(line) for line in sent.raw.split(b"\n") if line.startswith(b'{"custom_id"')]
            assert max(len(line["custom_id"]) for line in lines) <= 64
            self.asked += [line["body"] for line in lines]
        if sent.path == CHAT:
            self.asked.append(sent.body)
        return self.meddle(call, lambda: self._endpoint.respond(sent))

    def entries(self) -> list[Entry]:
        """Return the requests that were answered, and so are paid."""
        return [entry for entry in entries(self.journal) if entry.status == 200]

    def paid_twice(self) -> list[str | None]:
        """Return the articles of requests that were paid more than once."""
        times = Counter((entry.article, entry.request) for entry in self.entries())
        return [article for (article, _), count in times.items() if count > 1]

    def files(self) -> int:
        """Return how many files the account still has."""
        return len(self._endpoint._batches._files)

    def batches(self) -> int:
        """Return how many batches were ever made."""
        return len(self._endpoint._batches._batches)

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Serve from a thread, so that this one may run programs."""
        journal, started, stop = Journal(self.journal), threading.Event(), asyncio.Event()
        self._endpoint = Endpoint(self.script, journal)
        loop = asyncio.new_event_loop()

        async def serve() -> None:
            async with listening(Server(self.respond)) as server:
                self.url = server.url
                started.set()
                await stop.wait()

        thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
        thread.start()
        assert started.wait(PATIENCE)
        try:
            yield
        finally:
            loop.call_soon_threadsafe(stop.set)
            thread.join()
            loop.close()
            journal.close()


@dataclass
class Told:
    """What a watcher is told."""

    attempts: list[Attempt] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    waits: list[tuple[int, int, int]] = field(default_factory=list)

    def attempted(self, attempt: Attempt) -> None:
        self.attempts.append(attempt)

    def finished(self, article: Article, row: Row) -> None:
        self.rows.append(row)

    def stopping(self) -> None:
        raise AssertionError("the cheap lane waits for nothing")

    def waiting(self, batches: int, answered: int, requests: int) -> None:
        self.waits.append((batches, answered, requests))


@dataclass
class Ran:
    """A run that is over: how it ended, what it told, and the stored rows in the order of the articles."""

    outcome: Outcome
    told: Told
    rows: list[Row]

    @property
    def errors(self) -> list[str | None]:
        return [row["error"] and f"{row['error']['type']}: {row['error']['message']}" for row in self.rows]


def storms(number: int) -> list[Article]:
    """Return articles of two numbers each."""
    return [
        article(f"Storm FAULT-{n} takes {n + 20} cows.\n\nIt took {n + 50} hens in May.", path=f"{n}.txt")
        for n in range(1, number + 1)
    ]


def run(
    provider: Provider,
    task: Task,
    articles: Sequence[Article],
    store: Path | str,
    *,
    by_batch: bool = True,
    retry_failed: bool = False,
) -> Ran:
    """Run once, by batch or live."""

    async def once(kept: Store) -> Ran:
        model = Model("test", base_url=provider.url, pace=Pace(pause=0.005), deadline=PATIENCE)
        planned, told = plan(articles, task, "test", kept, retry_failed=retry_failed), Told()
        try:
            if by_batch:
                outcome = await lane.execute(planned, model, kept, told)
            else:
                outcome = await execute(planned, model, kept, told, 1)
        finally:
            await model.aclose()
        return Ran(outcome, told, [row for _, row in results(planned, kept)])

    with Store(store) as kept:
        return anyio.run(once, kept)


@pytest.fixture
def provider(tmp_path: Path) -> Callable[..., Provider]:
    def make(*fates: Fate, **script: Any) -> Provider:
        return Provider(Script(batches=fates or (Fate(),), **script), tmp_path / "journal.jsonl")

    return make


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


def attempts(store: Path) -> list[tuple[str, str | None]]:
    """Return lane and error of every attempt."""
    with sqlite3.connect(store) as connection:
        return connection.execute("SELECT lane, error FROM attempts ORDER BY id").fetchall()


def under_way(store: Path) -> int:
    with sqlite3.connect(store) as connection:
        counts = (connection.execute(f"SELECT count(*) FROM {table}") for table in ("batches", "posted"))
        return sum(count.fetchone()[0] for count in counts)


def bodies(asked: Sequence[dict[str, Any]]) -> list[str]:
    """Return what was sent, in an order of its own; within a schema the order of fields counts."""
    return sorted(json.dumps(dict(sorted(body.items()))) for body in asked)


def judged(rows: Sequence[Row]) -> list[Any]:
    return [(row["article"]["path"], row["claims"], row["uncovered"], row["error"]) for row in rows]


def test_a_batch_gives_the_rows_that_asking_gives_and_leaves_nothing_behind(
    provider: Callable[..., Provider], task: Task, store: Path, tmp_path: Path
) -> None:
    served = provider(Fate(polls=3))
    with served.serving():
        cheap = run(served, task, storms(5), store)
        live = run(served, task, storms(5), tmp_path / "live.db", by_batch=False)

        assert (cheap.outcome.finished, cheap.outcome.failed, cheap.outcome.batches) == (5, 0, 0)
        assert judged(cheap.rows) == judged(live.rows)
        assert [len(row["claims"]) for row in cheap.rows] == [2] * 5
        assert cheap.told.waits == [(1, 0, 0), (1, 0, 0), (1, 5, 5)]
        assert attempts(store) == [("batch", None)] * 5
        assert (served.batches(), served.files(), under_way(store)) == (1, 0, 0)


@pytest.mark.parametrize("ask", ["article", "sentence"])
def test_the_requests_are_those_of_the_live_lane_and_either_lane_uses_the_others_answers(
    provider: Callable[..., Provider], task: Task, tmp_path: Path, ask: str
) -> None:
    task = replace(task, ask=ask)
    served = provider()
    with served.serving():
        run(served, task, storms(3), tmp_path / "cheap.db")
        cheap = list(served.asked)
        served.asked.clear()
        run(served, task, storms(3), tmp_path / "live.db", by_batch=False)
        live = list(served.asked)
        served.asked.clear()
        run(served, task, storms(3), tmp_path / "cheap.db", by_batch=False)
        forget_rows(tmp_path / "cheap.db")
        again = run(served, task, storms(3), tmp_path / "cheap.db", by_batch=False)
        forget_rows(tmp_path / "live.db")
        other = run(served, task, storms(3), tmp_path / "live.db")

        assert bodies(cheap) == bodies(live)
        assert served.asked == []
        assert (again.outcome.finished, other.outcome.finished) == (3, 3)


def forget_rows(store: Path) -> None:
    with sqlite3.connect(store) as connection:
        connection.execute("DELETE FROM claims")
        connection.execute("DELETE FROM extractions")


def test_lines_in_another_order_and_lines_that_stand_twice_go_where_they_belong_once(
    provider: Callable[..., Provider], task: Task, store: Path
) -> None:
    served = provider(Fate(reordered=True, doubled=2))
    with served.serving():
        ran = run(served, task, storms(20), store)

        assert [row["claims"][0]["value"] for row in ran.rows] == [n + 20 for n in range(1, 21)]
        assert attempts(store) == [("batch", None)] * 20
        assert served.paid_twice() == []


def test_lines_that_are_missing_or_failed_go_into_the_next_batch(
    provider: Callable[..., Provider], task: Task, store: Path
) -> None:
    served = provider(Fate(missing=3, failing=4), Fate())
    with served.serving():
        ran = run(served, task, storms(12), store)

        assert (ran.outcome.finished, ran.outcome.failed, served.batches()) == (12, 0, 2)
        errors = Counter(re.sub(r"127\S+|batch_\d+", "…", error or "") for _, error in attempts(store))
        assert errors == {
            "": 12,
            "RequestFailed: batch … came back without it": 3,
            "RequestFailed: … keeps failing (500): The server had an error while processing the request.; "
            "try again later": 3,
        }
        assert [row["usage"]["calls"] for row in ran.rows].count(2) == 6


def test_of_an_expired_batch_the_answered_part_is_kept_and_only_the_rest_asked_again(
    provider: Callable[..., Provider], task: Task, store: Path
) -> None:
    served = provider(Fate(status="expired", share=0.5), Fate())
    with served.serving():
        ran = run(served, task, storms(8), store)

        assert (ran.outcome.finished, served.batches()) == (8, 2)
        assert len(served.entries()) == 8
        assert served.paid_twice() == []
        assert len(served.asked) == 12


def test_a_batch_that_somebody_cancelled_ends_the_run_with_what_it_brought(
    provider: Callable[..., Provider], task: Task, store: Path
) -> None:
    served = provider(Fate(status="cancelled", share=0.5), Fate())
    with served.serving():
        ran = run(served, task, storms(8), store)
        assert (ran.outcome.finished, served.batches()) == (4, 1)
        assert str(ran.outcome.unavailable).endswith(": cancelled")

        again = run(served, task, storms(8), store)
        assert (again.outcome.finished, served.batches(), len(served.entries())) == (4, 2, 8)
        assert served.paid_twice() == []


def test_a_batch_that_fails_as_a_whole_says_why_and_is_posted_by_the_next_run(
    provider: Callable[..., Provider], task: Task, store: Path
) -> None:
    served = provider(Fate(status="failed"), Fate())
    with served.serving():
        ran = run(served, task, storms(2), store)
        assert ran.outcome.finished == 0
        assert str(ran.outcome.unavailable).endswith("ended batch batch_000002: The batch failed.")
        assert (attempts(store), served.files(), under_way(store)) == ([], 0, 0)

        assert run(served, task, storms(2), store).outcome.finished == 2


def test_a_download_that_breaks_off_is_begun_again(
    provider: Callable[..., Provider], task: Task, store: Path
) -> None:
    served = provider(Fate(downloads_cut=2))
    with served.serving():
        ran = run(served, task, storms(4), store)

        assert (ran.outcome.finished, len(attempts(store))) == (4, 4)
        assert served.seen.count("GET /v1/files/ID/content") == 3


def test_an_answer_that_does_not_fit_is_handed_back_in_the_next_batch_as_asking_would(
    provider: Callable[..., Provider], task: Task, store: Path, tmp_path: Path
) -> None:
    misfit = Step(fault="says", options={"content": '{"claims": [1]}'})
    script: dict[str, Any] = {"articles": {"FAULT-2": (misfit,)}}
    served = provider(**script)
    with served.serving():
        cheap = run(served, task, storms(3), store)
    live = Provider(Script(**script), tmp_path / "live.jsonl")
    with live.serving():
        run(live, task, storms(3), tmp_path / "live.db", by_batch=False)

    assert (cheap.errors, served.batches()) == ([None] * 3, 2)
    assert bodies(served.asked) == bodies(live.asked)
    assert served.asked[-1]["messages"][-1]["content"].startswith("Correct your JSON ONLY RESPONSE")


def test_an_answer_that_never_fits_fails_as_asking_fails_and_is_asked_anew_when_told_to(
    provider: Callable[..., Provider], task: Task, store: Path, tmp_path: Path
) -> None:
    broken = Step(fault="says", options={"content": "no"}, times=4)
    script: dict[str, Any] = {"articles": {"FAULT-1": (broken,)}}
    served = provider(**script)
    with served.serving():
        cheap = run(served, task, storms(2), store)
        again = run(served, task, storms(2), store)
        retried = run(served, task, storms(2), store, retry_failed=True)
        answered = run(served, task, storms(2), store, retry_failed=True)
    live = Provider(Script(**script), tmp_path / "live.jsonl")
    with live.serving():
        asked = run(live, task, storms(2), tmp_path / "live.db", by_batch=False)

    assert cheap.errors == asked.errors == retried.errors
    assert (again.outcome.finished, retried.outcome.finished, answered.errors) == (0, 1, [None, None])
    assert len(served.asked) == 2 + 1 + 2 + 1


def test_what_fails_again_is_asked_once_though_a_clock_was_ahead_when_it_failed_first(
    provider: Callable[..., Provider], task: Task, store: Path
) -> None:
    served = provider(articles={"FAULT-1": (Step(fault="refusal", times=3),)})
    with served.serving():
        first = run(served, task, storms(1), store)
        with sqlite3.connect(store) as connection:
            connection.execute("UPDATE extractions SET created = '2099-01-01'")
        again = run(served, task, storms(1), store, retry_failed=True)

        assert (first.outcome.failed, again.errors) == (1, first.errors)
        assert (served.batches(), len(served.asked)) == (2, 2)


def test_a_refusal_fails_at_once_and_a_request_that_always_fails_after_some_batches(
    provider: Callable[..., Provider], task: Task, store: Path
) -> None:
    served = provider(
        articles={
            "FAULT-1": (Step(fault="refusal", times=None),),
            "FAULT-2": (Step(fault="status", options={"status": 503}, times=None),),
        }
    )
    with served.serving():
        ran = run(served, task, storms(3), store)

        kinds = [error and error.partition(":")[0] for error in ran.errors]
        assert kinds == ["AnswerRejected", "RequestFailed", None]
        assert (served.batches(), len(served.asked)) == (TRIES, 2 + TRIES)
        assert ran.errors[0] == (
            "AnswerRejected: 1 of 1 requests: test refused to answer: I can't help with that."
        )


@pytest.mark.parametrize(
    "fault", ["no_choices", "null_choices", "empty_content", "content_filter", "content_filter_400"]
)
def test_an_answer_that_cannot_be_used_fails_in_the_words_of_the_live_lane(
    provider: Callable[..., Provider], task: Task, tmp_path: Path, fault: str
) -> None:
    served = provider(articles={"FAULT-1": (Step(fault=fault, times=None),)})
    with served.serving():
        cheap = run(served, task, storms(2), tmp_path / "cheap.db")
        live = run(served, task, storms(2), tmp_path / "live.db", by_batch=False)

        assert (cheap.errors, served.batches()) == (live.errors, 1)
        assert str(cheap.errors[0]).startswith("AnswerRejected: 1 of 1 requests: ")


@pytest.mark.parametrize("fault", ["error_with_200", "unauthorized", "insufficient_quota", "no_such_model"])
def test_a_line_that_failed_for_what_may_pass_goes_into_the_next_batch(
    provider: Callable[..., Provider], task: Task, store: Path, fault: str
) -> None:
    served = provider(articles={"FAULT-1": (Step(fault=fault),)})
    with served.serving():
        ran = run(served, task, storms(2), store)

        assert (ran.errors, served.batches(), len(served.asked)) == ([None, None], 2, 3)


@pytest.mark.parametrize(
    "line",
    [
        {"response": None, "error": {"code": "batch_expired", "message": "Too late."}},
        {"response": "no", "error": None},
        {"response": {"status_code": "500", "body": []}},
        {"response": {"status_code": 502, "body": "<html>"}},
        {"response": {"status_code": 200, "body": "<html>"}},
        {"response": {"status_code": 200, "body": {"choices": 3, "usage": []}}},
        {},
    ],
)
def test_a_line_that_is_anything_at_all_is_an_attempt(line: dict[str, Any]) -> None:
    heard = Batches(Model("test", base_url="http://127.0.0.1:9/v1")).heard(line)

    assert (heard.raw, heard.usage.calls) == ("", 1)
    assert str(heard.error).startswith(("RequestFailed: ", "AnswerRejected: test returned no choices"))


def test_an_answer_that_was_cut_off_is_asked_for_in_parts(
    provider: Callable[..., Provider], task: Task, store: Path
) -> None:
    text = " ".join(f"Storm {n} of FAULT-1 takes {n + 100} cows in the hills." for n in range(1, 21))
    served = provider(articles={"FAULT-1": (Step(fault="finish_length"),)})
    with served.serving():
        ran = run(served, task, [article(text, path="long.txt")], store)

        assert (ran.errors, served.batches(), len(served.asked)) == ([None], 3, 3)
        assert len(ran.rows[0]["claims"]) == 40


def test_a_field_that_a_model_will_not_take_is_left_out_of_the_next_batch() -> None:
    model = Model("test", base_url="http://127.0.0.1:9/v1")
    fault = {"error": {"message": "Unsupported value: 'temperature' does not support 0 with this model."}}
    line = {"custom_id": "a", "response": {"status_code": 400, "body": fault}, "error": None}
    heard = Batches(model).heard(line)

    assert heard.usage.cost == 0
    assert str(heard.error).startswith("RequestFailed: 127.0.0.1:9 refused the request (400): Unsupported")
    with pytest.raises(Due) as due:
        anyio.run(model.replay, [{"role": "user", "content": "a"}], Label, [heard])
    assert ("temperature" in due.value.body, "seed" in due.value.body) == (False, True)


def test_a_batch_costs_half() -> None:
    body = {
        "id": "c",
        "object": "chat.completion",
        "created": 1,
        "model": "gpt-4.1-mini-2025-04-14",
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "{}"}}],
        "usage": {"prompt_tokens": 1_000_000, "completion_tokens": 100_000, "total_tokens": 1_100_000},
    }
    model = Model("gpt-4.1-mini", base_url=OPENAI)
    heard = Batches(model).heard(
        {"custom_id": "a", "response": {"status_code": 200, "body": body}, "error": None}
    )

    assert heard == Attempt(
        "{}", Usage(1, 1_000_000, 100_000, cost=Decimal("0.28")), None, "gpt-4.1-mini-2025-04-14", None
    )


def test_what_is_too_much_for_one_file_goes_into_several(
    provider: Callable[..., Provider], task: Task, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lane, "MOST_REQUESTS", 4)
    served = provider(Fate(polls=2))
    with served.serving():
        ran = run(served, task, storms(10), store)

        assert (ran.outcome.finished, served.batches(), served.files()) == (10, 3, 0)
        assert served.paid_twice() == []


def test_a_file_holds_no_more_bytes_than_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lane, "MOST_BYTES", 1000)
    with lane._Tray() as tray:
        put = [tray.put(str(n), "r", {"messages": "x" * 200}) for n in range(4)]
        size = tray.file.tell()
        tray.clear()

        assert (put, size <= 1000) == ([True, True, False, False], True)
        assert tray.put("2", "r", {"messages": "x" * 200})


@pytest.fixture
def shared(postgres: Postgres, task: Task) -> Iterator[tuple[str, Callable[[Sequence[Article]], None]]]:
    """A PostgreSQL store, and an outage after which another run has all that was begun."""
    url = postgres.database()
    name = url.rpartition("/")[2]
    with Store(url) as other:

        def outage(articles: Sequence[Article]) -> None:
            postgres.execute(
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
            )
            owner, fingerprint = other.hold(), task.fingerprint("test")
            other.reap(fingerprint)
            assert len(other.take(fingerprint, [one.id for one in articles], owner)) == len(articles)
            Posted(other).batches(fingerprint, owner)

        yield url, outage


def test_what_another_run_took_while_the_database_was_away_is_not_posted(
    provider: Callable[..., Provider],
    task: Task,
    shared: tuple[str, Callable[[Sequence[Article]], None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lane, "MOST_REQUESTS", 2)
    served, (url, outage) = provider(), shared

    def meddle(call: str, reply: Callable[[], Response]) -> Response:
        if call == "POST /v1/files" and served.seen.count(call) == 1:
            outage(storms(6))
        return reply()

    served.meddle = meddle
    with served.serving():
        ran = run(served, task, storms(6), url)

        assert (ran.outcome.finished, ran.outcome.elsewhere) == (0, 6)
        assert (len(served.asked), served.batches()) == (2, 1)


def test_a_batch_that_another_run_took_over_is_collected_by_that_one(
    provider: Callable[..., Provider], task: Task, shared: tuple[str, Callable[[Sequence[Article]], None]]
) -> None:
    served, (url, outage) = provider(Fate(polls=3)), shared

    def meddle(call: str, reply: Callable[[], Response]) -> Response:
        if call == "GET /v1/batches/ID" and served.seen.count(call) == 1:
            outage(storms(3))
        return reply()

    served.meddle = meddle
    with served.serving():
        ran = run(served, task, storms(3), url)

        assert (ran.outcome.finished, ran.outcome.elsewhere, ran.told.attempts) == (0, 3, [])
        assert served.files() == 2  # the upload and the results, for the other run


def test_a_batch_whose_making_was_not_heard_of_is_not_made_again(
    provider: Callable[..., Provider], task: Task, store: Path
) -> None:
    lost = ["POST /v1/files", "POST /v1/batches"]

    def lose(call: str, reply: Callable[[], Response]) -> Response:
        made, done = reply()
        if call in lost:
            lost.remove(call)
            return replace(made, cut=0, reset=True), done
        return made, done

    served = provider()
    served.meddle = lose
    with served.serving():
        ran = run(served, task, storms(3), store)

        assert (ran.outcome.finished, served.batches(), served.files()) == (3, 1, 0)
        assert (lost, served.paid_twice()) == ([], [])


@pytest.mark.parametrize(
    ("status", "said"),
    [(401, "wants a key (401): set OPENAI_API_KEY"), (404, "has no such batch, or no batches (404): no")],
)
def test_an_endpoint_that_takes_no_batches_is_told_in_one_line(
    provider: Callable[..., Provider], task: Task, store: Path, status: int, said: str
) -> None:
    served = provider()
    served.meddle = lambda call, reply: (failed(status, "no"), unheeded)
    with served.serving():
        ran = run(served, task, storms(1), store)
        assert str(ran.outcome.unavailable).partition(" ")[2] == said

        served.meddle = lambda call, reply: reply()
        assert run(served, task, storms(1), store).outcome.finished == 1


# The command, and what is left of it when it is killed


@pytest.fixture
def command(tmp_path: Path, project: Path) -> Callable[[Provider], list[str]]:
    """The words of a run by batch over eight articles."""
    news = tmp_path / "news"
    news.mkdir()
    for storm in storms(8):
        (news / str(storm.path)).write_text(storm.text)

    def words(provider: Provider) -> list[str]:
        options = ["--project", str(project), "--ask", "sentence", "-o", "claims.jsonl"]
        model = ["--model", "test", "--base-url", provider.url]
        return ["run", str(news), "--lane", "batch", *options, *model]

    return words


STEPS = (
    ("POST /v1/files", False),
    ("POST /v1/files", True),
    ("POST /v1/batches", False),
    ("POST /v1/batches", True),
    ("GET /v1/batches/ID", True),
    ("GET /v1/files/ID/content", True),
    ("DELETE /v1/files/ID", False),
    ("DELETE /v1/files/ID", True),
)
"""What a run does, and whether it is killed before that is done or before it hears that it is."""


def test_kill_9_at_each_step_loses_nothing_and_pays_nothing_twice(
    shell: Shell, provider: Callable[..., Provider], command: Callable[[Provider], list[str]], tmp_path: Path
) -> None:
    served, reached, steps = provider(Fate(polls=2)), threading.Event(), list(STEPS)

    def hold(call: str, reply: Callable[[], Response]) -> Response:
        if not steps or call != steps[0][0] or reached.is_set():
            return reply()
        made, done = reply() if steps[0][1] else (failed(503, "not done"), unheeded)
        reached.set()
        return replace(made, wait=60.0), done

    served.meddle = hold
    with served.serving():
        while steps:
            running = shell.begin(*command(served))
            running.until(reached.is_set)
            running.kill()
            steps.pop(0)
            reached.clear()
        last = shell(*command(served))

        assert last.returncode == 0, last.stderr
        assert_each_once(served, tmp_path, articles=8)


def test_kill_9_between_the_rows_of_a_batch_keeps_each_once(
    shell: Shell, provider: Callable[..., Provider], command: Callable[[Provider], list[str]], tmp_path: Path
) -> None:
    served = provider()
    for storm in storms(120):
        (tmp_path / "news" / str(storm.path)).write_text(storm.text)
    dying = str(CHECKOUT / "tests/faults/dying.py")
    with served.serving():
        running = shell.begin("after", "INSERT INTO attempts", "1", *command(served), program=("-P", dying))
        died = running.ended()
        with sqlite3.connect(next(tmp_path.rglob("store.db"))) as connection:
            (kept,) = connection.execute("SELECT count(*) FROM attempts").fetchone()
        last = shell(*command(served))

        assert (died, kept) == (137, lane.LINES)
        assert last.returncode == 0, last.stderr
        assert_each_once(served, tmp_path, articles=120)


def assert_each_once(served: Provider, folder: Path, articles: int) -> None:
    """Hold the provider's journal, the store and what was written against one another."""
    assert served.batches() == 1
    assert len(lines(folder / "claims.jsonl")) == articles
    assert (len(served.entries()), served.paid_twice(), served.files()) == (2 * articles, [], 0)
    with sqlite3.connect(next(folder.rglob("store.db"))) as connection:
        kept = connection.execute("SELECT count(DISTINCT article_id || request), count(*) FROM attempts")
        assert kept.fetchone() == (2 * articles, 2 * articles)
        assert connection.execute("SELECT count(*) FROM batches").fetchone() == (0,)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_ctrl_c_leaves_the_batch_where_it_is_and_the_next_run_collects_it(
    shell: Shell, provider: Callable[..., Provider], command: Callable[[Provider], list[str]], tmp_path: Path
) -> None:
    served = provider(Fate(polls=1000), Fate())
    with served.serving():
        running = shell.begin(*command(served))
        running.until(lambda: served.seen.count("GET /v1/batches/ID") >= 2)
        running.interrupt()

        assert running.ended() == 130
        assert "waiting for 1 batch" in running.told
        assert (
            "requests are being answered in batches: run again with --lane batch to collect" in running.told
        )
        assert "stopped; 0 of 8 articles done, run again to resume" in running.told
        assert (served.batches(), "POST /v1/batches/ID/cancel" in served.seen) == (1, False)

        live = shell(*[word for word in command(served) if word not in ("--lane", "batch")], "--limit", "1")
        assert "8 articles in batches that --lane batch collects: asked now, they cost twice" in live.stderr
        for batch in served._endpoint._batches._batches.values():
            batch.looks = 1000
        again = shell(*command(served))

        assert (again.returncode, served.batches(), len(served.entries())) == (0, 1, 2 + 16)
        assert len(lines(tmp_path / "claims.jsonl")) == 8


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "error: --lane batch is for an endpoint that has batches: name it, or leave it out"),
        (
            ["--model", "m", "--base-url", "http://127.0.0.1:9/v1", "--tier", "flex"],
            "error: --tier is for --lane live; --limit bounds what goes into batches",
        ),
        (
            ["--model", "m", "--base-url", "http://127.0.0.1:9/v1", "--budget", "9tokens"],
            "error: --budget is for --lane live; --limit bounds what goes into batches",
        ),
    ],
)
def test_options_that_do_not_go_with_batches_are_refused(shell: Shell, options: list[str], said: str) -> None:
    told = shell("run", "news", "--lane", "batch", *options)

    assert (told.returncode, told.stderr.strip()) == (2, said)
