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

from grader import __version__
from grader.errors import InputError, Refused
from grader.files import atomic_write
from grader.gradebook.inputs import Files, hashes
from grader.gradebook.reckoning import Reckoned, reckon
from grader.marks.sheet import grade_sheet
from grader.model.mark import Mark
from grader.tables import to_csv

MANIFEST = "manifest.json"


def name_of(files: Files, session: dt.date | None, provisional: bool) -> str:
    """The folder's name: the hash of all inputs, of the choice of students, and of the tool's version."""
    whole = _text({"inputs": hashes(files), **_choices(session, provisional)})
    return f"marks-{hashlib.sha256(whole).hexdigest()[:12]}"


def write(
    folder: Path, files: Files, found: Reckoned, heads: Mapping[str, str], *, session: dt.date | None
) -> None:
    """Write a sealed folder; one that is complete stays as it is."""
    if (folder / MANIFEST).is_file():
        return
    results = {"marks.json": _marks(found)}
    sheet = "marks-provisional.csv" if found.provisional else "marks.csv"
    results[sheet] = to_csv(*grade_sheet(found.course, found.class_list.students, found.marks))
    for name, content in files.items():
        atomic_write(folder / "inputs" / name, content)
    for name, content in results.items():
        atomic_write(folder / name, content)
    manifest = {
        "inputs": hashes(files),
        "results": hashes(results),
        "records": dict(heads),
        **_choices(session, found.provisional),
    }
    atomic_write(folder / MANIFEST, _text(manifest))


def replay(folder: Path) -> int:
    """Work the marks of a sealed folder out again and give their number; raise Refused if they differ."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        choices = (manifest["session"], manifest["provisional"])
        files = {
            _inside(name): (folder / "inputs" / _inside(name)).read_bytes() for name in manifest["inputs"]
        }
        sealed = (folder / "marks.json").read_bytes()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{folder} is not a complete sealed folder: {error}", hint="such a folder is out/marks-..."
        ) from None
    touched = [name for name, digest in hashes(files).items() if digest != manifest["inputs"][name]]
    if touched:
        raise Refused(f"changed after it was sealed: {', '.join(touched)}", hint="restore it from a copy")
    session = dt.date.fromisoformat(choices[0]) if choices[0] else None
    found = reckon(files, session=session, provisional=choices[1])
    if hashlib.sha256(sealed).hexdigest() != manifest["results"]["marks.json"]:
        raise Refused("changed after it was sealed: marks.json", hint="restore it from a copy")
    if list(map(_essence, found.marks)) != [_essence(Mark.model_validate(m)) for m in json.loads(sealed)]:
        raise Refused(
            f"grader {__version__} works out other marks than grader {manifest['grader']} did",
            hint=f"compare with `grader marks --json`; the sealed ones are in {folder / 'marks.json'}",
        )
    return len(found.marks)


def _essence(mark: Mark) -> dict[str, object]:
    """A mark without its words, which a later version may put better."""
    parts = [part.model_dump(mode="json", exclude={"note"}) for part in mark.components]
    return {**mark.model_dump(mode="json", exclude={"components", "steps", "note"}), "parts": parts}


def _choices(session: dt.date | None, provisional: bool) -> dict[str, object]:
    return {
        "grader": __version__,
        "session": session.isoformat() if session else None,
        "provisional": provisional,
    }


def _marks(found: Reckoned) -> bytes:
    return _text([mark.model_dump(mode="json") for mark in found.marks])


def _text(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode()


def _inside(name: str) -> str:
    """A name from a manifest, which must stay inside the folder."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise ValueError(f"{name} leads out of the folder")
    return name
