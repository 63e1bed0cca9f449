"""Items -> a zip of R/exams exercises (.Rmd), one file an item, with the pictures beside them.

Model answers, rubric and misconceptions stand in `exextra` lines, which R/exams passes on without using them; for its own
solution it is given the explanation, or the model answers where there is none.
"""

import json
from decimal import Decimal

from grader.bank.interchange import labels
from grader.bank.interchange.carried import Outgoing, Sent
from grader.bank.interchange.choices import Choice, joined, last_labels, outgoing
from grader.bank.interchange.own import asked, criteria
from grader.bank.interchange.package import pack
from grader.bank.interchange.pictured import missing, named
from grader.bank.interchange.rexams import EXPLAINED, OWN
from grader.bank.interchange.rexams_text import to_pandoc
from grader.model.item import Item, Multiple, Numeric, Open

_HAS = ("points", "author", "explanation", "feedback", "reference", "rubric", "misconceptions", "last")


def write_rexams(out: Outgoing) -> Sent:
    """The bytes of a zip of exercises, and what of the items it does not hold."""
    pictures = {_flat(path): out.pictures[path] for path in named(out.items) if path in out.pictures}
    files = {f"{item.id}.Rmd": _exercise(item, out).encode() for item in out.items}
    lost = dict(missing(out))
    for item in out.items:
        lost[item.id] = (*lost.get(item.id, ()), *_lost(item))
    lost = {id_: said for id_, said in lost.items() if said}
    return Sent(pack({**files, **pictures}), lost)


def _lost(item: Item) -> list[str]:
    """What of an item R/exams has no way to say."""
    found = []
    if any("\n" in option.text for option in labels.options(item)):
        found.append("the line ends within its options, which R/exams reads as spaces")
    if any("|" in label for label in labels.labels(item, _HAS)):
        found.append("the bars in what its labels say, which part them in R/exams")
    return found


def _flat(path: str) -> str:
    """The name of a picture beside the exercises."""
    return path.removeprefix("assets/").replace("/", "-")


def _exercise(item: Item, out: Outgoing) -> str:
    choices = outgoing(item, out)
    fetched = [f'include_supplement("{_flat(path)}")' for path in named([item]) if path in out.pictures]
    chunk = ['```{r, echo = FALSE, results = "hide"}', *fetched, "```", ""] if fetched else []
    explanation = item.explanation
    if isinstance(item, Open) and not explanation:
        explanation = joined(item.reference)
    lines = [
        *chunk,
        "Question\n========",
        to_pandoc(asked(item), _flat),
        *_list([choice.text for choice in choices]),
        "",
        "Solution\n========",
        to_pandoc(explanation, _flat),
        *_list([f"{choice.right}. {choice.feedback}".rstrip() for choice in choices]),
        "",
        "Meta-information\n================",
        *_meta(item, choices, out.shuffle),
    ]
    return "\n".join(lines) + "\n"


def _list(texts: list[str]) -> list[str]:
    """A list of answers; the lines of one that has several stand below its first, moved in by two spaces."""
    if not texts:
        return []
    points = (to_pandoc(text, _flat).replace("\n", "\n  ") for text in texts)
    return ["", "Answerlist\n----------", *(f"* {point}" for point in points)]


def _meta(item: Item, choices: list[Choice], shuffle: bool) -> list[str]:
    kind, solution = "schoice", "".join(str(int(choice.right)) for choice in choices)
    extra: list[str] = [f"exshuffle: {str(shuffle).upper()}"] if choices else []
    match item:
        case Multiple():
            kind = "mchoice"
        case Numeric():
            kind, solution = "num", format(item.answer, "f")
            extra = [f"extol: {item.tolerance:f}"] if item.tolerance else []
        case Open():
            kind, solution = "string", "nil"
            extra = ["exstringtype: essay", *_own(item)]
        case _:
            pass
    points = [f"expoints: {item.points:f}"] if item.points != Decimal(1) else []
    tags = "|".join(label.replace("|", "/") for label in [*labels.labels(item, _HAS), *last_labels(choices)])
    return [
        f"exname: {item.id}",
        f"extype: {kind}",
        f"exsolution: {solution}",
        *extra,
        *points,
        f"exsection: {item.module}/{item.topic}",
        *([f"exauthor: {' '.join(item.author.split())}"] if item.author else []),
        f"extags: {tags}",
    ]


def _own(item: Open) -> list[str]:
    """What R/exams has no use for, each in one line."""
    found = {
        "reference": list(item.reference),
        "criterion": criteria(item),
        "misconception": list(item.misconceptions),
    }
    lines = [f"{OWN[key]}: {json.dumps(texts, ensure_ascii=False)}" for key, texts in found.items() if texts]
    return [*lines, *([f"{EXPLAINED}: TRUE"] if item.explanation else [])]
