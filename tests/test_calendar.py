"""Dates as they are written, and stretches of the calendar."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.calendar import around, day_of, full_dates, shift, written

UNITS = ["day", "week", "fortnight", "month", "quarter", "year", "decade", "century"]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025-03-12", "2025-03-12", "2025-03-12"),
        ("2025-03-12T10:20:00Z", "2025-03-12", "2025-03-12"),
        ("23/04/2025", "2025-04-23", "2025-04-23"),
        ("04/23/2025", "2025-04-23", "2025-04-23"),
        ("4/4/2025", "2025-04-04", "2025-04-04"),
        ("12 March 2025", "2025-03-12", "2025-03-12"),
        ("Wednesday, 12 March 2025", "2025-03-12", "2025-03-12"),
        ("Sept. 5, 2024", "2024-09-05", "2024-09-05"),
        ("3rd of May, 2024", "2024-05-03", "2024-05-03"),
        ("March 3-5, 2024", "2024-03-03", "2024-03-05"),
        ("28 March to 2 April 2024", "2024-03-28", "2024-04-02"),
        ("May 2024", "2024-05-01", "2024-05-31"),
        ("May '24", "2024-05-01", "2024-05-31"),
        ("February 2024", "2024-02-01", "2024-02-29"),
        ("May 2023 to June 2024", "2023-05-01", "2024-06-30"),
        ("Q3 2024", "2024-07-01", "2024-09-30"),
        ("1H 2024", "2024-01-01", "2024-06-30"),
        ("2024", "2024-01-01", "2024-12-31"),
        ("2012-13", "2012-01-01", "2013-12-31"),
        ("between 2019 and 2023", "2019-01-01", "2023-12-31"),
        ("the 1990s", "1990-01-01", "1999-12-31"),
        ("'98", "1998-01-01", "1998-12-31"),
    ],
)
def test_a_date_with_its_year_is_read_as_its_days(text: str, first: str, last: str) -> None:
    read = written(text)
    assert read is not None
    assert read.dated
    assert read.days(1) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("3 March", "2025-03-03", "2025-03-03"),
        ("Feb. 23-26", "2025-02-23", "2025-02-26"),
        ("the twenty-third of May", "2025-05-23", "2025-05-23"),
        ("Dec. 30 to Jan. 2", "2025-12-30", "2026-01-02"),
        ("Q3", "2025-07-01", "2025-09-30"),
    ],
)
def test_a_date_without_a_year_takes_the_one_it_is_given(text: str, first: str, last: str) -> None:
    read = written(text)
    assert read is not None
    assert not read.dated
    assert read.days(2025) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "text",
    ["03/04/2025", "30 February", "31 April 2024", "2024-2020", "575 B.C.", "9/11", "fiscal 2024", "12", ""],
)
def test_what_is_no_date_or_two_is_not_read(text: str) -> None:
    assert written(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "2025-03-04",
        "20250304",
        "2025-03-04T10:00:00.000+00:00",
        "2025/03/04 10:00",
        "Tue, 04 Mar 2025 10:00:00 GMT",
        "March 4, 2025 10:32 AM",
        "Published on 4 March 2025",
    ],
)
def test_metadata_give_a_day_in_many_forms(text: str) -> None:
    assert day_of(text) == date(2025, 3, 4)


@pytest.mark.parametrize("text", [None, "", "2025", "March 2025", "04/03/2025", "1741082400", "soon"])
def test_metadata_that_leave_the_day_open_give_none(text: str | None) -> None:
    assert day_of(text) is None


def test_metadata_with_two_days_give_none() -> None:
    assert day_of("2025-03-04, updated 2025-03-05") is None


def test_a_full_date_is_found_with_its_place() -> None:
    assert full_dates("KYIV, 3 March 2025 - on 03/04/2025") == [
        (6, 18, date(2025, 3, 3)),
        (24, 34, None),
    ]


def test_a_month_later_is_at_most_the_last_day_of_the_month() -> None:
    assert shift(date(2024, 1, 31), 1, "month") == date(2024, 2, 29)


def test_a_week_begins_on_monday() -> None:
    assert around(date(2025, 3, 16), "week") == (date(2025, 3, 10), date(2025, 3, 16))


@given(st.dates(max_value=date(9899, 12, 31)), st.sampled_from(UNITS))
def test_a_day_lies_in_the_stretch_around_it(day: date, unit: str) -> None:
    first, last = around(day, unit)
    assert first <= day <= last
    assert around(first, unit) == around(last, unit) or unit == "fortnight"


@given(st.text(alphabet="0123456789 ,./-–'’aefhmnoprstuyMJQ") | st.text())
def test_any_text_is_read_or_not_and_never_raises(text: str) -> None:
    read = written(text)
    assert read is None or read.days(2000)[0] <= read.days(2000)[1]
    for start, end, day in full_dates(text):
        assert 0 <= start < end <= len(text)
        assert day is None or isinstance(day, date)
