"""Whatever goes wrong in the pipeline is told as what it is."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.difference import difference
from tests.judged import CLAIMS, TEXT, claim, row

if TYPE_CHECKING:
    from collections.abc import Callable

    from extractor.row import Row

EXPECTED = row()


def said(found: Row, expected: Row = EXPECTED) -> list[str]:
    return [str(line) for line in difference(expected, found, TEXT).lines]


def judged(*changes: tuple[int, dict[str, Any]]) -> Row:
    """Return the row of claims of which some say something else, judged anew."""
    claims = list(CLAIMS)
    for index, fields in changes:
        claims[index] = claims[index].model_copy(update=fields)
    return row(claims)


def changed(index: int, **fields: Any) -> Row:
    """Return the row with a claim of which fields were changed after it was judged."""
    found = copy.deepcopy(EXPECTED)
    found["claims"][index].update(fields)
    return found


def shifted(by: int, *, only: slice = slice(None), uncovered: bool = True) -> Row:
    """Return the row with places that are off."""
    found = copy.deepcopy(EXPECTED)
    for place in found["claims"][only] + (found["uncovered"] if uncovered else []):
        place["start"] += by
        place["end"] += by
        quote = TEXT[place["start"] : place["end"]]
        place.update({"text": quote} if "text" in place else {"quote": quote})
    return found


def swapped() -> Row:
    found = copy.deepcopy(EXPECTED)
    found["claims"][1], found["claims"][3] = found["claims"][3], found["claims"][1]
    return found


def counted_anew() -> Row:
    found = copy.deepcopy(EXPECTED)
    for each in found["claims"]:
        each["mention"] += 1
    return found


def without(index: int) -> Row:
    return row([it for place, it in enumerate(CLAIMS) if place != index])


def also(**fields: Any) -> Row:
    return copy.deepcopy(EXPECTED) | fields


SPENT = {"calls": 7, "prompt_tokens": 1, "completion_tokens": 1, "cached_tokens": 0, "seconds": 9, "cost": 1}
ERROR = {"type": "AnswerRejected", "message": "1 of 6 requests:\nnot JSON"}
NINE = claim("closed", 7, value=9, unit="day", bound="exact", subject="bridges")

FAULTS: list[tuple[str, Callable[[], Row], list[str]]] = [
    ("nothing", row, []),
    ("two claims swapped in order", swapped, []),
    ("all claims in another order", lambda: row(CLAIMS[::-1]), []),
    ("mentions counted otherwise", counted_anew, []),
    ("more was spent", lambda: also(usage=SPENT), []),
    ("a number as text", lambda: changed(2, value="1200.0"), []),
    ("a single number as a range of one", lambda: changed(2, value=None, low=1200, high="1200"), []),
    ("reviewed", lambda: changed(2, review={"state": "accepted"}), []),
    (
        "a span off by one",
        lambda: shifted(1),
        ["evidence: all 7 places moved by 1, the first 21-23 -> 22-24"],
    ),
    (
        "spans off by two behind a character",
        lambda: shifted(-2, only=slice(3, None)),
        ["evidence: 4 of 7 places moved by -2, the first 144-146 -> 142-144"],
    ),
    (
        "one span off by one",
        lambda: shifted(1, only=slice(1, 2), uncovered=False),
        ['evidence: killed at least 31 people: moved by 1: 43-45 "31" -> 44-46 "1"'],
    ),
    (
        "one end off by one",
        lambda: changed(5, end=189, quote="5 "),
        ['evidence: closed 5 bridges: moved: 187-188 "5" -> 187-189 "5"'],
    ),
    (
        "an uncovered span off by one",
        lambda: shifted(1, only=slice(0)),
        ['evidence: 9 days: moved by 1: 212-218 "9 days" -> 213-219 "days."'],
    ),
    (
        "thousands separator dropped",
        lambda: changed(2, value=1, end=70, quote="1"),
        [
            "number: displaced: 1,200 people -> 1 people",
            'evidence: displaced 1,200 people: moved: 69-74 "1,200" -> 69-70 "1"',
        ],
    ),
    (
        "a digit too much, judged",
        lambda: judged((3, {"value": Decimal(470)})),
        [
            "number: killed: 47 dead -> 470 dead",
            "verdict: killed 47 dead: supported -> mismatch",
            "finding: killed 47 dead: now value: the claim says 470, the text 47 ('47')",
        ],
    ),
    (
        "a digit too much, not noticed by the checker",
        lambda: changed(3, value=470),
        ["number: killed: 47 dead -> 470 dead"],
    ),
    (
        "hedge ignored",
        lambda: changed(1, value=31, low=None, bound="exact"),
        ["number: killed: at least 31 people -> 31 people (hedge at_least -> exact)"],
    ),
    (
        "hedge turned round",
        lambda: changed(1, low=None, high=31, bound="at_most"),
        ["number: killed: at least 31 people -> at most 31 people (hedge at_least -> at_most)"],
    ),
    (
        "an exact number hedged",
        lambda: changed(3, bound="about"),
        ["number: killed: 47 dead -> about 47 dead (hedge exact -> about)"],
    ),
    (
        "a range cut to its lower end",
        lambda: changed(3, value=40),
        ["number: killed: 47 dead -> 40 dead"],
    ),
    (
        "unit dropped",
        lambda: changed(4, unit=""),
        ["number: change: -4.7 percent, prices -> -4.7 prices (unit percent -> none)"],
    ),
    (
        "unit changed",
        lambda: changed(4, unit="percentage point"),
        [
            "number: change: -4.7 percent, prices -> -4.7 percentage points, prices"
            " (unit percent -> percentage point)"
        ],
    ),
    (
        "sign lost",
        lambda: changed(4, value=4.7),
        ["number: change: -4.7 percent, prices -> 4.7 percent, prices (sign lost)"],
    ),
    (
        "sign gained",
        lambda: changed(3, value=-47),
        ["number: killed: 47 dead -> -47 dead (sign gained)"],
    ),
    (
        "no number any more",
        lambda: changed(3, value=None),
        ["number: killed: 47 dead -> dead"],
    ),
    (
        "type renamed",
        lambda: changed(1, type="wounded"),
        ["type: at least 31 people: killed -> wounded"],
    ),
    (
        "type renamed everywhere",
        lambda: row(
            [it.model_copy(update={"type": "deaths"}) if it.type == "killed" else it for it in CLAIMS]
        ),
        [
            "type: at least 31: killed -> deaths",
            "type: at least 31 people: killed -> deaths",
            "type: 47 dead: killed -> deaths",
        ],
    ),
    (
        "speaker changed",
        lambda: changed(1, attributed_to="mayor"),
        ["field: killed at least 31 people: attributed_to harbour office -> mayor"],
    ),
    (
        "speaker lost",
        lambda: changed(1, attributed_to=None),
        ["field: killed at least 31 people: attributed_to harbour office -> none"],
    ),
    (
        "what is counted changed",
        lambda: changed(5, subject="roads"),
        ["field: closed 5 bridges: subject bridges -> roads"],
    ),
    (
        "a field of the schema changed",
        lambda: changed(5, cause="storm"),
        ["field: closed 5 bridges: cause none -> storm"],
    ),
    (
        "claim dropped",
        lambda: without(5),
        ["lost: closed 5 bridges, supported, 187-188", 'uncovered: "5" 187-188 is now without a claim'],
    ),
    (
        "claim dropped whose number another has",
        lambda: without(0),
        ["lost: killed at least 31, supported, 21-23", 'uncovered: "31" 21-23 is now without a claim'],
    ),
    (
        "claim doubled",
        lambda: row([*CLAIMS, CLAIMS[3]]),
        ["gained: killed 47 dead, supported, 144-146"],
    ),
    (
        "verdict flipped",
        lambda: changed(1, verdict="mismatch"),
        ["verdict: killed at least 31 people: supported -> mismatch"],
    ),
    (
        "a rule that fires for nothing",
        lambda: changed(5, findings=[{"rule": "unit", "message": "no", "start": 1, "end": 2, "note": True}]),
        ["finding: closed 5 bridges: now unit: no"],
    ),
    (
        "evidence lost",
        lambda: changed(5, start=None, end=None, verdict="unsupported"),
        [
            "verdict: closed 5 bridges: supported -> unsupported",
            'evidence: closed 5 bridges: moved: 187-188 "5" -> none',
        ],
    ),
    (
        "uncovered number gone",
        lambda: also(uncovered=[]),
        ['uncovered: "9 days" 212-218 is no longer without a claim'],
    ),
    (
        "uncovered number claimed",
        lambda: row([*CLAIMS, NINE]),
        [
            "gained: closed 9 days, bridges, supported, 212-218",
            'uncovered: "9 days" 212-218 is no longer without a claim',
        ],
    ),
    (
        "uncovered number read otherwise",
        lambda: also(uncovered=[EXPECTED["uncovered"][0] | {"low": 90, "high": 90}]),
        ["uncovered: 9 days -> 90 days, 212-218"],
    ),
    (
        "an error",
        lambda: also(error=ERROR),
        ["error: none -> AnswerRejected: 1 of 6 requests: not JSON"],
    ),
]


@pytest.mark.parametrize(
    ("fault", "lines"), [fault[1:] for fault in FAULTS], ids=[name for name, *_ in FAULTS]
)
def test_a_fault_is_told_as_what_it_is(fault: Callable[[], Row], lines: list[str]) -> None:
    assert said(fault()) == lines


def test_a_number_that_reviewers_ignore_may_be_left_without_a_claim() -> None:
    expected = copy.deepcopy(EXPECTED) | {"uncovered": [], "ignored": ["n212"]}
    assert said(EXPECTED, expected) == []
    assert said(EXPECTED, expected | {"ignored": []}) == [
        'uncovered: "9 days" 212-218 is now without a claim'
    ]


def test_a_row_that_people_reviewed_is_compared_like_one_of_a_run() -> None:
    expected = copy.deepcopy(EXPECTED) | {"model": None, "rejected": [], "ignored": [], "disputed": 0}
    del expected["usage"]
    for each in expected["claims"]:
        each["review"] = {"state": "accepted", "reviewers": ["ann"], "reason": None, "assisted": False}
    assert said(EXPECTED, expected) == []
    assert difference(expected, EXPECTED, TEXT).usage == {}


def test_what_was_spent_is_told_apart_from_what_was_found() -> None:
    found = difference(EXPECTED, also(usage=SPENT), TEXT)
    assert found.same
    assert {name: tuple(map(str, both)) for name, both in found.usage.items()} == {
        "calls": ("6", "7"),
        "prompt_tokens": ("600", "1"),
        "completion_tokens": ("60", "1"),
        "cached_tokens": ("0", "0"),
        "seconds": ("3.0", "9"),
        "cost": ("0.06", "1"),
    }


def test_a_cost_that_is_not_known_is_not_compared() -> None:
    assert "cost" not in difference(EXPECTED, also(usage=SPENT | {"cost": None}), TEXT).usage


def test_a_line_names_the_claims_it_is_about_by_their_places_in_the_rows() -> None:
    found = row([CLAIMS[4], CLAIMS[3].model_copy(update={"type": "wounded"}), *CLAIMS[:3], NINE])
    lines = difference(EXPECTED, found, TEXT).lines
    assert [(line.category.value, line.expected, line.found) for line in lines] == [
        ("lost", 5, None),
        ("gained", None, 5),
        ("type", 3, 1),
        ("uncovered", None, None),
        ("uncovered", None, None),
    ]


def test_what_an_article_or_a_model_wrote_stays_in_one_short_line() -> None:
    (line,) = said(changed(5, subject="roads\n\nnumber: all is well " + 200 * "x"))
    assert line.startswith("field: closed 5 bridges: subject bridges -> roads number: all is well xxx")
    assert len(line) < 150


@pytest.mark.parametrize("value", ["1E+100000", "NaN", "Infinity", "-0", 1e300, 10**40, "2/3", True])
def test_any_number_of_a_row_can_be_compared_and_told(value: Any) -> None:
    assert len("".join(said(changed(3, value=value)))) < 300


@given(st.data())
def test_a_row_never_differs_from_itself_and_both_ways_tell_as_many_numbers(data: st.DataObject) -> None:
    fault = data.draw(st.sampled_from(FAULTS))[1]()
    assert difference(fault, copy.deepcopy(fault), TEXT).same
    there, back = difference(EXPECTED, fault, TEXT), difference(fault, EXPECTED, TEXT)
    assert there.lost == back.gained
    assert there.gained == back.lost
    assert sum(pair.number for pair in there.pairs) == sum(pair.number for pair in back.pairs)
