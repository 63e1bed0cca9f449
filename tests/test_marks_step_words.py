"""The steps to a mark in Italian: nothing of them is left in English, and the marks are the same."""

import re
from dataclasses import fields
from decimal import Decimal
from typing import Any

import pytest
from test_marks_award import BY_TEST, JULY, JUNE, attempt, attempts, course, said

from grader.marks.award import award
from grader.marks.group_work import lab_score, project_score
from grader.marks.step_words import ENGLISH, ITALIAN, StepWords
from grader.model.course import Component
from grader.model.kinds import Recordable
from grader.model.mark import ComponentScore, StatusEntry
from grader.model.roster import LabRow, ProjectRow, ProjectStatus

FOREIGN = re.compile(
    r"\b(on|of|the|route|rounded|pass|fail|is|least|below|at|lode is|counts?|absent|group|change|labs passed|each|minimum|taken|after|recorded|refused|from|presented|marked|result|line|decided)\b"
)
TOP = {**BY_TEST, "mid_course": "15", "end_of_course": "15", "project": "30"}
CASES: tuple[tuple[list[ComponentScore], tuple[StatusEntry, ...], dict[str, Any]], ...] = (
    (attempts(**BY_TEST), (), {}),
    (attempts(**TOP), (said(Recordable.LODE_CONFIRMED, on=JULY),), {}),
    ([*attempts(**BY_TEST), attempt("written", "24"), attempt("written", "21", JULY)], (), {}),
    (attempts(**BY_TEST), (), {"minimum": {"project": "29"}}),
    (attempts(mid_course="12", project="28"), (), {"missing": "zero"}),
    ([*attempts(**BY_TEST), attempt("written", "absent", JULY)], (), {}),
    ([*attempts(**BY_TEST), attempt("written", "24")], (said(Recordable.ROUTE, "written"),), {}),
    ([*attempts(**BY_TEST), attempt("written", "28", JULY)], (said(Recordable.REFUSED, on=JUNE),), {}),
    (attempts(**BY_TEST), (), {"round": "floor", "pass": "30"}),
)


@pytest.mark.parametrize("case", range(len(CASES)))
def test_no_english_is_left(case: int) -> None:
    """Every step is in Italian, has the numbers of the English one, and leads to the same mark."""
    scores, statuses, changes = CASES[case]
    english, italian = (
        award(course(**changes), ["ada"], scores, statuses, words=words)[0] for words in (ENGLISH, ITALIAN)
    )
    assert (english.value, english.outcome, english.route) == (italian.value, italian.outcome, italian.route)
    assert len(english.steps) == len(italian.steps) > 3
    names = re.compile("|".join((*course(**changes).components, *course(**changes).routes)))
    for one, other in zip(english.steps, italian.steps, strict=True):
        assert not FOREIGN.search(names.sub("", other.text)), other.text
        assert re.findall(r"[\d.]+", one.text) == re.findall(r"[\d.]+", other.text)


def test_a_groups_result_and_laboratories() -> None:
    """What a project and the laboratories add in brackets is in Italian too."""
    project = project_score(
        "project",
        Component.model_validate({"from": "projects.csv", "out_of": "30"}),
        "ada",
        [
            ProjectRow(
                group="G1",
                student_id="ada",
                presented_on=JUNE,
                mark=Decimal(28),
                change=Decimal(1),
                status=ProjectStatus.PRESENTED,
            )
        ],
        ITALIAN,
    )
    assert project.note == "gruppo G1: 28, variazione +1"
    labs = lab_score(
        "labs",
        Component.model_validate({"from": "labs.csv", "each": "0.5", "out_of": "4"}),
        "ada",
        [LabRow(student_id="ada", lab_group="L1", results=("pass", "fail", "", "", "", "", "", ""))],
        ITALIAN,
    )
    assert labs.note == "laboratori superati: 1 su 2, 0.5 punti ciascuno"


@pytest.mark.parametrize(
    ("status", "mark", "italian"),
    [
        (ProjectStatus.ASSIGNED, None, "gruppo G1: assegnato, non presentato"),
        (ProjectStatus.PRESENTED, None, "gruppo G1: presentato, senza voto"),
        (ProjectStatus.WITHDRAWN, Decimal(28), "ritirato dal gruppo G1"),
    ],
)
def test_why_there_is_no_result(status: ProjectStatus, mark: Decimal | None, italian: str) -> None:
    """What a student waits for is in Italian, and every state of a project has its word."""
    component = Component.model_validate({"from": "projects.csv", "out_of": "30"})
    row = ProjectRow(group="G1", student_id="ada", presented_on=JUNE, mark=mark, status=status)
    assert project_score("project", component, "ada", [row], ITALIAN).note == italian
    assert project_score("project", component, "bob", [row], ITALIAN).note == "in nessun gruppo"


def test_both_languages_take_the_same() -> None:
    """Each phrase has as many gaps in one language as in the other."""

    def gaps(words: StepWords) -> dict[str, object]:
        values = {field.name: getattr(words, field.name) for field in fields(words)}
        return {name: value.count("{}") for name, value in values.items() if isinstance(value, str)}

    assert gaps(ENGLISH) == gaps(ITALIAN)
    assert ENGLISH.counts.keys() == ITALIAN.counts.keys()
    assert {*ITALIAN.projects, "presented", "withdrawn"} == set(ProjectStatus)
