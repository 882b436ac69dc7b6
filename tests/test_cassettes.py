"""Recorded answers of the embedded model, replayed offline through the whole pipeline by pytest-recording.

To record anew (needs the [local] extra): extractor record --only-stale
"""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import anyio
import pytest

from extractor.article import Article
from extractor.article import article as make_article
from extractor.cassette import ENDPOINT
from extractor.check import Verdict
from extractor.claims import NumericClaim
from extractor.extract import Extraction, ask_model
from extractor.model import Model
from extractor.project import find

ROOT = Path(__file__).parent.parent
CASSETTES = ROOT / "cassettes"
NAME = "qwen2.5-coder-1.5b-instruct-q4_k_m"
CASES = [
    ("disaster", "flood"),
    ("conflict", "deployment"),
    ("conflict", "strike"),
    ("figures", "earnings"),
    ("figures", "election"),
    ("figures", "weather_match"),
]


@pytest.fixture(scope="module")
def vcr_config() -> dict[str, Any]:
    return {
        "match_on": ["method", "path", "canonical"],
    }


@pytest.fixture(scope="module")
def vcr_cassette_dir() -> str:
    return str(CASSETTES)


@pytest.fixture
def default_cassette_name(task: str, name: str) -> str:
    return f"{task}/{name}"


def source(name: str) -> Article:
    return make_article(
        (CASSETTES / "articles" / f"{name}.txt").read_text(encoding="utf-8"), path=f"{name}.txt"
    )


def gold(task: str, name: str) -> list[dict[str, Any]]:
    lines = (CASSETTES / task / f"{name}.gold.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def extraction(task: str, name: str) -> Extraction:
    """Extract from a sample article with the answers of its cassette."""

    async def asked() -> Extraction:
        model = Model(NAME, base_url=ENDPOINT, api_key="replayed", slots=1)
        try:
            return await ask_model(source(name), find(str(ROOT)).task(task, "sentence"), model)
        finally:
            await model.aclose()

    return anyio.run(asked)


def _rounded(value: Any) -> float | None:
    return None if value is None else round(float(Fraction(str(value))), 6)


def wrong_numbers(found: Extraction, wanted: list[dict[str, Any]]) -> list[tuple[str, object, object]]:
    """Return the supported claims whose number is not the one that people read there."""
    wrong: list[tuple[str, object, object]] = []
    for result in found.check.results:
        claim = result.claim
        assert isinstance(claim, NumericClaim)
        assert result.start is not None
        assert result.end is not None
        row = next((g for g in wanted if result.start < g["end"] and g["start"] < result.end), {})
        low, high = (claim.low, claim.high) if claim.value is None else (claim.value, claim.value)
        stated = (_rounded(low), _rounded(high))
        true = (_rounded(row.get("low")), _rounded(row.get("high")))
        if result.verdict is Verdict.SUPPORTED and stated != true:
            wrong.append((found.article.text[result.start : result.end], stated, true))
    return wrong


@pytest.mark.vcr
@pytest.mark.parametrize(("task", "name"), CASES)
def test_a_recorded_article_gets_claims_and_none_with_a_wrong_number_is_supported(
    task: str, name: str, vcr: Any
) -> None:
    found = extraction(task, name)

    assert found.error is None
    assert found.check.uncovered == ()
    assert {r.verdict for r in found.check.results} <= {Verdict.SUPPORTED, Verdict.MISMATCH}
    assert wrong_numbers(found, [g for g in gold(task, name) if g["role"] == "quantity"]) == []
    assert vcr.all_played


@pytest.mark.parametrize(("task", "name"), CASES)
def test_a_cassette_holds_no_header_but_the_content_type_and_no_date(task: str, name: str) -> None:
    recorded = (CASSETTES / task / f"{name}.yaml").read_text(encoding="utf-8").lower()

    secret = ("authorization", "bearer", "set-cookie", "x-stainless", "user-agent", "127.0.0.1", "timings")
    assert [word for word in secret if word in recorded] == []
