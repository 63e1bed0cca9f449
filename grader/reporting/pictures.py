"""Findings -> the report's plots, each with the words that are said of it."""

import numpy as np
from markupsafe import Markup

from grader.bank.markdown import to_readable
from grader.printing.words import Words, number_text
from grader.reporting.findings import Findings
from grader.reporting.plots import Dot, Line, calibration_plot, histogram, item_map, option_lines
from grader.reporting.report_words import ReportWords
from grader.reporting.said import decimal, percent, shorter

_WEAK = 0.2  # discrimination
_LABEL = 46  # characters of an option beside its line


def plot_scores(found: Findings, plain: Words, words: ReportWords) -> Markup:
    """The histogram of the points of papers with nothing pending."""
    totals = found.papers.totals[found.papers.complete]
    if not len(totals):
        return Markup()
    median = float(np.median(totals))
    out_of = found.exam.blueprint.points
    said = words.scores_said.format(
        len(totals), *(decimal(float(v), 2, plain) for v in (totals.min(), totals.max(), median))
    )
    axes = (
        words.points.format(number_text(out_of, plain)),
        words.papers,
        f"{words.median} {decimal(median, 2, plain)}",
    )
    svg = histogram(totals.tolist(), float(out_of), median=median, axes=axes, said=(words.scores, said))
    return Markup(svg)  # noqa: S704


def plot_items(
    found: Findings, order: dict[str, int], alarmed: set[str], plain: Words, words: ReportWords
) -> Markup:
    """Facility against discrimination; nothing where no question has both."""
    dots = [
        Dot(
            order[item.item_id],
            item.facility.value,
            item.discrimination.value,
            item.item_id in alarmed,
            item.facility.enough and item.discrimination.enough,
        )
        for item in found.items
        if item.facility.value is not None and item.discrimination.value is not None
    ]
    if not dots:
        return Markup()
    weak = sum(dot.discrimination < _WEAK for dot in dots)
    said = (words.map, words.map_said.format(len(dots), weak))
    axes = (words.map_x, words.map_y, words.map_bound)
    return Markup(item_map(dots, axes=axes, said=said, comma=plain.comma))  # noqa: S704


def choice_plots(
    found: Findings, order: dict[str, int], words: ReportWords
) -> tuple[tuple[int, str, Markup], ...]:
    """For every question with an alarm that has options: who chose which."""
    strong = {(alarm.item_id, alarm.distractor.text) for alarm in found.alarms.wrong_keys}
    plots = []
    for one in found.choices:
        if one.item_id not in found.alarms.with_options:
            continue
        lines = [
            Line(
                shorter(to_readable(trace.text), _LABEL) + (f" ({words.key})" if trace.key else ""),
                trace.shares,
                trace.key,
                (one.item_id, trace.text) in strong,
            )
            for trace in one.traces
        ]
        told = "; ".join(f"{line.text}: {', '.join(map(percent, line.shares))}" for line in lines)
        number = order[one.item_id]
        svg = option_lines(
            f"options-{number}",
            lines,
            thirds=words.thirds,
            axis=words.chosen_by,
            said=(f"{words.chosen}: {one.item_id}", told),
        )
        plots.append((number, one.item_id, Markup(svg)))  # noqa: S704
    return tuple(plots)


def plot_calibration(found: Findings, plain: Words, words: ReportWords) -> Markup:
    """How sure suggestions were and how often right; nothing below enough decisions."""
    if found.calibration is None:
        return Markup()
    parts = [(part.said, part.true, part.answers) for part in found.calibration.parts]
    told = "; ".join(f"{said:.0%} → {true:.0%} ({answers})" for said, true, answers in parts)
    axes = (words.calibration_x, words.calibration_y, words.calibration_line)
    svg = calibration_plot(parts, axes=axes, said=(words.calibration, told))
    return Markup(svg)  # noqa: S704
