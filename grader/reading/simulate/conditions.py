"""The named conditions under which pages are scanned: each a few degradations in turn.

`OFFICE` is what a department's scanner gives with usual pens; `HARD` is everything the issue of paper asks to be
read or queued. A benchmark and the tests go through the same table.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from grader.reading.simulate import accidents as a
from grader.reading.simulate import camera as c
from grader.reading.simulate import scanner as s
from grader.reading.simulate.crowd import CARELESS, FAINT_PENCIL, USUAL, Crowd
from grader.reading.simulate.ink import Grey

Generator = np.random.Generator
Degradation = Callable[[Grey, float, Generator], Grey]
Steps = tuple[tuple[Degradation, float], ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """A name, what is done to a page in turn, and how the page is to be painted and filled before."""

    name: str
    steps: Steps
    faint: bool = False  # its students write with a hard pencil
    careless: bool = False  # they tick, cross, dot and slip
    dpi: float = 200  # to paint at

    @property
    def crowd(self) -> Crowd:
        """Who fills in the pages."""
        return FAINT_PENCIL if self.faint else CARELESS if self.careless else USUAL

    def scanned_at(self, painted: float) -> float:
        """The dpi of the scan of a page that was painted at some."""
        return next((strength for step, strength in self.steps if step is s.resolution), painted)


def degrade(image: Grey, condition: Condition | str, chance: Generator) -> Grey:
    """Scan a page under a condition; the page given is left as it is."""
    found = CONDITIONS[condition] if isinstance(condition, str) else condition
    for step, strength in found.steps:
        image = step(image, strength, chance)
    return np.ascontiguousarray(image)


_USUAL: Steps = ((s.rotation, 2.0), (s.noise, 4.0))
_COPIER: Steps = ((s.rotation, 1.0), (s.skew, 0.7), (s.noise, 4.0), (s.jpeg, 75))


def _table(*conditions: Condition) -> Mapping[str, Condition]:
    return {condition.name: condition for condition in conditions}


OFFICE: Final = _table(
    Condition("clean", ()),
    Condition("150 dpi", ((s.resolution, 150), *_USUAL)),
    Condition("200 dpi", ((s.resolution, 200), *_USUAL)),
    Condition("300 dpi", ((s.resolution, 300), *_USUAL), dpi=300),
    Condition("copier", _COPIER),
    Condition("scale 97", ((s.scale, 0.97), *_USUAL)),
    Condition("scale 103", ((s.scale, 1.03), *_USUAL)),
    Condition("jpeg 60", (*_USUAL, (s.jpeg, 60))),
    Condition("a little dark", (*_USUAL, (s.dark, 1.4))),
    Condition("a little light", (*_USUAL, (s.dark, 0.75))),
    Condition("soft focus", ((s.blur, 0.12), *_USUAL)),
    Condition("upside down", (*_USUAL, (s.quarter_turns, 2))),
)

HARD: Final = _table(
    Condition("75 dpi", ((s.resolution, 75), (s.rotation, 2), (s.noise, 4))),
    Condition("100 dpi", ((s.resolution, 100), (s.rotation, 2), (s.noise, 4))),
    Condition("600 dpi", ((s.resolution, 600), (s.rotation, 2)), dpi=600),
    Condition("rotated 5", ((s.flatbed, 5), (s.noise, 4))),
    Condition("rotated 10", ((s.flatbed, 10), (s.noise, 4))),
    Condition("rotated 5, cut", ((s.askew, 5), (s.noise, 4))),
    Condition("rotated 10, cut", ((s.askew, 10), (s.noise, 4))),
    Condition("quarter turn left", (*_USUAL, (s.quarter_turns, 1))),
    Condition("quarter turn right", (*_USUAL, (s.quarter_turns, 3))),
    Condition("scale 93", ((s.scale, 0.93), *_USUAL)),
    Condition("scale 105", ((s.scale, 1.05), *_USUAL)),
    Condition("skew", ((s.skew, 3), *_USUAL)),
    Condition("jpeg 30", (*_USUAL, (s.jpeg, 30))),
    Condition("bilevel", (*_USUAL, (s.bilevel, 0))),
    Condition("fax", ((s.rotation, 2), (s.noise, 6), (s.dither, 0.5))),
    Condition("fax 100 dpi", ((s.resolution, 100), (s.rotation, 2), (s.bilevel, 15))),
    Condition("blur", ((s.blur, 0.3), *_USUAL)),
    Condition("motion", ((s.motion, 0.8), *_USUAL)),
    Condition("noise", (*_USUAL, (s.noise, 22))),
    Condition("washed out", (*_USUAL, (s.contrast, 0.5))),
    Condition("dark", (*_USUAL, (s.dark, 2.2))),
    Condition("warm light", (*_USUAL, (s.cast, 0.6), (c.gradient, 0.2))),
    Condition("shadow", (*_USUAL, (c.shadow, 0.5))),
    Condition("gradient", (*_USUAL, (c.gradient, 0.5))),
    Condition("vignette", (*_USUAL, (c.vignette, 0.5))),
    Condition("phone", ((c.perspective, 0.04), (c.shadow, 0.3), (s.noise, 6), (s.jpeg, 70))),
    Condition("phone aside", ((c.perspective, 0.08), (c.vignette, 0.3), (s.noise, 6), (s.jpeg, 70))),
    Condition("crumpled", ((c.crumple, 1.0), *_USUAL)),
    Condition("faint pencil", _USUAL, faint=True),
    Condition("faint pencil, light scan", (*_USUAL, (s.dark, 0.8)), faint=True),
    Condition("careless people", _USUAL, careless=True),
    Condition("careless people, bilevel", (*_USUAL, (s.bilevel, 0)), careless=True),
    Condition("corner clipped", ((a.corner_clipped, 30), *_USUAL)),
    Condition("corner gone", ((a.corner_clipped, 48), *_USUAL)),
    Condition("marker lost", ((a.marker_lost, 16), *_USUAL)),
    Condition("stapled", ((a.staple, 2), *_USUAL)),
    Condition("punched", ((a.punch_holes, 12), *_USUAL)),
    Condition("folded", ((a.fold, 0.5), *_USUAL)),
    Condition("coffee", ((a.coffee, 1), *_USUAL)),
    Condition("dust", ((a.dust, 150), *_USUAL)),
    Condition("show through", ((a.show_through, 0.2), *_USUAL)),
    Condition("dark lid", ((a.lid, 3), (s.noise, 4))),
    Condition("scrawl", ((a.scrawl, 1), *_USUAL)),
    Condition("streaks", (*_USUAL, (s.streak, 4))),
)

CONDITIONS: Final = {**OFFICE, **HARD}
