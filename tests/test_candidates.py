"""Who speaks and what is counted, as far as word lists and word order can tell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.candidates import Candidate, speakers, subjects
from extractor.nouns import noun_class
from extractor.numbers import Mention, Role
from extractor.sentences import sentences


def who(text: str, number: str | None = None) -> list[tuple[str, str]]:
    """Return the speakers of the last sentence."""
    cut = sentences(text)
    found = speakers(text, cut, len(cut) - 1, None if number is None else text.rindex(number))
    return [(c.text, c.kind) for c in found]


def what(text: str, number: str, unit: str = "") -> str:
    """Return the first guess of what the last occurrence of a number counts."""
    start = text.rindex(number)
    mention = Mention(1, start, start + len(number), number, Role.QUANTITY, unit=unit)
    cut = sentences(text)
    sentence = next(s for s in cut if s.start <= start < s.end)
    return subjects(text, sentence, mention)[0].text


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The harbour master said 12 boats sank.", "harbour master"),
        ("Twelve boats sank, the harbour master said.", "harbour master"),
        ('"Twelve boats sank," said Ines Ferro, who runs the harbour.', "Ines Ferro"),
        ("According to the weather service, 40 mm fell.", "weather service"),
        ("Forty boats sank, according to the Institute for Sea Research.", "Institute for Sea Research"),
        ("Jo Park, head of the port’s rescue service, confirmed 12 losses.", "Jo Park"),
        ("Sources cited in local media estimate the loss at 12 boats.", "Sources cited in local media"),
        ("The count, compiled by the harbour office, is 12.", "harbour office"),
        ("The port denied this and added that just 12 boats sank.", "port"),
        ("Harbour officials have previously estimated 12 losses.", "Harbour officials"),
        ("Twelve boats sink in storm - Evening Post", "Evening Post"),
        ("Police: 12 boats sank", "Police"),
        ("On Monday, 12 of the boats sank, said the harbour master.", "harbour master"),
        ("KARS, May 3, 2019 - Twelve boats sank, said Ines Ferro.", "Ines Ferro"),
        ("Jo Park, who was first there, said 12 boats sank.", "Jo Park"),
        ("The union, based in Kars and founded in 1990, said members lost 12 boats.", "union"),
    ],
)
def test_a_reporting_clause_names_the_speaker(text: str, speaker: str) -> None:
    assert who(text) == [(speaker, "clause")]


def test_a_sentence_that_nobody_reports_has_no_speaker() -> None:
    assert who("Twelve boats sank in the storm.") == []


def test_troops_believed_to_be_somewhere_do_not_speak() -> None:
    assert who("The 40 sailors believed to be on board are safe.") == []


def test_the_speaker_of_the_sentence_before_is_carried_on() -> None:
    assert who("Mayor Li said the dam held. Some 30 farms were flooded.") == [("Mayor Li", "carried")]


def test_a_speaker_is_not_carried_into_the_next_paragraph() -> None:
    assert who("Mayor Li said the dam held.\nSome 30 farms were flooded.") == []


def test_nothing_is_carried_into_a_sentence_that_reports_without_a_speaker() -> None:
    assert who("Mayor Li said the dam held. It is estimated that 30 farms were flooded.") == []


def test_a_pronoun_stands_for_the_last_speaker_it_fits_and_gives_his_span() -> None:
    text = "Mayor Ana Li said the dam held. The water board warned of rain. She added that 30 farms were wet."
    cut = sentences(text)
    assert speakers(text, cut, 2)[0] == Candidate(0, 12, "Mayor Ana Li", "clause")
    assert who("Mayor Ana Li spoke of luck. The water board warned of rain. In a note it put losses at 30.")[
        0
    ] == (
        "water board",
        "clause",
    )


def test_his_statement_is_his() -> None:
    assert (
        who("Rep. Omar Diaz said so. According to his statement, 30 farms were flooded.")[0][0]
        == "Rep. Omar Diaz"
    )


def test_the_outlet_that_was_told_is_told_apart_from_the_speaker() -> None:
    assert who("Two officials told the Morning Star that 30 farms were flooded.") == [
        ("officials", "clause"),
        ("Morning Star", "via"),
    ]


def test_of_two_speakers_in_a_sentence_the_one_before_the_number_comes_first() -> None:
    text = "The union said 90 walked out, while the company reported 40."
    assert (who(text, "90")[0], who(text, "40")[0]) == (("union", "clause"), ("company", "clause"))


@pytest.mark.parametrize(
    ("text", "number", "subject"),
    [
        ("The navy sent 3,500 young sailors stationed abroad.", "3,500", "young sailors"),
        ("Some 1,000 of the 11,000 Norse sailors fell ill.", "1,000", "Norse sailors"),
        ("There are 900 French and Dutch sailors on board.", "900", "French and Dutch sailors"),
        ("The death toll rose to 31.", "31", "death toll"),
        ("Deaths: 31", "31", "Deaths"),
        ("The quake had a magnitude of 6.4.", "6.4", "magnitude"),
        ("Insurers put the losses since May at 400.", "400", "losses"),
        ("The union counted 90 absent nurses; the clinic spoke of 40.", "40", "absent nurses"),
        ("Of 300 sailors on board, more than half of them fell ill.", "half", "sailors"),
    ],
)
def test_a_count_counts_the_noun_beside_it_or_what_its_clause_is_about(
    text: str, number: str, subject: str
) -> None:
    assert what(text, number) == subject


@pytest.mark.parametrize(
    ("text", "number", "unit", "subject"),
    [
        ("Revenue rose 3.2% to $4.5bn.", "3.2%", "percent", "Revenue"),
        ("Revenue rose 3.2% to $4.5bn.", "$4.5bn", "USD", "Revenue"),
        ("With 88 percent of the ballots counted, the race is open.", "88 percent", "percent", "ballots"),
        ("A 5% rise in rents hurt tenants.", "5%", "percent", "rents"),
        ("The bank gave $2 billion in loans.", "$2 billion", "USD", "loans"),
        ("After six months of drought, rain fell.", "six months", "month", "drought"),
        ("The vaccine costs $3 a dose.", "$3", "USD", "vaccine"),
    ],
)
def test_a_measure_is_of_something(text: str, number: str, unit: str, subject: str) -> None:
    assert what(text, number, unit) == subject


def test_what_a_noun_means_is_said_only_of_nouns_on_the_list() -> None:
    words = ["Dutch sailors", "families", "men from two towns", "howitzers", "coastal cities", "losses", ""]
    assert [noun_class(w) for w in words] == ["people", "people", "people", "things", "places", None, None]


WORDS = st.sampled_from(
    [
        "said",
        "told",
        "according",
        "to",
        "the",
        "Ana",
        "Li",
        ",",
        ".",
        ":",
        '"',
        "12",
        "men",
        "and",
        "of",
        "it",
        "-",
        "\n",
    ]
)


@given(
    st.lists(WORDS, max_size=20).map(" ".join) | st.text(alphabet=st.characters(exclude_categories=["Cs"]))
)
def test_candidates_are_spans_of_the_text_whatever_the_text(text: str) -> None:
    cut = sentences(text)
    for i, sentence in enumerate(cut):
        mention = Mention(1, sentence.start, sentence.start + 1, text[sentence.start], Role.QUANTITY)
        found = [*speakers(text, cut, i, sentence.start), *subjects(text, sentence, mention)]
        assert all(text[c.start : c.end] == c.text != "" for c in found)


def test_a_number_that_no_token_of_its_sentence_holds_has_what_can_be_found() -> None:
    text = "He looked at"
    beyond = Mention(1, len(text), len(text) + 1, "5", Role.QUANTITY)

    assert [c.text for c in subjects(text, sentences(text)[0], beyond)] == []
