"""What is around the blocks on every page of an answer sheet: markers, codes, head and foot.

The codes lie top right and bottom left, so that a page turned upside down has codes in the same two places.
"""

from collections.abc import Iterator, Sequence

from grader.model.exam import Exam, Form
from grader.model.sheet import Fiducial, Label, Place, SheetPage
from grader.printing.blocks import Block
from grader.printing.measures import (
    CODE,
    EDGE,
    HEIGHT,
    LEFT,
    MARKER,
    RIGHT,
    WIDTH,
    Measures,
    shortened,
    width_of,
    wrapped,
)
from grader.printing.sheet_words import SheetWords
from grader.printing.words import WORDS, date_text


def surround(
    exam: Exam,
    form: Form,
    blocks: Sequence[Block],
    number: int,
    pages: int,
    m: Measures,
    words: SheetWords,
    name: Place | None,
) -> SheetPage:
    """A page with what every page has: markers, codes, head and foot."""
    code = round(CODE, 3)
    codes = (
        Place(x=round(RIGHT - MARKER - 1.6 - CODE, 3), y=EDGE, width=code, height=code),
        Place(x=round(LEFT + MARKER + 1.6, 3), y=round(HEIGHT - EDGE - CODE, 3), width=code, height=code),
    )
    labels, frames = _titles(exam, form, number, pages, codes[0], m, words)
    if name is None:
        name = Place(x=LEFT + MARKER + 3, y=EDGE + 11.5, width=110, height=7)
    return SheetPage(
        page=number,
        fiducials=_fiducials(number),
        codes=codes,
        bubbles=tuple(bubble for block in blocks for bubble in block.bubbles),
        boxes=tuple(box for block in blocks for box in block.boxes),
        labels=labels + tuple(label for block in blocks for label in block.labels),
        frames=frames + tuple(frame for block in blocks for frame in block.frames),
        sketches=tuple(sketch for block in blocks for sketch in block.sketches),
        name=name,
    )


def _titles(
    exam: Exam, form: Form, number: int, pages: int, code: Place, m: Measures, words: SheetWords
) -> tuple[tuple[Label, ...], tuple[Place, ...]]:
    """Head and foot of a page: course, title and date on the first, title on the others; the form's letter."""
    badge = Place(x=round(code.x - 15, 3), y=EDGE, width=14, height=round(CODE, 3))
    left, width = LEFT + MARKER + 3, badge.x - LEFT - MARKER - 6
    title, date = exam.blueprint.title, date_text(exam.date, WORDS[exam.language])
    labels = [
        Label(text=words.form, x=badge.x + 7, y=EDGE + 4, size=7.5, anchor="middle"),
        Label(text=form.letter, x=badge.x + 7, y=EDGE + 14, size=26, bold=True, anchor="middle"),
        Label(
            text=words.page.format(number, pages),
            x=RIGHT - MARKER - 3,
            y=HEIGHT - EDGE - 2,
            size=m.small,
            anchor="end",
        ),
    ]
    if number == 1:
        labels += [
            Label(text=shortened(exam.course, width, m.small), x=left, y=EDGE + 3.2, size=m.small),
            *_title(title, left, width, m),
            Label(text=f"{words.sheet}   ·   {date}", x=left, y=EDGE + 16.6, size=m.text),
        ]
    else:
        dated = f"   ·   {date}"
        said = shortened(title, width - width_of(dated, m.small), m.small) + dated
        labels.append(Label(text=said, x=left, y=EDGE + 3.2, size=m.small))
    return tuple(labels), (badge,)


def _title(title: str, left: float, width: float, m: Measures) -> Iterator[Label]:
    """The title as large as one line allows, or on two lines of 10 pt."""
    room = width / 1.1  # bold is a little wider
    size = m.title
    while width_of(title, size) > room and size > 11:
        size -= 0.5
    if width_of(title, size) <= room:
        yield Label(text=title, x=left, y=EDGE + 10.5, size=size, bold=True)
        return
    first, *rest = wrapped(title, room, 10)
    yield Label(text=shortened(first, room, 10), x=left, y=EDGE + 7.6, size=10, bold=True)
    if rest:
        yield Label(text=shortened(" ".join(rest), room, 10), x=left, y=EDGE + 11.8, size=10, bold=True)


def _fiducials(page: int) -> tuple[Fiducial, ...]:
    """The four markers of a page, from the top left clockwise; their ids tell odd pages from even ones."""
    right, low = WIDTH - EDGE - MARKER, HEIGHT - EDGE - MARKER
    first = 4 * ((page + 1) % 2)
    return tuple(
        Fiducial(marker=first + corner, place=Place(x=x, y=y, width=MARKER, height=MARKER))
        for corner, (x, y) in enumerate(((EDGE, EDGE), (right, EDGE), (right, low), (EDGE, low)))
    )
