"""Copies: who gets which, what is on them, and what is stored once."""

from io import BytesIO

import numpy as np
import pikepdf
import pypdfium2
import pytest
import zxingcpp
from printed_exam import item, with_items
from small_exam import exam as small_exam

from grader import workspace
from grader.errors import InputError
from grader.model.kinds import Profile
from grader.model.response import Copy, CopyStatus
from grader.model.roster import Student
from grader.model.sheet import Identity, SheetLayout
from grader.printing.copies import stamp
from grader.printing.identity import MOST_COPIES, decode, exam_tag
from grader.printing.issue import nameless, personal, reprint
from grader.printing.measures import width_of
from grader.printing.sheet import lay_out
from grader.printing.sheet_words import ENGLISH
from grader.printing.sheets import print_sheet
from grader.printing.stamps import Master, lines_of, written
from grader.printing.typeset import typeset

EXAM = with_items(*[item("o", stem="Why?", type="open", reference="So.", lines=20) for _ in range(2)])
PEOPLE = tuple(
    Student(student_id=f"{n:010d}", surname=surname, name=name)
    for n, (surname, name) in enumerate(
        [
            ("D’Angelo", "Nicolò"),
            ("Đorđević", "Łukasz"),
            ("<b>Škvorecká</b> & Żółć", "Zoë"),
            ("Παπαδόπουλος", "Ελένη"),
            ("Иванова", "Ольга"),
            ("della Rocca-Bianchi di Montefeltro e Castelnuovo dei Sabbioni", "Maria Antonietta Ludovica"),
        ]
    )
)
STUDENTS = {student.student_id: student for student in PEOPLE}
TWO = small_exam("A", "B")


def layout(*, personalised: bool) -> SheetLayout:
    return lay_out(
        EXAM, EXAM.forms[0], matricola="[0-9]{10}", profile=Profile.STANDARD, personalised=personalised
    )


def stamped(copies: list[Copy], booklet: bytes = b"") -> bytes:
    shared = {}
    for personalised in {copy.student is not None for copy in copies}:
        made = layout(personalised=personalised)
        sheet = print_sheet(EXAM, made, templates=(workspace.bundled("templates"),))
        shared[personalised] = Master(made, sheet, booklet)
    masters = {copy.number: shared[copy.student is not None] for copy in copies}
    layouts = {number: master.layout for number, master in masters.items()}
    lines = typeset(lines_of(copies, STUDENTS, layouts, ENGLISH))
    return stamp(copies, masters, STUDENTS, tag=exam_tag(EXAM), words=ENGLISH, lines=lines)


def copies(many: int) -> list[Copy]:
    return [
        Copy(number=n + 1, form="A", student=PEOPLE[n % len(PEOPLE)].student_id, seat=f"R{n}")
        for n in range(many)
    ]


def test_every_page_says_twice_which_it_is() -> None:
    """Both codes of every page are read at 100 dpi, from their places, and say exam, copy and page."""
    pdf = stamped([*copies(2), Copy(number=MOST_COPIES, form="A", status=CopyStatus.SPARE)])
    document = pypdfium2.PdfDocument(pdf)
    seen = []
    for n in range(len(document)):
        page = document[n].render(scale=100 / 72, grayscale=True).to_numpy().squeeze()
        found = zxingcpp.read_barcodes(np.ascontiguousarray(page))
        assert len(found) == 2
        for code, place in zip(
            sorted(found, key=lambda code: code.position.top_left.y),
            layout(personalised=True).pages[0].codes,
            strict=True,
        ):
            corner = code.position.top_left
            assert abs(corner.x / 100 * 25.4 - place.x - 2.4) < 0.5
            assert abs(corner.y / 100 * 25.4 - place.y - 2.4) < 0.5
        said = {decode(code.text) for code in found}
        assert len(said) == 1
        seen += said
    tag = exam_tag(EXAM)
    assert seen == [
        Identity(exam=tag, copy_number=n, page=page)
        for n, pages in ((1, 2), (2, 2), (MOST_COPIES, 3))
        for page in range(1, pages + 1)
    ]


def test_names_of_all_kinds_are_written() -> None:
    """Whatever a name has in it is text on both pages, as typed, on a line or two; without a name there is only the number."""
    document = pypdfium2.PdfDocument(stamped([*copies(len(PEOPLE)), Copy(number=77, form="A")]))
    said = [document[n].get_textpage().get_text_range() for n in range(len(document))]
    for n, student in enumerate(PEOPLE):
        for page in said[2 * n : 2 * n + 2]:
            assert f"{student.surname} {student.name}" in page.replace("\r\n", " ")
            assert student.student_id in page and f"Copy {n + 1} " in page and f"Seat R{n}" in page
    assert "Copy 77" in said[-1] and not any(s.student_id in said[-1] for s in PEOPLE)


def test_long_names_stay_in_their_field() -> None:
    """No glyph of a name lies right of the place that the layout gives it."""
    document = pypdfium2.PdfDocument(stamped(copies(len(PEOPLE))))
    for number, place in enumerate(page.name for page in layout(personalised=True).pages):
        assert place is not None
        page = document[2 * (len(PEOPLE) - 1) + number]
        text = page.get_textpage()
        start = text.search("della Rocca").get_next()
        assert start is not None
        end = start[0] + len("della Rocca-Bianchi di Montefeltro e Castelnuovo dei Sabbioni Maria Antonietta")
        boxes = [text.get_charbox(n) for n in range(start[0], end)]
        assert max(right for _, _, right, _ in boxes) / 72 * 25.4 < place.x + place.width


def test_what_copies_share_is_stored_once() -> None:
    """A copy more costs less than two kilobytes, and the same copies give the same bytes."""
    few, many = stamped(copies(6)), stamped(copies(60))
    assert (len(many) - len(few)) / 54 < 2000
    assert stamped(copies(6)) == few
    with pikepdf.open(BytesIO(many)) as document:
        assert len(document.pages) == 120
        assert len({page.Resources.objgen for page in document.pages}) == 2


def test_a_booklet_begins_a_leaf_of_its_own() -> None:
    """Behind the sheet, with an empty page where one is needed to print on both sides."""
    one_page = pikepdf.Pdf.new()
    for _ in range(3):
        one_page.add_blank_page(page_size=(595, 842))
    target = BytesIO()
    one_page.save(target)
    assert len(pypdfium2.PdfDocument(stamped(copies(2), target.getvalue()))) == 2 * (2 + 4)


def test_everyone_gets_one_copy_and_neighbours_other_forms() -> None:
    """Forms alternate down the list; whoever has a valid copy gets no other."""
    made = personal(TWO, (), PEOPLE)
    assert [(copy.number, copy.form) for copy in made][:3] == [(1, "A"), (2, "B"), (3, "A")]
    assert [copy.student for copy in made] == list(STUDENTS)
    assert personal(TWO, made, PEOPLE) == ()
    late = Student(student_id="99", profile=Profile.ACCESSIBLE)
    (new,) = personal(TWO, made, (*PEOPLE, late))
    assert (new.number, new.student, new.profile) == (7, "99", "accessible")
    void = made[0].model_copy(update={"status": CopyStatus.VOIDED})
    assert [copy.student for copy in personal(TWO, (void, *made[1:]), PEOPLE)] == [PEOPLE[0].student_id]


def test_a_long_name_stays_large_and_in_its_frame() -> None:
    """Surname and name on two lines of at least 11 pt, the id below; on other pages all of it on one."""
    who = Student(
        student_id="0000000042", surname="Abcdefghijklmno-Pqrstuvwxyz " + "Abc " * 3, name="Abcdefg " * 3
    )
    sheet, copy = layout(personalised=True), Copy(number=1, form="A", student=who.student_id)
    _, *lines = written(sheet.pages[0], sheet, copy, who, ENGLISH)
    place = sheet.pages[0].name
    assert place is not None
    assert [line.text for line in lines] == [who.surname.strip(), who.name.strip(), who.student_id]
    for line in lines:
        assert line.size >= 11 and line.x + width_of(line.text, line.size * 1.1) <= place.x + place.width
    tops = [line.y - line.size * 0.3528 for line in lines]
    assert place.y < tops[0] and lines[0].y < tops[1] and lines[1].y < tops[2]
    assert lines[2].y < place.y + place.height
    _, *short = written(sheet.pages[0], sheet, copy, PEOPLE[0], ENGLISH)
    assert len(short) == 2 and short[0].size == 15


def test_spare_copies_are_counted_in_all() -> None:
    """Ten spares are ten, however often they are asked for; more are added to those there are."""
    made = nameless(TWO, (Copy(number=4, form="A", student="1"),), 3, CopyStatus.SPARE)
    assert [(copy.number, copy.form) for copy in made] == [(5, "A"), (6, "B"), (7, "A")]
    assert nameless(TWO, made, 3, CopyStatus.SPARE) == () == nameless(TWO, made, 1, CopyStatus.SPARE)
    assert [copy.number for copy in nameless(TWO, made, 5, CopyStatus.SPARE)] == [8, 9]
    assert len(nameless(TWO, made, 2, CopyStatus.ISSUED)) == 2


def test_a_reprint_voids_what_it_replaces() -> None:
    """The new copy has a new number, the same form and the same seat."""
    old = Copy(number=3, form="B", student=PEOPLE[0].student_id, seat="R7")
    void, new = reprint(TWO, (old,), PEOPLE[0])
    assert (void.number, void.status) == (3, CopyStatus.VOIDED)
    assert (new.number, new.form, new.seat, new.status) == (4, "B", "R7", CopyStatus.ISSUED)
    assert len(reprint(TWO, (), PEOPLE[0])) == 1


def test_numbers_end_where_the_code_has_no_room() -> None:
    """Copy 100,000 is refused before anything is printed."""
    with pytest.raises(InputError, match="fewer copies"):
        nameless(TWO, (Copy(number=MOST_COPIES - 1, form="A"),), 2, CopyStatus.SPARE)
