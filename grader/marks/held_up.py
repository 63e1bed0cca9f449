"""What a mark that waits lacks at a sitting, and the command that brings it: final scores in, what is lacking out. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from grader.model.mark import SittingScores
from grader.model.response import CopyStatus
from grader.model.score import FinalScore
from grader.scoring.summary import undecided, unrecorded


class Lack(StrEnum):
    """What a mark waits for."""

    DECISIONS = "decisions"
    ANSWERS = "answers that are not recorded"
    ONE_PAPER = "all but one of the student's papers to be voided"


CURES = {
    Lack.DECISIONS: "grader review {}",
    Lack.ANSWERS: "grader import {} FILE",
    Lack.ONE_PAPER: "grader correct {} --copy N --void",
}


def lacks(sitting: SittingScores, students: Iterable[str]) -> dict[str, tuple[Lack, ...]]:
    """What is lacking of the papers of students whose marks wait for the sitting.

    Who has no paper there is in it for one of which an import could take nothing.
    """
    of: dict[str, set[int]] = {student: set() for student in students}
    for copy in sitting.copies:
        if copy.student in of and copy.status is not CopyStatus.VOIDED:
            of[copy.student].add(copy.number)
    owner = {number: student for student, numbers in of.items() for number in numbers}
    papers: dict[str, dict[int, list[FinalScore]]] = {student: {} for student in of}
    for score in sitting.scores:
        if student := owner.get(score.copy_number):
            papers[student].setdefault(score.copy_number, []).append(score)
    return {student: tuple(_of_one(list(found.values()))) for student, found in papers.items()}


def _of_one(papers: Sequence[Sequence[FinalScore]]) -> Iterator[Lack]:
    if len(papers) > 1:
        yield Lack.ONE_PAPER
        return
    scores = [score for paper in papers for score in paper]
    missing = bool(unrecorded(scores)) or not scores
    if undecided(scores) or not missing:
        yield Lack.DECISIONS
    if missing:
        yield Lack.ANSWERS
