"""Tables of questions: as people head and fill them, and as we write them."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from interchange_items import items

from grader.bank.interchange.carried import Outgoing
from grader.bank.interchange.choices import Unfit
from grader.bank.interchange.headings import column
from grader.bank.interchange.keys import Labelled, right_ones
from grader.bank.interchange.sheet import read_table
from grader.bank.interchange.sheet_out import write_table
from grader.errors import InputError
from grader.model.item import ITEM
from grader.tables import read_bytes, to_csv, to_xlsx


def fields(text: str) -> dict[str, object]:
    """The fields of the one question of a CSV."""
    found = read_table(read_bytes(text.strip().encode(), "q.csv"))
    assert not found.refused, found.refused
    (question,) = found.questions
    return dict(question.fields)


def why(text: str) -> str:
    """Why the one question of a CSV is refused."""
    found = read_table(read_bytes(text.strip().encode(), "q.csv"))
    assert not found.questions
    (unread,) = found.refused
    return unread.why


def test_english_headings_with_a_letter_as_key() -> None:
    """A table as most people make it: options in columns, the key a letter, no type."""
    assert fields("Question,A,B,C,Correct answer\nWhich?,one,two,three,B") == {
        "type": "single",
        "stem": "Which?",
        "correct": "two",
        "wrong": ["one", "three"],
    }


def test_italian_headings_with_several_keys_by_text() -> None:
    """Italian words, semicolons, two keys given by their texts."""
    found = fields(
        "Domanda;Tipo;Opzione 1;Opzione 2;Opzione 3;Risposta corretta;Punti;Livello;Parte\n"
        "Quali?;scelta multipla;rosso;verde;blu;rosso | blu;1,5;applicare;seconda"
    )
    assert (found["type"], found["correct"], found["wrong"]) == ("multiple", ["rosso", "blu"], ["verde"])
    assert (found["points"], found["level"], found["part"]) == ("1.5", "apply", "second")


@pytest.mark.parametrize(
    ("key", "places"),
    [
        ("b", (1,)),
        ("B)", (1,)),
        ("2", (1,)),
        ("A, C", (0, 2)),
        ("AC", (0, 2)),
        ("a e c", (0, 2)),
        ("blue", (1,)),
    ],
)
def test_a_key_is_a_letter_a_number_or_a_text(key: str, places: tuple[int, ...]) -> None:
    """The ways in which people name the right options."""
    options = [Labelled("a", "red"), Labelled("b", "blue"), Labelled("c", "green")]
    assert right_ones(key, options) == places


def test_a_key_that_means_two_things_is_refused() -> None:
    """Under columns 1 and 2 with the texts 2 and 1, the key 1 may be either."""
    with pytest.raises(Unfit, match="text of one option"):
        right_ones("1", [Labelled("1", "2"), Labelled("2", "1")])
    assert right_ones("1", [Labelled("a", "2"), Labelled("b", "1")]) == (1,)


@pytest.mark.parametrize(
    ("row", "type_", "said"),
    [
        ("Is it?,,vero,", "true-false", {"correct": True}),
        ('How much?,,"3,14","0,01"', "numeric", {"answer": "3.14", "tolerance": "0.01"}),
        ("How much?,,3.14 ± 0.01,", "numeric", {"answer": "3.14", "tolerance": "0.01"}),
        ("Why?,,Because it rains.,", "open", {"reference": ["Because it rains."]}),
    ],
)
def test_without_options_the_key_says_the_type(row: str, type_: str, said: dict[str, object]) -> None:
    """True or false, a number, or words."""
    found = fields(f"Question,Type,Answer,Tolerance\n{row}")
    assert found["type"] == type_
    assert said.items() <= found.items()


def test_an_open_question_may_wait_for_its_reference_answer() -> None:
    """A table of questions alone, where the type says that they are open."""
    assert fields("Domanda,Tipo\nPerché?,aperta") == {"type": "open", "stem": "Perché?"}


def test_right_and_wrong_columns_need_no_letters() -> None:
    """Correct and Distractor columns, as other tools export them."""
    found = fields("Stem,Correct,Distractor 1,Distractor 2\nWhich?,yes,no,perhaps")
    assert (found["type"], found["correct"], found["wrong"]) == ("single", "yes", ["no", "perhaps"])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Question,Type,Key\nMatch!,matching,a", "not carried"),
        ("Question,A,B,Key\nWhich?,x,y,D", "names none"),
        ("Question,A,B,Key\nWhich?,x,x,A", "say the same"),
        ("Question,A,B\nWhich?,x,y", "no key"),
        ('Question,Type,A,B,C,Key\nWhich?,single,x,y,z,"A,B"', "one answer is asked for"),
        ("Question,Key,Points\nHow?,12,many", "points 'many'"),
        ('Question,Type,Key\nHow?,numeric,"1.000,5"', "not one number"),
        ("Question,Points\nHow?,1", "neither options nor a key"),
        ("Question,Id\n,q1", "no question text"),
    ],
)
def test_a_row_that_does_not_hold_together_is_refused_alone(text: str, reason: str) -> None:
    """Each with its reason; the rest of the table would be carried."""
    assert reason in why(text)


def test_columns_that_say_nothing_here_are_named() -> None:
    """What stood in an unknown column is not dropped in silence."""
    (question,) = read_table(read_bytes(b"Question,Key,Colour\nHow?,12,red", "q.csv")).questions
    assert question.lost == ('the column "Colour": red',)
    assert question.where == "q.csv:2"


def test_a_table_without_questions_is_refused() -> None:
    """A class list is no bank."""
    with pytest.raises(InputError, match="no column"):
        read_table(read_bytes(b"matricola,surname\n1,Rossi", "class.csv"))


def test_headings_are_known_with_and_without_letters() -> None:
    """Accents, colons, glued numbers."""
    assert column("Unità di misura:") == ("unit", "")
    assert column("Answer A") == ("option", "a")
    assert column("option10") == ("option", "10")
    assert column("1") == ("option", "1")
    assert column("Criterion 2 points") == ("criterion points", "2")
    assert column("E-mail") == ("", "")


@settings(max_examples=30, deadline=None)
@given(st.lists(items(), min_size=1, max_size=4, unique_by=lambda item: item.id), st.booleans())
def test_what_is_written_comes_back(bank: list[object], as_xlsx: bool) -> None:
    """Every item with all its fields, through CSV and XLSX."""
    content = (to_xlsx if as_xlsx else to_csv)(*write_table(Outgoing("B", bank)))  # type: ignore[arg-type]
    found = read_table(read_bytes(content, "bank"))
    assert not found.refused
    assert [ITEM.validate_python(dict(question.fields)) for question in found.questions] == bank


def test_numbers_keep_their_digits() -> None:
    """1.10 stays 1.10 in a spreadsheet's cell."""
    one = ITEM.validate_python(
        {
            "type": "numeric",
            "id": "n",
            "stem": "?",
            "topic": "t",
            "module": "m",
            "part": "first",
            "answer": "1.10",
        }
    )
    (question,) = read_table(read_bytes(to_xlsx(*write_table(Outgoing("B", [one]))), "x")).questions
    assert str(Decimal(question.fields["answer"])) == "1.10"
