"""Fills -> what each bubble is taken to be: a threshold of the sheet's own, with a guard on both sides.

What lies within the guard is uncertain, and so is what is dark for a reason that is no mark: a stain is dark
outside the bubble too, and a rubbed-out mark has no dark stroke where the sheet's other marks have one. The
thresholds come from fills alone, so that a sheet can be judged again without its scan.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.model.reading import BubbleState, Fill, PageReading

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Rules:
    """The thresholds' makings; darkness from 0 (paper) to 1 (printed black)."""

    step: float = 0.10  # a mark is at least so much darker than the sheet's empty bubbles
    noise: float = 6.0  # and so many of their standard deviations
    share: float = 0.2  # and so much of the way to the sheet's usual mark
    guard: float = 0.03  # on both sides of the threshold
    stroke: float = 0.55  # a spot as dark as this is ink, however small
    small: float = 0.03  # and worth a look where it darkens the bubble by so much
    pale: float = 0.5  # of the peak of the sheet's marks: what is paler was rubbed out or is no mark
    crossed: float = 0.09  # outside, on two opposite sides: the strokes that cancel
    touched: float = 0.05  # outside: below it nothing is there
    stain: float = 0.6  # of the inner darkness, outside: as dark as a stain
    filled: float = 0.75  # of the peak, the inner darkness of a filled bubble
    lines: float = 0.6  # of the peak, the most that a tick or a cross reaches


RULES = Rules()


@dataclass(frozen=True)
class Threshold:
    """A sheet's own: the level of its empty bubbles, the threshold, and the peak of its marks (0: no marks)."""

    empty: float
    mark: float
    peak: float
    quiet: bool  # empty bubbles hold no specks as dark as ink, as dithered ones do


def threshold_of(inner: Floats, peak: Floats, rules: Rules = RULES) -> Threshold:
    """The threshold of a sheet from its bubbles; most of them must be empty."""
    shown = inner >= 0
    if not shown.any():
        return Threshold(0.0, rules.step, 0.0, True)
    values = np.sort(inner[shown])
    lower = values[: max(1, int(0.6 * len(values)))]
    # The lower three fifths of a page are empty unless nearly every bubble is filled, which no page asks for.
    empty = float(np.median(lower))
    spread = 1.4826 * float(np.median(np.abs(lower - empty)))
    least = empty + max(rules.step, rules.noise * spread)
    marks = shown & (inner > least + rules.guard)
    usual = float(np.median(inner[marks])) if marks.any() else least
    mark = max(least, empty + rules.share * (usual - empty))
    quiet = float(np.median(peak[shown & (inner <= least)])) < rules.stroke - 0.1 if (inner <= least).any() else True
    return Threshold(empty, mark, float(np.median(peak[marks])) if marks.any() else 0.0, quiet)


def decide(inner: Floats, ring: Floats, peak: Floats, rules: Rules = RULES) -> tuple[tuple[BubbleState, ...], float]:
    """The state of each bubble of a sheet, and the sheet's quality: the least distance from the threshold, scaled."""
    at = threshold_of(inner, peak, rules)
    states = tuple(
        _state(i, r, max(p, i), at, rules)
        for i, r, p in zip(inner.tolist(), ring.tolist(), peak.tolist(), strict=True)
    )
    away = np.abs(inner - at.mark) / max(at.mark - at.empty, 1e-6)
    quality = float(np.clip(away.min(), 0, 1)) if len(inner) and (inner >= 0).all() else 0.0
    return states, quality


def rethreshold(reading: PageReading, rules: Rules = RULES) -> PageReading:
    """The same page judged by other rules, from the fills as measured."""
    fills = reading.fills
    inner, ring, peak = (np.array([getattr(f, name) for f in fills]) for name in ("inner", "ring", "peak"))
    states, quality = decide(inner, ring, peak, rules)
    judged = tuple(_judged(fill, state) for fill, state in zip(fills, states, strict=True))
    return reading.model_copy(update={"fills": judged, "quality": quality})


def _state(inner: float, ring: float, peak: float, at: Threshold, rules: Rules) -> BubbleState:
    """One bubble's state."""
    if inner < 0:
        return BubbleState.UNCERTAIN
    if inner < at.mark - rules.guard:
        spot = at.quiet and peak >= rules.stroke and inner >= at.empty + rules.small
        return BubbleState.UNCERTAIN if spot else BubbleState.EMPTY
    if inner < at.mark + rules.guard or peak < rules.pale * at.peak:
        return BubbleState.UNCERTAIN
    if ring < rules.touched:
        return BubbleState.MARKED
    if ring > rules.stain * inner:
        return BubbleState.UNCERTAIN
    if inner >= rules.filled * peak:
        return BubbleState.CANCELLED if ring >= rules.crossed else BubbleState.UNCERTAIN
    return BubbleState.MARKED if inner <= rules.lines * peak else BubbleState.UNCERTAIN


def _judged(fill: Fill, state: BubbleState) -> Fill:
    return fill if fill.state is state else fill.model_copy(update={"state": state})
