"""What a decision on the review page costs: `python benchmarks/review.py [--students N] [--open N] [--decisions N] [--learn]`.

An invented sitting of 1,000 students with 30 open answers each is put into records, and decisions are sent to its page as
a browser sends them. `server` is from the request to the answer's last byte, in this process; `key to answer` is what
a person waits, from pressing Enter in Chromium until the next answer is painted (left out where there is no Chromium). With
`--learn` the suggestions are renewed meanwhile, from vectors drawn at random: the work is that of real ones.
"""

import argparse
import datetime as dt
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import numpy as np
import stopwatch
from numpy.typing import NDArray

from grader import workspace
from grader.model.blueprint import Blueprint, Kind
from grader.model.course import OpenAnswers
from grader.model.exam import Exam, Form, FormItem, Solution
from grader.model.item import ITEM
from grader.model.response import Copy, Response
from grader.model.score import Idea, Suggestion
from grader.records import Records, open_records
from grader.review.server.learner import Learn, Learner
from grader.review.server.pile import Pile, pile_of
from grader.review.server.serve import Address, Page, prepare
from grader.scoring.openended.after import learn_after
from grader.scoring.openended.desk import lay_out
from grader.scoring.openended.prior import bundled_prior

WORDS = [
    "the",
    "network",
    "learns",
    "a",
    "margin",
    "between",
    "classes",
    "so",
    "that",
    "similar",
    "samples",
    "lie",
    "near",
    "each",
    "other",
]


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--students", type=int, default=1000)
    parser.add_argument("--open", type=int, default=30)
    parser.add_argument("--decisions", type=int, default=200)
    parser.add_argument("--learn", action="store_true")
    given = parser.parse_args()
    exam = _exam(given.open)
    with tempfile.TemporaryDirectory() as folder, open_records(f"sqlite:///{folder}/records.db") as records:
        begun = time.perf_counter()
        _sit(exam, records, given.students)
        sat = time.perf_counter()
        pile = pile_of(exam, records, OpenAnswers())
        laid_out = time.perf_counter()
        page = prepare(
            pile, Address(), ("anna", "luca"), sitting=Path(folder), questions=Path(folder),
            templates=(workspace.bundled("templates"),),
        )  # fmt: skip
        thread = threading.Thread(target=page.run, daemon=True)
        thread.start()
        if given.learn:
            learner = _learner(pile, records)
            learner.work()
        print(f"{given.students} students x {given.open} open answers: recorded in {sat - begun:.1f} s, ")
        print(f"page ready {laid_out - sat:.1f} s after it was asked for\n")
        print("| what | median ms | 95 % within ms | decisions |\n|---|---|---|---|")
        _row("recording alone (append to the chain)", _append(records, exam, given.decisions))
        _row("server: decision to next answer", _by_request(page, pile.answers[0].key, given.decisions))
        if chromium := shutil.which("chromium"):
            _row("key to answer, Chromium", _by_keyboard(page, chromium, given.decisions))
        if given.learn:
            learner.close()
            learnt = pile.outlook.decided if pile.outlook else 0
            print(f"\nsuggestions were renewed meanwhile, the last time from {learnt} decisions")
        page.server.should_exit = True
        thread.join()
    return 0


def _learner(pile: Pile, records: Records) -> Learner:
    """As the page has it, but for the model that reads the texts."""
    random = np.random.default_rng(1)

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        drawn = random.normal(size=(len(texts), 256)).astype(np.float32)
        return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True))

    def read() -> tuple[Sequence[Copy], Learn]:
        copies, prior = records.copies(pile.exam.id), bundled_prior()
        desks = lay_out(pile.exam, copies, records.responses(pile.exam.id), embed)
        return copies, lambda decisions, of: learn_after(
            desks, decisions, of=of, model="m", rules=OpenAnswers(), prior=prior
        )

    return Learner(pile, read, OpenAnswers())


def _append(records: Records, exam: Exam, times: int) -> list[float]:
    """The yardstick: one event into another chain of the same file."""
    from grader.model.event import EventKind

    took = []
    for n in range(times):
        begun = time.perf_counter()
        records.append(f"{exam.id}-yardstick", EventKind.DECIDED, {"decisions": [], "n": n}, actor="b")
        took.append(time.perf_counter() - begun)
    return took


def _by_request(page: Page, first: tuple[int, int, str], times: int) -> list[float]:
    import re

    import httpx2

    link = page.links[0][1]
    origin = link.split("/enter/")[0]
    took = []
    with httpx2.Client(base_url=origin, headers={"origin": origin}) as client:
        client.post("/enter", data={"token": link.rpartition("/")[2]})
        shown = client.get("/").text
        for _ in range(times):
            fields = {name: _field(shown, name) for name in ("csrf", "key", "seen", "stamp")}
            begun = time.perf_counter()
            shown = client.post("/decide", data={**fields, "points": "0.5", "comment": ""}).text
            took.append(time.perf_counter() - begun)
            assert re.search(r'id="status" role="status">Saved', shown), "every decision is recorded"
    return took


def _field(page: str, name: str) -> str:
    return page.split(f'name="{name}" value="')[1].split('"')[0]


def _by_keyboard(page: Page, chromium: str, times: int) -> list[float]:
    from playwright.sync_api import sync_playwright

    took = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        tab = browser.new_page()
        stopwatch.start(tab)
        tab.goto(page.links[1][1])
        tab.keyboard.press("Enter")
        tab.wait_for_selector("#decide")
        tab.wait_for_load_state("load")  # the keys are heard from then on
        for _ in range(times):
            tab.wait_for_selector("#decide")
            key = tab.locator("#decide").get_attribute("data-key")
            tab.keyboard.press("2")
            tab.keyboard.press("Enter")
            tab.wait_for_selector(f'#decide:not([data-key="{key}"])')
            took.append(stopwatch.waited(tab))
        browser.close()
    return took


def _row(name: str, took: Sequence[float]) -> None:
    ordered = sorted(took)
    slow = ordered[int(0.95 * (len(ordered) - 1))]
    print(f"| {name} | {1000 * statistics.median(ordered):.1f} | {1000 * slow:.1f} | {len(ordered)} |")


def _sit(exam: Exam, records: Records, students: int) -> None:
    """Every student answers every question, in words of no meaning, and each answer has a suggestion."""
    responses, suggestions = [], []
    for copy in range(1, students + 1):
        for place in exam.forms[0].items:
            start = (copy * 7 + place.number) % len(WORDS)
            text = f"{' '.join([*WORDS[start:], *WORDS[:start]])} {copy}"
            response = Response(copy_number=copy, number=place.number, text=text)
            responses.append(response)
            suggestions.append(
                Suggestion(
                    copy_number=copy,
                    number=place.number,
                    item_id=place.item.id,
                    points=Decimal("0.5"),
                    out_of=Decimal(1),
                    confidence=0.6,
                    ideas=(Idea(criterion="c", text="margin", found=True, evidence=text),),
                    why="near",
                    model="m",
                    answer_hash=response.answer_hash,
                )
            )
    copies = [Copy(number=n, form="A") for n in range(1, students + 1)]
    records.save_responses(exam.id, responses, actor="b", source={"file": "invented"}, copies=copies)
    records.save_suggestions(exam.id, suggestions)


def _exam(items: int) -> Exam:
    places = tuple(
        FormItem(
            number=n,
            item=ITEM.validate_python(
                {"id": f"i{n}", "type": "open", "stem": "Why?", "topic": "t", "module": "m", "part": "first", "reference": "Because."}
            ),
            points=Decimal(1),
            content_hash="",
        )
        for n in range(1, items + 1)
    )  # fmt: skip
    return Exam(
        id="2026-06-15-review",
        blueprint_name="review",
        blueprint=Blueprint(title="Review", kind=Kind.WRITTEN, items=items, points=Decimal(items), minutes=Decimal(60)),
        course="Benchmark",
        language="en",
        date=dt.date(2026, 6, 15),
        seed=1,
        tool_version="0",
        solution=Solution(objective=0, bound=0, proven=True, pool=items, considered=items),
        forms=(Form(letter="A", items=places),),
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
