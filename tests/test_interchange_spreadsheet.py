"""CSV and XLSX files of questions, from bytes to questions and back."""

import pytest

from grader.bank.interchange.carried import Outgoing
from grader.bank.interchange.spreadsheet import is_csv, is_workbook, read_sheet, write_csv, write_xlsx
from grader.errors import InputError
from grader.model.item import ITEM

ITEM_ = ITEM.validate_python(
    {
        "type": "single", "id": "q", "topic": "t", "module": "m", "part": "first", "stem": "=1+1 is ![two](assets/two.png)\n\nor what?",
        "correct": "2", "wrong": ["-3", {"text": "@all", "last": True}],
    }
)  # fmt: skip


@pytest.mark.parametrize(("write", "suffix"), [(write_csv, "csv"), (write_xlsx, "xlsx")])
def test_what_is_written_comes_back_and_no_spreadsheet_runs_it(write, suffix) -> None:  # type: ignore[no-untyped-def]
    """Texts that begin like formulas, line ends; the picture's file is said to be lost."""
    sent = write(Outgoing("A bank: [all]", [ITEM_]))
    found = read_sheet(sent.content, f"bank.{suffix}")
    assert [ITEM.validate_python(dict(question.fields)) for question in found.questions] == [ITEM_]
    assert sent.lost == {"q": ("the picture assets/two.png itself",)}
    assert (is_csv if suffix == "csv" else is_workbook)(sent.content, f"bank.{suffix.upper()}")
    assert write(Outgoing("A bank: [all]", [ITEM_])).content == sent.content


def test_a_table_that_cannot_be_trusted_is_refused_whole() -> None:
    """A lost cell would move an answer under another heading."""
    with pytest.raises(InputError):
        read_sheet(b"Question,A,B,Key\nWhich?,a,b\n", "q.csv")
    with pytest.raises(InputError):
        read_sheet(b"PK\x03\x04 broken", "q.xlsx")


def test_italian_excel_in_an_old_encoding() -> None:
    """Semicolons, decimal commas, Windows-1252."""
    text = "Domanda;Tipo;Risposta corretta;Tolleranza;Unità;Spiegazione\nQuant’è?;numerica;3,14;0,01;m²;Perché sì\n"
    (question,) = read_sheet(text.encode("cp1252"), "q.csv").questions
    assert question.fields["answer"] == "3.14"
    assert (question.fields["tolerance"], question.fields["unit"]) == ("0.01", "m²")
