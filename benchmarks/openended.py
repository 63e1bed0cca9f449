"""The shipped prior for open answers: how it is made (`--train`) and how well it agrees with people.

Reads public answers with human scores from ../shared/data (see the README there) and skips where they are
absent. What is learnt, and from what, stands in `openended_prior.py`. Mohler, the neural-networks exam and the graded
texts of the sample bank are measured on and never learnt from.
"""

import argparse
import sys
from collections import defaultdict

import numpy as np
import openended_encoding
import openended_goals
import openended_groups
import openended_guards
import openended_similar
import yaml
from answers import CACHE, DATA, ROOT, SEED, Array, Examples, examples, rows_of
from numpy.typing import NDArray
from openended_prior import LICENCES, curve, fit, train
from sklearn.isotonic import IsotonicRegression

from grader.bank import read_bank
from grader.files import atomic_write
from grader.model.item import Open
from grader.scoring.openended.desk import question_of
from grader.scoring.openended.embed import Embedder, open_embedder
from grader.scoring.openended.evaluate import agreement, interval
from grader.scoring.openended.features import Question, answer_texts, vectors_of
from grader.scoring.openended.guards import MISCONCEPTION, flags
from grader.scoring.openended.peers import NAMES, measure_all
from grader.scoring.openended.prior import Prior, bundled_prior, logistic
from grader.scoring.openended.text import idf, sentences, words

QUESTIONS, GRADED = ROOT / "questions", ROOT / "grader" / "demo" / "answers"
PRIOR = ROOT / "grader" / "scoring" / "openended" / "prior.json"


def report(prior: Prior, embedder: Embedder) -> None:
    """Print how the shipped prior agrees with people where it never learnt (no answer of the exam is graded)."""
    graded = examples("saf_english", embedder, teach=True)
    print("\nprior on sets it never saw (k = 0)     answers       r    RMSE     QWK")
    for name, step in (("mohler", 0.5),):
        of = examples(name, embedder, teach=False)
        person = of.share * of.most
        share = prior.share(of.features)
        shown = np.floor(4 * share + 0.5) / 4
        for title, guess in (
            ("prior, exact", share),
            ("prior, in quarters as shown", shown),
            ("plain calibrated cosine", baseline("cosine", graded, of)),
            ("length alone", baseline("length", graded, of)),
            (
                "cosine, learnt in the set",
                within_set(of.features[:, NAMES.index("cosine")], of.share, of.question),
            ),
        ):
            print(f"{name:9s} {title:29s} {agreement(person, guess * of.most, step)}")
        print(
            f"{'':9s} 95 % interval of the first, questions drawn: {interval(person, share * of.most, step, papers=of.question.tolist(), seed=SEED)}"
        )
    _say_goals(prior, embedder)
    _say_sample(prior, embedder)
    _say_adversarial(prior, embedder)
    for part in (openended_guards, openended_groups, openended_similar):
        print(f"\n{part.table(embedder)}")
    print(f"\n{openended_encoding.table()}")


def _say_goals(prior: Prior, embedder: Embedder) -> None:
    """What decisions add, on Mohler and on the exam; for the exam the prior is learnt without it."""
    learnt = {name: examples(name, embedder, teach=True) for name in LICENCES if name != "nn_exam"}
    mohler, exam = (examples(name, embedder, teach=False) for name in ("mohler", "nn_exam"))
    share = fit(learnt).share(exam.features)
    starts = {
        "mohler": (mohler, openended_goals.shipped(prior, mohler)),
        "nn_exam": (exam, openended_goals.Start(share, prior.spread_of(share))),
    }
    print(f"\n{openended_goals.table(starts)}")


def within_set(feature: Array, share: Array, question: NDArray[np.str_]) -> Array:
    """The share by one feature through a rising curve learnt on the other questions of the very same set.

    The protocol of ../shared/data/README.md; no exam that nobody has graded yet can be scored in this way.
    """
    names = np.unique(question)
    np.random.default_rng(0).shuffle(names)
    guess = np.zeros(len(feature))
    for held_out in (names[i::10] for i in range(min(10, len(names)))):
        own = np.isin(question, held_out)
        rising = IsotonicRegression(out_of_bounds="clip").fit(feature[~own], share[~own])
        guess[own] = rising.predict(feature[own])
    return guess


def baseline(feature: str, teacher: Examples, of: Examples) -> Array:
    """The share of the points by one feature alone, through a curve learnt on SAF."""
    i = NAMES.index(feature)
    real = teacher.real()
    a, b = curve(teacher.features[real, i], teacher.share[real])
    return logistic(a + b * of.features[:, i])


def _say_sample(prior: Prior, embedder: Embedder) -> None:
    """The texts of graded quality that the demo's invented class writes, all of them, by what they are worth."""
    bank = read_bank(
        [(path.name, path.read_text(encoding="utf-8")) for path in sorted(QUESTIONS.glob("*.yaml"))]
    )
    questions = {item.id: question_of(item) for item in bank.items if isinstance(item, Open)}
    graded = [
        (questions[id_], text["text"], float(text["share"]))
        for path in sorted(GRADED.glob("*.yaml"))
        for id_, texts in yaml.safe_load(path.read_text(encoding="utf-8")).items()
        for text in texts
    ]
    vectors = vectors_of((t for q, text, _ in graded for t in (*q.texts, *answer_texts(text))), embedder)
    weight = idf([words(t) for q, text, _ in graded for t in (text, *q.references)])
    features = np.vstack([measure_all(q, [text], vectors, weight) for q, text, _ in graded])
    worth, share = np.array([worth for *_, worth in graded]), prior.share(features)
    flagged = [flags(q, t, _named(f), vectors, ()) for (q, t, _), f in zip(graded, features, strict=True)]
    warned = np.array([MISCONCEPTION in found for found in flagged])
    print("\nthe sample bank's graded texts         answers       r    RMSE     QWK")
    print(f"{'':38s} {agreement(worth, share, 0.25)}")
    print("worth  texts  suggested      spread  within a quarter  flagged as misconception")
    for of in np.unique(worth):
        own = worth == of
        print(
            f"{of:5.2f}  {own.sum():5d}  {share[own].mean():9.2f}  {prior.spread_of(share[own]).mean():10.2f}"
            f"  {np.mean(np.abs(share[own] - worth[own]) <= 0.25):16.0%}  {warned[own].mean():24.0%}"
        )


def _say_adversarial(prior: Prior, embedder: Embedder) -> None:
    rows = rows_of("adversarial")
    vectors = vectors_of(
        sorted(
            {
                t
                for row in rows
                for t in (
                    row["question"],
                    row["reference_answer"],
                    *sentences(row["reference_answer"]),
                    *answer_texts(row["answer"]),
                )
            }
        ),
        embedder,
    )
    weight = idf([words(row["reference_answer"]) for row in rows])
    kinds = defaultdict(list)
    for row in rows:
        question = Question(row["question"], (row["reference_answer"],))
        if not row["answer"].strip():
            continue  # a rule scores blanks
        features = measure_all(question, [row["answer"]], vectors, weight)[0]
        raised = flags(question, row["answer"], _named(features), vectors, ())
        kinds[row["kind"]].append((float(prior.share(features[None, :])[0]), bool(raised)))
    print("\nanswers made to fool a scorer                       answers  share  flagged")
    for kind, found in kinds.items():
        shares, flagged = zip(*found, strict=True)
        print(f"{kind:50s} {len(found):8d}  {np.mean(shares):5.2f}  {np.mean(flagged):6.0%}")


def _named(features: Array) -> dict[str, float]:
    return {name: float(value) for name, value in zip(NAMES, features, strict=True)}


def main() -> int:
    """Train where asked, then report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", action="store_true", help=f"write {PRIOR.relative_to(ROOT)} anew")
    parser.add_argument("--gpu", action="store_true", help="measure the throughput of each CUDA device too")
    arguments = parser.parse_args()
    if not (DATA / "mohler.csv").is_file():
        print(f"skipped: no data in {DATA}")
        return 0
    embedder = open_embedder(cache=CACHE)
    if arguments.train:
        atomic_write(PRIOR, train(embedder).model_dump_json(indent=1) + "\n")
    report(Prior.model_validate_json(PRIOR.read_bytes()) if arguments.train else bundled_prior(), embedder)
    if arguments.gpu:
        print(f"\n{openended_encoding.gpu_table()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
