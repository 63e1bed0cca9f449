"""`grader bank import` and `grader bank export`: items from and for the systems that people already use."""

from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.app import CourseOption, DryRunOption, JsonOption, OutputArgument, show_json
from grader.cli.bank import (
    LevelOption,
    PartOption,
    StatusOption,
    TagOption,
    TopicOption,
    TypeOption,
    bank_app,
    warn_unread,
)
from grader.cli.exchanged import as_json, asset_of, pictures_of, problem_of, say_lost, show
from grader.errors import InputError, PeopleNeeded, Problem, Refused
from grader.model.kinds import Part, Status

if TYPE_CHECKING:
    from grader.bank.interchange.carried import Foreign, Format, Unread
    from grader.bank.interchange.placing import Placed, Wishes
    from grader.workspace import Workspace

    Read = tuple[Path, Format, Foreign]
    Done = tuple[Path, Format, Foreign, Placed]

LARGEST = 100 * 2**20  # bytes of a file that is opened at all


@bank_app.command("import", epilog="Example: grader bank import quiz.xml --part second --dry-run")
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="What another system exported.")],
    format_: Annotated[
        str,
        typer.Option("--format", help="moodle, gift, aiken, ...; by default what is in the file decides."),
    ] = "",
    topic: Annotated[str, typer.Option(help="Put all items into questions/TOPIC.yaml.")] = "",
    module: Annotated[str, typer.Option(help="The module of all items.")] = "",
    part: Annotated[Part | None, typer.Option(help="The half of the course of all items.")] = None,
    status: Annotated[Status | None, typer.Option(help="The status of all items (else draft).")] = None,
    course: CourseOption = None,
    json_: JsonOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Put questions from Moodle and other systems into the bank, as drafts; what cannot be carried is named."""
    from grader import workspace
    from grader.bank.interchange.filing import file_away
    from grader.bank.interchange.labels import slug
    from grader.bank.interchange.placing import Wishes
    from grader.files import atomic_write, locked

    for option, text in (("--topic", topic), ("--module", module)):
        if text != slug(text):
            raise typer.BadParameter(f"write it as {slug(text) or 'small-letters'}", param_hint=option)
    home = workspace.find(course)
    wishes = Wishes(topic, module, part, status)
    read = [_read(path, format_) for path in files]
    # the same lock as `assemble`, which must not read a bank that is half of an import
    with nullcontext() if dry_run else locked(home.root / "sittings" / ".lock"):
        done, pictures = _place_all(home, read, wishes)
        results = [placed for *_, placed in done]
        refused = [unread for placed in results for unread in placed.refused]
        _stop_before_writing(results, refused)
        items = [item for placed in results for item in placed.items]
        written = file_away(items, lambda name: _text(home.root / name))
        if not dry_run:
            for name, content in pictures.items():
                atomic_write(home.questions / name, content)
            for name, text in written.items():
                atomic_write(home.root / name, text)
    if json_:
        show_json(as_json(done, written, pictures, dry_run=dry_run))
    else:
        show(done, written, pictures, dry_run=dry_run)
    if refused:
        raise PeopleNeeded(
            f"{len(refused)} of {len(items) + len(refused) + sum(len(p.there) for p in results)} questions are not carried",
            hint="write these by hand where you need them, with `grader bank new`",
            problems=map(problem_of, refused),
        )


def _place_all(
    home: "Workspace", read: "list[Read]", wishes: "Wishes"
) -> "tuple[list[Done], dict[str, bytes]]":
    """What becomes of every question beside the bank and the files before it; and the pictures, by name."""
    from grader.bank.interchange.placing import place

    bank = home.bank()
    done: list[Done] = []
    pictures: dict[str, bytes] = {}
    for path, format_used, foreign in read:
        placed = place(foreign, bank, wishes, partial(asset_of, home, pictures))
        pictures |= placed.pictures
        where = {id_: question.where for id_, question in placed.origin.items()}
        bank = replace(bank, items=(*bank.items, *placed.items), where={**bank.where, **where})
        done.append((path, format_used, foreign, placed))
    return done, pictures


@bank_app.command("export", epilog="Example: grader bank export moodle bank.xml --topic metric-learning")
def export(
    format_: Annotated[str, typer.Argument(metavar="FORMAT", help="moodle, gift, aiken, ...")],
    file: OutputArgument,
    topic: TopicOption = None,
    type_: TypeOption = None,
    level: LevelOption = None,
    part: PartOption = None,
    status: StatusOption = None,
    tag: TagOption = None,
    replace_: Annotated[bool, typer.Option("--replace", help="Write over a file that is there.")] = False,
    course: CourseOption = None,
    json_: JsonOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Write items for Moodle and other systems, and say what their formats have no place for."""
    from grader import workspace
    from grader.bank.interchange.carried import Outgoing
    from grader.bank.stats import select
    from grader.files import atomic_write

    write = _named(format_, "write").write
    assert write is not None, "only formats that can be written were looked for"
    home = workspace.find(course)
    wanted = type_.value if type_ else None
    bank = home.bank()
    items = select(bank.items, topic=topic, type_=wanted, level=level, part=part, status=status, tag=tag)
    if not items:
        raise InputError("no item is chosen", hint="`grader bank list` with the same options shows which are")
    if file.exists() and not replace_:
        raise Refused(f"{file} is there already", hint="name another file, or add --replace")
    about = home.course()
    sent = write(Outgoing(about.title, items, pictures_of(home, items), about.language))
    if not dry_run:
        atomic_write(file, sent.content)
    if json_:
        show_json(
            {
                "file": str(file),
                "items": len(items),
                "lost": sent.lost,
                "problems": len(bank.problems),
                "dry_run": dry_run,
            }
        )
        return
    print(f"{file}  {len(items)} items, {len(sent.content)} bytes{' (not written)' if dry_run else ''}")
    say_lost({f"{id_}: " if id_ else "": lost for id_, lost in sent.lost.items()})
    warn_unread(bank)


def _named(name: str, way: str) -> "Format":
    """The format of a name that can be read or written; else a mistake in typing."""
    from grader.bank.interchange.formats import FORMATS, named

    found = named(name)
    if found is None or getattr(found, way) is None:
        known = ", ".join(each.name for each in FORMATS if getattr(each, way))
        raise typer.BadParameter(f"there are {known}", param_hint="--format" if way == "read" else "FORMAT")
    return found


def _read(path: Path, name: str) -> "tuple[Path, Format, Foreign]":
    """What a file holds; raise InputError when it is broken, hostile, or of no known format."""
    from grader.bank.interchange.formats import FORMATS, recognise

    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= LARGEST and path.is_file() else b""
    except OSError as error:
        raise InputError(
            "nothing was imported", problems=[Problem(str(path), f"cannot be read: {error.strerror}")]
        ) from None
    if not content:
        what = f"it has more than {LARGEST // 2**20} MB" if size > LARGEST else "there is nothing in it"
        raise InputError("nothing was imported", problems=[Problem(path.name, what)])
    found = _named(name, "read") if name else recognise(content, path.name)
    if found is None or found.read is None:
        known = ", ".join(each.name for each in FORMATS if each.read)
        hint = f"say which it is with --format ({known})"
        raise InputError("nothing was imported", problems=[Problem(path.name, "no known format", hint)])
    return path, found, found.read(content, path.name)


def _stop_before_writing(results: "list[Placed]", refused: "list[Unread]") -> None:
    """Raise when the bank disagrees with the files, or when they hold nothing that can be carried."""
    conflicts = [conflict for placed in results for conflict in placed.conflicts]
    if conflicts:
        raise Refused(
            f"{len(conflicts)} items of the bank differ; nothing was written",
            hint="decide for each: delete it from the bank, or give the question in the file another id",
            problems=conflicts,
        )
    if not any(placed.items or placed.there for placed in results):
        raise InputError(
            "there is no question that can be carried; nothing was written", problems=map(problem_of, refused)
        )


def _text(path: Path) -> str | None:
    return path.read_bytes().decode("utf-8-sig") if path.exists() else None
