"""What an answer may name: who speaks in a sentence and what a number counts; spans of the text, best first.

Word lists and word order, no language model: the order is a guess. They serve twice: a prompt for a small
model takes what is counted and who speaks from here, the check asks whether a claim's speaker speaks there.
"""

from __future__ import annotations

import functools
from bisect import bisect_left, bisect_right
from itertools import takewhile
from operator import attrgetter
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from extractor.phrases import (
    DETERMINERS,
    HEDGES,
    Kind,
    Phrase,
    Token,
    behind,
    chain,
    ending,
    opening,
    phrase_at,
    phrases,
    tokens,
    words,
)
from extractor.reporting import REPORTING, WITH_CONTENT, Voice, impersonal, pronoun, subject, voices

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from extractor.numbers import Mention
    from extractor.sentences import Sentence

Found: TypeAlias = Literal["noun", "clause", "carried", "via", "other"]

_GROUPS = words(
    """
    ministry agency government police army council commission union company department office
    service services authority authorities committee bureau institute organisation organization
    group bank court party intelligence forces military institution association nations hospital
    news times post media university board team federation firm airline network centre center club
    carmaker maker parliament senate staff mission
    """
)
_BETWEEN = DETERMINERS | words("of more other extra some about around such")
_JOINED = [["-", word] for word in ("odd", "plus", "some", "ish")]  # of "900-odd civilians"
_BE = words("is are was were be been has have had")
CHANGES = words(
    """
    rise fall drop increase decrease growth decline jump surge gain loss cut reduction share
    """
)
_PERIODS = words(
    """
    seconds minutes hours days weeks months years decades percent
    """
)
_PUT = words("put puts estimated valued estimate estimates")
_MOST = 6


class Candidate(NamedTuple):
    """A span that may be the answer: `text == whole[start:end]`; `kind` says how it was found.

    Speakers: `clause` (of a reporting clause of the sentence), `via` (an outlet that was told), `carried`
    (of a sentence before). Subjects: `noun` (the noun phrase of the number, or what it is put on),
    `clause` (the subject of its clause), `carried` (what a number before it counts), `other`.
    """

    start: int
    end: int
    text: str
    kind: Found


def speakers(text: str, cut: Sequence[Sentence], index: int, at: int | None = None) -> list[Candidate]:
    """Return who may be speaking in sentence `index` of `cut`, best first.

    The speakers of its own reporting clauses come first, the one that governs offset `at` leading; then those
    of the sentences before in the same paragraph, the last one first. A pronoun stands for the last speaker
    it fits, and then the span is that speaker's.
    """
    carried = [] if impersonal(text, cut[index]) else _carried(text, cut, index)
    found = speaking(text, cut, index, at)
    return _unique([*found, *(Candidate(c.start, c.end, c.text, "carried") for c in carried)])


def speaking(text: str, cut: Sequence[Sentence], index: int, at: int | None = None) -> list[Candidate]:
    """Return who speaks in the reporting clauses of a sentence, the one that governs offset `at` leading."""
    here = cut[index]
    own = list(voices(text, here))
    if at is not None:
        own.sort(key=lambda v: (v.via, v.start > at, abs(v.start - at)))
    pronouns = any(pronoun(text[v.start : v.end]) for v in own)
    known = _before(text, cut, index)[0] if pronouns else []
    return _unique(c for v in own if (c := _named(text, v, here, known)))


def _carried(text: str, cut: Sequence[Sentence], index: int) -> list[Candidate]:
    """Return who speaks in the paragraph before a sentence, the last sentence first."""
    carried: list[Candidate] = []
    for sentence in _back(cut, index, paragraphs=0):
        for voice in voices(text, sentence):
            if pronoun(text[voice.start : voice.end]):
                return _before(text, cut, index)[1]
            if not voice.via:
                carried.append(Candidate(voice.start, voice.end, text[voice.start : voice.end], "clause"))
    return carried


def _back(cut: Sequence[Sentence], index: int, *, paragraphs: int) -> Iterator[Sentence]:
    """Yield the sentences before one, the last first, of its paragraph and so many before it."""
    before = (cut[i] for i in range(index - 1, -1, -1))
    return takewhile(lambda s: cut[index].paragraph - s.paragraph <= paragraphs, before)


def _before(text: str, cut: Sequence[Sentence], index: int) -> tuple[list[Candidate], list[Candidate]]:
    """Return who is named or speaks before a sentence, in order; who speaks in its paragraph, last first."""
    paragraph = cut[index].paragraph
    known: list[Candidate] = []
    carried: list[Candidate] = []
    for sentence in reversed([*_back(cut, index, paragraphs=1)]):
        said = [c for v in voices(text, sentence) if not v.via and (c := _named(text, v, sentence, known))]
        known += [*person_first(text, sentence), *said]
        carried = [*said, *carried] if sentence.paragraph == paragraph else carried
    return known, carried


@functools.lru_cache(maxsize=512)  # the numbers of an article ask for the same few sentences
def person_first(text: str, sentence: Sentence) -> tuple[Candidate, ...]:
    """Return the person a sentence begins with, by first and last name: a pronoun after it means that one."""
    if sum(word[0].isupper() for word in opening(text, sentence.start, sentence.end)) < 2:
        return ()
    line = tokens(text, sentence.start, sentence.end)
    first = next(iter(phrases(line)), None)
    if first is None or first.first > 1:
        return ()
    found = _candidate(text, line, first, "clause")
    full = sum(word[0].isupper() for word in found.text.split()) > 1 and found.text.split()[-1][0].isupper()
    return (found,) if full and is_person(found.text) else ()


def _named(text: str, voice: Voice, sentence: Sentence, known: Sequence[Candidate]) -> Candidate | None:
    """Return a voice as a candidate; for a pronoun the last speaker it fits, else the first noun."""
    word = pronoun(text[voice.start : voice.end])
    kind: Found = "via" if voice.via else "clause"
    if word is None:
        return Candidate(voice.start, voice.end, text[voice.start : voice.end], kind)
    for before in reversed(known):
        if is_person(before.text) == (word in {"he", "she"}):
            return Candidate(before.start, before.end, before.text, kind)
    line = tokens(text, sentence.start, voice.start)
    first = next(iter(phrases(line)), None)
    return _candidate(text, line, first, kind) if first else None


def is_person(name: str) -> bool:
    """Return whether a speaker reads like one person's name or post rather than a body of people."""
    words = name.split()
    own = [w for w in words if w[0].isupper()] or words[-1:]
    group = (
        own[-1].lower() in _GROUPS
        or words[-1].lower() in _GROUPS
        or words[0].lower() in {"united", "european"}
    )
    return not group and not (words[-1].endswith("s") and words[-1][0].islower())


def subjects(text: str, sentence: Sentence, mention: Mention) -> list[Candidate]:
    """Return what `mention` may count or measure, best first.

    For counts the noun to the right ("3,500 soldiers", "1,000 of the 11,000 troops"), for shares, money and
    durations what they are of ("revenue rose 3.2% to $4.5bn"), else what the clause is about or what a number
    before counts.
    """
    beside = _around(text, sentence, mention.start, mention.end)
    others = sorted(beside.chunks, key=lambda c: abs(c.first - beside.after))
    found = [_candidate(text, beside.line, p, "other") for p in others]
    return _unique([*counted(text, sentence, mention), *found])[:_MOST]


def counted(text: str, sentence: Sentence, mention: Mention) -> list[Candidate]:
    """Return what `mention` may count or measure, as far as the words around it tell, best first."""
    beside = _around(text, sentence, mention.start, mention.end)
    found = nouns(text, sentence, mention)
    if not found and not mention.unit:
        found += _counted_before(text, sentence, mention)
    found += [_candidate(text, beside.line, p, "clause") for p in _clause_subjects(beside)]
    return _unique(found)


def nouns(text: str, sentence: Sentence, mention: Mention) -> list[Candidate]:
    """Return the noun that `mention` stands before, and the one it is put on."""
    beside = _around(text, sentence, mention.start, mention.end)
    noun = _measured(beside, mention.unit) if mention.unit else _counted(beside.line, beside.after)
    found = [noun] if noun else []
    return _unique(_candidate(text, beside.line, p, "noun") for p in (*found, *_objects(beside)))


class _Around:
    """The words of a number's sentence: it begins with word `first`, `after` is the one behind it."""

    def __init__(self, line: Sequence[Token], start: int, end: int) -> None:
        self.line = line
        self.first = bisect_right(line, start, key=_end)
        self.after = bisect_left(line, end, key=_start)

    @functools.cached_property
    def chunks(self) -> Sequence[Phrase]:
        """The noun phrases."""
        return phrases(self.line)


@functools.lru_cache(maxsize=512)
def _around(text: str, sentence: Sentence, start: int, end: int) -> _Around:
    return _Around(tokens(text, sentence.start, sentence.end, (start, end)), start, end)


_start, _end = attrgetter("start"), attrgetter("end")


def _counted(line: Sequence[Token], after: int) -> Phrase | None:
    """Return the noun phrase that a count stands before: "of the 11,000 [North Korean troops]"."""
    j = after
    if [token.word for token in line[j : j + 2]] in _JOINED:
        j += 2
    while j < len(line) and (line[j].word in _BETWEEN or line[j].kind is Kind.NUMBER):
        j += 1
    phrase = phrase_at(line, j)
    if phrase is None or line[phrase.last].plural or phrase.last + 2 >= len(line):
        return phrase
    if line[phrase.last + 1].word in {"and", "or"}:
        more = phrase_at(line, phrase.last + 2)
        return Phrase(phrase.first, more.last) if more and line[more.last].plural else phrase
    return phrase


def _measured(beside: _Around, unit: str) -> Phrase | None:
    """Return what a measure is of: "30 percent of homes", "a 5% rise in sales", "$2bn in loans"."""
    line, after = beside.line, beside.after
    if after >= len(line):
        return None
    word = line[after].word
    if word == "of":
        j = after + 1
        while j < len(line) and line[j].kind is Kind.NUMBER:
            j += 1
        return behind(line, beside.chunks, j)
    if word == "in" and unit.isupper():
        return phrase_at(line, after + 1)
    phrase = phrase_at(line, after + 1 if word in {"more", "less", "fewer", "of"} else after)
    if phrase is None or line[phrase.last].word not in CHANGES or phrase.last + 1 >= len(line):
        return phrase
    of = line[phrase.last + 1].word in {"in", "of"}
    return (behind(line, beside.chunks, phrase.last + 2) if of else None) or phrase


def _objects(beside: _Around) -> list[Phrase]:
    """Return what a number is put on: "losses at 40", "a fee of 3", "deaths: 31"."""
    line = beside.line
    k = _before_hedge(line, beside.first)
    if k < 1:
        return []
    if line[k].word == "at" and (verbs := [v for v in range(k) if line[v].word in _PUT]):
        found = behind(line, beside.chunks, verbs[-1] + 1)
    elif line[k].word in {"at", "of", "by", "for"} or (line[k].text == ":" and _is_label(line[:k])):
        found = ending(beside.chunks, k - 1)
        found = found and chain(line, beside.chunks, found)
    else:
        found = None
    return [found] if found else []


def _is_label(line: Sequence[Token]) -> bool:
    """Say that the words before a colon name a figure, as in "Deaths: 31", and tell nothing themselves."""
    return all(token.kind is not Kind.VERB and token.word not in _BE for token in line)


def _before_hedge(line: Sequence[Token], first: int) -> int:
    """Return the index of the token before a number and its hedge; "at" of "at least" is hedge."""
    k = first - 1
    while k >= 0 and (
        line[k].word in HEDGES
        or (line[k].word == "at" and any(token.word in {"least", "most"} for token in line[k + 1 : k + 2]))
    ):
        k -= 1
    return k


def _clause_subjects(beside: _Around) -> list[Phrase]:
    """Return the subject of the nearest verb before a number that is not one of saying."""
    line = beside.line
    for v in range(beside.first - 1, 0, -1):
        saying = line[v].word in REPORTING and line[v].word not in WITH_CONTENT
        if (line[v].kind is not Kind.VERB and line[v].word not in _BE) or saying:
            continue
        found = subject(line, beside.chunks, v)
        if found is not None and line[found.first].kind is Kind.NOMINAL:
            return [found]
    return []


def _counted_before(text: str, sentence: Sentence, mention: Mention) -> list[Candidate]:
    """Return what the numbers before `mention` in its paragraph count, the nearest first."""
    line = tokens(text, text.rfind("\n", 0, sentence.start) + 1, mention.start)
    found = []
    for i in range(len(line) - 2, -1, -1):
        if line[i].kind is not Kind.NUMBER or line[i + 1].kind is Kind.NUMBER:
            continue
        phrase = _counted(line, i + 1)
        if phrase is not None and line[phrase.last].word not in _PERIODS:
            found.append(_candidate(text, line, phrase, "carried"))
    return found[:2]


def _candidate(text: str, line: Sequence[Token], phrase: Phrase, kind: Found) -> Candidate:
    start, end = line[phrase.first].start, line[phrase.last].end
    return Candidate(start, end, text[start:end], kind)


def _unique(found: Iterable[Candidate]) -> list[Candidate]:
    """Keep the first of candidates that read alike."""
    seen: dict[str, Candidate] = {}
    for candidate in found:
        seen.setdefault(candidate.text.lower(), candidate)
    return list(seen.values())
