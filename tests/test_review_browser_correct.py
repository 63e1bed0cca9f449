"""Corrections in a browser, by keyboard alone: in Italian on a screen enlarged twice, by two people, and for a screen reader."""

import json
from pathlib import Path

import pytest
from decided_course import IDS, SITTING, decided_course
from served_page import ServedCourse, served
from small_exam import exam
from test_review_browser import Enter, api, chromium, enter, pytestmark  # noqa: F401 - fixtures and marks

from grader.model.correction import NewKey
from grader.records import open_records


def course_in(folder: Path, language: str) -> ServedCourse:
    """The decided course, with a rubric on its open item, and its exam in a language."""
    sealed = exam().model_copy(update={"language": language})
    url = f"sqlite:///{folder / 'records.db'}"
    decided_course(folder, url, sealed=sealed)
    return ServedCourse(folder, sealed, url)


def corrections(course: ServedCourse) -> dict[int, object]:
    """What stands, by event."""
    with open_records(course.url) as book:
        assert book.verify(SITTING) is None
        return {number: made[0].what for number, made in book.corrections(SITTING).items()}


def to_item(page: api.Page, item: str) -> None:
    """K, /, the item, Enter."""
    page.keyboard.press("k")
    page.locator("#find").wait_for()
    page.keyboard.press("/")
    page.keyboard.type(item)
    page.keyboard.press("Enter")
    page.locator(f'#decide.correct [name=item][value="{item}"]').wait_for(state="attached")


def other_key(page: api.Page) -> None:
    """What is right of gd-step is b and no longer a; ends where the difference is shown."""
    for key in ("1", "a", "b", "Enter"):
        page.keyboard.press(key)
    page.locator("#summary").wait_for()


def test_a_key_is_corrected_and_taken_back_by_keyboard(tmp_path: Path, enter: Enter) -> None:  # noqa: F811
    """In Italian, on a screen of 1280 pixels enlarged twice: no screen of it is wider than the window."""
    course = course_in(tmp_path, "it")

    def fits(page: api.Page) -> None:
        assert page.evaluate("document.documentElement.scrollWidth") <= 640

    with served(course) as server:
        page = enter(server, viewport={"width": 640, "height": 400}, device_scale_factor=2)
        page.keyboard.press("k")
        page.locator("#find").wait_for()
        fits(page)
        to_item(page, "gd-step")
        fits(page)
        other_key(page)
        fits(page)
        said = page.locator("#desk").inner_text()
        assert "Studenti che cambiano: 2" in said and IDS[0] in said
        assert corrections(course) == {}, "a difference records nothing"
        page.keyboard.press("Enter")  # without a reason the browser asks for one
        assert corrections(course) == {}
        page.keyboard.press("c")
        page.keyboard.type("la chiave era sbagliata")
        page.keyboard.press("Enter")
        page.locator("#undo").wait_for()
        fits(page)
        assert "Registrata come correzione" in page.locator("#status").inner_text()
        (what,) = corrections(course).values()
        assert what == NewKey(right=("along the gradient",))
        page.keyboard.press("u")
        page.locator("#summary").wait_for()
        page.keyboard.press("c")
        page.keyboard.type("era giusta")
        page.keyboard.press("Enter")
        page.locator("#find").wait_for()
        assert "è ritirata" in page.locator("#status").inner_text()
        page.keyboard.press("/")
        page.locator("#find-copy").fill("2")
        page.locator("#find-copy").press("Enter")
        page.locator("#decide.correct [name=copy]").wait_for(state="attached")
        fits(page)
    assert corrections(course) == {}


def test_two_correct_at_a_time_and_axe_looks_at_every_screen(tmp_path: Path, enter: Enter) -> None:  # noqa: F811
    """The second one sees both differences; no screen of it has a serious issue, nor have rubric lines and the history."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    course = course_in(tmp_path, "en")
    found: list[tuple[str, str, str]] = []

    def look(page: api.Page, where: str) -> None:
        for issue in axe.run(page).response["violations"]:
            if issue["impact"] in ("serious", "critical"):
                found.append((where, issue["id"], json.dumps([n["html"] for n in issue["nodes"]])[:300]))

    with served(course, graders=("anna", "luca")) as server:
        anna, luca = enter(server, bypass_csp=True), enter(server, 1, bypass_csp=True)
        to_item(anna, "why-norm")
        anna.keyboard.press("1")
        look(anna, "rubric")
        anna.locator("[name=line]").first.fill("says why")
        anna.locator("[name=worth]").first.fill("2")
        anna.locator("[name=worth]").first.press("Escape")
        anna.keyboard.press("Enter")
        anna.locator("#summary").wait_for()
        look(anna, "decisions that are touched")
        to_item(luca, "gd-step")
        other_key(luca)
        look(luca, "difference")
        anna.keyboard.press("c")
        anna.keyboard.type("clearer")
        anna.keyboard.press("Enter")
        anna.locator("#undo").wait_for()
        look(anna, "overview")
        luca.keyboard.press("c")
        luca.keyboard.type("another is right")
        luca.keyboard.press("Enter")
        luca.locator(".conflict").wait_for()
        look(luca, "conflict")
        assert "clearer" in luca.locator(".conflict").inner_text()
        assert len(corrections(course)) == 1
        luca.keyboard.press("Enter")  # the reason is there still, and the difference is what it is now
        luca.locator("#undo").wait_for()
        assert len(corrections(course)) == 2
        anna.goto(anna.url.split("/correct")[0].rstrip("/") + "/answer/1-5-why-norm")
        anna.keyboard.press("r")
        anna.locator("#by-lines").wait_for()
        anna.keyboard.press("h")
        anna.locator(".happened").wait_for()
        assert "has another rubric" in anna.locator(".happened").inner_text()
        look(anna, "rubric lines and history")
        anna.keyboard.press("k")
        anna.locator("#find-copy").fill("1")
        anna.locator("#find-copy").press("Enter")
        anna.locator("#decide.correct [name=copy]").wait_for(state="attached")
        anna.keyboard.press("1")
        anna.locator("#who").fill("s2")
        anna.locator("#people label").wait_for()
        look(anna, "paper")
    assert found == []
