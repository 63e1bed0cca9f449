"""A page of an answer sheet as a grey image, from its layout: what the template prints, without a PDF.

Drawn finer than asked for and averaged down, so that everything lies within 0.03 mm of its place.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import ceil

import cv2
import numpy as np
import segno
from PIL import Image, ImageDraw, ImageFont

from grader.model.sheet import Bubble, Identity, Label, Place, SheetLayout, SheetPage, Sketch
from grader.printing.drawing import BORDER, GLYPH, LINE, Drawing, drawings
from grader.printing.identity import encode
from grader.reading.simulate.ink import PAGE_WIDTH, Grey, ellipse, thickness

FINE = 600  # dpi at least, before averaging
TONER = 25  # the darkest grey of a laser printer; everything printed is lighter in proportion
RULE, RULE_GREY = 0.15, 0xB8  # of an open answer's box: mm, and its grey
FRAME, FRAME_GREY = 0.2, 0x33
SAMPLE_GREY, STRIKE = 0x22, 0.5  # of the examples; mm
POINT = 25.4 / 72  # mm
QUIET = 4  # modules around a code
MASK = 3  # as printing.copies has it
FONTS = {
    400: ("OpenSans-Regular.ttf", "DejaVuSans.ttf"),
    600: ("OpenSans-Semibold.ttf", "DejaVuSans-Bold.ttf"),
    700: ("OpenSans-Bold.ttf", "DejaVuSans-Bold.ttf"),
}


def paint(layout: SheetLayout, page: int, identity: Identity, dpi: float = 200) -> Grey:
    """Paint a page (1-based) of a copy; the identity's own page number is what the codes say."""
    painted = blank(layout, page, dpi).copy()
    _codes(painted, layout.pages[page - 1], encode(identity), dpi)
    return painted


def write(image: Grey, lines: Sequence[Label]) -> None:
    """Print lines of type on the image itself: what is each copy's own, such as its name."""
    canvas = Image.fromarray(image)
    for line in lines:
        _label(ImageDraw.Draw(canvas), line, image.shape[1] / PAGE_WIDTH, TONER, 700 if line.bold else 400)
    image[:] = np.asarray(canvas)


@lru_cache(maxsize=8)
def blank(layout: SheetLayout, page: int, dpi: float) -> Grey:
    """A page without its codes, read-only: the same for all copies."""
    times = max(1, ceil(FINE / dpi))
    sheet = layout.pages[page - 1]
    wide, tall = round(PAGE_WIDTH / 25.4 * dpi), round(layout.height / 25.4 * dpi)
    fine = np.full((tall * times, wide * times), 255, np.uint8)
    scale = fine.shape[1] / PAGE_WIDTH
    for box in sheet.boxes:
        for y in box.rules:
            rule = Place(x=box.place.x + 3, y=y - RULE / 2, width=box.place.width - 6, height=RULE)
            _bar(fine, rule, scale, RULE_GREY)
    for frame in (*sheet.frames, *(box.place for box in sheet.boxes)):
        _box(fine, frame, scale)
    ovals: tuple[Bubble | Sketch, ...] = (*sheet.bubbles, *sheet.sketches)
    for oval in ovals:
        _oval(fine, oval, scale, int(BORDER[1:3], 16))
    for sketch in sheet.sketches:
        if sketch.kind != "empty":
            _oval(fine, sketch, scale, SAMPLE_GREY, filled=True)
        if sketch.kind == "cancelled":
            _strike(fine, sketch, scale)
    for fiducial in sheet.fiducials:
        _cells(fine, _marker(fiducial.marker), fiducial.place, scale, 0)
    fine = _words(fine, drawings(layout)[page - 1], scale)
    small = cv2.resize(fine, (wide, tall), interpolation=cv2.INTER_AREA) if times > 1 else fine
    printed = np.asarray(TONER + small * ((255 - TONER) / 255) + 0.5, np.float32).astype(np.uint8)
    printed.setflags(write=False)
    return printed


def _words(fine: Grey, drawing: Drawing, scale: float) -> Grey:
    canvas = Image.fromarray(fine)
    pencil = ImageDraw.Draw(canvas)
    for label in drawing.labels:
        _label(pencil, label, scale, 0x11, 700 if label.bold else 400)
    for glyph in drawing.glyphs:
        _label(pencil, glyph, scale, int(GLYPH[1:3], 16), 600)
    return np.array(canvas, np.uint8)


def _label(pencil: ImageDraw.ImageDraw, label: Label, scale: float, grey: int, weight: int) -> None:
    anchor = {"start": "ls", "middle": "ms", "end": "rs"}[label.anchor]
    font = _font(weight, round(label.size * POINT * scale, 2))
    pencil.text((label.x * scale, label.y * scale), label.text, fill=grey, font=font, anchor=anchor)


@lru_cache(maxsize=64)
def _font(weight: int, size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The font that the templates name, or the next one there is."""
    for name in FONTS[weight]:
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
    code = segno.make_qr(text, version=1, error="m", mask=MASK, mode="alphanumeric", boost_error=False)
    cells = np.pad(
        np.where(np.array(code.matrix, np.uint8) > 0, 0, 255).astype(np.uint8), QUIET, constant_values=255
    )
    times, scale = max(1, ceil(FINE / dpi)), image.shape[1] / PAGE_WIDTH
    for place in sheet.codes:
        left, top = int(place.x * scale), int(place.y * scale)
        wide, tall = ceil(place.width * scale) + 1, ceil(place.height * scale) + 1
        fine = np.full((tall * times, wide * times), 255, np.uint8)
        moved = place.model_copy(update={"x": place.x - left / scale, "y": place.y - top / scale})
        _cells(fine, cells, moved, scale * times, TONER)
        part = image[top : top + tall, left : left + wide]
        small = cv2.resize(fine, (wide, tall), interpolation=cv2.INTER_AREA)
        np.minimum(part, small[: part.shape[0], : part.shape[1]], out=part)


def _cells(fine: Grey, cells: Grey, place: Place, scale: float, grey: int) -> None:
    """Draw the black ones of black and white cells over a place in a grey."""
    rows, columns = cells.shape
    for row, column in np.argwhere(cells == 0):
        cell = Place(
            x=place.x + place.width * column / columns,
            y=place.y + place.height * row / rows,
            width=place.width / columns,
            height=place.height / rows,
        )
        _bar(fine, cell, scale, grey)


def _bar(fine: Grey, place: Place, scale: float, grey: int) -> None:
    left, right = round(place.x * scale), round((place.x + place.width) * scale)
    top, bottom = round(place.y * scale), round((place.y + place.height) * scale)
    fine[top : max(bottom, top + 1), left : max(right, left + 1)] = grey


def _box(fine: Grey, place: Place, scale: float) -> None:
    """The outline of a place; a side of no length leaves a line."""
    x, y, w, h = place.x, place.y, place.width, place.height
    half = FRAME / 2
    for left, top, wide, tall in ((x, y, w, 0.0), (x, y + h, w, 0.0), (x, y, 0.0, h), (x + w, y, 0.0, h)):
        line = Place(x=left - half, y=top - half, width=wide + FRAME, height=tall + FRAME)
        _bar(fine, line, scale, FRAME_GREY)


def _oval(fine: Grey, oval: Bubble | Sketch, scale: float, grey: int, *, filled: bool = False) -> None:
    """An ellipse: its border, or filled."""
    inset = 0.0 if filled else LINE
    around = ellipse(oval.x, oval.y, oval.width - inset, oval.height - inset, points=64)
    points = np.round((around * scale - 0.5) * 16).astype(np.int32)
    if filled:
        cv2.fillPoly(fine, [points], grey, cv2.LINE_AA, 4)
    else:
        cv2.polylines(fine, [points], True, grey, thickness(LINE * scale), cv2.LINE_AA, 4)


def _strike(fine: Grey, sketch: Sketch, scale: float) -> None:
    dx, dy = sketch.width * 0.7, sketch.height * 0.8
    for side in (-1, 1):
        ends = np.array([[-dx, -side * dy], [dx, side * dy]]) + np.array([[sketch.x, sketch.y]])
        points = np.round((ends * scale - 0.5) * 16).astype(np.int32)
        cv2.polylines(fine, [points], False, SAMPLE_GREY, thickness(STRIKE * scale), cv2.LINE_AA, 4)
