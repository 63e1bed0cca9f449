"""What the decisions of an earlier sitting are worth for the next one: suggestions for half of a class, the other half graded before.

By the core that `grader score` uses, with nothing decided in the sitting itself. Both sets get steps of half a point. The
shipped prior has learnt from the exam, not from Mohler.
"""

import datetime as dt
import random
import sys
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

import numpy as np
from answers import CACHE, DATA, SEED, _references, rows_of

from grader.model.blueprint import Blueprint, Kind
from grader.model.course import OpenAnswers
from grader.model.exam import Exam, Form, FormItem, Solution
from grader.model.item import Open
from grader.model.response import Copy, Response
from grader.scoring.openended.earlier import Earlier, Weighed
from grader.scoring.openended.embed import open_embedder
from grader.scoring.openended.evaluate import agreement
from grader.scoring.openended.features import Embed
from grader.scoring.openended.model import suggest

SETS = (("mohler", Decimal(5)), ("nn_exam", Decimal(2)))
GRADED = (0, 5, 10, 100)  # earlier answers to a question, at most
RULES = OpenAnswers(step=Decimal("0.5"))


def table(embed: Embed, model: str) -> str:
    """A row for each set and number of graded answers to a question."""
    lines = ["| set | graded before, a question | answers now | r; RMSE; QWK | promised |", "|---" * 5 + "|"]
    lines += [_row(name, out_of, graded, embed, model) for name, out_of in SETS for graded in GRADED]
    return "\n".join(lines)


def _row(name: str, out_of: Decimal, graded: int, embed: Embed, model: str) -> str:
    draw, of = random.Random(f"{SEED} {name}"), defaultdict(list)
    for row in rows_of(name):
        if row["answer"].strip() and row.get("is_reference", "0") in ("0", ""):
            of[row["question_id"]].append(row)
    places, responses, truth = [], [], {}
    earlier: dict[Weighed, Sequence[Earlier]] = {}
    for number, rows in enumerate(of.values(), 1):
        draw.shuffle(rows)
        then, now = rows[: len(rows) // 2], rows[len(rows) // 2 :]
        places.append(_place(number, rows[0], out_of))
        key = (places[-1].item.id, out_of)
        earlier[key] = [Earlier(r["answer"], _points(r, out_of)) for r in then[:graded]]
        for copy, row in enumerate(now, 1):
            responses.append(Response(copy_number=copy, number=number, text=row["answer"]))
            truth[copy, number] = float(row["score"]) * float(out_of)
    copies = [Copy(number=n, form="A") for n in sorted({copy for copy, _ in truth})]
    exam = _exam(places)
    found, _ = suggest(exam, copies, responses, [], embed, model=model, rules=RULES, earlier=earlier)
    given = np.array([truth[s.copy_number, s.number] for s in found])
    a = agreement(given, np.array([float(s.points) for s in found]), 0.5)
    sure = sum(s.promised for s in found) / len(found)
    said = "all, half of the class" if graded == GRADED[-1] else str(graded)
    return f"| {name} | {said} | {len(found)} | {a.r:.3f}; {a.rmse:.3f}; {a.qwk:.3f} | {sure:.1%} |"


def _points(row: dict[str, str], out_of: Decimal) -> Decimal:
    return round(Decimal(row["score"]) * out_of, 4)


def _place(number: int, row: dict[str, str], out_of: Decimal) -> FormItem:
    item = Open(
        type="open", id=f"q{number}", stem=row["question"], reference=_references(row), points=out_of,
        topic="t", module="m", part="first",
    )  # fmt: skip
    return FormItem(number=number, item=item, points=out_of, content_hash="")


def _exam(places: Sequence[FormItem]) -> Exam:
    plan = Blueprint(
        title="Answers",
        kind=Kind.WRITTEN,
        items=len(places),
        points=Decimal(len(places)),
        minutes=Decimal(60),
    )
    return Exam(
        id="now", blueprint_name="answers", blueprint=plan, course="c", language="en", date=dt.date(2026, 4, 15), seed=1,
        tool_version="0", solution=Solution(objective=0, bound=0, proven=True, pool=1, considered=1),
        forms=(Form(letter="A", items=tuple(places)),),
    )  # fmt: skip


if __name__ == "__main__":
    if not (DATA / "mohler.csv").is_file():
        sys.exit(f"skipped: no data in {DATA}")
    bundled = open_embedder(cache=CACHE)
    print(table(bundled, bundled.name))
