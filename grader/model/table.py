"""A table as read from a file: every cell is text, every row knows its line; and a grid, before columns are named."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in the file (or the sheet), and its cells by column name."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A header and rows of text, with what had to be guessed while reading."""

    where: str  # the file's name for messages
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()  # "read as cp1252", "separated by ;"
    formulas: Mapping[tuple[int, str], str] = field(default_factory=dict)  # (line, column) -> "=SUM(A1)"

    def at(self, row: Row) -> str:
        """`file:line` of a row, for a Problem."""
        return f"{self.where}:{row.line}"


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet as it stands in a file, whatever its rows mean: a university's list begins with a title and dates."""

    where: str  # the file's name for messages
    rows: tuple[tuple[int, tuple[str, ...]], ...]  # line, cells
    sheet: str = ""  # its name; "" of a CSV file
    of: int = 1  # visible sheets of the file
    formulas: Mapping[tuple[int, int], str] = field(default_factory=dict)  # (line, 0-based column)
    notes: tuple[str, ...] = ()
