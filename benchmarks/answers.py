"""Public short answers with human scores, measured: rows of ../shared/data in, features and shares out."""

import csv
import json
import random
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.scoring.openended.features import Embed, Question, answer_texts, measure, vectors_of
from grader.scoring.openended.text import idf, words

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
CACHE = ROOT / ".cache" / "benchmarks" / "vectors.sqlite"
SEED = 20260415
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Examples:
    """Answers of one data set as features (answers, features), shares (0-1) and where they come from."""

    features: Array
    share: Array
    question: NDArray[np.str_]
    made_up: NDArray[np.bool_]  # answers to other questions, and the question itself: worth nothing
    texts: tuple[tuple[Question, str], ...]
    most: Array  # the most points of the answer's question
    rows: tuple[dict[str, str], ...]

    def real(self) -> NDArray[np.bool_]:
        """Which rows are students' answers."""
        return ~self.made_up


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of one data set."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def examples(name: str, embed: Embed, *, teach: bool) -> Examples:
    """Measure every answer of a data set; with `teach` add worthless answers and list some as misconceptions.

    In half of the questions up to three zero-score answers, at most a third of them, act as the listed
    misconceptions and are then not learnt from, so that the weight of `misled` is learnt too.
    """
    draw = random.Random(f"{SEED} {name}")
    rows = [
        row for row in rows_of(name) if row["answer"].strip() and row.get("is_reference", "0") in ("0", "")
    ]
    by_question = defaultdict(list)
    for row in rows:
        by_question[row["question_id"]].append(row)
    references = {id_: _references(of[0]) for id_, of in by_question.items()}
    weight = idf([*(words(r["answer"]) for r in rows), *(words(r) for rs in references.values() for r in rs)])
    todo: list[tuple[str, Question, str, float, bool, dict[str, str]]] = []
    for id_, of in by_question.items():
        worthless = [row["answer"] for row in of if float(row["score"]) == 0]
        listed = draw.sample(worthless, min(3, len(worthless) // 3)) if teach and draw.random() < 0.5 else []
        question = Question(of[0]["question"], references[id_], tuple(listed))
        todo += [
            (id_, question, row["answer"], float(row["score"]), False, row)
            for row in of
            if row["answer"] not in listed
        ]
        if teach:
            others = [row for row in draw.sample(rows, max(2, len(of) // 20)) if row["question_id"] != id_]
            made = [*(row["answer"] for row in others), question.text]
            todo += [(id_, question, text, 0.0, True, of[0]) for text in made]
    texts = {t for _, q, a, *_ in todo for t in (*q.texts, *answer_texts(a))}
    vectors = vectors_of(sorted(texts), embed)
    return Examples(
        features=np.array([measure(q, a, vectors, weight) for _, q, a, *_ in todo]),
        share=np.array([share for _, _, _, share, _, _ in todo]),
        question=np.array([id_ for id_, *_ in todo]),
        made_up=np.array([made_up for *_, made_up, _ in todo]),
        texts=tuple((q, a) for _, q, a, *_ in todo),
        most=np.array([float(row["max_score"]) for *_, row in todo]),
        rows=tuple(row for *_, row in todo),
    )


def _references(row: dict[str, str]) -> tuple[str, ...]:
    listed: Any = (
        json.loads(row["all_references"]) if row.get("all_references") else [row["reference_answer"]]
    )
    return tuple(dict.fromkeys(str(text) for text in listed if str(text).strip()))
