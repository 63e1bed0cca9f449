"""Blocks put on pages from top to bottom."""

from grader.model.sheet import Label, Place
from grader.printing.blocks import Block
from grader.printing.measures import BODY, BOTTOM, LEFT, TOP, Measures, width_of


class Pages:
    """Pages that are being filled."""

    def __init__(self, m: Measures) -> None:
        self.m = m
        self.pages: list[list[Block]] = [[]]
        self.y = TOP

    @property
    def room(self) -> float:
        """What is left of the page, mm."""
        return BOTTOM - self.y

    @property
    def fresh(self) -> bool:
        """Whether nothing is on the page yet."""
        return not self.pages[-1]

    def turn(self) -> None:
        """Begin a page."""
        self.pages.append([])
        self.y = TOP

    def put(self, block: Block, x: float = LEFT, *, after: float | None = None) -> None:
        """Put a block at the present height and go below it."""
        self.pages[-1].append(block.at(x, self.y))
        self.y += block.height + (self.m.gap if after is None else after)

    def heading(self, text: str, note: str = "") -> Block:
        """A section's heading with a line above it; the note stands at its right end."""
        size, line = self.m.text + 1.5, self.m.line(self.m.text + 1.5)
        labels = [Label(text=text, x=0, y=round(line * 0.95, 3), size=size, bold=True)]
        if note and width_of(text, size) + width_of(note, self.m.small) + 8 > BODY:
            low = line + self.m.line(self.m.small)
            labels.append(Label(text=note, x=0, y=round(low - 1, 3), size=self.m.small))
            line, note = low, ""
        if note:
            labels.append(Label(text=note, x=BODY, y=round(line * 0.95, 3), size=self.m.small, anchor="end"))
        return Block(BODY, line + 1, labels=tuple(labels), frames=(Place(x=0, y=0, width=BODY, height=0),))
