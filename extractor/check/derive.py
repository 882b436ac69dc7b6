"""Recompute a number that a claim derives from stated ones: an expression over mention ids, in intervals."""

from __future__ import annotations

import ast
import operator
import re
from dataclasses import dataclass
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import TYPE_CHECKING

from extractor.numbers import Bound, Mention, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_ID = re.compile(r"#(\d+)")
_LONGEST = 200
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
    """A recomputed value: closed interval, unit, whether any part was hedged, and the expression in words."""

    low: Decimal
    high: Decimal
    unit: str
    hedged: bool
    shown: str
    rounded: bool = False


def used(expression: str) -> list[int]:
    """Return the mention ids that an expression names."""
    return [int(number) for number in _ID.findall(expression)]


def derive(expression: str, mentions: Mapping[int, Mention]) -> Derived:
    """Compute an expression such as "#3 - #5" or "#2 / #4 * 100"; DerivationError says why it cannot be."""
    if len(expression) > _LONGEST:
        raise DerivationError("the expression is too long")
    if not used(expression):
        raise DerivationError("the expression names no number of the text")
    try:
        tree = ast.parse(
            _ID.sub(r"m\1", expression).replace("−", "-").replace("×", "*").replace("÷", "/"), mode="eval"
        )
        return _compute(tree.body, mentions)
    except DerivationError:
        raise
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise DerivationError("not an expression over #ids") from None
    except (DivisionByZero, InvalidOperation, Overflow):
        raise DerivationError("it divides by zero or is too large") from None


def _compute(node: ast.expr, mentions: Mapping[int, Mention]) -> Derived:
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        return _combine(node.op, _compute(node.left, mentions), _compute(node.right, mentions))
    if isinstance(node, ast.Name) and re.fullmatch(r"m\d+", node.id):
        return _stated(int(node.id[1:]), mentions)
    if isinstance(node, ast.Constant) and type(node.value) is int:
        value = Decimal(node.value)
        if node.value not in (1, 100):
            raise DerivationError(f"{node.value} is not stated in the text")
        return Derived(value, value, "", False, str(node.value))
    raise DerivationError("only + - * / over #ids can be recomputed")


def _stated(number: int, mentions: Mapping[int, Mention]) -> Derived:
    mention = mentions.get(number)
    if mention is None:
        raise DerivationError(f"the text has no number #{number}")
    if mention.role is not Role.QUANTITY or mention.low is None or mention.high is None:
        raise DerivationError(f"'{mention.text}' has no definite value to reckon with")
    hedged = mention.bound is not Bound.EXACT
    return Derived(mention.low, mention.high, mention.unit, hedged, mention.text)


def _combine(op: ast.operator, left: Derived, right: Derived) -> Derived:
    additive = isinstance(op, ast.Add | ast.Sub)
    if additive and left.unit != right.unit:
        raise DerivationError(f"'{left.shown}' and '{right.shown}' have different units")
    if isinstance(op, ast.Mult) and left.unit and right.unit and "percent" not in (left.unit, right.unit):
        raise DerivationError("two measures cannot be multiplied")
    function = _OPERATORS[type(op)]
    corners = [function(a, b) for a in (left.low, left.high) for b in (right.low, right.high)]
    if isinstance(op, ast.Div):
        unit = "" if left.unit == right.unit else left.unit
    else:
        unit = left.unit or right.unit
    shown = f"{_grouped(left)} {_SIGNS[type(op)]} {_grouped(right)}"
    rounded = left.rounded or right.rounded or isinstance(op, ast.Div)
    return Derived(min(corners), max(corners), unit, left.hedged or right.hedged, shown, rounded)


def _grouped(part: Derived) -> str:
    return f"({part.shown})" if any(f" {sign} " in part.shown for sign in _SIGNS.values()) else part.shown
