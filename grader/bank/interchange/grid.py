"""The rows of an HTML table as Markdown can have them: as many cells in each, the first row the head."""

import re
from typing import TypeAlias

from lxml.etree import _Element

from grader.bank.interchange.xml import name_of

Cell: TypeAlias = _Element | None  # none where a merged cell reaches


def grid(table: _Element) -> tuple[list[list[Cell]], tuple[str, ...], list[str]]:
    """The cells by row, the side that each column is set to ("left", "right", "center", ""), and what is lost."""
    rows: list[list[Cell]] = []
    lost: list[str] = []
    headed = False
    for row in table.iter("tr"):
        if next(row.iterancestors("table")) is not table:
            continue
        cells: list[Cell] = []
        for cell in row:
            if name_of(cell) not in ("td", "th"):
                continue
            headed = headed or (not rows and name_of(cell) == "th")
            wide = cell.get("colspan", "1")
            merged = min(int(wide), 50) - 1 if wide.isdigit() else 0
            cells += [cell, *[None] * merged]
            if merged or cell.get("rowspan", "1") not in ("", "0", "1"):
                lost.append("that cells of a table are merged")
        if cells:
            rows.append(cells)
    if rows and not headed and (len(rows), len(rows[0])) != (1, 1):
        lost.append("that a table has no head: its first row is printed as one")
    sides = tuple(_side(cell) for cell in rows[0]) if rows else ()
    return rows, sides, lost


def _side(cell: Cell) -> str:
    if cell is None:
        return ""
    found = re.search(r"text-align:\s*(left|right|center)", cell.get("style", ""))
    side = found.group(1) if found else cell.get("align", "")
    return side if side in ("left", "right", "center") else ""
