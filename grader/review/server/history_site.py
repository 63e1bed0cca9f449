"""The address that tells what happened to an answer: every event about it, with who, when and why."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from grader.records.decided import Place
from grader.review.server.door import Door
from grader.review.server.pile import Pile
from grader.review.server.show import Show, place_of


class Happened(Protocol):
    """One thing that happened, in words."""

    @property
    def sequence(self) -> int:
        """The event's number."""

    @property
    def at(self) -> dt.datetime:
        """When, UTC."""

    @property
    def actor(self) -> str:
        """Who."""

    @property
    def what(self) -> str:
        """What, in the page's language."""

    @property
    def reason(self) -> str:
        """Why, as its person wrote it."""


@dataclass(frozen=True)
class HistorySite:
    """Everything that the address needs."""

    of: Callable[[Place], Sequence[Happened]]
    pile: Pile
    door: Door
    show: Show

    def routes(self) -> list[Route]:
        """One answer's history."""
        return [Route("/history/{key}", self.history)]

    async def history(self, request: Request) -> Response:
        """Every event about an answer, the oldest first; nothing here can be changed."""
        session = self.door.session(request)
        place = place_of(request.path_params["key"])
        if place is None or place not in self.pile.by_place:
            raise HTTPException(404)
        lines = await run_in_threadpool(self.of, place)
        html = self.show.page("history", sitting=self.pile.exam.id, session=session, lines=lines)
        return HTMLResponse(html)
