"""What was published before, and what a new publication would change about it.

A published mark changes only with a reason. New attempts give new outcomes and are no corrections; a
refusal and a confirmed lode are events that carry their own reason.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.marks.sheet import label
from grader.model.base import Model
from grader.model.mark import ComponentState, Mark, Outcome


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


def published(marks: Iterable[Mark]) -> dict[str, PublishedMark]:
    """What a publication of these marks states; a student without an outcome yet is not in it."""
    return {
        mark.student_id: PublishedMark(label=label(mark), basis=_basis(mark))
        for mark in marks
        if mark.outcome is not Outcome.PENDING
    }


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
            if whole_class:
                found.append(Change(student, old.label, "no longer listed"))
        elif label(mark) != old.label and not _expected(old, mark):
            found.append(Change(student, old.label, label(mark)))
    return tuple(found)


def _expected(old: PublishedMark, mark: Mark) -> bool:
    """Whether a change explains itself: by an event with its own reason, or by a new attempt after no pass."""
    if mark.outcome is Outcome.REFUSED:
        return True
    if label(mark).rstrip("L") == old.label.rstrip("L"):
        return True  # lode is confirmed, or taken back, by an event
    return not old.label[0].isdigit() and _basis(mark) != old.basis


def _basis(mark: Mark) -> tuple[str, ...]:
    return tuple(
        f"{part.component} {part.sitting or part.on or ''}".strip()
        for part in mark.components
        if part.state is not ComponentState.WAITING
    )
