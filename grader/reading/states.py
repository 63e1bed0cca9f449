"""Fills -> what each bubble is taken to be: a threshold of the sheet's own, with a guard on both sides.

What lies within the guard is uncertain, and so is what is dark for a reason that is no mark: a stain is dark
outside the bubble too, a rubbed-out mark has no dark stroke where the sheet's other marks have one, and a slip of
the pen is a line where the sheet's other marks are fills. The thresholds come from fills alone, so that a sheet can
be judged again without its scan; the points, which graders fill, are judged apart from what the student filled.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

from grader.model.reading import BubbleState, Fill, PageReading
from grader.model.sheet import Role

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
    firm: float = 0.85  # the same for a tick within the guard, on a sheet of ticks
    lines: float = 0.6  # inner darkness as a share of the peak: less is a tick or a cross, more is a fill
    several: int = 3  # so many lines, and as many as fills, and this person ticks or crosses
    like: float = 0.55  # of the sheet's usual mark: a lighter one is a slip, a stain or a rest
    like_line: float = 0.7  # the same where people tick or cross, for a line that reaches out
    through: float = (
        0.12  # outside, of the peak, on both sides: more is a fold or a long slip, no stroke of a cross
    )
    touched: float = 0.03  # outside, of the peak, above what the sheet has there: below it nothing is there
    two: float = 0.3  # of the darkness along one stroke, along the other: less is a line through the bubble
    crossed: float = 0.05  # outside, of the peak, on four sides: the strokes that cancel
    uneven: float = 2.5  # times as dark along one stroke as along the other is not the same pen
    filled: float = 0.75  # of the peak, the inner darkness of a filled bubble
    reach: float = 0.3  # outside, of the peak: more than the strokes of a large cross leave
    spilt: float = 0.3  # outside, of the peak, on one side: more than a sloppy fill leaves


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
    usual: float  # inner darkness of the sheet's usual mark (0: no marks)
    marks: int
    lined: bool  # whether this person ticks or crosses


def threshold_of(inner: Floats, ring: Floats, peak: Floats, rules: Rules = RULES) -> Threshold:
    """The threshold of a sheet from its bubbles; most of them must be empty."""
    shown = inner >= 0
    if not shown.any():
        return Threshold(0.0, rules.step, 0.0, rules.stroke, 0.0, 0.0, 0, False)
    values = np.sort(inner[shown])
    # The lower three fifths of a page are empty unless nearly every bubble is filled, which no page asks for.
    lower = values[: max(1, int(0.6 * len(values)))]
    empty = _quantile(lower, 0.5)
    spread = 1.4826 * _quantile(np.abs(lower - empty), 0.5)
    least = empty + max(rules.step, rules.noise * spread)
    marks = shown & (inner > least + rules.guard)
    usual = _quantile(inner[marks], 0.5) if marks.any() else 0.0
    lines = int((marks & (inner <= rules.lines * peak) & (ring < rules.through * peak)).sum())
    lined = lines >= rules.several and 2 * lines >= int(marks.sum())
    # Of two marks of which one was rubbed out, the darker says how this person marks.
    peaks = np.sort(peak[marks])
    darkest = float(peaks[ceil(0.75 * (len(peaks) - 1))]) if len(peaks) else 0.0
    spot = min(rules.stroke, max(rules.lightest, rules.pencil * darkest)) if darkest else rules.stroke
    blank = shown & (inner <= least)
    if blank.any() and _quantile(peak[blank], 0.5) > spot - 0.1:
        spot = 9.0
    outside = _quantile(ring[blank], 0.9) if blank.any() else 0.0
    return Threshold(
        empty,
        max(least, empty + rules.share * (usual - empty)),
        darkest,
        spot,
        max(0.0, outside),
        usual,
        int(marks.sum()),
        lined,
    )


def judge(
    roles: Sequence[Role], measured: Floats, rules: Rules = RULES
) -> tuple[tuple[BubbleState, ...], float]:
    """The state of each bubble of a page, and the page's quality: the least over the hands that filled it.

    `measured` has a row each for inner, ring, cross, peak and spill.
    """
    states = [BubbleState.EMPTY] * len(roles)
    quality = 1.0
    for graders in (True, False):
        hand = [n for n, role in enumerate(roles) if (role is Role.SCORE) is graders]
        if hand:
            inner, ring, cross, peak, spill = measured[:, hand]
            found, least = decide(inner, ring, cross, peak, spill, rules)
            for n, state in zip(hand, found, strict=True):
                states[n] = state
            quality = min(quality, least)
    return tuple(states), quality


def decide(
    inner: Floats, ring: Floats, cross: Floats, peak: Floats, spill: Floats, rules: Rules = RULES
) -> tuple[tuple[BubbleState, ...], float]:
    """The state of each bubble that one hand filled, and the least distance from the threshold, scaled."""
    at = threshold_of(inner, ring, peak, rules)
    states = [BubbleState.EMPTY] * len(inner)
    for n in np.flatnonzero((inner < 0) | (inner >= at.mark - rules.guard) | (peak >= at.spot)):
        i, r, c, p, s = (float(values[n]) for values in (inner, ring, cross, peak, spill))
        states[n] = _state(i, r, c, max(p, i), s, at, rules)
    away = np.abs(inner - at.mark) / max(at.mark - at.empty, 1e-6)
    quality = float(np.clip(away.min(), 0, 1)) if len(inner) and (inner >= 0).all() else 0.0
    return tuple(states), quality


def rethreshold(reading: PageReading, rules: Rules = RULES) -> PageReading:
    """The same page judged by other rules, from the fills as measured."""
    fills = reading.fills
    if not fills:
        return reading
    measured = np.array([(f.inner, f.ring, f.cross, f.peak, f.spill) for f in fills]).T
    states, quality = judge([f.role for f in fills], measured, rules)
    judged = tuple(_judged(fill, state) for fill, state in zip(fills, states, strict=True))
    return reading.model_copy(update={"fills": judged, "quality": quality})


def _state(
    inner: float, ring: float, cross: float, peak: float, spill: float, at: Threshold, rules: Rules
) -> BubbleState:
    """One bubble's state."""
    if inner < 0:
        return BubbleState.UNCERTAIN
    line = inner <= rules.lines * peak
    around = rules.touched * peak + at.outside
    if inner < at.mark - rules.guard:
        spot = peak >= at.spot and inner >= at.empty + rules.small
        return BubbleState.UNCERTAIN if spot else BubbleState.EMPTY
    if inner < at.mark + rules.guard:
        tick = at.lined and inner >= at.mark and peak >= rules.firm * at.peak and ring < around
        return BubbleState.MARKED if tick else BubbleState.UNCERTAIN
    if peak < (rules.pale_line if line else rules.pale) * at.peak:
        return BubbleState.UNCERTAIN
    if line and not at.lined and (at.marks < rules.several or inner < rules.like * at.usual):
        return BubbleState.UNCERTAIN
    if not line and inner < rules.like * at.usual:
        return BubbleState.UNCERTAIN
    if ring < around and (line or spill < rules.spilt * peak + at.outside):
        return BubbleState.MARKED
    if (
        line
        and ring < rules.reach * peak
        and (cross >= rules.two * ring or (at.lined and inner >= rules.like_line * at.usual))
    ):
        return BubbleState.MARKED
    struck = cross >= rules.crossed * peak + at.outside and ring <= rules.uneven * cross
    return BubbleState.CANCELLED if struck and inner >= rules.filled * peak else BubbleState.UNCERTAIN


def _quantile(values: Floats, share: float) -> float:
    """A quantile, between its two neighbours as numpy has it, which takes ten times as long for so few values."""
    at = share * (len(values) - 1)
    low = int(at)
    ordered = np.sort(values)
    return float(ordered[low] + (at - low) * (ordered[min(low + 1, len(values) - 1)] - ordered[low]))


def _judged(fill: Fill, state: BubbleState) -> Fill:
    return fill if fill.state is state else replace(fill, state=state)
