"""Compare readings of numbers in seven languages with what two other projects hold to be right.

    python tests/bench/tongues.py RECOGNIZERS DUCKLING [--peer] [--show LANGUAGE ...]

RECOGNIZERS is a checkout of github.com/microsoft/Recognizers-Text (MIT; measured at commit 90e968ea), whose
`Specs/Number` and `Specs/NumberWithUnit` hold sentences with spans and values; DUCKLING one of
github.com/facebook/duckling (BSD; at 2c226585), whose `Duckling/*/*/Corpus.hs` hold phrases with values. Only
those folders are read. `--peer` adds Recognizers' own Python package (peers.txt says how to install it),
for the languages and kinds that it has: no German, no money in Japanese. It is given the same items; those
which its specs mark as not supported by Python count too. Both readers are told the language.

Items of even index are the seen half, whose failures `--show` prints and rules may be made from; of those of
odd index only the figures are known.

Recognizers' specs: F1 of spans (they overlap) and of values (overlap, and equal value and currency), with
precision and recall of the latter. Duckling's phrases: the share with one reading and that right, and with
a wrong one; the rest is not read at all.

How ours is written down: a number is every quantity, percent those in percent or its points, money those in a
currency; a range is its two ends, an open interval its finite end; cents stay cents. Where our contract is
another ours loses: years and dates are no quantities, neither is a pronoun ("one of them") or a model's name.

Left out, and counted in the last lines: results without a number ("dollars"), relative ordinals ("the last"),
Duckling's money without a currency ("3 bucks"). Number ranges are not compared: hedges
and ranges are numbers with ends here, and Recognizers' package does not read them.
"""

from __future__ import annotations

import argparse
import importlib
import json
import re
import sys
from collections import Counter
from functools import cache
from math import isclose
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from extractor.numbers import Mention, Role, scan
from extractor.numbers.languages.tell import EAST_ASIAN, LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

SPECS = {
    "number": "Number/{}/NumberModel.json",
    "percent": "Number/{}/PercentModel.json",
    "ordinal": "Number/{}/OrdinalModel.json",
    "money": "NumberWithUnit/{}/CurrencyModel.json",
}
CORPORA = {"number": "Numeral", "ordinal": "Ordinal", "money": "AmountOfMoney"}
NAMES = {
    "German": "DE",
    "French": "FR",
    "Spanish": "ES",
    "Ukrainian": "UK",
    "Russian": "RU",
    "Chinese": "ZH",
    "Japanese": "JA",
}
PEERS = {"number": "number", "percent": "percentage", "ordinal": "ordinal", "money": "currency"}
PERCENT = ("percent", "percentage point")
SOURCES = {"Recognizers": ("spans", "values", "P", "R"), "Duckling": ("right", "wrong")}
HALVES = ("seen", "unseen")
# a part of the name of a currency in the specs → what it may be here; the first that fits counts
CURRENCIES = {
    "canad": "CAD",
    "austral": "AUD",
    "zeal|néo-zél|neozel": "NZD",
    "hong kong": "HKD",
    "taiwan": "TWD",
    "mexic": "MXN",
    "dollar|dólar": "USD",
    "euro": "EUR",
    "yen": "JPY",
    "yuan": "CNY",
    "suisse|suizo": "CHF",
    "franc": "franc CHF",
    "pound|livre|libra": "GBP",
    "rupee|roupie": "INR",
    "riyal": "SAR",
    "rial": "IRR",
    "penny|pence|penique": "GBP",
    "^cent$|^centimes$": "USD EUR",
    "centavo": "MXN peso",
}
CENTS = re.compile(r"^(?:cent|centimes|centavo|penny|pence|penique)$", re.IGNORECASE)
EXAMPLES = re.compile(r"examples\s+(?:\(([^\[\]]*?)\)|=)\s*\[((?:\s*,?\s*\"(?:[^\"\\]|\\.)*\")*)\s*\]")
STRING = re.compile(r"\"((?:[^\"\\]|\\.)*)\"")
ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]+)|(\d+)|(.))")


class Number(NamedTuple):
    """A number of a text; `units` are the names that its unit may have, none where it does not matter."""

    start: int
    end: int
    value: float
    units: frozenset[str] = frozenset()


class Item(NamedTuple):
    text: str
    gold: list[Number]


Reader: TypeAlias = "Callable[[str], list[Number]]"


def recognizers(root: Path, kind: str, name: str, left_out: Counter[str]) -> list[Item]:
    """Return the sentences of a spec with their numbers."""
    path = root / "Specs" / SPECS[kind].format(name)
    if not path.exists():
        return []
    items = []
    for spec in json.loads(path.read_text(encoding="utf-8-sig")):
        gold = []
        for result in spec["Results"]:
            if result["TypeName"].endswith(".relative"):
                left_out["relative ordinals"] += 1
            elif result["Resolution"]["value"] is None:
                left_out["currencies without a number"] += 1
            else:
                gold.append(_number(spec["Input"], result))
        items.append(Item(spec["Input"], gold))
    return items


def _number(text: str, result: dict[str, Any]) -> Number:
    start = result.get("Start", text.lower().find(result["Text"].lower()))
    resolution = result["Resolution"]
    value = _float(resolution["value"])
    name = resolution.get("isoCurrency") or resolution.get("unit") or ""
    return Number(start, start + len(result["Text"]), *_money(value, name))


def _float(value: str) -> float:
    """Return a resolved value, which has a comma or a point before its decimals and no groups."""
    return float(value.rstrip("%").replace(",", "."))


def _money(value: float, name: str) -> tuple[float, frozenset[str]]:
    """Return the value and the codes of a currency; cents are hundredths of it."""
    found = next((codes for part, codes in CURRENCIES.items() if re.search(part, name.lower())), name)
    return value / 100 if CENTS.match(name) else value, frozenset(found.split())


def duckling(root: Path, kind: str, code: str, left_out: Counter[str]) -> list[Item]:
    """Return the phrases of a corpus, each with its number or with both ends of its range."""
    path = root / "Duckling" / CORPORA.get(kind, "") / code / "Corpus.hs"
    if not path.is_file():
        return []
    items = []
    for said, strings in EXAMPLES.findall(path.read_text(encoding="utf-8")):
        phrases = [ESCAPE.sub(_unescaped, phrase) for phrase in STRING.findall(strings)]
        if "Unnamed" in said:
            left_out["money without a currency"] += len(phrases)
            continue
        name = re.match(r"\s*(?:simple|between|under|above) (\w+)", said)
        values = [float(n.replace("_", "")) for n in re.findall(r"-?\d[\d_.]*(?:e\d+)?", said)]
        for phrase in phrases:
            found = [Number(0, len(phrase), *_money(value, name[1] if name else "")) for value in values]
            if code == "ZH":  # its Dollar is whatever is counted in 元
                found = [n._replace(units=n.units | {"CNY"} if "USD" in n.units else n.units) for n in found]
            items.append(Item(phrase, found))
    return items


def _unescaped(escape: re.Match[str]) -> str:
    if escape[3]:
        return "" if escape[3] == "&" else escape[3]
    return chr(int(escape[1], 16) if escape[1] else int(escape[2]))


def ours(name: str, kind: str) -> Reader:
    """Return the function that reads numbers of a kind as they are written down here."""
    code = NAMES[name].lower()
    told, minor = (code, LANGUAGES[code].minor) if code in LANGUAGES else (EAST_ASIAN, {})

    def read(text: str) -> list[Number]:
        found = []
        for mention in scan(text, language=told):
            if _is(kind, mention):
                cents = (
                    kind == "number"
                    and mention.unit.isupper()
                    and any(mention.text.lower().endswith(form) for form in minor)
                )
                found += _ends(mention, 100 if cents else 1)
        return found

    return read


def _is(kind: str, mention: Mention) -> bool:
    if kind == "ordinal":
        return mention.role is Role.ORDINAL
    if mention.role is not Role.QUANTITY:
        return False
    money = mention.unit.isupper() or mention.unit in ("franc", "peso", "crown")
    return kind == "number" or (mention.unit in PERCENT if kind == "percent" else money)


def _ends(mention: Mention, times: int) -> list[Number]:
    ends = dict.fromkeys(end for end in (mention.low, mention.high) if end is not None)
    units = frozenset([mention.unit])
    return [Number(mention.start, mention.end, float(end) * times, units) for end in ends]


@cache
def _model(culture: str, kind: str) -> Any:
    package, recognizer = ("recognizers_number", "NumberRecognizer")
    if kind == "money":
        package, recognizer = ("recognizers_number_with_unit", "NumberWithUnitRecognizer")
    made = getattr(importlib.import_module(package), recognizer)(culture)
    return getattr(made, f"get_{PEERS[kind]}_model")(fallback_to_default_culture=False)


def peer(name: str, kind: str) -> Reader | None:
    """Return the function that reads with Recognizers; None for what its package does not have."""
    culture = importlib.import_module("recognizers_text").Culture
    try:
        model = _model(getattr(culture, name, ""), kind)
    except ValueError:
        return None

    def read(text: str) -> list[Number]:
        found = []
        for result in model.parse(text):
            resolution = result.resolution or {}
            try:
                value = _float(str(resolution["value"]))
            except (KeyError, ValueError):
                continue
            money = _money(value, resolution.get("isoCurrency") or resolution.get("unit") or "")
            found.append(Number(result.start, result.end + 1, *money))
        return found

    return read


def _overlap(gold: Number, read: Number) -> bool:
    return gold.start < read.end and read.start < gold.end


def _equal(gold: Number, read: Number) -> bool:
    units = not gold.units or not read.units.isdisjoint(gold.units)
    return _overlap(gold, read) and units and isclose(gold.value, read.value, rel_tol=1e-5, abs_tol=1e-9)


def matched(gold: list[Number], read: list[Number], same: Callable[[Number, Number], bool]) -> int:
    """Return how many of the gold have a reading of their own."""
    rest = list(read)
    for number in gold:
        found = next((other for other in rest if same(number, other)), None)
        if found is not None:
            rest.remove(found)
    return len(read) - len(rest)


def counted(items: Sequence[Item], reader: Reader | None) -> Counter[str] | None:
    """Count what a reader makes of items; None without a reader."""
    if reader is None:
        return None
    counts: Counter[str] = Counter()
    for text, gold in items:
        found = reader(text)
        right = _right(gold, found)
        counts["read"] += len(found)
        counts["spans"] += matched(gold, found, _overlap)
        counts["values"] += matched(gold, found, _equal)
        counts["right"] += right
        counts["wrong"] += bool(found) and not right
    return counts


def spans_and_values(counts: Counter[str], gold: int) -> list[str]:
    """Return F1 of spans, F1, precision and recall of values, in percent."""
    spans, values, read = counts["spans"], counts["values"], counts["read"]
    f1 = [200 * right / ((gold + read) or 1) for right in (spans, values)]
    return [f"{share:.1f}" for share in (*f1, 100 * values / (read or 1), 100 * values / (gold or 1))]


def phrases(counts: Counter[str], items: int) -> list[str]:
    """Return the share of phrases read rightly and the share of those read wrongly, in percent."""
    return [f"{100 * counts[part] / items:.1f}" for part in ("right", "wrong")]


def _right(gold: list[Number], found: list[Number]) -> bool:
    return len(found) == len(gold) == matched(gold, found, _equal)


def line(cells: Sequence[str]) -> str:
    return f"{cells[0]:30}" + "".join(f"{cell:>8}" for cell in cells[1:]) + "\n"


class Half(NamedTuple):
    """Half of the items of a language and kind, and what each reader makes of them."""

    half: str
    items: int
    gold: int
    counts: list[Counter[str] | None]

    def row(self, title: str, source: str) -> str:
        cells = [f"{title}, {self.half}", str(self.items), str(self.gold)]
        for counts in self.counts:
            if counts is None:
                cells += ["–"] * len(SOURCES[source])
            elif source == "Duckling":
                cells += phrases(counts, self.items)
            else:
                cells += spans_and_values(counts, self.gold)
        return line(cells)


def halves(items: Sequence[Item], readers: Sequence[Reader | None]) -> Iterator[Half]:
    """Yield the halves of a set that have items."""
    for offset, half in enumerate(HALVES):
        part = items[offset::2]
        gold = sum(len(item.gold) for item in part)
        if part:
            yield Half(half, len(part), gold, [counted(part, reader) for reader in readers])


def together(parts: Sequence[Half]) -> Half:
    """Add up the halves of several kinds; a reader that lacks a kind is left out."""
    counts: list[Counter[str] | None] = []
    for columns in zip(*(part.counts for part in parts), strict=True):
        known = [column for column in columns if column is not None]
        counts.append(sum(known, Counter()) if len(known) == len(columns) else None)
    return Half(parts[0].half, sum(p.items for p in parts), sum(p.gold for p in parts), counts)


def table(source: str, name: str, sets: dict[str, list[Item]], *, with_peer: bool) -> Iterator[str]:
    """Yield the rows of a language, each kind by itself and all kinds together."""
    found: list[Half] = []
    for kind, items in sets.items():
        parts = list(halves(items, [ours(name, kind), *([peer(name, kind)] if with_peer else [])]))
        yield from (part.row(f"{name} {kind}", source) for part in parts)
        found += parts
    for half in HALVES:
        if same := [part for part in found if part.half == half]:
            yield together(same).row(f"{name} all", source)


def failures(items: Sequence[Item], title: str, reader: Reader) -> Iterator[str]:
    """Yield what is wrong in the seen half."""
    for item in items[::2]:
        found = reader(item.text)
        if not _right(item.gold, found):
            gold = ", ".join(
                f"{item.text[n.start : n.end]}={n.value:.10g} {' '.join(n.units)}" for n in item.gold
            )
            read = ", ".join(
                f"{item.text[n.start : n.end]}={n.value:.10g} {' '.join(n.units)}" for n in found
            )
            yield f"{title}: {item.text}\n    gold {gold}\n    read {read}\n"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("recognizers", type=Path, metavar="RECOGNIZERS")
    parser.add_argument("duckling", type=Path, metavar="DUCKLING")
    parser.add_argument("--peer", action="store_true", help="Recognizers' Python package too")
    parser.add_argument("--show", nargs="+", choices=NAMES, default=[], help="failures of the seen half")
    wanted = parser.parse_args()
    left_out: Counter[str] = Counter()
    for source, head in SOURCES.items():
        columns = ["items", "gold", *head, *(f"{cell}*" for cell in head if wanted.peer)]
        sys.stdout.write(line([source, *columns]))
        for name, code in NAMES.items():
            if source == "Recognizers":
                sets = {kind: recognizers(wanted.recognizers, kind, name, left_out) for kind in SPECS}
            else:
                sets = {kind: duckling(wanted.duckling, kind, code, left_out) for kind in SPECS}
            sys.stdout.writelines(table(source, name, sets, with_peer=wanted.peer))
            for kind, items in sets.items() if name in wanted.show else ():
                sys.stdout.writelines(failures(items, f"{source} {name} {kind}", ours(name, kind)))
    sys.stdout.writelines(f"left out: {count} {what}\n" for what, count in sorted(left_out.items()))
    if wanted.peer:
        sys.stdout.write("* Recognizers-Text, Python\n")


if __name__ == "__main__":
    main()
