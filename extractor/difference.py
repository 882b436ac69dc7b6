"""What differs between the claims that an article should give and those that it gave."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

from extractor.figure import NUMBER, decimal, ends, named, short, what
from extractor.pairing import GAP, UNSAID, pairs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from extractor.figure import Number
    from extractor.row import Row

Place: TypeAlias = tuple[int | None, int | None]

USAGE = ("calls", "prompt_tokens", "completion_tokens", "cached_tokens", "seconds", "cost")


class Category(StrEnum):
    """What a line is about, the gravest first."""

    STALE = "stale"
    FAILED = "failed"
    NEW = "new"
    ERROR = "error"
    ARTICLE = "article"
    NUMBER = "number"
    LOST = "lost"
    GAINED = "gained"
    VERDICT = "verdict"
    TYPE = "type"
    FIELD = "field"
    EVIDENCE = "evidence"
    FINDING = "finding"
    UNCOVERED = "uncovered"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is said of an article; `expected` and `found` are the indices of the claims it is about.

    It repeats words of the article, in one line and cut short, but not made harmless.
    """

    category: Category
    message: str
    expected: int | None = None
    found: int | None = None

    def __str__(self) -> str:
        return f"{self.category}: {self.message}"


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim that is on both sides: its indices, and what it is on either side.

    `fields` are those that differ, as (old, new). `start` and `end` stand for the evidence; the quote, which
    follows from them, is not listed then. Findings are those whose words differ.
    """

    expected: int
    found: int
    old: Row
    new: Row
    fields: Mapping[str, tuple[Any, Any]]

    @property
    def number(self) -> bool:
        """Whether the number moved: value, ends, unit or hedge."""
        return not self.fields.keys().isdisjoint(NUMBER)

    @property
    def moved(self) -> bool:
        """Whether it rests on another place."""
        return not self.fields.keys().isdisjoint(("start", "end"))


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs between two rows of an article.

    `pairs` are all claims that are on both sides, changed or not; `lost` and `gained` the indices of the
    others. `uncovered_*` are the numbers that no claim uses on one side only.
    `usage` has (old, new) of what both rows know: what was spent is no part of what was found.
    """

    pairs: tuple[Pair, ...]
    lost: tuple[int, ...]
    gained: tuple[int, ...]
    uncovered_lost: tuple[Row, ...]
    uncovered_gained: tuple[Row, ...]
    error: tuple[Row | None, Row | None] | None
    usage: Mapping[str, tuple[Decimal, Decimal]]
    lines: tuple[Line, ...]

    @property
    def same(self) -> bool:
        """Whether nothing differs, whatever it took."""
        return not self.lines

    def row(self) -> Row:
        """Return what changed in what is on both sides, as JSON: fields as [old, new]."""
        return {
            "changed": [
                {"expected": pair.expected, "found": pair.found, "fields": dict(pair.fields)}
                for pair in self.pairs
                if pair.fields
            ],
            "uncovered_lost": list(self.uncovered_lost),
            "uncovered_gained": list(self.uncovered_gained),
            "error": self.error,
            "usage": dict(self.usage),
        }


def difference(expected: Row, found: Row, text: str) -> Difference:
    """Compare two rows of one article, of which `text` is the text.

    Claims are paired by evidence and meaning, not by order. Ids of mentions and who reviewed a claim are not
    compared; a number that `expected` lists as ignored need not be covered.
    """
    claims, given = expected["claims"], found["claims"]
    same_text = expected["article"].get("sha256") == found["article"].get("sha256")
    paired = [_pair(claims, given, *indices, same_text=same_text) for indices in pairs(claims, given)]
    lost, gained = _left(claims, given, paired)
    ignored = set(expected.get("ignored", ()))
    open_then = expected["uncovered"]
    open_now = [it for it in found["uncovered"] if f"n{it['start']}" not in ignored]
    both = [_pair(open_then, open_now, *indices, same_text=True) for indices in pairs(open_then, open_now)]
    both = [pair for pair in both if _same_number(pair)]
    closed, opened = _left(open_then, open_now, both)
    error = expected["error"], found["error"]
    said = [
        *_error_lines(*error),
        *([] if same_text else [Line(Category.ARTICLE, "its text changed")]),
        *(line for pair in paired for line in _pair_lines(pair)),
        *(Line(Category.LOST, _listed(claims[index]), expected=index) for index in lost),
        *(Line(Category.GAINED, _listed(given[index]), found=index) for index in gained),
        *_evidence_lines(paired, both, text),
        *_uncovered_lines(both, [open_then[it] for it in closed], [open_now[it] for it in opened]),
    ]
    return Difference(
        pairs=tuple(paired),
        lost=lost,
        gained=gained,
        uncovered_lost=tuple(open_then[index] for index in closed),
        uncovered_gained=tuple(open_now[index] for index in opened),
        error=None if error[0] == error[1] else error,
        usage=_usage(expected.get("usage"), found.get("usage")),
        lines=tuple(sorted(said, key=lambda line: _ORDER[line.category])),
    )


_ORDER = {category: place for place, category in enumerate(Category)}


def _pair(claims: Sequence[Row], given: Sequence[Row], expected: int, found: int, *, same_text: bool) -> Pair:
    old, new = claims[expected], given[found]
    return Pair(expected, found, old, new, _fields(old, new, same_text=same_text))


def _fields(old: Row, new: Row, *, same_text: bool) -> dict[str, tuple[Any, Any]]:
    """Return the fields that differ, as (old, new), in the order of the rows; quotes follow from places."""
    unsaid = {*UNSAID, "findings"}
    if ends(old) == ends(new):  # 31 is the same as from 31 to 31
        unsaid |= {"value", "low", "high"}
    if _place(old) != _place(new) or not same_text:
        unsaid |= {"quote", "text"}
    names = [name for name in dict.fromkeys((*old, *new)) if name not in unsaid]
    changed = {name: (old.get(name), new.get(name)) for name in names if not _equal(name, old, new)}
    findings = _findings(old), _findings(new)
    return changed if findings[0] == findings[1] else changed | {"findings": findings}


def _equal(name: str, old: Row, new: Row) -> bool:
    before, after = old.get(name), new.get(name)
    if name in ("value", "low", "high"):
        return decimal(before) == decimal(after)
    return bool(before == after or (name == "unit" and not before and not after))


def _findings(claim: Row) -> list[str]:
    return sorted(f"{found['rule']}: {found['message']}" for found in claim.get("findings", ()))


def _left(
    claims: Sequence[Row], given: Sequence[Row], paired: Sequence[Pair]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the indices of what is on one side only."""
    lost = set(range(len(claims))) - {pair.expected for pair in paired}
    gained = set(range(len(given))) - {pair.found for pair in paired}
    return tuple(sorted(lost)), tuple(sorted(gained))


def _same_number(pair: Pair) -> bool:
    """Whether two numbers without a claim are one: nothing but place and value tells."""
    gap = max(pair.old["start"], pair.new["start"]) - min(pair.old["end"], pair.new["end"])
    return gap < 0 or (gap <= GAP and ends(pair.old) == ends(pair.new))


def _usage(old: Row | None, new: Row | None) -> dict[str, tuple[Decimal, Decimal]]:
    known = [name for name in USAGE if old and new and None not in (old.get(name), new.get(name))]
    return {name: (Decimal(str(old[name])), Decimal(str(new[name]))) for name in known if old and new}


def _place(row: Row) -> Place:
    return row["start"], row["end"]


def _error_lines(old: Row | None, new: Row | None) -> Iterator[Line]:
    if old != new:
        was, now = (f"{it['type']}: {it['message']}" if it else None for it in (old, new))
        yield Line(Category.ERROR, f"{short(was)} -> {short(now)}")


def _pair_lines(pair: Pair) -> Iterator[Line]:
    """Say what changed in a claim, but for its evidence."""
    about = pair.expected, pair.found
    if pair.number:
        kind = f"{short(pair.old['type'])}: " if pair.old.get("type") else ""
        moved = f"{what(pair.old)} -> {what(pair.new)}{_remarks(pair)}"
        yield Line(Category.NUMBER, kind + moved, *about)
    for name, (old, new) in pair.fields.items():
        if name == "findings":
            for sign, words in (("no longer", set(old) - set(new)), ("now", set(new) - set(old))):
                for word in sorted(words):
                    yield Line(Category.FINDING, f"{named(pair.old)}: {sign} {short(word)}", *about)
        elif name == "verdict":
            yield Line(Category.VERDICT, f"{named(pair.old)}: {short(old)} -> {short(new)}", *about)
        elif name == "type":
            yield Line(Category.TYPE, f"{what(pair.old)}: {short(old)} -> {short(new)}", *about)
        elif name not in (*NUMBER, "start", "end"):
            yield Line(Category.FIELD, f"{named(pair.old)}: {name} {short(old)} -> {short(new)}", *about)


def _remarks(pair: Pair) -> str:
    """Name what a moved number has in common with the old one."""
    said = []
    if "bound" in pair.fields:
        said.append("hedge {} -> {}".format(*(short(it) for it in pair.fields["bound"])))
    if "unit" in pair.fields:
        said.append("unit {} -> {}".format(*(short(it or None) for it in pair.fields["unit"])))
    old, new = _single(ends(pair.old)), _single(ends(pair.new))
    if old and new and old == -new:
        said.append("sign lost" if old < 0 else "sign gained")
    return f" ({', '.join(said)})" if said else ""


def _single(both: tuple[Number, Number]) -> Decimal | None:
    low, high = both
    return low if isinstance(low, Decimal) and low.is_finite() and low == high else None


def _evidence_lines(paired: Sequence[Pair], uncovered: Sequence[Pair], text: str) -> Iterator[Line]:
    """Say which evidence moved: what moved alike in one line, however much it is."""
    placed = [pair for pair in (*paired, *uncovered) if _placed(pair)]
    alike: dict[tuple[int, int], list[Pair]] = defaultdict(list)
    for pair in placed:
        if pair.moved:
            alike[_shift(pair)].append(pair)
    together = [shift for shift, moved in alike.items() if len(moved) > 1 and shift[0] == shift[1]]
    for shift in together:
        moved = alike[shift]
        many = f"all {len(moved)}" if len(moved) == len(placed) else f"{len(moved)} of {len(placed)}"
        first = min(moved, key=lambda pair: pair.old["start"])
        where = f"{_span(first.old)} -> {_span(first.new)}"
        yield Line(Category.EVIDENCE, f"{many} places moved by {shift[0]}, the first {where}")
    alone = [pair for pair in paired if pair.moved and not (_placed(pair) and _shift(pair) in together)]
    yield from (Line(Category.EVIDENCE, _moved(it, text), it.expected, it.found) for it in alone)
    left = [pair for pair in uncovered if pair.moved and _shift(pair) not in together]
    yield from (Line(Category.EVIDENCE, _moved(it, text)) for it in left)


def _placed(pair: Pair) -> bool:
    return None not in (*_place(pair.old), *_place(pair.new))


def _shift(pair: Pair) -> tuple[int, int]:
    return pair.new["start"] - pair.old["start"], pair.new["end"] - pair.old["end"]


def _moved(pair: Pair, text: str) -> str:
    places = [_quoted(row, text) for row in (pair.old, pair.new)]
    by = ""
    if _placed(pair):
        first, last = _shift(pair)
        by = f" by {first}" if first == last else ""
    return f"{named(pair.old)}: moved{by}: {places[0]} -> {places[1]}"


def _quoted(row: Row, text: str) -> str:
    return "none" if row["start"] is None else f'{_span(row)} "{short(text[row["start"] : row["end"]])}"'


def _span(row: Row) -> str:
    return f"{row['start']}-{row['end']}"


def _uncovered_lines(both: Sequence[Pair], closed: Sequence[Row], opened: Sequence[Row]) -> Iterator[Line]:
    for pair in both:
        if pair.number:
            message = f"{what(pair.old)} -> {what(pair.new)}{_remarks(pair)}, {_span(pair.new)}"
            yield Line(Category.UNCOVERED, message)
    for now, rows in (("no longer", closed), ("now", opened)):
        for row in rows:
            yield Line(Category.UNCOVERED, f'"{short(row["text"])}" {_span(row)} is {now} without a claim')


def _listed(claim: Row) -> str:
    """Write a claim that is on one side only."""
    place = "no evidence" if claim["start"] is None else _span(claim)
    return f"{named(claim)}, {claim['verdict']}, {place}"
