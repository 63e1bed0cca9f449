"""CSV text in whatever dialect it comes -> Table: encoding and separator are found from the content.

Spreadsheets write UTF-8 with or without a mark, UTF-16 and, in western Europe, cp1252; they separate by
comma, semicolon or tab. The csv module reads, in its strict mode: a stray quotation mark would
otherwise swallow the rest of the file into one cell without a word.
"""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from grader.errors import InputError, Problem
from grader.model.table import Grid, Table
from grader.tables.shape import shape
from grader.tables.writing import restored_cell

_SEPARATORS = ";,\t"
_SAMPLE = 200  # records by which a separator is judged
_NAMES = {",": "a comma", ";": "a semicolon", "\t": "a tab"}


def read_text(content: bytes, where: str) -> Table:
    """Read the bytes of a CSV file; raise InputError for what is no table."""
    rows, notes = _read(content, where)
    return shape(where, rows, notes)


def read_text_grid(content: bytes, where: str) -> Grid:
    """The same before columns are named: lines above the header do not say how the file is separated."""
    rows, notes = _read(content, where, preamble=True)
    return Grid(where, tuple((line, tuple(cells)) for line, cells in rows), notes=tuple(notes))


def _read(
    content: bytes, where: str, *, preamble: bool = False
) -> tuple[Iterator[tuple[int, list[str]]], list[str]]:
    if content[:200].lstrip().lower().startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        hint = "open it in a spreadsheet and save it as XLSX"
        raise InputError(f"{where} is a web page or XML, whatever its name says", hint=hint)
    text, notes = _decoded(content, where)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        problem = Problem(f"{where}:{line}", "a NUL character", "this is no CSV file: export it again")
        raise InputError(f"{where} is not text", problems=[problem])
    told = re.match(r'"?sep=(.)"?(\r\n|\r|\n)', text)  # Excel's own first line
    separator = told[1] if told else _separator(text, preamble=preamble)
    if separator != ",":
        notes.append(f"separated by {_NAMES.get(separator, separator)}")
    rows = _records(text, separator, where)
    if told:
        next(rows)
    return ((line, [restored_cell(cell) for cell in cells]) for line, cells in rows), notes


def _decoded(content: bytes, where: str) -> tuple[str, list[str]]:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return content.decode("utf-16"), ["read as UTF-16"]
        except UnicodeDecodeError:
            raise InputError(f"{where} is broken UTF-16", hint="save it again as UTF-8") from None
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
    lenient = content.decode("utf-8", "surrogateescape")
    if re.search(r"[\x80-\ud7ff\ue000-\U0010ffff]", lenient):
        # Valid UTF-8 letters beside invalid bytes: as cp1252, every "è" would become "Ã¨".
        what = "a byte that is not UTF-8 in a file that otherwise is"
        raise InputError(
            f"{where} mixes two encodings",
            problems=[Problem(f"{where}:{line}", what, "correct this line, or save the file again as UTF-8")],
        )
    try:
        return content.decode("cp1252"), ["not UTF-8: read as cp1252 (Windows western European)"]
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = Problem(f"{where}:{line}", "neither UTF-8 nor cp1252", "save the file as UTF-8")
        raise InputError(f"{where} cannot be read as text", problems=[problem]) from None


def _separator(text: str, *, preamble: bool = False) -> str:
    """The separator under which most of the first records are as wide as the header, then the widest header.

    With a preamble the header's width is not known: the commonest width is taken for it.
    """

    def fit(separator: str) -> tuple[float, int]:
        records = islice(_records(text, separator, "", strict=False), _SAMPLE)
        widths = [len(cells) for _, cells in records if any(cell.strip() for cell in cells)]
        header = Counter(width for width in widths if width > 1).most_common(1) if preamble else []
        width = header[0][0] if header else widths[0] if widths else 1
        if width == 1:
            return (0.0, 0)
        return (sum(each == width for each in widths) / len(widths), width)

    best = max(_SEPARATORS, key=fit)
    return best if fit(best) > (0.0, 0) else ","


def _records(
    text: str, separator: str, where: str, *, strict: bool = True
) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it starts on."""
    csv.field_size_limit(2**31 - 1)  # an answer may be long; the whole file has a limit
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=strict)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        problem = Problem(
            f"{where}:{line}",
            f"quotation marks do not match ({error})",
            'a cell with " in it is written "like ""this"" one"',
        )
        raise InputError(f"{where} is not a table that can be trusted", problems=[problem]) from None
