#!/usr/bin/env python3
"""What the report and the feedback sheets of a large class cost: .venv/bin/python benchmarks/report.py --students 300

An invented class of the sample course sits an exam on typed answers; importing, scoring, deciding, reporting and
writing feedback are the commands that a person types, each in a process of its own. `--keep FOLDER` leaves the course.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from grader import tables, workspace
from grader.cli.invented import graded_texts
from grader.demo.classroom import sit
from grader.demo.instructor import decide

POLICY = """title: A large course
language: {language}
matricola: "[0-9]{{10}}"
components:
  test: {{exam: {exam}, out_of: {points}}}
routes:
  test: test
"""
DATE, SEED = "2026-06-24", 1


def main() -> None:
    """Print the table of seconds."""
    options = argparse.ArgumentParser(description="A report and feedback sheets for a large class.")
    options.add_argument("--students", type=int, default=60)
    options.add_argument("--exam", default="written", help="mid-course, end-of-course or written")
    options.add_argument("--language", default="en")
    options.add_argument("--keep", type=Path)
    wanted = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = workspace.init(wanted.keep or Path(folder) / "course")
        sitting = f"{DATE}-{wanted.exam}"
        _people(place, wanted.students, wanted.exam, wanted.language)
        timed = [("assemble", command(place, "assemble", wanted.exam, "--date", DATE, "--seed", str(SEED)))]
        answers = place.root / "answers.csv"
        ids = [f"{n:010}" for n in range(1, wanted.students + 1)]
        sat = sit(place.sitting(sitting).exam(), ids, graded_texts(), seed=SEED)
        answers.write_bytes(tables.to_csv(sat.header, sat.rows))
        timed.append(("import", command(place, "import", sitting, str(answers))))
        timed.append(("score", command(place, "score", sitting)))
        sheet = place.root / "review.csv"
        timed.append(("export", command(place, "review", sitting, "--all", "--export", str(sheet))))
        filled = decide(tables.read(sheet), graded_texts())
        sheet.write_bytes(tables.to_csv(filled.header, filled.rows))
        timed.append(
            ("decide", command(place, "review", sitting, "--import", str(sheet), "--reason", "read"))
        )
        timed.append(("report", command(place, "report", sitting)))
        timed.append(("feedback", command(place, "feedback", sitting, "--merged")))
    print(f"{len(sat.rows)} of {wanted.students} students came, {wanted.exam}")
    for name, seconds in timed:
        print(f"{name:10} {seconds:7.1f} s")
    each = timed[-1][1] / len(sat.rows)
    print(f"a feedback sheet {each:.3f} s, {os.cpu_count()} cores")


def _people(place: workspace.Workspace, many: int, exam: str, language: str) -> None:
    """A class of numbers in the place of the sample's."""
    rows = [(f"{n:010}", f"Surname{n}", f"Name{n}", f"student{n}@example.edu") for n in range(1, many + 1)]
    header = ("student_id", "surname", "name", "email")
    (place.root / "students.csv").write_bytes(tables.to_csv(header, rows))
    points = place.blueprint(exam).points
    policy = POLICY.format(language=language, exam=exam, points=points)
    (place.root / "course.yaml").write_text(policy, encoding="utf-8")
    for left in (*(place.root / "enrolled").iterdir(), place.root / "labs.csv", place.root / "projects.csv"):
        left.unlink()  # of the sample class
    (place.root / "enrolled" / f"{DATE}.csv").write_bytes(
        tables.to_csv(("student_id",), [row[:1] for row in rows])
    )


def command(place: workspace.Workspace, *words: str) -> float:
    """Type a command; the seconds it took."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "grader", *words], cwd=place.root, capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, 4):
        sys.exit(f"grader {' '.join(words)} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
