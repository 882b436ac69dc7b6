"""The rules of the number: what kind of expression it is, value, scale, sign, unit, hedge."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, TypeAlias

from extractor.check.case import Case, Rule, anchors, show, stated
from extractor.check.wording import stand_in
from extractor.numbers import Bound, Mention, Role, convert, is_currency, scale_of, unit_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from extractor.check.verdict import Finding
    from extractor.claims import NumericClaim

    _Kind: TypeAlias = tuple[str, bool]  # a unit, and whether the numbers are shares of one


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
    mine = _in_unit(mine, case.claim, case.mention.unit, share=_is_share(case.mention))
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
    shown = places + max(theirs.adjusted() + 1, 0)  # digits, of which there are 28
    if places < 2 or shown > 28 or not _is_endless(theirs):
        return False
    return any(theirs.quantize(mine, way) == mine for way in (ROUND_HALF_EVEN, ROUND_DOWN))


def _is_endless(end: Decimal) -> bool:
    """Say that a number is a fraction in words, such as two thirds, that decimals only come near to."""
    return abs(end) < 10**6 and end != round(end, 6)


def _in_unit(mine: list[Decimal], claim: NumericClaim, into: str, *, share: bool) -> list[Decimal]:
    """Convert the claim's ends to the unit of the text: 5,000 meters to kilometers, 50 percent to a half."""
    unit = unit_of(claim.unit or "")
    if unit is None or unit == into:
        return mine
    if unit == "percent" and share:
        return [m / 100 for m in mine]
    converted = [convert(m, unit, into) for m in mine]
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
        and stand_in(case.claim.unit, case.whole.words_of(case.whole.sentence(case.mention.start)))
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


OF_NUMBER: tuple[Rule, ...] = (role, value, unit, bound)


class Stated:
    """The quantities of a text by value, to find those that a claim may state without a look at each."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        self._all = [m for m in mentions if m.role is Role.QUANTITY]
        self._exact: dict[_Kind, dict[tuple[Decimal, ...], list[Mention]]] = {}
        self._endless: list[Mention] = []
        for mention in self._all:
            ends = anchors((mention.low, mention.high))
            exact = self._exact.setdefault((mention.unit, _is_share(mention)), {})
            exact.setdefault(tuple(ends), []).append(mention)
            if any(_is_endless(end) for end in ends):
                self._endless.append(mention)

    def by(self, claim: NumericClaim) -> list[Mention]:
        """Return what may have the value that a claim states, in text order; some of it may not."""
        if scale_of(claim.unit or "") is not None:
            return self._all
        mine = anchors(stated(claim))
        found = {m.id: m for m in self._endless}
        for (unit, share), exact in self._exact.items():
            alike = exact.get(tuple(_in_unit(mine, claim, unit, share=share)), ())
            found.update((m.id, m) for m in alike)
        return [found[number] for number in sorted(found)]
