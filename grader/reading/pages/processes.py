"""Work on many pages in several processes: results in order, memory flat, no crash and no hang that stops a batch.

Processes and not threads because PDFium must not be entered twice. A worker whose parent was killed ends by
itself. When a worker dies, the tasks under way are tried again one by one, so that only the guilty one is lost.
"""

import itertools
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from typing import Any, Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

PATIENCE = 120.0  # seconds for one task; the slowest honest page takes three
_AHEAD = 3  # tasks given out per process before the first of them is done
_ALONE = 4  # as many tasks are done without starting processes, which takes a second


def in_processes(
    tasks: Iterable[T],
    work: Callable[[T], R],
    lost: Callable[[T, str], R],
    *,
    setup: Callable[..., None],
    given: tuple[Any, ...] = (),
    processes: int = 0,
    patience: float = PATIENCE,
) -> Iterator[R]:
    """Do `work` on every task and yield the results in order; `lost` makes the result of a task that crashes or hangs.

    `setup(*given)` prepares each process once. By default as many processes as cores; few tasks are done here.
    """
    count = processes or len(os.sched_getaffinity(0))
    stream = iter(tasks)
    first = list(itertools.islice(stream, _ALONE + 1))
    if count == 1 or (not processes and len(first) <= _ALONE):
        setup(*given)
        yield from map(work, itertools.chain(first, stream))
        return
    crew = _Crew(work, lost, setup, given, count, patience)
    try:
        yield from crew.go(itertools.chain(first, stream))
    finally:
        crew.stop()


class _Crew(Generic[T, R]):
    """A pool that is made anew when it breaks."""

    def __init__(
        self,
        work: Callable[[T], R],
        lost: Callable[[T, str], R],
        setup: Callable[..., None],
        given: tuple[Any, ...],
        count: int,
        patience: float,
    ) -> None:
        self.work, self.lost, self.setup, self.given = work, lost, setup, given
        self.count, self.patience = count, patience
        self.pool: ProcessPoolExecutor | None = None

    def go(self, tasks: Iterator[T]) -> Iterator[R]:
        """Results in order; at most `count * _AHEAD` tasks are under way."""
        ahead = self.count * _AHEAD
        under_way: deque[tuple[T, Future[R]]] = deque()
        while True:
            under_way.extend((task, self._give(task)) for task in _some(tasks, ahead - len(under_way)))
            if not under_way:
                return
            try:
                yield under_way[0][1].result(timeout=self.patience)
                under_way.popleft()
            except (BrokenProcessPool, TimeoutError):
                self.stop()
                waiting = [task for task, _ in under_way]
                under_way.clear()
                for task in waiting:
                    yield self._alone(task)

    def _alone(self, task: T) -> R:
        """One task with nothing beside it, so that it alone is to blame."""
        try:
            return self._give(task).result(timeout=self.patience)
        except BrokenProcessPool:
            self.stop()
            return self.lost(task, "reading it crashed")
        except TimeoutError:
            self.stop()
            return self.lost(task, f"reading it took more than {self.patience:.0f} seconds")

    def _give(self, task: T) -> "Future[R]":
        if self.pool is None:
            self.pool = ProcessPoolExecutor(
                self.count,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_begin,
                initargs=(self.setup, self.given),
            )
        try:
            return self.pool.submit(self.work, task)
        except BrokenProcessPool as broken:
            failed: Future[R] = Future()
            failed.set_exception(broken)
            return failed

    def stop(self) -> None:
        """End the processes now, also those that hang."""
        if self.pool is None:
            return
        pool, self.pool = self.pool, None
        for process in list((pool._processes or {}).values()):
            process.kill()  # a hanging worker listens to nothing less
        pool.shutdown(wait=True, cancel_futures=True)


def _some(tasks: Iterator[T], count: int) -> Iterator[T]:
    return itertools.islice(tasks, max(count, 0))


def _begin(setup: Callable[..., None], given: tuple[Any, ...]) -> None:
    """In a new worker: Ctrl-C is the parent's affair, and with the parent's end comes the worker's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None, "a worker has a parent"

    def follow() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()
    import cv2

    cv2.setNumThreads(1)  # the processes already use every core
    setup(*given)
