"""The small language in which a course says how the mark is made: text in, a checked tree out, a number from it.

    formula   := sum                     condition := sum (>= | > | <= | < | ==) sum
    sum       := product ((+ | -) product)*
    product   := signed ((* | /) signed)*
    signed    := (+ | -) signed | number | name | ( sum ) | function ( sum , ... )

Functions: `min(a, b, ...)`, `max(a, b, ...)`, `sum(a, b, ...)`, and `best(k, a, b, ...)`, which is
the sum of the k highest. Nothing is ever given to Python's `eval`. Arithmetic is on exact fractions,
so a third times three is one and the only rounding is the one in `award`.
"""

import operator
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from grader.marks.reader import Call, Chain, Name, Negative, Node, Number, Reader
from grader.marks.tokens import COMPARISONS, FormulaError

_ARITHMETIC: Mapping[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
_CHOICE: Mapping[str, Callable[[list[Fraction]], Fraction]] = {
    "min": min,
    "max": max,
    "sum": lambda numbers: sum(numbers, Fraction(0)),
}


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that was read: its text, its tree, and the names in the order of their first use."""

    text: str
    tree: Node
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """Two formulas and the sign that compares them."""

    text: str
    left: Formula
    sign: str
    right: Formula


def parse_formula(text: str, names: Collection[str]) -> Formula:
    """Read a formula over the names given; raise FormulaError at the first thing that is wrong.

    A divisor without names that is zero is wrong already here; one with names shows when its values are known.
    """
    reader = Reader(text, names)
    tree = reader.sum()
    reader.end("a formula gives a number, it does not compare" if reader.sign in COMPARISONS else "")
    return _formula(text, tree, reader)


def parse_condition(text: str, names: Collection[str]) -> Condition:
    """Read a comparison of two formulas; raise FormulaError at the first thing that is wrong."""
    reader = Reader(text, names)
    left = _formula(text, reader.sum(), reader)
    sign = reader.sign
    if sign not in COMPARISONS:
        raise reader.error("a comparison is missing here", "write for example: uncapped >= 31")
    reader.step()
    right = _formula(text, reader.sum(), reader)
    reader.end("one comparison is enough" if reader.sign in COMPARISONS else "")
    return Condition(text, left, sign, right)


def evaluate(formula: Formula, values: Mapping[str, Decimal | Fraction]) -> Fraction:
    """Work a formula out exactly; raise FormulaError when it divides by zero."""
    return _value(formula.tree, formula.text, values)


def holds(condition: Condition, values: Mapping[str, Decimal | Fraction]) -> bool:
    """Whether a comparison is true for these values; raise FormulaError when it divides by zero."""
    left, right = evaluate(condition.left, values), evaluate(condition.right, values)
    match condition.sign:
        case ">=":
            return left >= right
        case "<=":
            return left <= right
        case "==":
            return left == right
        case ">":
            return left > right
        case _:
            return left < right


def _formula(text: str, tree: Node, reader: Reader) -> Formula:
    """What was read; raise FormulaError where it divides by a zero that no points can change."""
    for column, divisor in _divisors(tree):
        if not _has_names(divisor) and _value(divisor, text, {}) == 0:
            raise FormulaError(text, column, "this divides by zero")
    return Formula(text, tree, tuple(reader.used))


def _divisors(node: Node) -> Iterator[tuple[int, Node]]:
    """Every divisor with the column of its sign, the inner ones first."""
    for part in _parts(node):
        yield from _divisors(part)
    if isinstance(node, Chain):
        yield from ((column, part) for sign, column, part in node.rest if sign == "/")


def _has_names(node: Node) -> bool:
    return isinstance(node, Name) or any(map(_has_names, _parts(node)))


def _parts(node: Node) -> tuple[Node, ...]:
    match node:
        case Negative(of):
            return (of,)
        case Call(_, values):
            return values
        case Chain(first, rest):
            return (first, *(part for _, _, part in rest))
        case _:
            return ()


def _value(node: Node, text: str, values: Mapping[str, Decimal | Fraction]) -> Fraction:
    match node:
        case Number(value):
            return value
        case Name(name):
            return Fraction(values[name])
        case Negative(of):
            return -_value(of, text, values)
        case Call(function, parts):
            numbers = [_value(part, text, values) for part in parts]
            if function == "best":
                return sum(sorted(numbers[1:], reverse=True)[: int(numbers[0])], Fraction(0))
            return _CHOICE[function](numbers)
        case Chain(first, rest):
            total = _value(first, text, values)
            for sign, column, other in rest:
                number = _value(other, text, values)
                if sign == "/" and number == 0:
                    raise FormulaError(text, column, "this divides by zero")
                total = _ARITHMETIC[sign](total, number)
            return total
