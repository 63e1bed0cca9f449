"""Simulated paper lies where the layout says, is the same bytes again, and keeps the truth about itself."""

import io

import cv2
import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from small_exam import exam

from grader.model.kinds import Profile
from grader.model.reading import BubbleState, Fill
from grader.model.sheet import Identity, Role, SheetLayout
from grader.printing.identity import encode
from grader.printing.sheet import lay_out
from grader.reading.simulate import disasters
from grader.reading.simulate.accidents import foreign_text
from grader.reading.simulate.conditions import CONDITIONS, HARD, OFFICE, degrade
from grader.reading.simulate.drawing import drawing, drawn, drawn_truth
from grader.reading.simulate.ink import Grey
from grader.reading.simulate.paint import paint
from grader.reading.simulate.pens import How, mark
from grader.reading.simulate.sit import Person, Sat, anyone, sit, spot, wanted
from grader.reading.simulate.stacks import Look, to_jpeg, to_pdf, to_png, to_tiff

WHO = Identity(exam="3f09a2c4", copy_number=17, page=1)
DPI = 100
TURNS = ("quarter turn left", "quarter turn right")
OTHER_SIZES = ("phone", "phone aside", "rotated 5", "rotated 10")


def laid_out(profile: Profile = Profile.STANDARD, *, personalised: bool = False) -> SheetLayout:
    made = exam()
    return lay_out(
        made,
        made.forms[0],
        matricola="[0-9]{10}",
        profile=profile,
        personalised=personalised,
        score_bubbles=True,
    )


LAYOUT = laid_out()
SCORES = [b.value for page in LAYOUT.pages for b in page.bubbles if b.role is Role.SCORE]
ANSWERS = wanted(
    letters={1: "a", 2: "ac", 3: "b"}, numbers={4: "-2.5"}, matricola="0123456789", scores={5: SCORES[1]}
)


def sat(seed: int = 1, dpi: float = DPI) -> Sat:
    return sit(LAYOUT, ANSWERS, WHO, np.random.default_rng(seed), writing={5: "It helps a lot."}, dpi=dpi)


def darkness(image: Grey, x: float, y: float, radius: float) -> float:
    """Mean darkness (0-1) of a disc in mm."""
    scale = image.shape[1] / 210
    rows, columns = np.ogrid[: image.shape[0], : image.shape[1]]
    inside = (columns / scale - x) ** 2 + (rows / scale - y) ** 2 < radius**2
    return float(1 - image[inside].mean() / 255)


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("dpi", [100, 150, 200])
def test_markers_lie_where_the_layout_says(profile: Profile, dpi: int) -> None:
    """OpenCV finds all four markers of each page within 0.15 mm of their places."""
    layout = laid_out(profile)
    detector = cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50))
    for page in layout.pages:
        image = paint(layout, page.page, WHO, dpi)
        corners, ids, _ = detector.detectMarkers(image)
        found = {int(i): c[0] for i, c in zip(ids.ravel(), corners, strict=True)}
        assert set(found) == {fiducial.marker for fiducial in page.fiducials}
        for fiducial in page.fiducials:
            place, edge = fiducial.place, found[fiducial.marker] / (image.shape[1] / 210)
            near = 0.15 if dpi > 100 else 0.3  # a pixel is 0.25 mm
            assert np.abs(edge[0] - [place.x, place.y]).max() < near
            # OpenCV names the last pixel inside the marker: one pixel short of its far corner
            assert np.abs(edge[2] - [place.x + place.width, place.y + place.height]).max() < near + 25.4 / dpi


@pytest.mark.parametrize("dpi", [75, 100, 200, 300])
def test_both_codes_say_who_the_page_is(dpi: int) -> None:
    """zxing-cpp reads the same identity at both places of every page, down to 75 dpi."""
    for page in LAYOUT.pages:
        who = WHO.model_copy(update={"page": page.page})
        image = paint(LAYOUT, page.page, who, dpi)
        for place in page.codes:
            scale = image.shape[1] / 210
            left, top, size = (round(mm * scale) for mm in (place.x, place.y, place.width))
            read = zxingcpp.read_barcodes(np.ascontiguousarray(image[top : top + size, left : left + size]))
            assert [code.text for code in read] == [encode(who)]


def test_empty_bubbles_are_light() -> None:
    """Border and letter of an empty bubble darken its inside by less than a tenth."""
    image = paint(LAYOUT, 1, WHO, 200)
    bubbles = LAYOUT.pages[0].bubbles
    assert max(darkness(image, b.x, b.y, b.height * 0.4) for b in bubbles[::7]) < 0.1


@pytest.mark.parametrize("how", How)
def test_every_way_of_filling_leaves_its_ink(how: How) -> None:
    """What is marked or cancelled is much darker than an empty bubble, what was erased is much lighter."""
    bubble = LAYOUT.pages[0].bubbles[20]
    chance, seen = np.random.default_rng(5), []
    for _ in range(20):
        image = paint(LAYOUT, 1, WHO, 200)
        before = darkness(image, bubble.x, bubble.y, bubble.height * 0.5)
        mark(image, bubble, how, chance)
        seen.append(darkness(image, bubble.x, bubble.y, bubble.height * 0.5) - before)
    if how.state is BubbleState.EMPTY:
        assert max(seen) < 0.35
    else:
        assert min(seen) > 0.08


def test_the_same_seed_gives_the_same_bytes() -> None:
    """A copy filled twice with one seed is the same image, and with another seed another."""
    one, two, other = sat(1), sat(1), sat(2)
    assert [i.tobytes() for i in one.images] == [i.tobytes() for i in two.images]
    assert one.truth == two.truth
    assert one.images[0].tobytes() != other.images[0].tobytes()


def test_truth_names_every_bubble() -> None:
    """Each bubble of the sheet has one truth, and exactly the wanted ones are marked."""
    truth = sat().truth
    assert len(truth) == sum(len(page.bubbles) for page in LAYOUT.pages)
    assert {spot(one.bubble) for one in truth if one.state is BubbleState.MARKED} == set(ANSWERS)


def test_what_the_sheet_does_not_have_cannot_be_filled() -> None:
    """An answer without a bubble is a broken promise of the caller."""
    with pytest.raises(AssertionError, match="no bubble"):
        sit(LAYOUT, {(Role.OPTION, 1, 0, "h"): How.FULL}, WHO, np.random.default_rng(1))


def test_writing_stays_in_its_box() -> None:
    """Handwriting in an open box darkens nothing outside it."""
    page = next(page for page in LAYOUT.pages if page.boxes)
    plain = paint(LAYOUT, page.page, WHO.model_copy(update={"page": page.page}), DPI)
    written = sit(LAYOUT, {}, WHO, np.random.default_rng(1), writing={5: "word " * 500}, dpi=DPI)
    changed = np.argwhere(written.images[page.page - 1] != plain) / (plain.shape[1] / 210)
    box = page.boxes[0].place
    assert changed.size
    assert changed.min(axis=0)[0] > box.y and changed.min(axis=0)[1] > box.x
    assert changed.max(axis=0)[0] < box.y + box.height + 1 and changed.max(axis=0)[1] < box.x + box.width


def test_conditions_are_enough() -> None:
    """There are at least thirty named conditions, and the two sets share no name."""
    assert len(CONDITIONS) >= 30
    assert not set(OFFICE) & set(HARD)


@pytest.mark.parametrize("name", CONDITIONS)
def test_conditions_keep_their_promises(name: str) -> None:
    """Every condition gives a grey image, leaves the page it was given alone, and repeats with its seed."""
    page = sat().images[0]
    before = page.tobytes()
    first, again = (degrade(page, name, np.random.default_rng(7)) for _ in range(2))
    assert page.tobytes() == before
    assert first.dtype == np.uint8 and first.ndim == 2 and first.flags.c_contiguous
    assert first.tobytes() == again.tobytes()
    if name in TURNS:
        assert first.shape == page.shape[::-1]
    elif name not in OTHER_SIZES and "dpi" not in name:
        assert first.shape == page.shape
    if name != "clean":
        assert first.shape != page.shape or (first != page).any()


@pytest.mark.parametrize("dpi", [75, 150, 300, 600])
def test_resolution_is_what_is_asked_for(dpi: int) -> None:
    """A page scanned at a resolution is 210 mm wide at that resolution."""
    found = [c for c in CONDITIONS if c == f"{dpi} dpi"]
    image = degrade(sat().images[0], found[0], np.random.default_rng(1))
    assert image.shape[1] == round(210 / 25.4 * dpi)


DRAWN = f"""
1 ●○○○
2 ○⊗●○
3 ○●
4.0 ○○○●○○○○○○○
id.9 ○○○○○○○○○●
5+ ○●{"○" * (len(SCORES) - 2)}
"""


def test_a_drawing_is_read_back_as_it_was_drawn() -> None:
    """What a drawing fills is what the truth says, and what fills say is drawn alike."""
    chance = np.random.default_rng(1)
    copy = sit(LAYOUT, drawing(LAYOUT, DRAWN), WHO, chance, dpi=DPI)
    fills = [
        Fill(
            role=t.bubble.role,
            number=t.bubble.number,
            column=t.bubble.column,
            value=t.bubble.value,
            inner=0,
            ring=0,
            state=t.state,
        )
        for t in copy.truth
    ]
    assert drawn_truth(LAYOUT, copy.truth, like=DRAWN) == DRAWN.strip()
    assert drawn(LAYOUT, fills, like=DRAWN) == DRAWN.strip()
    assert len(drawn(LAYOUT, fills).splitlines()) == 3 + 6 + 10 + 1


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from("○●⊗"), min_size=4, max_size=4))
def test_any_row_survives_its_drawing(signs: list[str]) -> None:
    """Any row of empty, filled and cancelled bubbles comes back as it was drawn."""
    row = f"1 {''.join(signs)}"
    states = drawing(LAYOUT, row)
    copy = sit(LAYOUT, states, WHO, np.random.default_rng(1), person=Person(writes=False), dpi=50)
    assert drawn_truth(LAYOUT, copy.truth, like=row) == row


def test_a_mistyped_drawing_says_so() -> None:
    """A row that the sheet does not have, or of another length, is named."""
    with pytest.raises(AssertionError, match="no row '9'"):
        drawing(LAYOUT, "9 ●○")
    with pytest.raises(AssertionError, match="4 bubbles, drawn are 2"):
        drawing(LAYOUT, "1 ●○")


def test_disasters_spoil_one_thing() -> None:
    """Each named disaster changes what it names and nothing else."""
    copy, chance = sat(), np.random.default_rng(3)
    page = copy.images[0]
    assert (disasters.upside_down(disasters.upside_down(page)) == page).all()
    for spoil in (disasters.coffee, disasters.corner_clipped, disasters.stapled, disasters.scrawled):
        spoiled = spoil(page, chance)
        assert spoiled.shape == page.shape and 0 < (spoiled != page).mean() < 0.5
    assert disasters.cut_off(page).shape[0] == page.shape[0] // 2
    assert disasters.blank_back(chance, DPI).min() > 230
    assert disasters.foreign_page(chance, DPI).min() < 60
    assert len(disasters.page_missing(copy, 1).images) == len(copy.images) - 1
    assert {one.page for one in disasters.page_missing(copy, 1).truth} == {2}
    again = disasters.conflict(copy, 1, chance)
    assert 0 < (again != page).mean() < 0.001
    assert disasters.other_exam(WHO).exam != WHO.exam
    assert disasters.other_exam(disasters.other_exam(WHO)) == WHO
    assert disasters.wrong_form(WHO, 18).copy_number == 18


def test_disasters_of_answers() -> None:
    """Two fills, an erased and a changed answer are what the drawing shows."""
    shown = {
        "1 ●●●○": disasters.two_fills(LAYOUT, ANSWERS, 1),
        "1 ⊗●○○": disasters.changed(LAYOUT, ANSWERS, 1),
        "1 ○○○○": disasters.erased(ANSWERS, (Role.OPTION, 1, 0, "a")),
    }
    for row, answers in shown.items():
        copy = sit(LAYOUT, answers, WHO, np.random.default_rng(1), dpi=50)
        assert drawn_truth(LAYOUT, copy.truth, like=row) == row


def test_foreign_pages_have_no_code() -> None:
    """A foreign page has neither a marker nor a code of ours."""
    page = foreign_text(1169, 827, np.random.default_rng(1))
    detector = cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50))
    assert detector.detectMarkers(page)[1] is None
    assert not zxingcpp.read_barcodes(page)


def test_people_differ() -> None:
    """People have pens and habits, and a faint pencil when asked for."""
    chance = np.random.default_rng(1)
    assert len({anyone(chance) for _ in range(50)}) > 5
    assert anyone(chance, faint=True).pen.opacity < 0.4


@pytest.mark.parametrize("look", Look)
def test_stacks_hold_their_pages(look: Look) -> None:
    """PDF and TIFF have a page for each image, of the right size, that looks like it; twice the same bytes."""
    import pypdfium2

    images = sat().images
    pdf = to_pdf(iter(images), DPI, look=look)
    assert pdf == to_pdf(iter(images), DPI, look=look)
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == len(images)
        assert document[0].get_size() == pytest.approx((210 / 25.4 * 72, 297 / 25.4 * 72), abs=1)
        shown = document[0].render(scale=DPI / 72, grayscale=True).to_numpy().squeeze()
    high, wide = (min(a, b) for a, b in zip(shown.shape, images[0].shape, strict=True))
    assert np.abs(shown[:high, :wide].astype(int) - images[0][:high, :wide]).mean() < 12
    with Image.open(io.BytesIO(to_tiff(images, DPI, look=look))) as tiff:
        assert tiff.n_frames == len(images)
        assert np.abs(np.asarray(tiff.convert("L")).astype(int) - images[0]).mean() < 12


@pytest.mark.parametrize("look", Look)
def test_single_pages_are_files(look: Look) -> None:
    """PNG and JPEG keep the page's size and resolution."""
    image = sat().images[0]
    for packed in (to_png(image, DPI, look=look), to_jpeg(image, DPI, look=look)):
        with Image.open(io.BytesIO(packed)) as picture:
            assert picture.size == image.shape[::-1]
            assert picture.info["dpi"][0] == pytest.approx(DPI, abs=0.1)
            assert np.abs(np.asarray(picture.convert("L")).astype(int) - image).mean() < 12
