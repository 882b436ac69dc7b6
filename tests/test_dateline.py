"""The date in the head of a text."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.article import article
from extractor.dateline import dateline

BODY = "Water rose in four districts on 2 January 2019, officials said.\n"


@pytest.mark.parametrize(
    "head",
    [
        "KYIV, March 3, 2025 (Agency) - ",
        "KYIV, Ukraine (AGENCY) — March 3, 2025 — ",
        "PORT ODA, Sarimba (March 3, 2025)\n",
        "LONDON, 3 March 2025 /Wire/ -- ",
        "Floods in the south\n\nPublished: 3 March 2025 10:32 GMT\n\n",
        "Floods in the south\nMonday, March 3, 2025\n",
        "2025-03-03\nFloods in the south\n",
        "Posted on 2025-03-03T10:00:00Z\n",
        "Mon 3 Mar 2025 | 10:32 a.m.\n",
        "Updated: 4 March 2025\nPublished: 3 March 2025\n",
        "Last updated 3 March 2025\n",
        "Published 3 March 2025, updated 4 March 2025\n",
        "By Ann B. Low and Odile Marchetti | March 3, 2025\n",
    ],
)
def test_a_dateline_or_a_line_of_its_own_gives_the_date(head: str) -> None:
    assert dateline(head + BODY) == date(2025, 3, 3)


@pytest.mark.parametrize(
    "head",
    [
        "",
        "KYIV, March 3 (Agency) - ",
        "03/04/2025\n",
        "3 March 2025\n4 March 2025\n",
        "The war began on 3 March 2025 - and it goes on. ",
        "Born 3 March 2025\n",
        "LONDON — On 3 March 2025 it rained. ",
        "Copyright 2025\n",
    ],
)
def test_a_date_that_may_be_another_or_lacks_its_year_is_none(head: str) -> None:
    assert dateline(head + BODY) is None


def test_a_date_far_down_is_not_of_the_head() -> None:
    assert dateline(BODY * 30 + "3 March 2025\n") is None


def test_an_article_without_metadata_takes_the_date_of_its_head() -> None:
    assert article("KYIV, March 3, 2025 (Agency) - Ten died.").date == "2025-03-03"
    assert article("KYIV, March 3 (Agency) - Ten died.").date is None


def test_the_date_of_the_metadata_counts_before_that_of_the_head() -> None:
    assert article("2025-03-03\nTen died.", date="2025-03-05").date == "2025-03-05"


@given(st.text(alphabet="ABC ab,(-–)\n0123456789/") | st.text())
def test_any_text_has_a_date_or_none(text: str) -> None:
    assert dateline(text) is None or isinstance(dateline(text), date)
