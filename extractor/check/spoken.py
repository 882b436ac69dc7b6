"""The rule of who speaks: whoever a claim is attributed to must speak there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from extractor.candidates import Candidate, is_person, person_first
from extractor.check.verdict import Finding
from extractor.check.wording import head, listed, places, stand_in
from extractor.dateline import opening
from extractor.phrases import DETERMINERS, phrases
from extractor.reporting import REPORTING, Voice, impersonal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extractor.check.case import Case, Text
    from extractor.claims import Claim
    from extractor.sentences import Sentence

_CONTRAST = re.compile(r"[,;] (?:while|whereas|but|though|although)\b|;")
_OWN_CLAUSE = re.compile(rf"(?:{_CONTRAST.pattern}) (?:the |an? |its |their )?\Z")
_NO_CLAUSE = r"(?!(?:who|whose|which|that|and|or|but|said|says|told|by|from|for|with|to)\b)"
_TITLE = re.compile(r"(?:Mr|Mrs|Ms|Dr|Sir)\.? ")
_THEIRS = re.compile(r"\b(?:his|her|its|their)\s\Z", re.IGNORECASE)
_QUOTED = re.compile('["“”„«»]')
_NEAR = 60  # characters between somebody and the verb of what he says
_WORD = re.compile(r"\w+")
# verbs that tell what somebody will have or has counted, and so whose number it is
_ACTS = re.compile(
    r"\b(?:want|demand|promise|offer|pledge|propose|ask|request|order|vow|threaten|call|plan|intend|count"
    r"|register|list)(?:s|e?d)?\b"
)
_POINTS_BACK = re.compile(
    r"(?:this|that|these|those|the) (?:figure|number|data|information|count|toll|claim|estimate)s?\b",
    re.IGNORECASE,
)
_ADDS = re.compile(r"\badd(?:s|ed)\b")
_WE_REPORT = re.compile(r"\bwe (?:\w+ )?(?:reported|wrote)\b", re.IGNORECASE)


def speaker(case: Case) -> Iterator[Finding]:
    """Who says it must be who says it there."""
    yield from heard(case.whole, case.claim, case.mention.start, case.mention.end)


def heard(whole: Text, claim: Claim, start: int, end: int) -> Iterator[Finding]:
    """Judge the speaker of a claim whose evidence is `text[start:end]`."""
    index = whole.sentence(start)
    own = [c for c in whole.speaking(index, start) if c.kind == "clause"]
    name = claim.attributed_to
    if name is None:
        if own:
            message = f"the text attributes it to {own[0].text}"
            yield Finding("speaker", message, own[0].start, own[0].end, note=True)
    elif not whole.holds(name):
        yield Finding("speaker", f"'{name}' does not stand in the text", start, end)
    elif not whole.in_english:
        if not stand_in(name, whole.paragraph(index)):
            yield Finding("speaker", f"'{name}' does not stand near this number", start, end)
    elif own:
        if not (_speaks(name, whole, whole.speaking(index, start), start) or _meant(name, whole, index)):
            other = next((c for c in own if not _same_speaker(name, c.text, whole.text)), own[0])
            yield Finding("speaker", f"{other.text} says it here, not {name}", other.start, other.end)
    elif not _heard_around(name, whole, index, start):
        yield Finding("speaker", f"nothing near this number says that '{name}' says it", start, end)


# -- where the sentence says who speaks


def _speaks(name: str, whole: Text, found: Sequence[Candidate], start: int) -> bool:
    """Say that `name` is a speaker of the sentence, and not one whose clause does not hold the number."""
    text, sentence = whole.text, whole.cut[whole.sentence(start)]
    mine = [c for c in found if _same_speaker(name, c.text, text)]
    if not mine:  # a name that stands there may speak by a verb that is on no list
        stands = places(head(name), text, opening(text, sentence.start, sentence.end), sentence.end)
        inside = stand_in(name, text[sentence.start : sentence.end])
        return inside and any(
            not _parted(text, place, start) and _tells(text, sentence, place) for place in stands
        )
    if all(c.start > start and _OWN_CLAUSE.search(text, max(0, c.start - 20), c.start) for c in mine):
        return False
    others = [c for c in found if c not in mine]
    return (
        not others
        or any(not _parted(text, c.start, start) for c in mine)
        or all(_parted(text, c.start, start) for c in others)
    )


def _tells(text: str, sentence: Sentence, place: int) -> bool:
    """Say that words are reported near a place of a sentence."""
    near = text[max(sentence.start, place - _NEAR) : min(sentence.end, place + _NEAR)]
    return _reports(near) or _ACTS.search(near) is not None or "according" in near.lower()


def _parted(text: str, one: int, other: int) -> bool:
    """Say that a contrast parts two places of a sentence: "X puts it at 40, while Y counts 36"."""
    return _CONTRAST.search(text, min(one, other), max(one, other)) is not None


def _same_speaker(one: str, other: str, text: str) -> bool:
    """Say that two names have one last word, that one holds the other, or that the text joins them."""
    mine, theirs = listed(one), listed(other)
    if not mine or not theirs:
        return False
    return (
        mine[-1] == theirs[-1]
        or set(mine) <= set(theirs)
        or set(theirs) <= set(mine)
        or _side_by_side(_TITLE.sub("", one), other, text)
    )


def _side_by_side(one: str, other: str, text: str) -> bool:
    """Say that the text names one person by both, in apposition: "the agency's director, Anna Bell"."""
    for first, second in ((one, other), (other, one)):
        joint = rf"{re.escape(first)},? (?:{_NO_CLAUSE}[\w’'-]+ ){{0,3}}{re.escape(second)}"
        if re.search(joint, text, re.IGNORECASE):
            return True
    return False


# -- where a pronoun speaks


def _meant(name: str, whole: Text, index: int) -> bool:
    """Say that a pronoun speaks in a sentence and means `name`."""
    said = [v for v in whole.said(index) if not v.via]
    personal = any(whole.pronoun(v) in {"he", "she"} for v in said)
    if personal and is_person(name):
        return _last_person(name, whole, index)
    theirs = [v for v in said if _THEIRS.search(whole.text, max(0, v.start - 6), v.start)]
    neuter = [v for v in said if whole.pronoun(v) in {"it", "they"}]
    if theirs:
        return _stands_before(name, whole, index - 1, theirs[0])
    if personal or not neuter or (is_person(name) and len(name.split()) > 1):
        return False
    return _stands_before(name, whole, index if _opens(whole, index, neuter[0]) else index - 2, neuter[0])


def _last_person(name: str, whole: Text, index: int) -> bool:
    """Say that `name` is the last person named before a sentence."""
    text, here = whole.text, whole.cut[index]
    near = [s for s in whole.cut[:index] if here.paragraph - s.paragraph <= 1]
    named = [*whole.voices, *(c for s in near for c in person_first(text, s))]
    surnames = {c.text.split()[-1] for c in named if is_person(c.text)} | {name.split()[-1]}
    surnames = {surname for surname in surnames if surname[0].isupper()}
    last = max(surnames, key=lambda s: (text.rfind(s, 0, here.start), s == name.split()[-1]))
    return last == name.split()[-1] and last in whole.paragraph(index)


def _stands_before(name: str, whole: Text, first: int, voice: Voice) -> bool:
    """Say that `name` stands between the beginning of sentence `first` and a voice."""
    return stand_in(name, whole.text[whole.cut[max(first, 0)].start : voice.start])


def _opens(whole: Text, index: int, voice: Voice) -> bool:
    """Say that a sentence begins with a noun that a pronoun after it means: "The army fled, [it] said"."""
    line = whole.line(whole.cut[index].start)
    first = next(iter(phrases(line)), None)
    if first is None or line[first.last].end > voice.start:
        return False
    begins = all(token.word in DETERMINERS for token in line[: first.first])
    return begins and line[first.last].plural == (whole.pronoun(voice) == "they")


# -- where the sentence does not say who speaks


def _heard_around(name: str, whole: Text, index: int, start: int) -> bool:
    """Say that `name` spoke last, speaks by a verb on no list, or speaks beside the sentence or above it."""
    if _acts(name, whole, index):
        return True
    found = whole.speakers(index, start)
    spoke = any(_same_speaker(name, c.text, whole.text) for c in _last(whole, found))
    return spoke or _governs(name, whole, index, start, carried=bool(found))


def _last(whole: Text, carried: Sequence[Candidate]) -> list[Candidate]:
    """Return those who spoke in the last sentence before that somebody spoke in."""
    return [c for c in carried if whole.sentence(c.start) == whole.sentence(carried[0].start)]


def _acts(name: str, whole: Text, index: int) -> bool:
    """Say that `name` stands in a sentence that reports words, or before a verb of will or count."""
    sentence = whole.words_of(index)
    acts = _ACTS.search(sentence)
    reports = stand_in(name, sentence) and _reports(sentence)
    return reports or (acts is not None and stand_in(name, sentence[: acts.start()]))


def _reports(sentence: str) -> bool:
    """Say that words are reported in a sentence, whoever says them."""
    return _QUOTED.search(sentence) is not None or not REPORTING.isdisjoint(_WORD.findall(sentence.lower()))


def _governs(name: str, whole: Text, index: int, start: int, *, carried: bool) -> bool:
    """Say that `name` speaks in a sentence beside this one, or that the headline gives the article as his."""
    here = whole.cut[index]
    if impersonal(whole.text, here) or _WE_REPORT.search(whole.text, here.start, here.end):
        return False
    alone = not carried and not _reports(whole.words_of(index))
    return _beside(name, whole, index, alone=alone) or (alone and _above(name, whole, start))


def _beside(name: str, whole: Text, index: int, *, alone: bool) -> bool:
    """Say that `name` speaks before and goes on, or takes in what was said: a quotation, "this figure"."""
    paragraph = whole.cut[index].paragraph
    if index and whole.cut[index - 1].paragraph == paragraph and _named(name, whole, index - 1):
        return True
    after = index + 1
    if after == len(whole.cut) or whole.cut[after].paragraph != paragraph:
        return False
    if alone and _POINTS_BACK.match(whole.words_of(after)):
        return stand_in(name, whole.words_of(after).partition(", who")[0])
    quoted = _QUOTED.match(whole.words_of(index)) is not None
    added = alone and _ADDS.search(whole.words_of(after)) is not None
    return (quoted or added) and _named(name, whole, after)


def _above(name: str, whole: Text, start: int) -> bool:
    """Say that the headline is by `name`, as in "... - Morning Star", or has him say this number."""
    if not whole.is_headline(0):
        return False
    headline = whole.cut[0]
    mine = next(((m.low, m.high) for m in whole.mentions if m.start == start), None)
    told = any((m.low, m.high) == mine for m in whole.within(headline))
    return any(
        (told or whole.text[voice.end : headline.end].strip() in ("", ":"))
        and _same_speaker(name, whole.text[voice.start : voice.end], whole.text)
        for voice in whole.said(0)
    )


def _named(name: str, whole: Text, index: int) -> bool:
    """Say that `name` speaks in a sentence, by name."""
    voices = [voice for voice in whole.said(index) if whole.pronoun(voice) is None]
    return any(_same_speaker(name, whole.text[v.start : v.end], whole.text) for v in voices)
