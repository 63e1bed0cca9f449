"""The bytes of an XLSX file -> its members, once it is sure that no member does harm; nothing is written here.

An XLSX file is a zip file of XML. What is built to fill the memory, to reach outside, to be read twice in
two ways, or to run is refused before any other reader sees it: sizes and names from the directory first,
then each member's content. Nothing is ever unpacked to the disk.
"""

import io
import lzma
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping

from grader.errors import InputError

MOST_UNPACKED = 512 * 2**20  # bytes of all members together
HARMLESS = (
    32 * 2**20
)  # bytes unpacked, up to which no ratio is suspicious: they unpack in a tenth of a second
MOST_RATIO = 50  # unpacked to packed; a sheet of one number a million times has 16
_MOST_DIRECTORY = 2**20  # bytes of the list of members, which zipfile reads whole: some ten thousand names

_XML = (".xml", ".rels", ".vml")
_RUNS = re.compile(r"vbaproject\w*\.bin$|^xl/(macrosheets|dialogsheets)/|/activex", re.IGNORECASE)
_AGAIN = "save it again as XLSX or CSV"
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


def members(content: bytes, where: str) -> Mapping[str, bytes]:
    """Every member by its name, in the file's order; raise InputError for a file that does harm or is no XLSX."""
    _check_directory(content, where)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            listed = archive.infolist()
            _check_sizes(listed, where)
            _check_names(listed, where)
            found = {member.filename: archive.read(member) for member in listed}
    except _DAMAGE as error:
        raise InputError(f"{where} is damaged: {error}", hint=_AGAIN) from None
    if "xl/workbook.xml" not in found:
        raise InputError(f"{where} is no XLSX file", hint="save it as XLSX or CSV")
    for name, inside in found.items():
        _check_inside(name, inside, where)
    return found


def _check_directory(content: bytes, where: str) -> None:
    end = content.rfind(b"PK\x05\x06", max(0, len(content) - 65_557))
    if end >= 0 and int.from_bytes(content[end + 12 : end + 16], "little") > _MOST_DIRECTORY:
        raise InputError(f"{where} holds more files than a workbook has", hint=_AGAIN)


def _check_sizes(listed: list[zipfile.ZipInfo], where: str) -> None:
    packed = sum(member.compress_size for member in listed)
    unpacked = sum(member.file_size for member in listed)
    if unpacked > MOST_UNPACKED or (unpacked > HARMLESS and unpacked > packed * MOST_RATIO):
        raise InputError(
            f"{where} unpacks to {unpacked // 2**20} MiB, more than a table may have",
            hint="save the sheet as CSV",
        )


def _check_names(listed: list[zipfile.ZipInfo], where: str) -> None:
    seen: set[str] = set()
    for member in listed:
        name = member.filename
        if name.startswith(("/", "\\")) or ":" in name or ".." in re.split(r"[/\\]", name):
            raise InputError(f"{where} has a member outside its folder: {name!r}", hint=_AGAIN)
        if stat.S_ISLNK(member.external_attr >> 16):
            raise InputError(f"{where} has a link in place of a file: {name!r}", hint=_AGAIN)
        if name.casefold() in seen:
            raise InputError(f"{where} has two members named {name!r}", hint=_AGAIN)
        seen.add(name.casefold())
        if _RUNS.search(name):
            raise InputError(f"{where} has macros", hint="save it as XLSX, which has none, or as CSV")
        if name.casefold().startswith("xl/externallinks/"):
            hint = "replace the formulas that read other files by their values, and save it again"
            raise InputError(f"{where} takes values from other files", hint=hint)


def _check_inside(name: str, inside: bytes, where: str) -> None:
    if inside.startswith(b"PK\x03\x04"):
        raise InputError(f"{where} has another archive in it: {name!r}", hint=_AGAIN)
    if not name.casefold().endswith(_XML):
        return
    if b"\0" in inside:  # UTF-16 would hide from the next line what it looks for
        raise InputError(f"{where}: {name} is not UTF-8", hint=_AGAIN)
    if b"<!DOCTYPE" in inside or b"<!ENTITY" in inside:
        raise InputError(f"{where}: {name} declares entities, which no spreadsheet writes", hint=_AGAIN)
