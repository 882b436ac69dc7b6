"""Reporting clauses: who says something in a sentence, by word lists and word order."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractor.phrases import Kind, Phrase, Token, behind, chain, ending, phrases, tokens, with_of, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extractor.sentences import Sentence

SPEAKING_PRONOUNS = words("he she it they")
REPORTING = words(
    """
    tell tells told say says said write writes wrote state states stated note notes noted report
    reports reported claim claims claimed estimate estimates estimated announce announces announced
    add adds added confirm confirms confirmed indicate indicates indicated mention mentions
    mentioned suggest suggests suggested warn warns warned reveal reveals revealed explain explains
    explained argue argues argued believe believes believed think thinks thought expect expects
    expected predict predicts predicted forecast forecasts complain complains complained insist
    insists insisted admit admits admitted acknowledge acknowledges acknowledged allege alleges
    alleged assert asserts asserted declare declares declared stress stresses stressed highlight
    highlights highlighted maintain maintains maintained deny denies denied disclose discloses
    disclosed testify testifies testified tweet tweeted posted project projects projected put puts
    reckon reckons reckoned assess assesses assessed conclude concludes concluded calculate
    calculates calculated show shows showed found describe describes described emphasize emphasizes
    emphasized emphasise emphasises emphasised speak speaks spoke saying adding indicating noting
    claiming stating
    """
)
# verbs that report only when something follows them that can have been said
WITH_CONTENT = words(
    """
    put puts show shows showed found describe describes described posted maintain maintains
    maintained expect expects expected project projects projected forecast forecasts speak speaks
    spoke
    """
)
_TELL = frozenset({"tell", "tells", "told"})
_GERUNDS = words("saying adding indicating noting claiming stating")
_PASSED_ON = words(
    """
    reported provided cited quoted published released announced compiled issued confirmed
    """
)
_AUXILIARY = words(
    """
    has had have also later earlier previously then now would will could may can did does do not
    already
    """
)
_STATEMENTS = words(
    """
    statement account report words office estimate estimates figures post
    """
)
_THEIR = {"his": "he", "her": "she", "its": "it", "their": "they"}
_REPORTS = REPORTING | _GERUNDS | words("according citing quoting by")
_WORD = re.compile(r"[^\W_]+")
_IT_IS = re.compile(r"\bit\s+(?:is|was)\b", re.IGNORECASE)
_OPENERS = frozenset(",\"”’'»–—-")
_DASHES = frozenset("-–—|")


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who speaks in a sentence: `text[start:end]`; `via` is an outlet that was told."""

    start: int
    end: int
    via: bool = False


@functools.lru_cache(maxsize=512)  # the claims on one article ask for the same few sentences
def voices(text: str, sentence: Sentence) -> tuple[Voice, ...]:
    """Return who speaks in the reporting clauses of `sentence`, in text order; pronouns as they stand."""
    if not _may_report(text, sentence):
        return ()
    line = tokens(text, sentence.start, sentence.end)
    spots = [i for i, token in enumerate(line) if token.word in _REPORTS]
    verbs = [i for i in spots if _reports(line, i)]
    behind_words = [begin for i in spots if (begin := _begin(line, i))]
    if not verbs and not behind_words and line[-1].text in ".!?":
        return ()
    chunks = phrases(line)
    found = [*_by_verb(line, chunks, verbs), *_by_preposition(line, chunks, behind_words)]
    found = found or _of_headline(line, chunks)
    return tuple(sorted(set(found), key=lambda v: (v.start, v.via, -v.end)))


def _may_report(text: str, sentence: Sentence) -> bool:
    """Say that a sentence has a word that could report, or no full stop; to look closer is dear."""
    said = text[sentence.start : sentence.end]
    if not _REPORTS.isdisjoint(_WORD.findall(said.lower())):
        return True
    last = tokens(text, sentence.end - len(said.split()[-1]), sentence.end)
    return last[-1].text not in ".!?"


def impersonal(text: str, sentence: Sentence) -> bool:
    """Whether the sentence reports without a speaker, as in "it is estimated that"."""
    if not _IT_IS.search(text, sentence.start, sentence.end):
        return False
    line = tokens(text, sentence.start, sentence.end)
    words = [t.word for t in line]
    return any(
        words[i] == "it" and words[i + 1] in {"is", "was"} and words[i + 2] in REPORTING
        for i in range(len(words) - 2)
    )


def subject(line: Sequence[Token], chunks: Sequence[Phrase], verb: int) -> Phrase | None:
    """Return the subject of the verb at token `verb`: over auxiliaries, relative clause, apposition."""
    k = verb - 1
    while k >= 0 and (
        line[k].word in _AUXILIARY or (line[k].kind is Kind.FUNCTION and line[k].word.endswith("ly"))
    ):
        k -= 1
    if k >= 0 and line[k].word in {"and", "but"}:
        verbs = [j for j in range(1, k) if line[j].kind is Kind.VERB or line[j].word in REPORTING]
        return subject(line, chunks, verbs[-1]) if verbs else None
    if k >= 0 and line[k].word in {"who", "which"}:
        k -= 1
    elif k >= 0 and line[k].text == ",":
        k = next((j for j in range(k - 1, 0, -1) if line[j].text == ","), k)
    if k >= 0 and line[k].text == ",":
        k -= 1
    if k >= 0 and line[k].word in SPEAKING_PRONOUNS:
        return Phrase(k, k)
    found = ending(chunks, k)
    return found and chain(line, chunks, found)


def _follows_clause(line: Sequence[Token], chunks: Sequence[Phrase], verb: int) -> bool:
    """Tell "On Monday, five people died, said Bell." from "Ann Bell, head of the union, said five died."."""
    commas = [j for j in range(verb) if line[j].text == ","][-2:]
    if len(commas) < 2 or commas[1] != verb - 1:
        return False
    last = behind(line, chunks, verb + 1)
    ends = last is not None and line[last.last + 1 : last.last + 2] and line[last.last + 1].kind is Kind.MARK
    return bool(ends) and any(token.kind is Kind.VERB for token in line[commas[0] + 2 : commas[1]])


def _by_verb(line: Sequence[Token], chunks: Sequence[Phrase], verbs: Sequence[int]) -> Iterator[Voice]:
    """Yield X of "X said" and "..., said X", and the outlet of "X told the outlet"."""
    for i in verbs:
        speaker = None if _follows_clause(line, chunks, i) else subject(line, chunks, i)
        if speaker is None and i and line[i - 1].text in _OPENERS and (found := behind(line, chunks, i + 1)):
            speaker = with_of(line, chunks, found)
        if speaker is None:
            continue
        yield _voice(line, speaker)
        told = behind(line, chunks, i + 1) if line[i].word in _TELL else None
        if told is not None and line[told.first].proper:
            yield _voice(line, told, via=True)


def _reports(line: Sequence[Token], i: int) -> bool:
    """Whether token `i` is a verb of saying, and not a participle ("troops believed to be") or a noun."""
    word, after = line[i].word, line[i + 1] if i + 1 < len(line) else None
    if word in _GERUNDS:
        return i > 0 and line[i - 1].kind is Kind.NOMINAL
    if (
        word not in REPORTING
        or line[i].kind is Kind.NOMINAL
        or (after is not None and after.word in {"to", "by"})
    ):
        return False
    return word not in WITH_CONTENT or (after is not None and after.kind is not Kind.MARK)


def _begin(line: Sequence[Token], i: int) -> int | None:
    """Return where X begins in "according to X", "citing X" and "reported by X"; token `i` is before it."""
    word = line[i].word
    to = word == "according" and line[i + 1 : i + 2] and line[i + 1].word == "to"
    by = word == "by" and i > 0 and line[i - 1].word in _PASSED_ON
    begin = i + 2 if to else i + 1
    return begin if (to or by or word in {"citing", "quoting"}) and begin < len(line) else None


def _by_preposition(
    line: Sequence[Token], chunks: Sequence[Phrase], begins: Sequence[int]
) -> Iterator[Voice]:
    """Yield X of "according to X" and the like; "his statement" speaks for him."""
    for begin in begins:
        found = behind(line, chunks, begin)
        if found is None:
            continue
        if line[begin].word in _THEIR and line[found.last].word in _STATEMENTS:
            found = Phrase(begin, begin)
        yield _voice(line, with_of(line, chunks, found))


def _of_headline(line: Sequence[Token], chunks: Sequence[Phrase]) -> list[Voice]:
    """Return X of "... - X" and "X: ..." in a line without a full stop, as headlines are."""
    if len(line) < 4 or line[-1].text in ".!?":
        return []
    dashes = [i for i, token in enumerate(line) if token.text in _DASHES]
    last = behind(line, chunks, dashes[-1] + 1) if dashes else None
    if last is not None and last.last == len(line) - 1 and last.last - last.first < 4:
        return [_voice(line, last)]
    if (
        chunks
        and chunks[0].last < 4
        and line[chunks[0].last + 1 : chunks[0].last + 2]
        and (line[chunks[0].last + 1].text == ":")
    ):
        return [_voice(line, chunks[0])]
    return []


def _voice(line: Sequence[Token], phrase: Phrase, *, via: bool = False) -> Voice:
    return Voice(line[phrase.first].start, line[phrase.last].end, via)


def pronoun(word: str) -> str | None:
    """Return "he" for "he" and "his", and so on; None for any other word."""
    word = word.lower()
    return word if word in SPEAKING_PRONOUNS else _THEIR.get(word)
