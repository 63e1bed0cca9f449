"""Paper on the review page in a browser, by keyboard: every kind of question, its undo, two people, a closed tab."""

from pathlib import Path

import numpy as np
import pytest
from paper_course import EXAM, IDS, SITTING, PaperCourse, paper_course
from served_page import ServedCourse, served
from test_review_browser import CHROMIUM, Enter, api, chromium, enter, saved  # noqa: F401 - fixtures
from test_review_browser_haste import late

from grader.model.paper import Question
from grader.model.response import Copy
from grader.reading.simulate import disasters
from grader.records import open_records

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed: scripts/system-packages test"),
]
COPIES = (
    Copy(number=1, form="A", student=IDS[0], score_bubbles=True),
    Copy(number=2, form="B", student=IDS[1]),
    Copy(number=3, form="A"),  # with a matricola grid
)
WRONG = "9" + IDS[2][1:]


@pytest.fixture
def course(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> PaperCourse:
    """Two marks, two points, two scans that disagree, a matricola that is nobody's, and a page nobody can read."""
    made = paper_course(tmp_path, monkeypatch, capsys, COPIES)
    first = made.sat(1, letters={1: "ab"}, scores={5: "0"})
    more = made.sat(1, letters={1: "ab"}, scores={5: "2"})
    second = made.sat(2)
    images = [*first.images, *more.images, *second.images]
    images.append(disasters.conflict(second, 1, np.random.default_rng(5)))
    assert made.run("read", SITTING, made.scan([*images, *made.sat(3, matricola=WRONG).images])) == 4
    (tmp_path / "noise.pdf").write_bytes(np.random.default_rng(1).bytes(10_000))
    made.run("read", SITTING, "noise.pdf")
    return made


def on_paper(course: PaperCourse) -> ServedCourse:
    return ServedCourse(course.root, EXAM, course.url)


def asked(page: api.Page) -> str:
    """What the page asks about: `answer-1-0-1`, or nothing."""
    return page.locator("#decide [name=key]").input_value()


def to_paper(page: api.Page) -> None:
    page.keyboard.press("p")
    page.locator("#paper-tab[aria-current]").wait_for()


def say(page: api.Page, *keys: str) -> None:
    """Press keys and Enter, and wait for another question."""
    before = asked(page)
    for key in (*keys, "Enter"):
        page.keyboard.press(key)
    page.locator(f'#decide:not(:has([name=key][value="{before}"]))').wait_for(state="attached")


def undo(page: api.Page, back: str) -> None:
    page.keyboard.press("u")
    page.locator(f'#decide [name=key][value="{back}"]').wait_for(state="attached")


def to_student(page: api.Page) -> None:
    """Go on to the question whose paper it is."""
    while not (key := asked(page)).startswith("student"):
        page.keyboard.press("ArrowRight")
        page.locator(f'#decide:not(:has([name=key][value="{key}"]))').wait_for(state="attached")


def said(course: PaperCourse) -> dict[Question, str]:
    with open_records(course.url) as book:
        assert book.verify(SITTING) is None
        return {one.question: one.answer for one in book.sayings(SITTING)}


KEYS = {"unreadable": "-", "page": "1", "student": "1", "answer": "a", "score": ""}


def key_of(page: api.Page, kind: str) -> str:
    """The key of an answer; that of two points stands beside them."""
    return KEYS[kind] or page.locator('#decide [name=letter][value="2"]').get_attribute("data-key") or ""


def test_every_question_about_paper_by_keyboard(course: PaperCourse, enter: Enter) -> None:  # noqa: F811
    """Each is shown with its picture, answered by one key, taken back by another, and answered again."""
    seen: list[str] = []
    with served(on_paper(course)) as server:
        page = enter(server)
        to_paper(page)
        while key := asked(page):
            kind = key.split("-")[0]
            seen.append(kind)
            if kind != "unreadable":  # of bytes that are no picture there is none
                assert page.evaluate(_PICTURES)
            if kind == "answer":
                page.keyboard.press("z")
                assert page.locator(".zoom[aria-pressed=true]").count() == 1, "enlarged"
            say(page, key_of(page, kind))
            assert "Saved" in saved(page)
            undo(page, key)
            assert saved(page) == "Taken back"
            say(page, key_of(page, kind))
        assert "Paper leaves nothing open" in page.locator("#desk").inner_text()
    assert set(seen) == KEYS.keys()
    assert {q.value: answer for q, answer in said(course).items()}.keys() == KEYS.keys()
    assert said(course)[Question.STUDENT] == IDS[2]
    assert said(course)[Question.SCORE] == "2"


_PICTURES = "(all => all.length > 0 && all.every(i => !i.complete || i.naturalWidth > 0))([...document.querySelectorAll('#desk img')])"


def test_a_student_is_searched_by_name_and_chosen_by_keyboard(course: PaperCourse, enter: Enter) -> None:  # noqa: F811
    """Slash, letters or digits, the arrow down, Enter; what is typed there chooses nothing."""
    with served(on_paper(course)) as server:
        page = enter(server)
        to_paper(page)
        to_student(page)
        page.keyboard.press("/")
        page.keyboard.type(IDS[2])
        page.locator(f'#people [value="{IDS[2]}"]').wait_for()
        say(page, "ArrowDown")
    assert said(course) == {Question.STUDENT: IDS[2]}


def test_who_is_chosen_stays_when_a_later_search_is_answered(course: PaperCourse, enter: Enter) -> None:  # noqa: F811
    """A slow second answer replaced the students found under the one who was chosen."""
    with served(on_paper(course)) as server:
        page = enter(server)
        to_paper(page)
        to_student(page)
        late(page, "/paper/students")
        page.keyboard.press("/")
        page.keyboard.type(IDS[2][:-1])
        page.wait_for_timeout(250)  # the first search is under way
        page.keyboard.type(IDS[2][-1])
        page.locator(f'#people [value="{IDS[2]}"]').wait_for()
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(900)  # the second has been answered
        say(page)
    assert said(course) == {Question.STUDENT: IDS[2]}


def test_enter_twice_answers_one_question_about_paper(course: PaperCourse, enter: Enter) -> None:  # noqa: F811
    """The second came to a question that nobody had seen, or said that somebody else had answered: oneself."""
    with served(on_paper(course)) as server:
        page = enter(server)
        to_paper(page)
        late(page, "/paper/say")
        say(page, key_of(page, asked(page).split("-")[0]), "Enter")
        page.wait_for_timeout(600)
        assert "Saved" in saved(page)
    assert len(said(course)) == 1


def test_two_people_on_one_doubt_and_a_tab_that_is_closed(course: PaperCourse, enter: Enter) -> None:  # noqa: F811
    """What was said stays when the browser is gone, and the second person sees it instead of overwriting it."""
    with served(on_paper(course), graders=("anna", "luca")) as server:
        anna, luca = enter(server), enter(server, 1)
        for page in (anna, luca):
            to_paper(page)
        key = asked(anna)
        assert asked(luca) == key and key.startswith("unreadable")
        say(anna, "-")
        second = asked(anna)
        anna.keyboard.press("1")  # chosen, and never sent
        anna.context.close()
        luca.keyboard.press("-")
        luca.keyboard.press("Enter")
        luca.locator(".conflict").wait_for()
        assert "anna" in luca.locator(".conflict").inner_text()
        luca.locator(".conflict a.main").click()
        luca.locator(".conflict").wait_for(state="detached")
        assert asked(luca) == second
        assert said(course) == {Question.UNREADABLE: "-"}


def test_enlarged_and_for_a_screen_reader(course: PaperCourse, enter: Enter) -> None:  # noqa: F811
    """Every kind of question fits a screen enlarged twice, and axe finds no serious issue."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    with served(on_paper(course)) as server:
        page = enter(server, bypass_csp=True, viewport={"width": 640, "height": 400}, device_scale_factor=2)
        to_paper(page)
        kinds, found = set(), []
        while key := asked(page):
            kinds.add(key.split("-")[0])
            assert page.evaluate("document.documentElement.scrollWidth") <= 640, key
            issues = axe.run(page).response["violations"]
            found += [
                (key, i["id"], i["nodes"][0]["html"])
                for i in issues
                if i["impact"] in ("serious", "critical")
            ]
            say(page, key_of(page, key.split("-")[0]))
        assert kinds == KEYS.keys() and found == []
