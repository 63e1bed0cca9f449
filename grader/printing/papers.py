"""A sealed exam -> what each paper says, as values that a template can only draw.

Students' papers are made of `Question`, which has no field for a key, feedback or explanation: what a
template is never given, it cannot leak. Graders' papers and solutions add a `Solution` to each question.
Text becomes HTML here, by `bank.markdown`; files, fonts and PDF are `printing.render`'s.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from markupsafe import Markup

from grader.bank.markdown import to_html
from grader.model.blueprint import Kind
from grader.model.exam import Exam, FormItem
from grader.model.item import Multiple, Numeric, Open
from grader.printing.announcements import Announcement, notes
from grader.printing.layout import Layout
from grader.printing.rules import rules
from grader.printing.words import WORDS, Words, date_text, number_text, points_text

Asset = Callable[[str], str | None]  # an image's path in a text -> its URL, or none if it is refused


class PaperKind(StrEnum):
    """What is printed; the value is the beginning of the file's name and of its template's."""

    BOOKLET = "booklet"
    QUESTIONS = "questions"  # a booklet without room to answer, for when answers go on an answer sheet
    ANSWERS = "answers"
    KEY = "key"
    PRACTICE = "practice"


@dataclass(frozen=True, slots=True)
class Choice:
    """An option as a student sees it."""

    letter: str
    text: Markup

    @property
    def ordinal(self) -> int:
        """1 for a, 2 for b."""
        return ord(self.letter) - ord("a") + 1


@dataclass(frozen=True, slots=True)
class Question:
    """An item as a student sees it."""

    number: int
    kind: str  # closed, numeric, open
    points: str
    stem: Markup
    choices: tuple[Choice, ...]
    several: bool  # more than one key is possible
    unit: Markup
    lines: int
    runs_on: bool  # too long an answer to stand on one page with its question


@dataclass(frozen=True, slots=True)
class Criterion:
    """A line of a rubric."""

    text: Markup
    points: str
    ideas: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class Solution:
    """What a grader needs to know about a question."""

    question: Question
    item_id: str
    about: str  # topic, level, expected facility
    right: str  # "b", "a, c", "512 MiB", "" for an open item
    tolerance: str
    keys: tuple[str, ...]  # letters
    feedback: tuple[tuple[str, Markup], ...]  # by letter
    explanation: Markup
    references: tuple[Markup, ...]
    rubric: tuple[Criterion, ...]
    misconceptions: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """One PDF: its kind, its form, and the name of its file without the ending."""

    kind: PaperKind
    form: str
    name: str

    @property
    def template(self) -> str:
        """The file under templates/ that draws it."""
        return f"{self.kind}.html.j2"


def papers(exam: Exam, layout: Layout) -> tuple[Paper, ...]:
    """The papers of an exam: booklet, answer pages and key for every form; one for practice."""
    suffix = "" if layout.name == "standard" else f"-{layout.name}"
    practice = exam.blueprint.kind is Kind.PRACTICE
    kinds = (PaperKind.PRACTICE,) if practice else (PaperKind.BOOKLET, PaperKind.ANSWERS, PaperKind.KEY)
    alone = practice and len(exam.forms) == 1
    return tuple(
        Paper(kind, form.letter, f"{kind}{'' if alone else f'-{form.letter}'}{suffix}")
        for form in exam.forms
        for kind in kinds
    )


def questions(exam: Exam, form: str, layout: Layout) -> Paper:
    """The booklet that goes with a form's answer sheet."""
    suffix = "" if layout.name == "standard" else f"-{layout.name}"
    return Paper(PaperKind.QUESTIONS, form, f"{PaperKind.QUESTIONS}-{form}{suffix}")


def contents(
    exam: Exam, paper: Paper, layout: Layout, asset: Asset, said: Sequence[Announcement] = ()
) -> dict[str, object]:
    """What a paper's template may use: plain text, safe HTML, numbers; what was announced is noted in the key."""
    form = exam.form(paper.form)
    words = WORDS[exam.language]
    found: dict[str, object] = {
        "words": words,
        "layout": layout,
        "language": exam.language,
        "course": exam.course,
        "title": exam.blueprint.title,
        "form": form.letter if len(exam.forms) > 1 or paper.kind is not PaperKind.PRACTICE else "",
        "date": date_text(exam.date, words),
        "iso_date": exam.date.isoformat(),
        "minutes": words.minutes.format(number_text(exam.blueprint.minutes, words)),
        "total": points_text(sum((item.points for item in form.items), Decimal(0)), words),
        "count": len(form.items),
        "instructions": safe(exam.blueprint.instructions, asset),
        "questions": tuple(question(item, words, layout, asset) for item in form.items),
    }
    if paper.kind in (PaperKind.BOOKLET, PaperKind.QUESTIONS):
        apart = paper.kind is PaperKind.QUESTIONS
        found["rules"] = rules(form, exam.blueprint.scoring, words, apart=apart)
    if paper.kind is PaperKind.KEY:
        found["notes"] = notes(exam, said)
    if paper.kind in (PaperKind.KEY, PaperKind.PRACTICE):
        found["solutions"] = tuple(solution(item, words, layout, asset) for item in form.items)
    return found


def question(placed: FormItem, words: Words, layout: Layout, asset: Asset) -> Question:
    """What a student may see of an item."""
    item = placed.item
    lines = item.lines if isinstance(item, Open) else 0
    return Question(
        number=placed.number,
        kind="open" if lines else "numeric" if isinstance(item, Numeric) else "closed",
        points=points_text(placed.points, words),
        stem=safe(item.stem, asset),
        choices=tuple(Choice(o.letter, safe(o.text, asset, inline=True)) for o in placed.options),
        several=isinstance(item, Multiple),
        unit=safe(item.unit, asset, inline=True) if isinstance(item, Numeric) else Markup(),
        lines=lines,
        runs_on=layout.runs_on(lines),
    )


def solution(placed: FormItem, words: Words, layout: Layout, asset: Asset) -> Solution:
    """What a grader may see of an item: everything."""
    item = placed.item

    def line(text: str) -> Markup:
        return safe(text, asset, inline=True)

    open_ = item if isinstance(item, Open) else None
    facility = (
        words.facility.format(number_text(Decimal(str(item.facility)), words))
        if item.facility is not None
        else ""
    )
    tolerance = item.tolerance if isinstance(item, Numeric) else Decimal(0)
    return Solution(
        question=question(placed, words, layout, asset),
        item_id=item.id,
        about=" · ".join(part for part in (item.topic, item.level, facility) if part),
        right=number_text(item.answer, words) if isinstance(item, Numeric) else ", ".join(placed.key),
        tolerance=number_text(tolerance, words) if tolerance else "",
        keys=placed.key,
        feedback=tuple((o.letter, line(o.feedback)) for o in placed.options if o.feedback),
        explanation=safe(item.explanation, asset),
        references=tuple(safe(text, asset) for text in open_.reference) if open_ else (),
        rubric=tuple(
            Criterion(line(c.text), number_text(c.points, words), tuple(line(idea) for idea in c.ideas))
            for c in (open_.rubric if open_ else ())
        ),
        misconceptions=tuple(line(text) for text in open_.misconceptions) if open_ else (),
    )


def safe(text: str, asset: Asset, *, inline: bool = False) -> Markup:
    """Markdown as HTML that a template takes as it is: `to_html` has escaped what was typed as tags."""
    return Markup(to_html(text, inline=inline, asset=asset))  # noqa: S704
