"""One student's paper -> what their feedback sheet says, as values that a template can only draw. Pure.

Nothing of other students goes in but the third of the class, and nothing of a profile: what the template is never
given, it cannot tell.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from grader.model.correction import Correction
from grader.model.exam import Exam, FormItem
from grader.model.item import Open
from grader.model.response import Copy, Response
from grader.model.roster import Student
from grader.model.score import Decision, FinalScore, Suggestion
from grader.printing.layout import STANDARD
from grader.printing.papers import Asset, Solution, solution
from grader.printing.words import WORDS, Words, date_text, number_text
from grader.reporting.feedback_words import FEEDBACK_WORDS, FeedbackWords
from grader.reporting.report_italian import REPORT_WORDS
from grader.reporting.said import corrected_text
from grader.scoring.closed import total
from grader.scoring.openended.steps import worth_of

FEWEST = 20  # papers; in a smaller class a third says too much about its members


@dataclass(frozen=True, slots=True)
class Handed:
    """A student's paper with everything recorded of it, by printed number."""

    copy: Copy
    student: Student
    responses: Mapping[int, Response]
    scores: Mapping[int, FinalScore]
    decisions: Mapping[int, Decision]
    suggestions: Mapping[int, Suggestion]
    band: int | None = None  # 0 the lower third of the class, 2 the upper; none where it is not said
    mark: tuple[str, ...] = ()  # the steps to a mark that was published
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Met:
    """A criterion of the rubric, and whether the answer has it; `state` is met, missed or open."""

    text: str
    points: str
    state: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A question, what was answered, and why it got its points."""

    solution: Solution
    points: str  # "1.5 of 2", or that it waits
    short: str  # "1.5 / 2"
    share: str  # full, part, none, waits
    own: frozenset[str]  # letters
    text: str  # as typed
    blank: bool
    pictures: tuple[str, ...]
    handwritten: bool  # and there is no text of it
    met: tuple[Met, ...]
    met_note: str
    comment: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Feedback:
    """The sheet."""

    language: str
    course: str
    title: str
    date: str
    iso_date: str
    form: str
    name: str
    student_id: str
    total: str
    out_of: str
    lead: tuple[str, ...]
    mark: tuple[str, ...]
    questions: tuple[Answered, ...]
    draft: bool


@dataclass(frozen=True)
class Sheets:
    """What all sheets of an exam share: its questions, worked out once for each form, and what was corrected."""

    exam: Exam  # as it is scored now
    solutions: Mapping[str, tuple[Solution, ...]]  # by form, in printed order
    corrections: Mapping[str, tuple[Correction, ...]]  # by item
    papers: int  # in the class


def sheets_of(exam: Exam, corrections: Sequence[Correction], papers: int, asset: Asset) -> Sheets:
    """Lay out the questions of every form."""
    words = WORDS[exam.language]
    changed: dict[str, list[Correction]] = {}
    for one in corrections:
        changed.setdefault(one.item_id, []).append(one)
    return Sheets(
        exam,
        {f.letter: tuple(solution(p, words, STANDARD, asset) for p in f.items) for f in exam.forms},
        {item: tuple(made) for item, made in changed.items()},
        papers,
    )


def bands(totals: Mapping[int, Decimal]) -> Mapping[int, int]:
    """The third of the class of each copy, 0 the lowest: by the share below it, and half of those level with it.

    Equal points are in equal thirds. Nobody's is said where fewer than FEWEST papers count.
    """
    if len(totals) < FEWEST:
        return {}
    values = sorted(totals.values())
    of: dict[Decimal, int] = {}
    for value in dict.fromkeys(values):
        below, level = values.index(value), values.count(value)
        of[value] = min(int((below + level / 2) / len(values) * 3), 2)
    return {copy: of[value] for copy, value in totals.items()}


def points_of(scores: Mapping[int, FinalScore]) -> Decimal:
    """The points of a paper as far as they are known, not below 0."""
    return max(total(s.points for s in scores.values() if s.points is not None), Decimal(0))


def feedback_of(
    sheets: Sheets, handed: Handed, pictures: Mapping[int, tuple[str, ...]] | None = None
) -> Feedback:
    """The sheet of one paper; `pictures` are the addresses of scans by printed number."""
    exam = sheets.exam
    plain, words = WORDS[exam.language], FEEDBACK_WORDS[exam.language]
    form = exam.form(handed.copy.form)
    shown = pictures or {}
    return Feedback(
        language=exam.language,
        course=exam.course,
        title=exam.blueprint.title,
        date=date_text(exam.date, plain),
        iso_date=exam.date.isoformat(),
        form=form.letter if len(exam.forms) > 1 else "",
        name=f"{handed.student.name} {handed.student.surname}".strip(),
        student_id=handed.student.student_id,
        total=number_text(points_of(handed.scores), plain),
        out_of=number_text(exam.blueprint.points, plain),
        lead=tuple(_lead(sheets, handed, plain, words)),
        mark=handed.mark,
        questions=tuple(
            _answered(sheets, handed, place, one, shown.get(place.number, ()), plain, words)
            for place, one in zip(form.items, sheets.solutions[form.letter], strict=True)
        ),
        draft=handed.draft,
    )


def _lead(sheets: Sheets, handed: Handed, plain: Words, words: FeedbackWords) -> Iterator[str]:
    given = [s.points for _, s in sorted(handed.scores.items()) if s.points is not None]
    if given:
        addition = " + ".join(number_text(total([p]), plain) for p in given).replace("+ −", "− ")
        yield words.sum.format(addition, number_text(total(given), plain))
    if total(given) < 0:
        yield words.sum_floor
    if len(given) < len(handed.scores):
        yield words.provisional
    elif handed.band is not None:
        yield words.band_note.format(words.bands[handed.band], sheets.papers)


def _answered(
    sheets: Sheets,
    handed: Handed,
    place: FormItem,
    solved: Solution,
    pictures: tuple[str, ...],
    plain: Words,
    words: FeedbackWords,
) -> Answered:
    number = place.number
    response, score = handed.responses.get(number), handed.scores.get(number)
    decision = handed.decisions.get(number)
    points = score.points if score else None
    met, note = ((), "") if response is None or response.blank else _met(handed, place, plain, words)
    changes = sheets.corrections.get(place.item.id, ())
    return Answered(
        solution=solved,
        points=words.waits
        if points is None
        else words.points_of.format(number_text(total([points]), plain), number_text(place.points, plain)),
        short=f"{'…' if points is None else number_text(total([points]), plain)} / {number_text(place.points, plain)}",
        share="waits"
        if points is None
        else "full"
        if points >= place.points
        else "part"
        if points > 0
        else "none",
        own=frozenset(response.letters if response else ()),
        text=response.text if response else "",
        blank=response is not None and response.blank,
        pictures=pictures,
        handwritten=bool(response and response.crop and not response.text.strip() and not pictures),
        met=met,
        met_note=note,
        comment=decision.comment if decision and points is not None else "",
        notes=tuple(
            words.corrected.format(corrected_text(one, plain, REPORT_WORDS[sheets.exam.language]))
            for one in changes
        ),
    )


def _met(handed: Handed, place: FormItem, plain: Words, words: FeedbackWords) -> tuple[tuple[Met, ...], str]:
    """The rubric with what was met.

    That is what the person ticked, if the rubric still has it; else, at full points or none, all or nothing; else what the suggestion found, where
    the criteria it found add up to the points that the person gave. Otherwise nothing is said of single criteria.
    """
    item, number = place.item, place.number
    decision, found = handed.decisions.get(number), handed.suggestions.get(number)
    if not isinstance(item, Open) or not item.rubric or decision is None:
        return (), ""
    lines = tuple(zip((criterion.text for criterion in item.rubric), worth_of(place), strict=True))
    texts = [text for text, _ in lines]
    ticked, note = dict.fromkeys(texts, "open"), ""
    ideas = found.ideas if found and found.answer_hash == decision.answer_hash else ()
    all_found = {
        t for t in texts if (of := [i for i in ideas if i.criterion == t]) and all(i.found for i in of)
    }
    if decision.criteria is not None and set(decision.criteria) <= set(texts):
        ticked, note = _ticks(texts, decision.criteria), words.criteria_note
    elif decision.points in (0, place.points):
        ticked = _ticks(texts, texts if decision.points else ())
    elif ideas and sum(points for text, points in lines if text in all_found) == decision.points:
        ticked, note = _ticks(texts, all_found), words.ideas_note
    return tuple(Met(text, number_text(points, plain), ticked[text]) for text, points in lines), note


def _ticks(texts: Sequence[str], met: Collection[str]) -> dict[str, str]:
    return {text: "met" if text in met else "missed" for text in texts}
