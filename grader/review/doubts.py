"""What paper leaves open, as a table that goes out and comes back: doubts and handwriting in, sayings out.

A row names the question, what there is to look at, and what is proposed; `answer` and `transcribe` are empty and
for the person. On the way back only these two are read; a row whose scans are others by now is a problem.
"""

import html
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from grader.errors import InputError, Problem
from grader.model.exam import Exam
from grader.model.paper import Question, Saying
from grader.model.response import Copy
from grader.model.table import Row, Table
from grader.reading.handed_in import NOTHING, Doubt, View, as_response
from grader.reading.points import points_of

HEADER = (
    "question",
    "copy",
    "page",
    "number",
    "why",
    "proposals",
    "pictures",
    "answer",
    "transcribe",
    "seen",
)
ASKED = {
    Question.ANSWER: "letters such as a or a c, a number, or - for nothing",
    Question.STUDENT: "the student's id",
    Question.PAGE: "the first 8 digits of the scan that counts",
    Question.NO_INK: "absent or blank",
    Question.TRANSCRIPTION: "the words, in the column transcribe",
    Question.SCORE: "the points that count, or - to decide later",
    Question.UNREADABLE: "- once its paper was dealt with: scanned again, typed and imported, or none of yours",
}
TITLES = {
    Question.UNREADABLE: "Pages that cannot be read",
    Question.PAGE: "Scans that disagree",
    Question.STUDENT: "Whose paper is it?",
    Question.NO_INK: "No ink: absent or blank?",
    Question.ANSWER: "Answers that are not clear",
    Question.SCORE: "Points marked on paper",
    Question.TRANSCRIPTION: "Handwritten answers, if you like to type them",
}

_DIGITS = 6  # of a scan's hash, at least

Key = tuple[str, int, int, int]  # question, copy, page, number


@dataclass(frozen=True, slots=True)
class Returned:
    """What came back: sayings to record, rows left empty, and what is wrong."""

    sayings: tuple[Saying, ...]
    empty: int
    problems: tuple[Problem, ...]


def doubt_rows(doubts: Sequence[Doubt]) -> tuple[tuple[str | int | None, ...], ...]:
    """The rows under `HEADER`."""
    return tuple(
        (
            doubt.question.value,
            doubt.copy_number,
            doubt.page or None,
            doubt.number or None,
            doubt.why,
            " | ".join(doubt.proposals),
            "\n".join(dict.fromkeys((*doubt.crops, *(view.path for view in doubt.views)))),
            None,
            None,
            doubt.seen,
        )
        for doubt in doubts
    )


def doubt_page(exam: Exam, doubts: Sequence[Doubt], *, up: str = "../") -> str:
    """The doubts with their pictures as one HTML page; `up` leads from it to the sitting's folder."""
    kinds = [(question, [d for d in doubts if d.question is question]) for question in TITLES]
    open_ = sum(doubt.question is not Question.TRANSCRIPTION for doubt in doubts)
    parts = [
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{html.escape(exam.id)}</title>',
        f"<style>{_STYLE}</style>",
        f"<h1>{html.escape(exam.id)}: {open_} questions about paper</h1>",
        "<p>Write the answers into the table beside this page, then take it back with "
        f"<code>grader review {html.escape(exam.id)} --import-doubts</code>.</p><ul>",
        *(f'<li><a href="#{kind}">{TITLES[kind]}</a>: {len(some)}</li>' for kind, some in kinds if some),
        "</ul>",
    ]
    for question, some in kinds:
        if some:
            parts.append(f'<h2 id="{question}">{TITLES[question]}</h2>')
            parts.append(f"<p>Write {html.escape(ASKED[question])}.</p>")
            parts += [_section(doubt, up) for doubt in some]
    return "\n".join(parts) + "\n</html>\n"


_STYLE = """
body { font: 16px/1.4 sans-serif; max-width: 62em; margin: 2em auto; padding: 0 1em; color: #222 }
section { border-top: 1px solid #ccc; padding: .5em 0 1em; break-inside: avoid }
h3 { margin: .3em 0 } .why { margin: .3em 0 } .near { font-weight: bold }
figure { margin: .6em 1em .6em 0; display: inline-block; vertical-align: top; max-width: 100% }
figcaption { font-size: .8em; color: #555 }
figure > img { display: block; max-width: 100%; border: 1px solid #999 }
figure.page > img { width: 27em }
.part { display: block; overflow: hidden; border: 1px solid #999; max-width: 100% }
.part img { display: block; max-width: none }
"""
_PAGE = 210.0  # mm: the width of what a picture of a whole page shows
_WIDEST = 180.0  # mm on the screen


def _section(doubt: Doubt, up: str) -> str:
    where = f"copy {doubt.copy_number}" if doubt.copy_number else f"page {doubt.page} of all that were read"
    where += f", question {doubt.number}" if doubt.number else ""
    near = (
        f'<p class="near">Proposed: {html.escape(" or ".join(doubt.proposals))}</p>'
        if doubt.proposals
        else ""
    )
    figures = [
        f'<figure><img src="{html.escape(up + crop)}" alt="scan of {html.escape(where)}"></figure>'
        for crop in dict.fromkeys(doubt.crops)
    ]
    figures += [_figure(view, up) for view in doubt.views]
    return (
        f'<section><h3>{html.escape(where)}</h3><p class="why">{html.escape(doubt.why)}</p>'
        f"{near}{''.join(figures)}</section>"
    )


def _figure(view: View, up: str) -> str:
    """A whole page, or a part of it enlarged."""
    path, said = html.escape(up + view.path), html.escape(view.caption)
    caption = f"<figcaption>{said}</figcaption>"
    if view.part is None:
        return f'<figure class="page"><img src="{path}" alt="{said}">{caption}</figure>'
    x, y, width, height = view.part
    scale = min(2.0, _WIDEST / width)
    size = f"width:{width * scale:.1f}mm;height:{height * scale:.1f}mm"
    moved = f"width:{_PAGE * scale:.1f}mm;margin:{-y * scale:.1f}mm 0 0 {-x * scale:.1f}mm"
    image = f'<img src="{path}" alt="{said}" style="{moved}">'
    return f'<figure><span class="part" style="{size}">{image}</span>{caption}</figure>'


def read_doubts(
    table: Table,
    exam: Exam,
    copies: Sequence[Copy],
    roster: Collection[str],
    doubts: Sequence[Doubt],
    earlier: Sequence[Saying] = (),
) -> Returned:
    """Read a table that people filled, where what was answered `earlier` may stand again; raise InputError if it is none of ours."""
    if lacking := [name for name in HEADER if name not in table.header]:
        what = f"{table.where} is no table of doubts: it has no column {', '.join(lacking)}"
        raise InputError(what, hint=f"`grader review {exam.id} --export-doubts` writes one")
    again = [
        Doubt(s.question, s.copy_number, "answered", s.seen, page=s.page, number=s.number) for s in earlier
    ]
    asked = {(d.question.value, d.copy_number, d.page, d.number): d for d in (*again, *doubts)}
    forms = {copy.number: copy.form for copy in copies}
    sayings: dict[Key, Saying] = {}
    problems, empty = [], 0
    for row in table.rows:
        found = _saying(row, table.at(row), asked, exam, forms, roster)
        if found is None:
            empty += 1
        elif isinstance(found, Problem):
            problems.append(found)
        else:
            key = (found.question.value, found.copy_number, found.page, found.number)
            if sayings.setdefault(key, found) != found:
                what = f"copy {found.copy_number} is answered twice, differently"
                problems.append(Problem(table.at(row), what, "keep one of the rows"))
    return Returned(tuple(sayings.values()), empty, tuple(problems))


def _saying(
    row: Row,
    where: str,
    asked: Mapping[Key, Doubt],
    exam: Exam,
    forms: Mapping[int, str],
    roster: Collection[str],
) -> Saying | Problem | None:
    cells = {name: cell.strip() for name, cell in row.cells.items()}
    written = cells["question"] == Question.TRANSCRIPTION
    answer = cells["transcribe"] if written else cells["answer"]
    if not answer:
        return None
    numbers = [int(cells[name]) if cells[name].isdecimal() else 0 for name in ("copy", "page", "number")]
    key = (cells["question"], numbers[0], numbers[1], numbers[2])
    doubt = asked.get(key)
    if doubt is None:
        what = f"copy {cells['copy']}: nobody asks this now"[:200]
        return Problem(where, what, "it was answered already, or these columns were edited: export again")
    if doubt.seen != cells["seen"]:
        what = f"copy {doubt.copy_number}: other scans of it have come since the table was written"
        return Problem(where, what, "export again and look at them")
    taken = checked(doubt, answer, exam, forms, roster)
    if taken is None:
        return Problem(where, f'"{answer[:40]}" is no answer to this', f"write {ASKED[doubt.question]}")
    return Saying(
        question=doubt.question,
        copy_number=doubt.copy_number,
        page=doubt.page,
        number=doubt.number,
        seen=doubt.seen,
        answer=taken,
    )


def checked(
    doubt: Doubt, answer: str, exam: Exam, forms: Mapping[int, str], roster: Collection[str]
) -> str | None:
    """What a person wrote, if it answers the question."""
    match doubt.question:
        case Question.ANSWER:
            place = exam.form(forms[doubt.copy_number]).at(doubt.number)
            return answer if place and as_response(place, doubt.copy_number, answer) is not None else None
        case Question.STUDENT:
            return answer if answer in roster else None
        case Question.PAGE:
            taken = [hash_ for hash_ in doubt.seen.split() if hash_.startswith(answer.lower())]
            return answer.lower() if len(taken) == 1 and len(answer) >= _DIGITS else None
        case Question.NO_INK:
            return answer.lower() if answer.lower() in ("absent", "blank") else None
        case Question.SCORE:
            place = exam.form(forms[doubt.copy_number]).at(doubt.number)
            points = points_of(answer, place) if place else None
            return str(points) if points is not None else NOTHING if answer == NOTHING else None
        case Question.UNREADABLE:
            return NOTHING if answer == NOTHING else None
        case Question.TRANSCRIPTION:
            return answer
