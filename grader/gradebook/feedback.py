"""Everything that students' feedback sheets say, worked out from a sitting's records once for the whole class."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from grader.errors import InputError
from grader.gradebook.final import as_scored, final_scores, read_records
from grader.gradebook.inputs import gather, waiting_papers
from grader.gradebook.lists import Files, gather_lists, lists_of
from grader.gradebook.publishing import published_marks
from grader.gradebook.reckoning import reckon
from grader.marks.sheet import label
from grader.marks.step_words import STEP_WORDS, StepWords
from grader.model.response import CopyStatus, Response
from grader.model.score import Decision, FinalScore, Suggestion
from grader.printing.papers import Asset
from grader.records import Records
from grader.reporting.feedback import Handed, Sheets, bands, points_of, sheets_of
from grader.scoring.settle import counts
from grader.scoring.summary import undecided, unrecorded
from grader.workspace import Sitting, Workspace


@dataclass(frozen=True, slots=True)
class ClassFeedback:
    """What the sheets share, the papers in the order of the students' ids, and what people have still to do."""

    sheets: Sheets
    handed: tuple[Handed, ...]
    undecided: int  # answers without points
    unrecorded: int  # answers that no import brought, not even as blanks
    questions: int  # about paper
    untaken: int  # papers of which an import could take nothing
    nobodys: int  # papers that were handed in and belong to nobody on the roster

    @property
    def waits(self) -> bool:
        """Whether people must decide something before points may be shown."""
        return bool(self.undecided or self.unrecorded or self.questions or self.untaken or self.nobodys)


def class_feedback(
    place: Workspace, folder: Sitting, book: Records, *, asset: Asset, wanted: Collection[str] = ()
) -> ClassFeedback:
    """Gather the papers of a sitting, of all students or of those that are wanted.

    Raises InputError for a stranger, and what `gather` raises: no points are shown on records that cannot be trusted.
    """
    sealed, course = folder.exam(), place.course()
    held, exam = read_records(place, sealed, book), as_scored(sealed, book)
    scores = final_scores(sealed, held, course.open_answers)
    students = lists_of(gather_lists(place.root))[1].students
    papers: dict[int, dict[int, FinalScore]] = {}
    for score in scores:
        papers.setdefault(score.copy_number, {})[score.number] = score
    copies = {c.number: c for c in held.copies if c.number in papers and c.status is not CopyStatus.VOIDED}
    owned = {number: copy for number, copy in copies.items() if copy.student in students}
    there = {copy.student for copy in owned.values()}
    if strangers := sorted(set(wanted) - there):
        raise InputError(
            f"no paper of {sealed.id} is of {', '.join(strangers)}",
            hint="is it the right matricola and sitting?",
        )
    whole = {
        n: scores
        for n, scores in papers.items()
        if n in copies and all(s.points is not None for s in scores.values())
    }
    thirds = bands({number: points_of(given) for number, given in whole.items()})
    steps = _published_steps(gather(place, book), book, STEP_WORDS[sealed.language])
    responses, decisions = _by_copy(held.responses), _by_copy(held.decisions)
    suggestions = _by_copy(held.suggestions)
    pending = any(score.points is None for score in scores)
    untaken = len(waiting_papers(book, sealed.id))
    draft = bool(pending or held.questions or untaken or len(owned) < len(copies))
    handed = [
        Handed(
            copy=copy,
            student=students[copy.student or ""],
            responses=responses.get(number, {}),
            scores=papers[number],
            decisions=_that_stand(decisions.get(number, {}), papers[number], responses.get(number, {})),
            suggestions=suggestions.get(number, {}),
            band=None if draft else thirds.get(number),
            mark=steps.get(copy.student or "", ()),
            draft=draft,
        )
        for number, copy in owned.items()
        if not wanted or copy.student in wanted
    ]
    handed.sort(key=lambda one: (one.student.student_id, one.copy.number))
    return ClassFeedback(
        sheets_of(exam, held.corrections, len(whole), asset),
        tuple(handed),
        undecided(scores),
        unrecorded(scores),
        held.questions,
        untaken,
        len(copies) - len(owned),
    )


def _published_steps(files: Files, book: Records, words: StepWords) -> Mapping[str, tuple[str, ...]]:
    """The steps to the marks that stand published and are what they would be now, by student."""
    out = published_marks(book)
    if not out:
        return {}
    return {
        mark.student_id: tuple(step.text for step in mark.steps)
        for mark in reckon(files, words=words).marks
        if mark.student_id in out and out[mark.student_id].label == label(mark)
    }


T = TypeVar("T", Response, Decision, Suggestion)


def _by_copy(records: Sequence[T]) -> dict[int, dict[int, T]]:
    found: dict[int, dict[int, T]] = {}
    for one in records:
        found.setdefault(one.copy_number, {})[one.number] = one
    return found


def _that_stand(
    decisions: Mapping[int, Decision], scores: Mapping[int, FinalScore], responses: Mapping[int, Response]
) -> dict[int, Decision]:
    """Decisions on the items that the paper has at these numbers, not another form's, and on the answers as they read now."""
    read = {n: responses[n].answer_hash for n in responses}
    return {
        n: one
        for n, one in decisions.items()
        if n in scores and scores[n].item_id == one.item_id and counts(one, scores[n].out_of, read.get(n, ""))
    }
