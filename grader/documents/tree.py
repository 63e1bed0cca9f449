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

from grader.errors import Problem, in_order

DEEPEST = 20  # collections within collections; a course's files need five


@dataclass(slots=True)
class Node:
    """A text, none (nothing was written), a mapping or a list; `line` (1-based) is that of its key or dash."""

    value: str | dict[str, "Node"] | list["Node"] | None
    line: int

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
    reader = _Reader(where)
    try:
        tree = reader.read(CParser(text).get_event)
    except _TooDeep:
        tree = None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reader.blame(mark.line + 1 if mark else 1, _in_words(error), _cure(error))
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

    def __init__(self, where: str) -> None:
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

    def node(self, event: Any, line: int, depth: int) -> Node:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            return Node(self.text(event), line)
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
            return Node(self.mapping(depth), line)
        entries: list[Node] = []
        while type(event := self.next()) is not yaml.SequenceEndEvent:
            entries.append(self.node(event, event.start_mark.line + 1, depth + 1))
        return Node(entries, line)

    def mapping(self, depth: int) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        while type(event := self.next()) is not yaml.MappingEndEvent:
            line = event.start_mark.line + 1
            key = self.node(event, line, depth + 1).value
            value = self.node(self.next(), line, depth + 1)
            if not isinstance(key, str):
                self.blame(
                    line, "a key must be a word", "write `key: value`; put `{` and `[` in texts in quotes"
                )
            elif key in entries:
                self.blame(
                    line,
                    f"'{key}' is given twice",
                    f"it is first given in line {entries[key].line}: keep one of the two",
                )
            else:
                entries[key] = value
        return entries

    def text(self, event: Any) -> str | None:
        if event.anchor or event.tag:
            self.refuse_marks(event)
        text: str = event.value
        if event.style == '"' and _EATEN.search(text) and (_ODD.search(text) or "$" in text):
            self.blame(
                event.start_mark.line + 1,
                "a backslash in double quotes was read as an escape",
                "use single quotes, or `key: |` with the text below it, for LaTeX",
            )
        return text if text or event.style in ("'", '"', "|", ">") else None

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

_QUOTES = "put the whole text in single quotes, doubling any ' inside, or below `key: |`"
_CURES = (  # libyaml's words, and what people usually did
    (
        "mapping values are not allowed",
        f"usually an unquoted text with ': ' in it, or wrong indentation: {_QUOTES}",
    ),
    (
        "cannot start any token",
        f"indent with spaces, not tabs; a text that begins with @, `, % or a tab must be quoted: {_QUOTES}",
    ),
    ("unknown escape character", "in double quotes \\ must be doubled: use single quotes for LaTeX"),
    (
        "alphabetic or numeric character",
        "put a text that begins with * or & (such as **bold**) in single quotes, or below `key: |`",
    ),
    ("unexpected end of stream", "a quote is opened here and never closed"),
    ("expected ',' or", "a bracket is opened and not closed; put texts with [ ] { } or , in quotes"),
    ("comment or line break", "begin the text on the line below `|` or `>`"),
    ("could not find expected ':'", "a line without `key:`: indent it below its key, or add the colon"),
    ("expected '-' indicator", "the lines of a list all begin with `- ` at the same indentation"),
    (
        "did not find expected key",
        "usually wrong indentation, or more text after a closing quote (double a ' inside '...')",
    ),
    ("block sequence entries", "begin the list on its own line below the key"),
    (
        "expected node content",
        "a bracket is not closed, or a text that begins with ] or } or , is not in quotes",
    ),
)


def _in_words(error: yaml.MarkedYAMLError) -> str:
    return f"YAML cannot be read here: {error.problem or error.context}"


def _cure(error: yaml.MarkedYAMLError) -> str:
    said = error.problem or ""
    return next((cure for words, cure in _CURES if words in said), "check quotes and indentation around here")
