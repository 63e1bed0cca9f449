"""An XLSX file and values for some cells -> the file with these cells changed and nothing else.

The XML of the sheet is changed in place: every other member, and every byte of the sheet that is not one
of these cells, stays as it was; so do styles, widths, protection, pictures and whatever else a library
that reads and writes whole workbooks would lose. Only where the workbook has formulas its one switch
"work everything out when opened" is set, as what they show would be old.
"""

import html
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from xml.parsers import expat

from grader.errors import InputError, Problem
from grader.tables.package import members
from grader.tables.workbook import column_number, sheet_paths

_TAG = re.compile(rb"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_BOOK = "xl/workbook.xml"
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Values = Mapping[tuple[int, int], Decimal | str]  # by 1-based line and 0-based column


@dataclass(slots=True)
class _Row:
    """Where a row ends, and its cells: column -> (start, end, style)."""

    prefix: str
    style: str
    end: int = 0
    cells: dict[int, tuple[int, int, str]] = field(default_factory=dict)


def fill_xlsx(content: bytes, where: str, sheet: str, values: Values) -> bytes:
    """Write values into cells of a sheet, each with the style that is there; text as text, never as formula."""
    parts = dict(members(content, where))
    path = sheet_paths(parts, where)[sheet]
    xml = parts[path]
    changed = {path: _patched(xml, where, _rows(xml, where, {line for line, _ in values}), values)}
    if any(name.startswith("xl/worksheets/") and _FORMULA.search(part) for name, part in parts.items()):
        changed[_BOOK] = _worked_out_anew(parts[_BOOK])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.infolist():
            new.writestr(member, changed.get(member.filename, parts[member.filename]), member.compress_type)
    return out.getvalue()


def _rows(xml: bytes, where: str, wanted: set[int]) -> dict[int, tuple[_Row, list[tuple[int, int, str]]]]:
    """The wanted rows by line, each with the styles of the sheet's columns (first, last, style)."""
    parser = expat.ParserCreate()
    rows: dict[int, _Row] = {}
    styles: list[tuple[int, int, str]] = []
    line = column = 0
    row: _Row | None = None
    open_cell: tuple[int, str] | None = None

    def tag_at(at: int) -> bytes:
        tag = _TAG.match(xml, at)
        assert tag, "expat found a tag here"
        return tag[0]

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal line, column, row, open_cell
        prefix, _, local = name.rpartition(":")
        at = parser.CurrentByteIndex
        if local == "col" and "style" in attributes:
            styles.append((int(attributes["min"]), int(attributes["max"]), attributes["style"]))
        elif local == "row":
            line, column = int(attributes.get("r", line + 1)), 0
            style = attributes.get("s", "") if attributes.get("customFormat") in ("1", "true") else ""
            row = _Row(prefix, style) if line in wanted else None
        elif local == "c" and row is not None:
            letters = re.match(r"[A-Z]+", attributes.get("r", ""))
            column = column_number(letters[0].encode()) if letters else column + 1
            open_cell = at, attributes.get("s", "")

    def end(name: str) -> None:
        nonlocal row, open_cell
        local = name.rpartition(":")[2]
        at = parser.CurrentByteIndex
        if local == "c" and row is not None and open_cell:
            # expat stands before an end tag, and behind an element that closes itself.
            last = at if tag_at(open_cell[0]).endswith(b"/>") else xml.index(b">", at) + 1
            row.cells[column - 1] = (open_cell[0], last, open_cell[1])
            open_cell = None
        elif local == "row" and row is not None:
            row.end, rows[line], row = at, row, None

    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError) as error:
        hint = "open it in a spreadsheet and save it again as XLSX"
        raise InputError(f"{where} is damaged: {error}", hint=hint) from None
    return {line: (row, styles) for line, row in rows.items()}


def _patched(
    xml: bytes, where: str, rows: Mapping[int, tuple[_Row, list[tuple[int, int, str]]]], values: Values
) -> bytes:
    edits: list[tuple[int, int, int, bytes]] = []  # start, end, column, replacement
    for (line, column), value in values.items():
        row, styles = rows[line]
        known = row.cells.get(column)
        inherited = next((s for first, last, s in styles if first <= column + 1 <= last), "")
        style = known[2] if known else row.style or inherited
        cell = _cell(line, column, value, style, row.prefix)
        if known and _FORMULA.search(xml, known[0], known[1]):
            problem = Problem(f"{where}:{line}", "a cell to be filled holds a formula", "clear the column")
            raise InputError(f"{where} works out what should be filled in", problems=[problem])
        if known:
            edits.append((known[0], known[1], column, cell))
        else:
            after = [place[0] for other, place in row.cells.items() if other > column]
            at = min(after, default=row.end)
            edits.append((at, at, column, cell))
    pieces, done = [], 0
    for start, end, _, cell in sorted(edits):
        pieces += [xml[done:start], cell]
        done = end
    return b"".join([*pieces, xml[done:]])


def _cell(line: int, column: int, value: Decimal | str, style: str, prefix: str) -> bytes:
    p = f"{prefix}:" if prefix else ""
    letters, number = "", column + 1
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(65 + letter) + letters
    named = f'<{p}c r="{letters}{line}"' + (f' s="{html.escape(style)}"' if style else "")
    if isinstance(value, Decimal):
        return f"{named}><{p}v>{value:f}</{p}v></{p}c>".encode()
    text = html.escape(_ILLEGAL.sub("\ufffd", value))
    return f'{named} t="inlineStr"><{p}is><{p}t xml:space="preserve">{text}</{p}t></{p}is></{p}c>'.encode()


def _worked_out_anew(book: bytes) -> bytes:
    told = re.search(rb"<(?:\w+:)?calcPr\b[^<>]*?(/?>)", book)
    if not told:
        return book
    tag = re.sub(rb'\sfullCalcOnLoad="[^"]*"', b"", told[0])
    close = len(told[1])
    return book.replace(told[0], tag[:-close] + b' fullCalcOnLoad="1"' + told[1], 1)
