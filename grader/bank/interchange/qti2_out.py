"""Items -> a package of QTI 2.1 or 2.2: a file for each item, a test that names them, the manifest and the pictures.

Tags and what QTI has no place for are keywords in the manifest. Model answers, rubric and misconceptions are blocks that
only scorers see, in the order in which `qti2_item` takes them back.
"""

from collections.abc import Iterator
from urllib.parse import quote

from lxml.etree import _Element

from grader.bank.interchange import labels
from grader.bank.interchange.carried import Outgoing, Sent
from grader.bank.interchange.elements import Maker, document, identifier
from grader.bank.interchange.package import pack
from grader.bank.interchange.pictured import missing, named
from grader.bank.interchange.qti2_body import HAS, item_of, lost_by
from grader.model.item import Item

CP = "http://www.imsglobal.org/xsd/imscp_v1p1"
LOM = "http://ltsc.ieee.org/xsd/LOM"
SPACES = {
    "2.1": (
        "http://www.imsglobal.org/xsd/imsqti_v2p1",
        "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd",
    ),
    "2.2": (
        "http://www.imsglobal.org/xsd/imsqti_v2p2",
        "http://www.imsglobal.org/xsd/qti/qtiv2p2/imsqti_v2p2.xsd",
    ),
}
TEST = "test.xml"


def write_qti21(out: Outgoing) -> Sent:
    """The bytes of a QTI 2.1 package, and what of the items it does not hold."""
    return _write(out, "2.1")


def write_qti22(out: Outgoing) -> Sent:
    """The same in QTI 2.2."""
    return _write(out, "2.2")


def _write(out: Outgoing, version: str) -> Sent:
    space, schema = SPACES[version]
    make = Maker(space)
    location = f"{space} {schema}"
    pictures = {path: out.pictures[path] for path in named(out.items) if path in out.pictures}
    items = {_file(item): document(item_of(item, make, out), location, indented=False) for item in out.items}
    content = pack(
        {
            "imsmanifest.xml": _manifest(out, version, list(pictures)),
            TEST: document(_test(out, make), location),
            **items,
            **pictures,
        }
    )
    lost = dict(missing(out))
    for item in out.items:
        if said := lost_by(item):
            lost[item.id] = (*lost.get(item.id, ()), *said)
    return Sent(content, lost)


def _file(item: Item) -> str:
    return f"items/{item.id}.xml"


def _test(out: Outgoing, make: Maker) -> _Element:
    sections = [
        make(
            "assessmentSection",
            make("selection", select=str(draw.pick)) if draw else (),
            (make("assessmentItemRef", identifier=f"ref-{item.id}", href=_file(item)) for item in items),
            identifier=f"section-{number}" if draw else "section",
            title=draw.name if draw else out.title,
            visible="false" if draw else "true",
        )
        for number, (draw, items) in enumerate(out.groups(), 1)
    ]
    part = make(
        "testPart", sections, identifier="part", navigationMode="nonlinear", submissionMode="simultaneous"
    )
    score = make("outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float")
    return make("assessmentTest", score, part, identifier=identifier(out.title, "test"), title=out.title)


def _manifest(out: Outgoing, version: str, pictures: list[str]) -> bytes:
    cp = Maker(CP)
    kind = version.replace(".", "p")
    resources = [
        cp(
            "resource",
            cp("metadata", _about(item, out.language)),
            cp("file", href=_file(item)),
            (cp("dependency", identifierref=identifier(path)) for path in named([item]) if path in pictures),
            identifier=identifier(item.id),
            type_=f"imsqti_item_xmlv{kind}",
            href=_file(item),
        )
        for item in out.items
    ]
    resources += [
        cp(
            "resource",
            cp("file", href=quote(path)),
            identifier=identifier(path),
            type_="webcontent",
            href=quote(path),
        )
        for path in pictures
    ]
    test = cp(
        "resource",
        cp("file", href=TEST),
        (cp("dependency", identifierref=identifier(item.id)) for item in out.items),
        identifier=identifier(out.title, "test"),
        type_=f"imsqti_test_xmlv{kind}",
        href=TEST,
    )
    root = cp(
        "manifest",
        cp("metadata", cp("schema", f"QTIv{version} Package"), cp("schemaversion", "1.0.0")),
        cp("organizations"),
        cp("resources", test, resources),
        identifier=identifier(out.title, "manifest"),
    )
    return document(root, f"{CP} http://www.imsglobal.org/xsd/imscp_v1p1.xsd")


def _about(item: Item, language: str) -> _Element:
    """What the manifest says of an item."""
    lom = Maker(LOM)
    return lom("lom", lom("general", lom("title", lom("string", item.id)), _keywords(item, lom, language)))


def _keywords(item: Item, lom: Maker, language: str) -> Iterator[_Element]:
    for label in labels.labels(item, HAS):
        yield lom("keyword", lom("string", label, language=language))
