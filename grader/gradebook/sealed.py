"""A sealed folder: marks with copies of all that they were worked out from, so that they can be worked out again.

    out/marks-0123456789ab/inputs/...      every file that was read, and what the records held
    out/marks-0123456789ab/marks.csv       the grade sheet (marks-provisional.csv while answers wait)
    out/marks-0123456789ab/marks.json      every mark with every step
    out/marks-0123456789ab/manifest.json   written last: hashes of all this, and of the records' last events

The folder's name is the hash of its inputs: the same inputs give the same folder, and nothing is overwritten.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from pydantic import TypeAdapter, ValidationError

from grader import __version__
from grader.errors import InputError, Refused
from grader.files import atomic_write
from grader.gradebook.inputs import hashes
from grader.gradebook.lists import Files
from grader.gradebook.reckoning import Reckoned, reckon
from grader.marks.sheet import grade_sheet
from grader.model.base import Model
from grader.model.mark import Mark
from grader.tables import to_csv

MANIFEST = "manifest.json"
_SEALED_MARKS = TypeAdapter(tuple[Mark, ...])


class Manifest(Model):
    """What a sealed folder holds, by SHA-256, and how its marks were asked for."""

    inputs: Mapping[str, str]
    results: Mapping[str, str]
    records: Mapping[str, str]  # the last event's hash of every chain: shows later whether events were lost
    grader: str
    session: dt.date | None
    provisional: bool


def name_of(files: Files, session: dt.date | None, provisional: bool) -> str:
    """The folder's name: the hash of all inputs, of the choice of students, and of the tool's version."""
    choices = {"grader": __version__, "session": str(session or ""), "provisional": provisional}
    whole = _text({"inputs": hashes(files), **choices})
    return f"marks-{hashlib.sha256(whole).hexdigest()[:12]}"


def write(
    folder: Path, files: Files, found: Reckoned, heads: Mapping[str, str], *, session: dt.date | None
) -> None:
    """Write a sealed folder; one that is complete stays as it is."""
    if (folder / MANIFEST).is_file():
        return
    results = _results(found)
    for name, content in files.items():
        atomic_write(folder / "inputs" / name, content)
    for name, content in results.items():
        atomic_write(folder / name, content)
    manifest = Manifest(
        inputs=hashes(files),
        results=hashes(results),
        records=heads,
        grader=__version__,
        session=session,
        provisional=found.provisional,
    )
    atomic_write(folder / MANIFEST, _text(manifest.model_dump(mode="json")))


def replay(folder: Path) -> int:
    """Work the marks of a sealed folder out again and give their number; raise Refused if they differ."""
    try:
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
        files = {_inside(name): (folder / "inputs" / _inside(name)).read_bytes() for name in manifest.inputs}
        results = {_inside(name): (folder / _inside(name)).read_bytes() for name in manifest.results}
    except (OSError, ValueError) as error:
        raise InputError(
            f"{folder} is not a complete sealed folder: {error}", hint="such a folder is out/marks-..."
        ) from None
    written = {**manifest.inputs, **manifest.results}
    touched = [name for name, digest in hashes({**files, **results}).items() if digest != written[name]]
    if touched:
        raise Refused(f"changed after it was sealed: {', '.join(touched)}", hint="restore it from a copy")
    try:
        sealed = _SEALED_MARKS.validate_json(results["marks.json"])
        found = reckon(files, session=manifest.session, provisional=manifest.provisional)
    except (ValidationError, KeyError):
        raise InputError(
            f"{folder} was sealed by grader {manifest.grader}, which grader {__version__} cannot read",
            hint="work it out with that version of grader",
        ) from None
    # The same version gives the same bytes; another one may put the words better.
    exact = manifest.grader != __version__ or _results(found) == results
    equal = list(map(_essence, found.marks)) == list(map(_essence, sealed))
    if not (exact and equal):
        other = "the same marks, in other words" if equal else "other marks"
        raise Refused(
            f"grader {__version__} works out {other} than grader {manifest.grader} did",
            hint=f"compare with `grader marks --json`; the sealed ones are in {folder / 'marks.json'}",
        )
    return len(found.marks)


def _essence(mark: Mark) -> dict[str, object]:
    """A mark without its words, which a later version may put better."""
    parts = [part.model_dump(mode="json", exclude={"note"}) for part in mark.components]
    return {**mark.model_dump(mode="json", exclude={"components", "steps", "note"}), "parts": parts}


def _results(found: Reckoned) -> dict[str, bytes]:
    """What was worked out, by file name."""
    sheet = "marks-provisional.csv" if found.provisional else "marks.csv"
    return {
        "marks.json": _text([mark.model_dump(mode="json") for mark in found.marks]),
        sheet: to_csv(*grade_sheet(found.course, found.class_list.students, found.marks)),
    }


def _text(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode()


def _inside(name: str) -> str:
    """A name from a manifest, which must stay inside the folder."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise ValueError(f"{name} leads out of the folder")
    return name
