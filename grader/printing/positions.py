"""A course's pattern of student ids -> what may stand at each position, for the grid on paper.

Understood: characters, classes such as [A-Z0-9], \\d, and each of them repeated as {8}, {6,8} or ?.
Anything else (alternatives, groups, endless repeats) has no grid and is refused.
"""

import re

from grader.errors import InputError, Problem

_ELEMENT = re.compile(
    r"(\[(?:[A-Za-z0-9-]|\\d|\\[^\w\s])+\]|\\d|\\[^\w\s]|[A-Za-z0-9])(\{(\d+)(?:,(\d+))?\}|\?)?"
)
_RANGE = re.compile(r"\\d|(\\?[A-Za-z0-9])-([A-Za-z0-9])|\\?(.)")
MOST = 16  # positions


def positions(pattern: str) -> tuple[str, ...]:
    """The characters that may stand at each position, left to right; raise InputError if there is no grid."""
    rest = pattern.strip().removeprefix("^").removesuffix("$")
    found: list[str] = []
    while rest:
        element = _ELEMENT.match(rest)
        if element is None:
            raise _refused(pattern, f"{rest!r} in it has no fixed positions")
        many = 1 if element[2] in (None, "?") else int(element[4] or element[3])
        found += [_characters(element[1])] * many
        rest = rest[element.end() :]
        if len(found) > MOST:
            raise _refused(pattern, f"it has more than {MOST} positions")
    if not found:
        raise _refused(pattern, "it is empty")
    return tuple(found)


def _characters(element: str) -> str:
    """`[A-C0]` -> ABC0, `\\d` -> 0123456789, `X` -> X."""
    inner = element[1:-1] if element.startswith("[") else element
    found = ""
    for part in _RANGE.finditer(inner):
        if part[0] == r"\d":
            found += "0123456789"
        elif part[1]:
            found += "".join(map(chr, range(ord(part[1].lstrip("\\")), ord(part[2]) + 1)))
        else:
            found += part[3]
    return "".join(dict.fromkeys(found))


def _refused(pattern: str, why: str) -> InputError:
    return InputError(
        "the sheet's grid for the student id cannot be drawn",
        problems=[Problem("course.yaml", f"matricola {pattern!r}: {why}")],
        hint="write it like [A-Z][0-9]{8}, or print personalised copies, which need no grid",
    )
