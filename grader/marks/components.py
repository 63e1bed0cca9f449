"""From final scores, projects and labs to one ComponentScore for each attempt of each student.

Absent, pending, waiting and zero stay four different things: a student who was expected and handed
nothing in is absent, a paper with an undecided answer is pending, a project that was not presented
waits, and only points are points. What cannot be told from the records is a Problem for people.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from grader.errors import InputError, Problem, Severity
from grader.marks.class_list import ClassList
from grader.marks.contradicted import contradicted
from grader.marks.group_work import lab_score, project_score
from grader.marks.step_words import ENGLISH, StepWords
from grader.model.course import Component, Course
from grader.model.kinds import Recordable
from grader.model.mark import ComponentScore, ComponentState, SittingScores, StatusEntry
from grader.model.response import Copy, CopyStatus, Leftover
from grader.model.score import FinalScore, Origin
from grader.scoring.closed import total


def component_scores(
    course: Course,
    class_list: ClassList,
    sittings: Sequence[SittingScores],
    statuses: Sequence[StatusEntry] = (),
    words: StepWords = ENGLISH,
) -> tuple[tuple[ComponentScore, ...], tuple[Problem, ...]]:
    """Every attempt of every student at every component, and what people must settle first.

    Raises InputError when a sealed exam is not worth what the course says.
    """
    scores: list[ComponentScore] = []
    problems: list[Problem] = []
    for name, component in course.components.items():
        for student in class_list.students:
            if component.source == "projects.csv":
                scores.append(project_score(name, component, student, class_list.projects, words))
            elif component.source == "labs.csv":
                scores.append(lab_score(name, component, student, class_list.labs, words))
        for sitting in sittings:
            if component.exam == sitting.exam:
                attempts = tuple(exam_scores(name, component, sitting, class_list, statuses, words))
                problems += [*_strangers(sitting, class_list), *_left_over(sitting, attempts)]
                problems += contradicted(sitting, statuses)
                scores += attempts
    return tuple(scores), tuple(problems)


def exam_scores(
    name: str,
    component: Component,
    sitting: SittingScores,
    class_list: ClassList,
    statuses: Sequence[StatusEntry] = (),
    words: StepWords = ENGLISH,
) -> Iterator[ComponentScore]:
    """The attempts of one sitting: of those who handed in, of those who were expected, and by status.

    Expected is who is enrolled on the sitting's date, or the whole roster where no enrolment list exists.
    As long as nobody handed anything in, the test is taken not to have been held, and nobody is absent. A
    student whose paper an import listed and could not take is not absent either: a person must look.
    """
    if sitting.out_of != component.out_of:
        raise InputError(
            f"the sitting {sitting.sitting} is worth {sitting.out_of} points and {name} is out of {component.out_of}",
            hint="correct out_of in course.yaml, and put the conversion into the routes' formulas",
        )
    points: dict[int, list[FinalScore]] = defaultdict(list)
    for score in sitting.scores:
        points[score.copy_number].append(score)
    papers: dict[str, list[Copy]] = {}
    for copy in sitting.copies:
        if copy.status is not CopyStatus.VOIDED and copy.student and copy.number in points:
            papers.setdefault(copy.student, []).append(copy)
    expected = frozenset(class_list.enrolled.get(sitting.on, class_list.students))
    listed = {student: left for left in sitting.leftovers for student in left.students}
    said = {entry.student_id: entry for entry in statuses if entry.sitting == sitting.sitting}
    for student in class_list.students:
        blank = ComponentScore(
            student_id=student,
            component=name,
            state=ComponentState.ABSENT,
            out_of=component.out_of,
            on=sitting.on,
            sitting=sitting.sitting,
        )
        entry = said.get(student)
        if entry and entry.status in (Recordable.ABSENT, Recordable.WITHDRAWN):
            state = ComponentState(entry.status.value)
            note = words.recorded.format(words.states.get(state, state), entry.on)
            yield blank.model_copy(update={"state": state, "note": note})
        elif student in papers:
            attempt = _paper(blank, papers[student], points, words)
            if entry and entry.status is Recordable.REFUSED and attempt.state is ComponentState.SCORED:
                note = words.given_back.format(attempt.points, entry.on)
                attempt = attempt.model_copy(
                    update={"state": ComponentState.REFUSED, "points": None, "note": note}
                )
            yield attempt
        elif student in listed:
            yield blank.model_copy(
                update={"state": ComponentState.PENDING, "note": _untaken(listed[student])}
            )
        elif (papers or listed) and student in expected:
            yield blank.model_copy(update={"note": "absent"})


def _untaken(left: Leftover) -> str:
    return f"nothing could be taken of the paper in {left.file}, imported on {left.on}"


def _paper(
    blank: ComponentScore,
    copies: Sequence[Copy],
    points: Mapping[int, Sequence[FinalScore]],
    words: StepWords,
) -> ComponentScore:
    """The points of a student's paper; several papers of one student are for people to tell apart."""
    if len(copies) > 1:
        numbers = " and ".join(str(copy.number) for copy in copies)
        return blank.model_copy(
            update={"state": ComponentState.PENDING, "note": f"copies {numbers} both have answers: void one"}
        )
    scores = points[copies[0].number]
    # A paper with penalties can end below zero; the worst mark that a test can give is 0.
    certain = max(total(score.points for score in scores if score.points is not None), Decimal(0))
    open_ = sum(score.points is None for score in scores)
    accepted = sum(score.origin is Origin.AUTO for score in scores)
    notes = []
    if open_:
        notes.append(words.undecided[open_ > 1].format(open_))
    if accepted:
        notes.append(words.accepted[accepted > 1].format(accepted))
    state = ComponentState.PENDING if open_ else ComponentState.SCORED
    return blank.model_copy(update={"state": state, "points": certain, "note": "; ".join(notes)})


def _strangers(sitting: SittingScores, class_list: ClassList) -> Iterator[Problem]:
    """Papers that belong to nobody, to somebody outside the class, or to two people's doubt."""
    handed_in = {score.copy_number for score in sitting.scores}
    enrolled = class_list.enrolled.get(sitting.on)
    seen: dict[str, int] = {}
    unlisted: list[str] = []
    for copy in sitting.copies:
        if copy.status is CopyStatus.VOIDED or copy.number not in handed_in:
            continue
        where, student = f"sittings/{sitting.sitting}", copy.student
        if student is None:
            yield Problem(
                where, f"copy {copy.number} has answers and no student", "say whose it is, or void it"
            )
        elif student not in class_list.students:
            yield Problem(
                where,
                f"copy {copy.number} is of {student}, who is not in students.csv",
                "add the student to students.csv, or void the copy",
            )
        elif student in seen:
            yield Problem(
                where, f"{student} has answers on copies {seen[student]} and {copy.number}", "void one"
            )
        elif enrolled is not None and student not in enrolled:
            unlisted.append(student)
        if student:
            seen.setdefault(student, copy.number)
    if unlisted:
        yield Problem(
            f"sittings/{sitting.sitting}",
            f"{len(unlisted)} handed in and are not in enrolled/{sitting.on}.csv: {', '.join(unlisted)}",
            "their answers count; add them to the list if that is right",
            Severity.WARNING,
        )


def _left_over(sitting: SittingScores, attempts: Sequence[ComponentScore]) -> Iterator[Problem]:
    """What imports could not take and nobody has settled yet, as warnings: the marks that depend on it wait."""
    where = f"sittings/{sitting.sitting}"
    for said in dict.fromkeys(_untaken(left) for left in sitting.leftovers):
        waiting = [a.student_id for a in attempts if a.state is ComponentState.PENDING and a.note == said]
        if waiting:
            hint = (
                "correct the file and import it again; if there is no paper: "
                f"grader record {waiting[0]} absent --sitting {sitting.sitting} --reason WHY"
            )
            yield Problem(where, f"{said}: {', '.join(waiting)}", hint, Severity.WARNING)
    if any(attempt.state is ComponentState.ABSENT for attempt in attempts):
        for left in {left.file: left for left in sitting.leftovers}.values():
            if left.rows:
                many = f"{left.rows} rows" if left.rows > 1 else "one row"
                what = f"{left.file}, imported on {left.on}: {many} of nobody on the roster"
                hint = "make sure that nobody is absent whose answers are there; the corrected file ends this"
                yield Problem(where, what, hint, Severity.WARNING)
