"""What every sitting says of its items, worked out from sealed exams and records, and kept so that it is not done twice.

The truth is in the records. What was worked out lies in .cache/statistics/SITTING.json under a hash of all that it rests
on: the sealed exam, the head of the sitting's events, its suggestions, the policy for open answers, and with paper the
class lists. With another hash, or when the file cannot be read, it is worked out anew; taking the folder away changes no
number.
"""

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

import grader
from grader.analysis.drift import Drift, drifts
from grader.analysis.learning import ItemRecord, learn
from grader.analysis.uses import Spot, Use
from grader.bank.edits import asked_hash, item_as_scored
from grader.bank.pool import facility_of
from grader.errors import InputError, Problem, Severity
from grader.files import atomic_write
from grader.gradebook.final import final_scores, read_records
from grader.gradebook.lists import gather_lists
from grader.model.correction import Correction, Void
from grader.model.course import OpenAnswers
from grader.model.event import COURSE
from grader.model.exam import Exam
from grader.model.item import Item
from grader.model.score import FinalScore, Origin
from grader.printing.images import Assets
from grader.records import Records
from grader.workspace import Sitting, Workspace

if TYPE_CHECKING:
    from grader.reporting.findings import Findings

VERSION = 2  # of what a file says; another one is worked out anew


@dataclass(frozen=True, slots=True)
class Kept:
    """A sitting's uses under the hash of all that they rest on."""

    version: int
    rests_on: str
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class Experience:
    """What a course's sittings say of items."""

    uses: tuple[Use, ...]  # in the order of the sittings' dates
    drifts: tuple[Drift, ...]
    assets: Assets  # the pictures that the bank has now
    problems: tuple[Problem, ...] = ()  # sittings that cannot be read

    def of(self, item: Item) -> ItemRecord | None:
        """What is known of an item of the bank; none where it was in no exam."""
        asked = asked_hash(item, self.assets.digest)
        return learn(item.id, item.facility, facility_of(item) / 1000, asked, self.uses, self.drifts)

    def records(self, items: Sequence[Item]) -> Mapping[str, ItemRecord]:
        """The same of many items, by id."""
        uses: dict[str, list[Use]] = defaultdict(list)
        for use in self.uses:
            uses[use.item_id].append(use)
        found = {
            item.id: replace(self, uses=tuple(uses[item.id])).of(item) for item in items if item.id in uses
        }
        return {id_: record for id_, record in found.items() if record}


_KEPT = TypeAdapter(Kept)


def experience(
    place: Workspace,
    book: Records,
    *,
    until: dt.date | None = None,
    without: str = "",
    tell: Callable[[str], None] = lambda _: None,
) -> Experience:
    """Gather what the sittings say, up to and on a date and without one of them; `tell` hears of each that takes a while."""
    heads, rules = book.heads(), place.course().open_answers
    uses: list[Use] = []
    problems = []
    for sitting in place.sittings():
        try:
            uses += uses_of(place, sitting, book, heads, rules, tell) if sitting.id != without else ()
        except InputError as error:
            what = f"no statistics: {error.what}"
            problems.append(Problem(f"sittings/{sitting.id}", what, error.hint, Severity.WARNING))
    uses = [use for use in uses if until is None or use.date <= until]
    uses.sort(key=lambda use: (use.date, use.sitting, use.item_id))
    return Experience(tuple(uses), drifts(uses), Assets(place.questions), tuple(problems))


def uses_of(
    place: Workspace,
    sitting: Sitting,
    book: Records,
    heads: Mapping[str, str],
    rules: OpenAnswers,
    tell: Callable[[str], None] = lambda _: None,
) -> tuple[Use, ...]:
    """How every item of a sitting did, from what is kept if it still holds; `heads` are the records' heads."""
    file = place.root / ".cache" / "statistics" / f"{sitting.id}.json"
    rests_on = _rests_on(place, sitting, book, heads, rules)
    try:
        kept = _KEPT.validate_json(file.read_bytes())
        if (kept.version, kept.rests_on) == (VERSION, rests_on):
            return kept.uses
    except (OSError, ValidationError):
        pass
    from grader.gradebook.study import findings  # the analysis, which what is kept does not need

    exam = sitting.exam()
    if sitting.id in heads:
        tell(f"working out the statistics of {sitting.id}")
    held = read_records(place, exam, book)
    scores = final_scores(exam, held, rules)
    uses = uses_in(exam, held.corrections, scores, findings(place, exam, book, held, scores))
    try:
        atomic_write(file, _KEPT.dump_json(Kept(VERSION, rests_on, uses), indent=1))
    except OSError:  # a course that may only be read has its statistics too
        tell(f"the statistics of {sitting.id} cannot be kept in {file.parent}")
    return uses


def _rests_on(
    place: Workspace, sitting: Sitting, book: Records, heads: Mapping[str, str], rules: OpenAnswers
) -> str:
    try:
        lock = sitting.lock_file.read_bytes()
    except OSError as error:
        raise InputError(f"{sitting.lock_file.name} cannot be read: {error.strerror}") from None
    parts = [
        grader.__version__.encode(),
        lock,
        book.suggestions_hash(sitting.id).encode(),
        heads.get(sitting.id, "").encode(),
        rules.model_dump_json().encode(),
    ]
    if pages := book.page_hashes(sitting.id):  # whose paper it is depends on who is in the class
        parts += [str(len(pages)).encode(), heads.get(COURSE, "").encode()]
        parts += [
            part for name, content in gather_lists(place.root).items() for part in (name.encode(), content)
        ]
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def uses_in(
    exam: Exam, corrections: Sequence[Correction], scores: Sequence[FinalScore], found: "Findings | None"
) -> tuple[Use, ...]:
    """How every item of a sealed exam did; `found` is none where nobody handed a paper in."""
    from grader.reporting.alarmed import kinds_by_item

    waiting = Counter(score.item_id for score in scores if score.points is None)
    by_people = Counter(score.item_id for score in scores if score.origin is Origin.DECISION)
    figures = {item.item_id: item for item in found.items} if found else {}
    squares = _squares(found) if found else {}
    alarms = kinds_by_item(found) if found else {}
    places = {entry.item.id: entry for form in exam.forms for entry in form.items}
    uses = []
    for id_, entry in sorted(places.items()):
        mine = tuple(one for one in corrections if one.item_id == id_)
        scored = item_as_scored(entry, mine)
        void = next((one.what.how.value for one in reversed(mine) if isinstance(one.what, Void)), "")
        figure = figures.get(id_)
        uses.append(
            Use(
                item_id=id_,
                sitting=exam.id,
                date=exam.date,
                spots=tuple(
                    Spot(f.letter, p.number) for f in exam.forms for p in f.items if p.item.id == id_
                ),
                asked=asked_hash(scored, exam.picture) if scored else "",
                printed=asked_hash(entry.item, exam.picture),
                waiting=waiting[id_],
                by_people=by_people[id_],
                facility=figure.facility if figure else None,
                square=squares.get(id_, 0.0),
                discrimination=figure.discrimination if figure else None,
                corrections=tuple(dict.fromkeys(one.what.change for one in mine)),
                voided=void,
                alarms=alarms.get(id_, ()),
            )
        )
    return tuple(uses)


def _squares(found: "Findings") -> Mapping[str, float]:
    """The mean of the squared shares of every item's papers, 0 where none is known."""
    import numpy as np

    known = ~np.isnan(found.papers.share)
    sums = np.nansum(found.papers.share**2, axis=0)
    return {
        item: float(total / n) if n else 0.0
        for item, total, n in zip(found.papers.items, sums, known.sum(axis=0), strict=True)
    }
