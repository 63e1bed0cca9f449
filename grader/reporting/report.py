"""Findings -> what the report's page says, as values that a template can only draw. Pure.

Numbers are written here, in the language of the exam. What rests on too little is said to be so, never left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from grader.analysis.figures import Doubt, Figure, ItemStatistics
from grader.bank.markdown import to_readable
from grader.printing.words import WORDS, Words, date_text
from grader.reporting.advice import Notice, notices
from grader.reporting.cells import Cell, cell
from grader.reporting.findings import Findings
from grader.reporting.option_rows import OptionRow, option_rows
from grader.reporting.pictures import choice_plots, plot_calibration, plot_items, plot_scores
from grader.reporting.report_italian import REPORT_WORDS
from grader.reporting.report_words import ReportWords
from grader.reporting.said import corrected_text, decimal, shorter
from grader.reporting.whole import FormRow, apart_text, form_rows, headline, reliability_text

_WIDE = 70  # characters of a question's beginning


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
    forms: tuple[FormRow, ...]  # empty for a single one
    apart: str  # whether the forms differ
    reliability: tuple[str, ...]
    items: tuple[ItemRow, ...]
    item_map: Markup
    doubts: tuple[str, ...]  # why figures are greyed
    choices: tuple[tuple[int, str, Markup], ...]  # number, item, plot
    options: tuple[tuple[int, str, tuple[OptionRow, ...]], ...]  # number, item, its options
    effort: str  # "" without open questions
    pace: str  # "" where nothing was spared
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
    figures += [f.figures.alpha for f in found.forms] if len(found.forms) > 1 else [found.whole.alpha]
    doubts = dict.fromkeys(figure.why for figure in figures if figure.why is not Doubt.NONE)
    waiting = found.papers.waiting
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
        figures=tuple(headline(found, plain, words)),
        lead=tuple(lead),
        notices=told,
        scores=plot_scores(found, plain, words),
        forms=tuple(form_rows(found, plain)) if len(exam.forms) > 1 else (),
        apart=apart_text(found, plain, words),
        reliability=tuple(reliability_text(found, plain, words)),
        items=tuple(_item_rows(found, order, alarmed, plain)),
        item_map=plot_items(found, order, alarmed, plain, words),
        doubts=tuple(getattr(words, why.value) for why in doubts),
        choices=choice_plots(found, order, words),
        options=tuple(option_rows(found, order, plain)),
        effort=_effort(found, words),
        pace=_pace(found, plain, words),
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
            shorter(to_readable(stems.get(item.item_id, "")), _WIDE),
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
    weight = item.weight
    yield Cell("–" if weight.value is None else f"{weight.value:.0%}", grey=not weight.enough)


def _effort(found: Findings, words: ReportWords) -> str:
    work = found.effort
    if not work.answers:
        return ""
    counts = (work.blank, work.read, work.grouped, work.accepted, work.waiting)
    parts = [text.format(n) for text, n in zip(words.effort_parts, counts, strict=True) if n]
    return words.effort.format(work.answers, ", ".join(parts))


def _pace(found: Findings, plain: Words, words: ReportWords) -> str:
    one = found.pace
    if not one.spared:
        return ""
    if one.seconds is None or one.saved is None:
        return words.pace_none.format(one.spared)
    seconds, minutes = decimal(one.seconds, 0, plain), decimal(max(one.saved, 1), 0, plain)
    return words.pace.format(seconds, one.pauses, one.spared, minutes)


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
    yield words.paper_line.format(*(papers[k] for k in ("papers", "present", "unknown", "typed", "unused")))
    yield words.roster_line.format(*(people[k] for k in ("roster", "present", "absent", "withdrawn")))
