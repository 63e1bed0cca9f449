"""`grader assemble`: a blueprint and a date make a sealed exam, and a sealed exam stays as it is."""

import datetime as dt
import hashlib
from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from grader.cli.app import CourseOption, DryRunOption, JsonOption, actor, app, say, show_json

if TYPE_CHECKING:
    from grader.model.exam import Exam
    from grader.records import Records
    from grader.workspace import Sitting, Workspace


@app.command(epilog="Example: grader assemble mid-course --date 2026-04-15")
def assemble(
    blueprint: Annotated[str, typer.Argument(help="A blueprint under exams/, such as mid-course.")],
    date: Annotated[
        dt.datetime, typer.Option(formats=["%Y-%m-%d"], help="The day of the exam.", show_default=False)
    ],
    seed: Annotated[
        int | None,
        typer.Option(
            min=0, max=2**31 - 1, help="Another number, another exam.", show_default="by the sitting"
        ),
    ] = None,
    force: Annotated[
        bool,
        typer.Option("--force", help="Replace an exam of which nothing was printed; the old one is kept."),
    ] = False,
    course: CourseOption = None,
    json_: JsonOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Choose the items of BLUEPRINT for one day, and seal the exam with its forms and their keys."""
    from grader import workspace
    from grader.assembly import lock_text
    from grader.files import atomic_write, locked
    from grader.records import open_records

    place = workspace.find(course)
    sitting = place.new_sitting(f"{date.date().isoformat()}-{blueprint}")
    if dry_run:
        _report(_assemble(place, sitting, blueprint, date.date(), seed), json_)
        say(f"nothing was written; without --dry-run this goes into {sitting.lock_file}")
        return
    with locked(place.root / "sittings" / ".lock"), open_records(place.database) as records:
        exam = _assemble(place, sitting, blueprint, date.date(), seed)
        text = lock_text(exam)
        old = sitting.lock_file.read_text(encoding="utf-8") if sitting.lock_file.exists() else ""
        if old != text:
            if old or records.events(sitting.id):
                _refuse_printed(sitting, records, force=force)
            if old:
                kept = sitting.folder / f"exam.lock.{_hash(old)[:12]}.json"
                atomic_write(kept, old)
                say(f"the exam that was sealed before is kept as {kept.name}")
            atomic_write(sitting.lock_file, text)
        _remember(records, exam, _hash(text))
    _report(exam, json_)
    say(f"{'unchanged' if old == text else 'sealed'}: {sitting.lock_file}")


def _assemble(place: "Workspace", sitting: "Sitting", name: str, date: dt.date, seed: int | None) -> "Exam":
    """Gather what `assembly.assemble` needs: bank, blueprint, earlier sittings, seed, and lines for messages."""
    from grader import assembly
    from grader.assembly.chance import seed_of
    from grader.bank.check import check
    from grader.errors import InputError, errors_of
    from grader.model.blueprint import PastUse

    recipe, course = place.blueprint(name), place.course()
    bank = place.bank()
    if wrong := errors_of(check(bank, place.asset_names())):
        raise InputError("the bank must be corrected before an exam is made of it", problems=wrong)
    history = []
    for other in place.sittings():
        if other.id != sitting.id:
            exam = other.exam()
            used = sorted({entry.item.id for form in exam.forms for entry in form.items})
            history.append(PastUse(sitting=exam.id, date=exam.date, items=tuple(used)))
    if seed is None:  # a sealed exam is repeated with its own seed
        seed = sitting.exam().seed if sitting.lock_file.exists() else seed_of(sitting.id)
    return assembly.assemble(
        bank.items,
        recipe,
        name=name,
        course=course,
        date=date,
        seed=seed,
        history=history,
        where=place.blueprint_places(name),
    )


def _refuse_printed(sitting: "Sitting", records: "Records", *, force: bool) -> None:
    """Stop before a sealed exam is replaced, unless nothing of it has left the house and it was asked for."""
    from grader.errors import Refused
    from grader.model.event import EventKind

    gone_out = {event.kind for event in records.events(sitting.id)} - {EventKind.SEALED}
    if gone_out or sitting.print_folder.exists():
        raise Refused(
            f"{sitting.id} is sealed and was printed or answered; what would be made now differs from it",
            hint="the sealed exam counts whatever the bank says now; for another exam name another date",
        )
    if not force:
        raise Refused(
            f"{sitting.id} is sealed, and what would be made now differs: seed, bank, blueprint or version changed",
            hint="nothing was printed yet: `--force` replaces it and keeps the old one beside it",
        )


def _remember(records: "Records", exam: "Exam", sha256: str) -> None:
    """Record that the exam was sealed, once."""
    import json

    from grader.model.event import EventKind

    sealed = records.events(exam.id, EventKind.SEALED)
    if not sealed or json.loads(sealed[-1].payload)["sha256"] != sha256:
        payload = {"sha256": sha256, "seed": exam.seed, "tool_version": exam.tool_version}
        records.append(exam.id, EventKind.SEALED, payload, actor=actor())


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _report(exam: "Exam", json_: bool) -> None:
    summary = _summary(exam)
    if json_:
        show_json(summary)
        return
    print(f"{exam.id}: {exam.blueprint.title}, seed {exam.seed}")
    for form in summary["forms"]:
        print(
            f"form {form['form']}: {form['items']} items, {form['points']} points, "
            f"{form['minutes']} of {exam.blueprint.minutes} minutes, expected facility {form['facility']:.3f}"
        )
        for what in ("types", "topics", "levels"):
            print(f"  {what}: " + ", ".join(f"{count} {name}" for name, count in form[what].items()))
    shared = summary["shared"]
    if shared is not None:
        print(f"two forms share at most {shared} items")
    solution = exam.solution
    target = exam.blueprint.target_facility
    seen = f"{solution.pool} items in the pool, {solution.considered} looked at"
    if target is None and len(exam.forms) == 1:
        print(seen)
        return
    best = "proven: no choice does better" if solution.proven else f"at best {solution.bound:.4f} is possible"
    meant = "from each other" if target is None else f"from the target of {target:g}"
    print(f"expected facility: at most {solution.objective:.4f} {meant}; {best} ({seen})")


def _summary(exam: "Exam") -> dict[str, Any]:
    """What an instructor wants to know of an exam at a glance."""
    import itertools

    ids = [{entry.item.id for entry in form.items} for form in exam.forms]
    return {
        "sitting": exam.id,
        "seed": exam.seed,
        "solution": exam.solution.model_dump(),
        "shared": max((len(a & b) for a, b in itertools.combinations(ids, 2)), default=None),
        "forms": [
            {
                "form": form.letter,
                "items": len(form.items),
                "points": sum(entry.points for entry in form.items),
                "minutes": form.expected_minutes,
                "facility": form.expected_facility,
                "types": _count(entry.item.type for entry in form.items),
                "topics": _count(entry.item.topic for entry in form.items),
                "levels": _count(entry.item.level or "none" for entry in form.items),
            }
            for form in exam.forms
        ],
    }


def _count(values: Any) -> dict[str, int]:
    return dict(sorted(Counter(str(value) for value in values).items()))
