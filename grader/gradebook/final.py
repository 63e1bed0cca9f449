"""The points of a sitting that count: its sealed exam and its records in, final scores out. The one place for it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from grader.errors import InputError
from grader.model.correction import Correction
from grader.model.course import OpenAnswers
from grader.model.event import EventKind
from grader.model.exam import Exam
from grader.model.mark import SittingScores
from grader.model.response import Copy, Leftover, Response
from grader.model.score import Acceptance, Decision, FinalScore, Origin, Suggestion
from grader.records import Records
from grader.scoring import settle
from grader.scoring.corrected import corrected, void, voided
from grader.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SittingRecords:
    """What the records hold of a sitting, read once, so that everything worked out from it agrees."""

    copies: tuple[Copy, ...]
    responses: tuple[Response, ...]
    suggestions: tuple[Suggestion, ...]
    decisions: tuple[Decision, ...]
    waiting: Mapping[tuple[int, int], str]  # (copy, number) that scanned paper leaves open, and why
    accepted: tuple[Acceptance, ...] = ()
    questions: int = 0  # about paper, that wait for people
    nameless: int = 0  # of these, about pages that cannot be read and do not say whose they are
    corrections: tuple[Correction, ...] = ()  # of items, after the exam


def read_records(place: Workspace, exam: Exam, book: Records) -> SittingRecords:
    """The records of a sitting as they stand."""
    id_, waiting, asked, nameless = exam.id, {}, 0, 0
    if book.page_hashes(id_):
        from grader.gradebook.paper import know, waiting_places  # only where paper was scanned: it takes time
        from grader.reading.standing import stand

        known = know(place, exam, book)
        found = stand(known)
        waiting, asked = dict(waiting_places(known, found)), len(found.doubts)
        nameless = sum(not doubt.copy_number for doubt in found.doubts)
    return SittingRecords(
        book.copies(id_),
        book.responses(id_),
        book.suggestions(id_),
        book.decisions(id_),
        waiting,
        book.accepted(id_),
        asked,
        nameless,
        standing(book, id_),
    )


def standing(book: Records, sitting: str) -> tuple[Correction, ...]:
    """The corrections of a sitting's items that stand, in order."""
    return tuple(one for made in book.corrections(sitting).values() for one in made)


def as_scored(exam: Exam, book: Records) -> Exam:
    """A sealed exam as it is scored now, with the keys, points and rubrics that were corrected since."""
    return corrected(exam, standing(book, exam.id))


def nobody_handed_in(sitting: str) -> InputError:
    """What is said where a sitting has no paper to tell of."""
    return InputError(
        f"no paper of {sitting} was handed in", hint=f"grader import {sitting} FILE, or grader read"
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
    """One final score for every item of every paper that was handed in, or that came back and waits for people.

    What paper leaves open is pending, recorded or not, unless a person gave the points.
    """
    exam = corrected(exam, held.corrections)
    settled = settle(exam, held.copies, held.responses, held.accepted, held.decisions, rules)
    scores = {(score.copy_number, score.number): score for score in settled}
    forms = {copy.number: copy.form for copy in held.copies}
    for (copy, number), why in held.waiting.items():
        item, score = exam.form(forms[copy]).at(number), scores.get((copy, number))
        assert item is not None, f"copy {copy} has no question {number}"
        if score is None or score.origin is not Origin.DECISION:
            scores[copy, number] = FinalScore(
                copy_number=copy,
                number=number,
                item_id=item.item.id,
                points=None,
                out_of=item.points,
                origin=Origin.PENDING,
                why=why,
            )
    return void([scores[place] for place in sorted(scores)], voided(held.corrections))


def sitting_scores(exam: Exam, held: SittingRecords, book: Records, rules: OpenAnswers) -> SittingScores:
    """What the marks need of a sitting."""
    return SittingScores(
        sitting=exam.id,
        exam=exam.blueprint_name,
        on=exam.date,
        out_of=exam.blueprint.points,
        copies=held.copies,
        scores=final_scores(exam, held, rules),
        leftovers=leftovers(book, exam.id),
        questions=held.questions,
        nameless=held.nameless,
    )
