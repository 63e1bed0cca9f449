"""Recursive descent over the tokens of a formula: a tree of frozen nodes, or the first thing that is wrong."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction

from grader.marks.tokens import FormulaError, tokenise

FUNCTIONS = ("min", "max", "sum", "best")
DEEPEST = 50  # brackets, signs and functions within each other


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Name:
    """The points of a component, or one of the names that a condition knows."""

    name: str


@dataclass(frozen=True, slots=True)
class Negative:
    """A minus sign before something."""

    of: "Node"


@dataclass(frozen=True, slots=True)
class Chain:
    """Terms joined by + and -, or factors joined by * and /, worked out from the left."""

    first: "Node"
    rest: tuple[tuple[str, int, "Node"], ...]  # sign, its column, what follows


@dataclass(frozen=True, slots=True)
class Call:
    """A function of one or more values; for `best` the first says how many count."""

    function: str
    values: tuple["Node", ...]


Node = Number | Name | Negative | Chain | Call


class Reader:
    """Where the reading of one text has got to; `sum` and `end` are its two ways in."""

    def __init__(self, text: str, names: Collection[str]) -> None:
        self.text, self.names, self.at, self.depth = text, names, 0, 0
        self.used: dict[str, None] = {}
        self.tokens = tokenise(text)

    @property
    def kind(self) -> str:
        """Number, name, sign or end."""
        return self.tokens[self.at][0]

    @property
    def sign(self) -> str:
        """The present sign, or nothing."""
        return self.tokens[self.at][1] if self.kind == "sign" else ""

    def step(self) -> tuple[str, str, int]:
        """Take one token."""
        token = self.tokens[self.at]
        self.at += 1
        return token

    def error(self, what: str, advice: str = "") -> FormulaError:
        """What is wrong at the present token."""
        return FormulaError(self.text, self.tokens[self.at][2], what, advice)

    def end(self, instead: str = "") -> None:
        """Make sure that the text ends here; `instead` is said when it does not."""
        if self.kind == "end":
            return
        word = self.tokens[self.at][1]
        advice = {
            ",": "a comma only stands between the values of a function; write decimals with a point",
            "**": "there are no powers: write the product, such as x * x",
            ")": "a bracket closes here that was never opened",
        }.get(word, "")
        raise self.error(instead or f'"{word}" is not expected here', advice)

    def sum(self) -> Node:
        """A sum of products, from here on."""
        return self._chain("+-", self._product)

    def _product(self) -> Node:
        return self._chain("*/", self._signed)

    def _chain(self, signs: str, part: Callable[[], Node]) -> Node:
        first, rest = part(), []
        while self.sign and self.sign in signs:
            _, sign, column = self.step()
            rest.append((sign, column, part()))
        return Chain(first, tuple(rest)) if rest else first

    def _signed(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.error(f"more than {DEEPEST} brackets, signs or functions within each other")
        kind, word, column = self.step()
        node: Node
        if kind == "number":
            node = Number(Fraction(word))
        elif kind == "name" and self.sign == "(":
            node = self._call(word, column)
        elif kind == "name":
            node = self._name(word, column)
        elif word == "(" and kind == "sign":
            node = self.sum()
            self._close(column)
        elif word in ("+", "-") and kind == "sign":
            node = self._signed() if word == "+" else Negative(self._signed())
        else:
            self.at -= 1
            found = "the formula ends" if kind == "end" else f'there is "{word}"'
            raise self.error(f'a number, a name or "(" is expected here, and {found}')
        self.depth -= 1
        return node

    def _call(self, word: str, column: int) -> Node:
        if word not in FUNCTIONS:
            raise FormulaError(
                self.text, column, f'there is no function "{word}"', f"there are: {', '.join(FUNCTIONS)}"
            )
        opened = self.step()[2]
        values = [self.sum()]
        while self.sign == ",":
            self.step()
            values.append(self.sum())
        self._close(opened)
        if word == "best":
            count = values[0].value if isinstance(values[0], Number) else Fraction(0)
            if not (count.denominator == 1 and 1 <= count <= len(values) - 1):
                raise FormulaError(
                    self.text,
                    column,
                    "best needs a whole number first and at least as many values after it",
                    "best(2, a, b, c) is the sum of the two highest",
                )
        return Call(word, tuple(values))

    def _name(self, word: str, column: int) -> Node:
        if word not in self.names:
            near = get_close_matches(word.lower(), self.names, 1)
            near = near or [name for name in self.names if name.startswith(word.lower() + "_")]
            known = f"known names: {', '.join(self.names)}"
            raise FormulaError(
                self.text, column, f'unknown name "{word}"', f'did you mean "{near[0]}"?' if near else known
            )
        self.used[word] = None
        return Name(word)

    def _close(self, opened: int) -> None:
        if self.sign != ")":
            if self.kind == "end":
                raise FormulaError(self.text, opened, "this bracket is never closed")
            self.end()
        self.step()
