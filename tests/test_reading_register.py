"""Markers found or invented -> the map from millimetres to pixels, or why there is none."""

import numpy as np
import pytest
from painted import IDENTITY, SHEET, filled

from grader.model.sheet import Place
from grader.reading.codes import find_code
from grader.reading.fiducials import Marker, find_markers, scan_of
from grader.reading.register import Refusal, Registration, corners_of, cut, project, register
from grader.reading.simulate.conditions import degrade

PAGE = SHEET.pages[0]
SCALE = 200 / 25.4
FLAT = np.array([[SCALE, 0.0, -0.5], [0.0, SCALE, -0.5], [0.0, 0.0, 1.0]])
CODES = [(p.x + p.width / 2, p.y + p.height / 2) for p in PAGE.codes]


def seen(matrix: np.ndarray, *ids: int, spread: float = 0.0) -> list[Marker]:
    """Markers of the first page as a map would show them, each corner missed by a normal deviation in px."""
    chance = np.random.default_rng(1)
    return [
        Marker(f.marker, project(matrix, corners_of(f)) + chance.normal(0, spread, (4, 2)))
        for f in PAGE.fiducials
        if f.marker in ids
    ]


def fit(markers: list[Marker], codes: list[tuple[float, float]] | None = None) -> Registration | Refusal:
    return register(markers, PAGE, codes, width=210, height=297)


@pytest.mark.parametrize("angle", [0, 3, 90, 180, -90])
def test_four_marks_give_the_page(angle: float) -> None:
    """Resolution, rotation and every point of the page come out of four marks."""
    c, s = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    matrix = np.array([[c * SCALE, -s * SCALE, 900], [s * SCALE, c * SCALE, 900], [0, 0, 1]])
    found = fit(seen(matrix, 0, 1, 2, 3, spread=0.2))
    assert isinstance(found, Registration)
    assert found.kind == "similarity"
    assert abs(found.dpi - 200) < 0.2
    assert abs((found.rotation - angle + 180) % 360 - 180) < 0.1
    points = np.random.default_rng(2).uniform((0, 0), (210, 297), (50, 2))
    assert np.abs(project(found.matrix, points) - project(matrix, points)).max() < 0.05 * SCALE


def test_three_blurred_marks_never_make_a_homography() -> None:
    """Three marks with noise give a map that is good in the middle and at the missing corner."""
    found = fit(seen(FLAT, 0, 1, 2, spread=0.8))
    assert isinstance(found, Registration)
    assert found.kind != "homography"
    corner = np.array([[20.0, 277.0], [105.0, 148.0]])
    assert np.abs(project(found.matrix, corner) - project(FLAT, corner)).max() < 0.3 * SCALE


def test_perspective_needs_and_gets_a_homography() -> None:
    """A photo from aside is fitted exactly."""
    bent = np.array([[SCALE, 0.2, 30.0], [0.1, SCALE, 50.0], [2e-4, 1e-4, 1.0]])
    found = fit(seen(bent, 0, 1, 2, 3, spread=0.1))
    assert isinstance(found, Registration)
    assert found.kind == "homography"
    assert found.fit_error < 0.06


def test_two_marks_need_a_code_that_is_where_it_should_be() -> None:
    """Two marks and the code are enough; a code elsewhere, or one mark, is refused."""
    two = seen(FLAT, 0, 2)
    at = [tuple(project(FLAT, np.array(CODES[0])).tolist())]
    assert isinstance(fit(two, at), Registration)
    away = fit(two, [(at[0][0] + 5 * SCALE, at[0][1])])
    assert isinstance(away, Refusal)
    assert "code" in away.why or "fit" in away.why
    assert isinstance(fit(two, []), Refusal)
    assert isinstance(fit(two[:1], at), Refusal)


def test_a_mark_that_lies_is_left_out() -> None:
    """One of four marks somewhere else (torn off, glued on) is not believed."""
    four = seen(FLAT, 0, 1, 2, 3)
    four[1] = Marker(1, four[1].corners + 60)
    found = fit(four, [tuple(project(FLAT, np.array(CODES[0])).tolist())])
    assert isinstance(found, Registration)
    assert found.fiducials == 3
    assert np.allclose(found.matrix, FLAT, atol=1e-3)


def test_mirrored_and_misfitting_marks_are_refused() -> None:
    """A mirrored page and marks of another geometry give words, not numbers."""
    mirror = np.array([[-SCALE, 0, 1600], [0, SCALE, 0], [0, 0, 1.0]])
    assert isinstance(fit(seen(mirror, 0, 1, 2, 3)), Refusal)
    bad = [
        Marker(m.id, m.corners + np.random.default_rng(m.id).normal(0, 40, (4, 2)))
        for m in seen(FLAT, 0, 1, 2, 3)
    ]
    refused = fit(bad)
    assert isinstance(refused, Refusal)
    assert "fit" in refused.why


@pytest.mark.parametrize("dpi", [75, 100, 150, 200, 300, 600])
def test_marks_of_a_painted_page_are_where_the_layout_says(dpi: int) -> None:
    """Corners are found to a tenth of a millimetre, at every resolution."""
    scan = scan_of(filled({}, dpi=dpi))
    found = find_markers(scan)
    assert [marker.id for marker in found] == [0, 1, 2, 3]
    for marker, fiducial in zip(found, PAGE.fiducials, strict=True):
        mm = (marker.corners + 0.5) * SHEET.width / scan.image.shape[1]
        assert np.abs(mm - corners_of(fiducial)).max() < 0.15


@pytest.mark.parametrize(
    "condition", ["rotated 10, cut", "marker lost", "corner gone", "phone aside", "blur"]
)
def test_knowing_where_marks_lie_loses_none(condition: str) -> None:
    """Whoever looks only where the other marks say finds all that a search of the whole page finds."""
    for seed in range(3):
        scan = scan_of(degrade(filled({}, dpi=150), condition, np.random.default_rng(seed)))
        everywhere = {marker.id for marker in find_markers(scan)}
        assert everywhere <= {marker.id for marker in find_markers(scan, PAGE.fiducials)}
        assert len(everywhere) >= 2


def test_the_second_code_serves_when_the_first_is_lost() -> None:
    """A scrawl over one code leaves the other, with or without knowing where to look."""
    image = filled({}, dpi=200)
    code = PAGE.codes[0]
    image[int(code.y * SCALE) : int((code.y + code.height) * SCALE), int((code.x + 6) * SCALE) :] = 0
    scan = scan_of(image)
    for hint in ((), (PAGE, FLAT)):
        found = find_code(scan, *hint)
        assert found is not None
        assert found.identity == IDENTITY
        assert np.hypot(*(np.array(found.centre) / SCALE - CODES[1])) < 0.5


def test_a_place_is_cut_out_upright() -> None:
    """The crop of a turned page shows the place the right way up, at the resolution asked for."""
    image = filled({}, dpi=150)
    scan = scan_of(np.ascontiguousarray(np.rot90(image, 2)))
    found = fit(list(find_markers(scan)))
    assert isinstance(found, Registration)
    marker = PAGE.fiducials[0].place
    piece = cut(scan.image, found, Place(x=marker.x, y=marker.y, width=8, height=8), margin=0, dpi=254)
    assert piece.shape == (80, 80)
    upright = filled({}, dpi=254)[150:230, 150:230]
    assert np.abs(piece.astype(int) - upright).mean() < 25
