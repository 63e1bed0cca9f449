"""Filling a list: the cells that were asked for change, and not one other byte."""

import io
import re
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from university_list import university_list

from grader import tables
from grader.errors import InputError
from grader.tables.filling import fill_xlsx

SHEET = "xl/worksheets/sheet2.xml"
MARKS = {(5, 5): Decimal(27), (6, 5): "30 e lode <&\"'>", (7, 5): '=HYPERLINK("http://x.example")'}


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def lazy(content: bytes) -> bytes:
    """The workbook without the switch that has everything worked out when it is opened."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in members(content).items():
            archive.writestr(name, part.replace(b' fullCalcOnLoad="1"', b""))
    return out.getvalue()


def without_marks(xml: bytes) -> bytes:
    return re.sub(rb'<c r="F[567]"[^>]*?(/>|>.*?</c>)', b"", xml)


@pytest.mark.parametrize("cells", [True, False])
def test_nothing_else_changes(cells: bool) -> None:
    """Every member is the same but the sheet and the switch of formulas; the sheet is the same but for three cells."""
    before = lazy(university_list(cells=cells))
    old, new = members(before), members(fill_xlsx(before, "l.xlsx", "esse3", MARKS))
    assert list(old) == list(new)
    assert {name for name in old if old[name] != new[name]} == {"xl/workbook.xml", SHEET}
    assert without_marks(new[SHEET]) == without_marks(old[SHEET])
    assert new["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"") == old["xl/workbook.xml"]


@pytest.mark.parametrize("cells", [True, False])
def test_another_reader_finds_the_marks_and_the_styles(cells: bool) -> None:
    """Numbers are numbers, texts are texts and no formulas, in the style of their cell or column."""
    filled = fill_xlsx(university_list(cells=cells), "l.xlsx", "esse3", MARKS)
    page = openpyxl.load_workbook(io.BytesIO(filled))["esse3"]
    assert [page.cell(line, 6).value for line in (5, 6, 7)] == [27, *list(MARKS.values())[1:]]
    assert [page.cell(line, 6).data_type for line in (5, 6, 7)] == ["n", "s", "s"]
    assert {page.cell(line, 6).fill.fgColor.rgb for line in (5, 6, 7)} == {"FFFFFFCC"}
    assert (page["C6"].value, page["C6"].number_format, page["F9"].value) == (
        2,
        "0000000000",
        "=COUNT(F5:F60)",
    )
    assert (page.protection.sheet, page.column_dimensions["F"].width) == (True, pytest.approx(17.5, abs=1))
    grid = list(tables.grids(filled, "l.xlsx"))[1]
    assert grid.rows[5][1][5] == "30 e lode <&\"'>"


def test_a_formula_is_never_overwritten() -> None:
    """A cell that works something out is named, whatever its formula looks like."""
    with pytest.raises(InputError, match=r"l\.xlsx:9: a cell to be filled holds a formula"):
        fill_xlsx(university_list(), "l.xlsx", "esse3", {(9, 5): Decimal(1)})


def test_prefixes_and_cells_without_places() -> None:
    """Some programs prefix every element and number no cell: places are counted then."""
    old = members(tables.to_xlsx(["id", "mark", "note"], [["x", "", "y"]]))
    sheet = (
        b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData><x:row>'
        b'<x:c t="inlineStr"><x:is><x:t>id</x:t></x:is></x:c></x:row><x:row><x:c><x:v>1</x:v></x:c><x:c/>'
        b"<x:c><x:v>3</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in old.items():
            archive.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else content)
    filled = fill_xlsx(out.getvalue(), "l.xlsx", "Sheet1", {(2, 1): Decimal(30), (2, 4): "L"})
    row = list(openpyxl.load_workbook(io.BytesIO(filled))["Sheet1"].values)[1]
    assert row == (1, 30, 3, None, "L")


@settings(deadline=None, max_examples=20)
@given(st.dictionaries(st.tuples(st.integers(5, 7), st.integers(5, 40)), st.integers(0, 31), max_size=9))
def test_any_cells_of_a_row_may_be_filled(marks: dict[tuple[int, int], int]) -> None:
    """Cells that are there and cells that are not, in any order, come out in the order of the columns."""
    filled = fill_xlsx(university_list(), "l.xlsx", "esse3", {at: Decimal(n) for at, n in marks.items()})
    page = openpyxl.load_workbook(io.BytesIO(filled))["esse3"]
    assert {at: page.cell(at[0], at[1] + 1).value for at in marks} == marks
    for row in re.findall(rb"<row .*?</row>", members(filled)[SHEET]):
        columns = [len(c) * 100 + c[-1] for c in re.findall(rb'<c r="([A-Z]+)', row)]
        assert columns == sorted(columns)
