"""The pages say what the rows say, in the words of the article, and obey nothing that is written in it."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from extractor.article import Article
from extractor.page.html import html
from extractor.page.marks import Piece, headline, paragraphs, pieces
from extractor.page.terminal import terminal
from extractor.page.words import clean, counts, figure

if TYPE_CHECKING:
    from extractor.row import Row

TEXT = (
    "Flood closes 12 schools\n\n"
    "At least 1,000 people left, the mayor said.\nThe water rose 3 metres in 2 days."
)


def place(words: str) -> dict[str, Any]:
    return {"start": TEXT.index(words), "end": TEXT.index(words) + len(words)}


def claim(verdict: str, words: str | None, **fields: Any) -> Row:
    where = place(words) if words else {"start": None, "end": None}
    return {"quote": words, "verdict": verdict, "findings": []} | where | fields


def mention(words: str) -> Row:
    return {
        "id": 4,
        "text": words,
        "role": "quantity",
        "low": 2,
        "high": 2,
        "unit": "day",
        "bound": "exact",
    } | place(words)


def row(*claims: Row, uncovered: tuple[Row, ...] = (), **changed: Any) -> Row:
    made = {
        "article": {"id": "a1", "path": "news/flood.txt", "sha256": "0", "title": None},
        "task": "figures",
        "model": "tiny",
        "claims": list(claims),
        "uncovered": list(uncovered),
        "usage": {},
        "error": None,
    }
    return made | changed


def article(text: str = TEXT) -> Article:
    return Article(id="a1", text=text, sha256="0", path="news/flood.txt")


def shown(page: Row, text: str = TEXT, *, colour: bool = False) -> str:
    file = io.StringIO()
    console = Console(
        file=file, width=100, force_terminal=colour, color_system="standard" if colour else None
    )
    console.print(terminal(article(text), page))
    return file.getvalue()


SCHOOLS = claim("supported", "12", type="closure", value=12, unit="", bound="exact", subject="schools")
PEOPLE = claim(
    "mismatch",
    "At least 1,000",
    value=1000,
    subject="people",
    attributed_to="the mayor",
    findings=[{"rule": "bound", "message": "the text says at least", "start": 25, "end": 39, "note": False}],
)
DEAD = claim("unsupported", None, value=7, subject="dead", quote=None)


class Outline(HTMLParser):
    """The tags of a page, and the words between them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


def outline(*pages: Row, text: str = TEXT) -> Outline:
    parser = Outline()
    parser.feed(html([(article(text), page) for page in pages]))
    return parser


@pytest.mark.parametrize(
    ("values", "written"),
    [
        ({"value": 1000, "unit": ""}, "1,000"),
        ({"value": 1000, "unit": "", "bound": "about"}, "≈ 1,000"),
        ({"low": 1000, "high": None, "unit": "", "bound": "at_least"}, "≥ 1,000"),
        ({"low": 1000, "high": None, "unit": "", "bound": "more_than"}, "> 1,000"),
        ({"low": None, "high": 50, "unit": "percent", "bound": "at_most"}, "≤ 50 %"),
        ({"low": 9, "high": 12, "unit": "day", "bound": "range"}, "9–12 days"),
        ({"low": 9, "high": 12, "unit": "day", "bound": "about"}, "≈ 9–12 days"),
        ({"low": 12, "high": None, "unit": "", "bound": "vague"}, "~ 12"),
        ({"low": 12, "high": None, "unit": "", "bound": "vague", "quote": "Dozens"}, "~ dozens"),
        ({"low": 300, "high": None, "unit": "", "bound": "vague", "quote": "some 300"}, "~ 300"),
        ({"value": 1998, "unit": "", "quote": "1998"}, "1998"),
        ({"value": 1998, "unit": "", "quote": "the strike of 1998, said"}, "1998"),
        ({"value": 1998, "unit": "", "quote": "1,998"}, "1,998"),
        ({"value": 11998, "unit": "", "quote": "1998"}, "11,998"),
        ({"low": 2020, "high": 2024, "unit": "", "bound": "range", "quote": "2020-2024"}, "2020–2024"),
        ({"value": 24, "unit": "days"}, "24 days"),
        ({"value": 24, "unit": "day"}, "24 days"),
        ({"value": 40, "unit": "$ million"}, "40 $ million"),
        ({"value": 40, "unit": "dollars"}, "USD 40"),
        ({"value": 12, "unit": "schools"}, "12 schools"),
        ({"value": 1, "unit": "century"}, "1 century"),
        ({"value": 2, "unit": "century"}, "2 centuries"),
        ({"value": 80, "unit": "kilometer per hour"}, "80 kilometers per hour"),
        ({"value": 4, "unit": "degree Celsius"}, "4 degrees Celsius"),
        ({"value": 90, "unit": "square foot"}, "90 square feet"),
        ({"value": 3900000, "unit": "USD"}, "USD 3,900,000"),
        ({"value": -1234.5, "unit": ""}, "-1,234.5"),
        ({"value": -0.5, "unit": ""}, "-0.5"),
        ({"value": 0.5, "unit": "", "quote": "half of the farmers"}, "½"),
        ({"value": 0.5, "unit": "", "quote": "0.5"}, "0.5"),
        ({"value": 0.5, "unit": ""}, "0.5"),
        ({"value": 0.3333333333333333, "unit": "millimeter", "bound": "more_than"}, "> ⅓ millimeters"),
        ({"value": "0.6666666666666666666666666667", "unit": ""}, "⅔"),
        ({"value": 0.333, "unit": ""}, "0.333"),
        ({"value": 1e-07, "unit": ""}, "1e-07"),
        ({"value": "90071992547409931", "unit": ""}, "90071992547409931"),
        ({"value": None, "low": None, "high": None}, ""),
        ({}, ""),
    ],
)
def test_a_figure_is_written_as_people_write_it(values: Row, written: str) -> None:
    assert figure(values) == written


def test_every_verdict_is_counted_in_one_order() -> None:
    assert counts(row(PEOPLE, SCHOOLS, DEAD, SCHOOLS, uncovered=(mention("2 days"),))) == {
        "supported": 2,
        "derived": 0,
        "mismatch": 1,
        "unsupported": 1,
        "uncovered": 1,
    }


def test_a_place_that_claims_share_shows_the_gravest_verdict_and_the_signs_of_all() -> None:
    worse = SCHOOLS | {"verdict": "mismatch"}

    assert pieces(row(SCHOOLS, worse, SCHOOLS), len(TEXT)) == [
        Piece(0, 13),
        Piece(13, 15, "mismatch", (1, 2, 3), ends=(("supported", (1, 3)), ("mismatch", (2,)))),
        Piece(15, len(TEXT)),
    ]


def test_a_place_inside_another_is_marked_on_its_own() -> None:
    wide = claim("supported", "closes 12 schools")

    assert pieces(row(wide, SCHOOLS | {"verdict": "mismatch"}), 23) == [
        Piece(0, 6),
        Piece(6, 13, "supported", (1,)),
        Piece(13, 15, "mismatch", (1, 2), ends=(("mismatch", (2,)),)),
        Piece(15, 23, "supported", (1,), ends=(("supported", (1,)),)),
    ]


def test_places_that_cross_are_cut_where_either_begins_and_ends() -> None:
    one, other = claim("supported", "closes 12"), claim("unsupported", "12 schools")

    assert pieces(row(one, other), 23) == [
        Piece(0, 6),
        Piece(6, 13, "supported", (1,)),
        Piece(13, 15, "unsupported", (1, 2), ends=(("supported", (1,)),)),
        Piece(15, 23, "unsupported", (2,), ends=(("unsupported", (2,)),)),
    ]


def test_a_number_that_a_claim_merely_quotes_keeps_its_own_sign() -> None:
    cut = pieces(row(claim("supported", "closes 12 schools"), uncovered=(mention("12"),)), 23)

    assert cut == [
        Piece(0, 6),
        Piece(6, 13, "supported", (1,)),
        Piece(13, 15, "supported", (1,), unused=True, ends=(("uncovered", ()),)),
        Piece(15, 23, "supported", (1,), ends=(("supported", (1,)),)),
    ]


places = st.tuples(st.integers(-3, 40), st.integers(-3, 40))


@given(st.text("ab \n", max_size=30), st.lists(places, max_size=6), st.lists(places, max_size=3))
def test_pieces_cover_any_text_once_in_order(
    text: str, claimed: list[tuple[int, int]], left: list[tuple[int, int]]
) -> None:
    page = row(
        *({"verdict": "supported", "start": start, "end": end} for start, end in claimed),
        uncovered=tuple({"start": start, "end": end} for start, end in left),
    )
    cut = pieces(page, len(text))
    lines = paragraphs(page, text)

    assert "".join(text[piece.start : piece.end] for piece in cut) == text
    assert ["".join(text[piece.start : piece.end] for piece in line) for line in lines] == [
        line for line in text.split("\n") if line.strip()
    ]


def test_the_first_line_is_the_headline_when_no_other_is_known() -> None:
    titled = row()
    titled["article"] = titled["article"] | {"title": "Something else"}

    assert headline(row(), TEXT, paragraphs(row(), TEXT))
    assert not headline(titled, TEXT, paragraphs(titled, TEXT))
    assert not headline(row(), "a" * 201, paragraphs(row(), "a" * 201))
    assert not headline(row(), "", [])


def test_the_terminal_page_shows_text_claims_and_what_is_left() -> None:
    page = shown(row(SCHOOLS, PEOPLE, DEAD, uncovered=(mention("2 days"),)))

    assert "\n".join(line.rstrip() for line in page.split("\n")) == (
        "\n"
        "Flood closes 12✓1 schools\n"
        "news/flood.txt · figures · tiny\n"
        "✓ 1 supported   ≠ 1 mismatch   ✗ 1 unsupported   ○ 1 not used\n"
        "checked: number, unit, hedge · judged by model or code: kind, subject\n"
        "\n"
        "At least 1,000≠2 people left, the mayor said.\n"
        "The water rose 3 metres in 2 days○.\n"
        "\n"
        "1  ✓ supported    12 schools  closure\n"
        "2  ≠ mismatch     1,000 people\n"
        "                  said by the mayor\n"
        "                  bound the text says at least\n"
        "3  ✗ unsupported  7 dead\n"
        "   ○ not used     The water rose 3 metres in 2 days.\n"
        "\n"
    )


def test_both_pages_say_what_a_verdict_does_not_cover_where_a_model_made_the_claims() -> None:
    line = "checked: number, unit, hedge · judged by model or code: kind, subject"

    assert line in shown(row(SCHOOLS))
    assert line in outline(row(SCHOOLS)).words
    for page in (row(SCHOOLS, model=""), row(uncovered=(mention("2 days"),))):
        assert line not in shown(page)
        assert line not in outline(page).words


def test_an_incomplete_article_says_so_on_both_pages() -> None:
    broken = row(error={"type": "AnswerRejected", "message": "1 of 3 requests: cut off"})

    assert "incomplete: 1 of 3 requests: cut off" in shown(broken)
    assert "Incomplete. 1 of 3 requests: cut off" in outline(broken).words


HOSTILE = (
    "\x1b[31m[bold]12[/bold]\x1b]8;;http://x\x07 \x9b2J \u202e<script>alert(1)</script> {{ 7*7 }} & :smile:"
)


def test_nothing_in_an_article_or_a_claim_reaches_the_terminal_as_a_command() -> None:
    page = row(claim("supported", None, subject=HOSTILE, attributed_to=HOSTILE, type=HOSTILE, proof=HOSTILE))
    page["article"] = page["article"] | {"path": HOSTILE}
    plain = shown(page, HOSTILE + "\n" + HOSTILE)
    coloured = re.sub(r"\x1b\[[0-9;]*m", "", shown(page, HOSTILE + "\n" + HOSTILE, colour=True))

    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", plain)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", coloured)
    assert plain.count("[bold]12[/bold]") == 7
    assert ":smile:" in plain


def test_nothing_in_an_article_or_a_claim_becomes_a_tag() -> None:
    page = row(claim("supported", None, subject=HOSTILE, attributed_to=HOSTILE, quote=HOSTILE, kind=HOSTILE))
    page["article"] = page["article"] | {"title": HOSTILE}
    found = outline(page, text=HOSTILE)

    assert {tag for tag, _ in found.tags}.isdisjoint({"script", "img", "iframe", "link", "form", "object"})
    assert found.words.count("<script>alert(1)</script>") == 6
    assert "49" not in found.words
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", found.words)


def test_the_html_page_loads_nothing_and_forbids_everything() -> None:
    found = outline(row(SCHOOLS, PEOPLE))
    addresses = [
        value for _, names in found.tags for name, value in names.items() if name in ("href", "src", "id")
    ]
    policy = next(names["content"] for tag, names in found.tags if "http-equiv" in names)

    assert all(value and re.fullmatch(r"#?a1[cmh]?\d*", value) for value in addresses)
    assert policy is not None
    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-[\w+/]{43}='; base-uri 'none'; form-action 'none'", policy
    )
    assert not [names for _, names in found.tags if "style" in names or "onclick" in names]


def test_every_link_of_the_html_page_leads_somewhere() -> None:
    shared = SCHOOLS | {"subject": "classes"}
    found = outline(row(SCHOOLS, shared, PEOPLE, DEAD, uncovered=(mention("2 days"),)), row(PEOPLE))
    ids = [names["id"] for _, names in found.tags if "id" in names]
    links = [names["href"] for tag, names in found.tags if tag == "a"]

    assert len(ids) == len(set(ids))
    assert {link.removeprefix("#") for link in links if link} <= set(ids)


def test_the_words_of_the_article_stand_unchanged_on_the_html_page() -> None:
    words = re.sub(r"[✓∴≠✗○][\d,]*", "", outline(row(SCHOOLS, PEOPLE)).words)

    assert "Flood closes 12 schools" in words
    assert "At least 1,000 people left, the mayor said." in words


@given(st.text())
def test_clean_text_holds_no_control_and_keeps_everything_else(text: str) -> None:
    harmless = clean(text)

    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", harmless)
    if text.isalnum():
        assert harmless == text
