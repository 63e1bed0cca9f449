"""The review page over a sitting that came back on paper, for tests: in this process, its background work done when told."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from review_page import COOKIE, HOST, ORIGIN, Clock
from starlette.testclient import TestClient

from grader import workspace
from grader.cli.page import tray_of
from grader.records import Records, open_records
from grader.review.server.door import Door
from grader.review.server.doors import Doors
from grader.review.server.files import Files
from grader.review.server.guard import Guard
from grader.review.server.paper import Tray
from grader.review.server.paper_site import PaperSite
from grader.review.server.pile import Pile, pile_of
from grader.review.server.show import Show
from grader.review.server.site import Site
from grader.review.server.words import WORDS


class PaperPage:
    """A page, its tray and its records."""

    def __init__(self, root: Path, sitting: str, records: Records, language: str = "en") -> None:
        place = workspace.find(root)
        where = place.sitting(sitting)
        self.records, self.sitting = records, sitting
        self.pile: Pile = pile_of(where.exam(), records, place.course().open_answers)
        tray = tray_of(place, where, records, self.pile, "anna")
        assert tray is not None, "there are scans"
        self.tray: Tray = tray
        templates = workspace.bundled("templates")
        show = Show((templates,), WORDS[language], language)
        show.tell_paper(lambda: len(tray.doubts))
        self.doors = Doors(Clock())
        door = Door(self.doors, show, sitting, COOKIE)
        files = Files(self.pile, where.folder, place.questions, templates / "review" / "static")
        paper = PaperSite(tray, self.pile, door, show, where.folder)
        self.app = Guard(Site(self.pile, door, show, files, paper).app(), (HOST,))

    def browser(self, actor: str = "anna") -> "PaperBrowser":
        """A browser that came in."""
        return PaperBrowser(self, actor)


class PaperBrowser:
    """Someone who settles what paper leaves open."""

    def __init__(self, page: PaperPage, actor: str) -> None:
        self.client = TestClient(page.app, base_url=f"http://{HOST}", follow_redirects=False)
        assert (
            self.client.post("/enter", data={"token": page.doors.invite(actor)}, headers=ORIGIN).status_code
            == 303
        )
        session = page.doors.session(self.client.cookies[COOKIE])
        assert session is not None
        self.csrf = session.csrf

    def get(self, path: str):  # type: ignore[no-untyped-def]
        """What an address shows."""
        return self.client.get(path)

    def say(self, shown: str, answer: str, field: str = "answer"):  # type: ignore[no-untyped-def]
        """Send the form that a page shows, with an answer."""
        form = {**fields(shown), "csrf": self.csrf, field: answer}
        return self.client.post("/paper/say", data=form, headers=ORIGIN)

    def undo(self):  # type: ignore[no-untyped-def]
        """Press U."""
        form = {"csrf": self.csrf, "key": ""}
        return self.client.post("/paper/undo", data=form, headers=ORIGIN)


def fields(shown: str) -> dict[str, str]:
    """The hidden fields of the form on a page; empty where nothing is asked."""
    form = shown[shown.index('<form id="decide"') :] if 'action="/paper/say"' in shown else ""
    return dict(re.findall(r'<input type="hidden" name="(\w[\w-]*)" value="([^"]*)">', form))


@contextmanager
def paper_page(root: Path, url: str, sitting: str, language: str = "en") -> Iterator[PaperPage]:
    """Open the page over a course's records."""
    with open_records(url) as records:
        yield PaperPage(root, sitting, records, language)
