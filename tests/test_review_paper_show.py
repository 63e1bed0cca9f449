"""What the page offers for points that are marked on paper: the item's steps, and every bubble that is printed."""

from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from small_exam import exam

from grader.model.exam import Exam
from grader.model.paper import Question
from grader.model.reading import BubbleState, Fill
from grader.model.sheet import Role
from grader.printing.sheet import steps
from grader.reading.handed_in import Doubt
from grader.review.server.paper import Tray
from grader.review.server.paper_show import doubt_view
from grader.scoring.openended.steps import levels


@dataclass
class Marked:
    """A tray with one paper whose points are asked about."""

    exam: Exam
    seen: tuple[Fill, ...]

    def fills(self, doubt: Doubt) -> tuple[Fill, ...]:
        return self.seen

    def form_of(self, copy: int) -> str:
        return "A"

    def stands(self, asked: object) -> None:
        return None


def test_every_printed_bubble_can_be_chosen_where_the_items_steps_are_coarser() -> None:
    """A grader marked 0.75 on a question that is suggested in halves: it is the grader's to give."""
    sealed = exam("A")
    place = sealed.forms[0].items[4]
    printed = steps(place.points)
    assert Decimal("0.75") in printed
    assert Decimal("0.75") not in levels(place)
    seen = tuple(
        Fill(
            role=Role.SCORE, number=5, column=0, value=f"{p.normalize():f}", inner=0.1, ring=0.1, state=BubbleState.EMPTY
        )
        for p in printed
    )  # fmt: skip
    doubt = Doubt(Question.SCORE, copy_number=1, why="two are marked", seen="", number=5)
    offered = [one["value"] for one in doubt_view(cast(Tray, Marked(sealed, seen)), doubt)["choices"]]
    assert offered[:-1] == [f"{points.normalize():f}" for points in printed]
    unseen = doubt_view(cast(Tray, Marked(sealed, ())), doubt)["choices"]
    assert [one["value"] for one in unseen][:-1] == [f"{level.normalize():f}" for level in levels(place)]
