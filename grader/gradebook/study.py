"""What an exam says, worked out from its sealed exam and its records: the one place where a report's findings meet."""

from collections.abc import Iterator, Sequence

from grader.analysis.alarms import alarms_of
from grader.analysis.options import option_statistics
from grader.analysis.papers import papers_of
from grader.analysis.statistics import item_statistics, whole_statistics
from grader.gradebook.final import (
    SittingRecords,
    as_scored,
    final_scores,
    nobody_handed_in,
    read_records,
)
from grader.gradebook.judging import judged_of, moments_of
from grader.model.event import EventKind
from grader.model.exam import Exam
from grader.model.item import Open
from grader.model.score import FinalScore
from grader.records import Records
from grader.reporting.agreement import agreements, calibration, effort
from grader.reporting.choices import choices_of
from grader.reporting.findings import Corrected, Findings, PaperAccount
from grader.reporting.forms import difference, forms_of
from grader.reporting.pace import pace_of
from grader.scoring.corrected import voided
from grader.workspace import Sitting, Workspace


def study(place: Workspace, folder: Sitting, book: Records) -> Findings:
    """Work out everything that a report of a sitting says; raise InputError when nobody handed a paper in."""
    sealed = folder.exam()
    held = read_records(place, sealed, book)
    found = findings(place, sealed, book, held, final_scores(sealed, held, place.course().open_answers))
    if found is None:
        raise nobody_handed_in(sealed.id)
    return found


def findings(
    place: Workspace, sealed: Exam, book: Records, held: SittingRecords, scores: Sequence[FinalScore]
) -> Findings | None:
    """The same from records and final scores that were read already; none when nobody handed a paper in.

    The points of a void item are made of the others, so it has none of the figures that belong to items.
    """
    papers = papers_of(scores)
    if not papers.copies:
        return None
    void = voided(held.corrections)
    counted = papers_of([score for score in scores if score.item_id not in void])
    exam = as_scored(sealed, book)
    letters = {copy.number: copy.form for copy in held.copies}
    options = option_statistics(exam, held.copies, held.responses, counted)
    asked_openly = frozenset(p.item.id for form in exam.forms for p in form.items if isinstance(p.item, Open))
    decided, work = book.decided(sealed.id), effort(scores, held.decisions, asked_openly)
    judged = tuple(judged_of(held, scores, decided, asked_openly))
    alarms = alarms_of(exam, held.copies, held.responses, counted, options, judged)
    return Findings(
        exam=exam,
        forms=forms_of(papers, letters, void),
        difference=difference(papers, letters),
        papers=papers,
        items=item_statistics(counted),
        whole=whole_statistics(papers, void=void),
        options=options,
        alarms=alarms,
        graders=len({one.grader for one in judged} - {""}),
        choices=choices_of(exam, held.copies, held.responses, counted),
        effort=work,
        pace=pace_of(moments_of(decided, asked_openly), work),
        agreements=agreements(held.suggestions, held.decisions),
        calibration=calibration(held.suggestions, held.decisions),
        corrections=tuple(corrections_made(book, sealed.id)),
        account=_account(place, sealed, book, held),
    )


def corrections_made(book: Records, sitting: str) -> Iterator[Corrected]:
    """The corrections of a sitting's items that stand, with who made them, when and why."""
    events = {event.sequence: event for event in book.events(sitting, EventKind.CORRECTED)}
    for sequence, made in book.corrections(sitting).items():
        event = events[sequence]
        for one in made:
            yield Corrected(one, event.actor, event.at, event.reason)


def _account(place: Workspace, exam: Exam, book: Records, held: SittingRecords) -> PaperAccount | None:
    if not book.page_hashes(exam.id):
        return None
    from grader.gradebook.paper import know
    from grader.reading.standing import stand

    found = stand(know(place, exam, book)).account
    return PaperAccount(
        {status.value: n for status, n in found.statuses.items()},
        found.counted,
        {
            "roster": len(found.roster),
            "present": len(found.present),
            "absent": len(found.absent),
            "withdrawn": len(found.withdrawn),
        },
    )
