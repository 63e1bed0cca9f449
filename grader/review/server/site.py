"""The addresses of the page: each one reads a request, asks the pile, and shows what came of it."""

from dataclasses import dataclass
from decimal import Decimal

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from grader.model.score import Decision
from grader.records.decided import Place
from grader.review.queue import Waiting
from grader.review.server.correct_site import CorrectSite
from grader.review.server.door import Door
from grader.review.server.doors import Session
from grader.review.server.file_site import FileSite
from grader.review.server.files import Files
from grader.review.server.forms import Form, number, one, points_of
from grader.review.server.history_site import HistorySite
from grader.review.server.lines import criteria_of, earned, ticked
from grader.review.server.outcomes import Conflict, Outdated
from grader.review.server.paper_site import PaperSite
from grader.review.server.pile import Pile
from grader.review.server.show import (
    Show,
    answer_view,
    harmless,
    key_of,
    place_of,
    progress,
    said_view,
    short,
    told,
)

_COMMENT = 2000  # characters


@dataclass(frozen=True)
class Site:
    """Everything that the addresses need."""

    pile: Pile
    door: Door
    show: Show
    files: Files
    paper: PaperSite | None = None  # where the exam came back on paper
    correct: CorrectSite | None = None  # where the whole course is there
    history: HistorySite | None = None

    def app(self) -> Starlette:
        """The page as an ASGI application, to be put behind the guard."""
        routes = [
            *self.door.routes(),
            *FileSite(self.files, self.door).routes(),
            *(route for part in (self.paper, self.correct, self.history) if part for route in part.routes()),
            Route("/", self.home),
            Route("/answer/{key}", self.answer),
            Route("/next/{item}", self.next_of),
            Route("/decide", self.decide, methods=["POST"]),
            Route("/undo", self.undo, methods=["POST"]),
            Route("/search", self.search),
            Route("/whole/{key}", self.whole),
        ]
        return Starlette(routes=routes, exception_handlers={HTTPException: self.door.sorry})

    # Reading

    async def home(self, request: Request) -> Response:
        """The first answer that waits, or the end."""
        session = self.door.session(request)
        await run_in_threadpool(self.pile.catch_up)
        self.pile.turn_over()
        return self._answer(session, self.pile.next_waiting(), whole=True)

    async def answer(self, request: Request) -> Response:
        """One answer, decided or not."""
        session = self.door.session(request)
        if await run_in_threadpool(self.pile.catch_up):
            self.pile.turn_over()
        return self._answer(session, self._named(request.path_params["key"]), whole=not _part(request))

    async def next_of(self, request: Request) -> Response:
        """The first answer to an item that waits, or its first one."""
        session = self.door.session(request)
        self.pile.turn_over()
        item = request.path_params["item"]
        if item not in self.pile.items:
            raise HTTPException(404)
        first = (*self.pile.waiting(item), *self.pile.of_item[item])[0]
        return self._answer(session, first, whole=not _part(request))

    async def search(self, request: Request) -> Response:
        """Answers that hold some words, or of a copy."""
        session = self.door.session(request)
        wanted = request.query_params.get("for", "").strip().casefold()[:200]
        hits = [
            {"key": key_of(a.key), "copy": a.response.copy_number, "text": harmless(a.response.text[:160])}
            for a in self.pile.answers
            if wanted and (wanted in a.response.text.casefold() or wanted == str(a.response.copy_number))
        ]
        return self._page("hits", session=session, hits=hits[:50], count=len(hits))

    async def whole(self, request: Request) -> Response:
        """A very long answer to its end, as plain text."""
        self.door.session(request)
        answer = self._named(request.path_params["key"])
        return PlainTextResponse(harmless(answer.response.text))

    # Deciding

    async def decide(self, request: Request) -> Response:
        """Record the points of an answer and of the ticked ones of its group; show the next one, or the conflict."""
        session, form = await self.door.changing(request)
        news = self.pile.turn_over()
        if self._gone(one(form, "key")):
            return self._answer(session, self.pile.next_waiting(), status=self.show.words.outdated, code=409)
        answer = self._named(one(form, "key"))
        by_lines = one(form, "by") == "lines"
        lines = ticked(form, answer.place) if by_lines else None
        points = (
            points_of(one(form, "points"), answer.place.points)
            if lines is None
            else earned(answer.place, lines)
        )
        if points is None or (by_lines and lines is None):
            words = self.show.words
            missing = words.choose_lines if by_lines else words.choose_points
            return self._answer(session, answer, status=missing, code=422)
        comment = one(form, "comment").strip()[:_COMMENT]
        seen = self._seen(form, answer)
        criteria = None if lines is None else criteria_of(answer.place, lines)
        decisions = [self._decision(place, points, criteria, comment, answer) for place in seen]
        stamp = number(one(form, "stamp"))
        done = await run_in_threadpool(self.pile.decide, decisions, seen, actor=session.actor, stamp=stamp)
        if isinstance(done, Outdated):
            await run_in_threadpool(self.pile.catch_up)
            self.pile.turn_over()
            where = self.pile.by_place.get(answer.key)
            shown = self.pile.next_waiting() if where is None else self.pile.answers[where]
            return self._answer(session, shown, status=self.show.words.outdated, code=409)
        if isinstance(done, Conflict):
            stands = [(place, told(one)) for place, one in sorted(done.stands.items())]
            now = {key_of(p): self.pile.last(p) for p in seen}
            return self._page(
                "conflict", 409, session=session, answer=answer, stands=stands, now=now, points=points, comment=comment, stamp=stamp,
                key=key_of(answer.key), progress=progress(self.pile), **said_view(answer), lines=form.get("line", []) if by_lines else [],
            )  # fmt: skip
        following = self.pile.next_waiting(answer.place.item.id)
        said = (
            f"{self.show.words.saved}: {self.show.words.copy_} {answer.response.copy_number}, {short(points)}"
        )
        if news:
            said += f" · {self.show.machine.renewed}"
        return self._answer(session, following, status=said)

    async def undo(self, request: Request) -> Response:
        """Take back this person's last decision, and show its answer again."""
        session, form = await self.door.changing(request)
        done = await run_in_threadpool(self.pile.undo, session.actor)
        if done is None:
            return self._answer(
                session, self._named(one(form, "key")), status=self.show.words.nothing_to_undo
            )
        answer = self.pile.answers[self.pile.by_place[done.places[0]]]
        return self._answer(session, answer, status=self.show.words.undone)

    # Pieces

    def _named(self, key: str) -> Waiting:
        place = place_of(key)
        if place is None or place not in self.pile.by_place:
            raise HTTPException(404)
        return self.pile.answers[self.pile.by_place[place]]

    def _gone(self, key: str) -> bool:
        """Whether a key may name an answer that was asked until papers were bound anew or voided."""
        place = place_of(key)
        return bool(place and place not in self.pile.by_place and self.pile.stamps.copies)

    def _seen(self, form: Form, answer: Waiting) -> dict[Place, int]:
        """The places that are decided, each with the event that was on the screen."""
        seen = {answer.key: number(one(form, "seen"))}
        for other in form.get("like", []):
            key, _, shown = other.rpartition("@")
            place = place_of(key)
            if place is None or place not in self.pile.by_place or place[2] != answer.key[2]:
                raise HTTPException(404)
            seen[place] = number(shown)
        return seen

    def _decision(
        self, place: Place, points: Decimal, criteria: tuple[str, ...] | None, comment: str, answer: Waiting
    ) -> Decision:
        stands = self.pile.stands(place)
        if criteria is None and stands and stands.decision.points == points:
            criteria = stands.decision.criteria  # a comment that is changed leaves the lines as they were
        response = self.pile.answers[self.pile.by_place[place]].response
        like = 0 if place == answer.key else answer.response.copy_number
        return Decision(
            copy_number=place[0],
            number=place[1],
            item_id=place[2],
            points=points,
            comment=comment,
            answer_hash=response.answer_hash,
            like=like,
            criteria=criteria,
        )

    def _answer(
        self,
        session: Session,
        answer: Waiting | None,
        *,
        status: str = "",
        code: int = 200,
        whole: bool = False,
    ) -> Response:
        values = {"session": session, "status": status, "progress": progress(self.pile), "whole": whole}
        if answer is None:
            return self._page("done", code, **values)
        return self._page("answer", code, **values, **answer_view(self.pile, answer, self.show.machine))

    def _page(self, name: str, code: int = 200, **values: object) -> HTMLResponse:
        return HTMLResponse(self.show.page(name, sitting=self.pile.exam.id, **values), status_code=code)


def _part(request: Request) -> bool:
    """Whether htmx asks, which wants the part and not the page."""
    return request.headers.get("hx-request") == "true"
