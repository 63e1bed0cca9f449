"""What no scanner gives: each file is one line of the account, and none takes the machine down."""

import json
import os
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from paper_course import SITTING, PaperCourse, paper_course

from grader.reading.simulate import disasters
from grader.reading.simulate.stacks import Look, Packing, to_pdf

GIGABYTE = 1_000_000_000


@pytest.fixture
def course(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> PaperCourse:
    return paper_course(tmp_path, monkeypatch, capsys)


def huge_png(path: Path, side: int = 20_000) -> None:
    """A white picture of so many pixels a side, without ever holding it in memory."""
    packer, packed = zlib.compressobj(9), b""
    for _ in range(side):
        packed += packer.compress(b"\0" + b"\xff" * side)
    packed += packer.flush()

    def chunk(kind: bytes, content: bytes) -> bytes:
        sum_ = zlib.crc32(kind + content)
        return len(content).to_bytes(4, "big") + kind + content + sum_.to_bytes(4, "big")

    head = side.to_bytes(4, "big") * 2 + bytes([8, 0, 0, 0, 0])
    signature = b"\x89PNG\r\n\x1a\n"
    path.write_bytes(signature + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b""))


def measured(course: PaperCourse, *words: str) -> tuple[int, str, str, int]:
    """A command in a process of its own: its exit code, what it says, and the most memory it or a child held, bytes."""
    code = (
        "import re, resource, sys\n"
        "from pathlib import Path\n"
        "from grader.cli.main import main\n"
        "try: main()\n"
        "finally:\n"
        # ru_maxrss of a process begins with the size of the one that started it: here all of pytest
        "    own = int(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])\n"
        "    most = own + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss\n"
        "    print(f'peak {most * 1024}', file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=course.root,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    said, _, peak = done.stderr.rpartition("peak ")
    return done.returncode, done.stdout, said, int(peak)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux's account of memory")
def test_garbage_is_one_line_each_and_small(course: PaperCourse) -> None:
    """A foreign document, noise, a monstrous picture, empty, encrypted and misnamed files, beside one good paper."""
    chance = np.random.default_rng(1)
    root = course.root
    course.scan([disasters.foreign_page(chance, 150) for _ in range(30)], "document.pdf")
    (root / "noise.pdf").write_bytes(chance.bytes(10_000))
    huge_png(root / "huge.png")
    (root / "empty.pdf").write_bytes(b"")
    good = course.sat(1).images
    (root / "plain.pdf").write_bytes(to_pdf(good, 150))
    with pikepdf.open(root / "plain.pdf") as pdf:
        pdf.save(root / "locked.pdf", encryption=pikepdf.Encryption(owner="o", user="u"))
    with zipfile.ZipFile(root / "zip.png", "w") as zipped:
        zipped.writestr("a.txt", "no picture")
    (root / "half.pdf").write_bytes((root / "plain.pdf").read_bytes()[:2000])
    names = ["document.pdf", "noise.pdf", "huge.png", "empty.pdf", "locked.pdf", "zip.png", "half.pdf"]
    code, out, err, peak = measured(
        course, "read", SITTING, *names, "plain.pdf", "--processes", "1", "--json"
    )
    assert code == 4, err
    said = json.loads(out)
    assert [line.split(":")[0] for line in said["files"]] == names
    assert said["files"][0].startswith("document.pdf: 30 pages: foreign")
    assert said["batch"] == {"foreign": 30, "unreadable": 6, "read": len(good)}
    assert said["pages"] == said["batch"] and "Traceback" not in err
    assert peak < GIGABYTE


@pytest.mark.parametrize("packing", [Packing.JBIG2, Packing.GROUP4])
def test_bilevel_stacks_are_read(course: PaperCourse, packing: Packing) -> None:
    """What office copiers write is read like any scan."""
    images = course.sat(1).images
    (course.root / "fax.pdf").write_bytes(to_pdf(images, 150, look=Look.BILEVEL, packing=packing))
    assert course.run("read", SITTING, "fax.pdf") == 0, course.err
    assert f"{len(images)} = {len(images)} read" in course.out
    assert course.responses()[1, 1].letters == ("a",)


def test_only_garbage_is_no_crash(course: PaperCourse) -> None:
    """Without one good page the account still adds up, and repeating it changes nothing."""
    (course.root / "noise.pdf").write_bytes(np.random.default_rng(2).bytes(10_000))
    (course.root / "empty.png").write_bytes(b"")
    for _ in range(2):
        assert course.run("read", SITTING, "noise.pdf", "empty.png") == 4
        assert "pages in these files: 2 = 2 unreadable" in course.out
        assert course.err.count("noise.pdf: unreadable") == 1
        assert "papers: 3 = 3 unused" in course.out
