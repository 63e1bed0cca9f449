"""R/exams exercises in R/Markdown (.Rmd), alone or as a zip of them with their pictures -> questions.

Only fixed exercises are carried: one whose text R computes is many exercises in one, and to take one of them for it would
be wrong; knitting it and importing the result is right.
"""

import json
import posixpath
import re
from decimal import Decimal
from typing import Any

from grader.bank.interchange import labels
from grader.bank.interchange.carried import Foreign, Question, Unread
from grader.bank.interchange.choices import Choice, Unfit, closed, joined
from grader.bank.interchange.own import applied
from grader.bank.interchange.package import is_zip, unpack
from grader.bank.interchange.rexams_parts import Exercise, decode, exercise
from grader.bank.interchange.rexams_text import from_pandoc
from grader.bank.interchange.source import Shelf, Source
from grader.bank.interchange.xml import refused

KINDS = {"schoice": False, "mchoice": True}
SUFFIX = ".rmd"
OWN = {
    "reference": "exextra[references]",
    "criterion": "exextra[rubric]",
    "misconception": "exextra[misconceptions]",
}
EXPLAINED = "exextra[explained]"  # our own exports say so where Solution is more than the model answers
_VERDICT = re.compile(
    r"^(true|false|right|wrong|correct|incorrect|wahr|richtig|falsch|vero|falso|giusto|sbagliato|corretto|errato|verdadero"
    r"|correcto|incorrecto|verdadeiro|correto|incorreto|vrai|faux)(?:[.:!,;]\s?|\s*$)",
    re.IGNORECASE,
)
_HOMELESS = ("extitle", "exversion", "exmaxchars", "exabstention")


def is_rexams(content: bytes, name: str) -> bool:
    """Whether a file is an R/exams exercise, or a zip that has one."""
    if is_zip(content):
        return any(path.lower().endswith((SUFFIX, ".rnw")) for path in unpack(content, name))
    if name.lower().endswith((SUFFIX, ".rnw")):
        return True
    return bool(
        re.search(rb"^extype:", content, re.MULTILINE) and re.search(rb"^={4,}\s*$", content, re.MULTILINE)
    )


def read_rexams(content: bytes, where: str) -> Foreign:
    """The questions of an exercise or of a zip of them; raise InputError when the zip is hostile or holds none."""
    packed = is_zip(content)
    files = unpack(content, where) if packed else {where: content}
    found = [path for path in files if path.lower().endswith((SUFFIX, ".rnw")) or not packed]
    if not found:
        raise refused(
            where, "there is no R/exams exercise (.Rmd) in it", "zip the .Rmd files with their pictures"
        )
    shelf = Shelf(files if packed else {})
    questions: list[Question] = []
    refusals: list[Unread] = []
    for number, path in enumerate(found, 1):
        place = f"{where}/{path}" if packed else where
        one = _question(files[path], path, number, place, Source(shelf, posixpath.dirname(path)))
        if isinstance(one, Question):
            questions.append(one)
        else:
            refusals.append(one)
    return Foreign(tuple(questions), tuple(refusals), shelf.named(questions))


def _question(content: bytes, path: str, number: int, where: str, source: Source) -> Question | Unread:
    name = posixpath.basename(path).rpartition(".")[0]
    if path.lower().endswith(".rnw"):
        return Unread(
            number, where, name, "R/LaTeX", "exercises in LaTeX are not read; R/exams can save them as .Rmd"
        )
    try:
        one = exercise(decode(content))
        name = one.meta.get("exname", "").strip() or name
        fields = _fields(one, source)
        own, more = labels.fields(one.meta.get("extags", "").split("|"))
        texts = {key: _listed(one.meta.get(extra, "")) for key, extra in OWN.items()}
        fields = applied(fields, own, texts)
    except Unfit as unfit:
        return Unread(number, where, name, unfit.kind or "exercise", unfit.why)
    if OWN["reference"] in one.meta and EXPLAINED not in one.meta:
        fields.pop("explanation", None)  # the model answers, which stood there for R/exams alone
    category = tuple(step.strip() for step in one.meta.get("exsection", "").split("/") if step.strip())
    return Question(number, where, name, fields, category, tuple(dict.fromkeys([*source.lost, *more])))


def _fields(raw: Exercise, source: Source) -> dict[str, Any]:
    """An exercise as the fields of an item; raise Unfit when it cannot be carried."""
    meta = raw.meta
    kind = meta.get("extype", "").strip().lower()
    one = _ours(raw, source)
    source.lost += [f"{name}: {meta[name]}" for name in _HOMELESS if meta.get(name)]
    extras = [name for name in meta if name.startswith("exextra") and name not in (*OWN.values(), EXPLAINED)]
    source.lost += [f"{name}: {meta[name]}" for name in extras]
    explanation = one.solution
    if kind in KINDS:
        fields = closed(_choices(one), several=KINDS[kind])
        explanation = joined((explanation, fields.pop("explanation", "")))
        source.lost += _shuffled(meta.get("exshuffle", "").strip())
    elif kind == "num":
        fields = _number(meta.get("exsolution", ""), meta.get("extol", ""))
    elif kind == "string":
        fields, explanation = _words(one, source)
    elif kind == "cloze":
        raise Unfit("it has several gaps", kind)
    else:
        raise Unfit(f"extype is '{kind}'", kind or "without extype")
    if not one.stem:
        raise Unfit("its section Question is empty", kind)
    fields = {"type": fields.pop("type"), "stem": one.stem, **fields}
    return {**fields, **({"explanation": explanation} if explanation else {}), **_common(meta)}


def _ours(one: Exercise, source: Source) -> Exercise:
    """The exercise with its texts in our Markdown."""

    def read(text: str) -> str:
        return from_pandoc(text, lambda address: source.shelf.take(address, source.folder), source.lost)

    comments = (_VERDICT.sub("", comment, count=1).strip() for comment in one.comments)
    return Exercise(
        read(one.stem),
        tuple(map(read, one.answers)),
        read(one.solution),
        tuple(map(read, comments)),
        one.meta,
    )


def _choices(one: Exercise) -> list[Choice]:
    key = re.sub(r"\s", "", one.meta.get("exsolution", ""))
    kind = one.meta["extype"].strip().lower()
    if not re.fullmatch(r"[01]+", key) or len(key) != len(one.answers):
        raise Unfit(f"exsolution '{key}' is not a 0 or a 1 for each of its {len(one.answers)} answers", kind)
    if kind == "schoice" and key.count("1") > 1:
        raise Unfit("R draws one of its right answers for each paper", "schoice with several keys")
    comments = one.comments if len(one.comments) == len(one.answers) else [""] * len(one.answers)
    return [Choice(*each) for each in zip(one.answers, (bit == "1" for bit in key), comments, strict=True)]


def _shuffled(said: str) -> list[str]:
    """What is lost of how an exercise mixes its answers."""
    if said.upper() in ("FALSE", "F"):
        return ["that its answers keep their order"]
    return (
        [f"exshuffle: {said}; how many options a paper shows, its blueprint says"] if said.isdigit() else []
    )


def _number(solution: str, margin: str) -> dict[str, Any]:
    answer, tolerance = _decimal(solution), _decimal(margin.split("|")[0])
    if answer is None:
        raise Unfit(f"exsolution '{solution}' is not one number", "num")
    fields = {"type": "numeric", "answer": answer}
    return {**fields, "tolerance": tolerance} if tolerance and Decimal(tolerance) > 0 else fields


def _decimal(text: str) -> str | None:
    """A number as R writes it ("1.5", "1e-3") in digits, or None."""
    found = re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?", text.strip())
    return format(Decimal(found.group()), "f") if found else None


def _words(one: Exercise, source: Source) -> tuple[dict[str, Any], str]:
    """A question answered in words, and what explains it."""
    sort = one.meta.get("exstringtype", "string").strip().lower()
    answer = one.meta.get("exsolution", "").strip()
    answer = "" if answer.lower() in ("nil", "na") else answer
    if "file" in sort:
        raise Unfit("students are to upload a file", "file")
    if "essay" in sort or not answer:
        ours = OWN["reference"] in one.meta
        model = answer or ("" if ours else one.solution)
        return {
            "type": "open",
            **({"reference": [model]} if model else {}),
        }, one.solution if answer or ours else ""
    accepted = [text.strip() for text in answer.split("|") if text.strip()]
    source.lost.append("that answers were compared letter by letter: here they are scored as open answers")
    return {"type": "open", "reference": [source.plain(text) for text in accepted], "lines": 1}, one.solution


def _common(meta: Any) -> dict[str, Any]:
    """What exercises of all types say of themselves."""
    fields: dict[str, Any] = {}
    if points := _decimal(meta.get("expoints", "")):
        fields["points"] = points
    if (seconds := _decimal(meta.get("extime", ""))) and Decimal(seconds) > 0:
        fields["minutes"] = format(round(Decimal(seconds) / 60, 2).normalize(), "f")
    return {**fields, "author": meta["exauthor"]} if meta.get("exauthor") else fields


def _listed(text: str) -> list[str]:
    """The texts that our own exports put into one line."""
    try:
        read = json.loads(text) if text else []
    except ValueError:
        return []
    return [one for one in read if isinstance(one, str)] if isinstance(read, list) else []
