"""A page's image -> its reading: found, identified, registered, measured, decided.

Whatever is wrong with the page ends in a status and a note, never in an exception: one bad page must not stop
a stack. Whether a page came twice, or is missing, is the account's to say.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from grader.model.reading import PageReading, PageStatus
from grader.model.sheet import Fiducial, Identity, SheetLayout, SheetPage
from grader.reading.codes import SeenCode, find_code
from grader.reading.fiducials import Image, Marker, Scan, find_markers, scan_of
from grader.reading.fills import LEAST_INK, measure, paper
from grader.reading.register import Refusal, Registration, register
from grader.reading.states import RULES, Rules, judge

INK = 0.3  # share of the light: darker than what shines through from the other side
BLANK = 2e-4  # of a page's pixels may be darker and the page is still blank: 12 mm2 of specks
EDGE = 0.04  # of each side is not looked at for ink: shadows of the lid, punch holes
SMALLEST = 300  # px of the long side: 25 dpi
COARSEST = 60.0  # dpi: below it a bubble has 8 px across


@dataclass(frozen=True)
class Seen:
    """A reading and, where the page was registered, how it lies in the image: for crops."""

    reading: PageReading
    registration: Registration | None = None
    page: SheetPage | None = None


def read_page(
    image: Image,
    layout_of: Callable[[Identity], SheetLayout | None],
    *,
    like: SheetLayout | None = None,
    source: str = "",
    content_hash: str = "",
    rules: Rules = RULES,
) -> PageReading:
    """Read a page (grey, 255 white); `layout_of` knows the exam's copies, `like` is any of its layouts, for speed."""
    return see_page(
        image, layout_of, like=like, source=source, content_hash=content_hash, rules=rules
    ).reading


def see_page(
    image: Image,
    layout_of: Callable[[Identity], SheetLayout | None],
    *,
    like: SheetLayout | None = None,
    source: str = "",
    content_hash: str = "",
    rules: Rules = RULES,
) -> Seen:
    """Read a page and say where it lies in the image."""
    assert image.ndim == 2 and image.dtype == np.uint8, "a page is a grey image"
    found = _read(image, layout_of, like, rules)
    named = found.reading.model_copy(update={"source": source, "content_hash": content_hash})
    return Seen(named, found.registration, found.page)


def _read(
    image: Image,
    layout_of: Callable[[Identity], SheetLayout | None],
    like: SheetLayout | None,
    rules: Rules,
) -> Seen:
    if max(image.shape) < SMALLEST:
        return _ended(PageStatus.UNREADABLE, f"the image has only {image.shape[1]} x {image.shape[0]} pixels")
    scan = scan_of(image)
    markers = find_markers(scan, again=False)
    if not markers and _is_blank(scan):
        return _ended(PageStatus.BLANK, "")
    if len(markers) < 4:
        markers = find_markers(scan, like.pages[0].fiducials if like else ())
    code = _code(scan, markers, like)
    if code is None:
        if not markers:
            return _ended(PageStatus.FOREIGN, "no corner mark and no code of an answer sheet")
        return _ended(PageStatus.UNREADABLE, "the printed code cannot be read", fiducials=len(markers))
    identity = code.identity
    layout = layout_of(identity)
    if layout is None:
        return _ended(
            PageStatus.FOREIGN, "the code is of another exam or of no copy of it", identity=identity
        )
    if identity.page > len(layout.pages):
        return _ended(
            PageStatus.UNREADABLE, "the code names a page that the sheet has not", identity=identity
        )
    page = layout.pages[identity.page - 1]
    if markers and not {m.id for m in markers} & {f.marker for f in page.fiducials}:
        why = "the corner marks are of another page than the code"
        return _ended(PageStatus.UNREADABLE, why, identity=identity, fiducials=len(markers))
    found = register(markers, page, [code.centre], width=layout.width, height=layout.height)
    if isinstance(found, Refusal):
        return _ended(
            PageStatus.UNREADABLE,
            found.why,
            identity=identity,
            fiducials=found.fiducials,
            fit_error=found.fit_error,
        )
    return _decided(scan, markers, found, page, identity, rules)


def _decided(
    scan: Scan,
    markers: tuple[Marker, ...],
    found: Registration,
    page: SheetPage,
    identity: Identity,
    rules: Rules,
) -> Seen:
    """Measure and judge the bubbles of a registered page."""
    known = {
        "identity": identity,
        "dpi": round(found.dpi, 1),
        "rotation": round(found.rotation, 2),
        "fit_error": round(found.fit_error, 4),
        "fiducials": found.fiducials,
    }
    darkness = measure(scan, found, markers, page.bubbles)
    for wrong, why in (
        (found.dpi < COARSEST, f"the scan is too coarse: {found.dpi:.0f} dpi"),
        (darkness.contrast < LEAST_INK, "the scan is too pale: even the printed marks hardly show"),
    ):
        if wrong:
            return Seen(_reading(PageStatus.UNREADABLE, note=why, **known), found, page)
    measured = (darkness.inner, darkness.ring, darkness.cross, darkness.peak, darkness.spill)
    columns = np.stack(measured).astype(np.float64).round(4)
    states, quality = judge([bubble.role for bubble in page.bubbles], columns, rules)
    fills = [
        {
            "role": b.role,
            "number": b.number,
            "column": b.column,
            "value": b.value,
            "inner": i,
            "ring": r,
            "cross": c,
            "peak": p,
            "spill": over,
            "state": state,
        }
        for b, i, r, c, p, over, state in zip(page.bubbles, *columns.tolist(), states, strict=True)
    ]
    reading = _reading(PageStatus.READ, fills=fills, quality=quality if fills else 1.0, **known)
    return Seen(reading, found, page)


def _code(scan: Scan, markers: tuple[Marker, ...], like: SheetLayout | None) -> SeenCode | None:
    """The page's code, looked for where a page of the family with these corner marks has it."""
    if like is None or len(markers) < 2:
        return find_code(scan)
    parity = markers[0].id // 4
    page = like.pages[0]
    marked = tuple(
        Fiducial(marker=4 * parity + fiducial.marker % 4, place=fiducial.place) for fiducial in page.fiducials
    )
    rough = register(
        markers, page.model_copy(update={"fiducials": marked}), None, width=like.width, height=like.height
    )
    return find_code(scan, page, rough.matrix) if isinstance(rough, Registration) else find_code(scan)


def _is_blank(scan: Scan) -> bool:
    """Whether a page without corner marks has no ink either: the back of a sheet."""
    import cv2

    height, width = scan.reduced.shape
    white, _, _ = paper(scan.reduced, scan.dpi / scan.factor)
    around = cv2.resize(white, (width, height), interpolation=cv2.INTER_LINEAR)
    smooth = cv2.blur(scan.reduced, (3, 3))
    down, across = round(height * EDGE), round(width * EDGE)
    middle = np.s_[down : height - down, across : width - across]
    dark = smooth[middle] < (1 - INK) * around[middle]
    return bool(dark.mean() < BLANK and np.median(white) > 100)


def _ended(
    status: PageStatus,
    note: str,
    *,
    identity: Identity | None = None,
    fiducials: int = 0,
    fit_error: float = 0.0,
) -> Seen:
    return Seen(
        _reading(status, note=note, identity=identity, fiducials=fiducials, fit_error=round(fit_error, 4))
    )


def _reading(status: PageStatus, **known: object) -> PageReading:
    return PageReading.model_validate({"source": "", "content_hash": "", "status": status, **known})
