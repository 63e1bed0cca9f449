"""`grader review SITTING`: the page on which people decide, until Ctrl-C."""

import webbrowser
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.cli.app import actor, say

if TYPE_CHECKING:
    from grader.records import Records
    from grader.workspace import Sitting, Workspace


@dataclass(frozen=True, slots=True)
class Served:
    """How the page was asked for."""

    host: str = ""
    port: int = 0
    graders: tuple[str, ...] = ()
    certificate: Path | None = None
    key: Path | None = None
    open_browser: bool = True


def serve(place: "Workspace", where: "Sitting", records: "Records", asked: Served) -> None:
    """Run the page of a sitting; every decision that it shows as saved is in the records."""
    from grader import workspace
    from grader.gradebook.final import as_scored
    from grader.review.server.pile import pile_of
    from grader.review.server.serve import LOCAL, Address, prepare

    pile = pile_of(as_scored(where.exam(), records), records, place.course().open_answers)
    page = prepare(
        pile,
        Address(asked.host or LOCAL, asked.port, certificate=asked.certificate, key=asked.key),
        asked.graders or (actor(),),
        sitting=where.folder,
        questions=place.questions,
        templates=(place.root / "templates", workspace.bundled("templates")),
    )
    if asked.host:
        say(f"open to the network: everyone who reaches {asked.host} and has a link can decide")
    for who, link in page.links:
        print(f"{link}  for {who}; it opens once", flush=True)
    waiting = sum(len(pile.waiting(item)) for item in pile.items)
    say(f"{waiting} open answers wait; Ctrl-C ends the page, and everything shown as saved is recorded")
    if asked.open_browser and not asked.host and len(page.links) == 1:
        webbrowser.open(page.links[0][1])
    page.run()
