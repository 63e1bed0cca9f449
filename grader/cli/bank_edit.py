"""`grader bank new` and `grader bank preview`: write an item, and see it as students will."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.app import CourseOption, DryRunOption, JsonOption, show_json, show_problems
from grader.cli.bank import bank_app, warn_unread
from grader.errors import InputError, Problem, Refused
from grader.model.kinds import ItemType, Part

if TYPE_CHECKING:
    from grader.model.item import Item
    from grader.workspace import Workspace

PNG_SCALE = 2.0  # 144 dots per inch


@bank_app.command(
    "new", epilog="Example: grader bank new triplet-collapse --type open --topic metric-learning"
)
def new(
    item_id: Annotated[
        str, typer.Argument(metavar="ID", help="Small letters, digits, hyphens; stable for ever.")
    ],
    type_: Annotated[ItemType, typer.Option("--type", help="What kind of question.")] = ItemType.SINGLE,
    topic: Annotated[str, typer.Option(help="The item goes into questions/TOPIC.yaml.")] = "",
    module: Annotated[str, typer.Option(help="For a topic's first item: the module.")] = "",
    part: Annotated[
        Part, typer.Option(help="For a topic's first item: the half of the course.")
    ] = Part.FIRST,
    edit: Annotated[
        bool | None,
        typer.Option("--edit/--no-edit", help="Open the file in $EDITOR.", show_default="on a terminal"),
    ] = None,
    course: CourseOption = None,
    json_: JsonOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Write a draft of a new item into its topic's file and open it; a draft is in no exam."""
    from grader import workspace
    from grader.bank.beginnings import begin, begin_file, put_behind
    from grader.files import atomic_write

    if not topic:
        raise typer.BadParameter("--topic says which file it goes into, such as --topic metric-learning")
    place = workspace.find(course)
    before = place.bank()
    name = f"questions/{topic}.yaml"
    path = place.root / name
    if not path.exists() and not module:
        raise typer.BadParameter(f"{name} is new: say --module too, and --part if it is not first")
    head = path.read_bytes().decode("utf-8-sig") if path.exists() else begin_file(topic, module, part.value)
    text = put_behind(head, begin(type_, item_id))
    _readable(text, name, item_id, taken=before.where)
    if not dry_run:
        atomic_write(path, text)
    line = text[: text.rindex(f"- id: {item_id}")].count("\n") + 1
    if json_:
        show_json({"item": item_id, "where": f"{name}:{line}", "dry_run": dry_run})
    else:
        print(f"{name}:{line}  {item_id}  {type_.value}, a draft{' (not written)' if dry_run else ''}")
    if dry_run or not (sys.stdin.isatty() if edit is None else edit):
        return
    import click

    click.edit(filename=str(path))
    show_problems(problem for problem in place.bank().problems if problem.where.startswith(name))


def _readable(text: str, name: str, item_id: str, *, taken: Mapping[str, str]) -> None:
    """Raise before anything is written when the file would not hold the new item."""
    from grader.bank import read_bank

    if item_id in taken:
        raise Refused(f"the id {item_id} is taken by {taken[item_id]}", hint="give it an id of its own")
    bank = read_bank([(name, text)])
    if item_id not in bank.where:
        raise InputError(
            f"{name} would not hold the new item; nothing was written",
            hint="correct what is listed; items must be the last thing in the file",
            problems=bank.problems or [Problem(name, "its items are not the last thing in it")],
        )


@bank_app.command("preview", epilog="Example: grader bank preview dml-which-negative --png")
def preview(
    item_ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Items; by default all, a file a topic.")
    ] = None,
    png: Annotated[bool, typer.Option("--png", help="Also a picture of each page.")] = False,
    course: CourseOption = None,
    json_: JsonOption = False,
) -> None:
    """Show items as PDF with their solutions, as students will see them, in out/preview/; drafts too."""
    from grader import workspace
    from grader.files import atomic_write

    place = workspace.find(course)
    bank = place.bank()
    known = {item.id: item for item in bank.items}
    missing = [item_id for item_id in item_ids or () if item_id not in known]
    if missing:
        wrong = [p for p in bank.problems if any(f"item {item_id}" in p.what for item_id in missing)]
        raise InputError(
            f"the bank has no item {', '.join(missing)}",
            hint="`grader bank list` shows the ids; `grader check` what cannot be read",
            problems=wrong,
        )
    papers: dict[str, list[Item]] = {}
    for item in [known[item_id] for item_id in item_ids] if item_ids else bank.items:
        papers.setdefault(item.id if item_ids else item.topic, []).append(item)
    folder = place.root / "out" / "preview"
    files: list[tuple[Path, bytes]] = []
    for name, items in papers.items():
        pdf = _pdf(place, name, items)
        files.append((folder / f"{name}.pdf", pdf))
        pages = _pictures(pdf) if png else []
        files += [
            (folder / f"{name}{f'.{number}' if len(pages) > 1 else ''}.png", page)
            for number, page in enumerate(pages, 1)
        ]
    for path, content in files:
        atomic_write(path, content)
    shown = {path for path, _ in files}
    for name in papers:
        for old in (folder / f"{name}.png", *folder.glob(f"{name}.*.png")):
            if old not in shown:
                old.unlink(missing_ok=True)  # of an earlier preview: it would pass for one of these
    names = [str(path.relative_to(place.root)) for path, _ in files]
    if json_:
        show_json({"files": names, "problems": len(bank.problems)})
        return
    for written in names:
        print(written)
    if not item_ids:
        warn_unread(bank)


def _pdf(place: "Workspace", title: str, items: "list[Item]") -> bytes:
    """A paper of these items and nothing else."""
    from grader import workspace
    from grader.assembly import assemble
    from grader.bank.preview import DAY, MOST, on_show, recipe
    from grader.model.kinds import Profile
    from grader.printing.layout import LAYOUTS
    from grader.printing.papers import papers
    from grader.printing.render import print_exam

    if len(items) > MOST:
        raise InputError(f"{title} has {len(items)} items", hint=f"name at most {MOST} of them")
    layout = LAYOUTS[Profile.STANDARD]
    exam = assemble(
        on_show(items), recipe(items, title), name="preview", course=place.course(), date=DAY, seed=0
    )
    (paper,) = papers(exam, layout)
    templates = (place.root / "templates", workspace.bundled("templates"))
    (printed,) = print_exam(exam, [paper], layout, questions=place.questions, templates=templates)
    return printed.pdf


def _pictures(pdf: bytes) -> list[bytes]:
    """Each page of a PDF as PNG."""
    import io

    import pypdfium2

    pages = []
    for page in pypdfium2.PdfDocument(pdf):
        picture = io.BytesIO()
        page.render(scale=PNG_SCALE).to_pil().save(picture, "PNG")
        pages.append(picture.getvalue())
    return pages
