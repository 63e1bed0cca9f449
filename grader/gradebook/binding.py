"""Binding a copy to another student or form, exchanging two or voiding one: who changes by it, before it is recorded.

No reading and no decision is touched; what a sheet says under another form is worked out again from what was read.
"""

from collections.abc import Sequence
from dataclasses import replace

from grader.errors import InputError, Refused
from grader.gradebook.difference import between
from grader.gradebook.final import read_records
from grader.gradebook.paper import know, waiting_places
from grader.model.difference import Binding, Foreseen, Proposal
from grader.model.exam import Exam
from grader.model.response import Copy, CopyStatus
from grader.reading.standing import Known, stand
from grader.records import Records
from grader.records.bindings import Bound
from grader.workspace import Sitting, Workspace


def foresee_binding(
    place: Workspace,
    where: Sitting,
    book: Records,
    proposal: Proposal,
    *,
    after: int,
    stands: tuple[int, ...],
) -> Foreseen:
    """Who would change when copies are bound, or a binding is taken back; raises InputError or Refused where it cannot be."""
    exam = where.exam()
    known = know(place, exam, book)
    warnings: tuple[str, ...] = ()
    if proposal.binding:
        copies, warnings = _as_asked(exam, known, proposal.binding)
    else:
        copies = _as_before(known, proposal.undo, book.bindings(where.id)[proposal.undo])
    anew = {one.number: one for one in copies}
    then = replace(known, copies=tuple(anew.get(one.number, one) for one in known.copies))
    found = stand(then)
    held = read_records(place, exam, book)
    newer = {(r.copy_number, r.number): r for r in (*held.responses, *found.responses)}
    then = replace(then, responses=tuple(newer.values()), decisions=(*then.decisions, *found.decisions))
    waiting = dict(waiting_places(then)) if known.pages else {}
    then_held = replace(
        held,
        copies=then.copies,
        responses=then.responses,
        decisions=then.decisions,
        waiting=waiting,
        questions=len(found.doubts),
        nameless=sum(not doubt.copy_number for doubt in found.doubts),
    )
    try:
        lines = between(place, where, book, held, then_held)
    except (
        InputError
    ) as error:  # a list or the policy must be corrected: whose paper it is can be said all the same
        lines = between(place, where, book, held, then_held, marks=False)
        warnings = (*warnings, f"marks are not compared: {str(error).splitlines()[0]}")
    return Foreseen(
        proposal=proposal,
        after=after,
        new=bool(copies),
        lines=lines,
        touched={},
        stands=stands,
        copies=copies,
        responses=found.responses,
        decisions=found.decisions,
        asks=tuple(doubt.told for doubt in found.doubts if doubt.copy_number in anew),
        warnings=warnings,
    )


def _as_asked(exam: Exam, known: Known, asked: Binding) -> tuple[tuple[Copy, ...], tuple[str, ...]]:
    """The copies as they are to be, those that would not change left out; and what a person should know of it."""
    copies = {one.number: one for one in known.copies}
    for wanted in (asked.copy_number, asked.swap):
        if wanted and wanted not in copies:
            raise InputError(
                f"there is no copy {wanted} of {exam.id}", hint=f"there are {len(copies)} copies"
            )
    one = copies[asked.copy_number]
    warnings: tuple[str, ...] = ()
    if asked.void:
        new = [one.model_copy(update={"status": CopyStatus.VOIDED})]
    elif asked.swap:
        other = copies[asked.swap]
        new = [
            one.model_copy(update={"student": other.student}),
            other.model_copy(update={"student": one.student}),
        ]
    else:
        new = [_bound(exam, known, one, asked)]
        warnings = _twice(known, asked)
    return tuple(c for c in new if c != copies[c.number]), warnings


def _bound(exam: Exam, known: Known, one: Copy, asked: Binding) -> Copy:
    form, letters = asked.form.upper(), [form.letter for form in exam.forms]
    if form and form not in letters:
        raise InputError(f"{exam.id} has no form {form}", hint=f"there are: {', '.join(letters)}")
    if asked.student and asked.student not in known.roster:
        raise InputError(
            f"{asked.student} is not on the roster of {exam.id}", hint="add the student, or correct the id"
        )
    if one.status is CopyStatus.VOIDED:
        raise Refused(f"copy {one.number} was voided", hint="bind the copy that replaced it, or take it back")
    status = CopyStatus.ISSUED if asked.student else one.status
    return one.model_copy(
        update={"student": asked.student or one.student, "form": form or one.form, "status": status}
    )


def _twice(known: Known, asked: Binding) -> tuple[str, ...]:
    """What is said where a student would have two papers."""
    back = {page.reading.identity.copy_number for page in known.pages if page.reading.identity}
    others: Sequence[int] = [
        c.number
        for c in known.copies
        if asked.student
        and c.student == asked.student
        and c.number != asked.copy_number
        and c.number in back
        and c.status is not CopyStatus.VOIDED
    ]
    return (f"{asked.student} has copy {others[0]} too: void one, or exchange the two",) if others else ()


def _as_before(known: Known, undo: int, bound: Bound) -> tuple[Copy, ...]:
    """The copies as they were before a correction, if nothing changed them since."""
    now = {one.number: one for one in known.copies}
    if others := [one.number for one in bound.after if now[one.number] != one]:
        raise Refused(
            f"copy {others[0]} was bound anew since correction {undo}",
            hint="take that back first, or bind the copy as it should be",
        )
    return bound.before
