"""Work behind the page, on threads that give way to whoever presses a key."""

import sys
import threading
from collections.abc import Callable

_TURN = 0.0005  # s that such work may hold a request up at a time; Python's 5 ms would be felt


def behind(work: Callable[[], None], name: str) -> threading.Thread:
    """Start work that ends with the process, on a thread of its own."""
    sys.setswitchinterval(_TURN)
    thread = threading.Thread(target=work, daemon=True, name=name)
    thread.start()
    return thread


def settled(due: threading.Event, pause: float, most: int) -> None:
    """Return once an event was left alone for `pause` seconds, or was set `most` times more; it is clear then."""
    for _ in range(most):
        due.clear()
        if not due.wait(pause):
            return
    due.clear()
