"""The rules a claim is judged by: small functions over one case, of its number and of its words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from extractor.candidates import Candidate, is_person, speakers, subjects
from extractor.check.verdict import Finding
from extractor.nouns import synonyms
from extractor.numbers import (
    ENGLISH,
    TIME_UNITS,
    Bound,
    Mention,
    Role,
    convert,
    is_currency,
    language_of,
    scale_of,
    unit_of,
)
from extractor.reporting import impersonal, pronoun, voices
from extractor.sentences import Sentence, at, sentences

if TYPE_CHECKING:
    from extractor.claims import Claim, NumericClaim

_STOP = frozenset(
    """the a an of in on at to for by with and or from as its his her their our this that these those is are
    was were been be has have had who which it he she they more other some mr mrs ms dr sir""".split()
)
_OPEN_ABOVE = (Bound.AT_LEAST, Bound.MORE_THAN)
_OPEN_BELOW = (Bound.AT_MOST, Bound.LESS_THAN)


class Text:
    """The text with everything the rules look up in it, each thing looked up once."""

    def __init__(self, text: str, mentions: tuple[Mention, ...]) -> None:
        self.text = text
        self.mentions = mentions
        self._subjects: dict[int, list[Candidate]] = {}
        self._speakers: dict[tuple[int, int], list[Candidate]] = {}

    @cached_property
    def in_english(self) -> bool:
        """Whether who speaks and what is counted can be told; in other languages words are only looked up."""
        return language_of(self.text) == ENGLISH

    @cached_property
    def cut(self) -> list[Sentence]:
        """The sentences."""
        return sentences(self.text)

    @cached_property
    def voices(self) -> list[Candidate]:
        """Everybody who speaks anywhere in the text."""
        said = [c for i in range(len(self.cut)) for c in self.speakers(i, self.cut[i].start)]
        return [c for c in said if c.kind != "carried"]

    def sentence(self, offset: int) -> int:
        return at(self.cut, offset)

    def between(self, first: int, last: int) -> str:
        """Return the text of the sentences from `first` to `last`."""
        return self.text[self.cut[first].start : self.cut[last].end]

    def paragraph(self, index: int) -> str:
        """Return the paragraph of a sentence with the one before it; with the one after it for a headline."""
        number = self.cut[index].paragraph
        near = [i for i, s in enumerate(self.cut) if number - 1 <= s.paragraph <= (number or 1)]
        return self.between(near[0], near[-1])

    def before(self, index: int) -> str:
        """Return a sentence with the two before it; a headline with the one after it."""
        if self.cut[index].paragraph == 0:
            return self.between(0, min(index + 1, len(self.cut) - 1))
        return self.between(max(index - 2, 0), index)

    def subjects(self, mention: Mention) -> list[Candidate]:
        """Return what a mention may count, best first."""
        if mention.id not in self._subjects:
            sentence = self.cut[self.sentence(mention.start)]
            self._subjects[mention.id] = subjects(self.text, sentence, mention)
        return self._subjects[mention.id]

    def speakers(self, index: int, start: int) -> list[Candidate]:
        """Return who may speak at an offset of a sentence, best first."""
        if (index, start) not in self._speakers:
            self._speakers[index, start] = speakers(self.text, self.cut, index, start)
        return self._speakers[index, start]


@dataclass(frozen=True, slots=True)
class Case:
    """A numeric claim beside the mention it rests on."""

    whole: Text
    claim: NumericClaim
    mention: Mention

    def finding(self, rule: str, message: str, *, note: bool = False) -> Finding:
        return Finding(rule, message, self.mention.start, self.mention.end, note)


Rule: TypeAlias = Callable[[Case], Iterator[Finding]]
Interval: TypeAlias = tuple[Decimal | None, Decimal | None]


def stated(claim: NumericClaim) -> Interval:
    """Return the interval a claim states, its hedge applied; (None, None) when it states no number."""
    if claim.value is None:
        return claim.low, claim.high
    if claim.bound in _OPEN_ABOVE:
        return claim.value, None
    if claim.bound in _OPEN_BELOW:
        return None, claim.value
    return claim.value, claim.value


def anchors(interval: Interval) -> list[Decimal]:
    """Return the finite ends of an interval, lower first, each once."""
    return sorted({end for end in interval if end is not None})


def role(case: Case) -> Iterator[Finding]:
    """A date, an ordinal or an identifier is no quantity; a claim of a bare number may mean one."""
    claim = case.claim
    if case.mention.role is not Role.QUANTITY:
        bare = claim.quote is None and claim.mention is None and claim.unit is None and claim.subject is None
        message = f"'{case.mention.text}' is {_NAMED[case.mention.role]}, not a quantity"
        yield case.finding("role", message, note=bare)


_NAMED = {
    Role.ORDINAL: "an ordinal",
    Role.DATE: "a date",
    Role.TIME: "a time of day",
    Role.IDENTIFIER: "part of a name",
    Role.OTHER: "no count",
}


def value(case: Case) -> Iterator[Finding]:
    """The number must be the stated one, with its scale and sign."""
    mine, theirs = anchors(stated(case.claim)), anchors((case.mention.low, case.mention.high))
    if case.mention.role is not Role.QUANTITY:
        return
    if not mine:
        yield case.finding("value", "the claim states no value", note=True)
        return
    slid = scale_of(case.claim.unit or "")
    if slid is not None and same([m * slid for m in mine], theirs):
        yield case.finding(
            "scale", f"'{case.claim.unit}' is a scale, not a unit: the value is {show(theirs)}"
        )
        return
    mine = _in_unit_of(case, mine)
    if same(mine, theirs):
        return
    if same([-m for m in reversed(mine)], theirs):
        yield case.finding("sign", f"the claim says {show(mine)}, the text {show(theirs)}")
    elif _power_of_thousand(mine, theirs):
        yield case.finding(
            "scale", f"the claim says {show(mine)}, the text {show(theirs)} ('{case.mention.text}')"
        )
    else:
        yield case.finding(
            "value", f"the claim says {show(mine)}, the text {show(theirs)} ('{case.mention.text}')"
        )


def same(mine: list[Decimal], theirs: list[Decimal]) -> bool:
    """Compare ends exactly; a fraction in words may be written as a decimal of two places or more."""
    if len(mine) != len(theirs):
        return False
    return all(m == t or _rounds(m, t) for m, t in zip(mine, theirs, strict=True))


def _rounds(mine: Decimal, theirs: Decimal) -> bool:
    places = -int(mine.as_tuple().exponent)
    if not (2 <= places <= 28 and abs(theirs) < 10**6) or theirs == round(theirs, 6):
        return False
    return any(theirs.quantize(mine, way) == mine for way in (ROUND_HALF_EVEN, ROUND_DOWN))


def _in_unit_of(case: Case, mine: list[Decimal]) -> list[Decimal]:
    """Convert the claim's ends to the unit of the text: 5,000 meters to kilometers, 50 percent to a half."""
    unit = unit_of(case.claim.unit or "")
    if unit is None or unit == case.mention.unit:
        return mine
    if unit == "percent" and _is_share(case.mention):
        return [m / 100 for m in mine]
    converted = [convert(m, unit, case.mention.unit) for m in mine]
    return [c for c in converted if c is not None] if None not in converted else mine


def _is_share(mention: Mention) -> bool:
    ends = anchors((mention.low, mention.high))
    return mention.unit == "" and bool(ends) and all(0 < end < 1 for end in ends)


def _power_of_thousand(mine: list[Decimal], theirs: list[Decimal]) -> bool:
    if len(mine) != len(theirs) or 0 in theirs or 0 in mine:
        return False
    ratios = {m / t for m, t in zip(mine, theirs, strict=True)}
    return len(ratios) == 1 and ratios <= {Decimal(10) ** n for n in (-12, -9, -6, -5, -3, 3, 5, 6, 9, 12)}


def unit(case: Case) -> Iterator[Finding]:
    """Unit and currency must be those of the text; what is merely counted may stand as a unit, too."""
    if case.mention.role is not Role.QUANTITY or scale_of(case.claim.unit or "") is not None:
        return
    theirs = case.mention.unit
    if case.claim.unit is None:
        if theirs:
            yield case.finding("unit", f"the claim states no unit; the text says {theirs}", note=True)
        return
    mine = unit_of(case.claim.unit)
    if mine == theirs or (mine == "percent" and _is_share(case.mention)):
        return
    if mine is not None and convert(Decimal(1), mine, theirs) is not None:
        return
    if (
        mine is None
        and not theirs
        and _stand_in(case.claim.unit, case.whole.between(*[case.whole.sentence(case.mention.start)] * 2))
    ):
        return
    rule = "currency" if is_currency(theirs) and mine is not None and is_currency(mine) else "unit"
    yield case.finding(
        rule, f"the claim says {case.claim.unit or 'a plain count'}, the text {theirs or 'a plain count'}"
    )


def bound(case: Case) -> Iterator[Finding]:
    """A hedge may not be dropped, added or turned round."""
    theirs = case.mention.bound
    if case.mention.role is not Role.QUANTITY:
        return
    if case.claim.bound is None:
        mine = stated(case.claim)
        open_alike = (mine[0] is None, mine[1] is None) == (
            case.mention.low is None,
            case.mention.high is None,
        )
        if theirs is not Bound.EXACT and not (open_alike and None in mine):
            yield case.finding(
                "bound", f"the text says {_HEDGED[theirs]}; the claim states no hedge", note=True
            )
    elif case.claim.bound is not theirs:
        yield case.finding("bound", f"the claim says {_HEDGED[case.claim.bound]}, the text {_HEDGED[theirs]}")


_HEDGED = {b: b.value.replace("_", " ") for b in Bound}


def subject(case: Case) -> Iterator[Finding]:
    """What is counted must stand by the number, and not by another one."""
    claimed, whole = case.claim.subject, case.whole
    if claimed is None or case.mention.role is not Role.QUANTITY:
        return
    index = whole.sentence(case.mention.start)
    if not whole.in_english:
        if not _stand_in(claimed, whole.paragraph(index)):
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
    elif _stand_in(claimed, whole.between(index, index)) or (
        claimed[0].isupper() and _stand_in(claimed.split()[-1], whole.between(index, index))
    ):
        if other := _counted_by_other(case, claimed, own, whole.cut[index]):
            yield case.finding(
                "subject", f"'{claimed}' is what '{other.text}' counts, not '{case.mention.text}'"
            )
    elif not _stand_in(claimed, whole.text):
        yield case.finding("subject", f"'{claimed}' does not stand in the text")
    elif not (_left_out(case, own) and _stand_in(claimed, whole.before(index))):
        yield case.finding("subject", f"'{claimed}' stands elsewhere in the text, not by this number")


def _same_thing(claimed: str, noun: str) -> bool:
    """Say that two phrases have one head or that one holds the other."""
    mine, theirs = _words(claimed)[-1:], _words(noun)[-1:]
    return mine == theirs or _stand_in(claimed, noun) or _stand_in(noun, claimed)


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
    if bare and _stand_in(claimed, case.whole.text[sentence.start : case.mention.start]):
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
    elif not _stand_in(name, whole.text):
        yield Finding("speaker", f"'{name}' does not stand in the text", start, end)
    elif not whole.in_english:
        if not _stand_in(name, whole.paragraph(index)):
            yield Finding("speaker", f"'{name}' does not stand near this number", start, end)
    elif own:
        speaks = _speaks(name, whole, [c for c in found if c.kind != "carried"], start)
        if not (speaks or _meant(name, whole, index)):
            yield Finding("speaker", f"{own[0].text} says it here, not {name}", own[0].start, own[0].end)
    elif not (
        any(_same_speaker(name, c.text, whole.text) for c in found)
        or _stand_in(name, whole.between(index, index))
        or _governs(name, whole, index)
    ):
        yield Finding("speaker", f"nothing near this number says that '{name}' says it", start, end)


def _speaks(name: str, whole: Text, found: Sequence[Candidate], start: int) -> bool:
    """Say that `name` is a speaker of the sentence, and not one whose clause has ended before the number."""
    sentence = whole.cut[whole.sentence(start)]
    mine = [c for c in found if _same_speaker(name, c.text, whole.text)]
    if not mine:
        return _stand_in(name, whole.text[sentence.start : sentence.end])
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
        return (theirs or (neuter and not _in_person(name))) and _stand_in(name, whole.paragraph(index))
    surnames = {c.text.split()[-1] for c in whole.voices if is_person(c.text)} | {name.split()[-1]}
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


def _stand_in(phrase: str, text: str) -> bool:
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


def show(ends: list[Decimal]) -> str:
    """Write the ends of an interval for people: 1,200 or 3,000–4,000."""
    return "–".join(
        f"{end:,f}".rstrip("0").rstrip(".") if end != end.to_integral_value() else f"{end:,.0f}"
        for end in ends
    )


OF_NUMBER: tuple[Rule, ...] = (role, value, unit, bound)
OF_WORDS: tuple[Rule, ...] = (subject, speaker)
