"""The PDFs themselves: what is in them, what is not, and what is refused."""

import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from printed_exam import MARKER, item, secretive, with_items
from small_exam import exam as small_exam

from grader import workspace
from grader.errors import InputError
from grader.model.exam import Exam
from grader.model.kinds import Profile
from grader.printing.images import Assets, demand_images
from grader.printing.layout import ACCESSIBLE, LAYOUTS, STANDARD, Layout
from grader.printing.papers import papers
from grader.printing.render import Sheet, print_exam, to_pages, to_pdf

BUNDLED = workspace.bundled("templates")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">{}<rect width="9" height="9"/></svg>'


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """A course's questions folder with one image."""
    folder = tmp_path / "questions"
    (folder / "assets").mkdir(parents=True)
    (folder / "assets" / "cells.svg").write_text(SVG.format(""))
    return folder


def pages(exam: Exam, name: str, questions: Path, layout: Layout = STANDARD, *own: Path) -> tuple[bytes, str]:
    """One paper: its PDF and its HTML."""
    wanted = [paper for paper in papers(exam, layout) if paper.kind == name]
    (html,) = to_pages(exam, wanted, layout, questions, (*own, BUNDLED))
    printed = to_pdf(Sheet(name, html, questions))
    assert not printed.problems
    return printed.pdf, html


def texts(pdf: bytes) -> list[str]:
    """The text of every page, as a reader would copy it."""
    document = pypdfium2.PdfDocument(pdf)
    return [document[n].get_textpage().get_text_range() for n in range(len(document))]


def everything(pdf: bytes) -> Iterator[bytes]:
    """Every string, name and decoded stream of a PDF."""

    def inside(thing: Any) -> Iterator[bytes]:
        if isinstance(thing, pikepdf.String | pikepdf.Name):
            yield bytes(thing) if isinstance(thing, pikepdf.String) else str(thing).encode()
            yield str(thing).encode()
        elif isinstance(thing, pikepdf.Array):
            for part in thing:
                yield from () if getattr(part, "is_indirect", False) else inside(part)
        elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            for key, part in thing.items():
                yield key.encode()
                yield from () if getattr(part, "is_indirect", False) else inside(part)
            if isinstance(thing, pikepdf.Stream):
                yield thing.read_bytes()

    with pikepdf.open(BytesIO(pdf)) as document:
        for thing in document.objects:
            yield from inside(thing)
        yield from inside(document.trailer)


def leaks(pdf: bytes) -> bool:
    needle = MARKER.lower().encode()
    text = "".join(texts(pdf)).lower().encode()
    return any(needle in part.lower() for part in everything(pdf)) or needle in text or b"987654" in text


@pytest.mark.parametrize("profile", list(Profile))
def test_students_papers_hold_nothing_of_the_key(questions: Path, profile: Profile) -> None:
    """No text, metadata, tag, attachment or comment of a student's PDF has a word that only graders may see."""
    for name in ("booklet", "answers"):
        pdf, html = pages(secretive(), name, questions, LAYOUTS[profile])
        assert not leaks(pdf) and MARKER.lower() not in html.lower() and "987654" not in html
        with pikepdf.open(BytesIO(pdf)) as document:
            assert not document.attachments


def test_the_search_for_leaks_would_find_one(questions: Path) -> None:
    """The key's PDF has everything that the booklet must not have."""
    pdf, _ = pages(secretive(), "key", questions)
    assert leaks(pdf)
    said = "".join(texts(pdf))
    for word in ("explanation", "reference", "criterion", "idea", "misconception", "feedback"):
        assert f"{MARKER} {word}" in said
    assert "987654" in said


@pytest.mark.parametrize("name", ["booklet", "answers"])
def test_moving_the_key_changes_no_byte_of_a_students_page(questions: Path, name: str) -> None:
    """Order, ids and classes do not tell which option is right: the page is the same wherever the key is."""
    html = [
        pages(exam, name, questions)[1] for exam in (secretive("a"), secretive("b"), secretive("c", "other"))
    ]
    assert html[0] == html[1] == html[2]
    assert "is-key" not in html[0].split("</style>")[1]


def test_every_page_has_its_number_and_form(questions: Path) -> None:
    """A page that comes loose can be put back."""
    exam = with_items(*[item(f"o{n}", stem="Why?", type="open", reference="So.", lines=12) for n in range(5)])
    said = texts(pages(exam, "booklet", questions)[0])
    assert len(said) >= 3
    for number, text in enumerate(said, start=1):
        assert f"Page {number} of {len(said)}" in text
        assert "Form A" in text


def test_the_booklet_says_what_a_student_must_know(questions: Path) -> None:
    """Course, title, date, time, points, and room for a name, in Italian too."""
    exam = small_exam("A").model_copy(update={"language": "it"})
    first = texts(pages(exam, "booklet", questions)[0])[0]
    for phrase in ("Invented course", "Mid-course test", "15 aprile 2026", "30 minuti", "10 punti"):
        assert phrase in first
    for phrase in ("Cognome", "Nome", "Matricola", "Versione", "a)", "2 punti"):
        assert phrase in first


@pytest.mark.parametrize("layout", [STANDARD, ACCESSIBLE], ids=lambda layout: layout.name)
def test_no_question_is_split_that_fits_on_a_page(questions: Path, layout: Layout) -> None:
    """The first word of a question and its last option are on one page."""
    exam = with_items(
        *[
            item(
                f"q{n}",
                [(f"option {letter} " + "words " * 20, letter == "a") for letter in "abc"]
                + [(f"end{n}z", False)],
                stem=f"begin{n}z " + "some text that goes on " * (n % 5 * 12),
                type="single",
                correct="x",
                wrong=["y"],
            )
            for n in range(12)
        ]
    )
    said = texts(pages(exam, "booklet", questions, layout)[0])
    assert len(said) > 2
    for n in range(12):
        assert [f"begin{n}z" in text for text in said] == [f"end{n}z" in text for text in said]


def test_sixty_lines_run_over_the_page_with_their_question(questions: Path) -> None:
    """An answer longer than a page starts below its question instead of leaving a page empty."""
    exam = with_items(
        item("a", stem="So?", type="true-false", correct=True),
        item("b", stem="Explain all.", type="open", reference="It.", lines=60),
    )
    said = texts(pages(exam, "booklet", questions)[0])
    assert "Explain all." in said[0]
    assert len(said) == 3


@pytest.mark.parametrize("layout", [STANDARD, ACCESSIBLE], ids=lambda layout: layout.name)
def test_what_is_too_wide_stays_on_the_paper(questions: Path, layout: Layout) -> None:
    """Long code lines wrap, long words break, large images shrink: nothing is drawn outside the margins."""
    (questions / "assets" / "wide.svg").write_text(SVG.replace('"40"', '"4000"').format(""))
    code = "```python\n" + "result = " + "some_function(argument) + " * 12 + "1\n" + "x" * 300 + "\n```"
    exam = with_items(
        item(
            "wide",
            [("`" + "long_name." * 30 + "`", True), *[("word " * 60, False)] * 7],
            stem=f"Look:\n\n{code}\n\n![a wide figure](assets/wide.svg)",
            type="single",
            correct="x",
            wrong=["y"],
        )
    )
    document = pypdfium2.PdfDocument(pages(exam, "booklet", questions, layout)[0])
    mm = 72 / 25.4
    for n in range(len(document)):
        for thing in document[n].get_objects():
            left, _, right, _ = thing.get_bounds()
            assert left >= (layout.left - 1) * mm and right <= (layout.page_width - layout.right + 1) * mm


@pytest.mark.parametrize("layout", [STANDARD, ACCESSIBLE], ids=lambda layout: layout.name)
def test_eight_boxes_stand_in_one_row(questions: Path, layout: Layout) -> None:
    """On the answer pages the letters of a question with eight options stay beside its number."""
    options = [(f"option {n}", n == 0) for n in range(8)]
    exam = with_items(
        *[item(f"q{n}", options, stem="S", type="single", correct="x", wrong=["y"]) for n in range(4)]
    )
    page = pypdfium2.PdfDocument(pages(exam, "answers", questions, layout)[0])[0].get_textpage()
    words = page.get_text_range()
    start = words.index("a b c d e f g h") if "a b c d e f g h" in words else words.index("abcdefgh")
    end = words.index("h", start)
    assert abs(page.get_charbox(start)[1] - page.get_charbox(end)[1]) < 1  # pt


def test_the_pdf_is_accessible(questions: Path) -> None:
    """PDF/UA-1: tagged, with language, title, and a description of every image and formula."""
    exam = with_items(
        item("t", stem="See $x^2$:\n\n![three cells](assets/cells.svg)", type="true-false", correct=True)
    )
    pdf, _ = pages(exam, "booklet", questions)
    with pikepdf.open(BytesIO(pdf)) as document:
        assert document.Root.Lang == "en"
        assert document.Root.MarkInfo.Marked
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert b'pdfuaid:part="1"' in document.Root.Metadata.read_bytes()
        assert str(document.docinfo.Title) == "Mid-course test – Form A – Invented course"
        assert str(document.docinfo.CreationDate).startswith("D:20260415")
        tags = [
            thing for thing in document.objects if isinstance(thing, pikepdf.Dictionary) and "/S" in thing
        ]
        figures = [str(tag.get("/Alt", "")) for tag in tags if tag.S == "/Figure"]
    assert "three cells" in figures
    assert len(figures) == 2 and all(figures)


def test_the_same_exam_gives_the_same_bytes(questions: Path) -> None:
    """Printing again changes nothing; without libharfbuzz-subset the fonts carry the time."""
    ffi = pytest.importorskip("weasyprint.text.ffi")
    if ffi.harfbuzz_subset is None:
        pytest.skip("libharfbuzz-subset0 is not installed")
    exam = secretive()
    printed = [
        print_exam(exam, papers(exam, STANDARD)[:2], STANDARD, questions=questions, templates=[BUNDLED])
        for _ in range(2)
    ]
    assert printed[0] == printed[1]


def test_item_text_is_never_a_template(questions: Path) -> None:
    """What looks like a template or like HTML in a question is printed as it was typed."""
    stem = "{{ 7 * 7 }} {% for x in y %} <b>bold</b> <link rel=attachment href=file:///etc/passwd>"
    said = texts(
        pages(with_items(item("t", stem=stem, type="true-false", correct=True)), "booklet", questions)[0]
    )
    assert "{{ 7 * 7 }} {% for x in y %} <b>bold</b>" in said[0]


@pytest.mark.parametrize(
    "asks",
    [
        '<img src="file:///etc/passwd" alt="x">',
        '<img src="http://127.0.0.1:9/x.png" alt="x">',
        '<img src="data:image/png;base64,AAAA" alt="x">',
        '<img src="asset:assets/../../secret.svg" alt="x">',
        '<link rel="stylesheet" href="file:///etc/passwd">',
        '<style>@import url("file:///etc/passwd");</style>',
        '<p style="background: url(file:///etc/passwd)">x</p>',
        "<style>@font-face { font-family: x; src: url(file:///etc/passwd) } p { font-family: x }</style><p>x</p>",
        '<link rel="attachment" href="file:///etc/passwd">',
        '<a rel="attachment" href="file:///etc/passwd">x</a>',
        '<object data="file:///etc/passwd">x</object>',
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd"/></svg>',
    ],
)
def test_a_page_may_fetch_nothing_but_the_courses_images(questions: Path, asks: str) -> None:
    """Every other address is refused, said, and no PDF comes out."""
    html = f'<html lang="en"><title>t</title><body>{asks}<p>text</p></body></html>'
    printed = to_pdf(Sheet("booklet-A", html, questions))
    assert printed.pdf == b""
    assert any("refused to fetch" in problem.what for problem in printed.problems)


def test_an_image_may_not_fetch_either(questions: Path) -> None:
    """An SVG of the course that points elsewhere is refused, although WeasyPrint would only leave a hole."""
    inner = '<image width="9" height="9" href="file:///etc/passwd"/>'
    (questions / "assets" / "sly.svg").write_text(SVG.format(inner))
    exam = with_items(item("t", stem="![sly](assets/sly.svg)", type="true-false", correct=True))
    with pytest.raises(InputError, match="refused to fetch file:///etc/passwd"):
        print_exam(exam, papers(exam, STANDARD)[:1], STANDARD, questions=questions, templates=[BUNDLED])


def test_a_broken_image_stops_printing(questions: Path) -> None:
    """A booklet without its figure is worse than no booklet."""
    (questions / "assets" / "broken.png").write_bytes(b"not a picture")
    exam = with_items(item("t", stem="![broken](assets/broken.png)", type="true-false", correct=True))
    with pytest.raises(InputError, match=r"Failed to load image at 'asset:assets/broken\.png'"):
        print_exam(exam, papers(exam, STANDARD)[:1], STANDARD, questions=questions, templates=[BUNDLED])


def test_a_picture_that_was_sealed_is_printed_and_no_other(questions: Path) -> None:
    """Another picture under the sealed one's name stops printing; with the sealed one back it goes on."""
    exam = with_items(item("t", stem="![cells](assets/cells.svg)", type="true-false", correct=True))
    file = questions / "assets" / "cells.svg"
    sealed = exam.model_copy(update={"pictures": {"assets/cells.svg": sha256(file.read_bytes()).hexdigest()}})
    demand_images(sealed, questions)
    before = file.read_bytes()
    file.write_text(SVG.format('<rect width="9" height="9"/>'))
    with pytest.raises(InputError, match=r"assets/cells\.svg is not the picture that was sealed"):
        print_exam(sealed, papers(sealed, STANDARD)[:1], STANDARD, questions=questions, templates=[BUNDLED])
    file.write_bytes(before)
    demand_images(sealed, questions)


def test_links_out_of_the_assets_are_not_followed(questions: Path, tmp_path: Path) -> None:
    """A symbolic link below questions/assets/ does not open the rest of the disk."""
    (tmp_path / "private.svg").write_text(SVG.format(""))
    (questions / "assets" / "link.svg").symlink_to(tmp_path / "private.svg")
    assert Assets(questions).url("assets/link.svg") is None
    assert Assets(questions).url("assets/../../private.svg") is None
    assert Assets(questions).url("assets/cells.svg") == "asset:assets/cells.svg"


def test_a_course_may_bring_its_own_template(questions: Path, tmp_path: Path) -> None:
    """A file of the same name in the course's templates/ takes the place of ours."""
    own = tmp_path / "templates"
    own.mkdir()
    (own / "booklet.html.j2").write_text(
        '{% extends "paper.html.j2" %}{% block body %}<p>{{ questions|length }} questions of ours</p>{% endblock %}'
    )
    pdf, _ = pages(small_exam("A"), "booklet", questions, STANDARD, own)
    assert "5 questions of ours" in texts(pdf)[0]


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("\n{% for %}", r"templates/booklet\.html\.j2:2: "),
        ("{{ nothing_like_that }}", "'nothing_like_that' is undefined"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
    ],
)
def test_a_template_that_does_not_work_is_named(
    questions: Path, tmp_path: Path, template: str, said: str
) -> None:
    """A mistake, an unknown name, or a way out of the sandbox in a course's template: one message, no traceback."""
    (tmp_path / "booklet.html.j2").write_text(template)
    with pytest.raises(InputError, match=said):
        pages(small_exam("A"), "booklet", questions, STANDARD, tmp_path)


@pytest.mark.parametrize("kind", ["booklet", "key"])
def test_a_table_that_no_page_can_hold_is_refused(questions: Path, kind: str) -> None:
    """The message names question, item, page and cure; a long word breaks and a long text goes on."""
    columns = [f"averylongheading{n}" for n in range(14)]
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in (columns, ["---"] * 14, ["x"] * 14))
    exam = with_items(
        item("word", stem="x" * 400, type="true-false", correct=True),
        item("wide", stem=f"Look:\n\n{table}", type="true-false", correct=True),
        item("long", stem="word " * 3000, type="true-false", correct=True),
    )
    wanted = [paper for paper in papers(exam, STANDARD) if paper.kind == kind]
    with pytest.raises(InputError) as refused:
        print_exam(exam, wanted, STANDARD, questions=questions, templates=[BUNDLED])
    (problem,) = refused.value.problems
    assert f"{kind}-A, page " in problem.what and "question 2 (wide): its table is " in problem.what
    assert "fewer columns" in problem.hint


def grader(*arguments: str, path: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command line with the print command alone."""
    code = (
        "import sys\n"
        f"sys.path[:0] = {[path] if path else []!r}\n"
        "from grader.cli import main\n"
        "main.COMMANDS = ('print_', 'import_')\n"
        "if __name__ == '__main__':\n"
        "    main.main()\n"
    )
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course with one sealed exam."""
    root = tmp_path / "course"
    sitting = root / "sittings" / "2026-04-15-mid-course"
    sitting.mkdir(parents=True)
    (root / "course.yaml").write_text("title: Invented course\n")
    (root / "questions" / "assets").mkdir(parents=True)
    (sitting / "exam.lock.json").write_text(small_exam("A").model_dump_json())
    return root


def test_print_writes_once(course: Path) -> None:
    """A dry run writes nothing, the first run everything, and a second one touches no file."""
    command = ("print", "2026-04-15-mid-course", "-C", str(course), "--only", "answers")
    folder = course / "sittings" / "2026-04-15-mid-course" / "print"
    dry = grader(*command, "--dry-run")
    assert (dry.returncode, dry.stderr) == (0, "")
    assert dry.stdout == "sittings/2026-04-15-mid-course/print/answers-A.pdf  would be new\n"
    assert not folder.exists()
    assert grader(*command).returncode == 0
    before = (folder / "answers-A.pdf").stat()
    again = grader(*command)
    assert again.stdout.endswith("answers-A.pdf  unchanged\n")
    after = (folder / "answers-A.pdf").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_paper_that_may_be_in_use_is_not_replaced_unasked(course: Path) -> None:
    """A PDF that would look different now is refused as a whole, and replaced only by --force."""
    command = ("print", "2026-04-15-mid-course", "-C", str(course), "--only", "answers")
    assert grader(*command).returncode == 0
    (course / "templates").mkdir()
    (course / "templates" / "answers.html.j2").write_text("<html lang='en'><title>x</title><p>Mine</html>")
    folder = course / "sittings" / "2026-04-15-mid-course" / "print"
    before = (folder / "answers-A.pdf").read_bytes()
    refused = grader(*command)
    assert refused.returncode == 6
    assert "already printed, and would look different now: answers-A.pdf" in refused.stderr
    assert (folder / "answers-A.pdf").read_bytes() == before
    assert grader(*command, "--force").stdout.endswith("answers-A.pdf  changed\n")
    assert (folder / "answers-A.pdf").read_bytes() != before


def test_without_pango_the_install_line_is_named(course: Path, tmp_path: Path) -> None:
    """A machine without the text layout library gets exit code 7 and what to type."""
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "weasyprint.py").write_text(
        "raise OSError(\"cannot load library 'libpango-1.0-0'\\nand more\")"
    )
    done = grader("print", "2026-04-15-mid-course", "-C", str(course), path=str(tmp_path / "lib"))
    assert done.returncode == 7
    assert "PDFs need the Pango libraries: cannot load library 'libpango-1.0-0'" in done.stderr
    assert "sudo apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("layout", [STANDARD, ACCESSIBLE])
def test_a_long_unit_stays_in_its_own_row_of_the_answer_page(questions: Path, layout: Layout) -> None:
    """Its last word is above the next question."""
    many = item("n", stem="How much?", type="numeric", answer="2", unit="units a second, a metre and a zebra")
    letters = item(
        "c", [("yes", True), ("no", False)], stem="So?", type="single", correct="yes", wrong=["no"]
    )
    pdf, _ = pages(with_items(many, *[letters] * 7), "answers", questions, layout)
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    last = text.search("zebra").get_next()
    assert last is not None
    number = text.search("2", index=last[0]).get_next()
    assert number is not None
    assert text.get_charbox(last[0])[1] > text.get_charbox(number[0])[3], "above the number of question 2"
