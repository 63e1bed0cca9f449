"""The page in a browser while it learns: what suggestions are worth is there, in Italian, enlarged and for a screen reader."""

from pathlib import Path

import pytest
from served_page import served, served_course, served_exam
from test_review_browser import CHROMIUM, RUBRIC, Enter, api, chromium, enter, press  # noqa: F401 - fixtures

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed: scripts/system-packages test"),
]


def test_what_suggestions_are_worth_is_said_while_people_decide(
    tmp_path: Path,
    enter: Enter,  # noqa: F811
) -> None:
    """After a few decisions the line is there, opens by keyboard, fits a screen enlarged twice, and is read aloud well."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    texts = [f"la norma cresce con la dimensione, caso {n}" for n in range(30)]
    course = served_course(tmp_path, texts, sealed=served_exam("it", rubric=RUBRIC))
    with served(course, learn=True) as server:
        page = enter(server, bypass_csp=True, viewport={"width": 640, "height": 400}, device_scale_factor=2)
        for _ in range(20):
            press(page, "2", "Enter")
        for _ in range(300):  # the model is loaded beside, on a busy machine in a minute
            if page.locator("#worth").count() and "giuste" in page.locator("#worth summary").inner_text():
                break
            page.wait_for_timeout(1000)
            page.reload()
            page.wait_for_load_state("load")
        said = page.locator("#worth summary").inner_text()
        assert "di 20 proposte" in said
        page.locator("#worth summary").focus()
        page.keyboard.press("Enter")
        assert page.locator("#worth table").is_visible()
        assert "kappa pesato" in page.locator("#worth").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") <= 640
        assert "suggestion" not in page.locator("body").inner_text().casefold()
        issues = axe.run(page).response["violations"]
        assert [one["id"] for one in issues if one["impact"] in ("serious", "critical")] == []
    assert len(course.standing()) >= 20
