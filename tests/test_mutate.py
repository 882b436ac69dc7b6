"""mutate changes one thing in true claims, and the check notices."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.article import article
from extractor.check import SOUND, check, judge
from extractor.check.align import Place
from extractor.claims import Claim, NumericClaim
from extractor.extract import stated
from extractor.mutate import (
    FALSE,
    HARMLESS,
    OF_DERIVED,
    Mutant,
    Story,
    draw,
    judged,
    missed,
    mutants,
    story,
)
from extractor.numbers import Bound, Role, scan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractor.check import Check

STRIKE = """At least 1,250 of the 4,300 dockers at Port Halden walked out on 14 May, leader Ana Moss said.

The harbour board, which runs 12 quays, put the loss at €3.5 million and the fall in traffic at 18 percent. \
Wages have risen by 2.4 percentage points since 2019, according to Ivo Brandt, an economist. \
The strike may last between 10 and 15 days."""
HEAD = STRIKE.partition("\n")[0]
BOARD = STRIKE[STRIKE.index("The harbour") : STRIKE.index(" Wages")]
LAST = STRIKE[STRIKE.index("The strike") :]
CLAIMS: list[dict[str, Any]] = [
    {"mention": 1, "low": 1250, "unit": "", "bound": "at_least", "subject": "dockers"},
    {"quote": HEAD, "value": 4300, "unit": "", "bound": "exact", "attributed_to": "Ana Moss"},
    {"quote": BOARD, "value": 12, "unit": "", "bound": "exact", "subject": "quays"},
    {"mention": 5, "value": 3_500_000, "unit": "EUR", "bound": "exact", "attributed_to": "harbour board"},
    {"mention": 6, "value": 18, "unit": "%", "bound": "exact", "subject": "traffic"},
    {"mention": 7, "value": "2.4", "unit": "percentage point", "bound": "exact", "subject": "wages"},
    {"quote": LAST, "low": 10, "high": 15, "unit": "days", "bound": "range", "subject": "strike"},
]
HOSPITAL = "About 40 of the 90 nurses left, said Ana Poe. Joe Dunn counted 3 doctors."
NURSES: dict[str, Any] = {
    "mention": 1,
    "value": 40,
    "unit": "",
    "bound": "about",
    "subject": "nurses",
    "attributed_to": "Ana Poe",
}
DOCTORS: dict[str, Any] = {
    "mention": 3,
    "value": 3,
    "unit": "",
    "bound": "exact",
    "subject": "doctors",
    "attributed_to": "Joe Dunn",
}
DEPOT = "Of the 40 buses of the firm, said Ana Poe, 15 are out of use. Joe Dunn counted 3 trams."
BUSES: dict[str, Any] = {
    "derivation": "#1 - #2",
    "value": 25,
    "unit": "",
    "subject": "buses",
    "attributed_to": "Ana Poe",
}
TRAMS: dict[str, Any] = {
    "mention": 3,
    "value": 3,
    "unit": "",
    "bound": "exact",
    "subject": "trams",
    "attributed_to": "Joe Dunn",
}


def true_of(text: str, *claims: dict[str, Any] | Claim) -> Check:
    """Check claims that are all true."""
    found = check(text, claims)
    assert {result.verdict for result in found.results} <= SOUND
    return found


def told(text: str, *claims: dict[str, Any] | Claim) -> Story:
    return story(text, true_of(text, *claims))


def changed(of: Story, change: str, seed: int = 1) -> list[dict[str, Any]]:
    """Return what a change makes of the claims of a story: the fields that differ."""
    found = [it for it in mutants(of, seed) if it.change == change]
    pairs = [(it.original.model_dump(), it.claim.model_dump()) for it in found]
    return [{name: new[name] for name in new if new[name] != old[name]} for old, new in pairs]


def written(found: Mutant) -> tuple[str, str, str]:
    return found.change, found.claim.model_dump_json(), found.original.model_dump_json()


# -- what is changed


def test_a_change_touches_the_fields_it_is_named_for() -> None:
    of = told(HOSPITAL, NURSES, DOCTORS)

    assert changed(of, "sign") == [{"value": Decimal(-40)}, {"value": Decimal(-3)}]
    assert changed(of, "hedge dropped") == [{"bound": Bound.EXACT}]
    assert changed(of, "wrong thing") == [{"subject": "doctors"}, {"subject": "nurses"}]
    assert changed(of, "other speaker") == [{"attributed_to": "Joe Dunn"}, {"attributed_to": "Ana Poe"}]
    assert changed(of, "wrong number") == [
        {"value": Decimal(3), "bound": Bound.EXACT},
        {"value": Decimal(40), "bound": Bound.ABOUT},
    ]


def test_every_false_change_is_made_of_some_claim_of_an_article_and_all_are_caught() -> None:
    pool = [*mutants(told(STRIKE, *CLAIMS), 1)]

    assert {it.change for it in pool} == set(FALSE)
    assert [*map(written, missed(pool))] == []


def test_every_harmless_change_is_made_of_some_claim_of_an_article_and_all_are_accepted() -> None:
    text = (
        "“In the long winter – the coldest yet – we lost 5,000 farms and 3 km of fence,” said Eva Lund Roth."
    )
    of = told(
        text,
        {
            "quote": text,
            "value": 5000,
            "bound": "exact",
            "subject": "farms",
            "attributed_to": "Eva Lund Roth",
        },
        {"quote": text, "value": 3, "unit": "kilometer", "bound": "exact"},
    )

    pool = [*mutants(of, 1, HARMLESS)]

    assert {it.change for it in pool} == set(HARMLESS)
    assert [written(it) for it, result in judged(pool) if result.verdict not in SOUND] == []


def test_a_claim_keeps_its_type_and_the_fields_of_its_schema() -> None:
    class Walkout(NumericClaim):
        type: Literal["walkout"] = "walkout"
        trade: str = ""

    made = [it.claim for it in mutants(told(HOSPITAL, Walkout(**NURSES, trade="health")), 1)]

    assert {(type(claim), claim.model_dump()["trade"]) for claim in made} == {(Walkout, "health")}


# -- what is left out


def test_a_value_that_the_text_states_elsewhere_is_not_made() -> None:
    claim = {"mention": 1, "value": 1, "unit": "", "bound": "exact"}
    of = told("We saw 1 dog, 2 cats, 3 rats, some hens, 5 cows, 6 pigs, 7 apes, 8 owls and 9 bees.", claim)

    values = {it["value"] for seed in range(50) for it in changed(of, "digit changed", seed)}

    assert values == {Decimal(4)}


def test_what_an_equal_number_counts_is_not_false() -> None:
    text = "The crash killed 5 passengers. It killed 5 stewards and hurt 8 passers-by."
    claims = [
        {"mention": 1, "value": 5, "subject": "passengers"},
        {"mention": 2, "value": 5, "subject": "stewards"},
    ]
    assert changed(told(text, *claims), "wrong thing") == []


def test_the_words_next_to_a_number_are_not_false_whatever_was_claimed() -> None:
    text = "The town lost 40 soldiers and 900-odd civilians."
    claims = [
        {"mention": 1, "value": 40, "subject": "soldiers"},
        {"mention": 2, "value": 900, "subject": "civilians"},
    ]
    of = told(text, *claims)
    of.truths[1] = replace(of.truths[1], subjects=("troops",))

    assert changed(of, "wrong thing") == []


def test_only_claims_about_numbers_that_are_true_and_say_where_from_are_changed() -> None:
    pointing: dict[str, Any] = {"quote": "3 doctors", "value": 3}
    false = {"quote": "3 doctors", "value": 4}
    pointing_nowhere = {"value": 3, "subject": "doctors"}
    of_words = Claim(quote="Joe Dunn counted")

    of = story(HOSPITAL, check(HOSPITAL, [false, pointing_nowhere, of_words, pointing]))

    assert [truth.claim for truth in of.truths] == [NumericClaim(**pointing)]


def test_nobody_else_is_made_to_say_or_to_be_what_a_claim_leaves_open() -> None:
    bare = {"mention": 1, "value": 40, "unit": "", "bound": "about"}
    of = told(HOSPITAL, bare, DOCTORS)

    assert [
        it.change
        for it in mutants(of, 1)
        if it.original.mention == 1 and it.change in ("wrong thing", "other speaker")
    ] == []


def test_a_derived_claim_is_changed_in_what_its_expression_decides() -> None:
    pool = [it for it in mutants(told(DEPOT, BUSES, TRAMS), 1) if it.original.derivation]

    assert {it.change for it in pool} == OF_DERIVED - {"currency", "unit dropped"}
    assert missed(pool) == []


def test_a_derived_count_that_is_called_percent_is_caught() -> None:
    pool = [it for seed in range(50) for it in mutants(told(DEPOT, BUSES), seed) if it.change == "unit"]

    assert [*map(written, missed(pool))] == []


# -- the seed


def test_the_same_seed_makes_the_same_and_another_seed_something_else() -> None:
    first, again, other = ([*map(written, mutants(told(STRIKE, *CLAIMS), seed))] for seed in (1, 1, 2))

    assert first == again
    assert first != other


@settings(max_examples=30)
@given(st.permutations(range(len(CLAIMS))), st.integers())
def test_the_order_of_the_claims_does_not_change_what_is_made(order: Sequence[int], seed: int) -> None:
    found = true_of(STRIKE, *CLAIMS)
    shuffled = replace(found, results=tuple(found.results[i] for i in order))

    mine, theirs = ([*map(written, mutants(story(STRIKE, it), seed))] for it in (found, shuffled))

    assert mine == theirs


@settings(max_examples=30)
@given(st.sampled_from([FALSE, HARMLESS]), st.integers())
def test_no_mutant_equals_its_original_or_another_one_of_its_change(changes: Any, seed: int) -> None:
    pool = [*mutants(told(STRIKE, *CLAIMS), seed, changes)]

    assert [it for it in pool if it.claim == it.original] == []
    assert max(Counter(map(written, pool)).values()) == 1


@settings(max_examples=30)
@given(st.integers())
def test_no_seed_makes_a_false_claim_of_the_article_that_is_accepted(seed: int) -> None:
    assert [*map(written, missed(mutants(told(STRIKE, *CLAIMS), seed)))] == []


SAMPLES = sorted((Path(__file__).parent.parent / "cassettes" / "articles").glob("*.txt"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_no_false_number_unit_or_hedge_of_a_sample_article_is_accepted(path: Path) -> None:
    text = article(path.read_text(encoding="utf-8")).text
    numbers = [found for found in scan(text) if found.role is Role.QUANTITY]
    claims = [{"mention": found.id, **stated(found)} for found in numbers]

    pool = [*mutants(told(text, *claims), 1)]

    assert len(pool) > 10 * len(claims) > 200
    assert [*map(written, missed(pool))] == []


# -- many of many articles


def test_a_draw_takes_as_many_of_each_change_while_there_are() -> None:
    pool = [*mutants(told(STRIKE, *CLAIMS), 1), *mutants(told(HOSPITAL, NURSES, DOCTORS), 1)]
    there = Counter(it.change for it in pool)

    drawn = Counter(it.change for it in draw(pool, 4 * len(there), seed=1))

    fewest = min(drawn[change] for change in there if drawn[change] < there[change])
    assert drawn.total() == 4 * len(there)
    assert all(drawn[change] == there[change] or drawn[change] - fewest in (0, 1) for change in there)


def test_a_draw_hangs_on_the_seed_and_not_on_the_order_of_the_pool() -> None:
    pool = [*mutants(told(STRIKE, *CLAIMS), 1)]
    shuffled = random.Random(7).sample(pool, len(pool))

    assert [*map(written, draw(shuffled, 30, 1))] == [*map(written, draw(pool, 30, 1))]
    assert {*map(written, draw(pool, 30, 2))} != {*map(written, draw(pool, 30, 1))}


def test_a_draw_of_more_than_there_are_takes_all_once() -> None:
    pool = [*mutants(told(HOSPITAL, NURSES, DOCTORS), 1)]

    assert sorted(map(written, draw(pool, 10_000, 1))) == sorted(map(written, pool))


def test_mutants_of_several_articles_are_each_judged_beside_their_own() -> None:
    pool = [
        *mutants(told(STRIKE, *CLAIMS), 1, HARMLESS),
        *mutants(told(HOSPITAL, NURSES, DOCTORS), 1, HARMLESS),
    ]
    mixed = random.Random(7).sample(pool, len(pool))

    found = [*judged(mixed)]

    assert sorted(written(it) for it, _ in found) == sorted(map(written, pool))
    assert {result.verdict for _, result in found} <= SOUND
    assert all(result.claim is it.claim for it, result in found)


# -- a check that misses something


VALUES = {
    "digit changed",
    "digit dropped",
    "digit added",
    "digits transposed",
    "scale",
    "sign",
    "total for part",
}


@pytest.mark.parametrize(
    ("rule", "guarded"),
    [
        ("role", {"date as a quantity"}),
        ("value", {*VALUES, "range end moved"}),
        ("unit", {"currency", "unit", "unit dropped", "percent and points"}),
        ("bound", {"hedge dropped", "hedge added", "hedge flipped"}),
        ("subject", {"wrong thing"}),
        ("speaker", {"other speaker", "invented speaker"}),
    ],
)
def test_a_check_without_one_of_its_rules_misses_what_the_rule_is_for(
    rule: str, guarded: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = [*mutants(told(STRIKE, *CLAIMS), 1)]
    for rules in ("OF_NUMBER", "OF_WORDS"):
        left = tuple(it for it in getattr(judge, rules) if it.__name__ != rule)
        monkeypatch.setattr(judge, rules, left)

    assert {it.change for it in missed(pool)} >= guarded


def test_a_check_that_takes_any_words_for_a_quote_misses_moved_and_forged_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pool = [*mutants(told(STRIKE, *CLAIMS), 1)]
    monkeypatch.setattr(judge, "align", lambda quote, source: [Place(0, len(source.text), exact=True)])

    assert {it.change for it in missed(pool)} == {"quote moved"}
