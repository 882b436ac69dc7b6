"""Terminal, page, JSON and CSV say the same of a comparison, and obey nothing that is written in it."""

from __future__ import annotations

import csv as csv_format
import io
import json
import re
from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from extractor.compare.quantity import (
    EARLIER,
    Comparison,
    Kind,
    Quantity,
    Relation,
    Source,
    Statement,
    Unplaced,
)
from extractor.compare.rows import COLUMNS, csv, rows
from extractor.page.compare import MOST, html, terminal
from extractor.page.quantities import View, day, spread, told, views, when, written
from extractor.page.strip import strip
from extractor.page.timeline import timelines
from extractor.when import Span
from tests.compared import comparison
from tests.test_report import HOSTILE, Outline

if TYPE_CHECKING:
    from collections.abc import Iterable

flood = cache(lambda: comparison("flood"))
strike = cache(lambda: comparison("strike"))

MAY = [date(2024, 5, day) for day in range(1, 32)]
JUNE = [date(2025, 6, day) for day in range(1, 11)]
GAZETTE = Source("g1", "Barns burn", "The Gazette", "news/gazette.txt", JUNE[1])
MIRROR = Source("m1", "Fire at the farm", "Mirror", "news/mirror.txt", JUNE[2])
HERALD = Source("h1", None, "Herald", "news/herald.txt", JUNE[3])
UNDATED = Source("u1", None, None, "news/note.txt", None)


def statement(key: str, source: Source, origin: str, words: str, **claim: Any) -> Statement:
    """Return a statement "... WORDS barns ..." of a source."""
    time = claim.pop("time", None)
    sentence = f"The fire took {words} barns, {origin} said."
    chain = tuple(it for it in (source.outlet, origin) if it)
    place = (14, 14 + len(words))
    made = {"type": "burnt", "unit": "", "bound": "exact", "subject": "barns"} | claim
    return Statement(key, source, made, sentence, place, time, chain, origin)


def quantity(*statements: Statement, relations: Iterable[tuple[str, str, Kind]] = ()) -> Quantity:
    found = tuple(Relation(one, other, kind, "") for one, other, kind in relations)
    return Quantity("q", "barns burnt", "burnt", "", statements, found)


def compared(*quantities: Quantity, unplaced: tuple[Unplaced, ...] = ()) -> Comparison:
    return Comparison(quantities, (), unplaced, 4)


def printed(found: Comparison, width: int = 100) -> str:
    file = io.StringIO()
    Console(file=file, width=width, color_system=None).print(terminal(found))
    return "".join(f"{line.rstrip()}\n" for line in file.getvalue().splitlines())


FOUR = statement("a", GAZETTE, "fire brigade", "four", value=4)
SIX = statement("b", MIRROR, "fire brigade", "six", value=6)
NINE = statement("c", HERALD, "the owner", "nine", value=9)
AGAIN = statement("d", UNDATED, "fire brigade", "at least six", low=6, bound="at_least")
BARNS = quantity(
    FOUR, SIX, NINE, AGAIN,
    relations=[("b", "a", Kind.REVISED), ("c", "b", Kind.DISPUTED), ("c", "a", Kind.DISPUTED),
               ("d", "b", Kind.WIDER), ("d", "c", Kind.WIDER), ("d", "a", Kind.REVISED)],
)  # fmt: skip
LEFT = Unplaced("e", GAZETTE, {"type": "burnt", "value": 3, "subject": "sheds"}, "no evidence in the text")


def test_the_terminal_tells_each_figure_once_with_who_says_it_and_what_it_is_to_the_others() -> None:
    assert printed(compared(BARNS, unplaced=(LEFT,))).splitlines() == [
        "",
        "barns burnt  4 to 9",
        "  2 independent sources in 4 articles · ≠ disputed · → revised 1 time",
        "  ● fire brigade  4 → 6  since 2025-06-03",
        "  ■ the owner     9  since 2025-06-04",
        "  ≠ fire brigade 6 against the owner 9",
        "",
        "  2025-06-02  4         ●            fire brigade → The Gazette",
        "  2025-06-03  6             ●        fire brigade → Mirror       → revised up from 4",
        "                                     ○ again in note.txt (≥ 6)",
        "  2025-06-04  9                  ■   the owner → Herald          ≠ disputed 6 (fire brigade)",
        "",
        "4 articles · 1 quantity told more than once, 1 disputed · 0 told once",
        "checked: number, unit, hedge · judged by model or code: kind, subject, speaker, day, which figures",
        "are of one quantity",
        "1 claim could not be placed:",
        "  1  no evidence in the text: 3 sheds",
        "",
    ]


def test_a_figure_of_one_source_counts_once_however_often_it_is_told() -> None:
    view = View(BARNS)
    assert [[it.key for it in mark.statements] for mark in view.marks] == [["a"], ["b", "d"], ["c"]]
    assert (view.sources, view.articles) == (["fire brigade", "the owner"], 4)


def test_a_source_that_comes_back_to_a_figure_has_a_new_one() -> None:
    back = statement("x", replace(MIRROR, id="m2", published=JUNE[4]), "fire brigade", "four", value=4)
    relations = [("b", "a", Kind.REVISED), ("x", "b", Kind.REVISED), ("x", "a", Kind.SAME)]
    view = View(quantity(FOUR, SIX, back, relations=relations))
    assert [told(it.mark.first) for it in view.history(0)] == ["4", "6", "4"]


def test_what_a_source_said_on_one_day_is_in_no_order() -> None:
    five = statement("x", GAZETTE, "fire brigade", "five", value=5)
    undated = statement("y", UNDATED, "fire brigade", "seven", value=7)
    past = View(quantity(five, SIX, FOUR, undated)).history(0)
    assert [(it.joint, told(it.mark.first), it.last) for it in past] == [
        ("", "4", False),
        (", ", "5", False),
        (" → ", "6", True),
        (" · ", "7", False),
    ]


def test_the_outlet_that_others_name_has_a_figure_first() -> None:
    wire = Source("w1", None, "Wire", None, JUNE[1])
    copied = replace(FOUR, key="x", chain=("The Gazette", "Wire", "fire brigade"), sentence=FOUR.sentence * 2)
    own = replace(FOUR, key="y", source=wire, chain=("Wire", "the brigade's chief", "fire brigade"))
    (mark,) = View(quantity(copied, own)).marks
    assert [it.key for it in mark.statements] == ["y", "x"]


def test_a_figure_that_was_replaced_before_is_in_no_dispute_any_more() -> None:
    assert [[told(mark.first) for mark in it.ones] for it in View(BARNS).disputes] == [["6"]]


def test_what_was_replaced_on_the_same_day_may_be_in_dispute_for_nobody_knows_which_came_first() -> None:
    nine = replace(NINE, source=MIRROR)
    view = View(replace(BARNS, statements=(FOUR, SIX, nine), relations=BARNS.relations[:3]))
    assert [[told(mark.first) for mark in it.ones] for it in view.disputes] == [["4", "6"]]


def test_the_sentence_that_is_shown_is_the_fullest_of_the_article_that_has_the_figure_first() -> None:
    headline = replace(FOUR, key="h", sentence="Fire: four barns", place=(6, 10))
    longer = replace(FOUR, key="l", source=MIRROR, sentence=f"{FOUR.sentence} And nobody knows why.")
    (mark,) = View(quantity(headline, FOUR, longer)).marks
    assert [it.key for it in mark.statements] == ["a", "h", "l"]


@pytest.mark.parametrize(
    ("source", "time", "shown"),
    [
        (GAZETTE, None, JUNE[1]),
        (GAZETTE, Span("on Sunday", JUNE[0], JUNE[0], "day"), JUNE[1]),
        (GAZETTE, Span("on Sunday", JUNE[0], JUNE[0], EARLIER), JUNE[0]),
        (GAZETTE, Span("earlier", None, JUNE[1], EARLIER), None),
        (GAZETTE, Span("since January", date(2025, 1, 1), None, "since"), JUNE[1]),
        (GAZETTE, Span("in January", date(2025, 1, 1), date(2025, 1, 31), "month"), date(2025, 1, 31)),
        (GAZETTE, Span("one day", None, None, "none"), JUNE[1]),
        (UNDATED, Span("on 3 June 2025", JUNE[2], JUNE[2], "date"), JUNE[2]),
        (UNDATED, Span("until 3 June 2025", None, JUNE[2], "until"), None),
        (UNDATED, None, None),
    ],
)
def test_a_statement_is_shown_at_a_day_that_is_known_and_at_no_other(
    source: Source, time: Span | None, shown: date | None
) -> None:
    assert day(statement("x", source, "fire brigade", "four", value=4, time=time)) == shown


@pytest.mark.parametrize(
    ("words", "claim", "figure"),
    [
        ("390 million", {"value": 390_000_000, "unit": "USD"}, "USD 390 million"),
        ("about 1.2 million", {"value": 1_200_000, "bound": "about"}, "≈ 1.2 million"),
        ("A third", {"value": "0.3333333333333333333333333333", "bound": "less_than"}, "< a third"),
        ("dozens of", {"low": 12, "bound": "vague"}, "~ dozens of"),
        ("30 percent", {"value": 30, "unit": "percent"}, "30 %"),
        ("some", {}, "no number"),
    ],
)
def test_a_figure_is_written_as_people_read_it(words: str, claim: dict[str, Any], figure: str) -> None:
    assert told(statement("x", GAZETTE, "fire brigade", words, **claim)) == figure


def test_the_spread_goes_by_unit_and_leaves_vague_words_aside() -> None:
    dozens = statement("x", GAZETTE, "neighbours", "dozens of", low=12, bound="vague")
    euros = statement("y", MIRROR, "insurers", "2 million euros", value=2_000_000, unit="EUR")
    assert spread(View(quantity(dozens, FOUR, NINE, euros))) == "4 to 9 · EUR 2 million"
    assert spread(View(quantity(dozens))) == "~ dozens of"


@pytest.mark.parametrize(
    ("claim", "line"),
    [
        ({"value": 0}, "●"),
        ({"value": 10}, "                ●"),
        ({"low": 5, "high": 10}, "        ●───────●"),
        ({"low": 5}, "        ●╌╌▸"),
        ({"low": 10}, "                ●╌"),
        ({"high": 5}, "     ◂╌╌●"),
        ({}, ""),
    ],
)
def test_a_strip_shows_where_a_figure_lies_and_which_end_is_open(claim: dict[str, Any], line: str) -> None:
    ten = statement("x", GAZETTE, "fire brigade", "ten", value=10)
    assert strip(statement("y", GAZETTE, "fire brigade", "some", **claim), [ten], "●") == line


@pytest.mark.parametrize("width", [60, 80, 100, 200])
@pytest.mark.parametrize("name", ["flood", "strike"])
def test_no_line_of_the_terminal_is_wider_than_it(name: str, width: int) -> None:
    lines = printed(comparison(name), width).splitlines()
    assert max(map(len, lines)) <= width
    assert len(lines) < 400


def test_what_is_told_once_comes_last_in_a_line_each() -> None:
    said = printed(flood(), 160)
    many, once = views(flood())
    assert len(many) + len(once) == len(flood().quantities) == 33
    _, _, folded = said.partition("\nTold once, the newest first\n")
    lines = folded.splitlines()
    assert [line.split("  ")[1].strip() for line in lines[: len(once)]] == [it.quantity.name for it in once]
    assert (
        lines[len(once) + 1] == "10 articles · 13 quantities told more than once, 4 disputed · 20 told once"
    )
    assert lines[len(once) + 3] == "17 claims could not be placed:"


def test_what_is_told_once_is_in_the_order_of_days_then_as_it_stands_in_its_article() -> None:
    def once(key: str, source: Source, start: int) -> Quantity:
        return replace(quantity(statement(key, source, "a", "one", value=1, start=start)), id=key, name=key)

    late = replace(GAZETTE, id="g2", published=JUNE[5])
    told_once = once("u", UNDATED, 0), once("b", GAZETTE, 9), once("a", GAZETTE, 5), once("n", late, 7)
    assert [view.quantity.id for view in views(compared(*told_once))[1]] == ["n", "a", "b", "u"]


def test_of_what_a_quantity_is_a_part_stands_below_its_name() -> None:
    whole = replace(quantity(replace(NINE, key="w"), replace(SIX, key="v")), id="w", name="all barns")
    part = Relation("a", "w", Kind.PART_OF, ""), Relation("a", "v", Kind.OTHER_SCOPE, "")
    said = printed(replace(compared(BARNS, whole), relations=part))
    assert "revised 1 time\n  part of all barns\n" in said
    assert "in 2 articles\n  has as parts barns burnt\n" in said


def test_an_article_without_an_outlet_is_named_by_its_file() -> None:
    source = Source("3e7cd46f70d5fa17", "Four barns burn", None, "news/2025/four.txt", JUNE[1])
    own = replace(FOUR, source=source, chain=(), origin="news/2025/four.txt")
    said = printed(compared(quantity(own, SIX)))
    assert "\n  ● four.txt      4  since 2025-06-02\n" in said
    told = replace(FOUR, source=source, chain=("fire brigade",))
    assert " fire brigade → four.txt\n" in printed(compared(quantity(told, SIX)))


@pytest.mark.parametrize(
    ("time", "shown", "column"),
    [
        (Span("in 1987", date(1987, 1, 1), date(1987, 12, 31), "year"), ("1987", "1987"), "1987"),
        (
            Span("in May 2024", date(2024, 5, 1), date(2024, 5, 31), "month"),
            ("2024-05", "May 2024"),
            "May 2024",
        ),
        (
            Span("on 5 May 2024", date(2024, 5, 5), date(2024, 5, 5), "date"),
            ("2024-05-05", "5 May 2024"),
            "5 May 2024",
        ),
    ],
)
def test_a_year_is_no_day(time: Span, shown: tuple[str, str], column: str) -> None:
    old = statement("x", UNDATED, "fire brigade", "five", value=5, time=time)
    assert (when(old), written(old)) == shown
    (plot,) = timelines(View(quantity(old, NINE)))
    assert plot["columns"][0]["words"] == column


def test_a_terminal_shows_so_many_quantities_and_says_how_many_more_there_are() -> None:
    many = [replace(BARNS, id=f"q{number}", name=f"barns of farm {number}") for number in range(MOST + 2)]
    said = printed(compared(*many))
    assert f"barns of farm {MOST - 1}  " in said
    assert f"barns of farm {MOST}  " not in said
    assert "\nand 2 more that fewer articles tell: --html, --json\n" in said


def test_of_many_disputes_the_terminal_shows_some_and_says_how_many_more_there_are() -> None:
    herds = [statement(str(at), GAZETTE, f"farmer {at}", "some", value=at) for at in range(5)]
    every = [(str(a), str(b), Kind.DISPUTED) for a in range(5) for b in range(a)]
    said = printed(compared(quantity(*herds, relations=every)))
    assert said.count("\n  ≠ farmer ") == 5
    assert "\n  ≠ and 5 more between two sources\n" in said


def test_the_strike_shows_three_sources_at_odds_and_who_copied_whom() -> None:
    said = " ".join(printed(strike(), 200).split())
    assert "≠ Lidia Marsk ≈ 30, 34 against health ministry 27, 29" in said
    assert "≠ health ministry 27, 29 against Civilian Ledger 41, 43" in said
    assert "▲ Civilian Ledger 41 → 43 since 2025-09-14" in said
    assert "○ again in Kastria News Service (18), Meridian, Harbour Times" in said


def test_a_plot_has_each_figure_solid_once_and_hollow_where_another_article_repeats_it() -> None:
    (plot,) = timelines(View(BARNS))
    marks = [(it["label"], it["hollow"], it["odds"], bool(it["open"])) for it in plot["marks"]]
    assert marks == [
        ("4", False, False, False),
        ("6", False, True, False),
        ("9", False, True, False),
        ("", True, False, True),
    ]
    columns = [(it["words"], it["dated"]) for it in plot["columns"]]
    assert columns == [("2 Jun 2025", True), ("3 Jun", True), ("4 Jun", True), ("no date", False)]
    undated = plot["columns"][-1]["x"]
    assert [it["x"] > undated for it in plot["marks"]] == [False, False, False, True]
    assert [it["words"] for it in plot["levels"]] == ["0", "5", "10"]


def test_days_of_which_nothing_is_told_are_counted_between_the_columns() -> None:
    later = replace(NINE, key="z", source=replace(MIRROR, id="m9", published=JUNE[9]))
    (plot,) = timelines(View(quantity(FOUR, SIX, later)))
    assert [it["skipped"] for it in plot["columns"]] == ["", "", "6 days"]


def test_each_unit_has_a_plot_of_its_own_and_one_figure_has_none() -> None:
    damage = next(it for it in flood().quantities if it.id == "damage")
    assert [(it["unit"], len(it["marks"])) for it in timelines(View(damage))] == [
        ("million EUR", 6),
        ("million USD", 3),
    ]
    assert list(timelines(View(quantity(FOUR, replace(FOUR, key="x", source=MIRROR))))) == []


numbers = st.one_of(
    st.none(),
    st.integers(-(10**30), 10**30),
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from(["1E+999", "NaN", "0.3333333333333333333333333333", "many"]),
)
claims = st.fixed_dictionaries(
    {
        "value": numbers,
        "low": numbers,
        "high": numbers,
        "unit": st.sampled_from(["", "EUR", "percent", "kilometre", "furlong"]),
        "bound": st.sampled_from(["exact", "about", "at_least", "less_than", "vague", "range"]),
    }
)
told_by = st.tuples(claims, st.sampled_from([GAZETTE, MIRROR, UNDATED]), st.sampled_from(["a", "b"]))
kinds = st.tuples(st.integers(0, 5), st.integers(0, 5), st.sampled_from([*Kind]))


@given(st.lists(told_by, min_size=1, max_size=6), st.lists(kinds, max_size=9))
def test_whatever_is_claimed_can_be_shown(
    made: list[tuple[dict[str, Any], Source, str]], related: list[tuple[int, int, Kind]]
) -> None:
    statements = [
        statement(str(at), source, origin, "some", **claim) for at, (claim, source, origin) in enumerate(made)
    ]
    known = [(str(a), str(b), kind) for a, b, kind in related if a != b and max(a, b) < len(statements)]
    found = compared(quantity(*statements, relations=known))
    printed(found)
    page = Outline(html(found))
    places = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(places) == len(set(places))
    drawn = [
        value for _, attributes in page.tags for name, value in attributes.items() if name in ("d", "cy")
    ]
    assert not re.search("nan|inf", " ".join(map(str, drawn)))
    assert len(json.loads(json.dumps(rows(found)))["quantities"][0]["statements"]) == len(statements)


@pytest.mark.parametrize("name", ["flood", "strike"])
def test_every_link_of_the_page_leads_to_a_place_and_no_place_is_there_twice(name: str) -> None:
    page = Outline(html(comparison(name)))
    places = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    links = {attributes["href"] for tag, attributes in page.tags if tag == "a"}
    assert len(places) == len(set(places))
    assert links <= {f"#{place}" for place in places}
    statements = [it for q in comparison(name).quantities for it in q.statements]
    assert {f"#s{at}" for at in range(1, len(statements) + 1)} <= links


def test_every_statement_stands_in_its_sentence_with_its_number_marked() -> None:
    page = html(strike())
    for it in (it for quantity in strike().quantities for it in quantity.statements):
        number = it.sentence[slice(*it.place)]
        assert f"<mark>{number}</mark>" in page
    plain = Outline(re.sub("</?mark>", "", page)).words
    for it in (it for quantity in strike().quantities for it in quantity.statements):
        assert it.sentence in plain


def test_the_page_says_what_could_not_be_placed_and_why() -> None:
    words = " ".join(Outline(html(compared(BARNS, unplaced=(LEFT, LEFT)))).words.split())
    assert "Could not be placed 22 no evidence in the text" in words
    assert "burnt 3 sheds: no evidence in the text · Barns burn" in words
    known = replace(LEFT, sentence="Three sheds are left, & a barn.")
    assert (
        "· Barns burnThree sheds are left, & a barn."
        in Outline(html(compared(BARNS, unplaced=(known,)))).words
    )


def test_the_page_says_what_was_chosen_and_what_is_somebodys_judgement() -> None:
    words = Outline(html(compared(BARNS), "only --type burnt · made on 4 June 2025")).words
    assert "only --type burnt · made on 4 June 2025" in words
    assert "judged by model or code: kind, subject, speaker, day, which figures are of one quantity" in words
    assert "Could not be placed 0Every claim was." in Outline(html(compared(BARNS))).words


def test_nothing_to_compare_is_said_so() -> None:
    nothing = Comparison((), (), (), 0)
    assert printed(nothing).split("\n")[1] == (
        "0 articles · 0 quantities told more than once, 0 disputed · 0 told once"
    )
    assert "<h1>What 0 articles say, compared</h1>" in html(nothing)


def test_nothing_that_an_article_or_a_model_wrote_becomes_a_command_or_a_tag() -> None:
    source = Source("x", HOSTILE, HOSTILE, HOSTILE, None)
    one = replace(
        statement("x", source, HOSTILE, HOSTILE, value=4, unit=HOSTILE, type=HOSTILE, subject=HOSTILE),
        time=Span(HOSTILE, JUNE[0], JUNE[0], HOSTILE),
    )
    other = replace(FOUR, key="y")
    bad = replace(
        quantity(one, other, relations=[("y", "x", Kind.DISPUTED)]), name=HOSTILE, type=HOSTILE, unit=HOSTILE
    )
    found = compared(bad, unplaced=(Unplaced("z", source, {"type": HOSTILE, "quote": HOSTILE}, HOSTILE),))
    page = Outline(html(found))
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "img", "iframe", "link", "object"})
    assert "<script>alert(1)</script>" in page.words
    for said in (printed(found), page.words):
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", said)
    assert "[bold]12[/bold]" in printed(found)


def test_the_json_has_the_names_that_are_documented() -> None:
    found = json.loads(json.dumps(rows(flood())))
    assert list(found) == ["articles", "quantities", "relations", "unplaced"]
    (dead,) = [it for it in found["quantities"] if it["id"] == "dead"]
    assert list(dead) == ["id", "name", "type", "unit", "origins", "statements", "relations"]
    one = next(it for it in dead["statements"] if it["id"] == "05.before")
    assert one | {"claim": None} == {
        "id": "05.before",
        "figure": "26",
        "low": 26,
        "high": 26,
        "unit": "",
        "bound": "exact",
        "origin": "Civil Protection Agency",
        "chain": ["Velmora Press Agency", "Civil Protection Agency"],
        "time": {"words": "night after the second day", "first": "2025-06-03", "last": "2025-06-03"},
        "article": {
            "id": one["article"]["id"],
            "title": "Agency corrects flood toll to 24",
            "outlet": "Velmora Press Agency",
            "path": one["article"]["path"],
            "date": "2025-06-04",
        },
        "sentence": one["sentence"],
        "number": one["number"],
        "claim": None,
    }
    assert one["sentence"][slice(*one["number"])] == "26"
    assert {"one": "05.dead", "other": "05.before", "kind": "revised", "why": ""} in dead["relations"]


def test_the_csv_has_a_line_for_each_statement() -> None:
    table = list(csv_format.DictReader(io.StringIO("".join(csv(strike())))))
    assert tuple(table[0]) == COLUMNS
    assert len(table) == sum(len(it.statements) for it in strike().quantities)
    (row,) = [it for it in table if it["statement"] == "04.children"]
    expected = {
        "quantity": "killed_children",
        "low": "4",
        "high": "4",
        "date": "2025-09-13",
        "number": "four",
    }
    assert expected.items() <= row.items()
    assert row["chain"] == "Kastria News Service < health ministry"
    assert (row["relations"], row["across"]) == ("revised", "part_of")


def test_both_sides_of_a_relation_say_what_they_are_to_one_another() -> None:
    whole = replace(quantity(replace(NINE, key="w")), id="w")
    part = Relation("a", "w", Kind.PART_OF, "")
    found = replace(compared(BARNS, whole), relations=(part,))
    table = list(csv_format.DictReader(io.StringIO("".join(csv(found)))))
    assert [(row["statement"], row["relations"], row["across"]) for row in table] == [
        ("a", "revised_by disputed", "part_of"),
        ("b", "revised disputed narrower", ""),
        ("c", "disputed narrower", ""),
        ("d", "wider revised", ""),
        ("w", "", "has_part"),
    ]


@pytest.mark.parametrize(
    ("words", "claim", "told"),
    [
        ("Two thirds", {"value": "0.6666666666666666666666666667"}, ("two thirds", 2 / 3, 2 / 3)),
        ("half", {"value": 0.5, "bound": "more_than"}, ("more than half", 0.5, None)),
        ("1/3", {"value": "0.3333333333333333333333333333"}, ("1/3", 1 / 3, 1 / 3)),
    ],
)
def test_a_part_of_one_is_a_share_in_the_words_of_the_article(
    words: str, claim: dict[str, Any], told: tuple[str, float, float | None]
) -> None:
    half = quantity(statement("x", GAZETTE, "fire brigade", words, **claim))
    (one,) = rows(compared(half))["quantities"][0]["statements"]
    assert (one["figure"], one["low"], one["high"], one["unit"]) == (*told, "share")
    (row,) = csv_format.DictReader(io.StringIO("".join(csv(compared(half)))))
    assert (row["figure"], row["unit"]) == (told[0], "share")


def test_a_spreadsheet_runs_nothing_of_the_csv() -> None:
    bad = replace(FOUR, sentence="=1+1 four barns", place=(5, 9), origin="@SUM(A1)", chain=("-2",))
    (row,) = csv_format.DictReader(io.StringIO("".join(csv(compared(quantity(bad))))))
    assert (row["sentence"], row["origin"], row["chain"]) == ("'=1+1 four barns", "'@SUM(A1)", "'-2")
