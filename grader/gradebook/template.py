"""A university's own list: the profile that explains it, and the file with its mark column filled."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePath

from grader import tables
from grader.documents import parse
from grader.errors import InputError, Problem, Refused, Severity
from grader.marks.listed import headings_of, read_listing
from grader.marks.university import Filling, columns_of, fill
from grader.model.course import Course
from grader.model.mark import Mark
from grader.model.roster import Student
from grader.model.university import UniversityProfile
from grader.tables.filling import fill_xlsx
from grader.workspace import bundled, not_utf8

FOLDER = "templates/profiles"


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled list: its name and bytes, and what was decided about its cells."""

    name: str
    content: bytes
    filling: Filling


def profile_named(root: Path, name: str) -> UniversityProfile:
    """The profile of a course, else grader's own, by name; or any file that ends in .yaml."""
    places = [root / FOLDER / f"{name}.yaml", bundled("templates") / "profiles" / f"{name}.yaml"]
    if name.endswith((".yaml", ".yml")):
        places = [Path(name)]
    path = next((place for place in places if place.is_file()), None)
    if path is None:
        known = {p.stem for place in places for p in place.parent.glob("*.yaml")}
        raise InputError(
            f"there is no profile {name}", hint=f"there are: {', '.join(sorted(known)) or 'none'}"
        )
    shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    profile, problems = _read(path, shown)
    if profile is None:
        raise InputError(f"the profile {shown} must be corrected", problems=problems)
    return profile


def check_profiles(root: Path) -> tuple[Problem, ...]:
    """Every problem in the course's own profiles, for `grader check`."""
    found = [_read(path, f"{FOLDER}/{path.name}")[1] for path in sorted((root / FOLDER).glob("*.yaml"))]
    return tuple(problem for problems in found for problem in problems)


def _read(path: Path, shown: str) -> tuple[UniversityProfile | None, tuple[Problem, ...]]:
    try:
        return parse(path.read_text(encoding="utf-8-sig"), shown, UniversityProfile)
    except UnicodeDecodeError as error:
        return None, (not_utf8(shown, error),)
    except OSError as error:
        return None, (Problem(shown, f"cannot be read: {error.strerror}", "correct its rights"),)


def fill_template(
    content: bytes,
    where: str,
    profile: UniversityProfile,
    students: Mapping[str, Student],
    marks: Mapping[str, Mark],
    course: Course,
    *,
    day: date | None,
    force: bool = False,
) -> Filled:
    """Fill the mark column of a list; raise Refused where a cell holds another mark, unless forced."""
    old = content.startswith(b"\xd0\xcf\x11\xe0")
    notes = []
    if old:
        content, where = tables.as_xlsx(content, where), str(PurePath(where).with_suffix(".xlsx"))
        what = "the old .xls format cannot be changed without loss: this copy has its texts, not its formats"
        notes.append(Problem(where, what, "save the list as XLSX first to keep them", Severity.WARNING))
    if not content.startswith(b"PK"):
        raise InputError(f"{where} is no XLSX file", hint="save the university's list as XLSX")
    headings = headings_of(profile) | columns_of(profile)
    found = read_listing(
        tables.grids(content, where),
        headings,
        course,
        required=("student_id", "mark"),
        sheet=profile.sheet,
    )
    filling = fill(found, students, marks, profile, day)
    if filling.conflicts and not force:
        raise Refused(
            "\n".join([*map(str, filling.conflicts), f"{where} has marks already; nothing was written"]),
            hint="with --force they are replaced, and the list is kept as it was",
        )
    cells = dict(filling.cells)
    if old:  # the zeros of a number lived in its format
        cells |= {(p.line, found.columns["student_id"]): p.student_id for p in found.people}
    filled = fill_xlsx(content, where, found.grid.sheet, cells)
    return Filled(where, filled, replace(filling, problems=(*notes, *filling.problems)))
