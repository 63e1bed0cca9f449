"""`grader read --again`: the fills of all pages judged by other thresholds, shown first, kept as an event, taken back."""

from collections import Counter
from typing import TYPE_CHECKING

import typer

from grader.cli.app import actor, say, show_json
from grader.errors import InputError, PeopleNeeded

if TYPE_CHECKING:
    from grader.reading.again import Change
    from grader.workspace import Sitting, Workspace

SHOWN = 40  # bubbles listed on the screen; --json gives all


def judge_again(
    place: "Workspace",
    where: "Sitting",
    sensitivity: float | None,
    *,
    reason: str,
    dry_run: bool,
    json: bool,
) -> None:
    """Judge what was read with a sensitivity, none for "as it was read"; what people said stays."""
    from dataclasses import replace

    from grader.cli import paper
    from grader.files import locked
    from grader.gradebook.paper import know
    from grader.reading import again
    from grader.reading.standing import SCANS, stand
    from grader.records import open_records

    if sensitivity is not None and not again.LEAST <= sensitivity <= again.MOST:
        raise typer.BadParameter(f"a sensitivity is from {again.LEAST:g} to {again.MOST:g}")
    if not dry_run and not reason.strip():
        raise typer.BadParameter("say why, it is kept in the records; or look first with --dry-run")
    exam = where.exam()
    with locked(where.folder / ".lock"), open_records(place.database) as book:
        pages = book.pages(exam.id)
        if not pages:
            raise InputError(f"no page of {exam.id} was read yet", hint=f"grader read {exam.id} FILES")
        judged = () if sensitivity is None else again.judge_again(pages, again.rules_of(sensitivity))
        known = know(place, exam, book)
        before = stand(known)
        changed = tuple(again.changes(known.pages, again.as_judged(pages, judged)))
        after = stand(replace(known, pages=again.as_judged(pages, judged)))
        if not dry_run and (changed or judged != book.judged(exam.id)):
            book.judge(exam.id, judged, sensitivity, actor=actor(), reason=reason)
            paper.keep(book, exam.id, after, {SCANS: [], "again": sensitivity}, reason)
    if json:
        show_json(
            {
                "sitting": exam.id,
                "dry_run": dry_run,
                "bubbles": [_row(change) for change in changed],
                **paper.as_json(after),
            }
        )
    else:
        _show(changed)
        verb = "would record" if dry_run else "recorded"
        print(f"{verb}: {len(after.responses)} answers that are new or other than before")
        print(f"questions about paper: {len(before.doubts)} before, {len(after.doubts)} after")
    paper.ask([doubt for doubt in after.doubts if doubt not in before.doubts])
    if dry_run and changed:
        say("nothing was changed: repeat without --dry-run and with --reason to apply it")
    if after.doubts and not dry_run:
        hint = f"grader review {exam.id} --export-doubts"
        raise PeopleNeeded(f"{len(after.doubts)} questions about paper are open", hint=hint)


def _row(change: "Change") -> dict[str, str | int | float]:
    fill = change.fill
    return {
        "copy": change.copy_number,
        "page": change.page,
        "role": fill.role.value,
        "number": fill.number,
        "column": fill.column,
        "value": fill.value,
        "darkness": fill.inner,
        "before": change.before.value,
        "after": fill.state.value,
    }


def _show(changed: "tuple[Change, ...]") -> None:
    """Which bubbles on which papers, and how many of each kind."""
    for row in map(_row, changed[:SHOWN]):
        what = f"question {row['number']}" if row["number"] else "student id"
        print(
            f"copy {row['copy']}, {what}, {row['value']}: {row['before']} -> {row['after']} ({row['darkness']})"
        )
    if len(changed) > SHOWN:
        print(f"... and {len(changed) - SHOWN} more (--json lists all)")
    kinds = Counter((change.before.value, change.fill.state.value) for change in changed)
    told = ", ".join(f"{count} {old} -> {new}" for (old, new), count in sorted(kinds.items()))
    papers = len({change.copy_number for change in changed})
    print(f"bubbles that change: {len(changed)} on {papers} papers" + (f": {told}" if told else ""))
