"""A university's list of an exam date as XLSX: lines above the header, styles, formulas, widths, protection."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

HEADER = ("#", "N.", "Matricola", "Cognome", "Nome", "Voto", "Data esame")
ABOVE = (("Università degli Studi di Esempio",), ("Appello", "24/06/2026"), ())
ROWS: tuple[tuple[Any, ...], ...] = (
    ("1", 1, "0000000001", "D'ANGELO", "NICOLO'", None, None),
    ("2", 2, 2, "NULL", "ADA", None, None),
    ("3", 3, "0000000009", "STRANGER", "BO", None, None),
)


def university_list(
    rows: Sequence[Sequence[Any]] = ROWS, above: Sequence[Sequence[Any]] = ABOVE, *, cells: bool = True
) -> bytes:
    """The file's bytes; without `cells` the mark's cells are missing and their style is the column's."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.add_worksheet("Istruzioni").write(0, 0, "Compilare la colonna Voto")
    page = book.add_worksheet("esse3")
    zeros = book.add_format({"num_format": "0000000000", "italic": True})
    mark = book.add_format({"bg_color": "#ffffcc", "locked": False, "border": 1})
    bold = book.add_format({"bold": True})
    page.set_column(5, 5, 17.5, mark)
    page.protect("secret")
    page.data_validation(
        4, 5, 60, 5, {"validate": "integer", "criteria": ">=", "value": 0, "error_type": "warning"}
    )
    for line, row in enumerate((*above, HEADER, *rows)):
        for column, value in enumerate(row):
            style = bold if line == len(above) else zeros if column == 2 else mark if column == 5 else None
            if value is not None or (cells and column == 5):
                page.write(line, column, value, style)
    page.write_formula(len(above) + len(rows) + 2, 5, f"=COUNT(F{len(above) + 2}:F60)", None, 0)
    page.write_comment(0, 0, "A note")
    book.close()
    return out.getvalue()
