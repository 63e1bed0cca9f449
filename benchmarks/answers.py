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

from grader.scoring.openended.curve import OWN, Scale
from grader.scoring.openended.features import Embed, Question, answer_texts, vectors_of
from grader.scoring.openended.peers import measure_all
from grader.scoring.openended.text import idf, sentences, words

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
CACHE = ROOT / ".cache" / "benchmarks" / "vectors.sqlite"
SEED = 20260415
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Examples:
    """Answers of one data set as features (answers, features), shares (0-1) and where they come from."""

    features: Array
    vectors: NDArray[np.float32]  # of the answers, (answers, dimension)
    share: Array
    question: NDArray[np.str_]
    made: NDArray[np.str_]  # what was made up: "other", "question", "half", "list"; "" for a student's answer
    texts: tuple[tuple[Question, str], ...]
    most: Array  # the most points of the answer's question
    rows: tuple[dict[str, str], ...]
    count: Array  # how many answers to its question each was measured with, itself among them

    def real(self) -> NDArray[np.bool_]:
        """Which rows are students' answers."""
        return np.asarray(self.made == "")


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of one data set."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def examples(name: str, embed: Embed, *, teach: bool, scale: Scale = OWN) -> Examples:
    """Measure every answer of a data set that is no blank; with `teach` make some up and list some as misconceptions.

    In half of the questions up to three zero-score answers, at most a third of them, act as the listed
    misconceptions and are then not learnt from, so that the weight of `misled` is learnt too. What is made up is measured
    as if one student more had written it. `scale` is how the model's cosines are read.
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
    todo: list[tuple[Question, list[dict[str, str]], list[tuple[str, str, float]]]] = []
    for id_, of in by_question.items():
        worthless = [row["answer"] for row in of if float(row["score"]) == 0]
        listed = draw.sample(worthless, min(3, len(worthless) // 3)) if teach and draw.random() < 0.5 else []
        question = Question(of[0]["question"], references[id_], tuple(listed))
        others = [
            row["answer"] for row in draw.sample(rows, max(2, len(of) // 20)) if row["question_id"] != id_
        ]
        todo.append(
            (
                question,
                [row for row in of if row["answer"] not in listed],
                _made_up(question, others, draw) if teach else [],
            )
        )
    texts = {t for q, _, _ in todo for t in q.texts}
    texts |= {
        t
        for _, of, made in todo
        for a in (*(r["answer"] for r in of), *(m[0] for m in made))
        for t in answer_texts(a)
    }
    vectors = vectors_of(sorted(texts), embed)
    features, told, count = [], [], []
    for question, of, made in todo:
        said = [row["answer"] for row in of]
        features.append(measure_all(question, said, vectors, weight, scale))
        told += [(question, row["answer"], float(row["score"]), "", row) for row in of]
        count += [len(of)] * len(of) + [len(of) + 1] * len(made)
        for text, kind, share in made:
            features.append(measure_all(question, [*said, text], vectors, weight, scale)[-1:])
            told.append((question, text, share, kind, of[0]))
    return Examples(
        features=np.vstack(features),
        vectors=np.stack([vectors[text] for _, text, *_ in told]),
        share=np.array([share for _, _, share, _, _ in told]),
        question=np.array([row["question_id"] for *_, row in told]),
        made=np.array([kind for *_, kind, _ in told]),
        texts=tuple((question, text) for question, text, *_ in told),
        most=np.array([float(row["max_score"]) for *_, row in told]),
        rows=tuple(row for *_, row in told),
        count=np.array(count, dtype=np.float64),
    )


def _made_up(question: Question, others: list[str], draw: random.Random) -> list[tuple[str, str, float]]:
    """Texts, their kind and their share: what is off the question is worth nothing, half a reference a half."""
    reference = draw.choice(question.references)
    said, own = sentences(reference), reference.split()
    halves = [
        " ".join(p)
        for p in (
            (said[: len(said) // 2], said[len(said) // 2 :])
            if len(said) > 1
            else (own[: len(own) // 2], own[len(own) // 2 :])
        )
    ]
    keys = sorted(set(words(reference)) - question.words)
    return [
        *((text, "other", 0.0) for text in others),
        (question.text, "question", 0.0),
        *((half, "half", 0.5) for half in halves if len(words(half)) > 2),
        *([(" ".join(keys), "list", 0.2)] if len(keys) > 3 else []),
    ]


def _references(row: dict[str, str]) -> tuple[str, ...]:
    listed: Any = (
        json.loads(row["all_references"]) if row.get("all_references") else [row["reference_answer"]]
    )
    return tuple(dict.fromkeys(str(text) for text in listed if str(text).strip()))
