"""The graded answers of a course's earlier sittings to the open items of an exam: read from sealed exams and records."""

from collections.abc import Mapping

from grader.gradebook.final import standing
from grader.model.exam import Exam
from grader.records import Records
from grader.scoring.openended.earlier import Earlier, Weighed, graded_then, open_ids, together
from grader.workspace import Workspace


def earlier_answers(place: Workspace, exam: Exam, book: Records) -> Mapping[Weighed, tuple[Earlier, ...]]:
    """What people gave on earlier dates, by item, the latest sitting first; nothing where the course does not want it."""
    wanted = open_ids(exam)
    if not wanted or not place.course().open_answers.earlier:
        return {}
    exams = [where.exam() for where in place.sittings() if where.id != exam.id]
    before = [one for one in exams if one.date < exam.date and wanted & open_ids(one)]
    return together(
        [
            graded_then(
                exam,
                then,
                book.copies(then.id),
                book.responses(then.id),
                book.decisions(then.id),
                standing(book, then.id),
            )
            for then in sorted(before, key=lambda one: (one.date, one.id), reverse=True)
        ]
    )
