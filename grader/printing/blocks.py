"""The parts of an answer sheet as blocks: bubbles, frames and labels around an origin, to be put on a page.

A block knows its size and nothing of pages. The baseline of a label lies at about 0.36 of its size below the
middle of what it stands beside.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar

from grader.model.base import Model
from grader.model.exam import FormItem
from grader.model.item import Multiple, Numeric, TrueFalse
from grader.model.sheet import AnswerBox, Bubble, Label, Place, Role, Sketch
from grader.printing.measures import POINT, Measures, shortened, width_of, wrapped
from grader.printing.sheet_words import SheetWords

M = TypeVar("M", bound=Model)
TALLEST = 13  # bubbles in a column of the grid: half of the alphabet


@dataclass(frozen=True, slots=True)
class Block:
    """What is drawn, relative to the block's top left corner."""

    width: float
    height: float
    bubbles: tuple[Bubble, ...] = ()
    boxes: tuple[AnswerBox, ...] = ()
    labels: tuple[Label, ...] = ()
    frames: tuple[Place, ...] = ()
    sketches: tuple[Sketch, ...] = ()

    def at(self, x: float, y: float) -> "Block":
        """The block with its corner moved to a place."""
        return replace(
            self,
            bubbles=tuple(_moved(thing, x, y) for thing in self.bubbles),
            boxes=tuple(_moved(thing, x, y) for thing in self.boxes),
            labels=tuple(_moved(thing, x, y) for thing in self.labels),
            frames=tuple(_moved(thing, x, y) for thing in self.frames),
            sketches=tuple(_moved(thing, x, y) for thing in self.sketches),
        )


def closed_block(items: Sequence[FormItem], columns: int, rows: int, m: Measures, words: SheetWords) -> Block:
    """Closed questions, down each column, with the letters above it."""
    most = max(len(item.options) for item in items)
    width = column_width(most, m)
    bubbles: list[Bubble] = []
    labels: list[Label] = []
    for index, placed in enumerate(items):
        left, y = width * (index // rows), m.heading + m.row * (index % rows + 0.5)
        if index % rows == 0:
            labels += [
                _centred("abcdefgh"[i], left + m.number + m.pitch_x * i, m.heading - 2, m.small)
                for i in range(max(len(item.options) for item in items[index : index + rows]))
            ]
        end = left + m.number - m.bubble_width / 2 - 2.2
        star = width_of("*", m.text + 2)
        labels.append(_beside(str(placed.number), end - star, y, m.text, "end", True))
        if isinstance(placed.item, Multiple):
            labels.append(_beside("*", end, y + 0.5, m.text + 2, "end", True))
        for i, option in enumerate(placed.options):
            x = left + m.number + m.pitch_x * i
            glyph = (words.true, words.false)[i] if isinstance(placed.item, TrueFalse) else ""
            bubbles.append(_bubble(m, Role.OPTION, placed.number, 0, option.letter, x, y, glyph))
    used = -(-len(items) // rows)
    height = m.heading + m.row * min(rows, len(items))
    return Block(width * min(used, columns), height, tuple(bubbles), labels=tuple(labels))


def column_width(options: int, m: Measures) -> float:
    """The width of a column of closed questions, with the white to its right."""
    return m.number + m.pitch_x * options + m.gap


def numeric_block(placed: FormItem, columns: int, m: Measures, words: SheetWords) -> Block:
    """A grid for a number: a box to write each sign in, and below it a bubble for each sign it can be."""
    item = placed.item
    assert isinstance(item, Numeric)
    unit = f" ({item.unit})" if item.unit and not set(item.unit) & set("$`*_[]<>\\") else ""
    room = (columns * m.pitch_x + 2 * m.gap - 2) / 1.1  # bold is a little wider
    title = shortened(f"{words.question} {placed.number}{unit}", room, m.text)
    labels = [Label(text=title, x=0, y=m.heading - 2.5, size=m.text, bold=True)]
    values = [("-" if c == 0 else ".") + "0123456789" for c in range(columns)]
    bubbles, frames, height = _grid(values, Role.DIGIT, placed.number, m, words, m.heading)
    return Block(columns * m.pitch_x, height, tuple(bubbles), labels=tuple(labels), frames=tuple(frames))


def matricola_block(positions: Sequence[str], m: Measures, words: SheetWords) -> Block:
    """The grid of the student id: a column of bubbles for each position, two or more where there are letters."""
    width = sum(-(-len(values) // TALLEST) for values in positions) * m.pitch_x
    lines = wrapped(words.matricola, width, m.small)
    labels = [Label(text=t, x=0, y=m.line(m.small) * (n + 0.7), size=m.small) for n, t in enumerate(lines)]
    top = m.line(m.small) * len(lines) + 0.5
    bubbles, frames, height = _grid(positions, Role.MATRICOLA, 0, m, words, top)
    return Block(width, height, tuple(bubbles), labels=tuple(labels), frames=tuple(frames))


def _grid(
    positions: Sequence[str], role: Role, number: int, m: Measures, words: SheetWords, top: float
) -> tuple[list[Bubble], list[Place], float]:
    """Boxes to write in and the bubbles below them, from a top, and where it ends."""
    bubbles: list[Bubble] = []
    frames: list[Place] = []
    first = top + m.pitch_x * 1.15 + m.pitch_y * 0.75  # centre of the first row
    left, tallest = 0.0, 0
    for column, values in enumerate(positions):
        parts = -(-len(values) // TALLEST)
        height = -(-len(values) // parts)
        tallest = max(tallest, height)
        middle = left + m.pitch_x * parts / 2
        frames.append(_place(middle - m.pitch_x / 2, top, m.pitch_x, m.pitch_x * 1.15))
        for index, value in enumerate(values):
            x = left + m.pitch_x * (index // height + 0.5)
            glyph = {"-": "−", ".": words.comma}.get(value, "") if role is Role.DIGIT else ""
            y = first + m.pitch_y * (index % height)
            bubbles.append(_bubble(m, role, number, column, value, x, y, glyph))
        left += m.pitch_x * parts
    return bubbles, frames, first + m.pitch_y * (tallest - 0.5)


def open_block(
    placed: FormItem,
    part: int,
    lines: int,
    width: float,
    m: Measures,
    words: SheetWords,
    scores: Sequence[Decimal],
) -> Block:
    """A ruled box with its question's number above, and the grader's bubbles to the right of that."""
    title = f"{words.question} {placed.number}" + (f", {words.continued}" if part > 1 else "")
    labels = [Label(text=title, x=0, y=m.heading - 2, size=m.text, bold=True)]
    bubbles = []
    step = max(m.pitch_x, width_of("0.25", m.small - 1.5) + 1.5)
    for n, score in enumerate(reversed(scores)):
        x, y = width - m.pitch_x / 2 - step * n, m.heading - 1.5 - m.bubble_height / 2
        value = f"{score:f}".rstrip("0").rstrip(".") if "." in f"{score:f}" else f"{score:f}"
        said = value.replace(".", words.comma)
        bubbles.append(_bubble(m, Role.SCORE, placed.number, 0, value, x, y, " "))
        labels.append(_centred(said, x, y - m.bubble_height / 2 - 1.6, m.small - 1.5))
    if scores:
        end = width - m.pitch_x - step * (len(scores) - 1) - 2
        labels.append(_beside(words.grader, end, m.heading - 1.5 - m.bubble_height / 2, m.small - 1, "end"))
    height = lines * m.rule_pitch
    rules = tuple(_round(m.heading + m.rule_pitch * n) for n in range(1, lines))
    box = AnswerBox(number=placed.number, part=part, place=_place(0, m.heading, width, height), rules=rules)
    return Block(width, m.heading + height, tuple(bubbles), (box,), tuple(labels))


def how_block(width: float, m: Measures, words: SheetWords) -> Block:
    """How to fill, change and cancel an answer, drawn."""
    lines = wrapped(f"{words.fill} {words.corners}", width, m.small)
    labels = [Label(text=t, x=0, y=m.line(m.small) * (n + 0.75), size=m.small) for n, t in enumerate(lines)]
    sketches: list[Sketch] = []
    x, y = 0.0, m.line(m.small) * len(lines) + m.row / 2
    for caption, kinds in (
        (words.filled, ("filled",)),
        (words.changed, ("cancelled", "filled")),
        (words.cancelled, ("cancelled",)),
    ):
        hang = m.pitch_x * len(kinds) + 1
        said = wrapped(caption, width - hang, m.small)
        needed = hang + max(width_of(line, m.small) for line in said) + 6
        if x and x + needed > width + 6:
            x, y = 0.0, y + m.row
        for kind in kinds:
            sketches.append(
                Sketch.model_validate(
                    {
                        "kind": kind,
                        "x": _round(x + m.pitch_x / 2),
                        "y": _round(y),
                        "width": m.bubble_width,
                        "height": m.bubble_height,
                    }
                )
            )
            x += m.pitch_x
        labels += [_beside(t, x + 1, y + m.line(m.small) * n, m.small) for n, t in enumerate(said)]
        x += needed - m.pitch_x * len(kinds)
        y += m.line(m.small) * (len(said) - 1)
    return Block(width, y + m.row / 2, labels=tuple(labels), sketches=tuple(sketches))


def _bubble(
    m: Measures, role: Role, number: int, column: int, value: str, x: float, y: float, glyph: str = ""
) -> Bubble:
    return Bubble(
        role=role,
        number=number,
        column=column,
        value=value,
        x=_round(x),
        y=_round(y),
        width=m.bubble_width,
        height=m.bubble_height,
        glyph=glyph,
    )


def _centred(text: str, x: float, baseline: float, size: float) -> Label:
    return Label(text=text, x=_round(x), y=_round(baseline), size=size, anchor="middle")


def _beside(
    text: str, x: float, middle: float, size: float, anchor: str = "start", bold: bool = False
) -> Label:
    return Label(
        text=text, x=_round(x), y=_round(middle + 0.36 * size * POINT), size=size, bold=bold, anchor=anchor
    )


def _place(x: float, y: float, width: float, height: float) -> Place:
    return Place(x=_round(x), y=_round(y), width=_round(width), height=_round(height))


def _moved(thing: M, x: float, y: float) -> M:
    """A copy of what has a place, moved."""
    if isinstance(thing, AnswerBox):
        rules = tuple(_round(rule + y) for rule in thing.rules)
        return thing.model_copy(update={"place": _moved(thing.place, x, y), "rules": rules})
    return thing.model_copy(update={"x": _round(thing.x + x), "y": _round(thing.y + y)})  # type: ignore[attr-defined]


def _round(length: float) -> float:
    """Micrometres, so that a layout is the same bytes everywhere."""
    return round(length, 3)
