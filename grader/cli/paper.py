"""What `read`, `review` and `correct` share about paper: recording what follows from it, and showing how it stands."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from grader.cli.app import actor, say

if TYPE_CHECKING:
    from grader.model.exam import Exam
    from grader.reading.handed_in import Doubt
    from grader.reading.standing import Standing
    from grader.records import Records
    from grader.workspace import Workspace

SHOWN = 20  # questions listed on the screen; --json and --export-doubts give all


def keep(book: "Records", sitting: str, found: "Standing", source: dict[str, Any], reason: str = "") -> None:
    """Record what is new of copies, responses and points, in the name of who runs the command."""
    from grader.gradebook import said

    said.keep(book, sitting, found, source, actor=actor(), reason=reason)


def questions(place: "Workspace", exam: "Exam", book: "Records") -> "tuple[Doubt, ...]":
    """What people are asked about a sitting's paper now; nothing where none was scanned."""
    if not book.page_hashes(exam.id):
        return ()
    from grader.gradebook.paper import know
    from grader.reading.standing import stand

    return stand(know(place, exam, book)).doubts


def sums(counts: "Counter[Any]", total: int) -> str:
    """ "12 = 10 read + 2 blank" """
    parts = " + ".join(f"{number} {status}" for status, number in sorted(counts.items()) if number)
    return f"{total} = {parts}" if parts else str(total)


def show(found: "Standing") -> None:
    """The account of a sitting on stdout."""
    account = found.account
    counted = account.counted
    papers = Counter({name: counted[name] for name in ("present", "unknown", "typed", "unused")})
    people = Counter(
        present=len(account.present), absent=len(account.absent), withdrawn=len(account.withdrawn)
    )
    statuses = Counter(str(paper.status) for paper in account.papers)
    print(f"all pages so far: {sums(Counter(map(str, account.statuses.elements())), len(account.pages))}")
    print(f"papers: {sums(papers, counted['papers'])}")
    print(f"  that came back: {sums(statuses, len(account.papers))}")
    print(f"roster: {sums(people, len(account.roster))}")


def ask(doubts: "Sequence[Doubt]") -> None:
    """What people are asked, on stderr."""
    for doubt in doubts[:SHOWN]:
        say(doubt.told)
    if len(doubts) > SHOWN:
        say(f"... and {len(doubts) - SHOWN} more")


def as_json(found: "Standing") -> dict[str, Any]:
    """How paper stands, for --json."""
    from dataclasses import asdict

    account = found.account
    return {
        "pages": account.statuses,
        "papers": account.counted,
        "came_back": Counter(str(paper.status) for paper in account.papers),
        "roster": {
            "present": sorted(account.present),
            "absent": sorted(account.absent),
            "withdrawn": sorted(account.withdrawn),
        },
        "responses": len(found.responses),
        "points": [decision.model_dump(mode="json") for decision in found.decisions],
        "bound": {copy.number: copy.student for copy in found.copies},
        "doubts": [asdict(doubt) for doubt in found.doubts],
        "handwritten": len(found.handwritten),
        "problems": [str(problem) for problem in found.problems],
    }


def by_file(lines: Iterable[tuple[str, str]]) -> list[str]:
    """One line for each file and reason, with how many of its pages it is about."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for source, why in lines:
        name, _, page = source.rpartition(":")
        found[(name, why) if page.isdigit() and name else (source, why)].append(page)
    return [
        f"{name}: {why}" if len(pages) == 1 else f"{name}: {len(pages)} pages: {why}"
        for (name, why), pages in found.items()
    ]
