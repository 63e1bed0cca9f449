"""The addresses about paper: each one reads a request, asks the tray, and shows what came of it."""

from dataclasses import dataclass
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from grader.model.paper import Question
from grader.reading.handed_in import Doubt
from grader.records.said import Asked
from grader.review.server.door import Door
from grader.review.server.doors import Session
from grader.review.server.files import file_inside
from grader.review.server.forms import number, one
from grader.review.server.paper import Tray
from grader.review.server.paper_hands import Clash, Unfit, asked_at
from grader.review.server.paper_show import asked_of, doubt_view, key_of, remarks_view, who
from grader.review.server.paper_words import PAPER_WORDS
from grader.review.server.pile import Pile
from grader.review.server.show import Show, progress

_LONGEST = 20_000  # characters of a transcription


@dataclass(frozen=True)
class PaperSite:
    """Everything that the addresses about paper need."""

    tray: Tray
    pile: Pile
    door: Door
    show: Show
    sitting: Path  # of it only pictures that the records name

    def routes(self) -> list[Route]:
        """What paper leaves open, and its pictures."""
        return [
            Route("/paper", self.first),
            Route("/paper/words", self.words),
            Route("/paper/students", self.students),
            Route("/paper/say", self.say, methods=["POST"]),
            Route("/paper/undo", self.undo, methods=["POST"]),
            Route("/paper/{key}", self.named),
            Route("/scan/{path:path}", self.scan),
        ]

    async def first(self, request: Request) -> Response:
        """The first doubt, or that there is none."""
        session = self.door.session(request)
        await run_in_threadpool(self.tray.catch_up)
        doubts = self.tray.doubts
        return self._shown(request, session, doubts[0] if doubts else None)

    async def words(self, request: Request) -> Response:
        """The first handwritten answer that nobody has typed."""
        session = self.door.session(request)
        wishes = self.tray.wishes
        return self._shown(request, session, wishes[0] if wishes else None)

    async def named(self, request: Request) -> Response:
        """One doubt."""
        session = self.door.session(request)
        await run_in_threadpool(self.tray.catch_up)
        doubt = self.tray.doubt(self._asked(request.path_params["key"]))
        if doubt is None:
            raise HTTPException(404)
        return self._shown(request, session, doubt)

    async def students(self, request: Request) -> Response:
        """Students of the roster that a search finds, to be chosen."""
        self.door.session(request)
        found = self.tray.find(request.query_params.get("who", "")[:100])
        people = [who(self.tray, student.student_id) for student in found]
        return HTMLResponse(self.show.page("paper_people", people=people, first=0, paper=self._words))

    async def scan(self, request: Request) -> Response:
        """A picture that the records name."""
        self.door.session(request)
        name = request.path_params["path"]
        file = file_inside(self.sitting, name) if self.tray.knows(name) else None
        if file is None:
            raise HTTPException(404)
        return FileResponse(file)

    async def say(self, request: Request) -> Response:
        """Record what a person says about a doubt; show the next one, or the conflict."""
        session, form = await self.door.changing(request)
        asked = self._asked(one(form, "key"))
        answer = "".join(form.get("letter", [])) or one(form, "answer")[:_LONGEST]
        seen, after = one(form, "seen"), number(one(form, "after"))
        done = await run_in_threadpool(self.tray.say, asked, seen, after, answer, session.actor)
        doubt = self.tray.doubt(asked)
        if done is None or (doubt is None and not isinstance(done, int)):
            return self._shown(request, session, self.tray.next_after(asked), self._words.gone, 409)
        if isinstance(done, Unfit):
            return self._shown(request, session, doubt, self._words.choose, 422)
        if isinstance(done, Clash):
            if done.said is None:
                return self._shown(request, session, doubt, self._words.other_scans, 409)
            return self._page("paper_clash", request, session, 409, doubt=doubt, said=done.said, answer=answer, key=key_of(asked))  # fmt: skip
        about = f"{self.show.words.copy_} {asked[1]}" if asked[1] else f"{self._words.page} {asked[2]}"
        status = f"{self.show.words.saved}: {about}, {answer[:60]}"
        return self._shown(request, session, self.tray.next_after(asked), status)

    async def undo(self, request: Request) -> Response:
        """Take back this person's last saying, and ask again."""
        session, form = await self.door.changing(request)
        doubt = await run_in_threadpool(self.tray.undo, session.actor)
        if doubt is not None:
            return self._shown(request, session, doubt, self.show.words.undone)
        asked = asked_of(one(form, "key"))
        doubt = self.tray.doubt(asked) if asked else None
        return self._shown(request, session, doubt, self.show.words.nothing_to_undo)

    # Pieces

    @property
    def _words(self):  # type: ignore[no-untyped-def]
        return PAPER_WORDS[self.show.language]

    def _asked(self, key: str) -> Asked:
        asked = asked_of(key)
        if asked is None:
            raise HTTPException(404)
        return asked

    def _shown(
        self, request: Request, session: Session, doubt: Doubt | None, status: str = "", code: int = 200
    ) -> Response:
        if doubt is None:
            return self._page("paper_done", request, session, code, status=status)
        line = self.tray.wishes if doubt.question is Question.TRANSCRIPTION else self.tray.doubts
        asked = asked_at(doubt)
        places = [asked_at(d) for d in line]
        at = places.index(asked) if asked in places else 0
        steps = {
            "previous": key_of(places[at - 1]) if at else "",
            "following": key_of(places[at + 1]) if at + 1 < len(places) else "",
            "rank": at + 1,
            "of_all": len(places),
        }
        return self._page(
            "paper",
            request,
            session,
            code,
            status=status,
            **steps,
            **doubt_view(self.tray, doubt, self.show.language),
        )

    def _page(
        self, name: str, request: Request, session: Session, code: int = 200, **values: object
    ) -> HTMLResponse:
        self.pile.turn_over()
        html = self.show.page(
            name,
            sitting=self.pile.exam.id,
            session=session,
            whole=request.headers.get("hx-request") != "true" and request.method == "GET",
            progress=progress(self.pile),
            paper=self._words,
            wishes=len(self.tray.wishes),
            remarks=remarks_view(self.tray.remarks, self.show.language),
            trouble=self.tray.trouble,
            here="paper",
            **values,
        )
        return HTMLResponse(html, status_code=code)
