"""Zip files of unknown origin -> their files in memory, or a refusal before anything is unpacked; and zips with the same bytes every time.

Nothing is ever extracted to a folder here: what a package holds is bytes by name, and where they go is decided elsewhere.
Zips within a zip are not opened.
"""

import io
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping

from grader.bank.interchange.xml import refused

LARGEST = 100 * 2**20  # bytes of the zip itself
UNPACKED = 200 * 2**20  # bytes of all its files together
MOST = 5000  # files
TIMES = 200  # times larger unpacked than packed; texts reach 20, a run of zeros 1000
_DATE = (1980, 1, 1, 0, 0, 0)  # the first that a zip can hold


def is_zip(content: bytes) -> bool:
    """Whether a file begins as zips do."""
    return content[:4] in (b"PK\3\4", b"PK\5\6")


def unpack(content: bytes, where: str) -> dict[str, bytes]:
    """Every file of a zip by its name with `/` between folders; raise InputError with all that is wrong before unpacking."""
    if len(content) > LARGEST:
        raise refused(where, f"the zip has more than {LARGEST // 2**20} MB", "split it")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if what := _wrong_together(entries, len(content)) or _wrong_name(entries):
                raise refused(where, what, "nothing was unpacked; export the package again")
            return {entry.filename: archive.read(entry) for entry in entries if not entry.is_dir()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise refused(where, f"the zip is broken: {error}", "export the package again") from None


def pack(files: Mapping[str, bytes]) -> bytes:
    """A zip of files in the order given; the same files give the same bytes on every day."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, also where it is not
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return packed.getvalue()


def _wrong_together(entries: list[zipfile.ZipInfo], size: int) -> str:
    """What is wrong with the sizes and the number of the files, or an empty text."""
    if len(entries) > MOST:
        return f"the zip has {len(entries)} files; {MOST} are read at most"
    if sum(entry.file_size for entry in entries) > UNPACKED:
        return f"the zip would unpack to more than {UNPACKED // 2**20} MB"
    if sum(entry.compress_size for entry in entries) > size:
        return "files of the zip lie over each other, as in a zip bomb"
    for entry in entries:
        if entry.file_size > 2**20 and entry.file_size > TIMES * max(entry.compress_size, 1):
            return f"{_shown(entry)} unpacks to more than {TIMES} times its size, as in a zip bomb"
        if entry.flag_bits & 1:
            return f"{_shown(entry)} is encrypted"
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            return f"{_shown(entry)} is packed in an unusual way"
    return ""


def _wrong_name(entries: list[zipfile.ZipInfo]) -> str:
    """What is wrong with the names and kinds of the files, or an empty text."""
    seen: dict[str, str] = {}
    for entry in entries:
        name = entry.orig_filename
        steps = name.removesuffix("/").split("/")
        if "\\" in name or name.startswith("/") or any(step in ("", ".", "..") for step in steps):
            return f"{_shown(entry)} points out of the package, or is no plain name"
        if ":" in steps[0] or any(unicodedata.category(character)[0] == "C" for character in name):
            return f"{_shown(entry)} has a name that no package needs"
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            return f"{_shown(entry)} is a link or a device, not a file"
        folded = unicodedata.normalize("NFC", name.removesuffix("/")).casefold()
        if folded in seen:
            return f"{_shown(entry)} is there twice (also as {seen[folded]})"
        seen[folded] = _shown(entry)
    return ""


def _shown(entry: zipfile.ZipInfo) -> str:
    """A file's name as a message may print it."""
    return repr(entry.orig_filename[:80])
