#!/usr/bin/env python3
"""A written exam of a large class on paper from end to end: .venv/bin/python benchmarks/paper_exam.py --students 300

Printing, reading and scoring are the commands that a person types, each in a process of its own; the scans in
between are simulated. Students are numbers, and everything happens in a folder that is removed.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from grader import tables, workspace
from grader.cli.invented import graded_texts
from grader.demo.classroom import sit
from grader.demo.paper import deal, fill_in
from grader.demo.stack import feeds, scan
from grader.marks.roster import read_students
from grader.reading.simulate.conditions import CONDITIONS
from grader.reading.simulate.stacks import to_pdf
from grader.records import open_records

POLICY = """title: A large course
matricola: "[0-9]{10}"
components:
  written: {exam: written, out_of: 30}
routes:
  written: written
"""
DATE, SITTING, SEED, DPI = "2026-06-24", "2026-06-24-written", 1, 200


def main() -> None:
    """Print the table of seconds."""
    options = argparse.ArgumentParser(description="A paper exam from end to end.")
    options.add_argument("--students", type=int, default=60)
    many = options.parse_args().students
    with tempfile.TemporaryDirectory() as folder:
        place = workspace.init(Path(folder) / "course")
        rows = [(f"{n:010}", f"Surname{n}", f"Name{n}") for n in range(1, many + 1)]
        (place.root / "students.csv").write_bytes(tables.to_csv(("student_id", "surname", "name"), rows))
        (place.root / "course.yaml").write_text(POLICY, encoding="utf-8")
        for left in (
            *(place.root / "enrolled").iterdir(),
            place.root / "labs.csv",
            place.root / "projects.csv",
        ):
            left.unlink()  # of the sample class
        enrolled = tables.to_csv(("student_id",), [row[:1] for row in rows])
        (place.root / "enrolled" / f"{DATE}.csv").write_bytes(enrolled)
        timed = [
            ("assemble", command(place, "assemble", "written", "--date", DATE, "--seed", "1")),
            ("print", command(place, "print", SITTING, "--copies", "personalised", "--spare", "10")),
        ]
        started = time.perf_counter()
        papers, pages = hand_in(place)
        timed.append(("simulate", time.perf_counter() - started))
        timed.append(("read", command(place, "read", SITTING, "stack.pdf")))
        timed.append(("read again", command(place, "read", SITTING, "stack.pdf")))
        timed.append(("score", command(place, "score", SITTING)))
        printed = sum(f.stat().st_size for f in place.sitting(SITTING).print_folder.glob("copies-*.pdf"))
    print(f"{many} students, {papers} papers, {pages} pages of {DPI} dpi; {printed / 1e6:.1f} MB to print\n")
    print("| step | s | ms a page |\n|---|---|---|")
    for name, seconds in timed:
        print(f"| {name} | {seconds:.1f} | {1000 * seconds / pages:.1f} |")


def command(place: workspace.Workspace, *words: str) -> float:
    """Seconds of one command; people may be needed after it."""
    started = time.perf_counter()
    typed = [sys.executable, "-m", "grader", *words, "-C", str(place.root)]
    done = subprocess.run(typed, cwd=place.root, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 4):
        sys.exit(f"grader {' '.join(words)}\n{done.stdout}{done.stderr}"[-2000:])
    return time.perf_counter() - started


def hand_in(place: workspace.Workspace) -> tuple[int, int]:
    """Let the class fill its copies, and scan them to stack.pdf; how many papers and pages."""
    exam, course = place.sitting(SITTING).exam(), place.course()
    roster, _ = read_students(tables.read(place.root / "students.csv"), course)
    students = {student.student_id: student for student in roster}
    with open_records(place.database) as book:
        copies = book.printed(SITTING)
    texts = graded_texts()
    present = [row[0] for row in sit(exam, list(students), texts, seed=SEED).rows]
    dealt = deal(exam, copies, present, students)
    forms = {student: copy.form for student, copy in dealt.items()}
    rows = sit(exam, list(students), texts, seed=SEED, forms=forms).rows
    stack = feeds(fill_in(exam, dealt, rows, students, matricola=course.matricola))
    scanned = scan(stack, CONDITIONS["copier"], seed=SEED, dpi=DPI)
    (place.root / "stack.pdf").write_bytes(to_pdf((page.image for page in scanned), DPI))
    return len(dealt), len(stack)


if __name__ == "__main__":
    main()
