"""What comes out of files, byte by byte, and what is said of files that nothing comes out of."""

from __future__ import annotations

import hashlib
import io
import json
import os
import socket
import subprocess
import sys
import unicodedata
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractor.article import Article, article, read
from extractor.errors import ArticleError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KINDS = "articles end in .txt .md .html .htm .jsonl .json"
NO_TEXT = 'holds no article; give an object with a "text" that is a string'
FILLER = "<p>The river had been rising for days, and the ministry had asked people to leave early.</p>"


def put(path: Path, content: str | bytes) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def one(path: str) -> Article:
    (item,) = read([path])
    assert isinstance(item, Article), item
    return item


def reason(path: str, *, max_bytes: int = 5_000_000) -> str:
    (item,) = read([path], max_bytes=max_bytes)
    assert isinstance(item, ArticleError), item
    assert item.path == path
    return item.reason


def told(items: Iterator[Article | ArticleError]) -> list[str]:
    return [item.text if isinstance(item, Article) else str(item) for item in items]


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body><article>{body}{FILLER}</article></body></html>"


# The article


def test_the_id_is_the_beginning_of_the_hash_of_the_text() -> None:
    built = article("12 dead\r\n")
    digest = hashlib.sha256(b"12 dead\n").hexdigest()
    assert built == Article(id=digest[:16], text="12 dead\n", sha256=digest)


def test_the_same_text_is_the_same_article_wherever_it_comes_from(tmp_path: Path) -> None:
    plain = put(tmp_path / "a.txt", "12 dead")
    lines = put(tmp_path / "a.jsonl", '{"text": "12 dead", "source": "Post"}')
    assert {item.id for item in read([plain, lines]) if isinstance(item, Article)} == {article("12 dead").id}


def test_metadata_are_single_lines_without_what_is_removed_from_the_text() -> None:
    built = article("x", title=" Storm\r\nkills\u200b 12 ", date="2024-05-03", source=" ", path="a\nb.txt")
    assert (built.title, built.date, built.source) == ("Storm kills 12", "2024-05-03", None)
    assert built.path == "a\ufffdb.txt"
    assert built.notes == ()


def test_building_an_article_from_a_string_never_adds_the_title_to_it() -> None:
    assert article("body", title="Head 5").text == "body"


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\ufeff", "\u00a0"])
def test_a_text_of_nothing_is_no_article(text: str) -> None:
    with pytest.raises(ArticleError, match=r"^the text: is empty; an article needs text$"):
        article(text)


# Normalisation


@pytest.mark.parametrize(
    ("given_text", "text", "notes"),
    [
        ("a\r\nb\rc\u2028d\u2029e\x85f", "a\nb\nc\nd\ne\nf", ()),
        ("page 5\f6 dead\v7", "page 5\n6 dead\n7", ()),
        ("cafe\u0301 5\u2126", "caf\u00e9 5\u03a9", ()),
        ("1\u200b0\u2060\ufeff0", "100", ("removed 3 zero-width characters",)),
        ("mil\xadlion", "million", ("removed 1 soft hyphen",)),
        ("5\U000e0031\U000e007f dead", "5 dead", ("removed 2 tag characters",)),
        ("fell \u202e321\u202c\u2066\u200e\u061c percent", "fell 321 percent", ("removed 5 bidi controls",)),
        ("a\x00b\x07c\x7fd\x81", "abcd", ("removed 4 control characters",)),
        ("\x805m, 5\x9610, it\x92s", "€5m, 5–10, it’s", ("read 3 C1 controls as cp1252",)),
        ("5 \ud800 dead \udfff", "5 \ufffd dead \ufffd", ("replaced 2 lone surrogates with U+FFFD",)),
        ("10\u00a0000 and 10\u202f000, “5”\t ", "10\u00a0000 and 10\u202f000, “5”\t ", ()),
        ("a  \n\n\n b \n", "a  \n\n\n b \n", ()),
        ("5² ½ −3 ５ ٥ Ⅷ", "5² ½ −3 ５ ٥ Ⅷ", ()),
    ],
)
def test_only_what_is_invisible_changes_and_the_notes_say_so(
    given_text: str, text: str, notes: tuple[str, ...]
) -> None:
    assert (article(given_text).text, article(given_text).notes) == (text, notes)


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cشود",  # Persian: half-space inside a word
        "ه\u200d. ش",  # Persian: abbreviation that ends in a joiner
        "क\u094d\u200dष",  # Devanagari: half form
        "ന\u0d4d\u200d ",  # Malayalam: chillu at the end of a word
        "👩🏽\u200d⚕\ufe0f",  # emoji: skin tone, then profession
        "❤\ufe0f\u200d🔥",
    ],
)
def test_a_joiner_that_means_something_stays(text: str) -> None:
    assert (article(text).text, article(text).notes) == (text, ())


@pytest.mark.parametrize(
    ("given_text", "text"),
    [
        ("1\u200d0\u200c0", "100"),
        ("mil\u200dlion", "million"),
        ("40\u200cساله", "40ساله"),
        ("ساله\u200c40", "ساله40"),
        ("۵\u200c۰", "۵۰"),
        ("e\u200c\u0301\u200cم", "\u00e9م"),
        ("5 \u200d dead", "5  dead"),
    ],
)
def test_a_joiner_next_to_digits_and_other_letters_goes(given_text: str, text: str) -> None:
    assert article(given_text).text == text
    assert article(given_text).notes[0].startswith("removed ")


def test_hundreds_of_accents_on_one_letter_are_refused_at_once() -> None:
    with pytest.raises(
        ArticleError, match=r"^the text: stacks hundreds of accents on one letter; remove them$"
    ):
        article("5 a" + "\u0315\u0300" * 1_000_000)


def test_normalisation_changes_the_value_of_no_numeral_of_unicode() -> None:
    def value(char: str) -> float | None:
        return unicodedata.numeric(char, None)

    everything = (chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000)
    numerals = [char for char in everything if value(char) is not None]
    assert [char for char in numerals if value(article(char).text) != value(char)] == []
    assert len(numerals) > 1_800


AWKWARD = st.sampled_from(
    "\r\n\x85\u2028\x00\x80\x81\x96\xad\u0301\u0315\u0338\u061c\u0645\u0915\u094d\u0d4d\u09c7\u09be"
    "\u200b\u200c\u200d\u200e\u202e\u2060\u2126\u212a\ud83d\ude00\udfff\ufe0f\ufeff\U0001f468\U0001f3fd"
    "\U000e0031 e1٥.<>=-"
)
TEXTS = st.text(st.one_of(AWKWARD, st.characters(exclude_categories=())), max_size=40)


@settings(max_examples=1000)
@given(TEXTS)
@example("e\u200c\u0301\u200cم")
def test_a_normalised_text_is_utf_8_holds_nothing_hidden_and_is_not_changed_again(raw: str) -> None:
    text = article(raw + "x").text
    again = article(text)
    assert (again.text, again.notes) == (text, ())
    assert again.sha256 == hashlib.sha256(text.encode("utf-8")).hexdigest()
    assert unicodedata.is_normalized("NFC", text)
    assert {"Cc", "Cs", "Zl", "Zp"}.isdisjoint(map(unicodedata.category, set(text) - {"\t", "\n"}))
    assert set(text).isdisjoint("\u200b\u200e\u200f\u202a\u202e\u2060\u2066\u2069\u061c\ufeff\xad\U000e0031")


@given(TEXTS)
def test_normalisation_keeps_every_digit_in_its_order(raw: str) -> None:
    text = article(raw + "x").text
    assert [char for char in raw if char.isdigit()] == [char for char in text if char.isdigit()]


# Text files


def test_a_text_file_is_its_text_and_its_short_first_line_is_the_title(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt", "Storm kills 12\r\n\r\nAt least 12 people died.\r\n")
    built = one(path)
    assert built.text == "Storm kills 12\n\nAt least 12 people died.\n"
    assert (built.title, built.path, built.notes) == ("Storm kills 12", path, ())


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# Storm kills 12\n\nbody", "Storm kills 12"),
        ("#12 in the charts\nbody", "#12 in the charts"),
        ("\n\n  Storm  \nbody", "Storm"),
        ("only one line", None),
        ("only one line\n\n", None),
        ("x" * 200 + "\nbody", "x" * 200),
        ("x" * 201 + "\nbody", None),
        ("---\ntitle: x", None),
        ("---\nno field\n---\nmore", None),
        ("#\n\nStorm kills 12\n\nmore", "Storm kills 12"),
    ],
)
def test_the_title_of_a_text_is_a_short_first_line_that_more_follows(
    tmp_path: Path, text: str, title: str | None
) -> None:
    built = one(put(tmp_path / "a.md", text))
    assert (built.title, built.text) == (title, text)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_with_a_byte_order_mark_is_read_without_a_note(tmp_path: Path, codec: str) -> None:
    built = one(put(tmp_path / "a.txt", "5 000 €".encode(codec)))
    assert (built.text, built.notes) == ("5 000 €", ())


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("L’armée a parlé de 12 tués et de 5 000 réfugiés près de la frontière. Coût : 5 €.", "cp1252"),
        ("The army said it cost £5m to repair the damage near the border after 12 people died.", "cp1252"),
        ("В результате удара погибли 12 человек, ещё 5000 были вынуждены покинуть дома.", "cp1251"),
        ("軍によると、国境付近で12人が死亡し、5000人が避難した。政府は火曜日に発表した。", "cp932"),
        ("軍によると、国境付近で12人が死亡し、5000人が避難した。", "iso2022_jp"),
        ("据军方称，边境附近有12人死亡，5000人撤离。政府周二宣布。", "gb18030"),
    ],
)
def test_a_legacy_encoding_is_recognised_and_named(tmp_path: Path, text: str, codec: str) -> None:
    built = one(put(tmp_path / "a.txt", text.encode(codec)))
    assert (built.text, built.notes) == (text, (f"read as {codec} (not UTF-8)",))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty; an article needs text"),
        (b" \n\t\xc2\xa0", "is empty; an article needs text"),
        (b"\xef\xbb\xbf", "is empty; an article needs text"),
        (b"5 dead\0", "holds NUL bytes, so it is not text in UTF-8; save it as that"),
        ("5 dead".encode("utf-16-le"), "holds NUL bytes, so it is not text in UTF-8; save it as that"),
        (b"\x01\x02\x03 5 dead", "is mostly control characters, so it is not text; check the file"),
        (
            "12 tués à la frontière ".encode() * 9 + b"\xff",
            "is not UTF-8 and its encoding cannot be told for sure; save it as UTF-8",
        ),
        (b"\xff\xfe\x00\xd8", "is not UTF-8 and its encoding cannot be told for sure; save it as UTF-8"),
        (bytes(range(1, 256)) * 4, "is not UTF-8 and its encoding cannot be told for sure; save it as UTF-8"),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(tmp_path: Path, content: bytes, why: str) -> None:
    assert reason(put(tmp_path / "a.txt", content)) == why


def test_the_limit_counts_bytes_and_includes_its_last(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt", "é" * 500)
    assert told(read([path], max_bytes=1000)) == ["é" * 500]
    assert reason(path, max_bytes=999) == "is larger than 999 bytes; split it, or make it a .jsonl"


# Pages


def test_a_page_gives_its_article_with_title_date_and_source(tmp_path: Path) -> None:
    head = (
        '<meta property="og:title" content="Storm kills 12"><meta property="og:site_name" content="The Post">'
        '<meta property="article:published_time" content="2024-05-03T10:00:00Z">'
    )
    path = put(tmp_path / "a.html", page("<p>Some 5,000 people fled.</p>", head))
    built = one(path)
    assert built.text == (
        "Storm kills 12\n\nSome 5,000 people fled.\n"
        "The river had been rising for days, and the ministry had asked people to leave early."
    )
    assert (built.title, built.date, built.source) == ("Storm kills 12", "2024-05-03", "The Post")
    assert (built.path, built.notes) == (path, ())


def test_a_headline_that_stands_in_the_page_is_not_put_there_twice(tmp_path: Path) -> None:
    built = one(put(tmp_path / "a.htm", page("<h1>Storm kills 12</h1><p>Some fled.</p>")))
    assert built.title == "Storm kills 12"
    assert built.text.startswith("Storm kills 12\nSome fled.\n")


def test_the_source_of_a_page_without_a_site_name_is_its_host(tmp_path: Path) -> None:
    head = '<link rel="canonical" href="https://news.example.org/a/storm">'
    assert one(put(tmp_path / "a.html", page("", head))).source == "news.example.org"


def test_a_year_in_the_text_of_a_page_is_not_taken_for_its_date(tmp_path: Path) -> None:
    built = one(
        put(tmp_path / "a.html", page("<p>On 3 May 2021 some 5 died.</p>") + "<footer>© 2019</footer>")
    )
    assert built.date is None


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("some 5,000<sup>1</sup> people", "some 5,000¹ people"),
        ("some 5,000<sup><a href='#n'>[12]</a></sup> people", "some 5,000[¹²] people"),
        ("10<sup>-6</sup> of CO<sub>2</sub> on the 5<sup>th</sup>", "10⁻⁶ of CO₂ on the 5th"),
        ("some <b>1</b>,300 at $<span>5</span>m", "some 1,300 at $5m"),
        ("some 10&nbsp;000 or 10&#8239;000 fled", "some 10\u00a0000 or 10\u202f000 fled"),
        ("from 5&#150;10 to 12\x9614", "from 5–10 to 12–14"),
        ("some 5&#133; or 6", "some 5… or 6"),
        ("می\u200cشود گفت", "می\u200cشود گفت"),
        ("3 &lt; 4 &amp; 5 &gt; 4", "3 < 4 & 5 > 4"),
    ],
)
def test_the_numbers_of_a_page_read_as_they_look(tmp_path: Path, markup: str, text: str) -> None:
    built = one(put(tmp_path / "a.html", page(f"<p>{markup}</p>")))
    assert (built.text.split("\n")[0], built.notes) == (text, ())


def test_what_is_hidden_in_a_page_is_removed_and_noted(tmp_path: Path) -> None:
    built = one(
        put(tmp_path / "a.html", page("<p>fell \u202e321\u202c per&shy;cent\U000e0031 5&#8203;0</p>"))
    )
    assert built.text.split("\n")[0] == "fell 321 percent 50"
    assert built.notes == (
        "removed 2 bidi controls",
        "removed 1 tag character",
        "removed 1 soft hyphen",
        "removed 1 zero-width character",
    )


def test_a_page_is_read_in_the_charset_that_it_declares(tmp_path: Path) -> None:
    content = page("<p>Żołnierze: 12 ofiar.</p>", '<meta charset="ISO-8859-2">').encode("iso8859_2")
    built = one(put(tmp_path / "a.html", content))
    assert built.text.startswith("Żołnierze: 12 ofiar.\n")
    assert built.notes == ("read as iso8859-2 (not UTF-8)",)


def test_a_page_that_declares_latin_1_means_cp1252(tmp_path: Path) -> None:
    content = page("<p>It cost €5m – or more.</p>", '<meta charset="iso-8859-1">').encode("cp1252")
    built = one(put(tmp_path / "a.html", content))
    assert built.text.startswith("It cost €5m – or more.\n")
    assert built.notes == ("read as cp1252 (not UTF-8)",)


@pytest.mark.parametrize(
    "label", ["iso-8859-1", "unicode_escape", "utf-7", "rot13", "no-such-charset", "utf-16"]
)
def test_the_bytes_of_a_page_decide_against_what_it_declares(tmp_path: Path, label: str) -> None:
    built = one(put(tmp_path / "a.html", page("<p>Coût : 5 €.</p>", f'<meta charset="{label}">')))
    assert built.text.startswith("Coût : 5 €.\n")
    assert built.notes == ()


def test_a_fragment_of_a_page_is_read(tmp_path: Path) -> None:
    assert one(put(tmp_path / "a.html", "<p>5 people died.</p>")).text == "5 people died."


@pytest.mark.parametrize("markup", ["<html></html>", "<html><body><script>x = 5</script></body></html>"])
def test_a_page_without_text_is_refused(tmp_path: Path, markup: str) -> None:
    path = put(tmp_path / "a.html", markup)
    assert reason(path) == "is a page without an article; copy its text into a .txt"


def test_a_page_nested_beyond_measure_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path / "a.html", "<html><body>" + "<div>" * 20_000 + "5 people died")
    assert reason(path) == "is a page without an article; copy its text into a .txt"


# JSON


def test_each_line_of_a_jsonl_is_an_article_with_its_metadata(tmp_path: Path) -> None:
    path = put(
        tmp_path / "a.jsonl",
        '\ufeff{"text": "12 died.", "title": "Storm", "date": "2024-05-03", "source": "Post", "url": "http://x"}\n'
        "\n"
        '{"text": "5 died.", "date": 20240503, "source": "", "url": "http://x", "id": "a-1"}',
    )
    first, second = (item for item in read([path]) if isinstance(item, Article))
    assert (first.text, first.title, first.source) == ("Storm\n\n12 died.", "Storm", "Post")
    assert (first.date, first.path, first.notes) == ("2024-05-03", f"{path}:1", ())
    assert (second.text, second.title, second.source) == ("5 died.", None, "http://x")
    assert (second.date, second.path, second.notes) == ("20240503", f"{path}:3", ())


@pytest.mark.parametrize(
    ("title", "text", "out"),
    [
        ("Storm kills 12", "STORM  kills 12\nSome fled.", "STORM  kills 12\nSome fled."),
        (
            "Storm kills 12",
            "By our staff. Storm kills 12. Some fled.",
            "By our staff. Storm kills 12. Some fled.",
        ),
        ("Storm kills 12", "Storm kills 12,000 trees.", "Storm kills 12\n\nStorm kills 12,000 trees."),
        ("5 dead", "In all 15 dead.", "5 dead\n\nIn all 15 dead."),
    ],
)
def test_a_title_is_put_before_a_text_that_does_not_hold_it(
    tmp_path: Path, title: str, text: str, out: str
) -> None:
    assert one(put(tmp_path / "a.json", json.dumps({"title": title, "text": text}))).text == out


@pytest.mark.parametrize(
    ("given", "about"),
    [
        (
            {"headline": "Storm", "datePublished": "2024-05-03", "publisher": {"name": "The Post"}},
            ("Storm", "2024-05-03", "The Post"),
        ),
        ({"published": "2024-05-03T22:00:00Z", "outlet": "Post"}, (None, "2024-05-03T22:00:00Z", "Post")),
        ({"publishedAt": "2024-05-03", "source": {"id": None, "name": "Post"}}, (None, "2024-05-03", "Post")),
        ({"pubDate": "Fri, 03 May 2024", "url": "http://x/y"}, (None, "Fri, 03 May 2024", "http://x/y")),
        ({"date": " ", "published": "2024-05-03", "source": "A", "outlet": "B"}, (None, "2024-05-03", "A")),
    ],
)
def test_title_date_and_source_have_the_names_that_feeds_give_them(
    tmp_path: Path, given: dict[str, Any], about: tuple[str | None, str, str]
) -> None:
    built = one(put(tmp_path / "a.json", json.dumps(given | {"text": "12 died."})))
    assert (built.title, built.date, built.source, built.notes) == (*about, ())


FRONT = """---
title: "Storm: 12 die"
date: 2024-05-03
tags:
  - weather
source: The Post
---

The storm came at night.
"""


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_front_matter_of_markdown_is_about_the_article_and_no_part_of_it(tmp_path: Path, ends: str) -> None:
    built = one(put(tmp_path / "a.md", FRONT.replace("\n", ends)))
    assert (built.title, built.date, built.source) == ("Storm: 12 die", "2024-05-03", "The Post")
    assert built.text.strip() == "Storm: 12 die\n\n\nThe storm came at night."


@pytest.mark.parametrize(
    "text",
    [
        "---\nThe storm came at night.\n---\nIt left.",
        "The storm.\n---\ntitle: x\n---\n",
        "---\ntitle: x\nmore",
    ],
)
def test_lines_between_dashes_that_are_no_fields_are_text(tmp_path: Path, text: str) -> None:
    assert one(put(tmp_path / "a.md", text)).text == text


def test_front_matter_of_another_kind_of_file_is_text(tmp_path: Path) -> None:
    assert one(put(tmp_path / "a.txt", FRONT)).text == FRONT


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("PORT ODA (Isle Wire) - The storm killed 12.", "Isle Wire"),
        ("Storm\n\nPORT ODA, Sarimba, March 3 (REUTERS) — The storm killed 12.", "REUTERS"),
        ("PORT ODA, March 3, 2025 (Isle Wire) - The storm killed 12.", "Isle Wire"),
        ("WHO (World Health Organization) - a body of the UN - said so.", None),
        ("The storm (Hilda) - a strong one - killed 12.", None),
        ("PORT ODA (near Kell) - The storm killed 12.", None),
        ("PORT ODA - The storm (Hilda) killed 12.", None),
    ],
)
def test_the_agency_of_a_dateline_is_the_source_where_there_is_no_other(
    text: str, source: str | None
) -> None:
    assert article(text).source == source
    assert article(text, source="The Post").source == "The Post"


def test_a_title_alone_is_no_article(tmp_path: Path) -> None:
    path = put(tmp_path / "a.json", '{"title": "Storm kills 12", "text": " "}')
    assert reason(path) == "is empty; an article needs text"


def test_metadata_that_are_no_strings_are_left_out_with_a_note(tmp_path: Path) -> None:
    built = one(put(tmp_path / "a.json", '{"text": "x", "title": ["T"], "date": NaN, "source": {"id": 3}}'))
    assert (built.title, built.date, built.source) == (None, None, None)
    assert built.notes == tuple(f"ignored {key}: not a string" for key in ("title", "date", "source"))


def test_a_bad_line_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    lines = [
        b'{"text": "first"}',
        b"nope",
        b'{"title": "T"}',
        b'{"text": 5}',
        b"[]",
        b"5",
        b'{"text": "a", "text": "b"}',
        b'{"text": "\xff"}',
        b'{"text": ' + b"[" * 10_000,
        b'{"text": "' + b"x" * 20_000 + b'"}',
        b'{"text": "long number", "n": ' + b"9" * 5_000 + b"}",
        b'{"text": "\\ud83d\\ude00 \\ud800 \\u0000"}',
        b'{"text": "last"}',
    ]
    path = put(tmp_path / "a.jsonl", b"\n".join(lines))
    assert told(read([path], max_bytes=15_000)) == [
        "first",
        f"{path}:2: is not JSON (Expecting value, line 1 column 1); correct it",
        f"{path}:3: {NO_TEXT}",
        f"{path}:4: {NO_TEXT}",
        f"{path}:5:1: {NO_TEXT}",
        f"{path}:6: {NO_TEXT}",
        f"{path}:7: gives the key 'text' twice; keep one",
        f"{path}:8: is not UTF-8; save the file as UTF-8",
        f"{path}:9: is nested too deeply; give objects with a text",
        f"{path}:10: is longer than 15,000 bytes; split it",
        "long number",
        "😀 \ufffd ",
        "last",
    ]


def test_a_jsonl_may_be_larger_than_the_limit_for_one_line(tmp_path: Path) -> None:
    path = put(tmp_path / "a.jsonl", '{"text": "12 died"}\r\n' * 1000)
    assert told(read([path], max_bytes=19)) == ["12 died"] * 1000


def test_a_jsonl_is_read_as_a_stream(tmp_path: Path) -> None:
    path = put(tmp_path / "a.jsonl", '{"text": "first"}\n' + '{"text": "more"}\n' * 100_000)
    stream = read([path])
    next(stream)
    (tmp_path / "a.jsonl").write_bytes(b"")
    assert sum(1 for _ in stream) < 100_000


def test_a_jsonl_that_is_binary_is_given_up_at_once(tmp_path: Path) -> None:
    path = put(tmp_path / "a.jsonl", b'{"text": "first"}\n\0\n' * 3)
    why = "holds NUL bytes, so this is not JSON lines in UTF-8; save it as that"
    assert told(read([path])) == ["first", f"{path}:2: {why}"]


@pytest.mark.parametrize("content", ["", "\n \n"])
def test_a_jsonl_without_a_line_is_empty(tmp_path: Path, content: str) -> None:
    assert reason(put(tmp_path / "a.jsonl", content)) == "is empty; an article needs text"


@pytest.mark.parametrize("form", ['[{"text": "a"}, {"text": ""}, {"text": "b"}]', '{"articles": %s, "n": 3}'])
def test_a_json_may_hold_a_list_of_articles(tmp_path: Path, form: str) -> None:
    entries = '[{"text": "a"}, {"text": ""}, {"text": "b"}]'
    path = put(tmp_path / "a.json", form.replace("%s", entries))
    assert told(read([path])) == ["a", f"{path}:2: is empty; an article needs text", "b"]
    assert [item.path for item in read([path])] == [f"{path}:1", f"{path}:2", f"{path}:3"]


def test_a_json_of_one_article_is_named_by_the_file_and_may_be_utf_16(tmp_path: Path) -> None:
    path = put(tmp_path / "a.json", json.dumps({"text": "5 €", "articles": []}, indent=1).encode("utf-16"))
    assert (one(path).text, one(path).path) == ("5 €", path)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("{}", NO_TEXT),
        ('"text"', NO_TEXT),
        ("{", "is not JSON (Expecting property name enclosed in double quotes, line 1 column 2); correct it"),
        ("[" * 100_000, "is nested too deeply; give objects with a text"),
        ('{"a": {"\\u001b[31m": 1, "\\u001b[31m": 2}}', "gives the key '\\x1b[31m' twice; keep one"),
    ],
)
def test_a_json_that_holds_no_article_is_refused(tmp_path: Path, content: str, why: str) -> None:
    assert reason(put(tmp_path / "a.json", content)) == why


# Folders, globs and names


def test_a_folder_is_read_in_name_order_with_its_subfolders_and_nothing_hidden(tmp_path: Path) -> None:
    for name in ("b.txt", "a.MD", "c/d.txt", "c/a.json", ".hidden.txt", ".git/x.txt", "notes.pdf", "d.txt"):
        put(tmp_path / name, '{"text": "x"}')
    names = [str(tmp_path / name) for name in ("a.MD", "b.txt", "c/a.json", "c/d.txt", "d.txt")]
    assert [item.path for item in read([str(tmp_path)])] == names


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("*.txt", ["a.txt", "b.txt"]),
        ("**/*.txt", ["a.txt", "b.txt", "c/d/e.txt"]),
        ("**", ["a.txt", "b.txt", "c/d/e.txt", "c/f.md"]),
        ("c/**/*.[tm]*", ["c/d/e.txt", "c/f.md"]),
        ("*", ["a.txt", "b.txt", "c/d/e.txt", "c/f.md"]),
    ],
)
def test_a_glob_that_the_shell_left_alone_is_expanded(tmp_path: Path, pattern: str, names: list[str]) -> None:
    for name in ("a.txt", "b.txt", "c/d/e.txt", "c/f.md", "c/.x/y.txt", "z.pdf", ".h.txt"):
        put(tmp_path / name, "x")
    found = [item.path for item in read([f"{tmp_path}/{pattern}"])]
    assert sorted(map(str, found)) == [str(tmp_path / name) for name in names]


def test_a_file_whose_name_looks_like_a_glob_is_that_file(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", "wrong")
    assert one(put(tmp_path / "[a].txt", "right")).text == "right"


def test_a_file_named_in_several_ways_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path / "a.txt", "once")
    (tmp_path / "link.txt").symlink_to("a.txt")
    monkeypatch.chdir(tmp_path)
    assert told(read([path, "a.txt", "./a.txt", "link.txt", ".", "*.txt", path])) == ["once"]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("nope.txt", "is not there; check the spelling and the folder you are in"),
        ("a.txt/b.txt", "is not there; check the spelling and the folder you are in"),
        ("x" * 300 + ".txt", "cannot be read (File name too long); check the disk and the path"),
        ("*.zip", f"matches no file to read; {KINDS}"),
        ("a**b", f"matches no file to read; {KINDS}"),
        ("empty", f"holds no file to read; {KINDS}"),
        ("report.pdf", f"is of no known kind; {KINDS}"),
        ("fifo.txt", "is a pipe, socket or device, not a file; pipe its text in as -"),
        ("socket.txt", "is a pipe, socket or device, not a file; pipe its text in as -"),
        ("dangling.txt", "is a link to gone, which is not there; restore that file or remove the link"),
        ("self.txt", "is a link that leads back to itself; remove it"),
    ],
)
def test_a_name_that_gives_nothing_to_read_is_an_error_that_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, why: str
) -> None:
    monkeypatch.chdir(tmp_path)
    put(tmp_path / "a.txt", "x")
    put(tmp_path / "report.pdf", "x")
    put(tmp_path / "empty/.hidden.txt", "x")
    os.mkfifo("fifo.txt")
    (tmp_path / "dangling.txt").symlink_to("gone")
    (tmp_path / "self.txt").symlink_to("self.txt")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.txt")
        assert reason(name) == why


@pytest.mark.parametrize(
    ("name", "shown"),
    [("", "''"), ("no\0pe", "no\ufffdpe"), ("\ud800", "\ufffd"), ("a\n\x1bb", "a\ufffd\ufffdb")],
)
def test_the_error_for_a_strange_name_is_one_clean_line(name: str, shown: str) -> None:
    assert told(read([name])) == [f"{shown}: is not there; check the spelling and the folder you are in"]


def test_a_file_name_that_is_not_utf_8_does_not_stop_its_article(tmp_path: Path) -> None:
    name = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")
    with open(name, "w") as file:  # noqa: PTH123 - the name is the point
        file.write("5 dead")
    assert (one(name).text, one(name).path) == ("5 dead", f"{tmp_path}/caf\ufffd.txt")


def test_a_device_is_not_read() -> None:
    assert reason("/dev/zero") == "is a pipe, socket or device, not a file; pipe its text in as -"


def test_a_link_that_leads_back_up_is_an_error_and_the_rest_of_the_folder_is_read(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", "A")
    put(tmp_path / "sub/z.txt", "Z")
    (tmp_path / "sub/up").symlink_to("..")
    loop = f"{tmp_path}/sub/up: links back up to {tmp_path.resolve()}, a loop; remove the link"
    assert told(read([str(tmp_path)])) == ["A", loop, "Z"]
    assert sorted(told(read([f"{tmp_path}/**"]))) == sorted(["A", loop, "Z"])


def test_folders_linked_crosswise_are_each_walked_once(tmp_path: Path) -> None:
    for depth in range(40):
        put(tmp_path / f"d{depth}/a.txt", f"{depth}")
        for link in ("left", "right"):
            (tmp_path / f"d{depth}" / link).symlink_to(f"../d{depth + 1}")
    assert sorted(told(read([str(tmp_path / "d0")])), key=int) == [str(depth) for depth in range(40)]


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[str]:
    """Make a folder that may not be read, and step down from root, for whom there is none."""
    put(tmp_path / "locked/a.txt", "secret")
    (tmp_path / "locked").chmod(0)
    user = os.geteuid()
    os.seteuid(user or 65534)
    yield str(tmp_path / "locked")
    os.seteuid(user)
    (tmp_path / "locked").chmod(0o700)


@pytest.mark.parametrize("inside", ["", "/a.txt"])
def test_what_may_not_be_read_is_an_error(locked: str, inside: str) -> None:
    assert reason(locked + inside) == "may not be read (permission denied); change its permissions"


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", b"\0")
    put(tmp_path / "b.json", "{")
    put(tmp_path / "c.txt", "12 died")
    (tmp_path / "d.txt").symlink_to("gone")
    kinds = [type(item).__name__ for item in read([str(tmp_path), "nope"])]
    assert kinds == ["ArticleError", "ArticleError", "Article", "ArticleError", "ArticleError"]


# Standard input


@pytest.mark.parametrize(
    ("content", "out"),
    [
        ("Storm kills 12\nSome fled.", [("Storm kills 12\nSome fled.", "-")]),
        ("[Reuters] 5 died", [("[Reuters] 5 died", "-")]),
        ('{"text": "a"}\n{"text": "b"}\n', [("a", "-:1"), ("b", "-:2")]),
        ('\ufeff{"text": "a"}', [("a", "-:1")]),
        ('{\n "text": "a"\n}', [("a", "-")]),
        ('[\n{"text": "a"},\n{"text": "b"}]', [("a", "-:1"), ("b", "-:2")]),
        ("\n<!doctype HTML><p>5 people died.</p>", [("5 people died.", "-")]),
        ("<html><body><p>5 people died.</p></body></html>", [("5 people died.", "-")]),
    ],
)
def test_standard_input_is_read_as_what_it_looks_like(
    monkeypatch: pytest.MonkeyPatch, content: str, out: list[tuple[str, str]]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
    assert [(item.text, item.path) for item in read(["-", "-"]) if isinstance(item, Article)] == out


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "-: is empty; an article needs text"),
        (b"x" * 101, "-: is larger than 100 bytes; split it, or make it a .jsonl"),
        (b'{"text": "' + b"x" * 100 + b'"}', "-: is larger than 100 bytes; split it, or make it a .jsonl"),
        (b"\0", "-: holds NUL bytes, so it is not text in UTF-8; save it as that"),
    ],
)
def test_standard_input_that_cannot_be_read_is_an_error(
    monkeypatch: pytest.MonkeyPatch, content: bytes, why: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert told(read(["-"], max_bytes=100)) == [why]


def test_a_closed_standard_input_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert told(read(["-"])) == ["-: is closed; pipe an article into it"]


# Whatever comes


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".jsonl", ".json"])
@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=300) | TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_give_articles_and_errors_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, content: bytes
) -> None:
    path = put(tmp_path_factory.getbasetemp() / f"any{suffix}", content)
    for item in read([path], max_bytes=250):
        assert "\n" not in str(item) if isinstance(item, ArticleError) else item.text.encode()


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["text", "title", "date", "url", "articles"]) | TEXTS, inner, max_size=5
        )
    ),
)


@pytest.mark.parametrize("suffix", [".jsonl", ".json"])
@settings(max_examples=200, deadline=None)
@given(value=JSON)
def test_any_json_gives_articles_and_errors_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, value: object
) -> None:
    path = put(tmp_path_factory.getbasetemp() / f"any{suffix}", json.dumps(value))
    for item in read([path]):
        assert item.path.startswith(path) if item.path else False
        assert "\n" not in str(item) if isinstance(item, ArticleError) else item.text.encode()


TAGS = ["p", "div", "table", "tr", "td", "ul", "li", "sup", "sub", "h1", "title", "script", "time", "b"]
MARKUP = st.lists(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS])
    | st.sampled_from(
        ["<!--", "-->", "&#", "&#xd800;", "<a href='http://[", "<meta name=date content=2024-99-99>"]
    )
    | TEXTS,
    max_size=30,
).map("".join)


@settings(max_examples=150, deadline=None)
@given(markup=MARKUP)
def test_any_page_gives_an_article_or_an_error(tmp_path_factory: pytest.TempPathFactory, markup: str) -> None:
    content = f"<html><body>{markup}".encode("utf-8", "replace")
    (item,) = read([put(tmp_path_factory.getbasetemp() / "any.html", content)])
    assert "\n" not in str(item) if isinstance(item, ArticleError) else item.text.encode()


def test_plain_text_is_read_without_loading_what_pages_and_old_encodings_need(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt", "5 dead")
    code = (
        "import sys; from extractor.article import read; (item,) = read(sys.argv[1:]);"
        "print(item.text, {'trafilatura', 'lxml', 'charset_normalizer'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=True)
    assert done.stdout == "5 dead set()\n"
