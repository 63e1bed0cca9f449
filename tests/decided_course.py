"""A decided exam of three students with projects, whose marks are 20, 18 and fail: for tests of what changes afterwards."""

from decimal import Decimal
from pathlib import Path

from small_exam import exam

from grader.model.exam import Exam
from grader.model.response import Copy, Response
from grader.model.score import Decision
from grader.records import open_records
from grader.workspace import Workspace

SITTING = "2026-04-15-mid-course"
POLICY = """\
title: An invented course
components:
  test: {exam: mid-course, out_of: 10}
  project: {from: projects.csv, out_of: 30}
routes:
  only: test + project / 2
pass: 18
"""
IDS = ("0000000001", "0000000002", "0000000003")
ALL_RIGHT = {1: ("a",), 2: ("a", "c"), 3: ("b",)}
ONE_WRONG = {1: ("b",), 2: ("a", "c"), 3: ("b",)}  # took the option that turns out to be right


def decided_course(folder: Path, url: str, *, sealed: Exam | None = None) -> None:
    """Write the course and its records: 10, 8 and 0 points."""
    files = {
        "course.yaml": POLICY,
        "students.csv": "student_id,surname,name\n" + "".join(f"{id_},S{id_[-1]},N\n" for id_ in IDS),
        "projects.csv": "group,student_id,presented_on,mark,status\n"
        + "".join(f"G{id_[-1]},{id_},2026-06-15,20,presented\n" for id_ in IDS),
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    where = Workspace(folder).new_sitting(SITTING)
    where.folder.mkdir(parents=True)
    where.lock_file.write_text((sealed or exam()).model_dump_json(), encoding="utf-8")
    given = []
    for copy, letters in enumerate((ALL_RIGHT, ONE_WRONG, dict.fromkeys(ALL_RIGHT, ())), start=1):
        given += [Response(copy_number=copy, number=n, letters=said) for n, said in letters.items()]
        given += [Response(copy_number=copy, number=4, text="27" if copy < 3 else "")]
        given += [Response(copy_number=copy, number=5, text="It helps." if copy < 3 else "")]
    with open_records(url) as book:
        copies = [Copy(number=n, form="A", student=id_) for n, id_ in enumerate(IDS, start=1)]
        book.save_responses(SITTING, given, actor="t", source={"file": "a.csv"}, copies=copies)
        decided = [
            Decision(
                copy_number=n,
                number=5,
                item_id="why-norm",
                points=Decimal(2),
                answer_hash=given[4].answer_hash,
            )
            for n in (1, 2)
        ]
        book.decide(SITTING, decided, actor="anna", reason="read")
