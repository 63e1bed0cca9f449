"""The text of a file of unknown origin, in the encodings that text files have, or a refusal."""

import codecs

from grader.bank.interchange.xml import refused

LARGEST = 50 * 2**20  # bytes; half a million questions


def decode(content: bytes, where: str) -> str:
    """The text of UTF-8 or UTF-16 bytes with line feeds at the ends of lines; raise InputError for anything else."""
    if len(content) > LARGEST:
        raise refused(where, f"the file has more than {LARGEST // 2**20} MB", "split it")
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise refused(f"{where}:{line}", "not UTF-8 text", "save the file as UTF-8") from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise refused(
            f"{where}:{line}", "a character that no text file holds (NUL)", "save the file as UTF-8 text"
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")
