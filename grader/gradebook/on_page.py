"""What the review page does about a course beyond open answers: it corrects, and it tells an answer's history."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from grader.errors import GraderError
from grader.gradebook.correcting import apply, foresee
from grader.gradebook.history import About, Line, correction_in_words, tell
from grader.gradebook.history_words import HISTORY_WORDS, HistoryWords
from grader.gradebook.lists import gather_lists, lists_of
from grader.model.difference import Proposal
from grader.model.event import Event, EventKind
from grader.model.response import Response
from grader.model.roster import Student
from grader.reading.standing import roster_of
from grader.records import Records
from grader.records.decided import Place
from grader.review.server.correct_hands import CorrectingHands, Made
from grader.workspace import Sitting, Workspace


def correcting_hands(place: Workspace, where: Sitting, book: Records, language: str) -> CorrectingHands:
    """How the page foresees, applies and lists the corrections of a sitting."""
    words, exam = HISTORY_WORDS.get(language, HISTORY_WORDS["en"]), where.exam()

    def lists() -> tuple[Mapping[str, Student], Sequence[str]]:
        try:
            class_list = lists_of(gather_lists(place.root))[1]
        except (
            GraderError
        ):  # a list must be corrected: people decide answers all the same, and a difference says why
            return {}, ()
        return class_list.students, roster_of(class_list.enrolled.get(exam.date), class_list.students)

    return CorrectingHands(
        foresee=lambda proposal: foresee(place, where, book, proposal),
        apply=lambda foreseen, actor, reason: apply(book, where.id, foreseen, actor=actor, reason=reason),
        made=lambda: _made(book, where.id, words),
        said=lambda proposal: _said(proposal, words),
        copies=lambda: book.copies(where.id),
        lists=lists,
    )


def history_of(book: Records, sitting: str, language: str) -> Callable[[Place], Sequence[Line]]:
    """Every event about an answer, in a language; whose paper it is is not said where people read answers without names."""
    words = HISTORY_WORDS.get(language, HISTORY_WORDS["en"])

    def of(at: Place) -> Sequence[Line]:
        copy, number, item = at
        given: dict[int, list[Response]] = defaultdict(list)
        for event, response in book.responses_by_event(sitting):
            if (response.copy_number, response.number) == (copy, number):
                given[event].append(response)
        about = About(frozenset((copy,)), item, {copy: number}, named=False)
        return list(tell(book.events(sitting), given, about, words))

    return of


def _made(book: Records, sitting: str, words: HistoryWords) -> Sequence[Made]:
    items, bound = book.corrections(sitting), book.bindings(sitting)
    stands = {*items, *bound}
    found = []
    for event in book.events(sitting):
        if event.sequence in stands:
            copies = (
                frozenset(one.number for one in bound[event.sequence].after)
                if event.sequence in bound
                else frozenset()
            )
            of = frozenset(one.item_id for one in items.get(event.sequence, ()))
            what = _what(event, copies, words)
            found.append(Made(event.sequence, event.at, event.actor, event.reason, what, of, copies))
    return found


def _what(event: Event, copies: frozenset[int], words: HistoryWords) -> tuple[str, ...]:
    about = About(copies) if event.kind is EventKind.COPIES else About()
    return tuple(line.what for line in tell([event], {}, about, words))


def _said(proposal: Proposal, words: HistoryWords) -> Sequence[str]:
    """What is proposed; an undone correction is told by what it says."""
    said = [
        words.corrected.format(item=one.item_id, what=correction_in_words(one, words))
        for one in proposal.corrections
    ]
    if binding := proposal.binding:
        copy = binding.copy_number
        if binding.void:
            said.append(f"{words.copy_.format(copy=copy)}: {words.statuses.get('voided', 'voided')}")
        elif binding.swap:
            said.append(words.swapped.format(copy=copy, other=binding.swap))
        else:
            of = words.of_student.format(student=binding.student) if binding.student else ""
            parts = [f"→ {binding.form}"] if binding.form else []
            said.append(f"{words.copy_.format(copy=copy)}: {', '.join([*parts, *([of] if of else [])])}")
    return said
