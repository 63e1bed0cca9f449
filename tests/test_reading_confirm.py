"""Who could not be matched surely goes out as a list, and comes back with ids."""

import pytest
from small_exam import ROSTER, exam

from grader import tables
from grader.errors import InputError
from grader.reading.confirm import HEADER, read, rows
from grader.reading.papers import Typed
from grader.reading.typed import read_typed

N, A, L = "0000012345", "0000067890", "1000000001"
STUDENTS = {student.student_id: student for student in ROSTER}
ANSWERS = (
    "Matricola,Surname,Name,Q1\n,NULL,ADA,a\n,Verdi,Lea,b\n0000012354,Dangelo,Nicola,c\n,Guest,Teacher,d\n"
)


def typed(confirmed: str = "") -> Typed:
    table = tables.read_bytes(ANSWERS.encode(), "t.csv")
    people = read(tables.read_bytes(confirmed.encode(), "people.csv"), STUDENTS) if confirmed else {}
    return read_typed(table, exam("A"), ROSTER, confirmed=people)


def listed() -> list[list[str]]:
    return [[cell or "" for cell in row] for row in rows(typed().doubtful, STUDENTS)]


def test_whoever_is_not_sure_is_on_the_list_with_proposals() -> None:
    """A name alone, a name of two, a slip in an id: each with whom it may mean; the answer is left empty."""
    assert [row[2:] for row in listed()] == [
        ["NULL ADA", f'"NULL ADA" was matched by name alone with {A}', f"{A} Null Ada", ""],
        ["Verdi Lea", '"Verdi Lea" are 2 students', f"{L} Verdi Lea | 1000000002 Verdi Lea", ""],
        [
            "Dangelo Nicola",
            '"0000012354, Dangelo Nicola" is not on the roster',
            f"{N} D'Angelo Nicolò",
            "",
        ],
        ["Guest Teacher", '"Guest Teacher" is not on the roster', "", ""],
    ]


def test_what_a_person_confirms_is_taken() -> None:
    """Ids that were filled in count, a dash leaves a row out, and then nobody is asked any more."""
    said = [L if row[2] == "Verdi Lea" else (row[4][:10] or "-") for row in listed()]
    filled = [[*row[:-1], id_] for row, id_ in zip(listed(), said, strict=True)]
    result = typed(tables.to_csv(HEADER, filled).decode())
    letters = {paper.student: "".join(paper.answers[1].letters) for paper in result.papers}
    assert letters == {A: "a", L: "b", N: "c"}
    assert (result.problems, result.doubtful, result.strangers) == ((), (), 0)


def test_who_is_left_empty_stays_open() -> None:
    """Half a list is half an answer."""
    filled = [[*row[:-1], L if row[2] == "Verdi Lea" else ""] for row in listed()]
    assert len(typed(tables.to_csv(HEADER, filled).decode()).doubtful) == 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            ",,Verdi Lea,,,7",
            'p.csv:2: "7" is not on the roster -> write an id of students.csv, or - for nobody',
        ),
        (f",,X,,,{N}\n,,X,,,{A}", f"p.csv:3: the same person was {N} in a line above"),
    ],
)
def test_a_wrong_list_is_refused(text: str, message: str) -> None:
    """Every line that is wrong is named."""
    table = tables.read_bytes(f"{','.join(HEADER)}\n{text}\n".encode(), "p.csv")
    with pytest.raises(InputError) as error:
        read(table, STUDENTS)
    assert message in str(error.value)


def test_another_table_is_no_list_of_people() -> None:
    """A file of answers given by mistake is told from a list."""
    with pytest.raises(InputError, match="is no list of people"):
        read(tables.read_bytes(ANSWERS.encode(), "t.csv"), STUDENTS)
