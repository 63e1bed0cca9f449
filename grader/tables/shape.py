"""Rows of cells -> Table: the first row that is not empty names the columns, every other row must fit them.

A row that is too long or too short is an error and not a guess, since a lost cell would move every
answer after it by one column. Empty cells at the end are no surplus where the heading has them too, as
spreadsheets write them; in a row alone they may be the end of a text that was cut in two.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from grader.errors import InputError, Problem
from grader.model.table import Row, Table

_MOST_SHOWN = 50  # a wrong separator makes every row ragged; nobody reads ten thousand lines of it
_RAGGED = "a separator is missing or one too many; a cell with a separator in it stands in quotation marks"


def shape(
    where: str,
    rows: Iterable[tuple[int, Sequence[str]]],  # line, cells
    notes: Sequence[str] = (),
    formulas: Mapping[tuple[int, int], str] | None = None,  # (line, 0-based column) -> formula
) -> Table:
    """Name the columns and check every row; raise InputError with all ragged rows and doubtful names."""
    filled = ((line, cells) for line, cells in rows if any(cell.strip() for cell in cells))
    first = next(filled, None)
    if first is None:
        raise InputError(f"{where} is empty", hint="the first row must name the columns")
    top, names = first[0], [" ".join(cell.split()) for cell in first[1]]
    widest = len(names)
    while names and not names[-1]:
        names.pop()
    names = _points_named(names)
    width = len(names)

    problems: list[Problem] = []
    kept: list[tuple[int, Sequence[str]]] = []
    ragged = 0
    for line, cells in filled:
        if not width <= len(cells) <= widest or any(cell.strip() for cell in cells[width:]):
            ragged += 1
            if ragged <= _MOST_SHOWN:
                what = f"{len(cells)} cells where the header has {width}"
                problems.append(Problem(f"{where}:{line}", what, _RAGGED))
        kept.append((line, cells))
    if ragged > _MOST_SHOWN:
        problems.append(
            Problem(f"{where}:{top}", f"{ragged} rows do not fit the header; the first are listed")
        )

    columns = [
        i
        for i, name in enumerate(names)
        if name or any("".join(cells[i : i + 1]).strip() for _, cells in kept)
    ]
    for i in columns:
        if not names[i]:
            problems.append(Problem(f"{where}:{top}", f"column {i + 1} has cells and no name", "name it"))
        elif names[i] in names[:i]:
            what = f'two columns are named "{names[i]}" ({names.index(names[i]) + 1} and {i + 1})'
            problems.append(Problem(f"{where}:{top}", what, "rename or remove one"))
    if problems:
        raise InputError(f"{where} is not a table that can be trusted", problems=problems)

    table_rows = tuple(Row(line, {names[i]: cells[i] for i in columns}) for line, cells in kept)
    named = {(line, names[i]): text for (line, i), text in (formulas or {}).items() if i in columns}
    return Table(where, tuple(names[i] for i in columns), table_rows, tuple(notes), named)


def _points_named(names: list[str]) -> list[str]:
    """Canvas heads the points of "2968: Why?" with what the question is worth, a bare number: say whose they are."""
    named = list(names)
    for i, (before, name) in enumerate(pairwise(names), 1):
        if re.match(r"\d+: ", before) and re.fullmatch(r"\d+([.,]\d+)?", name):
            named[i] = f"points of {before}"
    return named
