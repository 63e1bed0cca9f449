"""A table of answers in, papers out: four shapes, hostile rows, and not one answer that is dropped."""

import pytest
from small_exam import ROSTER, exam

from grader import tables
from grader.errors import InputError, Problem
from grader.model.response import Copy
from grader.reading.answers import Answer
from grader.reading.papers import Typed
from grader.reading.typed import read_typed

N, A, L = "0000012345", "0000067890", "1000000001"


def typed(text: str, *forms: str, copies: tuple[Copy, ...] = (), form: str = "") -> Typed:
    table = tables.read_bytes(text.encode(), "t.csv")
    return read_typed(table, exam(*(forms or ("A",))), ROSTER, copies=copies, form=form)


def said(result: Typed) -> list[str]:
    return [str(problem) for problem in result.problems]


def answers(result: Typed) -> dict[str, dict[int, str]]:
    return {
        p.student: {n: ",".join(a.letters) or a.text for n, a in p.answers.items()} for p in result.papers
    }


ALL = {1: "b", 2: "a,c", 3: "b", 4: "27", 5: "It keeps; the scale."}


@pytest.mark.parametrize(
    "text",
    [
        f'student_id,gd-step,reg-which,relu-linear,conv-size,why-norm\n{N},b,"a,c",false,27,It keeps; the scale.',
        f'Matricola;Q1;Q2;Q3;Q4;Q5\n{N};b;a,c;F;27;"It keeps; the scale."',
        f'Matricola;Domanda 5;Domanda 4;Domanda 3;Domanda 2;Domanda 1\n{N};"It keeps; the scale.";27;falso;ac;b',
        f'student_id,1,2,3,4,5\n{N},b,"a,c",b,27,It keeps; the scale.',
        f"student_id,item,answer\n{N},gd-step,b\n{N},reg-which,ac\n{N},relu-linear,F\n{N},conv-size,27\n"
        f"{N},why-norm,It keeps; the scale.",
        f"student,number,answer\n{N},1,b\n{N},Q2,ac\n{N},3,F\n{N},Question 4,27\n{N},5,It keeps; the scale.",
        # Moodle in English, with the questions' texts and the right answers beside
        "Last name,First name,ID number,Email address,State,Started on,Grade/10.00,"
        + ",".join(f"Question {n},Response {n},Right answer {n}" for n in range(1, 6))
        + f"\nD'Angelo,Nicolò,{N},nicolo.dangelo@example.edu,Finished,now,5.00,"
        + 'q,along the gradient,x,q,"dropout; weight decay, also called L2",x,q,False,x,q,27,x,'
        + "q,It keeps; the scale.,x",
        # Moodle in Catalan, without ids
        "Cognoms,Nom,Adreça electrònica,Estat,Resposta 1,Resposta 2,Resposta 3,Resposta 4,Resposta 5\n"
        'D\'Angelo,Nicolò,nicolo.dangelo@example.edu,Acabat,b,"a,c",b,27,It keeps; the scale.',
        # Microsoft Forms
        "ID;Start time;Completion time;Email;Name;Which step does gradient descent take, for a loss L?;"
        "Which of these are regularisers?;A ReLU network is linear.;4. How many weights?;"
        "Why does normalisation help training?\n"
        "1;x;y;nicolo.dangelo@example.edu;Nicolò D'Angelo;along the gradient;"
        '"dropout;weight decay, also called L2;";False;27;"It keeps; the scale."',
        # Google Forms, with points and feedback beside each question
        "Timestamp,Email Address,Total score,Which step does gradient descent take? for a loss L,"
        "Which of these are regularisers?,Which of these are regularisers? [Score],"
        "Which of these are regularisers? [Feedback],A ReLU network is linear.,How many weights?,"
        "Why does normalisation help training?\n"
        "4/15/2026 10:00:00,nicolo.dangelo@example.edu,3 / 10,along the gradient,"
        '"dropout, weight decay, also called L2",2.00 / 2,,False,27,It keeps; the scale.',
        # Canvas: its own id first, points under bare numbers, commas inside options marked
        "name,id,sis_id,section,section_id,section_sis_id,submitted,"
        '"2968: Which step does gradient descent take, for a loss L?",2.0,2969: Which of these are regularisers?,2.0,'
        "2970: A ReLU network is linear.,2.0,2971: How many weights?,2.0,"
        "2972: Why does normalisation help training?,2.0,n correct,n incorrect,score\n"
        f"Nicolò D'Angelo,494030,{N},all,7,,2026-04-15 08:30:00 UTC,along the gradient,0.0,"
        '"dropout,weight decay\\, also called L2",2.0,False,2.0,27,2.0,It keeps; the scale.,0.0,3,2,6.0',
    ],
)
def test_every_shape_gives_the_same_paper(text: str) -> None:
    """Rows of students or of answers, Moodle in any language, Microsoft Forms: one reading."""
    result = typed(text)
    assert said(result) == []
    assert answers(result) == {N: ALL}


def test_the_meaning_of_every_column_is_told() -> None:
    """A person sees what was made of the header, and what was not used."""
    result = typed(f"Matricola;Stato;Q1;why-norm\n{N};x;b;y")
    assert result.meanings == (
        ("Matricola", "the student's id"),
        ("Stato", "not used"),
        ("Q1", "question 1"),
        ("why-norm", "item why-norm"),
    )


def test_lost_zeros_are_restored_and_said() -> None:
    """A spreadsheet that ate the zeros of an id is a warning, once for each student."""
    result = typed("student_id,item,answer\n12345,gd-step,b\n12345,conv-size,27")
    assert answers(result) == {N: {1: "b", 4: "27"}}
    assert said(result) == [
        "t.csv:2: warning: 12345 is taken as 0000012345: a spreadsheet ate the zeros -> check that it is the same person"
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("999,b", '"999" is not on the roster -> add the student to students.csv, or correct the row'),
        ("1.23E+09,b", '"1.23E+09" is not on the roster -> a spreadsheet rounded the id'),
        (",b", '"nobody" is not on the roster'),
        (f"{N},z", '"z" is no option of question 1 -> its letters are a, b, c, d'),
        (f'{N},"a;b"', '"a;b" names 2 options of question 1, which asks for one'),
    ],
)
def test_what_cannot_be_taken_is_listed_with_its_line(row: str, message: str) -> None:
    """An unknown student or a senseless answer is told and kept out, and the others come in."""
    result = typed(f"student_id,Q1\n{A},a\n{row}\n")
    assert len(said(result)) == 1
    assert said(result)[0].startswith(f"t.csv:3: {message}")
    assert {student: found for student, found in answers(result).items() if found} == {A: {1: "a"}}


@pytest.mark.parametrize("names", ["Cognoms,Nom", "Nom,Prénom", "Sukunimi,Etunimi"])
def test_names_are_recognised_in_any_language(names: str) -> None:
    """A header in a language that nobody foresaw does not make every student a doubtful one."""
    result = typed(f"{names},Matricola,Q1\nD'Angelo,Nicolò,{N},b\nNull,Ada,{A},a\n")
    assert [meaning for _, meaning in result.meanings[:2]] == ["the student's surname", "the student's name"]
    assert not [problem for problem in said(result) if "not called" in problem]


def test_a_surname_alone_is_no_contradiction() -> None:
    """An id with its own student's surname is that student; with another's, a person is told."""
    result = typed(f"Cognome,Matricola,Q1\nDANGELO,{N},b\nRossi,{A},a\n")
    assert said(result) == [
        f't.csv:3: warning: {A} is not called "Rossi" on the roster -> check that it is the same person'
    ]


def test_a_name_alone_must_be_confirmed() -> None:
    """A unique name is taken with accents and apostrophes folded, and listed; a shared one is not taken."""
    result = typed("surname,name,Q1\nDANGELO,NICOLO',b\nVerdi,Lea,a\nNull,Ada,c\n")
    assert answers(result) == {N: {1: "b"}, A: {1: "c"}}
    first, second, _ = said(result)
    assert first == (
        f't.csv:2: "DANGELO NICOLO\'" was matched by name alone with {N} -> confirm it by writing the id into the file'
    )
    assert second == 't.csv:3: "Verdi Lea" are 2 students -> write the id into the file'


def test_contradictions_about_a_person_are_not_resolved() -> None:
    """An id and an email of two students are nobody; another name is a warning."""
    result = typed(f"student_id,email,surname,name,Q1\n{N},ada.null@example.edu,,,b\n{A},,Rossi,Ada,a\n")
    assert said(result) == [
        f"t.csv:2: id {N} and email ada.null@example.edu are two students -> correct the one that is wrong",
        f't.csv:3: warning: {A} is not called "Rossi Ada" on the roster -> check that it is the same person',
    ]
    assert answers(result) == {A: {1: "a"}}


def test_the_same_row_twice_is_kept_once() -> None:
    """A repeated row is noted."""
    result = typed(f"student_id,Q1\n{N},b\n{N},B)\n")
    assert answers(result) == {N: {1: "b"}}
    assert said(result) == [f"t.csv:3: warning: {N}: says the same as line 2; kept once"]


@pytest.mark.parametrize(
    "text", [f"student_id,Q1,Q4\n{N},b,1\n{N},c,1\n", f"student,item,answer\n{N},Q1,b\n{N},Q1,c\n"]
)
def test_of_two_rows_that_differ_neither_wins(text: str) -> None:
    """The last row is not better than the first: the paper waits for a person."""
    result = typed(text)
    assert 1 not in answers(result)[N]
    assert said(result) == [
        f"t.csv:3: {N} answers question 1 differently in line 2; neither is taken -> remove the row that does not count"
    ]


def test_an_unclear_answer_is_neither_taken_nor_blank() -> None:
    """The rest of the paper is taken, and the question stays open for a person."""
    result = typed(f"student_id,Q1,Q4\n{N},uphill,27\n{A},a,27\n")
    assert answers(result) == {N: {4: "27"}, A: {1: "a", 4: "27"}}
    assert [paper.unclear for paper in result.papers] == [{1}, set()]


def test_a_paper_whose_form_is_in_doubt_waits() -> None:
    """Letters mean nothing before it is clear which form they are on."""
    result = typed(f"student_id,form,Q1\n{N},A,b\n{N},B,b\n", "A", "B")
    assert answers(result) == {}
    assert "has another form or copy here than in line 2" in said(result)[0]


def test_an_unknown_item_is_listed() -> None:
    """A mistyped item among item columns, or an unknown one in a row, is never passed over."""
    result = typed(f"student_id,gd-step,conv-sise\n{N},b,27\n")
    assert said(result) == [
        't.csv:1: column "conv-sise" is no question of 2026-04-15-mid-course -> correct its name, or remove the column'
    ]
    result = typed(f"student_id,item,answer\n{N},conv-sise,27\n{A},Q9,1\n")
    assert said(result)[0].startswith('t.csv:2: form A has no "conv-sise", and the row answers it')
    assert said(result)[1].startswith('t.csv:3: form A has no "Q9", and the row answers it')
    assert answers(result) == {N: {}, A: {}}


def test_a_question_that_forms_has_and_the_exam_has_not_is_listed() -> None:
    """In an export with questions' texts as headers, a changed question does not vanish."""
    result = typed(
        f"Matricola,Which of these are regularisers?,Why does normalization hurt?,Points - Why\n{N},a,b,1\n"
    )
    assert said(result) == [
        't.csv:1: column "Why does normalization hurt?" is no question of 2026-04-15-mid-course '
        "-> correct its name, or remove the column"
    ]


def test_the_form_comes_from_the_row_the_option_or_the_copy() -> None:
    """Question 1 is another item on form B, and the form is never guessed."""
    text = f"student_id,form,Q1\n{N},b,because\n{A},Form A,b\n"
    assert answers(typed(text, "A", "B")) == {N: {1: "because"}, A: {1: "b"}}
    assert answers(typed(f"student_id,Q1\n{N},because\n", "A", "B", form="b")) == {N: {1: "because"}}
    copies = (Copy(number=7, form="B", student=N), Copy(number=8, form="A", student=A))
    assert answers(typed(f"student_id,Q1\n{N},because\n{A},b\n", "A", "B", copies=copies)) == {
        N: {1: "because"},
        A: {1: "b"},
    }
    assert answers(typed("copy,Q1\n7,because\n", "A", "B", copies=copies)) == {N: {1: "because"}}
    assert said(typed(f"student_id,Q1\n{N},x\n", "A", "B")) == [
        "t.csv:2: which form they answer is not said in the rows of lines 2 "
        "-> the forms are A, B: add a column `form`, or use --form"
    ]
    assert said(typed(f"student_id,form,Q1\n{N},Z,x\n")) == [
        f't.csv:2: {N}: there is no form "Z" -> the forms are A: add a column `form`, or use --form'
    ]


def test_a_copy_of_another_student_is_a_conflict() -> None:
    """A copy's number that belongs to someone else, or is no number, is listed."""
    copies = (Copy(number=7, form="A", student=A),)
    assert said(typed(f"student_id,copy,Q1\n{N},7,a\n{A},x{'9' * 5000},a\n", copies=copies))[0] == (
        f"t.csv:2: copy 7 is {A}'s, not {N}'s -> correct the copy or the student"
    )


def test_an_item_of_another_form_must_be_empty() -> None:
    """With a column for each item of all forms, empty cells are as they should be and full ones are not."""
    text = f"student_id,form,gd-step,why-norm\n{N},A,b,x\n"
    assert answers(typed(text, "A", "B")) == {N: {1: "b", 5: "x"}}


def test_who_never_came_is_no_blank_paper() -> None:
    """Platforms list everyone: a row that says only who it is about is not handed in, and that is told."""
    result = typed(
        f"Matricola,Cognome,Stato,Q1,Q2\n{N},D'Angelo,-,-,-\n{A},Null,Completato,-,-\n{L},Verdi,,,\n"
    )
    assert answers(result) == {A: {1: "", 2: ""}}
    assert said(result) == [
        "t.csv:2: warning: nothing but who it is stands in the rows of lines 2, 4: not handed in"
        " -> for a blank paper, write its form's letter into a column `form`"
    ]
    assert answers(typed(f"student_id,form,Q1\n{N},A,\n")) == {N: {1: ""}}


def test_a_formula_is_not_an_answer() -> None:
    """What a spreadsheet made of a student's = is told with its text."""
    import io

    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["student_id", "Q5"])
    sheet.write_row(1, 0, [12345, '=HYPERLINK("http://x.example")'])
    book.close()
    result = read_typed(tables.read_bytes(out.getvalue(), "t.xlsx"), exam("A"), ROSTER)
    assert answers(result) == {N: {}}
    assert 't.xlsx:2: question 5: the cell is a formula, "=HYPERLINK("http://x.example")"' in said(result)[1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("colour,Q1\nred,b\n", "no column says which student answered"),
        (f"student_id,colour\n{N},red\n", "no column answers a question of 2026-04-15-mid-course"),
        (f"student_id,Q1,gd-step\n{N},a,b\n", '"gd-step" and "Q1" both answer question 1 of form A'),
    ],
)
def test_a_file_of_no_use_is_refused(text: str, message: str) -> None:
    """Without people or questions there is nothing to list row by row."""
    with pytest.raises(InputError, match=message):
        typed(text)


def test_answers_survive_as_they_were_typed() -> None:
    """Semicolons, line ends, direction marks and signs of a formula stay in an open answer."""
    text = "x; y\r\nz \u202e=1+1 'quoted' \"said\" Nicolò"
    quoted = text.replace('"', '""')
    assert answers(typed(f'student_id,Q5\n{N},"{quoted}"\n')) == {N: {5: text}}


def test_problems_are_values() -> None:
    """Reading does not stop at the first row that is wrong."""
    result = typed("student_id,Q1\n" + "\n".join(f"{n},b" for n in range(5, 25)))
    assert len(result.problems) == 20
    assert all(isinstance(problem, Problem) for problem in result.problems)
    assert Answer() == Answer((), "")


def test_what_a_student_saw_says_more_than_its_number() -> None:
    """A quiz that asks in another order for everybody shows the question's text beside each response."""
    table = (
        "ID number,Question 1,Response 1,Question 2,Response 2\n"
        f"{N},How many weights?,27,Which step does gradient descent take,along the gradient\n"
        f'{A},Why does normalisation help training?,It helps.,something else,"a, c"\n'
    )
    result = typed(table)
    assert answers(result) == {N: {4: "27", 1: "b"}, A: {5: "It helps.", 2: "a,c"}}
    assert ("Question 1", "what was asked") in result.meanings
