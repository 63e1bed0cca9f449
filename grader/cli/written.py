"""PDFs into a sitting's print folder: only what is new or changed is written, and each file is told of in a line."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.workspace import Sitting, Workspace

Line = dict[str, str]  # file, state


def state_of(path: Path, pdf: bytes) -> str:
    """Whether a file is new, unchanged or changed."""
    if not path.exists():
        return "new"
    return "unchanged" if path.read_bytes() == pdf else "changed"


def write_pdfs(
    place: "Workspace", folder: "Sitting", files: Iterable[tuple[str, bytes]], *, dry_run: bool
) -> list[Line]:
    """Write files by their names below print/; what became of each, or would on a dry run."""
    from grader.files import atomic_write

    written = []
    for name, pdf in files:
        path = folder.print_folder / name
        state = state_of(path, pdf)
        if state != "unchanged" and not dry_run:
            atomic_write(path, pdf)
        written.append({"file": str(path.relative_to(place.root)), "state": state})
    return written


def show_written(lines: Iterable[Line], *, dry_run: bool) -> None:
    """A line for each file on stdout."""
    for line in lines:
        would = "would be " if dry_run and line["state"] != "unchanged" else ""
        print(f"{line['file']}  {would}{line['state']}")
