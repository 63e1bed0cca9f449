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
    branches = _branches(item)
    known = set(answers)
    for one in shown:
        name = one.get("identifier", "")
        if (answer := _answer(branches.get(name, []), name, known)) is not None:
            by_answer.setdefault(answer, []).append(one)
        elif _of_the_wrong(branches.get(name, []), name):
            wrong.append(one)
        else:
            general.append(one)
    return Feedback(by_answer, general, wrong)


def _answer(branches: list[_Element], name: str, answers: set[str]) -> str | None:
    """The one answer for which a feedback is shown."""
    if name in answers:
        return name
    for branch in branches:
        if name_of(branch) == "responseElse":
            continue
        test = next(iter(branch), None)
        tested = [] if test is None else [(one.text or "").strip() for one in test.iter("{*}baseValue")]
        named = [value for value in tested if value in answers]
        if len(named) == 1:
            return named[0]
    bare = name.removesuffix("_fb").removeprefix("fb_")
    return bare if bare in answers else None


def _of_the_wrong(branches: list[_Element], name: str) -> bool:
    if branches:
        return all(name_of(branch) == "responseElse" for branch in branches)
    return any(word in name.lower() for word in ("incorrect", "wrong"))


def _branches(item: _Element) -> dict[str, list[_Element]]:
    """The branches of the response processing that set a value, by the value: what shows a feedback."""
    found: dict[str, list[_Element]] = {}
    for one in item.iterfind("{*}responseProcessing//{*}setOutcomeValue"):
        value = one.find(".//{*}baseValue")
        branch = next((above for above in one.iterancestors() if name_of(above) in _BRANCHES), None)
        if value is not None and branch is not None:
            found.setdefault((value.text or "").strip(), []).append(branch)
    return found
