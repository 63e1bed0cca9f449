"""A sitting with open answers and its review page, for tests: in this process, without a socket."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from small_exam import exam
from starlette.testclient import TestClient

from grader import workspace
from grader.model.course import OpenAnswers
from grader.model.exam import Exam
from grader.model.response import Copy, Response
from grader.model.score import Suggestion
from grader.records import Records, open_records
from grader.review.server.door import Door
from grader.review.server.doors import Doors
from grader.review.server.files import Files
from grader.review.server.guard import Guard
from grader.review.server.pile import Pile, pile_of
from grader.review.server.show import Show
from grader.review.server.site import Site
from grader.review.server.words import WORDS

EXAM = exam("A")
HOST = "127.0.0.1:8017"
ORIGIN = {"origin": f"http://{HOST}"}
ITEM = "why-norm"
COOKIE = "grader-8017"


@dataclass
class Clock:
    """A clock that a test moves."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Reviewed:
    """A sitting's records, and the page over them."""

    records: Records
    pile: Pile
    doors: Doors
    site: Site
    clock: Clock

    def browser(self, actor: str = "anna") -> "Browser":
        """A browser that came in by a link of its own."""
        return Browser(self, actor)

    def client(self) -> TestClient:
        """A browser that has not come in."""
        guarded = Guard(self.site.app(), (HOST,))
        return TestClient(guarded, base_url=f"http://{HOST}", follow_redirects=False)


class Browser:
    """Someone who reviews."""

    def __init__(self, page: Reviewed, actor: str) -> None:
        self.client = page.client()
        token = page.doors.invite(actor)
        entered = self.client.post("/enter", data={"token": token}, headers=ORIGIN)
        assert entered.status_code == 303, entered.text
        session = page.doors.session(self.client.cookies[COOKIE])
        assert session is not None
        self.csrf = session.csrf

    def decide(self, copy: int, points: str, seen: int = 0, **fields: object):  # type: ignore[no-untyped-def]
        """Give points, having seen the decision of an event (0: none)."""
        form = {
            "csrf": self.csrf,
            "key": key(copy),
            "seen": str(seen),
            "stamp": "0",
            "points": points,
            "comment": "",
            **fields,
        }
        return self.client.post("/decide", data=form, headers=ORIGIN)

    def undo(self, copy: int = 1):  # type: ignore[no-untyped-def]
        return self.client.post("/undo", data={"csrf": self.csrf, "key": key(copy)}, headers=ORIGIN)

    def get(self, path: str, **headers: str):  # type: ignore[no-untyped-def]
        return self.client.get(path, headers=headers)


def key(copy: int) -> str:
    return f"{copy}-5-{ITEM}"


def suggested(response: Response, like: int = 0) -> Suggestion:
    return Suggestion(
        copy_number=response.copy_number, number=5, item_id=ITEM, points=Decimal(1), out_of=Decimal(2), confidence=0.9,
        why="near the reference", model="m", answer_hash=response.answer_hash, like=like,
    )  # fmt: skip


@contextmanager
def reviewed(
    folder: Path,
    texts: tuple[str, ...] = ("one", "two", "three"),
    *,
    likes: dict[int, int] | None = None,
    url: str = "",
    sealed: Exam = EXAM,
) -> Iterator[Reviewed]:
    """A sitting where copies 1, 2, ... answered the open item with `texts`; `likes` groups copies."""
    with open_records(url or f"sqlite:///{folder / 'records.db'}") as records:
        responses = [Response(copy_number=n, number=5, text=text) for n, text in enumerate(texts, start=1)]
        copies = [Copy(number=r.copy_number, form="A") for r in responses]
        if not records.copies(EXAM.id):
            records.save_responses(EXAM.id, responses, actor="t", source={"file": "a.csv"}, copies=copies)
            groups = likes or {}
            records.save_suggestions(EXAM.id, [suggested(r, groups.get(r.copy_number, 0)) for r in responses])
        yield page_over(records, folder, sealed)


def page_over(records: Records, folder: Path, sealed: Exam = EXAM) -> Reviewed:
    """A page over records that are there already."""
    templates = workspace.bundled("templates")
    clock = Clock()
    pile, doors = pile_of(sealed, records, OpenAnswers()), Doors(clock)
    show = Show((templates,), WORDS["en"], "en")
    site = Site(
        pile=pile,
        door=Door(doors, show, EXAM.id, COOKIE),
        show=show,
        files=Files(pile, folder, folder / "questions", templates / "review" / "static"),
    )
    return Reviewed(records, pile, doors, site, clock)
