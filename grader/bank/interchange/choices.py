"""Options as another system has them -> the fields of a closed item, or why it is none; and an item's options on their way out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from grader.bank.interchange.carried import Outgoing
from grader.bank.interchange.labels import arranged
from grader.bank.texts import normal
from grader.model.item import Item, Multiple, Option, Single, TrueFalse

_TRUE = {"true", "t", "vero", "v", "wahr", "richtig", "vrai", "verdadero", "verdadeiro", "cert", "waar"}
_FALSE = {"false", "f", "falso", "falsch", "faux", "fals", "onwaar"}
TRUTH = {"en": ("True", "False"), "it": ("Vero", "Falso")}


class Unfit(Exception):
    """A question that cannot be carried: what its format calls it, and why not."""

    def __init__(self, why: str, kind: str = "") -> None:
        self.why, self.kind = why, kind
        super().__init__(why)


@dataclass(frozen=True)
class Choice:
    """An option and whether it is right."""

    text: str
    right: bool
    feedback: str = ""
    last: bool = False


def closed(choices: Sequence[Choice], *, several: bool) -> dict[str, Any]:
    """The fields of a single, multiple or true-false item; raise Unfit for what would be none.

    A statement with the options True and False has no place for feedback on them: it goes into `explanation`.
    """
    if not several and len(choices) == 2 and all(truth(choice.text) is not None for choice in choices):
        return _statement(choices)
    _sound(choices)
    right = [_option(choice) for choice in choices if choice.right]
    wrong = [_option(choice) for choice in choices if not choice.right]
    if not right:
        raise Unfit("none of its answers is right")
    if not several and len(right) > 1:
        raise Unfit(f"one answer is asked for, and {len(right)} of its answers are right")
    if not wrong:
        raise Unfit("none of its answers is wrong")
    return {
        "type": "multiple" if several else "single",
        "correct": right if several else right[0],
        "wrong": wrong,
    }


def truth(text: str) -> bool | None:
    """What a word for true or false says, in the languages of Western Europe; None for any other text."""
    word = text.strip().strip(".*_").casefold()
    return True if word in _TRUE else False if word in _FALSE else None


def joined(texts: Iterable[str]) -> str:
    """Texts as paragraphs of one, each once."""
    return "\n\n".join(dict.fromkeys(text.strip() for text in texts if text.strip()))


def outgoing(item: Item, out: Outgoing) -> list[Choice]:
    """The options of a closed item as they go out: in the order that is asked for, or keys first where they are shuffled."""
    if isinstance(item, TrueFalse):
        return [
            Choice(word, right == item.correct)
            for word, right in zip(TRUTH.get(out.language, TRUTH["en"]), (True, False), strict=True)
        ]
    keys = {option.text for option in keys_of(item)}
    return [
        Choice(option.text, option.text in keys, option.feedback, option.last)
        for option in arranged(item, out.orders.get(item.id), shuffled=out.shuffle)
    ]


def keys_of(item: Item) -> tuple[Option, ...]:
    """The right options of a single- or multiple-choice item."""
    match item:
        case Single():
            return (item.correct,)
        case Multiple():
            return item.correct
        case _:
            return ()


def last_labels(choices: Sequence[Choice]) -> list[str]:
    """Labels for the options that come last: their places when keys are counted before the others."""
    counted = [choice for choice in choices if choice.right] + [c for c in choices if not c.right]
    return [f"last:{number}" for number, choice in enumerate(counted, 1) if choice.last]


def _statement(choices: Sequence[Choice]) -> dict[str, Any]:
    right = [choice for choice in choices if choice.right]
    if len(right) != 1 or truth(choices[0].text) == truth(choices[1].text):
        raise Unfit("it does not say which of true and false is right")
    said = joined(f"{choice.text.strip()}: {choice.feedback}" for choice in choices if choice.feedback)
    fields = {"type": "true-false", "correct": bool(truth(right[0].text))}
    return {**fields, "explanation": said} if said else fields


def _sound(choices: Sequence[Choice]) -> None:
    """Raise Unfit for a lone, an empty or a repeated answer."""
    if len(choices) < 2:
        raise Unfit(f"it has {len(choices)} answer{'s' * (not choices)} to choose from")
    first: dict[str, int] = {}
    for number, choice in enumerate(choices, 1):
        text = normal(choice.text) or choice.text.strip()
        if not text:
            raise Unfit(f"its answer {number} is empty")
        if text in first:
            raise Unfit(f"its answers {first[text]} and {number} say the same")
        first[text] = number


def _option(choice: Choice) -> str | dict[str, Any]:
    if not choice.last and not choice.feedback:
        return choice.text
    extras = {"last": True} if choice.last else {}
    return {"text": choice.text, **extras, **({"feedback": choice.feedback} if choice.feedback else {})}
