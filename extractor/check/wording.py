"""The rules of the words: what is counted must be the number's own noun, who speaks must speak there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractor.candidates import Candidate, is_person, person_first
from extractor.check.verdict import Finding
from extractor.nouns import synonyms
from extractor.numbers import TIME_UNITS, Mention, Role
from extractor.reporting import impersonal, pronoun, voices

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extractor.check.case import Case, Rule, Text
    from extractor.claims import Claim
    from extractor.sentences import Sentence

_STOP = frozenset(
    """the a an of in on at to for by with and or from as its his her their our this that these those is are
    was were been be has have had who which it he she they more other some mr mrs ms dr sir""".split()
)


def subject(case: Case) -> Iterator[Finding]:
    """What is counted must stand by the number, and not by another one."""
    claimed, whole = case.claim.subject, case.whole
    if claimed is None or case.mention.role is not Role.QUANTITY:
        return
    index = whole.sentence(case.mention.start)
    if not whole.in_english:
        if not stand_in(claimed, whole.paragraph(index)):
            yield case.finding("subject", f"'{claimed}' does not stand near this number")
        return
    said = {c.start for c in whole.speakers(index, case.mention.start)}
    own = [c for c in whole.subjects(case.mention) if c.kind != "other" and c.start not in said]
    nouns = [c for c in own if c.kind == "noun"]
    is_count = not case.mention.unit and not case.mention.text.endswith(("times", "fold"))
    counted = nouns if nouns and is_count else own
    if any(_same_thing(claimed, c.text) or synonyms(claimed, c.text) for c in counted):
        return
    if any(_same_thing(claimed, c.text) for c in own if c.kind == "clause"):
        yield case.finding("subject", f"'{case.mention.text}' counts {nouns[0].text}, not '{claimed}'")
    elif stand_in(claimed, whole.words_of(index)) or (
        claimed[0].isupper() and stand_in(claimed.split()[-1], whole.words_of(index))
    ):
        if other := _counted_by_other(case, claimed, own, whole.cut[index]):
            yield case.finding(
                "subject", f"'{claimed}' is what '{other.text}' counts, not '{case.mention.text}'"
            )
    elif not stand_in(claimed, whole.text):
        yield case.finding("subject", f"'{claimed}' does not stand in the text")
    elif not (_left_out(case, own) and stand_in(claimed, whole.before(index))):
        yield case.finding("subject", f"'{claimed}' stands elsewhere in the text, not by this number")


def _same_thing(claimed: str, noun: str) -> bool:
    """Say that two phrases have one head or that one holds the other."""
    mine, theirs = _words(claimed)[-1:], _words(noun)[-1:]
    return mine == theirs or stand_in(claimed, noun) or stand_in(noun, claimed)


def _left_out(case: Case, own: Sequence[Candidate]) -> bool:
    """Say that the number stands without what it counts or measures, so that words before it tell."""
    if case.mention.unit:
        return not own
    return all(c.kind == "clause" for c in own)


def _counted_by_other(
    case: Case, claimed: str, own: Sequence[Candidate], sentence: Sentence
) -> Mention | None:
    """Return another number of the sentence that the claimed subject belongs to; None when there is none.

    A number without a noun of its own may share one that stands before it, not one that comes after; how
    long something lasts may be said of anything in the sentence.
    """
    if case.mention.unit in TIME_UNITS:
        return None
    bare = all(c.kind != "noun" for c in own)
    if bare and stand_in(claimed, case.whole.text[sentence.start : case.mention.start]):
        return None
    for mention in case.whole.mentions:
        inside = sentence.start <= mention.start < sentence.end and mention.id != case.mention.id
        if inside and mention.role is Role.QUANTITY:
            nouns = [c for c in case.whole.subjects(mention) if c.kind == "noun"]
            if any(_words(c.text)[-1:] == _words(claimed)[-1:] for c in nouns):
                return mention
    return None


def speaker(case: Case) -> Iterator[Finding]:
    """Who says it must be who says it there."""
    yield from heard(case.whole, case.claim, case.mention.start, case.mention.end)


def heard(whole: Text, claim: Claim, start: int, end: int) -> Iterator[Finding]:
    """Judge the speaker of a claim whose evidence is `text[start:end]`."""
    index = whole.sentence(start)
    found = whole.speakers(index, start)
    own = [c for c in found if c.kind == "clause"]
    name = claim.attributed_to
    if name is None:
        if own:
            yield Finding(
                "speaker", f"the text attributes it to {own[0].text}", own[0].start, own[0].end, note=True
            )
    elif not stand_in(name, whole.text):
        yield Finding("speaker", f"'{name}' does not stand in the text", start, end)
    elif not whole.in_english:
        if not stand_in(name, whole.paragraph(index)):
            yield Finding("speaker", f"'{name}' does not stand near this number", start, end)
    elif own:
        speaks = _speaks(name, whole, [c for c in found if c.kind != "carried"], start)
        if not (speaks or _meant(name, whole, index)):
            other = next((c for c in own if not _same_speaker(name, c.text, whole.text)), own[0])
            yield Finding("speaker", f"{other.text} says it here, not {name}", other.start, other.end)
    elif not (
        any(_same_speaker(name, c.text, whole.text) for c in found)
        or stand_in(name, whole.words_of(index))
        or _governs(name, whole, index)
    ):
        yield Finding("speaker", f"nothing near this number says that '{name}' says it", start, end)


def _speaks(name: str, whole: Text, found: Sequence[Candidate], start: int) -> bool:
    """Say that `name` is a speaker of the sentence, and not one whose clause has ended before the number."""
    sentence = whole.cut[whole.sentence(start)]
    mine = [c for c in found if _same_speaker(name, c.text, whole.text)]
    if not mine:
        return stand_in(name, whole.text[sentence.start : sentence.end])
    others = [c for c in found if c not in mine]
    return (
        not others
        or any(not _parted(whole.text, c.start, start) for c in mine)
        or all(_parted(whole.text, c.start, start) for c in others)
    )


def _parted(text: str, one: int, other: int) -> bool:
    """Say that a contrast parts two places of a sentence: "X puts it at 40, while Y counts 36"."""
    return _CONTRAST.search(text, min(one, other), max(one, other)) is not None


_CONTRAST = re.compile(r"[,;] (?:while|whereas|but|though|although)\b|;")


def _same_speaker(one: str, other: str, text: str) -> bool:
    """Say that two names have one last word, that one holds the other, or that the text joins them."""
    mine, theirs = _words(one), _words(other)
    if not mine or not theirs:
        return False
    return (
        mine[-1] == theirs[-1]
        or set(mine) <= set(theirs)
        or set(theirs) <= set(mine)
        or _side_by_side(one, other, text)
    )


_NO_CLAUSE = r"(?!(?:who|whose|which|that|and|or|but|said|says|told|by|from|for|with|to)\b)"


def _side_by_side(one: str, other: str, text: str) -> bool:
    """Say that the text names one person by both, in apposition: "the agency's director, Anna Bell"."""
    for first, second in ((one, other), (other, one)):
        joint = rf"{re.escape(first)},? (?:{_NO_CLAUSE}[\w’'-]+ ){{0,3}}{re.escape(second)}"
        if re.search(joint, text, re.IGNORECASE):
            return True
    return False


def _meant(name: str, whole: Text, index: int) -> bool:
    """Say that a pronoun speaks in a sentence and `name` is the last person named before it."""
    text, begin = whole.text, whole.cut[index].start
    said = [v for v in voices(text, whole.cut[index]) if not v.via]
    theirs = any(_THEIRS.search(text[max(0, v.start - 6) : v.start]) for v in said)
    personal = any(pronoun(text[v.start : v.end]) in {"he", "she"} for v in said)
    if not personal or not is_person(name):
        neuter = any(pronoun(text[v.start : v.end]) in {"it", "they"} for v in said) and not personal
        return (theirs or (neuter and not _in_person(name))) and stand_in(name, whole.paragraph(index))
    near = [s for s in whole.cut[:index] if whole.cut[index].paragraph - s.paragraph <= 1]
    named = [*whole.voices, *(c for s in near for c in person_first(text, s))]
    surnames = {c.text.split()[-1] for c in named if is_person(c.text)} | {name.split()[-1]}
    surnames = {surname for surname in surnames if surname[0].isupper()}
    last = max(surnames, key=lambda surname: (text.rfind(surname, 0, begin), surname == name.split()[-1]))
    return last == name.split()[-1] and last in whole.paragraph(index)


def _in_person(name: str) -> bool:
    """Say that a name is surely one person's: a first and a last name, or a title."""
    return is_person(name) and len(name.split()) > 1


_THEIRS = re.compile(r"\b(?:his|her|its|their)\s\Z", re.IGNORECASE)


def _governs(name: str, whole: Text, index: int) -> bool:
    """Say that `name` speaks in a sentence beside this one, or that the headline gives the article as his."""
    number = whole.cut[index].paragraph
    if impersonal(whole.text, whole.cut[index]):
        return False
    beside = {i for i in (index - 1, index, index + 1) if 0 <= i < len(whole.cut)}
    beside = {i for i in beside if whole.cut[i].paragraph == number}
    return any(
        _same_speaker(name, voice.text, whole.text)
        for voice in whole.voices
        if (i := whole.sentence(voice.start)) in beside or whole.cut[i].paragraph == 0
    )


def stand_in(phrase: str, text: str) -> bool:
    """Say that every content word of a phrase stands in a text, singular or plural."""
    return set(_words(phrase)) <= set(_words(text))


def _words(text: str) -> list[str]:
    found = re.findall(r"[^\W_]+", re.sub(r"['’]s\b", "", text.lower()))
    return [_singular(word) for word in found if word not in _STOP]


_IRREGULAR = {
    "men": "man",
    "women": "woman",
    "children": "child",
    "people": "person",
    "feet": "foot",
    "lives": "life",
}


def _singular(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


OF_WORDS: tuple[Rule, ...] = (subject, speaker)
