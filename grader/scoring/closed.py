"""Points for closed items, by rule: exam, copies and responses in, one score for each closed item out.

Single and true-false: the points for the key, minus `wrong` (a share of the points) for anything else.
Multiple: all or nothing, or by option: points x max(floor, (keys ticked - others ticked) / keys).
Numeric: the points or nothing. A blank gets 0 and loses nothing. Points are Decimal and are not rounded;
only a quotient that has no end (a third) is cut at 12 places, and `total` brings three thirds back to one.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_EVEN, Decimal

from grader.model.blueprint import ScoringRules
from grader.model.exam import Exam, FormItem
from grader.model.item import Numeric, Open
from grader.model.response import Copy, CopyStatus, Response
from grader.model.score import ItemScore
from grader.scoring.numeric import is_number, score_numeric

_SCORE = Decimal("1e-12")
_TOTAL = Decimal("1e-6")


def score_closed(exam: Exam, copies: Sequence[Copy], responses: Sequence[Response]) -> tuple[ItemScore, ...]:
    """Score every recorded response to a closed item, in order of copy and number."""
    return tuple(
        score_item(form_item, response, exam.blueprint.scoring)
        for _, form_item, response in answers(exam, copies, responses)
        if response is not None and not isinstance(form_item.item, Open)
    )


def doubtful(exam: Exam, copies: Sequence[Copy], responses: Sequence[Response]) -> tuple[ItemScore, ...]:
    """The scores of numeric answers with words or a unit that no rule understands: nothing, until a person looks."""
    return tuple(
        score_item(form_item, response, exam.blueprint.scoring)
        for _, form_item, response in answers(exam, copies, responses)
        if response is not None
        and not response.blank
        and isinstance(form_item.item, Numeric)
        and not is_number(form_item.item, response.text or " ".join(response.letters))
    )


def answers(
    exam: Exam, copies: Sequence[Copy], responses: Sequence[Response]
) -> Iterator[tuple[Copy, FormItem, Response | None]]:
    """Pair each item of each copy that was handed in with what it answers there, none where nothing is recorded.

    A copy is handed in when anything at all is recorded for it, be it blanks; voided copies are left out.
    What is not recorded is not a blank: a page or a column is still to come.
    """
    given = {(response.copy_number, response.number): response for response in responses}
    handed_in = {response.copy_number for response in responses}
    forms = {form.letter: form for form in exam.forms}
    for copy in sorted(copies, key=lambda copy: copy.number):
        if copy.status is CopyStatus.VOIDED or copy.number not in handed_in or copy.form not in forms:
            continue
        for form_item in forms[copy.form].items:
            yield copy, form_item, given.get((copy.number, form_item.number))


def score_item(form_item: FormItem, response: Response, rules: ScoringRules) -> ItemScore:
    """Score one response to a closed item; asking it of an open one is a bug."""
    share, why = _share(form_item, response, rules)
    return ItemScore(
        copy_number=response.copy_number,
        number=form_item.number,
        item_id=form_item.item.id,
        points=share,
        out_of=form_item.points,
        why=why,
    )


def total(points: Iterable[Decimal]) -> Decimal:
    """The sum of points to a millionth, so that three times a third is one."""
    return sum(points, Decimal(0)).quantize(_TOTAL, ROUND_HALF_EVEN).normalize() + Decimal(0)


def _share(form_item: FormItem, response: Response, rules: ScoringRules) -> tuple[Decimal, str]:
    item, points = form_item.item, form_item.points
    assert not isinstance(item, Open), f"{item.id} is an open item: a rule cannot score it"
    if response.blank:
        return Decimal(0), "blank"
    if isinstance(item, Numeric):
        right, why = score_numeric(item, response.text or " ".join(response.letters))
        return (points if right else Decimal(0)), why
    ticked, key = frozenset(response.letters), frozenset(form_item.key)
    if not ticked:
        return Decimal(0), f"“{response.text.strip()[:40]}” is none of the printed options"
    unprinted = ticked - {option.letter for option in form_item.options}
    if item.type == "multiple":
        if unprinted:
            return Decimal(0), f"{_list(unprinted)} is not printed on this form"
        return _multiple(ticked, key, points, rules)
    if len(ticked) == 1 and ticked <= key:  # more than one key only after a correction: each of them is right
        return points, f"{_list(ticked)} is {'the key' if len(key) == 1 else 'one of the keys'}"
    penalty = 0 - points * rules.wrong
    if unprinted:
        return penalty, f"{_list(unprinted)} is not printed on this form"
    if len(ticked) > 1:
        return penalty, f"{_list(ticked)} are both marked, and one answer was asked for"
    return (
        penalty,
        f"{_list(ticked)} is not {'the key, which is' if len(key) == 1 else 'among the keys'} {_list(key)}",
    )


def _multiple(
    ticked: frozenset[str], key: frozenset[str], points: Decimal, rules: ScoringRules
) -> tuple[Decimal, str]:
    hits, misses = len(ticked & key), len(ticked - key)
    if ticked == key:
        return points, f"{_list(key)} are the keys" if len(key) > 1 else f"{_list(key)} is the key"
    count = f"{hits} of {len(key)} keys and {misses} wrong ticked"
    if rules.multiple == "all-or-nothing":
        return Decimal(0), f"{count}: all or nothing"
    floor = points * rules.floor
    return max(floor, _share_of(points, hits - misses, len(key))), count


def _share_of(points: Decimal, part: int, whole: int) -> Decimal:
    """Points x part / whole: exact where it ends, else cut at 12 places."""
    exact = points * part / whole
    return exact if exact * whole == points * part else exact.quantize(_SCORE, ROUND_HALF_EVEN)


def _list(letters: Iterable[str]) -> str:
    return ", ".join(sorted(letters))
