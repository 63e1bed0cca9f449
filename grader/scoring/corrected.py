"""Corrections after the exam: a sealed exam and what was changed since in, the exam to score by out; and voided items.

Pure. Nothing of the sealed exam is lost: this is worked out anew each time.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal

from grader.errors import Problem
from grader.model.correction import Correction, NewAnswer, NewKey, NewPoints, NewRubric, Void
from grader.model.exam import Exam, FormItem
from grader.model.item import Numeric, Open
from grader.model.kinds import Voiding
from grader.model.score import FinalScore, Origin

OF_THE_REST = "void: waits for the other answers, whose mean takes its place"
_EXACT = Decimal("1e-12")


def corrected(exam: Exam, corrections: Iterable[Correction]) -> Exam:
    """The exam as it is scored from now on: same items at the same places, other keys, points and rubrics."""
    of: dict[str, list[Correction]] = defaultdict(list)
    for one in corrections:
        of[one.item_id].append(one)
    if not of:
        return exam
    forms = tuple(
        form.model_copy(update={"items": tuple(_corrected(place, of[place.item.id]) for place in form.items)})
        for form in exam.forms
    )
    return exam.model_copy(update={"forms": forms})


def impossible(exam: Exam, corrections: Sequence[Correction]) -> tuple[Problem, ...]:
    """What does not fit the exam: items that are not in it, options that are not printed, sums that change."""
    problems = []
    for one in corrections:
        places = [(form, p) for form in exam.forms for p in form.items if p.item.id == one.item_id]
        if not places:
            problems.append(
                Problem(one.item_id, f"is on no form of {exam.id}", "look at the key for the ids")
            )
        for form, place in places:
            if what := _misfit(place, one):
                where = f"{one.item_id}, form {form.letter}, question {place.number}"
                problems.append(Problem(where, what, _CURE))
    after = corrected(exam, corrections)
    for form, was in zip(after.forms, exam.forms, strict=True):
        new, old = (sum(place.points for place in one.items) for one in (form, was))
        if new != old:
            what = f"would be worth {new:f} instead of {old:f} points"
            problems.append(
                Problem(f"form {form.letter}", what, "change the points of another item along with it")
            )
    return tuple(problems)


_CURE = "void the item, or name an option as it is printed"


def _misfit(place: FormItem, one: Correction) -> str:
    """Why a correction cannot be made at a place, or an empty text."""
    match one.what:
        case NewKey(right=right):
            printed = {option.text for option in place.options}
            if not printed:
                return "has no options"
            if not printed & set(right):
                return "none of the right options is printed here"
            known = printed | _texts(place)
            return "" if set(right) <= known else f"“{min(set(right) - known)}” is no option of it"
        case NewAnswer():
            return "" if isinstance(place.item, Numeric) else "asks for no number"
        case NewRubric(rubric=rubric):
            if not isinstance(place.item, Open):
                return "has no rubric: it is a closed item"
            total = sum(line.points for line in rubric)
            return (
                ""
                if total == place.item.points
                else f"the rubric sums to {total:f} of {place.item.points:f} points"
            )
        case _:
            return ""


def _texts(place: FormItem) -> set[str]:
    """All options that the item has, printed here or not."""
    item = place.item
    if item.type == "single":
        return {item.correct.text, *(option.text for option in item.wrong)}
    if item.type == "multiple":
        return {option.text for option in (*item.correct, *item.wrong)}
    return {option.text for option in place.options}


def _corrected(place: FormItem, corrections: Sequence[Correction]) -> FormItem:
    for one in corrections:
        match one.what:
            case NewKey(right=right):
                options = tuple(o.model_copy(update={"key": o.text in right}) for o in place.options)
                place = place.model_copy(update={"options": options})
            case NewAnswer(answer=answer, tolerance=tolerance):
                item = place.item.model_copy(update={"answer": answer, "tolerance": tolerance})
                place = place.model_copy(update={"item": item})
            case NewPoints(points=points):
                place = place.model_copy(update={"points": points})
            case NewRubric(rubric=rubric):
                place = place.model_copy(update={"item": place.item.model_copy(update={"rubric": rubric})})
            case Void():
                pass  # a matter of the paper as a whole: `void` below
    return place


def voided(corrections: Iterable[Correction]) -> Mapping[str, Voiding]:
    """The items that do not count, and how."""
    return {one.item_id: one.what.how for one in corrections if isinstance(one.what, Void)}


def void(scores: Sequence[FinalScore], how: Mapping[str, Voiding]) -> tuple[FinalScore, ...]:
    """Give the items that do not count the points that make them not count; all other scores stay as they are.

    To take an item of p points away and let the rest count for the whole is to give it p x (points on the rest) /
    (points of the rest): the sum is the same, and no other score has to be touched. While something on the rest is
    pending, so is such an item.
    """
    if not how:
        return tuple(scores)
    papers: dict[int, list[FinalScore]] = defaultdict(list)
    for score in scores:
        papers[score.copy_number].append(score)
    shares = {copy: _share_of_the_rest(paper, how) for copy, paper in papers.items()}
    return tuple(
        _voided(score, how[score.item_id], shares[score.copy_number]) if score.item_id in how else score
        for score in scores
    )


def _share_of_the_rest(paper: Sequence[FinalScore], how: Mapping[str, Voiding]) -> Decimal | None:
    """Points won over points to be won on what still counts, not below 0; none while pending."""
    rest = [score for score in paper if score.item_id not in how]
    if not rest or any(score.points is None for score in rest):
        return None
    won = sum((score.points for score in rest if score.points is not None), Decimal(0))
    return max(won, Decimal(0)) / sum(score.out_of for score in rest)


def _voided(score: FinalScore, how: Voiding, share: Decimal | None) -> FinalScore:
    if how is Voiding.EVERYONE:
        return score.model_copy(
            update={"points": score.out_of, "origin": Origin.RULE, "why": "void: points for everyone"}
        )
    if share is None:
        return score.model_copy(update={"points": None, "origin": Origin.PENDING, "why": OF_THE_REST})
    mean = (score.out_of * share).quantize(_EXACT, ROUND_HALF_EVEN).normalize() + Decimal(0)
    if how is Voiding.HELPS and score.points is not None and score.points >= mean:
        return score.model_copy(update={"why": f"{score.why}; void, which would not help here"})
    why = f"void: removed, the mean of the other answers ({share:.0%}) takes its place"
    return score.model_copy(update={"points": mean, "origin": Origin.RULE, "why": why})
