"""Which feedback of a QTI 2 item is shown for which answer: by its name, or by the condition that shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from lxml.etree import _Element

from grader.bank.interchange.xml import name_of

_BRANCHES = ("responseIf", "responseElseIf", "responseElse")


@dataclass(frozen=True)
class Feedback:
    """The feedback of an item, by whom it is for."""

    by_answer: dict[str, list[_Element]]
    general: list[_Element]  # for everybody, or for those who were right
    wrong: list[_Element]  # for those who were not


def feedback_of(item: _Element, answers: Sequence[str]) -> Feedback:
    """Sort the modal feedback of an item, and what its body shows after the answer."""
    by_answer: dict[str, list[_Element]] = {}
    general: list[_Element] = []
    wrong: list[_Element] = []
    shown = [*item.iterfind("{*}modalFeedback"), *item.iterfind("{*}itemBody//{*}feedbackBlock")]
    for one in shown:
        name = one.get("identifier", "")
        if (answer := _answer(item, name, answers)) is not None:
            by_answer.setdefault(answer, []).append(one)
        elif _of_the_wrong(item, name):
            wrong.append(one)
        else:
            general.append(one)
    return Feedback(by_answer, general, wrong)


def _answer(item: _Element, name: str, answers: Sequence[str]) -> str | None:
    """The one answer for which a feedback is shown."""
    if name in answers:
        return name
    for branch in _shows(item, name):
        if name_of(branch) == "responseElse":
            continue
        test = next(iter(branch), None)
        tested = [] if test is None else [(one.text or "").strip() for one in test.iter("{*}baseValue")]
        named = [value for value in tested if value in answers]
        if len(named) == 1:
            return named[0]
    bare = next((answer for answer in answers if answer and name in (f"{answer}_fb", f"fb_{answer}")), None)
    return bare


def _of_the_wrong(item: _Element, name: str) -> bool:
    branches = _shows(item, name)
    if branches:
        return all(name_of(branch) == "responseElse" for branch in branches)
    return any(word in name.lower() for word in ("incorrect", "wrong"))


def _shows(item: _Element, name: str) -> list[_Element]:
    """The branches of the response processing that show a feedback."""
    found = []
    for one in item.iterfind("{*}responseProcessing//{*}setOutcomeValue"):
        value = one.find(".//{*}baseValue")
        if value is not None and (value.text or "").strip() == name:
            branch = next((above for above in one.iterancestors() if name_of(above) in _BRANCHES), None)
            found += [] if branch is None else [branch]
    return found
