"""The class lists: a table and the policy in, values and every problem out."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from grader.errors import Problem, Severity
from grader.marks.class_list import read_class
from grader.model.course import Course
from grader.model.kinds import Profile
from grader.model.roster import ProjectStatus
from grader.model.table import Row, Table

COURSE = Course.model_validate(
    {
        "title": "A course",
        "components": {
            "written": {"exam": "written", "out_of": "30"},
            "project": {"from": "projects.csv", "out_of": "30"},
            "labs": {"from": "labs.csv", "each": "0.5", "out_of": "4"},
        },
        "routes": {"written": "(written + project) / 2 + labs"},
    }
)
ROSTER = "student_id,surname\n0000000001,D'Angelo\n0000000002,Nicolò\n0000000003,Null\n0000000004,Neri"
PROJECTS = "group,student_id,status,presented_on,mark,change\n"
LABS = "student_id,lab_group,lab1,lab2\n,L1,pass,fail\n"
ONES = "".join(f"000000000{n},L1,,\n" for n in range(1, 5))


def table(text: str, where: str) -> Table:
    lines = text.strip("\n").split("\n")
    header = tuple(lines[0].split(","))
    rows = [Row(n, dict(zip(header, line.split(","), strict=False))) for n, line in enumerate(lines[1:], 2)]
    return Table(where, header, tuple(rows))


def problems(
    students: str = ROSTER,
    enrolled: Mapping[str, str] | None = None,
    projects: str = PROJECTS,
    labs: str = LABS + ONES,
) -> list[str]:
    lists = {name: table(text, f"enrolled/{name}.csv") for name, text in (enrolled or {}).items()}
    found = read_class(
        COURSE,
        table(students, "students.csv"),
        lists,
        table(projects, "projects.csv"),
        table(labs, "labs.csv"),
    )
    return [str(problem) for problem in found.problems]


def test_a_sound_class_has_no_problems() -> None:
    """Apostrophes, accents and a surname that spreadsheets take for nothing are just names."""
    members = 'G1,0000000001,presented,15/06/2026,"27",\nG1,0000000002,presented,2026-06-15,,+1\n'
    assert problems(projects=PROJECTS + members.replace('"', ""), enrolled={"2026-06-10": ROSTER}) == []


def test_values_are_read_as_they_are_meant() -> None:
    """Dates in two forms, a decimal comma, profiles and an Italian header become what they mean."""
    found = read_class(
        COURSE,
        table(
            "Matricola,Cognome,Nome,profile,time_factor\n0000000001,Rossi,Ada,accessible,1.3", "students.csv"
        ),
        {"2026-06-10": table("matricola\n0000000001", "enrolled/2026-06-10.csv")},
        table(PROJECTS + "G1,0000000001,Presented,5/6/2026,27.5,-1", "projects.csv"),
        table("student_id,lab_group,lab1\n0000000001,,PASS", "labs.csv"),
    )
    assert not found.problems
    student = found.students["0000000001"]
    assert (student.surname, student.profile, student.time_factor) == (
        "Rossi",
        Profile.ACCESSIBLE,
        Decimal("1.3"),
    )
    assert found.enrolled == {dt.date(2026, 6, 10): ("0000000001",)}
    row = found.projects[0]
    assert (row.presented_on, row.mark, row.change) == (dt.date(2026, 6, 5), Decimal("27.5"), Decimal(-1))
    assert row.status is ProjectStatus.PRESENTED
    assert found.labs[0].results == ("pass", *[""] * 7)


def test_a_duplicate_id_names_the_first_line() -> None:
    """The second line of a student is refused."""
    assert problems(students=ROSTER + "\n0000000003,Null") == [
        "students.csv:6: the student 0000000003 is already at students.csv:4 -> keep one line"
    ]


def test_lost_leading_zeros_are_recognised() -> None:
    """A matricola that a spreadsheet took for a number is said to be that, with the cure."""
    assert problems(students=ROSTER + "\n12345,Verdi")[0] == (
        'students.csv:6: the matricola "12345" has lost its leading zeros: a spreadsheet took it for a number'
        " -> write 0000012345, and format the column as text before you open the file again"
    )


def test_a_malformed_id_is_matched_whole() -> None:
    """Ten digits followed by something are no matricola."""
    assert problems(students=ROSTER + "\n0000000005x,Verdi") == [
        'students.csv:6: "0000000005x" is not a matricola of this course -> course.yaml asks for [0-9]{10}'
    ]


def test_an_unknown_column_is_met_with_the_nearest_one() -> None:
    """Columns are strict, as a mistyped one would be silently empty."""
    assert problems(
        students="student_id,surnam\n0000000001,Neri", labs="student_id,lab1\n0000000001,pass"
    ) == ['students.csv:1: unknown column "surnam" -> did you mean "surname"?']


def test_a_missing_column_stops_the_list() -> None:
    """Without ids there is no roster."""
    assert problems(students="surname\nNeri", labs="student_id,lab1")[0] == (
        'students.csv:1: the column "student_id" is missing'
        " -> the columns are: student_id, surname, name, email, profile, time_factor"
    )


def test_enrolment_of_a_stranger_or_under_another_name() -> None:
    """A stranger is an error, another surname a warning; accents and case do not count."""
    listed = "student_id,surname\n0000000009,Verdi\n0000000002,NICOLO'\n0000000003,Bianchi"
    assert problems(enrolled={"2026-06-10": listed, "june": "student_id"}) == [
        "enrolled/2026-06-10.csv:2: the student 0000000009 is not in students.csv -> did you mean 0000000004?",
        "enrolled/2026-06-10.csv:4: warning: 0000000003 is Bianchi here and Null in students.csv"
        " -> make sure that the matricola is the right one",
        'enrolled/june.csv: "june" is not a date -> name the file like 2026-06-10.csv',
    ]


def test_a_project_group_of_four() -> None:
    """At most three members work in a group; one who left does not count."""
    four = "".join(f"G1,000000000{n},assigned,,,\n" for n in range(1, 5))
    assert problems(projects=PROJECTS + four) == [
        "projects.csv:5: group G1 has 4 members -> a group has at most 3"
    ]
    assert problems(projects=PROJECTS + four.replace("2,assigned", "2,withdrawn")) == []


def test_a_student_in_two_groups() -> None:
    """A student works in one group, and may have left another."""
    two = "G1,0000000001,assigned,,,\nG2,0000000001,assigned,,,\n"
    assert problems(projects=PROJECTS + two) == [
        "projects.csv:3: the student 0000000001 is already in group G1 at projects.csv:2"
        " -> a student works in one group; write withdrawn at the one that was left"
    ]
    assert problems(projects=PROJECTS + two.replace("assigned", "withdrawn", 1)) == []


def test_two_marks_in_a_group() -> None:
    """A group has one mark; a member's difference is the change."""
    two = "G1,0000000001,presented,2026-06-15,27,\nG1,0000000002,presented,2026-06-15,28,\n"
    assert problems(projects=PROJECTS + two) == [
        "projects.csv:3: group G1 has the mark 28 here and 27 at projects.csv:2"
        " -> a group has one mark; what one member earns more or less goes into the column change"
    ]


def test_what_is_wrong_in_a_project_line() -> None:
    """Every cell that cannot be is named, all at once."""
    lines = (
        "G1,0000000001,presented,31/02/2026,31,\n"
        "G2,0000000002,presentd,,x,99\n"
        "G3,0000000003,revised,,27,\n"
        "G4,0000000004,presented,,,\n"
    )
    assert problems(projects=PROJECTS + lines) == [
        'projects.csv:2: presented_on: "31/02/2026" is not a date -> write 2026-06-15 or 15/06/2026',
        "projects.csv:2: the mark 31 is not between 0 and 30",
        'projects.csv:3: mark: "x" is not a number -> write for example 27 or 27.5',
        "projects.csv:3: the change 99 is not between -30 and 30",
        'projects.csv:3: unknown status "presentd" -> did you mean "presented"?',
        "projects.csv:4: there is a mark but the status is revised -> write presented, and the day",
        "projects.csv:5: the status is presented and presented_on is empty -> write the day",
    ]


def test_a_lab_beyond_the_eighth() -> None:
    """out_of 4 at 0.5 each is eight labs; a ninth cannot earn anything."""
    assert problems(
        labs="student_id,lab1,lab9\n" + "".join(f"000000000{n},pass,\n" for n in range(1, 5))
    ) == [
        'labs.csv:1: the column "lab9" is beyond the 8 labs that can earn points'
        " -> course.yaml: out_of divided by each gives the number"
    ]


def test_an_unknown_word_in_labs() -> None:
    """Results are pass, fail, absent or empty; a line with another word is there all the same."""
    assert problems(labs=LABS + ONES.replace("1,L1,,", "1,L1,passed,")) == [
        'labs.csv:3: lab1: unknown result "passed"'
        ' -> did you mean "pass"? (empty: not held or not marked yet)'
    ]


def test_a_typo_in_a_groups_line_is_said_once() -> None:
    """The members of the group are not told that their group has no line, nor to take another one."""
    members = "".join(f"000000000{n},L01,\n" for n in range(1, 5))
    assert problems(labs=f"student_id,lab_group,lab1\n,L01,pas\n,L10,pass\n{members}") == [
        'labs.csv:2: lab1: unknown result "pas" -> did you mean "pass"? (empty: not held or not marked yet)'
    ]


def test_labs_of_unknown_groups_duplicates_and_nobody() -> None:
    """A group without a line, a second line, and a line of nobody are named; students without a line are warned of."""
    found = problems(labs="student_id,lab_group,lab1\n,L1,pass\n0000000001,L2,\n,L1,fail\n,,pass\n")
    assert found == [
        "labs.csv: warning: 3 of the class have no line: 0000000002, 0000000003, 0000000004"
        " -> their marks wait for it; who was never there gets a line with absent",
        "labs.csv:3: there is no line for the lab group L2 -> known: L1",
        "labs.csv:4: the lab group L1 is already at labs.csv:2 -> keep one line",
        "labs.csv:5: neither student_id nor lab_group is given -> name one of them",
    ]


def test_a_missing_file_is_a_problem() -> None:
    """A component from a file needs the file."""
    found = read_class(COURSE, None).problems
    assert [problem.where for problem in found] == ["labs.csv", "projects.csv", "students.csv"]
    assert all(problem.severity is Severity.ERROR for problem in found)
    assert isinstance(found[0], Problem)


def test_one_wrong_line_in_the_roster_is_one_problem() -> None:
    """While the roster is wrong, its students are not called strangers in the other lists."""
    spoilt = ROSTER.replace("0000000002", "2")
    listed = "student_id\n0000000002"
    found = problems(students=spoilt, enrolled={"2026-06-10": listed})
    assert [problem.split(" -> ")[0] for problem in found] == [
        'students.csv:3: the matricola "2" has lost its leading zeros: a spreadsheet took it for a number'
    ]


def test_a_list_that_no_component_needs_is_not_read() -> None:
    """A course without labs may keep the file: one warning, and nothing of it holds a mark up."""
    without = COURSE.model_copy(update={"components": {"written": COURSE.components["written"]}})
    found = read_class(
        without,
        table(ROSTER, "students.csv"),
        {},
        table("a,b\n1,2", "projects.csv"),
        table("c\n1", "labs.csv"),
    )
    assert [str(problem) for problem in found.problems] == [
        f"{name}: warning: course.yaml has no component from it, so it is not read"
        " -> remove the file, or add the component"
        for name in ("labs.csv", "projects.csv")
    ]


def test_one_day_has_one_list() -> None:
    """20260610 is a way to write a date, and would replace 2026-06-10 or be replaced by it."""
    assert problems(enrolled={"2026-06-10": ROSTER, "20260610": ROSTER}) == [
        'enrolled/20260610.csv: "20260610" is not a date -> name the file like 2026-06-10.csv'
    ]


def test_a_group_is_written_in_one_way() -> None:
    """G1 and g1 would be two groups, one of them without a mark."""
    members = "G1,0000000001,presented,2026-06-15,27,\ng1,0000000002,presented,2026-06-15,,\n"
    assert problems(projects=PROJECTS + members) == [
        'projects.csv:3: the groups "g1" and "G1" differ only in capitals or spaces'
        " -> write one group's name in one way, and give two groups two names"
    ]
