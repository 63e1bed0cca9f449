"""Aiken, in and out: a question in a line, options `A) ...` or `A. ...`, `ANSWER: B`; single choice in plain text."""

import re
from collections.abc import Sequence

from grader.bank.interchange.carried import Foreign, Outgoing, Question, Sent, Unread
from grader.bank.interchange.decode import decode
from grader.bank.interchange.labels import arranged, homeless
from grader.bank.interchange.plain import from_plain, printable
from grader.bank.markdown import to_plain
from grader.model.item import Item, Single

_ANSWER = re.compile(r"ANSWER\s*:\s*(.*)", re.IGNORECASE)
_OPTION = re.compile(r"([A-Z])[.)]\s*(.*)")


def is_aiken(content: bytes, name: str) -> bool:
    """Whether a text file has a line that only Aiken has."""
    return bool(re.search(rb"^\s*ANSWER\s*:\s*[A-Z]\s*$", content[:200_000], re.MULTILINE))


def read_aiken(content: bytes, name: str) -> Foreign:
    """Every question of an Aiken file; what is not whole is named with its line."""
    questions: list[Question] = []
    unread: list[Unread] = []
    for number, (line, lines) in enumerate(_groups(printable(decode(content, name)).split("\n")), 1):
        where, called = f"{name}:{line}", " ".join(lines[0].split())[:200]
        stem = [text for text in lines if not _OPTION.match(text) and not _ANSWER.match(text)]
        options = [(m.group(1), m.group(2).strip()) for text in lines if (m := _OPTION.match(text))]
        answers = [m.group(1).strip() for text in lines if (m := _ANSWER.match(text))]
        if why := _fault(stem, options, answers):
            unread.append(Unread(number, where, called, "Aiken", why))
            continue
        wrong = [from_plain(text) for letter, text in options if letter != answers[0]]
        right = [from_plain(text) for letter, text in options if letter == answers[0]]
        fields = {"type": "single", "stem": from_plain("\n".join(stem)), "correct": right[0], "wrong": wrong}
        questions.append(Question(number, where, called, fields))
    return Foreign(tuple(questions), tuple(unread))


def write_aiken(out: Outgoing) -> Sent:
    """The single-choice items in plain text; every other is named."""
    written: list[str] = []
    lost: dict[str, tuple[str, ...]] = {}
    for item in out.items:
        if not isinstance(item, Single) or len(item.wrong) > 25:
            lost[item.id] = ("the whole question: Aiken has single choice among at most 26 options",)
            continue
        options = arranged(item, out.orders.get(item.id), shuffled=False)
        lines = [_line(item.stem)]
        lines += [f"{chr(65 + place)}) {_line(option.text)}" for place, option in enumerate(options)]
        key = next(place for place, option in enumerate(options) if option is item.correct)
        written.append("\n".join([*lines, f"ANSWER: {chr(65 + key)}"]) + "\n")
        lost[item.id] = (*_flat(item), *homeless(item, frozenset(), labelled=False))
    return Sent("\n".join(written).encode(), lost)


def _groups(lines: Sequence[str]) -> list[tuple[int, list[str]]]:
    """The lines of each question with the number of the first; options and answers without one make a group too."""
    found: list[tuple[int, list[str]]] = []
    blank = done = True
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if text and (_OPTION.match(text) or _ANSWER.match(text)):
            if done and found and not any(map(_ANSWER.match, found[-1][1])):
                done = False
            if not found or (done and _asks(found[-1][1])):
                found.append((number, []))
            found[-1][1].append(text)
            done = bool(_ANSWER.match(text))
        elif text:
            begun = found and not done and not blank and not any(map(_OPTION.match, found[-1][1]))
            if not begun:
                found.append((number, []))
            found[-1][1].append(text)
            done = False
        blank = not text
    return found


def _asks(lines: list[str]) -> bool:
    return not (_OPTION.match(lines[0]) or _ANSWER.match(lines[0]))


def _fault(stem: list[str], options: list[tuple[str, str]], answers: list[str]) -> str:
    letters = [letter for letter, _ in options]
    if not stem:
        return "options or an answer without a question before them"
    if len(options) < 2:
        return f"it has {len(options) or 'no'} option{'s' * (len(options) != 1)}; at least two are needed"
    if letters != [chr(65 + place) for place in range(len(letters))]:
        return f"its options are {', '.join(letters)}, not in order from A"
    if not answers:
        return "no line ANSWER: with the letter of the right option"
    if len(answers) > 1 or answers[0].upper() != answers[0] or answers[0] not in letters:
        return f"ANSWER: {answers[0][:40]} is none of its options"
    return ""


def _line(text: str) -> str:
    """A Markdown text as one plain line, its formulas between Moodle's signs."""
    spelled = re.sub(r"\$([^$]+)\$", r"\\(\1\\)", to_plain(text))
    return " ".join(printable(spelled).split())


def _flat(item: Item) -> tuple[str, ...]:
    texts = "\n".join((item.stem, *(option.text for option in arranged(item))))
    lines = "\n" in to_plain(item.stem).strip() and "```" in item.stem
    marked = re.search(r"[*_`]|!\[|~~|^[|>#-] ", texts, re.MULTILINE)
    return ("emphasis, code and pictures: it is in plain text and one line",) if lines or marked else ()
