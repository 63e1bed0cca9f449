"""One item of QTI 1.2, in the dialects of Canvas, Common Cartridge and older exporters -> the fields of a question.

The kind is what the metadata say; where they say nothing it is read from how the answer is asked for. Matching, several
blanks, formulas, uploads and the like are refused by their name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lxml import etree

from grader.bank.interchange.choices import Choice, Unfit, closed, joined
from grader.bank.interchange.qti12_scoring import (
    Condition,
    combination,
    conditions,
    number,
    points_of,
    range_of,
    short,
)
from grader.bank.interchange.source import Source
from grader.bank.interchange.xml import name_of

_KINDS = {
    "multiple_choice_question": "single",
    "true_false_question": "single",
    "multiple_answers_question": "multiple",
    "short_answer_question": "short",
    "fill_in_the_blank_question": "short",
    "numerical_question": "number",
    "essay_question": "essay",
    "cc.multiple_choice": "single",
    "cc.true_false": "single",
    "cc.multiple_response": "multiple",
    "cc.fib": "short",
    "cc.pattern_match": "short",
    "cc.essay": "essay",
}
_GENERAL = ("general_fb", "correct_fb", "general_incorrect_fb")
_PLACES = {"response_lid", "response_str", "response_num", "response_xy", "response_grp"}


@dataclass(frozen=True)
class Parts:
    """What an item is made of, taken apart once."""

    item: etree._Element
    meta: dict[str, str]
    answers: list[etree._Element]  # the places in which an answer is asked for
    scoring: list[Condition]
    feedback: dict[str, etree._Element]  # by the name that conditions have for it


def parts_of(item: etree._Element) -> Parts:
    """Take an item apart."""
    meta: dict[str, str] = {}
    for one in item.iter("{*}qtimetadatafield"):
        meta.setdefault(_text(one, "fieldlabel").lower(), _text(one, "fieldentry"))
    for one in item.findall("{*}itemmetadata/*"):
        if name_of(one).startswith("qmd_"):
            meta.setdefault(name_of(one), (one.text or "").strip())
    places = [one for one in item.iterfind(".//{*}presentation//*") if name_of(one) in _PLACES]
    feedback: dict[str, etree._Element] = {}
    for one in item.iterfind(".//{*}itemfeedback"):
        feedback.setdefault(one.get("ident", ""), one)
    return Parts(item, meta, places, conditions(item), feedback)


def kind_of(parts: Parts) -> str:
    """single, multiple, short, number or essay; raise Unfit with the format's own word for another kind."""
    said = parts.meta.get("question_type") or re.sub(r"\.v\d.*", "", parts.meta.get("cc_profile", ""))
    if said and said not in _KINDS:
        raise Unfit("questions of this kind are not carried", said.removesuffix("_question"))
    if len(parts.answers) > 1:
        raise Unfit(f"it asks for {len(parts.answers)} answers at once", said or "several blanks")
    if not parts.answers:
        raise Unfit("it asks for no answer that could be typed or chosen", said or "text without a question")
    place = parts.answers[0]
    if said:
        return _KINDS[said]
    if place.find("{*}material") is not None:
        raise Unfit("it is a drop-down or one row of a matching", "matching or drop-down")
    if place.find(".//{*}render_choice") is not None:
        return "multiple" if place.get("rcardinality", "").lower() == "multiple" else "single"
    if place.find(".//{*}render_fib") is None:
        raise Unfit("its answer is neither chosen nor typed", name_of(place))
    return _typed(place, parts)


def fields_of(parts: Parts, kind: str, source: Source) -> dict[str, Any]:
    """The fields of a question of a known kind; raise Unfit or Uncarried where it does not hold together."""
    stem = joined(_material(parts, source))
    if not stem:
        raise Unfit("it has no text")
    match kind:
        case "single" | "multiple":
            answer = closed(_choices(parts, kind == "multiple", source), several=kind == "multiple")
        case "number":
            answer = _number(parts, source)
        case "short":
            accepted = _accepted(parts)
            source.lost.append(
                "that answers were compared letter by letter: here they are scored as open answers"
            )
            answer = {"type": "open", "reference": [source.plain(text) for text in accepted], "lines": 1}
        case _:
            answer = {"type": "open"}
    explained = joined((_feedback(parts, source), answer.pop("explanation", "")))
    fields = {"type": answer.pop("type"), "stem": stem, **answer}
    if explained:
        fields["explanation"] = explained
    if points := number(parts.meta.get("points_possible") or parts.meta.get("cc_weighting") or ""):
        fields["points"] = format(short(points), "f")
    return fields


def _typed(place: etree._Element, parts: Parts) -> str:
    """How a typed answer is judged: as a number, as a text, or by a person."""
    blank = place.find(".//{*}render_fib")
    numeric = blank is not None and blank.get("fibtype", "").lower() in ("decimal", "integer", "scientific")
    if name_of(place) == "response_num" or numeric or any(one.bounds for one in parts.scoring):
        return "number"
    return "short" if any(one.wanted and one.points for one in parts.scoring) else "essay"


def _material(parts: Parts, source: Source) -> Iterator[str]:
    """The texts above the place for the answer, and a sentence for those below it."""
    presentation = parts.item.find("{*}presentation")
    for one in presentation.iter() if presentation is not None else ():
        inside = any(name_of(above) in _PLACES for above in one.iterancestors())
        if inside or name_of(one) not in ("mattext", "matemtext", "matimage"):
            continue
        yield _piece(one, source)


def _piece(one: etree._Element, source: Source) -> str:
    """The Markdown of one piece of material."""
    if name_of(one) == "matimage":
        return source.html(f'<img src="{(one.get("uri") or "").replace(chr(34), "%22")}" alt="">')
    inner = "".join(etree.tostring(child, encoding="unicode") for child in one)
    text = (one.text or "") + inner
    kind = one.get("texttype", "").lower()
    if inner or "html" in kind:
        return source.html(text)
    return (
        source.plain(text)
        if kind == "text/plain" and not re.search(r"</?(p|div|br|span|img)\b", text)
        else source.either(text)
    )


def _pieces(element: etree._Element, source: Source) -> str:
    found = (one for one in element.iter() if name_of(one) in ("mattext", "matemtext", "matimage"))
    return joined(_piece(one, source) for one in found)


def _choices(parts: Parts, several: bool, source: Source) -> list[Choice]:
    labels = list(parts.answers[0].iter("{*}response_label"))
    idents = [one.get("ident", "") for one in labels]
    if several:
        right, single_points = combination(parts.scoring)
        if single_points:
            source.lost.append(
                "the points of its single answers; a blueprint says how several keys are scored"
            )
    else:
        points = {ident: points_of(parts.scoring, ident) for ident in idents}
        most = max(points.values(), default=Decimal(0))
        right = {ident for ident, value in points.items() if value == most and most > 0}
        if any(0 < value < most for value in points.values()):
            source.lost.append("that some wrong answers win part of the points")
        if any(value < 0 for value in points.values()):
            source.lost.append("that wrong answers lose points; a blueprint says how much they do")
    shown = parts.answers[0].find(".//{*}render_choice")
    if shown is not None and shown.get("shuffle", "").lower() == "no":
        source.lost.append("that its answers keep their order")
    comments = _comments(parts)
    choices = []
    pinned = [one.get("rshuffle", "").lower() == "no" for one in labels]
    free = max((place for place, stays in enumerate(pinned) if not stays), default=len(labels))
    for place, (label, ident) in enumerate(zip(labels, idents, strict=True)):
        last = place > free  # kept in its place, and so are all below it
        feedback = joined(_told(parts, name, source) for name in comments.get(ident, ()))
        choices.append(Choice(_pieces(label, source), ident in right, feedback, last))
    return choices


def _comments(parts: Parts) -> dict[str, list[str]]:
    """The feedback that is shown for one answer, by the answer."""
    found: dict[str, list[str]] = {}
    for one in parts.scoring:
        if len(one.wanted) == 1 and not one.unwanted:
            found.setdefault(one.wanted[0], []).extend(n for n in one.feedback if n not in _GENERAL)
    return found


def _told(parts: Parts, ident: str, source: Source) -> str:
    """The text of a feedback."""
    return _pieces(parts.feedback[ident], source) if ident in parts.feedback else ""


def _feedback(parts: Parts, source: Source) -> str:
    """What is said to everybody, or to those who were right; what only wrong answers are told is lost."""
    general = []
    for ident in _GENERAL[:2]:
        general.append(_told(parts, ident, source))
    by_answer = {name for names in _comments(parts).values() for name in names}
    others = [n for one in parts.scoring if one.anything or len(one.wanted) != 1 for n in one.feedback]
    if parts.answers and parts.answers[0].find(".//{*}render_choice") is None:
        others = [n for one in parts.scoring for n in one.feedback]  # feedback on typed texts has no place
        by_answer = set()
    for ident in dict.fromkeys(others):
        if ident not in _GENERAL and ident not in by_answer:
            general.append(_told(parts, ident, source))
    if text := _told(parts, _GENERAL[2], source):
        source.lost.append(f"the feedback on a wrong answer: {text}")
    return joined(general)


def _number(parts: Parts, source: Source) -> dict[str, Any]:
    paid = [one for one in parts.scoring if one.points and one.points > 0 and not one.anything]
    most = max((one.points or Decimal(0) for one in paid), default=Decimal(0))
    right = [one for one in paid if one.points == most]
    if len(right) != 1:
        raise Unfit(f"{len(right) or 'none'} of its answers are right, not one", "numerical")
    if len(paid) > 1:
        source.lost.append("that other numbers win part of the points")
    answer, tolerance, lost = range_of(right[0])
    source.lost += lost
    fields = {"type": "numeric", "answer": format(answer, "f")}
    return {**fields, "tolerance": format(tolerance, "f")} if tolerance else fields


def _accepted(parts: Parts) -> list[str]:
    found = [text for one in parts.scoring if one.points and one.points > 0 for text in one.wanted]
    if not found:
        raise Unfit("it does not say which text is right", "short answer")
    return list(dict.fromkeys(found))


def _text(element: etree._Element, name: str) -> str:
    found = element.find(f"{{*}}{name}")
    return (found.text or "").strip() if found is not None else ""
