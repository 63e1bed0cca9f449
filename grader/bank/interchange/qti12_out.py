"""Items -> a quiz in Canvas's dialect of QTI 1.2: a zip with its manifest, the questions, the quiz's settings and the pictures.

What Canvas has no field for stands in metadata fields named `grader`, which Canvas skips and `qti12` reads.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from urllib.parse import quote

from lxml import etree

from grader.bank.interchange import labels
from grader.bank.interchange.carried import Draw, Outgoing, Sent
from grader.bank.interchange.choices import Choice, last_labels, outgoing
from grader.bank.interchange.elements import Maker, document, identifier
from grader.bank.interchange.markup import to_html
from grader.bank.interchange.own import asked, criteria
from grader.bank.interchange.package import pack
from grader.bank.interchange.pictured import missing, named
from grader.model.item import Item, Multiple, Numeric, Open

QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
CP = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
CANVAS = "http://canvas.instructure.com/xsd/cccv1p0"
_HAS = ("points", "explanation", "feedback", "reference", "rubric", "misconceptions", "last")
_KINDS = {
    "single": "multiple_choice_question",
    "multiple": "multiple_answers_question",
    "true-false": "true_false_question",
    "numeric": "numerical_question",
    "open": "essay_question",
}
make = Maker(QTI)


def write_qti12(out: Outgoing) -> Sent:
    """The bytes of a zip that Canvas imports as a quiz, and what of the items it does not hold."""
    quiz = identifier(out.title, *(item.id for item in out.items))
    pictures = {path: out.pictures[path] for path in named(out.items) if path in out.pictures}
    content = pack(
        {
            "imsmanifest.xml": _manifest(out, quiz, pictures),
            f"{quiz}/{quiz}.xml": _assessment(out, quiz),
            f"{quiz}/assessment_meta.xml": _settings(out, quiz),
            **pictures,
        }
    )
    return Sent(content, missing(out))


def _assessment(out: Outgoing, quiz: str) -> bytes:
    grouped = [one for draw, items in out.groups() for one in _group(draw, items, out)]
    section = make("section", grouped, ident="root_section")
    head = make("qtimetadata", _field("cc_maxattempts", "1"))
    whole = make("assessment", head, section, ident=quiz, title=out.title)
    location = f"{QTI} http://www.imsglobal.org/xsd/ims_qtiasiv1p2p1.xsd"
    return document(make("questestinterop", whole), location)


def _group(draw: Draw | None, items: Iterable[Item], out: Outgoing) -> list[etree._Element]:
    """Items as they are, or as a group of which Canvas gives each student some."""
    made = [_item(item, out) for item in items]
    if draw is None:
        return made
    worth = next(item.points for item in out.items if item.id == draw.items[0])
    extension = make("selection_extension", make("points_per_item", format(worth, "f")))
    selection = make("selection", make("selection_number", str(draw.pick)), extension)
    ordering = make("selection_ordering", selection)
    return [make("section", ordering, made, ident=identifier(out.title, draw.name), title=draw.name)]


def _item(item: Item, out: Outgoing) -> etree._Element:
    # Canvas keeps the names of answers that are whole numbers, and gives all others new ones.
    choices = [(str(number), choice) for number, choice in enumerate(outgoing(item, out), 1001)]
    feedback = [("general_fb", item.explanation)] if item.explanation else []
    feedback += [(f"{ident}_fb", choice.feedback) for ident, choice in choices if choice.feedback]
    return make(
        "item",
        make("itemmetadata", make("qtimetadata", _metadata(item, choices))),
        make("presentation", _text(asked(item)), _asked(item, choices)),
        make("resprocessing", _outcomes(), _conditions(item, choices)),
        (make("itemfeedback", make("flow_mat", _text(text)), ident=ident) for ident, text in feedback),
        ident=item.id,
        title=item.id,
    )


def _metadata(item: Item, choices: list[tuple[str, Choice]]) -> Iterator[etree._Element]:
    yield _field("question_type", _KINDS[item.type])
    yield _field("points_possible", format(item.points, "f"))
    yield _field("original_answer_ids", ",".join(ident for ident, _ in choices))
    yield _field("assessment_question_identifierref", identifier(item.id))
    yield from (_field("grader", label) for label in labels.labels(item, _HAS))
    yield from (_field("grader", label) for label in last_labels([choice for _, choice in choices]))
    if isinstance(item, Open):
        yield from (_field("grader_reference", text) for text in item.reference)
        yield from (_field("grader_misconception", text) for text in item.misconceptions)
        yield from (_field("grader_criterion", text) for text in criteria(item))


def _field(label: str, entry: str) -> etree._Element:
    return make("qtimetadatafield", make("fieldlabel", label), make("fieldentry", entry))


def _text(markdown: str, *, inline: bool = False) -> etree._Element:
    html = to_html(markdown, picture=_address, inline=inline)
    return make("material", make("mattext", html, texttype="text/html"))


def _address(path: str) -> str:
    return f"%24IMS-CC-FILEBASE%24/{quote(path)}"


def _asked(item: Item, choices: list[tuple[str, Choice]]) -> etree._Element:
    """The place for the answer."""
    if choices:
        answers = [make("response_label", _text(c.text, inline=True), ident=ident) for ident, c in choices]
        many = "Multiple" if isinstance(item, Multiple) else "Single"
        return make("response_lid", make("render_choice", answers), ident="response1", rcardinality=many)
    blank = make("render_fib", make("response_label", ident="answer1", rshuffle="No"))
    if isinstance(item, Numeric):
        blank.set("fibtype", "Decimal")
    return make("response_str", blank, ident="response1", rcardinality="Single")


def _outcomes() -> etree._Element:
    return make("outcomes", make("decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal"))


def _conditions(item: Item, choices: list[tuple[str, Choice]]) -> Iterator[etree._Element]:
    if item.explanation:
        yield _condition([make("other")], shows="general_fb")
    for ident, choice in choices:
        if choice.feedback:
            yield _condition([_equal(ident)], shows=f"{ident}_fb")
    match item:
        case Open():
            yield _condition([make("other")])
        case Numeric():
            yield _condition([_near(item.answer, item.tolerance)], wins=True)
        case Multiple():
            tests = (_equal(ident) if c.right else make("not", _equal(ident)) for ident, c in choices)
            yield _condition([make("and", tests)], wins=True)
        case _:
            yield _condition([_equal(ident) for ident, choice in choices if choice.right], wins=True)


def _condition(tests: Iterable[etree._Element], *, wins: bool = False, shows: str = "") -> etree._Element:
    points = make("setvar", "100", action="Set", varname="SCORE") if wins else None
    feedback = make("displayfeedback", feedbacktype="Response", linkrefid=shows) if shows else None
    return make(
        "respcondition", make("conditionvar", tests), points, feedback, continue_="Yes" if shows else "No"
    )


def _equal(text: str) -> etree._Element:
    return make("varequal", text, respident="response1")


def _near(answer: Decimal, tolerance: Decimal) -> etree._Element:
    low = make("vargte", format(answer - tolerance, "f"), respident="response1")
    high = make("varlte", format(answer + tolerance, "f"), respident="response1")
    exact = _equal(format(answer, "f"))
    exact.set("margintype", "absolute")
    exact.set("margin", format(tolerance, "f"))
    return make("or", exact, make("and", low, high))


def _settings(out: Outgoing, quiz: str) -> bytes:
    meta = Maker(CANVAS)
    points = sum(
        (
            items[0].points * draw.pick if draw else sum((item.points for item in items), Decimal(0))
            for draw, items in out.groups()
        ),
        Decimal(0),
    )
    root = meta(
        "quiz",
        meta("title", out.title),
        meta("description"),
        meta("shuffle_answers", "true" if out.shuffle else "false"),
        meta("scoring_policy", "keep_highest"),
        meta("quiz_type", "assignment"),
        meta("points_possible", format(points, "f")),
        meta("allowed_attempts", "1"),
        meta("available", "false"),
        identifier=quiz,
    )
    return document(root, f"{CANVAS} https://canvas.instructure.com/xsd/cccv1p0.xsd")


def _manifest(out: Outgoing, quiz: str, pictures: Iterable[str]) -> bytes:
    cp = Maker(CP)
    extra = identifier(quiz, "meta")
    settings = f"{quiz}/assessment_meta.xml"
    resources = [
        cp(
            "resource",
            cp("file", href=f"{quiz}/{quiz}.xml"),
            cp("dependency", identifierref=extra),
            identifier=quiz,
            type_="imsqti_xmlv1p2",
        ),
        cp(
            "resource",
            cp("file", href=settings),
            identifier=extra,
            type_="associatedcontent/imscc_xmlv1p1/learning-application-resource",
            href=settings,
        ),
    ]
    for path in pictures:
        file = cp("file", href=quote(path))
        resources.append(
            cp("resource", file, identifier=identifier(path), type_="webcontent", href=quote(path))
        )
    root = cp(
        "manifest",
        cp("metadata", cp("schema", "IMS Content"), cp("schemaversion", "1.1.3")),
        cp("organizations"),
        cp("resources", resources),
        identifier=identifier(quiz, "manifest"),
    )
    return document(root, f"{CP} http://www.imsglobal.org/xsd/imscp_v1p1.xsd")
