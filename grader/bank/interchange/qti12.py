"""QTI 1.2 in the dialects of Canvas (quiz export, course export `.imscc`, question banks) and Common Cartridge -> questions.

A package is searched for files that hold questions, whatever its manifest says. Where Canvas writes a quiz twice, as a
Common Cartridge and in full, only the full one is read. Which questions a quiz draws by chance is not carried: the
questions are, and each says it.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from grader.bank.interchange import labels
from grader.bank.interchange.carried import Foreign, Question, Unread
from grader.bank.interchange.choices import Unfit
from grader.bank.interchange.markup import Uncarried
from grader.bank.interchange.own import applied, called
from grader.bank.interchange.package import is_zip, unpack
from grader.bank.interchange.qti12_item import Parts, fields_of, kind_of, parts_of
from grader.bank.interchange.source import Shelf, Source
from grader.bank.interchange.xml import name_of, parse_xml, refused

ROOT = "questestinterop"
_DULL = re.compile(r"(question|item|domanda)?\s*\d*\.?", re.IGNORECASE)  # titles that exporters make up


def is_qti12(content: bytes, name: str) -> bool:
    """Whether a file is QTI 1.2: a file with its root, or a zip that has one."""
    if is_zip(content):
        return bool(_sources(unpack(content, name)))
    return _holds(content)


def read_qti12(content: bytes, where: str) -> Foreign:
    """The questions of a QTI 1.2 file or package; raise InputError when it is broken, hostile or holds none."""
    files = unpack(content, where) if is_zip(content) else {"": content}
    sources = _sources(files)
    if not sources:
        raise refused(where, "there is no QTI 1.2 file in it", "export the quiz or the question bank as QTI")
    shelf = Shelf(files if is_zip(content) else {})
    questions: list[Question] = []
    refusals: list[Unread] = []
    roots = [(path, parse_xml(files[path], f"{where}/{path}" if path else where)) for path in sources]
    known = {item.get("ident") for _, root in roots for item in root.iter("{*}item")}
    number = 0
    for path, root in roots:
        place = f"{where}/{path}" if path else where
        for item, category, chance in _items(root, ()):
            if name_of(item) == "bankentry_item":
                if item.get("item_ref") in known:
                    continue  # it is in a bank of the same package
                number += 1
                why = "it lies in a question bank that is not in the file"
                refusals.append(Unread(number, f"{place}:{item.sourceline}", "", "reference to a bank", why))
                continue
            number += 1
            one = _question(
                item,
                number,
                f"{place}:{item.sourceline}",
                category,
                chance,
                Source(shelf, posixpath.dirname(path)),
            )
            (questions if isinstance(one, Question) else refusals).append(one)  # type: ignore[arg-type]
    return Foreign(tuple(questions), tuple(refusals), shelf.named(questions))


def _question(
    item: etree._Element, number: int, where: str, category: tuple[str, ...], chance: str, source: Source
) -> Question | Unread:
    """An item as a question, or why it is none."""
    parts = parts_of(item)
    title = " ".join((item.get("title") or "").split())
    name = "" if _DULL.fullmatch(title) else title
    kind = parts.meta.get("question_type", "question").removesuffix("_question")
    try:
        fields = fields_of(parts, kind_of(parts), source)
        own, more = labels.fields(_entries(item, "grader"))
        fields = applied(fields, own, _texts(parts))
    except Unfit as unfit:
        return Unread(number, where, name or title, unfit.kind or kind, unfit.why)
    except Uncarried as uncarried:
        return Unread(number, where, name or title, kind, str(uncarried))
    lost = [*source.lost, *more, *([chance] if chance else [])]
    return Question(
        number, where, name or called(fields["stem"]), fields, category, tuple(dict.fromkeys(lost))
    )


def _texts(parts: Parts) -> dict[str, list[str]]:
    """What only our own exports say in metadata: model answers, misconceptions, criteria."""
    return {
        name: _entries(parts.item, f"grader_{name}") for name in ("reference", "misconception", "criterion")
    }


def _entries(item: etree._Element, label: str) -> list[str]:
    """The entries of the metadata fields with a label."""
    found = []
    for one in item.iter("{*}qtimetadatafield"):
        if (one.findtext("{*}fieldlabel") or "").strip() == label:
            found.append(one.findtext("{*}fieldentry") or "")
    return found


def _items(
    element: etree._Element, category: tuple[str, ...], chance: str = ""
) -> Iterator[tuple[etree._Element, tuple[str, ...], str]]:
    """The items below an element, with the titles of what they lie in, and what chance does to them."""
    for child in element:
        name = name_of(child)
        if name in ("item", "bankentry_item"):
            yield child, category, chance
        elif name in ("assessment", "section", "objectbank"):
            title = _title(child)
            below = (*category, title) if title else category
            yield from _items(child, below, _drawn(child) or chance)


def _title(element: etree._Element) -> str:
    """The title of a quiz, a bank or a group, or an empty text for what exporters call their outermost section."""
    for one in element.iterfind("{*}qtimetadata/{*}qtimetadatafield"):
        if (one.findtext("{*}fieldlabel") or "").strip() == "bank_title":
            return " ".join((one.findtext("{*}fieldentry") or "").split())
    title = " ".join((element.get("title") or "").split())
    return "" if title.lower() in ("root_section", "root section", "main") else title


def _drawn(section: etree._Element) -> str:
    """What is said of a group from which some questions are drawn."""
    count = (section.findtext("{*}selection_ordering/{*}selection/{*}selection_number") or "").strip()
    items = len(section.findall("{*}item"))
    if not count.isdigit() or int(count) >= items:
        return ""
    return f"that a quiz draws {count} of the {items} questions of its group; a blueprint can say so"


def _sources(files: Mapping[str, bytes]) -> Sequence[str]:
    """The files that hold questions, the full version alone where there are two."""
    found = [path for path, content in files.items() if _holds(content)]
    full = {posixpath.basename(path).removesuffix(".xml.qti") for path in found if path.endswith(".xml.qti")}
    return [
        path for path in found if not (path.endswith("/assessment_qti.xml") and path.split("/")[-2] in full)
    ]


def _holds(content: bytes) -> bool:
    """Whether a file begins as QTI 1.2 does, in any encoding whose letters are those of ASCII, or in UTF-16."""
    return f"<{ROOT}" in content[:4000].replace(b"\0", b"").decode("latin-1")
