"""Where everything is on an answer sheet: decided by `printing.sheet`, drawn by the template, measured by `reading`.

All lengths are millimetres from the top left corner of the page, y downwards.
"""

from enum import StrEnum
from typing import Literal

from grader.model.base import Model
from grader.model.kinds import Profile


class Place(Model):
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float


class Fiducial(Model):
    """A square mark for alignment: an ArUco marker of the 4x4_50 dictionary, without its white margin."""

    marker: int  # 4 * (page parity) + corner: 0 top left, 1 top right, 2 bottom right, 3 bottom left
    place: Place


class Role(StrEnum):
    """What a bubble is for."""

    OPTION = "option"  # value is a letter
    DIGIT = "digit"  # of a numeric answer; value is 0-9, "-", or the decimal mark "."
    MATRICOLA = "matricola"  # value is a character of the student id; number is 0
    SCORE = "score"  # a grader's points for an open answer, value such as "0.5"


class Bubble(Model):
    """An ellipse that people fill."""

    role: Role
    number: int  # the printed number of the item; 0 for the matricola
    column: int = 0  # the position within a grid, 0-based from the left; 0 for options and scores
    value: str
    x: float  # centre
    y: float
    width: float  # outer diameters
    height: float
    glyph: str = ""  # what is printed inside in light grey, if not the value: "T" for the option a


class AnswerBox(Model):
    """A ruled box for an open answer, or a later part of one that goes over pages."""

    number: int
    part: int = 1
    place: Place
    rules: tuple[float, ...] = ()  # y of each ruled line


class Label(Model):
    """A text to draw: a question's number, an option's letter, a heading."""

    text: str
    x: float
    y: float  # of the baseline
    size: float  # pt
    bold: bool = False
    anchor: str = "start"  # start, middle, end


class Sketch(Model):
    """A bubble drawn in the instructions, to show how one is filled; never measured."""

    kind: Literal["empty", "filled", "cancelled"]  # cancelled: filled, then crossed out beyond the border
    x: float  # centre
    y: float
    width: float  # outer diameters
    height: float


class SheetPage(Model):
    """One page of an answer sheet."""

    page: int  # 1-based
    fiducials: tuple[Fiducial, ...]
    codes: tuple[
        Place, ...
    ]  # square places of the printed identity, the same text in each, quiet zone included
    bubbles: tuple[Bubble, ...] = ()
    boxes: tuple[AnswerBox, ...] = ()
    labels: tuple[Label, ...] = ()
    frames: tuple[Place, ...] = ()  # thin rectangles: the name field, groups; lines if one side is 0
    sketches: tuple[Sketch, ...] = ()
    name: Place | None = None  # where a personalised copy says whose it is, or where a name is written


class SheetLayout(Model):
    """The answer sheet of a form."""

    exam: str  # sitting id
    form: str
    profile: Profile
    personalised: bool  # then there is no matricola grid
    width: float = 210.0
    height: float = 297.0
    pages: tuple[SheetPage, ...]


class Identity(Model):
    """What the printed code of a page says."""

    exam: str  # the first 8 hexadecimal digits of the sealed exam's fingerprint
    copy_number: int
    page: int
