"""The review page in a browser, as a person uses it: served by `grader review`, driven by keyboard."""

import json
import shutil
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from served_page import Server, served, served_course, served_exam

api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed: scripts/system-packages test"),
]
RUBRIC = [
    {"text": "names the mean", "points": "0.5"},
    {"text": "names the spread", "points": "0.75"},
    {"text": "says what it helps", "points": "0.75"},
]
HOSTILE = (
    "<script>document.title='bad'</script><img src=x onerror=\"document.title='bad'\">",
    "<div data-hx-get='/undo' data-hx-trigger='load'>x</div>{{ 7*7 }}",
    "\u202egnorw\u202c \u2066inside\u2069 العربية \x00\x1b[2J\ufeff",
    "half a pair: \udce9 \ud83d",
    "m" * 1_000_000,
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[api.Browser]:
    """Debian's Chromium, for all tests of this file."""
    with api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


Enter = Callable[..., api.Page]


@pytest.fixture
def enter(chromium: api.Browser) -> Iterator[Enter]:
    """Open the page of a server by a link; at the end no script had failed and nothing was refused by its policy."""
    contexts, said = [], []

    def opened(server: Server, link: int = 0, **options: object) -> api.Page:
        context = chromium.new_context(**options)
        context.set_default_timeout(60_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("console", lambda message: said.append(message.text) if "Policy" in message.text else None)
        page.goto(server.links[link])
        page.locator("button.main:focus").press("Enter")
        page.locator("#decide").wait_for(state="attached")
        page.wait_for_load_state("load")  # the keys are heard from then on
        return page

    yield opened
    for context in contexts:
        context.close()
    assert said == []


def shown(page: api.Page) -> int:
    """The copy whose answer is shown."""
    return int((page.locator("#decide").get_attribute("data-key") or "").split("-")[0])


def press(page: api.Page, *keys: str) -> None:
    """Press keys, the last of which brings another answer, and wait for that."""
    key = page.locator("#decide").get_attribute("data-key")
    for one in keys:
        page.keyboard.press(one)
    page.locator(f'#decide:not([data-key="{key}"])').wait_for(state="attached")


def saved(page: api.Page) -> str:
    """What the page says it did."""
    return page.locator("#status").inner_text()


def test_forty_answers_are_decided_by_keyboard_alone(tmp_path: Path, enter: Enter) -> None:
    """Digits, Enter, arrows, a comment, search; every decision is in the records as it was shown."""
    course = served_course(tmp_path, [f"answer number {n}" for n in range(1, 41)])
    meant: dict[int, Decimal] = {}
    with served(course) as server:
        page = enter(server)
        for turn in range(40):
            copy = shown(page)
            if turn % 8 == 7:  # the suggestion is right
                press(page, "Enter")
                meant[copy] = Decimal(1)
            else:
                digit = turn % 5
                press(page, str(digit), "Enter")
                meant[copy] = Decimal(digit) / 2
            assert f"copy {copy}, {meant[copy].normalize():f}" in saved(page)
        assert "Everything here is decided" in page.locator("#desk").inner_text()
    assert course.standing() == meant


def test_a_comment_and_a_search_by_keyboard(tmp_path: Path, enter: Enter) -> None:
    """C writes, Enter saves; / searches, and digits typed there are not points."""
    course = served_course(tmp_path, ["first", "second", "third 3"])
    with served(course) as server:
        page = enter(server)
        page.keyboard.press("2")
        page.keyboard.press("c")
        page.keyboard.type("see page 41")
        press(page, "Enter")
        page.locator(".again .use").wait_for()
        assert page.evaluate("document.activeElement.id") == "desk", "the next digit is points, not words"
        page.keyboard.press("/")
        page.keyboard.type("third 3")
        page.locator("#hits a").wait_for()
        assert page.locator("#hits a").count() == 1
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        assert page.locator("#keys").is_visible()
        page.keyboard.press("Escape")
        assert not page.locator("#keys").is_visible()
    (decision,) = course.decisions().values()
    assert (decision.points, decision.comment) == (Decimal(1), "see page 41")


def test_the_key_after_the_list_of_keys_is_for_the_answer(tmp_path: Path, enter: Enter) -> None:
    """Right after it is closed, before anything is painted: the focus is with the answer, not on a hidden button."""
    course = served_course(tmp_path, ["one"])
    with served(course) as server:
        page = enter(server)
        page.keyboard.press("?")
        assert page.evaluate("keys.close(), document.activeElement.id") == "desk"


def test_a_comment_used_before_is_one_key_away(tmp_path: Path, enter: Enter) -> None:
    """V puts the commonest one in, then the next; never over words of one's own."""
    course = served_course(tmp_path, [f"answer {n}" for n in range(5)])
    with served(course) as server:
        page = enter(server)
        for comment in ("no unit", "no unit", "no sign"):
            page.keyboard.press("c")
            page.keyboard.type(comment)
            page.keyboard.press("Escape")
            press(page, "1", "Enter")
        field, seen = page.locator("#comment"), []
        for _ in range(3):
            page.keyboard.press("v")
            seen.append(field.input_value())
        assert seen == ["no unit", "no sign", "no unit"]
        assert saved(page) == "no unit", "a screen reader hears it"
        press(page, "1", "Enter")
        page.keyboard.press("c")
        page.keyboard.type("my own")
        page.keyboard.press("Escape")
        page.keyboard.press("v")
        assert field.input_value() == "my own"
    assert sorted(d.comment for d in course.decisions().values()) == ["no sign", *3 * ["no unit"]]


def test_rubric_lines_by_keyboard(tmp_path: Path, enter: Enter) -> None:
    """R, then digits tick lines and the total is said; it holds for the next answers and after a reload, until R again."""
    course = served_course(tmp_path, ["one", "two", "three", "four"], sealed=served_exam("it", rubric=RUBRIC))
    with served(course) as server:
        page, met = enter(server), {}
        total = page.locator("#total")
        page.keyboard.press("r")
        assert "cifre spuntano" in saved(page)
        for key, sum_ in (("1", "0.5"), ("3", "1.25"), ("2", "2"), ("3", "1.25"), ("0", "0"), ("1", "0.5")):
            page.keyboard.press(key)
            assert total.inner_text() == sum_
        page.keyboard.press("3")
        met[shown(page)] = ("names the mean", "says what it helps")
        press(page, "Enter")
        assert "1.25" in saved(page)
        page.keyboard.press("Enter")
        page.get_by_text("Spunta prima le voci").wait_for()
        page.reload()
        page.wait_for_load_state("load")
        page.get_by_role("checkbox", name="names the spread").press("Space")  # as a screen reader names it
        met[shown(page)] = ("names the spread",)
        press(page, "Enter")
        press(page, "u")
        met.pop(shown(page))
        assert page.locator("#by-lines :checked").count() == 0
        met[shown(page)] = ()
        press(page, "0", "Enter")
        last = shown(page)
        page.get_by_role("button", name="Accetta 1").click()  # the suggestion is points as a whole
        page.locator(f'#decide:not([data-key^="{last}-"])').wait_for()
        page.keyboard.press("r")
        assert page.get_by_role("radio").first.is_visible() and not page.locator("#by-lines").is_visible()
        press(page, "2", "Enter")
    decisions = course.decisions()
    assert {copy: d.criteria for copy, d in decisions.items() if d.criteria is not None} == met
    assert decisions[last].points == 1 and len(decisions) == 4


def test_undo_by_keyboard(tmp_path: Path, enter: Enter) -> None:
    """U takes the last decision back and shows its answer; again, the one before."""
    course = served_course(tmp_path, ["one", "two", "three"])
    with served(course) as server:
        page = enter(server)
        first = shown(page)
        press(page, "4", "Enter")
        second = shown(page)
        press(page, "0", "Enter")
        press(page, "u")
        assert shown(page) == second and saved(page) == "Taken back"
        press(page, "u")
        assert shown(page) == first
        assert course.standing() == {}


def test_keys_are_heard_as_soon_as_an_answer_is_shown(tmp_path: Path, enter: Enter) -> None:
    """No event of the browser comes between the swap of an answer and its buttons being alive."""
    course = served_course(tmp_path, ["one", "two", "three"])
    with served(course) as server:
        page = enter(server)
        page.evaluate("""() => {
            const soon = new MessageChannel();
            soon.port1.onmessage = () => { window.alive = document.querySelector("#undo").dataset.htmxPowered; };
            const seen = new MutationObserver(() => { seen.disconnect(); soon.port2.postMessage(""); });
            seen.observe(document.querySelector("#desk"), { childList: true });
        }""")
        press(page, "4", "Enter")
        page.wait_for_function("'alive' in window")
        assert page.evaluate("window.alive") == "true"


def test_two_people_on_one_answer(tmp_path: Path, enter: Enter) -> None:
    """The second one is shown both versions; keeping theirs or recording one's own is one key away."""
    course = served_course(tmp_path, ["one", "two"])
    with served(course, graders=("anna", "luca")) as server:
        anna, luca = enter(server), enter(server, 1)
        copy = shown(anna)
        assert shown(luca) == copy
        press(anna, "4", "Enter")
        luca.keyboard.press("1")
        luca.keyboard.press("Enter")
        luca.locator(".conflict").wait_for()
        told = luca.locator(".conflict").inner_text()
        assert "anna" in told and "2" in told and "0.5" in told
        assert course.standing() == {copy: Decimal(2)}
        luca.keyboard.press("Enter")  # meant for another answer: neither version is chosen by it
        luca.keyboard.press("2")
        luca.locator(".conflict").wait_for(state="detached")
        assert course.standing() == {copy: Decimal("0.5")}


def test_hostile_answers_stay_text(tmp_path: Path, enter: Enter) -> None:
    """Markup, signs that turn the direction, NUL, halves of characters, a million letters: each is shown and decided."""
    course = served_course(tmp_path, HOSTILE)
    with served(course) as server:
        page = enter(server)
        for _ in HOSTILE:
            said = page.locator(".said").inner_text()
            text = HOSTILE[shown(page) - 1]
            assert len(said) >= min(len(text), 20_000) - 1
            assert not {"\u202e", "\u2066", "\x00", "\x1b"} & set(said)
            assert page.locator(".said *").count() == 0
            assert "bad" not in page.title()
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
            press(page, "1", "Enter")
    assert len(course.standing()) == len(HOSTILE)


def test_an_italian_course_speaks_italian(tmp_path: Path, enter: Enter) -> None:
    """The whole page does, and says so to a screen reader."""
    course = served_course(tmp_path, ["perché"], sealed=served_exam("it"))
    with served(course) as server:
        page = enter(server)
        said = page.locator("body").inner_text()
        assert page.locator("html").get_attribute("lang") == "it"
        assert "Proposta" in said and "Salva" in said and "perché" in said
        for english in ("Suggestion", "Save", "Undo", "Search", "Rubric", "Points", "Agreement", "Previous"):
            assert english not in said
        press(page, "3", "Enter")
        assert "Qui è tutto deciso" in page.locator("#desk").inner_text()


def test_nothing_is_lost_at_200_percent(tmp_path: Path, enter: Enter) -> None:
    """A screen of 1280 pixels enlarged twice has 640: nothing is cut to the right, and Tab reaches every control."""
    course = served_course(tmp_path, ["w" * 3000, "two"], sealed=served_exam(rubric=RUBRIC))
    with served(course) as server:
        page = enter(server, viewport={"width": 640, "height": 400}, device_scale_factor=2)
        assert page.evaluate("document.documentElement.scrollWidth") <= 640
        wanted = set(page.evaluate(_CONTROLS))
        reached: set[str] = set()
        page.evaluate("document.activeElement.blur()")
        for _ in range(60):
            page.keyboard.press("Tab")
            reached.add(page.evaluate(_FOCUSED))
        assert wanted <= reached
        for control in page.locator("#decide button").all():
            control.scroll_into_view_if_needed()
            box = control.bounding_box()
            assert box and box["x"] >= 0 and box["x"] + box["width"] <= 640


_NAME = "(e => e.id || e.name || e.textContent.trim())"
_CONTROLS = f"[...document.querySelectorAll('a[href], button, input:not([type=hidden]), textarea, summary')].filter(e => e.checkVisibility()).map({_NAME})"
_FOCUSED = f"{_NAME}(document.activeElement)"


@pytest.mark.parametrize("language", ["en", "it"])
def test_axe_finds_no_serious_issue(tmp_path: Path, enter: Enter, language: str) -> None:
    """The door, an answer, its keys, a conflict and the end: labels, contrast, order of headings, landmarks."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    course = served_course(tmp_path, ["one", "two"], sealed=served_exam(language, rubric=RUBRIC))
    found: list[tuple[str, str, str]] = []

    def look(page: api.Page, where: str) -> None:
        for issue in axe.run(page).response["violations"]:
            if issue["impact"] in ("serious", "critical"):
                found.append((where, issue["id"], json.dumps([n["html"] for n in issue["nodes"]])[:300]))

    with served(course, graders=("anna", "luca", "door")) as server:
        anna, luca = enter(server, bypass_csp=True), enter(server, 1, bypass_csp=True)
        door = anna.context.new_page()
        door.goto(server.links[2])
        look(door, "door")
        look(anna, "answer")
        anna.keyboard.press("?")
        look(anna, "keys")
        anna.keyboard.press("Escape")
        press(anna, "1", "Enter")
        luca.keyboard.press("2")
        luca.keyboard.press("Enter")
        luca.locator(".conflict").wait_for()
        look(luca, "conflict")
        press(anna, "1", "Enter")
        look(anna, "end")
    assert found == []


def test_a_server_that_is_gone_is_said(tmp_path: Path, enter: Enter) -> None:
    """What was not saved is not shown as saved."""
    course = served_course(tmp_path, ["one", "two"])
    with served(course) as server:
        page = enter(server)
        server.process.kill()
        server.process.wait()
        page.keyboard.press("1")
        page.keyboard.press("Enter")
        page.locator("#status.lost").wait_for()
        assert "not saved" in saved(page)
    assert course.standing() == {}
