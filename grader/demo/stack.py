"""Filled papers become a stack as a scanner gives it: pages in any order, some upside down, each with what is on it.

Every mark is told in a table, so that what is read can be compared with what was done.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from grader.demo.paper import HandedIn
from grader.model.reading import BubbleState
from grader.reading.simulate import disasters
from grader.reading.simulate.conditions import Condition, degrade
from grader.reading.simulate.ink import Grey
from grader.reading.simulate.sit import Person, anyone, sit

Generator = np.random.Generator
HEADER = (
    "place",
    "copy",
    "form",
    "student_id",
    "page",
    "turned",
    "what",
    "kind",
    "number",
    "column",
    "value",
    "how",
    "state",
)
UPSIDE_DOWN = 0.06  # share of the pages


class What(StrEnum):
    """What goes through the scanner at one place of the stack."""

    PAGE = "page"
    COFFEE = "coffee"  # a page that a cup stood on
    AGAIN = "again"  # a page for the second time
    FOREIGN = "foreign"  # a page of something else
    BLANK = "blank"  # the back of a sheet


@dataclass(frozen=True)
class Feed:
    """One place of the stack: a page (1-based) of a paper, or none of any."""

    paper: HandedIn | None
    page: int = 0
    what: What = What.PAGE


@dataclass(frozen=True)
class Scanned:
    """A page of the stack, and the rows of the table that are about it."""

    image: Grey
    rows: tuple[tuple[str, ...], ...]


def feeds(papers: Sequence[HandedIn]) -> list[Feed]:
    """Every page of every paper, once."""
    return [Feed(paper, page.page) for paper in papers for page in paper.layout.pages]


def scan(
    stack: Sequence[Feed], condition: Condition, *, seed: int, dpi: float, turned: float = UPSIDE_DOWN
) -> Iterator[Scanned]:
    """Scan a stack in any order, some pages upside down, one at a time; a seed gives the same scan.

    A page is painted when its turn comes, from seeds of its own: memory does not grow with the class.
    """
    chance = np.random.default_rng([seed, 0])
    for place, index in enumerate(chance.permutation(len(stack)), start=1):
        fed = stack[int(index)]
        image, rows = _page(fed, int(index), condition, seed, dpi)
        flip = bool(chance.random() < turned)
        paper = fed.paper
        about = (str(paper.identity.copy_number), paper.form.letter, paper.student) if paper else ("", "", "")
        where = (str(place), *about, str(fed.page or ""), "yes" if flip else "no", fed.what.value)
        said = tuple((*where, *row) for row in rows or [("",) * 6])
        yield Scanned(disasters.upside_down(image) if flip else image, said)


def _page(
    fed: Feed, index: int, condition: Condition, seed: int, dpi: float
) -> tuple[Grey, list[tuple[str, ...]]]:
    """The scan of one page, and what is on it: kind, number, column, value, how and state."""
    if fed.paper is None:
        chance = np.random.default_rng([seed, index, 0, 4])
        draw = disasters.foreign_page if fed.what is What.FOREIGN else disasters.blank_back
        return degrade(draw(chance, dpi), condition, chance), []
    own = [seed, fed.paper.identity.copy_number]
    hand, glass = (np.random.default_rng([*own, fed.page, part]) for part in (1, 2))
    someone = anyone(np.random.default_rng(own), faint=condition.faint)
    image, rows = _filled(fed.paper, fed.page, someone, hand, dpi)
    if fed.what is What.AGAIN:
        glass = np.random.default_rng([*own, fed.page, 3])
    if fed.what is What.COFFEE:
        image = disasters.coffee(image, glass)
    return degrade(image, condition, glass), rows


def _filled(
    paper: HandedIn, page: int, person: Person, chance: Generator, dpi: float
) -> tuple[Grey, list[tuple[str, ...]]]:
    """One page of a filled paper, and what is on it."""
    marks, texts = ({}, {}) if paper.untouched else (paper.marks, paper.texts)
    sat = sit(
        paper.layout,
        marks,
        paper.identity,
        chance,
        person=Person(writes=False) if paper.untouched else person,
        writing=texts,
        printed=paper.printed,
        dpi=dpi,
        only=page,
    )
    rows: list[tuple[str, ...]] = []
    for one in sat.truth:
        if one.how is not None:
            b = one.bubble
            rows.append((b.role.value, str(b.number), str(b.column), b.value, one.how.value, one.state.value))
    for box in paper.layout.pages[page - 1].boxes:
        if box.part == 1 and texts.get(box.number):
            state = BubbleState.MARKED.value
            rows.append(("open", str(box.number), "0", texts[box.number], "written", state))
    return sat.images[0], rows
