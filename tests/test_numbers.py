"""What the number reader makes of English text: values, units, hedges, roles and places."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.numbers import Mention, Role, scan
from extractor.numbers.english import ENGLISH
from extractor.numbers.names import _NAMES, _RUN, _SIGNS, _matches, _Name
from extractor.numbers.tokens import tokens

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
        ("sold 3 dozens, then", "3 dozens", "36"),
        ("12 lakhs were lost", "12 lakhs", "1200000"),
        ("one million and a half men", "one million and a half", "1500000"),
        ("five million and three quarters", "five million and three quarters", "5750000"),
        ("one hundred and three quarters", "one hundred and three quarters", "100.75"),
        ("a quarter million men", "a quarter million", "250000"),
        ("three quarters of a million men", "three quarters of a million", "750000"),
        ("nine point nought four", "nine point nought four", "9.04"),
        ("ten point seventy-one", "ten point seventy-one", "10.71"),
        ("point 77", "point 77", "0.77"),
        ("4 thousand 3 hundred and 21 men", "4 thousand 3 hundred and 21", "4321"),
        ("twenty-three fifths", "twenty-three fifths", "4.6"),
        ("fifty-four hundredths", "fifty-four hundredths", "0.54"),
        ("one hundredth of it", "one hundredth", "0.01"),
        ("a fifth", "a fifth", "0.2"),
        ("a quarter point up", "a quarter", "0.25"),
        ("money, of which a tenth is meant for roads", "a tenth", "0.1"),
        ("homes; of these, a quarter will be sold", "a quarter", "0.25"),
        ("a fifth were women", "a fifth", "0.2"),
        ("a fall by a tenth would do", "a tenth", "0.1"),
        ("one-and-a-half times the pay", "one-and-a-half times", "1.5"),
        ("one-in-five voters", "one-in-five", "0.2"),
        ("1 in 40 children", "1 in 40", "0.025"),
        ("one over three", "one over three", "0.3333333333333333333333333333"),
        ("2^10 of them", "2^10", "1024"),
        ("8 B people", "8 B", "8000000000"),
        ("two million thirty-five thousand men", "two million thirty-five thousand", "2035000"),
        ("One", "One", "1"),
        ("plus or minus 3 in all", "3", "3"),
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
        ("a 200,000 year-old skull", "200,000 year-old", "200000", "year"),
        ("grew 0.3pc in May", "0.3pc", "0.3", "percent"),
        ("it was 20 degrees below zero", "20 degrees below zero", "-20", "degree"),
        ("heat of 40C that day", "40C", "40", "degree Celsius"),
        ("at 300 °C (572 °F)", "300 °C", "300", "degree Celsius"),
        ("cost MYR42", "MYR42", "42", "MYR"),
        ("worth PS2.7m", "PS2.7m", "2700000", "GBP"),
        ("paid 75 USD million", "75 USD million", "75000000", "USD"),
        ("made US$ 1MM", "US$ 1MM", "1000000", "USD"),
        ("lost $-99.99 then", "$-99.99", "-99.99", "USD"),
        ("fell 3p today", "3p", "0.03", "GBP"),
        ("lifts 100t", "100t", "100", "tonne"),
        ("ran 100m in 10.5 seconds", "100m", "100", "meter"),
        ("ran it in 9.81s then", "9.81s", "9.81", "second"),
        ("a hull of 37m (121ft)", "37m", "37", "meter"),
        ("sold 35m (20 in Ulm)", "35m", "35000000", ""),
        ("a quarter-mile race", "a quarter-mile", "0.25", "mile"),
        ("weighs 9 stone", "9 stone", "9", "stone"),
        ("a 300-square-mile area", "300-square-mile", "300", "square mile"),
        ("sold for 30 MEUR then", "30 MEUR", "30000000", "EUR"),
        ("two-and-a-half-hour film", "two-and-a-half-hour", "2.5", "hour"),
    ],
)
def test_a_unit_belongs_to_its_number(text: str, span: str, value: str, unit: str) -> None:
    assert read(text)[:1] == [(span, value, value, unit, "exact")]


@pytest.mark.parametrize(
    ("text", "span", "value", "unit"),
    [
        ("is 7 feet, 10 inches tall", "7 feet, 10 inches", "94", "inch"),
        ("is 5'10\" tall", "5'10\"", "70", "inch"),
        ("the 6-foot-2 guard", "6-foot-2", "74", "inch"),
        ("weighs 12st 4lb", "12st 4lb", "172", "pound"),
        ("took two hours and 15 minutes", "two hours and 15 minutes", "135", "minute"),
        ("took an hour and 20 minutes", "an hour and 20 minutes", "80", "minute"),
        ("took a year and a half", "a year and a half", "1.5", "year"),
        ("jailed for five years and four months", "five years and four months", "64", "month"),
        ("cost 20 dollars 43 cents", "20 dollars 43 cents", "20.43", "USD"),
        ("cost $20 and 43c", "$20 and 43c", "20.43", "USD"),
        ("cost 15 dollars 50.", "15 dollars 50", "15.5", "USD"),
    ],
)
def test_the_parts_of_one_measure_are_one_quantity_in_its_smallest_unit(
    text: str, span: str, value: str, unit: str
) -> None:
    assert read(text) == [(span, value, value, unit, "exact")]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("worked 2 days, 12 hours a day", ["2", "12"]),
        ("between 2 years and 6 months in prison", ["2", "6"]),
        ("rose to $5 an hour and 20 left", ["5", "20"]),
        ("two million boxes of 9 litres and 3 of 2", ["2000000", "9", "3", "2"]),
        ("killed 130, and two thirds of the village", ["130", "0.6666666666666666666666666667"]),
        ("arrested three and a third fled", ["3"]),
        ("arrested three and a third.", ["3"]),
        ("at that point 77 men", ["77"]),
        ("forty second delays", ["40"]),
    ],
)
def test_numbers_that_only_stand_side_by_side_stay_apart(text: str, values: list[str]) -> None:
    assert [low for _, low, _, _, _ in read(text)] == values


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
        ("ages 5 through 12", "5 through 12", "5", "12", "year"),
        ("priced from $5 to $7 each", "$5 to $7", "5", "7", "USD"),
        (
            "sizes ranging from 450 sq ft up to 900 sq ft",
            "450 sq ft up to 900 sq ft",
            "450",
            "900",
            "square foot",
        ),
        ("fines from $250,000 to $1 million", "$250,000 to $1 million", "250000", "1000000", "USD"),
        ("between 2 kg and about 7 kg", "2 kg and about 7 kg", "2", "7", "kilogram"),
        ("20,000 to-26,000 men", "20,000 to-26,000", "20000", "26000", ""),
        ("from 10 to 20 dollars", "10 to 20 dollars", "10", "20", "USD"),
        ("ranged from -18 °C to -34 °C", "-18 °C to -34 °C", "-34", "-18", "degree Celsius"),
        ("lows of -30 to -35 degrees", "-30 to -35 degrees", "-35", "-30", "degree"),
        ("took 49.5%-50.5% of it", "49.5%-50.5%", "49.5", "50.5", "percent"),
        ("runs 3km-5km north", "3km-5km", "3", "5", "kilometer"),
        ("from about 14-18 mpg", "14-18 mpg", "14", "18", "mile per gallon"),
    ],
)
def test_a_range_is_one_mention(text: str, span: str, low: str, high: str, unit: str) -> None:
    assert read(text) == [(span, low, high, unit, "range")]


def test_a_change_from_one_number_to_another_is_two_mentions() -> None:
    assert read("fell from 24.2 to 33 billion euros") == [
        ("24.2", "24200000000", "24200000000", "EUR", "exact"),
        ("33 billion euros", "33000000000", "33000000000", "EUR", "exact"),
    ]


def test_a_change_and_what_came_of_it_are_two_mentions() -> None:
    assert read("rose 50 cents to $62 on Friday") == [
        ("50 cents", "0.5", "0.5", "USD", "exact"),
        ("$62", "62", "62", "USD", "exact"),
    ]


def test_a_part_that_is_lost_and_the_price_that_is_left_are_two_mentions() -> None:
    assert [found[0] for found in read("fell by a third to £2.10 there")] == ["a third", "£2.10"]


def test_the_lower_end_of_a_change_takes_the_scale_that_stands_behind_a_range() -> None:
    assert [low for _, low, _, _, _ in read("up from 24.2 to 33-35 billion euros")] == [
        "24200000000",
        "33000000000",
    ]


def test_a_conversion_in_brackets_has_the_hedge_of_what_it_converts() -> None:
    assert read("flew more than 100 km (60 miles) there") == [
        ("100 km", "100", None, "kilometer", "more_than"),
        ("60 miles", "60", None, "mile", "more_than"),
    ]


@pytest.mark.parametrize(
    ("text", "low", "high", "unit", "bound"),
    [
        ("the sub-500 club", None, "500", "", "less_than"),
        ("the under-18s there", None, "18", "year", "less_than"),
        ("the over-65s there", "65", None, "year", "more_than"),
    ],
)
def test_a_prefix_can_be_the_hedge(
    text: str, low: str | None, high: str | None, unit: str, bound: str
) -> None:
    assert [found[1:] for found in read(text)] == [(low, high, unit, bound)]


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
        ("300-some men", "300", "300", "about"),
        ("more than 300 men", "300", None, "more_than"),
        ("over 300 men", "300", None, "more_than"),
        ("up to 300 men", None, "300", "at_most"),
        ("as many as 300 men", None, "300", "at_most"),
        ("300 at most", None, "300", "at_most"),
        ("less than or equal to 300", None, "300", "at_most"),
        ("equal to or more than 300", "300", None, "at_least"),
        ("fewer than 300 men", None, "300", "less_than"),
        ("just under 300 men", None, "300", "less_than"),
        ("not even 300 men", None, "300", "less_than"),
        ("nowhere near 300 men", None, "300", "less_than"),
        ("at the very least 300 men", "300", None, "at_least"),
        ("300 men, at the very least", "300", None, "at_least"),
        ("300 and upwards", "300", None, "at_least"),
        ("not below 300", "300", None, "at_least"),
        ("at the very most 300 men", None, "300", "at_most"),
        ("up to and including 300", None, "300", "at_most"),
        ("not above 300", None, "300", "at_most"),
        ("in the vicinity of 300 men", "300", "300", "about"),
        ("300 men, more or less", "300", "300", "about"),
        ("the toll has climbed past 300", "300", None, "more_than"),
        ("more than an estimated 300 men", "300", None, "more_than"),
        ("more than the 300 counted", "300", "300", "exact"),
        ("higher than the 300 reported on Monday", "300", "300", "exact"),
        ("at least the 300 counted", "300", None, "at_least"),
        ("at least some 300 men", "300", None, "at_least"),
        ("no more than about 300 men", None, "300", "at_most"),
        ("spread over some 300 houses", "300", "300", "about"),
    ],
)
def test_a_hedge_opens_the_interval(text: str, low: str | None, high: str | None, bound: str) -> None:
    assert read(text) == [("300", low, high, "", bound)]


def test_over_three_days_says_how_long_and_over_thirty_days_says_longer() -> None:
    assert read("fought over three days") == [("three days", "3", "3", "day", "exact")]
    assert read("fought over 30 days") == [("30 days", "30", None, "day", "more_than")]


def test_a_spread_of_give_or_take_hedges_what_it_spreads_around() -> None:
    assert read("drew 5,000, give or take a few hundred") == [
        ("5,000", "5000", "5000", "", "about"),
        ("a few hundred", "200", None, "", "vague"),
    ]


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
        ("a man fled and a third was shot", "third", "ordinal"),
        ("the plan, of which a third phase begins", "third", "ordinal"),
        ("the twenty-first brigade", "twenty-first", "ordinal"),
        ("a T-90 tank", "T-90", "identifier"),
        ("an F-16 jet", "F-16", "identifier"),
        ("under Resolution 2165 they", "Resolution 2165", "identifier"),
        ("the G7 agreed", "G7", "identifier"),
        ("in case 22-CV-01234 there", "22-CV-01234", "identifier"),
        ("as 2011-01-S-273, a release", "2011-01-S-273", "identifier"),
        ("from IS-2011-01-S-273.", "IS-2011-01-S-273", "identifier"),
        ("due 12-Jan-2014 there", "12-Jan-2014", "date"),
        ("call 01632 960 118, please", "01632 960 118", "identifier"),
        ("won 3-0 in Skelby", "3-0", "other"),
        ("at 9/2 on a win", "9/2", "other"),
        ("worked 24/7 there", "24/7", "other"),
        ("one of the best games", "one", "other"),
        ("at one point they", "one", "other"),
        ("which one was it", "one", "other"),
        ("the same one, again", "one", "other"),
        ("on oct. 13 they", "oct. 13", "date"),
        ("on 4/22 they", "4/22", "date"),
        ("by 2120, they said", "2120", "date"),
        ("the World Cup 2018 day", "2018", "date"),
        ("the class of '98 met", "'98", "date"),
        ("By 2050, the sea will have risen", "2050", "date"),
        ("on the twenty-first of June", "twenty-first of June", "date"),
        ("at half past five they", "half past five", "time"),
        ("Ulm drew 1 – 1 there", "1 – 1", "other"),
        ("Northfield 1 – 2 Southport", "1 – 2", "other"),
        ("she won 6-4, 3-6, 7-6 there", "6-4, 3-6, 7-6", "other"),
        ("the bill passed 51-49", "51-49", "other"),
        ("the odds were 9/2", "9/2", "other"),
        ("a ratio of 3:1", "3:1", "other"),
        ("a 2-to-1 margin", "2-to-1", "other"),
        ("men in their 40s", "40s", "other"),
        ("aims at net zero soon", "zero", "other"),
        ("won the men's doubles again", "doubles", "other"),
        ("a double murder there", "double", "other"),
        ("a nine-to-five job", "nine-to-five", "other"),
        ("as early as 2025.", "2025", "date"),
        ("fired from Tu-22M3s there", "Tu-22M3s", "identifier"),
        ("after World War Two they", "World War Two", "identifier"),
        ("at 5 to 1 odds", "5 to 1", "other"),
        ("lined up 4-4-2 there", "4-4-2", "other"),
        ("at GMT+2 they", "GMT+2", "time"),
        ("in rooms 12-14.", "rooms 12-14", "identifier"),
        ("to NW1 6XE by post", "NW1 6XE", "identifier"),
        ("in Apartment 4B there", "Apartment 4B", "identifier"),
        ("it is Economics 101.", "101", "identifier"),
        ("drove a Porsche 911 there", "Porsche 911", "identifier"),
        ("from 9 to 11 a.m. daily", "9 to 11 a.m.", "time"),
        ("a 1080p screen", "1080p", "identifier"),
        ("fired Kh-59/69s then", "Kh-59/69s", "identifier"),
        ("the last-16 tie", "last-16", "identifier"),
        ("the 11 Pro Max is", "11", "identifier"),
        ("at 10 Downing Street, he", "10", "identifier"),
        ("at 1600 Pennsylvania Avenue he", "1600", "identifier"),
        ("Passcode 3080897 is", "Passcode 3080897", "identifier"),
        ("resolutions 1325 and 2242", "resolutions 1325 and 2242", "identifier"),
        ("Boeing 737-800s land", "Boeing 737-800s", "identifier"),
        ("at 51.5074, -0.1278 it", "51.5074, -0.1278", "identifier"),
        ("see example.com/5-tips now", "example.com/5-tips", "identifier"),
        ("call 555-0143 or write", "555-0143", "identifier"),
        ("the Group of 20 summit", "Group of 20", "identifier"),
        ("his 401(k) plan", "401(k)", "identifier"),
        ("in Ulm, IL 62704.", "IL 62704", "identifier"),
        ("Pope John Paul II was", "Paul II", "identifier"),
        ("a double-digit win", "double", "other"),
    ],
)
def test_a_number_that_counts_nothing_is_told_from_a_quantity(text: str, span: str, role: str) -> None:
    assert roles(text) == [(span, role)]


def test_a_date_is_read_whole_before_another_number() -> None:
    assert roles("on 12 Feb 2025 300 people fled") == [("12 Feb 2025", "date"), ("300", "quantity")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("the twenty first.", "21"),
        ("the one hundredth visitor", "100"),
        ("the two thousand one hundredth", "2100"),
        ("the twentyfirst man", "21"),
    ],
)
def test_an_ordinal_has_its_value(text: str, value: str) -> None:
    assert [(m.role, _plain(m.low)) for m in scan(text)] == [(Role.ORDINAL, value)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("12 Wall Street banks", ["12"]),
        ("killed 500-1000.", ["500"]),
        ("killed 5 – 3 of them boys", ["5", "3"]),
        ("in section 12 men died", ["12"]),
        ("the toll rose to 101.", ["101"]),
        ("a group of 20 men", ["20"]),
        ("two died and one was hurt", ["2", "1"]),
        ("Exercises 22,24,26.", ["22", "24", "26"]),
        ("John Cornyn and 5 others", ["5"]),
    ],
)
def test_a_count_is_not_taken_for_a_name(text: str, values: list[str]) -> None:
    assert [low for _, low, _, _, _ in read(text)] == values


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
        ("grew by 300 to 1,200 there", ["300", "1200"]),
        ("worth 1.000.000 euros", ["1000000"]),
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


_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SCALES = (
    (10**12, "trillion"),
    (10**9, "billion"),
    (10**6, "million"),
    (10**3, "thousand"),
    (100, "hundred"),
)


def spelled(number: int, hyphen: str, conjunction: str) -> str:
    if number < 20:
        return _SMALL[number]
    if number < 100:
        ones = hyphen + _SMALL[number % 10] if number % 10 else ""
        return _TENS[number // 10 - 2] + ones
    factor, name = next((f, n) for f, n in _SCALES if number >= f)
    head = f"{spelled(number // factor, hyphen, conjunction)} {name}"
    rest = number % factor
    joint = conjunction if rest < 100 else " "
    return head + (joint + spelled(rest, hyphen, conjunction) if rest else "")


@given(
    st.one_of(st.integers(2, 10**4), st.integers(2, 10**15)),
    st.sampled_from(["-", " "]),
    st.sampled_from([" ", " and "]),
)
def test_a_whole_number_in_words_is_read_exactly(number: int, hyphen: str, conjunction: str) -> None:
    words = spelled(number, hyphen, conjunction)
    assert read(f"They counted {words} lanterns.") == [(words, str(number), str(number), "", "exact")]


@given(
    st.decimals(min_value=1, max_value=10**6, places=2),
    st.sampled_from(
        [
            ("${}", "USD", 1),
            ("€{}m", "EUR", 10**6),
            ("£{} billion", "GBP", 10**9),
            ("{} million yen", "JPY", 10**6),
            ("{}%", "percent", 1),
            ("{} percentage points", "percentage point", 1),
            ("{} km", "kilometer", 1),
        ]
    ),
)
def test_a_number_with_a_unit_is_read_exactly(value: Decimal, form: tuple[str, str, int]) -> None:
    pattern, unit, scale = form
    surface = pattern.format(value)
    exact = _plain(value * scale)
    assert read(f"They paid {surface} there.") == [(surface, exact, exact, unit, "exact")]


@given(
    st.integers(1000, 10**9),
    st.integers(1, 10**9),
    st.sampled_from(["{:,}-{:,}", "{:,} to {:,}", "${:,}–${:,}", "{:,}% to {:,}%", "€{:,} to €{:,}"]),
)
def test_a_rising_range_is_read_with_both_ends(low: int, more: int, form: str) -> None:
    assert [(found[1], found[2], found[4]) for found in read(f"It took {form.format(low, low + more)}.")] == [
        (str(low), str(low + more), "range")
    ]


PIECES = (
    *(word for name in _NAMES for word in name.words),
    *"1 2 7 12 49 101 1998 2019 2254 40s 98 3rd 6-4 9/11 24/7 12:30 one two five II IX % , . : - ' ( )"
    " million percent people pm GMT Street No. # @ / www. ° al b@c.de d.uk/e iPhone 22-CV-7".split(),
)


@given(
    st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from([" ", " ", " ", "-", "", "/"])), max_size=12)
)
def test_a_name_is_found_wherever_its_pattern_matches(pieces: list[tuple[str, str]]) -> None:
    text = "".join(piece + gap for piece, gap in pieces)
    cut = tokens(text)
    found = {(rank, match.span()) for rank, match in _matches(text, cut, range(len(cut)))}

    everywhere, done = set(), [0] * len(_NAMES)
    for run in _RUN.finditer(text):
        for name in _NAMES:
            if done[name.rank] <= run.start() and (match := name.pattern.match(text, run.start())):
                done[name.rank] = match.end()
                everywhere.add((name.rank, match.span()))
    assert found == everywhere, text


@pytest.mark.parametrize(
    "name", [name for name in _NAMES if name.words], ids=lambda name: name.pattern.pattern
)
def test_a_name_is_tried_wherever_two_of_its_words_make_it(name: _Name) -> None:
    words = {
        *re.findall("[a-z]{2,}", name.pattern.pattern),
        *name.words,
        *"1 7 12 98 101 2012 2120 I s".split(),
    }
    for first, gap, word in product(
        name.words, ("", " ", "-", ". ", ", ", "'", " ’", " the ", " of "), words
    ):
        text = f"{first}{gap}{word} two of seven 3-2 all the 5"
        run = _RUN.match(text)
        if run is not None and name.pattern.match(text):
            assert name.begins(run[0], text[run.end() : run.end() + 2], _SIGNS), text


@pytest.mark.parametrize(
    "phrase", sorted({*ENGLISH.hedges_before, *ENGLISH.hedges_after} - {(">=",), ("<=",)}), ids=" ".join
)
def test_no_hedge_is_passed_over(phrase: tuple[str, ...]) -> None:
    before, after = ENGLISH.hedges_before.get(phrase), ENGLISH.hedges_after.get(phrase)
    hedge = " ".join(phrase)
    if before:
        glued = "" if hedge in ("<", ">") else " "  # "> 5" is a quoted line
        assert scan(f"We know that {hedge}{glued}30 boats sank.")[-1].bound is before
    if after:
        glued = "-" if hedge == "ish" else " "
        assert scan(f"We saw 30{glued}{hedge}, and sank them.")[0].bound is after


def test_an_address_is_a_mention_for_the_number_in_it() -> None:
    assert roles("He will see https://example.org/of-the-city by then.") == []
    assert roles("He will see https://example.org/press-releases/of-the-city/view/1039229/x then.") == [
        ("https://example.org/press-releases/of-the-city/view/1039229/x", "identifier")
    ]


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


def test_a_name_inside_a_figure_and_the_figure_are_not_both_read() -> None:
    assert [(m.text, m.role) for m in scan("cent1.100.100.100.100.100")] == [
        ("100.100.100.100", Role.IDENTIFIER)
    ]
