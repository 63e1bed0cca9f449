"""A platform's attempts in, the rows that count out: nobody's attempt is chosen behind the instructor's back."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_exam import ROSTER, exam

from grader import tables
from grader.model.kinds import Counts
from grader.reading.papers import Typed
from grader.reading.typed import read_typed

N, A = "0000012345", "0000067890"
MOODLE = "Surname,First name,ID number,State,Started on,Completed,Grade/10.00,Response 1\n"
ITALIAN = "Cognome,Nome,Matricola,Stato,Iniziato,Completato,Valutazione,Risposta 1\n"


def typed(text: str, counts: Counts | None = None, unfinished: bool = False) -> Typed:
    table = tables.read_bytes(text.encode(), "t.csv")
    return read_typed(table, exam("A"), ROSTER, counts=counts, unfinished=unfinished)


def letters(result: Typed) -> dict[str, str]:
    return {paper.student: "".join(paper.answers[1].letters) for paper in result.papers}


def said(result: Typed) -> list[str]:
    return [str(problem) for problem in result.problems]


UNFINISHED = MOODLE + (
    f"D'Angelo,Nicolò,{N},Finished,15 April 2026 9:00 AM,15 April 2026 9:40 AM,5.00,b\n"
    f"Null,Ada,{A},In progress,15 April 2026 9:00 AM,-,-,c\n"
)


def test_an_attempt_that_was_never_submitted_waits() -> None:
    """It is listed with its state; the paper is in doubt, neither blank nor absent."""
    result = typed(UNFINISHED)
    assert letters(result) == {N: "b"}
    assert result.in_doubt == {A}
    assert said(result) == [
        't.csv:3: this attempt was never submitted ("In progress") -> to take it as it stands: --unfinished'
    ]


def test_an_unfinished_attempt_is_taken_when_the_instructor_says_so() -> None:
    """With --unfinished it is as good as any other."""
    result = typed(UNFINISHED, unfinished=True)
    assert letters(result) == {N: "b", A: "c"}
    assert said(result) == []


def test_an_unfinished_attempt_beside_a_finished_one_does_not_count() -> None:
    """That is said, and needs nobody."""
    rows = (
        f'Null,Ada,{A},Terminato,"mercoledì, 15 aprile 2026, 09:00","mercoledì, 15 aprile 2026, 09:40",-,a\n'
        f'Null,Ada,{A},In corso,"mercoledì, 15 aprile 2026, 10:00",-,-,c\n'
    )
    result = typed(ITALIAN + rows)
    assert letters(result) == {A: "a"}
    assert said(result) == [
        't.csv:3: warning: this attempt was never submitted ("In corso"); another one counts'
    ]


TWICE = (
    f"Null,Ada,{A},Finished,15 April 2026 9:00 AM,15 April 2026 11:40 AM,1.00,c\n"
    f"Null,Ada,{A},Finished,15 April 2026 12:10 PM,15 April 2026 12:20 PM,5.00,a\n"
)


def test_of_two_attempts_none_is_taken_until_someone_says_which() -> None:
    """The lines are named, with the way to say it."""
    result = typed(MOODLE + TWICE)
    assert letters(result) == {}
    assert result.in_doubt == {A}
    assert said(result) == [
        "t.csv:2: this student has 2 attempts (lines 2, 3); none is taken -> say which counts: --attempt last, or first"
    ]


@pytest.mark.parametrize(("counts", "letter"), [(Counts.FIRST, "c"), (Counts.LAST, "a")])
@pytest.mark.parametrize("turned", [False, True])
def test_the_first_or_the_last_attempt_counts(counts: Counts, letter: str, turned: bool) -> None:
    """By date, whatever the order of the rows; noon comes after eleven."""
    rows = TWICE.splitlines(keepends=True)
    result = typed(MOODLE + "".join(reversed(rows) if turned else rows), counts)
    assert letters(result) == {A: letter}
    assert said(result) == []


def test_the_number_of_an_attempt_is_enough() -> None:
    """Canvas numbers attempts; a tenth comes after a ninth."""
    text = f"name,sis_id,submitted,attempt,Q1\nAda Null,{A},x,10,a\nAda Null,{A},y,9,c\n"
    assert letters(typed(text, Counts.LAST)) == {A: "a"}


def test_dates_that_can_be_read_in_two_ways_decide_nothing() -> None:
    """2 March or 3 February? Where the order depends on it, a person removes a row."""
    text = f"Matricola,Timestamp,Q1\n{A},02/03/2026 9:00,a\n{A},03/02/2026 9:00,c\n"
    result = typed(text, Counts.LAST)
    assert letters(result) == {}
    assert "cannot be told from their dates -> remove the rows" in said(result)[0]
    clear = f"Matricola,Timestamp,Q1\n{A},02/03/2026 9:00,a\n{A},03/04/2026 9:00,c\n"
    assert letters(typed(clear, Counts.LAST)) == {A: "c"}


def test_the_same_attempt_twice_is_one() -> None:
    """A row that was pasted twice is kept once, as in any table."""
    row = f"Null,Ada,{A},Finished,15 April 2026 9:00 AM,15 April 2026 9:40 AM,5.00,a\n"
    result = typed(MOODLE + row + row)
    assert letters(result) == {A: "a"}
    assert said(result) == [f"t.csv:3: warning: {A}: says the same as line 2; kept once"]


def test_a_table_without_times_is_left_as_it_is() -> None:
    """Two rows of one student in a plain table stay a conflict for a person."""
    result = typed(f"Matricola,Stato,Q1\n{A},x,a\n{A},x,c\n", Counts.LAST)
    assert "answers question 1 differently in line 2; neither is taken" in said(result)[0]


WRITTEN = (  # as platforms write a date and time, in some of their languages
    "%-d {month} %Y  %I:%M %p",
    "%A, %-d {month} %Y, %H:%M",
    "%Y-%m-%d %H:%M:%S UTC",
)
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
moments = st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2035, 12, 31)).map(lambda d: d.replace(second=0))


@given(moments, moments, st.sampled_from(WRITTEN), st.sampled_from(sorted(MONTHS)))
def test_any_two_moments_are_put_in_order(
    one: dt.datetime, other: dt.datetime, written: str, language: str
) -> None:
    """In every language and format that is read, the later of two attempts is the last."""
    if one == other:
        return
    rows = [
        f'{A},"{d.strftime(written.format(month=MONTHS[language].split()[d.month - 1]))}",{letter}\n'
        for d, letter in ((one, "a"), (other, "c"))
    ]
    result = typed("Matricola,Completed,Q1\n" + "".join(rows), Counts.LAST)
    assert letters(result) == {A: "a" if one > other else "c"}
