"""A university's own list of an exam date: which headings name its columns, and how an outcome is written there."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from grader.model.base import Line, Model, Text

Headings = Annotated[tuple[Text, ...], Field(min_length=1)]  # the first that is there names the column


class Written(StrEnum):
    """How a mark stands in its cell."""

    NUMBER = "number"
    TEXT = "text"


class DateForm(StrEnum):
    """How the exam date stands in its cell, as text."""

    ITALIAN = "dd/mm/yyyy"
    ISO = "yyyy-mm-dd"


class OutcomeWords(Model):
    """What stands for the outcomes without a mark; an empty word leaves the cell empty."""

    fail: Line = ""
    absent: Line = ""
    withdrawn: Line = ""
    refused: Line = ""


class MarkColumn(OutcomeWords):
    """The column that takes the mark."""

    column: Headings
    graded: Written = Written.NUMBER
    lode: Text = "30L"  # where every figure is a number, 31 is one too


class OutcomeColumn(OutcomeWords):
    """A second column that says in words what became of a student."""

    column: Headings
    graded: Line = ""


class DateColumn(Model):
    """A column that takes the exam date, where its cell is empty."""

    column: Headings
    form: DateForm = DateForm.ITALIAN


class ListColumns(Model):
    """The headings of people. Headings are compared without case, accents, spaces and signs."""

    student_id: Headings = (
        "Matricola",
        "Numero matricola",
        "N. matricola",
        "Matr.",
        "Student ID",
        "Student number",
        "ID number",
        "SIS User ID",
    )
    surname: tuple[Text, ...] = ("Cognome", "Surname", "Last name")
    name: tuple[Text, ...] = ("Nome", "Name", "First name")
    full_name: tuple[Text, ...] = ("Cognome e nome", "Cognome nome", "Nominativo", "Studente", "Student")
    email: tuple[Text, ...] = (
        "E-mail",
        "Mail",
        "Indirizzo e-mail",
        "E-mail istituzionale",
        "Email di ateneo",
        "Email address",
    )


class UniversityProfile(ListColumns):
    """How to fill one university's list."""

    title: Text
    sheet: Line = ""  # any visible sheet that has the columns when none is named
    mark: MarkColumn
    outcome: OutcomeColumn | None = None
    date: DateColumn | None = None
