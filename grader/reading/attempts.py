"""Of a platform's attempts, those that count: finished ones, and of several by one student the first or the last.

A quiz system exports a row for each attempt, also for one that was never submitted. Which of several counts is for the
instructor to say; until then none does, and the paper waits. A table without such columns is left as it is.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.errors import Problem, Severity
from grader.model.kinds import Counts
from grader.model.table import Row, Table
from grader.reading.answers import is_nothing
from grader.reading.columns import WHO, Columns, Role
from grader.reading.words import bare, quoted


@dataclass(frozen=True, slots=True)
class Attempts:
    """The rows of a table by what becomes of them."""

    rows: tuple[Row, ...]  # to be read
    waiting: tuple[Row, ...]  # one for each student of whom no attempt can be taken
    problems: tuple[Problem, ...]


def attempts(
    table: Table, columns: Columns, *, counts: Counts | None = None, unfinished: bool = False
) -> Attempts:
    """Choose the attempts that count; with `unfinished` one that was never submitted is as good as another."""
    roles = columns.roles
    if columns.long or not {Role.STARTED, Role.FINISHED, Role.ATTEMPT} & roles.keys():
        return Attempts(table.rows, (), ())
    of_student: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in table.rows:
        of_student[tuple(bare(row.cells[roles[role]]) for role in WHO if role in roles)].append(row)
    taken: set[int] = set()
    waiting, problems = [], []
    for rows in of_student.values():
        counting, said = _counting(table, columns, rows, counts, unfinished)
        problems += said
        if counting:
            taken |= {row.line for row in counting}
        else:
            waiting.append(rows[0])
    return Attempts(tuple(r for r in table.rows if r.line in taken), tuple(waiting), tuple(problems))


def _counting(
    table: Table, columns: Columns, rows: Sequence[Row], counts: Counts | None, unfinished: bool
) -> tuple[list[Row], list[Problem]]:
    """The rows of one student that are to be read; none where a person must say something first."""
    open_ = [] if unfinished else [row for row in rows if _never_submitted(row, columns)]
    done = [row for row in rows if row not in open_]
    problems = []
    for row in open_:
        state = row.cells.get(columns.roles.get(Role.STATE, ""), "")
        what = "this attempt was never submitted" + (f" ({quoted(state)})" if state.strip() else "")
        if done:
            problems.append(Problem(table.at(row), f"{what}; another one counts", "", Severity.WARNING))
        else:
            problems.append(Problem(table.at(row), what, "to take it as it stands: --unfinished"))
    if not _several(done, columns):
        return done, problems
    lines = ", ".join(str(row.line) for row in done)
    if counts is None:
        what = f"this student has {len(done)} attempts (lines {lines}); none is taken"
        return [], [*problems, Problem(table.at(done[0]), what, "say which counts: --attempt last, or first")]
    ordered = _in_order(done, columns.roles)
    if ordered is None:
        what = f"which of the attempts in lines {lines} came first cannot be told from their dates"
        return [], [*problems, Problem(table.at(done[0]), what, "remove the rows that do not count")]
    return [ordered[-1 if counts is Counts.LAST else 0]], problems


def _never_submitted(row: Row, columns: Columns) -> bool:
    """A row that says when it was begun, or anything else, and has a dash or nothing for when it was submitted."""
    finished, started = (columns.roles.get(role) for role in (Role.FINISHED, Role.STARTED))
    if finished is None or not is_nothing(row.cells[finished]):
        return False
    begun = started is not None and not is_nothing(row.cells[started])
    return begun or any(not is_nothing(row.cells[column]) for column in columns.questions)


def _several(rows: Sequence[Row], columns: Columns) -> bool:
    """Whether rows are different attempts; the same row twice is not."""
    roles = columns.roles
    told = [roles[role] for role in (Role.ATTEMPT, Role.STARTED, Role.FINISHED) if role in roles]
    return len({tuple(row.cells[column].strip() for column in told) for row in rows}) > 1


def _in_order(rows: Sequence[Row], roles: Mapping[Role, str]) -> list[Row] | None:
    """Rows by the number of the attempt, else by their dates; nothing where these do not say it."""
    if Role.ATTEMPT in roles:
        numbers = [row.cells[roles[Role.ATTEMPT]].strip() for row in rows]
        if all(n.isascii() and n.isdigit() for n in numbers) and len(set(numbers)) == len(numbers):
            return sorted(rows, key=lambda row: int(row.cells[roles[Role.ATTEMPT]]))
    for role in (Role.FINISHED, Role.STARTED):
        texts = [row.cells[roles[role]] for row in rows] if role in roles else []
        orders = []
        for day_first in (True, False):
            dates = [_moment(text, day_first) for text in texts]
            if texts and None not in dates and len(set(dates)) == len(dates):
                by_date = sorted(zip(dates, range(len(rows)), strict=True), key=lambda pair: str(pair[0]))
                orders.append([rows[index] for _, index in by_date])
        if orders and all(order == orders[0] for order in orders):
            return orders[0]
    return None


_MONTHS = (  # by their first letters, in English, Italian, Spanish, French, German, Catalan and Portuguese
    "jan gen ene gen",
    "feb fev fév",
    "mar mär",
    "apr abr avr",
    "may mag mai mayo",
    "jun giu juin",
    "jul lug juil",
    "aug ago aou",
    "sep set",
    "oct ott okt out",
    "nov",
    "dec dic dez des déc",
)


def _month(word: str) -> int:
    """The number of a month's name, 0 for another word."""
    beginnings = [(bare(b), n) for n, names in enumerate(_MONTHS, 1) for b in names.split()]
    found = [(len(b), n) for b, n in beginnings if bare(word).startswith(b)]
    return max(found)[1] if found else 0


def _moment(text: str, day_first: bool) -> dt.datetime | None:
    """A date with a time as platforms write it, in whole seconds; time zones are taken to be the same."""
    words = [_month(word) for word in re.findall(r"[^\W\d_]{3,}", text)]
    month = next((n for n in reversed(words) if n), 0)  # martedì 3 novembre
    numbers = [int(n) for n in re.findall(r"\d+", text.split("+")[0])]
    if month and len(numbers) >= 2:
        first, second, *clock = numbers
        day, year = (second, first) if first > 31 else (first, second)
    elif len(numbers) >= 3:
        one, two, three, *clock = numbers
        if one > 31:
            year, month, day = one, two, three
        else:
            day, month = (one, two) if day_first else (two, one)
            year = three
    else:
        return None
    hour, minute, second = (*clock, 0, 0, 0)[:3]
    if re.search(r"\bp\.?\s?m\b", text, re.IGNORECASE) and hour < 12:
        hour += 12
    elif re.search(r"\ba\.?\s?m\b", text, re.IGNORECASE) and hour == 12:
        hour = 0
    try:
        return dt.datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None
