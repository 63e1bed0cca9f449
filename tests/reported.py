"""A class on a form that is made to run in a browser, and what a report finds of it."""

from decimal import Decimal

from small_exam import exam

from grader import workspace
from grader.analysis.alarms import alarms_of
from grader.analysis.options import option_statistics
from grader.analysis.papers import papers_of
from grader.analysis.statistics import item_statistics, whole_statistics
from grader.model.exam import Exam
from grader.model.response import Copy, Response
from grader.model.score import FinalScore, Origin
from grader.reporting.agreement import effort
from grader.reporting.choices import choices_of
from grader.reporting.findings import Findings
from grader.reporting.forms import difference, forms_of
from grader.reporting.pace import pace_of
from grader.reporting.page import report_html
from grader.reporting.report import report_of

PAPERS = 60
HOSTILE = "</title></svg><script>alert(1)</script>&amp; {{ 7*7 }}"
TEMPLATES = (workspace.bundled("templates"),)


def hostile() -> Exam:
    """Form A with an option and a stem that are made to run."""
    one = exam("A")
    first = one.forms[0].items[0]
    options = (first.options[0], first.options[1].model_copy(update={"text": HOSTILE}), *first.options[2:])
    item = first.item.model_copy(update={"stem": HOSTILE})
    items = (first.model_copy(update={"options": options, "item": item}), *one.forms[0].items[1:])
    return one.model_copy(update={"forms": (one.forms[0].model_copy(update={"items": items}),)})


def findings(sat: Exam, papers: int = PAPERS) -> Findings:
    """A class whose better half chooses b at the first question, where a is the key."""
    copies = [Copy(number=n, form="A", student=f"{n:010}") for n in range(1, papers + 1)]
    responses, scores = [], []
    for copy in copies:
        good = copy.number > papers / 2
        for place in sat.forms[0].items:
            letters = ("b" if good else "a",) if place.number == 1 else ()
            right = (place.number == 1) != good
            responses.append(Response(copy_number=copy.number, number=place.number, letters=letters))
            at = {"copy_number": copy.number, "number": place.number, "item_id": place.item.id}
            won = Decimal(2 if right and (copy.number + place.number) % 7 else 0)
            scores.append(FinalScore(**at, points=won, out_of=Decimal(2), origin=Origin.RULE))
    table = papers_of(scores)
    letters = {copy.number: copy.form for copy in copies}
    options = option_statistics(sat, copies, responses, table)
    alarms, work = (
        alarms_of(sat, copies, responses, table, options, ()),
        effort(scores, (), frozenset({"why-norm"})),
    )
    return Findings(
        exam=sat,
        forms=forms_of(table, letters),
        difference=difference(table, letters),
        papers=table,
        items=item_statistics(table, draws=50),
        whole=whole_statistics(table, draws=50),
        options=options,
        alarms=alarms,
        graders=0,
        choices=choices_of(sat, copies, responses, table),
        effort=work,
        pace=pace_of((), work),
        agreements=(),
        calibration=None,
        corrections=(),
        account=None,
    )


def html_of(found: Findings) -> str:
    """The report's page."""
    return report_html(report_of(found), templates=TEMPLATES)
