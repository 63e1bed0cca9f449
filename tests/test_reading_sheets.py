"""Sheets painted, filled, spoiled and read: the reader says what was drawn, or that it does not know."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from painted import IDENTITY, SHEET, filled, layout, read, states

from grader.model.kinds import Profile
from grader.model.reading import BubbleState, PageStatus
from grader.model.sheet import Role
from grader.reading.pages import ScannedPage, open_pages
from grader.reading.simulate.accidents import foreign_text
from grader.reading.simulate.conditions import OFFICE, degrade
from grader.reading.simulate.drawing import drawing, drawn
from grader.reading.simulate.paint import paint
from grader.reading.simulate.pens import How
from grader.reading.simulate.scanner import noise, turned
from grader.reading.simulate.sit import Person, sit, spot
from grader.reading.simulate.stacks import Look, to_pdf

A, B = (Role.OPTION, 1, 0, "a"), (Role.OPTION, 1, 0, "b")
MARKED = BubbleState.MARKED


@settings(max_examples=25, deadline=None)
@given(
    st.sets(st.sampled_from(SHEET.pages[0].bubbles), max_size=25),
    st.floats(-180, 180),
    st.sampled_from([100, 150, 200]),
    st.integers(0, 99),
)
def test_a_drawing_is_read_back(chosen: set, angle: float, dpi: int, seed: int) -> None:
    """Whatever is filled, at whatever angle and resolution the whole page is scanned, just that is read."""
    wanted = {spot(bubble): "full" for bubble in chosen}
    image = filled(wanted, dpi=dpi, seed=seed)
    roomy = np.pad(image, int(0.25 * image.shape[0]), constant_values=255)
    chance = np.random.default_rng(seed)
    seen = read(noise(turned(roomy, angle), 5, chance))
    assert seen.status is PageStatus.READ, seen.note
    assert seen.identity == IDENTITY
    assert states(seen) == dict.fromkeys(wanted, MARKED)
    assert abs(seen.dpi - dpi) < 1
    assert min(abs(seen.rotation + angle + turn) for turn in (-360, 0, 360)) < 0.1


ROWS = {"1": 4, "2": 4, "3": 2, "4.0": 11, "4.1": 11, "id.0": 10, "id.5": 10}  # of the sheet's first page
DRAWINGS = st.fixed_dictionaries({name: st.text("○●", min_size=n, max_size=n) for name, n in ROWS.items()})


@settings(max_examples=25, deadline=None)
@given(
    DRAWINGS,
    st.floats(-180, 180),
    st.floats(0, 8),
    st.sampled_from([75, 100, 150, 200, 300]),
    st.integers(0, 99),
)
def test_a_sheet_drawn_as_text_is_read_as_the_same_text(
    rows: dict[str, str], angle: float, grain: float, dpi: int, seed: int
) -> None:
    """Drawn, filled by a person, turned by any angle, with noise, at 75 to 300 dpi: the drawing comes back."""
    text = "\n".join(f"{name} {row}" for name, row in rows.items())
    chance = np.random.default_rng(seed)
    person = Person(habits=(How.FULL, How.SCRIBBLE), writes=False)
    page = sit(SHEET, drawing(SHEET, text), IDENTITY, chance, person=person, dpi=dpi, only=1).images[0]
    roomy = np.pad(page, int(0.25 * page.shape[0]), constant_values=255)
    seen = read(noise(turned(roomy, angle), grain, chance))
    assert seen.status is PageStatus.READ, seen.note
    assert drawn(SHEET, seen.fills, like=text) == text


@pytest.mark.parametrize("look", Look)
@pytest.mark.parametrize("dpi", [75, 100, 150, 200, 300, 600])
def test_files_of_75_to_600_dpi_are_read(tmp_path: Path, look: Look, dpi: int) -> None:
    """Grey, colour and black-and-white pages in a PDF are read exactly at every resolution."""
    chosen = dict.fromkeys(map(spot, SHEET.pages[0].bubbles[::7]), "full")
    path = tmp_path / "scan.pdf"
    path.write_bytes(to_pdf([filled(chosen, dpi=dpi)], dpi, look=look))
    (page,) = open_pages(path)
    assert isinstance(page, ScannedPage)
    seen = read(page.image)
    assert seen.status is PageStatus.READ, seen.note
    assert abs(seen.dpi - dpi) < 1
    assert states(seen) == dict.fromkeys(chosen, MARKED)


@pytest.mark.parametrize("profile", list(Profile))
@pytest.mark.parametrize("personalised", [True, False])
@pytest.mark.parametrize("condition", OFFICE)
def test_office_scans_are_read(profile: Profile, personalised: bool, condition: str) -> None:
    """Both profiles, personalised and generic, are read exactly under every office condition."""
    sheet = layout(profile, personalised=personalised)
    wanted = {spot(bubble): "full" for bubble in sheet.pages[0].bubbles[::7]}
    image = filled(wanted, sheet=sheet, dpi=200)
    seen = read(degrade(image, condition, np.random.default_rng(3)), sheet)
    assert seen.status is PageStatus.READ, seen.note
    assert states(seen) == dict.fromkeys(wanted, MARKED)
    assert seen.fiducials == 4
    assert seen.fit_error < 0.15
    assert seen.quality > 0.3


def test_two_marks_stay_two() -> None:
    """Nobody picks the darker of two marks."""
    seen = states(read(filled({A: "full", B: "scribble"})))
    assert seen == {A: MARKED, B: MARKED}


def test_a_crossed_out_mark_is_cancelled() -> None:
    """A fill that was crossed out beside a new one is cancelled."""
    seen = states(read(filled({A: "cancelled", B: "full"})))
    assert seen == {A: BubbleState.CANCELLED, B: MARKED}


@pytest.mark.parametrize("seed", range(6))
def test_a_rubbed_out_mark_is_never_a_mark(seed: int) -> None:
    """What an eraser leaves is empty or uncertain."""
    seen = states(read(filled({A: "erased", B: "full"}, seed=seed)))
    assert seen[B] is MARKED
    assert seen.get(A, BubbleState.UNCERTAIN) is BubbleState.UNCERTAIN


@pytest.mark.parametrize("how", ["tick", "cross", "dot", "half", "off-centre", "marker"])
def test_unusual_marks_are_never_lost(how: str) -> None:
    """A mark that is no full fill is marked or uncertain, never silently empty."""
    seen = states(read(filled({A: how, (Role.OPTION, 2, 0, "c"): "full"})))
    assert seen[A] in (MARKED, BubbleState.UNCERTAIN)


def test_a_page_upside_down_or_on_its_side_is_the_same_page() -> None:
    """Quarter turns change the rotation and nothing else."""
    image = filled({A: "full"})
    for turns in range(4):
        seen = read(np.ascontiguousarray(np.rot90(image, turns)))
        assert states(seen) == {A: MARKED}


def test_a_mirrored_page_is_refused() -> None:
    """A mirrored page shows no marker of ours, and is not read."""
    seen = read(np.ascontiguousarray(np.fliplr(filled({A: "full"}))))
    assert seen.status is PageStatus.UNREADABLE
    assert not seen.fills
    assert seen.note


def test_white_paper_is_blank_and_text_is_foreign() -> None:
    """The back of a sheet is blank, also when the front shines through; a page of text is foreign."""
    white = np.full((1754, 1240), 250, np.uint8)
    assert read(white).status is PageStatus.BLANK
    text = foreign_text(1754, 1240, np.random.default_rng(1))
    assert read((255 - (255 - text.astype(int)) // 8).astype(np.uint8)).status is PageStatus.BLANK
    assert read(text).status is PageStatus.FOREIGN


def test_a_page_of_another_exam_is_foreign_and_named() -> None:
    """A sheet that is not of this exam says whose it is."""
    seen = read(filled({}), known=False)
    assert (seen.status, seen.identity) == (PageStatus.FOREIGN, IDENTITY)


def test_a_page_that_is_not_the_one_its_code_names_is_not_read() -> None:
    """The corner marks of an odd page under the code of an even one are refused."""
    wrong = paint(SHEET, 1, IDENTITY.model_copy(update={"page": 2}), 150)
    seen = read(wrong)
    assert seen.status is PageStatus.UNREADABLE
    assert not seen.fills


def test_a_page_without_codes_is_unreadable_and_never_guessed() -> None:
    """Corner marks alone say that the page is ours, not whose it is."""
    image = filled({A: "full"})
    scale = image.shape[1] / SHEET.width
    for code in SHEET.pages[0].codes:
        rows = slice(int(code.y * scale), int((code.y + code.height) * scale))
        image[rows, int(code.x * scale) : int((code.x + code.width) * scale)] = 255
    seen = read(image)
    assert (seen.status, seen.identity, seen.fiducials) == (PageStatus.UNREADABLE, None, 4)


def test_an_inkblot_is_uncertain() -> None:
    """Under a blot of ink no bubble is silently empty or marked."""
    image = filled({})
    bubble = SHEET.pages[0].bubbles[0]
    scale = image.shape[1] / SHEET.width
    x, y, half = bubble.x * scale, bubble.y * scale, 14 * scale
    image[max(0, int(y - half)) : int(y + half), max(0, int(x - half)) : int(x + half)] = 20
    seen = read(image)
    assert seen.fills[0].state is BubbleState.UNCERTAIN


def test_tiny_and_empty_images_are_one_line() -> None:
    """An image without enough pixels is unreadable, and no exception."""
    for shape in ((1, 1), (40, 30), (299, 200)):
        assert read(np.full(shape, 128, np.uint8)).status is PageStatus.UNREADABLE


def test_reading_twice_gives_the_same() -> None:
    """The same image gives the same reading."""
    image = degrade(filled({A: "full", B: "tick"}), "copier", np.random.default_rng(5))
    assert read(image) == read(image)
