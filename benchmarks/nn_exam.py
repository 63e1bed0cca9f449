"""A real neural-networks exam, taken through grader's own commands: `python benchmarks/nn_exam.py`.

The public answers in ../shared/data/nn_exam.csv become a course in a temporary folder: a bank of open items
with the reference rows as references, and a typed table of what each student wrote. `grader assemble`,
`import` and `score` do the rest, and the suggestions are compared with the human scores. Nothing is tuned on it.
"""

import csv
import io
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import numpy as np
import yaml
from answers import CACHE, DATA, SEED, Array, examples, rows_of
from openended_shipped import baseline, within_set

from grader import tables
from grader.files import atomic_write
from grader.scoring.openended.embed import open_embedder
from grader.scoring.openended.evaluate import agreement, interval
from grader.scoring.openended.features import Embed
from grader.scoring.openended.text import words

SITTING = "2020-01-01-neural-networks"
COURSE = """\
title: "Neural networks (public answers)"
matricola: "usb[0-9]{1,3}"
components: {exam: {exam: neural-networks, out_of: 16}}
routes: {exam: exam}
"""
BLUEPRINT = """\
title: Neural networks
kind: written
items: 8
points: 16
minutes: 120
"""


def build(course: Path, rows: list[dict[str, str]]) -> None:
    """Write the course folder: policy, blueprint, bank, roster and the typed answers."""
    items = [
        {
            "id": row["question_id"],
            "type": "open",
            "stem": row["question"],
            "reference": [
                r["answer"] for r in rows if r["question_id"] == row["question_id"] and _reference(r)
            ],
            "points": row["max_score"],
            "minutes": "12",
            "facility": "0.75",
            "level": "understand",
        }
        for row in {row["question_id"]: row for row in rows}.values()
    ]
    bank = {"topic": "neural-networks", "module": "neural-networks", "part": "first", "items": items}
    said: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        said[row["student"]][row["question_id"]] = row["answer"]
    names = [str(item["id"]) for item in items]
    answers = [(student, "A", *(of[name] for name in names)) for student, of in sorted(said.items())]
    atomic_write(course / "course.yaml", COURSE)
    atomic_write(course / "exams/neural-networks.yaml", BLUEPRINT)
    atomic_write(
        course / "questions/neural-networks.yaml", yaml.safe_dump(bank, allow_unicode=True, sort_keys=False)
    )
    roster = [(student, "Student", student, "", "standard", 1) for student in sorted(said)]
    header = ("student_id", "surname", "name", "email", "profile", "time_factor")
    atomic_write(course / "students.csv", tables.to_csv(header, roster))
    atomic_write(course / "answers.csv", tables.to_csv(("student_id", "form", *names), answers))


def score(course: Path) -> dict[tuple[str, str], float | None]:
    """Run the commands; return the points suggested for (student, item), none for blanks."""
    run(course, "assemble", "neural-networks", "--date", "2020-01-01", "--seed", "1")
    run(course, "import", SITTING, "answers.csv")
    run(course, "score", SITTING)
    return {
        (row["student_id"], row["item"]): float(row["suggested"]) if row["suggested"] else None
        for row in scores(course)
    }


def run(course: Path, *command: str) -> None:
    """Type a command of grader in the course; exit where it neither is done nor needs people."""
    done = subprocess.run(
        [sys.executable, "-m", "grader", *command],
        cwd=course,
        text=True,
        capture_output=True,
        env=_environment(),
    )
    print(f"grader {' '.join(command)}: exit {done.returncode}; {done.stderr.strip().splitlines()[-1:]}")
    if done.returncode not in (0, 4):
        raise SystemExit(done.stdout + done.stderr)


def scores(course: Path) -> list[dict[str, str]]:
    """The rows of the table that `grader score` wrote."""
    text = (course / "sittings" / SITTING / "out" / "scores.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def compare(rows: list[dict[str, str]], suggested: dict[tuple[str, str], float | None]) -> None:
    """Print agreement with the human scores by question, overall and by student, beside two plain baselines."""
    embedder = open_embedder(cache=CACHE)
    teacher, of = examples("saf_english", embedder, teach=True), examples("nn_exam", embedder, teach=False)
    person = of.share * of.most
    students = np.array([row["student"] for row in of.rows])
    machine = [suggested[row["student"], row["question_id"]] for row in of.rows]
    assert None not in machine, "every answer that is not blank has a suggestion"
    methods: dict[str, Array] = {
        "suggestion": np.array(machine, dtype=np.float64),
        "cosine alone": baseline("cosine", teacher, of) * of.most,
        "length alone": baseline("length", teacher, of) * of.most,
    }
    print(f"\n{'':24s}" + "".join(f"{name:^33s}" for name in methods))
    print(f"{'':24s}" + "  answers       r    RMSE     QWK" * len(methods))
    for name in [*sorted(set(of.question)), "all answers"]:
        chosen = (of.question == name) | (name == "all answers")
        shown = (f"  {agreement(person[chosen], points[chosen], 1.0)!s:>31s}" for points in methods.values())
        print(f"{name:24s}" + "".join(shown))
    whole = ~np.isin(
        students, [row["student"] for row in rows if _reference(row)]
    )  # less answers, less points
    total = {name: _totals(points[whole], students[whole]) for name, points in methods.items()}
    theirs = _totals(person[whole], students[whole])
    print(
        f"{'student totals':24s}" + "".join(f"  {agreement(theirs, t, 1.0)!s:>31s}" for t in total.values())
    )
    print("\n95 % intervals, papers drawn")
    for name, points in methods.items():
        print(
            f"{name:14s} all answers     {interval(person, points, 1.0, papers=students.tolist(), seed=SEED)}"
        )
        each = [str(i) for i in range(len(theirs))]
        print(f"{name:14s} student totals  {interval(theirs, total[name], 1.0, papers=each, seed=SEED)}")
    blank = sum(row["is_empty"] == "1" for row in rows)
    print(
        f"\nabove, {blank} blanks, scored by rule, are not counted, nor 8 answers that serve as references,"
    )
    print("nor, among the totals, the four papers that these were taken from")
    _compare_with_blanks([row for row in rows if not _reference(row)], suggested, embedder)


def _compare_with_blanks(
    rows: list[dict[str, str]], suggested: dict[tuple[str, str], float | None], embed: Embed
) -> None:
    """The count of ../shared/data/README.md: blanks in, and baselines whose scale is learnt in this very set."""
    most, share = (np.array([float(row[name]) for row in rows]) for name in ("max_score", "score"))
    question = np.array([row["question_id"] for row in rows])
    answer, reference = (embed([row[name] for row in rows]) for name in ("answer", "reference_answer"))
    cosine = np.einsum("ij,ij->i", answer, reference).astype(np.float64)
    length = np.array([len(words(row["answer"])) for row in rows], dtype=np.float64)
    ours = [suggested[row["student"], row["question_id"]] or 0.0 for row in rows]
    print("\nwith the blanks                                      answers       r    RMSE     QWK")
    for name, points in (
        ("suggestion, a blank is 0 by rule", np.array(ours)),
        ("cosine, scale learnt on the exam's other questions", within_set(cosine, share, question) * most),
        ("length, scale learnt on the exam's other questions", within_set(length, share, question) * most),
    ):
        print(f"{name:52s} {agreement(share * most, points, 1.0)}")


def _reference(row: dict[str, str]) -> bool:
    return row["is_reference"] == "1"


def _totals(points: Array, students: np.ndarray) -> Array:
    """The sum of each student's points, in order of students."""
    return np.array([points[students == student].sum() for student in dict.fromkeys(students)])


def _environment() -> dict[str, str]:
    """The same environment, with the sitting's own records whatever a department has set."""
    return {name: value for name, value in os.environ.items() if name != "GRADER_DATABASE"}


def main() -> int:
    """Build the course, score it, compare."""
    if not (DATA / "nn_exam.csv").is_file():
        print(f"skipped: no data in {DATA}")
        return 0
    rows = rows_of("nn_exam")
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder), rows)
        suggested = score(Path(folder))
    compare(rows, suggested)
    return 0


if __name__ == "__main__":
    sys.exit(main())
