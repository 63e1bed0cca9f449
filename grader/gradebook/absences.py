"""Who is recorded as absent and has answers all the same, from the records of a sitting."""

from collections.abc import Sequence

from grader.errors import Problem
from grader.gradebook.final import read_records, sitting_scores
from grader.marks.contradicted import contradicted
from grader.model.kinds import Recordable
from grader.model.mark import StatusEntry
from grader.records import Records
from grader.workspace import Sitting, Workspace


def contradictions(
    place: Workspace, sitting: Sitting, book: Records, said: Sequence[StatusEntry]
) -> tuple[Problem, ...]:
    """What statuses and answers of a sitting say differently; its papers are looked at only where somebody is absent."""
    if not any((entry.status, entry.sitting) == (Recordable.ABSENT, sitting.id) for entry in said):
        return ()
    exam = sitting.exam()
    held = read_records(place, exam, book)
    return tuple(contradicted(sitting_scores(exam, held, book, place.course().open_answers), said))
