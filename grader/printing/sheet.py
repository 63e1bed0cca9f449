"""A form -> where everything is on its answer sheet: decided here once, drawn by the template, measured by the reader.

Blocks flow down the pages: who writes and how, closed questions in columns, numbers in grids, open answers in
ruled boxes. What cannot be placed is refused here. Codes have their places here; what they say is each copy's.
"""

from collections.abc import Sequence
from decimal import Decimal

from grader.errors import InputError, Problem
from grader.model.exam import Exam, Form, FormItem
from grader.model.item import Numeric, Open
from grader.model.kinds import Profile
from grader.model.sheet import Label, Place, SheetLayout
from grader.printing.blocks import (
    Block,
    closed_block,
    column_width,
    how_block,
    matricola_block,
    numeric_block,
    open_block,
)
from grader.printing.flow import Pages
from grader.printing.identity import MOST_PAGES
from grader.printing.measures import (
    BODY,
    BOTTOM,
    LEFT,
    MEASURES,
    RIGHT,
    TOP,
    Measures,
)
from grader.printing.positions import positions
from grader.printing.sheet_words import SHEET_WORDS, SheetWords
from grader.printing.surround import surround

SCORES = 13  # bubbles for a grader's points that fit beside a heading
SIGNS = 6  # a digit grid has at least this many columns: its width tells nothing of a short answer


def lay_out(
    exam: Exam,
    form: Form,
    *,
    matricola: str,
    profile: Profile,
    personalised: bool,
    score_bubbles: bool = False,
) -> SheetLayout:
    """The answer sheet of a form; raise InputError if it cannot be drawn."""
    m, words = MEASURES[profile], SHEET_WORDS[exam.language]
    pages = Pages(m)
    name = _head(pages, m, words, () if personalised else positions(matricola))
    _closed(pages, [i for i in form.items if i.options], m, words)
    _numeric(pages, exam, [i for i in form.items if isinstance(i.item, Numeric)], m, words)
    _open(pages, exam, [i for i in form.items if isinstance(i.item, Open)], m, words, score_bubbles)
    if len(pages.pages) > MOST_PAGES:
        raise _refused(
            exam,
            f"form {form.letter}: the sheet has more than {MOST_PAGES} pages",
            hint="ask for fewer lines, or for fewer open questions",
        )
    return SheetLayout(
        exam=exam.id,
        form=form.letter,
        profile=profile,
        personalised=personalised,
        pages=tuple(
            surround(exam, form, blocks, number, len(pages.pages), m, words, name if number == 1 else None)
            for number, blocks in enumerate(pages.pages, start=1)
        ),
    )


def _head(pages: Pages, m: Measures, words: SheetWords, grid: Sequence[str]) -> Place:
    """Who writes and how: the matricola grid stands right of the fields if it leaves them room."""
    if not grid:
        name = Place(x=LEFT, y=TOP, width=round(BODY * 0.64, 3), height=round(m.field * 1.9, 3))
        signature = _fields((words.signature,), BODY - name.width - 4, name.height, m)
        pages.pages[-1].append(Block(0, 0, frames=(name,)))
        pages.put(signature, name.x + name.width + 4)
        pages.put(how_block(BODY, m, words))
        return name
    block = matricola_block(grid, m, words)
    left = BODY - block.width - 8
    if block.width > BODY:
        raise InputError(
            f"a grid of {len(grid)} positions for the student id is wider than the page",
            hint="print personalised copies, which need no grid, or use the standard profile",
        )
    beside = left > 62
    fields = _fields((words.surname, words.name, words.signature), left if beside else BODY, m.field, m)
    name = Place(x=LEFT, y=TOP, width=round(fields.width, 3), height=m.field * 2)
    if not beside:
        pages.put(fields)
        pages.put(block)
        pages.put(how_block(BODY, m, words))
        return name
    pages.pages[-1].append(block.at(RIGHT - block.width, TOP))
    how = how_block(left, m, words)
    if fields.height + m.gap + how.height <= block.height:
        pages.put(fields)
        pages.put(how)
        pages.y = TOP + block.height + m.gap
    else:
        pages.put(fields)
        pages.y = TOP + max(block.height, fields.height) + m.gap
        pages.put(how_block(BODY, m, words))
    return name


def _fields(names: Sequence[str], width: float, height: float, m: Measures) -> Block:
    """Fields to write in, one below the other, each with its name in small."""
    frames = tuple(
        Place(x=0, y=round(height * n, 3), width=round(width, 3), height=height) for n in range(len(names))
    )
    drop = m.line(m.small - 1) * 0.8 + 0.6
    labels = tuple(
        Label(text=text, x=1.8, y=round(height * n + drop, 3), size=m.small - 1)
        for n, text in enumerate(names)
    )
    return Block(width, height * len(names), labels=labels, frames=frames)


def _closed(pages: Pages, items: Sequence[FormItem], m: Measures, words: SheetWords) -> None:
    """Closed questions in columns of at least five, over pages if need be."""
    if not items:
        return
    width = column_width(max(len(item.options) for item in items), m)
    columns = int((BODY + m.gap) / width)
    note = words.several if any(item.item.type == "multiple" for item in items) else ""
    rest = list(items)
    while rest:
        heading = pages.heading(words.closed, note)
        fitting = int((pages.room - heading.height - 1 - m.heading) / m.row)
        if fitting < min(5, len(rest)) and not pages.fresh:
            pages.turn()
            continue
        rows = min(fitting, max(5, -(-len(rest) // columns)))
        pages.put(heading, after=1)
        pages.put(closed_block(rest[: rows * columns], columns, rows, m, words))
        rest = rest[rows * columns :]


def _numeric(pages: Pages, exam: Exam, items: Sequence[FormItem], m: Measures, words: SheetWords) -> None:
    """Digit grids side by side, all of one width, so that none tells how long its answer is."""
    if not items:
        return
    widths = [(_signs(placed), placed, form) for form in exam.forms for placed in form.items]
    problems = [
        _problem(
            exam,
            f"form {form.letter}, question {placed.number} ({placed.item.id}): "
            f"an answer of {signs - 1} signs has no room on an answer sheet",
            "ask for the number in another unit",
        )
        for signs, placed, form in widths
        if signs * m.pitch_x > BODY
    ]
    if problems:
        raise InputError("the answer sheet cannot be drawn", problems=problems)
    signs = max(SIGNS, *(signs for signs, _, _ in widths))
    step = signs * m.pitch_x + 2 * m.gap
    across = int((BODY + 2 * m.gap) / step)
    rest = list(items)
    while rest:
        blocks = [numeric_block(placed, signs, m, words) for placed in rest[:across]]
        heading = pages.heading(words.numeric, words.write)
        if heading.height + 1 + blocks[0].height > pages.room and not pages.fresh:
            pages.turn()
        pages.put(heading, after=1)
        top = pages.y
        for n, block in enumerate(blocks):
            pages.y = top
            pages.put(block, LEFT + step * n)
        rest = rest[across:]


def _signs(placed: FormItem) -> int:
    """Signs that an answer takes, and one to spare; 0 for what is no number."""
    if not isinstance(placed.item, Numeric):
        return 0
    return max(len(f"{n:f}") for n in (placed.item.answer, placed.item.answer + placed.item.tolerance)) + 1


def _open(
    pages: Pages, exam: Exam, items: Sequence[FormItem], m: Measures, words: SheetWords, score_bubbles: bool
) -> None:
    """A ruled box for each open answer; one that no page can hold goes on over pages."""
    if not items:
        return
    heading = pages.heading(words.open)
    whole = int((BOTTOM - TOP - heading.height - 1.5 - m.heading) / m.rule_pitch)
    begun = False
    for placed in items:
        assert isinstance(placed.item, Open)
        left, part = placed.item.lines, 1
        while left:
            extra = 0.0 if begun else heading.height + 1.5
            fitting = int((pages.room - extra - m.heading) / m.rule_pitch)
            splits = placed.item.lines > whole
            if fitting < (min(left, 4) if splits else left) and not pages.fresh:
                pages.turn()
                continue
            lines = min(left, fitting)
            scores = steps(placed.points) if score_bubbles and part == 1 else ()
            if not begun:
                pages.put(heading, after=1.5)
            begun = True
            pages.put(open_block(placed, part, lines, BODY, m, words, scores))
            left, part = left - lines, part + 1


def steps(points: Decimal) -> tuple[Decimal, ...]:
    """The points that a grader can give by a bubble: quarters, or the finest of halves, ones, ... that fit."""
    for step in map(Decimal, ("0.25", "0.5", "1", "2", "5", "10", "50", "100")):
        if points / step <= SCORES - 1:
            found = [step * n for n in range(int(points / step) + 1)]
            return tuple(found if found[-1] == points else [*found, points])
    raise AssertionError("points are at most 1000")


def _refused(exam: Exam, what: str, *, hint: str = "") -> InputError:
    return InputError("the answer sheet cannot be drawn", problems=[_problem(exam, what, hint)])


def _problem(exam: Exam, what: str, hint: str) -> Problem:
    return Problem(f"sittings/{exam.id}/exam.lock.json", what, hint)
