"""The addresses through which people come in and go, and the check that every other one begins with."""

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from grader.review.server.doors import Doors, Session, same
from grader.review.server.forms import Form, one, read_form
from grader.review.server.show import Show


@dataclass(frozen=True)
class Door:
    """Links, sessions and the cookie that ties a browser to one."""

    doors: Doors
    show: Show
    sitting: str
    cookie: str
    secure: bool = False

    def routes(self) -> list[Route]:
        """In, and out."""
        return [
            Route("/enter/{token}", self.show_link),
            Route("/enter", self.enter, methods=["POST"]),
            Route("/leave", self.leave, methods=["POST"]),
        ]

    async def show_link(self, request: Request) -> Response:
        """Show whom a link is for; only the button opens, so that a preview of the link uses nothing up."""
        token = request.path_params["token"]
        actor = self.doors.invited(token)
        if actor is None:
            return self._page("closed", 403, message=self.show.words.used)
        return self._page("door", token=token, actor=actor)

    async def enter(self, request: Request) -> Response:
        """Use a link up and begin a session; whoever has one and comes with a used link goes on with it."""
        form = await read_form(request)
        opened = self.doors.enter(one(form, "token"))
        if opened is None and self.doors.session(request.cookies.get(self.cookie, "")):
            return RedirectResponse("/", status_code=303)
        if opened is None:
            return self._page("closed", 403, message=self.show.words.used)
        answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(
            self.cookie, opened[0], httponly=True, samesite="strict", secure=self.secure, path="/"
        )
        return answer

    async def leave(self, request: Request) -> Response:
        """End the session."""
        await self.changing(request)
        self.doors.leave(request.cookies.get(self.cookie, ""))
        answer = self._page("closed", message=self.show.words.left)
        answer.delete_cookie(self.cookie, path="/")
        return answer

    async def sorry(self, request: Request, error: Exception) -> Response:
        """A refusal in plain words; nothing of the request is repeated."""
        assert isinstance(error, HTTPException), "the only kind that is sent here"
        ended = error.status_code == 401
        return self._page(
            "closed", error.status_code, message=self.show.words.ended if ended else str(error.status_code)
        )

    def session(self, request: Request) -> Session:
        """The session of a request; without one the request ends with 401."""
        session = self.doors.session(request.cookies.get(self.cookie, ""))
        if session is None:
            raise HTTPException(401)
        return session

    async def changing(self, request: Request) -> tuple[Session, Form]:
        """The session and the form of a request that changes something, if it carries the session's token."""
        session, form = self.session(request), await read_form(request)
        if not same(request.headers.get("x-csrf-token", "") or one(form, "csrf"), session.csrf):
            raise HTTPException(403)
        return session, form

    def _page(self, name: str, code: int = 200, **values: object) -> HTMLResponse:
        return HTMLResponse(self.show.page(name, sitting=self.sitting, **values), status_code=code)
