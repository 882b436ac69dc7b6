"""Judge headline numbers against their articles: stated, derived, or neither.

    python tests/bench/stated.py ITEMS.jsonl

ITEMS are news items with the number their headline states and how people say it follows from the article (the
public NumHG set: Copy, Trans, Paraphrase, Round, Add, Subtract, Multiply, Divide). Each number is checked as
a claim without words, the hardest case. A second pass asks for a false number instead, one or two off and
stated nowhere: what is accepted then is coincidence.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

from extractor.check import check
from extractor.claims import NumericClaim
from extractor.numbers import scan

STATED = ("Copy", "Trans", "Paraphrase")
DERIVED = ("Add", "Subtract", "Multiply", "Divide")


def verdict(text: str, value: Decimal) -> str:
    result = check(text, [NumericClaim(value=value)]).results[0]
    return result.verdict.value


def false_number(text: str, value: Decimal) -> Decimal | None:
    """Return a number near `value` that the text does not state."""
    mentions = scan(text)
    stated = {end for m in mentions for end in (m.low, m.high)}
    stated |= {Decimal(digits) for m in mentions for digits in re.findall(r"\d+", m.text)}
    step = Decimal(10) ** max(0, value.adjusted() - 2)
    for off in (1, -1, 2, -2, 3, -3, 4, 5):
        near = value + off * step
        if near > 0 and near not in stated:
            return near
    return None


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("items", type=Path)
    items = [json.loads(line) for line in parser.parse_args().items.read_text(encoding="utf-8").splitlines()]
    true: dict[str, Counter[str]] = defaultdict(Counter)
    false: dict[str, Counter[str]] = defaultdict(Counter)
    for item in items:
        value = Decimal(str(item["gold"][0]["value"])).normalize()
        kind = item["meta"]["op"]
        true[kind][verdict(item["text"], value)] += 1
        if (near := false_number(item["text"], value)) is not None:
            false[kind][verdict(item["text"], near)] += 1
    for title, found in (("as in the headline", true), ("one or two off", false)):
        sys.stdout.write(f"{title:20} {'n':>5} supported  derived\n")
        groups = [*((k, [k]) for k in sorted(found)), ("all stated", STATED), ("all derived", DERIVED)]
        for name, kinds in [*groups, ("all", tuple(found))]:
            total = sum((found[k] for k in kinds), Counter[str]())
            n = max(1, total.total())
            cells = [f"{100 * total[v] / n:7.1f} %" for v in ("supported", "derived")]
            sys.stdout.write(f"  {name:18} {total.total():5d} {' '.join(cells)}\n")


if __name__ == "__main__":
    main()
