"""What the page shows of corrections: items and copies to choose from, and a difference in a person's words. Pure."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from grader.model.correction import NewAnswer, NewKey, NewPoints, NewRubric, Void
from grader.model.difference import Binding, Changed, Foreseen, Proposal
from grader.model.exam import Exam
from grader.model.item import Multiple, Numeric, Open
from grader.model.kinds import Voiding
from grader.model.mark import Outcome
from grader.model.response import Copy, CopyStatus
from grader.model.roster import Student
from grader.review.server.correct_form import options_of, places_of
from grader.review.server.correct_hands import Made
from grader.review.server.correct_words import CorrectWords
from grader.review.server.show import short

_ROWS = 3  # empty lines of a rubric, for new ones
_LETTERS = "abcdefgh"


def items_view(exam: Exam, made: Sequence[Made], words: CorrectWords) -> Sequence[Mapping[str, Any]]:
    """Every item of the exam in order of the first form it is on, with how often it was corrected."""
    found: dict[str, dict[str, Any]] = {}
    for form in exam.forms:
        for place in form.items:
            one = found.setdefault(
                place.item.id,
                {
                    "id": place.item.id,
                    "at": [],
                    "stem": _plain(place.item.stem),
                    "type": words.types[place.item.type],
                    "points": place.points,
                    "corrected": sum(place.item.id in correction.items for correction in made),
                },
            )
            one["at"].append(f"{form.letter}{place.number}" if len(exam.forms) > 1 else str(place.number))
    return list(found.values())


def item_named(exam: Exam, wanted: str) -> str | None:
    """The item that is meant by its id, or by the number on a form: 12, or B12."""
    found = re.fullmatch(r"([A-Za-z]?)\s*([0-9]{1,4})", wanted)
    if not found:
        known = {place.item.id for form in exam.forms for place in form.items}
        return wanted if wanted in known else None
    letter, number = found[1].upper(), int(found[2])
    forms = [form for form in exam.forms if form.letter == letter] if letter else exam.forms[:1]
    place = forms[0].at(number) if forms else None
    return place.item.id if place else None


def item_view(
    exam: Exam, item: str, made: Sequence[Made], words: CorrectWords, asked: Proposal | None = None
) -> Mapping[str, Any]:
    """One item as it is scored now, with what can be changed about it; `asked` fills the form in."""
    places = places_of(exam, item)
    place, one = places[0][1], places[0][1].item
    changes = {c.item_id: c.what for c in asked.corrections} if asked else {}
    what = changes.get(item)
    right = {o.text for _, p in places for o in p.options if o.key}
    chosen = set(what.right) if isinstance(what, NewKey) else right
    kinds = ["key"] if place.options else ["answer"] if isinstance(one, Numeric) else ["rubric"] if isinstance(one, Open) else []  # fmt: skip
    other = next((id_ for id_ in changes if id_ != item), "")
    other_change = changes.get(other)
    rubric = what.rubric if isinstance(what, NewRubric) else one.rubric if isinstance(one, Open) else ()
    return {
        "item": one,
        "at": [(letter, p.number) for letter, p in places],
        "points": place.points,
        "kinds": [*kinds, "points", "void"],
        "kind": what.change if what else "",
        "options": [
            {
                "n": n,
                "text": text,
                "right": text in right,
                "chosen": text in chosen,
                "key": _LETTERS[n] if n < len(_LETTERS) else "",
                "printed": ", ".join(
                    f"{f}:{o.letter}" for f, p in places for o in p.options if o.text == text
                ),
            }
            for n, text in enumerate(options_of(places))
        ],
        "all_of": isinstance(one, Multiple),
        "number": what if isinstance(what, NewAnswer) else one,
        "how": what.how.value if isinstance(what, Void) else "",
        "voidings": [how.value for how in Voiding],
        "new_points": what.points if isinstance(what, NewPoints) else place.points,
        "others": [i for i in items_view(exam, made, words) if i["id"] != item],
        "other": other,
        "other_points": other_change.points if isinstance(other_change, NewPoints) else "",
        "lines": [{"text": c.text, "points": c.points, "ideas": "\n".join(c.ideas)} for c in rubric],
        "new_lines": _ROWS,
        "made": [correction for correction in made if item in correction.items],
    }


def copy_view(
    exam: Exam,
    copy: Copy,
    students: Mapping[str, Student],
    made: Sequence[Made],
    words: CorrectWords,
    asked: Binding | None = None,
) -> Mapping[str, Any]:
    """One paper as it is bound now, with what can be changed about it."""
    return {
        "copy": copy,
        "owner": who_view(copy.student or "", students) if copy.student else None,
        "voided": copy.status is CopyStatus.VOIDED,
        "kinds": ["student", "form", "swap", "void"],
        "kind": _kind(asked) if asked else "",
        "asked": asked,
        "chosen": who_view(asked.student, students) if asked and asked.student else None,
        "letters": [form.letter for form in exam.forms],
        "made": [correction for correction in made if copy.number in correction.copies],
    }


def who_view(id_: str, students: Mapping[str, Student]) -> Mapping[str, str]:
    """A student by id and name; what is no id is shown as it is."""
    known = students.get(id_)
    return {"id": id_, "name": f"{known.surname} {known.name}".strip() if known else ""}


def difference_view(
    foreseen: Foreseen, students: Mapping[str, Student], words: CorrectWords, copy_word: str
) -> Mapping[str, Any]:
    """Who changes, those first who pass or fail by it, then whoever gets another mark; and what it touches."""
    lines = sorted(foreseen.lines, key=lambda c: (-abs(c.crosses), c.mark_before == c.mark_after, c.who))
    moved = sum(c.mark_before != c.mark_after for c in lines)
    up, down = (sum(c.crosses == way for c in lines) for way in (1, -1))
    said = [words.students_change.format(n=len(lines)), words.marks_change.format(n=moved)]
    said += [words.over_by_it.format(n=up), words.under_by_it.format(n=down)]
    return {
        "summary": " · ".join(said) if lines else words.nobody_changes,
        "lines": [_line(one, students, words, copy_word) for one in lines],
        "marks_shown": any(one.mark_before or one.mark_after for one in lines),
        "touched": [(item, copies) for item, copies in foreseen.touched.items()],
        "warnings": foreseen.warnings,
        "new": foreseen.new,
    }


def _line(
    one: Changed, students: Mapping[str, Student], words: CorrectWords, copy_word: str
) -> Mapping[str, Any]:
    paper = re.fullmatch(r"copy ([0-9]+)", one.who)
    waits = (one.waits_before, one.waits_after)
    return {
        "who": f"{copy_word} {paper[1]}" if paper else one.who,
        "name": who_view(one.who, students)["name"],
        "before": words.no_paper if one.before is None else _points(one.before),
        "after": words.no_paper if one.after is None else _points(one.after),
        "mark_before": _mark(one.mark_before, words),
        "mark_after": _mark(one.mark_after, words),
        "moved": one.mark_before != one.mark_after,
        "waits": f"{waits[0]} → {waits[1]}" if waits[0] != waits[1] else "",
        "crosses": {1: words.passes, -1: words.fails}.get(one.crosses, ""),
        "way": one.crosses,
    }


def _points(points: Decimal) -> str:
    """At most three decimals: what is removed is the mean of the rest, to a million millionth."""
    return short(round(points, 3))


def _mark(mark: str, words: CorrectWords) -> str:
    if not mark:
        return words.no_mark
    assert Outcome.GRADED.value not in mark, "a graded mark is its number"
    number, _, lode = mark.partition(" (")
    return words.marks.get(mark, f"{number} ({words.lode})" if lode else number)


def _kind(asked: Binding) -> str:
    return "void" if asked.void else "swap" if asked.swap else "student" if asked.student else "form"


def _plain(stem: str) -> str:
    """A stem's first words, without Markdown's signs."""
    prose = re.sub(r"```.*?(```|$)|!\[[^\]]*\]\([^)]*\)", " … ", stem, flags=re.DOTALL)
    text = " ".join(re.sub(r"[`*_$#>\[\]]", "", prose).split())
    return text if len(text) <= 110 else text[:108].rsplit(" ", 1)[0] + " …"
