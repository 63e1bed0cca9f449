"""Items -> Moodle XML that Moodle imports as it stands, and that comes back as the same items.

Topics are categories below their modules; what Moodle has no field for goes along as labels among the tags, what
belongs to the examiner of an open answer as information for graders.
"""

import base64
import posixpath
from decimal import Decimal

from lxml import etree

from grader.bank.interchange.carried import Draw, Outgoing, Sent
from grader.bank.interchange.formatted import MARKER
from grader.bank.interchange.graderinfo import graderinfo
from grader.bank.interchange.hypertext import to_html
from grader.bank.interchange.labels import arranged, homeless, labels
from grader.bank.interchange.plain import printable
from grader.bank.interchange.weights import percentages
from grader.bank.markdown import images
from grader.model.item import Item, Multiple, Numeric, Open, Single, TrueFalse
from grader.model.kinds import Status

HAS = frozenset(
    (
        "id",
        "topic",
        "module",
        "points",
        "explanation",
        "feedback",
        "unit",
        "lines",
        "reference",
        "rubric",
        "misconceptions",
    )
)  # the fields that Moodle has a place for
_TYPES = {"single": "multichoice", "multiple": "multichoice", "true-false": "truefalse", "numeric": "numerical", "open": "essay"}  # fmt: skip


def write_moodle(out: Outgoing) -> Sent:
    """The XML of the items, in their order, with the pictures inside."""
    quiz = etree.Element("quiz")
    category = ""
    lost: dict[str, tuple[str, ...]] = {}
    numbered = ((draw, item) for draw, items in out.groups() for item in items)
    for number, (draw, item) in enumerate(numbered, 1):
        folder = _category(item, draw, out)
        if folder != category:
            category = folder
            _text(etree.SubElement(etree.SubElement(quiz, "question", type="category"), "category"), folder)
        # Moodle sorts a category by name: an exam's questions are to be put into the quiz in their order
        _question(quiz, item, f"{number:03} {item.id}" if out.exam else item.id, out)
        gone = homeless(item, HAS)
        if any(option.last for option in arranged(item)) and out.shuffle:
            gone += ("that an option comes last (kept in a label)",)
        if gone:
            lost[item.id] = gone
    content = etree.tostring(quiz, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return Sent(
        content.replace(
            b"<?xml version='1.0' encoding='UTF-8'?>", b'<?xml version="1.0" encoding="UTF-8"?>', 1
        ),
        lost,
    )


def _category(item: Item, draw: Draw | None, out: Outgoing) -> str:
    """The category of an item: its topic below its module; for an exam the exam, and in it what is drawn together."""
    if not out.exam:
        return f"$course$/top/{item.module}/{item.topic}"
    return f"$course$/top/{out.exam}" + (f"/{draw.name}, draw {draw.pick}" if draw else "")


def _question(quiz: etree._Element, item: Item, name: str, out: Outgoing) -> None:
    made = etree.SubElement(quiz, "question", type=_TYPES[item.type])
    _text(etree.SubElement(made, "name"), name)
    _html(made, "questiontext", item.stem, out)
    _html(made, "generalfeedback", item.explanation, out)
    _leaf(made, "defaultgrade", f"{item.points:.7f}")
    _leaf(made, "penalty", "0.0000000")
    _leaf(made, "hidden", "1" if item.status is Status.RETIRED else "0")
    _leaf(made, "idnumber", item.id)
    match item:
        case Single() | Multiple():
            _choices(made, item, out)
        case TrueFalse():
            for answer in (True, False):
                _answer(made, Decimal(100 if answer is item.correct else 0), "true" if answer else "false")
        case Numeric():
            answer = _answer(made, Decimal(100), f"{item.answer:f}")
            _leaf(answer, "tolerance", f"{item.tolerance:f}")
            if item.unit:
                unit = etree.SubElement(etree.SubElement(made, "units"), "unit")
                _leaf(unit, "multiplier", "1")
                _leaf(unit, "unit_name", item.unit)
            _leaf(made, "unitgradingtype", "0")
            _leaf(made, "unitpenalty", "0.1000000")
            _leaf(made, "showunits", "3")  # the unit may be typed along, and nothing depends on it
        case Open():
            _leaf(made, "responseformat", "editor")
            _leaf(made, "responserequired", "0")
            _leaf(made, "responsefieldlines", str(item.lines))
            _leaf(made, "attachments", "0")
            info = etree.SubElement(made, "graderinfo", format="html")
            _text(info, graderinfo(item, _address))
            _files(
                info, "\n".join((*item.reference, *item.misconceptions, *(c.text for c in item.rubric))), out
            )
            _text(etree.SubElement(made, "responsetemplate", format="html"), "")
    has = HAS | {"status"} if item.status is Status.RETIRED else HAS
    has |= {"last"} if item.id in out.orders else set()
    tags = etree.SubElement(made, "tags")
    for word in labels(item, has):
        _text(etree.SubElement(tags, "tag"), word)


def _choices(made: etree._Element, item: Single | Multiple, out: Outgoing) -> None:
    one = isinstance(item, Single)
    _leaf(made, "single", "true" if one else "false")
    _leaf(made, "shuffleanswers", "true" if out.shuffle else "false")
    _leaf(made, "answernumbering", "abc")
    right, wrong = (
        (Decimal(100), Decimal(0))
        if isinstance(item, Single)
        else percentages(len(item.correct), len(item.wrong))
    )
    keys = {item.correct.text} if isinstance(item, Single) else {option.text for option in item.correct}
    for option in arranged(item, out.orders.get(item.id), shuffled=out.shuffle):
        answer = etree.SubElement(
            made, "answer", fraction=_percent(right if option.text in keys else wrong), format="html"
        )
        _text(answer, to_html(option.text, picture=_address, inline=True))
        _files(answer, option.text, out)
        _html(answer, "feedback", option.feedback, out)


def _answer(made: etree._Element, share: Decimal, text: str) -> etree._Element:
    answer = etree.SubElement(made, "answer", fraction=_percent(share), format="moodle_auto_format")
    _text(answer, text)
    _text(etree.SubElement(answer, "feedback", format="html"), "")
    return answer


def _html(parent: etree._Element, name: str, text: str, out: Outgoing) -> None:
    """A text of an item with the pictures that it names."""
    made = etree.SubElement(parent, name, format="html")
    _text(made, to_html(text, picture=_address))
    _files(made, text, out)


def _files(parent: etree._Element, text: str, out: Outgoing) -> None:
    for path in dict.fromkeys(images(text)) if "![" in text else ():
        if path in out.pictures:
            file = etree.SubElement(
                parent, "file", name=posixpath.basename(path), path="/", encoding="base64"
            )
            file.text = base64.b64encode(out.pictures[path]).decode()


def _address(path: str) -> str:
    return MARKER + posixpath.basename(path)


def _text(parent: etree._Element, text: str) -> None:
    _leaf(parent, "text", text)


def _leaf(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, name).text = printable(text)


def _percent(share: Decimal) -> str:
    return f"{share.normalize():f}"
