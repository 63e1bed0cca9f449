"""Points given line by line of the rubric: what a form ticked in, the lines that were met and their points out. Pure."""

from collections.abc import Sequence
from decimal import Decimal

from starlette.exceptions import HTTPException

from grader.model.exam import FormItem
from grader.model.item import Open
from grader.model.score import Decision
from grader.review.server.forms import Form, number
from grader.scoring.openended.steps import worth_of

_DIGITS = 9  # lines that have a key; 0 says that none is met


def ticked(form: Form, place: FormItem) -> tuple[int, ...] | None:
    """The lines that a form ticks, from 1; empty where it says that none is met, none where nothing is ticked."""
    asked = sorted({number(text) for text in form.get("line", [])})
    if not asked:
        return None
    if asked[-1] > len(worth_of(place)):
        raise HTTPException(400)
    return tuple(n for n in asked if n)


def earned(place: FormItem, lines: Sequence[int]) -> Decimal:
    """The points for lines that are met; all of them are the item's points to the last decimal."""
    worth = worth_of(place)
    return place.points if len(lines) == len(worth) else sum((worth[n - 1] for n in lines), Decimal(0))


def criteria_of(place: FormItem, lines: Sequence[int]) -> tuple[str, ...]:
    """What the lines say, for the records: a rubric that is changed later leaves what was met as it was read."""
    assert isinstance(place.item, Open), "only open items have rubrics"
    return tuple(place.item.rubric[n - 1].text for n in lines)


def lines_view(place: FormItem, decision: Decision | None) -> Sequence[dict[str, object]]:
    """What the templates show of each line; `met` is none where a person gave the points as a whole."""
    assert isinstance(place.item, Open), "only open items have rubrics"
    met = decision.criteria if decision else None
    return [
        {
            "number": n,
            "digit": str(n) if n <= _DIGITS else "",
            "points": points,
            "text": line.text,
            "met": None if met is None else line.text in met,
        }
        for n, (line, points) in enumerate(zip(place.item.rubric, worth_of(place), strict=True), start=1)
    ]
