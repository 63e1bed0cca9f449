"""What the shipped prior is worth where it never learnt: Mohler, the sample bank's graded texts, and answers made to fool.

Beside it stand the plain cosine and the length alone.
"""

from collections import defaultdict

import numpy as np
import yaml
from answers import ROOT, SEED, Array, Examples, examples
from numpy.typing import NDArray
from openended_goals import held
from openended_guards import adversarial
from openended_prior import curve
from sklearn.isotonic import IsotonicRegression

from grader.bank import read_bank
from grader.model.item import Open
from grader.scoring.openended.curve import OWN, Scale
from grader.scoring.openended.desk import question_of
from grader.scoring.openended.evaluate import agreement, interval
from grader.scoring.openended.features import Embed, answer_texts, vectors_of
from grader.scoring.openended.guards import MISCONCEPTION, flags
from grader.scoring.openended.peers import NAMES, measure_all
from grader.scoring.openended.prior import Prior, logistic
from grader.scoring.openended.quoted import bounded
from grader.scoring.openended.text import idf, words

QUESTIONS, GRADED = ROOT / "questions", ROOT / "grader" / "demo" / "answers"


def prior_table(prior: Prior, embed: Embed, scale: Scale = OWN) -> str:
    """Agreement on Mohler with nothing of Mohler known, in Markdown."""
    graded = examples("saf_english", embed, teach=True, scale=scale)
    of = examples("mohler", embed, teach=False, scale=scale)
    person, share = of.share * of.most, held(of, prior.share(of.features, of.count))
    learnt_within = within_set(of.features[:, NAMES.index("cosine")], of.share, of.question)
    lines = ["| mohler, nothing of it known | answers | r | RMSE | QWK |", "|---|---|---|---|---|"]
    for title, guess in (
        ("shipped prior", share),
        ("shipped prior, rounded to quarters", np.floor(4 * share + 0.5) / 4),
        ("cosine alone, scale from SAF", baseline("cosine", graded, of)),
        ("length alone, scale from SAF", baseline("length", graded, of)),
        ("cosine alone, scale learnt in the set, questions held out", learnt_within),
        ("goal", None),
    ):
        if guess is None:
            lines.append("| goal | | .60 | .93 | .55 |")
        else:
            m = agreement(person, guess * of.most, 0.5)
            lines.append(f"| {title} | {m.answers} | {m.r:.3f} | {m.rmse:.3f} | {m.qwk:.3f} |")
    drawn = interval(person, share * of.most, 0.5, papers=of.question.tolist(), seed=SEED)
    return "\n".join([*lines, "", f"95 % intervals of the first row, questions drawn: {drawn}."])


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


def fooled_table(prior: Prior, embed: Embed) -> str:
    """The share of the points that the prior gives to what was made to fool it, in its class and alone."""
    made = [one for one in adversarial() if one.text.strip()]  # a rule scores blanks
    texts = {t for one in made for t in one.question.texts}
    texts |= {t for one in made for text in (one.text, *one.mates) for t in answer_texts(text)}
    vectors = vectors_of(sorted(texts), embed)
    weight = idf([words(t) for one in made for t in one.question.references])
    kinds = defaultdict(list)
    for one in made:
        beside = [text for text in one.mates if text != one.text]
        shares = []
        for mates in (beside, []):
            own = measure_all(one.question, [*mates, one.text], vectors, weight)[-1:]
            shares += bounded(prior.share(own, len(mates) + 1), one.question, [one.text], own).tolist()
        kinds[one.kind].append(shares)
    lines = [
        "| made to fool (adversarial.csv) | answers | share in a class | share alone |",
        "|---|---|---|---|",
    ]
    for kind, found in kinds.items():
        together, alone = np.mean(found, axis=0)
        lines.append(f"| {kind} | {len(found)} | {together:.2f} | {alone:.2f} |")
    return "\n".join(
        [*lines, "", "Goal: half a reference at most .70. Flags are in the table of the guards."]
    )


def sample_table(prior: Prior, embed: Embed) -> str:
    """The texts of graded quality that the demo's invented class writes, by what they are worth."""
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
    vectors = vectors_of((t for q, text, _ in graded for t in (*q.texts, *answer_texts(text))), embed)
    weight = idf([words(t) for q, text, _ in graded for t in (text, *q.references)])
    classes = defaultdict(list)
    for q, text, _ in graded:
        classes[q.text].append(text)
    alone = np.vstack([measure_all(q, [text], vectors, weight) for q, text, _ in graded])
    beside = [[text, *(t for t in classes[q.text] if t != text)] for q, text, _ in graded]
    features = np.vstack(
        [measure_all(q, texts, vectors, weight)[0] for (q, *_), texts in zip(graded, beside, strict=True)]
    )
    worth = np.array([worth for *_, worth in graded])
    count = np.array([len(texts) for texts in beside], dtype=np.float64)
    share, lone = prior.share(features, count), prior.share(alone, 1)
    warned = np.array([MISCONCEPTION in flags(q, t, vectors, ()) for q, t, _ in graded])
    lines = [
        "| worth | texts | suggested beside the others | alone | within a quarter | flagged as misconception |",
        "|---" * 6 + "|",
    ]
    for of in np.unique(worth):
        own = worth == of
        near = np.mean(np.abs(share[own] - worth[own]) <= 0.25)
        lines.append(
            f"| {of:.2f} | {own.sum()} | {share[own].mean():.2f} | {lone[own].mean():.2f} | {near:.0%} | {warned[own].mean():.0%} |"
        )
    m = agreement(worth, share, 0.25)
    return "\n".join([*lines, "", f"All {m.answers}: r {m.r:.3f}, RMSE {m.rmse:.3f}, QWK {m.qwk:.3f}."])
