"""The edge of the report: its values through a template to one HTML page, and to PDF. No script, no link, no font."""

from collections.abc import Sequence
from pathlib import Path

from grader.printing.render import fill
from grader.printing.sheets import rendered
from grader.reporting.report import Report
from grader.reporting.report_italian import REPORT_WORDS


def report_html(report: Report, *, templates: Sequence[Path]) -> str:
    """The report as one page that needs nothing else."""
    values = {"report": report, "words": REPORT_WORDS[report.language]}
    return fill("report/report.html.j2", values, templates)


def report_pdf(html: str) -> bytes:
    """The same page as PDF/UA-1; raise InputError with everything refused or unreadable."""
    return rendered("report", html, tagged=True)
