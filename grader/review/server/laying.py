"""A sitting's open answers as the records have them now: laid out anew when something of them changed behind the page."""

from grader.model.course import OpenAnswers
from grader.model.exam import Exam
from grader.records import Records
from grader.review.queue import Waiting, line_up
from grader.scoring.corrected import corrected


def lay_out(exam: Exam, records: Records, rules: OpenAnswers) -> tuple[Waiting, ...]:
    """Every open answer, decided ones too, in the queue's order."""
    held = (records.copies(exam.id), records.responses(exam.id), records.suggestions(exam.id))
    return line_up(exam, *held, records.decisions(exam.id), rules, decided_too=True)


def as_corrected(sealed: Exam, records: Records) -> Exam:
    """A sealed exam with every correction of its items that stands."""
    made = records.corrections(sealed.id).values()
    return corrected(sealed, [one for some in made for one in some])
