"""The table of formats: what each is called and how it is recognised, read and written.

A new format is a line here. The first that recognises a file reads it, so what is more particular stands first.
"""

from grader.bank.interchange.aiken import is_aiken, read_aiken, write_aiken
from grader.bank.interchange.carried import Format
from grader.bank.interchange.gift import is_gift, read_gift
from grader.bank.interchange.gift_out import write_gift
from grader.bank.interchange.moodle import is_moodle, read_moodle
from grader.bank.interchange.moodle_out import write_moodle
from grader.bank.interchange.qti2 import is_qti2, read_qti2
from grader.bank.interchange.qti2_out import write_qti21, write_qti22
from grader.bank.interchange.qti12 import is_qti12, read_qti12
from grader.bank.interchange.qti12_out import write_qti12
from grader.bank.interchange.rexams import is_rexams, read_rexams
from grader.bank.interchange.rexams_out import write_rexams
from grader.bank.interchange.spreadsheet import is_csv, is_workbook, read_sheet, write_csv, write_xlsx

FORMATS = (
    Format("moodle", "Moodle XML", ".xml", is_moodle, read_moodle, write_moodle),
    Format("xlsx", "XLSX table", ".xlsx", is_workbook, read_sheet, write_xlsx),
    Format("csv", "CSV table", ".csv", is_csv, read_sheet, write_csv),
    Format("canvas", "QTI 1.2 (Canvas)", ".zip", is_qti12, read_qti12, write_qti12),
    Format("qti", "QTI 2", ".zip", is_qti2, read_qti2, write_qti21),
    Format("qti22", "QTI 2.2", ".zip", is_qti2, read_qti2, write_qti22),
    Format("rexams", "R/exams", ".zip", is_rexams, read_rexams, write_rexams),
    Format("aiken", "Aiken", ".txt", is_aiken, read_aiken, write_aiken),
    Format("gift", "GIFT", ".gift", is_gift, read_gift, write_gift),
)


def named(name: str) -> Format | None:
    """The format of a name, as typed after --format."""
    return next((each for each in FORMATS if each.name == name), None)


def recognise(content: bytes, name: str) -> Format | None:
    """The format of a file, by what is in it."""
    return next((each for each in FORMATS if each.read and each.recognises(content, name)), None)
