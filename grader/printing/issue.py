"""Who gets which copy: copies as they are and a class -> the copies to be issued and those that become void.

Nothing that was issued is issued again, so the same wish twice changes nothing the second time. Neighbours in
the list get different forms.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from grader.errors import InputError
from grader.model.exam import Exam
from grader.model.kinds import Profile
from grader.model.response import Copy, CopyStatus
from grader.model.roster import Student
from grader.printing.identity import MOST_COPIES


def personal(
    exam: Exam,
    existing: Sequence[Copy],
    people: Sequence[Student],
    *,
    seats: Mapping[str, str] | None = None,
    score_bubbles: bool = False,
) -> tuple[Copy, ...]:
    """A copy for everyone who has none that is valid; a form stays with its place in the list.

    `people` is in the order in which papers are handed out, `seats` is by student.
    """
    served = {copy.student for copy in existing if copy.status is not CopyStatus.VOIDED}
    wanted = [(n, student) for n, student in enumerate(people) if student.student_id not in served]
    number = _next(existing, len(wanted))
    return tuple(
        Copy(
            number=number + n,
            form=_form(exam, place),
            student=student.student_id,
            seat=(seats or {}).get(student.student_id, ""),
            profile=student.profile.value,
            score_bubbles=score_bubbles,
        )
        for n, (place, student) in enumerate(wanted)
    )


def reseated(existing: Sequence[Copy], seats: Mapping[str, str]) -> tuple[Copy, ...]:
    """The copies in use whose student sits elsewhere now: number and form stay, the seat is another."""
    return tuple(
        copy.model_copy(update={"seat": seat})
        for copy in existing
        for seat in [seats.get(copy.student or "")]
        if seat and copy.status is not CopyStatus.VOIDED and copy.seat != seat
    )


def alike(copies: Sequence[Copy]) -> tuple[tuple[Copy, Copy], ...]:
    """The neighbours in a stack of papers that have the same form; never the spares at its end."""
    seated = [copy for copy in copies if copy.student]
    return tuple((a, b) for a, b in pairwise(seated) if a.form == b.form)


def nameless(
    exam: Exam,
    existing: Sequence[Copy],
    many: int,
    status: CopyStatus,
    profile: Profile = Profile.STANDARD,
    *,
    score_bubbles: bool = False,
) -> tuple[Copy, ...]:
    """Copies with a matricola grid until `many` of their kind are there; `existing` is as they were printed.

    Another profile is another kind, and so are score bubbles: a sheet without them is not what was asked for.
    """
    kind = (None, status, profile.value, score_bubbles)
    there = sum((c.student, c.status, c.profile, c.score_bubbles) == kind for c in existing)
    number = _next(existing, many - there)
    return tuple(
        Copy(
            number=number + n,
            form=_form(exam, there + n),
            profile=profile.value,
            status=status,
            score_bubbles=score_bubbles,
        )
        for n in range(many - there)
    )


def reprint(
    exam: Exam,
    existing: Sequence[Copy],
    student: Student,
    *,
    seats: Mapping[str, str] | None = None,
    score_bubbles: bool = False,
) -> tuple[Copy, ...]:
    """A new copy of the form that a student has, and the old one void; the first copy if there is none.

    Seat and score bubbles stay what they were, unless others are asked for.
    """
    old = [c for c in existing if c.student == student.student_id and c.status is not CopyStatus.VOIDED]
    number = _next(existing, 1)
    new = Copy(
        number=number,
        form=old[-1].form if old else _form(exam, number - 1),
        student=student.student_id,
        seat=(seats or {}).get(student.student_id) or (old[-1].seat if old else ""),
        profile=student.profile.value,
        score_bubbles=score_bubbles or bool(old and old[-1].score_bubbles),
    )
    return (*(copy.model_copy(update={"status": CopyStatus.VOIDED}) for copy in old), new)


def _form(exam: Exam, place: int) -> str:
    return exam.forms[place % len(exam.forms)].letter


def _next(existing: Sequence[Copy], many: int) -> int:
    """The first free number, if there is room for so many."""
    first = max((copy.number for copy in existing), default=0) + 1
    if first + many - 1 > MOST_COPIES:
        raise InputError(
            f"copies are numbered up to {MOST_COPIES}; {many} more do not fit", hint="ask for fewer copies"
        )
    return first
