"""The measures of the page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model.kinds import Profile
from grader.printing.layout import ACCESSIBLE, LAYOUTS, STANDARD, Layout

layouts = st.sampled_from([STANDARD, ACCESSIBLE])


def test_every_profile_has_a_layout() -> None:
    """Whatever a roster may say can be printed."""
    assert set(LAYOUTS) == set(Profile)


def test_the_accessible_layout_keeps_what_the_guidance_asks() -> None:
    """British Dyslexia Association: 14 pt, one and a half lines, one column; here also for the small print."""
    assert ACCESSIBLE.text_size >= 14 and ACCESSIBLE.small_size >= 14
    assert ACCESSIBLE.leading >= 1.5
    assert ACCESSIBLE.points_column == 0


@pytest.mark.parametrize("layout", [STANDARD, ACCESSIBLE])
def test_what_hangs_on_the_page_lies_on_the_page(layout: Layout) -> None:
    """Margins leave room for text, and a text column remains beside number, letters and points."""
    assert layout.text_width - layout.hang - layout.option_hang - layout.points_column > 100
    assert layout.text_height > 200


@given(layouts, st.integers(min_value=1, max_value=60))
def test_an_answer_that_does_not_run_on_leaves_room_for_its_question(layout: Layout, lines: int) -> None:
    """A question that must stay on one page always has a third of the page for its stem."""
    if not layout.runs_on(lines):
        assert layout.text_height - layout.answer_height(lines) >= layout.text_height / 3 - 1e-9
    if lines > 1:
        assert layout.answer_height(lines) > layout.answer_height(lines - 1)
