"""The files that the page may send: none of them by a name that a browser made up."""

from dataclasses import dataclass
from pathlib import Path

from grader.printing.images import Assets
from grader.review.server.pile import Pile

STATIC = ("review.css", "review.js", "htmx.min.js")


@dataclass(frozen=True)
class Files:
    """Where the page's files lie."""

    pile: Pile
    sitting: Path  # of it only crops that the records name
    questions: Path  # of it only images below assets/
    ours: Path  # style and script

    def crop(self, name: str) -> Path | None:
        """The picture of a handwritten answer, if the records name it and it lies in the sitting's folder."""
        known = any(answer.response.crop == name for answer in self.pile.answers)
        return file_inside(self.sitting, name) if known else None

    def asset(self, name: str) -> Path | None:
        """An image of the course, if it is one."""
        return Assets(self.questions).file(name)

    def static(self, name: str) -> Path | None:
        """Our own style or script."""
        return self.ours / name if name in STATIC else None


def file_inside(folder: Path, name: str) -> Path | None:
    """The file of a name below a folder; none where there is none, or where links and dots lead out of it."""
    file = (folder / name).resolve()
    return file if file.is_relative_to(folder.resolve()) and file.is_file() else None
