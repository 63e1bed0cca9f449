"""Moodle XML -> questions in the words of our YAML: five of Moodle's types; the others are named with their number.

What Moodle says and we have no place for becomes a sentence, and where the question would ask or score something else
without it, the question is refused instead.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from lxml import etree

from grader.bank.interchange.carried import Foreign, Question, Unread
from grader.bank.interchange.formatted import Files, read_formatted
from grader.bank.interchange.graderinfo import read_graderinfo
from grader.bank.interchange.labels import fields as labelled
from grader.bank.interchange.labels import slug
from grader.bank.interchange.pictures import Gallery
from grader.bank.interchange.plain import Uncarried, printable
from grader.bank.interchange.weights import choice, number_in, numeric, short_answer
from grader.bank.interchange.xml import name_of, parse_xml, refused

Fields = dict[str, Any]
_USUAL_FEEDBACK = {"Your answer is correct.", "Your answer is partially correct.", "Your answer is incorrect.", "La tua risposta è corretta.", "Risposta corretta.", "La tua risposta è parzialmente esatta.", "Risposta parzialmente esatta.", "Risposta errata.", "La risposta non è corretta."}  # fmt: skip
_USUAL_PENALTIES = {Decimal(0), Decimal("0.1"), Decimal("0.3333333"), Decimal("0.3333"), Decimal(1)}
_KINDS = {
    "matching": "students match pairs",
    "multianswer": "students fill gaps in a text (Cloze)",
    "gapselect": "students choose words for gaps",
    "ddwtos": "students drag words into a text",
    "ddimageortext": "students drag onto a picture",
    "ddmarker": "students drag onto a picture",
    "ordering": "students put things in order",
    "calculated": "its numbers are drawn anew for each student",
    "calculatedsimple": "its numbers are drawn anew for each student",
    "calculatedmulti": "its numbers are drawn anew for each student",
    "random": "it stands for a question drawn at random",
    "randomsamatch": "it stands for questions drawn at random",
    "description": "it asks nothing",
}


def is_moodle(content: bytes, name: str) -> bool:
    """Whether a file looks like Moodle's XML."""
    head = content[:20_000]
    return b"<quiz" in head or "<quiz".encode("utf-16-le") in head or "<quiz".encode("utf-16-be") in head


def read_moodle(content: bytes, name: str) -> Foreign:
    """Every question of a Moodle XML file; raise InputError where the file is broken or hostile."""
    root = parse_xml(content, name)
    if name_of(root) != "quiz":
        raise refused(f"{name}:{root.sourceline}", f"<{name_of(root)}> is not Moodle's <quiz>")
    gallery = Gallery()
    questions: list[Question] = []
    unread: list[Unread] = []
    category: tuple[str, ...] = ()
    number = 0
    for element in root:
        if name_of(element) != "question":
            continue
        kind = element.get("type", "")
        if kind == "category":
            category = folders(_text_of(element.find("category")))
            continue
        number += 1
        where = f"{name}:{element.sourceline}"
        called = " ".join(printable(_text_of(element.find("name"))).split())[:200]
        one = _One(element, gallery)
        try:
            if kind not in _READERS:
                raise Uncarried(
                    f"{_KINDS.get(kind, 'a type of question that is not known here')}; the bank has no such type"
                )
            common = one.common()  # first: the labels tell about options too
            found = common | _READERS[kind](one)
            questions.append(Question(number, where, called, found, category, tuple(dict.fromkeys(one.lost))))
        except Uncarried as error:
            unread.append(Unread(number, where, called, kind or "no type", str(error)))
    return Foreign(tuple(questions), tuple(unread), gallery.pictures)


def folders(path: str) -> tuple[str, ...]:
    """The folders of a category's path, without Moodle's own: `$course$/top/Default for X/a//b` is ("a/b",)."""
    steps = [step.replace("\0", "/").strip() for step in printable(path).replace("//", "\0").split("/")]
    return tuple(
        s
        for s in steps
        if s and s != "top" and not (s[0] == s[-1] == "$") and not s.startswith("Default for ")
    )


class _One:
    """One `<question>`, and what of it is lost."""

    def __init__(self, element: etree._Element, gallery: Gallery) -> None:
        self.element = element
        self.gallery = gallery
        self.lost: list[str] = []
        self.last: frozenset[int] = frozenset()  # places of the options that our own label pins to the end

    def markdown(self, element: etree._Element | None) -> str:
        """An element's text in our Markdown, its pictures put aside."""
        if element is None:
            return ""
        text = _text_of(element)
        if not text.strip():
            return ""
        files = {file.get("name", ""): file.text or "" for file in element.findall("file")}
        found = Files(self.gallery, files)
        made = read_formatted(text, element.get("format", "html"), found)
        self.lost += [*made.lost, *found.left]
        return made.text

    def value(self, name: str) -> str:
        """The bare text of an element such as `<defaultgrade>`, or of the `<text>` in it."""
        found = self.element.find(name)
        return "" if found is None else (found.text or "").strip() or _text_of(found).strip()

    def common(self) -> Fields:
        """The fields that questions of all types have."""
        texts = (_text_of(tag) for tag in self.element.findall("tags/tag"))
        fields, lost = labelled(printable(text) for text in texts)
        self.lost += lost
        self.last = frozenset(fields.pop("last", ()))
        fields["stem"] = self.markdown(self.element.find("questiontext"))
        if own := self.value("idnumber"):
            if (id_ := slug(own)) and "id" not in fields:
                fields["id"] = id_
            if id_ != own:
                self.lost.append(f"the spelling of its id {own[:80]}" if id_ else f"its id {own[:80]}")
        if explanation := self.markdown(self.element.find("generalfeedback")):
            fields["explanation"] = explanation
        points = number_in(self.value("defaultgrade") or "1")
        if points is not None and 0 < points <= 1000:
            fields["points"] = str(points.normalize()) if points != points.to_integral() else str(int(points))
        else:
            self.lost.append(f"its {self.value('defaultgrade')[:20]} points")
        if self.value("hidden") in ("1", "true"):
            fields["status"] = "retired"
        if (penalty := number_in(self.value("penalty") or "0")) not in _USUAL_PENALTIES:
            self.lost.append(f"the penalty of {penalty} a try")
        if self.element.find("hint") is not None:
            self.lost.append("its hints")
        for part in ("correct", "partiallycorrect", "incorrect"):
            feedback = self.element.find(f"{part}feedback")
            if feedback is not None and (said := self.markdown(feedback)) and said not in _USUAL_FEEDBACK:
                self.lost.append(f"the feedback for {part.replace('lyc', 'ly c')} answers")
        return fields

    def answers(self) -> list[tuple[Decimal, str, str]]:
        """The answers: percent of the points, text in Markdown, feedback."""
        found = []
        for answer in self.element.findall("answer"):
            share = number_in(answer.get("fraction", "0"))
            if share is None:
                raise Uncarried(f"an answer is worth '{answer.get('fraction', '')[:20]}' percent")
            found.append((share, self.markdown(answer), self.markdown(answer.find("feedback"))))
        return found

    def multichoice(self) -> Fields:
        """Single or multiple choice."""
        one = self.value("single").lower() in ("true", "1")
        if self.value("shuffleanswers").lower() in ("false", "0"):
            self.lost.append("that its options keep their order")
        fields, lost = choice(self.answers(), one=one, last=self.last)
        self.lost += lost
        return fields

    def truefalse(self) -> Fields:
        """True or false, by the answer that is worth the points."""
        right = [
            _text_of(a).strip().lower()
            for a in self.element.findall("answer")
            if number_in(a.get("fraction", "0")) == 100
        ]
        if len(right) != 1 or right[0] not in ("true", "false"):
            raise Uncarried("it does not say which of true and false is right")
        if any(feedback for _, _, feedback in self.answers()):
            self.lost.append("the feedback for true and for false")
        return {"type": "true-false", "correct": right[0]}

    def shortanswer(self) -> Fields:
        """A short answer in words: what Moodle accepts becomes the reference."""
        accepted, wrong = [], []
        for answer in self.element.findall("answer"):
            text, share = _text_of(answer).strip(), number_in(answer.get("fraction", "0"))
            if text.strip("*") == "":
                continue
            if share == 100:
                accepted.append(text)
            elif share == 0:
                wrong.append(text)
            else:
                self.lost.append(f"that the answer '{text[:60]}' is worth {answer.get('fraction')} %")
            self.lost += ["the feedback of its answers"] if self.markdown(answer.find("feedback")) else []
        return short_answer(accepted, wrong, self.lost)

    def numerical(self) -> Fields:
        """A number: the answer that is worth all points."""
        right = []
        for answer in self.element.findall("answer"):
            text, share = _text_of(answer).strip(), number_in(answer.get("fraction", "0"))
            self.lost += ["the feedback of its answers"] if self.markdown(answer.find("feedback")) else []
            if share == 100:
                tolerance = answer.find("tolerance")
                right.append((text, "0" if tolerance is None else (tolerance.text or "0").strip()))
            elif text != "*":
                self.lost.append(f"that the answer {text[:40]} is worth {answer.get('fraction')} %")
        units = [unit.findtext("unit_name") or "" for unit in self.element.findall("units/unit")]
        if len(units) > 1:
            self.lost.append(f"that the answer may also be in {', '.join(units[1:])}")
        return numeric(right) | ({"unit": printable(units[0])} if units else {})

    def essay(self) -> Fields:
        """An open answer; what is written for the examiner holds its reference."""
        if self.value("responseformat") == "noinline":
            raise Uncarried("students hand in files only")
        if self.value("attachments") not in ("", "0"):
            self.lost.append("that files may be handed in with the answer")
        if self.markdown(self.element.find("responsetemplate")):
            self.lost.append("the text that the answer begins with")
        lines = number_in(self.value("responsefieldlines") or "0")
        room: Fields = {"lines": str(min(int(lines), 60))} if lines is not None and lines >= 1 else {}
        return {"type": "open", **room, **read_graderinfo(self.element.find("graderinfo"), self.markdown)}


_READERS: dict[str, Callable[[_One], Fields]] = {
    "multichoice": _One.multichoice,
    "truefalse": _One.truefalse,
    "shortanswer": _One.shortanswer,
    "numerical": _One.numerical,
    "essay": _One.essay,
}


def _text_of(element: etree._Element | None) -> str:
    """The text in an element's `<text>`, also where HTML stands in it that should have been escaped."""
    text = element if element is None or name_of(element) == "text" else element.find("text")
    if text is None:
        return ""
    inner = (etree.tostring(child, encoding="unicode") for child in text)
    return (text.text or "") + "".join(inner)
