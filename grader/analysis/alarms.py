"""Everything about an exam that is worth a look, found in one place: figures and answers in, alarms out, no words yet.

Each kind of alarm keeps FALSE_ALARM by itself: of a hundred exams in which nothing is wrong, about one raises it.
`benchmarks/analysis.py` measures that, and how often what is wrong is found.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.analysis.ability import paper_abilities
from grader.analysis.alike import Alike, alike
from grader.analysis.answered import answered
from grader.analysis.distractors import Untaken, untaken
from grader.analysis.ends import AllAlike, all_alike
from grader.analysis.judged import Differs, Disputed, Judged, differing, disputed
from grader.analysis.options import OptionStatistics, WrongKey, wrong_keys
from grader.analysis.papers import Papers
from grader.analysis.twins import Twins, twins
from grader.model.exam import Exam
from grader.model.response import Copy, Response


@dataclass(frozen=True, slots=True)
class Alarms:
    """What is worth a look, by kind; the gravest kind first."""

    wrong_keys: tuple[WrongKey, ...] = ()
    differing: tuple[Differs, ...] = ()  # people
    disputed: tuple[Disputed, ...] = ()
    all_alike: tuple[AllAlike, ...] = ()
    twins: tuple[Twins, ...] = ()
    untaken: tuple[Untaken, ...] = ()
    alike: tuple[Alike, ...] = ()  # papers

    @property
    def with_options(self) -> frozenset[str]:
        """The items of which it matters who chose what."""
        return frozenset({*(key.item_id for key in self.wrong_keys), *(one.item_id for one in self.untaken)})

    @property
    def named(self) -> Mapping[str, frozenset[str]]:
        """The items, people or copies that each kind names; a kind that names nothing is left out."""
        of = {
            "wrong_keys": {one.item_id for one in self.wrong_keys},
            "differing": {one.grader for one in self.differing},
            "disputed": {one.item_id for one in self.disputed},
            "all_alike": {one.item_id for one in self.all_alike},
            "twins": {item for one in self.twins for item in one.items},
            "untaken": {one.item_id for one in self.untaken},
            "alike": {str(copy) for one in self.alike for copy in one.copies},
        }
        return {kind: frozenset(names) for kind, names in of.items() if names}


def alarms_of(
    exam: Exam,
    copies: Sequence[Copy],
    responses: Sequence[Response],
    papers: Papers,
    options: Sequence[OptionStatistics],
    judged: Sequence[Judged],
) -> Alarms:
    """Find what is worth a look in an exam as it is scored now."""
    table = answered(exam, copies, responses)
    return Alarms(
        wrong_keys=wrong_keys(options),
        differing=differing(judged, paper_abilities(table)),
        disputed=disputed(judged),
        all_alike=all_alike(papers),
        twins=twins(papers, judged),
        untaken=untaken(options),
        alike=alike(table),
    )
