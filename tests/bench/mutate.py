"""Attack the judge: change one thing in true claims and count what is still accepted.

    python tests/bench/mutate.py GOLD ARTICLES_DIR [--rounds 5] [--list KIND]

GOLD is a gold file or a folder of NAME.gold.jsonl files. Every gold row becomes a true claim as another
tool would state it: value, unit, hedge, what is counted, who says it, and the sentence as its quote. Then
one thing in it is changed by extractor/mutate.py. The table counts, for each kind of change, how many claims
the check accepts: false ones should be 0, harmless ones all.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gold import rows

from extractor.article import article
from extractor.check import SOUND
from extractor.claims import NumericClaim
from extractor.mutate import FALSE, HARMLESS, Mutant, Story, Truth, judged, mutants
from extractor.numbers import Bound, scan

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from extractor.check import Result
    from extractor.mutate import Change

AS_IT_IS = "as it is"


def told(text: str, gold: Sequence[dict[str, Any]]) -> Story:
    """Return an article with the true claims of its gold."""
    story = Story(text, scan(text))
    for row in gold:
        if row["role"] == "quantity" and any(
            m.start < row["end"] and row["start"] < m.end for m in story.mentions
        ):
            story.truths.append(truth(story, row))
    return story


def truth(story: Story, row: dict[str, Any]) -> Truth:
    """State a row of gold as another tool would."""
    low, high = (_decimal(row[end]) for end in ("low", "high"))
    single = low is not None and low == high
    subjects = tuple(filter(None, row["subjects"]))
    speakers = tuple(name for name in row["sources"] if name and name != "none")
    own_voice = bool(row["sources"]) and row["sources"][0] in (None, "none")
    claim = NumericClaim(
        quote=story.sentence(row["start"]),
        value=low if single else None,
        low=None if single else low,
        high=None if single else high,
        unit=row["unit"],
        bound=Bound(row["bound"]),
        subject=next(iter(story.holding(subjects)), None),
        attributed_to=None if own_voice else next(iter(story.holding(speakers)), None),
    )
    return Truth(story, claim, row["start"], row["end"], subjects, speakers)


def _decimal(value: float | str | None) -> Decimal | None:
    if value is None:
        return None
    exact = Fraction(str(value))
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def trials(story: Story, changes: Mapping[str, Change], rounds: int) -> list[tuple[Mutant, Result]]:
    """Change every true claim of an article in several ways of each kind, and judge what comes of it."""
    made = {
        (mutant.change, mutant.truth.start, mutant.claim.model_dump_json()): mutant
        for turn in range(rounds)
        for mutant in mutants(story, turn, changes)
    }
    return list(judged(made.values()))


def unchanged(story: Story) -> list[tuple[Mutant, Result]]:
    """Judge the true claims themselves."""
    return list(judged(Mutant(AS_IT_IS, truth.claim, truth) for truth in story.truths))


def table(found: Sequence[tuple[Mutant, Result]], kinds: Sequence[str]) -> Iterator[str]:
    by_kind: dict[str, list[bool]] = defaultdict(list)
    for mutant, result in found:
        by_kind[mutant.change].append(result.verdict in SOUND)
    for kind in kinds:
        if n := len(by_kind[kind]):
            yes = sum(by_kind[kind])
            yield f"  {kind:24} {n:6d} {yes:8d} {100 * yes / n:7.1f} %"
    total = [accepted for of_kind in by_kind.values() for accepted in of_kind]
    yield f"  {'all':24} {len(total):6d} {sum(total):8d} {100 * sum(total) / max(1, len(total)):7.2f} %"


def shown(mutant: Mutant, result: Result) -> str:
    """Write a claim that came out wrong."""
    claim = json.dumps(mutant.claim.model_dump(exclude_none=True, mode="json"))
    why = "; ".join(f"{found.rule}: {found.message}" for found in result.findings if not found.note)
    return f"    {mutant.change} | {mutant.truth.written} | {claim} | {why}\n"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--rounds", type=int, default=5, help="random changes of each kind per claim")
    parser.add_argument("--list", metavar="KIND", help="show the claims of this kind that came out wrong")
    wanted = parser.parse_args()
    false: list[tuple[Mutant, Result]] = []
    harmless: list[tuple[Mutant, Result]] = []
    for name, gold in rows(wanted.gold).items():
        story = told(article((wanted.articles / name).read_bytes().decode()).text, gold)
        false += trials(story, FALSE, wanted.rounds)
        harmless += unchanged(story) + trials(story, HARMLESS, wanted.rounds)
    for title, found, kinds, right in (
        ("false claims", false, list(FALSE), False),
        ("harmless variants", harmless, [AS_IT_IS, *HARMLESS], True),
    ):
        sys.stdout.write(
            f"{title:26} {'claims':>6} {'accepted':>8}\n" + "\n".join(table(found, kinds)) + "\n"
        )
        for mutant, result in found:
            if wanted.list in (mutant.change, "all") and (result.verdict in SOUND) is not right:
                sys.stdout.write(shown(mutant, result))


if __name__ == "__main__":
    main()
