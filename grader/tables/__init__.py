"""CSV and XLSX in and out, every cell text, spreadsheets' quirks handled once.

What comes in is a file of a student office, a learning platform or a colleague; what goes out is a
`Table` whose cells are exactly what was typed. Nothing is guessed in silence: what had to be guessed
(encoding, separator, sheet) stands in the table's notes, and what cannot be read is an InputError
that lists every place. No meaning is given to a column here.
"""

from collections.abc import Iterator
from pathlib import Path

from grader.errors import InputError
from grader.model.table import Grid, Table
from grader.tables.delimited import read_text, read_text_grid
from grader.tables.workbook import read_grids, read_workbook
from grader.tables.writing import Cell, as_text_xlsx, to_csv, to_xlsx

__all__ = ["Cell", "as_xlsx", "grids", "read", "read_bytes", "read_content", "to_csv", "to_xlsx"]

LARGEST = 512 * 2**20  # bytes: a million typed answers are below it, a disk image is not
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # XLSX is a zip file, XLS an OLE container


def read(path: Path, where: str | None = None) -> Table:
    """Read a CSV, XLSX or XLS file, told apart by content; raise InputError with every problem in it."""
    name = where or path.name
    return read_bytes(read_content(path, name), name)


def read_content(path: Path, name: str) -> bytes:
    """The bytes of a file that may be a table; raise InputError where there is none, or it is too large."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise InputError(
                f"{name} has {size // 2**20} MiB, more than a table may have",
                hint=f"split it into files of at most {LARGEST // 2**20} MiB",
            )
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{name} cannot be read: {error.strerror}", hint="check the file's name") from None


def read_bytes(content: bytes, where: str) -> Table:
    """The same for a file's content that is already in memory."""
    return (read_workbook if content.startswith(_WORKBOOKS) else read_text)(content, where)


def grids(content: bytes, where: str) -> Iterator[Grid]:
    """The visible sheets of a file as they stand, for those who find the header by what is in it."""
    if content.startswith(_WORKBOOKS):
        yield from read_grids(content, where)
    else:
        yield read_text_grid(content, where)


def as_xlsx(content: bytes, where: str) -> bytes:
    """The texts of a workbook's visible sheets, each at its place, as XLSX: what remains of an old XLS file."""
    return as_text_xlsx({grid.sheet: grid.rows for grid in grids(content, where)})
