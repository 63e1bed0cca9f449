"""What every request must be before anything of ours looks at it, and what every answer carries.

An ASGI layer around the page. A site elsewhere can make a browser send requests here; it cannot choose the Host,
Origin and Sec-Fetch-Site that the browser writes. After Gradio CVE-2024-1727, -47084 and -47165 and DNS rebinding:
an allow-list of hosts with port, an Origin on every change, and no exception for `null` or for a cookie.
"""

from collections.abc import Collection
from dataclasses import dataclass
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST = 256 * 1024  # bytes of a request's body
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # nothing goes to another site; with "no-referrer" browsers would write `Origin: null` on our own forms
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
_SAFE = ("GET", "HEAD")


@dataclass(frozen=True)
class Guard:
    """Lets through what comes from our own pages, under our own names."""

    app: ASGIApp
    hosts: Collection[str]  # "127.0.0.1:8017"
    scheme: str = "http"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, or pass it on with its body counted and its answer's headers set."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return  # no web sockets here
        refusal = self.refusal(scope["method"], scope["path"], Headers(scope=scope))
        left = MOST

        async def counted() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            return message if left >= 0 else {"type": "http.disconnect"}

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        if refusal is not None:
            answer = PlainTextResponse(refusal.phrase, status_code=refusal)
            await answer(scope, receive, dressed)
        else:
            await self.app(scope, counted, dressed)

    def refusal(self, method: str, path: str, headers: Headers) -> HTTPStatus | None:
        """Why a request is refused; none if it is ours."""
        if headers.getlist("host") not in [[host] for host in self.hosts]:
            return HTTPStatus.MISDIRECTED_REQUEST
        site = headers.get("sec-fetch-site")
        if method in _SAFE:
            # a person may follow a link to the door, or type an address; nothing else comes from elsewhere
            at_door = path.startswith("/enter/") and headers.get("sec-fetch-mode", "navigate") == "navigate"
            return None if at_door or site in (None, "same-origin", "none") else HTTPStatus.FORBIDDEN
        if method != "POST":
            return HTTPStatus.METHOD_NOT_ALLOWED
        ours = [f"{self.scheme}://{host}" for host in self.hosts]
        if headers.get("origin") not in ours or site not in (None, "same-origin"):
            return HTTPStatus.FORBIDDEN
        length = headers.get("content-length", "0")
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE if not length.isdecimal() or int(length) > MOST else None
