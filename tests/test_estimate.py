"""A dry run tells what the run then takes, asks nothing, keeps nothing, and knows what it does not know."""

from __future__ import annotations

import asyncio
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor.article import article
from extractor.errors import ArticleError
from extractor.estimate import Estimate, Rates, Terms, estimate
from extractor.extract import Extraction, Remembered, ask_model
from extractor.model import OPENAI, Model
from extractor.page.estimate import facts
from extractor.project import find
from extractor.run import plan
from extractor.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from extractor.article import Article
    from extractor.extract import Task
    from tests.conftest import Endpoint, Shell

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])


@pytest.fixture
def run(shell: Shell, endpoint: Endpoint, project: Path) -> list[str]:
    """The words of a run that asks for one number at a time."""
    options = ["--project", str(project), "--ask", "sentence", "--json"]
    for name, text in (
        ("a", "12 schools closed. 13 shops too."),
        ("b", "34 houses burnt."),
        ("c", "No number."),
    ):
        (shell.folder / f"{name}.txt").write_text(text)
    return ["run", "a.txt", "b.txt", "c.txt", *options, "--model", "tiny", "--base-url", endpoint.base_url]


def told(shell: Shell, *words: str) -> dict[str, Any]:
    done = shell(*words, "--dry-run")
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_dry_run_asks_nothing_keeps_nothing_and_tells_the_calls_of_the_run(
    shell: Shell, endpoint: Endpoint, run: list[str]
) -> None:
    before = sorted(shell.folder.rglob("*"))
    found = told(shell, *run)
    after = sorted(shell.folder.rglob("*"))
    unasked = len(endpoint.asked)
    shell(*run)

    assert [path for path in after if path not in before and "__pycache__" not in str(path)] == []
    assert (unasked, found["calls"], len(endpoint.asked)) == (0, 3, 3)
    assert found["articles"] == {"todo": 3, "done": 0, "failed": 0}
    assert (found["usd"], found["seconds"], found["measured_requests"]) == (None, None, 0)
    again = told(shell, *run)
    assert (again["articles"], again["calls"]) == ({"todo": 0, "done": 3, "failed": 0}, 0)
    assert len(endpoint.asked) == 3


def test_what_is_answered_and_what_failed_before_is_told_apart(
    shell: Shell, endpoint: Endpoint, run: list[str]
) -> None:
    endpoint.say = lambda body: "no json" if endpoint.number(body) == "13" else endpoint.answer(body)
    shell(*run)

    left, again = told(shell, *run), told(shell, *run, "--retry-failed")
    assert (left["articles"], left["calls"]) == ({"todo": 0, "done": 2, "failed": 1}, 0)
    assert (again["articles"]["todo"], again["calls"], again["stored_answers"]) == (1, 1, 1)


def test_a_number_of_one_possible_kind_is_no_call() -> None:
    task = find().task("disaster", "sentence")
    text = article("At least 12 people died. The storm lasted 12 hours.")
    with Store(":memory:") as store:
        found = estimate([text], task, "tiny", store)

    assert (found.settled, found.calls) == (1, 1)


def test_tokens_and_seconds_are_those_that_the_stored_requests_of_the_task_took(
    task: Task, endpoint: Endpoint
) -> None:
    """The endpoint says of each request that it took 100 and 10; these two are equally long."""
    first, second = article("12 schools closed."), article("34 ovens went out.")
    with Store(":memory:") as store:
        key = store.begin(task, "tiny")
        store.add([first])

        async def ask() -> Extraction:
            model, made = Model("tiny", base_url=endpoint.base_url), Remembered()
            try:
                done = await ask_model(first, task, model, attempts=made)
            finally:
                await model.aclose()
            for request, attempts in made.items():
                for attempt in attempts:
                    store.commit(store.keeping(key, first.id, request, attempt))
            return done

        done = asyncio.run(ask())
        store.commit(store.saving(key, done)[1])
        found = estimate([first, second], task, "tiny", store)

    assert (found.calls, found.prompt_tokens, found.completion_tokens) == (1, 100, 10)
    assert found.rates.requests == 1
    assert found.seconds(Terms("")) == done.usage.seconds


def test_an_unknown_price_is_no_zero_and_a_known_one_is_the_price_lists() -> None:
    rates = Rates(prompt=0.25, answer=10, cached=0.5)
    found = Estimate("gpt-5.4-mini", rates, articles=8, calls=8, characters=32_000, numbers=80)

    here, there = Terms("http://localhost:11434/v1"), Terms(OPENAI)
    assert (found.prompt_tokens, found.completion_tokens) == (8000, 800)
    assert found.cost(here) is None
    assert facts(found, here)["cost"] == "the price of gpt-5.4-mini is not known"
    # 0.75 dollars a million tokens, 0.075 for cached ones, 4.50 for the answer's
    assert found.cost(there) == Decimal("0.0069")


def test_limits_a_minute_make_it_longer() -> None:
    found = Estimate("tiny", Rates(0.25, 10, seconds=2.0), calls=30, characters=4000, numbers=20)

    assert found.seconds(Terms("", slots=1)) == 60
    assert found.seconds(Terms("", slots=60)) == 2
    assert found.seconds(Terms("", slots=60, rpm=15)) == 120
    assert found.seconds(Terms("", slots=60, tpm=400)) == 180


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.integers(0, 9), max_size=12), st.none() | st.integers(1, 6), st.sets(st.integers(0, 9)))
def test_a_dry_run_finds_the_same_to_do_as_the_plan_of_a_run(
    task: Task, texts: list[int], limit: int | None, failing: set[int]
) -> None:
    given: list[Article | ArticleError] = [
        ArticleError("x", "empty") if number in failing else article(f"{number} barns") for number in texts
    ]
    with Store(":memory:") as store:
        found = estimate(given, task, "tiny", store, limit=limit)
        made = plan(given, task, "tiny", store, limit=limit)

    assert (found.todo, found.twins) == (len(made.todo), len(made.twins))
    assert [str(error) for error in found.unread] == [str(error) for error in made.unread]


def test_the_table_says_what_its_figures_rest_on(shell: Shell, run: list[str]) -> None:
    words = [word for word in run if word != "--json"]
    lines = shell(*words, "--dry-run").stdout.splitlines()

    assert [line.rstrip() for line in lines[:2]] == ["articles  3 to do", "calls     3"]
    assert lines[3].rstrip() == "cost      the price of tiny is not known"
    assert "both assumed: of this task the store has no answers" in " ".join(" ".join(lines[4:]).split())


def test_a_recheck_has_nothing_to_foretell(shell: Shell, run: list[str]) -> None:
    refused = shell(*run, "--dry-run", "--recheck")
    assert (refused.returncode, refused.stderr) == (
        2,
        "error: --dry-run tells what asking takes; --recheck asks nothing\n",
    )
