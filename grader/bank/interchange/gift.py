"""GIFT, Moodle's format for typing -> questions in the words of our YAML.

A question is the lines between two empty ones. Comments may carry its id and tags; what cannot be carried is named.
"""

import re
from decimal import Decimal
from typing import Any

from grader.bank.interchange.carried import Foreign, Question, Unread
from grader.bank.interchange.decode import decode
from grader.bank.interchange.formatted import read_formatted
from grader.bank.interchange.labels import fields as labelled
from grader.bank.interchange.labels import slug
from grader.bank.interchange.moodle import folders
from grader.bank.interchange.plain import Uncarried, printable
from grader.bank.interchange.weights import choice, number_in, numeric, short_answer

Fields = dict[str, Any]
SIGNS = "~=#{}:\\"  # what a backslash takes the meaning from
_HIDDEN = {
    sign: chr(0xE010 + place) for place, sign in enumerate(SIGNS + "n")
}  # while the text is taken apart
_SHOWN = str.maketrans({hidden: "\n" if sign == "n" else sign for sign, hidden in _HIDDEN.items()})
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]")
_WEIGHT = re.compile(r"\s*%(-?\d+(?:\.\d+)?)%")


def is_gift(content: bytes, name: str) -> bool:
    """Whether a text file looks like GIFT: titles between colons, or answers in braces."""
    if b"\0" in content[:1000] or content.lstrip()[:1] == b"<":
        return False
    text = content[:200_000].decode("utf-8", "replace")
    return bool(
        re.search(r"^\s*(::|\$CATEGORY:)|\{\s*([=~#}]|T(RUE)?\s*[}#]|F(ALSE)?\s*[}#])", text, re.MULTILINE)
    )


def read_gift(content: bytes, name: str) -> Foreign:
    """Every question of a GIFT file; one that is broken is named with its line."""
    questions: list[Question] = []
    unread: list[Unread] = []
    category: tuple[str, ...] = ()
    comments: list[str] = []
    number = 0
    for first, lines in _blocks(printable(decode(content, name)).split("\n")):
        kept: list[str] = []
        for line in lines:
            if line.lstrip().startswith("//"):
                comments.append(line)
            elif line.lstrip().startswith("$CATEGORY:"):
                category = folders(line.partition(":")[2].strip())
            else:
                kept.append(line)
        text = "\n".join(kept).strip()
        if not text:
            continue
        number += 1
        where = f"{name}:{first}"
        one = _One(text)
        try:
            fields = one.fields(comments)
            questions.append(
                Question(number, where, one.title, fields, category, tuple(dict.fromkeys(one.lost)))
            )
        except Uncarried as error:
            unread.append(Unread(number, where, one.title, one.kind, str(error)))
        comments = []
    return Foreign(tuple(questions), tuple(unread))


def _blocks(lines: list[str]) -> list[tuple[int, list[str]]]:
    """The lines between empty ones, with the number of the first that is no comment."""
    found: list[tuple[int, list[str]]] = []
    fresh = True
    for number, line in enumerate(lines, 1):
        if not line.strip():
            fresh = True
            continue
        if fresh:
            found.append((number, []))
        elif all(before.lstrip().startswith(("//", "$CATEGORY:")) for before in found[-1][1]):
            found[-1] = (number, found[-1][1])
        found[-1][1].append(line)
        fresh = False
    return found


class _One:
    """One question's text, and what of it is lost."""

    def __init__(self, text: str) -> None:
        self.lost: list[str] = []
        self.kind = "description"
        text = re.sub(r"\\([~=#{}:\\n])", lambda match: _HIDDEN[match.group(1)], text)
        titled = re.match(r"::(.*?)::", text, re.DOTALL)
        self.body = text[titled.end() :].strip() if titled else text
        plain = self.body.partition("{")[0] if titled is None else titled.group(1)
        self.title = " ".join(_FORMAT.sub("", plain).translate(_SHOWN).split())[:200]

    def text(self, text: str, kind: str) -> str:
        """A text in our Markdown, in the format that it names itself, else in the question's."""
        if own := _FORMAT.match(text):
            kind, text = own.group(1), text[own.end() :]
        made = read_formatted(text.translate(_SHOWN).strip(), kind)
        self.lost += made.lost
        return made.text

    def fields(self, comments: list[str]) -> Fields:
        """The question's fields; raise Uncarried with the reason when it cannot be carried."""
        named = _FORMAT.match(self.body)
        kind = named.group(1) if named else "moodle"
        before, opened, rest = self.body[named.end() if named else 0 :].partition("{")
        answers, closed, after = rest.rpartition("}")
        if not opened:
            raise Uncarried("it asks nothing: there are no answers in { }")
        if not closed:
            self.kind = "broken"
            raise Uncarried("its { has no }")
        stem = f"{before.rstrip()} _____ {after.strip()}" if after.strip() else before
        found, lost = labelled(_said_in(comments, "tag"))
        self.lost += lost
        last = frozenset(found.pop("last", ()))
        for own in _said_in(comments, "id")[:1]:
            if id_ := slug(own):
                found["id"] = id_
            if id_ != own:
                self.lost.append(f"the spelling of its id {own[:80]}" if id_ else f"its id {own[:80]}")
        answers, general, explanation = answers.partition("####")
        if general and explanation.strip():
            found["explanation"] = self.text(explanation, kind)
        found["stem"] = self.text(stem, kind)
        return found | self.answered(answers.strip(), kind, last)

    def answered(self, answers: str, kind: str, last: frozenset[int]) -> Fields:
        """The fields that the answers decide, and with them the type."""
        if not answers:
            self.kind = "essay"
            return {"type": "open"}
        if answers.startswith("#"):
            self.kind = "numerical"
            return self.number(answers[1:])
        head, *feedback = answers.split("#")
        if head.strip().upper() in ("T", "TRUE", "F", "FALSE"):
            self.kind = "truefalse"
            self.lost += ["the feedback for true and for false"] if any(map(str.strip, feedback)) else []
            return {"type": "true-false", "correct": "true" if head.strip().upper()[0] == "T" else "false"}
        if "~" not in answers and re.search(r"->", answers):
            self.kind = "matching"
            raise Uncarried("students match pairs; the bank has no such type")
        if "~" not in answers:
            self.kind = "shortanswer"
            return self.short([self.one(part, kind="plain") for part in _parts(answers, "=")])
        self.kind = "multichoice"
        one = "=" in answers
        parts = _parts(answers.replace("=", "~=").replace("~~=", "~="), "~")
        if len(parts) == 1 and not parts[0]:
            raise Uncarried("there are no options in it")
        made, lost = choice([self.one(part, kind) for part in parts], one=one, last=last)
        self.lost += lost
        return made

    def one(self, part: str, kind: str) -> tuple[Decimal, str, str]:
        """An answer: percent of the points, text, feedback."""
        key = part.lstrip().startswith("=")
        part = part.lstrip().removeprefix("=")
        weight = _WEIGHT.match(part)
        share = number_in(weight.group(1)) if weight else Decimal(100 if key or kind == "plain" else 0)
        text, _, feedback = part[weight.end() if weight else 0 :].partition("#")
        if kind == "plain":
            self.lost += ["the feedback of its answers"] if feedback.strip() else []
            return share or Decimal(0), _FORMAT.sub("", text).translate(_SHOWN).strip(), ""
        return share or Decimal(0), self.text(text, kind), self.text(feedback, kind)

    def short(self, answers: list[tuple[Decimal, str, str]]) -> Fields:
        """A short answer, which becomes an open item."""
        words = [(share, text) for share, text, _ in answers if text.strip("*")]
        self.lost += [
            f"that the answer '{text[:60]}' is worth {share} %" for share, text in words if 0 < share < 100
        ]
        accepted = [text for share, text in words if share >= 100]
        return short_answer(accepted, [text for share, text in words if share <= 0], self.lost)

    def number(self, answers: str) -> Fields:
        """A number with its tolerance, or a range."""
        answers, _, other = answers.partition("~")
        self.lost += ["the feedback of its answers"] if "#" in answers + other else []
        right: list[tuple[str, str]] = []
        for part in _parts(answers, "=") if "=" in answers else [answers]:
            weight = _WEIGHT.match(part)
            text = part[weight.end() if weight else 0 :].partition("#")[0].strip()
            if weight and number_in(weight.group(1)) != 100:
                self.lost.append(f"that the answer {text[:40]} is worth {weight.group(1)} %")
            else:
                right.append(_within(text))
        return numeric(right)


def _within(text: str) -> tuple[str, str]:
    """The middle and the tolerance of `3.14:0.005` or of the range `3..4`."""
    low, dots, high = text.partition("..")
    if dots and (least := number_in(low)) is not None and (most := number_in(high)) is not None:
        return f"{((least + most) / 2).normalize():f}", f"{(abs(most - least) / 2).normalize():f}"
    answer, _, tolerance = text.partition(":")
    return answer.strip(), tolerance.strip()


def _parts(answers: str, sign: str) -> list[str]:
    """The answers between signs, without what stands before the first where that is empty."""
    parts = answers.split(sign)
    return parts if parts[0].strip() else parts[1:]


def _said_in(comments: list[str], name: str) -> list[str]:
    """What comments say as `[id:...]` or `[tag:...]`."""
    said = re.findall(rf"\[{name}:((?:\\.|[^\]\\])+)\]", "\n".join(comments))
    return [re.sub(r"\\(.)", r"\1", each).strip() for each in said]
