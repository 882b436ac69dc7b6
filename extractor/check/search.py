"""Look for an expression over stated numbers that gives a number which is stated nowhere.

A number that follows from nothing often equals some sum or difference by chance. So the forms are those that
news leaves to its readers (a sum of two or three neighbours, what remains, a share, a change in percent, so
many at so much each, the years since a date), and the operands must stand close together and count alike.
"""

from __future__ import annotations

import itertools
import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from extractor.check.derive import rate_of, rounded, single, year_of
from extractor.nouns import noun_class
from extractor.numbers import TIME_UNITS, Mention, Role, is_currency

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from extractor.check.case import Text

_NEAR = 3  # sentences that follow each other
_FAR = 6  # the same for a result that is hardly one by chance
_FEW = 12  # numbers of those sentences
_LARGE = 20  # such a result; small numbers are sums and differences of each other everywhere
_EACH = re.compile(r"\b(?:each|apiece|a piece)\b", re.IGNORECASE)
# what may stand between a part and its whole: "35 of the camp's 91 inmates", "10% of its nearly 1,500 shops"
_PART_OF = re.compile(r"(?: [\w’'-]+){0,2} of(?: [\w’'-]+){0,4} ")
_FROM = re.compile(r"\bfrom (?:[\w’'-]+ )?\Z")
_TO = re.compile(r"(?: [\w’'-]+){0,2} to (?:[\w’'-]+ )?")
_SHARES = ("percent", "percentage point", "basis point")


class Number(NamedTuple):
    """A mention with the one number it names."""

    mention: Mention
    value: Decimal


class Found(NamedTuple):
    """What some numbers give: `parts` must count alike, and each name what it counts if `named`."""

    value: Decimal
    expression: str
    parts: tuple[Mention, ...] = ()
    named: bool = False


def search(value: Decimal, unit: str | None, whole: Text, mentions: Sequence[Mention]) -> str | None:
    """Return an expression over ids of `mentions` that gives `value`; None when no form does.

    `unit` is that of the number sought: "" for a count, None when the claim does not say. Percentages are
    compared with as many decimals as `value` has.
    """
    for found in _forms(unit, whole, mentions):
        equal = found.value == value or ("/" in found.expression and rounded([value], [found.value]))
        if equal and _plausible(found, whole):
            return found.expression
    return None


def _plausible(found: Found, whole: Text) -> bool:
    """Say that the parts of an expression count alike; looked at last, because nouns are dear to tell."""
    parts, large = found.parts, found.value >= _LARGE and "/" not in found.expression
    places = [whole.sentence(m.start) for m in parts]
    apart = max(places) - min(places) if places else 0
    if apart >= _NEAR and not large:
        return False
    if large and parts and (all(m.unit for m in parts) or _from_to(parts, whole)):
        return True
    nameless = [m for m in parts if not m.unit and _noun(m, whole) is None]
    if nameless and (found.named or any(m.text.lower() == "one" for m in nameless)):
        return False
    alike = _same_noun if apart >= _NEAR else _alike
    return all(alike(one, other, whole) for one, other in itertools.pairwise(parts))


def _forms(unit: str | None, whole: Text, mentions: Sequence[Mention]) -> Iterator[Found]:
    """Yield what the numbers of a text give together, the likeliest first."""
    quantities = (m for m in mentions if m.role is Role.QUANTITY and not _is_age(m))
    known = [Number(m, value) for m in quantities if (value := single(m)) is not None]
    yield from _years(mentions, known, unit)
    for window in _windows(known, whole):
        if unit not in _SHARES:
            alike = [n for n in window if n.mention.unit not in _SHARES and unit in (None, n.mention.unit)]
            yield from _sums(alike)
            yield from _differences(alike)
            yield from _products(window, whole, unit)
            yield from _parts(window, whole, unit)
        if unit == "percent":
            yield from _shares(window)
        if unit in (None, "percentage point"):
            yield from _differences([n for n in window if n.mention.unit == "percent"])
    if unit in (None, "percent"):
        yield from _rests(known)


def _windows(known: Sequence[Number], whole: Text) -> list[list[Number]]:
    """Return the numbers of each sentence together with those of the ones just before it."""
    by_sentence: dict[int, list[Number]] = {}
    for number in known:
        by_sentence.setdefault(whole.sentence(number.mention.start), []).append(number)
    return [
        [n for i in range(last - _FAR + 1, last + 1) for n in by_sentence.get(i, [])][-_FEW:]
        for last in by_sentence
    ]


def _sums(window: Sequence[Number]) -> Iterator[Found]:
    for size in (2, 3):
        for numbers in itertools.combinations(window, size):
            parts = tuple(n.mention for n in numbers)
            if len({m.unit for m in parts}) == 1:
                total = sum((n.value for n in numbers), Decimal(0))
                yield Found(total, " + ".join(f"#{m.id}" for m in parts), parts, named=total < _LARGE)


def _differences(window: Sequence[Number]) -> Iterator[Found]:
    """What remains, or what something rose or fell by."""
    for (one, more), (other, less) in itertools.permutations(window, 2):
        if one.unit == other.unit and more > less:
            yield Found(more - less, f"#{one.id} - #{other.id}", (one, other), named=True)


def _parts(window: Sequence[Number], whole: Text, unit: str | None) -> Iterator[Found]:
    """What remains where a part is named beside its whole, and a share of a whole as a number."""
    for (part, less), (base, more) in itertools.pairwise(window):
        if unit not in (None, base.unit) or not _PART_OF.fullmatch(whole.text, part.end, base.start):
            continue
        if part.unit == "percent" and base.unit not in _SHARES:
            yield Found(less / 100 * more, f"#{part.id} / 100 * #{base.id}")
        elif part.unit == "" and 0 < less < 1:
            yield Found(less * more, f"#{part.id} / 1 * #{base.id}")
        elif part.unit == base.unit and less < more:
            yield Found(more - less, f"#{base.id} - #{part.id}")


def _shares(window: Sequence[Number]) -> Iterator[Found]:
    """One number in percent of another, and the change from one to another in percent."""
    for (one, part), (other, base) in itertools.permutations(window, 2):
        if one.unit in _SHARES or one.unit != other.unit or base <= 0 or part <= 0:
            continue
        if part < base:
            yield Found(part / base * 100, f"#{one.id} / #{other.id} * 100", (one, other))
        change = abs(part - base) / base * 100
        yield Found(change, f"(#{one.id} - #{other.id}) / #{other.id} * 100", (one, other))


def _rests(known: Sequence[Number]) -> Iterator[Found]:
    """The rest of a percentage, and a fraction in percent."""
    for mention, value in known:
        if mention.unit == "percent":
            yield Found(100 - value, f"100 - #{mention.id}")
        elif mention.unit == "" and 0 < value < 1:
            yield Found(value * 100, f"#{mention.id} / 1 * 100")


def _products(window: Sequence[Number], whole: Text, unit: str | None) -> Iterator[Found]:
    """So many, each at so much."""
    for (count, many), (rate, much) in itertools.permutations(window, 2):
        if count.unit == "" and is_currency(rate.unit) and unit in (None, rate.unit):
            begin, end = min(count.start, rate.start), max(count.end, rate.end) + 20
            if _EACH.search(whole.text, begin, end):
                yield Found(many * much, f"#{count.id} * #{rate.id}")
        if count.unit and unit in (None, rate.unit) and rate_of(rate, whole.text) == count.unit:
            yield Found(many * much, f"#{rate.id} * #{count.id}")


def _years(mentions: Sequence[Mention], known: Sequence[Number], unit: str | None) -> Iterator[Found]:
    """The years between two dates, and the year that lies so many years before or after a date."""
    dated: dict[int, Mention] = {}
    for mention in mentions:
        if mention.role is Role.DATE and (year := year_of(mention)) is not None:
            dated.setdefault(year, mention)
    if unit in (None, "year"):
        for one, other in itertools.product(_own_years(dated), dated):
            if one > other:
                yield Found(Decimal(one - other), f"#{dated[one].id} - #{dated[other].id}")
    if unit in (None, ""):
        for (span, years), (year, mention) in itertools.product(known, dated.items()):
            if span.unit == "year":
                yield Found(year - years, f"#{mention.id} - #{span.id}")
                yield Found(year + years, f"#{mention.id} + #{span.id}")


def _own_years(dated: Iterable[int]) -> list[int]:
    """Return the years that may be an article's own: the latest, the one before it, the first it names."""
    years = list(dated)
    return [year for year in years if year in (years[0], max(years), max(years) - 1)]


def _alike(one: Mention, other: Mention, whole: Text) -> bool:
    """Say that two numbers of one unit are of the same kind of thing, as far as their nouns tell."""
    mine, theirs = _noun(one, whole), _noun(other, whole)
    if mine is None or theirs is None:
        return abs(whole.sentence(one.start) - whole.sentence(other.start)) <= 1
    return _same_noun(one, other, whole) or (
        noun_class(mine) is not None and noun_class(mine) == noun_class(theirs)
    )


def _from_to(parts: Sequence[Mention], whole: Text) -> bool:
    """Say that two numbers are the ends of a change: "fell from 96 boats to 35"."""
    one, other = sorted(parts[:2], key=lambda m: m.start)
    return bool(
        _FROM.search(whole.text, max(0, one.start - 30), one.start)
        and _TO.fullmatch(whole.text, one.end, other.start)
    )


def _same_noun(one: Mention, other: Mention, whole: Text) -> bool:
    mine, theirs = _noun(one, whole), _noun(other, whole)
    return None not in (mine, theirs) and _head(mine) == _head(theirs)


def _head(noun: str | None) -> str | None:
    return noun and noun.split()[-1].lower()


def _noun(mention: Mention, whole: Text) -> str | None:
    return next((c.text for c in whole.subjects(mention) if c.kind == "noun"), None)


def _is_age(mention: Mention) -> bool:
    """Say that a number is somebody's age, "34-year-old" or ", 34,": nobody adds these up."""
    return mention.unit in TIME_UNITS and (mention.text.endswith("old") or mention.text.isdigit())
