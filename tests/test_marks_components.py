"""Scores, projects and labs in; one attempt of each student at each component out."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from grader.errors import InputError
from grader.marks.class_list import ClassList
from grader.marks.components import component_scores
from grader.marks.group_work import lab_score, project_score
from grader.model.course import Component, Course
from grader.model.kinds import Recordable
from grader.model.mark import ComponentScore, ComponentState, SittingScores, StatusEntry
from grader.model.response import Copy, CopyStatus, Leftover
from grader.model.roster import LabRow, ProjectRow, ProjectStatus, Student
from grader.model.score import FinalScore, Origin

DAY = dt.date(2026, 6, 24)
COURSE = Course.model_validate(
    {
        "title": "A course",
        "components": {"written": {"exam": "written", "out_of": "30"}},
        "routes": {"written": "written"},
    }
)
PROJECT = Component.model_validate({"from": "projects.csv", "out_of": "30"})
LABS = Component.model_validate({"from": "labs.csv", "each": "0.5", "out_of": "4"})


def final(copy: int, number: int, points: str | None, origin: Origin = Origin.RULE) -> FinalScore:
    value = None if points is None else Decimal(points)
    return FinalScore(
        copy_number=copy, number=number, item_id=f"i{number}", points=value, out_of=Decimal(2), origin=origin
    )


def sitting(copies: tuple[Copy, ...], *scores: FinalScore, out_of: int = 30) -> SittingScores:
    return SittingScores(
        sitting="2026-06-24-written",
        exam="written",
        on=DAY,
        out_of=Decimal(out_of),
        copies=copies,
        scores=scores,
    )


def copy(number: int, student: str | None, **more: Any) -> Copy:
    return Copy(number=number, form="A", student=student, **more)


def scored(
    found: SittingScores, *statuses: StatusEntry, enrolled: tuple[str, ...] | None = None
) -> tuple[dict[str, ComponentScore], list[str]]:
    students = {id_: Student(student_id=id_) for id_ in ("ada", "bea", "cai")}
    lists = ClassList(students, {} if enrolled is None else {DAY: enrolled})
    scores, problems = component_scores(COURSE, lists, [found], statuses)
    return {score.student_id: score for score in scores}, [str(problem) for problem in problems]


def test_absent_and_answers_contradict_each_other() -> None:
    """Only where something is answered, and only for absent: who withdrew may have written, blank papers say nothing."""

    def said(student: str, status: Recordable) -> StatusEntry:
        return StatusEntry(student_id=student, status=status, sitting="2026-06-24-written", on=DAY)

    blank = final(2, 1, "0").model_copy(update={"blank": True})
    papers = (copy(1, "ada"), copy(2, "bea"), copy(3, "cai"), copy(4, "ada", status=CopyStatus.VOIDED))
    held = sitting(papers, final(1, 1, "1.5"), final(1, 2, None), blank, final(3, 1, "2"), final(4, 1, "2"))
    absent = [said("ada", Recordable.ABSENT), said("bea", Recordable.ABSENT)]
    found, problems = scored(held, *absent, said("cai", Recordable.WITHDRAWN))
    assert found["ada"].state is ComponentState.ABSENT
    (told,) = problems
    assert "ada is recorded as absent, and has copy 1 with answers: 1.5 of 30 points so far" in told


def test_points_absent_and_pending_are_three_things() -> None:
    """A whole paper has points, a paper with an undecided answer is pending, no paper is absent."""
    found, problems = scored(
        sitting(
            (copy(1, "ada"), copy(2, "bea"), copy(3, "cai")),
            final(1, 1, "1.5"),
            final(1, 2, "0"),
            final(2, 1, "2"),
            final(2, 2, None, Origin.PENDING),
        )
    )
    assert not problems
    assert (found["ada"].state, found["ada"].points) == (ComponentState.SCORED, Decimal("1.5"))
    assert (found["bea"].state, found["bea"].points) == (ComponentState.PENDING, Decimal(2))
    assert found["bea"].note == "1 answer to be decided"
    assert (found["cai"].state, found["cai"].points) == (ComponentState.ABSENT, None)


def test_a_blank_paper_is_zero_and_not_absent() -> None:
    """Who hands in blanks took the test."""
    found, _ = scored(sitting((copy(1, "ada"),), final(1, 1, "0")))
    assert (found["ada"].state, found["ada"].points) == (ComponentState.SCORED, Decimal(0))


def test_three_thirds_are_one() -> None:
    """Thirds cut at twelve places add up to a whole point."""
    third = "0.333333333333"
    found, _ = scored(sitting((copy(1, "ada"),), *(final(1, n, third) for n in (1, 2, 3))))
    assert found["ada"].points == 1


def test_penalties_do_not_take_a_test_below_zero() -> None:
    """The least that a test can give is 0."""
    found, _ = scored(sitting((copy(1, "ada"),), final(1, 1, "-0.5"), final(1, 2, "0.25")))
    assert found["ada"].points == 0


def test_nobody_is_absent_from_a_test_that_was_not_held() -> None:
    """Copies that were printed and never came back are no answers."""
    assert scored(sitting((copy(1, "ada"), copy(2, "bea")))) == ({}, [])


def test_a_paper_that_an_import_could_not_take_is_not_absent() -> None:
    """It waits, and says which import listed it, until it is imported or a person says otherwise."""
    left = Leftover(file="answers.csv", on=DAY, students=("ada", "bea"), rows=2)
    held = sitting((copy(1, "bea"),), final(1, 1, "2")).model_copy(update={"leftovers": (left,)})
    found, problems = scored(held)
    said = "nothing could be taken of the paper in answers.csv, imported on 2026-06-24"
    assert (found["ada"].state, found["ada"].note) == (ComponentState.PENDING, said)
    assert (found["bea"].points, found["cai"].state) == (2, ComponentState.ABSENT)
    assert problems == [
        f"sittings/2026-06-24-written: warning: {said}: ada"
        " -> correct the file and import it again; if there is no paper:"
        " grader record ada absent --sitting 2026-06-24-written --reason WHY",
        "sittings/2026-06-24-written: warning: answers.csv, imported on 2026-06-24: 2 rows of nobody"
        " on the roster -> make sure that nobody is absent whose answers are there; the corrected file ends this",
    ]
    entry = StatusEntry(
        student_id="ada", status=Recordable.ABSENT, sitting="2026-06-24-written", on=dt.date(2026, 6, 25)
    )
    assert scored(held, entry)[0]["ada"].state is ComponentState.ABSENT
    nobody = sitting(()).model_copy(update={"leftovers": (left,)})
    states = [score.state for score in scored(nobody)[0].values()]
    assert states == [ComponentState.PENDING, ComponentState.PENDING, ComponentState.ABSENT]


def test_only_who_is_enrolled_is_expected() -> None:
    """With a list for the date, others are not absent; who came without being listed is warned of."""
    found, problems = scored(sitting((copy(1, "ada"),), final(1, 1, "2")), enrolled=("bea",))
    assert found["ada"].state is ComponentState.SCORED
    assert found["bea"].state is ComponentState.ABSENT
    assert "cai" not in found
    assert problems == [
        "sittings/2026-06-24-written: warning: 1 handed in and are not in enrolled/2026-06-24.csv: ada"
        " -> their answers count; add them to the list if that is right"
    ]


def test_papers_of_nobody_strangers_and_twice_are_for_people() -> None:
    """A paper is never dropped: without a student, of a stranger, or beside another it is named."""
    papers = (copy(1, None), copy(2, "zoe"), copy(3, "ada"), copy(4, "ada"))
    found, problems = scored(sitting(papers, *(final(n, 1, "2") for n in (1, 2, 3, 4))))
    assert found["ada"].state is ComponentState.PENDING
    assert found["ada"].note == "copies 3 and 4 both have answers: void one"
    assert problems == [
        "sittings/2026-06-24-written: copy 1 has answers and no student -> say whose it is, or void it",
        "sittings/2026-06-24-written: copy 2 is of zoe, who is not in students.csv"
        " -> add the student to students.csv, or void the copy",
        "sittings/2026-06-24-written: ada has answers on copies 3 and 4 -> void one",
    ]
    voided = (*papers[2:3], copy(4, "ada", status=CopyStatus.VOIDED))
    assert scored(sitting(voided, final(3, 1, "2")))[0]["ada"].points == 2


@pytest.mark.parametrize(
    ("status", "state"),
    [(Recordable.WITHDRAWN, ComponentState.WITHDRAWN), (Recordable.ABSENT, ComponentState.ABSENT), (Recordable.REFUSED, ComponentState.REFUSED)],
)  # fmt: skip
def test_what_a_person_recorded_comes_before_the_paper(status: Recordable, state: ComponentState) -> None:
    """Withdrawn, absent and refused take the points of that sitting away, and of no other."""
    paper = sitting((copy(1, "ada"),), final(1, 1, "2"))
    entry = StatusEntry(student_id="ada", status=status, sitting="2026-06-24-written", on=DAY)
    score = scored(paper, entry)[0]["ada"]
    assert (score.state, score.points) == (state, None)
    elsewhere = entry.model_copy(update={"sitting": "2026-04-15-mid-course"})
    assert scored(paper, elsewhere)[0]["ada"].points == 2


def test_accepted_suggestions_are_told() -> None:
    """Points that no person gave are marked as such."""
    found, _ = scored(sitting((copy(1, "ada"),), final(1, 1, "2", Origin.AUTO)))
    assert found["ada"].note == "1 open answer scored without a person"


def test_an_exam_of_other_worth_is_refused() -> None:
    """Points out of 20 are never taken for points out of 30."""
    with pytest.raises(InputError, match="is worth 20 points and written is out of 30"):
        scored(sitting((copy(1, "ada"),), final(1, 1, "2"), out_of=20))


def member(student: str, status: ProjectStatus, mark: str | None = None, change: str = "0") -> ProjectRow:
    day = dt.date(2026, 6, 15) if status is ProjectStatus.PRESENTED else None
    value = None if mark is None else Decimal(mark)
    return ProjectRow(
        group="G1", student_id=student, status=status, presented_on=day, mark=value, change=Decimal(change)
    )


def test_a_group_has_one_mark_and_members_their_change() -> None:
    """The mark stands on one line; a change is added, within 0 and the maximum; who withdrew gets nothing."""
    rows = (
        member("ada", ProjectStatus.PRESENTED, "29"),
        member("bea", ProjectStatus.PRESENTED, None, "2"),
        member("cai", ProjectStatus.WITHDRAWN),
    )
    scores = {id_: project_score("project", PROJECT, id_, rows) for id_ in ("ada", "bea", "cai", "dea")}
    assert (scores["ada"].points, scores["ada"].note) == (29, "group G1: 29")
    assert (scores["bea"].points, scores["bea"].note) == (30, "group G1: 29, change +2")
    assert scores["cai"].state is ComponentState.WITHDRAWN
    assert (scores["dea"].state, scores["dea"].note) == (ComponentState.WAITING, "in no group")


@pytest.mark.parametrize(
    ("status", "note"),
    [(ProjectStatus.REVISED, "group G1: revised, not presented"), (ProjectStatus.PRESENTED, "group G1: presented, not marked")],
)  # fmt: skip
def test_a_project_waits_until_presented_and_marked(status: ProjectStatus, note: str) -> None:
    """Before that there are no points."""
    score = project_score("project", PROJECT, "ada", (member("ada", status),))
    assert (score.state, score.points, score.note) == (ComponentState.WAITING, None, note)


def labs(*rows: tuple[str, str, str]) -> tuple[LabRow, ...]:
    words = {"p": "pass", "f": "fail", "a": "absent", ".": ""}
    return tuple(
        LabRow.model_validate(
            {"student_id": student, "lab_group": group, "results": tuple(words[c] for c in results)}
        )
        for student, group, results in rows
    )


@pytest.mark.parametrize(
    ("own", "points"),
    [("........", "3"), ("a.......", "2.5"), ("..p.....", "3.5"), ("aaaaaaaa", "0"), ("pppppppp", "4")],
)
def test_an_own_cell_counts_instead_of_the_groups(own: str, points: str) -> None:
    """A lab group of six passes: absent takes one away, an own pass adds one."""
    rows = labs(("", "L1", "ppfpfppp"), ("ada", "L1", own))
    assert lab_score("labs", LABS, "ada", rows).points == Decimal(points)


def test_a_lab_that_was_not_held_is_not_waited_for() -> None:
    """Empty for everyone is not held; empty for one is not marked yet; no line at all waits too."""
    rows = labs(("ada", "", "pp......"), ("bea", "", "p......."))
    assert lab_score("labs", LABS, "ada", rows).points == 1
    assert lab_score("labs", LABS, "bea", rows).note == "no result for lab2"
    assert lab_score("labs", LABS, "cai", rows).note == "no line in labs.csv"
