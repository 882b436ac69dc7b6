"""Whether words of a sentence can be of a number in it: what parts them, whose they are, what verbs tell."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from extractor.candidates import CHANGES
from extractor.check.wording import content, head, listed, places, stand_in
from extractor.numbers import TIME_UNITS, Mention, unit_of
from extractor.phrases import DETERMINERS, HEDGES, Kind, Token

if TYPE_CHECKING:
    from collections.abc import Sequence

    from extractor.candidates import Candidate
    from extractor.check.case import Text

NUMBER_VERB = re.compile(r"(?:halv|doubl|trebl|tripl|quadrupl)\w+\Z", re.IGNORECASE)
_BORDER = re.compile(r"[,;] (?:while|whereas|but|though|although|and that|adding that)\b|;")
_THE_SAME = re.compile(r"\b(?:it|they|them|the (?:figure|number|total|toll))\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:] |\b(?:that|as|when|after|before|because)\b")
_OF = re.compile(r"(?: \w+)? of (?:\w+ )?")
_RATE = re.compile(r"\s*(?:an?|per|each|every)\s+([^\W\d_]+)")
_HEDGED = "|".join((*sorted(HEDGES), "between", "from", "to", "as", "many", "much", "high"))
_MEASURED_OF = re.compile(rf"([^\W\d_]+) of (?:(?:{_HEDGED}) )*\Z", re.IGNORECASE)
_FIGURES = frozenset(
    """total figure number forecast estimate target average maximum minimum rate level toll sum amount count
    record""".split()
)
_PLACING = frozenset("at on near in since during amid within under inside outside around by".split())
_LINKING = frozenset("of them whom which".split())
_OF_MEASURE = frozenset("in for on to among".split())
_BE = frozenset("is are was were be been being".split())


def in_sentence(claimed: str, whole: Text, index: int) -> bool:
    """Say that the claimed words stand in a sentence; of a name the last one is enough."""
    here = whole.words_of(index)
    return stand_in(claimed, here) or (claimed[0].isupper() and stand_in(claimed.split()[-1], here))


def counted_by_other(whole: Text, mention: Mention, claimed: str, *, bare: bool) -> str | None:
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
        shared = before and (mention.unit == other.unit or is_share(mention) or is_share(other))
        counted = None if shared else next((c for c in whole.nouns(other) if _headed(claimed, c)), None)
        per = rate is not None and listed(rate[1])[0] == head(claimed)
        if per or (counted and not _lasts(whole, counted, mention)):
            return f"'{claimed}' is what '{other.text}' counts, not '{mention.text}'"
    return None


def _headed(claimed: str, noun: Candidate) -> bool:
    return head(claimed) in (head(noun.text), *listed(noun.text)[-1:])


def _lasts(whole: Text, noun: Candidate, mention: Mention) -> bool:
    """Say that a duration may be said of what another number of its clause counts, but not "[men] a day"."""
    a_day = _RATE.match(whole.text, noun.end)
    timed = a_day is not None and unit_of(a_day[1]) in TIME_UNITS
    return mention.unit in TIME_UNITS and not timed and _one_clause(whole, noun, mention)


def _one_clause(whole: Text, noun: Candidate, mention: Mention) -> bool:
    """Say that no verb is joined on to the one that has a noun: "carries 120 cars [and makes] 5 trips"."""
    line = [t for t in whole.line(mention.start) if noun.end <= t.start < mention.start]
    for token, after in pairwise(line):
        if _is_verb(token) or token.word in _BE:
            return True
        if token.word in {"and", "but"} and (_is_verb(after) or after.word in _BE):
            return False
    return True


def predicate(claimed: str, whole: Text, mention: Mention, noun: Candidate) -> bool:
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


def reaches(claimed: str, whole: Text, mention: Mention, own: Sequence[Candidate]) -> bool:
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
    if parted(whole, place, mention) or _speaks(whole, mention, place):
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
    return not is_age(mention) and any(
        v.start <= place < v.end for v in whole.said(whole.sentence(mention.start))
    )


def _follows(whole: Text, mention: Mention, place: int) -> bool:
    """Say that a word behind a number is told of it: "half were [wounded]", "two of them [boys]"."""
    between = [m for m in whole.within(whole.cut[whole.sentence(place)]) if mention.end <= m.start < place]
    line = whole.line(mention.start)
    at = next(i for i, token in enumerate(line) if token.end > place)
    if between or NUMBER_VERB.match(mention.text):
        return False
    k = _before_phrase(line, at)
    if k < 0 or line[k].start <= mention.end or _is_verb(line[at]):
        return True
    if line[k].word in _BE or line[k].word in _LINKING:
        return True
    joined = (t for t in line[:k] if t.start >= mention.end)
    return mention.unit != "" and line[k].word in _OF_MEASURE and all(t.kind is Kind.NOMINAL for t in joined)


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


def _before_phrase(line: Sequence[Token], at: int) -> int:
    """Return the index of the token before the noun phrase that holds token `at`; -1 where there is none."""
    k = at - 1
    while k >= 0 and (line[k].kind in (Kind.NOMINAL, Kind.NUMBER) or line[k].word in DETERMINERS):
        k -= 1
    return k


def _is_verb(token: Token) -> bool:
    return token.kind is Kind.VERB or (token.word.endswith("ed") and token.text[0].islower())


def parted(whole: Text, place: int, mention: Mention) -> bool:
    """Say that a clause ends between a place and the number, and the number's clause does not point back."""
    first, last = min(place, mention.start), max(place, mention.start)
    border = _BORDER.search(whole.text, first, last)
    return border is not None and not _THE_SAME.search(whole.text, border.start(), last)


def is_share(mention: Mention) -> bool:
    """Say that a number is a percentage or a fraction."""
    return mention.unit == "percent" or (not mention.unit and mention.low is not None and mention.low < 1)


def is_age(mention: Mention) -> bool:
    """Say that a number is somebody's age: "Anna Bell, 34", "a 34-year-old"."""
    return mention.unit == "year" and ("year" not in mention.text or mention.text.endswith("old"))
