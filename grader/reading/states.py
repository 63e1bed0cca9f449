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
    pencil: float = 0.7  # and so is one as dark as this share of the peak of the sheet's marks,
    lightest: float = 0.3  # if it is darker than what is printed inside
    small: float = 0.03  # a spot is worth a look where it darkens the bubble by so much
    pale: float = 0.75  # of the peak of the sheet's marks: a paler fill was rubbed out, or dropped
    pale_line: float = 0.55  # the same for a tick or a cross, whose strokes blur more
    lines: float = 0.6  # inner darkness as a share of the peak: less is a tick or a cross, more is a fill
    touched: float = 0.03  # outside, of the peak, above what the sheet has there: below it nothing is there
    two: float = 0.3  # of the darkness along one stroke, along the other: less is a line through the bubble
    crossed: float = 0.05  # outside, of the peak, on four sides: the strokes that cancel
    uneven: float = 2.5  # times as dark along one stroke as along the other is not the same pen
    filled: float = 0.75  # of the peak, the inner darkness of a filled bubble
    reach: float = 0.3  # outside, of the peak: more than the strokes of a large cross leave


RULES = Rules()


@dataclass(frozen=True)
class Threshold:
    """A sheet's own: the level of its empty bubbles, the threshold, and the peak of its marks (0: no marks)."""

    empty: float
    mark: float
    peak: float
    spot: (
        float  # a peak that is ink, however small; 9 where empty bubbles have such peaks, as dithered ones do
    )
    outside: float  # darkness around nine in ten of the empty bubbles: what shines through the paper


def threshold_of(inner: Floats, ring: Floats, peak: Floats, rules: Rules = RULES) -> Threshold:
    """The threshold of a sheet from its bubbles; most of them must be empty."""
    shown = inner >= 0
    if not shown.any():
        return Threshold(0.0, rules.step, 0.0, rules.stroke, 0.0)
    values = np.sort(inner[shown])
    # The lower three fifths of a page are empty unless nearly every bubble is filled, which no page asks for.
    lower = values[: max(1, int(0.6 * len(values)))]
    empty = float(np.median(lower))
    spread = 1.4826 * float(np.median(np.abs(lower - empty)))
    least = empty + max(rules.step, rules.noise * spread)
    marks = shown & (inner > least + rules.guard)
    usual = float(np.median(inner[marks])) if marks.any() else least
    # Of two marks of which one was rubbed out, the darker says how this person marks.
    darkest = float(np.quantile(peak[marks], 0.75, method="higher")) if marks.any() else 0.0
    spot = min(rules.stroke, max(rules.lightest, rules.pencil * darkest)) if darkest else rules.stroke
    blank = shown & (inner <= least)
    if blank.any() and float(np.median(peak[blank])) > spot - 0.1:
        spot = 9.0
    outside = float(np.quantile(ring[blank], 0.9)) if blank.any() else 0.0
    return Threshold(
        empty, max(least, empty + rules.share * (usual - empty)), darkest, spot, max(0.0, outside)
    )


def decide(
    inner: Floats, ring: Floats, cross: Floats, peak: Floats, rules: Rules = RULES
) -> tuple[tuple[BubbleState, ...], float]:
    """The state of each bubble of a sheet, and the sheet's quality: the least distance from the threshold, scaled."""
    at = threshold_of(inner, ring, peak, rules)
    columns = (values.tolist() for values in (inner, ring, cross, peak))
    states = tuple(_state(i, r, c, max(p, i), at, rules) for i, r, c, p in zip(*columns, strict=True))
    away = np.abs(inner - at.mark) / max(at.mark - at.empty, 1e-6)
    quality = float(np.clip(away.min(), 0, 1)) if len(inner) and (inner >= 0).all() else 0.0
    return states, quality


def rethreshold(reading: PageReading, rules: Rules = RULES) -> PageReading:
    """The same page judged by other rules, from the fills as measured."""
    fills = reading.fills
    if not fills:
        return reading
    inner, ring, cross, peak = np.array([(f.inner, f.ring, f.cross, f.peak) for f in fills]).T
    states, quality = decide(inner, ring, cross, peak, rules)
    judged = tuple(_judged(fill, state) for fill, state in zip(fills, states, strict=True))
    return reading.model_copy(update={"fills": judged, "quality": quality})


def _state(inner: float, ring: float, cross: float, peak: float, at: Threshold, rules: Rules) -> BubbleState:
    """One bubble's state."""
    if inner < 0:
        return BubbleState.UNCERTAIN
    if inner < at.mark - rules.guard:
        spot = peak >= at.spot and inner >= at.empty + rules.small
        return BubbleState.UNCERTAIN if spot else BubbleState.EMPTY
    line = inner <= rules.lines * peak
    if inner < at.mark + rules.guard or peak < (rules.pale_line if line else rules.pale) * at.peak:
        return BubbleState.UNCERTAIN
    if ring < rules.touched * peak + at.outside:
        return BubbleState.MARKED
    if line and ring < rules.reach * peak and cross >= rules.two * ring:
        return BubbleState.MARKED
    struck = cross >= rules.crossed * peak + at.outside and ring <= rules.uneven * cross
    return BubbleState.CANCELLED if struck and inner >= rules.filled * peak else BubbleState.UNCERTAIN


def _judged(fill: Fill, state: BubbleState) -> Fill:
    return fill if fill.state is state else fill.model_copy(update={"state": state})
