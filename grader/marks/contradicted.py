"""Who is recorded as absent from a sitting and has answers in it, each as a warning: one of the two is a mistake.

What a person recorded counts, and these answers give no points; a paper on which nothing is answered contradicts nobody.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from grader.errors import Problem, Severity
from grader.marks.numbers import shown
from grader.model.kinds import Recordable
from grader.model.mark import SittingScores, StatusEntry
from grader.model.response import CopyStatus
from grader.scoring.closed import total


def contradicted(sitting: SittingScores, statuses: Sequence[StatusEntry]) -> Iterator[Problem]:
    """The papers of those who are recorded as absent, with what they are worth and how to end it."""
    absent = {
        entry.student_id
        for entry in statuses
        if (entry.status, entry.sitting) == (Recordable.ABSENT, sitting.sitting)
    }
    answered = {score.copy_number for score in sitting.scores if not score.blank}
    for copy in sitting.copies:
        if copy.student not in absent or copy.number not in answered or copy.status is CopyStatus.VOIDED:
            continue
        points = [score.points for score in sitting.scores if score.copy_number == copy.number]
        worth = max(total(given for given in points if given is not None), Decimal(0))
        so_far = " so far" if None in points else ""
        yield Problem(
            f"sittings/{sitting.sitting}",
            f"{copy.student} is recorded as absent, and has copy {copy.number} with answers: "
            f"{shown(worth)} of {shown(sitting.out_of)} points{so_far}, which do not count",
            f"if they came: grader record {copy.student} absent --sitting {sitting.sitting} --undo --reason WHY; "
            f"if it is another's paper: grader correct {sitting.sitting} --copy {copy.number} --student ID",
            Severity.WARNING,
        )
