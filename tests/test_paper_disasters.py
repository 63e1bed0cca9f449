"""Every named disaster at the command: what becomes of its pages and its papers, what is asked, and no answer wrong.

The table below says it all; the papers are those of `paper_course`: two personalised copies of two pages each
and a spare, with one item of each kind.
"""

import io
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from paper_course import ANSWERS, COPIES, IDS, SITTING, PaperCourse, accounted, paper_course
from PIL import Image

from grader.model.sheet import Identity, Role
from grader.printing.identity import exam_tag
from grader.reading.simulate import disasters, stacks
from grader.reading.simulate.conditions import degrade
from grader.reading.simulate.pens import How
from grader.reading.simulate.sit import Person, Spot, sit, wanted

Asked = tuple[str, int, int]  # question, copy, printed number
SURE: frozenset[Asked] = frozenset()


@pytest.fixture
def course(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> PaperCourse:
    return paper_course(tmp_path, monkeypatch, capsys)


def chance() -> np.random.Generator:
    return np.random.default_rng(7)


@dataclass(frozen=True)
class Becomes:
    """What a disaster comes to."""

    pages: Mapping[str, int]
    papers: Mapping[str, int] = field(default_factory=lambda: {"complete": 1})
    asked: frozenset[Asked] | None = SURE  # none: doubts are allowed, where they are about copy 1
    says: str = ""  # in a line about a file or a paper
    meant: Mapping[int, str] = field(default_factory=dict)  # letters of copy 1 that are not the usual ones


def each(
    spoil: Callable[[np.ndarray, np.random.Generator], np.ndarray],
) -> Callable[[PaperCourse], list[str]]:
    """Copy 1 with every page spoiled in a way."""
    return lambda course: [course.scan([spoil(image, chance()) for image in course.sat(1).images])]


def on(condition: str) -> Callable[[PaperCourse], list[str]]:
    """Copy 1 scanned under a condition, as loose JPEG files."""

    def scans(course: PaperCourse) -> list[str]:
        names = []
        for n, image in enumerate(course.sat(1).images):
            names.append(f"page{n}.jpg")
            seen = degrade(image, condition, np.random.default_rng(n))
            (course.root / names[-1]).write_bytes(stacks.to_jpeg(seen, 150))
        return names

    return scans


def upside_down(course: PaperCourse) -> list[str]:
    return [course.scan([disasters.upside_down(image) for image in course.sat(1).images])]


def fax(course: PaperCourse) -> list[str]:
    pages = [degrade(image, "fax", chance()) for image in course.sat(1).images]
    (course.root / "fax.tif").write_bytes(stacks.to_tiff(pages, 150, look=stacks.Look.BILEVEL))
    return ["fax.tif"]


def two_fills(course: PaperCourse) -> list[str]:
    return [course.scan(course.sat(1, letters={1: "ab"}).images)]


def erased(course: PaperCourse) -> list[str]:
    return [course.scan(course.sat(1, spoiled={(Role.OPTION, 1, 0, "c"): How.ERASED}).images)]


def crossed_out(course: PaperCourse) -> list[str]:
    marks: Mapping[Spot, How] = {(Role.OPTION, 1, 0, "a"): How.CANCELLED, (Role.OPTION, 1, 0, "b"): How.FULL}
    return [course.scan(course.sat(1, letters={1: ""}, spoiled=marks).images)]


def page_missing(course: PaperCourse) -> list[str]:
    return [course.scan(disasters.page_missing(course.sat(1), 2).images)]


def twice_the_same(course: PaperCourse) -> list[str]:
    images = course.sat(1).images
    return [course.scan([*images, np.roll(images[0], 3, axis=0)])]


def twice_with_other_marks(course: PaperCourse) -> list[str]:
    sat = course.sat(1)
    return [course.scan([*sat.images, disasters.conflict(sat, 1, np.random.default_rng(5))])]


def foreign_exam(course: PaperCourse) -> list[str]:
    who = disasters.other_exam(Identity(exam=exam_tag(course.layouts.exam), copy_number=1, page=1))
    other = sit(course.layouts.of(COPIES[0]), wanted(letters={1: "b"}), who, chance(), dpi=150)
    return [course.scan([*course.sat(1).images, *other.images])]


def never_issued(course: PaperCourse) -> list[str]:
    who = Identity(exam=exam_tag(course.layouts.exam), copy_number=99, page=1)
    other = sit(course.layouts.of(COPIES[0]), wanted(letters={1: "b"}), who, chance(), dpi=150)
    return [course.scan([*course.sat(1).images, *other.images])]


def foreign_document(course: PaperCourse) -> list[str]:
    text = [disasters.foreign_page(np.random.default_rng(n), 75) for n in range(30)]
    return [course.scan(course.sat(1).images), course.scan(text, "article.pdf")]


def blank_backs(course: PaperCourse) -> list[str]:
    backs = [disasters.blank_back(np.random.default_rng(n), 150, shine=0.1 * n) for n in range(2)]
    front, second = course.sat(1).images
    return [course.scan([front, backs[0], second, backs[1]])]


def beside(content: Callable[[bytes], bytes], name: str = "bad.pdf") -> Callable[[PaperCourse], list[str]]:
    """Copy 1, and beside it a file made from copy 2's scan."""

    def scans(course: PaperCourse) -> list[str]:
        good = course.scan(course.sat(1).images)
        course.scan(course.sat(2).images, name)
        path = course.root / name
        path.write_bytes(content(path.read_bytes()))
        return [name, good]

    return scans


def encrypted(pdf: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(out, encryption=pikepdf.Encryption(owner="o", user="secret"))
    return out.getvalue()


def monstrous(pdf: bytes) -> bytes:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    return out.getvalue()


def mixed(course: PaperCourse) -> list[str]:
    one, two = course.sat(1).images, course.sat(2).images
    return [course.scan([two[1], one[0], one[1], two[0]])]


def matricola(text: str) -> Callable[[PaperCourse], list[str]]:
    """The spare copy with this id in its grid."""
    return lambda course: [course.scan(course.sat(3, matricola=text).images)]


def two_digits_in_a_column(course: PaperCourse) -> list[str]:
    spoiled: Mapping[Spot, How] = {
        (Role.MATRICOLA, 0, 4, "9"): How.FULL,
        (Role.MATRICOLA, 0, 4, "8"): How.FULL,
    }
    return [course.scan(course.sat(3, matricola=IDS[2], spoiled=spoiled).images)]


def no_ink(course: PaperCourse) -> list[str]:
    return [course.scan(course.sat(1, empty=True).images)]


READ = {"read": 2}
WHOSE = Becomes(READ, {"unknown student": 1}, frozenset({("student", 3, 0)}))
BAD_FILE = Becomes({"read": 2, "unreadable": 1}, asked=frozenset({("unreadable", 0, 0)}), says="unreadable")
TABLE: Mapping[str, tuple[Callable[[PaperCourse], Sequence[str]], Becomes]] = {
    "upside down": (upside_down, Becomes(READ)),
    "coffee": (each(disasters.coffee), Becomes(READ, asked=None)),
    "stapled": (each(disasters.stapled), Becomes(READ)),
    "corner clipped": (each(disasters.corner_clipped), Becomes(READ)),
    "upper code unreadable": (each(disasters.scrawled), Becomes(READ)),
    "feeder pulled late": (
        each(lambda image, _: disasters.cut_off(image)),
        Becomes(READ, asked=None),
    ),
    "phone, aside and in shadow": (on("phone"), Becomes(READ)),
    "phone, far aside": (on("phone aside"), Becomes(READ)),
    "fax": (fax, Becomes(READ)),
    "two fills": (two_fills, Becomes(READ, asked=frozenset({("answer", 1, 1)}))),
    "erased": (erased, Becomes(READ, asked=None)),
    "crossed out": (crossed_out, Becomes(READ, asked=None, meant={1: "b"})),
    "page missing": (page_missing, Becomes({"read": 1}, {"incomplete": 1}, says="page 2 did not come back")),
    "page twice, same marks": (twice_the_same, Becomes({"read": 2, "duplicate": 1})),
    "page twice, other marks": (
        twice_with_other_marks,
        Becomes({"read": 1, "conflict": 2}, {"incomplete": 1}, frozenset({("page", 1, 0)})),
    ),
    "another exam": (foreign_exam, Becomes({"read": 2, "foreign": 2}, says="of another exam")),
    "a copy that was never issued": (
        never_issued,
        Becomes({"read": 2, "foreign": 2}, says="copy 99 was never issued"),
    ),
    "another document": (
        foreign_document,
        Becomes({"read": 2, "foreign": 30}, says="article.pdf: 30 pages: foreign"),
    ),
    "blank backs": (blank_backs, Becomes({"read": 2, "blank": 2})),
    "random bytes": (
        beside(lambda _: np.random.default_rng(1).bytes(10_000)),
        BAD_FILE,
    ),
    "cut in half": (beside(lambda pdf: pdf[: len(pdf) // 2]), BAD_FILE),
    "empty file": (beside(lambda _: b""), BAD_FILE),
    "password": (beside(encrypted), BAD_FILE),
    "monstrous": (beside(monstrous, "bad.png"), BAD_FILE),
    "pages of two papers mixed": (mixed, Becomes({"read": 4}, {"complete": 2})),
    "matricola of nobody": (matricola("9999999999"), WHOSE),
    "matricola half filled": (matricola(IDS[2][:5]), WHOSE),
    "no matricola": (matricola(""), WHOSE),
    "two digits in a column": (two_digits_in_a_column, WHOSE),
    "matricola of somebody": (matricola(IDS[2]), Becomes(READ)),
    "no ink": (no_ink, Becomes(READ, {"no ink": 1}, frozenset({("no-ink", 1, 0)}))),
}


@pytest.mark.parametrize("name", TABLE)
def test_a_disaster_becomes_what_it_should(course: PaperCourse, name: str) -> None:
    """Pages, papers and questions are as the table says; nothing is recorded that was not meant, or is lost."""
    spoil, becomes = TABLE[name]
    files = spoil(course)
    code = course.run("read", SITTING, *files, "--processes", "1", "--json")
    said = json.loads(course.out)
    asked = {(d["question"], d["copy_number"], d["number"]) for d in said["doubts"]}
    assert said["batch"] == becomes.pages
    assert said["came_back"] == becomes.papers
    assert becomes.says in "\n".join([*said["files"], *said["problems"]])
    if becomes.asked is None:
        assert {(question, copy) for question, copy, _ in asked} <= {("answer", 1)}
    else:
        assert asked == becomes.asked
    waits = bool(asked or said["problems"] or said["batch"].get("unreadable"))
    assert code == (4 if waits else 0), course.err
    accounted(said)
    nothing_wrong(course, asked, becomes, said)
    before = course.events()
    assert course.run("read", SITTING, *files, "--processes", "1") == code and course.events() == before


def nothing_wrong(
    course: PaperCourse, asked: set[Asked], becomes: Becomes, said: Mapping[str, object]
) -> None:
    """What is recorded is what was meant; of a complete paper, what is not recorded is asked."""
    found = course.responses()
    copies = {copy for copy, _ in found}
    for copy in copies:
        letters, numbers, _ = ANSWERS[COPIES[copy - 1].form]
        meant = {**letters, **(becomes.meant if copy == 1 else {})}
        for (_, number), answer in ((key, r) for key, r in found.items() if key[0] == copy):
            assert "".join(answer.letters) == meant.get(number, ""), (copy, number)
            assert answer.text == numbers.get(number, ""), (copy, number)
        if "complete" in becomes.papers:
            lost = set(range(1, 6)) - {number for c, number in found if c == copy}
            assert lost == {number for question, c, number in asked if question == "answer" and c == copy}
    if "complete" in becomes.papers:
        assert len(copies) == Counter(becomes.papers)["complete"]


def test_the_other_form_is_asked_about_until_nothing_is_lost(course: PaperCourse) -> None:
    """A student with sheet A worked on booklet B: after `correct`, each number is recorded or asked, none forgotten."""
    sat = course.sat(1, letters={1: "", 2: "d", 3: "b"}, writing={5: "minus 1.5"})
    course.run("read", SITTING, course.scan(sat.images))
    assert course.run("correct", SITTING, "--copy", "1", "--form", "B", "--reason", "booklet B") == 0
    assert course.run("read", SITTING, "stack.pdf", "--json") == 4
    asked = {d["number"] for d in json.loads(course.out)["doubts"] if d["question"] == "answer"}
    assert asked == {
        1,
        4,
        5,
    }  # open, true-false and numeric on B: the sheet has bubbles, a grid and a box there
    found = course.responses()
    assert (found[1, 2].letters, found[1, 3].letters) == (("d",), ("b",))


def test_a_page_that_comes_later_makes_the_paper_whole(course: PaperCourse) -> None:
    """Also in another file, on another day, at another resolution."""
    sat = course.sat(1)
    assert course.run("read", SITTING, course.scan(sat.images[:1])) == 4
    later = degrade(sat.images[1], "100 dpi", chance())
    assert course.run("read", SITTING, course.scan([later], "late.pdf"), "--json") == 0
    assert json.loads(course.out)["came_back"] == {"complete": 1}


def test_exchanged_sheets_are_exchanged_back(course: PaperCourse) -> None:
    """Two students who sat at each other's sheets: the scan cannot know, a person says it once."""
    course.run("read", SITTING, course.scan([*course.sat(1).images, *course.sat(2).images]))
    readings = course.responses()
    words = ("correct", SITTING, "--copy", "1", "--swap", "2", "--reason", "sat at each other's sheets")
    assert course.run(*words) == 0, course.err
    assert (course.copies()[1].student, course.copies()[2].student) == (IDS[1], IDS[0])
    assert course.responses() == readings


def test_people_without_ink_are_not_in_their_own_way(course: PaperCourse) -> None:
    """A whole stack of untouched sheets asks once a paper, and gives nobody a zero."""
    empty = [image for copy in (1, 2) for image in course.sat(copy, empty=True).images]
    assert course.run("read", SITTING, course.scan(empty), "--json") == 4
    said = json.loads(course.out)
    assert [d["question"] for d in said["doubts"]] == ["no-ink", "no-ink"] and not course.responses()
    assert Person().writes  # sheets above are empty because nobody wrote, not because nobody ever writes
