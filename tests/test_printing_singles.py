"""Single PDFs: one a student, and what they claim about themselves is true."""

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest
from printed_exam import item, with_items

from grader import workspace
from grader.model.exam import Exam
from grader.model.kinds import Profile
from grader.model.response import Copy
from grader.model.roster import Student
from grader.printing.identity import exam_tag
from grader.printing.layout import LAYOUTS
from grader.printing.papers import papers
from grader.printing.render import print_exam
from grader.printing.sheet import lay_out
from grader.printing.sheet_words import SHEET_WORDS
from grader.printing.sheets import print_sheet
from grader.printing.singles import file_name, singles
from grader.printing.stamps import Master, lines_of
from grader.printing.typeset import typeset

TEMPLATES = (workspace.bundled("templates"),)
LONG = Student(
    student_id="0000000003", surname="Serbelloni Mazzanti Viendalmare", name="Maria Vittoria Alessandra"
)
ADA, ZOE = (
    Student(student_id="0000000001", surname="Żółć <&>", name="Ada"),
    Student(student_id="0000000002", surname="Иванова", name="Zoë"),
)
STUDENTS = {student.student_id: student for student in (ADA, ZOE)}
ITEMS = [
    item("n", stem="How many?", type="numeric", answer="27"),
    item("t", stem="See $x^2$.", type="true-false", correct=True),
    *[item(f"o{n}", stem="Why?", type="open", reference="So.", lines=20) for n in range(2)],
]


def made(
    exam: Exam, profile: Profile, *, booklet: bool, students: Mapping[str, Student] = STUDENTS
) -> dict[int, bytes]:
    """The single PDFs of students, and of one sheet without a name, by copy number."""
    layout = lay_out(exam, exam.forms[0], matricola="[0-9]{10}", profile=profile, personalised=True)
    behind = b""
    if booklet:
        shape = LAYOUTS[profile]
        (printed,) = print_exam(
            exam, papers(exam, shape)[:1], shape, questions=TEMPLATES[0], templates=TEMPLATES
        )
        behind = printed.pdf
    master = Master(layout, b"", behind, print_sheet(exam, layout, templates=TEMPLATES, tagged=True))
    copies = [Copy(number=n + 1, form="A", student=id_, seat="R1") for n, id_ in enumerate(students)]
    copies.append(Copy(number=len(copies) + 1, form="A"))
    words = SHEET_WORDS[exam.language]
    numbers = [copy.number for copy in copies]
    lines = typeset(lines_of(copies, students, dict.fromkeys(numbers, layout), words))
    masters = dict.fromkeys(numbers, master)
    found = singles(copies, masters, students, tag=exam_tag(exam), words=words, lines=lines)
    return {copy.number: pdf for copy, pdf in found}


def reached(element: Any, page: Any, found: dict[tuple[Any, int], Any], order: list[Any]) -> None:
    """Walk a structure tree: each marked content that it holds, by page and number, and its elements in order."""
    order.append(element)
    page = element.get("/Pg", page)
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            assert (page.objgen, kid) not in found, "each marked content belongs to one element"
            found[page.objgen, kid] = element
        elif isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            assert kid.P.objgen == element.objgen
            reached(kid, page, found, order)


def walked(pdf: bytes) -> list[tuple[str, str]]:
    """The tags of a PDF with their texts, in order, after all that PDF/UA asks of tags was looked at."""
    with pikepdf.open(BytesIO(pdf)) as document:
        root, found, order = document.Root.StructTreeRoot, {}, []
        reached(root, None, found, order)
        nums = list(root.ParentTree.Nums)
        assert nums[::2] == sorted(nums[::2])
        owners = dict(zip(nums[::2], nums[1::2], strict=True))
        seen = set()
        for page in document.pages:
            depth: list[str] = []
            for operands, operator in pikepdf.parse_content_stream(page):
                match str(operator):
                    case "BDC":
                        number = int(operands[1].MCID)
                        assert "artifact" not in depth
                        assert (
                            owners[page.StructParents][number].objgen == found[page.obj.objgen, number].objgen
                        )
                        seen.add((page.obj.objgen, number))
                        depth.append("tagged")
                    case "BMC":
                        assert str(operands[0]) == "/Artifact" and "tagged" not in depth
                        depth.append("artifact")
                    case "EMC":
                        depth.pop()
                    case "Tj" | "TJ" | "f" | "f*" | "S" | "B" | "Do" | "sh":
                        assert depth, f"{operator} on page {page.index + 1} is neither tagged nor an artifact"
            assert not depth
        assert seen == set(found)
        assert document.Root.MarkInfo.Marked and document.Root.ViewerPreferences.DisplayDocTitle
        assert b'pdfuaid:part="1"' in document.Root.Metadata.read_bytes()
        assert document.Root.Lang and document.docinfo.Title
        for font in (thing for thing in document.objects if isinstance(thing, pikepdf.Dictionary)):
            if font.get("/Subtype") == "/Type0":
                assert "/ToUnicode" in font
        for element in order:
            assert element.get("/S") != "/Figure" or str(element.get("/Alt", "")), "a figure has a text"
        return [(str(element.get("/S")), str(element.get("/Alt", ""))) for element in order[1:]]


@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize("profile", list(Profile))
@pytest.mark.parametrize("booklet", [False, True])
def test_all_that_is_drawn_is_tagged_or_an_artifact(
    profile: Profile, language: str, *, booklet: bool
) -> None:
    """Every marked content is in the tree once, the tree's parents agree, and figures have texts."""
    exam = with_items(*ITEMS, language=language)
    found = made(exam, profile, booklet=booklet)
    assert set(found) == {1, 2}, "a sheet without a name has no file of its own"
    tags = walked(found[1])
    assert [kind for kind, _ in tags[:6]] == ["/Document", "/Div", "/P", "/P", "/P", "/Figure"]
    words = SHEET_WORDS[language]
    assert tags[5] == ("/Figure", words.code.format(1, 1))
    assert tags[6][1].startswith(f"{words.sheet}, ")
    assert walked(found[2])[5] == ("/Figure", words.code.format(2, 1))


def test_a_single_pdf_is_one_students() -> None:
    """Name, number and seat of its student on every page of the sheet, and of nobody else."""
    found = made(with_items(*ITEMS), Profile.STANDARD, booklet=True)
    for number, own, other in ((1, ADA, ZOE), (2, ZOE, ADA)):
        document = pypdfium2.PdfDocument(found[number])
        said = [document[n].get_textpage().get_text_range() for n in range(len(document))]
        assert all(f"{own.surname} {own.name}" in page and own.student_id in page for page in said[:2])
        assert f"Copy {number}" in said[0] and "Seat R1" in said[0]
        assert not any(other.student_id in page or other.surname in page for page in said)
    again = made(with_items(*ITEMS), Profile.STANDARD, booklet=True)
    assert again == found


@pytest.mark.parametrize("profile", list(Profile))
def test_a_long_name_is_one_paragraph_of_two_lines(profile: Profile) -> None:
    """A name that is broken after the surname is written whole, and tagged as any other."""
    people = {LONG.student_id: LONG, ADA.student_id: ADA}
    found = made(with_items(*ITEMS), profile, booklet=False, students=people)
    assert [kind for kind, _ in walked(found[1])[:6]] == ["/Document", "/Div", "/P", "/P", "/P", "/Figure"]
    said = pypdfium2.PdfDocument(found[1])[0].get_textpage().get_text_range().split()
    assert f"{LONG.surname} {LONG.name} {LONG.student_id}" in " ".join(said)
    assert walked(found[2])[:5] == walked(found[1])[:5]


@pytest.mark.parametrize("name", ["booklet", "answers", "key"])
def test_papers_without_a_name_are_tagged_as_truly(name: str) -> None:
    """Running heads and feet are artifacts, all else is in the tree."""
    exam, shape = with_items(*ITEMS), LAYOUTS[Profile.STANDARD]
    wanted = [paper for paper in papers(exam, shape) if paper.kind == name]
    (printed,) = print_exam(exam, wanted, shape, questions=TEMPLATES[0], templates=TEMPLATES)
    assert walked(printed.pdf)


def test_file_names_are_safe() -> None:
    """Whatever a name has in it, the file's has letters and digits."""
    copy = Copy(number=17, form="A", student="1")
    for surname, name in (
        ("D’Angelo", "00017-DANGELO.pdf"),
        ("../../etc", "00017-ETC.pdf"),
        ("Иванова", "00017-S0012.pdf"),
        ("Škvorecká Ü.", "00017-SKVORECKAU.pdf"),
    ):
        assert file_name(copy, Student(student_id="S0012", surname=surname, name="x")) == name
        assert re.fullmatch(r"[A-Z0-9.pdf-]+", name)
