"""`grader status SITTING`: everyone who was expected, and by which way their answers came."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from grader.cli.app import say, show_json, show_problems
from grader.errors import PeopleNeeded

if TYPE_CHECKING:
    from grader.reading.reconcile import Reconciled
    from grader.records import Records
    from grader.workspace import Sitting, Workspace


def show_people(place: "Workspace", sitting: "Sitting", book: "Records", *, json: bool) -> None:
    """Print the account of a sitting's people by id; raise PeopleNeeded where somebody must look."""
    from grader.gradebook.absences import contradictions
    from grader.gradebook.lists import statuses

    account = _account(place, sitting, book)
    doubtful = contradictions(place, sitting, book, statuses(book))
    if json:
        said = [str(problem) for problem in doubtful]
        show_json({"sitting": sitting.id, **asdict(account), "contradictions": said})
    else:
        for line in _lines(account):
            print(line)
    show_problems(doubtful)
    open_ = len(account.unexpected) + len(account.waiting) + account.unbound
    if open_:
        raise PeopleNeeded(
            f"{open_} paper{'s' * (open_ > 1)} of {sitting.id} need{'s' * (open_ == 1)} somebody to look",
            hint="the lines above say whose they are, and `grader marks` what to do about each",
        )
    if account.nothing:
        say(
            f"who stayed away: `grader record STUDENT absent --sitting {sitting.id} --reason WHY`; "
            "else import or read their answers"
        )


def _account(place: "Workspace", sitting: "Sitting", book: "Records") -> "Reconciled":
    from grader.cli.enrolled import class_of, students_of
    from grader.gradebook.inputs import waiting_papers
    from grader.gradebook.lists import statuses
    from grader.reading.reconcile import PAPER, reconcile, ways_of
    from grader.reading.standing import SCANS

    use = "it can say who was expected"
    students = students_of(place, use)
    expected = {student.student_id for student in class_of(place, sitting.exam(), students, use)}
    origins = {
        key: PAPER if SCANS in source else str(source.get("file", "?"))
        for key, source in book.imports(sitting.id).items()
    }
    ways, unbound = ways_of(book.copies(sitting.id), origins)
    said = {e.student_id: e.status.value for e in statuses(book) if e.sitting == sitting.id}
    return reconcile(expected, ways, waiting=waiting_papers(book, sitting.id), said=said, unbound=unbound)


def _lines(account: "Reconciled") -> list[str]:
    lines = [f"expected: {account.expected}"]
    lines += [f"all answers from {way}: {count}" for way, count in account.answered.items()]
    lines += [f"answers from {' and '.join(ways)}: {student}" for student, ways in account.several.items()]
    lines += [f"{status}: {student}" for student, status in account.away.items()]
    for words, found in (
        ("answered, and not on the list", account.unexpected),
        ("listed by an import that could take nothing", account.waiting),
        ("nothing yet", account.nothing),
    ):
        if found:
            lines.append(f"{words}: {len(found)} ({', '.join(found)})")
    if account.unbound:
        lines.append(f"papers with answers of nobody yet: {account.unbound}")
    return lines
