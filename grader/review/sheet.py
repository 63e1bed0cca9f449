"""The review sheet: every open answer on a row, with its suggestion and room for the points; and back.

Rows come question by question, so that one question is marked through the whole class, and carry the copy's
number instead of a name. On the way back only `points` and `comment` are read; a row that does not fit the
sitting, or an answer that was changed after the export, is a problem and nothing of the sheet is taken.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from grader.bank.markdown import to_plain
from grader.errors import InputError, Problem
from grader.model.exam import Exam, FormItem
from grader.model.item import Open
from grader.model.response import Copy, CopyStatus, Response
from grader.model.score import Decision, Suggestion
from grader.model.table import Row, Table

HEADER = (
    "copy",
    "number",
    "item",
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

Place = tuple[int, int, str]  # copy, number, item


@dataclass(frozen=True)
class Sheet:
    """What came back: decisions to record, those of them that change an earlier one, and what is wrong."""

    decisions: tuple[Decision, ...]
    changes: tuple[Problem, ...]  # each earlier decision that would change, from what to what
    unchanged: int
    empty: int  # rows without points
    problems: tuple[Problem, ...]
    comments: int = 0  # on rows without points: not recorded


def waiting(
    exam: Exam, copies: Sequence[Copy], responses: Sequence[Response], decisions: Sequence[Decision]
) -> tuple[tuple[FormItem, Response], ...]:
    """The open answers that no person has decided as they now stand, question by question."""
    decided = _current(decisions, responses)
    return tuple(
        (place, response)
        for place, response in _open_answers(exam, copies, responses)
        if _key(place, response) not in decided
    )


def sheet_rows(
    exam: Exam,
    copies: Sequence[Copy],
    responses: Sequence[Response],
    suggestions: Sequence[Suggestion],
    decisions: Sequence[Decision],
    *,
    decided_too: bool = False,
) -> tuple[tuple[str | int | Decimal | None, ...], ...]:
    """The rows under `HEADER`: what waits for a decision, or with `decided_too` every open answer."""
    decided = _current(decisions, responses)
    suggested = {(s.copy_number, s.number, s.item_id): s for s in suggestions}
    plain = cache(to_plain)  # one stem, a whole class
    rows = []
    for place, response in _open_answers(exam, copies, responses):
        key = _key(place, response)
        decision, suggestion = decided.get(key), suggested.get(key)
        if decision and not decided_too:
            continue
        if suggestion and suggestion.answer_hash != response.answer_hash:
            suggestion = None  # it judged another answer
        rows.append(
            (
                *key,
                plain(place.item.stem),
                response.text or response.crop,
                place.points,
                suggestion.points if suggestion else None,
                Decimal(f"{suggestion.confidence:.2f}") if suggestion else None,
                _evidence(suggestion) if suggestion else "",
                decision.points if decision else None,
                decision.comment if decision else "",
                response.answer_hash,
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
    answers = {_key(place, r): (place, r) for place, r in _open_answers(exam, copies, responses)}
    decided = _current(decisions, responses)
    found: dict[Place, tuple[Decision, int]] = {}
    problems, changes, new = [], [], []
    unchanged = empty = comments = 0
    for row in table.rows:
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
    )


def _open_answers(
    exam: Exam, copies: Sequence[Copy], responses: Sequence[Response]
) -> Iterator[tuple[FormItem, Response]]:
    """What was answered to open items on copies that count, in the order in which a person reads them."""
    forms = {form.letter: form for form in exam.forms}
    form_of = {
        c.number: forms[c.form] for c in copies if c.status is not CopyStatus.VOIDED and c.form in forms
    }
    first: dict[str, int] = {}
    for form in exam.forms:
        for place in form.items:
            first.setdefault(place.item.id, place.number)
    found = []
    for response in responses:
        form_or_none = form_of.get(response.copy_number)
        at = form_or_none.at(response.number) if form_or_none else None
        if at and isinstance(at.item, Open) and not response.blank:
            found.append((at, response))
    yield from sorted(found, key=lambda f: (first[f[0].item.id], f[0].item.id, f[1].copy_number))


def _current(decisions: Sequence[Decision], responses: Sequence[Response]) -> dict[Place, Decision]:
    """The decisions that are about the answer as it stands."""
    hashes = {(r.copy_number, r.number): r.answer_hash for r in responses}
    return {
        (d.copy_number, d.number, d.item_id): d
        for d in decisions
        if d.answer_hash in ("", hashes.get((d.copy_number, d.number)))
    }


def _key(place: FormItem, response: Response) -> Place:
    return (response.copy_number, place.number, place.item.id)


def _evidence(suggestion: Suggestion) -> str:
    """Why the machine suggests it: one line each for the reason, ideas found, ideas missing, and warnings."""
    found = [
        f"found: {i.text}" + (f' ("{i.evidence}")' if i.evidence else "") for i in suggestion.ideas if i.found
    ]
    missing = [f"not seen: {idea.text}" for idea in suggestion.ideas if not idea.found]
    flags = [f"look: {', '.join(suggestion.flags)}"] if suggestion.flags else []
    return "\n".join([*flags, suggestion.why, *found, *missing])
