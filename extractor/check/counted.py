"""The rule of what is counted: the subject of a claim must be the number's own, and not another one's."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from extractor.candidates import CHANGES
from extractor.check.wording import content, core, head, listed, places, stand_in
from extractor.nouns import synonyms
from extractor.numbers import TIME_UNITS, Mention, Role, is_currency
from extractor.phrases import DETERMINERS, HEDGES, Kind, Token, qualifies

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extractor.candidates import Candidate
    from extractor.check.case import Case, Text
    from extractor.check.verdict import Finding

_BORDER = re.compile(r"[,;] (?:while|whereas|but|though|although|and that|adding that)\b|;")
_CLAUSE = re.compile(r"[,;:] |\b(?:that|as|when|after|before|because)\b")
_NUMBER_VERB = re.compile(r"(?:halv|doubl|trebl|tripl|quadrupl)\w+\Z", re.IGNORECASE)
_FEW = 40  # characters of adjectives between a number and its noun
_WORDS = re.compile(r" (?:[^\W\d_]+ )*")
_FEW_WORDS = re.compile(r"(?: [\w’'-]+){0,3} ")
_OF = re.compile(r"(?: \w+)? of (?:\w+ )?")
_RATE = re.compile(r"\s*(?:an?|per|each|every)\s+([^\W\d_]+)")
_HEDGED = "|".join((*sorted(HEDGES), "between", "from", "to", "as", "many", "much", "high"))
_MEASURED_OF = re.compile(rf"([^\W\d_]+) of (?:(?:{_HEDGED}) )*\Z", re.IGNORECASE)
_ANAPHOR = re.compile(r"\b(?:it|they|he|she)\b", re.IGNORECASE)
_THE_SAME = re.compile(r"\b(?:it|they|them|the (?:figure|number|total|toll))\b", re.IGNORECASE)
_PLACING = frozenset("at on near in since during amid within under inside outside around by".split())
_FIGURES = frozenset(
    """total figure number forecast estimate target average maximum minimum rate level toll sum amount count
    record""".split()
)
_LINKING = frozenset("of them whom which".split())
_OF_MEASURE = frozenset("in for on to among".split())
_BE = frozenset("is are was were be been being".split())


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
    if any(_names(claimed, c, whole, index) for c in nouns):
        return None
    if strict:
        return _against_noun(claimed, whole, mention, nouns[0])
    own = [*nouns, *_in_clause(whole, mention, index)]
    if any(_names(claimed, c, whole, index) for c in own):
        return None
    if _in_sentence(claimed, whole, index):
        return _counted_by_other(whole, mention, claimed, bare=not nouns) or (
            None
            if _reaches(claimed, whole, mention, own)
            else f"'{claimed}' stands apart from '{mention.text}'"
        )
    if _left_out(mention, own) and _goes_on(claimed, whole, mention, index):
        return None
    return _elsewhere(claimed, whole)


def _against_noun(claimed: str, whole: Text, mention: Mention, noun: Candidate) -> str | None:
    """Return what speaks against a subject where the number has a noun of its own and counts that."""
    if not _in_sentence(claimed, whole, whole.sentence(mention.start)):
        return _elsewhere(claimed, whole)
    if other := _counted_by_other(whole, mention, claimed, bare=False):
        return other
    told = _predicate(claimed, whole, mention, noun)
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
    clauses = [c for c in found if c.kind == "clause" and not _parted(whole, c.start, mention)]
    said = {voice.start for voice in whole.said(index)}
    return [c for c in (carried, *clauses) if c is not None and c.start not in said]


def _behind_number(whole: Text, candidate: Candidate) -> bool:
    """Say that a noun stands behind a quantity, not behind "7" of "7 a.m." or "one" of "at one point"."""
    last = next((m for m in reversed(whole.mentions) if m.start < candidate.start), None)
    if last is None or last.role is not Role.QUANTITY or last.end > candidate.start:
        return False
    return _FEW_WORDS.fullmatch(whole.text, last.end, candidate.start) is not None


def _parted(whole: Text, place: int, mention: Mention) -> bool:
    """Say that a clause ends between a place and the number, and the number's clause does not point back."""
    first, last = min(place, mention.start), max(place, mention.start)
    border = _BORDER.search(whole.text, first, last)
    return border is not None and not _THE_SAME.search(whole.text, border.start(), last)


def _is_count(whole: Text, mention: Mention, noun: str) -> bool:
    """Say that a number counts things one by one or measures a stuff, so that both stand right behind it."""
    if mention.unit:
        stuff = mention.unit != "percent" and not is_currency(mention.unit)
        return stuff and whole.text.startswith(f" of {noun}", mention.end)
    return not _is_share(mention) and not mention.text.endswith(("times", "fold")) and noun != "times"


def _is_share(mention: Mention) -> bool:
    return mention.unit == "percent" or (not mention.unit and mention.low is not None and mention.low < 1)


def _names(claimed: str, own: Candidate, whole: Text, index: int) -> bool:
    """Say that a claim names what a number counts: by its noun, by more words, by fewer, or by a synonym."""
    noun = own.text
    if stand_in(noun, claimed) or stand_in(claimed, core(noun)):
        return True
    if listed(core(claimed))[-1:] == listed(core(noun))[-1:] or head(claimed) == head(noun):
        return not _contrary(claimed, noun)
    return synonyms(claimed, noun) and not _contrary(claimed, noun) and _told(claimed, whole, index)


def _contrary(claimed: str, noun: str) -> bool:
    """Say that both have names before their noun, and none in common: Dutch sailors, Norse sailors."""
    mine, theirs = (
        {word.lower() for word in phrase.split()[:-1] if word[0].isupper()} for phrase in (claimed, noun)
    )
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def _told(claimed: str, whole: Text, index: int) -> bool:
    """Say that what a claim says more than a noun is told in the paragraph."""
    return stand_in(claimed.rpartition(" ")[0], whole.paragraph(index))


# -- in the sentence of the number


def _in_sentence(claimed: str, whole: Text, index: int) -> bool:
    here = whole.words_of(index)
    return stand_in(claimed, here) or (claimed[0].isupper() and stand_in(claimed.split()[-1], here))


def _counted_by_other(whole: Text, mention: Mention, claimed: str, *, bare: bool) -> str | None:
    """Return which other number of the sentence the claimed subject belongs to; None when there is none.

    A number without a noun of its own may share one that stands before it, not one that comes after; how
    long something lasts may be said of anything in its clause.
    """
    sentence, text = whole.cut[whole.sentence(mention.start)], whole.text
    before = bare and stand_in(claimed, text[sentence.start : mention.start])
    for other in whole.within(sentence):
        if other.id == mention.id:
            continue
        rate = _RATE.match(text, other.end)
        shared = before and (mention.unit == other.unit or _is_share(mention) or _is_share(other))
        counted = None if shared else next((c for c in whole.nouns(other) if _headed(claimed, c)), None)
        if (rate and listed(rate[1])[0] == head(claimed)) or (
            counted and not (mention.unit in TIME_UNITS and _one_clause(whole, counted, mention))
        ):
            return f"'{claimed}' is what '{other.text}' counts, not '{mention.text}'"
    return None


def _headed(claimed: str, noun: Candidate) -> bool:
    return head(claimed) in (head(noun.text), *listed(noun.text)[-1:])


def _one_clause(whole: Text, noun: Candidate, mention: Mention) -> bool:
    """Say that no verb is joined on to the one that has a noun: "carries 120 cars [and makes] 5 trips"."""
    line = [t for t in whole.line(mention.start) if noun.end <= t.start < mention.start]
    for token, after in pairwise(line):
        if _is_verb(token) or token.word in _BE:
            return True
        if token.word in {"and", "but"} and (_is_verb(after) or after.word in _BE):
            return False
    return True


def _predicate(claimed: str, whole: Text, mention: Mention, noun: Candidate) -> bool:
    """Say that a claim names what is told of the counted: "1,000 were [killed]", "six men were [boys]"."""
    line = whole.line(mention.start)
    mine = content(claimed)
    for i, token in enumerate(line):
        if not any(stand_in(word, token.word) for word in mine):
            continue
        before = line[max(i - 1, 0)]
        if _is_verb(token):
            told = _told_of(whole, mention, i)
        elif token.start >= mention.end:
            told = before.word in _BE or before.end == noun.end
        else:
            told = token.start <= mention.start < token.end
        if told:
            return True
    return False


def _told_of(whole: Text, mention: Mention, i: int) -> bool:
    """Say that the verb at token `i` tells of a number: of the one it stands before, else of the last one."""
    line = whole.line(mention.start)
    after = i + 1
    while after + 1 < len(line) and line[after].word in {"and", "or"} and _is_verb(line[after + 1]):
        after += 2
    while after < len(line) and (line[after].word in HEDGES | DETERMINERS or line[after].word == "at"):
        after += 1
    inside = whole.within(whole.cut[whole.sentence(mention.start)])
    if after < len(line) and any(m.start <= line[after].start < m.end for m in inside):
        return mention.start <= line[after].start < mention.end
    last = next((m for m in reversed(inside) if m.start < line[i].start), mention)
    return last == mention or _OF.fullmatch(whole.text, mention.end, last.start) is not None


def _is_verb(token: Token) -> bool:
    return token.kind is Kind.VERB or (token.word.endswith("ed") and token.text[0].islower())


def _reaches(claimed: str, whole: Text, mention: Mention, own: Sequence[Candidate]) -> bool:
    """Say that the claimed words stand in the sentence so that the number can be of them."""
    sentence, text = whole.cut[whole.sentence(mention.start)], whole.text
    measured = _MEASURED_OF.search(text, max(sentence.start, mention.start - 60), mention.start)
    bare = all(c.kind != "noun" for c in own)
    if bare and measured and listed(measured[1])[0] not in content(claimed) | _FIGURES:
        return False
    words = {head(claimed), *listed(claimed)[:1]}
    found = [place for word in words for place in places(word, text, sentence.start, sentence.end)]
    return not found or any(_near(whole, mention, own, place) for place in found)


def _near(whole: Text, mention: Mention, own: Sequence[Candidate], place: int) -> bool:
    """Say that nothing parts a word of the sentence from the number."""
    if _parted(whole, place, mention) or _speaks(whole, mention, place):
        return False
    if place > mention.start:
        return _follows(whole, mention, place)
    if any(
        c.kind == "clause" and place < c.start < mention.start and _CLAUSE.search(whole.text, place, c.start)
        for c in own
    ):
        return False
    return mention.unit in TIME_UNITS or not _placing(whole, mention, place)


def _speaks(whole: Text, mention: Mention, place: int) -> bool:
    """Say that a word is of somebody who only says the number."""
    return not _is_age(mention) and any(
        v.start <= place < v.end for v in whole.said(whole.sentence(mention.start))
    )


def _follows(whole: Text, mention: Mention, place: int) -> bool:
    """Say that a word behind a number is told of it: "half were [wounded]", "two of them [boys]"."""
    between = [m for m in whole.within(whole.cut[whole.sentence(place)]) if mention.end <= m.start < place]
    line = whole.line(mention.start)
    at = next(i for i, token in enumerate(line) if token.end > place)
    if between or _NUMBER_VERB.match(mention.text):
        return False
    k = _before_phrase(line, at)
    if k < 0 or line[k].start <= mention.end or _is_verb(line[at]):
        return True
    if line[k].word in _BE or line[k].word in _LINKING:
        return True
    joined = (t for t in line[:k] if t.start >= mention.end)
    return mention.unit != "" and line[k].word in _OF_MEASURE and all(t.kind is Kind.NOMINAL for t in joined)


def _before_phrase(line: Sequence[Token], at: int) -> int:
    """Return the index of the token before the noun phrase that holds token `at`; -1 where there is none."""
    k = at - 1
    while k >= 0 and (line[k].kind in (Kind.NOMINAL, Kind.NUMBER) or line[k].word in DETERMINERS):
        k -= 1
    return k


def _placing(whole: Text, mention: Mention, place: int) -> bool:
    """Say that a word only tells where or when, not what rose: "jobs at [mines]" but "a rise in [rents]"."""
    line = whole.line(mention.start)
    at = next(i for i, token in enumerate(line) if token.end > place)
    k = _before_phrase(line, at)
    return (
        not _is_verb(line[at])
        and k >= 0
        and line[k].word in _PLACING
        and (k == 0 or line[k - 1].word not in CHANGES)
    )


# -- before the sentence of the number


def _left_out(mention: Mention, own: Sequence[Candidate]) -> bool:
    """Say that the number stands without what it counts or measures, so that words before it tell."""
    if _NUMBER_VERB.match(mention.text) or _is_age(mention):
        return False
    return not own if mention.unit else all(c.kind == "clause" for c in own)


def _is_age(mention: Mention) -> bool:
    return mention.unit == "year" and ("year" not in mention.text or mention.text.endswith("old"))


def _goes_on(claimed: str, whole: Text, mention: Mention, index: int) -> bool:
    """Say that the claimed subject stands just before, and is what the number of this kind there counts."""
    if not stand_in(claimed, whole.before(index)):
        return False
    if mention.unit in TIME_UNITS:
        return _ANAPHOR.search(whole.words_of(index)) is not None
    first, last = whole.window(index)
    for sentence in reversed(whole.cut[first : last + 1]):
        alike = [m for m in whole.within(sentence) if m.unit == mention.unit and m.id != mention.id]
        counted = [c for m in alike for c in whole.subjects(m) if c.kind in {"noun", "clause"}]
        if counted:
            return any(_names(claimed, c, whole, index) for c in counted)
    return True
