"""Where things are: a course is a folder with a course.yaml; a sitting is a folder below it.

`bundled()` alone knows that the sample course lies in the repository's root in a checkout
and under grader/_course/ in a wheel.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from grader.bank import Bank, read_bank
from grader.documents import parse, read_tree
from grader.errors import InputError, Problem, Refused, Severity, in_order
from grader.files import atomic_write
from grader.model.base import Model
from grader.model.blueprint import Blueprint
from grader.model.course import Course
from grader.model.exam import Exam

M = TypeVar("M", bound=Model)

SAMPLE = ("course.yaml", "students.csv", "projects.csv", "labs.csv", "enrolled", "questions", "exams")
IGNORED = """\
# personal: what names or marks a student never enters version control
/students.csv
/enrolled/
/projects.csv
/labs.csv
/sittings/
/records.db*
/out/
# made again when missing
/.cache/
"""


@dataclass(frozen=True)
class Sitting:
    """The folder of one exam held on one day."""

    folder: Path

    @property
    def id(self) -> str:
        """The sitting's id, which is the folder's name."""
        return self.folder.name

    @property
    def lock_file(self) -> Path:
        """The sealed exam."""
        return self.folder / "exam.lock.json"

    @property
    def print_folder(self) -> Path:
        """Where PDFs for printing go."""
        return self.folder / "print"

    @property
    def out_folder(self) -> Path:
        """Where tables and reports go."""
        return self.folder / "out"

    def exam(self) -> Exam:
        """Read the sealed exam; raise InputError when the file is not what was sealed for this folder."""
        where = f"sittings/{self.id}/{self.lock_file.name}"
        try:
            exam = Exam.model_validate_json(self.lock_file.read_bytes())
        except (OSError, ValidationError) as error:
            what = error.errors()[0]["msg"] if isinstance(error, ValidationError) else error.strerror
            raise InputError(
                f"{where} cannot be read: {what}",
                hint="restore it from a copy; while nothing was printed, delete the folder and assemble again",
            ) from None
        if exam.id != self.id:
            raise InputError(
                f"{where} is the exam of {exam.id}", hint=f"name the folder sittings/{exam.id} again"
            )
        return exam


@dataclass(frozen=True)
class Workspace:
    """A course's folder."""

    root: Path

    @property
    def questions(self) -> Path:
        """The bank's folder."""
        return self.root / "questions"

    @property
    def database(self) -> str:
        """The records' URL: GRADER_DATABASE, or SQLite beside course.yaml."""
        return os.environ.get("GRADER_DATABASE") or f"sqlite:///{self.root / 'records.db'}"

    def course(self) -> Course:
        """Read course.yaml; raise InputError with every problem in it."""
        return self._read("course.yaml", Course)

    def bank(self) -> Bank:
        """Read questions/*.yaml; what is wrong in them is in the bank's problems, nothing is raised."""
        texts: list[tuple[str, str]] = []
        unreadable: list[Problem] = []
        for path in sorted(self.questions.glob("*.yaml")):
            name = f"questions/{path.name}"
            try:
                texts.append((name, self._text(name)))
            except InputError as error:
                unreadable += error.problems
        bank = read_bank(texts)
        return replace(bank, problems=in_order([*bank.problems, *unreadable]))

    def unread(self) -> tuple[Problem, ...]:
        """Warnings of YAML files that lie where neither the bank nor the blueprints are read."""
        stray = [
            path.relative_to(self.root).as_posix()
            for folder in (self.questions, self.root / "exams")
            for path in folder.rglob("*.y*ml")
            if path.suffix != ".yaml" or path.parent != folder
        ]
        hint = "grader reads questions/*.yaml and exams/*.yaml: move or rename this one"
        return tuple(Problem(name, "this file is not read", hint, Severity.WARNING) for name in sorted(stray))

    def asset_names(self) -> frozenset[str]:
        """The pictures below questions/assets/, as items name them: "assets/net.svg"."""
        folder = self.questions
        return frozenset(
            path.relative_to(folder).as_posix() for path in folder.glob("assets/**/*") if path.is_file()
        )

    def blueprint_names(self) -> tuple[str, ...]:
        """The names of the blueprints under exams/."""
        return tuple(sorted(path.stem for path in (self.root / "exams").glob("*.yaml")))

    def blueprint(self, name: str) -> Blueprint:
        """Read exams/NAME.yaml; raise InputError with every problem in it."""
        if name not in self.blueprint_names():
            known = ", ".join(self.blueprint_names()) or "none"
            raise InputError(f"there is no blueprint exams/{name}.yaml", hint=f"there are: {known}")
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}", name):  # it goes into the ids of sittings
            what = "a blueprint's name must be of small letters, digits and hyphens (at most 60)"
            better = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "written"
            problem = Problem(f"exams/{name}.yaml", what, f"rename the file to {better}.yaml")
            raise InputError(f"exams/{name}.yaml cannot be used", problems=[problem])
        return self._read(f"exams/{name}.yaml", Blueprint)

    def blueprint_places(self, name: str) -> Callable[[tuple[str | int, ...]], str]:
        """What tells the `file:line` of a place in exams/NAME.yaml, such as ("quotas", 2, "min")."""
        file = f"exams/{name}.yaml"
        tree, _ = read_tree(self._text(file), file)
        return lambda place: file if tree is None else f"{file}:{tree.at(*place).line}"

    def sittings(self) -> tuple[Sitting, ...]:
        """Every sitting with a sealed exam, by id."""
        folders = sorted(self.root.glob("sittings/*/exam.lock.json"))
        return tuple(Sitting(path.parent) for path in folders)

    def sitting(self, id_: str) -> Sitting:
        """The sitting with an id; raise InputError naming the ones there are."""
        for sitting in self.sittings():
            if sitting.id == id_:
                return sitting
        known = ", ".join(s.id for s in self.sittings()) or "none yet"
        raise InputError(
            f"there is no sitting {id_}", hint=f"there are: {known}; `grader assemble` makes one"
        )

    def new_sitting(self, id_: str) -> Sitting:
        """The folder of a sitting that may not exist yet."""
        return Sitting(self.root / "sittings" / id_)

    def _read(self, name: str, kind: type[M]) -> M:
        value, problems = parse(self._text(name), name, kind)
        if value is None:
            raise InputError(f"{name} must be corrected", problems=problems)
        return value

    def _text(self, name: str) -> str:
        """The text of one of the course's files; raise InputError with the problem if it cannot be read."""
        try:
            return (self.root / name).read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            problem = not_utf8(name, error)
        except OSError as error:
            problem = Problem(
                name, f"cannot be read: {error.strerror}", "move it away, or correct its rights"
            )
        raise InputError(f"{name} cannot be read", problems=[problem])


def not_utf8(name: str, error: UnicodeDecodeError) -> Problem:
    """The problem with a file whose bytes are no UTF-8, at the line of the first that is not."""
    line = error.object.count(b"\n", 0, error.start) + 1
    return Problem(f"{name}:{line}", "not UTF-8 text", "save the file as UTF-8")


def find(start: Path | None = None) -> Workspace:
    """The course around a folder: the nearest one at or above it with a course.yaml."""
    folder = (start or Path.cwd()).resolve()
    for candidate in (folder, *folder.parents):
        if (candidate / "course.yaml").is_file():
            return Workspace(candidate)
    raise InputError(
        f"{folder} is not inside a course: there is no course.yaml here or above",
        hint="go to your course's folder, or make one with `grader init my-course`",
    )


def bundled(name: str) -> Path:
    """A file or folder of the sample course: in the wheel under grader/_course/, in a checkout in its root."""
    package = Path(__file__).parent
    in_wheel = package / "_course" / name
    return in_wheel if in_wheel.exists() else package.parent / name


def init(folder: Path) -> Workspace:
    """Write a worked course into a new folder, whole or not at all; raise Refused if the folder has files."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"{folder} exists and is not empty", hint="name a new folder; nothing was written")
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        for name in SAMPLE:
            source = bundled(name)
            if source.is_dir():
                shutil.copytree(source, beside / name)
            else:
                shutil.copyfile(source, beside / name)
        atomic_write(beside / ".gitignore", IGNORED)
        beside.chmod(0o755)
        beside.replace(folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return Workspace(folder.resolve())
