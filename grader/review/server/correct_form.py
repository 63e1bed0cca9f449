"""What a form about an item or a copy says, as a proposal; or why it says none. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pydantic import ValidationError
from starlette.exceptions import HTTPException

from grader.errors import GraderError
from grader.model.correction import Correction, NewAnswer, NewKey, NewPoints, NewRubric, Void
from grader.model.difference import Binding, Proposal
from grader.model.exam import Exam, FormItem
from grader.model.item import Criterion, Numeric, Open
from grader.model.kinds import Voiding
from grader.review.server.correct_words import CorrectWords
from grader.review.server.forms import Form, number, one

_LONGEST = 10_000  # characters of a line of a rubric


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a form proposes nothing, in the person's language."""

    what: str


def places_of(exam: Exam, item: str) -> Sequence[tuple[str, FormItem]]:
    """Where an item stands: the letter of each form, and its place there."""
    return [(form.letter, place) for form in exam.forms for place in form.items if place.item.id == item]


def options_of(places: Sequence[tuple[str, FormItem]]) -> Sequence[str]:
    """The texts of all options that are printed somewhere, in the first form's order."""
    return list(dict.fromkeys(option.text for _, place in places for option in place.options))


def proposal_of(form: Form, exam: Exam, words: CorrectWords) -> Proposal | Wrong:
    """What a form says: about an item, about a copy, or that a correction is to be taken back."""
    if undo := one(form, "undo"):
        return Proposal(undo=number(undo))
    if copy := one(form, "copy"):
        return copy_proposal(form, number(copy), words)
    if not places_of(exam, one(form, "item")):
        raise HTTPException(404)
    return item_proposal(form, exam, one(form, "item"), words)


def item_proposal(form: Form, exam: Exam, item: str, words: CorrectWords) -> Proposal | Wrong:
    """What a form says about an item of the exam."""
    places = places_of(exam, item)
    first, kind = places[0][1].item, one(form, "kind")
    if kind == "key":
        options = options_of(places)
        chosen = [n for n in map(number, form.get("right", [])) if n < len(options)]
        if not chosen:
            return Wrong(words.no_option)
        return _about(item, NewKey(right=tuple(options[n] for n in chosen)))
    if kind == "answer" and isinstance(first, Numeric):
        right, said = _decimal(one(form, "answer")), one(form, "tolerance").strip()
        tolerance = _decimal(said) if said else first.tolerance  # what is left empty stays as it was
        if right is None or tolerance is None or tolerance < 0:
            return Wrong(words.no_number)
        return _about(item, NewAnswer(answer=right, tolerance=tolerance))
    if kind == "void" and one(form, "how") in [how.value for how in Voiding]:
        return _about(item, Void(how=Voiding(one(form, "how"))))
    if kind == "points":
        return _points(form, exam, item, words)
    if kind == "rubric" and isinstance(first, Open):
        return _rubric(form, first, words)
    return Wrong(words.no_kind)


def copy_proposal(form: Form, copy: int, words: CorrectWords) -> Proposal | Wrong:
    """What a form says about a copy."""
    kind = one(form, "kind")
    student, letter = one(form, "student")[:100], one(form, "form")[:1]
    if kind == "void":
        binding = Binding(copy_number=copy, void=True)
    elif kind == "swap":
        other = one(form, "swap").strip()
        if not (other.isascii() and other.isdecimal() and len(other) < 8 and int(other) not in (0, copy)):
            return Wrong(words.no_other)
        binding = Binding(copy_number=copy, swap=int(other))
    elif kind == "student" and student:
        binding = Binding(copy_number=copy, student=student)
    elif kind == "form" and letter:
        binding = Binding(copy_number=copy, form=letter)
    else:
        return Wrong(words.no_student if kind == "student" else words.no_kind)
    return Proposal(binding=binding)


def written(form: Form) -> Proposal:
    """A proposal as our own page wrote it."""
    try:
        return Proposal.model_validate_json(one(form, "proposal"))
    except ValidationError:
        raise HTTPException(400) from None


def subject(proposal: Proposal) -> tuple[str, str]:
    """The item or the copy that a proposal is about; none where it takes something back."""
    item = proposal.corrections[0].item_id if proposal.corrections else ""
    return item, str(proposal.binding.copy_number) if proposal.binding else ""


def told(error: GraderError) -> tuple[str, ...]:
    """What a command would say, line by line."""
    return tuple(line.strip() for line in str(error).splitlines() if line.strip())


def _about(item: str, what: NewKey | NewAnswer | Void | NewRubric) -> Proposal:
    return Proposal(corrections=(Correction(item_id=item, what=what),))


def _points(form: Form, exam: Exam, item: str, words: CorrectWords) -> Proposal | Wrong:
    """Other points, and those of another item along with them, so that forms stay worth what they are."""
    said = [(item, one(form, "points")), (one(form, "other"), one(form, "other-points"))]
    made = []
    for id_, text in said:
        if not id_:
            continue
        points = _decimal(text)
        if points is None or points <= 0 or not places_of(exam, id_):
            return Wrong(words.no_number)
        try:
            made.append(Correction(item_id=id_, what=NewPoints(points=points)))
        except ValidationError:
            return Wrong(words.no_number)
    return Proposal(corrections=tuple(made))


def _rubric(form: Form, item: Open, words: CorrectWords) -> Proposal | Wrong:
    texts, worth, ideas = (form.get(name, []) for name in ("line", "worth", "ideas"))
    lines = []
    for text, points, more in zip(texts, worth, ideas, strict=False):
        if not text.strip():
            continue
        value = _decimal(points)
        if value is None or value <= 0:
            return Wrong(words.no_number)
        try:
            said = tuple(line.strip() for line in more.splitlines() if line.strip())
            lines.append(Criterion(text=text.strip()[:_LONGEST], points=value, ideas=said))
        except ValidationError:
            return Wrong(words.no_number)
    total = sum((line.points for line in lines), Decimal(0))
    if not lines or total != item.points:
        return Wrong(
            words.wrong_sum.format(sum=f"{total.normalize():f}", points=f"{item.points.normalize():f}")
        )
    return _about(item.id, NewRubric(rubric=tuple(lines)))


def _decimal(text: str) -> Decimal | None:
    try:
        found = Decimal(text.strip().replace(",", "."))
    except ArithmeticError:
        return None
    return found if found.is_finite() and abs(found.adjusted()) < 30 else None
