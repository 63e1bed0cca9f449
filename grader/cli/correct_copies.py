"""`grader correct --copy`: a copy bound to another student or form, as an event; what was read stays as it was."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import typer

from grader.cli.app import say, show_json
from grader.errors import InputError, Refused

if TYPE_CHECKING:
    from grader.model.exam import Exam
    from grader.model.response import Copy
    from grader.reading.standing import Known, Standing
    from grader.records import Records
    from grader.workspace import Sitting, Workspace


@dataclass(frozen=True, slots=True)
class Binding:
    """What was typed about a copy."""

    copy: int
    student: str = ""
    form: str = ""
    swap: int = 0
    void: bool = False


def correct_copy(
    place: "Workspace", where: "Sitting", asked: Binding, *, reason: str, dry_run: bool, json: bool
) -> None:
    """Say who changes when a copy is bound to another student or form, exchanged or voided; with a reason, record it."""
    from grader.cli import paper
    from grader.files import locked
    from grader.gradebook.paper import know
    from grader.reading.standing import SCANS, stand
    from grader.records import open_records

    if bool(asked.student or asked.form) + bool(asked.swap) + asked.void != 1:
        raise typer.BadParameter("say --student, --form or both; or --swap; or --void")
    exam, sitting = where.exam(), where.id
    with locked(where.folder / ".lock"), open_records(place.database) as book:
        known = know(place, exam, book)
        bound = _bound(exam, known, asked)
        anew = {one.number: one for one in bound}
        after = replace(known, copies=tuple(anew.get(one.number, one) for one in known.copies))
        found = stand(after)
        changes = _changes(place, book, known, after, found)
        applies = bool(reason.strip()) and not dry_run
        if applies:  # what stands already too: a command that was killed is finished by the same one again
            paper.keep(
                book, sitting, replace(found, copies=bound), {SCANS: [], "correct": asked.copy}, reason
            )
    if json:
        show_json(
            {
                "sitting": sitting,
                "dry_run": dry_run,
                "recorded": bool(bound and applies),
                "copies": [c.model_dump() for c in bound],
                "changes": changes,
            }
        )
    else:
        print(f"{'bound' if applies else 'would bind'}: {len(bound)} copies; who changes:")
        for line in changes:
            print(f"  {line['who']}: {line['before']} -> {line['after']}")
    left = [doubt for doubt in found.doubts if doubt.copy_number in anew]
    paper.ask(left)
    if not bound:
        say("this binding stands already")
    elif applies:
        say(f"next: grader score {sitting}")
    else:
        say("nothing was recorded: the same command with --reason WHY applies it")


def _bound(exam: "Exam", known: "Known", asked: Binding) -> "tuple[Copy, ...]":
    """The copies as they are to be; those that would not change are left out."""
    number, student, form, swap = asked.copy, asked.student, asked.form.upper(), asked.swap
    from grader.model.response import CopyStatus

    copies = {one.number: one for one in known.copies}
    for wanted in (number, swap):
        if wanted and wanted not in copies:
            raise InputError(
                f"there is no copy {wanted} of {exam.id}", hint=f"there are {len(copies)} copies"
            )
    one = copies[number]
    if asked.void:
        new = [one.model_copy(update={"status": CopyStatus.VOIDED})]
    elif swap:
        other = copies[swap]
        new = [
            one.model_copy(update={"student": other.student}),
            other.model_copy(update={"student": one.student}),
        ]
    else:
        letters = [known_form.letter for known_form in exam.forms]
        if form and form not in letters:
            raise InputError(f"{exam.id} has no form {form}", hint=f"there are: {', '.join(letters)}")
        if student and student not in known.roster:
            raise InputError(
                f"{student} is not on the roster of {exam.id}", hint="add the student, or correct the id"
            )
        if one.status is CopyStatus.VOIDED:
            raise Refused(f"copy {number} was voided", hint="bind the copy that replaced it")
        update: dict[str, Any] = {"student": student or one.student, "form": form or one.form}
        if student:
            update["status"] = CopyStatus.ISSUED
        new = [one.model_copy(update=update)]
        others = [c.number for c in known.copies if student and c.student == student and c.number != number]
        back = {page.reading.identity.copy_number for page in known.pages if page.reading.identity}
        if twice := [c for c in others if c in back and copies[c].status is not CopyStatus.VOIDED]:
            say(f"{student} has copy {twice[0]} too: void one, or use --swap")
    return tuple(c for c in new if c != copies[c.number])


def _changes(
    place: "Workspace", book: "Records", before: "Known", after: "Known", found: "Standing"
) -> list[dict[str, str]]:
    """Each student or copy whose points or open answers change, with both sums."""
    from grader.gradebook.final import SittingRecords, final_scores
    from grader.gradebook.paper import waiting_places
    from grader.scoring.closed import total

    rules = place.course().open_answers
    suggestions = book.suggestions(before.exam.id)
    after = replace(after, decisions=(*after.decisions, *found.decisions))
    newer = {(r.copy_number, r.number): r for r in (*before.responses, *found.responses)}

    def sums(known: "Known", answers: Any) -> dict[str, str]:
        owner = {c.number: c.student or f"copy {c.number}" for c in known.copies}
        points: dict[str, list[Decimal | None]] = {}
        held = SittingRecords(
            known.copies,
            answers,
            suggestions,
            known.decisions,
            waiting_places(replace(known, responses=answers)) if known.pages else {},
            book.accepted(before.exam.id),
        )
        for score in final_scores(known.exam, held, rules):
            points.setdefault(owner[score.copy_number], []).append(score.points)
        found = {}
        for who, given in points.items():
            waiting = sum(value is None for value in given)
            text = f"{total(value for value in given if value is not None):f} points"
            found[who] = text + (f", {waiting} answers wait" if waiting else "")
        return found

    old, new = sums(before, before.responses), sums(after, tuple(newer.values()))
    return [
        {"who": who, "before": old.get(who, "no paper"), "after": new.get(who, "no paper")}
        for who in sorted(old.keys() | new.keys())
        if old.get(who) != new.get(who)
    ]
