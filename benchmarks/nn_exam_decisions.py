"""The promise through the commands: `python benchmarks/nn_exam_decisions.py` prints a Markdown table.

The course of `nn_exam.py` is assembled, imported and scored; then the answers that the queue asks for are decided as the
teachers decided them, in sheets, as an instructor would, and scored anew. Nothing is fitted to this exam but by those decisions.
The four papers that the references were taken from are decided like others, and not counted.
"""

import csv
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from answers import DATA, rows_of
from nn_exam import SITTING, build, run, scores

from grader import tables
from grader.files import atomic_write
from grader.scoring.openended.triage import tolerance

STEPS = (0, 5, 5)  # decisions on each item before each line of the table
Place = tuple[str, str]  # student, item


def after_decisions(course: Path, rows: list[dict[str, str]]) -> Iterator[str]:
    """A line for each number of decisions on each item."""
    person = {
        (row["student"], row["question_id"]): float(row["score"]) * float(row["max_score"]) for row in rows
    }
    sources = {row["student"] for row in rows if row["is_reference"] == "1"}
    given = 0
    yield "| decisions on each item | decided of all | promised | of them right | of what is not promised | totals: r | mean error |"
    yield "|---|---|---|---|---|---|---|"
    for more in STEPS:
        if more:
            decide(course, person, more)
        given += more
        yield f"| {given} | {_line([row for row in scores(course) if row['student_id'] not in sources], person)} |"


def decide(course: Path, person: dict[Place, float], more: int) -> None:
    """Export the answers that teach most, fill in what the teachers gave, import and score."""
    students = {row["copy"]: row["student_id"] for row in scores(course)}
    sheet = course / "review.csv"
    sheet.unlink(missing_ok=True)
    run(course, "review", SITTING, "--export", str(sheet), "--first", str(more))
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        asked = list(csv.DictReader(file))
    for row in asked:
        row["points"] = f"{person[students[row['copy']], row['item']]:g}"
    atomic_write(sheet, tables.to_csv(list(asked[0]), [tuple(row.values()) for row in asked]))
    run(course, "review", SITTING, "--import", str(sheet))
    run(course, "score", SITTING)


def _line(found: list[dict[str, str]], person: dict[Place, float]) -> str:
    """Decided, promised, right; and each paper's total: the decisions, and the suggestions for the rest."""
    totals: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    right: dict[str, list[bool]] = {"yes": [], "no": []}
    decided = 0
    for row in found:
        true = person[row["student_id"], row["item"]]
        waits = row["state"] == "pending"
        decided += row["origin"] == "decision"
        points = float(row["suggested"] if waits else row["points"])
        if waits:
            right[row["promised"]].append(abs(points - true) <= tolerance(float(row["out_of"])) + 1e-9)
        totals[row["student_id"]][0] += points
        totals[row["student_id"]][1] += true
    ours, theirs = np.array(list(totals.values())).T
    promised, others = right["yes"], right["no"]
    return (
        f"{decided} of {len(found)} | {len(promised)} | {_share(promised)} | {_share(others)} of {len(others)}"
        f" | {np.corrcoef(ours, theirs)[0, 1]:.3f} | {np.abs(ours - theirs).mean():.2f}"
    )


def _share(right: list[bool]) -> str:
    return f"{100 * np.mean(right):.1f} %" if right else "none"


def main() -> int:
    """Build the course, score it, decide and score again."""
    if not (DATA / "nn_exam.csv").is_file():
        print(f"skipped: no data in {DATA}")
        return 0
    rows = rows_of("nn_exam")
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder)
        build(course, rows)
        run(course, "assemble", "neural-networks", "--date", "2020-01-01", "--seed", "1")
        run(course, "import", SITTING, "answers.csv")
        run(course, "score", SITTING)
        table = "\n".join(after_decisions(course, rows))
    print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
