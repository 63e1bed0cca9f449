"""Keys that come before the answer that they would be for, on the review page in a browser: nothing unseen is decided."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest
from served_page import ServedCourse, served, served_course
from test_review_browser import CHROMIUM, Enter, api, chromium, enter, press, saved, shown  # noqa: F401

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed: scripts/system-packages test"),
]
TEXTS = ("one", "two", "three", "four")
LATE = """path => {
  const real = window.fetch;
  window.fetch = async (url, options) => {
    const answer = await real(url, options);
    if (String(url).includes(path)) await new Promise(done => setTimeout(done, 400));
    return answer;
  };
}"""


def late(page: api.Page, path: str) -> None:
    """Let the page wait for what it asks of a path, as over a slow line."""
    page.evaluate(LATE, path)


@contextmanager
def reviewing(
    folder: Path,
    enter: Enter,  # noqa: F811
    texts: Sequence[str] = TEXTS,
) -> Iterator[tuple[ServedCourse, api.Page, int]]:
    """A course with these answers, its open page, and the copy whose answer is shown first."""
    course = served_course(folder, texts)
    with served(course) as server:
        page = enter(server)
        yield course, page, shown(page)


def keys(page: api.Page, *pressed: str) -> None:
    """Press keys one after the other without waiting for anything."""
    for one in pressed:
        page.keyboard.press(one)


def arrived(page: api.Page, copy: int) -> None:
    """Wait until another answer than this copy's is there."""
    page.locator(f'#decide:not([data-key^="{copy}-"])').wait_for(state="attached")
    page.wait_for_function("asking === null")


def test_a_second_enter_decides_nothing(tmp_path: Path, enter: Enter) -> None:  # noqa: F811
    """Neither the next answer nor the same once more, which would be a conflict with oneself."""
    with reviewing(tmp_path, enter) as (course, page, first):
        late(page, "/decide")
        keys(page, "2", "Enter", "Enter")
        arrived(page, first)
        page.wait_for_timeout(600)  # a second answer would come by then
        assert page.locator(".conflict").count() == 0 and page.locator("[name=points]:checked").count() == 0
        assert f"copy {first}, 1" in saved(page)
    assert course.standing() == {first: Decimal(1)}


def test_a_digit_that_comes_early_is_chosen_on_the_answer_that_comes(tmp_path: Path, enter: Enter) -> None:  # noqa: F811
    """It was lost, and the next Enter took the suggestion; an early Enter after it records nothing."""
    with reviewing(tmp_path, enter) as (course, page, first):
        late(page, "/decide")
        keys(page, "0", "Enter", "4", "Enter")
        arrived(page, first)
        second = shown(page)
        assert page.locator("[name=points]:checked").get_attribute("data-digit") == "4"
        press(page, "Enter")
    assert course.standing() == {first: Decimal(0), second: Decimal(2)}


def test_an_arrow_does_not_race_with_a_decision(tmp_path: Path, enter: Enter) -> None:  # noqa: F811
    """The late answer to the decision would take away what was chosen on the one that the arrow brought."""
    with reviewing(tmp_path, enter) as (course, page, first):
        late(page, "/decide")
        keys(page, "2", "Enter", "ArrowRight")
        arrived(page, first)
        second = shown(page)
        page.keyboard.press("4")
        page.wait_for_timeout(600)
        press(page, "Enter")
    assert course.standing() == {first: Decimal(1), second: Decimal(2)}


def test_who_goes_elsewhere_need_not_wait(tmp_path: Path, enter: Enter) -> None:  # noqa: F811
    """The last wish counts, and what was asked for before does not come over it; Enter meanwhile decides nothing."""
    with reviewing(tmp_path, enter) as (course, page, first):
        late(page, "/answer/")
        keys(page, "2", "ArrowRight", "Enter")
        page.locator('a[href^="/next/"]').first.click()
        page.wait_for_timeout(900)
        assert shown(page) == first and page.locator("[name=points]:checked").count() == 0
    assert course.standing() == {}


def test_a_comment_that_is_begun_early_is_for_the_answer_that_comes(tmp_path: Path, enter: Enter) -> None:  # noqa: F811
    """Its letters are words all the way: the u of unit takes nothing back."""
    with reviewing(tmp_path, enter) as (course, page, first):
        late(page, "/decide")
        keys(page, "2", "Enter", "c")
        page.keyboard.type("no ")
        arrived(page, first)
        second = shown(page)
        page.keyboard.type("unit")
        assert page.locator("#comment").input_value() == "no unit"
        page.keyboard.press("Escape")
        press(page, "3", "Enter")
    assert {n: (d.points, d.comment) for n, d in course.decisions().items()} == {
        first: (Decimal(1), ""),
        second: (Decimal("1.5"), "no unit"),
    }


@pytest.mark.parametrize(
    ("opened", "path", "there"), [("/", "/search", "#hits a"), ("h", "/history", "#happened > *")]
)
def test_what_comes_beside_the_answer_leaves_who_writes_alone(
    tmp_path: Path,
    enter: Enter,  # noqa: F811
    opened: str,
    path: str,
    there: str,
) -> None:
    """Hits and history came, the focus went to the answer, and the rest of the comment were commands."""
    with reviewing(tmp_path, enter) as (course, page, _):
        press(page, "2", "Enter")
        press(page, "ArrowLeft")
        late(page, path)
        page.keyboard.press(opened)
        if opened == "/":
            page.keyboard.type("three")
            page.wait_for_timeout(250)  # the search is under way
            page.keyboard.press("Escape")
        page.keyboard.press("c")
        page.keyboard.type("no ")
        page.locator(there).first.wait_for(state="attached")
        page.keyboard.type("2 unit")
        assert page.locator("#comment").input_value() == "no 2 unit"
    assert len(course.standing()) == 1


def test_enter_held_down_decides_one_answer(tmp_path: Path, enter: Enter) -> None:  # noqa: F811
    """A heavy hand for a second had two dozen suggestions accepted unread."""
    with reviewing(tmp_path, enter, [f"answer {n}" for n in range(30)]) as (course, page, first):
        for _ in range(20):
            page.keyboard.down("Enter")
            page.wait_for_timeout(33)
        page.keyboard.up("Enter")
        arrived(page, first)
    assert course.standing() == {first: Decimal(1)}


def test_the_list_of_keys_waits_for_the_answer(tmp_path: Path, enter: Enter) -> None:  # noqa: F811
    """Opened while an answer is on its way, it would give the focus back to what is not there any more."""
    with reviewing(tmp_path, enter) as (_, page, first):
        late(page, "/decide")
        page.locator("#decide [name=points]").first.focus()
        keys(page, "2", "Enter", "?")
        arrived(page, first)
        assert not page.locator("#keys").is_visible()
        page.keyboard.press("?")
        assert page.locator("#keys").is_visible()


def test_a_server_that_comes_back_is_asked_again(tmp_path: Path, enter: Enter) -> None:  # noqa: F811
    """What failed is not under way for ever: the same key asks anew."""
    with reviewing(tmp_path, enter) as (course, page, first):
        page.context.set_offline(True)
        keys(page, "2", "Enter")
        page.locator("#status.lost").wait_for()
        page.context.set_offline(False)
        press(page, "Enter")
    assert course.standing() == {first: Decimal(1)}


def test_the_door_is_opened_once_by_two_presses(tmp_path: Path, chromium: api.Browser) -> None:  # noqa: F811
    """A double click; and the used link leads whoever is inside to the page, others nowhere."""
    course = served_course(tmp_path, TEXTS)
    with served(course) as server:
        page = chromium.new_context().new_page()
        home, token = server.links[0].split("/enter/")
        page.goto(server.links[0])
        page.evaluate("for (const _ of [1, 2]) document.querySelector('form').requestSubmit()")
        page.locator("#decide").wait_for(state="attached")
        for who, expected in ((page.context, 200), (chromium.new_context(), 403)):
            answer = who.request.post(f"{home}/enter", form={"token": token}, headers={"Origin": home})
            assert answer.status == expected
            who.close()
