"""What the number reader makes of English text: values, units, hedges, roles and places."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.numbers import Mention, Role, scan

ALPHABET = "0123456789¹²³⁶¼½.,:;/-–—−+±~<>≥%‰°$€£ \n\t\u00a0()[]|'’abkmxTM٣１"
WORDS = (
    "one two twenty half third hundred thousand million billion dozen dozens hundreds tens scores several "
    "couple few of a and or to from between at least most about nearly over under more than percent per cent "
    "point minus dollars euros km m² hours month-long year-old -old times fold first nd th 5 12 "
    "3,000 1.5 2024 10⁶ 5¹ 1/2 T-90 March p.m. USD $ € % - – — ~ ( ) , . ; | \n"
).split(" ")


def read(text: str) -> list[tuple[str, str | None, str | None, str, str]]:
    """Return (text, low, high, unit, bound) of the quantities of a text."""
    return [
        (m.text, _plain(m.low), _plain(m.high), m.unit, m.bound.value)
        for m in scan(text)
        if m.role is Role.QUANTITY
    ]


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"


def roles(text: str) -> list[tuple[str, str]]:
    return [(m.text, m.role.value) for m in scan(text)]


@pytest.mark.parametrize(
    ("text", "span", "value"),
    [
        ("lost 7 men", "7", "7"),
        ("lost 3,500 men", "3,500", "3500"),
        ("lost 1,234,567 votes", "1,234,567", "1234567"),
        ("lost 12,34,567 votes", "12,34,567", "1234567"),
        ("lost 12 000 men", "12 000", "12000"),
        ("lost 12\u00a0000 men", "12\u00a0000", "12000"),
        ("lost 1'234'567 votes", "1'234'567", "1234567"),
        ("scale of 6.25 today", "6.25", "6.25"),
        ("2.5 million people", "2.5 million", "2500000"),
        ("10k followers", "10k", "10000"),
        ("3 bn people", "3 bn", "3000000000"),
        ("10⁶ cells", "10⁶", "1000000"),
        ("2.5×10⁻³ of it", "2.5×10⁻³", "0.0025"),
        ("4e3 cells", "4e3", "4000"),
        ("a hundred men", "a hundred", "100"),
        ("twenty-one men", "twenty-one", "21"),
        ("two hundred and six men", "two hundred and six", "206"),
        ("two thousand five hundred men", "two thousand five hundred", "2500"),
        ("five point two million men", "five point two million", "5200000"),
        ("one and a half million men", "one and a half million", "1500000"),
        ("a dozen men", "a dozen", "12"),
        ("two dozen men", "two dozen", "24"),
        ("half a million men", "half a million", "500000"),
        ("half of the men", "half", "0.5"),
        ("three quarters of the men", "three quarters", "0.75"),
        ("one-fifth of the men", "one-fifth", "0.2"),
        ("1/2 of the men", "1/2", "0.5"),
        ("2½ million men", "2½ million", "2500000"),
        ("one in five voters", "one in five", "0.2"),
        ("7 out of 10 voters", "7 out of 10", "0.7"),
        ("exports doubled", "doubled", "2"),
        ("a threefold rise", "threefold", "3"),
        ("a 12-fold rise", "12-fold", "12"),
        ("2.4 times earnings", "2.4 times", "2.4"),
        ("three times as many", "three times", "3"),
        ("tried only four times", "four", "4"),
    ],
)
def test_a_number_is_read_as_its_exact_value(text: str, span: str, value: str) -> None:
    assert read(text) == [(span, value, value, "", "exact")]


@pytest.mark.parametrize(
    ("text", "span", "value", "unit"),
    [
        ("rose 4.7% in May", "4.7%", "4.7", "percent"),
        ("rose 12 per cent", "12 per cent", "12", "percent"),
        ("rose 3 percentage points", "3 percentage points", "3", "percentage point"),
        ("rose 25 basis points", "25 basis points", "25", "basis point"),
        ("fell to -5°C", "-5°C", "-5", "degree Celsius"),
        ("fell to −1.2%", "−1.2%", "-1.2", "percent"),
        ("dip to minus-130 degrees Fahrenheit", "minus-130 degrees Fahrenheit", "-130", "degree Fahrenheit"),
        ("cost $4.5 billion", "$4.5 billion", "4500000000", "USD"),
        ("cost £5m", "£5m", "5000000", "GBP"),
        ("cost €610 million", "€610 million", "610000000", "EUR"),
        ("cost HK$5 million", "HK$5 million", "5000000", "HKD"),
        ("cost MYR 42", "MYR 42", "42", "MYR"),
        ("cost 30 euros", "30 euros", "30", "EUR"),
        ("earned 84 cents", "84 cents", "0.84", "USD"),
        ("paid 50 pence", "50 pence", "0.5", "GBP"),
        ("sailed 25 kilometres", "25 kilometres", "25", "kilometer"),
        ("burned 12 sq km", "12 sq km", "12", "square kilometer"),
        ("a hull 37m long", "37m", "37", "meter"),
        ("a floor of 32m²", "32m²", "32", "square meter"),
        ("a 500-pound bomb", "500-pound", "500", "pound"),
        ("spilled 3,000 tons", "3,000 tons", "3000", "ton"),
        ("lasted three days", "three days", "3", "day"),
        ("lasted 90 days", "90 days", "90", "day"),
        ("lasted half an hour", "half an hour", "0.5", "hour"),
        ("a month-long lull", "month-long", "1", "month"),
        ("a yearlong search", "yearlong", "1", "year"),
        ("a three-month-long lull", "three-month-long", "3", "month"),
        ("for five quarters", "five quarters", "5", "quarter"),
        ("a 21-year-old nurse", "21-year-old", "21", "year"),
        ("a nurse aged 21", "21", "21", "year"),
        ("Anna Bell, 34, said", "34", "34", "year"),
        ("the driver, 54, survived", "54", "54", "year"),
    ],
)
def test_a_unit_belongs_to_its_number(text: str, span: str, value: str, unit: str) -> None:
    assert read(text) == [(span, value, value, unit, "exact")]


@pytest.mark.parametrize(
    ("text", "span", "low", "high", "unit"),
    [
        ("1,000-2,000 men", "1,000-2,000", "1000", "2000", ""),
        ("10 to 12 thousand men", "10 to 12 thousand", "10000", "12000", ""),
        ("between 5 and 10 men", "5 and 10", "5", "10", ""),
        ("three or four men", "three or four", "3", "4", ""),
        ("three to four days", "three to four days", "3", "4", "day"),
        ("$10-12 million", "$10-12 million", "10000000", "12000000", "USD"),
        (
            "$17.8 billion to $18.1 billion",
            "$17.8 billion to $18.1 billion",
            "17800000000",
            "18100000000",
            "USD",
        ),
        ("8- to 16-metre waves", "8- to 16-metre", "8", "16", "meter"),
        ("between -5 and 10 degrees", "-5 and 10 degrees", "-5", "10", "degree"),
        ("aged 12 to 17", "12 to 17", "12", "17", "year"),
    ],
)
def test_a_range_is_one_mention(text: str, span: str, low: str, high: str, unit: str) -> None:
    assert read(text) == [(span, low, high, unit, "range")]


def test_a_change_from_one_number_to_another_is_two_mentions() -> None:
    assert read("fell from 24.2 to 33 billion euros") == [
        ("24.2", "24200000000", "24200000000", "EUR", "exact"),
        ("33 billion euros", "33000000000", "33000000000", "EUR", "exact"),
    ]


@pytest.mark.parametrize(
    ("text", "low", "high", "bound"),
    [
        ("about 300 men", "300", "300", "about"),
        ("some 300 men", "300", "300", "about"),
        ("~300 men", "300", "300", "about"),
        ("300-odd men", "300", "300", "about"),
        ("300 bunks, give or take", "300", "300", "about"),
        ("nearly 300 men", None, "300", "about"),
        ("at least 300 men", "300", None, "at_least"),
        ("no fewer than 300 men", "300", None, "at_least"),
        ("300 men or more", "300", None, "at_least"),
        ("300+ men", "300", None, "at_least"),
        ("more than 300 men", "300", None, "more_than"),
        ("over 300 men", "300", None, "more_than"),
        ("up to 300 men", None, "300", "at_most"),
        ("as many as 300 men", None, "300", "at_most"),
        ("300 at most", None, "300", "at_most"),
        ("fewer than 300 men", None, "300", "less_than"),
        ("just under 300 men", None, "300", "less_than"),
    ],
)
def test_a_hedge_opens_the_interval(text: str, low: str | None, high: str | None, bound: str) -> None:
    assert read(text) == [("300", low, high, "", bound)]


def test_over_three_days_says_how_long_and_over_thirty_days_says_longer() -> None:
    assert read("fought over three days") == [("three days", "3", "3", "day", "exact")]
    assert read("fought over 30 days") == [("30 days", "30", None, "day", "more_than")]


def test_a_hedge_of_the_next_number_is_not_a_hedge_of_this_one() -> None:
    assert read("killed 12, at least 3 of them children") == [
        ("12", "12", "12", "", "exact"),
        ("3", "3", None, "", "at_least"),
    ]


def test_a_short_answer_carries_the_unit_of_the_number_before_it() -> None:
    assert read("water for three days, four at most") == [
        ("three days", "3", "3", "day", "exact"),
        ("four", None, "4", "day", "at_most"),
    ]


@pytest.mark.parametrize(
    ("text", "span", "low", "unit"),
    [
        ("dozens of men", "dozens", "12", ""),
        ("scores of men", "scores", "20", ""),
        ("hundreds of men", "hundreds", "100", ""),
        ("tens of thousands of men", "tens of thousands", "10000", ""),
        ("several hundred men", "several hundred", "200", ""),
        ("hundreds of square kilometers", "hundreds of square kilometers", "100", "square kilometer"),
        ("thousands of dollars", "thousands of dollars", "1000", "USD"),
        ("tens of millions of dollars", "tens of millions of dollars", "10000000", "USD"),
    ],
)
def test_a_vague_count_says_the_least_it_can_mean(text: str, span: str, low: str, unit: str) -> None:
    assert read(text) == [(span, low, None, unit, "vague")]


@pytest.mark.parametrize(
    ("text", "span", "role"),
    [
        ("on March 12 they", "March 12", "date"),
        ("on 20 May.", "20 May", "date"),
        ("in 2019 they", "2019", "date"),
        ("the 1990s were", "the 1990s", "date"),
        ("since Q3 2023 sales", "Q3 2023", "date"),
        ("at 11:15 a.m. they", "11:15 a.m.", "time"),
        ("at 5 p.m. they", "5 p.m.", "time"),
        ("the 11th brigade", "11th", "ordinal"),
        ("the twenty-first brigade", "twenty-first", "ordinal"),
        ("a T-90 tank", "T-90", "identifier"),
        ("an F-16 jet", "F-16", "identifier"),
        ("under Resolution 2165 they", "Resolution 2165", "identifier"),
        ("the G7 agreed", "G7", "identifier"),
        ("call 01632 960 118, please", "01632 960 118", "identifier"),
        ("won 3-0 in Skelby", "3-0", "other"),
        ("at 9/2 on a win", "9/2", "other"),
        ("worked 24/7 there", "24/7", "other"),
        ("one of the best games", "one", "other"),
        ("at one point they", "one", "other"),
        ("a double-digit win", "double", "other"),
    ],
)
def test_a_number_that_counts_nothing_is_told_from_a_quantity(text: str, span: str, role: str) -> None:
    assert roles(text) == [(span, role)]


def test_a_mention_that_is_no_quantity_has_no_value() -> None:
    assert scan("one of the best") == [Mention(1, 0, 3, "one", Role.OTHER)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("lost 5,000¹ men", ["5000"]),
        ("lost 5 days² later", ["5"]),
        ("- 5 killed\n- 7 hurt", ["5", "7"]),
        ("| 5 | 12 |", ["5", "12"]),
        ("> 5 killed", ["5"]),
        ("the men – 12 in all", ["12"]),
    ],
)
def test_footnote_list_and_table_marks_change_no_value(text: str, values: list[str]) -> None:
    assert [(low, high, bound) for _, low, high, _, bound in read(text)] == [(v, v, "exact") for v in values]


def _well_formed(text: str) -> None:
    end = 0
    for number, mention in enumerate(scan(text), 1):
        assert mention.id == number
        assert text[mention.start : mention.end] == mention.text
        assert end <= mention.start < mention.end
        if mention.role is Role.QUANTITY:
            assert (mention.low, mention.high) != (None, None)
        if mention.low is not None and mention.high is not None:
            assert mention.low <= mention.high
        end = mention.end


@given(st.text())
def test_any_text_is_read_into_ordered_spans_of_itself(text: str) -> None:
    _well_formed(text)


@given(st.text(alphabet=ALPHABET, max_size=60))
def test_any_heap_of_digits_and_signs_is_read_into_ordered_spans_of_itself(text: str) -> None:
    _well_formed(text)


@given(st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from([" ", " ", " ", "-", ""])), max_size=15))
def test_any_heap_of_number_words_is_read_into_ordered_spans_of_itself(words: list[tuple[str, str]]) -> None:
    _well_formed("".join(word + gap for word, gap in words))


@given(st.integers(min_value=0, max_value=10**30))
def test_a_whole_number_with_commas_is_read_exactly(number: int) -> None:
    assert [m.low for m in scan(f"worth ${number:,} today")] == [Decimal(number)]


@given(st.text(alphabet=ALPHABET, max_size=40), st.integers(min_value=3000, max_value=10**9))
def test_what_stands_on_another_line_does_not_change_a_number(text: str, number: int) -> None:
    last = scan(f"{text}\n\nThe army lost {number:,} soldiers.")[-1]
    assert (last.text, last.low, last.high, last.unit) == (
        f"{number:,}",
        Decimal(number),
        Decimal(number),
        "",
    )


def test_a_stretch_of_time_in_which_something_fell_is_as_long_as_it_says() -> None:
    assert read("They fell within three months.") == [("three months", "3", "3", "month", "at_most")]
    assert read("A site within 25 km of it.") == [("25 km", None, "25", "kilometer", "at_most")]
