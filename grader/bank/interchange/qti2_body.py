"""One item as a QTI 2 `assessmentItem`: what is declared, what is shown, and how an answer is scored.

A choice wins all of its points or none: how several keys are scored a blueprint says, not an item.
"""

from collections.abc import Iterator
from decimal import Decimal
from urllib.parse import quote

from lxml.etree import _Element

from grader.bank.interchange.carried import Outgoing
from grader.bank.interchange.choices import Choice, outgoing
from grader.bank.interchange.elements import Maker
from grader.bank.interchange.markup import to_html
from grader.bank.interchange.xhtml import from_html, unknown
from grader.bank.texts import texts
from grader.model.item import Criterion, Item, Multiple, Numeric, Open, TrueFalse

HAS = ("points", "explanation", "feedback", "reference", "rubric", "misconceptions", "lines", "last")
_Choices = list[tuple[str, Choice]]


def item_of(item: Item, make: Maker, out: Outgoing) -> _Element:
    """The item as an element."""
    choices = [(f"C{number}", choice) for number, choice in enumerate(outgoing(item, out), 1)]
    told = any(choice.feedback for _, choice in choices)
    return make(
        "assessmentItem",
        _response(item, choices, make),
        list(_outcomes(item, told, make)),
        make("itemBody", _flow(item.stem, make), _asked(item, choices, out, make), _for_scorers(item, make)),
        _processing(item, told, make),
        _feedback(item, choices, make),
        identifier=f"item-{item.id}",
        title=item.id,
        adaptive="false",
        timeDependent="false",
    )


def lost_by(item: Item) -> tuple[str, ...]:
    """What of an item's texts QTI 2 has no way to say."""
    found = {said for _, text in texts(item) if text for said in unknown(to_html(text))}
    return tuple(sorted(found))


def _flow(markdown: str, make: Maker, *, inline: bool = False) -> list[_Element | str]:
    html = to_html(markdown, picture=lambda path: f"../{quote(path)}", inline=inline)
    return from_html(html, make)


def _value(base: str, text: str, make: Maker) -> _Element:
    return make("baseValue", text, baseType=base)


def _response(item: Item, choices: _Choices, make: Maker) -> _Element:
    correct = [ident for ident, choice in choices if choice.right]
    base = "identifier"
    if isinstance(item, Numeric):
        base, correct = "float", [format(item.answer, "f")]
    elif isinstance(item, Open):
        base, correct = "string", []
    return make(
        "responseDeclaration",
        make("correctResponse", (make("value", text) for text in correct)) if correct else None,
        identifier="RESPONSE",
        cardinality="multiple" if isinstance(item, Multiple) else "single",
        baseType=base,
    )


def _outcomes(item: Item, told: bool, make: Maker) -> Iterator[_Element]:
    for name, value in (("SCORE", Decimal(0)), ("MAXSCORE", item.points)):
        default = make("defaultValue", make("value", format(value, "f")))
        yield make("outcomeDeclaration", default, identifier=name, cardinality="single", baseType="float")
    if told:
        many = "multiple" if isinstance(item, Multiple) else "single"
        yield make("outcomeDeclaration", identifier="FEEDBACK", cardinality=many, baseType="identifier")
    if item.explanation:
        default = make("defaultValue", make("value", "explanation"))
        yield make(
            "outcomeDeclaration", default, identifier="GENERAL", cardinality="single", baseType="identifier"
        )


def _asked(item: Item, choices: _Choices, out: Outgoing, make: Maker) -> _Element:
    """The place for the answer."""
    if choices:
        pinned = isinstance(item, TrueFalse) or not out.shuffle
        options = [
            make(
                "simpleChoice",
                _flow(choice.text, make, inline=True),
                identifier=ident,
                fixed="true" if choice.last or pinned else "false",
            )
            for ident, choice in choices
        ]
        most = "0" if isinstance(item, Multiple) else "1"
        shuffle = "false" if pinned else "true"
        return make(
            "choiceInteraction", options, responseIdentifier="RESPONSE", shuffle=shuffle, maxChoices=most
        )
    if isinstance(item, Open):
        return make("extendedTextInteraction", responseIdentifier="RESPONSE", expectedLines=str(item.lines))
    blank = make("textEntryInteraction", responseIdentifier="RESPONSE", expectedLength="15")
    unit = f" {item.unit}" if isinstance(item, Numeric) and item.unit else None
    return make("p", blank, unit, class_="grader-answer")


def _for_scorers(item: Item, make: Maker) -> Iterator[_Element]:
    if not isinstance(item, Open):
        return
    for text in item.reference:
        yield make("rubricBlock", _flow(text, make), view="scorer", class_="grader-reference")
    for criterion in item.rubric:
        yield _criterion(criterion, make)
    for text in item.misconceptions:
        yield make("rubricBlock", _flow(text, make), view="scorer", class_="grader-misconception")


def _criterion(one: Criterion, make: Maker) -> _Element:
    entries = [make("li", _flow(idea, make, inline=True)) for idea in one.ideas]
    ideas = make("ul", entries, class_="grader-ideas") if entries else None
    points = format(one.points, "f")
    return make(
        "rubricBlock", _flow(one.text, make), ideas, view="scorer", class_="grader-criterion", label=points
    )


def _processing(item: Item, told: bool, make: Maker) -> _Element | None:
    """How an answer becomes points and feedback; none where a person decides."""
    response = make("variable", identifier="RESPONSE")
    rules: list[_Element] = []
    if not isinstance(item, Open):
        expected = make("correct", identifier="RESPONSE")
        if isinstance(item, Numeric):
            margin = format(item.tolerance, "f")
            mode = "absolute" if item.tolerance else "exact"
            test = make("equal", response, expected, toleranceMode=mode)
            if item.tolerance:
                test.set("tolerance", f"{margin} {margin}")
        else:
            test = make("match", response, expected)
        won = make("setOutcomeValue", make("variable", identifier="MAXSCORE"), identifier="SCORE")
        none = make("setOutcomeValue", _value("float", "0", make), identifier="SCORE")
        rules.append(make("responseCondition", make("responseIf", test, won), make("responseElse", none)))
    if told:
        shown = make("variable", identifier="RESPONSE")
        rules.append(make("setOutcomeValue", shown, identifier="FEEDBACK"))
    return make("responseProcessing", rules) if rules else None


def _feedback(item: Item, choices: _Choices, make: Maker) -> Iterator[_Element]:
    for ident, choice in choices:
        if choice.feedback:
            text = _flow(choice.feedback, make)
            yield make("modalFeedback", text, outcomeIdentifier="FEEDBACK", showHide="show", identifier=ident)
    if item.explanation:
        text = _flow(item.explanation, make)
        yield make(
            "modalFeedback", text, outcomeIdentifier="GENERAL", showHide="show", identifier="explanation"
        )
