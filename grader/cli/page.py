"""`grader review SITTING`: the page on which people decide, until Ctrl-C."""

import webbrowser
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.cli.app import actor, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.model.response import Copy
    from grader.records import Records
    from grader.review.server.learner import Learn, Learner
    from grader.review.server.paper import Tray
    from grader.review.server.pile import Pile
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
    learn: bool = True


def serve(place: "Workspace", where: "Sitting", records: "Records", asked: Served) -> None:
    """Run the page of a sitting; every decision that it shows as saved is in the records."""
    from grader import workspace
    from grader.gradebook.on_page import correcting_hands, history_of
    from grader.review.server.correct_hands import Bench
    from grader.review.server.pile import pile_of
    from grader.review.server.serve import LOCAL, Address, prepare

    pile = pile_of(where.exam(), records, place.course().open_answers)
    tray = tray_of(place, where, records, pile, (asked.graders or (actor(),))[0])
    page = prepare(
        pile,
        Address(asked.host or LOCAL, asked.port, certificate=asked.certificate, key=asked.key),
        asked.graders or (actor(),),
        sitting=where.folder,
        questions=place.questions,
        templates=(place.root / "templates", workspace.bundled("templates")),
        tray=tray,
        bench=Bench(pile, correcting_hands(place, where, records, pile.exam.language)),
        history=history_of(records, where.id, pile.exam.language),
    )
    if asked.host:
        say(f"open to the network: everyone who reaches {asked.host} and has a link can decide")
    for who, link in page.links:
        print(f"{link}  for {who}; it opens once", flush=True)
    waiting = sum(len(pile.waiting(item)) for item in pile.items)
    say(f"{waiting} open answers wait; Ctrl-C ends the page, and everything shown as saved is recorded")
    if tray:
        tray.work()
        say(f"{len(tray.doubts)} questions about paper are open")
    if asked.open_browser and not asked.host and len(page.links) == 1:
        webbrowser.open(page.links[0][1])
    learner = learner_of(place, pile, records) if asked.learn else None
    if learner:
        learner.work()
    try:
        page.run()
    finally:
        if learner:
            learner.close()
        if tray:
            tray.close()


def learner_of(place: "Workspace", pile: "Pile", records: "Records") -> "Learner | None":
    """Who renews the suggestions while people decide, if there is anything to read."""
    from grader.gradebook.earlier import earlier_answers
    from grader.review.server.learner import Learner
    from grader.scoring.openended.after import learn_after
    from grader.scoring.openended.desk import lay_out
    from grader.scoring.openended.embed import open_embedder
    from grader.scoring.openended.prior import bundled_prior
    from grader.scoring.openended.scale import scale_for

    if not any(answer.response.text.strip() for answer in pile.answers):
        return None
    rules = place.course().open_answers

    def read() -> "tuple[Sequence[Copy], Learn]":
        exam = pile.exam
        cache = place.root / ".cache" / "vectors.sqlite"
        embed = open_embedder(rules.model, course=place.root, cache=cache, prompt=rules.prompt)
        copies = records.copies(exam.id)
        desks = lay_out(
            exam,
            copies,
            records.responses(exam.id),
            embed,
            step=rules.step,
            scale=scale_for(embed.name, embed),
            earlier=earlier_answers(place, exam, records),
        )
        prior = bundled_prior()
        return copies, lambda decisions, items: learn_after(
            desks, decisions, of=items, model=embed.name, rules=rules, prior=prior
        )

    return Learner(pile, read, rules, lambda why: say(f"suggestions stay as they are: {why}"))


def tray_of(
    place: "Workspace", where: "Sitting", records: "Records", pile: "Pile", who: str
) -> "Tray | None":
    """What paper leaves open, if the exam came back on paper."""
    from grader.gradebook.lists import gather_lists, lists_of
    from grader.gradebook.said import hands_of
    from grader.review.server.laying import lay_out
    from grader.review.server.paper import Tray

    exam = where.exam()
    if not records.page_hashes(exam.id):
        return None
    rules = place.course().open_answers
    hands = hands_of(place, exam, records, lambda: pile.make_ready(lay_out(pile.exam, records, rules)))
    tray = Tray(exam, records, hands, lists_of(gather_lists(place.root))[1].students, say)
    tray.open(who)
    return tray
