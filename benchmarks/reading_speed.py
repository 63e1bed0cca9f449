"""How fast scans are read: beside decoding alone, out of a PDF, with everything kept, and in how much memory.

Run: `python benchmarks/reading_speed.py [--pages N] [--batch N] [--times N]`. Pages are grey, of 200 dpi, scanned askew
by up to 2 degrees with noise, stored as JPEG of quality 75 in PDFs of 100 pages; the exam is that of `reading.py`. The
first table is of one thread and one process: every page is decoded bare (OpenCV), decoded and read, and taken out of
the PDF and read, in turn, three times, of which the fastest counts. The second is `read_batch` over `--batch` pages,
`--times` over: every reading is kept in a database, every crop in a file, as `grader read` does it. Memory is the
resident set of the parent and of the larger worker, at a tenth of the batch and at its end.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pikepdf
from reading_papers import exam_of_30, papers

from grader.files import atomic_write
from grader.model.exam import Exam
from grader.model.response import Copy
from grader.printing.identity import exam_tag
from grader.reading.layouts import Layouts
from grader.reading.pages import ScannedPage, close_kept, open_page
from grader.reading.pages.batch import Desk, read_batch
from grader.reading.sheets import see_page
from grader.reading.simulate.conditions import CONDITIONS
from grader.reading.simulate.stacks import to_pdf
from grader.records import open_records

FILE = 100  # pages
MATRICOLA = "[0-9]{10}"


def main() -> int:
    """Print both tables; exit 1 if reading costs more than decoding."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=int, default=60, help="of the first table")
    parser.add_argument("--batch", type=int, default=200, help="of the second; 0 leaves it out")
    parser.add_argument("--times", type=int, default=1, help="that the batch is read, one after the other")
    given = parser.parse_args()
    cv2.setNumThreads(1)
    exam = exam_of_30()
    copies = tuple(
        Copy(number=n, form="A", student=f"{n:010}" if n % 2 else None, score_bubbles=True)
        for n in range(1, max(given.pages, given.batch) // 2 + 2)
    )
    with tempfile.TemporaryDirectory() as folder:
        ratio = _beside_decoding(exam, copies, given.pages, Path(folder))
        if given.batch:
            _with_records(exam, copies, given.batch, given.times, Path(folder))
    return int(ratio > 2)


def _beside_decoding(exam: Exam, copies: tuple[Copy, ...], pages: int, folder: Path) -> float:
    """The first table; returns (decode + read) / decode."""
    path = folder / "few.pdf"
    path.write_bytes(to_pdf(_scans(exam, copies, pages), quality=75))
    with pikepdf.open(path) as pdf:
        stored = [np.frombuffer(page.Resources.XObject.Scan.read_raw_bytes(), np.uint8) for page in pdf.pages]
    layouts = Layouts(exam, MATRICOLA, copies)
    like = layouts.of(copies[0])
    taken = np.zeros((3, 3, pages))
    for again in range(3):
        for index, packed in enumerate(stored):
            clock = [time.perf_counter()]
            image = np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)
            clock.append(time.perf_counter())
            see_page(image, layouts, like=like)
            clock.append(time.perf_counter())
            opened = open_page(path, index)
            assert isinstance(opened, ScannedPage), "every page is one scan"
            see_page(opened.image, layouts, like=like, content_hash=opened.content_hash)
            clock.append(time.perf_counter())
            taken[again, :, index] = np.diff(clock)
    close_kept()
    decode, read, extracted = 1000 * taken.min(axis=0).mean(axis=1)
    print("| 200 dpi, grey JPEG, one process | ms a page | pages/s | times decoding |\n|---|---|---|---|")
    for name, cost in (
        ("decode", decode),
        ("decode and read", decode + read),
        ("take out of a PDF, hash, decode and read", extracted),
    ):
        print(f"| {name} | {cost:.2f} | {1000 / cost:.0f} | {cost / decode:.2f} |")
    return float((decode + read) / decode)


def _with_records(exam: Exam, copies: tuple[Copy, ...], pages: int, times: int, folder: Path) -> None:
    """The second table."""
    files = []
    scans = _scans(exam, copies, pages)
    for start in range(0, pages, FILE):
        files.append(folder / f"{start:06}.pdf")
        some = (next(scans) for _ in range(min(FILE, pages - start)))
        files[-1].write_bytes(to_pdf(some, quality=75))
    files, pages = files * times, pages * times
    print(
        "\n| with records and crops | pages | s | pages/s | crops | MB parent | MB worker |\n|---|---|---|---|---|---|---|"
    )
    for processes in (1, 2):
        crops, began, early = 0, time.perf_counter(), (0.0, 0.0)
        with open_records(f"sqlite:///{folder}/{processes}.db") as book:
            desk = Desk(exam, MATRICOLA, copies)
            for number, taken in enumerate(read_batch(desk, files, processes=processes), start=1):
                assert taken.page is not None, "every page is new"
                for name, content in taken.pictures:
                    atomic_write(folder / str(processes) / name, content)
                book.save_page(exam.id, taken.page)
                crops += len(taken.pictures)
                if number == max(1, pages // 10):
                    early = _resident()
                late = _resident() if number == pages else early
        took = time.perf_counter() - began
        memory = [f"{a:.0f} to {b:.0f}" for a, b in zip(early, late, strict=True)]
        name = f"{processes} process" + "es" * (processes > 1)
        print(f"| {name} | {pages} | {took:.1f} | {pages / took:.0f} | {crops} | {' | '.join(memory)} |")


def _resident() -> tuple[float, float]:
    """Memory of this process and of its largest child, MB."""

    def of(pid: str) -> float:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)

    children = Path("/proc/self/task").glob("*/children")
    pids = [pid for path in children for pid in path.read_text().split()]
    return of("self"), max(map(of, pids), default=0.0)


def _scans(exam: Exam, copies: tuple[Copy, ...], pages: int) -> Iterator[np.ndarray]:
    """The scanned pages of copies, one at a time."""
    layouts, done = Layouts(exam, MATRICOLA, copies), 0
    for copy in copies:
        chance = np.random.default_rng([copy.number, pages])
        for image, _ in papers(
            layouts.of(copy), copy.number, CONDITIONS["200 dpi"], chance, tag=exam_tag(exam)
        ):
            if done == pages:
                return
            done += 1
            yield image


if __name__ == "__main__":
    sys.exit(main())
