"""What the published schemas of QTI 1.2, QTI 2.1/2.2 and content packages ask of the elements that we write.

1EdTech publishes the schemas for use, but without a licence under which a copy could lie here; so their rules for our
elements are written down once more, by hand from the specifications, and independently of the code that writes.
"""
# ruff: noqa: S314 - it parses only what we wrote ourselves

import io
import re
import zipfile
from urllib.parse import unquote
from xml.etree import ElementTree as ET

BLOCK = "p|div|pre|blockquote|ul|ol|h1|h2|h3|h4|h5|h6|hr|table|choiceInteraction|extendedTextInteraction|rubricBlock"
INLINE = "strong|em|code|span|sub|sup|img|br|textEntryInteraction"
STATIC = BLOCK.replace("|choiceInteraction|extendedTextInteraction|rubricBlock", "")
EXPRESSION = "variable|correct|baseValue|match|equal"

# name: (children in order, may hold text, required attributes, optional attributes)
QTI2: dict[str, tuple[str, bool, str, str]] = {
    "assessmentItem": (
        "(responseDeclaration )*(outcomeDeclaration )*(itemBody )?(responseProcessing )?(modalFeedback )*",
        False,
        "identifier title adaptive timeDependent",
        "label toolName",
    ),
    "responseDeclaration": ("(correctResponse )?(mapping )?", False, "identifier cardinality baseType", ""),
    "outcomeDeclaration": ("(defaultValue )?", False, "identifier cardinality", "baseType normalMaximum"),
    "correctResponse": ("(value )+", False, "", ""),
    "defaultValue": ("(value )+", False, "", ""),
    "value": ("", True, "", "baseType"),
    "itemBody": (f"(({BLOCK}) )*", False, "", "class"),
    "rubricBlock": (f"(({STATIC}) )*", False, "view", "class label"),
    "choiceInteraction": (
        "(prompt )?(simpleChoice )+",
        False,
        "responseIdentifier shuffle maxChoices",
        "minChoices",
    ),
    "simpleChoice": (f"(({STATIC}|{INLINE}) )*", True, "identifier", "fixed"),
    "extendedTextInteraction": ("(prompt )?", False, "responseIdentifier", "expectedLines expectedLength"),
    "textEntryInteraction": ("", False, "responseIdentifier", "expectedLength"),
    "modalFeedback": (f"(({STATIC}|{INLINE}) )*", True, "outcomeIdentifier showHide identifier", "title"),
    "responseProcessing": ("((responseCondition|setOutcomeValue) )*", False, "", "template"),
    "responseCondition": ("responseIf (responseElse )?", False, "", ""),
    "responseIf": (f"({EXPRESSION}) (setOutcomeValue )*", False, "", ""),
    "responseElse": ("(setOutcomeValue )*", False, "", ""),
    "setOutcomeValue": (f"({EXPRESSION}) ", False, "identifier", ""),
    "match": (f"(({EXPRESSION}) ){{2}}", False, "", ""),
    "equal": (f"(({EXPRESSION}) ){{2}}", False, "toleranceMode", "tolerance"),
    "variable": ("", False, "identifier", ""),
    "correct": ("", False, "identifier", ""),
    "baseValue": ("", True, "baseType", ""),
    "assessmentTest": ("(outcomeDeclaration )*(testPart )+", False, "identifier title", ""),
    "testPart": ("(assessmentSection )+", False, "identifier navigationMode submissionMode", ""),
    "assessmentSection": ("(assessmentItemRef )*", False, "identifier title visible", ""),
    "assessmentItemRef": ("", False, "identifier href", ""),
    "div": (f"(({STATIC}|{INLINE}) )*", True, "", "class"),
    "blockquote": (f"(({STATIC}) )*", False, "", ""),
    "ul": ("(li )+", False, "", "class"),
    "ol": ("(li )+", False, "", ""),
    "li": (f"(({STATIC}|{INLINE}) )*", True, "", ""),
    "table": ("(thead )?(tbody )+", False, "", ""),
    "thead": ("(tr )+", False, "", ""),
    "tbody": ("(tr )+", False, "", ""),
    "tr": ("((td|th) )+", False, "", ""),
    "img": ("", False, "src alt", ""),
    "br": ("", False, "", ""),
    "hr": ("", False, "", ""),
}
for _name in (
    "p",
    "pre",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "strong",
    "em",
    "code",
    "span",
    "sub",
    "sup",
    "td",
    "th",
):
    QTI2[_name] = (f"(({INLINE}{'|' + STATIC if _name in ('td', 'th') else ''}) )*", True, "", "class")

QTI1: dict[str, tuple[str, bool, str, str]] = {
    "questestinterop": ("assessment ", False, "", ""),
    "assessment": ("(qtimetadata )*(section )+", False, "ident title", ""),
    "section": ("(item )*", False, "ident", "title"),
    "item": ("(itemmetadata )?(presentation )?(resprocessing )*(itemfeedback )*", False, "ident", "title"),
    "itemmetadata": ("(qtimetadata )*", False, "", ""),
    "qtimetadata": ("(qtimetadatafield )+", False, "", ""),
    "qtimetadatafield": ("fieldlabel fieldentry ", False, "", ""),
    "fieldlabel": ("", True, "", ""),
    "fieldentry": ("", True, "", ""),
    "presentation": ("((material|response_lid|response_str) )+", False, "", ""),
    "material": ("(mattext )+", False, "", ""),
    "mattext": ("", True, "", "texttype"),
    "response_lid": ("(render_choice )", False, "ident rcardinality", ""),
    "response_str": ("(render_fib )", False, "ident rcardinality", ""),
    "render_choice": ("(response_label )+", False, "", "shuffle"),
    "render_fib": ("(response_label )+", False, "", "fibtype"),
    "response_label": ("(material )*", False, "ident", "rshuffle"),
    "resprocessing": ("outcomes (respcondition )+", False, "", ""),
    "outcomes": ("(decvar )+", False, "", ""),
    "decvar": ("", False, "", "maxvalue minvalue varname vartype"),
    "respcondition": ("conditionvar (setvar )*(displayfeedback )*", False, "", "continue"),
    "conditionvar": ("((and|or|not|varequal|vargte|varlte|other) )+", False, "", ""),
    "and": ("((not|varequal|vargte|varlte) )+", False, "", ""),
    "or": ("((and|varequal) )+", False, "", ""),
    "not": ("varequal ", False, "", ""),
    "other": ("", False, "", ""),
    "varequal": ("", True, "respident", "margintype margin"),  # the margin is Canvas's own
    "vargte": ("", True, "respident", ""),
    "varlte": ("", True, "respident", ""),
    "setvar": ("", True, "varname action", ""),
    "displayfeedback": ("", False, "feedbacktype linkrefid", ""),
    "itemfeedback": ("(flow_mat )+", False, "ident", ""),
    "flow_mat": ("(material )+", False, "", ""),
}


def faults(content: bytes, rules: dict[str, tuple[str, bool, str, str]]) -> list[str]:
    """What an XML file does against the rules, each a sentence."""
    return [fault for element in ET.fromstring(content).iter() for fault in _faults(element, rules)]


def package_faults(content: bytes) -> list[str]:
    """What is wrong with a package: a file that the manifest does not name, a reference to nothing, an id twice."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        manifest = ET.fromstring(archive.read("imsmanifest.xml"))
    resources = list(manifest.iter(f"{_space(manifest)}resource"))
    idents = [one.get("identifier", "") for one in resources]
    files = {unquote(one.get("href", "")) for one in manifest.iter(f"{_space(manifest)}file")}
    found = [f"{name} is not in the manifest" for name in names - files - {"imsmanifest.xml"}]
    found += [f"{name} is not in the package" for name in files - names]
    found += [f"identifier {one} is there twice" for one in set(idents) if idents.count(one) > 1]
    found += [f"{one} is no identifier" for one in idents if not re.fullmatch(r"[A-Za-z_][\w.-]*", one)]
    wanted = {one.get("identifierref", "") for one in manifest.iter(f"{_space(manifest)}dependency")}
    found += [f"{one} is no resource" for one in wanted - set(idents)]
    order = [_name(child) for child in manifest]
    return found + (
        [] if order == ["metadata", "organizations", "resources"] else [f"the manifest holds {order}"]
    )


def _faults(element: ET.Element, rules: dict[str, tuple[str, bool, str, str]]) -> list[str]:
    name = _name(element)
    if name not in rules:
        return [f"{name} is not allowed"]
    children, text, required, optional = rules[name]
    inside = "".join(f"{_name(child)} " for child in element)
    found = [] if re.fullmatch(children, inside) else [f"{name} holds {inside or 'nothing'}"]
    said = (element.text or "") + "".join(child.tail or "" for child in element)
    found += [f"{name} holds the text {said.strip()}"] if said.strip() and not text else []
    given = {key for key in element.attrib if not key.startswith("{")}
    found += [f"{name} lacks {key}" for key in set(required.split()) - given]
    return found + [f"{name} has {key}" for key in given - set(required.split()) - set(optional.split())]


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _space(element: ET.Element) -> str:
    return element.tag.partition("}")[0] + "}"
