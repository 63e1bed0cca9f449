"""The pictures of a course on paper: files below questions/assets/, and those of a sealed exam as they were sealed."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from grader.bank.markdown import images, refusal
from grader.errors import InputError, Problem
from grader.model.exam import Exam, FormItem
from grader.model.item import Open
from grader.printing.papers import Asset

SCHEME = "asset:"
KINDS = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}
LARGEST = 20 * 2**20  # bytes of an image


@dataclass(frozen=True)
class Assets:
    """The images of a course: files that, links followed, lie below questions/assets/."""

    questions: Path

    def file(self, path: str) -> Path | None:
        """The file that a text calls `assets/name.svg`, or none if it is not an image of the course."""
        found = (self.questions / path).resolve()
        inside = found.is_relative_to((self.questions / "assets").resolve())
        usable = inside and found.suffix.lower() in KINDS and found.is_file()
        return found if usable and found.stat().st_size <= LARGEST else None

    def url(self, path: str) -> str | None:
        """The address under which a page may ask for an image, or none if it is refused."""
        return SCHEME + quote(path) if self.file(path) else None

    def digest(self, path: str) -> str:
        """The SHA-256 of an image, or nothing if it is refused."""
        file = self.file(path)
        return hashlib.sha256(file.read_bytes()).hexdigest() if file else ""

    def of_url(self, url: str) -> Path | None:
        """The file behind an address, or none if it is not an image of the course."""
        return self.file(unquote(url.removeprefix(SCHEME))) if url.startswith(SCHEME) else None


def with_pictures(exam: Exam, questions: Path) -> Exam:
    """The exam, sealing every picture that it shows as it is now."""
    named = {
        path
        for form in exam.forms
        for placed in form.items
        for text in texts(placed)
        for path in images(text)
    }
    digest = Assets(questions).digest
    return exam.model_copy(update={"pictures": {path: digest(path) for path in sorted(named)}})


def demand_images(exam: Exam, questions: Path) -> None:
    """Raise InputError unless every image of the exam is there, and is the one that was sealed with it."""
    assets = Assets(questions)
    if problems := missing_images(exam, assets.url):
        raise InputError("images are missing; nothing was printed", problems=problems)
    if problems := changed_images(exam, assets.digest):
        raise InputError("images have changed; nothing was printed", problems=problems)


def missing_images(exam: Exam, asset: Asset) -> tuple[Problem, ...]:
    """A problem for every image that the exam shows and the course does not have."""
    return tuple(
        Problem(
            f"sittings/{exam.id}/exam.lock.json",
            f"form {form.letter}, question {placed.number} ({placed.item.id}): no image {path}"
            + (f": {reason}" if reason else ""),
            "a sealed exam names its images as assets/NAME: put the file back into questions/assets/",
        )
        for form in exam.forms
        for placed in form.items
        for text in texts(placed)
        for path in images(text)
        for reason in [refusal(path)]
        if reason or asset(path) is None
    )


def changed_images(exam: Exam, seen: Callable[[str], str]) -> tuple[Problem, ...]:
    """A problem for every image that is another than was sealed; `seen` gives the SHA-256 of what is there now."""
    return tuple(
        Problem(
            f"sittings/{exam.id}/exam.lock.json",
            f"{path} is not the picture that was sealed with this exam",
            "put that one back, and give the new one a name of its own; before anything is printed you may instead "
            "assemble again with --force",
        )
        for path, sealed in sorted(exam.pictures.items())
        if seen(path) != sealed
    )


def texts(placed: FormItem) -> Iterator[str]:
    """Every text of an item that is printed on any paper."""
    item = placed.item
    yield from (item.stem, item.explanation)
    for option in placed.options:
        yield from (option.text, option.feedback)
    if isinstance(item, Open):
        yield from (*item.reference, *item.misconceptions)
        for criterion in item.rubric:
            yield from (criterion.text, *criterion.ideas)
