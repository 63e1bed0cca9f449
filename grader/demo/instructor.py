"""A simulated instructor: fills in what a sheet leaves empty, as the invented class deserves and as it meant it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from grader.demo.classroom import Texts
from grader.model.paper import Question
from grader.model.table import Table

NOTHING = "-"  # how a table of doubts says that nothing was answered


@dataclass(frozen=True)
class Filled:
    """A sheet to write, and how many of its rows now say something."""

    header: tuple[str, ...]
    rows: tuple[Sequence[str | Decimal], ...]
    decided: int


def decide(sheet: Table, texts: Texts) -> Filled:
    """Give every row of a review sheet its points; an answer that is none of the texts is left to people."""
    deserved = {
        (item, " ".join(answer.text.split())): Decimal(str(answer.share))
        for item, answers in texts.items()
        for answer in answers
    }
    rows: list[Sequence[str | Decimal]] = []
    decided = 0
    for row in sheet.rows:
        share = deserved.get((row.cells["item"], " ".join(row.cells["answer"].split())))
        cells: dict[str, str | Decimal] = dict(row.cells)
        if share is not None:
            cells["points"] = share * Decimal(row.cells["out_of"])
            decided += 1
        rows.append([cells[column] for column in sheet.header])
    return Filled(sheet.header, tuple(rows), decided)


def answer(sheet: Table, meant: Table) -> Filled:
    """Answer a table of doubts from what each copy's student meant, one row a copy; which scan counts is left open."""
    papers = {row.cells["copy"]: row.cells for row in meant.rows}
    rows, decided = [], 0
    for row in sheet.rows:
        cells = dict(row.cells)
        column = "transcribe" if cells["question"] == Question.TRANSCRIPTION else "answer"
        cells[column] = _said(cells, papers.get(cells["copy"]))
        decided += bool(cells[column])
        rows.append([cells[name] for name in sheet.header])
    return Filled(sheet.header, tuple(rows), decided)


def _said(row: Mapping[str, str], paper: Mapping[str, str] | None) -> str:
    """What the instructor says to one question, empty where nothing is known."""
    match row["question"]:
        case Question.NO_INK:
            return "blank" if paper else "absent"
        case Question.STUDENT:
            return paper["student_id"] if paper else ""
        case Question.ANSWER:
            return (paper[f"Q{row['number']}"] or NOTHING) if paper else ""
        case Question.TRANSCRIPTION:
            return paper[f"Q{row['number']}"] if paper else ""
        case _:
            return ""
