"""YAML text -> a tree of texts with line numbers, and nothing that YAML would make of them.

Every scalar stays the text that was typed (`no`, `0123456`, `1.10`); the model converts it. What surprises people
or attacks programs is refused: duplicate keys, anchors, aliases, tags, deep nesting, escapes that eat LaTeX.
The parser's events are read directly: that is three times as fast as composing nodes, and it stops at a bomb.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import yaml
from yaml._yaml import CParser

from grader.documents.syntax import explain
from grader.errors import Problem, in_order

DEEPEST = 20  # collections within collections; a course's files need five


@dataclass(slots=True)
class Node:
    """A text, none (nothing was written), a mapping or a list; `line` (1-based) is that of its key or dash."""

    value: str | dict[str, "Node"] | list["Node"] | None
    line: int
    below: int = 0  # of a text below `key: |`: the line of its own first line
    cut: bool = False  # a text after which a comment follows: perhaps its # was meant as text

    def line_of(self, words: str) -> int:
        """The line on which words stand in a text below `key: |`; else, or if they are not alone, `line`."""
        if not words or not self.below or not isinstance(self.value, str):
            return self.line
        text = self.value
        lines = {self.below + text.count("\n", 0, m.start()) for m in re.finditer(re.escape(words), text)}
        return lines.pop() if len(lines) == 1 else self.line

    def plain(self) -> Any:
        """The same without lines: str, None, dict and list."""
        value = self.value
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, dict):
            return {key: node.plain() for key, node in value.items()}
        return [node.plain() for node in value]

    def at(self, *path: str | int) -> "Node":
        """The node furthest along a path; steps that lead nowhere are passed over."""
        node = self
        for step in path:
            value = node.value
            if (isinstance(value, dict) and isinstance(step, str) and step in value) or (
                isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value)
            ):
                node = value[step]  # type: ignore[index]  # the two are checked together
        return node


def read_tree(text: str, where: str) -> tuple[Node | None, tuple[Problem, ...]]:
    """Read one YAML document: its tree (none if it cannot be parsed) and every problem, as `where:line`."""
    reader = _Reader(text, where)
    try:
        tree = reader.read(CParser(text).get_event)
    except _TooDeep:
        tree = None
    except yaml.MarkedYAMLError as error:
        reader.blame(*explain(error, text))
        tree = None
    except (yaml.reader.ReaderError, UnicodeEncodeError):
        found = _UNPRINTABLE.search(text)
        line = text.count("\n", 0, found.start()) + 1 if found else 1
        code = f" (U+{ord(found.group()):04X})" if found else ""
        reader.blame(line, f"a character that no text file holds{code}", "save the file as UTF-8 text")
        tree = None
    return tree, in_order(reader.problems)


class _TooDeep(Exception):
    pass


class _Reader:
    """One pass over the parser's events."""

    def __init__(self, text: str, where: str) -> None:
        self.source = text
        self.comments = " #" in text
        self.where = where
        self.problems: list[Problem] = []

    def blame(self, line: int, what: str, hint: str) -> None:
        self.problems.append(Problem(f"{self.where}:{line}", what, hint))

    def read(self, events: Callable[[], Any]) -> Node | None:
        self.next = events
        self.next()  # the stream begins
        event = self.next()
        if isinstance(event, yaml.StreamEndEvent):
            self.blame(1, "the file is empty", "write something into it, or delete it")
            return None
        event = self.next()
        tree = self.node(event, event.start_mark.line + 1, 1)
        self.next()  # the document ends
        event = self.next()
        begins = event.start_mark.line + 1
        if type(event) is yaml.DocumentStartEvent:
            self.blame(
                begins,
                "a second document begins here",
                "keep one document in a file: delete this `---`",
            )
        return tree

    def node(self, event: Any, line: int, depth: int, listed: bool = False) -> Node:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            return self.scalar(event, line)
        if kind is yaml.AliasEvent:
            self.blame(
                event.start_mark.line + 1,
                f"'*{event.anchor}' is a YAML alias",
                "put a text that begins with * in quotes; aliases are not read",
            )
            return Node(None, line)
        self.refuse_marks(event)
        if depth > DEEPEST:
            self.blame(line, f"nested more than {DEEPEST} deep", "look for a bracket that is never closed")
            raise _TooDeep
        if kind is yaml.MappingStartEvent:
            return Node(self.mapping(depth, listed), line)
        entries: list[Node] = []
        while type(event := self.next()) is not yaml.SequenceEndEvent:
            entries.append(self.node(event, event.start_mark.line + 1, depth + 1, listed=True))
        return Node(entries, line)

    def mapping(self, depth: int, listed: bool) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        joined = False  # two entries of a list, for want of a dash
        while type(event := self.next()) is not yaml.MappingEndEvent:
            line = event.start_mark.line + 1
            key = self.node(event, line, depth + 1).value
            value = self.node(self.next(), line, depth + 1)
            if not isinstance(key, str):
                self.blame(
                    line, "a key must be a word", "write `key: value`; put `{` and `[` in texts in quotes"
                )
            elif key in entries:
                first = f"it is first given in line {entries[key].line}"
                if listed and key == next(iter(entries)):
                    joined = True
                    hint = f"put `- ` before it if another entry begins here ({first})"
                    self.blame(line, f"'{key}' is given twice", hint)
                elif not joined:
                    self.blame(line, f"'{key}' is given twice", f"{first}: keep one of the two")
            else:
                entries[key] = value
        return entries

    def scalar(self, event: Any, line: int) -> Node:
        if event.anchor or event.tag:
            self.refuse_marks(event)
        text: str = event.value
        if event.style == '"' and _EATEN.search(text) and (_ODD.search(text) or "$" in text):
            self.blame(
                event.start_mark.line + 1,
                "a backslash in double quotes was read as an escape",
                "use single quotes, or `key: |` with the text below it, for LaTeX",
            )
        if event.style == "|":
            return Node(text, line, event.start_mark.line + 2)
        if event.style:
            return Node(text, line)
        end = event.end_mark.index
        return Node(text or None, line, 0, self.comments and self.source[end : end + 2] == " #")

    def refuse_marks(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if event.anchor:
            self.blame(
                line,
                f"'&{event.anchor}' is a YAML anchor",
                "put a text that begins with & in quotes; anchors are not read",
            )
        if event.tag:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.blame(
                line, f"'{tag}' is a YAML tag", "put a text that begins with ! in quotes; tags are not read"
            )


_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]")  # what "\alpha", "\beta", "\frac" turn into
_EATEN = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]")  # and "\nu", "\theta"
