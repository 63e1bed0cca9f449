"""The report's page in a browser: nothing runs, axe finds nothing serious, and it fits a narrow screen."""

import shutil
from pathlib import Path

import pytest
from reported import findings, hostile, html_of

api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed: scripts/system-packages test"),
]


@pytest.mark.parametrize("language", ["en", "it"])
def test_axe_finds_no_serious_issue(tmp_path: Path, language: str) -> None:
    """The page with an alarm, hostile texts and greyed figures, as it is opened from its folder."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page_file = tmp_path / "report.html"
    sat = hostile().model_copy(update={"language": language})
    page_file.write_text(html_of(findings(sat, 40)), encoding="utf-8")
    asked: list[str] = []
    with api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 640, "height": 800})  # 1280 wide, enlarged twice
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda dialog: asked.append(dialog.message))
        page.goto(page_file.as_uri())
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        issues = axe.run(page).response["violations"]
        browser.close()
    assert asked == [page_file.as_uri()]
    assert wider <= 0
    assert [
        (i["id"], [n["html"][:200] for n in i["nodes"]])
        for i in issues
        if i["impact"] in ("serious", "critical")
    ] == []
