"""CSV and XLSX files of questions: where the bytes of a file become a table, and a table bytes."""

from grader.bank.interchange.carried import Foreign, Outgoing, Sent
from grader.bank.interchange.package import is_zip
from grader.bank.interchange.pictured import named
from grader.bank.interchange.sheet import read_table
from grader.bank.interchange.sheet_out import write_table
from grader.tables import read_bytes, to_csv, to_xlsx

_OLD = b"\xd0\xcf\x11\xe0"  # how XLS begins


def is_workbook(content: bytes, name: str) -> bool:
    """Whether a file is a workbook, by its name and its first bytes."""
    return name.lower().endswith((".xlsx", ".xls")) and (is_zip(content) or content.startswith(_OLD))


def is_csv(content: bytes, name: str) -> bool:
    """Whether a file is a table in text, by its name."""
    return name.lower().endswith((".csv", ".tsv")) and not is_zip(content)


def read_sheet(content: bytes, where: str) -> Foreign:
    """The questions of a CSV, XLSX or XLS file; raise InputError when it is no table that can be trusted."""
    return read_table(read_bytes(content, where))


def write_csv(out: Outgoing) -> Sent:
    """A CSV file with a row for each item, and what of the items it does not hold."""
    return Sent(to_csv(*write_table(out)), _lost(out))


def write_xlsx(out: Outgoing) -> Sent:
    """The same as XLSX."""
    return Sent(to_xlsx(*write_table(out), sheet=out.title), _lost(out))


def _lost(out: Outgoing) -> dict[str, tuple[str, ...]]:
    """The pictures: a table names them and holds no files."""
    found = {item.id: named([item]) for item in out.items}
    return {
        id_: tuple(f"the picture {path} itself" for path in paths) for id_, paths in found.items() if paths
    }
