"""The points of a sitting that count: its sealed exam and its records in, final scores out. The one place for it."""

import json
from dataclasses import dataclass

from grader.model.course import OpenAnswers
from grader.model.event import EventKind
from grader.model.exam import Exam
from grader.model.mark import SittingScores
from grader.model.response import Copy, Leftover, Response
from grader.model.score import Decision, FinalScore, Suggestion
from grader.records import Records
from grader.scoring import settle


@dataclass(frozen=True, slots=True)
class SittingRecords:
    """What the records hold of a sitting, read once, so that everything worked out from it agrees."""

    copies: tuple[Copy, ...]
    responses: tuple[Response, ...]
    suggestions: tuple[Suggestion, ...]
    decisions: tuple[Decision, ...]


def read_records(book: Records, sitting: str) -> SittingRecords:
    """The records of a sitting as they stand."""
    return SittingRecords(
        book.copies(sitting), book.responses(sitting), book.suggestions(sitting), book.decisions(sitting)
    )


def leftovers(book: Records, sitting: str) -> tuple[Leftover, ...]:
    """What each import could not take, in the order of the imports."""
    sources = [
        (event.at.date(), json.loads(event.payload)["source"])
        for event in book.events(sitting, EventKind.IMPORTED)
    ]
    return tuple(
        Leftover(file=source["file"], on=on, students=source["untaken"], rows=source["strangers"])
        for on, source in sources
        if "untaken" in source
    )


def final_scores(exam: Exam, held: SittingRecords, rules: OpenAnswers) -> tuple[FinalScore, ...]:
    """One final score for every item of every paper that was handed in."""
    return settle(exam, held.copies, held.responses, held.suggestions, held.decisions, rules)


def sitting_scores(exam: Exam, book: Records, rules: OpenAnswers) -> SittingScores:
    """What the marks need of a sitting."""
    held = read_records(book, exam.id)
    return SittingScores(
        sitting=exam.id,
        exam=exam.blueprint_name,
        on=exam.date,
        out_of=exam.blueprint.points,
        copies=held.copies,
        scores=final_scores(exam, held, rules),
        leftovers=leftovers(book, exam.id),
    )
