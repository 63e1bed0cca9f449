"""The review sheet: every open answer on a row, with its suggestion and room for the points; and back.

Rows come in the order of the queue and carry the copy's number instead of a name. On the way back `points` and
`comment` are read, and `group`: a row "as copy 7" without points takes those of copy 7's row for the same item. A
row that does not fit the sitting, or an answer that was changed after the export, is a problem and nothing of
the sheet is taken.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from grader.bank.markdown import to_plain
from grader.errors import InputError, Problem
from grader.model.exam import Exam, FormItem
from grader.model.response import Copy, Response
from grader.model.score import Decision, Suggestion
from grader.model.table import Row, Table
from grader.review.queue import Place, Waiting, current, open_answers

HEADER = (
    "copy",
    "number",
    "item",
    "turn",
    "group",
    "question",
    "answer",
    "out_of",
    "suggestion",
    "confidence",
    "evidence",
    "points",
    "comment",
    "answer_hash",
)
_NEEDED = ("copy", "number", "item", "points", "answer_hash")
_POINTS = re.compile(r"\d{1,4}([.,]\d{1,6})?")
_AS = "as copy "
_LISTED = 12  # copies named of a large group; each has its own row all the same


@dataclass(frozen=True)
class Sheet:
    """What came back: decisions to record, those of them that change an earlier one, and what is wrong."""

    decisions: tuple[Decision, ...]
    changes: tuple[Problem, ...]  # each earlier decision that would change, from what to what
    unchanged: int
    empty: int  # rows without points
    problems: tuple[Problem, ...]
    comments: int = 0  # on rows without points: not recorded


def sheet_rows(queue: Sequence[Waiting]) -> tuple[tuple[str | int | Decimal | None, ...], ...]:
    """The rows under `HEADER`, in the order of the queue."""
    plain = cache(to_plain)  # one stem, a whole class
    rows = []
    for one in queue:
        suggestion, decision = one.suggestion, one.decision
        made = suggestion if suggestion and suggestion.promised else None
        rows.append(
            (
                *one.key,
                one.turn.value,
                f"{_AS}{one.like}" if one.like else f"serves {_listed(one.serves)}" if one.serves else "",
                plain(one.place.item.stem),
                one.response.text or one.response.crop,
                one.place.points,
                made.points if made else None,
                Decimal(f"{made.confidence:.2f}") if made else None,
                _evidence(suggestion) if suggestion else "",
                decision.points if decision else None,
                decision.comment if decision else "",
                one.response.answer_hash,
            )
        )
    return tuple(rows)


def read_sheet(
    table: Table,
    exam: Exam,
    copies: Sequence[Copy],
    responses: Sequence[Response],
    decisions: Sequence[Decision],
) -> Sheet:
    """Read a sheet that people filled; raise InputError if it is no review sheet."""
    if lacking := [name for name in _NEEDED if name not in table.header]:
        what = f"{table.where} is no review sheet: it has no column {', '.join(lacking)}"
        raise InputError(what, hint=f"`grader review {exam.id} --export` writes one")
    answers = {
        (r.copy_number, place.number, place.item.id): (place, r)
        for place, r in open_answers(exam, copies, responses, decisions)
    }
    decided = current(decisions, answers.values())
    leaders = {(row.cells["copy"].strip(), row.cells["item"].strip()): row for row in table.rows}
    found: dict[Place, tuple[Decision, int]] = {}
    problems, changes, new = [], [], []
    unchanged = empty = comments = 0
    for own in table.rows:
        row = _with_group(own, leaders)
        if not row.cells["points"].strip():
            empty += 1
            comments += bool(row.cells.get("comment", "").strip())
            continue
        decision = _decision(row, table.at(row), answers)
        if isinstance(decision, Problem):
            problems.append(decision)
            continue
        key = (decision.copy_number, decision.number, decision.item_id)
        if key in found:
            earlier, line = found[key]
            if earlier != decision:
                what = f"copy {key[0]}, question {key[1]} has other points or another comment in line {line}"
                problems.append(Problem(table.at(row), what, "keep one of the two rows"))
            continue
        found[key] = (decision, row.line)
        before = decided.get(key)
        if before and (before.points, before.comment) == (decision.points, decision.comment):
            unchanged += 1
            continue
        new.append(decision)
        if before:
            what = f"copy {key[0]}, question {key[1]}: {before.points} points become {decision.points}"
            changes.append(Problem(table.at(row), what))
    return Sheet(tuple(new), tuple(changes), unchanged, empty, tuple(problems), comments)


def _with_group(row: Row, leaders: Mapping[tuple[str, str], Row]) -> Row:
    """A row "as copy N" that has no points, with the points of copy N's row, and its comment where it has none."""
    like = row.cells.get("group", "").strip()
    if row.cells["points"].strip() or not like.startswith(_AS):
        return replace(row, cells={**row.cells, "group": ""}) if like else row
    leader = leaders.get((like.removeprefix(_AS).strip(), row.cells["item"].strip()))
    points = leader.cells["points"].strip() if leader else ""
    if leader is None or not _POINTS.fullmatch(points):  # what is wrong there is said there
        return row
    comment = row.cells.get("comment", "").strip() or leader.cells.get("comment", "")
    return replace(row, cells={**row.cells, "points": points, "comment": comment})


def _decision(row: Row, where: str, answers: Mapping[Place, tuple[FormItem, Response]]) -> Decision | Problem:
    cells = {name: cell.strip() for name, cell in row.cells.items()}
    numbers = [
        int(cells[name]) if re.fullmatch(r"[0-9]{1,7}", cells[name]) else 0 for name in ("copy", "number")
    ]
    key = (numbers[0], numbers[1], cells["item"])
    if key not in answers:
        what = f"copy {cells['copy']}, question {cells['number']} ({cells['item']}) has no open answer here"
        return Problem(where, what[:200], "do not edit these columns; is it the sheet of another sitting?")
    place, response = answers[key]
    if cells["answer_hash"] != response.answer_hash:
        what = f"copy {key[0]}, question {key[1]}: the answer was changed after the sheet was written"
        return Problem(where, what, "export the sheet again and read the new answer")
    if not _POINTS.fullmatch(cells["points"]):
        return Problem(where, f'"{cells["points"][:30]}" is no number of points', "write 1.5 or 1,5")
    points = Decimal(cells["points"].replace(",", "."))
    if points > place.points:
        return Problem(where, f"{points} points of at most {place.points}", "correct the points")
    comment = row.cells.get("comment", "").strip()
    return Decision(
        copy_number=key[0],
        number=key[1],
        item_id=key[2],
        points=points,
        comment=comment,
        answer_hash=response.answer_hash,
        like=int(row.cells["group"].strip().removeprefix(_AS)) if row.cells.get("group", "").strip() else 0,
    )


def _listed(copies: Sequence[int]) -> str:
    named = ", ".join(f"copy {copy}" for copy in copies[:_LISTED])
    return named + (f" and {len(copies) - _LISTED} more" if len(copies) > _LISTED else "")


def _evidence(one: Suggestion) -> str:
    """Why the machine suggests it, or abstains: a line for each reason, idea, graded answer and warning."""
    found = [f"found: {i.text}" + (f' ("{i.evidence}")' if i.evidence else "") for i in one.ideas if i.found]
    missing = [f"not seen: {idea.text}" for idea in one.ideas if not idea.found]
    near = [
        f"like {f'copy {n.copy_number}' if n.copy_number else 'an earlier answer'}: {n.points} points,"
        f" meaning {n.similarity:.2f}"
        for n in one.nearest
    ]
    flags = [f"look: {', '.join(one.flags)}"] if one.flags else []
    return "\n".join([*flags, one.why, *near, *found, *missing])
