"""Layouts -> two papers for the instructor: a specimen to look at, and check pages to lay beside a ruler.

Neither has a code, so neither is ever read as somebody's sheet. A check page is the sheet with what the reader
measures drawn on it; behind the pages comes a list of what is asked where.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.model.exam import Exam, FormItem
from grader.model.item import Multiple, Numeric, Open, TrueFalse
from grader.model.kinds import Profile
from grader.model.sheet import Label, Place, Role, SheetLayout
from grader.printing.check_words import CHECK_WORDS, CheckWords
from grader.printing.drawing import BORDER, GLYPH, LINE, described, drawings
from grader.printing.measures import EDGE, HEIGHT, POINT, WIDTH
from grader.printing.render import fill
from grader.printing.sheet_words import SHEET_WORDS
from grader.printing.sheets import rendered
from grader.printing.words import WORDS, number_text

RULER = 100.0  # mm
_LEFT, _LOW = 8.0, HEIGHT - 8.0  # where the rulers lie: outside the marks, inside what printers reach


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list: a question, where it is answered, and what it is."""

    number: int
    pages: str
    what: str


@dataclass(frozen=True, slots=True)
class Overlay:
    """What is drawn over a page; paths in mm."""

    rulers: str
    measured: str  # ellipses
    codes: str  # frames
    labels: tuple[Label, ...]


def print_specimens(exam: Exam, layouts: Sequence[SheetLayout], *, templates: Sequence[Path]) -> bytes:
    """Every page of some layouts, marked as not for use."""
    return _print("specimen", exam, layouts, templates)


def print_checks(
    exam: Exam, layouts: Sequence[SheetLayout], *, measured: float, templates: Sequence[Path]
) -> bytes:
    """Check pages of the layouts of one form; `measured` is the share of a bubble's diameters that is measured."""
    words = CHECK_WORDS[exam.language]
    overlays = [[overlay(layout, n, measured, words) for n in range(len(layout.pages))] for layout in layouts]
    rows = [listed(exam, layout) for layout in layouts]
    return _print("check", exam, layouts, templates, overlays=overlays, rows=rows)


def overlay(layout: SheetLayout, number: int, measured: float, words: CheckWords) -> Overlay:
    """Rulers, names and measured areas of a page, counted from 0."""
    page = layout.pages[number]
    start, top = (WIDTH - RULER) / 2, (HEIGHT - RULER) / 2
    steps = range(0, int(RULER) + 1, 10)
    ticks = "".join(f"M{start + n} {_LOW}v-{3 if n % 50 == 0 else 2}" for n in steps)
    ticks += "".join(f"M{_LEFT} {top + n}h{3 if n % 50 == 0 else 2}" for n in steps)
    labels = [
        Label(text=words.hundred, x=start + RULER + 2, y=_LOW, size=7),
        Label(text=words.hundred, x=_LEFT - 3, y=top - 2, size=7),
    ]
    for mark in page.fiducials:
        low = mark.place.y > HEIGHT / 2
        y = mark.place.y + (mark.place.height + 2.6 if low else -1)
        left = mark.place.x < WIDTH / 2
        x = mark.place.x if left else mark.place.x + mark.place.width
        labels.append(
            Label(text=words.marker.format(mark.marker), x=x, y=y, size=6, anchor="start" if left else "end")
        )
    for place in page.codes:
        middle = place.x + place.width / 2
        labels.append(
            Label(text=words.code, x=middle, y=place.y + place.height / 2 + 1, size=8, anchor="middle")
        )
    ellipses = (
        (b.x, b.y, round(b.width * measured / 2, 3), round(b.height * measured / 2, 3)) for b in page.bubbles
    )
    return Overlay(
        rulers=f"M{start} {_LOW}h{RULER}M{_LEFT} {top}v{RULER}{ticks}",
        measured="".join(
            f"M{x - rx:.3f} {y}a{rx} {ry} 0 1 0 {2 * rx} 0a{rx} {ry} 0 1 0 {-2 * rx} 0z"
            for x, y, rx, ry in ellipses
        ),
        codes="".join(map(_frame, page.codes)),
        labels=tuple(labels),
    )


def listed(exam: Exam, layout: SheetLayout) -> tuple[Row, ...]:
    """Each question of a layout's form: the pages of the sheet that it is answered on, and what it is."""
    words = CHECK_WORDS[exam.language]
    found = []
    for placed in exam.form(layout.form).items:
        pages = [
            page.page
            for page in layout.pages
            if placed.number in {*(b.number for b in page.bubbles), *(box.number for box in page.boxes)}
        ]
        what = _what(placed, words)
        scores = [
            bubble.value
            for page in layout.pages
            for bubble in page.bubbles
            if bubble.role is Role.SCORE and bubble.number == placed.number
        ]
        if scores:
            most = number_text(placed.points, WORDS[exam.language])
            what += f"; {words.scores.format(0, most)}"
        found.append(Row(placed.number, ", ".join(map(str, pages)), what))
    return tuple(found)


def _what(placed: FormItem, words: CheckWords) -> str:
    match placed.item:
        case Open(lines=lines):
            return words.written.format(lines)
        case Numeric():
            return words.numeric
        case TrueFalse():
            return words.true_false
        case Multiple():
            return words.several.format(len(placed.options))
        case _:
            return words.one.format(len(placed.options))


def _print(
    kind: str,
    exam: Exam,
    layouts: Sequence[SheetLayout],
    templates: Sequence[Path],
    **more: object,
) -> bytes:
    words = SHEET_WORDS[exam.language]
    values: dict[str, object] = {
        "language": exam.language,
        "title": exam.blueprint.title,
        "iso_date": exam.date.isoformat(),
        "words": words,
        "check": CHECK_WORDS[exam.language],
        "layouts": layouts,
        "kinds": [_kind(layout, CHECK_WORDS[exam.language]) for layout in layouts],
        "layout": layouts[0],
        "pages": [drawings(layout) for layout in layouts],
        "described": [[described(p, len(one.pages), words) for p in one.pages] for one in layouts],
        "border": BORDER,
        "glyph": GLYPH,
        "line": LINE,
        "point": POINT,
        "edge": EDGE,
        **more,
    }
    return rendered(f"{kind}-{layouts[0].form}", fill(f"{kind}.html.j2", values, templates))


def _kind(layout: SheetLayout, words: CheckWords) -> str:
    """What is special about a layout."""
    special = (
        (layout.profile is Profile.ACCESSIBLE, words.accessible),
        (not layout.personalised, words.nameless),
    )
    return ", ".join(phrase for true, phrase in special if true)


def _frame(place: Place) -> str:
    return f"M{place.x} {place.y}h{place.width}v{place.height}h{-place.width}z"
