"""The rule of what is counted: the subject of a claim must be the number's own, and not another one's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractor.check.reach import (
    NUMBER_VERB,
    counted_by_other,
    in_sentence,
    is_age,
    is_share,
    parted,
    predicate,
    reaches,
)
from extractor.check.wording import core, head, listed, stand_in
from extractor.nouns import noun_class, synonyms
from extractor.numbers import TIME_UNITS, Mention, Role, is_currency
from extractor.phrases import qualifies

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extractor.candidates import Candidate
    from extractor.check.case import Case, Text
    from extractor.check.verdict import Finding

_FEW = 40  # characters of adjectives between a number and its noun
_WORDS = re.compile(r" (?:[^\W\d_]+ )*")
_FEW_WORDS = re.compile(r"(?: [\w’'-]+){0,3} ")
_IT = re.compile(r"\b(?:it|they)\b", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:he|she)\b", re.IGNORECASE)


def subject(case: Case) -> Iterator[Finding]:
    """What is counted must stand by the number, and not by another one."""
    claimed, whole, mention = case.claim.subject, case.whole, case.mention
    if claimed is None or mention.role is not Role.QUANTITY:
        return
    index = whole.sentence(mention.start)
    if whole.in_english:
        against = _against(claimed, whole, mention, index)
    else:
        near = stand_in(claimed, whole.paragraph(index))
        against = None if near else f"'{claimed}' does not stand near this number"
    if against:
        yield case.finding("subject", against)


def _against(claimed: str, whole: Text, mention: Mention, index: int) -> str | None:
    """Return what speaks against a subject; None when nothing does."""
    if _right_behind(claimed, whole.text, mention):
        return None
    nouns = _nouns(whole, mention)
    strict = bool(nouns) and _is_count(whole, mention, nouns[0].text)
    own = nouns if strict else [*nouns, *_in_clause(whole, mention, index)]
    if any(_names(claimed, c, whole, index) for c in own):
        return None
    if strict:
        return _against_noun(claimed, whole, mention, nouns[0])
    if in_sentence(claimed, whole, index):
        if other := counted_by_other(whole, mention, claimed, bare=not nouns):
            return other
        near = reaches(claimed, whole, mention, own)
        return None if near else f"'{claimed}' stands apart from '{mention.text}'"
    if _left_out(mention, own) and _goes_on(claimed, whole, mention, index):
        return None
    return _elsewhere(claimed, whole)


def _against_noun(claimed: str, whole: Text, mention: Mention, noun: Candidate) -> str | None:
    """Return what speaks against a subject where the number has a noun of its own and counts that."""
    if not in_sentence(claimed, whole, whole.sentence(mention.start)):
        return _elsewhere(claimed, whole)
    if other := counted_by_other(whole, mention, claimed, bare=False):
        return other
    told = predicate(claimed, whole, mention, noun)
    return None if told else f"'{mention.text}' counts {noun.text}, not '{claimed}'"


def _elsewhere(claimed: str, whole: Text) -> str:
    if whole.holds(claimed):
        return f"'{claimed}' stands elsewhere in the text, not by this number"
    return f"'{claimed}' does not stand in the text"


# -- what belongs to a number


def _right_behind(claimed: str, text: str, mention: Mention) -> bool:
    """Say that the claimed words follow a count, or follow its adjectives: a look that is cheap."""
    at = text.find(claimed, mention.end, mention.end + _FEW + len(claimed))
    end = at + len(claimed)
    if at < 0 or mention.unit or text[end : end + 1].isalnum():
        return False
    between = text[mention.end : at]
    return between == " " or (_WORDS.fullmatch(between) is not None and all(map(qualifies, between.split())))


def _nouns(whole: Text, mention: Mention) -> list[Candidate]:
    """Return the nouns of a number; in "40 beds for 200 women" only the one behind counts."""
    nouns = [c for c in whole.nouns(mention) if not whole.in_number(c)]
    return nouns if mention.unit else [c for c in nouns if c.start >= mention.end] or nouns


def _in_clause(whole: Text, mention: Mention, index: int) -> list[Candidate]:
    """Return what a number before counts, and the subject of the number's clause."""
    found = [c for c in whole.subjects(mention) if c.kind != "noun" and not whole.in_number(c)]
    carried = next((c for c in found if c.kind == "carried" and _behind_number(whole, c)), None)
    clauses = [c for c in found if c.kind == "clause" and not parted(whole, c.start, mention)]
    said = {voice.start for voice in whole.said(index)}
    return [c for c in (carried, *clauses) if c is not None and c.start not in said]


def _behind_number(whole: Text, candidate: Candidate) -> bool:
    """Say that a noun stands behind a quantity, not behind "7" of "7 a.m." or "one" of "at one point"."""
    last = whole.last_number(candidate.start)
    if last is None or last.role is not Role.QUANTITY or last.end > candidate.start:
        return False
    return _FEW_WORDS.fullmatch(whole.text, last.end, candidate.start) is not None


def _is_count(whole: Text, mention: Mention, noun: str) -> bool:
    """Say that a number counts things one by one or measures a stuff, so that both stand right behind it."""
    if mention.unit:
        stuff = mention.unit != "percent" and not is_currency(mention.unit)
        return stuff and whole.text.startswith(f" of {noun}", mention.end)
    return not is_share(mention) and not mention.text.endswith(("times", "fold")) and noun != "times"


def _names(claimed: str, own: Candidate, whole: Text, index: int) -> bool:
    """Say that a claim names what a number counts: by its noun, by more words, by fewer, or by a synonym."""
    noun = own.text
    if stand_in(noun, claimed) or stand_in(claimed, core(noun)):
        return True
    if listed(core(claimed))[-1:] == listed(core(noun))[-1:] or head(claimed) == head(noun):
        return not _contrary(claimed, noun)
    return synonyms(claimed, noun) and not _contrary(claimed, noun) and _told(claimed, whole, index)


def _contrary(claimed: str, noun: str) -> bool:
    """Say that both have names before their noun, and none alike: Dutch sailors, Norse sailors.

    "Korea" and "Korean" are alike; what "US" and "DPRK" stand for is not known.
    """
    mine, theirs = (
        {word[:4] for word in phrase.split()[:-1] if word[0].isupper() and not word.isupper()}
        for phrase in (claimed, noun)
    )
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def _told(claimed: str, whole: Text, index: int) -> bool:
    """Say that what a claim says more than a noun is told in the paragraph."""
    return stand_in(claimed.rpartition(" ")[0], whole.paragraph(index))


# -- before the sentence of the number


def _left_out(mention: Mention, own: Sequence[Candidate]) -> bool:
    """Say that the number stands without what it counts or measures, so that words before it tell."""
    if NUMBER_VERB.match(mention.text) or is_age(mention):
        return False
    return not own if mention.unit else all(c.kind == "clause" for c in own)


def _goes_on(claimed: str, whole: Text, mention: Mention, index: int) -> bool:
    """Say that the claimed subject stands just before, and is what the number of this kind there counts."""
    if not stand_in(claimed, whole.before(index)):
        return False
    if mention.unit in TIME_UNITS:
        named = claimed[0].isupper() and not claimed.endswith("s")  # a plural may begin a sentence
        person = named or noun_class(claimed) == "people"
        pronouns = (_IT, _PERSON) if person else (_IT,)
        return any(it.search(whole.words_of(index)) for it in pronouns)
    first, last = whole.window(index)
    for sentence in reversed(whole.cut[first : last + 1]):
        alike = [m for m in whole.within(sentence) if m.unit == mention.unit and m.id != mention.id]
        counted = [c for m in alike for c in whole.subjects(m) if c.kind in {"noun", "clause"}]
        if counted:
            return any(_names(claimed, c, whole, index) for c in counted)
    return True
