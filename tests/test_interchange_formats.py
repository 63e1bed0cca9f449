"""The sample bank through every format into an empty course, and what is meant to hurt in the formats that are packed."""

import io
import time
import zipfile
from functools import lru_cache
from pathlib import Path

import pytest
from interchange_items import printed

from grader.bank import Bank, read_bank
from grader.bank.check import check
from grader.bank.interchange.carried import Outgoing
from grader.bank.interchange.filing import file_away
from grader.bank.interchange.formats import FORMATS, named, recognise
from grader.bank.interchange.placing import Wishes, place
from grader.errors import InputError, errors_of
from grader.model.item import Item

ROOT = Path(__file__).parent.parent
WHOLE = {
    "moodle": (),
    "canvas": (),
    "qti": (),
    "qti22": (),
    "rexams": (),
    "xlsx": ("stem",),
    "csv": ("stem",),
}


@lru_cache
def sample() -> tuple[tuple[Item, ...], dict[str, bytes]]:
    """The items of the sample bank and their pictures."""
    files = [(path.name, path.read_text("utf-8")) for path in sorted((ROOT / "questions").glob("*.yaml"))]
    pictures = {
        f"assets/{path.name}": path.read_bytes() for path in (ROOT / "questions" / "assets").iterdir()
    }
    return read_bank(files).items, pictures


@pytest.mark.parametrize("name", WHOLE)
def test_the_sample_bank_goes_through(name: str) -> None:
    """Every item comes back as it went, all but pictures that a table cannot hold; `grader check` finds no error."""
    items, pictures = sample()
    some = [item for n, item in enumerate(items) if n % 6 == 0 or "![" in item.stem]
    known = {item.id for item in some}
    some = [
        item.model_copy(update={"enemies": tuple(e for e in item.enemies if e in known)}) for item in some
    ]
    used = named(name)
    assert used and used.read and used.write
    content = used.write(Outgoing("Sample", some, pictures)).content
    found = recognise(content, f"bank{used.suffix}")
    assert found and found.read is used.read
    placed = place(used.read(content, f"bank{used.suffix}"), Bank(), Wishes())
    assert not placed.refused and not placed.conflicts
    bank = read_bank(file_away(placed.items, lambda _: None).items())
    assert not errors_of(check(bank, placed.pictures))
    back = {item.id: printed(item) for item in bank.items}
    for item in some:
        before = printed(item)
        differing = {key for key in before if before[key] != back[item.id][key]}
        assert differing == ({*WHOLE[name]} if "![" in item.stem else set()), item.id


def packed(**files: bytes) -> bytes:
    """A zip of files."""
    with zipfile.ZipFile(content := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, inside in files.items():
            archive.writestr(name, inside)
    return content.getvalue()


DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
HOSTILE = {
    "doctype_in_canvas": (
        "a.zip",
        packed(**{"a/a.xml": DOCTYPE + b"<questestinterop>&a;</questestinterop>"}),
    ),
    "doctype_in_qti": (
        "a.zip",
        packed(**{"a.xml": DOCTYPE + b'<assessmentItem title="t">&a;</assessmentItem>'}),
    ),
    "doctype_in_a_manifest": (
        "a.zip",
        packed(**{"imsmanifest.xml": DOCTYPE + b"<manifest>&a;</manifest>", "a.xml": b"<assessmentItem/>"}),
    ),
    "exercise_outside": ("a.zip", packed(**{"../a.Rmd": b"extype: num"})),
    "bomb_of_exercises": ("a.zip", packed(**{"a.Rmd": b"0" * 50_000_000})),
    "deep_item": ("a.xml", b"<assessmentItem>" + b"<p>" * 10_000),
    "broken_workbook": ("a.xlsx", b"PK\x03\x04" + b"x" * 1000),
    "workbook_without_sheets": ("a.xlsx", packed(**{"xl/workbook.xml": b"<workbook/>"})),
    "ragged_table": ("a.csv", b"Question,Key\na,b,c\n"),
    "class_list": ("a.csv", b"matricola,name\n1,Rossi\n"),
    "qti_3": ("a.xml", b"<qti-assessment-item/>"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_meant_to_hurt_is_refused_at_once(name: str) -> None:
    """With a problem to read, before anything of it could be written."""
    file, content = HOSTILE[name]
    begun = time.process_time()
    with pytest.raises(InputError):
        used = recognise(content, file)
        assert used and used.read, "it is of some format, or refused while that is found out"
        used.read(content, file)
    assert time.process_time() - begun < 1


def test_formats_have_names_and_ways_of_their_own() -> None:
    """Each is found by its name, and can be read and written."""
    assert len({used.name for used in FORMATS}) == len(FORMATS)
    assert all(used.read and used.write and named(used.name) is used for used in FORMATS)
