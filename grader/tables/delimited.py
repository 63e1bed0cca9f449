"""CSV text in whatever dialect it comes -> Table: encoding and separator are found from the content.

Spreadsheets write UTF-8 with or without a mark, UTF-16 and, in western Europe, cp1252; they separate by
comma, semicolon or tab. The csv module reads, in its strict mode: a stray quotation mark would
otherwise swallow the rest of the file into one cell without a word.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from itertools import islice

from grader.errors import InputError, Problem
from grader.model.table import Table
from grader.tables.shape import shape
from grader.tables.writing import restored

_SEPARATORS = ";,\t"
_SAMPLE = 200  # records by which a separator is judged
_NAMES = {",": "a comma", ";": "a semicolon", "\t": "a tab"}


def read_text(content: bytes, where: str) -> Table:
    """Read the bytes of a CSV file; raise InputError for what is no table."""
    text, notes = _decoded(content, where)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        problem = Problem(f"{where}:{line}", "a NUL character", "this is no CSV file: export it again")
        raise InputError(f"{where} is not text", problems=[problem])
    told = re.match(r'"?sep=(.)"?(\r\n|\r|\n)', text)  # Excel's own first line
    separator = told[1] if told else _separator(text)
    if separator != ",":
        notes.append(f"separated by {_NAMES.get(separator, separator)}")
    rows = _records(text, separator, where)
    if told:
        next(rows)
    return shape(where, ((line, [restored(cell) for cell in cells]) for line, cells in rows), notes)


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


def _separator(text: str) -> str:
    """The separator under which most of the first records are as wide as the header, then the widest header."""

    def fit(separator: str) -> tuple[float, int]:
        records = islice(_records(text, separator, "", strict=False), _SAMPLE)
        widths = [len(cells) for _, cells in records if any(cell.strip() for cell in cells)]
        if not widths or widths[0] == 1:
            return (0.0, 0)
        return (sum(width == widths[0] for width in widths) / len(widths), widths[0])

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
