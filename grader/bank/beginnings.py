"""A new item to write over: the text of a draft of each type, and where in its topic's file it goes.

What is put into a file is text, not a value: the file keeps its comments and its shape. Whether the file can still be
read is for the caller to see, by reading it.
"""

import re

from grader.model.kinds import ItemType

_HEAD = """\
- id: {id}
  type: {type}
  status: draft  # ready, once someone else has solved it
  level: understand  # remember, understand, apply, analyse, evaluate, create
  facility: 0.6  # the share of points you expect the class to win
  minutes: {minutes}
  stem: |
    {stem}
"""
_TAIL = """\
  explanation: >-
    Why it is so, and what each mistake overlooks; students read it after the exam.
"""
_ASKS = "Ask for one thing, here about {id}; text, $formulas$ and code blocks may stand here."
_BODIES = {
    ItemType.SINGLE: """\
  correct: the one right answer
  wrong:
    - a mistake that students make
    - another mistake, as long and as careful as the right answer
    - a third one
""",
    ItemType.MULTIPLE: """\
  correct:
    - a right answer
    - another right answer
  wrong:
    - a mistake that students make
    - another mistake
""",
    ItemType.TRUE_FALSE: """\
  correct: true
""",
    ItemType.NUMERIC: """\
  answer: 42
  tolerance: 0.5  # how far off is still right
  unit: ""
""",
    ItemType.OPEN: """\
  reference:
    - What a very good student would write, in two or three sentences.
    - The same in other words.
  rubric:
    - {text: What earns the first half of the points, points: 0.5, ideas: [The idea in a student's words.]}
    - {text: What earns the other half, points: 0.5, ideas: [The other idea in a student's words.]}
  misconceptions:
    - What sounds right and is not.
  lines: 6  # room on paper
""",
}


def begin(type_: ItemType, item_id: str) -> str:
    """The YAML of a draft that can be read as it stands, beginning at the left margin."""
    stem = (
        "Write a statement here about {id} that is true or false." if type_ is ItemType.TRUE_FALSE else _ASKS
    )
    minutes = "3" if type_ is ItemType.OPEN else "1.5"
    head = _HEAD.format(id=item_id, type=type_.value, minutes=minutes, stem=stem.format(id=item_id))
    return head + _BODIES[type_] + _TAIL


def begin_file(topic: str, module: str, part: str) -> str:
    """The head of a topic's new file, ready for its first item."""
    return f"topic: {topic}\nmodule: {module}\npart: {part}\nitems:\n"


def put_behind(text: str, item: str) -> str:
    """A file's text with an item behind its last one, as far from the margin as that one."""
    dashes = re.findall(r"^( *)- ", text, re.MULTILINE)
    margin = min(dashes, key=len) if dashes else "  "
    indented = "\n".join(line and margin + line for line in item.split("\n"))
    blank = "\n" if dashes else ""
    return f"{text.rstrip()}\n{blank}{indented}"
