"""The words of a formula: text in, tokens with their columns out, and how an error is drawn under the text."""

import re

from grader.errors import InputError

COMPARISONS = (">=", "<=", "==", ">", "<")
LONGEST = 1000  # characters
DIGITS = 12  # of one number

_TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign>\*\*|>=|<=|==|[-+*/(),<>])",
    re.ASCII,
)
_WRITE = {"×": "*", "·": "*", "÷": "/", "−": "-", "–": "-", "≥": ">=", "≤": "<=", "[": "(", "]": ")"}


class FormulaError(InputError):
    """A formula that cannot be read or worked out: what is wrong, and at which column (counted from 1)."""

    def __init__(self, text: str, column: int, what: str, advice: str = "") -> None:
        self.column = column
        self.plain = what
        self.advice = advice
        self.drawing = _draw(text, column)
        super().__init__(f"column {column}: {what}", hint=f"{advice or 'look here'}\n{self.drawing}")


def tokenise(text: str) -> list[tuple[str, str, int]]:
    """Kind, text and column (from 1) of every token, then an end mark; raise FormulaError at what is none."""
    if len(text) > LONGEST:
        raise FormulaError(
            text, LONGEST, f"a formula has at most {LONGEST} characters; this one has {len(text)}"
        )
    tokens, at = [], 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            sign = text[at]
            shown = f'"{sign}"' if sign.isprintable() else f"an invisible character (U+{ord(sign):04X})"
            advice = f'write "{_WRITE[sign]}"' if sign in _WRITE else ""
            if sign.isdigit():
                advice = "write numbers with the digits 0 to 9"
            raise FormulaError(text, at + 1, f"{shown} has no meaning in a formula", advice)
        kind = found.lastgroup or ""
        if kind == "number" and len(found.group().replace(".", "")) > DIGITS:
            raise FormulaError(text, at + 1, f"a number has at most {DIGITS} digits")
        if kind != "space":
            tokens.append((kind, found.group(), at + 1))
        at = found.end()
    return [*tokens, ("end", "", len(text) + 1)]


def _draw(text: str, column: int) -> str:
    """The part of the text around a column, with a caret under it."""
    start = max(0, column - 41)
    window = "".join(c if c.isprintable() else " " for c in text[start : start + 80])
    dots = "..." if start else ""
    return f"    {dots}{window}\n    {' ' * (len(dots) + column - 1 - start)}^"
