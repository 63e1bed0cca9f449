"""XLSX and XLS bytes -> the visible sheets as grids, every cell as the text that was typed.

python-calamine reads. Before it does, the file is looked through (`package`) and its sheets are measured:
what claims cells in the last row and column, or repeats a long text a million times, would fill the
memory. Formulas are looked up in the raw XML, since a reader sees only their last result: a student's
`=HYPERLINK(...)` would read as an empty answer. A number has lost its leading zeros before it comes
here; who knows the column's meaning restores them.
"""

import datetime as dt
import html
import io
import re
from collections.abc import Iterator, Mapping

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from grader.errors import InputError
from grader.model.table import Grid, Table
from grader.tables.package import members
from grader.tables.shape import shape
from grader.tables.writing import restored

MOST_CELLS = 10_000_000  # rows x columns of a sheet, empty ones included: the reader's memory follows it
MOST_TEXT = 512 * 2**20  # bytes of a sheet's texts, each as often as cells show it

# No `<` inside a tag: else a file of nothing but `<row` would be searched to its end once for each of them.
_ROW = re.compile(rb'<(?:\w+:)?row\b[^<>]*?\br="(\d{1,9})"')
_CELL = re.compile(
    rb'<(?:\w+:)?c\b(?:[^<>]*?\br="([A-Z]{1,3})(\d{1,9})")?[^<>]*>(?:<(?:\w+:)?f\b[^<>]*?(?:/>|>([^<]*)<))?'
)
_SHARED = re.compile(rb'<(?:\w+:)?c\b[^<>]*?\bt="s"[^<>]*>\s*<(?:\w+:)?v>\s*(\d{1,9})\s*<')
_STRINGS = "xl/sharedStrings.xml"

_Spots = dict[tuple[int, int], str]  # (1-based line, 0-based column) -> formula


def read_workbook(content: bytes, where: str) -> Table:
    """Read the first visible sheet; raise InputError for what is no workbook, or is built to do harm."""
    grid = next(read_grids(content, where))
    notes = [f'sheet "{grid.sheet}" of {grid.of} was read'] if grid.of > 1 else []
    return shape(where, grid.rows, notes, grid.formulas)


def read_grids(content: bytes, where: str) -> Iterator[Grid]:
    """Every visible sheet, one after the other; at least one, or InputError as above."""
    parts = members(content, where) if content.startswith(b"PK") else {}
    paths = sheet_paths(parts, where) if parts else {}
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            names = [
                sheet.name
                for sheet in book.sheets_metadata
                if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
            ]
            if not names:
                raise InputError(f"{where} has no visible sheet", hint="export it again")
            for name in names:
                formulas: _Spots = {}
                if name in paths:
                    formulas = _measured(parts[paths[name]], parts.get(_STRINGS, b""), where)
                sheet = book.get_sheet_by_name(name)
                _check_cells(sheet.total_height, sheet.total_width, where)
                grid = sheet.to_python(skip_empty_area=False)
                rows = tuple(
                    (
                        line,
                        tuple(_as_typed(cell) or formulas.get((line, i), "") for i, cell in enumerate(row)),
                    )
                    for line, row in enumerate(grid, start=1)
                )
                yield Grid(where, rows, name, len(names), formulas)
    except CalamineError as error:
        hint = "save it again as XLSX, without a password, or as CSV"
        raise InputError(f"{where} cannot be read as a workbook: {error}", hint=hint) from None


def sheet_paths(parts: Mapping[str, bytes], where: str) -> dict[str, str]:
    """The member that holds each sheet, by the sheet's name."""
    sheets = _attributes(parts["xl/workbook.xml"], b"sheet")
    targets = _attributes(parts.get("xl/_rels/workbook.xml.rels", b""), b"Relationship")
    files = {target.get("Id"): target.get("Target", "") for target in targets}
    paths = {sheet.get("name", ""): _inside(files.get(sheet.get("id"), "")) for sheet in sheets}
    if any(path not in parts for path in paths.values()):
        raise InputError(f"{where} is damaged: a sheet is missing", hint="save it again as XLSX or CSV")
    return paths


def _attributes(xml: bytes, tag: bytes) -> list[dict[str, str]]:
    """The attributes of every element of a name, without their prefixes."""
    elements = re.findall(rb"<(?:\w+:)?" + tag + rb"\s([^<>]*)>", xml)
    pairs = (
        re.findall(r'(?:\w+:)?(\w+)\s*=\s*"([^"]*)"', element.decode("utf-8", "replace"))
        for element in elements
    )
    return [{name: html.unescape(value) for name, value in pair} for pair in pairs]


def _inside(target: str) -> str:
    return target[1:] if target.startswith("/") else f"xl/{target}"


def _measured(xml: bytes, strings: bytes, where: str) -> _Spots:
    """The formulas of a sheet; raise InputError if the sheet claims more than memory should hold."""
    formulas: _Spots = {}
    rows = re.split(rb"<(?:\w+:)?row\b", xml)[1:]  # cells without a place of their own are counted by row
    height = max((int(row) for row in _ROW.findall(xml)), default=len(rows))
    width = max((len(_CELL.findall(row)) for row in rows), default=0)
    for letters, line, formula in _CELL.findall(xml):
        if not letters:
            continue
        width, height = max(width, column_number(letters)), max(height, int(line))
        if formula:
            spot = int(line), column_number(letters) - 1
            formulas[spot] = "=" + html.unescape(formula.decode("utf-8", "replace"))
    _check_cells(max(height, len(rows)), width, where)
    _check_texts(xml, strings, where)
    return formulas


def column_number(letters: bytes) -> int:
    """The 1-based number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _check_cells(height: int, width: int, where: str) -> None:
    if height * width > MOST_CELLS:
        raise InputError(
            f"{where} has a sheet of {height} rows and {width} columns, more than a table may have",
            hint="delete the empty rows and columns around the table, or save it as CSV",
        )


def _check_texts(xml: bytes, strings: bytes, where: str) -> None:
    """Cells name their text by number: one long text and a million cells are a small file and no small table."""
    lengths = [len(each) for each in re.split(rb"<(?:\w+:)?si\b", strings)[1:]]
    if max(lengths, default=0) * len(xml) // 20 < MOST_TEXT:  # a cell takes 20 bytes at least
        return
    shown = sum(lengths[int(n)] for n in _SHARED.findall(xml) if int(n) < len(lengths))
    if shown > MOST_TEXT:
        raise InputError(
            f"{where} repeats its texts to {shown // 2**20} MiB, more than a table may have",
            hint="save the sheet as CSV",
        )


def _as_typed(cell: object) -> str:
    match cell:
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() if cell.is_integer():
            return str(int(cell))
        case dt.datetime():
            return cell.isoformat(" ").removesuffix(" 00:00:00")
        case str():
            return restored(cell)
        case _:
            return str(cell)
