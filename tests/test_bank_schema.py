"""The schemas for editors take what grader takes, and complain of what an editor can know to be wrong."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from grader.bank import read_bank
from grader.bank.beginnings import begin
from grader.bank.schema import SCHEMAS
from grader.model.kinds import ItemType

ROOT = Path(__file__).parent.parent
FILES = [("course", ROOT / "course.yaml")]
FILES += [("blueprint", path) for path in sorted((ROOT / "exams").glob("*.yaml"))]
FILES += [("bank", path) for path in sorted((ROOT / "questions").glob("*.yaml"))]
GOOD = """\
topic: t
module: m
part: first
items:
  - id: a
    type: single
    stem: What is six times seven?
    correct: 42
    wrong: [41, {text: 43, last: true}, none]
  - id: b
    type: open
    stem: Why?
    reference: Because.
"""


def complaints(kind: str, text: str) -> list[str]:
    """What a schema has against a file, as an editor would show it, the deepest complaints with the others."""
    validator = jsonschema.Draft202012Validator(SCHEMAS[kind]())
    found = list(validator.iter_errors(yaml.load(text, Loader=yaml.CSafeLoader)))
    for error in found:  # grows: an error has those of the alternatives below it
        found += error.context or ()
    return [error.message for error in found]


@pytest.mark.parametrize("kind", list(SCHEMAS))
def test_a_schema_is_one(kind: str) -> None:
    """Each schema is valid by the dialect that it names, and is JSON."""
    schema = SCHEMAS[kind]()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert json.loads(json.dumps(schema)) == schema


@pytest.mark.parametrize(("kind", "path"), FILES, ids=lambda value: getattr(value, "name", value))
def test_the_sample_course_is_without_complaint(kind: str, path: Path) -> None:
    """No red line stands under a file of the sample course."""
    assert not complaints(kind, path.read_text("utf-8"))


def test_texts_that_look_like_numbers_are_texts() -> None:
    """A bare 42 and one text for a list are taken by the schema as by the reader, defaults of the file as well."""
    assert not complaints("bank", GOOD) and not read_bank([("x.yaml", GOOD)]).problems


@pytest.mark.parametrize("kind", list(ItemType))
def test_a_new_item_is_without_complaint(kind: ItemType) -> None:
    """What `bank new` writes passes the schema."""
    head = "topic: t\nmodule: m\npart: first\nitems:\n"
    assert not complaints("bank", head + begin(kind, "a"))


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ("correct: 42", "corect: 42", "'corect' was unexpected"),
        ("    correct: 42\n", "", "'correct' is a required property"),
        ("type: single", "type: sngle", "'sngle' is not one of"),
        ("part: first", "part: third", "'third' is not one of"),
        ("    stem: Why?", "    level: guess\n    stem: Why?", "'guess' is not one of"),
        ("    reference: Because.", "    reference: Because.\n    lines: many", "'many'"),
    ],
)
def test_mistakes_are_marked(good: str, bad: str, said: str) -> None:
    """A mistyped key, a missing one, an unknown word and a wrong number are complained of."""
    assert good in GOOD
    assert any(said in message for message in complaints("bank", GOOD.replace(good, bad)))
