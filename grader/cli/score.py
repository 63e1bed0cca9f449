"""`grader score`: closed answers by rule, suggestions for open ones, and a table of who got what for which reason."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.app import (
    CourseOption,
    DryRunOption,
    JsonOption,
    SittingArgument,
    actor,
    app,
    open_sitting,
    refuse_practice,
    say,
    show_json,
    show_problems,
)

if TYPE_CHECKING:
    from grader.model.response import Copy
    from grader.model.score import FinalScore, Suggestion
    from grader.scoring import Line

HEADER = (
    "copy", "student_id", "form", "number", "item", "state", "points", "out_of", "origin", "suggested",
    "confidence", "promised", "why",
)  # fmt: skip
_SHOWN = 20  # doubtful answers; the others stand in scores.csv


@app.command(epilog="Example: grader score 2026-04-15-mid-course")
def score(
    sitting: SittingArgument,
    course: CourseOption = None,
    agreement: Annotated[
        bool,
        typer.Option("--agreement", help="Show how suggestions compare with decisions, and what to read."),
    ] = False,
    json_: JsonOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Score closed answers by rule and suggest points for open ones; exits 4 while people must decide."""
    from grader import workspace
    from grader.cli.open_answers import agreement_json, say_progress, show_agreement, suggest_open
    from grader.errors import PeopleNeeded, Problem, Severity
    from grader.files import atomic_write
    from grader.gradebook.final import as_scored, final_scores, read_records
    from grader.scoring import accept, doubtful, summarise
    from grader.scoring.summary import undecided, unrecorded
    from grader.tables import to_csv

    place = workspace.find(course)
    where, rules = place.sitting(sitting), place.course().open_answers
    out = where.out_folder / "scores.csv"
    refuse_practice(where.exam())
    with open_sitting(place, where, writes=not dry_run) as book:
        exam = as_scored(where.exam(), book)
        held = read_records(place, exam, book)
        suggestions, judgement = suggest_open(
            place, exam, held.copies, held.responses, held.decisions, book, keep=not dry_run
        )
        accepted = accept(sitting, suggestions, rules)
        scores = final_scores(exam, replace(held, accepted=accepted), rules)
        if not dry_run:
            book.save_suggestions(sitting, suggestions)
            book.accept(sitting, accepted, actor=actor())
            atomic_write(out, to_csv(HEADER, _rows(held.copies, scores, suggestions)))
    lines, worth = summarise(scores, suggestions), None
    if judgement:
        from grader.scoring.openended.progress import progress

        worth = progress(judgement)
    pending = sum(line.pending for line in lines)
    missing, waiting = unrecorded(scores), undecided(scores)
    look = [
        Problem(f"copy {s.copy_number}, question {s.number}", f"0 points: {s.why}", severity=Severity.WARNING)
        for s in doubtful(exam, held.copies, held.responses)
    ]
    if json_:
        show_json(
            {
                "sitting": sitting,
                "pending": pending,
                "not_recorded": missing,
                "doubtful": [str(one) for one in look],
                "items": [asdict(line) for line in lines],
                **({"agreement": agreement_json(worth)} if worth and agreement else {}),
            }
        )
    else:
        _show(lines)
        if worth and agreement:
            print()
            show_agreement(worth)
        say(
            f"answers on {len({s.copy_number for s in scores})} of {len(held.copies)} copies; every score: {out}"
        )
    if dry_run:
        say(f"dry run: {len(suggestions)} suggestions and {out} are not written")
    if worth:
        say_progress(worth, float(rules.totals))
    show_problems(look[:_SHOWN])
    if look:
        hint = f"if one is right: grader import {sitting} FILE --replace --reason WHY, with the number alone"
        say(f"{len(look)} numeric answers are not understood and got 0 points -> {hint}")
    if not scores:
        raise PeopleNeeded(f"{sitting} has no answers yet", hint=f"grader import {sitting} FILE")
    if missing:
        what = f"{missing} answers are not recorded, not even as blanks"
        if not waiting:
            raise PeopleNeeded(what, hint=f"grader import {sitting} FILE")
        say(f"{what} -> grader import {sitting} FILE")
    if waiting:
        raise PeopleNeeded(
            "1 answer waits for a decision" if waiting == 1 else f"{waiting} answers wait for a decision",
            hint=f"grader review {sitting} {'--export-doubts' if held.waiting else '--export FILE'}",
        )


def _rows(
    copies: "Sequence[Copy]", scores: "Sequence[FinalScore]", suggestions: "Sequence[Suggestion]"
) -> list[tuple[str | int | Decimal | None, ...]]:
    """A row for each item of each paper; a paper that nobody handed in has one row that says so."""
    from grader.model.score import Origin

    suggested = {(s.copy_number, s.number): s for s in suggestions}
    of = {copy.number: copy for copy in copies}
    rows: list[tuple[str | int | Decimal | None, ...]] = []
    for one in scores:
        copy, hint = of[one.copy_number], suggested.get((one.copy_number, one.number))
        state = "pending" if one.points is None else "blank" if one.blank else "scored"
        machine: tuple[str | Decimal | None, ...] = (None, None, None)
        if hint:
            machine = (hint.points, Decimal(str(hint.confidence)), "yes" if hint.promised else "no")
        paper = (copy.number, copy.student, copy.form)
        given = (one.number, one.item_id, state, one.points, one.out_of, one.origin.value)
        why = one.why
        if hint and one.origin is not Origin.AUTO:  # what was accepted says so itself
            why = f"{why}; {hint.why}"
        rows.append((*paper, *given, *machine, why))
    handed_in = {one.copy_number for one in scores}
    for copy in copies:
        if copy.number not in handed_in:
            state = "voided" if copy.status == "voided" else "not handed in"
            rows.append((copy.number, copy.student, copy.form, None, None, state, *[None] * 7))
    return rows


def _show(lines: "Sequence[Line]") -> None:
    from rich.console import Console
    from rich.table import Table

    columns = ("item", "answers", "blank", "by rule", "decided", "accepted", "suggested", "pending", "mean")
    table = Table(*columns, box=None, pad_edge=False)
    for line in lines:
        counts = (
            line.answers,
            line.blank,
            line.by_rule,
            line.decided,
            line.accepted,
            line.suggested,
            line.pending,
        )
        table.add_row(line.item, *map(str, counts), "" if line.mean is None else f"{line.mean:.2f}")
    Console(width=None if Console().is_terminal else 110).print(table)
