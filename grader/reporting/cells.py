"""A figure as a number in a table: written in the report's language, with its interval, greyed where it rests on too little."""

from dataclasses import dataclass

from grader.analysis.figures import Figure
from grader.printing.words import Words
from grader.reporting.said import decimal


@dataclass(frozen=True, slots=True)
class Cell:
    """A number in a table: as text, its interval, and whether it is shown greyed."""

    text: str
    span: str = ""
    grey: bool = False
    strip: tuple[float, float, float] | None = None  # low, value, high as shares of a scale's width


def cell(figure: Figure, places: int, plain: Words) -> Cell:
    """A figure as it is shown; a dash where it is undefined."""
    if figure.value is None:
        return Cell("–", "", True)
    ends = (figure.low, figure.high)
    span = "–".join(decimal(end, places, plain) for end in ends if end is not None)
    if figure.low is not None and figure.low < 0:
        span = span.replace("–", " … ")
    return Cell(decimal(figure.value, places, plain), span, not figure.enough)
