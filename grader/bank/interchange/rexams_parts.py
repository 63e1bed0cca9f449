"""The text of an R/exams exercise in R/Markdown, taken apart: question, answers, solution, comments and meta-information.

This follows the package's own reader: sections are underlined by `====`, lists of answers by `----`, and `name: value`
lines count in the last section alone. What R would compute is refused; chunks that only fetch pictures are skipped.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.bank.interchange.choices import Unfit

_SECTION = re.compile(r"^={3,}\s*$")
_LIST = re.compile(r"^-{3,}\s*$")
_CHUNK = re.compile(r"^ {0,3}(```+|~~~+)\s*\{(\w+)[^}]*\}\s*$")
_FENCE = re.compile(r"^ {0,3}(```+|~~~+)")
_INLINE = re.compile(r"`r[ #][^`]+`")
_CALL = r"(?:include_supplement|library|require|options|(?:knitr::)?opts_chunk\$set)\s*"
_BRACKETS = r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"
_HARMLESS = re.compile(rf"(?:\s*{_CALL}{_BRACKETS}\s*;?)*\s*")  # calls that change no text
_META = re.compile(r"^\s*(ex\w+(?:\[[^\]]*\])?)\s*:\s?(.*?)\s*$")


@dataclass(frozen=True)
class Exercise:
    """An exercise's parts as they stand in its file."""

    stem: str
    answers: tuple[str, ...]
    solution: str
    comments: tuple[str, ...]  # on each answer
    meta: Mapping[str, str]


def decode(content: bytes) -> str:
    """The text of an exercise: UTF-8, or what Windows and older R wrote."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def exercise(text: str) -> Exercise:
    """Take an exercise apart; raise Unfit for what is computed, or none at all."""
    lines = _without_chunks(text.split("\n"))
    sections = dict(_sections(lines, _SECTION))
    if "question" not in sections or "metainformation" not in sections:
        raise Unfit("it lacks the section Question or Meta-information", "no exercise")
    stem, answers = _answers(sections["question"])
    solution, comments = _answers(sections.get("solution", []))
    meta = {
        match[1].lower(): match[2] for line in sections["metainformation"] if (match := _META.match(line))
    }
    return Exercise(stem, answers, solution, comments, meta)


def _without_chunks(lines: Sequence[str]) -> list[str]:
    """The lines without chunks that only fetch pictures or set options; raise Unfit at the first that R would compute."""
    kept: list[str] = []
    chunk = fence = ""
    code: list[str] = []
    begun_at = 0
    for number, line in enumerate(lines, 1):
        if chunk:
            if line.strip().startswith(chunk) and not line.strip().strip(chunk[0]):
                chunk = ""
                if not _HARMLESS.fullmatch("\n".join(code)):
                    raise _computed("R", begun_at)
            else:
                code.append(line.partition("#")[0])
            continue
        if not fence and (begun := _CHUNK.match(line)):
            if begun[2] != "r":
                raise _computed(begun[2], number)
            chunk, code, begun_at = begun[1], [], number
            continue
        if bars := _FENCE.match(line):
            closes = fence and line.strip().startswith(fence) and not line.strip().strip(fence[0])
            fence = "" if closes else fence or bars[1]
        elif not fence and _INLINE.search(line):
            raise _computed("R", number)
        kept.append(line)
    if chunk:
        raise _computed("R", begun_at)
    return kept


def _computed(language: str, line: int) -> Unfit:
    return Unfit(f"{language} computes it (line {line}); its text is not fixed", "dynamic")


def _sections(lines: Sequence[str], underline: re.Pattern[str]) -> Iterator[tuple[str, list[str]]]:
    """The parts of a text by the names above their underlines; what stands before the first has the name ""."""
    name, begun = "", 0
    for number in range(1, len(lines)):
        title = re.sub(r"[\s-]", "", lines[number - 1]).lower()
        if underline.match(lines[number]) and title in _TITLES:
            yield name, list(lines[begun : number - 1])
            name, begun = _TITLES[title], number + 1
    yield name, list(lines[begun:])


_TITLES = {
    "question": "question",
    "solution": "solution",
    "metainformation": "metainformation",
    "answerlist": "answerlist",
    "questionlist": "answerlist",
    "solutionlist": "answerlist",
}


def _answers(lines: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The text of a section, and the points of its list of answers."""
    parts = dict(_sections(lines, _LIST))
    points: list[list[str]] = []
    for line in parts.get("answerlist", []):
        if re.match(r"^[*-](\s|$)", line):
            points.append([line[1:].lstrip()])
        elif points:
            points[-1].append(re.sub(r"^( {1,2}|\t)", "", line))
    return "\n".join(parts[""]).strip(), tuple("\n".join(point).strip() for point in points)
