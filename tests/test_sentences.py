"""Sentences: borders, paragraphs, and nothing lost."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from extractor.sentences import Sentence, at, sentences


def cut(text: str) -> list[str]:
    return [text[s.start : s.end] for s in sentences(text)]


def test_titles_initials_and_decimals_do_not_end_a_sentence() -> None:
    text = (
        "Rep. Ann B. Low told Lt. Gen. Ode that 3.5 percent of U.S. aid went. He left at 3 a.m. local time."
    )
    assert cut(text) == [
        "Rep. Ann B. Low told Lt. Gen. Ode that 3.5 percent of U.S. aid went.",
        "He left at 3 a.m. local time.",
    ]


def test_a_line_is_a_paragraph_even_without_a_full_stop() -> None:
    text = "Storm hits coast\n\nTen died. Five live.\n"
    assert sentences(text) == [Sentence(0, 16, 0), Sentence(18, 27, 1), Sentence(28, 38, 1)]


def test_a_quotation_that_ends_inside_its_sentence_stays_with_its_speaker() -> None:
    assert cut('"We lost nine," she said. "Nine!"') == ['"We lost nine," she said.', '"Nine!"']


def test_offsets_are_code_points_also_beyond_the_basic_plane() -> None:
    assert cut("😀 Zwölf starben. Пять живы.") == ["😀 Zwölf starben.", "Пять живы."]


def test_the_sentence_at_an_offset_is_the_one_that_holds_it() -> None:
    spans = sentences("One. Two. Three.")
    assert [at(spans, offset) for offset in (0, 3, 5, 10, 99)] == [0, 0, 1, 2, 2]


def test_an_empty_text_has_no_sentences() -> None:
    assert sentences(" \n\t\n") == []


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])) | st.text(alphabet="A.b?! \n\"'”)1U.S…"))
def test_every_character_that_is_not_space_is_in_exactly_one_sentence(text: str) -> None:
    spans = sentences(text)
    assert "".join("".join(text[s.start : s.end].split()) for s in spans) == "".join(text.split())
    assert all(text[s.start : s.end] == text[s.start : s.end].strip() != "" for s in spans)
    assert all(a.end <= b.start and a.paragraph <= b.paragraph for a, b in itertools.pairwise(spans))


def test_half_a_surrogate_pair_is_a_character_like_any_other() -> None:
    assert [(s.start, s.end) for s in sentences("One \ud800 two. Three.")] == [(0, 10), (11, 17)]
