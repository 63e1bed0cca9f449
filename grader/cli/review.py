"""`grader review`: what waits for a person, on a page or as a sheet that goes out and comes back."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.app import (
    CourseOption,
    DryRunOption,
    JsonOption,
    ReasonOption,
    SittingArgument,
    actor,
    app,
    folder_there,
    open_sitting,
    say,
    show_json,
)
from grader.errors import InputError, PeopleNeeded, Refused

if TYPE_CHECKING:
    from grader.model.exam import Exam
    from grader.records import Records
    from grader.review import Waiting
    from grader.workspace import Workspace


@app.command(
    epilog="Example: grader review 2026-04-15-mid-course   ·   grader review 2026-04-15-mid-course --export sheet.csv, "
    "fill `points`, then grader review 2026-04-15-mid-course --import sheet.csv"
)
def review(
    sitting: SittingArgument,
    file: Annotated[
        Path | None, typer.Argument(help="The sheet, CSV or XLSX; by default out/review.csv of the sitting.")
    ] = None,
    export: Annotated[bool, typer.Option("--export", help="Write the sheet.")] = False,
    import_: Annotated[bool, typer.Option("--import", help="Take the sheet back, as decisions.")] = False,
    export_doubts: Annotated[
        bool, typer.Option("--export-doubts", help="Write what paper leaves open, with pictures.")
    ] = False,
    import_doubts: Annotated[
        bool, typer.Option("--import-doubts", help="Take that table back, filled.")
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all/--pending", help="With --export: decided answers too, or what waits only.")
    ] = False,
    first: Annotated[
        int | None,
        typer.Option(
            help="With --export: only the N answers of each item that teach the machine most.", min=1
        ),
    ] = None,
    excel_it: Annotated[
        bool, typer.Option("--excel-it", help="Write CSV for an Italian Excel: semicolons, decimal commas.")
    ] = False,
    list_: Annotated[bool, typer.Option("--list", help="Say what waits, and open no page.")] = False,
    host: Annotated[
        str, typer.Option(help="Serve other machines under this name or address; needs --cert and --key.")
    ] = "",
    port: Annotated[int, typer.Option(help="Of the page; by default any free one.", min=0, max=65535)] = 0,
    grader: Annotated[
        list[str] | None, typer.Option(help="Who reviews; each gets a link of their own. By default you.")
    ] = None,
    cert: Annotated[
        Path | None, typer.Option(help="TLS certificate, PEM.", exists=True, show_default=False)
    ] = None,
    key: Annotated[Path | None, typer.Option(help="TLS key, PEM.", exists=True, show_default=False)] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open it in the browser.")] = True,
    learn: Annotated[
        bool,
        typer.Option(
            "--learn/--no-learn",
            help="Renew suggestions on the page while you decide, or leave them as they are.",
        ),
    ] = True,
    reason: ReasonOption = "",
    dry_run: DryRunOption = False,
    json: JsonOption = False,
    course: CourseOption = None,
) -> None:
    """Open the page on which people decide the open answers of SITTING; or work with sheets instead of the page."""
    from grader import workspace
    from grader.cli import doubts
    from grader.cli.page import Served, serve
    from grader.gradebook.final import as_scored
    from grader.review import line_up

    if export + import_ + export_doubts + import_doubts + (list_ or json) > 1:
        raise typer.BadParameter("--export, --import and --list are steps of their own")
    if file and not (export or import_ or export_doubts or import_doubts):
        raise typer.BadParameter("say --export or --import with a file")
    if (host or port or grader or cert or key) and (
        export or import_ or export_doubts or import_doubts or list_
    ):
        raise typer.BadParameter("--host, --port, --grader, --cert and --key are about the page")
    if export or export_doubts:
        folder_there(file)
    place = workspace.find(course)
    where = place.sitting(sitting)
    if first is not None and not export:
        raise typer.BadParameter("--first goes with --export")
    sheet = file or where.out_folder / "review.csv"
    writes = ((export or import_) and not dry_run) or export_doubts or import_doubts
    with open_sitting(place, where, writes=writes) as records:
        exam = as_scored(where.exam(), records)
        if export_doubts:
            doubts.export_doubts(place, where, records, file, excel_it=excel_it, dry_run=dry_run)
        elif import_doubts:
            doubts.import_doubts(place, where, records, file, reason=reason, dry_run=dry_run)
        elif export:
            rules = place.course().open_answers
            queue = line_up(
                exam,
                records.copies(exam.id),
                records.responses(exam.id),
                records.suggestions(exam.id),
                records.decisions(exam.id),
                rules,
                decided_too=everything,
                first=first,
            )
            written = _export(exam, records, sheet, queue, excel_it, dry_run)
            print(f"{'would write' if dry_run else 'wrote'} {sheet} ({written} answers)")
        elif import_:
            _import(exam, records, sheet, reason, dry_run)
            if not dry_run:
                _learn(place, exam, records)
        elif list_ or json:
            _list(place, exam, records, json)
        else:
            serve(place, where, records, Served(host, port, tuple(grader or ()), cert, key, browser, learn))


def _learn(place: "Workspace", exam: "Exam", records: "Records") -> None:
    """Suggest anew from all decisions, and say what the suggestions are worth by now."""
    from grader.cli.open_answers import say_progress, suggest_open
    from grader.scoring import accept

    rules, decisions = place.course().open_answers, records.decisions(exam.id)
    suggestions, judgement = suggest_open(
        place, exam, records.copies(exam.id), records.responses(exam.id), decisions, records, keep=True
    )
    records.save_suggestions(exam.id, suggestions)
    records.accept(exam.id, accept(exam.id, suggestions, rules), actor=actor())
    if judgement:
        from grader.scoring.openended.progress import progress

        say_progress(progress(judgement), float(rules.totals))


def _list(place_: "Workspace", exam: "Exam", records: "Records", json: bool) -> None:
    from collections import Counter

    from grader.cli import paper
    from grader.review import waiting

    state = (records.copies(exam.id), records.responses(exam.id), records.decisions(exam.id))
    counts = Counter(place.item.id for place, _ in waiting(exam, *state))
    asked = paper.questions(place_, exam, records)
    if json:
        about_paper = Counter(doubt.question.value for doubt in asked)
        show_json(
            {"sitting": exam.id, "waiting": counts.total(), "items": counts, "about_paper": about_paper}
        )
    else:
        for item, count in counts.items():
            print(f"{count:5}  {item}")
        print(f"{counts.total():5}  open answers wait for a decision")
        if asked:
            print(f"{len(asked):5}  questions about paper are open")
    if asked:
        paper.ask(asked)
        say(f"{len(asked)} questions about paper -> grader review {exam.id} --export-doubts")
    if asked and not counts:
        what = f"{len(asked)} questions about the paper of {exam.id} are open"
        raise PeopleNeeded(what, hint=f"grader review {exam.id} --export-doubts, fill it, --import-doubts")
    if counts:
        hint = f"grader review {exam.id} opens the page; or --export, fill the column `points`, then --import"
        raise PeopleNeeded(f"{counts.total()} open answers of {exam.id} wait for a decision", hint=hint)


def _export(
    exam: "Exam",
    records: "Records",
    path: Path,
    queue: "Sequence[Waiting]",
    excel_it: bool,
    dry_run: bool,
) -> int:
    from grader import tables
    from grader.files import atomic_write
    from grader.review import HEADER, read_sheet, sheet_rows

    copies, responses = records.copies(exam.id), records.responses(exam.id)
    decisions = records.decisions(exam.id)
    if path.exists():
        filled = read_sheet(tables.read(path, str(path)), exam, copies, responses, decisions)
        hint = "import it first, or give another file name"
        if lost := len(filled.decisions) + len(filled.problems):
            raise Refused(f"{path} holds {lost} points that were not imported", hint=hint)
        if filled.comments:
            what = f"{path} holds {filled.comments} comments without points, which would be lost"
            raise Refused(what, hint="give another file name")
    rows = sheet_rows(queue)
    if path.suffix.lower() == ".xlsx":
        content = tables.to_xlsx(HEADER, rows, sheet=exam.id)
    else:
        content = tables.to_csv(HEADER, rows, excel_it=excel_it)
    if not dry_run:
        atomic_write(path, content)
    return len(rows)


def _import(exam: "Exam", records: "Records", path: Path, reason: str, dry_run: bool) -> None:
    from grader import tables
    from grader.review import read_sheet

    table = tables.read(path, str(path))
    sheet = read_sheet(
        table, exam, records.copies(exam.id), records.responses(exam.id), records.decisions(exam.id)
    )
    for note in table.notes:
        say(f"{path}: {note}")
    if sheet.problems:
        raise InputError(f"{path} must be corrected; nothing of it was recorded", problems=sheet.problems)
    if sheet.changes and not reason.strip():
        what = f"{len(sheet.changes)} earlier decisions would change; nothing was recorded"
        raise Refused(what, hint="if that is meant, say why with --reason", problems=sheet.changes)
    if not dry_run:
        records.decide(exam.id, sheet.decisions, actor=actor(), reason=reason)
    print(
        f"{'would record' if dry_run else 'recorded'}: {len(sheet.decisions)} decisions "
        f"({len(sheet.changes)} change an earlier one); already recorded: {sheet.unchanged}; "
        f"without points: {sheet.empty}"
    )
    if sheet.comments:
        say(
            f"{path}: {sheet.comments} comments without points are not recorded -> write the points beside them"
        )
