"""Time expressions of the news: the days they stand for, and the time of a claim.

The sentences are written for these tests, from the conventions that the rules name; what annotators of real
news say is measured by tests/bench/when.py.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.sentences import sentences
from extractor.when import Span, TimeMention, Times, anchored, times

WEDNESDAY = date(2025, 3, 12)
WORDS = (
    "on in by since until between and to from the last next this past coming early late mid end of start "
    "monday Monday Friday May March October week month year quarter third first ago from now years two 24 "
    "hours 2024 3 12 1990s ' - – , . ; said will was killed today yesterday recently now year-end weekend so "
    "far half 9999 0001 million more than Sept. 31 Feb. 29 following later\n"
).split(" ")


def read(text: str, published: date | None = WEDNESDAY) -> list[tuple[str, str, str]]:
    """Return words, first and last day of the time expressions; "" is an open end, "?" not known."""
    return [
        (m.text, "?", "?") if m.first is m.last is None else (m.text, str(m.first or ""), str(m.last or ""))
        for m in times(text, published)
    ]


@pytest.mark.parametrize(
    ("text", "words", "first", "last"),
    [
        # days
        ("Shells fell today.", "today", "2025-03-12", "2025-03-12"),
        ("Shells fell this morning.", "this morning", "2025-03-12", "2025-03-12"),
        ("Yesterday shells fell.", "Yesterday", "2025-03-11", "2025-03-11"),
        ("Shells fell the day before yesterday.", "the day before yesterday", "2025-03-10", "2025-03-10"),
        ("Talks resume tomorrow.", "tomorrow", "2025-03-13", "2025-03-13"),
        ("Shells fell overnight.", "overnight", "2025-03-11", "2025-03-12"),
        ("Shells fell last night.", "last night", "2025-03-11", "2025-03-12"),
        # weekdays
        ("Shells fell on Monday.", "Monday", "2025-03-10", "2025-03-10"),
        ("Shells fell on Thursday.", "Thursday", "2025-03-06", "2025-03-06"),
        ("Shells fell on Wednesday.", "Wednesday", "2025-03-12", "2025-03-12"),
        ("Shells fell late on Tuesday.", "late on Tuesday", "2025-03-11", "2025-03-11"),
        ("Shells fell Tuesday night.", "Tuesday night", "2025-03-11", "2025-03-11"),
        ("The envoy will arrive on Thursday.", "Thursday", "2025-03-13", "2025-03-13"),
        ("The envoy is expected to arrive on Monday.", "Monday", "2025-03-17", "2025-03-17"),
        ("The envoy arrived last Friday.", "last Friday", "2025-03-07", "2025-03-07"),
        ("The envoy arrived this past Monday.", "this past Monday", "2025-03-10", "2025-03-10"),
        ("The envoy leaves this coming Sunday.", "this coming Sunday", "2025-03-16", "2025-03-16"),
        ("The envoy leaves next Tuesday.", "next Tuesday", "2025-03-18", "2025-03-18"),
        ("As of Monday, nine were missing.", "As of Monday", "2025-03-10", "2025-03-10"),
        # weekends and weeks
        ("Nine died over the weekend.", "the weekend", "2025-03-08", "2025-03-09"),
        ("Nine died last weekend.", "last weekend", "2025-03-08", "2025-03-09"),
        ("Nine will leave next weekend.", "next weekend", "2025-03-22", "2025-03-23"),
        ("Nine died this week.", "this week", "2025-03-10", "2025-03-16"),
        ("Nine died last week.", "last week", "2025-03-03", "2025-03-09"),
        ("Nine will leave next week.", "next week", "2025-03-17", "2025-03-23"),
        ("Nine died earlier this week.", "earlier this week", "2025-03-10", "2025-03-12"),
        ("Nine will leave later this week.", "later this week", "2025-03-12", "2025-03-16"),
        # months
        ("Nine died last month.", "last month", "2025-02-01", "2025-02-28"),
        ("Nine died earlier this month.", "earlier this month", "2025-03-01", "2025-03-12"),
        ("Nine died in January.", "January", "2025-01-01", "2025-01-31"),
        ("Nine died in October.", "October", "2024-10-01", "2024-10-31"),
        ("Nine died in March.", "March", "2025-03-01", "2025-03-31"),
        ("Nine died last October.", "last October", "2024-10-01", "2024-10-31"),
        ("Nine will leave in May.", "May", "2025-05-01", "2025-05-31"),
        ("Nine will leave in January.", "January", "2026-01-01", "2026-01-31"),
        ("Nine will leave next January.", "next January", "2026-01-01", "2026-01-31"),
        ("Nine died in early January.", "early January", "2025-01-01", "2025-01-16"),
        ("Nine died in late February.", "late February", "2025-02-15", "2025-02-28"),
        ("Nine died in mid-February.", "mid-February", "2025-02-08", "2025-02-21"),
        ("Nine died at the end of February.", "the end of February", "2025-02-15", "2025-02-28"),
        ("Nine died in February last year.", "February last year", "2024-02-01", "2024-02-29"),
        ("Nine died in October of last year.", "October of last year", "2024-10-01", "2024-10-31"),
        ("Nine died last year in March.", "last year in March", "2024-03-01", "2024-03-31"),
        ("Nine died on Monday last week.", "Monday last week", "2025-03-03", "2025-03-03"),
        # dates
        ("Nine died on 3 March last year.", "3 March last year", "2024-03-03", "2024-03-03"),
        ("Nine died on 3 March.", "3 March", "2025-03-03", "2025-03-03"),
        ("Nine died on Dec. 28.", "Dec. 28", "2024-12-28", "2024-12-28"),
        ("The vote will be held on 20 March.", "20 March", "2025-03-20", "2025-03-20"),
        ("Nine died on March 3, 2024.", "March 3, 2024", "2024-03-03", "2024-03-03"),
        ("Nine died on 2024-03-03.", "2024-03-03", "2024-03-03", "2024-03-03"),
        ("Nine died from 3 to 5 March 2024.", "3 to 5 March 2024", "2024-03-03", "2024-03-05"),
        ("Nine died in May 2023.", "May 2023", "2023-05-01", "2023-05-31"),
        ("Nine died in 2023.", "2023", "2023-01-01", "2023-12-31"),
        ("Nine died in the 1990s.", "the 1990s", "1990-01-01", "1999-12-31"),
        ("Nine died in the early 1990s.", "early 1990s", "1990-01-01", "1994-12-31"),
        ("Nine died in the summer of 2023.", "the summer of 2023", "2022-12-01", "2024-02-29"),
        # quarters, halves, years
        ("Profit fell in the fourth quarter.", "the fourth quarter", "2024-10-01", "2024-12-31"),
        (
            "Profit fell in the third quarter of 2023.",
            "the third quarter of 2023",
            "2023-07-01",
            "2023-09-30",
        ),
        ("Profit fell in Q3 2023.", "Q3 2023", "2023-07-01", "2023-09-30"),
        (
            "Profit fell in last year's third quarter.",
            "last year's third quarter",
            "2024-07-01",
            "2024-09-30",
        ),
        (
            "Profit fell in the first half of last year.",
            "the first half of last year",
            "2024-01-01",
            "2024-06-30",
        ),
        (
            "Profit fell in the first nine months of 2024.",
            "the first nine months of 2024",
            "2024-01-01",
            "2024-09-30",
        ),
        ("Nine died this year.", "this year", "2025-01-01", "2025-12-31"),
        ("Nine died so far this year.", "so far this year", "2025-01-01", "2025-03-12"),
        ("Nine died late last year.", "late last year", "2024-07-02", "2024-12-31"),
        # ago, past, next
        ("Nine died three days ago.", "three days ago", "2025-03-09", "2025-03-09"),
        ("Nine died two weeks ago.", "two weeks ago", "2025-02-24", "2025-03-02"),
        ("Nine died a week ago.", "a week ago", "2025-03-03", "2025-03-09"),
        ("Nine died four months ago.", "four months ago", "2024-11-01", "2024-11-30"),
        ("Nine died ten years ago.", "ten years ago", "2015-01-01", "2015-12-31"),
        ("Nine died 36 hours ago.", "36 hours ago", "2025-03-10", "2025-03-11"),
        ("Nine died two or three days ago.", "two or three days ago", "2025-03-09", "2025-03-10"),
        ("Nine died about three months ago.", "three months ago", "2024-11-01", "2025-01-31"),
        ("Nine died less than two months ago.", "two months ago", "2025-01-01", "2025-03-12"),
        ("Nine died in the past 24 hours.", "the past 24 hours", "2025-03-11", "2025-03-12"),
        ("Nine died in the last three months.", "the last three months", "2024-12-12", "2025-03-12"),
        ("Nine died in the past year.", "the past year", "2024-03-12", "2025-03-12"),
        ("Nine will leave in the next two weeks.", "the next two weeks", "2025-03-12", "2025-03-26"),
        ("Nine will leave two weeks from now.", "two weeks from now", "2025-03-24", "2025-03-30"),
        # limits and stretches
        ("It was postponed until Monday.", "until Monday", "", "2025-03-17"),
        ("Nine died since Monday.", "since Monday", "2025-03-10", "2025-03-12"),
        ("Nine died since early 2024.", "since early 2024", "2024-01-01", "2025-03-12"),
        ("It will fall by the end of the year.", "by the end of the year", "", "2025-12-31"),
        ("It will fall by May.", "by May", "", "2025-05-31"),
        ("It stays shut until 20 March.", "until 20 March", "", "2025-03-20"),
        ("Nine died before 2020.", "before 2020", "", "2020-01-01"),
        ("Nine fled after Monday's strike.", "after Monday", "2025-03-10", ""),
        ("From 2019 on, nine fled.", "2019 on", "2019-01-01", ""),
        ("Nine died more than two years ago.", "two years ago", "", "2023-12-31"),
        ("Nine died between May and July.", "between May and July", "2024-05-01", "2024-07-31"),
        ("Nine died between October and January.", "between October and January", "2024-10-01", "2025-01-31"),
        ("Nine died from Thursday to Monday.", "Thursday to Monday", "2025-03-06", "2025-03-10"),
        ("Nine died between 2019 and 2021.", "between 2019 and 2021", "2019-01-01", "2021-12-31"),
        ("Nine died from Monday to Friday.", "Monday to Friday", "2025-03-03", "2025-03-07"),
    ],
)
def test_an_expression_stands_for_days_counted_from_the_article(
    text: str, words: str, first: str, last: str
) -> None:
    assert read(text) == [(words, first, last)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        # no day is named
        ("Nine died recently.", "recently"),
        ("Nine died in recent weeks.", "recent weeks"),
        ("Nine died several days ago.", "several days ago"),
        ("Nine died in the past few weeks.", "the past few weeks"),
        ("Nine are now in hospital.", "now"),
        ("Nine died last summer.", "last summer"),
        # it hangs on another time
        ("Nine died two days later.", "two days later"),
        ("Nine died the following week.", "the following week"),
        ("Nine died the next day.", "the next day"),
        ("Nine died in March that year.", "March that year"),
        ("Nine died on Monday of the following week.", "Monday of the following week"),
        ("Nine died later in the day.", "later in the day"),
        ("Profit was 9 percent a year earlier.", "a year earlier"),
        # another calendar, or none
        ("Profit fell in fiscal 2024.", "fiscal 2024"),
        ("Profit fell in the fiscal third quarter.", "the fiscal third quarter"),
        ("Nine died on 03/04/2024.", "03/04/2024"),
        ("Nine died in 575 B.C. there.", "575 B.C."),
        # no verb with a tense, or against what else speaks
        ("Nine dead on Monday.", "Monday"),
        ("Talks in September.", "September"),
        ("The dividend was declared, payable on 3 March.", "3 March"),
        ("He will testify about the January riot.", "January"),
        ("It went on until Monday.", "until Monday"),
        # said of this week by some, of another by others
        ("Nine died last Monday.", "last Monday"),
        ("Nine will leave next Friday.", "next Friday"),
        ("Nine died last February.", "last February"),
        ("Nine will leave next June.", "next June"),
        # beyond the calendar
        ("Nine died 3,000 years ago.", "3,000 years ago"),
    ],
)
def test_what_cannot_be_told_is_not_guessed(text: str, words: str) -> None:
    assert read(text) == [(words, "?", "?")]


@pytest.mark.parametrize(
    "text",
    [
        "Nine may march with August Miller and April Jones.",
        "Sales rose on Black Friday.",
        "He ran a 10-year fund for three months.",
        "The second half was better.",
        "It cost 2024 dollars.",
        "He comes on Mondays.",
        "Prices fall every spring.",
        "The Sunday Herald counts nine.",
        "",
    ],
)
def test_what_is_no_time_of_anything_is_left_alone(text: str) -> None:
    assert read(text) == []


def test_without_the_date_of_the_article_only_full_dates_are_known() -> None:
    text = "On 3 March 2024 nine died, on Thursday ten, last week two, by May all, three days ago one."
    assert read(text, None) == [
        ("3 March 2024", "2024-03-03", "2024-03-03"),
        ("Thursday", "?", "?"),
        ("last week", "?", "?"),
        ("by May", "?", "?"),
        ("three days ago", "?", "?"),
    ]


def test_a_day_that_holds_in_either_tense_needs_none() -> None:
    assert read("Nine dead on Wednesday, and in March.") == [
        ("Wednesday", "2025-03-12", "2025-03-12"),
        ("March", "2025-03-01", "2025-03-31"),
    ]


def test_a_date_without_a_year_that_is_near_and_of_the_same_year_needs_no_tense() -> None:
    assert read("After the March 3 accord, talks") == [("March 3", "2025-03-03", "2025-03-03")]


def test_on_a_sunday_a_week_is_that_of_either_calendar() -> None:
    assert read("Nine died last week.", date(2025, 3, 16)) == [("last week", "2025-03-03", "2025-03-15")]


def test_what_is_moved_from_one_day_to_another_is_no_stretch() -> None:
    assert read("The vote was postponed from Monday to 20 March.") == [
        ("Monday", "?", "?"),
        ("20 March", "2025-03-20", "2025-03-20"),
    ]


def test_29_february_is_of_a_leap_year() -> None:
    assert read("Nine died on 29 February.") == [("29 February", "2024-02-29", "2024-02-29")]


def test_a_datetime_counts_as_the_day_of_its_own_clock() -> None:
    midnight = datetime(2025, 3, 12, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    assert read("Nine died today.", midnight) == [("today", "2025-03-12", "2025-03-12")]


def test_the_verb_that_stands_nearest_decides() -> None:
    text = "Officials said on Monday that talks will resume on Tuesday, after they had met on Friday."
    assert [str(m.first) for m in times(text, WEDNESDAY)] == ["2025-03-10", "2025-03-18", "2025-03-07"]


def test_offsets_are_code_points_and_rules_are_named() -> None:
    text = "😀 Nine died since early 2024."
    assert times(text, WEDNESDAY) == [
        TimeMention(12, 28, "since early 2024", date(2024, 1, 1), WEDNESDAY, "since start date")
    ]


def test_mentions_that_are_given_are_not_read_again() -> None:
    assert times("Nine died in 2023.", WEDNESDAY, mentions=[]) == []


# -- of a claim


def of(text: str, evidence: str, when: str | None = None) -> tuple[str, str, str] | None:
    start = text.index(evidence)
    span = Times(text, WEDNESDAY).of(start, start + len(evidence), when)
    return span and (span.words, str(span.first or ""), str(span.last or ""))


def test_the_words_of_the_claim_count_first_and_are_read_where_they_stand() -> None:
    text = "In 2023 nine died. Ten will leave on Friday, after nine had died on Friday."
    assert of(text, "Ten", "on Friday") == ("on Friday", "2025-03-14", "2025-03-14")


def test_words_that_do_not_stand_in_the_text_are_read_on_their_own() -> None:
    assert of("Nine died.", "Nine", "three days ago") == ("three days ago", "2025-03-09", "2025-03-09")
    assert of("Nine died.", "Nine", "Friday") == ("Friday", "", "")


def test_words_without_a_time_are_kept_as_not_known() -> None:
    assert anchored("at the start of the war", WEDNESDAY) == Span(
        "at the start of the war", None, None, "none"
    )
    assert not anchored("at the start of the war", WEDNESDAY).known


def test_words_with_two_times_stand_for_all_of_it() -> None:
    text = "Nine died on Monday and Tuesday."
    span = anchored("Monday and Tuesday", WEDNESDAY, text=text)
    assert (span.first, span.last) == (date(2025, 3, 10), date(2025, 3, 11))


@pytest.mark.parametrize(
    ("text", "evidence", "words"),
    [
        ("Shells killed 12 people on Friday, officials said.", "12", "Friday"),
        ("On Friday, 12 people were killed.", "12", "Friday"),
        ("Shells killed 12 people on Friday and 30 on Saturday.", "30", "Saturday"),
        ("They struck in 2021 and killed 30 in 2022.", "30", "2022"),
        ("Officials said 12 people were killed on Friday.", "12", "Friday"),
        ("Nearly 30 cases were reported on Friday.", "30", "Friday"),
    ],
)
def test_a_claim_without_words_takes_the_time_of_its_clause(text: str, evidence: str, words: str) -> None:
    found = of(text, evidence)
    assert found is not None
    assert found[0] == words


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("Officials said on Friday that 12 people were killed.", "12"),
        ("The agency announced on Friday 12 deaths.", "12"),
        ("On Friday, officials said 12 people were killed.", "12"),
        ("The agency, which was founded in 1991, counts 12 dead.", "12"),
        ("Shells killed 12 people. On Friday it rained.", "12"),
        ("Shells killed 12 people.", "12"),
    ],
)
def test_the_time_of_saying_it_or_of_another_clause_is_not_that_of_the_claim(
    text: str, evidence: str
) -> None:
    assert of(text, evidence) is None


def test_evidence_that_tells_of_several_times_leaves_it_open() -> None:
    text = "Shells killed 12 people on Friday and 30 on Saturday."
    assert Times(text, WEDNESDAY).of(0, len(text)) == Span("Friday and 30 on Saturday", None, None, "several")


# -- properties


@given(st.text() | st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join), st.none() | st.dates())
def test_any_text_is_read_with_its_places_and_in_order(text: str, published: date | None) -> None:
    end = 0
    for m in times(text, published):
        assert end <= m.start < m.end
        assert m.text == text[m.start : m.end]
        assert m.first is None or m.last is None or m.first <= m.last
        end = m.end


@given(
    st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join),
    st.dates(date(2000, 1, 1), date(2050, 1, 1)),
    st.integers(-500, 500),
)
def test_weekdays_move_with_the_article_by_whole_weeks(text: str, published: date, weeks: int) -> None:
    moved = published + timedelta(weeks=weeks)
    for a, b in zip(times(text, published), times(text, moved), strict=False):
        if a.rule == b.rule and a.rule.split()[-1] in ("day", "weekday", "weekend"):
            assert (a.first and a.first + timedelta(weeks=weeks)) == b.first
            assert (a.last and a.last + timedelta(weeks=weeks)) == b.last


@given(
    st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join), st.integers(0, 100), st.text() | st.none()
)
def test_any_claim_has_a_time_or_none(text: str, start: int, when: str | None) -> None:
    span = Times(text, WEDNESDAY).of(min(start, len(text)), len(text), when)
    assert span is None or span.first is None or span.last is None or span.first <= span.last


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join))
def test_words_are_read_alike_alone_and_as_the_whole_of_a_text(words: str) -> None:
    if words.strip() and len(sentences(words)) == 1:
        assert anchored(words, WEDNESDAY) == anchored(words, WEDNESDAY, text=words)
