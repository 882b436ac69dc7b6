"""check judges claims against a text and trusts nothing."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from extractor.check import Check, Verdict, check
from extractor.check.align import Source, align
from extractor.claims import Claim, NumericClaim
from extractor.numbers import Role, scan
from tests.attacks import NEWS

FLOOD = """The flood killed 1,200 people and injured about 300, the interior ministry said on Monday. \
Damage was put at $4.5 billion, while output changed by -5% from 2019.
“We lost more than half of our 21.5 tonnes of seed,” said Anna Bell, 34, a farmer.
The army sent 11,000 troops; 1,000 of them were killed, according to Western officials.
Between 3,000 and 4,000 homes stand empty near the 3rd bridge, and a T-72 tank was lost."""


def judged(**claim: Any) -> tuple[str, set[str]]:
    """Return the verdict and the rules that speak against the claim."""
    result = check(FLOOD, [claim]).results[0]
    return result.verdict.value, {f.rule for f in result.findings if not f.note}


@pytest.mark.parametrize(
    "claim",
    [
        {"quote": "killed 1,200 people", "value": 1200, "unit": "", "bound": "exact", "subject": "people"},
        {"value": 1200, "attributed_to": "the interior ministry"},
        {"value": 1200, "subject": "person"},
        {"value": 300, "bound": "about"},
        {"value": "4.5e9", "unit": "USD"},
        {"value": 4_500_000_000, "unit": "$"},
        {"value": -5, "unit": "%"},
        {"value": 50, "unit": "percent", "bound": "more_than", "attributed_to": "Anna Bell"},
        {"low": "0.5", "unit": "", "bound": "more_than", "attributed_to": "Bell"},
        {"value": 21500, "unit": "kg"},
        {"low": 3000, "high": 4000, "bound": "range", "subject": "homes"},
        {"quote": '"We lost more than half of our 21.5 tonnes of seed"', "value": "21.5", "unit": "t"},
        {"quote": "THE FLOOD  KILLED 1,200 people", "value": 1200},
        {"quote": "The flood killed 1,200 people ... the interior ministry said", "value": 1200},
        {"quote": "The flod killed 1,200 people and injurred about 300", "value": 1200},
        {"mention": 1, "value": 1200, "subject": "people"},
        {"mention": 2, "value": 300, "bound": "about", "subject": "people"},
    ],
)
def test_a_true_claim_is_supported(claim: dict[str, Any]) -> None:
    assert judged(**claim) == ("supported", set())


@pytest.mark.parametrize(
    ("claim", "rules"),
    [
        ({"mention": 1, "value": 1300}, {"value"}),
        ({"mention": 1, "value": 1_200_000}, {"scale"}),
        ({"value": "4.5", "unit": "billion"}, {"scale"}),
        ({"quote": "Damage was put at $4.5 billion", "value": "4.5"}, {"scale"}),
        ({"value": 4_500_000_000, "unit": "EUR"}, {"currency"}),
        ({"quote": "output changed by -5%", "value": 5, "unit": "percent"}, {"sign"}),
        ({"quote": "output changed by -5%", "value": -5, "unit": "percentage point"}, {"unit"}),
        ({"quote": "killed 1,200 people", "value": 1200, "unit": "tonne"}, {"unit"}),
        ({"quote": "injured about 300", "value": 300, "bound": "exact"}, {"bound"}),
        ({"quote": "killed 1,200 people", "value": 1200, "bound": "at_least"}, {"bound"}),
        ({"low": "0.5", "bound": "at_least"}, {"bound"}),
        ({"quote": "from 2019", "value": 2019}, {"role"}),
        ({"quote": "the 3rd bridge", "value": 3}, {"role"}),
        ({"quote": "a T-72 tank was lost", "value": 72}, {"role"}),
        ({"mention": 1, "value": 1200, "subject": "flood"}, {"subject"}),
        ({"mention": 1, "value": 1200, "subject": "soldiers"}, {"subject"}),
        ({"mention": 2, "value": 300, "subject": "troops"}, {"subject"}),
        ({"value": 1200, "attributed_to": "Anna Bell"}, {"speaker"}),
        ({"value": 1200, "attributed_to": "the Red Cross"}, {"speaker"}),
        ({"mention": 2, "value": 300, "quote": "killed 1,200 people"}, {"quote"}),
    ],
)
def test_a_claim_that_differs_from_its_evidence_is_a_mismatch(claim: dict[str, Any], rules: set[str]) -> None:
    assert judged(**claim) == ("mismatch", rules)


@pytest.mark.parametrize(
    ("claim", "rule"),
    [
        ({"quote": "200 people", "value": 200}, "quote"),
        ({"quote": "5% from", "value": 5, "unit": "percent"}, "quote"),
        ({"quote": "killed 1,700 people", "value": 1700}, "quote"),
        ({"quote": "The flood killed 1,300 people and injured about 300", "value": 1300}, "quote"),
        ({"quote": "The flood killed 1,200 people and injured over 300", "value": 300}, "quote"),
        ({"quote": "Western officials said 1,000 of them were killed", "value": 1000}, "quote"),
        ({"quote": "The navy sent 11,000 troops; 1,000 of them", "value": 11000}, "quote"),
        ({"value": 200}, "value"),
        ({"value": 5, "unit": "percent"}, "value"),
        ({"value": 5, "unit": "tonnes"}, "value"),
        ({"value": 2019, "unit": ""}, "value"),
        ({"mention": 99, "value": 1}, "quote"),
        ({"quote": "The army sent", "value": 7}, "value"),
        ({"subject": "people"}, "value"),
        ({"derivation": "#99 - 1", "value": 3}, "derivation"),
        ({"derivation": "7 * 3", "value": 21}, "derivation"),
        ({"derivation": "__import__('os')", "value": 21}, "derivation"),
        ({"derivation": "#1 ** 9", "value": 21}, "derivation"),
        ({"derivation": "#1 / (#1 - #1)", "value": 21}, "derivation"),
    ],
)
def test_a_claim_without_evidence_is_unsupported(claim: dict[str, Any], rule: str) -> None:
    assert judged(**claim) == ("unsupported", {rule})


def ids() -> dict[str, int]:
    return {m.text: m.id for m in check(FLOOD, []).mentions}


def test_a_true_difference_is_derived_and_shows_its_proof() -> None:
    expression = f"#{ids()['11,000']} - #{ids()['1,000']}"

    result = check(FLOOD, [{"value": 10000, "derivation": expression}]).results[0]

    assert (result.verdict, result.proof) == (Verdict.DERIVED, "11,000 − 1,000 = 10,000")


def test_a_wrong_difference_is_a_mismatch() -> None:
    expression = f"#{ids()['11,000']} - #{ids()['1,000']}"

    assert judged(value=9000, derivation=expression) == ("mismatch", {"derivation"})


def test_a_quotient_may_be_rounded_to_the_places_the_claim_shows() -> None:
    expression = f"#{ids()['1,000']} / #{ids()['11,000']} * 100"

    assert judged(value="9.1", unit="percent", derivation=expression) == ("derived", set())
    assert judged(value="9.2", unit="percent", derivation=expression) == ("mismatch", {"derivation"})


def test_measures_of_different_units_are_not_added() -> None:
    expression = f"#{ids()['1,200']} + #{ids()['21.5 tonnes']}"

    assert judged(value="1221.5", derivation=expression) == ("unsupported", {"derivation"})


@pytest.mark.parametrize(
    ("text", "claim", "verdict", "rules"),
    [
        ("It makes 40 tonnes a day and ran 10 days.", {"value": 400, "unit": "tonne"}, "derived", set()),
        ("Oil was $30 a barrel; 2m barrels went.", {"value": 60_000_000, "unit": "USD"}, "derived", set()),
        ("They fire 400 shells per day for 3 weeks.", {"value": 1200}, "unsupported", {"derivation"}),
        ("It drove 2 hours at 60 km/h.", {"value": 120, "unit": "km"}, "derived", set()),
        ("It drove 2 hours at 60 km/h.", {"value": 120, "unit": "hour"}, "mismatch", {"unit"}),
        ("They killed 40 in a day, and fought 3 days.", {"value": 120, "unit": ""}, "mismatch", {"unit"}),
    ],
)
def test_a_rate_times_what_it_is_per_is_an_amount(
    text: str, claim: dict[str, Any], verdict: str, rules: set[str]
) -> None:
    result = check(text, [{"derivation": "#1 * #2", **claim}]).results[0]

    assert (result.verdict.value, {f.rule for f in result.findings if not f.note}) == (verdict, rules)


def test_a_rate_is_found_without_being_told_and_no_sum_with_it() -> None:
    text = "The plant makes 40 tonnes a day. It ran for 10 days and sold 15 tonnes."
    found = check(text, [{"value": 400, "unit": "tonne"}, {"value": 55, "unit": "tonne"}]).results

    assert [(result.verdict.value, result.proof) for result in found] == [
        ("derived", "40 tonnes × 10 days = 400"),
        ("unsupported", None),
    ]


def test_an_amount_given_in_two_currencies_gives_the_rate_for_others() -> None:
    text = "The bank paid €10 million ($11 million) for it and €50 million for the rest."
    claims = [{"value": 55_000_000, "unit": unit, "derivation": "#3 * #2 / #1"} for unit in ("USD", "EUR")]
    found = check(text, claims).results

    assert [result.verdict.value for result in found] == ["derived", "mismatch"]
    assert found[0].proof == "(€50 million × $11 million) ÷ €10 million = 55,000,000"


def test_a_hedged_operand_makes_an_exact_sum_a_mismatch() -> None:
    expression = f"#{ids()['1,200']} + #{ids()['300']}"

    assert judged(value=1500, bound="exact", derivation=expression) == ("mismatch", {"bound"})
    assert judged(value=1500, bound="about", derivation=expression) == ("derived", set())


def test_what_a_claim_leaves_out_is_a_note_and_not_held_against_it() -> None:
    result = check(FLOOD, [{"value": 4_500_000_000}]).results[0]

    assert result.verdict is Verdict.SUPPORTED
    assert {f.rule for f in result.findings} == {"unit"}
    assert all(f.note for f in result.findings)


def test_a_slid_scale_is_named_with_the_right_value() -> None:
    result = check(FLOOD, [{"value": "4.5", "unit": "billion"}]).results[0]

    assert result.findings[0].message == "'billion' is a scale, not a unit: the value is 4,500,000,000"


def test_a_claim_without_a_number_is_judged_on_quote_and_speaker() -> None:
    held, swapped, lost = check(
        FLOOD,
        [
            Claim(quote="The army sent 11,000 troops", attributed_to="Western officials"),
            Claim(quote="The army sent 11,000 troops", attributed_to="Anna Bell"),
            Claim(quote="The navy sent 11,000 troops"),
        ],
    ).results

    assert [held.verdict, swapped.verdict] == [Verdict.SUPPORTED, Verdict.MISMATCH]
    assert (lost.verdict, lost.findings[0].rule) == (Verdict.UNSUPPORTED, "quote")


def test_every_quantity_that_no_claim_uses_is_listed() -> None:
    checked = check(FLOOD, [{"value": 1200}, {"mention": ids()["300"], "value": 300}])

    assert [m.text for m in checked.uncovered] == [
        "$4.5 billion",
        "-5%",
        "half",
        "21.5 tonnes",
        "34",
        "11,000",
        "1,000",
        "3,000 and 4,000",
    ]


def test_two_claims_of_one_value_rest_on_two_mentions_where_there_are_two() -> None:
    text = "Nine ships left in May. Nine ships came back in June."

    first, second = check(text, [{"value": 9}, {"value": 9}]).results

    assert (first.start, second.start) == (0, 24)


CLAIMS = st.fixed_dictionaries(
    {},
    optional={
        "quote": st.text(max_size=40) | st.sampled_from(["killed 1,200 people", "200", "…", "[x]"]),
        "value": st.decimals(allow_nan=False, allow_infinity=False)
        | st.sampled_from([Decimal(1200), Decimal(5)]),
        "unit": st.sampled_from(["", "percent", "USD", "kg", "million", "soldiers", "kelvin", "x" * 40]),
        "subject": st.text(max_size=20),
        "attributed_to": st.text(max_size=20),
        "mention": st.integers(-3, 40),
        "derivation": st.text("#123+-*/() ", max_size=20),
    },
)


@settings(
    suppress_health_check=[HealthCheck.too_slow], deadline=None
)  # the first draw builds a unicode table
@given(st.lists(CLAIMS, max_size=4))
def test_every_claim_gets_a_verdict_whatever_it_says(claims: list[dict[str, Any]]) -> None:
    checked = check(FLOOD, [NumericClaim.model_validate(claim) for claim in claims])

    assert len(checked.results) == len(claims)
    for result in checked.results:
        assert result.verdict is not Verdict.DERIVED or result.proof
        assert result.verdict in (Verdict.SUPPORTED, Verdict.DERIVED) or any(
            not f.note for f in result.findings
        )


@settings(deadline=None)  # the first call loads the sentence cutter
@given(st.text())
def test_any_text_can_be_judged(text: str) -> None:
    checked = check(text, [{"quote": text, "value": 3}, {"value": 3}])

    assert isinstance(checked, Check)
    assert len(checked.results) == 2


@pytest.mark.parametrize(
    "quote",
    [
        "sent eleven thousand troops",
        "sent 11000 troops",
        "sent 11k troops",
        "sent 11.0 thousand troops; 1000 of them were killed",
        "more than half of our 21.5 metric tons of seed",
    ],
)
def test_a_quote_may_write_a_number_in_another_way(quote: str) -> None:
    assert judged(quote=quote, value="0.5" if "half" in quote else 11000)[0] == "supported"


@pytest.mark.parametrize(
    "quote", ["sent twelve thousand troops", "sent 1,100 troops", "sent 11,000 tonnes troops"]
)
def test_a_quote_with_another_number_is_not_found(quote: str) -> None:
    assert judged(quote=quote, value=11000) == ("unsupported", {"quote"})


def test_a_quote_that_cuts_its_number_in_two_says_so() -> None:
    text = "Losses came to between $40 million and $55 million, the mayor said."

    result = check(text, [{"quote": "between $40 million", "value": 40_000_000, "unit": "USD"}]).results[0]

    assert result.verdict is Verdict.UNSUPPORTED
    assert result.findings[0].message == "the quote cuts the number '$40 million and $55 million'"


STRIKE = """Dock Workers Walk Out
The union said 2,900 dockers had stopped work at 38 ships. The port, owned by the city, dismissed 85 strikers.
Its director, Karin Holm, put the losses at €850,000. She offered a rise of 3 percent.
Anna Bell, who leads the union, dismissed the offer. “We want 7.5 percent,” she said."""


@pytest.mark.parametrize(
    ("claim", "rules"),
    [
        ({"value": 85, "subject": "ships"}, {"subject"}),
        ({"value": 85, "subject": "port"}, {"subject"}),
        ({"value": 38, "subject": "dockers"}, {"subject"}),
        ({"value": 850_000, "unit": "EUR", "subject": "ships"}, {"subject"}),
        ({"value": 3, "unit": "percent", "attributed_to": "Anna Bell"}, {"speaker"}),
        ({"value": "7.5", "unit": "percent", "attributed_to": "Karin Holm"}, {"speaker"}),
        ({"value": 85, "attributed_to": "Anna Bell"}, {"speaker"}),
    ],
)
def test_the_right_number_of_the_wrong_thing_or_person_is_a_mismatch(
    claim: dict[str, Any], rules: set[str]
) -> None:
    result = check(STRIKE, [claim]).results[0]

    assert (result.verdict, {f.rule for f in result.findings if not f.note}) == (Verdict.MISMATCH, rules)


@pytest.mark.parametrize(
    "claim",
    [
        {"value": 2900, "subject": "docker", "attributed_to": "the union"},
        {"value": 850_000, "unit": "EUR", "subject": "losses", "attributed_to": "Holm"},
        {"value": 850_000, "unit": "EUR", "subject": "losses", "attributed_to": "its director"},
        {"value": 3, "unit": "percent", "attributed_to": "Karin Holm"},
        {"value": "7.5", "unit": "percent", "attributed_to": "Anna Bell"},
    ],
)
def test_a_pronoun_speaks_for_the_person_named_last(claim: dict[str, Any]) -> None:
    result = check(STRIKE, [claim]).results[0]

    assert (result.verdict, [f for f in result.findings if not f.note]) == (Verdict.SUPPORTED, [])


def beside(text: str, number: str, **said: str) -> set[str]:
    """Return the rules that speak against words said of a number."""
    mention = next(m for m in scan(text) if m.start <= text.index(number) < m.end)
    result = check(text, [{"mention": mention.id, **said}]).results[0]
    return {f.rule for f in result.findings if not f.note}


@pytest.mark.parametrize(
    ("text", "number", "counted", "not_counted", "says", "silent"),
    [(text, *row) for text, rows in NEWS.items() for row in rows],
)
def test_of_all_words_of_a_sentence_a_number_counts_its_own_and_its_speaker_says_it(
    text: str, number: str, counted: str, not_counted: str, says: str, silent: str
) -> None:
    verdicts = {
        (field, word): beside(text, number, **{field: word})
        for field, words in (("subject", f"{counted}|{not_counted}"), ("attributed_to", f"{says}|{silent}"))
        for word in filter(None, words.split("|"))
    }

    assert {word for (field, word), rules in verdicts.items() if rules} == {
        word for word in f"{not_counted}|{silent}".split("|") if word
    }
    assert all(
        rules <= {"subject" if field == "subject" else "speaker"} for (field, _), rules in verdicts.items()
    )


SUMS = """Bus Falls Into Ravine in Kars
KARS, March 3, 2019 – A bus fell into a ravine, killing 18 passengers, police said. Six passengers died later.
The firm cut 40 of its 160 drivers in 2017. It was the worst crash since 1985; 30 percent of its fleet is old.
Profit fell from $50 million to $40 million. Four families will get $25,000 each."""


@pytest.mark.parametrize(
    ("claim", "proof"),
    [
        ({"value": 24, "unit": "", "subject": "passengers"}, "18 + Six = 24"),
        ({"value": 34, "unit": "year"}, "2019 − 1985 = 34"),
        ({"value": 25, "unit": "percent", "subject": "drivers"}, "(40 ÷ 160) × 100 = 25"),
        ({"value": 120, "unit": "", "subject": "drivers"}, "160 − 40 = 120"),
        ({"value": 70, "unit": "percent"}, "100 − 30 percent = 70"),
        ({"value": 100_000, "unit": "USD"}, "Four × $25,000 = 100,000"),
        ({"value": 10_000_000, "unit": "USD"}, "$50 million − $40 million = 10,000,000"),
    ],
)
def test_a_number_stated_nowhere_is_derived_when_its_neighbours_give_it(
    claim: dict[str, Any], proof: str
) -> None:
    result = check(SUMS, [claim]).results[0]

    assert (result.verdict, result.proof) == (Verdict.DERIVED, proof)


@pytest.mark.parametrize(
    ("expression", "value", "unit", "verdict"),
    [
        ("#3 / #4 * 100", 25, "percent", Verdict.DERIVED),
        ("100 * #3 / #4", 25, "percent", Verdict.DERIVED),
        ("(#4 - #3) / #4 * 100", 75, "percent", Verdict.DERIVED),
        ("(1 - #3 / #4) * 100", 75, "percent", Verdict.DERIVED),
        ("#3 + #4", 200, "percent", Verdict.MISMATCH),
        ("#3 * 100", 4000, "percent", Verdict.MISMATCH),
        ("#3 / #4", "0.25", "percent", Verdict.MISMATCH),
        ("(#3 + #4) / 2", 100, "percent", Verdict.MISMATCH),
        ("#3 / #4 * 100", 25, "", Verdict.MISMATCH),
    ],
)
def test_percent_is_a_ratio_times_a_hundred_and_nothing_else(
    expression: str, value: object, unit: str, verdict: Verdict
) -> None:
    text = "On 3 May the firm had 9 depots. It cut 40 of its 160 drivers."
    numbers = [m.id for m in scan(text) if m.text in ("40", "160")]
    named = expression.replace("#3", f"#{numbers[0]}").replace("#4", f"#{numbers[1]}")

    result = check(text, [{"value": value, "unit": unit, "derivation": named}]).results[0]

    assert result.verdict is verdict


@pytest.mark.parametrize(
    ("text", "value", "proof"),
    [
        ("The plan moves 35 of the camp's 91 inmates abroad; the others stay.", 56, "91 − 35 = 56"),
        ("The chain will close 10% of its nearly 1,500 shops.", 150, "(10% ÷ 100) × 1,500 = 150"),
        ("Half of the $700 million is spent.", 350_000_000, "(Half ÷ 1) × $700 million = 350,000,000"),
        ("The fleet fell from 96 boats to 35 in a decade.", 61, "96 − 35 = 61"),
        ("They wed in 1955. They parted 12 years later.", 1967, "1955 + 12 years = 1,967"),
        ("The ranch costs $67 million. It is large. Last year it cost $100 million.", 33_000_000,
         "$100 million − $67 million = 33,000,000"),
    ],
)  # fmt: skip
def test_parts_of_a_whole_changes_and_dates_give_what_a_text_leaves_to_be_reckoned(
    text: str, value: int, proof: str
) -> None:
    result = check(text, [{"value": value}]).results[0]

    assert (result.verdict, result.proof) == (Verdict.DERIVED, proof)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("One of nine papers wrote of it. She was 94 years old and had three sons.", 95),
        ("Tom Hill, 49, and Ann Reed, 42, left.", 7),
        ("Three were driving when it rained, and the price doubled.", 5),
        ("Some 300 were hurt and 120 cars burned.", 180),
        ("Two fled, two stayed.", 4),
    ],
)
def test_numbers_that_only_happen_to_give_another_prove_nothing(text: str, value: int) -> None:
    assert check(text, [{"value": value}]).results[0].verdict is Verdict.UNSUPPORTED


@pytest.mark.parametrize(
    "claim",
    [
        {"value": 25, "unit": "", "subject": "passengers"},
        {"value": 178, "unit": "", "subject": "passengers"},  # drivers and passengers do not add up
        {"value": 24, "unit": "tonne"},
        {"value": 33, "unit": "year"},
        {"value": 26, "unit": "percent", "subject": "drivers"},
        {"value": 71, "unit": "percent"},
        {"value": 22, "unit": ""},
    ],
)
def test_a_number_that_follows_from_nothing_is_unsupported(claim: dict[str, Any]) -> None:
    result = check(SUMS, [claim]).results[0]

    assert (result.verdict, result.findings[0].rule) == (Verdict.UNSUPPORTED, "value")


def test_a_bare_number_may_be_a_date_which_is_noted() -> None:
    result = check(SUMS, [{"value": 1985}]).results[0]

    assert result.verdict is Verdict.SUPPORTED
    assert [(f.rule, f.message, f.note) for f in result.findings] == [
        ("role", "'1985' is a date, not a quantity", True)
    ]


def test_claims_that_fit_several_numbers_get_one_each_whatever_their_order() -> None:
    text = "In Ost 200 people fled.\nThe army said 200 people fled in West."
    anyone = {"value": 200, "subject": "people"}
    army = {**anyone, "attributed_to": "The army"}

    for claims in ([anyone, army], [army, anyone]):
        checked = check(text, claims)
        places = {claim.claim.attributed_to: claim.start for claim in checked.results}

        assert places == {None: text.index("200"), "The army": text.rindex("200")}
        assert checked.uncovered == ()


GERMAN = """Mehr als 1.200 Menschen sind nach Angaben des Innenministeriums ums Leben gekommen. \
Der Schaden beläuft sich auf 4,5 Milliarden Euro, sagte die Ministerin Anna Bell am Montag."""


def test_a_german_text_is_judged_by_the_german_way_of_writing_numbers() -> None:
    claims: list[dict[str, Any]] = [
        {"quote": "1.200 Menschen", "value": 1200, "unit": "", "bound": "more_than", "subject": "Menschen"},
        {"quote": "1200 Menschen", "value": 1200, "bound": "more_than"},
        {"value": 4_500_000_000, "unit": "Euro", "attributed_to": "Anna Bell"},
        {"value": "4.5", "unit": "Milliarden"},
        {"quote": "1.200 Menschen", "value": "1.2"},
        {"value": 1200, "subject": "Soldaten"},
    ]

    results = check(GERMAN, claims).results

    assert [(r.verdict.value, {f.rule for f in r.findings if not f.note}) for r in results] == [
        ("supported", set()),
        ("supported", set()),
        ("supported", set()),
        ("mismatch", {"scale"}),
        ("mismatch", {"scale"}),
        ("mismatch", {"subject"}),
    ]


NEWS_WORDS = st.lists(
    st.sampled_from(
        """1,200 5 2.5 $4 £3m 40% -5% 10–12 half a two-thirds dozen dozens of nearly at least more than up to
        people soldiers were killed said Bell . , million thousand km tonnes between and to from 2019 March 3
        third""".split()
    ),
    min_size=1,
    max_size=25,
).map(" ".join)


@given(NEWS_WORDS)
def test_a_claim_made_from_a_mention_is_always_supported(text: str) -> None:
    made = [
        NumericClaim(
            mention=m.id,
            value=m.low if m.low == m.high else None,
            low=None if m.low == m.high else m.low,
            high=None if m.low == m.high else m.high,
            unit=m.unit,
            bound=m.bound,
        )
        for m in scan(text)
        if m.role is Role.QUANTITY
    ]
    quoted = [claim.model_copy(update={"mention": None, "quote": text}) for claim in made]

    assert [r.verdict for r in check(text, made).results] == [Verdict.SUPPORTED] * len(made)
    assert [r.verdict for r in check(text, quoted).results] == [Verdict.SUPPORTED] * len(made)


@pytest.mark.parametrize("value", ["11,000", "11000", "11k", "eleven thousand", "11.0 thousand", 11000])
def test_a_claim_may_write_its_number_as_people_do(value: Any) -> None:
    assert judged(value=value, unit="", bound="exact", subject="troops") == ("supported", set())


@pytest.mark.parametrize("value", ["about 11,000", "11%", "$5", "troops", "10 to 12", ""])
def test_a_number_with_more_than_a_number_in_it_is_no_value(value: Any) -> None:
    with pytest.raises(ValidationError):
        NumericClaim(value=value)


def test_numbers_are_reckoned_alike_whatever_the_precision_of_the_thread() -> None:
    with localcontext(prec=3):
        assert judged(value="4500000001", unit="USD")[0] == "unsupported"
        assert judged(value=4_500_000_000, unit="USD") == ("supported", set())
        assert scan("1,234,567 people")[0].low == 1_234_567


def test_a_huge_value_in_another_unit_is_wrong_and_no_error() -> None:
    assert judged(value=Decimal("1E+30"), unit="kg", mention=ids()["21.5 tonnes"]) == ("mismatch", {"value"})


def test_an_average_is_derived_and_another_divisor_is_not() -> None:
    expression = f"(#{ids()['11,000']} + #{ids()['1,000']}) / 2"

    assert judged(value=6000, derivation=expression) == ("derived", set())
    assert judged(value=4000, derivation=expression.replace("/ 2", "/ 3")) == ("unsupported", {"derivation"})


def test_a_fraction_of_a_million_beside_an_endless_fraction_is_another_number() -> None:
    text = "two-thirds two-thirds million"
    third = Decimal(2) / Decimal(3)

    assert check(text, [{"value": third, "unit": "", "quote": text}]).results[0].verdict is Verdict.SUPPORTED


WOLVES = (
    "The agency counted sever storms, the ministry 12 wolves and 5 million trees in the southern districts."
)


@pytest.mark.parametrize(
    ("quote", "stands"),
    [
        ("the minisstry 12 wolves and 5 million trees", True),
        ("the ministry twelve wolves and 5m tres in the", True),
        ("the ministry 12 wolves and 5 milion trees in the", False),
        ("The agency counted seven storms, the ministry", False),
        ("the ministry 12 wolves and 5 million birds", False),
        ("the minisstry … southern districts", False),
    ],
)
def test_a_slip_of_the_pen_is_forgiven_in_a_word_but_in_no_number_and_no_cut_quote(
    quote: str, stands: bool
) -> None:
    result = check(WOLVES, [Claim(quote=quote)]).results[0]
    assert (result.verdict is Verdict.SUPPORTED) is stands


@pytest.mark.parametrize("value", ["1e999999999", Decimal("-1e999999"), "1e-999999999"])
def test_a_number_of_a_size_that_nobody_can_reckon_with_is_no_claim(value: Any) -> None:
    with pytest.raises(ValidationError, match="more than 100,000 places"):
        NumericClaim(value=value)


def test_of_words_equally_near_to_a_slip_the_first_in_the_text_is_meant() -> None:
    text = "The office counted stones. The office counted stoves, stores, stokes and stopes."
    (place,) = align("The office counted stoxes", Source(text, scan(text)))
    assert text[place.start : place.end] == "The office counted stones"


def test_a_claim_without_quote_or_id_rests_on_every_number_of_its_value() -> None:
    text = "The road is 5 km long. Half of it, two thirds of the bridge and 5,000 metres of wire were lost."
    claims = [
        {"value": "5000", "unit": "m"},
        {"value": "5", "unit": "km"},
        {"value": "0.67", "unit": ""},
        {"value": "50", "unit": "percent"},
    ]
    found = check(text, claims).results
    assert [(text[r.start : r.end], r.verdict.value) for r in found] == [
        ("5 km", "supported"),
        ("5,000 metres", "supported"),
        ("two thirds", "supported"),
        ("Half", "supported"),
    ]


@pytest.mark.parametrize("written", ["900-odd civilians", "900 civilians", "900-plus civilians"])
def test_a_number_with_a_hedge_behind_it_counts_the_noun_that_follows(written: str) -> None:
    text = f"The ministry says it has lost 2,340 soldiers and {written}."

    results = check(
        text, [{"quote": written, "value": 900, "subject": it} for it in ("civilians", "soldiers")]
    )

    assert [
        {f.rule for f in it.findings if not f.note and f.rule == "subject"} for it in results.results
    ] == [
        set(),
        {"subject"},
    ]


def test_a_pronoun_of_a_person_points_back_at_nobody_but_people() -> None:
    text = (
        "Wages have risen. Miners are angry. He expects the strike to last 10 days. They expect 20 days more."
    )

    def verdict(quote: str, value: int, subject: str) -> Verdict:
        claim = {"quote": quote, "value": value, "unit": "day", "subject": subject}
        return check(text, [claim]).results[0].verdict

    assert verdict("10 days", 10, "strike") is Verdict.SUPPORTED
    assert verdict("10 days", 10, "Wages") is Verdict.MISMATCH
