"""Who changes when items are corrected: the marks as they are and as they would be in, one line for each student out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from grader.gradebook.final import SittingRecords, read_records, sitting_scores, standing
from grader.gradebook.inputs import SCORES, gather
from grader.gradebook.reckoning import reckon
from grader.model.base import canonical
from grader.model.correction import Correction, NewPoints, NewRubric
from grader.model.difference import Changed
from grader.model.mark import Mark, Outcome, SittingScores
from grader.records import Records
from grader.scoring.closed import total
from grader.workspace import Sitting, Workspace


def difference(
    place: Workspace, where: Sitting, book: Records, corrections: Sequence[Correction]
) -> tuple[Changed, ...]:
    """Whoever's points or mark would change if these corrections stood and no others, by id.

    Raises what `gather` and `reckon` raise: no difference is shown on records that cannot be trusted.
    """
    held = read_records(place, where.exam(), book)
    return between(place, where, book, held, replace(held, corrections=tuple(corrections)))


def between(
    place: Workspace,
    where: Sitting,
    book: Records,
    held: SittingRecords,
    then_held: SittingRecords,
    *,
    marks: bool = True,
) -> tuple[Changed, ...]:
    """Whoever's points, waiting answers or mark are others by some records of a sitting than by others, by id."""
    exam, rules = where.exam(), place.course().open_answers
    now = sitting_scores(exam, held, book, rules)
    then = sitting_scores(exam, then_held, book, rules)
    marks_now: Mapping[str, str] = {}
    marks_then: Mapping[str, str] = {}
    if marks:
        files, name = gather(place, book), f"sittings/{where.id}/{SCORES}"
        marks_now = _marks(files)
        marks_then = _marks({**files, name: canonical(then).encode()}) if name in files else marks_now
    before, after = _sums(now), _sums(then)
    nothing = (None, 0)
    lines = (
        Changed(
            who,
            before.get(who, nothing)[0],
            after.get(who, nothing)[0],
            marks_now.get(who, ""),
            marks_then.get(who, ""),
            before.get(who, nothing)[1],
            after.get(who, nothing)[1],
        )
        for who in sorted(before.keys() | after.keys())
    )
    return tuple(one for one in lines if _left(one) != _right(one))


def _left(one: Changed) -> tuple[object, ...]:
    return one.before, one.waits_before, one.mark_before


def _right(one: Changed) -> tuple[object, ...]:
    return one.after, one.waits_after, one.mark_after


def touched_decisions(
    book: Records, sitting: str, corrections: Sequence[Correction]
) -> Mapping[str, tuple[int, ...]]:
    """For each item whose rubric or points change, the copies on which a person has decided already."""
    items = {one.item_id for one in corrections if isinstance(one.what, NewRubric | NewPoints)}
    found: dict[str, list[int]] = {}
    for copy, _, item in sorted(book.decided(sitting)):
        if item in items:
            found.setdefault(item, []).append(copy)
    return {item: tuple(copies) for item, copies in found.items()}


def without(book: Records, sitting: str, event: int) -> tuple[Correction, ...]:
    """The corrections that stand when those of an event are taken back."""
    return tuple(one for number, made in book.corrections(sitting).items() if number != event for one in made)


def along(book: Records, sitting: str, more: Sequence[Correction]) -> tuple[Correction, ...]:
    """The corrections that stand with more of them; what stands already is not made twice."""
    there = standing(book, sitting)
    return (*there, *(one for one in more if one not in _last_of_kind(there)))


def _last_of_kind(corrections: Sequence[Correction]) -> tuple[Correction, ...]:
    return tuple({(one.item_id, one.what.change): one for one in corrections}.values())


def _sums(sitting: SittingScores) -> dict[str, tuple[Decimal, int]]:
    """Points, and answers that wait, of each student or paper of nobody."""
    owner = {copy.number: copy.student or f"copy {copy.number}" for copy in sitting.copies}
    points: dict[str, list[Decimal | None]] = {}
    for score in sitting.scores:
        points.setdefault(owner[score.copy_number], []).append(score.points)
    return {
        who: (max(total(one or Decimal(0) for one in given), Decimal(0)), sum(one is None for one in given))
        for who, given in points.items()
    }


def _marks(files: Mapping[str, bytes]) -> dict[str, str]:
    """Each student's mark in a word; what waits for decisions is left as it would be now."""
    return {mark.student_id: _word(mark) for mark in reckon(dict(files)).marks}


def _word(mark: Mark) -> str:
    if mark.outcome is Outcome.GRADED and mark.value is not None:
        return f"{mark.value:f}" + (" (lode proposed)" if mark.lode_proposed else "")
    return mark.outcome.value
