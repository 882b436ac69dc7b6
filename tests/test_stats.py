"""What a store comes to is what its rows and attempts say; what is not known is not zero."""

from __future__ import annotations

import asyncio
import io
import json
import re
from decimal import Decimal
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from rich.console import Console

from extractor.article import Article, article
from extractor.check import Check, Result, Verdict
from extractor.claims import NumericClaim
from extractor.errors import AnswerRejected, ModelError
from extractor.extract import Extraction
from extractor.model import Attempt, Model, Usage
from extractor.pace import Pace
from extractor.page import stats as page
from extractor.page.plot import scale
from extractor.stats import periods, stats
from extractor.store import Store
from extractor.tables import ATTEMPTS, EXTRACTIONS
from tests.faults.process import PATIENCE
from tests.faults.script import Script, Step
from tests.faults.server import faulty

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from extractor.extract import Task
    from extractor.stats import TaskStats
    from tests.conftest import Endpoint, Shell

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

TEXTS = [article(f"{count} barns burnt.") for count in range(2, 8)]
S, D, M, U = Verdict


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "store.db") as opened:
        opened.add(TEXTS)
        yield opened


@pytest.fixture
def anywhere(where: str) -> Iterator[Store]:
    """A store of either kind."""
    with Store(where) as opened:
        opened.add(TEXTS)
        yield opened


def end(store: Store, fingerprint: str, of: Article, *verdicts: Verdict, failed: bool = False) -> None:
    """Store an extraction with claims of these verdicts."""
    claim = NumericClaim(quote="x", subject="barns")
    judged = Check(tuple(Result(claim, verdict, 0, 1, ()) for verdict in verdicts), (), ())
    error = AnswerRejected("1 of 1 requests: no") if failed else None
    _, steps = store.saving(fingerprint, Extraction(of, "figures", "tiny", judged, Usage(), error))
    store.commit(steps)


def attempt(
    store: Store, fingerprint: str, of: Article, cost: str | None, error: str | None = None, **usage: Any
) -> None:
    spent = Usage(1, **usage, cost=None if cost is None else Decimal(cost))
    store.commit(store.keeping(fingerprint, of.id, "r", Attempt("{}", spent, error)))


def only(store: Store) -> TaskStats:
    (found,) = stats(store)
    return found


def in_hours(store: Store, *hours: str) -> None:
    """Put what was stored in these hours: the clock is the store's."""
    keys = [{"of": text.id, "at": f"{hour}:30:00+00:00"} for text, hour in zip(TEXTS, hours, strict=False)]
    for table in (EXTRACTIONS, ATTEMPTS):
        moved = sa.update(table).where(table.c.article_id == sa.bindparam("of"))
        store.commit([(moved.values(created=sa.bindparam("at")), keys)])


def test_a_task_comes_to_what_its_rows_and_attempts_say(anywhere: Store, task: Task) -> None:
    key = anywhere.begin(task, "tiny")
    end(anywhere, key, TEXTS[0], S, S, D)
    end(anywhere, key, TEXTS[1], M, U)
    end(anywhere, key, TEXTS[2], failed=True)
    attempt(
        anywhere, key, TEXTS[0], "0.0004", prompt_tokens=100, completion_tokens=7, cached_tokens=60, seconds=2
    )
    attempt(anywhere, key, TEXTS[1], "0.0002", prompt_tokens=50, completion_tokens=3, seconds=4)
    attempt(anywhere, key, TEXTS[2], "0", "RateLimitError 429", seconds=0.1)
    attempt(anywhere, key, TEXTS[2], None, "TimeoutError:", seconds=300)
    in_hours(anywhere, *["2026-11-25T09"] * 3)

    row = only(anywhere).row()
    assert row.pop("prices")[0].startswith("genai-prices ")
    assert row == {
        "task": "figures",
        "model": "tiny",
        "ask": "article",
        "fingerprint": key,
        "articles": {"done": 2, "failed": 1},
        "claims": {"supported": 2, "derived": 1, "mismatch": 1, "unsupported": 1},
        "calls": 4,
        "usd": 0.0006,
        "calls_of_unknown_cost": 1,
        "tokens": {"prompt": 150, "completion": 10, "cached": 60},
        "failed_calls": {"no answer in time": 1, "rate limit": 1},
        "asked_again": 0,
        "seconds": {"p50": 2.0, "p90": 4.0, "p99": 4.0},
        "usd_per_article": 0.0002,
        "usd_per_supported_claim": 0.0002,
        "period": "hour",
        "over_time": [
            {
                "from": "2026-11-25T09",
                "articles": {"done": 2, "failed": 1},
                "claims": {"supported": 2, "derived": 1, "mismatch": 1, "unsupported": 1},
                "calls": 4,
                "usd": 0.0006,
                "calls_of_unknown_cost": 1,
            }
        ],
    }


def test_an_article_asked_about_again_counts_once_but_its_calls_all(store: Store, task: Task) -> None:
    key = store.begin(task, "tiny")
    end(store, key, TEXTS[0], U, U, failed=True)
    attempt(store, key, TEXTS[0], "0.1")
    end(store, key, TEXTS[0], S)
    attempt(store, key, TEXTS[0], "0.1")

    total = only(store).total
    assert (total.done, total.failed, dict(total.verdicts)) == (1, 0, {"supported": 1})
    assert (total.calls, total.cost, only(store).asked_again) == (2, Decimal("0.2"), 1)


def test_each_model_and_each_prompt_has_figures_of_its_own(store: Store, task: Task) -> None:
    for model in ("tiny", "large"):
        end(store, store.begin(task, model), TEXTS[0], S)
    store.begin(task, "never asked")

    assert [(found.model, found.total.done) for found in stats(store)] == [("tiny", 1), ("large", 1)]


def test_a_price_that_is_not_known_is_no_zero(store: Store, task: Task) -> None:
    key = store.begin(task, "tiny")
    end(store, key, TEXTS[0], S)
    attempt(store, key, TEXTS[0], None, prompt_tokens=10, completion_tokens=1)
    attempt(store, key, TEXTS[0], "0", "RateLimitError 429")

    row = only(store).row()
    assert (row["usd"], row["usd_per_article"], row["usd_per_supported_claim"]) == (None, None, None)
    assert row["calls_of_unknown_cost"] == 1
    assert page.facts(only(store))["cost"] == "not known: no price for 1 call"


def test_a_cost_that_is_known_in_part_is_told_as_the_least(store: Store, task: Task) -> None:
    key = store.begin(task, "tiny")
    end(store, key, TEXTS[0], S, S)
    attempt(store, key, TEXTS[0], "0.004")
    attempt(store, key, TEXTS[0], None, "TimeoutError:")

    assert page.facts(only(store))["cost"] == (
        "≥ USD 0.0040 · ≥ USD 0.0040 per article · ≥ USD 0.0020 per supported claim · unknown for 1 call"
    )


def test_the_seconds_are_those_of_answers_by_nearest_rank(anywhere: Store, task: Task) -> None:
    key = anywhere.begin(task, "tiny")
    for second in range(1, 201):
        attempt(anywhere, key, TEXTS[0], None, seconds=float(second))
    attempt(anywhere, key, TEXTS[0], None, "RateLimitError 429", seconds=0.001)

    assert only(anywhere).seconds == (100.0, 180.0, 198.0)


def test_two_days_are_told_by_the_hour_and_more_by_the_day_with_the_gaps(anywhere: Store, task: Task) -> None:
    key = anywhere.begin(task, "tiny")
    for text in TEXTS[:3]:
        end(anywhere, key, text, S)
        attempt(anywhere, key, text, "0.5")
    in_hours(anywhere, "2026-11-24T23", "2026-11-25T02", "2026-11-25T02")
    hourly = only(anywhere)
    assert {at: (f.done, f.cost) for at, f in periods(hourly).items()} == {
        "2026-11-24T23": (1, Decimal("0.5")),
        "2026-11-25T00": (0, Decimal(0)),
        "2026-11-25T01": (0, Decimal(0)),
        "2026-11-25T02": (2, Decimal("1.0")),
    }

    in_hours(anywhere, "2026-11-22T23", "2026-11-25T02", "2026-11-25T03")
    daily = only(anywhere)
    assert [(at, f.done) for at, f in daily.over_time().items()] == [("2026-11-22", 1), ("2026-11-25", 2)]
    assert [f.done for f in periods(daily).values()] == [1, 0, 0, 2]


class Count(BaseModel):
    n: int


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Step(fault="rate_limited"), "rate limit"),
        (Step(fault="status"), "server error"),
        (Step(fault="status", options={"status": 401}), "key refused"),
        (Step(fault="status", options={"status": 403}), "key refused"),
        (Step(fault="status", options={"status": 400}), "request refused"),
        (Step(fault="hang"), "no answer in time"),
        (Step(fault="reset_before_headers"), "no connection"),
        (Step(fault="half_a_body"), "no connection"),
        (Step(fault="html"), "not a completion"),
        (Step(fault="refusal"), "model refused"),
        (Step(fault="finish_length"), "answer cut off"),
        (Step(fault="no_choices"), "empty answer"),
        (Step(fault="empty_content"), "empty answer"),
    ],
    ids=lambda value: value.fault if isinstance(value, Step) else value,
)
def test_a_failed_call_is_told_by_its_kind(store: Store, task: Task, fault: Step, kind: str) -> None:
    key = store.begin(task, "m")

    async def heard(attempt: Attempt) -> None:
        store.commit(store.keeping(key, TEXTS[0].id, "r", attempt))

    deadline = 3.0 if fault.fault == "hang" else PATIENCE

    async def ask() -> None:
        async with faulty(Script(articles={"FAULT-1": (fault,)})) as server:
            model = Model("m", base_url=server.url, deadline=deadline, pace=Pace(pause=0.001))
            try:
                await model.ask([{"role": "user", "content": "FAULT-1"}], Count, heard=heard)
            except ModelError:
                pass
            finally:
                await model.aclose()

    asyncio.run(ask())
    assert only(store).failures == {kind: 1}


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ("RequestFailed: batch b1 came back without it", "lost in a batch"),
        ("RequestFailed: {'code': 'batch_expired'}", "lost in a batch"),
        ("ModelUnavailable: api.example.org is over its rate limit (429): try again later: no", "rate limit"),
        ("ModelUnavailable: api.example.org keeps failing (503): no; try again later", "server error"),
        ("ModelUnavailable: api.example.org refused the key (401): check OPENAI_API_KEY", "key refused"),
        ("AnswerRejected: api.example.org refused the request (400): no", "request refused"),
        ("TooLong: too long for m, which holds 4096 tokens: no", "request refused"),
        ("something new", "other"),
    ],
)
def test_a_failed_line_of_a_batch_is_told_by_its_kind(
    anywhere: Store, task: Task, error: str, kind: str
) -> None:
    attempt(anywhere, anywhere.begin(task, "m"), TEXTS[0], None, error)

    assert only(anywhere).failures == {kind: 1}


def shown(found: list[TaskStats]) -> str:
    console = Console(file=io.StringIO(), width=80, highlight=False, markup=False)
    console.print(page.terminal(found))
    return str(console.file.getvalue())  # type: ignore[attr-defined]


def test_a_terminal_of_80_columns_shows_signs_and_words_and_the_latest_days(store: Store, task: Task) -> None:
    key = store.begin(task, "tiny\x1b[2J")
    end(store, key, TEXTS[0], S, S, U)
    end(store, key, TEXTS[1], failed=True)
    in_hours(store, "2026-11-25T09", "2026-11-25T10")

    lines = [line.rstrip() for line in shown(stats(store)).splitlines()]
    assert lines == [
        "",
        "figures · tiny�[2J · asked by article",
        "articles  1 done, 1 failed",
        "claims    ✓ 2 supported   ✗ 1 unsupported",
        "cost      USD 0.00 · USD 0.00 per article · USD 0.00 per supported claim",
        "",
        "hour (UTC)        articles        failed  ✓  ✗  cost",
        "2026-11-25 09:00  ▇▇▇▇▇▇▇▇▇▇▇▇ 1       ·  2  1     ·",
        "2026-11-25 10:00  ▇▇▇▇▇▇▇▇▇▇▇▇ 1       1  ·  ·     ·",
        "",
    ]


class Reader(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_the_page_draws_every_figure_once_and_needs_no_script_and_no_network(
    store: Store, task: Task
) -> None:
    key = store.begin(task, "<script>alert(1)</script>")
    end(store, key, TEXTS[0], S, S, M)
    end(store, key, TEXTS[1], failed=True)
    attempt(store, key, TEXTS[0], "0.5")
    attempt(store, key, TEXTS[0], None, "TimeoutError:")
    in_hours(store, "2026-11-25T09", "2026-11-25T10")
    html = page.html(stats(store), "store.db")
    tags = Reader(html).found

    assert {tag for tag, _ in tags} & {"script", "img", "link", "iframe"} == set()
    assert re.findall(r'(?:src|href|style)="', html) == []
    assert re.findall(r"<title>(2026.*?)</title>", html) == [
        "2026-11-25 09:00: 1 done",
        "2026-11-25 10:00: 1 failed",
        "2026-11-25 09:00: 2 supported",
        "2026-11-25 09:00: 1 mismatch",
        "2026-11-25 09:00: USD 0.50 cost",
        "2026-11-25 09:00: calls of unknown cost",
    ]
    bars = {found["class"]: found["height"] for tag, found in tags if tag == "rect" and "y" in found}
    drawn = [float(bars[f"bar-{verdict}"] or 0) for verdict in ("supported", "mismatch")]
    assert drawn == [66.67, 33.33]


@given(st.integers(0, 10**9), st.booleans())
def test_a_scale_holds_what_it_is_for_in_at_most_three_round_lines(number: int, whole: bool) -> None:
    most: int | Decimal = number if whole else Decimal(number) / 10**6
    top, lines = scale(most, whole=whole)

    assert top == lines[-1] >= most
    assert 1 <= len(lines) <= 3
    assert not whole or all(line == line.to_integral_value() for line in lines)
    assert top <= max(Decimal(most) * Decimal("2.5"), Decimal(1))


def test_the_command_prints_a_table_json_or_a_page(
    shell: Shell, endpoint: Endpoint, project: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("Storm takes 12 cows.")
    options = ["--project", str(project)]
    before = shell("stats", *options)
    shell("run", *options, "a.txt", "--model", "tiny", "--base-url", endpoint.base_url)
    table, told = shell("stats", *options), shell("stats", *options, "--json")
    written = shell("stats", *options, "--html", "stats.html")

    assert (before.returncode, table.returncode, told.returncode, written.returncode) == (2, 0, 0, 0)
    assert "there is no store" in before.stderr
    assert "articles  1 done" in table.stdout
    assert [found["articles"] for found in json.loads(told.stdout)] == [{"done": 1, "failed": 0}]
    assert (written.stdout, "<h1" in (tmp_path / "stats.html").read_text()) == ("", True)
