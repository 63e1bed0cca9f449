"""Answer sheets as text, for tests that can be seen: a line for each row of bubbles.

1 ●○○○          the options of item 1
4.0 ○○○●○       the first column of item 4's digits, from the top
id.2 ○●○        the third column of the student id
5+ ○○●          the grader's points for item 5
"""

from collections.abc import Iterable, Mapping
from typing import Final

from grader.model.reading import BubbleState, Fill
from grader.model.sheet import Bubble, Role, SheetLayout
from grader.reading.simulate.pens import How
from grader.reading.simulate.sit import Spot, Truth, spot

SIGNS: Final[Mapping[str, How | None]] = {
    "○": None,
    "●": How.FULL,
    "⊗": How.CANCELLED,
    "✓": How.TICK,
    "×": How.CROSS,
    "·": How.DOT,
    "◐": How.HALF,
    "◌": How.ERASED,
}
STATES: Final[Mapping[BubbleState, str]] = {
    BubbleState.EMPTY: "○",
    BubbleState.MARKED: "●",
    BubbleState.CANCELLED: "⊗",
    BubbleState.UNCERTAIN: "?",
}


def drawing(layout: SheetLayout, text: str) -> dict[Spot, How]:
    """The bubbles that a drawing fills, and how; rows that it does not show stay empty."""
    rows = _rows(layout)
    found: dict[Spot, How] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, _, signs = line.partition(" ")
        assert name in rows, f"the sheet has no row {name!r}; it has {', '.join(rows)}"
        row, drawn = rows[name], signs.replace(" ", "")
        assert len(row) == len(drawn), f"row {name} has {len(row)} bubbles, drawn are {len(drawn)}"
        for bubble, sign in zip(row, drawn, strict=True):
            if how := SIGNS[sign]:
                found[spot(bubble)] = how
    return found


def drawn(layout: SheetLayout, fills: Iterable[Fill], *, like: str = "") -> str:
    """What was read as a drawing: the rows that `like` shows, or all; a bubble that was not read is a space."""
    states = {(fill.role, fill.number, fill.column, fill.value): fill.state for fill in fills}
    return _text(layout, states, like)


def drawn_truth(layout: SheetLayout, truth: Iterable[Truth], *, like: str = "") -> str:
    """What was meant as a drawing: the rows that `like` shows, or all."""
    return _text(layout, {spot(one.bubble): one.state for one in truth}, like)


def _text(layout: SheetLayout, states: Mapping[Spot, BubbleState], like: str) -> str:
    shown = [line.split()[0] for line in like.splitlines() if line.strip()]
    rows = _rows(layout)
    return "\n".join(
        f"{name} " + "".join(STATES[states[spot(b)]] if spot(b) in states else " " for b in rows[name])
        for name in shown or rows
    )


def _rows(layout: SheetLayout) -> dict[str, list[Bubble]]:
    """The rows (for grids: columns) of bubbles by name, in the order of the layout."""
    rows: dict[str, list[Bubble]] = {}
    for page in layout.pages:
        for bubble in page.bubbles:
            rows.setdefault(_name(bubble), []).append(bubble)
    return rows


def _name(bubble: Bubble) -> str:
    match bubble.role:
        case Role.OPTION:
            return str(bubble.number)
        case Role.DIGIT:
            return f"{bubble.number}.{bubble.column}"
        case Role.MATRICOLA:
            return f"id.{bubble.column}"
        case Role.SCORE:
            return f"{bubble.number}+"
