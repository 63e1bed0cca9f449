"""The XHTML inside QTI 2 items, out as HTML for our Markdown and in from it.

QTI 2 allows fewer elements than HTML does; what it does not know keeps its words.
"""

from collections.abc import Callable, Collection, Iterator
from html import escape

from lxml.etree import HTMLParser, _Element, fromstring

from grader.bank.interchange.elements import Maker
from grader.bank.interchange.plain import printable
from grader.bank.interchange.xml import name_of

_VOID = {"br", "hr", "img", "col"}
_KNOWN = {
    "p", "div", "pre", "blockquote", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "br", "table", "thead",
    "tbody", "tr", "td", "th", "strong", "em", "code", "span", "sub", "sup", "img",
}  # fmt: skip
_ATTRIBUTES = {"img": ("src", "alt"), "code": ("class",)}
Replaced = Callable[[_Element], str | None]  # HTML to put in an element's place, or None


def to_plain_html(element: _Element, replaced: Replaced = lambda _: None) -> str:
    """What stands in an element, as HTML without namespaces; `replaced` may put something else for parts of it."""
    return escape(element.text or "", quote=False) + "".join(_written(child, replaced) for child in element)


def from_html(text: str, make: Maker) -> list[_Element | str]:
    """HTML as our Markdown gives it -> elements and texts that QTI 2 knows."""
    return list(_inner(_parsed(text), make))


def unknown(text: str) -> Collection[str]:
    """What HTML of ours says that QTI 2 has no way to say."""
    root = _parsed(text)
    found = {"that some text is struck out" for one in root.iter("s", "del")}
    found |= {
        "the number with which a list begins" for one in root.iter("ol") if one.get("start", "1") != "1"
    }
    return sorted(
        found
        | {"to which side a table's columns are set" for one in root.iter("th", "td") if one.get("style")}
    )


def _parsed(text: str) -> _Element:
    """What stands in the body of a page of this HTML, which is our own."""
    parser = HTMLParser(encoding="utf-8", no_network=True)
    return fromstring(f"<html><body><div>{printable(text)}</div></body></html>".encode(), parser)[0][0]


def _inner(element: _Element, make: Maker) -> Iterator[_Element | str]:
    if element.text:
        yield element.text
    for child in element:
        name = name_of(child)
        if name in _KNOWN:
            made = make(name, list(_inner(child, make)))
            for key in _ATTRIBUTES.get(name, ()):
                if value := child.get(key, "" if key == "class" else None) or (key != "class" and ""):
                    made.set(key, value)
                elif key != "class":
                    made.set(key, "")
            if name == "table" and made.find(f"{{{make.namespace}}}tbody") is None:
                made[0].tag = f"{{{make.namespace}}}tbody"  # a table needs a body
            yield made
        else:
            yield from _inner(child, make)
        if child.tail:
            yield child.tail


def _written(element: _Element, replaced: Replaced) -> str:
    tail = escape(element.tail or "", quote=False)
    if not isinstance(element.tag, str):
        return tail
    instead = replaced(element)
    if instead is not None:
        return instead + tail
    name = name_of(element)
    if name == "object" and (element.get("type") or "").startswith("image/"):
        words = " ".join("".join(element.itertext()).split())
        return f'<img src="{escape(element.get("data") or "")}" alt="{escape(words)}">{tail}'
    given = "".join(
        f' {key}="{escape(value)}"' for key, value in element.attrib.items() if not str(key).startswith("{")
    )
    if name in _VOID:
        return f"<{name}{given}>{tail}"
    return f"<{name}{given}>{to_plain_html(element, replaced)}</{name}>{tail}"
