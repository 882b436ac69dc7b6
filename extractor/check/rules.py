"""The rules a claim is judged by: small functions over one case, each named in RULES."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from extractor.candidates import speakers, subjects
from extractor.check.verdict import Finding
from extractor.numbers import Bound, Mention, Role, convert, is_currency, scale_of, unit_of
from extractor.sentences import Sentence, at

if TYPE_CHECKING:
    from extractor.claims import Claim, NumericClaim

_STOP = frozenset(
    """the a an of in on at to for by with and or from as its his her their our this that these those is are
    was were been be has have had who which it he she they more other some mr mrs ms dr sir""".split()
)
_OPEN_ABOVE = (Bound.AT_LEAST, Bound.MORE_THAN)
_OPEN_BELOW = (Bound.AT_MOST, Bound.LESS_THAN)


@dataclass(frozen=True, slots=True)
class Text:
    """The text with everything the rules look up in it."""

    text: str
    mentions: tuple[Mention, ...]
    cut: tuple[Sentence, ...]

    def sentence(self, offset: int) -> int:
        return at(self.cut, offset)

    def paragraph(self, index: int) -> str:
        """Return the paragraph of a sentence together with the one before it."""
        number = self.cut[index].paragraph
        near = [s for s in self.cut if number - 1 <= s.paragraph <= number]
        return self.text[near[0].start : near[-1].end]


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
    """A date, an ordinal or an identifier is no quantity."""
    if case.mention.role is not Role.QUANTITY:
        yield case.finding("role", f"'{case.mention.text}' is {_NAMED[case.mention.role]}, not a quantity")


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
    if slid is not None and same([m * slid for m in mine], theirs, case.mention):
        yield case.finding(
            "scale", f"'{case.claim.unit}' is a scale, not a unit: the value is {show(theirs)}"
        )
        return
    mine = _in_unit_of(case, mine)
    if same(mine, theirs, case.mention):
        return
    if same([-m for m in reversed(mine)], theirs, case.mention):
        yield case.finding("sign", f"the claim says {show(mine)}, the text {show(theirs)}")
    elif _power_of_thousand(mine, theirs):
        yield case.finding(
            "scale", f"the claim says {show(mine)}, the text {show(theirs)} ('{case.mention.text}')"
        )
    else:
        yield case.finding(
            "value", f"the claim says {show(mine)}, the text {show(theirs)} ('{case.mention.text}')"
        )


def same(mine: list[Decimal], theirs: list[Decimal], mention: Mention) -> bool:
    """Compare ends exactly; a fraction in words may be written as a decimal of two places or more."""
    if len(mine) != len(theirs):
        return False
    return all(m == t or _rounds(m, t, mention) for m, t in zip(mine, theirs, strict=True))


def _rounds(mine: Decimal, theirs: Decimal, mention: Mention) -> bool:
    endless = theirs != round(theirs, 6)
    places = -int(mine.as_tuple().exponent)
    return endless and places >= 2 and abs(mine - theirs) <= Decimal(10) ** -places


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
    if mine is None and not theirs and _stand_in(case.claim.unit, _sentence(case)):
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
    claimed = case.claim.subject
    if claimed is None:
        return
    sentence = _sentence(case)
    if not _stand_in(claimed, sentence):
        index = case.whole.sentence(case.mention.start)
        if _stand_in(claimed, case.whole.paragraph(index)):
            return
        where = (
            "stands elsewhere in the text, not by this number"
            if _stand_in(claimed, case.whole.text)
            else "does not stand in the text"
        )
        yield case.finding("subject", f"'{claimed}' {where}")
        return
    if not case.mention.unit and (other := _counted_by_other(case, claimed)):
        yield case.finding("subject", f"'{claimed}' is what '{other.text}' counts, not '{case.mention.text}'")


def _counted_by_other(case: Case, claimed: str) -> Mention | None:
    """Return the other number of the sentence that the claimed subject belongs to; None when it fits this."""
    index = case.whole.sentence(case.mention.start)
    sentence = case.whole.cut[index]
    own = [c for c in subjects(case.whole.text, sentence, case.mention) if c.kind != "other"]
    head = _words(claimed)[-1:]
    if not own or any(
        head == _words(c.text)[-1:] or _stand_in(claimed, c.text) or _stand_in(c.text, claimed) for c in own
    ):
        return None
    for mention in case.whole.mentions:
        inside = sentence.start <= mention.start < sentence.end and mention.id != case.mention.id
        if inside and mention.role is Role.QUANTITY:
            noun = next((c for c in subjects(case.whole.text, sentence, mention) if c.kind == "noun"), None)
            if noun is not None and _words(noun.text)[-1:] == head:
                return mention
    return None


def speaker(case: Case) -> Iterator[Finding]:
    """Who says it must be who says it there."""
    yield from heard(case.whole, case.claim, case.mention.start, case.mention.end)


def heard(whole: Text, claim: Claim, start: int, end: int) -> Iterator[Finding]:
    """Judge the speaker of a claim whose evidence is `text[start:end]`."""
    index = whole.sentence(start)
    found = speakers(whole.text, whole.cut, index, start)
    own = [c for c in found if c.kind == "clause"]
    if claim.attributed_to is None:
        if own:
            yield Finding(
                "speaker", f"the text attributes it to {own[0].text}", own[0].start, own[0].end, note=True
            )
        return
    name = claim.attributed_to
    if not _stand_in(name, whole.text):
        yield Finding("speaker", f"'{name}' does not stand in the text", start, end)
    elif any(_same_name(name, c.text) for c in found):
        return
    elif own and not _stand_in(name, whole.text[whole.cut[index].start : whole.cut[index].end]):
        yield Finding("speaker", f"{own[0].text} says it here, not {name}", own[0].start, own[0].end)
    elif not _stand_in(name, whole.paragraph(index)):
        yield Finding(
            "speaker", f"'{name}' stands elsewhere in the text, not near this number", start, end, note=True
        )


def _same_name(one: str, other: str) -> bool:
    """Say that two names share their last word or that one holds the other."""
    mine, theirs = _words(one), _words(other)
    return bool(mine and theirs) and (
        mine[-1] == theirs[-1] or set(mine) <= set(theirs) or set(theirs) <= set(mine)
    )


def _sentence(case: Case) -> str:
    sentence = case.whole.cut[case.whole.sentence(case.mention.start)]
    return case.whole.text[sentence.start : sentence.end]


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


RULES: tuple[Rule, ...] = (role, value, unit, bound, subject, speaker)
