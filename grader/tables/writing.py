"""Cells -> the bytes of a CSV or XLSX file that is safe to open in a spreadsheet.

A text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP ASVS 1.2.10), and
`restored` takes it off again, so that our own sheets come back as they left. Numbers are never touched,
neither ours (int, Decimal) nor texts that are plain numbers such as "-0.5".

In a CSV file the danger is not at a cell's start alone. An Italian Excel splits a comma file at
semicolons and then takes quotation marks for letters, so that of `"a;=1+1;b"` it runs the middle. Inside
a cell what follows a foreign separator or a line end gets an invisible word joiner (U+2060) in front: an
apostrophe would be seen in every list of dashes, and could not be told from a student's own.
"""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from grader.errors import InputError

Cell = str | int | Decimal | dt.date | None

_RUNS = re.compile(r"'*[=+\-@\t\r＝＋－＠]")  # the wide forms too: a Japanese Excel runs them
_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?|-")  # a dash alone is Moodle's word for no grade
_JOINER = "\N{WORD JOINER}"
_ENDS = ";,\t\r\n"  # where one reader or another begins a new cell
_INNER = re.compile(rf"(?<=[{_ENDS}])([\" ]*)({_JOINER}*)(?=[=+\-@\t\r＝＋－＠])")
_LONGEST = 32_767  # characters in an XLSX cell
_WIDEST = 420  # pixels of a column: long answers wrap
_EXACT = 10**15  # a spreadsheet keeps 15 digits; longer whole numbers are written as text
_MADE = dt.datetime(2000, 1, 1)  # not the clock, so that equal tables give equal bytes


def to_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]], *, excel_it: bool = False) -> bytes:
    """Write a CSV file: UTF-8 and comma, or with `excel_it` a mark, semicolons and decimal commas."""
    out = io.StringIO(newline="")
    own = ";" if excel_it else ","
    writer = csv.writer(out, delimiter=own, lineterminator="\r\n")
    writer.writerow([_neutral_cell(neutral(name), own) for name in header])
    writer.writerows([_neutral_cell(_as_text(cell, comma=excel_it), own) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig" if excel_it else "utf-8")


def to_xlsx(header: Sequence[str], rows: Iterable[Sequence[Cell]], *, sheet: str = "Sheet1") -> bytes:
    """Write an XLSX file with one sheet; raise InputError for a text longer than a cell takes."""
    out = io.BytesIO()
    book = _book(out)
    top = {"valign": "top"}
    bold, number = book.add_format({"bold": True}), book.add_format(top)
    prose, day = (
        book.add_format({"text_wrap": True} | top),
        book.add_format({"num_format": "yyyy-mm-dd"} | top),
    )
    page = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", "-", sheet)[:31])
    for column, name in enumerate(header):
        page.write_string(0, column, neutral(name), bold)
    for line, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, dt.date):
                page.write_datetime(line, column, cell, day)
            elif isinstance(cell, int | Decimal) and -_EXACT < cell < _EXACT:
                page.write_number(line, column, float(cell), number)
            elif text := _as_text(cell):
                if len(text) > _LONGEST:
                    raise InputError(
                        f"row {line + 1}: a text of {len(text)} characters does not fit into an XLSX cell",
                        hint="write the table as CSV",
                    )
                page.write_string(line, column, text, prose)
    page.freeze_panes(1, 0)
    page.autofit(_WIDEST)
    book.close()
    return out.getvalue()


def as_text_xlsx(sheets: Mapping[str, Iterable[tuple[int, Sequence[str]]]]) -> bytes:
    """Write sheets of nothing but texts, each row at its line; nothing in them is a formula or a link."""
    out = io.BytesIO()
    book = _book(out)
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        for line, cells in rows:
            for column, text in enumerate(cells):
                if text:
                    page.write_string(line - 1, column, text)
    book.close()
    return out.getvalue()


def _book(out: io.BytesIO) -> Any:
    import xlsxwriter

    told = ("strings_to_formulas", "strings_to_urls", "strings_to_numbers")
    book = xlsxwriter.Workbook(out, {"in_memory": True} | dict.fromkeys(told, False))
    book.set_properties({"created": _MADE})
    return book


def neutral(text: str) -> str:
    """A text that no spreadsheet runs; what no file can hold (NUL, half a character) becomes U+FFFD."""
    text = text.replace("\0", "�").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return f"'{text}" if _RUNS.match(text) and not _NUMBER.fullmatch(text) else text


def restored(text: str) -> str:
    """The text that `neutral` was given."""
    return text[1:] if text.startswith("'") and _RUNS.match(text) else text


def _neutral_cell(text: str, own: str) -> str:
    """A text that is neutral also where the file is split at other places than at its `own` separator."""

    def joined(found: re.Match[str]) -> str:
        harmless = found.string[found.start() - 1] == own and not found[2]
        return found[0] if harmless else f"{found[0]}{_JOINER}"

    return _INNER.sub(joined, text)


def restored_cell(text: str) -> str:
    """The text of which `to_csv` wrote a cell."""
    return restored(_INNER.sub(lambda found: found[1] + found[2][1:], text) if _JOINER in text else text)


def _as_text(cell: Cell, *, comma: bool = False) -> str:
    match cell:
        case None:
            return ""
        case str():
            return neutral(cell)
        case Decimal():
            return format(cell, "f").replace(".", "," if comma else ".")
        case dt.date():
            return cell.isoformat()
        case int():
            return str(cell)
