"""A layout -> what the template of a sheet draws: paths in millimetres and lines of type."""

import re
from dataclasses import dataclass

from grader.model.sheet import Bubble, Label, Place, Role, SheetLayout, SheetPage, Sketch
from grader.printing.measures import MEASURES, POINT
from grader.printing.sheet_words import SheetWords

LINE = 0.25  # mm, a bubble's border; it lies within the bubble's outer diameters
BORDER = "#8c8c8c"  # 45 % grey: seen by people, light enough to leave an empty bubble light
GLYPH = "#b3b3b3"  # 30 % grey

# The 4 x 4 inner cells of the markers 0-7 of OpenCV's DICT_4X4_50, row by row from the top, 1 is black.
CELLS = (
    "0100101011001101",
    "1111000001100101",
    "1100110011010010",
    "0110011010111001",
    "1010101101100001",
    "1000011000110010",
    "0110000111010001",
    "0011101100001101",
)


@dataclass(frozen=True, slots=True)
class Drawing:
    """One page; each text is the data of an SVG path."""

    page: int
    black: str  # filled: markers
    thin: str  # stroked: frames
    rules: str  # stroked in grey: lines to write on
    bubbles: str  # stroked with `LINE` in `BORDER`
    filled: str  # examples: filled
    crossed: str  # and stroked thickly
    glyphs: tuple[Label, ...]
    labels: tuple[Label, ...]


def drawings(layout: SheetLayout) -> tuple[Drawing, ...]:
    """The pages of a layout as a template takes them."""
    size = MEASURES[layout.profile].letter
    return tuple(
        Drawing(
            page=page.page,
            black="".join(_marker(f.marker, f.place) for f in page.fiducials),
            thin="".join(_frame(place) for place in (*page.frames, *(box.place for box in page.boxes))),
            rules="".join(
                f"M{_n(box.place.x + 3)} {_n(y)}h{_n(box.place.width - 6)}"
                for box in page.boxes
                for y in box.rules
            ),
            bubbles="".join([*map(_ellipse, page.bubbles), *map(_ellipse, page.sketches)]),
            filled="".join(_ellipse(s) for s in page.sketches if s.kind != "empty"),
            crossed="".join(_cross(s) for s in page.sketches if s.kind == "cancelled"),
            glyphs=tuple(_glyph(bubble, size) for bubble in page.bubbles if _said(bubble)),
            labels=page.labels,
        )
        for page in layout.pages
    )


def described(page: SheetPage, pages: int, words: SheetWords) -> str:
    """What a page is and what is on it, for who does not see it."""
    found = [f"{words.sheet}, {words.page.format(page.page, pages)}."]
    asked = {b.number for b in page.bubbles if b.role in (Role.OPTION, Role.DIGIT)}
    if any(bubble.role is Role.MATRICOLA for bubble in page.bubbles):
        found.append(words.grid_for)
    for phrase, numbers in ((words.bubbles_for, asked), (words.boxes_for, {b.number for b in page.boxes})):
        if numbers:
            found.append(phrase.format(", ".join(map(str, sorted(numbers)))))
    return " ".join(found)


def _said(bubble: Bubble) -> str:
    return "" if bubble.role is Role.SCORE else (bubble.glyph or bubble.value).strip()


def _glyph(bubble: Bubble, size: float) -> Label:
    said = _said(bubble)
    if said in "−.,":  # small signs are drawn large, and a point at the middle's height
        size *= 1.8
    y = round(bubble.y + (0.1 if said in ".," else 0.36) * size * POINT, 3)
    return Label(text=said, x=bubble.x, y=y, size=size, anchor="middle")


def _marker(marker: int, place: Place) -> str:
    """A square with its white cells left out: each run of black cells, across and down.

    One direction would do on paper; together no screen shows a light seam between two rows.
    """
    inner = CELLS[marker]
    rows = ["1" * 6, *("1" + inner[n : n + 4] + "1" for n in range(0, 16, 4)), "1" * 6]
    cell = place.width / 6
    across = ((x, y, run, 1) for y, row in enumerate(rows) for x, run in runs(row))
    down = ((x, y, 1, run) for x, row in enumerate(zip(*rows, strict=True)) for y, run in runs("".join(row)))
    return "".join(
        _box(place.x + x * cell, place.y + y * cell, width * cell, height * cell)
        for x, y, width, height in (*across, *down)
    )


def runs(cells: str) -> tuple[tuple[int, int], ...]:
    """Where each run of ones in a row begins, and how long it is."""
    return tuple((found.start(), len(found[0])) for found in re.finditer("1+", cells))


def _frame(place: Place) -> str:
    if not (place.width and place.height):
        return f"M{_n(place.x)} {_n(place.y)}l{_n(place.width)} {_n(place.height)}"
    return _box(place.x, place.y, place.width, place.height)


def _box(x: float, y: float, width: float, height: float) -> str:
    return f"M{_n(x)} {_n(y)}h{_n(width)}v{_n(height)}h{_n(-width)}z"


def _ellipse(bubble: Bubble | Sketch) -> str:
    rx, ry = (bubble.width - LINE) / 2, (bubble.height - LINE) / 2
    arc = f"a{_n(rx)} {_n(ry)} 0 1 0"
    return f"M{_n(bubble.x - rx)} {_n(bubble.y)}{arc} {_n(2 * rx)} 0{arc} {_n(-2 * rx)} 0z"


def _cross(sketch: Sketch) -> str:
    """Two strokes that go well beyond the border."""
    x, y, dx, dy = sketch.x, sketch.y, sketch.width * 0.7, sketch.height * 0.8
    return f"M{_n(x - dx)} {_n(y - dy)}l{_n(2 * dx)} {_n(2 * dy)}M{_n(x - dx)} {_n(y + dy)}l{_n(2 * dx)} {_n(-2 * dy)}"


def _n(length: float) -> str:
    """A length without idle zeros."""
    return f"{length:.3f}".rstrip("0").rstrip(".")
