"""`grader report`: what an exam says, as a page to read and print, as tables, and in short on the screen."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from grader.cli.app import (
    CourseOption,
    DryRunOption,
    JsonOption,
    SittingArgument,
    app,
    open_sitting,
    say,
    show_json,
)

if TYPE_CHECKING:
    from rich.table import Table

    from grader.analysis.alarms import Alarms
    from grader.analysis.figures import ExamStatistics, Figure, ItemStatistics

WHY = {
    "few": "fewer than 30 papers",
    "constant": "all the same",
    "unlike": "the forms have different questions",
}


@app.command("report", epilog="Example: grader report 2026-04-15-mid-course")
def report(
    sitting: SittingArgument,
    course: CourseOption = None,
    json_: JsonOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Say how an exam and each of its questions did: report.html and report.pdf in the sitting's out/, and every table as CSV.

    Figures have a 95 % interval; one in brackets (on the page: in grey) rests on too little to be trusted.
    """
    from grader import workspace
    from grader.files import atomic_write
    from grader.gradebook.study import study
    from grader.reporting.page import report_html, report_pdf
    from grader.reporting.report import report_of
    from grader.reporting.tables import report_tables
    from grader.tables import to_csv

    place = workspace.find(course)
    folder = place.sitting(sitting)
    with open_sitting(place, folder, writes=False) as book:
        found = study(place, folder, book)
    page = report_of(found)
    html = report_html(page, templates=(place.root / "templates", workspace.bundled("templates")))
    files: dict[str, bytes | str] = {
        name: to_csv(*table) for name, table in report_tables(found, page.notices).items()
    }
    files["report.html"] = html
    if not dry_run:
        files["report.pdf"] = report_pdf(html)
        for name, content in files.items():
            atomic_write(folder.out_folder / name, content)
    if json_:
        answer: dict[str, object] = {
            "items": [asdict(item) for item in found.items],
            "exam": asdict(found.whole),
        }
        answer |= {"options": [asdict(option) for option in found.options]}
        answer |= {"probable_wrong_keys": [asdict(alarm) for alarm in found.alarms.wrong_keys]}
        answer |= {"looked_at": asdict(found.alarms), "pace": asdict(found.pace)}
        answer |= {"forms": [asdict(form) for form in found.forms]}
        answer |= {"difference": asdict(found.difference) if found.difference else None}
        answer |= {"open_answers": asdict(found.effort), "agreement": [asdict(a) for a in found.agreements]}
        show_json(answer | {"alarms": [asdict(one) for one in page.notices], "dry_run": dry_run})
        return
    from rich.console import Console

    Console(width=None if Console().is_terminal else 110).print(_table(found.items))
    print("\n".join(_whole(found.whole)))
    for form in found.forms if len(found.forms) > 1 else ():
        mean, alpha = _said(form.figures.mean), _said(form.figures.alpha)
        print(f"form {form.letter}: {form.figures.mean.n} papers, mean {mean}, reliability (alpha) {alpha}")
    for notice in page.notices:
        where = f"look at {', '.join(notice.items)}: " if notice.items else ""
        print(f"{where}{notice.title}. {notice.text} -> {notice.advice}")
    for line in _named(found.alarms):
        print(line)
    if waiting := found.papers.waiting:
        say(f"{waiting} papers have points that wait for people; they count only where theirs are known")
    out = folder.out_folder.relative_to(place.root)
    tables = sum(name.endswith(".csv") for name in files)
    verb = "would be written" if dry_run else "written"
    say(f"{verb}: {out}/report.html, report.pdf and {tables} tables as CSV")


def _table(items: "Sequence[ItemStatistics]") -> "Table":
    """A row for each item."""
    from rich.table import Table

    table = Table(title="Questions")
    for name in ("question", "papers", "share of points", "sd, points", "item-rest", "left blank"):
        table.add_column(name, justify="left" if name == "question" else "right", no_wrap=name == "question")
    for item in items:
        table.add_row(
            item.item_id,
            str(item.facility.n),
            _short(item.facility),
            _short(item.sd),
            _short(item.discrimination),
            _short(item.blank),
        )
    return table


def _whole(exam: "ExamStatistics") -> "Iterator[str]":
    """The test in a few lines."""
    yield f"points: mean {_said(exam.mean)}, sd {_said(exam.sd)}"
    if exam.quartiles:
        yield "a quarter of the papers has at most {:g} points, half {:g}, three quarters {:g}".format(
            *exam.quartiles
        )
    yield f"reliability (alpha) {_said(exam.alpha)}; standard error of a student's points {_said(exam.error)}"


def _named(alarms: "Alarms") -> "Iterator[str]":
    """What the page does not say, since it may be shown to others: who judges otherwise, and which papers are alike."""
    for one in alarms.differing:
        more = "more" if one.shift > 0 else "less"
        yield f"{one.grader} gives {abs(one.shift):.0%} of the points {more} than others ({one.answers} answers)"
    for pair in alarms.alike:
        (a, b), (first, second) = pair.copies, pair.seats
        seats = f" (seats {first} and {second})" if first and second else ""
        yield (
            f"papers {a} and {b}{seats}: {pair.same} of {pair.common} answers the same, {pair.same_wrong} of them wrong "
            f"where {pair.expected_wrong:.1f} are to be expected"
        )


def _short(figure: "Figure") -> str:
    if figure.value is None:
        return "–"
    return f"{figure.value:.2f}" if figure.enough else f"({figure.value:.2f})"


def _said(figure: "Figure") -> str:
    """A figure with its interval, or why there is none."""
    why = f" ({WHY[figure.why.value]})" if figure.why.value else ""
    if figure.value is None:
        return f"not known{why}"
    span = f" ({figure.low:.2f} to {figure.high:.2f})" if figure.low is not None else ""
    return f"{figure.value:.2f}{span}{why}"
