"""A student sits at a printed sheet: wanted answers become ink, and the truth about every bubble is kept.

`wanted` turns answers as people think of them (letters, a number, a student id) into bubbles; `sit` fills them
with one person's pen and habits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from grader.model.reading import BubbleState
from grader.model.sheet import Bubble, Identity, Label, Place, Role, SheetLayout
from grader.reading.simulate.ink import BALLPOINT, FAINT, GEL, PENCIL, Grey, Pen, draw
from grader.reading.simulate.paint import paint, write
from grader.reading.simulate.pens import How, mark, stray

Generator = np.random.Generator
Spot = tuple[Role, int, int, str]  # role, number, column, value: which bubble
Wanted = Mapping[Spot, How]


@dataclass(frozen=True, slots=True)
class Person:
    """A pen, how bubbles are filled when nobody says how, and how many slips there are on a page."""

    pen: Pen = BALLPOINT
    habits: tuple[How, ...] = (How.FULL, How.FULL, How.SCRIBBLE)
    slips: float = 0.0  # expected number of stray strokes on a page
    writes: bool = True  # in names and open boxes
    grader: Pen | None = None  # of whoever fills the points, if it is another one


@dataclass(frozen=True, slots=True)
class Truth:
    """What one bubble was made into; `how` is none where nothing was done."""

    page: int
    bubble: Bubble
    how: How | None

    @property
    def state(self) -> BubbleState:
        """What the person meant."""
        return self.how.state if self.how else BubbleState.EMPTY


@dataclass(frozen=True)
class Sat:
    """The pages of one copy as handed in, and the truth about them."""

    images: tuple[Grey, ...]
    truth: tuple[Truth, ...]
    identities: tuple[Identity, ...] = field(default=())


def anyone(chance: Generator, *, faint: bool = False) -> Person:
    """A person with a usual pen and tidy or hasty habits."""
    if faint:
        return Person(FAINT, (How.FULL, How.SCRIBBLE))
    pen = (BALLPOINT, BALLPOINT, GEL, PENCIL)[int(chance.integers(4))]
    habits = ((How.FULL,), (How.FULL, How.SCRIBBLE), (How.SCRIBBLE,))[int(chance.integers(3))]
    return Person(pen, habits)


def spot(bubble: Bubble) -> Spot:
    """Which bubble it is."""
    return bubble.role, bubble.number, bubble.column, bubble.value


def wanted(
    *,
    letters: Mapping[int, str] | None = None,
    numbers: Mapping[int, str] | None = None,
    matricola: str = "",
    scores: Mapping[int, str] | None = None,
    how: How = How.FULL,
) -> dict[Spot, How]:
    """Bubbles for answers: the letters of each choice, numbers and id written from the left, points as printed."""
    spots: list[Spot] = [
        (Role.OPTION, n, 0, letter) for n, some in (letters or {}).items() for letter in some
    ]
    spots += [
        (Role.DIGIT, n, at, sign) for n, text in (numbers or {}).items() for at, sign in enumerate(text)
    ]
    spots += [(Role.MATRICOLA, 0, at, sign) for at, sign in enumerate(matricola)]
    spots += [(Role.SCORE, n, 0, points) for n, points in (scores or {}).items()]
    return dict.fromkeys(spots, how)


def sit(
    layout: SheetLayout,
    answers: Wanted,
    identity: Identity,
    chance: Generator,
    *,
    person: Person | None = None,
    writing: Mapping[int, str] | None = None,
    printed: Mapping[int, Sequence[Label]] | None = None,
    dpi: float = 200,
    only: int = 0,
) -> Sat:
    """Fill a copy's sheet; FULL follows the person's habits, every other way is done as asked.

    `writing` has the texts of open answers by number: their length is scrawled. `printed` are the lines that
    are the copy's own, by page; `only` is one page of the copy (1-based) instead of all.
    """
    someone = person or Person()
    there = {spot(bubble) for page in layout.pages for bubble in page.bubbles}
    strange = set(answers) - there
    assert not strange, f"the sheet has no bubble for {sorted(strange)[:3]}"
    images, truth, identities = [], [], []
    for page in [layout.pages[only - 1]] if only else layout.pages:
        identities.append(identity.model_copy(update={"page": page.page}))
        image = paint(layout, page.page, identities[-1], dpi)
        write(image, (printed or {}).get(page.page, ()))
        if page.name and page.page == 1 and someone.writes and not layout.personalised:
            scribble(image, page.name, 14, chance, someone.pen)
        for box in page.boxes if someone.writes else ():
            scribble(image, box.place, len((writing or {}).get(box.number, "")), chance, someone.pen)
        for bubble in page.bubbles:
            how = answers.get(spot(bubble))
            truth.append(Truth(page.page, bubble, how))
            if how is not None:
                drawn = someone.habits[int(chance.integers(len(someone.habits)))] if how is How.FULL else how
                pen = someone.grader if bubble.role is Role.SCORE else None
                mark(image, bubble, drawn, chance, pen or someone.pen)
        for _ in range(chance.poisson(someone.slips)):
            stray(image, chance.uniform(15, 195), chance.uniform(15, 280), chance, someone.pen)
        images.append(image)
    return Sat(tuple(images), tuple(truth), tuple(identities))


def scribble(image: Grey, place: Place, letters: int, chance: Generator, pen: Pen) -> None:
    """Handwriting of so many letters from the top left of a place, in lines of 8.5 mm, that stays inside it."""
    x, y = place.x + 3, place.y + 7.0
    words = []
    while letters > 0 and y < place.y + place.height - 0.5:
        size = min(letters, int(chance.integers(2, 10)))
        wide = size * 2.4
        if x + wide > place.x + place.width - 3:
            x, y = place.x + 3, y + 8.5
            continue
        points = size * 4
        along = np.linspace(0, wide, points) + chance.normal(0, 0.25, points)
        tall = chance.choice([-0.3, -1.9, -1.9, -3.4, 0.4], points) * chance.uniform(0.7, 1.1, points)
        words.append(np.stack([x + along, np.clip(y + tall, place.y + 0.6, None)], axis=1))
        x += wide + chance.uniform(1.8, 3.2)
        letters -= size + 1
    for word in words:
        draw(image, [word], Pen(min(pen.width, 0.5), pen.opacity, pen.grain), chance, fine=2)
