"""`grader exam export`: a sealed exam as a quiz for another system, so that the same test can be sat online."""

from enum import StrEnum
from typing import Annotated

import typer

from grader.cli.app import (
    CourseOption,
    DryRunOption,
    JsonOption,
    OutputArgument,
    SittingArgument,
    app,
    say,
    show_json,
)

exam_app = typer.Typer(no_args_is_help=True, help="Take a sealed exam to another system.")
app.add_typer(exam_app, name="exam")


class Target(StrEnum):
    """The systems that a sealed exam can go to."""

    MOODLE = "moodle"
    QTI = "qti"
    CANVAS = "canvas"


@exam_app.command(
    "export", epilog="Example: grader exam export 2026-04-15-mid-course quiz.xml --to moodle --form A"
)
def export(
    sitting: SittingArgument,
    file: OutputArgument,
    to: Annotated[Target, typer.Option("--to", help="The system that it is for.", show_default=False)],
    form: Annotated[str, typer.Option(help="The form, such as A; not needed where there is one.")] = "",
    pool: Annotated[
        bool, typer.Option("--pool", help="All forms' items, in groups to draw from that keep the quotas.")
    ] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Write over a file that is there.")] = False,
    course: CourseOption = None,
    json_: JsonOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Make a quiz of a form of SITTING, or of its pool; `grader import` takes the answers to a form back.

    The file holds the keys. Options keep their printed order and items their ids.
    """
    from dataclasses import replace as changed

    from grader import workspace
    from grader.bank.interchange.formats import named
    from grader.cli.exchanged import pictures_of, say_lost
    from grader.errors import Refused
    from grader.files import atomic_write
    from grader.gradebook.quiz import form_quiz, pool_quiz

    place = workspace.find(course)
    exam = place.sitting(sitting).exam()
    letters = [known.letter for known in exam.forms]
    if pool and form:
        raise typer.BadParameter("--pool takes the items of all forms: say one of the two")
    letter = form.upper() or letters[0]
    if not pool and (letter not in letters or (not form and len(letters) > 1)):
        raise typer.BadParameter(f"say which with --form; the forms of {sitting} are {', '.join(letters)}")
    if file.exists() and not replace:
        raise Refused(f"{file} is there already", hint="name another file, or add --replace")
    quiz = pool_quiz(exam) if pool else form_quiz(exam, letter)
    target = named(to.value)
    assert target is not None and target.write is not None, f"{to} is a format that can be written"
    sent = target.write(changed(quiz.going, pictures=pictures_of(place, quiz.going.items)))
    if not dry_run:
        atomic_write(file, sent.content)
    draws = [{"name": d.name, "pick": d.pick, "items": d.items} for d in quiz.going.draws]
    if json_:
        items = [item.id for item in quiz.going.items]
        show_json(
            {
                "sitting": sitting,
                "file": str(file),
                "items": items,
                "draws": draws,
                "lost": sent.lost,
                "remarks": quiz.remarks,
                "dry_run": dry_run,
            }
        )
        return
    groups = f" in {len(draws)} groups" if draws else ""
    print(
        f"{file}  {len(quiz.going.items)} items{groups}, {target.title}{' (not written)' if dry_run else ''}"
    )
    say_lost({f"{id_}: " if id_ else "": lost for id_, lost in sent.lost.items()})
    for remark in quiz.remarks:
        say(remark)
