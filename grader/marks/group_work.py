"""Points for the project and for the laboratories: a group's result, and what is a member's own."""

from collections.abc import Sequence
from decimal import Decimal

from grader.marks.step_words import ENGLISH, StepWords
from grader.model.course import Component
from grader.model.mark import ComponentScore, ComponentState
from grader.model.roster import LabRow, ProjectRow, ProjectStatus
from grader.scoring.closed import total


def project_score(
    name: str,
    component: Component,
    student: str,
    rows: Sequence[ProjectRow],
    words: StepWords = ENGLISH,
) -> ComponentScore:
    """The group's mark plus the member's change, within 0 and out_of; waiting until presented and marked.

    A row that was left counts only for a student who is in no other group.
    """
    nothing = ComponentScore(
        student_id=student, component=name, state=ComponentState.WAITING, out_of=component.out_of
    )
    mine = [row for row in rows if row.student_id == student]
    mine.sort(key=lambda row: row.status is ProjectStatus.WITHDRAWN)
    if not mine:
        return nothing.model_copy(update={"note": words.no_group})
    row = mine[0]
    if row.status is ProjectStatus.WITHDRAWN:
        return nothing.model_copy(
            update={"state": ComponentState.WITHDRAWN, "note": words.left_group.format(row.group)}
        )
    marks = [other.mark for other in rows if other.group == row.group and other.mark is not None]
    if row.status is not ProjectStatus.PRESENTED:
        state = words.projects.get(row.status, row.status)
        return nothing.model_copy(update={"note": words.not_presented.format(row.group, state)})
    if not marks:
        return nothing.model_copy(update={"on": row.presented_on, "note": words.not_marked.format(row.group)})
    points = min(max(total([marks[0], row.change]), Decimal(0)), component.out_of)
    change = words.change.format(f"{row.change:+}") if row.change else ""
    return nothing.model_copy(
        update={
            "state": ComponentState.SCORED,
            "points": points,
            "on": row.presented_on,
            "note": words.group.format(row.group, marks[0]) + change,
        }
    )


def lab_score(
    name: str, component: Component, student: str, rows: Sequence[LabRow], words: StepWords = ENGLISH
) -> ComponentScore:
    """`each` points for every lab passed, up to out_of.

    A lab that nobody has a result for has not been held and is not waited for; a lab that was held
    and has no result for this student is, and so is a student without a line.
    """
    nothing = ComponentScore(
        student_id=student, component=name, state=ComponentState.WAITING, out_of=component.out_of
    )
    mine = next((row for row in rows if row.student_id == student), None)
    if mine is None:
        return nothing.model_copy(update={"note": words.no_line})
    group = next((row for row in rows if not row.student_id and row.lab_group == mine.lab_group), None)
    shared = group.results if group else mine.results
    results = [own or of_group for own, of_group in zip(mine.results, shared, strict=True)]
    unmarked = [
        f"lab{n}"
        for n, result in enumerate(results, 1)
        if not result and any(row.results[n - 1] for row in rows)
    ]
    if unmarked:
        return nothing.model_copy(update={"note": words.no_result.format(", ".join(unmarked))})
    passed = results.count("pass")
    each = component.each or Decimal(0)
    return nothing.model_copy(
        update={
            "state": ComponentState.SCORED,
            "points": min(total([passed * each]), component.out_of),
            "note": words.labs.format(passed, sum(map(bool, results)), each),
        }
    )
