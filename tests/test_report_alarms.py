"""Alarms in words: each with its advice in both languages, and nobody named on what may be shown to others."""

from dataclasses import replace

import pytest
from reported import findings, html_of
from small_exam import exam

from grader.analysis.alarms import Alarms
from grader.analysis.alike import Alike
from grader.analysis.distractors import Untaken
from grader.analysis.ends import AllAlike
from grader.analysis.judged import Differs, Disputed
from grader.analysis.options import OptionStatistics, WrongKey
from grader.analysis.twins import Twins
from grader.reporting.agreement import Effort
from grader.reporting.findings import Findings
from grader.reporting.pace import Pace, pace_of
from grader.reporting.report import report_of
from grader.reporting.tables import report_tables

KEY = OptionStatistics("gd-step", "against {} it", True, 1, 60, -0.5)
DULL = OptionStatistics("gd-step", "none; it {waits}", False, 0, 60, None, even=17.4)
PAIR = Alike((12, 31), ("0000000012", "0000000031"), ("A", "B"), ("C4", "C5"), True, 26, 24, 11, 2.4, 1e-7)
EVERY = Alarms(
    wrong_keys=(WrongKey("gd-step", KEY, DULL),),
    differing=(Differs("strict.person", 80, 160, -0.2), Differs("kind.person", 80, 160, 0.12)),
    disputed=(Disputed("why-norm", 60, 0.31, 0.33),),
    all_alike=(AllAlike("relu-linear", 60, True), AllAlike("conv-size", 60, False)),
    twins=(Twins(("conv-size", "reg-which"), 60, 0.81),),
    untaken=(Untaken("gd-step", DULL),),
    alike=(PAIR,),
)


@pytest.fixture(scope="module")
def found() -> Findings:
    """A class with every kind of alarm."""
    return replace(findings(exam("A")), alarms=EVERY, graders=3)


@pytest.mark.parametrize("language", ["en", "it"])
def test_each_says_what_was_found_and_what_to_do(found: Findings, language: str) -> None:
    """Every kind has a title, its numbers, and one line of advice; braces in an option stay braces."""
    told = report_of(replace(found, exam=found.exam.model_copy(update={"language": language}))).notices
    assert [one.kind for one in told] == [
        "wrong-key",
        *["grader-differs"] * 2,
        *(
            "suggestions-disagree",
            "everybody",
            "nobody",
            "same-measure",
            "untaken-distractor",
            "alike-papers",
        ),
    ]
    assert all(one.title and one.text and one.advice for one in told)
    assert len({one.title for one in told}) == 9, "harsh and mild are told apart"
    said = " ".join(one.text for one in told)
    for number in ("20%", "12%", "31%", "33%", "0,81" if language == "it" else "0.81", "17"):
        assert number in said
    assert "against {} it" in said and "none; it {waits}" in said
    assert "enemies: [reg-which]" in told[6].advice


def test_nobody_is_named_where_others_may_look(found: Findings) -> None:
    """The page and alarms.csv have no matricola, no copy, no seat, and no name of who judged; two tables have."""
    tables = report_tables(found, report_of(found).notices)
    shown = html_of(found) + str(tables["alarms.csv"])
    for name in ("0000000012", "0000000031", "C4", "strict.person", "kind.person"):
        assert name not in shown
    assert tables["alike.csv"][1][0][:4] == (12, 31, "0000000012", "0000000031")
    assert [row[0] for row in tables["graders.csv"][1]] == ["strict.person", "kind.person"]


def test_time_is_reckoned_from_what_was_timed() -> None:
    """The median of the pauses of each person, breaks left out; as many answers as nobody had to read by themselves."""
    work = Effort(blank=3, read=40, grouped=25, accepted=5, waiting=0)
    moments = [("ada", 20.0 * n) for n in range(15)] + [("bob", 5 + 30.0 * n) for n in range(15)]
    moments += [("ada", 9000 + 20.0 * n) for n in range(5)]
    assert pace_of(moments, work) == Pace(20.0, 32, 10.0, 30)
    assert pace_of(moments[:10], work) == Pace(None, 9, None, 30)


def test_the_page_says_how_time_was_reckoned(found: Findings) -> None:
    """With its sources and its limits; where nothing was timed, that it is not known."""
    known = html_of(replace(found, pace=Pace(14.2, 212, 19.7, 85)))
    assert "14 seconds" in known and "85 answers" in known and "about 20 minutes" in known
    assert "not known" in html_of(replace(found, pace=Pace(None, 3, None, 85)))
    assert report_of(replace(found, pace=Pace(14.2, 212, 0.0, 0))).pace == ""
