"""A university's list: whatever stands above the header and however ids were spoiled, the same people are found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_marks_sheets import COURSE

from grader.errors import InputError
from grader.marks.listed import headings_of, read_listing, same_name
from grader.model.table import Grid
from grader.model.university import ListColumns

HEADER = ("#", "N. progr.", "Matricola", "Cognome", "Nome", "Esito")
PEOPLE = (("", "1", "0000000002", "D'ANGELO", "ADA", ""), ("2", "2", "1", "NICOLO'", "Bo", "27"))
PREAMBLES = (
    ("Università degli Studi di Esempio",),
    ("Appello del", "24/06/2026"),
    ("Docente", "Matricola docente: 0000000009"),
    ("Nome", "Deep Learning"),
    ("Cognome", "Nome", "Data"),
    (),
    ("Iscritti", "2"),
)


def grid(*rows: tuple[str, ...], sheet: str = "") -> Grid:
    return Grid("list.xls", tuple(enumerate(rows, start=1)), sheet)


def listed(*grids: Grid, sheet: str = "") -> list[tuple[int, str, str]]:
    found = read_listing(grids, headings_of(ListColumns()), COURSE, sheet=sheet)
    return [(p.line, p.student_id, p.cells["surname"]) for p in found.people]


COURSE = COURSE.model_copy(update={"matricola": "[0-9]{10}"})


@given(st.lists(st.sampled_from(PREAMBLES), max_size=9), st.permutations(range(6)))
def test_the_header_is_found_wherever_it_stands(above: list[tuple[str, ...]], order: list[int]) -> None:
    """Titles, dates and other people's ids above it, and the columns in any order."""
    rows = [tuple(row[i] for i in order) for row in (HEADER, *PEOPLE)]
    start = len(above) + 2
    assert listed(grid(*above, *rows)) == [
        (start, "0000000002", "D'ANGELO"),
        (start + 1, "0000000001", "NICOLO'"),
    ]


def test_what_is_no_person_is_passed_over_or_named() -> None:
    """A header that comes again, empty rows, a signature; an id of another pattern is said."""
    rows = (HEADER, PEOPLE[0], (), HEADER, ("", "", "X12", "Other", "Course", ""), ("Il docente",))
    found = read_listing([grid(*rows)], headings_of(ListColumns()), COURSE)
    assert [p.student_id for p in found.people] == ["0000000002"]
    assert [str(p) for p in found.problems] == [
        'list.xls:5: warning: "X12" is not a matricola of this course: the row is left alone -> '
        "course.yaml asks for [0-9]{10}"
    ]


def test_a_name_without_a_matricola_is_said() -> None:
    """Somebody stands there, whose matricola was left out; headings that come again and numbers are nobody."""
    again, number = ("", "", "", "Cognome", "Nome", ""), ("3", "3", "", "", "", "")
    rows = (HEADER, PEOPLE[0], again, number, ("4", "4", "", "Senza", "Id", ""))
    found = read_listing([grid(*rows)], headings_of(ListColumns()), COURSE)
    assert [str(p) for p in found.problems] == [
        'list.xls:5: warning: "Senza Id" has no matricola: the row is left alone -> write it into the list'
    ]


def test_zeros_that_a_spreadsheet_took_are_put_back_and_said() -> None:
    """27 as a number may be 0000000027: the course's pattern says so, and one warning counts them."""
    found = read_listing([grid(HEADER, PEOPLE[1])], headings_of(ListColumns()), COURSE)
    assert "1 of the matricole had lost their leading zeros" in str(found.problems[0])


def test_the_sheet_with_most_of_the_columns_is_taken() -> None:
    """A sheet that the profile names comes first; where it is missing, the best one is taken."""
    info, full = grid(("Matricola",), ("0000000003",), sheet="info"), grid(HEADER, *PEOPLE, sheet="ESSE3")
    found = read_listing([info, full], headings_of(ListColumns()), COURSE)
    assert found.grid.sheet == "ESSE3"
    assert listed(full, sheet="esse3") == listed(full, sheet="Foglio1")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("Cognome", "Nome")], "no row has the headings that are looked for"),
        ([HEADER], "no row below the header has a matricola"),
        ([(*HEADER, "NOME"), (*PEOPLE[0], "x")], "list.xls:1: the heading of the name stands over 2 columns"),
        ([HEADER, PEOPLE[0], PEOPLE[0]], "list.xls:3: 0000000002 is in the list 2 times"),
    ],
)
def test_a_list_that_cannot_be_trusted_is_refused(rows: list[tuple[str, ...]], message: str) -> None:
    """No header, nobody below it, or somebody twice."""
    with pytest.raises(InputError) as refused:
        read_listing([grid(*rows)], headings_of(ListColumns()), COURSE)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("cells", "surname", "name", "same"),
    [
        (("NICOLO'", ""), "Nicolò", "Anna", True),
        (("DANGELO", "ZOE"), "D'Angelo", "Zoë", True),
        (("Rossi", "Anna Maria"), "Rossi", "Annamaria", True),
        (("Rossi", "Anna"), "Rossi", "Carla", False),
        (("Bianchi", ""), "Rossi", "Anna", False),
    ],
)
def test_names_are_compared_without_accents(
    cells: tuple[str, str], surname: str, name: str, same: bool
) -> None:
    """Capitals, accents, apostrophes and spaces do not make another person."""
    rows = [("Matricola", "Cognome", "Nome"), ("0000000002", *cells)]
    (person,) = read_listing([grid(*rows)], headings_of(ListColumns()), COURSE).people
    assert same_name(person, surname, name) is same


def test_one_column_may_hold_the_whole_name() -> None:
    """Surname and name in either order."""
    rows = [("Matricola", "Nominativo"), ("0000000002", "ADA D'ANGELO")]
    (person,) = read_listing([grid(*rows)], headings_of(ListColumns()), COURSE).people
    assert same_name(person, "D'Angelo", "Ada")
    assert not same_name(person, "Rossi", "Ada")
