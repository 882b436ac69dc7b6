"""All pages of a regression say the same words, and obey nothing that is written in them."""

from __future__ import annotations

import copy
import io
import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from rich.console import Console

from extractor.difference import difference
from extractor.page.junit import ILLEGAL, junit
from extractor.page.markdown import LONGEST, markdown
from extractor.page.outcome import verdict
from extractor.page.report import html, terminal
from extractor.page.words import clean
from extractor.report import Case, Report, State, Threshold
from extractor.score import score
from tests.judged import CLAIMS, TEXT, row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractor.row import Row

EXPECTED = row()
HOSTILE = (
    "\x1b[31m[bold]12[/bold]\x07 \x9b2J \u202e<script>alert(1)</script>"
    " ```` | @user #1 ]]> \ufffe &amp; {{ 7*7 }}"
)


def changed(**fields: Any) -> Row:
    """Return a row with another number, a claim less, and a claim more."""
    found = row([*CLAIMS[1:5], CLAIMS[4]])
    found["claims"][0].update({"value": 310, "low": None} | fields)
    return found


def case(found: Row, name: str = "storm", text: str = TEXT) -> Case:
    made = difference(EXPECTED, found, text)
    state = State.SAME if made.same else State.CHANGED
    return Case("figures", name, text, state, EXPECTED, found, made, seconds=0.25)


SAME, CHANGED = case(EXPECTED, "calm"), case(changed())
STALE = Case("figures", "old", "", State.STALE, reasons=("prompt figures.md changed, line 3: - a\n+ b",))
FAILED = Case("figures", "bad", "", State.FAILED, reasons=("no answer was recorded for the request",))
NEW = Case("figures", "young", "", State.NEW, reasons=("nothing was expected",))
HELD, BROKEN = Threshold("recall", "at least 0.5", "0.8", True), Threshold("numbers", "0", "1", False)
REPORT = Report((SAME, CHANGED, STALE, FAILED, NEW), "gold", score([(EXPECTED, changed())]), (HELD, BROKEN))


def printed(report: Report, width: int = 160) -> str:
    file = io.StringIO()
    Console(file=file, width=width, color_system=None).print(terminal(report))
    return file.getvalue()


class Outline(HTMLParser):
    """The tags of a page, and its words but for the signs behind marks."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.sign = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.sign = tag == "sup"

    def handle_endtag(self, tag: str) -> None:
        self.sign = False

    def handle_data(self, data: str) -> None:
        self.words += "" if self.sign else data


def messages(cases: Sequence[Case]) -> list[str]:
    return [" ".join(line.message.split()) for it in cases for line in it.lines]


def test_every_page_says_every_line_once() -> None:
    lines = messages(REPORT.cases)
    assert len(lines) == 9
    xml = "".join(ElementTree.fromstring(junit(REPORT)).itertext())
    pages = [printed(REPORT), markdown(REPORT), Outline(html(REPORT)).words, xml]
    for page in pages:
        said = " ".join(page.split())
        assert [line for line in lines if said.count(line) != lines.count(line)] == []
    assert [line["message"] for it in REPORT.row()["cases"] for line in it["lines"]] == [
        line.message for it in REPORT.cases for line in it.lines
    ]


def test_the_verdict_is_one_line() -> None:
    assert verdict(REPORT) == (
        "failed: 1 failed, 1 stale, 1 changed, 1 new, 1 same, 1 number moved, 1 wrong number that reads right"
    )
    assert verdict(Report((SAME,), "gold")) == "passed: 1 same, no number moved"


@pytest.mark.parametrize(
    ("cases", "thresholds", "passed"),
    [
        ((SAME, NEW), (HELD,), True),
        ((SAME, CHANGED), (HELD,), True),
        ((SAME,), (HELD, BROKEN), False),
        ((STALE,), (), False),
        ((FAILED,), (), False),
    ],
)
def test_what_cannot_be_judged_and_a_limit_that_does_not_hold_fail(
    cases: tuple[Case, ...], thresholds: tuple[Threshold, ...], passed: bool
) -> None:
    assert Report(cases, "gold", thresholds=thresholds).passed is passed


def test_the_cases_are_added_up() -> None:
    sums = Report((CHANGED, CHANGED, SAME, STALE), "gold").sums()
    assert {state.value: count for state, count in sums.states.items() if count} == {
        "changed": 2,
        "same": 1,
        "stale": 1,
    }
    assert (sums.expected, sums.found, sums.lost, sums.gained) == (18, 16, 4, 2)
    assert (sums.changed, sums.numbers, sums.verdicts, sums.evidence) == (2, 2, 0, 0)
    assert (sums.uncovered_lost, sums.uncovered_gained, sums.errors) == (0, 4, 0)
    assert [str(number) for number in sums.usage["cost"]] == ["0.18", "0.18"]


def test_the_json_has_what_changed_and_is_json() -> None:
    written = json.loads(json.dumps(REPORT.row()))
    assert written["against"] == "gold"
    assert written["passed"] is False
    assert written["thresholds"][1] == {"name": "numbers", "limit": "0", "reached": "1", "passed": False}
    assert written["scores"]["total"]["hits"] == 3
    one = written["cases"][1]
    assert one["changed"] == [
        {"expected": 1, "found": 0, "fields": {"value": [None, 310], "low": [31, None]}}
    ]
    assert [it["subject"] for it in one["lost"]] == [None, "bridges"]
    assert [it["subject"] for it in one["gained"]] == ["prices"]
    assert "text" not in one
    assert written["cases"][2] == {
        "task": "figures",
        "article": "old",
        "state": "stale",
        "seconds": 0.0,
        "lines": [
            {"category": "stale", "message": STALE.reasons[0], "expected": None, "found": None},
        ],
    }


def test_the_terminal_shows_what_changed_then_what_it_comes_to() -> None:
    lines = [
        line.rstrip() for line in printed(Report((SAME, CHANGED), "gold", thresholds=(BROKEN,))).split("\n")
    ]
    assert lines == [
        "",
        "≠ changed figures/storm  1 number, 2 lost, 1 gained, 2 uncovered",
        "  number     killed: at least 31 people -> at least 310 people",
        "  lost       killed at least 31, supported, 21-23",
        "  lost       closed 5 bridges, supported, 187-188",
        "  gained     change -4.7 percent, prices, supported, 169-181",
        '  uncovered  "31" 21-23 is now without a claim',
        '  uncovered  "5" 187-188 is now without a claim',
        "",
        "against            gold",
        "cases              2, 1 changed, 1 same",
        "claims             12 expected, 11 found; 2 lost, 1 gained, 1 changed",
        "numbers            1 moved",
        "verdicts           0 changed",
        "evidence           0 moved",
        "uncovered          2 gained, 0 lost",
        "calls              12",
        "prompt tokens      1,200",
        "completion tokens  120",
        "seconds            6.0",
        "cost               USD 0.12",
        "",
        "✗ not held  numbers  1  allowed 0",
        "",
        "failed: 1 changed, 1 same, 1 number moved",
        "",
        "",
    ]


def test_the_terminal_cuts_a_long_list_and_says_so() -> None:
    long = Case("figures", "x", "", State.STALE, reasons=tuple(f"reason {number}" for number in range(45)))
    said = printed(Report((long,), "gold"))
    assert "reason 39\n" in re.sub(" +\n", "\n", said)
    assert "reason 40" not in said
    assert "and 5 more" in said


def test_what_was_spent_is_told_as_old_and_new() -> None:
    spent = copy.deepcopy(EXPECTED)
    spent["usage"] |= {"calls": 9, "cost": 0.03, "seconds": 1.5}
    said = printed(Report((case(spent),), "gold"))
    assert "calls              6 -> 9 (+50.0 %)" in said
    assert "cost               USD 0.060 -> USD 0.030 (-50.0 %)" in said
    assert "seconds            3.0 -> 1.5 (-50.0 %)" in said


def test_the_comment_is_a_verdict_tables_and_a_fold_for_each_case() -> None:
    said = markdown(REPORT)
    assert said.startswith(f"### ❌ Regression {verdict(REPORT)}\n\n| against | `gold` |\n")
    assert "| `numbers` | ❌ | `1` | `0` |" in said
    assert "| `all claims` | 6 | 0.60 [0.60–0.60] | 0.50 [0.50–0.50] | 0.55 [0.55–0.55] |" in said
    assert "wrong: figures, storm: at least 31 people -> at least 310 people\n" in said
    assert said.count("<details><summary>") == said.count("</details>") == 4
    assert (
        "<summary>≠ changed <code>figures/storm</code> 1 number, 2 lost, 1 gained, 2 uncovered</summary>"
        in said
    )
    assert "calm" not in said
    assert markdown(Report((SAME,), "gold")).startswith("### ✅ Regression passed: 1 same")


def test_a_comment_is_not_too_long_and_says_what_it_leaves_out() -> None:
    many = Report(tuple(case(changed(), f"storm-{number}") for number in range(400)), "gold")
    said = markdown(many)
    shown = said.count("<details>")
    assert len(said) < LONGEST
    assert 50 < shown < 400
    assert said.endswith(f"\nand {400 - shown} more cases of which something is said\n")
    assert sorted(re.findall(r"storm-\d+", said)) == sorted(f"storm-{number}" for number in range(shown))


def test_a_long_case_in_a_comment_is_cut_and_says_so() -> None:
    long = Case("figures", "x" * 999, "", State.STALE, reasons=("y" * 999,) * 70)
    said = markdown(Report((long,), "gold"))
    assert said.count("stale: yyy") == 50
    assert "\nand 20 more\n" in said
    assert "y" * 400 not in said
    assert "x" * 400 not in said


hostile = st.text(st.sampled_from("`~|<>&\\\n\r\t@#*_[]()!{}:/ \x1b\u202e\u2028\x85aé-="), max_size=40)


@given(hostile, hostile)
def test_nothing_in_a_comment_is_markup_that_we_did_not_write(name: str, words: str) -> None:
    stale = Case("figures", name, "", State.STALE, reasons=(words,))
    report = Report((stale,), words, thresholds=(Threshold(name, words, words, True),))
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    kinds: list[str] = []
    for block in parser.parse(markdown(report)):
        kinds.append(block.type)
        kinds += [part.type for part in block.children or () if part.type not in ("text", "code_inline")]
        if block.type == "fence":
            assert block.content == " ".join(clean(f"stale: {words}").split()) + "\n"
        if block.type == "html_block":
            assert re.fullmatch(
                r"<details><summary>↻ stale <code>[^<>\n]*</code> 1 stale</summary>\n|</details>\n*",
                block.content,
            )
    assert kinds.count("fence") == 1
    assert kinds.count("table_open") == 2
    assert {kind for kind in kinds if not kind.startswith(("table", "thead", "tbody", "tr", "th", "td"))} <= {
        "heading_open",
        "heading_close",
        "inline",
        "fence",
        "html_block",
    }


def test_nothing_that_an_article_or_a_model_wrote_becomes_a_command_or_a_tag() -> None:
    expected, found = (
        row(text=TEXT),
        changed(subject=HOSTILE, attributed_to=HOSTILE, type=HOSTILE, extra=HOSTILE),
    )
    text = TEXT.replace("harbour", "<b>har\x1bbour</b>")
    one = Case("figures", HOSTILE, text, State.CHANGED, expected, found, difference(expected, found, text))
    report = Report(
        (one,), HOSTILE, score([(expected, found)]), (Threshold(HOSTILE, HOSTILE, HOSTILE, False),)
    )

    page = Outline(html(report))
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "img", "iframe", "link", "object", "b1"})
    assert "<script>alert(1)</script>" in page.words
    assert "<b>har�bour</b>" in page.words
    for said in (printed(report), markdown(report), junit(report), page.words):
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", said)
    assert "[bold]12[/bold]" in printed(report)


def test_junit_has_a_test_for_each_case_and_each_threshold() -> None:
    suites = ElementTree.fromstring(junit(REPORT))
    cases, limits = suites
    counted = {name: cases.get(name) for name in ("tests", "failures", "errors", "skipped", "time")}
    assert counted == {"tests": "5", "failures": "1", "errors": "2", "skipped": "1", "time": "0.500"}
    assert [(test.get("classname"), test.get("name"), [it.tag for it in test]) for test in cases] == [
        ("figures", "calm", []),
        ("figures", "storm", ["failure"]),
        ("figures", "old", ["error"]),
        ("figures", "bad", ["error"]),
        ("figures", "young", ["skipped"]),
    ]
    failure = cases[1][0]
    assert failure.get("message") == "1 number, 2 lost, 1 gained, 2 uncovered"
    assert (failure.text or "").startswith(
        "number: killed: at least 31 people -> at least 310 people\nlost: "
    )
    assert (limits.get("tests"), limits.get("failures")) == ("2", "1")
    assert limits[1][0].get("message") == "1, allowed is 0"


def test_junit_takes_a_change_that_is_allowed_for_no_failure() -> None:
    cases = ElementTree.fromstring(junit(Report((CHANGED,), "gold", thresholds=(HELD,))))[0]
    assert cases.get("failures") == "0"
    assert [it.tag for it in cases[0]] == ["system-out"]
    assert (cases[0][0].text or "").startswith("number: killed: ")


@given(st.text(), st.text())
def test_junit_is_xml_whatever_is_written_in_it(name: str, words: str) -> None:
    stale = Case(name, name, "", State.STALE, reasons=(words,))
    written = junit(Report((stale,), words, thresholds=(Threshold(name, words, words, False),)))
    assert not ILLEGAL.search(written)
    (error,) = ElementTree.fromstring(written.encode())[0][0]
    assert (error.text or "").startswith("stale: ")


def test_the_page_runs_and_loads_nothing() -> None:
    page = Outline(html(REPORT))
    policy = next(names["content"] for _, names in page.tags if "http-equiv" in names)
    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-[\w+/]{43}='; base-uri 'none'; form-action 'none'",
        policy or "",
    )
    assert not [names for _, names in page.tags if {"style", "onclick", "src"} & names.keys()]
    assert not [tag for tag, _ in page.tags if tag in ("script", "img", "link", "iframe")]


def test_every_line_about_a_place_leads_to_it() -> None:
    page = Outline(html(Report((CHANGED, CHANGED), "gold")))
    ids = [names["id"] for _, names in page.tags if "id" in names]
    links = [(names["href"] or "").removeprefix("#") for tag, names in page.tags if tag == "a"]
    assert len(ids) == len(set(ids))
    assert links == [
        f"c{place}{mark}" for place in (1, 2) for mark in ("found2", "expected1", "expected4", "found3")
    ]
    assert set(links) <= set(ids)


def test_both_sides_of_the_page_hold_the_whole_text() -> None:
    words = Outline(html(Report((CHANGED,), "gold"))).words
    for line in filter(None, TEXT.split("\n")):
        assert words.count(line) == 2


def test_a_case_that_is_the_same_is_listed_without_its_text() -> None:
    page = html(Report((SAME,), "gold"))
    assert "figures/calm" in page
    assert "harbour" not in page


def test_where_changed_places_cross_each_sign_names_what_ends_there() -> None:
    expected, found = row(CLAIMS[:2]), row([])
    for each, (start, end) in zip(expected["claims"], ((2, 30), (20, 50)), strict=True):
        each |= {"start": start, "end": end}
    made = difference(expected, found, TEXT)
    page = html(Report((Case("figures", "storm", TEXT, State.CHANGED, expected, found, made),), "gold"))

    assert re.findall(r"<sup[^>]*>(−.*?)</sup>", page) == ["−1", "−2"]
