"""Starting and stopping the page: a socket, links, and a server that tells nobody's answers to a log."""

import os
import socket
import ssl
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from grader.errors import Refused
from grader.records.decided import Place
from grader.review.server.bug import told_of
from grader.review.server.correct_hands import Bench
from grader.review.server.correct_site import CorrectSite
from grader.review.server.door import Door
from grader.review.server.doors import Doors
from grader.review.server.files import Files
from grader.review.server.guard import Guard
from grader.review.server.history_site import Happened, HistorySite
from grader.review.server.paper import Tray
from grader.review.server.paper_site import PaperSite
from grader.review.server.pile import Pile
from grader.review.server.show import Show
from grader.review.server.site import Site
from grader.review.server.words import WORDS

LOCAL = "127.0.0.1"


@dataclass(frozen=True)
class Address:
    """Where the page is: on this machine alone, or with TLS files on a network."""

    host: str = LOCAL
    port: int = 0  # 0: any free one
    names: tuple[str, ...] = ()  # other names under which browsers know the host
    certificate: Path | None = None
    key: Path | None = None

    @property
    def scheme(self) -> str:
        """How browsers begin its URL."""
        return "https" if self.certificate else "http"


@dataclass(frozen=True)
class Page:
    """A page that is ready to run, with one link for each grader."""

    server: uvicorn.Server
    socket: socket.socket
    links: tuple[tuple[str, str], ...]  # grader, URL

    def run(self) -> None:
        """Serve until Ctrl-C or the end of the process."""
        self.server.run(sockets=[self.socket])


def prepare(
    pile: Pile,
    address: Address,
    graders: Sequence[str],
    *,
    sitting: Path,
    questions: Path,
    templates: Sequence[Path],
    tray: Tray | None = None,
    bench: Bench | None = None,
    history: Callable[[Place], Sequence[Happened]] | None = None,
) -> Page:
    """Bind the address and give out the links; raise Refused where the address is taken or is open without TLS."""
    local = address.host in (LOCAL, "localhost", "::1")
    if not local and not (address.certificate and address.key):
        hint = "give --cert and --key, or leave --host out: the page is then on this machine alone"
        raise Refused(f"{address.host} can be reached from a network, and there are no TLS files", hint=hint)
    bound = _bind(address)
    port = bound.getsockname()[1]
    names = [address.host, *address.names] if not local else [LOCAL, "localhost"]
    hosts = tuple(f"{name}:{port}" for name in names)
    doors = Doors(clock=time.monotonic)
    language = pile.exam.language if pile.exam.language in WORDS else "en"
    show = Show(templates, WORDS[language], language)
    # cookies do not know ports: without it in the name two sittings at a time would share one
    cookie = f"grader-{port}"
    door = Door(doors, show, pile.exam.id, cookie, secure=address.scheme == "https")
    if tray is not None:
        show.tell_paper(lambda: len(tray.doubts))
    if bench is not None:
        show.tell_corrections()
    site = Site(
        pile=pile,
        door=door,
        paper=PaperSite(tray, pile, door, show, sitting) if tray else None,
        correct=CorrectSite(bench, door, show) if bench else None,
        history=HistorySite(history, pile, door, show) if history else None,
        show=show,
        files=Files(
            pile,
            sitting,
            questions,
            next(folder for folder in reversed(templates) if (folder / "review/static").is_dir())
            / "review/static",
        ),
    )
    app = site.app()
    app.add_exception_handler(Exception, _bug)
    config = uvicorn.Config(
        Guard(app, hosts, address.scheme),
        log_level="critical",
        access_log=False,
        server_header=False,
        date_header=False,
        ws="none",
        h11_max_incomplete_event_size=64 * 1024,
        ssl_certfile=str(address.certificate) if address.certificate else None,
        ssl_keyfile=str(address.key) if address.key else None,
    )
    try:
        config.load()
    except (OSError, ssl.SSLError) as error:
        raise Refused(
            f"the TLS files cannot be used: {error}", hint="PEM files of a certificate and its key"
        ) from None
    first = f"{address.scheme}://{hosts[0]}/enter/"
    return Page(uvicorn.Server(config), bound, tuple((who, first + doors.invite(who)) for who in graders))


def _bind(address: Address) -> socket.socket:
    # asyncio sends small pieces at once only where a socket says that it speaks TCP: else each answer waits 40 ms for an
    # acknowledgement
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name == "posix":
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((address.host, address.port))
        bound.listen()  # whoever follows a link before the server is up waits, and is not refused
    except OSError as error:
        bound.close()
        raise Refused(
            f"{address.host}:{address.port} cannot be used: {error.strerror}", hint="give another --port"
        ) from None
    return bound


async def _bug(request: Request, error: Exception) -> Response:
    """Say where a bug is on the terminal, and on the page that there was one."""
    sys.stderr.write(f"a bug on the review page: {told_of(error)}")
    return PlainTextResponse("a bug: see the terminal", status_code=500)
