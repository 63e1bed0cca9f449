"""What an examiner reads beside an open answer in Moodle: reference answers, rubric, misconceptions, there and back.

In our own files classes tell them apart; a text that somebody else wrote there is one reference answer.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from lxml import etree

from grader.bank.interchange.hypertext import Address, to_html
from grader.bank.interchange.pieces import html_parser
from grader.model.item import Open

_OURS = {"grader-reference": "reference", "grader-misconception": "misconceptions"}


def read_graderinfo(
    element: etree._Element | None, markdown: Callable[[etree._Element | None], str]
) -> dict[str, Any]:
    """The fields that `<graderinfo>` holds; `markdown` makes our Markdown of an element with a `<text>`."""
    if element is None:
        return {}
    text = element.findtext("text") or ""
    if "grader-" not in text:
        said = markdown(element)
        return {"reference": [said]} if said else {}
    fields: dict[str, Any] = {}
    for part in etree.fromstring(f"<html><body>{text}</body></html>".encode(), html_parser()).iter("div"):
        name = part.get("class", "")
        if name in _OURS:
            fields.setdefault(_OURS[name], []).append(markdown(_alike(element, part)))
        elif name == "grader-criterion":
            fields.setdefault("rubric", []).append(_criterion(element, part, markdown))
    return fields


def graderinfo(item: Open, picture: Address) -> str:
    """The HTML for the examiner."""
    parts = [
        f'<div class="grader-reference">{to_html(text, picture=picture)}</div>' for text in item.reference
    ]
    for criterion in item.rubric:
        ideas = "".join(
            f'<p class="grader-idea">{to_html(idea, inline=True)}</p>' for idea in criterion.ideas
        )
        text = to_html(criterion.text, picture=picture)
        parts.append(
            f'<div class="grader-criterion"><p class="grader-points">{criterion.points}</p>'
            f'<div class="grader-text">{text}</div>{ideas}</div>'
        )
    parts += [
        f'<div class="grader-misconception">{to_html(text, picture=picture)}</div>'
        for text in item.misconceptions
    ]
    return "\n".join(parts)


def _criterion(
    element: etree._Element, part: etree._Element, markdown: Callable[[etree._Element | None], str]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for inner in part:
        name = inner.get("class", "")
        if name == "grader-points":
            found["points"] = "".join(inner.itertext()).strip()
        elif name == "grader-text":
            found["text"] = markdown(_alike(element, inner))
        elif name == "grader-idea":
            found.setdefault("ideas", []).append(markdown(_alike(element, inner)))
    return found


def _alike(element: etree._Element, part: etree._Element) -> etree._Element:
    """An element such as `<graderinfo>` that holds a part of it, with the files of the whole."""
    made = etree.Element(element.tag, format="html")
    inside = (part.text or "") + "".join(
        etree.tostring(child, encoding="unicode", method="html") for child in part
    )
    etree.SubElement(made, "text").text = inside
    shown = unquote(inside)
    made.extend([_copy(file) for file in element.findall("file") if file.get("name", "\0") in shown])
    return made


def _copy(file: etree._Element) -> etree._Element:
    made = etree.Element("file", dict(file.attrib))
    made.text = file.text
    return made
