"""Judge claims against a text: find the evidence, apply the rules, list what no claim uses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import localcontext
from functools import cached_property
from typing import TYPE_CHECKING, Any

from extractor.check.align import Place, Source, align
from extractor.check.assign import assign
from extractor.check.case import Case, Rule, Text, anchors, show, stated
from extractor.check.counted import subject
from extractor.check.derive import DerivationError, Derived, derive, rounded, used
from extractor.check.figures import OF_NUMBER, Stated, value
from extractor.check.search import search
from extractor.check.spoken import heard, speaker
from extractor.check.verdict import Check, Finding, Result, Verdict
from extractor.claims import Claim, NumericClaim
from extractor.numbers import EXACT, Bound, Mention, Role, scale_of, scan, unit_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

OF_WORDS: tuple[Rule, ...] = (subject, speaker)
# what speaks most against a number as the evidence of a claim
_WEIGHT = {"role": 8, "value": 8, "sign": 4, "scale": 4, "unit": 2, "currency": 2}


def check(
    text: str, claims: Iterable[Claim | Mapping[str, Any]], mentions: Sequence[Mention] | None = None
) -> Check:
    """Judge each claim against the text and say which quantities no claim uses.

    A dict is read as a NumericClaim. `mentions` spares scanning the text again. Raises pydantic's
    ValidationError for a dict that is no claim.
    """
    found = tuple(scan(text) if mentions is None else mentions)
    asked = [claim if isinstance(claim, Claim) else NumericClaim.model_validate(claim) for claim in claims]
    with localcontext(EXACT):
        return _Judge(text, found).check(asked)


@dataclass(frozen=True, slots=True)
class _Evidence:
    """The numbers a claim may rest on, the best ones first and all equally good, with what speaks against."""

    claim: NumericClaim
    places: Sequence[Place]
    findings: Mapping[int, list[Finding]]


class _Judge:
    """Judges the claims on one text together."""

    def __init__(self, text: str, mentions: tuple[Mention, ...]) -> None:
        self._whole = Text(text, mentions)
        self._source = Source(text, mentions)
        self._by_id = {m.id: m for m in mentions}
        self._used: set[int] = set()

    @cached_property
    def _stated(self) -> Stated:
        return Stated(self._whole.mentions)

    def check(self, claims: Sequence[Claim]) -> Check:
        """Judge all claims; where several numbers fit several claims, each gets one of its own."""
        found = [self._look(claim) for claim in claims]
        evidence = [it for it in found if isinstance(it, _Evidence)]
        chosen = iter(assign([list(it.findings) for it in evidence]))
        results = tuple(self._beside(it, next(chosen)) if isinstance(it, _Evidence) else it for it in found)
        mentions = self._whole.mentions
        left = tuple(m for m in mentions if m.role is Role.QUANTITY and m.id not in self._used)
        return Check(results, mentions, left)

    def _look(self, claim: Claim) -> Result | _Evidence:
        """Return the numbers a claim may rest on, or its result when no number decides."""
        places = align(claim.quote, self._source) if claim.quote else []
        if claim.quote and not places:
            return _unsupported(claim, "quote", "the quote does not stand in the text")
        if not isinstance(claim, NumericClaim):
            return self._words_only(claim, places)
        if claim.derivation:
            return self._derived(claim, claim.derivation)
        if claim.mention is not None and claim.mention not in self._by_id:
            return _unsupported(claim, "quote", f"the text has no number #{claim.mention}")
        fitting = self._fitting(claim, places)
        if not fitting:
            return self._no_number(claim, places)
        return _Evidence(claim, places, self._best(claim, fitting))

    def _best(self, claim: NumericClaim, fitting: Sequence[Mention]) -> dict[int, list[Finding]]:
        """Return the mentions least is held against, with findings; the dear rules only where they tell."""
        cases = [Case(self._whole, claim, m) for m in fitting]
        findings = {c.mention.id: [f for rule in OF_NUMBER for f in rule(c)] for c in cases}
        cheap = {number: _cost(against) for number, against in findings.items()}
        limit = min(cheap.values()) + len(OF_WORDS)
        near = [c for c in cases if cheap[c.mention.id] <= limit]
        for case in near:
            findings[case.mention.id] += [f for rule in OF_WORDS for f in rule(case)]
        costs = {c.mention.id: _cost(findings[c.mention.id]) for c in near}
        least = min(costs.values())
        return {number: findings[number] for number, cost in costs.items() if cost == least}

    def _fitting(self, claim: NumericClaim, places: Sequence[Place]) -> list[Mention]:
        """Return the mentions that a claim points at, quotes or states."""
        if claim.mention is not None:
            return [self._by_id[claim.mention]]
        if places:
            mentions = self._whole.mentions
            return [m for m in mentions if any(p.start <= m.start and m.end <= p.end for p in places)]
        if not anchors(stated(claim)):
            return []
        return [m for m in self._stated.by(claim) if self._says(claim, m)] or self._named(claim)

    def _says(self, claim: NumericClaim, mention: Mention) -> bool:
        """Say that a mention has the value a claim states, if perhaps with its scale slid into the unit."""
        wrong = {finding.rule for finding in value(Case(self._whole, claim, mention))}
        slid = scale_of(claim.unit or "") is not None
        return not wrong & {"value", "sign"} and (slid or "scale" not in wrong)

    def _named(self, claim: NumericClaim) -> list[Mention]:
        """Return dates, ordinals and names with the number of a claim that says no more than a number."""
        number = claim.value
        if number is None or claim.unit is not None or claim.subject is not None:
            return []
        others = (m for m in self._whole.mentions if m.role is not Role.QUANTITY)
        return [m for m in others if m.low == number or f"{number:f}" in re.findall(r"\d+", m.text)]

    def _beside(self, evidence: _Evidence, number: int) -> Result:
        """Judge a claim beside the mention it rests on."""
        self._used.add(number)
        mention, findings = self._by_id[number], list(evidence.findings[number])
        around = [p for p in evidence.places if p.start <= mention.start and mention.end <= p.end]
        if evidence.places and not around:
            message = f"the quote does not hold '{mention.text}'"
            findings.insert(0, Finding("quote", message, mention.start, mention.end))
        elif around and not around[0].exact:
            message, place = "the quote differs from the text in a few letters", around[0]
            findings.append(Finding("quote", message, place.start, place.end, note=True))
        return Result(evidence.claim, _verdict(findings), mention.start, mention.end, tuple(findings))

    def _no_number(self, claim: NumericClaim, places: Sequence[Place]) -> Result:
        if not places and (expression := self._expression(claim)) is not None:
            return self._derived(claim, expression)
        for place in places:
            for m in self._whole.mentions:
                if m.start < place.end and place.start < m.end:
                    return _unsupported(claim, "quote", f"the quote cuts the number '{m.text}'", place)
        if places:
            return _unsupported(claim, "value", "the quoted words hold no number", places[0])
        if not anchors(stated(claim)):
            return _unsupported(claim, "value", "the claim states no value and points at no words")
        return _unsupported(claim, "value", f"{show(anchors(stated(claim)))} does not stand in the text")

    def _words_only(self, claim: Claim, places: Sequence[Place]) -> Result:
        if not places:
            return _unsupported(claim, "quote", "the claim quotes nothing")
        first = places[0]
        findings = tuple(heard(self._whole, claim, first.start, first.end))
        return Result(claim, _verdict(findings), first.start, first.end, findings)

    def _derived(self, claim: NumericClaim, expression: str) -> Result:
        """Recompute a claim that rests on an expression."""
        try:
            derived = derive(expression, self._by_id, self._whole.text)
        except DerivationError as error:
            return _unsupported(claim, "derivation", str(error))
        operands = [self._by_id[number] for number in used(expression)]
        start, end = min(m.start for m in operands), max(m.end for m in operands)
        findings = (*_recomputed(claim, derived, start, end), *self._about(claim, operands))
        self._used.update(m.id for m in operands)
        proof = f"{derived.shown} = {show(sorted({derived.low, derived.high}))}"
        verdict = _verdict(findings)
        if verdict is Verdict.SUPPORTED:
            verdict = Verdict.DERIVED
        return Result(claim, verdict, start, end, findings, proof)

    def _about(self, claim: NumericClaim, operands: Sequence[Mention]) -> Iterable[Finding]:
        """Judge subject and speaker beside the numbers of an expression: one of them has to fit."""
        for rule in (subject, speaker):
            against = [[f for f in rule(Case(self._whole, claim, m)) if not f.note] for m in operands]
            if all(against):
                yield against[0][0]

    def _expression(self, claim: NumericClaim) -> str | None:
        """Return what the stated numbers give this claim's value by."""
        ends = anchors(stated(claim))
        if len(ends) != 1:
            return None
        within = self._whole.mentions
        if claim.subject:
            within = tuple(m for m in within if not [*subject(Case(self._whole, claim, m))])
        unit = None if claim.unit is None else unit_of(claim.unit) or ""
        return search(ends[0], unit, self._whole, within)


def _recomputed(claim: NumericClaim, derived: Derived, start: int, end: int) -> Iterable[Finding]:
    """Compare what a claim states with what its expression gives."""
    mine = anchors(stated(claim))
    theirs = sorted({derived.low, derived.high})
    unit = claim.unit and unit_of(claim.unit)
    if not mine:
        yield Finding("derivation", "the claim states no value", start, end)
    elif not (mine == theirs or (derived.rounded and rounded(mine, theirs))):
        message = f"the claim says {show(mine)}, the expression gives {show(theirs)}"
        yield Finding("derivation", message, start, end)
    if unit is not None and unit != derived.unit:
        theirs_unit = derived.unit or "a plain count"
        message = f"the claim says {unit or 'a plain count'}, the expression gives {theirs_unit}"
        yield Finding("unit", message, start, end)
    if derived.hedged and claim.bound is Bound.EXACT:
        yield Finding("bound", "the expression rests on a hedged number; the claim is exact", start, end)


def _cost(findings: Iterable[Finding]) -> int:
    """Weigh what speaks against a mention as evidence, a wrong value most."""
    return sum(0 if f.note else _WEIGHT.get(f.rule, 1) for f in findings)


def _unsupported(claim: Claim, rule: str, message: str, place: Place | None = None) -> Result:
    start, end = (place.start, place.end) if place else (None, None)
    return Result(claim, Verdict.UNSUPPORTED, start, end, (Finding(rule, message, start, end),))


def _verdict(findings: Iterable[Finding]) -> Verdict:
    return Verdict.MISMATCH if any(not finding.note for finding in findings) else Verdict.SUPPORTED
