"""The test as a whole in numbers and sentences: at a glance, form by form, and how far its points can be trusted."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from grader.analysis.figures import Doubt
from grader.printing.words import Words, number_text
from grader.reporting.cells import Cell, cell
from grader.reporting.findings import Findings
from grader.reporting.report_words import ReportWords
from grader.reporting.said import decimal

_HIGH, _MIDDLE = 0.8, 0.6  # alpha
_CHANCE = 0.01  # below it forms are said to differ
_APART = 1.96 * 2**0.5  # standard errors of measurement: the 95 % bound on a difference of two


@dataclass(frozen=True, slots=True)
class FormRow:
    """A form in the table."""

    letter: str
    cells: tuple[Cell, ...]


def headline(found: Findings, plain: Words, words: ReportWords) -> Iterator[tuple[str, Cell]]:
    """The numbers at the top; where forms have different questions, the worst reliability among them."""
    whole, most = found.whole, number_text(found.exam.blueprint.points, plain)
    yield words.papers, Cell(str(len(found.papers.copies)))
    yield f"{words.mean}, {words.of.format(most)}", cell(whole.mean, 2, plain)
    yield words.sd, cell(whole.sd, 2, plain)
    alpha, error = cell(whole.alpha, 2, plain), cell(whole.error, 2, plain)
    if whole.alpha.why is Doubt.UNLIKE:
        known = [f.figures for f in found.forms if f.figures.alpha.value is not None]
        if known:
            low = min(known, key=lambda one: one.alpha.value or 0)
            high = max(known, key=lambda one: one.error.value or 0)
            alpha = replace(cell(low.alpha, 2, plain), span=words.lowest)
            error = replace(cell(high.error, 2, plain), span=words.highest)
    yield words.reliability, alpha
    yield words.error, error


def form_rows(found: Findings, plain: Words) -> Iterator[FormRow]:
    """Papers, mean, median, standard deviation and reliability of each form."""
    for form in found.forms:
        one = form.figures
        middle = Cell(decimal(one.quartiles[1], 2, plain) if one.quartiles else "–", grey=not one.mean.enough)
        figures = [cell(figure, 2, plain) for figure in (one.mean, one.sd, one.alpha)]
        yield FormRow(form.letter, (Cell(str(one.mean.n)), figures[0], middle, *figures[1:]))


def apart_text(found: Findings, plain: Words, words: ReportWords) -> str:
    """Whether the forms differ, and how far; nothing where they cannot be compared."""
    one = found.difference
    if one is None:
        return ""
    text = words.differ if one.p < _CHANCE else words.alike
    p = f"< {decimal(0.001, 3, plain)}" if one.p < 0.001 else f"= {decimal(one.p, 3, plain)}"
    told = text.format(decimal(one.points, 2, plain), decimal(one.effect, 2, plain), p)
    return f"{told} {words.few_forms}" if one.few else told


def reliability_text(found: Findings, plain: Words, words: ReportWords) -> Iterator[str]:
    """What the reliability means; where the forms differ, of each form, judged by the lowest."""
    whole = [(words.alpha, found.whole)]
    if found.whole.alpha.why is Doubt.UNLIKE:
        whole = [(f"{words.form} {form.letter}: {words.alpha}", form.figures) for form in found.forms]
    known = [(text, one) for text, one in whole if one.alpha.value is not None]
    if not known:
        yield words.alpha_none.format(getattr(words, whole[0][1].alpha.why.value or "constant"))
        return
    for text, one in known:
        said = cell(one.alpha, 2, plain)
        yield text.format(f"{said.text} ({said.span})" if said.span else said.text)
    level = min(one.alpha.value for _, one in known if one.alpha.value is not None)
    yield words.alpha_high if level >= _HIGH else words.alpha_middle if level >= _MIDDLE else words.alpha_low
    error = max((one.error.value for _, one in known if one.error.value is not None), default=None)
    if error is not None:
        yield words.sem.format(decimal(error, 2, plain), decimal(_APART * error, 1, plain))
