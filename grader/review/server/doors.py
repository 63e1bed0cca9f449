"""Who may come in: links that open once, sessions that end, and a token that every change must carry.

Pure but for randomness and the clock, which come in as functions.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

IDLE = 2 * 3600.0  # seconds without a request after which a session ends
LONGEST = 12 * 3600.0  # seconds after which it ends anyway


@dataclass(slots=True)
class Session:
    """A browser that came in by a link."""

    actor: str
    csrf: str
    began: float
    seen: float


@dataclass
class Doors:
    """The links that were given out and the sessions that came of them."""

    clock: Callable[[], float]
    token: Callable[[], str] = lambda: secrets.token_urlsafe(32)
    _links: dict[str, str] = field(default_factory=dict)  # token -> actor
    _sessions: dict[str, Session] = field(default_factory=dict)

    def invite(self, actor: str) -> str:
        """A link's token for one person; it opens one session."""
        token = self.token()
        self._links[token] = actor
        return token

    def invited(self, token: str) -> str | None:
        """Whom an unused link is for."""
        return self._links.get(token)

    def enter(self, token: str) -> tuple[str, Session] | None:
        """Use a link up: the session's id, for the cookie, and the session; none if it was used or never given."""
        actor = self._links.pop(token, None)
        if actor is None:
            return None
        now, id_ = self.clock(), self.token()
        self._sessions[id_] = session = Session(actor, self.token(), now, now)
        return id_, session

    def session(self, id_: str) -> Session | None:
        """The session of a cookie, if it has not ended."""
        session, now = self._sessions.get(id_), self.clock()
        if session is None:
            return None
        if now - session.seen > IDLE or now - session.began > LONGEST:
            del self._sessions[id_]
            return None
        session.seen = now
        return session

    def leave(self, id_: str) -> None:
        """End a session."""
        self._sessions.pop(id_, None)


def same(token: str, other: str) -> bool:
    """Whether two tokens are equal, in a time that does not tell where they differ."""
    return secrets.compare_digest(token.encode(), other.encode())
