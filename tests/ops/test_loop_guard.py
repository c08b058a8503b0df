"""The thread that watches the event loop: its counting on ticks of the test's own, then a loop that really hangs."""

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import pytest

from workers.ops import loop_guard
from workers.ops.loop_guard import END_S, Heartbeat, LoopGuard

LIMIT_S = 30.0


def answering(*, given_up: bool = False) -> Heartbeat:
    heart = Heartbeat(LIMIT_S, lambda: heart.answer(given_up=given_up))
    return heart


def ticks(heart: Heartbeat, count: int, elapsed_s: float = 1.0) -> str:
    why = ""
    for _ in range(count):
        why = why or heart.tick(elapsed_s)
    return why


def test_a_loop_that_answers_is_left_alone() -> None:
    assert ticks(answering(), 10_000) == ""


def test_a_loop_that_does_not_answer_stands_still_at_the_limit_and_not_before() -> None:
    asked: list[int] = []
    heart = Heartbeat(LIMIT_S, lambda: asked.append(1))
    assert ticks(heart, 30) == ""
    assert heart.tick(1.0) == "stalled for 30 s: the event loop stands still"
    assert asked == [1]  # one question is enough


def test_an_answer_in_between_begins_the_time_anew() -> None:
    heart = Heartbeat(LIMIT_S, lambda: None)
    ticks(heart, 25)
    heart.answer(given_up=False)
    assert ticks(heart, 30) == ""
    assert ticks(heart, 2) != ""


def test_time_in_which_the_whole_process_was_frozen_does_not_count() -> None:
    heart = Heartbeat(LIMIT_S, lambda: None)
    ticks(heart, 10)
    assert heart.tick(3600.0) == ""
    assert heart.silent_s == 11.0  # nine seconds, and the two that a tick may take at most


def test_a_process_that_has_given_up_and_does_not_end_is_ended() -> None:
    heart = answering(given_up=True)
    assert ticks(heart, int(END_S) - 1) == ""
    assert heart.tick(1.0) == "it has given up, but something keeps it from ending"


def run(block: Callable[[threading.Event], None], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Run a loop that is blocked once it turns; what the guard said."""
    monkeypatch.setattr(loop_guard, "TICK_S", 0.01)
    said: list[str] = []
    released = threading.Event()

    def end(why: str) -> None:
        said.append(why)
        released.set()

    async def main() -> None:
        guard = LoopGuard(asyncio.get_running_loop(), 0.2, lambda: False, end)
        guard.start()
        await asyncio.sleep(0.5)  # longer than the limit: a loop that turns is left alone
        assert not said
        block(released)
        guard.stop()

    asyncio.run(main())
    return said


def stand_still(released: threading.Event) -> None:
    assert released.wait(10)


def test_a_blocked_loop_is_seen_and_where_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    (why,) = run(stand_still, monkeypatch)
    assert why.startswith("stalled for 0 s: the event loop stands still, in wait (")
    assert "threading.py" in why


PROGRAM = """
import asyncio, time
from workers.ops import loop_guard
loop_guard.TICK_S = 0.05
async def main():
    loop_guard.LoopGuard(asyncio.get_running_loop(), 1.0, lambda: False).start()
    await asyncio.sleep(0.1)
    time.sleep(60)
asyncio.run(main())
"""


def test_it_ends_a_real_process_with_status_1_and_one_line() -> None:
    started = time.monotonic()
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=50, check=False)
    assert done.returncode == 1
    assert time.monotonic() - started < 40
    (line,) = (done.stdout + done.stderr).splitlines()
    assert "the worker gives up" in line
    assert "the event loop stands still, in main (<string>:8)" in line
