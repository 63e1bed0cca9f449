"""Files of scans: every kind gives the picture that went in, and whatever is broken is one line."""

import io
import os
import resource
import signal
import subprocess
import sys
import time
import zlib
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pytest
from PIL import Image, ImageFile

from grader.reading.pages import MAX_PIXELS, Known, ScannedPage, Unusable, open_pages
from grader.reading.pages.processes import in_processes
from grader.reading.simulate.stacks import Look, Packing, to_jpeg, to_pdf, to_png, to_tiff


def picture(seed: int = 1) -> np.ndarray:
    """A page of 75 dpi with rough black shapes, none of them symmetric."""
    image = np.full((877, 620), 255, np.uint8)
    for x, y in np.random.default_rng(seed).integers(50, 500, (12, 2)):
        cv2.rectangle(image, (int(x), int(y)), (int(x) + 60, int(y) + 25), 0, -1)
    return image


PICTURES = [picture(1), picture(2)]


def only(path: Path) -> Unusable:
    """The one line that a file gives."""
    (found,) = open_pages(path)
    assert isinstance(found, Unusable)
    return found


@pytest.mark.parametrize("look", list(Look))
@pytest.mark.parametrize("kind", ["pdf", "tiff", "png", "jpeg"])
def test_what_goes_in_comes_out(tmp_path: Path, kind: str, look: Look) -> None:
    """Grey, colour and bilevel pages of every kind of file are the pictures that were stored, in order."""
    several = {"pdf": to_pdf, "tiff": to_tiff}
    one = {"png": to_png, "jpeg": to_jpeg}
    content = (
        several[kind](PICTURES, 75, look=look) if kind in several else one[kind](PICTURES[0], 75, look=look)
    )
    path = tmp_path / "a scan.bin"  # a file's name says nothing
    path.write_bytes(content)
    pages = list(open_pages(path))
    assert [page.source for page in pages] == [f"a scan.bin:{n + 1}" for n in range(len(pages))]
    assert len(pages) == (2 if kind in several else 1)
    for page, expected in zip(pages, PICTURES, strict=False):
        assert isinstance(page, ScannedPage)
        assert page.image.shape == expected.shape and page.image.dtype == np.uint8
        wrong = np.abs((page.image > 128).astype(int) - (expected > 128).astype(int)).mean()
        assert wrong < 0.001
    assert len({page.content_hash for page in pages}) == len(pages)


def test_the_same_scan_in_two_files_has_one_hash(tmp_path: Path) -> None:
    """A stored JPEG has its hash wherever it lies, and a known page is not decoded again."""
    first, second = tmp_path / "a.pdf", tmp_path / "b.pdf"
    first.write_bytes(to_pdf(PICTURES, 75))
    second.write_bytes(to_pdf(PICTURES[::-1], 75))
    hashes = [page.content_hash for page in open_pages(first)]
    assert [page.content_hash for page in open_pages(second)] == hashes[::-1]
    assert list(open_pages(second, {hashes[0]}))[1] == Known("b.pdf:2", hashes[0])


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize(
    ("packing", "look"),
    [
        (Packing.JPEG, Look.GREY),
        (Packing.JPEG, Look.COLOUR),
        (Packing.GROUP4, Look.BILEVEL),
        (Packing.JBIG2, Look.BILEVEL),
        (Packing.FLATE, Look.GREY),
        (Packing.FLATE, Look.COLOUR),
        (Packing.FLATE, Look.BILEVEL),
    ],
)
def test_a_pdfs_scan_is_taken_out_as_it_is_stored(
    tmp_path: Path, packing: Packing, look: Look, rotate: int
) -> None:
    """Whatever the filter, and however the page is to be turned: the stored pixels come out, none of them rendered."""
    path = tmp_path / "scan.pdf"
    path.write_bytes(to_pdf(PICTURES[:1], 75, look=look, packing=packing, rotate=rotate))
    (found,) = open_pages(path)
    assert isinstance(found, ScannedPage)
    assert found.image.shape == PICTURES[0].shape  # at 200 dpi, as pages are rendered, it would be larger
    assert ((found.image > 128) != (PICTURES[0] > 128)).mean() < 0.001


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_rendered_page_is_turned_as_it_asks(tmp_path: Path, rotate: int) -> None:
    """What must be rendered is rendered the way up that the page says."""
    path = tmp_path / "drawn.pdf"
    with pikepdf.open(io.BytesIO(to_pdf(PICTURES[:1], 75, rotate=rotate))) as pdf:
        pdf.pages[0].contents_add(
            b" 0 0 0 rg 0 0 30 30 re f"
        )  # in the lower left corner of what is not turned
        pdf.save(path)
    (found,) = open_pages(path)
    assert isinstance(found, ScannedPage)
    upright = np.rot90(found.image, rotate // 90)
    assert upright[-40, 40] == 0 and upright[40, -40] > 200


def test_pages_of_many_sizes_in_one_file(tmp_path: Path) -> None:
    """A page of 75 dpi, one of 300 dpi, a photograph on its side and a receipt are what they are."""
    sizes = [(877, 620), (3508, 2480), (620, 877), (1200, 300)]
    images = [np.full(size, 200 - 20 * n, np.uint8) for n, size in enumerate(sizes)]
    with pikepdf.new() as whole:
        for image, dpi in zip(images, (75, 300, 75, 150), strict=True):
            with pikepdf.open(io.BytesIO(to_pdf([image], dpi))) as pdf:
                whole.pages.extend(pdf.pages)
        whole.save(tmp_path / "mixed.pdf")
    found = list(open_pages(tmp_path / "mixed.pdf"))
    assert [page.image.shape for page in found if isinstance(page, ScannedPage)] == sizes
    assert [int(page.image[50, 50]) for page in found if isinstance(page, ScannedPage)] == [
        200,
        180,
        160,
        140,
    ]


def test_a_page_that_is_no_single_scan_is_rendered(tmp_path: Path) -> None:
    """A scan with something drawn over it is taken as it looks, at 200 dpi."""
    path = tmp_path / "drawn.pdf"
    with pikepdf.open(io.BytesIO(to_pdf(PICTURES[:1], 75))) as pdf:
        page = pdf.pages[0]
        page.contents_add(b" 0 0 0 rg 0 0 30 30 re f")
        pdf.save(path)
    (found,) = open_pages(path)
    assert isinstance(found, ScannedPage)
    assert found.image.shape[0] == pytest.approx(877 / 75 * 200, abs=2)
    assert found.image[-40, 40] == 0


def test_exif_turns_a_photograph_upright(tmp_path: Path) -> None:
    """A phone's orientation is followed; inside a PDF the page's own matters."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees clockwise to see it upright
    Image.fromarray(PICTURES[0]).save(tmp_path / "p.jpg", exif=exif)
    (found,) = open_pages(tmp_path / "p.jpg")
    assert isinstance(found, ScannedPage)
    assert (np.abs(found.image.astype(int) - np.rot90(PICTURES[0], -1)) < 60).mean() > 0.99


def test_sixteen_bits_and_transparency_are_grey(tmp_path: Path) -> None:
    """Deep pictures are shortened to 8 bits, and what is transparent is paper."""
    Image.fromarray(PICTURES[0].astype(np.uint16) * 257).save(tmp_path / "deep.png")
    clear = np.zeros((*PICTURES[0].shape, 4), np.uint8)
    clear[..., 3] = 255 - PICTURES[0]
    Image.fromarray(clear).save(tmp_path / "clear.png")
    for name in ("deep.png", "clear.png"):
        (found,) = open_pages(tmp_path / name)
        assert isinstance(found, ScannedPage)
        assert np.array_equal(found.image, PICTURES[0]), name


def _monster() -> bytes:
    """A PNG of 20000 x 20000 pixels in half a megabyte."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            len(content).to_bytes(4, "big") + kind + content + zlib.crc32(kind + content).to_bytes(4, "big")
        )

    packer = zlib.compressobj(9)
    row = bytes(20_001)
    packed = b"".join(packer.compress(row) for _ in range(20_000)) + packer.flush()
    header = (20_000).to_bytes(4, "big") * 2 + bytes([8, 0, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def test_a_monstrous_picture_is_one_line_and_takes_no_memory(tmp_path: Path) -> None:
    """Its size is read from the header; nothing is decoded."""
    path = tmp_path / "huge.png"
    path.write_bytes(_monster())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "larger" in only(path).why or "pixels" in only(path).why
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kB


@pytest.mark.parametrize("lenient", [False, True], ids=["alone", "after WeasyPrint"])
def test_broken_files_are_one_line_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lenient: bool
) -> None:
    """Random bytes, nothing, half a file, a password, a page as large as a house: each says what it is."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", lenient)  # WeasyPrint sets it for the process
    whole, drawn, deep = to_jpeg(PICTURES[0], 75), to_png(PICTURES[0], 75), to_tiff(PICTURES[:1], 75)
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(to_pdf(PICTURES, 75))) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="o", user="u"))
    house = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(14_000, 14_000))
        pdf.save(house)
    files = {
        "noise.pdf": (np.random.default_rng(3).bytes(10_000), "neither PDF"),
        "begins.pdf": (b"%PDF-1.7\n" + np.random.default_rng(3).bytes(10_000), "damaged"),
        "empty.pdf": (b"", "empty"),
        "half.jpg": (whole[: len(whole) // 2], "truncated"),
        "half.png": (drawn[: len(drawn) // 2], "damaged"),
        "half.tif": (deep[: len(deep) // 2], "damaged"),
        "locked.pdf": (locked.getvalue(), "encrypted"),
        "house.pdf": (house.getvalue(), "no scan of a sheet"),
    }
    for name, (content, why) in files.items():
        (tmp_path / name).write_bytes(content)
        found = only(tmp_path / name)
        assert why in found.why and found.source.startswith(name), (name, found)
        assert "\n" not in found.why and str(tmp_path) not in found.why
    assert "cannot be opened" in only(tmp_path / "none.pdf").why
    assert MAX_PIXELS < 20_000**2


def test_a_damaged_page_does_not_spoil_its_file(tmp_path: Path) -> None:
    """One truncated picture in a PDF is a line; the pages around it are read."""
    path = tmp_path / "mixed.pdf"
    with pikepdf.open(io.BytesIO(to_pdf([*PICTURES, *PICTURES], 75))) as pdf:
        scan = pdf.pages[1].Resources.XObject.Scan
        scan.write(scan.read_raw_bytes()[:2000], filter=pikepdf.Name.DCTDecode)
        pdf.save(path)
    kinds = [type(page) for page in open_pages(path)]
    assert kinds == [ScannedPage, Unusable, ScannedPage, ScannedPage]


def ready() -> None:
    """Nothing to prepare."""


def square(number: int) -> int:
    """Work for a process; some of it kills it, some never ends."""
    if number == 13:
        os.kill(os.getpid(), signal.SIGKILL)
    if number == 17:
        time.sleep(60)
    return number * number


def forget(number: int, why: str) -> int:
    """What is left of work that was lost."""
    return -number


@pytest.mark.slow
def test_a_crash_and_a_hang_cost_one_task_each() -> None:
    """Results come in order, and only the guilty task is lost."""
    found = list(in_processes(range(25), square, forget, setup=ready, processes=2, patience=5))
    assert found == [-n if n in (13, 17) else n * n for n in range(25)]


@pytest.mark.slow
def test_workers_end_with_their_parent(tmp_path: Path) -> None:
    """When the parent is killed, its workers are gone soon after."""
    script = tmp_path / "parent.py"
    script.write_text(
        "import os, sys, time\n"
        "from grader.reading.pages.processes import in_processes\n"
        "def ready(): pass\n"
        "def work(n):\n"
        "    os.write(1, f'{os.getpid()}\\n'.encode())\n"
        "    time.sleep(30)\n"
        "if __name__ == '__main__':\n"
        "    list(in_processes(range(9), work, lambda n, w: n, setup=ready, processes=2))\n"
    )
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    workers = {int(parent.stdout.readline()) for _ in range(2)}
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while workers and time.monotonic() < deadline:
        workers = {pid for pid in workers if _alive(pid)}
        time.sleep(0.05)
    assert not workers


def _alive(pid: int) -> bool:
    """Whether a process runs; one that ended and waits to be collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
