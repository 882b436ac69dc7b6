"""Judge claims against a text: find the evidence, apply the rules, list what no claim uses."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from extractor.check.align import Folded, Place, align
from extractor.check.derive import DerivationError, Derived, derive, used
from extractor.check.rules import RULES, Case, Text, anchors, heard, show, stated, value
from extractor.check.verdict import Check, Finding, Result, Verdict
from extractor.claims import Claim, NumericClaim
from extractor.numbers import Bound, Mention, Role, scale_of, scan, unit_of
from extractor.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal


def check(
    text: str, claims: Iterable[Claim | Mapping[str, Any]], mentions: Sequence[Mention] | None = None
) -> Check:
    """Judge each claim against the text and say which quantities no claim uses.

    A dict is read as a NumericClaim. `mentions` spares scanning the text again. Raises pydantic's
    ValidationError for a dict that is no claim.
    """
    found = tuple(scan(text) if mentions is None else mentions)
    judge = _Judge(Text(text, found, tuple(sentences(text))))
    results = tuple(
        judge.judge(claim if isinstance(claim, Claim) else NumericClaim.model_validate(claim))
        for claim in claims
    )
    uncovered = tuple(m for m in found if m.role is Role.QUANTITY and not judge.uses[m.id])
    return Check(results, found, uncovered)


class _Judge:
    """Judges the claims on one text one after another; `uses` counts how often each mention was evidence."""

    def __init__(self, whole: Text) -> None:
        self._whole = whole
        self._folded = Folded(whole.text)
        self._by_id = {m.id: m for m in whole.mentions}
        self.uses: Counter[int] = Counter()

    def judge(self, claim: Claim) -> Result:
        places = align(claim.quote, self._folded, self._whole.mentions) if claim.quote else []
        if claim.quote and not places:
            return _unsupported(claim, "quote", "the quote does not stand in the text")
        if not isinstance(claim, NumericClaim):
            return self._words_only(claim, places)
        if claim.derivation:
            return self._derived(claim, claim.derivation)
        if claim.mention is not None and claim.mention not in self._by_id:
            return _unsupported(claim, "quote", f"the text has no number #{claim.mention}")
        mention = self._evidence(claim, places)
        if mention is None:
            return self._no_number(claim, places)
        return self._beside(claim, mention, places)

    def _beside(self, claim: NumericClaim, mention: Mention, places: Sequence[Place]) -> Result:
        """Judge a claim beside the mention it rests on."""
        self.uses[mention.id] += 1
        case = Case(self._whole, claim, mention)
        findings = [finding for rule in RULES for finding in rule(case)]
        around = [p for p in places if p.start <= mention.start and mention.end <= p.end]
        if places and not around:
            findings.insert(0, case.finding("quote", f"the quote does not hold '{mention.text}'"))
        elif around and not around[0].exact:
            findings.append(
                Finding(
                    "quote",
                    "the quote differs from the text in a few letters",
                    around[0].start,
                    around[0].end,
                    note=True,
                )
            )
        return Result(claim, _verdict(findings), mention.start, mention.end, tuple(findings))

    def _evidence(self, claim: NumericClaim, places: Sequence[Place]) -> Mention | None:
        """Return the mention a claim points at, quotes or states; the best one, then the least used."""
        if claim.mention is not None:
            return self._by_id[claim.mention]
        inside = [m for m in self._whole.mentions for p in places if p.start <= m.start and m.end <= p.end]
        if not places and anchors(stated(claim)):
            inside = [m for m in self._whole.mentions if m.role is Role.QUANTITY and self._says(claim, m)]
        if not inside:
            return None
        return min(inside, key=lambda m: (self._against(claim, m), self.uses[m.id], m.start))

    def _says(self, claim: NumericClaim, mention: Mention) -> bool:
        """Say that a mention has the value a claim states, if perhaps with its scale slid into the unit."""
        wrong = {finding.rule for finding in value(Case(self._whole, claim, mention))}
        slid = scale_of(claim.unit or "") is not None
        return not wrong & {"value", "sign"} and (slid or "scale" not in wrong)

    def _against(self, claim: NumericClaim, mention: Mention) -> int:
        """Count what speaks against a mention as evidence, a wrong value most."""
        case = Case(self._whole, claim, mention)
        weight = {"role": 8, "value": 8, "sign": 4, "scale": 4, "unit": 2, "currency": 2}
        return sum(0 if f.note else weight.get(f.rule, 1) for rule in RULES for f in rule(case))

    def _no_number(self, claim: NumericClaim, places: Sequence[Place]) -> Result:
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
            derived = derive(expression, self._by_id)
        except DerivationError as error:
            return _unsupported(claim, "derivation", str(error))
        operands = [self._by_id[number] for number in used(expression)]
        start, end = min(m.start for m in operands), max(m.end for m in operands)
        result = show(sorted({derived.low, derived.high}))
        proof = f"{derived.shown} = {result}"
        findings = tuple(_recomputed(claim, derived, start, end))
        for mention in operands:
            self.uses[mention.id] += 1
        verdict = _verdict(findings)
        return Result(
            claim, Verdict.DERIVED if verdict is Verdict.SUPPORTED else verdict, start, end, findings, proof
        )


def _recomputed(claim: NumericClaim, derived: Derived, start: int, end: int) -> Iterable[Finding]:
    """Compare what a claim states with what its expression gives."""
    mine = anchors(stated(claim))
    theirs = sorted({derived.low, derived.high})
    unit = claim.unit and unit_of(claim.unit)
    if not mine:
        yield Finding("derivation", "the claim states no value", start, end)
    elif not (mine == theirs or (derived.rounded and _rounded(mine, theirs))):
        yield Finding(
            "derivation", f"the claim says {show(mine)}, the expression gives {show(theirs)}", start, end
        )
    if unit is not None and unit != derived.unit and not (unit == "percent" and derived.unit == ""):
        theirs_unit = derived.unit or "a plain count"
        message = f"the claim says {unit or 'a plain count'}, the expression gives {theirs_unit}"
        yield Finding("unit", message, start, end)
    if derived.hedged and claim.bound is Bound.EXACT:
        yield Finding("bound", "the expression rests on a hedged number; the claim is exact", start, end)


def _rounded(mine: Sequence[Decimal], theirs: Sequence[Decimal]) -> bool:
    """Say that a quotient was rounded to the places the claim shows."""
    return len(mine) == len(theirs) and all(
        round(t, max(0, -int(m.as_tuple().exponent))) == m for m, t in zip(mine, theirs, strict=True)
    )


def _unsupported(claim: Claim, rule: str, message: str, place: Place | None = None) -> Result:
    start, end = (place.start, place.end) if place else (None, None)
    return Result(claim, Verdict.UNSUPPORTED, start, end, (Finding(rule, message, start, end),))


def _verdict(findings: Iterable[Finding]) -> Verdict:
    return Verdict.MISMATCH if any(not finding.note for finding in findings) else Verdict.SUPPORTED
