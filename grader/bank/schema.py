"""JSON Schema of the files an instructor writes, for the editor: it completes keys and marks mistakes while one types.

The schemas are made of the models themselves, so they cannot drift from them. Two things differ from what pydantic
says alone: a file is read as text, so a plain `42` is as good a text as "42"; and a bank's file may say for its items
what is the same for all. What a schema cannot tell (sums of points, ids that are taken) only `grader check` tells.
"""

from collections.abc import Callable
from typing import Any

from grader.bank import DEFAULTS
from grader.model.blueprint import Blueprint
from grader.model.course import Course
from grader.model.item import ITEM

DIALECT = "https://json-schema.org/draft/2020-12/schema"  # what pydantic's schemas are written in
Schema = dict[str, Any]


def bank_schema() -> Schema:
    """The schema of a file below questions/: a list of items, or a mapping with `items` and what they share."""
    item = ITEM.json_schema(mode="validation")
    kinds = item.pop("$defs")
    every = next(iter(item["discriminator"]["mapping"].values())).rpartition("/")[2]
    shared = {key: kinds[every]["properties"][key] for key in DEFAULTS}
    whole: list[Schema] = []
    for reference in item["discriminator"]["mapping"].values():
        kind = kinds[reference.rpartition("/")[2]]
        kind["required"] = [key for key in kind["required"] if key not in DEFAULTS]
        whole.append({"$ref": reference})
    # No `discriminator`: it is OpenAPI's. `if`/`then` lets the editor complain of the kind that was meant.
    items = {
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"enum": list(item["discriminator"]["mapping"])}},
        "allOf": [
            {"if": {"properties": {"type": {"const": name}}, "required": ["type"]}, "then": one}
            for name, one in zip(item["discriminator"]["mapping"], whole, strict=True)
        ],
    }
    listed = {"type": "array", "items": {"$ref": "#/$defs/AnyItem"}}
    mapping = {
        "type": "object",
        "additionalProperties": False,
        "required": ["items"],
        "properties": {**shared, "items": listed},
    }
    title = {"$schema": DIALECT, "title": "A file of grader's question bank"}
    return _as_text({**title, "anyOf": [mapping, listed], "$defs": {**kinds, "AnyItem": items}})


def blueprint_schema() -> Schema:
    """The schema of exams/NAME.yaml."""
    return _as_text({"$schema": DIALECT, **Blueprint.model_json_schema(mode="validation")})


def course_schema() -> Schema:
    """The schema of course.yaml."""
    return _as_text({"$schema": DIALECT, **Course.model_json_schema(mode="validation", by_alias=True)})


SCHEMAS: dict[str, Callable[[], Schema]] = {
    "bank": bank_schema,
    "blueprint": blueprint_schema,
    "course": course_schema,
}


def _as_text(schema: Schema) -> Schema:
    """Let a number or a truth value stand where a free text may: in our files they are texts."""
    free = schema.get("type") == "string" and not schema.keys() & {"enum", "const", "pattern", "format"}
    loose = {"type": ["string", "number", "boolean"]} if free else {}
    return {key: _below(value) for key, value in schema.items()} | loose


def _below(part: Any) -> Any:
    if isinstance(part, list):
        return [_below(each) for each in part]
    return _as_text(part) if isinstance(part, dict) else part
