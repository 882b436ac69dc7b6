"""Recompute a number that a claim derives from stated ones: an expression over mention ids, in intervals."""

from __future__ import annotations

import ast
import operator
import re
from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import TYPE_CHECKING

from extractor.numbers import TIME_UNITS, Bound, Mention, Role, unit_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_ID = re.compile(r"#(\d+)")
_LONGEST = 200
_DATE = "date"  # the unit of a year of the calendar, inside an expression
_ANY = "any"  # the unit of a constant: that of what it is added to
_RATIO = "ratio"  # what like divided by like gives, inside an expression
_HUNDRED = "hundred"  # what multiplying by 100 gives: of a ratio it makes percent
_YEAR = re.compile(r"(?<!\d)1\d{3}(?!\d)|(?<!\d)20\d\d(?!\d)")
# "40 tonnes a day", "$30 per barrel"; none is "killed 40 in a day", "40 people a day earlier"
_PER = re.compile(
    r"(?: (?!(?:in|within|over|for|of|on|at|after|than|during|and|or|to)\b)[^\W\d_]+){0,2}"
    r" (?:an?|per|each|every) ([^\W\d_]+)\b(?! (?:earlier|later|after|before|ago|from|old)\b)"
)
_SIGNS = {ast.Add: "+", ast.Sub: "−", ast.Mult: "×", ast.Div: "÷"}
_OPERATORS: Mapping[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


class DerivationError(ValueError):
    """An expression that cannot be computed; says why."""


@dataclass(frozen=True, slots=True)
class Derived:
    """A recomputed value: closed interval, units, whether any part was hedged, and the expression in words.

    `units` are multiplied with each other, one or none at the end; `per` are what a rate is per.
    """

    low: Decimal
    high: Decimal
    units: tuple[str, ...]
    hedged: bool
    shown: str
    rounded: bool = False
    per: tuple[str, ...] = ()

    @property
    def unit(self) -> str:
        """The unit; "" for a plain count."""
        return self.units[0] if self.units else ""


def used(expression: str) -> list[int]:
    """Return the mention ids that an expression names."""
    return [int(number) for number in _ID.findall(expression)]


def derive(expression: str, mentions: Mapping[int, Mention], text: str) -> Derived:
    """Compute an expression such as "#3 - #5" or "#2 / #4 * 100"; DerivationError says why it cannot be.

    `text` is what the mentions stand in: it says whether a number is a rate, "40 tonnes a day".
    """
    if len(expression) > _LONGEST:
        raise DerivationError("the expression is too long")
    if not used(expression):
        raise DerivationError("the expression names no number of the text")
    try:
        tree = ast.parse(
            _ID.sub(r"m\1", expression).replace("−", "-").replace("×", "*").replace("÷", "/"), mode="eval"
        )
        _refuse_unstated(tree, {1, 100, len(set(used(expression)))})
        named = [m for m in map(mentions.get, used(expression)) if m]
        result = _compute(tree.body, {m.id: _stated(m, text) for m in named})
        result = replace(result, units=_without(result.units, _RATIO, _HUNDRED))
        if len(result.units) > 1:
            raise DerivationError("two measures cannot be multiplied")
        if result.unit in TIME_UNITS and TIME_UNITS & set(result.per):
            raise DerivationError(f"so much a {result.per[0]} cannot be reckoned with in {result.unit}s")
        return replace(result, units=()) if result.unit in (_DATE, _ANY) else result
    except DerivationError:
        raise
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise DerivationError("not an expression over #ids") from None
    except (DivisionByZero, InvalidOperation, Overflow):
        raise DerivationError("it divides by zero or is too large") from None


def _refuse_unstated(tree: ast.Expression, allowed: set[int]) -> None:
    """Allow 1, 100 and the count of the numbers, which an average divides by; anything else is made up."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and (type(node.value) is not int or node.value not in allowed):
            raise DerivationError(f"{node.value!r} is not stated in the text")


def _compute(node: ast.expr, stated: Mapping[int, Derived]) -> Derived:
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        return _combine(node.op, _compute(node.left, stated), _compute(node.right, stated))
    if isinstance(node, ast.Name) and re.fullmatch(r"m\d+", node.id):
        number = int(node.id[1:])
        if number not in stated:
            raise DerivationError(f"the text has no number #{number}")
        return stated[number]
    if isinstance(node, ast.Constant) and type(node.value) is int:
        value = Decimal(node.value)
        return Derived(value, value, (_ANY,), False, str(node.value))
    raise DerivationError("only + - * / over #ids can be recomputed")


def _stated(mention: Mention, text: str) -> Derived:
    if mention.role is Role.DATE and (year := year_of(mention)) is not None:
        return Derived(Decimal(year), Decimal(year), (_DATE,), False, str(year))
    if mention.role is not Role.QUANTITY or mention.bound is Bound.VAGUE:
        raise DerivationError(f"'{mention.text}' has no definite value to reckon with")
    low = mention.low if mention.low is not None else mention.high
    high = mention.high if mention.high is not None else mention.low
    if low is None or high is None:
        raise DerivationError(f"'{mention.text}' has no definite value to reckon with")
    rounded = low != round(low, 6)  # a fraction in words, such as two-thirds
    unit, _, per = mention.unit.partition(" per ")
    per = per or rate_of(mention, text) or ""
    units, pers = ((unit,) if unit else ()), ((per,) if per else ())
    return Derived(low, high, units, mention.bound is not Bound.EXACT, mention.text, rounded, pers)


def rate_of(mention: Mention, text: str) -> str | None:
    """Return the unit that a number is per, as the words after it say: "40 tonnes a day"."""
    found = _PER.match(text, mention.end)
    return found and unit_of(found[1])


def single(mention: Mention) -> Decimal | None:
    """Return the one number that a mention names, hedge aside; None for a range, a vague or no number."""
    ends = {end for end in (mention.low, mention.high) if end is not None}
    return ends.pop() if len(ends) == 1 and mention.bound is not Bound.VAGUE else None


def rounded(mine: Sequence[Decimal], theirs: Sequence[Decimal]) -> bool:
    """Say that a quotient was rounded to the places the claim shows."""
    return len(mine) == len(theirs) and all(
        abs(t) < 10**9 and round(t, min(6, max(0, -int(m.as_tuple().exponent)))) == m
        for m, t in zip(mine, theirs, strict=True)
    )


def year_of(mention: Mention) -> int | None:
    """Return the year that a date names; None when it names none or more than one."""
    years = set(_YEAR.findall(mention.text))
    return int(years.pop()) if len(years) == 1 else None


def _combine(op: ast.operator, left: Derived, right: Derived) -> Derived:
    additive = isinstance(op, ast.Add | ast.Sub)
    if _DATE in (left.unit, right.unit):
        return _dated(op, left, right)
    if isinstance(op, ast.Div) and right.unit == _ANY and right.low == 100:  # 10 percent / 100 is a factor
        left = replace(left, units=tuple(unit for unit in left.units if unit != "percent"))
    constants = {part.low for part in (left, right) if part.unit == _ANY}
    left, right = (
        _with_unit(left, right, additive=additive),
        _with_unit(right, left, additive=additive),
    )
    units, per = _units(op, left, right, constants)
    function = _OPERATORS[type(op)]
    corners = [function(a, b) for a in (left.low, left.high) for b in (right.low, right.high)]
    shown = f"{_grouped(left)} {_SIGNS[type(op)]} {_grouped(right)}"
    rounded = left.rounded or right.rounded or isinstance(op, ast.Div)
    return Derived(min(corners), max(corners), units, left.hedged or right.hedged, shown, rounded, per)


def _units(
    op: ast.operator, left: Derived, right: Derived, constants: set[Decimal]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the units of a result and what it is per; `constants` are the operands that are no mentions."""
    if isinstance(op, ast.Mult):
        hundred = (_HUNDRED,) if Decimal(100) in constants else ()
        units, per = _cancelled(left.units + right.units + hundred, left.per + right.per)
        return _shared(units), per
    if isinstance(op, ast.Div):
        units, per = _cancelled(left.units + right.per, left.per + right.units)
        ratio = () if constants or per or _without(units, _HUNDRED) else (_RATIO,)
        return _shared(units + ratio), per
    mine, theirs = (_without(part.units, _HUNDRED) for part in (left, right))
    if (mine, left.per) != (theirs, right.per):
        raise DerivationError(f"'{left.shown}' and '{right.shown}' have different units")
    points = isinstance(op, ast.Sub) and mine == ("percent",) and not constants
    return ("percentage point",) if points else mine, left.per


def _shared(units: tuple[str, ...]) -> tuple[str, ...]:
    """Call a hundred times a ratio percent; a ratio of something measured is a measure like it."""
    if _RATIO in units and _HUNDRED in units:
        return (*_without(units, _RATIO, _HUNDRED), "percent")
    return _without(units, _RATIO) or units


def _without(units: tuple[str, ...], *left_out: str) -> tuple[str, ...]:
    return tuple(unit for unit in units if unit not in left_out)


def _cancelled(above: Sequence[str], below: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Take away the units that stand above and below the line."""
    up, down = Counter(above), Counter(below)
    return tuple((up - down).elements()), tuple((down - up).elements())


def _with_unit(part: Derived, other: Derived, *, additive: bool) -> Derived:
    """Give a constant the unit of what it is added to; as a factor it has none."""
    if part.unit != _ANY:
        return part
    return replace(part, units=other.units, per=other.per) if additive else replace(part, units=())


def _dated(op: ast.operator, left: Derived, right: Derived) -> Derived:
    """Reckon with years of the calendar: 2019 - 1985 is 34 years, 2015 - 37 years is 1978."""
    units = {_DATE: "year", "year": _DATE}
    if not isinstance(op, ast.Add | ast.Sub) or right.unit not in units or left.unit != _DATE:
        raise DerivationError("dates can only be subtracted, or years added to them or taken from them")
    if isinstance(op, ast.Add) and right.unit == _DATE:
        raise DerivationError("two dates cannot be added")
    function = _OPERATORS[type(op)]
    ends = sorted((function(left.low, right.low), function(left.high, right.high)))
    shown = f"{left.shown} {_SIGNS[type(op)]} {_grouped(right)}"
    return Derived(ends[0], ends[1], (units[right.unit],), left.hedged or right.hedged, shown)


def _grouped(part: Derived) -> str:
    return f"({part.shown})" if any(f" {sign} " in part.shown for sign in _SIGNS.values()) else part.shown
