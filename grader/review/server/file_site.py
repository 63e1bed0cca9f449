"""The addresses of pictures, style and script."""

from dataclasses import dataclass
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from grader.bank.markdown import code_css
from grader.review.server.door import Door
from grader.review.server.files import Files


@dataclass(frozen=True)
class FileSite:
    """The files, and the door before those that are personal."""

    files: Files
    door: Door

    def routes(self) -> list[Route]:
        """Crops of answers, images of the course, and our own style and script."""
        return [
            Route("/crop/{path:path}", self.crop),
            Route("/asset/{path:path}", self.asset),
            Route("/static/{name}", self.static),
            Route("/favicon.ico", lambda request: Response(status_code=204)),
        ]

    async def crop(self, request: Request) -> Response:
        """The picture of a handwritten answer."""
        self.door.session(request)
        return _file(self.files.crop(request.path_params["path"]))

    async def asset(self, request: Request) -> Response:
        """An image of the course."""
        self.door.session(request)
        return _file(self.files.asset(request.path_params["path"]))

    async def static(self, request: Request) -> Response:
        """Our own style and script; they hold nothing personal."""
        name = request.path_params["name"]
        if name == "code.css":
            return PlainTextResponse(code_css(), media_type="text/css")
        return _file(self.files.static(name))


def _file(path: Path | None) -> Response:
    if path is None:
        raise HTTPException(404)
    return FileResponse(path)
