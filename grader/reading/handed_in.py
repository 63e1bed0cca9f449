"""Papers as accounted for, and what people said -> the responses that are certain, and what people must be asked.

A doubt is never resolved here: two marks where one is an answer, an uncertain bubble, a gap in a number, a
matricola that is not on the roster. What a person said holds for the scans that the person looked at.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.model.exam import Exam, FormItem
from grader.model.item import Multiple, Numeric, Open
from grader.model.paper import BoxInk, PaperStatus, Question, ReadPage, Saying
from grader.model.reading import BubbleState, Fill
from grader.model.response import CopyStatus, Response
from grader.model.sheet import Role
from grader.reading.account import Account, Paper

BOX_INK = 0.3  # mm2 in the boxes of an answer; less is dust
NOTHING = "-"  # how a person says that nothing was answered

_NUMBER = re.compile(r"-?\d+(\.\d*)?|-?\.\d+")


@dataclass(frozen=True, slots=True)
class View:
    """A part of a picture, for people to look at."""

    path: str  # below the sitting's folder
    caption: str
    part: tuple[float, float, float, float] | None = (
        None  # x, y, width, height in mm of the page; none is all
    )


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a person is asked, with what there is to look at."""

    question: Question
    copy_number: int
    why: str
    seen: str  # content hashes, by spaces
    page: int = 0
    number: int = 0
    crops: tuple[str, ...] = ()
    proposals: tuple[str, ...] = ()
    views: tuple[View, ...] = ()  # what the crops do not show

    @property
    def told(self) -> str:
        """ "copy 17, question 3: two marks (a or b?)" """
        near = f" ({' or '.join(self.proposals)}?)" if self.proposals else ""
        number = f", question {self.number}" if self.number else ""
        where = f"copy {self.copy_number}{number}: " if self.copy_number else ""
        return f"{where}{self.why}{near}"


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What papers answer as far as it is certain."""

    responses: tuple[Response, ...]
    doubts: tuple[Doubt, ...]
    handwritten: tuple[Doubt, ...]  # open answers that wait for no one, and may be transcribed


def seen_of(pages: Iterable[ReadPage]) -> str:
    """The content hashes of pages, sorted, by spaces: what was looked at."""
    return " ".join(sorted(page.reading.content_hash for page in pages))


def collect(exam: Exam, account: Account, sayings: Sequence[Saying]) -> HandedIn:
    """Responses and doubts of every paper that counts."""
    said = {(s.question, s.copy_number, s.number): s for s in sayings}
    responses: list[Response] = []
    doubts: list[Doubt] = []
    handwritten: list[Doubt] = []
    for paper in account.papers:
        if paper.copy.status is CopyStatus.VOIDED:
            continue
        if paper.status is PaperStatus.NO_INK:
            blank, doubt = _without_ink(exam, paper, said, account)
            responses += blank
            doubts += doubt
            continue
        for place in exam.form(paper.copy.form).items:
            found = _answer(place, paper, said)
            if isinstance(found, Doubt):
                doubts.append(found)
            elif found is not None:
                responses.append(found)
                if found.crop:
                    handwritten.append(_written(found, paper))
    return HandedIn(tuple(responses), tuple(doubts), tuple(handwritten))


Said = Mapping[tuple[Question, int, int], Saying]


def _without_ink(
    exam: Exam, paper: Paper, said: Said, account: Account
) -> tuple[list[Response], list[Doubt]]:
    """A paper without ink is nobody's zero: a person says whether it is blank or its student was absent."""
    copy, seen = paper.copy, seen_of(paper.pages)
    if copy.student is None or copy.student in account.absent | account.withdrawn:
        return [], []  # nobody's, or a person has said already that it does not count
    answer = said.get((Question.NO_INK, copy.number, 0))
    if answer and answer.seen == seen and answer.answer == "absent":
        return [], []
    if answer and answer.seen == seen and answer.answer == "blank":
        form = exam.form(copy.form)
        return [Response(copy_number=copy.number, number=item.number) for item in form.items], []
    why = f"no ink at all on the paper of {copy.student}"
    return [], [Doubt(Question.NO_INK, copy.number, why, seen, proposals=("absent", "blank"))]


def _answer(place: FormItem, paper: Paper, said: Said) -> Response | Doubt | None:
    """What a paper answers at one number, a doubt, or none where the page of it is not there."""
    role, pages = _role(place), pages_with(place, paper)
    if not pages:
        return None
    seen, number, copy = seen_of(pages), place.number, paper.copy.number
    told = said.get((Question.ANSWER, copy, number))
    if told and told.seen == seen:
        return as_response(place, copy, told.answer)
    fills = [f for page in pages for f in page.reading.fills if f.number == number and f.role is role]
    if isinstance(place.item, Open):
        boxes = [box for page in pages for box in page.boxes if box.number == number]
        if not boxes:
            why = "the sheet has no box for this open answer: is it the right form?"
            return _doubt(place, paper, pages, why, seen)
        return _open(place, paper, boxes, said.get((Question.TRANSCRIPTION, copy, number)), seen)
    if not fills:
        return _doubt(place, paper, pages, "the sheet has no bubbles for it: is it the right form?", seen)
    if any(fill.state is BubbleState.UNCERTAIN for fill in fills):
        return _doubt(place, paper, pages, "a bubble is not clear", seen)
    if isinstance(place.item, Numeric):
        text = grid_text(fills)
        if text is None or (text and not _NUMBER.fullmatch(text)):
            return _doubt(place, paper, pages, "the digits are no number", seen)
        return Response(copy_number=copy, number=number, text=text)
    marked = sorted(fill.value for fill in fills if fill.state is BubbleState.MARKED)
    if len(marked) > 1 and not isinstance(place.item, Multiple):
        return _doubt(place, paper, pages, f"{' and '.join(marked)} are both marked", seen, tuple(marked))
    crossed_out = any(fill.state is BubbleState.CANCELLED for fill in fills)
    if crossed_out and not marked and not isinstance(place.item, Multiple):
        return _doubt(place, paper, pages, "one is crossed out and none is marked", seen, (NOTHING,))
    unprinted = set(marked) - {option.letter for option in place.options}
    if unprinted:
        return _doubt(place, paper, pages, f"{min(unprinted)} is not printed on form {paper.copy.form}", seen)
    return Response(copy_number=copy, number=number, letters=tuple(marked))


def pages_with(place: FormItem, paper: Paper) -> list[ReadPage]:
    """The pages of a paper with a number, also where the sheet is another form's and has other bubbles at it."""
    return [
        page
        for page in paper.pages
        if any(f.number == place.number for f in page.reading.fills)
        or any(box.number == place.number for box in page.boxes)
    ]


def as_response(place: FormItem, copy: int, answer: str) -> Response | None:
    """What a person wrote as an answer: letters, a number, words, or "-" for nothing; none if it cannot be one."""
    text = answer.strip()
    if text == NOTHING:
        return Response(copy_number=copy, number=place.number)
    if not place.options:
        return Response(copy_number=copy, number=place.number, text=text)
    letters = sorted(set(re.sub(r"[\s,;]", "", text.lower())))
    if not letters or set(letters) - {option.letter for option in place.options}:
        return None
    return Response(copy_number=copy, number=place.number, letters=tuple(letters))


def as_words(response: Response) -> str:
    """An answer as a person writes it in the table of doubts."""
    return "".join(response.letters) or response.text or ("handwriting" if response.crop else NOTHING)


def grid_text(fills: Iterable[Fill]) -> str | None:
    """The signs of a grid from left to right; none where a column has two marks or a gap lies between columns."""
    columns: dict[int, list[str]] = {}
    for fill in fills:
        columns.setdefault(fill.column, [])
        if fill.state is BubbleState.MARKED:
            columns[fill.column].append(fill.value)
    if any(len(marks) > 1 for marks in columns.values()):
        return None
    signs = "".join((columns[column] or [" "])[0] for column in sorted(columns)).strip()
    return None if " " in signs else signs


def _open(
    place: FormItem, paper: Paper, boxes: Sequence[BoxInk], told: Saying | None, seen: str
) -> Response | None:
    """An open answer: blank when there is no ink in its boxes, else its picture, with its words if somebody typed them."""
    parts = sorted(boxes, key=lambda box: box.part)
    if parts[0].part != 1:
        return None  # it begins on a page that is not there
    copy, number = paper.copy.number, place.number
    text = told.answer if told and told.seen == seen else ""
    if sum(box.area for box in parts) <= BOX_INK and not text:
        return None if paper.missing or paper.conflicts else Response(copy_number=copy, number=number)
    crop = " ".join(box.crop for box in parts if box.area > 0) or parts[0].crop
    return Response(copy_number=copy, number=number, text=text, crop=crop)


def _role(place: FormItem) -> Role:
    return Role.DIGIT if isinstance(place.item, Numeric) else Role.OPTION


def _doubt(
    place: FormItem,
    paper: Paper,
    pages: Sequence[ReadPage],
    why: str,
    seen: str,
    proposals: tuple[str, ...] = (),
) -> Doubt:
    crops = tuple(path for page in pages for key, path in page.crops if key == str(place.number))
    return Doubt(
        Question.ANSWER, paper.copy.number, why, seen, number=place.number, crops=crops, proposals=proposals
    )


def _written(response: Response, paper: Paper) -> Doubt:
    pages = [p for p in paper.pages if any(box.number == response.number for box in p.boxes)]
    return Doubt(
        Question.TRANSCRIPTION,
        response.copy_number,
        "transcribed" if response.text else "handwritten",
        seen_of(pages),
        number=response.number,
        crops=tuple(response.crop.split()),
        proposals=(response.text,) if response.text else (),
    )
