"""Compare a second reading of the strike's relations: PYTHONPATH=. python tests/bench/agreement.py

tests/groups/strike/second.jsonl labels a sample of pairs of figures anew, each shown with its sentence, the
sentence before, the day and the outlet, in random order. Prints the pairs that differ, the share of equal
labels, and Cohen's kappa.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from typing import TYPE_CHECKING

from tests.grouped import GROUPS, SYMMETRIC, Relation, cluster

if TYPE_CHECKING:
    from collections.abc import Sequence

NONE = "none"
TURNED = {"narrower": "wider", "wider": "narrower"}


def label(relation: Relation | None, of: str) -> str:
    """Return the relation as it is said of the figure *of*."""
    if relation is None:
        return NONE
    if relation.of == of or relation.relation in SYMMETRIC:
        return relation.relation
    return TURNED.get(relation.relation, f"{relation.relation}, turned round")


def told(name: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Write how many labels are equal, and what is left of that when chance is taken off."""
    equal = sum(one == other for one, other in pairs) / len(pairs)
    first, second = (Counter(column) for column in zip(*pairs, strict=True))
    chance = sum(first[each] * second[each] for each in first) / len(pairs) ** 2
    return f"{name}: {len(pairs)} pairs, {equal:.3f} equal, kappa {(equal - chance) / (1 - chance):.3f}"


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    gold = cluster("strike")
    first = {frozenset((it.of, it.to)): it for it in [*gold.relations, *gold.scopes()]}
    pairs = []
    for line in (GROUPS / "strike" / "second.jsonl").read_text(encoding="utf-8").splitlines():
        again = Relation(**json.loads(line))
        one, two = (label(it, again.of) for it in (first.get(frozenset((again.of, again.to))), again))
        if one != two:
            sys.stdout.write(f"{again.of}, {again.to}: {one}; again: {two}\n")
        pairs.append((one, two))
    related = [pair for pair in pairs if pair != (NONE, NONE)]
    sys.stdout.write(f"{told('all', pairs)}\n{told('related in either reading', related)}\n")


if __name__ == "__main__":
    main()
