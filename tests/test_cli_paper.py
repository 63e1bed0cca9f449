"""What happens around paper: typed answers beside it, pages nobody can read, late and foreign pages, who was there."""

from pathlib import Path

import numpy as np
import pytest
from paper_course import COPIES, IDS, SITTING, PaperCourse, paper_course, with_one_test

from grader.gradebook.study import study
from grader.model.sheet import Identity
from grader.reading.simulate import disasters
from grader.reading.simulate.sit import Person, sit, wanted
from grader.records import open_records
from grader.workspace import find


@pytest.fixture
def course(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> PaperCourse:
    return with_one_test(paper_course(tmp_path, monkeypatch, capsys))


def type_in(course: PaperCourse, *cells: str) -> int:
    """Import one row: student, copy, then answers such as "Q1=a"."""
    student, copy, *answers = cells
    heads, values = zip(*(answer.split("=") for answer in answers), strict=True)
    text = f"student_id,copy,{','.join(heads)}\n{student},{copy},{','.join(values)}\n"
    (course.root / "typed.csv").write_text(text, encoding="utf-8")
    return course.run("import", SITTING, "typed.csv")


def test_a_typed_answer_settles_a_doubt(course: PaperCourse) -> None:
    """Two marks are asked until the answer is typed; then nobody is asked any more, and the typed answer counts."""
    stack = course.scan(course.sat(1, letters={1: "ab"}).images)
    assert course.run("read", SITTING, stack) == 4
    type_in(course, IDS[0], "1", "Q1=b")
    assert course.run("read", SITTING, stack) == 0, course.err
    assert course.responses()[1, 1].letters == ("b",)
    assert all(row["question"] == "transcription" for row in course.doubts())


def test_a_doubt_about_what_was_typed_before_is_none(course: PaperCourse) -> None:
    """The other order gives the same."""
    type_in(course, IDS[0], "1", "Q1=b")
    assert course.run("read", SITTING, course.scan(course.sat(1, letters={1: "ab"}).images)) == 0, course.err
    found = course.responses()
    assert found[1, 1].letters == ("b",) and found[1, 2].letters == ("a", "c")


def test_typed_and_paper_that_contradict_are_asked_once(course: PaperCourse) -> None:
    """What was typed counts; a person who confirms it is not asked again."""
    type_in(course, IDS[0], "1", "Q1=b")
    stack = course.scan(course.sat(1).images)
    assert course.run("read", SITTING, stack) == 4
    assert "typed as b, which counts, and the paper says a" in course.err
    assert course.run("marks") == 4
    assert course.answer(lambda row: ("b" if row["question"] == "answer" else "", "")) == 0, course.err
    assert course.run("read", SITTING, stack) == 0, course.err
    assert course.responses()[1, 1].letters == ("b",)


def test_typed_words_are_the_transcription_of_handwriting(course: PaperCourse) -> None:
    """Words that were typed from a sheet and its handwriting are one answer, in either order."""
    type_in(course, IDS[0], "1", "Q5=it keeps the scale")
    assert course.run("read", SITTING, course.scan(course.sat(1).images)) == 0, course.err
    assert course.responses()[1, 5].text == "it keeps the scale" and course.doubts() == []


def test_a_paper_without_ink_and_typed_answers_is_settled(course: PaperCourse) -> None:
    """Whose answers were typed was not absent."""
    course.run("read", SITTING, course.scan(course.sat(1, empty=True).images))
    type_in(course, IDS[0], "1", "Q1=a", "Q2=a", "Q3=a", "Q4=27", "Q5=x")
    assert course.run("read", SITTING, "stack.pdf") == 0, course.err


def test_who_typed_is_not_called_absent(course: PaperCourse) -> None:
    """One paper is scanned, one typed: two students came, as status and the report say too."""
    type_in(course, IDS[1], "2", "Q1=a", "Q2=a", "Q3=a", "Q4=27", "Q5=x")
    assert course.run("read", SITTING, course.scan(course.sat(1).images)) == 0, course.err
    assert "papers: 3 = 1 present + 1 typed + 1 unused" in course.out
    assert "roster: 4 = 2 absent + 2 present" in course.out
    place = find(course.root)
    sitting = place.sitting(SITTING)
    with open_records(course.url) as book:
        account = study(place, sitting, book).account
    assert account and account.students == {"roster": 4, "present": 2, "absent": 2, "withdrawn": 0}
    assert account.papers == {"papers": 3, "present": 1, "unknown": 0, "typed": 1, "unused": 1}


def test_a_missing_page_that_was_typed_is_not_looked_for(course: PaperCourse) -> None:
    """Page 2 holds question 5 alone."""
    first = course.sat(1).images[0]
    assert course.run("read", SITTING, course.scan([first])) == 4
    assert "page 2 did not come back" in course.err
    type_in(course, IDS[0], "1", "Q5=because")
    assert course.run("read", SITTING, "stack.pdf") == 0, course.err


def test_a_page_nobody_can_read_holds_the_marks_up(course: PaperCourse) -> None:
    """It may be anybody's, so nobody is called absent until a person set it aside; that is remembered."""
    images = course.sat(1).images
    course.run("read", SITTING, course.scan(images))
    (course.root / "noise.pdf").write_bytes(np.random.default_rng(1).bytes(10_000))
    assert course.run("read", SITTING, "noise.pdf") == 4
    assert course.run("marks") == 4
    assert "1 question about paper is open: grader review" in course.err and "--export-doubts" in course.err
    assert "nobody is called absent" in course.err
    assert course.run("review", SITTING, "--list") == 4 and "--export-doubts" in course.err
    assert course.run("status") == 0 and "questions about paper: 1" in course.out
    asked = [row for row in course.doubts() if row["question"] == "unreadable"]
    assert "noise.pdf cannot be read" in asked[0]["why"] and asked[0]["copy"] == "0"
    assert course.answer(lambda row: ("later" if row["question"] == "unreadable" else "", "")) == 3
    assert course.answer(lambda row: ("-" if row["question"] == "unreadable" else "", "")) == 0, course.err
    assert course.run("read", SITTING, "noise.pdf") == 0, course.err
    course.run("marks")
    assert "nobody is called absent" not in course.err


def test_an_unreadable_page_has_its_picture(course: PaperCourse) -> None:
    """A page with marks and no code that can be read is kept, reduced, so that a person sees whose it is."""
    image = course.sat(3, matricola=IDS[2]).images[0].copy()
    page = course.layouts.of(COPIES[2]).pages[0]
    for place in page.codes:
        left, top = (round(value / 25.4 * 150) for value in (place.x, place.y))
        side = round(place.width / 25.4 * 150)
        image[top : top + side, left : left + side] = 255
    assert course.run("read", SITTING, course.scan([image])) == 4
    assert "the printed code cannot be read" in course.err
    (row,) = course.doubts()
    picture = course.root / "sittings" / SITTING / row["pictures"]
    assert picture.read_bytes().startswith(b"\xff\xd8") and picture.stat().st_size < 200_000


def test_scans_that_disagree_are_shown_where_they_do(course: PaperCourse) -> None:
    """The page of doubts shows both scans whole, and the item in which they differ, enlarged."""
    sat = course.sat(1)
    course.run(
        "read", SITTING, course.scan([*sat.images, disasters.conflict(sat, 1, np.random.default_rng(5))])
    )
    course.doubts()
    html = (course.root / "sittings" / SITTING / "out" / "doubts.html").read_text(encoding="utf-8")
    section = html.split("<section>")[1]
    assert section.count('<figure class="page">') == 2 and section.count('class="part"') >= 2
    assert "question 4 on" in section


def test_two_sittings_in_one_stack(course: PaperCourse) -> None:
    """Pages of another exam are foreign, kept out of every answer, and counted."""
    strange = Identity(exam="deadbeef", copy_number=1, page=1)
    other = sit(
        course.layouts.of(COPIES[0]), wanted(letters={1: "d"}), strange, np.random.default_rng(9),
        person=Person(), dpi=150,
    )  # fmt: skip
    mine = course.sat(1).images
    mixed = [page for pair in zip(mine, other.images, strict=True) for page in pair]
    assert course.run("read", SITTING, course.scan(mixed)) == 0, course.err
    assert f"pages in these files: {len(mixed)} = {len(mine)} foreign + {len(mine)} read" in course.out
    assert course.responses()[1, 1].letters == ("a",)


def test_who_withdrew_is_not_asked_about(course: PaperCourse) -> None:
    """Doubts on the paper of a student who withdrew wait for nobody; taken back, they do."""
    course.run("record", IDS[0], "withdrawn", "--sitting", SITTING, "--reason", "left the room")
    stack = course.scan(course.sat(1, letters={1: "ab"}).images)
    assert course.run("read", SITTING, stack) == 0, course.err
    assert "1 withdrawn" in course.out
    course.run("record", IDS[0], "withdrawn", "--sitting", SITTING, "--reason", "a mistake", "--undo")
    assert course.run("read", SITTING, stack) == 4 and "both marked" in course.err


def test_who_is_recorded_as_absent_and_handed_in_is_said(course: PaperCourse) -> None:
    """A person's word counts, and the paper is told as a warning."""
    course.run("record", IDS[0], "absent", "--sitting", SITTING, "--reason", "the list says so")
    assert course.run("read", SITTING, course.scan(course.sat(1).images)) == 0, course.err
    undo = f"record {IDS[0]} absent --sitting {SITTING} --undo --reason WHY"
    assert f"{IDS[0]} is recorded as absent, and a paper came back -> `grader {undo}`" in course.err
    assert "roster: 4 = 4 absent" in course.out
    assert course.run("status", SITTING) == 0
    assert f"{IDS[0]} is recorded as absent, and has copy 1 with answers" in course.err
    assert course.run(*undo.split()) == 0
    assert "is recorded as absent" not in course.err


def test_a_voided_paper_is_nobodys(course: PaperCourse) -> None:
    """Its student has no paper any more, its answers give no points, and its doubts are not asked."""
    stack = course.scan([*course.sat(1, letters={1: "ab"}).images, *course.sat(2).images])
    course.run("read", SITTING, stack)
    assert course.run("correct", SITTING, "--copy", "1", "--void", "--reason", "left at home") == 0
    assert f"{IDS[0]}:" in course.out and "no paper" in course.out
    assert course.run("read", SITTING, stack) == 0, course.err
    assert "3 absent + 1 present" in course.out
    course.run("score", SITTING)
    scores = (course.root / "sittings" / SITTING / "out" / "scores.csv").read_text(encoding="utf-8")
    assert [line.split(",")[0] for line in scores.splitlines()[1:] if ",rule," in line] == ["2"] * 5


def test_a_bound_paper_stays_bound_when_its_pages_come_again(course: PaperCourse) -> None:
    """A person's binding outlives the matricola that was filled in, a new scan, and a judgement anew."""
    sat = course.sat(3, matricola=IDS[2])
    course.run("read", SITTING, course.scan(sat.images))
    assert course.copies()[3].student == IDS[2]
    course.run(
        "correct", SITTING, "--copy", "3", "--student", IDS[3], "--reason", "filled in another's number"
    )
    again = [np.roll(image, 3, axis=1) for image in sat.images]
    assert course.run("read", SITTING, course.scan(again, "again.pdf")) == 0, course.err
    course.run("read", SITTING, "--again", "--sensitivity", "2", "--reason", "try")
    assert course.copies()[3].student == IDS[3]


def test_pages_are_kept_small(course: PaperCourse) -> None:
    """The picture of a page that lies as the sheet does takes tens of kilobytes."""
    course.run("read", SITTING, course.scan([*course.sat(1).images, *course.sat(2).images]))
    with open_records(course.url) as book:
        paths = [dict(page.crops)["page"] for page in book.pages(SITTING)]
    sizes = [(course.root / "sittings" / SITTING / path).stat().st_size for path in paths]
    assert len(sizes) == 4 and max(sizes) < 150_000
