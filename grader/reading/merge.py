"""Papers that were read, and what the records hold -> the copies and responses that are new.

An answer that was recorded earlier stays, unless it is to be replaced; an answer that says the same changes
nothing, so that a repeated import is without effect. A question that a file has no column for is not a
blank: it is listed until another file brings it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from grader.errors import Problem, Severity
from grader.model.exam import Exam
from grader.model.response import Copy, CopyStatus, Response
from grader.reading.answers import Answer
from grader.reading.papers import Paper, Typed
from grader.reading.words import quoted


@dataclass(frozen=True)
class Merged:
    """What is to be recorded, and what people must look at."""

    copies: tuple[Copy, ...]  # new, or bound anew
    responses: tuple[Response, ...]  # new, or different where that was asked for
    unchanged: int  # answers that are recorded already
    problems: tuple[Problem, ...]
    untaken: tuple[str, ...] = ()  # students whom the file has answers of, and the records none at all


def merge(
    exam: Exam, typed: Typed, copies: Sequence[Copy], responses: Sequence[Response], *, replace: bool = False
) -> Merged:
    """Compare the papers with the records; with `replace`, what the file says counts where they differ."""
    forms = {form.letter: form.items for form in exam.forms}
    known = {(r.copy_number, r.number): r for r in responses}
    bound = _Bindings(exam, typed.where, copies, replace)
    problems, new, unchanged, implied = list(typed.problems), [], 0, 0
    seen = {(paper.form, number) for paper in typed.papers for number in paper.answers}
    missing: Counter[tuple[str, int]] = Counter()

    for paper in typed.papers:
        copy = bound.copy_of(paper)
        if copy is None:
            continue
        for place in forms[paper.form]:
            number, earlier = place.number, known.get((copy.number, place.number))
            if number in paper.unclear:
                continue
            answer = paper.answers.get(number)
            if answer is None and earlier is None:
                if (paper.form, number) not in seen:
                    missing[paper.form, number] += 1
                    continue
                answer, implied = (
                    Answer(),
                    implied + 1,
                )  # others answered it in this file; this student did not
            if answer is None:
                continue
            response = Response(
                copy_number=copy.number, number=number, letters=answer.letters, text=answer.text
            )
            if earlier and _alike(earlier, response):
                unchanged += 1
            elif earlier is None or replace:
                new.append(response)
            else:
                where = f"{typed.where}:{paper.lines[number]}"
                what = (
                    f"{paper.student} answers question {number} with {_shown(response)}; "
                    f"an earlier import says {_shown(earlier)}, which is kept"
                )
                problems.append(Problem(where, what, "to change it: --replace --reason WHY"))

    for (form, number), count in sorted(missing.items()):
        what = f"question {number} of form {form} has no column and no recorded answer for {count} papers"
        problems.append(Problem(typed.where, what, "import a file that has it; until then it is no blank"))
    if implied:
        what = f"{implied} answers have no row and are taken as blank"
        problems.append(Problem(typed.where, what, "", Severity.WARNING))
    answered = {r.copy_number for r in (*responses, *new)}
    present = {
        copy.student
        for copy in bound.by_number.values()
        if copy.number in answered and copy.status is not CopyStatus.VOIDED
    }
    untaken = sorted({*typed.in_doubt, *(paper.student for paper in typed.papers)} - present)
    return Merged(tuple(bound.changed), tuple(new), unchanged, (*problems, *bound.problems), tuple(untaken))


class _Bindings:
    """Which copy each paper is: the student's own, the one the file names, or a new one."""

    def __init__(self, exam: Exam, where: str, copies: Sequence[Copy], replace: bool) -> None:
        self.exam, self.where, self.replace = exam, where, replace
        self.last = max((copy.number for copy in copies), default=0)
        self.by_number = {copy.number: copy for copy in copies}
        self.of_student: dict[str, list[Copy]] = {}
        for copy in copies:
            if copy.student and copy.status is not CopyStatus.VOIDED:
                self.of_student.setdefault(copy.student, []).append(copy)
        self.changed: list[Copy] = []
        self.problems: list[Problem] = []

    def copy_of(self, paper: Paper) -> Copy | None:
        """The copy that the paper is, recorded as changed where it is new; none where a person must say."""
        own = self.of_student.get(paper.student, [])
        if len(own) > 1:
            return self._refuse(paper, f"{paper.student} has {len(own)} copies", "void all but one")
        if own and paper.copy not in (0, own[0].number):
            what = f"{paper.student} has copy {own[0].number}, and the file says {paper.copy}"
            return self._refuse(paper, what, "void the copy that does not count")
        copy = own[0] if own else self.by_number.get(paper.copy)
        if copy is None:
            self.last = max(self.last + (paper.copy == 0), paper.copy)
            return self._record(Copy(number=paper.copy or self.last, form=paper.form, student=paper.student))
        if copy.student not in (None, paper.student):
            return self._refuse(paper, f"copy {copy.number} is {copy.student}'s", "correct the copy's number")
        if copy.status is CopyStatus.VOIDED:
            return self._refuse(paper, f"copy {copy.number} was voided", "correct the copy's number")
        if copy.form != paper.form:
            what = (
                f"{paper.student} has form {copy.form} (copy {copy.number}), and the file says {paper.form}"
            )
            if not self.replace:
                return self._refuse(paper, what, "to change it: --replace --reason WHY")
            if len(paper.answers) < len(self.exam.form(paper.form).items):
                return self._refuse(paper, what, "with another form, the file must have every question")
        if (copy.form, copy.student) == (paper.form, paper.student):
            return copy
        update = {"form": paper.form, "student": paper.student, "status": CopyStatus.ISSUED}
        return self._record(copy.model_copy(update=update))

    def _record(self, copy: Copy) -> Copy:
        self.by_number[copy.number] = copy
        self.changed.append(copy)
        return copy

    def _refuse(self, paper: Paper, what: str, hint: str) -> Copy | None:
        self.problems.append(Problem(f"{self.where}:{paper.line}", what, hint))
        return None


def _alike(one: Response, other: Response) -> bool:
    """The same answer; a spreadsheet that saves a table again changes the line ends inside its cells."""
    one_text, other_text = (r.text.replace("\r\n", "\n").replace("\r", "\n") for r in (one, other))
    return (one.letters, one_text) == (other.letters, other_text)


def _shown(response: Response) -> str:
    return "nothing" if response.blank else quoted(response.text or ", ".join(response.letters), 30)
