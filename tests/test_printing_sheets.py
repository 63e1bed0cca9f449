"""The sheets as PDF: what the layout says is where the ink is."""

from functools import cache

import numpy as np
import pypdfium2
import pytest
from numpy.typing import NDArray
from printed_exam import MARKER, secretive

from grader import workspace
from grader.model.kinds import Profile
from grader.model.sheet import Place, SheetLayout
from grader.printing.sheet import lay_out
from grader.printing.sheets import print_sheet

TEMPLATES = (workspace.bundled("templates"),)
DPI = 300
MM = DPI / 25.4


@cache
def drawn(profile: Profile, personalised: bool) -> tuple[SheetLayout, bytes, tuple[NDArray[np.uint8], ...]]:
    """A layout, its PDF, and its pages at 300 dpi."""
    exam = secretive()
    layout = lay_out(
        exam,
        exam.forms[0],
        matricola="[A-Z][0-9]{8}",
        profile=profile,
        personalised=personalised,
        score_bubbles=True,
    )
    pdf = print_sheet(exam, layout, templates=TEMPLATES)
    document = pypdfium2.PdfDocument(pdf)
    images = tuple(
        document[n].render(scale=DPI / 72, grayscale=True).to_numpy().squeeze() for n in range(len(document))
    )
    return layout, pdf, images


def ink(image: NDArray[np.uint8], place: Place, around: float) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what is darker than light grey near a place, mm, to a tenth of a pixel.

    The edge lies where a line of pixels is half as dark as the darkest one.
    """
    x0, y0 = round((place.x - around) * MM), round((place.y - around) * MM)
    x1, y1 = round((place.x + place.width + around) * MM), round((place.y + place.height + around) * MM)
    dark = 255.0 - image[y0:y1, x0:x1].astype(float)

    def ends(profile: NDArray[np.float64], first: int) -> tuple[float, float]:
        half = profile.max() / 2
        on = np.flatnonzero(profile >= half)
        a, b = int(on[0]), int(on[-1])
        before = profile[a - 1] / profile[a] if a else 0.0
        after = profile[b + 1] / profile[b] if b + 1 < len(profile) else 0.0
        return (first + a - before) / MM, (first + b + 1 + after) / MM

    left, right = ends(dark.max(axis=0), x0)
    top, bottom = ends(dark.max(axis=1), y0)
    return left, top, right, bottom


def edges(place: Place) -> tuple[float, float, float, float]:
    return place.x, place.y, place.x + place.width, place.y + place.height


@pytest.mark.parametrize("personalised", [True, False])
@pytest.mark.parametrize("profile", list(Profile))
def test_the_ink_is_where_the_layout_says(profile: Profile, personalised: bool) -> None:
    """Every marker, bubble and box is drawn within a tenth of a millimetre of its place."""
    layout, _, images = drawn(profile, personalised)
    assert len(images) == len(layout.pages)
    worst = 0.0
    for page, image in zip(layout.pages, images, strict=True):
        assert (
            abs(image.shape[1] / MM - layout.width) < 0.1 and abs(image.shape[0] / MM - layout.height) < 0.1
        )
        places = [(f.place, 1.0) for f in page.fiducials]
        places += [
            (Place(x=b.x - b.width / 2, y=b.y - b.height / 2, width=b.width, height=b.height), 0.8)
            for b in page.bubbles
        ]
        for place, around in places:
            found = ink(image, place, around)
            worst = max(worst, *(abs(a - b) for a, b in zip(found, edges(place), strict=True)))
        for box in page.boxes:  # a frame's line is drawn along the place's edge
            found = ink(image, box.place, 1.0)
            worst = max(worst, *(abs(a - b) - 0.1 for a, b in zip(found, edges(box.place), strict=True)))
    assert worst < 0.1


def test_the_markers_are_those_of_the_dictionary() -> None:
    """OpenCV finds the four markers of every page with the ids that the layout says."""
    import cv2

    layout, _, images = drawn(Profile.STANDARD, False)
    detector = cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50))
    for page, image in zip(layout.pages, images, strict=True):
        _, ids, _ = detector.detectMarkers(image)
        assert sorted(ids.ravel()) == [f.marker for f in page.fiducials]


def test_all_eight_markers_are_drawn_as_in_the_dictionary() -> None:
    """The cells that are written down here are OpenCV's."""
    import cv2

    from grader.printing.drawing import CELLS

    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    for marker, cells in enumerate(CELLS):
        drawn = cv2.aruco.generateImageMarker(dictionary, marker, 6)[1:-1, 1:-1]
        assert cells == "".join("1" if value == 0 else "0" for value in drawn.ravel())


def test_empty_bubbles_stay_light() -> None:
    """The letter inside is at most 30 % grey and covers little: the mean darkness is below 12 %."""
    layout, _, images = drawn(Profile.STANDARD, False)
    for page, image in zip(layout.pages, images, strict=True):
        for b in page.bubbles:
            x0, y0 = round((b.x - b.width / 2) * MM), round((b.y - b.height / 2) * MM)
            cut = image[y0 : y0 + round(b.height * MM), x0 : x0 + round(b.width * MM)].astype(float)
            y, x = np.mgrid[-1 : 1 : cut.shape[0] * 1j, -1 : 1 : cut.shape[1] * 1j]
            inner = cut[x**2 + y**2 < 0.7**2]
            assert (255 - inner).mean() / 255 < 0.12
            assert inner.min() > 255 * 0.69


def test_a_sheet_holds_nothing_of_the_key() -> None:
    """No text of the PDF has a word that only graders may see, and the same bytes come out twice."""
    layout, pdf, _ = drawn(Profile.STANDARD, True)
    document = pypdfium2.PdfDocument(pdf)
    said = "".join(document[n].get_textpage().get_text_range() for n in range(len(document)))
    assert "Answer sheet" in said and MARKER.lower() not in said.lower() and "987654" not in said
    assert print_sheet(secretive(), layout, templates=TEMPLATES) == pdf
