"""From marks to answers: what is certain is taken as filled in, everything else is a question."""

import pytest
from small_exam import exam

from grader.model.reading import BubbleState, Fill
from grader.model.response import Response
from grader.model.sheet import Role
from grader.reading.handed_in import as_response, grid_text


def fills(*columns: str) -> list[Fill]:
    """A digit grid by what is marked in each column."""
    return [
        Fill(
            role=Role.DIGIT, number=4, column=n, value=sign, inner=0, ring=0,
            state=BubbleState.MARKED if sign in marked else BubbleState.EMPTY,
        )
        for n, marked in enumerate(columns)
        for sign in "-.0123456789"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "text"),
    [
        (("2", "7", ""), "27"),
        (("", "2", "7"), "27"),
        (("-", "1", ".", "5"), "-1.5"),
        (("", "", ""), ""),
        (("2", "", "7"), None),
        (("27", "1"), None),
    ],
)
def test_a_grid_is_read_from_the_left(columns: tuple[str, ...], text: str | None) -> None:
    """White on either side does not matter; a gap inside or two marks in a column are no number."""
    assert grid_text(fills(*columns)) == text


@pytest.mark.parametrize(
    ("number", "answer", "expected"),
    [
        (2, "C, a", Response(copy_number=1, number=2, letters=("a", "c"))),
        (1, "-", Response(copy_number=1, number=1)),
        (1, "z", None),
        (4, " 2.5 ", Response(copy_number=1, number=4, text="2.5")),
    ],
)
def test_what_people_write_is_taken_as_meant(number: int, answer: str, expected: Response | None) -> None:
    """Letters in any order and case, a dash for nothing, a number; a letter that is not printed is no answer."""
    place = exam("A").form("A").at(number)
    assert place is not None
    assert as_response(place, 1, answer) == expected
