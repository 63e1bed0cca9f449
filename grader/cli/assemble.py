"""`grader assemble`: a blueprint and a date make a sealed exam, and a sealed exam stays as it is.

A sealed exam is repeated with its own seed and with the statistics that it was made on, so that repeating changes nothing.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.app import CourseOption, DryRunOption, JsonOption, actor, app, say, show_problems
from grader.cli.assembled import report

if TYPE_CHECKING:
    from grader.model.blueprint import Blueprint
    from grader.model.exam import Exam
    from grader.records import Records
    from grader.workspace import Sitting, Workspace


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed, beside the blueprint's name."""

    date: dt.date
    seed: int | None
    forms: int | None
    overlap: int | None
    fresh: bool  # look at the sittings anew, though the exam is sealed

    def of(self, recipe: "Blueprint") -> "Blueprint":
        """The blueprint with what was typed in the place of what it says."""
        if self.forms is not None:
            recipe = recipe.model_copy(update={"forms": self.forms})
        if self.overlap is not None:
            shared = recipe.overlap.model_copy(update={"forms": self.overlap})
            recipe = recipe.model_copy(update={"overlap": shared})
        return recipe


@app.command(
    epilog="Example: grader assemble mid-course --date 2026-04-15   ·   "
    "six tests without a common question: grader assemble mid-course --date 2026-04-15 --forms 6 --overlap 0"
)
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
    forms: Annotated[
        int | None,
        typer.Option(
            min=1, max=26, help="How many versions: A, B, ...", show_default="as the blueprint says"
        ),
    ] = None,
    overlap: Annotated[
        int | None,
        typer.Option(
            min=0,
            help="How many items any two forms may share at most.",
            show_default="as the blueprint says",
        ),
    ] = None,
    force: Annotated[
        bool,
        typer.Option(
            "--force", help="Make an exam of which nothing was printed anew; the one it replaces is kept."
        ),
    ] = False,
    course: CourseOption = None,
    json_: JsonOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Choose the items of BLUEPRINT for one day, and seal the exam with its forms and their keys.

    How easy an item is, is taken from the sittings in which it was asked, where there were any; what they say is wrong
    with an item keeps it out, unless the blueprint allows it (`alarms: allow`) or includes it.
    """
    from grader import workspace
    from grader.assembly import lock_text
    from grader.files import atomic_write, locked
    from grader.records import open_records

    place = workspace.find(course)
    asked = Asked(date.date(), seed, forms, overlap, fresh=force)
    sitting = place.new_sitting(f"{asked.date.isoformat()}-{blueprint}")
    if dry_run:
        with open_records(place.database, create=False) as records:
            exam = _assemble(place, sitting, blueprint, asked, records)
        report(exam, json_=json_)
        say(f"nothing was written; without --dry-run this goes into {sitting.lock_file}")
        return
    with locked(place.root / "sittings" / ".lock"), open_records(place.database) as records:
        exam = _assemble(place, sitting, blueprint, asked, records)
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
    report(exam, json_=json_)
    say(f"{'unchanged' if old == text else 'sealed'}: {sitting.lock_file}")


def _assemble(place: "Workspace", sitting: "Sitting", name: str, asked: Asked, records: "Records") -> "Exam":
    """Gather what `assembly.assemble` needs: bank, blueprint, earlier sittings, what they taught, seed, and lines."""
    from grader import assembly
    from grader.assembly.chance import seed_of
    from grader.bank.check import check
    from grader.errors import InputError, errors_of
    from grader.gradebook.learned import experience
    from grader.model.blueprint import PastUse
    from grader.printing.images import with_pictures

    recipe, course = asked.of(place.blueprint(name)), place.course()
    bank = place.bank()
    if wrong := errors_of(check(bank, place.asset_names())):
        raise InputError("the bank must be corrected before an exam is made of it", problems=wrong)
    history = []
    for other in place.sittings():
        if other.id != sitting.id:
            exam = other.exam()
            used = sorted({entry.item.id for form in exam.forms for entry in form.items})
            history.append(PastUse(sitting=exam.id, date=exam.date, items=tuple(used)))
    sealed = sitting.exam() if sitting.lock_file.exists() else None
    if sealed and not asked.fresh:
        statistics = list(sealed.statistics)
    else:
        found = experience(place, records, until=asked.date, without=sitting.id, tell=say)
        show_problems(found.problems)
        known = found.records(bank.items).values()
        statistics = [record.learned for record in known if record.learned]
    seed = asked.seed
    if seed is None:
        seed = sealed.seed if sealed else seed_of(sitting.id)
    exam = assembly.assemble(
        bank.items,
        recipe,
        name=name,
        course=course,
        date=asked.date,
        seed=seed,
        history=history,
        statistics=statistics,
        where=place.blueprint_places(name),
    )
    return with_pictures(exam, place.questions)


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
            f"{sitting.id} is sealed, and what would be made now differs: seed, bank, blueprint, --forms, --overlap "
            "or version changed",
            hint="nothing was printed yet: `--force` makes it anew, on what sittings say by now, and keeps the old one beside it",
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
