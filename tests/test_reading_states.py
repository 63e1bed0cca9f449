"""Thresholds: what the numbers of a sheet's bubbles are taken to mean, with the doubt."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from painted import filled, read

from grader.model.reading import BubbleState, PageReading, PageStatus
from grader.model.sheet import Role
from grader.reading.states import RULES, Rules, decide, judge, rethreshold

E, M, C, U = BubbleState.EMPTY, BubbleState.MARKED, BubbleState.CANCELLED, BubbleState.UNCERTAIN


Numbers = tuple[float, float, float, float]
FULL, TICK = (0.88, 0.0, 0.0, 0.92), (0.28, 0.0, 0.0, 0.85)


def judged(
    *odd: Numbers, marks: tuple[Numbers, ...] = (FULL,) * 3, spill: float = 0.0
) -> tuple[BubbleState, ...]:
    """States of odd bubbles (inner, ring, cross, peak) on a sheet of twenty empty ones and some marks."""
    measured = np.array([*odd, *[(0.05, 0.0, 0.0, 0.2)] * 20, *marks]).T
    over = np.zeros(measured.shape[1])
    over[: len(odd)] = spill
    states, _ = decide(*measured, over)
    return states[: len(odd)]


def test_the_states_of_a_sheet() -> None:
    """Each kind of bubble is taken for what it is."""
    assert judged((0.05, 0, 0, 0.2)) == (E,)
    assert judged((0.9, 0.0, 0.0, 0.93)) == (M,)
    assert judged((0.55, 0.02, 0.0, 0.85)) == (M,)  # off the centre
    assert judged((0.95, 0.11, 0.1, 1.0)) == (C,)
    assert judged((0.9, 0.08, 0.01, 0.93)) == (U,)  # one stroke through it: a slip, a fold?
    assert judged((0.35, 0.3, 0.02, 0.5)) == (U,)  # a stain
    assert judged((0.3, 0.0, 0.0, 0.4)) == (U,)  # rubbed out
    assert judged((0.09, 0.0, 0.0, 0.8)) == (U,)  # a dot of ink
    assert judged((-1, 0, 0, 0)) == (U,)  # cut off
    assert judged((0.9, 0.0, 0.0, 0.93), spill=0.5) == (U,)  # dark beyond its border on one side


def test_a_line_is_a_mark_where_people_make_lines() -> None:
    """Ticks and crosses are marks on a sheet of ticks; among fills, or alone, they may be slips and are asked about."""
    tick, cross, through = (0.3, 0.02, 0.0, 0.85), (0.35, 0.07, 0.04, 0.85), (0.2, 0.2, 0.0, 0.5)
    ticks = (TICK,) * 4
    assert judged(tick, cross, marks=ticks) == (M, M)
    assert judged((0.16, 0.0, 0.0, 0.8), marks=ticks) == (M,)  # a small tick
    assert judged(tick, cross) == (U, U)
    assert judged(tick, marks=()) == (U,)
    assert judged(*[through] * 4, FULL, marks=()) == (U,) * 4 + (M,)  # a fold makes no sheet of ticks


def test_graders_are_judged_apart() -> None:
    """A grader's dark pen makes a student's pencil no paler."""
    pencil, pen = (0.45, 0.0, 0.0, 0.5, 0.0), (0.98, 0.0, 0.0, 1.0, 0.0)
    empty = (0.03, 0.0, 0.0, 0.1, 0.0)
    rows = [pencil] * 2 + [empty] * 20 + [pen] * 4 + [empty] * 8
    roles = [Role.OPTION] * 22 + [Role.SCORE] * 12
    states, _ = judge(roles, np.array(rows).T)
    assert states == (M, M, *[E] * 20, *[M] * 4, *[E] * 8)


@given(st.floats(0, 1.2), st.floats(0, 0.4))
def test_there_is_a_guard_between_empty_and_marked(inner: float, step: float) -> None:
    """No two darknesses closer than the guard's two sides are taken for empty and for marked."""
    one, other = judged((inner, 0, 0, 0.9))[0], judged((inner + step, 0, 0, 0.95))[0]
    if {one, other} == {E, M}:
        assert step > 2 * RULES.guard - 0.02


def test_a_faint_sheet_has_its_own_threshold() -> None:
    """Marks of a hard pencil are marks where all marks are so."""
    pale = [(0.05, 0, 0, 0.2)] * 20 + [(0.38, 0, 0, 0.5)] * 4
    assert decide(*np.array(pale, float).T, np.zeros(24))[0][-4:] == (M,) * 4


def test_a_sheet_without_marks_is_empty() -> None:
    """Nothing is made of the darkest of many empty bubbles."""
    inner = np.linspace(0.03, 0.08, 30)
    states, quality = decide(inner, 0 * inner, 0 * inner, inner + 0.1, 0 * inner)
    assert set(states) == {E}
    assert quality > 0.3


def test_rethresholding_needs_no_scan() -> None:
    """The same rules give the same states from the fills alone; other rules may give others."""
    reading = read(filled({(Role.OPTION, 1, 0, "a"): "full", (Role.OPTION, 2, 0, "b"): "tick"}))
    assert rethreshold(reading) == reading
    stricter = rethreshold(reading, Rules(step=1.0))
    assert sum(f.state is M for f in stricter.fills) < sum(f.state is M for f in reading.fills)
    nothing = PageReading(source="", content_hash="", status=PageStatus.BLANK)
    assert rethreshold(nothing) == nothing
