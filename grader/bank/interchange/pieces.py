"""Which HTML elements mean what, and the Markdown of those that stand for themselves: code, lists' items, tables."""

import re

from lxml import etree

_BLOCK_NAMES = (
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 "
    "h6 header hr html li main nav ol p pre section summary table tbody td tfoot th thead tr ul"
)
BLOCKS = frozenset(_BLOCK_NAMES.split())
DROPPED = {
    "script": "a script", "iframe": "a page from elsewhere", "object": "an embedded object", "embed": "an embedded object",
    "applet": "an embedded object", "video": "a video", "audio": "a sound", "canvas": "a drawing made by a script",
    "svg": "a drawing inside the text", "input": "a field to fill in", "select": "a field to fill in",
    "textarea": "a field to fill in", "button": "a button",
}  # fmt: skip
SILENT = {
    "style",
    "head",
    "title",
    "meta",
    "link",
    "template",
    "noscript",
    "source",
    "track",
    "colgroup",
    "col",
}
CODE = {"code", "tt", "kbd", "samp"}


def name_of(element: etree._Element) -> str:
    """The name of an element."""
    return element.tag if isinstance(element.tag, str) else "style"  # what is no element says nothing


def holds_blocks(element: etree._Element) -> bool:
    """Whether an element that stands in a line holds something that cannot."""
    return name_of(element) not in CODE and any(
        name_of(inner) in BLOCKS for inner in element.iterdescendants()
    )


def drawn(element: etree._Element) -> bool:
    """Whether an element is what MathJax drew of a formula whose source stands beside it."""
    return bool(
        {"MathJax", "MathJax_Preview", "MathJax_SVG", "katex-html"}
        & set((element.get("class") or "").split())
    )


def all_text(element: etree._Element, line_end: str) -> str:
    """All text in an element as it stands, without what runs; `line_end` stands for a `<br>`."""
    text = element.text or ""
    for child in element:
        if name_of(child) == "br":
            text += line_end
        elif name_of(child) not in DROPPED and name_of(child) not in SILENT:
            text += all_text(child, line_end)
        text += child.tail or ""
    return text.replace("\xa0", " ")


def code(text: str) -> str:
    """A code span, within as many backticks as it needs."""
    text = re.sub(r"\s*\n\s*", " ", text)
    if not text:
        return ""
    ticks = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    edges = {text[0], text[-1]}
    space = " " if "`" in edges or (edges == {" "} and text.strip()) else ""
    return f"{ticks}{space}{text}{space}{ticks}"


def fence(element: etree._Element) -> str:
    """A block of code, with its language where a class says it."""
    lines = all_text(element, "\n").split("\n")
    text = "\n".join(line.rstrip() for line in lines).strip("\n")
    classes = " ".join(inner.get("class") or "" for inner in (element, *element.iter("code")))
    found = re.search(r"\b(?:language|lang|brush:)[- ]?([\w+#.-]{1,30})", classes)
    ticks = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{ticks}{found.group(1) if found else ''}\n{text}\n{ticks}"


def listed(entries: list[list[str]], element: etree._Element, *, loose: bool) -> str:
    """A Markdown list of entries, each its blocks below a marker that differs from that of a list just before."""
    name, first = name_of(element), element.get("start", "1")
    other = _lists_before(element) % 2
    written = []
    for number, blocks in enumerate(entries, int(first) if re.fullmatch(r"\d{1,8}", first) else 1):
        mark = f"{number}{')' if other else '.'}" if name == "ol" else "*" if other else "-"
        lines = ("\n\n".join(blocks) if loose else _tight(blocks)).splitlines() or [""]
        indent = " " * (len(mark) + 1)
        rest = (f"{indent}{line}" if line else "" for line in lines[1:])
        written.append("\n".join([f"{mark} {lines[0]}".rstrip(), *rest]))
    return ("\n\n" if loose else "\n").join(written)


def _lists_before(element: etree._Element) -> int:
    """How many lists of the same kind stand right before one, with nothing between."""
    count, before = 0, element.getprevious()
    while before is not None and name_of(before) == name_of(element) and not (before.tail or "").strip():
        count, before = count + 1, before.getprevious()
    return count


def _tight(blocks: list[str]) -> str:
    """The blocks of an item of a tight list: no empty line where Markdown can do without."""
    made = ""
    for block in blocks:
        close = re.match(r"```|> |[-*] |1[.)] |#", block)
        made += ("\n" if close else "\n\n") * bool(made) + block
    return made


def table(rows: list[list[str]], sides: tuple[str, ...]) -> str:
    """A Markdown table with its first row as head."""
    width = max(map(len, rows))
    rule = [{"left": ":--", "right": "--:", "center": ":-:"}.get(side, "---") for side in sides]
    lines = [rows[0], [*rule, *["---"] * (width - len(rule))], *rows[1:]]
    return "\n".join("| " + " | ".join([*line, *[""] * (width - len(line))]) + " |" for line in lines)


def html_parser() -> etree.HTMLParser:
    """A parser of HTML that loads nothing."""
    return etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)


def bare_text(html: str) -> str:
    """What stands between the signs of a formula, where an editor has put elements and entities into it."""
    if "<" not in html and "&" not in html:
        return html
    broken = re.sub(r"<br\s*/?>|</p>", "\n", html, flags=re.IGNORECASE)
    bare = re.sub(r"</?[a-zA-Z][^<>]*>", "", broken)
    root = etree.fromstring(f"<html><body>{bare.replace('<', '&lt;')}</body></html>".encode(), html_parser())
    return "".join(root.itertext()).replace("\xa0", " ")
