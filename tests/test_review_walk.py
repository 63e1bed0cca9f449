"""A class on paper from the scans to the marks, through the real page, by keyboard alone."""

import shutil
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium")
BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed: scripts/system-packages test"),
]


@pytest.fixture
def walk(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The large walk of the benchmarks."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    monkeypatch.delenv("GRADER_DATABASE", raising=False)
    import paper_review

    return paper_review


def test_a_small_class_gets_what_it_deserves(tmp_path: Path, walk: Any) -> None:
    """Two marks, a wrong matricola, the other booklet, an unused sheet, a wrong key: the grade sheet is the truth."""
    sat, _ = walk.hold(tmp_path / "course", 12)
    done = walk.review(sat, CHROMIUM)
    assert {"paper: student", "paper: no-ink", "paper: answer", "open answers"} <= done.waited.keys()
    assert done.undone >= 2
    deserved = sat.totals()
    assert len(deserved) >= 10 and len(set(deserved.values())) > 3
    assert walk.differing(walk.corrected_marks(sat), deserved) == {}
