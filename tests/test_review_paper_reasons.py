"""Every reason for which the reader asks people has its Italian words on the page."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.review.server.paper_reasons import in_italian, told_in_italian

READING = Path(__file__).parent.parent / "grader" / "reading"
ASKS = {
    "_doubt": 3,
    "ask": 0,
    "Doubt": 2,
    "Refusal": 0,
    "Problem": 1,
}  # where the reason stands among the arguments
HINTS = {"Problem": 2}


def said(node: ast.expr | None) -> Iterator[str]:
    """The texts that an expression may be, with a word for each value."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(str(p.value) if isinstance(p, ast.Constant) else "x1" for p in parts)
        case ast.IfExp(body=body, orelse=other):
            yield from said(body)
            yield from said(other)
        case ast.Tuple(elts=[*_, last]):
            yield from said(last)


def reasons() -> set[str]:
    """Every text in the reader that becomes the reason of a doubt, or a remark about a page."""
    found: set[str] = set()
    for name in ("handed_in", "owners", "points", "standing", "register"):
        for node in ast.walk(ast.parse((READING / f"{name}.py").read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                for table in (ASKS, HINTS):
                    if called in table and len(node.args) > table[called]:
                        found |= set(said(node.args[table[called]]))
            elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("why", "what", "hint"):
                found |= set(said(node.value))
            elif isinstance(node, ast.FunctionDef) and node.name in ("_why", "_marks"):
                for part in ast.walk(node):
                    if isinstance(part, ast.Return):
                        found |= set(said(part.value))
    return found - {""}


def test_there_are_reasons_to_be_found() -> None:
    assert len(reasons()) > 25


@pytest.mark.parametrize("why", sorted(reasons()))
def test_a_reason_has_italian_words(why: str) -> None:
    """And every value of it stays."""
    italian = in_italian(why)
    assert italian != why
    assert italian.count("x1") >= min(why.count("x1"), 1)


def test_lists_and_reasons_within_reasons() -> None:
    assert in_italian("a and b are both marked") == "sono segnate entrambe: a e b"
    page = "s.pdf 3 (page 2) cannot be read: the scan is too coarse: 60 dpi"
    assert in_italian(page) == "s.pdf 3 (page 2) non si legge: la scansione è troppo grossa: 60 dpi"
    assert in_italian("nothing of ours") == "nothing of ours"
    told = "copy 17, question 3: a and b are both marked (a or b?)"
    assert told_in_italian(told) == "copia 17, domanda 3: sono segnate entrambe: a e b (a o b?)"
