"""The layout of answer sheets: everything is on the page, nothing touches, everything is there once."""

from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from printed_exam import item, with_items

from grader.errors import InputError
from grader.model.exam import Exam, FormItem
from grader.model.kinds import Profile
from grader.model.sheet import Bubble, Label, Place, Role, SheetLayout
from grader.printing.identity import MOST_PAGES
from grader.printing.measures import POINT, width_of
from grader.printing.positions import positions
from grader.printing.sheet import lay_out, steps

WHITE = 1.2  # mm around a bubble where nothing else is: the reader looks there for crossings-out


def closed(options: int, kind: str = "single") -> FormItem:
    if kind == "true-false":
        return item("tf", [("True", True), ("False", False)], stem="So?", type=kind, correct=True)
    texts = [(f"o{n}", n == 0) for n in range(options)]
    return item("c", texts, stem="Which?", type=kind, correct="o0", wrong=[t for t, key in texts if not key])


def number(answer: str = "27", **fields: str) -> FormItem:
    return item("n", stem="How many?", type="numeric", answer=answer, **fields)


def words(lines: int = 6, points: str = "1") -> FormItem:
    return item("o", stem="Why?", type="open", reference="So.", lines=lines, points=points)


def sheet(exam: Exam, **options: object) -> SheetLayout:
    chosen: dict[str, object] = {
        "matricola": "[0-9]{10}",
        "profile": Profile.STANDARD,
        "personalised": False,
        **options,
    }
    return lay_out(exam, exam.forms[0], **chosen)  # type: ignore[arg-type]


def box(bubble: Bubble, around: float = 0.0) -> Place:
    return Place(
        x=bubble.x - bubble.width / 2 - around,
        y=bubble.y - bubble.height / 2 - around,
        width=bubble.width + 2 * around,
        height=bubble.height + 2 * around,
    )


def meet(a: Place, b: Place) -> bool:
    return a.x < b.x + b.width and b.x < a.x + a.width and a.y < b.y + b.height and b.y < a.y + a.height


def edges(place: Place) -> list[Place]:
    """The four lines of a frame."""
    right, low = place.x + place.width, place.y + place.height
    return [
        Place(x=place.x, y=place.y, width=place.width, height=0),
        Place(x=place.x, y=low, width=place.width, height=0),
        Place(x=place.x, y=place.y, width=0, height=place.height),
        Place(x=right, y=place.y, width=0, height=place.height),
    ]


def ground(label: Label) -> Place:
    """What a line of type covers, estimated."""
    width, height = width_of(label.text, label.size), label.size * POINT * 0.75
    left = label.x - {"start": 0, "middle": width / 2, "end": width}[label.anchor]
    return Place(x=left, y=label.y - height, width=width, height=height)


def check(layout: SheetLayout) -> None:
    """Nothing on any page lies off the page or where it disturbs a bubble, a marker or a code."""
    for page in layout.pages:
        bubbles = [box(bubble, WHITE) for bubble in page.bubbles]
        reserved = [f.place for f in page.fiducials] + list(page.codes)
        frames = [*page.frames, *(b.place for b in page.boxes)]
        labels = [ground(label) for label in page.labels]
        for place in [*bubbles, *reserved, *frames, *labels]:
            assert place.x >= 14.9 and place.x + place.width <= 195.1
            assert place.y >= 14.9 and place.y + place.height <= 282.1
        for a, b in combinations(reserved, 2):
            assert not meet(a, b)
        for a, b in combinations([b.place for b in page.boxes], 2):
            assert not meet(a, b)
        for bubble in bubbles:
            assert not any(meet(bubble, place) for place in reserved)
            assert not any(meet(bubble, label) for label in labels)
            assert not any(meet(bubble, edge) for frame in frames for edge in edges(frame))
        for a, b in combinations([box(bubble, WHITE) for bubble in page.bubbles], 2):
            assert not meet(a, b)
        for label in labels:
            assert not any(meet(label, place) for place in reserved)
        for frame in frames:
            assert not any(meet(frame, place) for place in reserved)


some_items = st.lists(
    st.one_of(
        st.builds(closed, st.integers(2, 8), st.sampled_from(["single", "multiple", "true-false"])),
        st.just(number()),
        st.builds(words, st.integers(1, 60), st.sampled_from(["1", "2", "30"])),
    ),
    min_size=1,
    max_size=32,
)


@settings(max_examples=40, deadline=None)
@given(
    some_items,
    st.sampled_from(Profile),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["[0-9]{10}", "[A-Z][0-9]{8}", r"\d{6}", "[0-9]{4,5}"]),
    st.sampled_from(["en", "it"]),
)
def test_any_exam_fits_on_its_pages(
    items: list[FormItem], profile: Profile, personalised: bool, scores: bool, pattern: str, language: str
) -> None:
    """Whatever is asked, nothing overlaps, and each bubble and box is there exactly once."""
    exam = with_items(*items, language=language)
    layout = sheet(exam, profile=profile, personalised=personalised, score_bubbles=scores, matricola=pattern)
    check(layout)
    bubbles = [bubble for page in layout.pages for bubble in page.bubbles]
    keys = [(b.role, b.number, b.column, b.value) for b in bubbles]
    assert len(set(keys)) == len(keys)
    for placed in exam.forms[0].items:
        letters = {b.value for b in bubbles if b.role is Role.OPTION and b.number == placed.number}
        assert letters == {option.letter for option in placed.options}
        lines = sum(
            len(b.rules) + 1 for page in layout.pages for b in page.boxes if b.number == placed.number
        )
        assert lines == (placed.item.lines if placed.item.type == "open" else 0)
    grid = {b.column for b in bubbles if b.role is Role.MATRICOLA}
    assert grid == (set() if personalised else set(range(len(positions(pattern)))))


def test_the_markers_tell_corners_and_odd_pages_from_even_ones() -> None:
    """From the top left clockwise, 0-3 on odd pages and 4-7 on even ones."""
    layout = sheet(with_items(*[words(20) for _ in range(3)]))
    assert [[f.marker for f in page.fiducials] for page in layout.pages[:2]] == [[0, 1, 2, 3], [4, 5, 6, 7]]
    left, right = layout.pages[0].fiducials[0].place, layout.pages[0].fiducials[2].place
    assert (left.x, left.y) == (15, 15) and (right.x + right.width, right.y + right.height) == (195, 282)


def test_codes_change_places_when_a_page_is_turned() -> None:
    """Upside down, each code lies where the other was."""
    first, second = sheet(with_items(words())).pages[0].codes
    assert abs(210 - first.x - first.width - second.x) < 0.01
    assert abs(297 - first.y - first.height - second.y) < 0.01


def test_a_long_answer_goes_on_over_pages() -> None:
    """Sixty lines are parts 1, 2, 3 of one box, and one that fits on a page stays whole."""
    boxes = [b for page in sheet(with_items(words(60), words(20))).pages for b in page.boxes]
    assert [(b.number, b.part) for b in boxes] == [(1, 1), (1, 2), (1, 3), (2, 1)]


def test_digit_grids_do_not_tell_how_long_an_answer_is() -> None:
    """All grids of all forms have the same number of columns, at least six, and one to spare."""
    for answers, columns in ((("5", "27"), 6), (("5", "-1234.5"), 8)):
        layout = sheet(with_items(*map(number, answers)))
        found = [b for page in layout.pages for b in page.bubbles if b.role is Role.DIGIT]
        for n in (1, 2):
            assert {b.column for b in found if b.number == n} == set(range(columns))
    assert {b.value for b in found if b.column == 0} == set("-0123456789")
    assert {b.value for b in found if b.column == 1} == set(".0123456789")


@pytest.mark.parametrize(
    ("points", "values"),
    [("1", "0 0.25 0.5 0.75 1"), ("0.7", "0 0.25 0.5 0.7"), ("5", "0 0.5 1 1.5 2 2.5 3 3.5 4 4.5 5")],
)
def test_a_grader_can_give_every_quarter_that_fits(points: str, values: str) -> None:
    """From nothing to all points, in quarters or the finest steps that fit."""
    assert list(steps(Decimal(points))) == [Decimal(v) for v in values.split()]
    layout = sheet(with_items(words(points=points)), score_bubbles=True)
    found = [b.value for page in layout.pages for b in page.bubbles if b.role is Role.SCORE]
    assert sorted(found, key=Decimal) == values.split()


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("[0-9]{3}", ("0123456789",) * 3),
        (r"^[AB]\d?$", ("AB", "0123456789")),
        ("S[0-9]{1,2}", ("S", "0123456789", "0123456789")),
    ],
)
def test_patterns_that_have_a_grid(pattern: str, found: tuple[str, ...]) -> None:
    """Each position has the characters that may stand there."""
    assert positions(pattern) == found


@pytest.mark.parametrize(
    "pattern", ["[0-9]+", "a|b", "(ab){2}", "[^0]", "[0-9]{17}", ".", r"\w{3}", r"[\w]", ""]
)
def test_patterns_without_a_grid_are_refused(pattern: str) -> None:
    """The message names the pattern's place and the way out."""
    with pytest.raises(InputError, match=r"(?s)course\.yaml.*personalised"):
        positions(pattern)


def test_what_cannot_be_drawn_is_refused() -> None:
    """Too long a number, too many pages, too wide a grid: no sheet, and a reason."""
    with pytest.raises(InputError, match=r"form A, question 1 \(n\): an answer of .* another unit"):
        sheet(with_items(number("1" * 30)))
    with pytest.raises(
        InputError, match=f"form A: the sheet has more than {MOST_PAGES} pages .* fewer lines"
    ):
        sheet(with_items(*[words(60) for _ in range(60)]))
    with pytest.raises(InputError, match="personalised"):
        sheet(with_items(words()), matricola="[A-Z]{16}")


TITLE = "Prova scritta intermedia di apprendimento automatico avanzato e metodi statistici"


@pytest.mark.parametrize("profile", list(Profile))
def test_a_long_title_is_said_in_full_and_no_page_loses_its_date(profile: Profile) -> None:
    """On two lines left of the form's letter; on later pages the title is cut, not the date."""
    exam = with_items(closed(4), words(20), words(20), title=TITLE, language="it")
    first, second, *_ = sheet(exam, profile=profile).pages
    badge = first.frames[0]
    bold = [label for label in first.labels if label.bold and label.y < badge.y + 12.5 and label.x < badge.x]
    assert " ".join(label.text for label in bold) == TITLE
    assert all(label.x + width_of(label.text, label.size) * 1.1 <= badge.x for label in bold)
    (head,) = (label for label in second.labels if label.y < badge.y + 4 and label.x < badge.x)
    assert head.text.endswith("15 aprile 2026") and head.text.startswith("Prova scritta")
    assert head.x + width_of(head.text, head.size) <= badge.x


def test_letters_stand_only_above_bubbles() -> None:
    """A column of questions with two options is not headed by the eight letters of another column."""
    exam = with_items(*(closed(8) for _ in range(5)), *(closed(2) for _ in range(5)))
    (page,) = sheet(exam, personalised=True).pages
    for label in page.labels:
        if label.text in tuple("abcdefgh") and label.anchor == "middle":
            assert any(abs(b.x - label.x) < 0.01 and b.value == label.text for b in page.bubbles)
