"""One item of QTI 2.0, 2.1 or 2.2 -> the fields of a question.

Carried are items with one choice, one text entry or one extended text. Items with other interactions, with several, that
draw their numbers or that adapt to answers are refused by what they are.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from lxml.etree import _Element

from grader.bank.interchange.choices import Choice, Unfit, closed, joined
from grader.bank.interchange.qti2_feedback import Feedback, feedback_of
from grader.bank.interchange.qti2_number import number_of
from grader.bank.interchange.qti12_scoring import number, short
from grader.bank.interchange.source import Source
from grader.bank.interchange.xhtml import to_plain_html
from grader.bank.interchange.xml import name_of

_CARRIED = ("choiceInteraction", "textEntryInteraction", "extendedTextInteraction")
_SKIPPED = {"rubricBlock", "feedbackBlock", "feedbackInline", "templateBlock", "templateInline", "stylesheet"}
GAP = "____"


@dataclass(frozen=True)
class Declared:
    """What an item declares about its response."""

    several: bool
    base: str  # "identifier", "float", "string"
    correct: tuple[str, ...]
    mapped: dict[str, Decimal] = field(default_factory=dict)  # points by answer


def fields_of(item: _Element, source: Source) -> dict[str, Any]:
    """The fields of a question; raise Unfit or Uncarried where the item cannot be carried."""
    asked = _interaction(item, source)
    kind = _kind(asked)
    declared = _declared(item, asked.get("responseIdentifier") or "RESPONSE")
    feedback = feedback_of(item, [one.get("identifier", "") for one in asked.iter("{*}simpleChoice")])
    stem = source.html(_stem(item, asked))
    if not stem:
        raise Unfit("it has no text", kind)
    match name_of(asked):
        case "choiceInteraction":
            several = declared.several or asked.get("maxChoices", "1") != "1"
            answer = closed(_choices(asked, declared, several, feedback, source), several=several)
        case "textEntryInteraction":
            answer = _typed(item, declared, source)
        case _:
            answer = {"type": "open", **_written(asked, declared, source)}
    answer |= _for_scorers(item, source) if answer["type"] == "open" else {}
    told = joined(source.html(_html(one)) for one in feedback.general)
    source.lost += [f"the feedback on a wrong answer: {source.html(_html(one))}" for one in feedback.wrong]
    explained = joined((told, answer.pop("explanation", "")))
    fields = {"type": answer.pop("type"), "stem": stem, **answer}
    if explained:
        fields["explanation"] = explained
    if points := _points(item):
        fields["points"] = format(short(points), "f")
    return fields


def kind_of(item: _Element) -> str:
    """What an item asks for, in the format's words."""
    names = [name_of(one) for one in item.iter() if name_of(one).endswith("Interaction")]
    return " and ".join(dict.fromkeys(name.removesuffix("Interaction") for name in names)) or "item"


def _interaction(item: _Element, source: Source) -> _Element:
    """The one interaction of an item; raise Unfit for others."""
    if item.find(".//{*}templateDeclaration") is not None:
        raise Unfit("its values are drawn anew for each student", f"template with {kind_of(item)}")
    if item.get("adaptive", "").lower() == "true":
        raise Unfit("it goes on by what is answered", f"adaptive {kind_of(item)}")
    found = [one for one in item.iterfind("{*}itemBody//*") if name_of(one).endswith("Interaction")]
    asked = [one for one in found if name_of(one) != "endAttemptInteraction"]
    if len(asked) < len(found):
        source.lost.append("its button for a hint or a solution")
    others = [name_of(one) for one in asked if name_of(one) not in _CARRIED]
    if others:
        raise Unfit(
            "questions of this kind are not carried", _kind(next(o for o in asked if name_of(o) in others))
        )
    if len(asked) != 1:
        raise Unfit(f"it asks for {len(asked) or 'no'} answers, not one", kind_of(item))
    return asked[0]


def _kind(asked: _Element) -> str:
    return name_of(asked).removesuffix("Interaction")


def _declared(item: _Element, identifier: str) -> Declared:
    for one in item.iterfind("{*}responseDeclaration"):
        if one.get("identifier") != identifier:
            continue
        correct = tuple((value.text or "").strip() for value in one.iterfind("{*}correctResponse/{*}value"))
        mapped = {}
        for entry in one.iterfind("{*}mapping/{*}mapEntry"):
            points = number(entry.get("mappedValue", ""))
            if points is not None:
                mapped[entry.get("mapKey", "").strip()] = points
        return Declared(one.get("cardinality") == "multiple", one.get("baseType") or "", correct, mapped)
    raise Unfit("it does not declare what may be answered", kind_of(item))


def _stem(item: _Element, asked: _Element) -> str:
    """The HTML of the item's body, with the question's own words in its place and a gap where text goes on after it."""
    body = item.find("{*}itemBody")
    assert body is not None, "an interaction stands in a body"

    def replaced(element: _Element) -> str | None:
        if element is asked:
            prompt = element.find("{*}prompt")
            said = "" if prompt is None else f"<div>{_html(prompt)}</div>"
            return GAP if not said and _goes_on(element) else said
        if name_of(element) == "rubricBlock" and "candidate" in (element.get("view") or "").split():
            return f"<div>{_html(element)}</div>"
        ours = (element.get("class") or "") == "grader-answer" and asked in element.iter()
        ends = name_of(element) == "endAttemptInteraction"
        return "" if ours or ends or name_of(element) in _SKIPPED else None

    return to_plain_html(body, replaced)


def _goes_on(asked: _Element) -> bool:
    """Whether text follows a gap in its line."""
    if name_of(asked) != "textEntryInteraction":
        return False
    after = (asked.tail or "") + "".join("".join(one.itertext()) for one in asked.itersiblings())
    return bool(re.search(r"\w", after))


def _html(element: _Element) -> str:
    """The HTML of an element without feedback that is shown later."""
    return to_plain_html(element, lambda one: "" if name_of(one) in _SKIPPED else None)


def _choices(
    asked: _Element, declared: Declared, several: bool, feedback: Feedback, source: Source
) -> list[Choice]:
    options = list(asked.iter("{*}simpleChoice"))
    right = _right(declared, several, source)
    fixed = [one.get("fixed", "").lower() == "true" for one in options]
    kept = asked.get("shuffle", "").lower() == "false" or all(fixed)
    choices = []
    for place, option in enumerate(options):
        ident = option.get("identifier", "")
        inline = [_html(one) for one in option.iter("{*}feedbackInline")]
        comment = joined(
            source.html(text) for text in [*inline, *map(_html, feedback.by_answer.get(ident, ()))]
        )
        last = not all(fixed) and all(fixed[place:])
        choices.append(Choice(source.html(_html(option)), ident in right, comment, last))
    if kept and len(options) > 2:
        source.lost.append("that its answers keep their order")
    return choices


def _right(declared: Declared, several: bool, source: Source) -> set[str]:
    """The identifiers of the right answers, by what is declared correct, else by the points of each."""
    won = {answer for answer, points in declared.mapped.items() if points > 0}
    most = max(declared.mapped.values(), default=Decimal(0))
    best = won if several else {answer for answer in won if declared.mapped[answer] == most}
    right = set(declared.correct) or best
    if not right:
        raise Unfit("its key is not declared, but worked out", "choice")
    if several and declared.mapped:
        source.lost.append("the points of its single answers; a blueprint says how several keys are scored")
    elif won - right:
        source.lost.append("that some wrong answers win part of the points")
    if not several and any(points < 0 for points in declared.mapped.values()):
        source.lost.append("that wrong answers lose points; a blueprint says how much they do")
    return right


def _typed(item: _Element, declared: Declared, source: Source) -> dict[str, Any]:
    """A short typed answer: a number, or accepted texts."""
    if declared.base in ("float", "integer"):
        answer, tolerance, lost = number_of(item, declared.correct, declared.mapped)
        source.lost += lost
        fields = {"type": "numeric", "answer": format(answer, "f")}
        return {**fields, "tolerance": format(tolerance, "f")} if tolerance else fields
    most = max(declared.mapped.values(), default=Decimal(0))
    full = [text for text, points in declared.mapped.items() if points == most > 0]
    accepted = list(dict.fromkeys([*declared.correct, *full]))
    if not accepted:
        raise Unfit("it does not say which text is right", "textEntry")
    source.lost.append("that answers were compared letter by letter: here they are scored as open answers")
    if any(0 < points < most for points in declared.mapped.values()):
        source.lost.append("that other texts win part of the points")
    return {"type": "open", "reference": [source.plain(text) for text in accepted], "lines": 1}


def _written(asked: _Element, declared: Declared, source: Source) -> dict[str, Any]:
    """A longer answer: its room, and a model answer where one is declared."""
    fields: dict[str, Any] = {}
    lines = asked.get("expectedLines", "")
    if re.fullmatch(r"[1-9]|[1-5]\d|60", lines):
        fields["lines"] = int(lines)
    if said := [source.either(text) for text in declared.correct if text]:
        fields["reference"] = said
    return fields


def _for_scorers(item: _Element, source: Source) -> dict[str, Any]:
    """What blocks for scorers say: model answers, a rubric and misconceptions of our own exports, or a guide of others."""
    found: dict[str, list[Any]] = {"reference": [], "rubric": [], "misconceptions": []}
    for block in item.iterfind("{*}itemBody//{*}rubricBlock"):
        sort = (block.get("class") or "").removeprefix("grader-")
        if sort in ("reference", "misconception"):
            found["reference" if sort == "reference" else "misconceptions"].append(source.html(_html(block)))
        elif sort == "criterion":
            found["rubric"].append(_criterion(block, source))
        elif "candidate" not in (block.get("view") or "").split():
            found["reference"].append(source.html(_html(block)))
    return {key: texts for key, texts in found.items() if texts}


def _criterion(block: _Element, source: Source) -> dict[str, Any]:
    """A line of a rubric: its text, its points (the label), and its ideas, a list at its end."""
    ideas = [one for one in block.iterchildren("{*}ul") if one.get("class") == "grader-ideas"]
    text = to_plain_html(block, lambda one: "" if one in ideas else None)
    listed = [source.html(_html(idea)) for one in ideas for idea in one.iterchildren("{*}li")]
    return {
        "text": source.html(text),
        "points": block.get("label", "1"),
        **({"ideas": listed} if listed else {}),
    }


def _points(item: _Element) -> Decimal | None:
    """The points of an item: MAXSCORE, or the most that SCORE can be."""
    declared = {one.get("identifier"): one for one in item.iterfind("{*}outcomeDeclaration")}
    if (most := declared.get("MAXSCORE")) is not None:
        return number(most.findtext("{*}defaultValue/{*}value") or "")
    score = declared.get("SCORE")
    return number(score.get("normalMaximum", "")) if score is not None else None
