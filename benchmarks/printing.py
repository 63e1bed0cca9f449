"""What a copy costs: stamping codes and names on a form that was rendered once, against rendering each anew.

    python benchmarks/printing.py [--copies 300]

The form is the sample course's written test of 30 items (seed 1), personalised, in three shapes. A copy's time is all
that grows with their number: setting the names and stamping; rendering the form once is in a column of its own.
Goals: at most 10 ms a copy into the merged file, 20 ms with a tagged PDF for each student as well, and less than
3 MB for 300 copies of a form of 6 pages.
Rendering anew is WeasyPrint on the same templates, the median of five, warm. One process; names are invented.
"""

import argparse
import datetime as dt
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import pikepdf
from rich.console import Console
from rich.table import Table

from grader import workspace
from grader.assembly import seal
from grader.model.exam import Exam
from grader.model.kinds import Profile
from grader.model.response import Copy
from grader.model.roster import Student
from grader.printing.copies import stamp
from grader.printing.identity import exam_tag
from grader.printing.layout import LAYOUTS
from grader.printing.papers import questions
from grader.printing.render import print_exam
from grader.printing.sheet import lay_out
from grader.printing.sheet_words import ENGLISH
from grader.printing.sheets import print_sheet
from grader.printing.singles import singles
from grader.printing.stamps import Master, lines_of
from grader.printing.typeset import typeset

T = TypeVar("T")
ROOT = Path(__file__).parent.parent
TEMPLATES = (workspace.bundled("templates"),)
SURNAMES = ("D’Angelo", "Đorđević", "Škvorecká", "Łukasiewicz", "Rossi", "Παπαδόπουλος", "Иванова")
NAMES = ("Nicolò", "Zoë", "Chiara", "Søren", "Ελένη", "Maria Antonietta", "José")


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--copies", type=int, default=300)
    many = arguments.parse_args().copies
    exam = written()
    students = {
        f"{n:010d}": Student(student_id=f"{n:010d}", surname=SURNAMES[n % 7], name=NAMES[n // 7 % 7])
        for n in range(many)
    }
    copies = [Copy(number=n + 1, form="A", student=id_) for n, id_ in enumerate(students)]
    table = Table(title=f"{many} copies of a written test of 30 items, one core")
    for head in (
        "form",
        "pages",
        "form once, s",
        "names, ms",
        "stamp, ms",
        "merged, ms",
        "single, ms",
        "both, ms",
        "anew, ms",
        "times",
        "MB",
        "kB each",
    ):
        table.add_column(head, justify="left" if head == "form" else "right")
    for name, profile, with_booklet in (
        ("sheet", Profile.STANDARD, False),
        ("sheet, accessible", Profile.ACCESSIBLE, False),
        ("sheet and booklet", Profile.STANDARD, True),
    ):
        layout = lay_out(exam, exam.forms[0], matricola="[0-9]{10}", profile=profile, personalised=True)

        def render() -> Master:
            sheet = print_sheet(exam, layout, templates=TEMPLATES)  # noqa: B023
            return Master(layout, sheet, booklet(exam, profile) if with_booklet else b"")  # noqa: B023

        render()  # warms fonts and caches
        once, master = timed(render)
        anew = statistics.median(timed(render)[0] for _ in range(5))
        lines = lines_of(copies, students, dict.fromkeys(range(1, many + 1), layout), ENGLISH)
        names, ready = timed(lambda: typeset(lines))  # noqa: B023
        masters = dict.fromkeys(range(1, many + 1), master)
        stamping, pdf = timed(
            lambda: stamp(copies, masters, students, tag=exam_tag(exam), words=ENGLISH, lines=ready)  # noqa: B023
        )
        tagged = replace(master, tagged=print_sheet(exam, layout, templates=TEMPLATES, tagged=True))
        apart, alone = timed(
            lambda: [
                len(one)
                for _, one in singles(
                    copies,
                    dict.fromkeys(range(1, many + 1), tagged),  # noqa: B023
                    students,
                    tag=exam_tag(exam),
                    words=ENGLISH,
                    lines=ready,  # noqa: B023
                )
            ]
        )
        with pikepdf.open(BytesIO(pdf)) as document:
            pages = len(document.pages) // many
        each = (names + stamping) / many
        table.add_row(
            name,
            str(pages),
            f"{once:.2f}",
            f"{names / many * 1e3:.2f}",
            f"{stamping / many * 1e3:.2f}",
            f"{each * 1e3:.2f}",
            f"{apart / many * 1e3:.2f}",
            f"{(each + apart / many) * 1e3:.2f}",
            f"{anew * 1e3:.0f}",
            f"{anew / each:.0f}",
            f"{len(pdf) / 1e6:.2f}",
            f"{statistics.mean(alone) / 1e3:.0f}",
        )
    Console(width=130).print(table)


def written() -> Exam:
    """The sample course's written test, sealed."""
    place = workspace.find(ROOT)
    return seal.assemble(
        place.bank().items,
        place.blueprint("written"),
        name="written",
        course=place.course(),
        date=dt.date(2026, 6, 10),
        seed=1,
    )


def booklet(exam: Exam, profile: Profile) -> bytes:
    """The questions of the first form as PDF, as they go with a sheet."""
    layout = LAYOUTS[profile]
    (made,) = print_exam(
        exam, [questions(exam, "A", layout)], layout, questions=ROOT / "questions", templates=TEMPLATES
    )
    return made.pdf


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds of processor time, and what came out: the machine may have other work."""
    began = time.process_time()
    found = work()
    return time.process_time() - began, found


if __name__ == "__main__":
    main()
