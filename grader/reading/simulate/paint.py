"""A page of an answer sheet as a grey image, from its layout: what the template prints, without a PDF.

Drawn finer than asked for and averaged down, so that everything lies within 0.03 mm of its place.
"""

from functools import lru_cache
from math import ceil

import cv2
import numpy as np
import segno
from PIL import Image, ImageDraw, ImageFont

from grader.model.sheet import Bubble, Identity, Label, Place, SheetLayout, SheetPage
from grader.printing.identity import encode
from grader.reading.simulate.ink import PAGE_WIDTH, Grey, ellipse

FINE = 600  # dpi at least, before averaging
BORDER, BORDER_GREY = 0.25, 140  # of a bubble: mm, and 45 % ink
LETTER_GREY = 178  # 30 % ink
RULE, RULE_GREY = 0.2, 170
FRAME = 0.25
BLACK = 25  # of a laser printer
POINT = 25.4 / 72  # mm
QUIET = 4  # modules around a code
LETTER_SHARE = 0.53  # of a bubble's height: the size of the letter inside
FONTS = {
    False: ("OpenSans-Regular.ttf", "DejaVuSans.ttf"),
    True: ("OpenSans-Bold.ttf", "DejaVuSans-Bold.ttf"),
}


def paint(layout: SheetLayout, page: int, identity: Identity, dpi: float = 200) -> Grey:
    """Paint a page (1-based) of a copy; the identity's own page number is what the codes say."""
    sheet = layout.pages[page - 1]
    painted = blank(sheet, layout.height, dpi).copy()
    _codes(painted, sheet, encode(identity), dpi)
    return painted


def write(image: Grey, text: str, place: Place) -> None:
    """Print a line of type at the left of a place, on the image itself: whose copy it is."""
    scale = image.shape[1] / PAGE_WIDTH
    canvas = Image.fromarray(image)
    label = Label(
        text=text, x=place.x + 1.5, y=place.y + place.height * 0.68, size=place.height * 0.4 / POINT
    )
    _label(ImageDraw.Draw(canvas), label, scale, BLACK)
    image[:] = np.asarray(canvas)


@lru_cache(maxsize=8)
def blank(sheet: SheetPage, height: float, dpi: float) -> Grey:
    """A page without its codes, read-only: the same for all copies."""
    times = max(1, ceil(FINE / dpi))
    wide, tall = round(PAGE_WIDTH / 25.4 * dpi), round(height / 25.4 * dpi)
    fine = np.full((tall * times, wide * times), 255, np.uint8)
    scale = fine.shape[1] / PAGE_WIDTH
    for frame in sheet.frames:
        _box(fine, frame, scale, FRAME, 90)
    for box in sheet.boxes:
        for y in box.rules:
            _bar(
                fine,
                Place(x=box.place.x, y=y - RULE / 2, width=box.place.width, height=RULE),
                scale,
                RULE_GREY,
            )
        _box(fine, box.place, scale, FRAME, 90)
    for bubble in sheet.bubbles:
        _oval(fine, bubble.x, bubble.y, bubble.width, bubble.height, scale, BORDER_GREY)
    for sketch in sheet.sketches:
        _oval(fine, sketch.x, sketch.y, sketch.width, sketch.height, scale, BORDER_GREY)
        if sketch.kind != "empty":
            _oval(fine, sketch.x, sketch.y, sketch.width, sketch.height, scale, BLACK, filled=True)
        if sketch.kind == "cancelled":
            _strike(fine, sketch.x, sketch.y, sketch.width * 0.8, sketch.height * 0.8, scale)
    for fiducial in sheet.fiducials:
        cells = _marker(fiducial.marker)
        _cells(fine, cells, fiducial.place, scale)
    fine = _words(fine, sheet, scale)
    page = cv2.resize(fine, (wide, tall), interpolation=cv2.INTER_AREA) if times > 1 else fine
    grey = np.asarray(page, np.uint8)
    grey.setflags(write=False)
    return grey


def _words(fine: Grey, sheet: SheetPage, scale: float) -> Grey:
    canvas = Image.fromarray(fine)
    pencil = ImageDraw.Draw(canvas)
    for label in sheet.labels:
        _label(pencil, label, scale, BLACK)
    for bubble in sheet.bubbles:
        size = bubble.height * LETTER_SHARE / POINT
        text = _letter(bubble)
        y = bubble.y + size * POINT * 0.36  # half the height of a capital below the centre
        _label(pencil, Label(text=text, x=bubble.x, y=y, size=size, anchor="middle"), scale, LETTER_GREY)
    return np.array(canvas, np.uint8)


def _letter(bubble: Bubble) -> str:
    return bubble.glyph or bubble.value


def _label(pencil: ImageDraw.ImageDraw, label: Label, scale: float, grey: int) -> None:
    anchor = {"start": "ls", "middle": "ms", "end": "rs"}[label.anchor]
    font = _font(label.bold, round(label.size * POINT * scale, 2))
    pencil.text((label.x * scale, label.y * scale), label.text, fill=grey, font=font, anchor=anchor)


@lru_cache(maxsize=64)
def _font(bold: bool, size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The font that the templates name, or the next one there is."""
    for name in FONTS[bold]:
        try:
            return ImageFont.truetype(name, size)
        except OSError:  # how Pillow says that there is no such font
            continue
    return ImageFont.load_default(size)


@lru_cache(maxsize=50)
def _marker(number: int) -> Grey:
    """The 6 x 6 cells of an ArUco marker, border included; 0 is black."""
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    return np.asarray(cv2.aruco.generateImageMarker(dictionary, number, 6), np.uint8)


def _codes(image: Grey, sheet: SheetPage, text: str, dpi: float) -> None:
    """Draw the same code at every place, each finer than the image and averaged down."""
    code = segno.make(text, error="m", boost_error=False, micro=False)
    cells = np.pad(
        np.where(np.array(code.matrix, np.uint8) > 0, 0, 255).astype(np.uint8), QUIET, constant_values=255
    )
    times, scale = max(1, ceil(FINE / dpi)), image.shape[1] / PAGE_WIDTH
    for place in sheet.codes:
        left, top = int(place.x * scale), int(place.y * scale)
        wide, tall = ceil(place.width * scale) + 1, ceil(place.height * scale) + 1
        fine = np.full((tall * times, wide * times), 255, np.uint8)
        moved = place.model_copy(update={"x": place.x - left / scale, "y": place.y - top / scale})
        _cells(fine, cells, moved, scale * times)
        part = image[top : top + tall, left : left + wide]
        code_image = cv2.resize(fine, (wide, tall), interpolation=cv2.INTER_AREA)[
            : part.shape[0], : part.shape[1]
        ]
        np.minimum(part, code_image, out=part)


def _cells(fine: Grey, cells: Grey, place: Place, scale: float) -> None:
    """Draw black and white cells over a place."""
    rows, columns = cells.shape
    for row, column in np.argwhere(cells == 0):
        cell = Place(
            x=place.x + place.width * column / columns,
            y=place.y + place.height * row / rows,
            width=place.width / columns,
            height=place.height / rows,
        )
        _bar(fine, cell, scale, BLACK)


def _bar(fine: Grey, place: Place, scale: float, grey: int) -> None:
    left, right = round(place.x * scale), round((place.x + place.width) * scale)
    top, bottom = round(place.y * scale), round((place.y + place.height) * scale)
    fine[top : max(bottom, top + 1), left : max(right, left + 1)] = grey


def _box(fine: Grey, place: Place, scale: float, thick: float, grey: int) -> None:
    """The outline of a place; a side of no length leaves a line."""
    x, y, w, h = place.x, place.y, place.width, place.height
    half = thick / 2
    for left, top, wide, tall in ((x, y, w, 0), (x, y + h, w, 0), (x, y, 0, h), (x + w, y, 0, h)):
        line = Place(x=left - half, y=top - half, width=wide + thick, height=tall + thick)
        _bar(fine, line, scale, grey)


def _oval(
    fine: Grey,
    x: float,
    y: float,
    width: float,
    height: float,
    scale: float,
    grey: int,
    *,
    filled: bool = False,
) -> None:
    """An ellipse with outer diameters in mm: its border, or filled."""
    inset = 0.0 if filled else BORDER
    points = np.round((ellipse(x, y, width - inset, height - inset) * scale - 0.5) * 16).astype(np.int32)
    if filled:
        cv2.fillPoly(fine, [points], grey, cv2.LINE_AA, 4)
    else:
        cv2.polylines(fine, [points], True, grey, max(1, round(BORDER * scale)), cv2.LINE_AA, 4)


def _strike(fine: Grey, x: float, y: float, wide: float, tall: float, scale: float) -> None:
    for side in (-1, 1):
        ends = np.array([[x - wide, y - side * tall], [x + wide, y + side * tall]])
        points = np.round((ends * scale - 0.5) * 16).astype(np.int32)
        cv2.polylines(fine, [points], False, BLACK, max(1, round(0.5 * scale)), cv2.LINE_AA, 4)
