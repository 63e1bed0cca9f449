"""Elements and files of XML on their way out: the same values give the same bytes."""

import hashlib
from collections.abc import Iterable
from typing import TypeAlias

from lxml.etree import Element, _Element, cleanup_namespaces, indent, tostring

from grader.bank.interchange.plain import printable

Child: TypeAlias = _Element | str | None
XSI = "http://www.w3.org/2001/XMLSchema-instance"


class Maker:
    """Makes elements of one namespace: `make("item", child, "text", ident="q1")`."""

    def __init__(self, namespace: str) -> None:
        self.namespace = namespace

    def __call__(self, name: str, *children: Child | Iterable[Child], **attributes: str) -> _Element:
        """An element with its children and texts; what is None is left out, `type_` means `type`."""
        element = Element(f"{{{self.namespace}}}{name}", nsmap={None: self.namespace})
        for key, value in attributes.items():
            element.set(key.rstrip("_"), printable(value))
        for child in children:
            for one in [child] if child is None or isinstance(child, str | _Element) else child:
                _add(element, one)
        return element


def document(root: _Element, location: str, *, indented: bool = True) -> bytes:
    """A whole file; `location` says where its schemas are published, and spaces may be `indented` only where they mean nothing."""
    root.set(f"{{{XSI}}}schemaLocation", location)
    cleanup_namespaces(root)
    if indented:
        indent(root, space="  ")
    else:
        root.text = "\n"
        for child in root:
            child.tail = "\n"
    made: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return made + b"\n"


def identifier(*parts: str) -> str:
    """A name that begins with a letter and depends on nothing but its parts."""
    return "i" + hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _add(element: _Element, child: Child) -> None:
    if isinstance(child, str):
        text = printable(child)
        if len(element):
            element[-1].tail = (element[-1].tail or "") + text
        else:
            element.text = (element.text or "") + text
    elif child is not None:
        element.append(child)
