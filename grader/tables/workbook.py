"""XLSX and XLS bytes -> Table: the first visible sheet, every cell as the text that was typed.

python-calamine reads. Before it does, the file is measured: what unpacks to too much, or claims cells in
the last row and column of a sheet, would fill the memory. Formulas are looked up in the raw XML, since a
reader sees only their last result: a student's `=HYPERLINK(...)` would read as an empty answer.
A number has lost its leading zeros before it comes here; who knows the column's meaning restores them.
"""

import datetime as dt
import html
import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from grader.errors import InputError
from grader.model.table import Table
from grader.tables.shape import shape
from grader.tables.writing import restored

MOST_UNPACKED = 512 * 2**20  # bytes of all members together
MOST_CELLS = 10_000_000  # rows x columns of a sheet, empty ones included: the reader's memory follows it

_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d{1,9})"')
_CELL = re.compile(
    rb'<(?:\w+:)?c\b(?:[^>]*?\br="([A-Z]{1,3})(\d{1,9})")?[^>]*>(?:<(?:\w+:)?f\b[^>]*?(?:/>|>([^<]*)<))?'
)

_DAMAGE = (  # what zipfile raises for broken bytes, a password (RuntimeError) or an odd compression
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    ArithmeticError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)

_Spots = dict[tuple[int, int], str]  # (1-based line, 0-based column) -> formula


def read_workbook(content: bytes, where: str) -> Table:
    """Read the bytes of a workbook; raise InputError for what is none, or is built to do harm."""
    parts = _sheets_xml(content, where) if content.startswith(b"PK") else {}
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            names = [
                sheet.name
                for sheet in book.sheets_metadata
                if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
            ]
            if not names:
                raise InputError(f"{where} has no visible sheet", hint="export it again")
            formulas = _measured(parts[names[0]], where) if names[0] in parts else {}
            sheet = book.get_sheet_by_name(names[0])
            grid = sheet.to_python(skip_empty_area=False)
    except CalamineError as error:
        hint = "save it again as XLSX, without a password, or as CSV"
        raise InputError(f"{where} cannot be read as a workbook: {error}", hint=hint) from None
    notes = [f'sheet "{names[0]}" of {len(names)} was read'] if len(names) > 1 else []

    def lines() -> Iterator[tuple[int, list[str]]]:
        for line, row in enumerate(grid, start=1):
            yield line, [_as_typed(cell) or formulas.get((line, i), "") for i, cell in enumerate(row)]

    return shape(where, lines(), notes, formulas)


def _sheets_xml(content: bytes, where: str) -> Mapping[str, bytes]:
    """The raw XML of every sheet by its name, after checking that the file unpacks to what it says."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
            if unpacked > MOST_UNPACKED:
                raise InputError(
                    f"{where} unpacks to {unpacked // 2**20} MiB, more than a table may have",
                    hint="save the sheet as CSV",
                )
            if archive.testzip() is not None:  # reads every member up to its stated size and no further
                raise InputError(f"{where} is damaged", hint="save it again as XLSX or CSV")
            inside = set(archive.namelist())
            if "xl/workbook.xml" not in inside:
                raise InputError(f"{where} is no XLSX file", hint="save it as XLSX or CSV")
            sheets = _attributes(archive.read("xl/workbook.xml"), b"sheet")
            links = "xl/_rels/workbook.xml.rels"
            targets = _attributes(archive.read(links), b"Relationship") if links in inside else []
            files = {target.get("Id"): target.get("Target", "") for target in targets}
            paths = {sheet.get("name", ""): _inside(files.get(sheet.get("id"), "")) for sheet in sheets}
            if any(path not in inside for path in paths.values()):
                raise InputError(
                    f"{where} is damaged: a sheet is missing", hint="save it again as XLSX or CSV"
                )
            return {name: archive.read(path) for name, path in paths.items()}
    except _DAMAGE as error:
        raise InputError(f"{where} is damaged: {error}", hint="save it again as XLSX or CSV") from None


def _attributes(xml: bytes, tag: bytes) -> list[dict[str, str]]:
    """The attributes of every element of a name, without their prefixes."""
    elements = re.findall(rb"<(?:\w+:)?" + tag + rb"\s([^>]*)>", xml)
    pairs = (
        re.findall(r'(?:\w+:)?(\w+)\s*=\s*"([^"]*)"', element.decode("utf-8", "replace"))
        for element in elements
    )
    return [{name: html.unescape(value) for name, value in pair} for pair in pairs]


def _inside(target: str) -> str:
    return target[1:] if target.startswith("/") else f"xl/{target}"


def _measured(xml: bytes, where: str) -> _Spots:
    """The formulas of a sheet; raise InputError if the sheet claims more cells than memory should hold."""
    formulas: _Spots = {}
    rows = re.split(rb"<(?:\w+:)?row\b", xml)[1:]  # cells without a place of their own are counted by row
    height = max((int(row) for row in _ROW.findall(xml)), default=len(rows))
    width = max((len(_CELL.findall(row)) for row in rows), default=0)
    for letters, line, formula in _CELL.findall(xml):
        if not letters:
            continue
        column = 0
        for letter in letters:
            column = column * 26 + letter - 64
        width, height = max(width, column), max(height, int(line))
        if formula:
            formulas[int(line), column - 1] = "=" + html.unescape(formula.decode("utf-8", "replace"))
    if max(height, len(rows)) * width > MOST_CELLS:
        raise InputError(
            f"{where} has a sheet of {height} rows and {width} columns, more than a table may have",
            hint="delete the empty rows and columns around the table, or save it as CSV",
        )
    return formulas


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
