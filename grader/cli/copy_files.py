"""The files of copies: one with all of them, one each, and what goes with them: questions, specimens, check pages."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from grader.cli.print_ import SINGLES
from grader.model.kinds import Profile
from grader.model.response import Copy, CopyStatus
from grader.model.roster import Student

if TYPE_CHECKING:
    from grader.cli.copies import Wish
    from grader.model.exam import Exam
    from grader.printing.stamps import Master
    from grader.workspace import Workspace


def draw(
    place: "Workspace",
    exam: "Exam",
    wish: "Wish",
    paper: Sequence[Copy],
    new: Sequence[Copy],
    students: dict[str, Student],
) -> Iterator[tuple[str, bytes]]:
    """All copies in the order of `paper`, the new ones alone where older ones are in use, and what goes with them."""
    from grader import workspace
    from grader.cli.proof import prove
    from grader.printing.checks import print_checks, print_specimens
    from grader.printing.copies import stamp
    from grader.printing.identity import exam_tag
    from grader.printing.layout import LAYOUTS
    from grader.printing.papers import questions
    from grader.printing.render import print_exam
    from grader.printing.sheet import lay_out
    from grader.printing.sheet_words import SHEET_WORDS
    from grader.printing.sheets import print_sheet
    from grader.printing.singles import file_name, singles
    from grader.printing.stamps import Master, lines_of
    from grader.printing.typeset import typeset
    from grader.reading.fills import INNER

    templates = (place.root / "templates", workspace.bundled("templates"))
    pattern, words = place.course().matricola, SHEET_WORDS[exam.language]
    tag = exam_tag(exam)

    @cache
    def booklet(letter: str, profile: Profile) -> tuple[str, bytes]:
        paper, shape = questions(exam, letter, LAYOUTS[profile]), LAYOUTS[profile]
        (printed,) = print_exam(exam, [paper], shape, questions=place.questions, templates=templates)
        return paper.name, printed.pdf

    @cache
    def master(letter: str, profile: Profile, named: bool, scores: bool) -> "Master":
        layout = lay_out(
            exam,
            exam.form(letter),
            matricola=pattern,
            profile=profile,
            personalised=named,
            score_bubbles=scores,
        )
        sheet = print_sheet(exam, layout, templates=templates)
        behind = booklet(letter, profile)[1] if wish.booklet else b""
        tagged = (
            print_sheet(exam, layout, templates=templates, tagged=True) if wish.singles and named else b""
        )
        made = Master(layout, sheet, behind, tagged)
        prove(exam, made)
        return made

    def of(copy: Copy) -> "Master":
        return master(copy.form, Profile(copy.profile), copy.student is not None, copy.score_bubbles)

    wanted = list(new) if wish.only else list(paper)
    masters = {copy.number: of(copy) for copy in wanted}
    layouts = {number: found.layout for number, found in masters.items()}
    named = {c.student: students.get(c.student, Student(student_id=c.student)) for c in wanted if c.student}
    lines = typeset(lines_of(wanted, named, layouts, words))

    def drawn(copies: Sequence[Copy]) -> bytes:
        return stamp(copies, masters, named, tag=tag, words=words, lines=lines)

    if wish.only:
        yield f"copy-{new[0].number:05d}.pdf", drawn(new)
    elif wanted:
        yield "copies.pdf", drawn(wanted)
        fresh = [copy for copy in wanted if copy in new]
        if fresh and len(fresh) < len(wanted):
            numbers = sorted(copy.number for copy in fresh)
            last = f"-{numbers[-1]}" if len(numbers) > 1 else ""
            yield f"copies-{numbers[0]}{last}.pdf", drawn(fresh)
    if wish.singles:
        for copy, pdf in singles(wanted, masters, named, tag=tag, words=words, lines=lines):
            assert copy.student is not None, "a single file is a student's"
            yield f"{SINGLES}/{file_name(copy, named[copy.student])}", pdf
    if wish.only:
        return
    for letter in sorted({copy.form for copy in wanted}):
        used = list(dict.fromkeys(id(masters[c.number]) for c in wanted if c.form == letter))
        shown = [next(m for m in masters.values() if id(m) == one).layout for one in used]
        for profile in sorted({layout.profile for layout in shown}, reverse=True):
            name, pdf = booklet(letter, profile)
            yield f"{name}.pdf", pdf
        yield f"sheet-{letter}.pdf", print_specimens(exam, shown, templates=templates)
        yield f"check-{letter}.pdf", print_checks(exam, shown, measured=INNER, templates=templates)


def void_files(copies: Iterable[Copy]) -> tuple[str, ...]:
    """Patterns of the single files of copies that are void: nobody is to get them."""
    return tuple(f"{SINGLES}/{c.number:05d}-*.pdf" for c in copies if c.status is CopyStatus.VOIDED)
