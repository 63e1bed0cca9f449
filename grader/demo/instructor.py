"""A simulated instructor: fills the review sheet's empty column as the graded texts deserve."""

from collections.abc import Sequence
from decimal import Decimal

from grader.demo.classroom import Texts
from grader.model.table import Table


def decide(sheet: Table, texts: Texts) -> tuple[tuple[str, ...], list[Sequence[str | Decimal]]]:
    """Give every row of a review sheet its points; return the header and the rows to write."""
    deserved = {
        (item, " ".join(answer.text.split())): Decimal(str(answer.share))
        for item, answers in texts.items()
        for answer in answers
    }
    rows: list[Sequence[str | Decimal]] = []
    for row in sheet.rows:
        share = deserved[row.cells["item"], " ".join(row.cells["answer"].split())]
        cells: dict[str, str | Decimal] = dict(row.cells)
        cells["points"] = share * Decimal(row.cells["out_of"])
        rows.append([cells[column] for column in sheet.header])
    return sheet.header, rows
