"""Whatever is answered, and however the pages lie in the stack: the sums hold and the answers are the truth."""

import json
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from paper_course import COPIES, EXAM, IDS, SITTING, PaperCourse, accounted, paper_course

from grader.model.item import Multiple, Numeric, Open, Single, TrueFalse

KINDS = {"A": "smtno", "B": "osmtn"}  # single, multiple, true-false, numeric, open, by printed number


class Paper(NamedTuple):
    """What a student means by each kind of item; all empty is a paper without ink."""

    single: str
    several: str
    truth: str
    number: str
    words: str


class Stack(NamedTuple):
    """Papers by copy, the order of all pages, how each is turned, and which are scanned again."""

    papers: dict[int, Paper]
    order: list[int]
    turns: list[int]
    again: list[int]


@st.composite
def stacks(draw: st.DrawFn) -> Stack:
    """One to three copies of two pages each, in any order, turned by quarters, some scanned twice."""
    paper = st.builds(
        Paper,
        single=st.sampled_from(["", *"abcd"]),
        several=st.sets(st.sampled_from("abcd")).map(lambda some: "".join(sorted(some))),
        truth=st.sampled_from(["", *"ab"]),
        number=st.from_regex(r"(-?[0-9]{1,3})?", fullmatch=True),
        words=st.sampled_from(["", "it keeps the scale of what goes through"]),
    )
    papers = draw(st.dictionaries(st.integers(1, len(COPIES)), paper, min_size=1))
    pages = 2 * len(papers)
    again = draw(st.lists(st.integers(0, pages - 1), max_size=3))
    turns = draw(st.lists(st.integers(0, 3), min_size=pages + len(again), max_size=pages + len(again)))
    return Stack(papers, draw(st.permutations(range(pages + len(again)))), turns, again)


def test_the_kinds_are_those_of_the_exam() -> None:
    """The table above is the small exam's."""
    kinds = {Single: "s", Multiple: "m", TrueFalse: "t", Numeric: "n", Open: "o"}
    found = {form.letter: "".join(kinds[type(placed.item)] for placed in form.items) for form in EXAM.forms}
    assert found == KINDS


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stack=stacks())
def test_any_stack_is_accounted_for_and_read_as_it_was_meant(
    stack: Stack,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each page is read or a duplicate, each paper is there once, and no answer is another than was meant."""
    course = paper_course(tmp_path_factory.mktemp("any"), monkeypatch, capsys)
    images = [image for copy, paper in stack.papers.items() for image in sheets(course, copy, paper)]
    images += [np.roll(images[n], 2, axis=0) for n in stack.again]
    turned = [np.ascontiguousarray(np.rot90(images[n], stack.turns[n])) for n in stack.order]
    code = course.run("read", SITTING, course.scan(turned), "--processes", "1", "--json")
    said = json.loads(course.out)
    accounted(said)
    pages = {"read": 2 * len(stack.papers), "duplicate": len(stack.again)}
    assert said["batch"] == {status: many for status, many in pages.items() if many}
    blank = {copy for copy, paper in stack.papers.items() if not any(paper) and COPIES[copy - 1].student}
    assert {(d["question"], d["copy_number"]) for d in said["doubts"]} == {("no-ink", copy) for copy in blank}
    assert code == (4 if blank else 0), course.err
    found = {key: "".join(answer.letters) + answer.text for key, answer in course.responses().items()}
    written = {key for key, answer in course.responses().items() if answer.crop}
    assert found == {
        (copy, number): "" if kind == "o" else answer(paper, kind)
        for copy, paper in stack.papers.items()
        if copy not in blank
        for number, kind in enumerate(KINDS[COPIES[copy - 1].form], start=1)
    }
    assert written == {
        (copy, KINDS[COPIES[copy - 1].form].index("o") + 1) for copy, p in stack.papers.items() if p.words
    }


def answer(paper: Paper, kind: str) -> str:
    """What a paper says to an item of a kind."""
    return dict(zip("smtno", paper, strict=True))[kind]


def sheets(course: PaperCourse, copy: int, paper: Paper) -> tuple[np.ndarray, ...]:
    """The pages of a copy, filled."""
    kinds = KINDS[COPIES[copy - 1].form]
    at = {kind: kinds.index(kind) + 1 for kind in kinds}
    sat = course.sat(
        copy,
        letters={at["s"]: paper.single, at["m"]: paper.several, at["t"]: paper.truth},
        numbers={at["n"]: paper.number},
        writing={at["o"]: paper.words},
        matricola="" if COPIES[copy - 1].student else IDS[2],
    )
    return sat.images
