"""The report's plots: figures in, inline SVG out. What is drawn carries its meaning without colour as well.

`said` is a plot's title and description, which is what a screen reader says of it; `name` makes its ids its own.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from grader.reporting.svg import INK, QUIET, svg_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PALE = "#c9d3dc"
KEY, ALARM = "#1f5582", "#b3401f"


@dataclass(frozen=True, slots=True)
class Dot:
    """An item on the map of items: its number in the table, facility (0 to 1), discrimination (-1 to 1)."""

    number: int
    facility: float
    discrimination: float
    alarm: bool
    enough: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One option's shares, the weakest third first; `strong` is drawn in the colour of an alarm."""

    text: str
    shares: tuple[float | None, ...]  # none is not drawn
    key: bool
    strong: bool


def histogram(
    points: Sequence[float],
    out_of: float,
    *,
    median: float,
    axes: tuple[str, str, str],
    said: tuple[str, str],
) -> str:
    """How many papers have how many points, with the median; `axes` are the labels of x, y and the median."""
    import numpy as np
    from matplotlib.ticker import MaxNLocator

    low = min(0.0, float(np.floor(min(points, default=0.0))))
    width = 1.0 if out_of <= 40 else float(np.ceil(out_of / 30))
    bins = int(np.ceil((max(out_of, *points, low + width) - low) / width - 1e-9))
    edges = low + width * np.arange(bins + 1)
    counts, _ = np.histogram(points, edges)  # a bin holds its lower end, the last one both

    def draw(at: "Axes") -> None:
        at.bar(edges[:-1], counts, width=width * 0.92, color=PALE, align="edge")
        at.axvline(median, color=KEY, linewidth=1)
        top = max(counts.max(), 1)
        left = median > (low + out_of) / 2
        at.annotate(
            axes[2],
            (median, top * 1.06),
            xytext=(-4 if left else 4, 0),
            textcoords="offset points",
            color=KEY,
            ha="right" if left else "left",
            va="center",
        )
        at.set_ylim(0, top * 1.12)
        at.set_xlim(low - 0.3 * width, edges[-1] + 0.3 * width)
        at.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
        at.set_xlabel(axes[0])
        at.set_ylabel(axes[1])

    return svg_of("scores", draw, (165, 58), said)


def item_map(
    dots: Sequence[Dot], *, axes: tuple[str, str, str], said: tuple[str, str], comma: str = "."
) -> str:
    """Facility against discrimination, an item a numbered dot; `axes` are the labels of x, y and the lower bound."""

    def number(value: float, _: float) -> str:
        return f"{value:.1f}".replace(".", comma).replace("-", "−")

    def draw(at: "Axes") -> None:
        lowest = min([one.discrimination for one in dots] + [0.0])
        highest = max([one.discrimination for one in dots] + [0.6])
        at.set_xlim(-0.03, 1.03)
        at.set_ylim(lowest - 0.1, min(highest + 0.1, 1.05))
        at.axhline(0, color=QUIET, linewidth=0.6)
        at.axhline(0.2, color=QUIET, linewidth=0.6, dashes=(4, 3))
        near = [one.facility for one in dots if 0.15 < one.discrimination < 0.3]
        left = sum(facility < 0.5 for facility in near) <= sum(facility > 0.5 for facility in near)
        at.annotate(
            axes[2],
            (-0.03 if left else 1.03, 0.2),
            xytext=(3 if left else -3, 3),
            textcoords="offset points",
            color=QUIET,
            ha="left" if left else "right",
        )
        for one in sorted(dots, key=lambda dot: dot.alarm):
            colour = ALARM if one.alarm else KEY
            face = colour if one.enough else "white"
            at.plot(
                one.facility,
                one.discrimination,
                "o",
                ms=10,
                mfc=face,
                mec=colour if one.enough else QUIET,
                mew=0.8,
            )
            at.annotate(
                str(one.number),
                (one.facility, one.discrimination),
                ha="center",
                va="center_baseline",
                fontsize=6.5,
                color="white" if one.enough else INK,
            )
        for axis in (at.xaxis, at.yaxis):
            axis.set_major_formatter(number)
        at.set_xlabel(axes[0])
        at.set_ylabel(axes[1])

    return svg_of("items", draw, (165, 92), said)


def option_lines(
    name: str, lines: Sequence[Line], *, thirds: Sequence[str], axis: str, said: tuple[str, str]
) -> str:
    """The share that chose each option, from the weakest third of the class to the strongest."""

    def draw(at: "Axes") -> None:
        places = range(len(thirds))
        for one in sorted(lines, key=lambda line: (line.key, line.strong)):
            colour = KEY if one.key else ALARM if one.strong else QUIET
            heights = [math.nan if share is None else share for share in one.shares]
            at.plot(places, heights, "-o", color=colour, ms=3.5, lw=1.8 if one.key or one.strong else 1)
        for one, height in zip(lines, _apart([_last(line) for line in lines]), strict=True):
            colour = KEY if one.key else ALARM if one.strong else QUIET
            weight = "bold" if one.key else "normal"
            at.annotate(
                one.text,
                (len(thirds) - 1, height),
                xytext=(7, 0),
                textcoords="offset points",
                va="center",
                color=colour,
                weight=weight,
                annotation_clip=False,
                in_layout=False,
            )
        at.set_xticks(list(places), list(thirds))
        at.set_xlim(-0.15, len(thirds) - 0.9)
        at.set_ylim(-0.04, 1.04)
        at.yaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
        at.set_ylabel(axis)

    return svg_of(name, draw, (165, 55), said, right=0.56)


def calibration_plot(
    parts: Sequence[tuple[float, float, int]], *, axes: tuple[str, str, str], said: tuple[str, str]
) -> str:
    """Chance said against share true, a dot's area its answers; `axes` are the labels of x, y and the diagonal."""

    def draw(at: "Axes") -> None:
        at.plot([0, 1], [0, 1], color=QUIET, linewidth=0.6, dashes=(4, 3))
        at.annotate(
            axes[2],
            (0.04, 0.1),
            color=QUIET,
            rotation=45,
            rotation_mode="anchor",
            transform_rotates_text=True,
        )
        most = max(answers for _, _, answers in parts)
        for chance, true, answers in parts:
            at.plot(chance, true, "o", ms=4 + 8 * (answers / most) ** 0.5, color=KEY, alpha=0.85, mew=0)
        at.set_xlim(0, 1.02)
        at.set_ylim(0, 1.04)
        at.set_aspect("equal")
        for axis in (at.xaxis, at.yaxis):
            axis.set_major_formatter(lambda share, _: f"{share:.0%}")
        at.set_xlabel(axes[0])
        at.set_ylabel(axes[1])

    return svg_of("calibration", draw, (78, 72), said)


def _last(line: Line) -> float:
    return next((share for share in reversed(line.shares) if share is not None), 0.0)


def _apart(heights: Sequence[float], least: float = 0.085) -> list[float]:
    """Heights for labels, in the order given, moved so that none stands on another."""
    order = sorted(range(len(heights)), key=lambda at: heights[at])
    placed = list(heights)
    for before, after in pairwise(order):
        placed[after] = max(placed[after], placed[before] + least)
    over = max(max(placed, default=0) - 1.02, 0)
    return [height - over for height in placed]
