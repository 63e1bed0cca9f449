"""Paper on the review page: every question is settled by a saying, seen by all, and taken back by another event."""

import html
import re
from pathlib import Path

import numpy as np
import pytest
from paper_course import IDS, SITTING, PaperCourse, paper_course
from paper_page import fields, paper_page
from review_page import HOST

from grader.model.event import EventKind
from grader.reading.simulate import disasters


@pytest.fixture
def course(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> PaperCourse:
    return paper_course(tmp_path, monkeypatch, capsys)


def two_marks(course: PaperCourse) -> None:
    assert course.run("read", SITTING, course.scan(course.sat(1, letters={1: "ab"}).images)) == 4


def test_a_doubtful_answer_is_settled_by_letters(course: PaperCourse) -> None:
    """Saved is said when the event is there; the answer follows behind it, and the reading stays."""
    two_marks(course)
    with paper_page(course.root, course.url, SITTING) as page:
        anna = page.browser()
        assert "1 open" in anna.get("/").text  # the tab, with its count
        shown = anna.get("/paper").text
        assert "a and b are both marked" in shown
        assert shown.count('name="letter"') == 5 and shown.count("<small>marked</small>") == 2
        before = page.records.pages(SITTING)
        done = anna.say(shown, "b", "letter")
        assert done.status_code == 200 and "Saved: copy 1, b" in done.text
        assert page.records.events(SITTING)[-1].kind is EventKind.SAID
        assert "Paper leaves nothing open" in done.text
        page.tray.settle()
        assert course.responses()[1, 1].letters == ("b",)
        assert page.records.pages(SITTING) == before
        (event,) = page.records.events(SITTING, EventKind.SAID)
        assert event.actor == "anna"


@pytest.mark.parametrize("answer", ["", "z", "ab-"])
def test_what_is_no_answer_is_not_recorded(course: PaperCourse, answer: str) -> None:
    """The doubt is shown again, with what is missing."""
    two_marks(course)
    with paper_page(course.root, course.url, SITTING) as page:
        anna = page.browser()
        shown = anna.say(anna.get("/paper").text, answer, "letter")
        assert shown.status_code == 422 and "choose or write one" in shown.text
        assert not page.records.events(SITTING, EventKind.SAID)


def test_two_people_on_one_doubt_get_a_conflict(course: PaperCourse) -> None:
    """The second one sees what the first one said, and may put theirs instead; two servers agree as well."""
    two_marks(course)
    with (
        paper_page(course.root, course.url, SITTING) as page,
        paper_page(course.root, course.url, SITTING) as other,
    ):
        anna, luca = page.browser("anna"), other.browser("luca")
        shown = luca.get("/paper").text
        anna.say(anna.get("/paper").text, "a", "letter")
        refused = luca.say(shown, "b", "letter")
        assert refused.status_code == 409 and "said by anna" in refused.text
        assert [s.answer for s in page.records.sayings(SITTING)] == ["a"]
        assert luca.say(refused.text, "b").status_code == 200
        page.tray.settle()
        other.tray.settle()
        assert course.responses()[1, 1].letters == ("b",)


def test_undo_asks_again_and_the_answer_does_not_count(course: PaperCourse) -> None:
    """Before and after what follows was recorded; nothing of others is taken back."""
    two_marks(course)
    with paper_page(course.root, course.url, SITTING) as page:
        anna, luca = page.browser("anna"), page.browser("luca")
        anna.say(anna.get("/paper").text, "a", "letter")
        assert "nothing of yours" in luca.undo().text
        undone = anna.undo()
        assert "Taken back" in undone.text and "a and b are both marked" in undone.text
        page.tray.settle()
        assert (1, 1) not in course.responses() and len(page.tray.doubts) == 1
        anna.say(undone.text, "b", "letter")
        page.tray.settle()
        assert course.responses()[1, 1].letters == ("b",) and not page.tray.doubts
        anna.undo()
        page.tray.settle()
        assert [doubt.number for doubt in page.tray.doubts] == [1]
        assert course.run("score", SITTING) == 4  # people are needed: the answer does not count
        assert course.run("read", SITTING, "stack.pdf") == 4


def test_an_unknown_student_is_found_by_name(course: PaperCourse) -> None:
    """Proposals and the search show names; undo makes the paper nobody's again."""
    wrong = "9" + IDS[2][1:]
    course.run("read", SITTING, course.scan(course.sat(3, matricola=wrong).images))
    with paper_page(course.root, course.url, SITTING) as page:
        anna = page.browser()
        shown = anna.get("/paper").text
        assert "Whose paper is it?" in shown and f'value="{IDS[2]}"' in shown
        student = page.tray.students[IDS[2]]
        assert html.escape(student.surname) in shown
        for word in (student.surname[:4].lower(), IDS[2]):
            assert f'value="{IDS[2]}"' in anna.get(f"/paper/students?who={word}").text
        assert anna.say(shown, "0000000000").status_code == 422
        anna.say(shown, IDS[2])
        page.tray.settle()
        assert course.copies()[3].student == IDS[2]
        anna.undo()
        page.tray.settle()
        assert course.copies()[3].student is None
        assert [d.question.value for d in page.tray.doubts] == ["student"]
        anna.say(anna.get("/paper").text, IDS[2])
        page.tray.settle()
        assert course.copies()[3].student == IDS[2] and not page.tray.doubts


def test_absent_or_blank(course: PaperCourse) -> None:
    """Blank gives blanks, absent a status; the status goes with the saying."""
    images = [*course.sat(1, empty=True).images, *course.sat(2, empty=True).images]
    course.run("read", SITTING, course.scan(images))
    with paper_page(course.root, course.url, SITTING) as page:
        anna = page.browser()
        second = anna.say(anna.get("/paper").text, "blank")
        anna.say(second.text, "absent")
        page.tray.settle()
        found = course.responses()
        assert {copy for copy, _ in found} == {1} and all(r.blank for r in found.values())
        assert not page.tray.doubts and page.records.events(SITTING, EventKind.STATUS)
        anna.undo()
        page.tray.settle()
        assert [(d.question.value, d.copy_number) for d in page.tray.doubts] == [("no-ink", 2)]


def test_one_of_two_scans(course: PaperCourse) -> None:
    """Both are shown side by side with their own key; the answers on the one that counts follow."""
    sat = course.sat(1)
    other = disasters.conflict(sat, 1, np.random.default_rng(5))
    course.run("read", SITTING, course.scan([other, *sat.images]))
    with paper_page(course.root, course.url, SITTING) as page:
        anna = page.browser()
        shown = anna.get("/paper").text
        hashes = re.findall(r'name="answer" value="([0-9a-f]{8})" data-key="[12]"', shown)
        assert len(hashes) == 2
        pictures = set(re.findall(r'src="(/scan/[^"]+)"', shown))
        assert pictures and all(anna.get(picture).status_code == 200 for picture in pictures)
        anna.say(shown, hashes[1])
        page.tray.settle()
        assert course.responses()[1, 1].letters == ("a",)


def test_words_are_typed_and_join_the_open_answers(course: PaperCourse) -> None:
    """New open answers are on the page's pile without starting it again."""
    course.run("read", SITTING, course.scan(course.sat(1).images))
    with paper_page(course.root, course.url, SITTING) as page:
        anna = page.browser()
        shown = anna.get("/paper/words").text
        assert "What is written here?" in shown
        anna.say(shown, 'it keeps <b>the "scale"')
        page.tray.settle()
        assert course.responses()[1, 5].text == 'it keeps <b>the "scale"'
        listed = anna.get("/").text
        assert "it keeps &lt;b&gt;the" in listed and "<b>the" not in listed


def test_answers_behind_a_conflict_join_the_pile(course: PaperCourse) -> None:
    """An open answer on a page of which no scan counted yet is there after a person took one."""
    images = [
        *course.sat(1).images,
        *course.sat(1, writing={5: "no: it does quite the opposite, see above"}).images,
    ]
    course.run("read", SITTING, course.scan(images))
    with paper_page(course.root, course.url, SITTING) as page:
        anna = page.browser()
        before = len(page.pile.answers)
        shown = anna.get("/paper").text
        assert "Which scan counts?" in shown
        answer = re.findall(r'name="answer" value="([0-9a-f]{8})"', shown)[0]
        anna.say(shown, answer)
        page.tray.settle()
        anna.get("/")
        assert len(page.pile.answers) > before


def test_other_scans_since_are_said(course: PaperCourse) -> None:
    """A saying is about the scans that the person saw."""
    two_marks(course)
    with paper_page(course.root, course.url, SITTING) as page:
        anna = page.browser()
        shown = anna.get("/paper").text
        spoiled = fields(shown)["seen"]
        refused = anna.say(shown.replace(spoiled, "f" * 64), "a", "letter")
        assert refused.status_code == 409 and "Other scans" in refused.text
        assert not page.records.events(SITTING, EventKind.SAID)


def test_only_pictures_of_the_records_are_served(course: PaperCourse) -> None:
    """Neither the exam, nor a path out of the sitting, nor anything without a session."""
    two_marks(course)
    with paper_page(course.root, course.url, SITTING) as page:
        anna = page.browser()
        picture = re.findall(r'src="(/scan/[^"]+)"', anna.get("/paper").text)[0]
        assert anna.get(picture).status_code == 200
        for path in ("exam.lock.json", "../../records.db", "..%2f..%2frecords.db", "/etc/passwd", "print"):
            assert anna.get(f"/scan/{path}").status_code == 404
        anna.client.cookies.clear()
        assert anna.get(picture).status_code == 401
        assert anna.get("/paper").status_code == 401


@pytest.mark.parametrize(
    "key", ["answer-9999-0-1", "student-1-0-0", "x", "answer-1-0-999999999", "answer-a-0-1"]
)
def test_what_nobody_asks_is_no_page(course: PaperCourse, key: str) -> None:
    """A made-up name is refused, to look and to say."""
    two_marks(course)
    with paper_page(course.root, course.url, SITTING) as page:
        anna = page.browser()
        assert anna.get(f"/paper/{key}").status_code == 404
        form = {"csrf": anna.csrf, "key": key, "seen": "", "after": "0", "answer": "a"}
        sent = anna.client.post("/paper/say", data=form, headers={"origin": f"http://{HOST}"})
        assert sent.status_code in (404, 409)
        assert not page.records.events(SITTING, EventKind.SAID)


def test_italian(course: PaperCourse) -> None:
    """The page's own words are Italian where the exam is, and the reader's reasons too."""
    two_marks(course)
    with paper_page(course.root, course.url, SITTING, "it") as page:
        shown = page.browser().get("/paper").text
        assert "sono segnate entrambe: a e b" in shown and "both marked" not in shown
        assert "Che cosa è stato risposto?" in shown and "segnata" in shown and 'lang="it"' in shown
