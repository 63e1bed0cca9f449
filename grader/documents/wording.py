"""What is wrong with a key or a value, in an instructor's words, and what to write instead.

pydantic's error types are told apart by their names; its own sentences are shown only where we have none.
"""

import difflib
import re
from collections.abc import Sequence
from typing import Any

from grader.model.kinds import ItemType

_SYNONYMS = {  # what other programs call it
    "question": "stem",
    "text": "stem",
    "title": "id",
    "difficulty": "facility",
    "bloom": "level",
    "key": "correct",
    "answer": "correct",
    "options": "wrong",
    "choices": "wrong",
    "answers": "wrong",
    "distractors": "wrong",
    "solution": "explanation",
    "feedback": "explanation",
    "answer_key": "reference",
    "time": "minutes",
    "score": "points",
}


def meant_key(key: str, keys: Sequence[str]) -> str:
    """The one of `keys` that a mistyped or foreign key most likely means; "" for none."""
    close = difflib.get_close_matches(key.lower().replace("_", "-"), keys, n=1, cutoff=0.6)
    if close:
        return close[0]
    synonym = _SYNONYMS.get(key.lower(), "")
    return synonym if synonym in keys else ""


def is_sentence(key: str, keys: Sequence[str], *, alone: bool) -> bool:
    """Whether a key is rather the beginning of a text with ': ' in it that was not quoted."""
    return " " in key.strip() or (alone and not meant_key(key, keys))


def unknown_key(key: str, keys: Sequence[str], *, alone: bool = False) -> tuple[str, str]:
    """What to say of a key that is none of `keys`, and the likeliest meant; `alone` is one without others."""
    what = f"unknown key '{key}'"
    if is_sentence(key, keys, alone=alone):
        return what, "if this is one text with ': ' in it, put the whole text in quotes"
    meant = meant_key(key, keys)
    return what, f"did you mean '{meant}'?" if meant else f"the keys here are {', '.join(keys)}"


def meant_types(tag: str) -> tuple[str, ...]:
    """The types of item that somebody may mean who writes this one; none when nothing is like it."""
    tag = "-".join(tag.lower().replace("_", " ").split())
    if tag in _OTHER_TYPES:
        return _OTHER_TYPES[tag]
    return tuple(difflib.get_close_matches(tag, _ITEM_TYPES, n=1, cutoff=0.5))


def in_words(error: dict[str, Any], label: str) -> tuple[str, str]:
    """What is wrong with a value, and what to write instead."""
    kind, given, context = error["type"], error["input"], error.get("ctx", {})
    says = f"it says '{shortened(given)}'" if isinstance(given, str) else ""
    if kind.startswith("union_tag"):
        return _type(given)
    if given is None or (given == "" and kind not in ("value_error",)):
        return f"{label} has no value", "write one, or delete the line"
    if kind == "value_error":
        return str(context["error"]), ""
    if kind in ("enum", "literal_error"):
        return f"{label} must be {_unquoted(context['expected'])}", says
    if kind.startswith(("decimal", "float", "finite_number")):
        return f"{label} must be a number", _number_hint(given, label, says)
    if kind.startswith("int"):
        return f"{label} must be a whole number", says
    if kind.startswith("bool"):
        return f"{label} must be true or false", says
    if kind.startswith("date"):
        return f"{label} must be a date such as 2026-04-15", says
    if kind in _LIMITS:
        words, bound = _LIMITS[kind]
        share = (
            "a share from 0 to 1, such as 0.65" if context[bound] == 1 and kind == "less_than_equal" else ""
        )
        return f"{label} must be {words} {context[bound]:g}", share or says
    if kind == "string_pattern_mismatch":
        return _pattern(label, str(given), context["pattern"])
    if kind == "string_too_short":
        return f"{label} has no text", "write one, or delete the line"
    if kind == "too_short":
        return f"{label} needs at least {context['min_length']}", f"there are {context['actual_length']}"
    if kind == "too_long":
        return f"{label} takes at most {context['max_length']}", f"there are {context['actual_length']}"
    if kind in (
        "string_type",
        "tuple_type",
        "model_type",
        "model_attributes_type",
        "mapping_type",
        "dict_type",
    ):
        wanted = "a text" if context.get("class_name") == "Option" else _KINDS[kind]
        return f"{label or 'it'} must be {wanted}, not {_kind_of(given)}", _kind_hint(kind, given)
    return f"{label}: {error['msg']}", says


_ITEM_TYPES = [kind.value for kind in ItemType]
_CHOICE = ("single", "multiple")
_OTHER_TYPES = {  # what other programs call them
    "mcq": _CHOICE,
    "choice": _CHOICE,
    "multichoice": _CHOICE,
    "multiple-choice": _CHOICE,
    "checkbox": ("multiple",),
    "multiple-answer": ("multiple",),
    "multiple-response": ("multiple",),
    "boolean": ("true-false",),
    "tf": ("true-false",),
    "number": ("numeric",),
    "calculated": ("numeric",),
    "essay": ("open",),
    "text": ("open",),
    "short-answer": ("open",),
    "shortanswer": ("open",),
}
_LIMITS = {
    "greater_than": ("more than", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("less than", "lt"),
    "less_than_equal": ("at most", "le"),
}
_KINDS = {
    "string_type": "a text",
    "tuple_type": "a list",
    "model_type": "a set of `key: value` lines",
    "model_attributes_type": "a set of `key: value` lines",
    "mapping_type": "a set of `key: value` lines",
    "dict_type": "a set of `key: value` lines",
}


def _type(item: dict[str, Any]) -> tuple[str, str]:
    """What to say of an item whose type is missing, empty or unknown."""
    known = f"one of {', '.join(_ITEM_TYPES)}"
    if "type" not in item:
        near = next((key for key in item if meant_key(key, ["type"])), "")
        return "'type' is missing", f"is it '{near}'? The key is 'type'" if near else known
    tag = item["type"]
    if tag is None:
        return "type has no value", known
    if not isinstance(tag, str):
        return "type must be one word", known
    meant = " or ".join(f"'{kind}'" for kind in meant_types(tag))
    return f"unknown type of item '{shortened(tag)}'", f"did you mean {meant}?" if meant else known


def _kind_of(given: Any) -> str:
    if isinstance(given, dict):
        return "`key: value`"
    return "a list" if isinstance(given, list) else "a text"


def _kind_hint(kind: str, given: Any) -> str:
    if isinstance(given, dict) and (kind == "string_type" or any(" " in key.strip() for key in given)):
        return "if this is one text with ': ' in it, put the whole text in quotes"
    if isinstance(given, list) and kind == "string_type":
        return "put a text that begins with [ in quotes"
    if kind in ("string_type", "tuple_type"):
        return "begin each entry with `- ` on its own line" if kind == "tuple_type" else ""
    as_keys = "write its keys on lines of their own, or as {key: value, key: value}"
    return as_keys if isinstance(given, str) else ""


def _number_hint(given: Any, label: str, says: str) -> str:
    text = str(given).strip()
    if re.fullmatch(r"[-+]?\d+,\d+", text):
        return f"write {text.replace(',', '.')}, with a point"
    if "facility" in label and (share := re.fullmatch(r"(\d\d?)\s*%", text)):
        return f"write {int(share[1]) / 100:g}"
    return "delete the line if it is not known" if text in ("null", "~", "?", "none", "None") else says


def _pattern(label: str, given: str, pattern: str) -> tuple[str, str]:
    joint = "_" if "_" in pattern else "-"
    if "a-z" not in pattern:
        return f"{label} does not have the form {pattern}", f"it says '{shortened(given)}'"
    words = "underscores" if joint == "_" else "hyphens"
    better = re.sub(r"[^a-z0-9]+", joint, given.lower()).strip("-_")[:40]
    return (
        f"{label}: '{shortened(given)}' must be of small letters, digits and {words} (at most {40 if joint == '_' else 80})",
        f"write {better}" if better else f"such as gradient{joint}descent",
    )


def shortened(text: str) -> str:
    """The text, or its first 37 characters and three points."""
    return text if len(text) <= 40 else text[:37] + "..."


def _unquoted(expected: str) -> str:
    return expected.replace("'", "")
