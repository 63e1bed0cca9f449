"""An exam whose every marker has a name, for the tests of printing."""

from typing import Any

from small_exam import COMMON
from small_exam import exam as small_exam

from grader.model.blueprint import Blueprint
from grader.model.exam import Exam, Form, FormItem, PrintedOption
from grader.model.item import ITEM

MARKER = "Zyzzogeton"  # in no stem and in no option


def item(id_: str, options: list[tuple[str, bool]] | None = None, number: int = 1, **fields: Any) -> FormItem:
    """An item on a form, with options given as text and whether it is a key."""
    checked = ITEM.validate_python({"id": id_, **COMMON, **fields})
    printed = tuple(
        PrintedOption(letter=letter, text=text, key=key, feedback=f"{MARKER} feedback {letter}")
        for letter, (text, key) in zip("abcdefgh", options or [], strict=False)
    )
    return FormItem(number=number, item=checked, options=printed, points=checked.points, content_hash="")


def with_items(*items: FormItem, kind: str = "in-itinere", language: str = "en", **recipe: Any) -> Exam:
    """The small exam with other items, numbered anew, on one form."""
    numbered = tuple(i.model_copy(update={"number": n}) for n, i in enumerate(items, start=1))
    made = small_exam("A")
    blueprint = Blueprint.model_validate({**made.blueprint.model_dump(), "kind": kind, **recipe})
    form = Form(letter="A", items=numbered)
    return made.model_copy(update={"forms": (form,), "blueprint": blueprint, "language": language})


def secretive(key: str = "b", marker: str = MARKER) -> Exam:
    """One item of each type; all that a student must not see says so, and the keys can be moved."""
    hidden: dict[str, Any] = {
        "explanation": f"{marker} explanation",
        "source": f"{marker} source",
        "author": f"{marker} author",
        "tags": [f"{marker.lower()}-tag"],
        "level": "apply",
        "facility": "0.35",
    }
    choices = [("first", key == "a"), ("second", key == "b"), ("third", key == "c")]
    wrong = [text for text, right in choices if not right]
    right = [text for text, is_key in choices if is_key]
    return with_items(
        item(
            f"{marker.lower()}-one",
            choices,
            stem="Pick one.",
            type="single",
            correct=right,
            wrong=wrong,
            **hidden,
        ),
        item(
            f"{marker.lower()}-some",
            choices,
            stem="Pick.",
            type="multiple",
            correct=right,
            wrong=wrong,
            **hidden,
        ),
        item(
            f"{marker.lower()}-tf",
            [("True", key == "a"), ("False", key != "a")],
            stem="So?",
            type="true-false",
            correct=key == "a",
            **hidden,
        ),
        item(
            f"{marker.lower()}-number",
            stem="How much?",
            type="numeric",
            answer="987654" if marker == MARKER else "123",
            unit="kg",
            **hidden,
        ),
        item(
            f"{marker.lower()}-open",
            stem="Why?",
            type="open",
            reference=f"{marker} reference",
            rubric=[{"text": f"{marker} criterion", "points": "1", "ideas": f"{marker} idea"}],
            misconceptions=f"{marker} misconception",
            **hidden,
        ),
    )
