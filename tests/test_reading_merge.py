"""Papers and records: what is new is recorded once, what differs is told, what is missing is no blank."""

from hypothesis import given, settings
from hypothesis import strategies as st
from small_exam import ROSTER, exam

from grader import tables
from grader.model.response import Copy, CopyStatus, Response
from grader.reading.merge import Merged, merge
from grader.reading.typed import read_typed

N, A, L = "0000012345", "0000067890", "1000000001"
HEAD = "student_id,form,Q1,Q2,Q3,Q4,Q5\n"


def merged(
    text: str, copies: tuple[Copy, ...] = (), responses: tuple[Response, ...] = (), *, replace: bool = False
) -> Merged:
    the_exam = exam("A", "B")
    typed = read_typed(tables.read_bytes(text.encode(), "t.csv"), the_exam, ROSTER, copies=copies)
    return merge(the_exam, typed, copies, responses, replace=replace)


def said(result: Merged) -> list[str]:
    return [str(problem) for problem in result.problems]


def test_new_papers_become_new_copies() -> None:
    """Copies are numbered after the highest, in the order of the file; every answer is recorded, blanks too."""
    result = merged(f"{HEAD}{N},A,b,ac,F,27,x\n{A},B,,a,a,T,\n", (Copy(number=4, form="A", student=L),))
    assert result.copies == (Copy(number=5, form="A", student=N), Copy(number=6, form="B", student=A))
    assert len(result.responses) == 10
    assert [r.blank for r in result.responses if r.copy_number == 6] == [True, False, False, False, True]
    assert said(result) == []


def test_a_printed_copy_is_used() -> None:
    """A student's copy keeps its number, and a spare that the file names is bound to the student."""
    copies = (Copy(number=1, form="A", student=N), Copy(number=2, form="A", status=CopyStatus.SPARE))
    result = merged(f"student_id,copy,Q1\n{N},,b\n{A},2,a\n", copies)
    assert result.copies == (Copy(number=2, form="A", student=A),)
    assert {r.copy_number for r in result.responses} == {1, 2}


def test_the_same_file_again_changes_nothing() -> None:
    """A repeated import finds everything recorded."""
    text = f"{HEAD}{N},A,b,ac,F,27,x\n"
    first = merged(text)
    again = merged(text, first.copies, first.responses)
    assert (again.copies, again.responses, again.unchanged) == ((), (), 5)


def test_an_earlier_answer_is_kept_unless_replaced() -> None:
    """A conflict with the records is listed; the file counts only where that is asked for."""
    copies, old = (Copy(number=1, form="A", student=N),), (Response(copy_number=1, number=5, text="old"),)
    text = f"student_id,Q5\n{N},new; longer\n"
    kept = merged(text, copies, old)
    assert kept.responses == ()
    assert said(kept)[0] == (
        f't.csv:2: {N} answers question 5 with "new; longer"; an earlier import says "old", which is kept '
        "-> to change it: --replace --reason WHY"
    )
    replaced = merged(text, copies, old, replace=True)
    assert replaced.responses == (Response(copy_number=1, number=5, text="new; longer"),)


def test_a_question_without_a_column_is_no_blank() -> None:
    """A file with some of the questions records these and lists the others, until another file has them."""
    first = merged(f"student_id,form,Q1,Q2,Q3\n{N},A,b,ac,F\n{L},A,b,a,F\n")
    assert said(first) == [
        "t.csv: question 4 of form A has no column and no recorded answer for 2 papers "
        "-> import a file that has it; until then it is no blank",
        "t.csv: question 5 of form A has no column and no recorded answer for 2 papers "
        "-> import a file that has it; until then it is no blank",
    ]
    second = merged(f"student_id,Q4,Q5\n{N},27,x\n{L},28,y\n", first.copies, first.responses)
    assert said(second) == []
    assert second.copies == ()


def test_an_answer_without_a_row_is_blank_and_counted() -> None:
    """With a row for each answer, what others answered and this student did not is a blank, and said."""
    rows = "".join(f"{N},Q{n},a,A\n" for n in (1, 2, 3)) + f"{N},Q4,27,A\n{N},Q5,x,A\n{A},Q1,b,A\n"
    result = merged("student_id,item,answer,form\n" + rows)
    assert sum(r.blank for r in result.responses) == 4
    assert said(result) == ["t.csv: warning: 4 answers have no row and are taken as blank"]


def test_an_unclear_answer_is_not_recorded_as_blank() -> None:
    """What a person must look at has no response at all, which keeps the paper pending."""
    result = merged("student_id,item,answer,form\n" + f"{N},Q1,uphill,A\n{N},Q5,x,A\n{A},Q1,b,A\n")
    assert {(r.copy_number, r.number) for r in result.responses} == {(1, 5), (2, 1), (2, 5)}


def test_another_form_than_recorded_is_a_conflict() -> None:
    """A student whose copy is form A does not silently get a second paper of form B."""
    copies = (Copy(number=1, form="A", student=N),)
    result = merged(f"{HEAD}{N},B,x,a,b,T,27\n", copies)
    assert (result.copies, result.responses) == ((), ())
    assert said(result) == [
        f"t.csv:2: {N} has form A (copy 1), and the file says B -> to change it: --replace --reason WHY"
    ]
    replaced = merged(f"{HEAD}{N},B,x,a,b,T,27\n", copies, replace=True)
    assert replaced.copies == (Copy(number=1, form="B", student=N),)


def test_two_students_cannot_have_one_copy() -> None:
    """A number that two rows name belongs to the first, and the second is listed."""
    spare = (Copy(number=9, form="A", status=CopyStatus.SPARE),)
    for copies in ((), spare):
        result = merged(f"student_id,form,copy,Q1\n{N},A,9,b\n{A},A,9,a\n", copies)
        assert result.copies == (Copy(number=9, form="A", student=N),)
        assert said(result)[-1] == f"t.csv:3: copy 9 is {N}'s -> correct the copy's number"


def test_a_voided_copy_takes_no_answers() -> None:
    """A voided copy is not revived by a file, and its student gets a new one."""
    voided = (Copy(number=1, form="A", student=N, status=CopyStatus.VOIDED),)
    assert said(merged(f"student_id,form,copy,Q1\n{N},A,1,b\n", voided))[-1] == (
        "t.csv:2: copy 1 was voided -> correct the copy's number"
    )
    assert merged(f"student_id,form,Q1\n{N},A,b\n", voided).copies == (Copy(number=2, form="A", student=N),)


@settings(deadline=None, max_examples=40)
@given(st.permutations([0, 1, 2]), st.lists(st.sampled_from(["a", "b", ""]), min_size=3, max_size=3))
def test_the_order_of_rows_changes_no_answer(order: list[int], typed: list[str]) -> None:
    """Who stands first in the file gets another copy number and nothing else."""
    people = [N, A, L]

    def state(places: list[int]) -> set[tuple[str | None, int, tuple[str, ...]]]:
        result = merged("student_id,form,Q1\n" + "".join(f"{people[i]},A,{typed[i]}\n" for i in places))
        owner = {copy.number: copy.student for copy in result.copies}
        return {(owner[r.copy_number], r.number, r.letters) for r in result.responses}

    assert state(order) == state([0, 1, 2])


def test_papers_of_which_nothing_was_taken_are_named() -> None:
    """A form in doubt, or no clear answer at all: the student handed in, and the records have nothing."""
    text = f"{HEAD}{N},,b,ac,F,27,x\n{A},A,z,z,z,1,\n{L},A,z,z,z,=,=\n7777777777,A,b,ac,F,27,x\n"
    assert merged(text).untaken == (N,)
    nothing = f"student_id,form,Q1,Q2,Q3\n{A},A,z,z,z\n"
    assert merged(nothing).untaken == (A,)
    copies = (Copy(number=1, form="A", student=N),)
    earlier = (Response(copy_number=1, number=5, text="x"),)
    assert merged(f"{HEAD}{N},B,b,ac,F,27,x\n", copies, earlier).untaken == ()
    voided = (copies[0].model_copy(update={"status": CopyStatus.VOIDED}),)
    assert merged(f"{HEAD}{N},,b,ac,F,27,x\n", voided, earlier).untaken == (N,)


def test_other_line_ends_are_no_other_answer() -> None:
    """A spreadsheet that saves the table again changes \\r\\n into \\n: no conflict, and no decision is lost."""
    first = merged(f'student_id,form,Q5\n{N},A,"one\r\ntwo"\n')
    (answer,) = first.responses
    again = merged(f'student_id,form,Q5\n{N},A,"one\ntwo"\n', first.copies, first.responses, replace=True)
    assert answer.text == "one\r\ntwo"
    assert (again.responses, again.unchanged) == ((), 1)
