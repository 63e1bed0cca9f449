"""The policy, component scores and statuses in; the mark with every step in words out. All numbers by hand."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import InputError
from grader.marks.award import award
from grader.marks.explain import explain
from grader.marks.numbers import round_mark, shown
from grader.model.course import Course, Rounding
from grader.model.kinds import Recordable
from grader.model.mark import ComponentScore, ComponentState, Mark, Outcome, StatusEntry
from grader.model.roster import Student

APRIL, JUNE, JULY = dt.date(2026, 4, 15), dt.date(2026, 6, 10), dt.date(2026, 7, 8)
OUT_OF = {"mid_course": 15, "end_of_course": 15, "written": 30, "project": 30, "labs": 4}
BY_TEST = {"mid_course": "12.5", "end_of_course": "11", "project": "28", "labs": "3.5"}


def course(**changes: Any) -> Course:
    """The sample course's policy, changed."""
    policy: dict[str, Any] = {
        "title": "A course",
        "components": {
            "mid_course": {"exam": "mid-course", "out_of": "15"},
            "end_of_course": {"exam": "end-of-course", "out_of": "15"},
            "written": {"exam": "written", "out_of": "30"},
            "project": {"from": "projects.csv", "out_of": "30"},
            "labs": {"from": "labs.csv", "each": "0.5", "out_of": "4"},
        },
        "routes": {
            "in-itinere": "(mid_course + end_of_course + project) / 2 + labs",
            "written": "(written + project) / 2 + labs",
        },
        "lode": {"propose_if": "uncapped >= 31"},
    }
    return Course.model_validate({**policy, **changes})


def attempt(component: str, points: str, on: dt.date = JUNE, student: str = "ada") -> ComponentScore:
    """An attempt with points, or in a state ("absent") without."""
    try:
        state, value = ComponentState(points), None
    except ValueError:
        state, value = ComponentState.SCORED, Decimal(points)
    exam = component in ("mid_course", "end_of_course", "written")
    return ComponentScore(
        student_id=student,
        component=component,
        state=state,
        points=value,
        out_of=Decimal(OUT_OF[component]),
        on=None if component == "labs" else on,
        sitting=f"{on}-{component}" if exam else "",
    )


def attempts(**points: str) -> list[ComponentScore]:
    return [attempt(component, value) for component, value in points.items()]


def said(status: Recordable, value: str = "", sitting: str = "", on: dt.date = JUNE) -> StatusEntry:
    return StatusEntry(student_id="ada", status=status, value=value, sitting=sitting, on=on)


def mark_of(scores: list[ComponentScore], *statuses: StatusEntry, **changes: Any) -> Mark:
    return award(course(**changes), ["ada"], scores, statuses)[0]


def test_the_worked_example() -> None:
    """(12.5 + 11 + 28) / 2 + 3.5 = 29.25, rounded 29, passed."""
    mark = mark_of(attempts(**BY_TEST))
    assert (mark.outcome, mark.value, mark.uncapped, mark.route) == (Outcome.GRADED, 29, 29, "in-itinere")
    lines = "\n".join(explain(mark, Student(student_id="ada", surname="D'Angelo", name="Ada")))
    assert lines == (
        "D'Angelo Ada (ada)\n"
        "  1. mid_course: 12.5 of 15 on 2026-06-10\n"
        "  2. end_of_course: 11 of 15 on 2026-06-10\n"
        "  3. written: waiting [not taken]\n"
        "  4. project: 28 of 30 on 2026-06-10\n"
        "  5. labs: 3.5 of 4\n"
        "  6. route in-itinere: (mid_course + end_of_course + project) / 2 + labs"
        " = (12.5 + 11 + 28) / 2 + 3.5 = 29.25\n"
        "  7. rounded once, half up: 29.25 -> 29\n"
        "  8. pass: 29 is at least 18\n"
        "  = 29 by the route in-itinere"
    )


@pytest.mark.parametrize(
    ("labs", "uncapped", "value", "proposed"),
    [("1.5", 30, 30, False), ("2", 31, 30, True), ("2.5", 31, 30, True), ("0", 29, 29, False)],
)
def test_lode_is_judged_after_rounding_and_before_the_cap(
    labs: str, uncapped: int, value: int, proposed: bool
) -> None:
    """(14 + 14 + 29) / 2 = 28.5: with 2 labs points 30.5, rounded 31, capped 30, lode proposed."""
    mark = mark_of(attempts(mid_course="14", end_of_course="14", project="29", labs=labs))
    assert (mark.uncapped, mark.value, mark.lode_proposed, mark.lode) == (uncapped, value, proposed, False)


def test_lode_is_given_by_a_person_only() -> None:
    """Proposed is not given; confirmed is, at the cap; below the cap it is said not to be."""
    high = attempts(mid_course="15", end_of_course="15", project="30", labs="4")
    assert mark_of(high).note == "lode proposed: a person confirms it"
    assert mark_of(high, said(Recordable.LODE_CONFIRMED)).lode
    full = attempts(mid_course="15", end_of_course="15", project="30", labs="0")
    unproposed = mark_of(full, said(Recordable.LODE_CONFIRMED))
    assert (unproposed.lode, unproposed.lode_proposed) == (True, False)
    assert unproposed.note == "lode confirmed by a person, the rule does not propose it"
    assert not mark_of(high, said(Recordable.LODE_CONFIRMED, on=APRIL)).lode  # it was for an earlier mark
    lower = mark_of(attempts(**BY_TEST), said(Recordable.LODE_CONFIRMED))
    assert (lower.lode, lower.note) == (False, "lode was confirmed for a mark that is now 29: not given")


@pytest.mark.parametrize(
    ("rule", "exact", "rounded"),
    [
        (Rounding.HALF_UP, "17.5", 18), (Rounding.HALF_UP, "17.49999", 17), (Rounding.HALF_UP, "-0.5", 0),
        (Rounding.HALF_EVEN, "16.5", 16), (Rounding.HALF_EVEN, "17.5", 18),
        (Rounding.FLOOR, "17.99", 17), (Rounding.CEIL, "17.01", 18), (Rounding.CEIL, "17", 17),
    ],
)  # fmt: skip
def test_the_four_roundings(rule: Rounding, exact: str, rounded: int) -> None:
    """Each rule does what its name says, and nothing else rounds."""
    assert round_mark(Fraction(exact), rule) == rounded


def test_pass_is_judged_after_the_rounding() -> None:
    """17.5 becomes 18 and passes; with floor it is 17 and fails."""
    scores = attempts(written="15", project="20", labs="0")
    assert (mark_of(scores).value, mark_of(scores).outcome) == (18, Outcome.GRADED)
    low = mark_of(scores, round="floor")
    assert (low.value, low.outcome) == (17, Outcome.FAIL)


def test_a_part_that_is_missing_is_waited_for() -> None:
    """Partial results wait for months; the note says for what, and there is no mark."""
    mark = mark_of(attempts(mid_course="12", end_of_course="11", labs="2", project="waiting"))
    assert (mark.outcome, mark.value, mark.note) == (Outcome.PENDING, None, "waiting for project")
    assert mark_of([]).note == (
        "waiting for mid_course, end_of_course, project, labs; or written, project, labs"
    )


def test_missing_as_zero_needs_a_beginning() -> None:
    """Where the course counts what is missing as 0, who took no test still has no mark."""
    scores = attempts(written="24", labs="2")
    mark = mark_of(scores, missing="zero")
    assert (mark.value, mark.route) == (14, "written")
    assert mark_of(attempts(labs="2"), missing="zero").outcome is Outcome.PENDING


def test_of_two_attempts_the_latest_or_the_best_counts() -> None:
    """A later attempt replaces the earlier one, unless the course says best."""
    scores = [
        attempt("written", "28", JUNE),
        attempt("written", "20", JULY),
        *attempts(project="28", labs="0"),
    ]
    assert mark_of(scores).value == 24
    assert mark_of(scores, attempts="best").value == 28
    assert mark_of(scores).steps[2].text == (
        "written: 20 of 30 on 2026-07-08 (the latest attempt counts; not 28 on 2026-06-10)"
    )


@pytest.mark.parametrize("state", ["absent", "withdrawn"])
def test_who_does_not_hand_in_keeps_what_there_was(state: str) -> None:
    """An absent or withdrawn attempt never replaces an earlier one."""
    scores = [
        attempt("written", "28", JUNE),
        attempt("written", state, JULY),
        *attempts(project="28", labs="0"),
    ]
    assert (mark_of(scores).outcome, mark_of(scores).value) == (Outcome.GRADED, 28)


def test_refused_points_do_not_bring_back_the_earlier_ones() -> None:
    """Otherwise refusing would turn latest into best; under best the earlier ones stand."""
    scores = [
        attempt("written", "28", JUNE),
        attempt("written", "refused", JULY),
        *attempts(project="28", labs="0"),
    ]
    assert mark_of(scores).note == "waiting for mid_course, end_of_course; or written (refused)"
    assert mark_of(scores, attempts="best").value == 28


def test_withdrawn_and_absent_are_outcomes_without_a_mark() -> None:
    """Withdrawn from the last test, or absent from all, is how the course ends for now."""
    withdrawn = mark_of([attempt("mid_course", "12", APRIL), attempt("end_of_course", "withdrawn", JUNE)])
    assert (withdrawn.outcome, withdrawn.note) == (
        Outcome.WITHDRAWN,
        "end_of_course: withdrawn on 2026-06-10",
    )
    absent = mark_of([attempt("mid_course", "absent", APRIL), attempt("written", "absent", JUNE)])
    assert (absent.outcome, absent.note) == (Outcome.ABSENT, "absent on 2026-04-15, 2026-06-10")
    partly = mark_of([attempt("mid_course", "12", APRIL), attempt("end_of_course", "absent", JUNE)])
    assert partly.outcome is Outcome.PENDING


BOTH = [
    attempt("mid_course", "12", APRIL),
    attempt("end_of_course", "12", JUNE),
    attempt("written", "22", JULY),
    *attempts(project="26", labs="0"),
]  # in-itinere 25, written 24


def test_who_sat_both_routes_gets_what_the_course_chooses() -> None:
    """Best, latest, or the student's own choice; a recorded choice counts under each."""
    assert (mark_of(BOTH).route, mark_of(BOTH).value) == ("in-itinere", 25)
    assert (mark_of(BOTH, choose="latest").route, mark_of(BOTH, choose="latest").value) == ("written", 24)
    undecided = mark_of(BOTH, choose="student")
    assert (undecided.outcome, undecided.note) == (
        Outcome.PENDING,
        "the student must choose: in-itinere 25 or written 24",
    )
    choice = said(Recordable.ROUTE, "written")
    assert [mark_of(BOTH, choice, choose=rule).value for rule in ("student", "best", "latest")] == [
        24,
        24,
        24,
    ]
    assert mark_of(attempts(**BY_TEST), choose="student").value == 29


def test_a_route_that_the_policy_lost_is_an_error() -> None:
    """A recorded choice is never ignored."""
    with pytest.raises(InputError, match=r"ada chose the route oral, which course\.yaml does not have"):
        mark_of(BOTH, said(Recordable.ROUTE, "oral"))


def test_undecided_answers_hold_a_mark_up_where_they_could_change_it() -> None:
    """Under best any undecided route does, under latest only a later one, and with a recorded choice only that one."""
    pending = [*BOTH[:2], attempt("written", "pending", JULY), *BOTH[3:]]
    held = mark_of(pending)
    assert (held.outcome, held.blocked_by) == (Outcome.PENDING, ("2026-07-08-written",))
    assert mark_of(pending, said(Recordable.ROUTE, "in-itinere")).value == 25
    earlier = [attempt("mid_course", "pending", APRIL), attempt("end_of_course", "12", APRIL), *BOTH[2:]]
    assert mark_of(earlier, choose="latest").value == 24
    assert mark_of(earlier, choose="best").blocked_by == ("2026-04-15-mid_course",)
    waiting = mark_of([attempt("written", "pending"), *attempts(labs="2")])
    assert (waiting.note, waiting.blocked_by) == ("waiting for project", ())


def test_a_refused_mark_does_not_come_back_by_itself() -> None:
    """Only a route with a part from after the refusal gives a new mark, and only that route."""
    by_test = [*BOTH[:2], *BOTH[3:]]
    refused = said(Recordable.REFUSED, on=dt.date(2026, 6, 30))
    mark = mark_of(by_test, refused)
    assert (mark.outcome, mark.value, mark.note) == (Outcome.REFUSED, None, "refused 25 on 2026-06-30")
    again = mark_of(BOTH, refused)
    assert (again.outcome, again.route, again.value) == (Outcome.GRADED, "written", 24)


def test_a_part_below_its_minimum_fails() -> None:
    """The minimum of a part is judged before the mark; a passing route is better than a higher failing one."""
    low = mark_of(attempts(written="30", project="17", labs="4"), minimum={"project": "18"})
    assert (low.outcome, low.note) == (Outcome.FAIL, "project 17 is below the minimum 18")
    mixed = mark_of(BOTH, minimum={"mid_course": "13"})
    assert (mixed.outcome, mixed.route) == (Outcome.GRADED, "written")


def test_results_end_where_the_course_says() -> None:
    """An attempt after `valid_until` does not count."""
    scores = [attempt("written", "24", JUNE), attempt("project", "28", JULY), *attempts(labs="2")]
    assert mark_of(scores).value == 28
    mark = mark_of(scores, valid_until="2026-06-30")
    assert (mark.outcome, mark.note) == (Outcome.PENDING, "waiting for project")
    assert "2026-07-08 is after 2026-06-30, when results end" in mark.steps[3].text


def test_division_by_zero_names_student_and_route() -> None:
    """The policy must be corrected: no mark is given to anybody."""
    with pytest.raises(
        InputError, match="route written cannot be worked out for ada: column 9: this divides by zero"
    ):
        mark_of(
            attempts(written="20", project="20", labs="0"), routes={"written": "written / labs + project"}
        )


@pytest.mark.parametrize(
    ("number", "text"),
    [("12.50", "12.5"), ("30", "30"), ("0", "0"), ("88/3", "29.3333..."), ("-0.5", "-0.5"), ("1/1000000", "0.0000...")],
)  # fmt: skip
def test_numbers_are_shown_as_people_write_them(number: str, text: str) -> None:
    """No trailing zeros, and dots where there is no end."""
    assert shown(Fraction(number)) == text


def steps(top: int) -> st.SearchStrategy[str]:
    return st.integers(0, top * 4).map(lambda quarter: str(Decimal(quarter) / 4))


CLASS = st.fixed_dictionaries(
    {}, optional={name: steps(top) for name, top in OUT_OF.items() if name != "labs"}
).flatmap(lambda parts: st.integers(0, 8).map(lambda passes: {**parts, "labs": str(Decimal(passes) / 2)}))


@given(CLASS, st.sampled_from(list(Rounding)), st.sampled_from(["best", "latest", "student"]))
def test_a_mark_is_whole_within_its_bounds_and_rounded_once(
    points: dict[str, str], rule: Rounding, choose: str
) -> None:
    """Every mark is a whole number from 0 to the cap, and less than one away from the exact value."""
    mark = mark_of(attempts(**points), round=rule, choose=choose)
    if mark.value is None:
        assert mark.outcome is Outcome.PENDING
        return
    assert mark.uncapped is not None
    assert 0 <= mark.value <= 30
    assert mark.value == int(mark.value)
    first, second = (points.get("mid_course"), points.get("end_of_course"))
    tests = Fraction(points["written"]) if mark.route == "written" else Fraction(first) + Fraction(second)  # type: ignore[arg-type]
    exact = (tests + Fraction(points["project"])) / 2 + Fraction(points["labs"])
    assert mark.uncapped == round_mark(exact, rule)
    assert (mark.outcome is Outcome.GRADED) == (mark.uncapped >= 18)


@given(CLASS, st.sampled_from(list(Rounding)))
def test_one_more_lab_never_lowers_a_mark(points: dict[str, str], rule: Rounding) -> None:
    """A pass is worth half a point or, at the cap, nothing."""
    before = mark_of(attempts(**points), round=rule)
    more = {**points, "labs": str(min(Decimal(4), Decimal(points["labs"]) + Decimal("0.5")))}
    after = mark_of(attempts(**more), round=rule)
    assert (after.value is None) == (before.value is None)
    assert (after.value or 0) >= (before.value or 0)


@given(st.lists(CLASS, min_size=2, max_size=5), st.randoms())
def test_the_order_of_students_and_scores_does_not_matter(many: list[dict[str, str]], chance: Any) -> None:
    """Each student gets the same mark wherever the lines stand."""
    students = [f"s{n}" for n in range(len(many))]
    scores = [
        attempt(component, value, student=student)
        for student, points in zip(students, many, strict=True)
        for component, value in points.items()
    ]
    before = {mark.student_id: mark for mark in award(course(), students, scores)}
    chance.shuffle(scores)
    chance.shuffle(students)
    assert {mark.student_id: mark for mark in award(course(), students, scores)} == before
