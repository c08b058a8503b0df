"""A thread that ends the process when its event loop stands still, or when it has given up but does not end.

The loop cannot watch itself, and while it stands still ``/livez`` does not answer either.
"""

import asyncio
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable

from workers.ops.events import WorkerGaveUp, emit

TICK_S = 1.0
END_S = 60.0  # for a process that has given up to end in order
_LONGEST_TICK = 2.0  # ticks; a longer one means that the whole process did not run, and it is no fault of the loop
STATUS = 1


class Heartbeat:
    """Counts for how long a loop has not answered. ``ask`` sends it a question, :meth:`answer` is the answer.

    An answer may be that the process has given up; from the first such one on it has ``END_S`` to end.
    """

    def __init__(self, limit_s: float, ask: Callable[[], None]) -> None:
        self._limit_s = limit_s
        self._ask = ask
        self._asked = False
        self._answered = False
        self._silent_s = 0.0
        self._left_s: float | None = None

    @property
    def silent_s(self) -> float:
        """Since when, in seconds in which the process ran."""
        return self._silent_s

    def answer(self, *, given_up: bool) -> None:
        """The loop turns."""
        self._answered = True
        if given_up and self._left_s is None:
            self._left_s = END_S

    def tick(self, elapsed_s: float) -> str:
        """So much time has passed; why the process must end, or empty."""
        counted_s = min(elapsed_s, _LONGEST_TICK * TICK_S)
        if self._answered or not self._asked:
            self._silent_s = 0.0
            self._answered = False
            self._asked = True
            self._ask()
        else:
            self._silent_s += counted_s
        if self._left_s is not None:
            self._left_s -= counted_s
            if self._left_s <= 0:
                return "it has given up, but something keeps it from ending"
        if self._silent_s >= self._limit_s:
            return f"stalled for {self._silent_s:.0f} s: the event loop stands still"
        return ""


class LoopGuard:
    """Watches the loop of the thread that makes it.

    Args:
        loop: runs in the calling thread, now or later.
        limit_s: how long it may stand still.
        given_up: whether the process is about to end; called in the loop.
        end: what to do then, told why; by default log it and end the process at once with status 1.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        limit_s: float,
        given_up: Callable[[], bool],
        end: Callable[[str], None] | None = None,
    ) -> None:
        self._loop = loop
        self._given_up = given_up
        self._end = end or _end_process
        self._watched = threading.get_ident()
        self._heartbeat = Heartbeat(limit_s, self._ask)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="loop guard", daemon=True)

    def start(self) -> None:
        """Begin to watch; a loop that does not run yet stands still."""
        self._thread.start()

    def stop(self) -> None:
        """Watch no more."""
        self._stopped.set()
        self._thread.join()

    def _watch(self) -> None:
        looked_at = time.monotonic()
        while not self._stopped.wait(TICK_S):
            now = time.monotonic()
            try:
                why = self._heartbeat.tick(now - looked_at)
            except RuntimeError:  # the loop is closed
                return
            looked_at = now
            if why:
                self._end(f"{why}, {_place(self._watched)}")
                return

    def _ask(self) -> None:
        self._loop.call_soon_threadsafe(self._answer)

    def _answer(self) -> None:
        self._heartbeat.answer(given_up=self._given_up())


def _place(thread: int) -> str:
    frame = sys._current_frames().get(thread)  # noqa: SLF001 - the documented way to another thread's stack
    if frame is None:
        return "its thread is gone"
    stack = traceback.extract_stack(frame)
    innermost = stack[-1]
    return f"in {innermost.name} ({innermost.filename}:{innermost.lineno})"


def _end_process(why: str) -> None:
    emit(WorkerGaveUp(why))
    os._exit(STATUS)
