"""Tables: every cell comes back as it was typed, and what cannot be trusted is refused by line."""

import csv
import datetime as dt
import io
import re
import time
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from grader import tables
from grader.errors import InputError
from grader.model.table import Table


def read(text: str | bytes, where: str = "t.csv") -> Table:
    return tables.read_bytes(text.encode() if isinstance(text, str) else text, where)


def cells(table: Table) -> list[tuple[str, ...]]:
    return [tuple(row.cells[name] for name in table.header) for row in table.rows]


def book(*rows: tuple[object, ...]) -> bytes:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = made.add_worksheet()
    for line, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(line, column, cell)
    made.close()
    return out.getvalue()


def repacked(content: bytes, changes: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, changes.get(name, old.read(name)))
    return out.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "Matricola;Cognome;Nome;Voto\r\n0012345;D'Angelo;Nicolò;27,5\r\n",
        'Matricola,Cognome,Nome,Voto\n0012345,D\'Angelo,Nicolò,"27,5"\n',
        "Matricola\tCognome\tNome\tVoto\n0012345\tD'Angelo\tNicolò\t27,5\n",
        "sep=;\nMatricola;Cognome;Nome;Voto\n0012345;D'Angelo;Nicolò;27,5\n",
        " Matricola ;Cognome;Nome;Voto;;\n;;;;;\n0012345;D'Angelo;Nicolò;27,5;;\n\n",
        "Matricola;Cognome;Nome;Voto\r0012345;D'Angelo;Nicolò;27,5\r",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_dialect_gives_the_same_cells(text: str, encoding: str) -> None:
    """Mark, separator, line ends, empty rows and columns change nothing; zeros and commas survive."""
    table = read(text.encode(encoding))
    assert table.header == ("Matricola", "Cognome", "Nome", "Voto")
    assert cells(table) == [("0012345", "D'Angelo", "Nicolò", "27,5")]


def test_cp1252_is_read_and_said() -> None:
    """A file from an old Windows is read as cp1252, with a note."""
    table = read("id;name\n1;Nicolò €\n".encode("cp1252"))
    assert cells(table) == [("1", "Nicolò €")]
    assert table.notes[0] == "not UTF-8: read as cp1252 (Windows western European)"


def test_words_that_mean_nothing_elsewhere_are_text() -> None:
    """Null, NA and TRUE are names and answers here."""
    assert cells(read("id,surname\n1,Null\n2,NA\n3,TRUE\n")) == [("1", "Null"), ("2", "NA"), ("3", "TRUE")]


def test_the_line_is_where_the_record_starts() -> None:
    """Line breaks inside an answer do not shift the line that a message names."""
    table = read('id,answer\n1,"two\r\nlines"\n2,x\n')
    assert [row.line for row in table.rows] == [2, 4]
    assert table.rows[0].cells["answer"] == "two\r\nlines"
    assert table.at(table.rows[1]) == "t.csv:4"


def test_commas_in_answers_do_not_beat_the_semicolon() -> None:
    """The separator is the one that fits the header in most rows."""
    text = "id;What is a, b and c?\n1;one, two\n2;three\n3;a, b, c, d\n"
    assert cells(read(text)) == [("1", "one, two"), ("2", "three"), ("3", "a, b, c, d")]


def test_an_answer_of_a_million_characters_is_one_cell() -> None:
    """No limit of the csv module cuts a long answer."""
    assert len(read('id,answer\n1,"' + "a;\n" * 333_334 + '"\n').rows[0].cells["answer"]) == 1_000_002


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "t.csv is empty -> the first row must name the columns"),
        (b"\n ,\n", "t.csv is empty -> the first row must name the columns"),
        (b"a,b\n1\n2,3\n4,5,6\n", "t.csv:2: 1 cells where the header has 2"),
        (b"a,b\n1\n2,3\n4,5,6\n", "t.csv:4: 3 cells where the header has 2"),
        (b"id,a,b\n1,x,y\n2,one, two,\n", "t.csv:3: 4 cells where the header has 3"),
        (b"id,a,b,\n1,x,y,\n2,one, two,,\n", "t.csv:3: 5 cells where the header has 3"),
        (b"id,points,note\n1,27,5,\n", "t.csv:2: 4 cells where the header has 3"),
        (b"a,b,a\n1,2,3\n", 't.csv:1: two columns are named "a" (1 and 3)'),
        (b"a,,c\n1,2,3\n", "t.csv:1: column 2 has cells and no name -> name it"),
        (b"a,b\n1,\x002\n", "t.csv:2: a NUL character"),
        (b'a,b\n1,"x\n2,y\n', "t.csv:2: quotation marks do not match"),
        (
            "a,b\nè,1\n".encode() + b"\xe8,2\n",
            "t.csv:3: a byte that is not UTF-8 in a file that otherwise is",
        ),
        (b"a,b\n1,\x81\n", "t.csv:2: neither UTF-8 nor cp1252 -> save the file as UTF-8"),
        (b"PK\x03\x04 and then nothing", "t.csv is damaged"),
        (b"\xd0\xcf\x11\xe0 and then nothing", "t.csv cannot be read as a workbook"),
    ],
)
def test_what_cannot_be_trusted_is_refused_by_line(content: bytes, message: str) -> None:
    """Each kind of broken file has its own message, with file and line."""
    with pytest.raises(InputError) as refused:
        read(content)
    assert message in str(refused.value)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    """A wrong name and a folder are errors of input, not bugs."""
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(InputError, match="cannot be read"):
            tables.read(path)


def test_a_workbook_gives_text() -> None:
    """Numbers lose no digit and gain no point; dates are ISO; truth is a word."""
    content = book(("a", "b"), (12345, 2.5), ("x", True), ("0012345", " x "))
    dates = read(tables.to_xlsx(["on"], [[dt.date(2026, 4, 15)]]))
    assert cells(dates) == [("2026-04-15",)]
    table = read(content, "t.xlsx")
    assert cells(table)[0] == ("12345", "2.5")
    assert table.rows[1].cells["b"] == "TRUE"
    assert cells(table)[2] == ("0012345", " x ")


def test_a_formula_is_found_and_named() -> None:
    """A student's =HYPERLINK(...) does not read as an empty answer."""
    table = read(book(("id", "answer"), (1, '=HYPERLINK("http://x.example","y")'), (2, "plain")), "t.xlsx")
    assert dict(table.formulas) == {(2, "answer"): '=HYPERLINK("http://x.example","y")'}
    assert [row.cells["answer"] for row in table.rows] == ["0", "plain"]


def test_a_sheet_that_would_fill_the_memory_is_refused() -> None:
    """Two cells in opposite corners of a sheet are 17 thousand million cells to a reader."""
    content = book(("a",), (1,))
    inside = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read(inside)
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    with pytest.raises(InputError, match="1048576 rows and 16384 columns"):
        read(repacked(content, {inside: xml.replace(b"</sheetData>", far)}), "t.xlsx")


def test_a_zip_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sizes of the members are added up before anything is unpacked."""
    monkeypatch.setattr("grader.tables.package.MOST_UNPACKED", 1000)
    with pytest.raises(InputError, match="more than a table may have"):
        read(book(("a",), (1,)), "t.xlsx")


def test_other_zip_files_are_no_workbooks() -> None:
    """A zip file of something else is named as such."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    with pytest.raises(InputError, match=r"t\.ods is no XLSX file -> save it as XLSX or CSV"):
        read(out.getvalue(), "t.ods")


def test_an_italian_spreadsheet_gets_what_it_likes() -> None:
    """A mark, semicolons and decimal commas; numbers stay numbers, dangers become text."""
    rows = [["0012345", Decimal("-0.50"), 3, dt.date(2026, 4, 15), None, "=1+1", "-0.5"]]
    content = tables.to_csv(list("abcdefg"), rows, excel_it=True)
    assert content == "\ufeffa;b;c;d;e;f;g\r\n0012345;-0,50;3;2026-04-15;;'=1+1;-0.5\r\n".encode()


@pytest.mark.parametrize("text", ["=1", "+x", "-2+3", "@SUM(A1)", "\tx", "\rx", "＝1", "'=1"])
def test_what_a_spreadsheet_would_run_is_neutralised(text: str) -> None:
    """Every start that makes a formula gets an apostrophe, and numbers get none."""
    assert next(csv.reader(io.StringIO(tables.to_csv([text], []).decode(), newline="")))[0] == f"'{text}"
    assert tables.to_csv(["-0.5", "+1", "-3,25"], []) == b'-0.5,+1,"-3,25"\r\n'


def test_an_xlsx_cell_too_long_is_refused_and_not_cut() -> None:
    """XlsxWriter leaves such a cell out without a word; we say it."""
    with pytest.raises(InputError, match="row 2: a text of 32768 characters"):
        tables.to_xlsx(["a"], [["x" * 32_768]])


def test_equal_tables_give_equal_bytes() -> None:
    """Writing a sheet again does not change the file."""
    assert tables.to_xlsx(["a"], [["x", Decimal("0.1"), 10**16]]) == tables.to_xlsx(
        ["a"], [["x", Decimal("0.1"), 10**16]]
    )


ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
TRICKY = st.text(st.sampled_from("'=+-@\t\r\n;,\"a1 \u2060"), max_size=8)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.just("1"), ANY | TRICKY, TRICKY), min_size=1, max_size=4), st.booleans())
def test_our_csv_comes_back_as_it_left(rows: list[tuple[str, str, str]], excel_it: bool) -> None:
    """Whatever a student types, the sheet that is written reads back the same."""
    assert cells(read(tables.to_csv(["id", "b", "c"], rows, excel_it=excel_it))) == rows


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.just("1"), ANY | TRICKY), min_size=1, max_size=4))
def test_our_xlsx_comes_back_as_it_left(rows: list[tuple[str, str]]) -> None:
    """The same for a workbook, where XML makes every line end a line feed."""
    expected = [(a, b.replace("\r\n", "\n").replace("\r", "\n")) for a, b in rows]
    got = cells(read(tables.to_xlsx(["id", "b"], rows), "t.xlsx"))
    assert [(a, b.replace("\r\n", "\n").replace("\r", "\n")) for a, b in got] == expected


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=200), st.sampled_from([b"", b"a,b\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"]))
def test_rubbish_is_a_table_or_an_input_error(rubbish: bytes, start: bytes) -> None:
    """No bytes make the reader fail in any other way."""
    try:
        assert read(start + rubbish).header
    except InputError as error:
        assert "t.csv" in str(error)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=20))
def test_a_damaged_workbook_is_a_table_or_an_input_error(changes: list[tuple[int, int]]) -> None:
    """Wherever a workbook's bytes are changed, no other failure comes out."""
    content = bytearray(tables.to_xlsx(["a", "b"], [["x", 1], ["y", Decimal("2.5")]]))
    for at, byte in changes:
        content[at % len(content)] = byte
    try:
        assert read(bytes(content), "t.xlsx").where == "t.xlsx"
    except InputError as error:
        assert "t.xlsx" in str(error)


def fields(content: bytes, separator: str) -> list[str]:
    """What a spreadsheet with another separator makes of a file: quotation marks inside a field are letters to it."""
    return [field.lstrip('" ') for field in re.split(f"[{separator}\r\n]", content.decode("utf-8-sig"))]


@pytest.mark.parametrize(
    "text", ["a;=1+1", 'a;"=1+1;b', "a\n=1+1\nb", "a\t@SUM(A1)", "a; \u2060=1", "x,=1;y"]
)
@pytest.mark.parametrize("excel_it", [False, True])
def test_no_spreadsheet_runs_what_it_splits_elsewhere(text: str, excel_it: bool) -> None:
    """Opened with the other country's separator, no piece of a cell begins like a formula, and it comes back whole."""
    content = tables.to_csv(["id", "b"], [["1", text]], excel_it=excel_it)
    for separator in {";", ",", "\t"} - {";" if excel_it else ","}:
        assert not [f for f in fields(content, separator) if f.startswith(("=", "+", "-", "@"))]
    assert cells(read(content)) == [("1", text)]


@settings(deadline=None, max_examples=100)
@given(TRICKY, st.booleans())
def test_no_text_runs_wherever_it_is_split(text: str, excel_it: bool) -> None:
    """The same for texts of nothing but separators, quotation marks and starts of formulas."""
    content = tables.to_csv(["id", "b"], [["1", text]], excel_it=excel_it)
    inside = content.decode("utf-8-sig").split("\r\n", 1)[1].split(";" if excel_it else ",", 1)[1]
    other = "," if excel_it else ";"
    pieces = [piece.lstrip('" ') for piece in re.split(f"[{other}\t\r\n]", inside)[1:]]
    assert not [piece for piece in pieces if piece.startswith(("=", "+", "@")) and piece != "+"]


def test_a_dash_alone_stays_a_dash() -> None:
    """Moodle's word for no grade is no formula."""
    assert tables.to_csv(["a"], [["-"]]) == b"a\r\n-\r\n"


def hostile(changes: dict[str, bytes], links: Sequence[str] = ()) -> bytes:
    """A good workbook with members changed or added; `links` of them are symbolic links."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(("a",), ("x",)))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, changes.get(name, old.read(name)), zipfile.ZIP_DEFLATED)
        for name, content in changes.items():
            if name not in old.namelist():
                member = zipfile.ZipInfo(name)
                member.external_attr = (0o120777 if name in links else 0o644) << 16
                new.writestr(member, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
DTD = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet/>'
DISASTERS = {
    "entities": ({SHEET: DTD}, "declares entities"),
    "entities_in_a_relation": ({"xl/_rels/workbook.xml.rels": DTD}, "declares entities"),
    "entities_in_utf16": ({SHEET: DTD.decode().encode("utf-16")}, "is not UTF-8"),
    "macros": ({"xl/vbaProject.bin": b"x"}, "has macros"),
    "old_macros": ({"xl/macrosheets/sheet1.xml": b"<x/>"}, "has macros"),
    "links": ({"xl/externalLinks/externalLink1.xml": b"<x/>"}, "takes values from other files"),
    "climbing": ({"../../evil.xml": b"<x/>"}, "outside its folder"),
    "climbing_on_windows": ({"xl\\..\\..\\evil.xml": b"<x/>"}, "outside its folder"),
    "absolute": ({"/etc/evil.xml": b"<x/>"}, "outside its folder"),
    "drive": ({"C:/evil.xml": b"<x/>"}, "outside its folder"),
    "twins": ({"XL/WORKBOOK.XML": b"<x/>"}, "two members named"),
    "nested": ({"xl/media/more.bin": b"PK\x03\x04rest"}, "another archive"),
    "bomb": ({"xl/media/zeros.bin": bytes(64 * 2**20)}, "unpacks to 64 MiB"),
    "tags": ({SHEET: b"<worksheet>" + b"<row <c " * 100_000}, ""),
}


@pytest.mark.parametrize("name", DISASTERS)
def test_a_hostile_workbook_is_refused_at_once(name: str) -> None:
    """Each is an InputError that says what it is, in less than a second."""
    changes, message = DISASTERS[name]
    content = hostile(changes)
    began = time.process_time()  # of this process: the machine may be busy with others
    with pytest.raises(InputError) as refused:
        read(content, "t.xlsx")
    assert message in str(refused.value)
    assert time.process_time() - began < 1


def test_a_link_in_a_workbook_is_refused() -> None:
    """A symbolic link among the members points wherever it likes."""
    with pytest.raises(InputError, match="a link in place of a file"):
        read(hostile({"xl/media/a.png": b"/etc/passwd"}, ["xl/media/a.png"]), "t.xlsx")


def test_a_million_names_are_refused_before_they_are_read() -> None:
    """The list of members is measured by its own size."""
    content = bytearray(book(("a",), (1,)))
    end = content.rfind(b"PK\x05\x06")
    content[end + 12 : end + 16] = (2**30).to_bytes(4, "little")
    with pytest.raises(InputError, match="more files than a workbook"):
        read(bytes(content), "t.xlsx")


def test_a_text_repeated_to_fill_the_memory_is_refused() -> None:
    """30 thousand cells that show one text of 30,000 characters are a small file and 900 MB."""
    cell = b'<c t="s"><v>0</v></c>'
    changes = {
        SHEET: b"<worksheet><sheetData>"
        + (b"<row>" + cell * 100 + b"</row>") * 300
        + b"</sheetData></worksheet>",
        "xl/sharedStrings.xml": b"<sst><si><t>" + b"x" * 30_000 + b"</t></si></sst>",
    }
    with pytest.raises(InputError, match="repeats its texts to 858 MiB"):
        read(hostile(changes), "t.xlsx")


def test_a_web_page_under_a_spreadsheets_name_is_said() -> None:
    """Some offices' .xls files are HTML."""
    with pytest.raises(InputError, match=r"t\.xls is a web page or XML"):
        read("<html><table><tr><td>Matricola</td></tr></table>", "t.xls")


def test_a_grid_keeps_every_line_and_sheet() -> None:
    """Lines above the header neither name columns nor say how a file is separated."""
    text = 'Lista iscritti, "appello"\n\n#;Matricola;Cognome\n1;0012345;"Rossi, Bo"\n2;0012346;Né\n'
    (grid,) = tables.grids(text.encode(), "t.csv")
    assert grid.rows[-2:] == ((4, ("1", "0012345", "Rossi, Bo")), (5, ("2", "0012346", "Né")))
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    for name in ("info", "esse3", "hidden"):
        sheet = made.add_worksheet(name)
        sheet.write(2, 1, name)
    sheet.hide()
    made.close()
    found = list(tables.grids(out.getvalue(), "t.xlsx"))
    assert [(g.sheet, g.of, g.rows[2][1][1]) for g in found] == [("info", 2, "info"), ("esse3", 2, "esse3")]
