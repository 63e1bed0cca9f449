"""Where code and formulas stand in a Markdown text, found in one pass however many signs of theirs it has."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator

_MARK = re.compile(
    r"(?P<fence>^ {0,3}(?:`{3,}|~{3,}))|(?P<ticks>`+)|(?P<display>\$\$)|(?P<math>(?<![\\$])\$(?=[^\s$]))",
    re.M,
)


def kept_stretches(text: str) -> Iterator[tuple[int, int]]:
    """The begin and the end of each block of code, code span, displayed and inline formula."""
    runs: defaultdict[int, list[int]] = defaultdict(list)  # where runs of backticks begin, by their length
    for run in re.finditer("`+", text):
        runs[len(run[0])].append(run.start())
    position = 0
    while mark := _MARK.search(text, position):
        start, after = mark.span()
        if mark["fence"]:
            stop = _end_of_block(text, mark["fence"].strip(), after)
        elif mark["ticks"]:
            places = runs[len(mark["ticks"])]
            next_ = bisect_right(places, start)
            stop = places[next_] + len(mark["ticks"]) if next_ < len(places) else 0
        elif mark["display"]:
            stop = text.find("$$", after) + 2 if text.find("$$", after) >= 0 else 0
        else:
            closing, line = text.find("$", after), text.find("\n", after)
            stop = closing + 1 if closing > after and (line < 0 or closing < line) else 0
        if stop:
            yield start, stop
        elif mark["display"]:
            stop = after
        position = stop or after


def _end_of_block(text: str, fence: str, after: int) -> int:
    """Where a block of code ends: at a line of at least as many of its signs, or with the text."""
    closing = re.compile(rf"^ {{0,3}}{re.escape(fence[0])}{{{len(fence)},}}[ \t]*$", re.MULTILINE)
    found = closing.search(text, after)
    return found.end() if found else len(text)
