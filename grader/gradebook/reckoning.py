"""Marks worked out from files alone, those of the course or those of a sealed copy; nothing else is read."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from grader.errors import InputError, PeopleNeeded, Problem, errors_of
from grader.gradebook.inputs import SCORES, STATUSES
from grader.gradebook.lists import Files, lists_of
from grader.marks.award import award
from grader.marks.class_list import ClassList
from grader.marks.components import component_scores
from grader.marks.held_up import CURES, Lack, lacks
from grader.marks.step_words import ENGLISH, StepWords
from grader.model.course import Course
from grader.model.mark import Mark, SittingScores, StatusEntry


@dataclass(frozen=True, slots=True)
class Reckoned:
    """Marks, and what they were worked out from."""

    course: Course
    class_list: ClassList
    marks: tuple[Mark, ...]
    problems: tuple[Problem, ...]  # for people; errors among them hold the marks up
    provisional: bool
    questions: Mapping[str, int] = field(default_factory=dict)  # about paper, by sitting
    held_up: Mapping[tuple[str, Lack], int] = field(
        default_factory=dict
    )  # marks, by sitting and what they lack


def reckon(
    files: Files, *, session: dt.date | None = None, provisional: bool = False, words: StepWords = ENGLISH
) -> Reckoned:
    """Work the marks out; with `session` for those enrolled on that date only. Raises InputError.

    The steps are in the language of `words`; notes for people who run the course are in English.
    """
    course, class_list = lists_of(files)
    found = [
        SittingScores.model_validate_json(content)
        for name, content in sorted(files.items())
        if name.endswith(f"/{SCORES}")
    ]
    said = [StatusEntry.model_validate(entry) for entry in json.loads(files.get(STATUSES, b"[]"))]
    students = tuple(class_list.students)
    if session is not None:
        if session not in class_list.enrolled:
            known = ", ".join(str(date) for date in class_list.enrolled) or "none"
            raise InputError(f"there is no enrolled/{session}.csv", hint=f"there are: {known}")
        students = class_list.enrolled[session]
    scores, problems = component_scores(course, class_list, found, said, words)
    problems += tuple(_nameless(one) for one in found if one.nameless)
    marks = award(course, students, scores, said, words=words)
    if provisional:
        marks = tuple(mark.model_copy(update={"provisional": True}) for mark in marks)
    asked = {one.sitting: one.questions for one in found if one.questions}
    every = (*class_list.problems, *problems)
    return Reckoned(course, class_list, marks, every, provisional, asked, _held_up(marks, found))


def refuse_pending(found: Reckoned) -> None:
    """Raise PeopleNeeded while marks that are not provisional depend on what people must decide or bring."""
    if found.provisional or not (found.held_up or errors_of(found.problems)):
        return
    counts = [
        f"{sitting}: the mark{'s' * (n > 1)} of {n} student{'s' * (n > 1)} wait{'s' * (n == 1)} for {lack}"
        for (sitting, lack), n in found.held_up.items()
    ]
    counts += [
        f"{sitting}: {n} question{'s' * (n > 1)} about paper {'are' if n > 1 else 'is'} open: "
        f"grader review {sitting} --export-doubts"
        for sitting, n in sorted(found.questions.items())
    ]
    cures = {lack: CURES[lack].format(sitting) for sitting, lack in reversed(tuple(found.held_up))}
    first = "".join(f"{cures[lack]}; " for lack in Lack if lack in cures)  # each for the first sitting
    raise PeopleNeeded(
        "\n".join([*counts, "no mark was written"]),
        hint=f"{first}or --provisional, which says so in the file",
        problems=found.problems,
    )


def _held_up(marks: Sequence[Mark], found: Sequence[SittingScores]) -> Mapping[tuple[str, Lack], int]:
    """How many marks wait for each sitting, by what they lack there; in order."""
    counts: dict[tuple[str, Lack], int] = {}
    for sitting in sorted(found, key=lambda one: one.sitting):
        waiting = [mark.student_id for mark in marks if sitting.sitting in mark.blocked_by]
        count = Counter(lack for some in lacks(sitting, waiting).values() for lack in some)
        counts |= {(sitting.sitting, lack): count[lack] for lack in Lack if count[lack]}
    return counts


def _nameless(sitting: SittingScores) -> Problem:
    n = sitting.nameless
    return Problem(
        f"sittings/{sitting.sitting}",
        f"{n} scanned page{'s' * (n > 1)} cannot be read and may be anybody's: nobody is called absent yet",
        f"grader review {sitting.sitting} --export-doubts",
    )
