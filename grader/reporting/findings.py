"""Everything that a report says, as the analysis gives it; no words and no drawings yet."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from grader.analysis.alarms import Alarms
from grader.analysis.figures import ExamStatistics, ItemStatistics
from grader.analysis.options import OptionStatistics
from grader.analysis.papers import Papers
from grader.model.correction import Correction
from grader.model.exam import Exam
from grader.reporting.agreement import Agreement, Calibration, Effort
from grader.reporting.choices import Choices
from grader.reporting.forms import Difference, FormFigures
from grader.reporting.pace import Pace


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction that stands, with who made it, when (UTC) and why."""

    correction: Correction
    actor: str
    at: dt.datetime
    reason: str


@dataclass(frozen=True, slots=True)
class PaperAccount:
    """What became of paper: pages by status, papers and students by what is known of them."""

    pages: Mapping[str, int]
    papers: Mapping[str, int]  # papers, present, unknown, typed, unused
    students: Mapping[str, int]  # roster, present, absent, withdrawn


@dataclass(frozen=True, slots=True)
class Findings:
    """What an exam says, worked out once, so that the page, the tables and the screen agree."""

    exam: Exam  # as it is scored now
    forms: tuple[FormFigures, ...]
    difference: Difference | None  # between the forms
    papers: Papers
    items: tuple[ItemStatistics, ...]
    whole: ExamStatistics
    options: tuple[OptionStatistics, ...]
    alarms: Alarms
    graders: int  # people who judged open answers
    choices: tuple[Choices, ...]
    effort: Effort
    pace: Pace
    agreements: tuple[Agreement, ...]
    calibration: Calibration | None
    corrections: tuple[Corrected, ...]
    account: PaperAccount | None  # none where nothing was scanned
