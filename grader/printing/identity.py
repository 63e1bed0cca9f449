"""Who a page is: the 20 characters of its printed code, and back again.

    G1 3F09A2C4 00017 02 K7Q      version, exam, copy, page, check

Upper case and digits only, because 20 such characters are what the smallest QR code (version 1, 21 modules,
level M: ISO/IEC 18004, table 7) holds: its modules are the largest that the place allows.
"""

import re
from zlib import crc32

from grader.model.base import fingerprint
from grader.model.exam import Exam
from grader.model.sheet import Identity

VERSION = "G1"
MOST_COPIES = 99_999
MOST_PAGES = 99

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FORM = re.compile(r"(G1([0-9A-F]{8})([0-9]{5})([0-9]{2}))([0-9A-Z]{3})")


def exam_tag(exam: Exam) -> str:
    """The first 8 hexadecimal digits of a sealed exam's fingerprint."""
    return fingerprint(exam)[:8]


def encode(identity: Identity) -> str:
    """The text of a page's code."""
    assert re.fullmatch("[0-9a-f]{8}", identity.exam), "an exam's tag is 8 hexadecimal digits"
    assert 0 < identity.copy_number <= MOST_COPIES and 0 < identity.page <= MOST_PAGES, "numbers that fit"
    said = f"{VERSION}{identity.exam.upper()}{identity.copy_number:05d}{identity.page:02d}"
    return said + _check(said)


def decode(text: str) -> Identity | None:
    """What a code's text says, or none if it is not one of ours or its check is wrong."""
    found = _FORM.fullmatch(text)
    if found is None or _check(found[1]) != found[5] or found[3] == "00000" or found[4] == "00":
        return None
    return Identity(exam=found[2].lower(), copy_number=int(found[3]), page=int(found[4]))


def _check(said: str) -> str:
    """Three characters of CRC-32: one wrong text in 46,656 passes."""
    left = crc32(said.encode()) % 36**3
    return _DIGITS[left // 36**2] + _DIGITS[left // 36 % 36] + _DIGITS[left % 36]
