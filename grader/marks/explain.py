"""A mark as a professor would explain it: the steps in words, and what they come to."""

from collections.abc import Iterator

from grader.marks.sheet import label
from grader.model.mark import Mark, Outcome
from grader.model.roster import Student


def explain(mark: Mark, student: Student) -> Iterator[str]:
    """The lines of an explanation, from the parts to the mark."""
    yield f"{student.surname} {student.name} ({student.student_id})".strip()
    for number, step in enumerate(mark.steps, 1):
        yield f"  {number}. {step.text}"
    if mark.outcome is Outcome.GRADED:
        lode = "" if mark.lode or not mark.lode_proposed else ", lode proposed"
        yield f"  = {label(mark)} by the route {mark.route}{lode}"
    elif mark.outcome is Outcome.FAIL:
        yield f"  = fail ({mark.value}) by the route {mark.route}"
    else:
        yield f"  = no mark: {mark.outcome}"
    if mark.note:
        yield f"  note: {mark.note}"
