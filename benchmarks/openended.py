"""The shipped prior for open answers: how it is made (`--train`) and how well it agrees with people.

Reads public answers with human scores from ../shared/data (see the README there) and skips where they are
absent. The ranking is learnt from Beetle and SciEntsBank (graded right or wrong), the scale and the doubt
from SAF (partial credit). Mohler and the neural-networks exam are measured on and never learnt from.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from answers import CACHE, DATA, ROOT, SEED, Array, Examples, examples, rows_of
from numpy.typing import NDArray

from grader.files import atomic_write
from grader.scoring.openended.embed import Embedder, open_embedder
from grader.scoring.openended.evaluate import agreement, interval
from grader.scoring.openended.features import (
    NAMES,
    Embed,
    Question,
    answer_texts,
    measure,
    similarity,
    vectors_of,
)
from grader.scoring.openended.model import flags_of
from grader.scoring.openended.prior import Prior, Source, bundled_prior, doubt_terms, logistic
from grader.scoring.openended.text import idf, sentences, words

PRIOR = ROOT / "grader" / "scoring" / "openended" / "prior.json"
RIDGE = 1000.0  # penalty on standardised features, 2000 answers' weight per set; 10 to 1000 differ little
LICENCES = {"beetle": "CC BY-SA", "scientsbank": "CC BY-SA", "saf_english": "MIT"}


def train(embedder: Embedder) -> Prior:
    """Learn the prior from the three sets."""
    binary = {name: examples(name, embedder, teach=True) for name in ("beetle", "scientsbank")}
    graded = examples("saf_english", embedder, teach=True)
    mean = np.mean([of.features.mean(axis=0) for of in binary.values()], axis=0)
    spread = np.sqrt(np.mean([of.features.var(axis=0) for of in binary.values()], axis=0))
    weights = _ridge(
        [(of.features - mean) / spread for of in binary.values()], [of.share for of in binary.values()]
    )
    level = (graded.features - mean) / spread @ weights
    share = _out_of_fold(level, graded)
    real = graded.real()
    right = _right(share, graded.share).astype(float)
    doubt = _fit(doubt_terms(share, graded.features)[real], right[real])
    everything = [*binary.values(), graded]
    prior = Prior(
        embedding=embedder.name.split(" ")[0],
        names=NAMES,
        mean=_rounded(mean),
        spread=_rounded(spread),
        weights=_rounded(weights),
        curve=_curve(level, graded.share),
        doubt=(doubt[0], doubt[1], doubt[2], doubt[3]),
        idea_found=_idea_threshold(graded, embedder),
        off_topic=_off_topic(everything),
        sources=tuple(
            Source(name=name, licence=LICENCES[name], answers=int(of.real().sum()), taught=taught)
            for name, of, taught in [
                *((name, of, "ranking") for name, of in binary.items()),
                ("saf_english", graded, "scale and doubt"),
            ]
        ),
    )
    _say_folds("SAF, questions held out", share[real], graded, real)
    return prior


def report(prior: Prior, embedder: Embedder) -> None:
    """Print how the shipped prior agrees with people where it never learnt (no answer of the exam is graded)."""
    graded = examples("saf_english", embedder, teach=True)
    print("\nprior on sets it never saw (k = 0)     answers       r    RMSE     QWK")
    for name, step in (("mohler", 0.5), ("nn_exam", 1.0)):
        of = examples(name, embedder, teach=False)
        person = of.share * of.most
        share = prior.share(of.features)
        shown = np.floor(4 * share + 0.5) / 4
        for title, guess in (
            ("prior, exact", share),
            ("prior, in quarters as shown", shown),
            ("plain calibrated cosine", baseline("cosine", graded, of)),
            ("length alone", baseline("length", graded, of)),
        ):
            print(f"{name:9s} {title:29s} {agreement(person, guess * of.most, step)}")
        print(
            f"{'':9s} 95 % interval of the first, questions drawn: {interval(person, share * of.most, step, papers=of.question.tolist(), seed=SEED)}"
        )
        _say_flags(of, prior)
        _say_calibration(prior.confidence(share, of.features), _right(share, of.share))
    _say_adversarial(prior, embedder)


def _ridge(features: Sequence[Array], shares: Sequence[Array]) -> Array:
    """Ridge regression on sets that were each centred and scaled by themselves and weigh the same."""
    left, right = RIDGE * np.eye(len(NAMES)), np.zeros(len(NAMES))
    for x, y in zip(features, shares, strict=True):
        centred, level, weight = x - x.mean(axis=0), (y - y.mean()) / y.std(), 2000 / len(y)
        left += weight * centred.T @ centred
        right += weight * centred.T @ level
    return np.asarray(np.linalg.solve(left, right))


def _fit(terms: Array, target: Array) -> tuple[float, ...]:
    """Logistic weights for targets from 0 to 1 (fractional logit, Papke & Wooldridge 1996), by Newton's method."""
    weights, penalty = np.zeros(terms.shape[1]), 1e-3 * np.eye(terms.shape[1])
    for _ in range(50):
        guess = logistic(terms @ weights)
        slope = terms.T @ (target - guess) - penalty @ weights
        weights += np.linalg.solve((terms * (guess * (1 - guess))[:, None]).T @ terms + penalty, slope)
    return tuple(_rounded(weights))


def _curve(level: Array, share: Array) -> tuple[float, float]:
    """The logistic curve from level to share."""
    a, b = _fit(np.column_stack([np.ones_like(level), level]), share)
    return a, b


def _rounded(values: Array) -> tuple[float, ...]:
    return tuple(round(float(value), 4) for value in values)


def _out_of_fold(level: Array, of: Examples) -> Array:
    """Shares from curves that did not see the answer's question, ten folds."""
    names = np.unique(of.question)
    np.random.default_rng(SEED).shuffle(names)
    fold = {name: i % 10 for i, name in enumerate(names)}
    folds = np.array([fold[name] for name in of.question])
    share = np.zeros(len(level))
    for i in range(10):
        a, b = _curve(level[folds != i], of.share[folds != i])
        share[folds == i] = logistic(a + b * level[folds == i])
    return share


def _right(share: Array, person: Array) -> NDArray[np.bool_]:
    """Whether the suggestion, in quarters as it is shown, is within a quarter of the person's share."""
    return np.asarray(np.abs(np.floor(4 * share + 0.5) / 4 - person) <= 0.25 + 1e-9)


def _idea_threshold(of: Examples, embed: Embed) -> float:
    """The cosine that best tells sentences of references in full-mark answers from those in worthless ones."""
    best: dict[bool, list[float]] = {True: [], False: []}
    for (question, answer), share, made_up in zip(of.texts, of.share, of.made_up, strict=True):
        if (share == 1 or (made_up and answer != question.text)) and question.references:
            vectors = vectors_of((*question.texts, *answer_texts(answer)), embed)
            table = similarity(sentences(question.references[0]), sentences(answer), vectors)
            best[bool(share == 1)] += table.max(axis=1).tolist()
    said, unsaid = np.array(best[True]), np.array(best[False])
    grid = np.arange(0.2, 0.9, 0.01)
    youden = [np.mean(said >= t) + np.mean(unsaid < t) for t in grid]
    return round(float(grid[int(np.argmax(youden))]), 2)


def _off_topic(sets: Sequence[Examples]) -> float:
    """The cosine that 99 of 100 real answers reach to their references or question."""
    near = [of.features[of.real()][:, [NAMES.index("cosine"), NAMES.index("question_cosine")]] for of in sets]
    return round(float(np.quantile(np.vstack(near).max(axis=1), 0.01)), 4)


def _say_flags(of: Examples, prior: Prior) -> None:
    """How often each flag is raised on real answers, and what people gave to those."""
    scores = defaultdict(list)
    for (question, answer), features, share in zip(of.texts, of.features, of.share, strict=True):
        for flag in flags_of(question, answer, features, prior):
            scores[flag].append(share)
    for flag, shares in scores.items():
        rate = len(shares) / len(of.share)
        print(
            f"{'':9s} flag “{flag}”: {rate:.1%} of answers; people gave them {np.mean(shares):.2f} of the points"
        )


def baseline(feature: str, teacher: Examples, of: Examples) -> Array:
    """The share of the points by one feature alone, through a curve learnt on SAF."""
    i = NAMES.index(feature)
    real = teacher.real()
    a, b = _curve(teacher.features[real, i], teacher.share[real])
    return logistic(a + b * of.features[:, i])


def _say_folds(title: str, share: Array, of: Examples, real: NDArray[np.bool_]) -> None:
    right = _right(share, of.share[real])
    print(f"{title:38s} {agreement(of.share[real], share, 0.25)}  within a quarter {right.mean():.1%}")


def _say_calibration(confidence: Array, right: NDArray[np.bool_]) -> None:
    order = np.argsort(confidence, kind="stable")
    parts = np.array_split(order, 4)
    said = "  ".join(f"{confidence[p].mean():.2f}/{right[p].mean():.2f}" for p in parts)
    print(
        f"{'':9s} confidence said/true, least to most sure: {said}; overall {confidence.mean():.2f}/{right.mean():.2f}"
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
        features = measure(question, row["answer"], vectors, weight)
        flags = flags_of(question, row["answer"], features, prior)
        kinds[row["kind"]].append((float(prior.share(features[None, :])[0]), bool(flags)))
    print("\nanswers made to fool a scorer                       answers  share  flagged")
    for kind, found in kinds.items():
        shares, flagged = zip(*found, strict=True)
        print(f"{kind:50s} {len(found):8d}  {np.mean(shares):5.2f}  {np.mean(flagged):6.0%}")


def main() -> int:
    """Train where asked, then report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", action="store_true", help=f"write {PRIOR.relative_to(ROOT)} anew")
    arguments = parser.parse_args()
    if not (DATA / "mohler.csv").is_file():
        print(f"skipped: no data in {DATA}")
        return 0
    embedder = open_embedder(cache=CACHE)
    if arguments.train:
        atomic_write(PRIOR, train(embedder).model_dump_json(indent=1) + "\n")
    report(Prior.model_validate_json(PRIOR.read_bytes()) if arguments.train else bundled_prior(), embedder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
