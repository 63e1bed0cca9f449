"""What was published before, and what a new publication would change about it.

A published mark changes only with a reason. New attempts give new outcomes and are no corrections; a
refusal and a confirmed lode are events that carry their own reason.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.marks.sheet import label
from grader.model.base import Model
from grader.model.mark import ComponentState, Mark, Outcome

GONE = "no longer listed"


class PublishedMark(Model):
    """A student's outcome as it was published, and the attempts it rested on."""

    label: str
    basis: tuple[str, ...]  # "mid_course 2026-04-15-mid-course"


@dataclass(frozen=True, slots=True)
class Change:
    """A published outcome that would become another one."""

    student_id: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.student_id}: {self.before} -> {self.after}"


def published(
    marks: Iterable[Mark], before: Mapping[str, PublishedMark] | None = None, *, whole_class: bool = True
) -> dict[str, PublishedMark]:
    """What a publication of these marks states.

    A student without an outcome is in it only to take back what was published before; so is, with
    `whole_class`, one who is no longer listed.
    """
    before = before or {}
    now = {mark.student_id: PublishedMark(label=label(mark), basis=_basis(mark)) for mark in marks}
    gone = {student: PublishedMark(label=GONE, basis=()) for student in before if student not in now}
    stated = {
        student: mark for student, mark in now.items() if mark.label != Outcome.PENDING or student in before
    }
    return {**stated, **gone} if whole_class else stated


def corrections(
    before: Mapping[str, PublishedMark], marks: Sequence[Mark], *, whole_class: bool = True
) -> tuple[Change, ...]:
    """The changes to what was published that need a reason, in the order of the matricola.

    With `whole_class`, a published student who is no longer among the marks is one of them.
    """
    now = {mark.student_id: mark for mark in marks}
    found = []
    for student, old in sorted(before.items()):
        mark = now.get(student)
        if mark is None:
            if whole_class and old.label != GONE:
                found.append(Change(student, old.label, GONE))
        elif label(mark) != old.label and not _expected(old, mark):
            found.append(Change(student, old.label, label(mark)))
    return tuple(found)


def _expected(old: PublishedMark, mark: Mark) -> bool:
    """Whether a change explains itself: by an event with its own reason, or by a new attempt after no pass."""
    if mark.outcome is Outcome.REFUSED:
        return True
    if label(mark).rstrip("L") == old.label.rstrip("L"):
        return True  # lode is confirmed, or taken back, by an event
    if old.label in (Outcome.PENDING, GONE):
        return True  # what was published is taken back already
    return not old.label[0].isdigit() and _basis(mark) != old.basis


def _basis(mark: Mark) -> tuple[str, ...]:
    return tuple(
        f"{part.component} {part.sitting or part.on or ''}".strip()
        for part in mark.components
        if part.state is not ComponentState.WAITING
    )
