"""Items -> the YAML that an instructor would have typed: texts in blocks, no quotes that are not needed.

What is written reads back as the very same item; whoever writes a file reads it again to be sure.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from grader.bank.beginnings import begin_file, put_behind
from grader.model.item import Criterion, Item, Option

WIDTH = 118  # characters of a line, with its indentation
_ORDER = (
    "id", "topic", "module", "part", "status", "author", "source", "type", "stem", "correct", "wrong", "answer", "tolerance",
    "unit", "reference", "rubric", "misconceptions", "lines", "tags", "enemies", "level", "facility", "minutes", "points",
    "explanation",
)  # fmt: skip
_BRACKETED = ("tags", "enemies")


def write_items(text: str | None, items: Sequence[Item], defaults: Mapping[str, Any]) -> str:
    """A topic's file with items behind its own; a new file where there is no text. `defaults` are what the file says."""
    if text is None:
        first = items[0]
        defaults = {"topic": first.topic, "module": first.module, "part": first.part.value}
        text = begin_file(first.topic, first.module, first.part.value)
        alike = {item.status for item in items}
        if len(alike) == 1:
            defaults = {**defaults, "status": first.status.value}
            text = text.replace("items:\n", f"status: {first.status.value}\nitems:\n")
    return put_behind(text, "\n".join(item_text(item, defaults) for item in items))


def item_text(item: Item, defaults: Mapping[str, Any] = {}) -> str:
    """The YAML of an item beginning at the left margin, without what its file says for all."""
    lines: list[str] = []
    for name in _ORDER:
        if name not in type(item).model_fields:
            continue
        value = getattr(item, name)
        usual = type(item).model_fields[name].get_default() if name not in defaults else None
        if name in defaults:
            if _plain(value) == _plain(defaults[name]):
                continue
        elif value == usual and name not in ("type", "id"):
            continue
        lines += _field(name, value)
    margins = ("- ", *("  " for _ in lines))
    return "".join(
        f"{margin}{line}\n" if line else "\n" for margin, line in zip(margins, lines, strict=False)
    )


def wrapped(text: str, width: int = WIDTH - 6) -> str:
    """Markdown with its long paragraphs in lines; what is printed stays the same."""
    lines: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = re.match(r"\s*(`{3,}|~{3,}|\$\$)", line)
        if mark and (not fence or mark.group(1).startswith(fence)) and line.count("$$") != 2:
            fence = "" if fence else mark.group(1)
            lines.append(line)
        elif fence or len(line) <= width or _STRUCTURE.match(line):
            lines.append(line)
        else:
            lines += _filled(line, width)
    return "\n".join(lines)


_STRUCTURE = re.compile(r"\s|\||>|#{1,6} |[-+*] |\d+[.)] ")
_BEGINS = re.compile(
    r"[-+*=|:]|#|>|~~~|```|\$\$|\d+[.)]"
)  # what must not come to stand at a line's beginning
_TOGETHER = re.compile(
    r"\$[^$]+\$|(`{1,9})(?!`).{0,500}?(?<!`)\1(?!`)|!\[(?:[^\]\\]|\\.){0,500}\]\([^)]{0,200}\)"
)


def _filled(line: str, width: int) -> list[str]:
    """A paragraph's line in lines of at most `width`, broken where Markdown does not mind."""
    kept = _TOGETHER.sub(lambda match: match.group().replace(" ", "\0"), line)
    lines = [""]
    for number, word in enumerate(kept.split(" ")):
        tight = not word or not lines[-1] or lines[-1].endswith((" ", "\\")) or _BEGINS.match(word)
        if number and not tight and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] += f"{' ' * bool(number)}{word}"
    return [line.replace("\0", " ") for line in lines]


def _field(name: str, value: Any) -> list[str]:
    """The lines of a field, its own indentation left to the caller."""
    if name in _BRACKETED:
        return [f"{name}: [{', '.join(value)}]"]
    if name == "rubric":
        return [f"{name}:", *(line for criterion in value for line in _entry(_criterion(criterion)))]
    if isinstance(value, tuple):
        entries = [_option(each) if isinstance(each, Option) else each for each in value]
        return [f"{name}:", *(line for entry in entries for line in _entry(entry))]
    if isinstance(value, Option):
        option = _option(value)
        if isinstance(option, str):
            return _scalar(name, option)
        return [f"{name}:", *(f"  {line}" for key, each in option.items() for line in _field(key, each))]
    return _scalar(name, _plain(value))


def _entry(value: "str | dict[str, Any]") -> list[str]:
    """The lines of a list's entry."""
    if isinstance(value, str):
        head, *rest = _scalar("", value)
        return [f"  - {head}", *(f"  {line}" for line in rest)]
    lines = [line for key, each in value.items() for line in _field(key, each)]
    return [f"  {'- ' if number == 0 else '  '}{line}" for number, line in enumerate(lines)]


def _option(option: Option) -> "str | dict[str, Any]":
    more: dict[str, Any] = {"last": True} if option.last else {}
    more |= {"feedback": option.feedback} if option.feedback else {}
    return {"text": option.text, **more} if more else option.text


def _criterion(criterion: Criterion) -> dict[str, Any]:
    more = {"ideas": criterion.ideas} if criterion.ideas else {}
    return {"text": criterion.text, "points": criterion.points, **more}


def _plain(value: Any) -> str:
    """A value as it is typed."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}" if -12 <= value.adjusted() <= 12 else str(value)
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value))
    return str(getattr(value, "value", value))


def _scalar(name: str, text: str) -> list[str]:
    """The lines of a text: plain, quoted, folded or as it stands, whichever is the first that can hold it."""
    key = f"{name}: " if name else ""
    if "\n" not in text and name != "stem" and len(key) + len(text) <= WIDTH - 6:
        return [key + (text if _plain_yaml(text) else "'" + text.replace("'", "''") + "'")]
    if "\n" not in text and name != "stem" and "  " not in text and text == text.strip():
        return [f"{key}>-", *(f"  {line}" for line in _folded(text.split(" ")))]
    return [f"{key}|", *(f"  {line}" if line else "" for line in text.split("\n"))]


def _folded(words: Iterable[str]) -> list[str]:
    lines = [""]
    for word in words:
        if lines[-1] and len(lines[-1]) + 1 + len(word) > WIDTH - 8:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _plain_yaml(text: str) -> bool:
    """Whether YAML reads a text as itself without quotes."""
    return bool(
        re.match(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`~=<]", text)
        and not re.search(r":(\s|$)|\s#|[\s]$|^(---|\.\.\.)|\t", text)
    )
