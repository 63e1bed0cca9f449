"""QTI 2.0, 2.1 and 2.2, a single item or a package with its manifest, test and pictures -> questions.

Keywords of the manifest are tags, or say what our own exports put there. Titles of a test's sections are categories.
QTI 3 is another format under a similar name, and is refused as such.
"""

import posixpath
import re
from collections.abc import Mapping
from urllib.parse import unquote

from lxml.etree import _Element

from grader.bank.interchange import labels
from grader.bank.interchange.carried import Foreign, Question, Unread
from grader.bank.interchange.choices import Unfit
from grader.bank.interchange.markup import Uncarried
from grader.bank.interchange.own import applied
from grader.bank.interchange.package import is_zip, unpack
from grader.bank.interchange.qti2_item import fields_of, kind_of
from grader.bank.interchange.source import Shelf, Source
from grader.bank.interchange.xml import name_of, parse_xml, refused

_ITEM = re.compile(rb"<(?:[\w.-]+:)?assessment(?:Item|Test)[\s/>]")
_THREE = re.compile(rb"<(?:[\w.-]+:)?qti-assessment-(?:item|test)[\s/>]")
MANIFEST = "imsmanifest.xml"


def is_qti2(content: bytes, name: str) -> bool:
    """Whether a file is QTI 2 (or 3, so that it can be told apart): an item, or a zip that has one."""
    if not is_zip(content):
        return _begins(content, _ITEM) or _begins(content, _THREE)
    return any(_begins(one, _ITEM) or _begins(one, _THREE) for one in unpack(content, name).values())


def read_qti2(content: bytes, where: str) -> Foreign:
    """The questions of an item or a package; raise InputError when it is broken, hostile, QTI 3 or holds none."""
    packed = is_zip(content)
    files = unpack(content, where) if packed else {"": content}
    if any(_begins(one, _THREE) for one in files.values()):
        raise refused(
            where, "this is QTI 3, and QTI 2.1 and 2.2 are read", "export it again as QTI 2.1 or 2.2"
        )
    roots = {
        path: parse_xml(one, f"{where}/{path}" if path else where)
        for path, one in files.items()
        if _begins(one, _ITEM)
    }
    items = {path: root for path, root in roots.items() if name_of(root) == "assessmentItem"}
    if not items:
        raise refused(
            where, "there is no QTI 2 item in it", "give the whole package, with the items of its test"
        )
    keywords = _keywords(files, where) if packed else {}
    sections = dict(_sections(roots))
    rank = {path: place for place, path in enumerate(sections)}
    order = sorted(items, key=lambda path: rank.get(path, len(rank)))
    shelf = Shelf(files if packed else {})
    questions: list[Question] = []
    refusals: list[Unread] = []
    for number, path in enumerate(order, 1):
        source = Source(shelf, posixpath.dirname(path))
        place = f"{where}/{path}" if path else f"{where}:{items[path].sourceline}"
        one = _question(items[path], number, place, sections.get(path, ()), keywords.get(path, ()), source)
        if isinstance(one, Question):
            questions.append(one)
        else:
            refusals.append(one)
    return Foreign(tuple(questions), tuple(refusals), shelf.named(questions))


def _question(
    item: _Element,
    number: int,
    where: str,
    category: tuple[str, ...],
    keywords: tuple[str, ...],
    source: Source,
) -> Question | Unread:
    name = " ".join((item.get("title") or item.get("identifier") or "").split())
    try:
        own, more = labels.fields(keywords)
        fields = applied(fields_of(item, source), own, {})
    except Unfit as unfit:
        return Unread(number, where, name, unfit.kind or kind_of(item), unfit.why)
    except Uncarried as uncarried:
        return Unread(number, where, name, kind_of(item), str(uncarried))
    return Question(number, where, name, fields, category, tuple(dict.fromkeys([*source.lost, *more])))


def _keywords(files: Mapping[str, bytes], where: str) -> dict[str, tuple[str, ...]]:
    """The keywords of each file, as the manifest gives them."""
    path = next((path for path in files if posixpath.basename(path) == MANIFEST), None)
    if path is None:
        return {}
    found = {}
    for resource in parse_xml(files[path], f"{where}/{path}").iter("{*}resource"):
        words = [" ".join("".join(one.itertext()).split()) for one in resource.iter("{*}keyword")]
        href = posixpath.normpath(
            posixpath.join(posixpath.dirname(path), unquote(resource.get("href") or ""))
        )
        found[href] = tuple(word for word in words if word)
    return found


def _sections(roots: Mapping[str, _Element]) -> dict[str, tuple[str, ...]]:
    """The titles of what an item lies in, for every item that a test names, in the test's order."""
    found: dict[str, tuple[str, ...]] = {}
    for path, root in roots.items():
        if name_of(root) != "assessmentTest":
            continue
        for reference in root.iter("{*}assessmentItemRef"):
            href = unquote(reference.get("href") or "")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), href))
            above = [
                one
                for one in reference.iterancestors()
                if name_of(one) in ("assessmentSection", "assessmentTest")
            ]
            titles = [" ".join((one.get("title") or "").split()) for one in reversed(above)]
            found.setdefault(target, tuple(dict.fromkeys(title for title in titles if title)))
    return found


def _begins(content: bytes, pattern: re.Pattern[bytes]) -> bool:
    """Whether a file begins as XML with one of the roots that a pattern names, in any usual encoding."""
    head = content[:8000].replace(b"\0", b"")
    return head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<") and bool(pattern.search(head))
