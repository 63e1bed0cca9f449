"""A course whose exam comes back on paper: copies in the records, scans painted by the simulator, for tests."""

import csv
import io
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_exam import ROSTER, exam
from typed_commands import TypedCommands

from grader import tables
from grader.model.base import canonical
from grader.model.event import Event
from grader.model.response import Copy, Response
from grader.model.score import Decision
from grader.model.sheet import Identity
from grader.printing.identity import exam_tag
from grader.reading.layouts import Layouts
from grader.reading.simulate import scanner
from grader.reading.simulate.pens import How
from grader.reading.simulate.sit import Person, Sat, Spot, sit, wanted
from grader.reading.simulate.stacks import to_pdf
from grader.records import open_records

SITTING = "2026-04-15-mid-course"
EXAM = exam("A", "B")
IDS = [student.student_id for student in ROSTER]
COMMANDS = ("import_", "read", "review", "correct", "score", "record", "marks", "status")
COPIES = (
    Copy(number=1, form="A", student=IDS[0]),
    Copy(number=2, form="B", student=IDS[1]),
    Copy(number=3, form="A"),  # with a matricola grid
)
ANSWERS: Mapping[str, tuple[dict[int, str], dict[int, str], dict[int, str]]] = {
    "A": ({1: "a", 2: "ac", 3: "b"}, {4: "27"}, {5: "because it helps"}),
    "B": ({2: "d", 3: "bd", 4: "a"}, {5: "-1.5"}, {}),
}


class PaperCourse(TypedCommands):
    """A course in a temporary folder, its command line, and a class that sits its exam on paper."""

    commands = COMMANDS

    def __init__(
        self, root: Path, capsys: pytest.CaptureFixture[str], printed: Sequence[Copy] = COPIES
    ) -> None:
        super().__init__(root, capsys)
        self.printed = printed
        self.layouts = Layouts(EXAM, "[0-9]{10}", printed)

    def begin(self) -> None:
        """Nothing has happened but that the copies were printed."""
        (self.root / "records.db").unlink(missing_ok=True)
        with open_records(self.url) as book:
            book.issue_copies(SITTING, self.printed, actor="prof")

    def sat(
        self,
        copy: int,
        *,
        letters: Mapping[int, str] | None = None,
        numbers: Mapping[int, str] | None = None,
        writing: Mapping[int, str] | None = None,
        matricola: str = "",
        scores: Mapping[int, str] | None = None,
        empty: bool = False,
        spoiled: Mapping[Spot, How] | None = None,
    ) -> Sat:
        """The pages of a copy with the usual answers of its form, except what is said."""
        known = self.printed[copy - 1]
        usual, digits, words = ANSWERS[known.form]
        marks = (
            {}
            if empty
            else wanted(
                letters={**usual, **(letters or {})},
                numbers={**digits, **(numbers or {})},
                matricola=matricola,
                scores=scores,
            )
        )
        return sit(
            self.layouts.of(known),
            {**marks, **(spoiled or {})},
            Identity(exam=exam_tag(EXAM), copy_number=copy, page=1),
            np.random.default_rng(copy),
            person=Person(writes=not empty),
            writing=words if writing is None else writing,
            dpi=150,
        )

    def scan(self, images: Sequence[np.ndarray], name: str = "stack.pdf") -> str:
        """Put images into a PDF as a scanner would, and give its name."""
        chance = np.random.default_rng(len(images))
        noisy = [scanner.noise(image, 4, chance) for image in images]
        (self.root / name).write_bytes(to_pdf(noisy, 150))
        return name

    def responses(self) -> dict[tuple[int, int], Response]:
        """What is recorded, by copy and number."""
        with open_records(self.url) as book:
            assert book.verify(SITTING) is None
            return {(r.copy_number, r.number): r for r in book.responses(SITTING)}

    def copies(self) -> dict[int, Copy]:
        """The copies as they stand."""
        with open_records(self.url) as book:
            return {copy.number: copy for copy in book.copies(SITTING)}

    def decisions(self) -> dict[tuple[int, int], Decision]:
        """The decisions that stand, by copy and number."""
        with open_records(self.url) as book:
            return {(d.copy_number, d.number): d for d in book.decisions(SITTING)}

    def doubts(self) -> list[dict[str, str]]:
        """The rows of the table of doubts as it is now."""
        assert self.run("review", SITTING, "--export-doubts") == 0, self.err
        path = self.root / "sittings" / SITTING / "out" / "doubts.csv"
        return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))

    def answer(self, wanted: Callable[[Mapping[str, str]], tuple[str, str]], *more: str) -> int:
        """Write (answer, transcribe) into each row of the doubts as a person would, and take the table back."""
        rows = self.doubts()
        for row in rows:
            row["answer"], row["transcribe"] = wanted(row)
        path = self.root / "sittings" / SITTING / "out" / "doubts.csv"
        path.write_bytes(tables.to_csv(list(rows[0]), [list(row.values()) for row in rows]))
        code = self.run("review", SITTING, "--import-doubts", *more)
        path.unlink()
        return code

    def events(self) -> tuple[Event, ...]:
        """What happened."""
        with open_records(self.url) as book:
            return book.events(SITTING)


def paper_course(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    copies: Sequence[Copy] = COPIES,
) -> PaperCourse:
    """A course with a sealed exam and three printed copies."""
    checkout = Path(__file__).parent.parent
    policy = (checkout / "course.yaml").read_text(encoding="utf-8")
    (tmp_path / "course.yaml").write_text(policy, encoding="utf-8")
    for name in ("labs.csv", "projects.csv"):
        header = (checkout / name).read_text(encoding="utf-8").splitlines()[0]
        (tmp_path / name).write_text(header + "\n", encoding="utf-8")
    shutil.copytree(checkout / "exams", tmp_path / "exams")
    rows = [[s.student_id, s.surname, s.name, s.email] for s in ROSTER]
    (tmp_path / "students.csv").write_bytes(tables.to_csv(["student_id", "surname", "name", "email"], rows))
    folder = tmp_path / "sittings" / SITTING
    folder.mkdir(parents=True)
    (folder / "exam.lock.json").write_text(canonical(EXAM), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GRADER_DATABASE", raising=False)
    made = PaperCourse(tmp_path, capsys, copies)
    made.begin()
    return made


def accounted(said: Mapping[str, Any]) -> None:
    """The sums of an account hold: every page, paper and student is in it once."""
    papers, roster = said["papers"], said["roster"]
    assert papers["papers"] == sum(papers.values()) - papers["papers"] == len(COPIES)
    assert sorted([*roster["present"], *roster["absent"], *roster["withdrawn"]]) == sorted(IDS)


def with_one_test(course: PaperCourse) -> PaperCourse:
    """The same course with a policy of this exam alone, so that marks can be made of it."""
    policy = f"""title: A course
components:
  test: {{exam: mid-course, out_of: {EXAM.blueprint.points}}}
routes:
  test: test
"""
    (course.root / "course.yaml").write_text(policy, encoding="utf-8")
    for name in ("labs.csv", "projects.csv"):
        (course.root / name).unlink()
    return course
