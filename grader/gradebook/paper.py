"""What is known of a sitting's paper, and which answers people must look at before anything of them counts.

Worked out by the code that `grader read` asks with, each time anew: a doubt that comes after an answer was
recorded retracts nothing, and that answer does not count until a person has spoken.
"""

from collections.abc import Mapping, Sequence

from grader.gradebook.lists import gather_lists, lists_of, statuses
from grader.model.exam import Exam
from grader.model.kinds import Recordable
from grader.model.paper import PaperStatus, Question, ReadPage
from grader.model.response import CopyStatus
from grader.reading.account import Account
from grader.reading.again import as_judged
from grader.reading.standing import Known, Standing, roster_of, stand
from grader.records import Records
from grader.workspace import Workspace

UNTAKEN = "it was read, and is not recorded yet: read the scans again"


def know(place: Workspace, exam: Exam, book: Records, more: Sequence[ReadPage] = ()) -> Known:
    """What the records and the roster hold about a sitting, with pages that are not recorded (yet)."""
    course, class_list = lists_of(gather_lists(place.root))
    marks = [entry for entry in statuses(book) if entry.sitting == exam.id]

    def named(status: Recordable) -> frozenset[str]:
        return frozenset(entry.student_id for entry in marks if entry.status is status)

    return Known(
        exam=exam,
        matricola=course.matricola,
        pages=(*as_judged(book.pages(exam.id), book.judged(exam.id)), *more),
        copies=book.copies(exam.id),
        printed=book.printed(exam.id),
        roster=roster_of(class_list.enrolled.get(exam.date), class_list.students),
        withdrawn=named(Recordable.WITHDRAWN),
        absent=named(Recordable.ABSENT),
        sayings=book.sayings(exam.id),
        responses=book.responses(exam.id),
        imports=book.imports(exam.id),
        decisions=book.decisions(exam.id),
        on_paper=book.on_paper(exam.id),
    )


def waiting_places(known: Known, found: Standing | None = None) -> Mapping[tuple[int, int], str]:
    """The (copy, number) that paper leaves open, each with what people are asked."""
    found = found or stand(known)
    copies = {copy.number: copy for copy in known.copies}
    recorded = {response.copy_number for response in known.responses}
    places = {(r.copy_number, r.number): UNTAKEN for r in found.responses}
    for paper in found.account.papers:
        if paper.copy.status is CopyStatus.VOIDED or paper.status is PaperStatus.NO_INK:
            continue
        if paper.copy.number not in recorded:
            pages = ", ".join(map(str, paper.missing))
            why = f"page {pages} did not come back" if pages else UNTAKEN
            for item in known.exam.form(paper.copy.form).items:
                places.setdefault((paper.copy.number, item.number), why)
    for doubt in found.doubts:
        number = doubt.copy_number
        if number not in copies or copies[number].status is CopyStatus.VOIDED:
            continue  # an unreadable page may not say whose it is
        form = known.exam.form(copies[number].form)
        if doubt.question is Question.NO_INK:
            places |= {(number, item.number): doubt.why for item in form.items}
        elif doubt.question is Question.PAGE:
            shown = _numbers(found.account, number, doubt.page)
            places |= {(number, item.number): doubt.why for item in form.items if item.number in shown}
        elif doubt.question in (Question.ANSWER, Question.SCORE):
            places[number, doubt.number] = doubt.why
    return places


def _numbers(account: Account, copy: int, page: int) -> set[int]:
    """The printed numbers on a page of a copy, over all its scans."""
    found: set[int] = set()
    for scan in account.pages:
        identity = scan.reading.identity
        if identity and (identity.copy_number, identity.page) == (copy, page):
            found |= {fill.number for fill in scan.reading.fills} | {box.number for box in scan.boxes}
    return found
