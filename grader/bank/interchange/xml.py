"""XML of unknown origin -> a tree of elements with their lines; what could attack a program is refused before it is read.

A document type (and with it every entity, inner or outer) is refused in the prolog, by expat, whatever the encoding;
only then libxml2 builds the tree, without network, entities or more than `DEEPEST` elements within each other.
"""

from xml.parsers import expat

from lxml import etree

from grader.errors import InputError, Problem

LARGEST = 100 * 2**20  # bytes; Moodle's own courses of thousands of questions with pictures stay below 50 MB
DEEPEST = 200  # elements within elements; QTI needs a dozen, HTML within it some more
_STEP = 4096  # bytes given to expat at a time, which cannot be stopped within a step


def parse_xml(content: bytes, where: str) -> etree._Element:
    """The root element; raise InputError with the place when the file is hostile, too large or no XML."""
    if len(content) > LARGEST:
        raise refused(where, f"the file has more than {LARGEST // 2**20} MB", "split it")
    content = content.lstrip(b" \t\r\n")
    if found := _before_the_root(content):
        line, what, hint = found
        raise refused(f"{where}:{line}", what, hint)
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=True,  # else a picture of 8 MB is "a huge text node"; size and depth are capped here
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
    )
    try:
        root: etree._Element = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise refused(f"{where}:{line}", f"not XML here: {_said(error)}", "export the file again") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise refused(where, *_DOCTYPE)
    if _deeper(root, DEEPEST):
        raise refused(where, f"elements are nested more than {DEEPEST} deep", "export the file again")
    return root


def refused(where: str, what: str, hint: str = "") -> InputError:
    """The exception that stops an import with one problem; nothing has been written."""
    return InputError("nothing was imported", problems=[Problem(where, what, hint)])


def name_of(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


_DOCTYPE = (
    "the file has a document type (<!DOCTYPE ...>), by which XML can be made to read other files or to explode",
    "if you trust the file, delete that declaration with a text editor",
)


class _Seen(Exception):
    """The first element has begun: the prolog is harmless."""


class _Doctype(Exception):
    """A document type has begun."""


def _before_the_root(content: bytes) -> tuple[int, str, str] | None:
    """What is wrong with the prolog: its line, what, and a hint."""
    parser = expat.ParserCreate()

    def started(*_: object) -> None:
        raise _Seen

    def doctype(*_: object) -> None:
        raise _Doctype

    parser.StartElementHandler = started
    parser.StartDoctypeDeclHandler = doctype
    try:
        for start in range(0, max(len(content), 1), _STEP):
            parser.Parse(content[start : start + _STEP], start + _STEP >= len(content))
    except _Seen:
        return None
    except _Doctype:
        return (parser.CurrentLineNumber, *_DOCTYPE)
    except expat.ExpatError as error:
        what = f"not XML here: {expat.ErrorString(error.code)}"
        return (error.lineno, what, "export the file again")
    except (LookupError, ValueError):  # an encoding that Python does not know, or of several bytes
        return (1, "the file's encoding is not known", "save it as UTF-8")
    return None


def _said(error: etree.XMLSyntaxError) -> str:
    return str(error.msg).partition(", line ")[0].partition(", use XML_")[0].strip()


def _deeper(root: etree._Element, limit: int) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > limit:
            return True
    return False
