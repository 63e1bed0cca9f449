#!/usr/bin/env python3
"""A large exam on paper, reviewed in Chromium by keyboard alone: .venv/bin/python benchmarks/paper_review.py --students 300

An invented class hands in paper with mishaps. One question was sealed with a wrong key. A script that knows what everybody
wrote sits before the page of `grader review` and settles what paper leaves open and every open answer, as a person
would: by keys. Then the key is corrected, marks are given, and each total is compared with what the class deserves;
last, the history is replayed.
"""

import argparse
import shlex
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import stopwatch
from paper_sitting import SITTING, Sat, command, hold

from grader import tables, workspace
from grader.model.item import Single
from grader.reading.handed_in import NOTHING

if TYPE_CHECKING:
    from playwright.sync_api import Page


@contextmanager
def page_of(place: workspace.Workspace, chromium: str) -> Iterator["Page"]:
    """The review page in Chromium, behind its door; the server ends as by Ctrl-C."""
    from playwright.sync_api import sync_playwright

    words = [sys.executable, "-m", "grader", "review", SITTING, "--no-browser", "-C", str(place.root)]
    server = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert server.stdout
    try:
        link = server.stdout.readline().split()[0]
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_page()
            stopwatch.start(page)
            page.goto(link)
            page.locator("button.main:focus").press("Enter")
            page.locator("#decide").wait_for(state="attached")
            page.wait_for_load_state("load")  # the keys are heard from then on
            yield page
            browser.close()
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)
        server.stdout.close()


@dataclass
class Walk:
    """A person at the keyboard who knows what everybody wrote."""

    page: "Page"
    sat: Sat
    undo_every: int = 25  # decisions
    waited: dict[str, list[float]] = field(default_factory=dict)  # s from Enter to the next question, by kind
    undone: int = 0

    def paper(self) -> None:
        """Settle what paper leaves open, until nothing follows from it any more."""
        asked = True
        while asked:
            self._away("p")
            asked = False
            while key := self.page.locator("#decide.paper [name=key]").all():
                asked = self._once(key[0].input_value(), self._tell)
            time.sleep(4)  # what follows from the last sayings, after a pause of a second, may ask anew

    def answers(self) -> None:
        """Decide every open answer, question by question."""
        self.page.goto(self.page.url.split("/", 3)[0] + "//" + self.page.url.split("/", 3)[2] + "/")
        self.page.wait_for_load_state("load")
        while key := self.page.locator("#decide [name=key]").input_value():
            self._once(key, self._points)

    def _once(self, key: str, tell: Callable[[str], str]) -> bool:
        kind = tell(key)
        self.page.keyboard.press("Enter")
        self._gone(key)
        waited = self.waited.setdefault(kind, [])
        waited.append(stopwatch.waited(self.page))
        if len(waited) % self.undo_every == 2:  # take it back, and say it again
            self.undone += 1
            self.page.keyboard.press("Escape")
            self.page.keyboard.press("u")
            self.page.locator(f'#decide [name=key][value="{key}"]').wait_for(state="attached")
            tell(key)
            self.page.keyboard.press("Enter")
            self._gone(key)
        return True

    def _tell(self, key: str) -> str:
        """Say what a paper means, up to Enter; the kind of the question."""
        kind, number_of_copy, _, number = key.rsplit("-", 3)
        copy = int(number_of_copy)
        match kind:
            case "no-ink":
                self._press("2" if copy in self.sat.meant else "1")
            case "unreadable" | "score":
                self._press(NOTHING)
            case "student":
                self._student(self.sat.meant[copy].student)
            case "answer":
                self._answer(self.sat.said(copy, int(number)))
            case _:
                raise AssertionError(f"nobody planted {key}")
        return f"paper: {kind}"

    def _answer(self, said: str) -> None:
        if self.page.locator("#decide [name=letter]").count():
            self._press(*said)
        else:
            if not self.page.locator("#typed:focus").count():
                self._press("c")
            self.page.keyboard.type(said)

    def _student(self, student: str) -> None:
        """By the digit of a proposal, or by a search."""
        near = self.page.locator(f'#decide [name=answer][value="{student}"][data-key]')
        if near.count():
            return self._press(near.get_attribute("data-key") or "")
        self._press("/")
        self.page.keyboard.type(student)
        self.page.locator(f'#people [value="{student}"]').wait_for()
        self._press("ArrowDown")

    def _points(self, key: str) -> str:
        copy, number, _ = key.split("-", 2)
        points = self.sat.deserved(int(copy), int(number))
        radios = self.page.locator("#decide [name=points]").evaluate_all(
            "all => all.map(one => [one.value, one.dataset.digit])"
        )
        self._press(next(digit for value, digit in radios if Decimal(value) == points))
        return "open answers"

    def _press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def _away(self, key: str) -> None:
        self.page.keyboard.press("Escape")
        with self.page.expect_response("**/paper"):
            self.page.keyboard.press(key)
        self.page.locator("#paper-tab[aria-current]").wait_for()

    def _gone(self, key: str) -> None:
        """Until another question is there; what the page says instead, if it is not."""
        from playwright.sync_api import TimeoutError as Late

        try:
            self.page.locator(f'#decide:not(:has([name=key][value="{key}"]))').wait_for(state="attached")
        except Late:
            raise AssertionError(f"{key}: {self.page.locator('#desk').inner_text()[:600]}") from None


def corrected_marks(sat: Sat) -> dict[str, Decimal]:
    """Correct the key, award marks, and replay the history; every student's points on the grade sheet."""
    key = next(
        p.item.correct
        for p in sat.right.forms[0].items
        if p.item.id == sat.item and isinstance(p.item, Single)
    )
    command(
        sat.place, "correct", SITTING, "--item", sat.item, "--key", key.text, "--reason", "the key was wrong"
    )
    command(sat.place, "marks")
    command(sat.place, "history", "verify")
    command(sat.place, "history", "replay")
    (file,) = sat.place.root.glob("out/marks-*/marks.csv")
    sheet = tables.read(file)
    return {
        row.cells["student_id"]: Decimal(row.cells["test"])
        for row in sheet.rows
        if row.cells["outcome"] != "absent"
    }


def differing(
    given: Mapping[str, Decimal], deserved: Mapping[str, Decimal]
) -> dict[str, tuple[Decimal | None, Decimal | None]]:
    """Whose points are not what they deserve; a thousandth is rounding."""
    return {
        who: (given.get(who), deserved.get(who))
        for who in {*given, *deserved}
        if who not in given or who not in deserved or abs(given[who] - deserved[who]) > Decimal("0.001")
    }


def review(sat: Sat, chromium: str) -> Walk:
    """Read the scans, type what people noted, and settle everything on the page."""
    for file in sat.scans:
        command(sat.place, "read", SITTING, str(file))
    for typed in sat.notes:
        command(sat.place, *shlex.split(typed))
    with page_of(sat.place, chromium) as page:
        walk = Walk(page, sat)
        walk.paper()
        walk.answers()
    return walk


def main() -> int:
    """Print the table; 1 if anybody has other points than were deserved."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--students", type=int, default=300)
    many, chromium = options.parse_args().students, shutil.which("chromium")
    if chromium is None:
        sys.exit("chromium is not installed: scripts/system-packages test")
    with tempfile.TemporaryDirectory() as folder:
        sat, timed = hold(Path(folder) / "course", many)
        begun = time.perf_counter()
        walk = review(sat, chromium)
        timed.append(("read and review", time.perf_counter() - begun))
        begun = time.perf_counter()
        wrong = differing(corrected_marks(sat), sat.totals())
        timed.append(("correct, mark, replay", time.perf_counter() - begun))
    print(
        f"{many} students enrolled, {len(sat.meant)} papers; {len(wrong)} with other points than deserved\n"
    )
    print("| step | s |\n|---|---|")
    for name, seconds in timed:
        print(f"| {name} | {seconds:.1f} |")
    print(
        "\n| Enter until the next question is painted | median ms | 95 % within ms | decisions |\n|---|---|---|---|"
    )
    for kind, took in sorted(walk.waited.items()):
        ordered = sorted(1000 * one for one in took)
        slow = ordered[int(0.95 * (len(ordered) - 1))]
        print(f"| {kind} | {statistics.median(ordered):.0f} | {slow:.0f} | {len(ordered)} |")
    print(f"\n{walk.undone} of them were taken back and said again")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
