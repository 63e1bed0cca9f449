"""Findings -> what the report's page says, as values that a template can only draw. Pure.

Numbers are written here, in the language of the exam. What rests on too little is said to be so, never left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from grader.analysis.figures import Doubt, Figure, ItemStatistics
from grader.bank.markdown import to_plain
from grader.printing.words import WORDS, Words, date_text, number_text
from grader.reporting.advice import Notice, notices
from grader.reporting.findings import Findings
from grader.reporting.pictures import choice_plots, plot_calibration, plot_items, plot_scores
from grader.reporting.report_italian import REPORT_WORDS
from grader.reporting.report_words import ReportWords
from grader.reporting.said import corrected_text, decimal, shorter

_HIGH, _MIDDLE = 0.8, 0.6  # alpha
_APART = 1.96 * 2**0.5  # standard errors of measurement: the 95 % bound on a difference of two
_WIDE = 70  # characters of a question's beginning


@dataclass(frozen=True, slots=True)
class Cell:
    """A number in a table: as text, its interval, and whether it is shown greyed."""

    text: str
    span: str = ""
    grey: bool = False
    strip: tuple[float, float, float] | None = None  # low, value, high as shares of a scale's width


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A question in the table."""

    number: int
    item_id: str
    beginning: str
    alarm: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The page."""

    language: str
    course: str
    title: str
    facts: tuple[str, ...]
    figures: tuple[tuple[str, Cell], ...]  # label and number, at the top
    lead: tuple[str, ...]
    notices: tuple[Notice, ...]
    scores: Markup
    forms: tuple[tuple[str, ...], ...]  # a row a form; empty for a single one
    reliability: tuple[str, ...]
    items: tuple[ItemRow, ...]
    item_map: Markup
    doubts: tuple[str, ...]  # why figures are greyed
    choices: tuple[tuple[int, str, Markup], ...]  # number, item, plot
    effort: str  # "" without open questions
    agreements: tuple[tuple[str, ...], ...]
    calibration: Markup
    calibrated: str
    pages: tuple[tuple[str, int], ...]
    account: tuple[str, ...]
    corrections: tuple[tuple[str, ...], ...]


def report_of(found: Findings) -> Report:
    """Lay the findings of an exam out as a page; at least one paper must have been handed in."""
    exam = found.exam
    plain, words = WORDS[exam.language], REPORT_WORDS[exam.language]
    order = {item.item_id: n for n, item in enumerate(found.items, start=1)}
    told = notices(found, plain, words)
    alarmed = {item for notice in told for item in notice.items}
    figures = [figure for item in found.items for figure in (item.facility, item.discrimination)]
    figures += [found.whole.alpha, found.whole.error]
    doubts = dict.fromkeys(figure.why for figure in figures if figure.why is not Doubt.NONE)
    waiting = len(found.papers.copies) - int(found.papers.complete.sum())
    lead = [words.waiting.format(waiting)] if waiting else []
    if found.whole.quartiles:
        low, _, high = (decimal(value, 2, plain) for value in found.whole.quartiles)
        lead.insert(0, words.half.format(low, high))
    return Report(
        language=exam.language,
        course=exam.course,
        title=exam.blueprint.title,
        facts=(
            date_text(exam.date, plain),
            words.forms.format(len(exam.forms)) if len(exam.forms) > 1 else "",
            f"{exam.blueprint.items} {words.questions.lower()}",
            f"{len(found.papers.copies)} {words.papers}",
        ),
        figures=tuple(_headline(found, plain, words)),
        lead=tuple(lead),
        notices=told,
        scores=plot_scores(found, plain, words),
        forms=tuple(_forms(found, plain)) if len(exam.forms) > 1 else (),
        reliability=tuple(_reliability(found, plain, words)),
        items=tuple(_item_rows(found, order, alarmed, plain)),
        item_map=plot_items(found, order, alarmed, plain, words),
        doubts=tuple(getattr(words, why.value) for why in doubts),
        choices=choice_plots(found, order, words),
        effort=_effort(found, words),
        agreements=tuple(_agreements(found, plain, words)),
        calibration=plot_calibration(found, plain, words),
        calibrated=words.calibration_said.format(decimal(found.calibration.error * 100, 0, plain))
        if found.calibration
        else "",
        pages=tuple((words.page_statuses[name], n) for name, n in found.account.pages.items() if n)
        if found.account
        else (),
        account=tuple(_account(found, words)),
        corrections=tuple(
            (
                f"{one.at:%Y-%m-%d %H:%M}",
                one.actor,
                one.correction.item_id,
                corrected_text(one.correction, plain, words),
                one.reason,
            )
            for one in found.corrections
        ),
    )


def _headline(found: Findings, plain: Words, words: ReportWords) -> Iterator[tuple[str, Cell]]:
    whole, most = found.whole, number_text(found.exam.blueprint.points, plain)
    yield words.papers, Cell(str(len(found.papers.copies)))
    yield f"{words.mean}, {words.of.format(most)}", cell(whole.mean, 2, plain)
    yield words.sd, cell(whole.sd, 2, plain)
    yield words.reliability, cell(whole.alpha, 2, plain)
    yield words.error, cell(whole.error, 2, plain)


def cell(figure: Figure, places: int, plain: Words) -> Cell:
    """A figure as it is shown; a dash where it is undefined."""
    if figure.value is None:
        return Cell("–", "", True)
    ends = (figure.low, figure.high)
    span = "–".join(decimal(end, places, plain) for end in ends if end is not None)
    if figure.low is not None and figure.low < 0:
        span = span.replace("–", " … ")
    return Cell(decimal(figure.value, places, plain), span, not figure.enough)


def _strip(figure: Figure, low: float, high: float) -> tuple[float, float, float] | None:
    if figure.value is None or figure.low is None or figure.high is None:
        return None
    left, at, right = (
        round(min(max((value - low) / (high - low), 0), 1), 3)
        for value in (figure.low, figure.value, figure.high)
    )
    return left, at, right


def _item_rows(found: Findings, order: dict[str, int], alarmed: set[str], plain: Words) -> Iterator[ItemRow]:
    stems = {place.item.id: place.item.stem for form in found.exam.forms for place in form.items}
    for item in found.items:
        yield ItemRow(
            order[item.item_id],
            item.item_id,
            shorter(to_plain(stems.get(item.item_id, "")), _WIDE),
            item.item_id in alarmed,
            tuple(_item_cells(item, plain)),
        )


def _item_cells(item: ItemStatistics, plain: Words) -> Iterator[Cell]:
    yield Cell(str(item.facility.n))
    for figure, low in ((item.facility, 0.0), (item.discrimination, -0.4)):
        one = cell(figure, 2, plain)
        yield Cell(one.text, one.span, one.grey, _strip(figure, low, 1.0))
    blank = item.blank
    yield Cell("–" if blank.value is None else f"{blank.value:.0%}", grey=not blank.enough)
    weight, doubt = item.weight, not item.discrimination.enough
    yield Cell("–" if weight is None else f"{weight:.0%}", grey=weight is None or doubt)


def _forms(found: Findings, plain: Words) -> Iterator[tuple[str, ...]]:
    """Papers, mean, median and standard deviation of each form, on papers with nothing pending."""
    papers = found.papers
    totals = np.nansum(papers.points, axis=1)
    for form in found.exam.forms:
        here = np.array([found.forms_of[copy] == form.letter for copy in papers.copies]) & papers.complete
        some = totals[here]
        cells = ["–"] * 3
        if len(some):
            sd = float(some.std(ddof=1)) if len(some) > 1 else None
            cells = [decimal(float(v), 2, plain) for v in (some.mean(), np.median(some))]
            cells.append("–" if sd is None else decimal(sd, 2, plain))
        yield form.letter, str(int(here.sum())), *cells


def _reliability(found: Findings, plain: Words, words: ReportWords) -> Iterator[str]:
    alpha, error = found.whole.alpha, found.whole.error
    if alpha.value is None:
        yield words.alpha_none.format(getattr(words, alpha.why.value or "constant"))
        return
    one = cell(alpha, 2, plain)
    yield words.alpha.format(f"{one.text} ({one.span})" if one.span else one.text)
    level = alpha.value
    yield words.alpha_high if level >= _HIGH else words.alpha_middle if level >= _MIDDLE else words.alpha_low
    if error.value is not None:
        yield words.sem.format(decimal(error.value, 2, plain), decimal(_APART * error.value, 1, plain))


def _effort(found: Findings, words: ReportWords) -> str:
    work = found.effort
    if not work.answers:
        return ""
    counts = (work.blank, work.read, work.grouped, work.accepted, work.waiting)
    parts = [text.format(n) for text, n in zip(words.effort_parts, counts, strict=True) if n]
    return words.effort.format(work.answers, ", ".join(parts))


def _agreements(found: Findings, plain: Words, words: ReportWords) -> Iterator[tuple[str, ...]]:
    for one in found.agreements:
        shares = (one.right, one.error, one.shift)
        cells = ("–" if share is None else f"{share:.0%}".replace("-", "−") for share in shares)
        sure = f"{one.promised}, {one.promised_right}" if one.promised else "–"
        yield one.item_id or words.all_open, str(one.answers), *cells, sure


def _account(found: Findings, words: ReportWords) -> Iterator[str]:
    if found.account is None:
        return
    papers, people = found.account.papers, found.account.students
    yield words.paper_line.format(*(papers[k] for k in ("papers", "present", "unknown", "unused")))
    yield words.roster_line.format(*(people[k] for k in ("roster", "present", "absent", "withdrawn")))
