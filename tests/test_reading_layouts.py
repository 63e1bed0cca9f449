"""A copy's layout is the one that it was printed with."""

import pytest
from small_exam import exam

from grader.model.kinds import Profile
from grader.model.response import Copy
from grader.model.sheet import Role, SheetLayout
from grader.printing.sheet import lay_out
from grader.reading.layouts import Layouts

EXAM = exam("A", "B")


def of(copy: Copy) -> SheetLayout:
    """What the reader takes for the layout of a copy."""
    return Layouts(EXAM, "[0-9]{10}", [copy]).of(copy)


@pytest.mark.parametrize("scores", [False, True])
@pytest.mark.parametrize("profile", list(Profile))
def test_a_copy_is_laid_out_as_it_was_printed(profile: Profile, *, scores: bool) -> None:
    """With a grader's bubbles only if it was printed with them."""
    copy = Copy(number=1, form="A", profile=profile.value, score_bubbles=scores)
    assert of(copy) == lay_out(
        EXAM,
        EXAM.form("A"),
        matricola="[0-9]{10}",
        profile=profile,
        personalised=False,
        score_bubbles=scores,
    )
    found = {bubble.role for page in of(copy).pages for bubble in page.bubbles}
    assert (Role.SCORE in found) is scores


def test_copies_recorded_before_there_were_score_bubbles_have_none() -> None:
    """What is on paper does not change."""
    assert not Copy.model_validate({"number": 1, "form": "A"}).score_bubbles
