"""The pool with real child processes; the echo processor does the damage that the texts ask for."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from workers.errors import Fatal, Rejection
from workers.messages import InputMessage
from workers.streaming.options import PoolOptions
from workers.streaming.pool.process_memory import rss_bytes
from workers.streaming.pool.process_pool import ProcessPool
from workers.streaming.ports import Outcome

OPTIONS = PoolOptions(
    processor_factory="fakes.processor:open_processor",
    slots=1,
    process_timeout_s=1.0,
    process_min_bytes_per_s=1_000_000,
    kill_rss_bytes=200_000_000,
)
TESTS = Path(__file__).resolve().parent.parent.parent


@asynccontextmanager
async def pool_of(**options: object) -> AsyncIterator[ProcessPool]:
    pool = ProcessPool(replace(OPTIONS, **options), backoff_s=0.01)
    pool.start()
    try:
        yield pool
    finally:
        await pool.stop()


async def process(pool: ProcessPool, *texts: bytes) -> list[Outcome]:
    messages = [InputMessage(text, key=b"k", topic="raw", partition=0, offset=n) for n, text in enumerate(texts)]
    async with asyncio.timeout(20):
        return list(await pool.submit(messages).outcomes())


def summary(outcomes: list[Outcome]) -> list[str | bytes]:
    """The value of the enriched record, or the reason of the rejection, with the attempts when there were several."""
    found: list[str | bytes] = []
    for outcome in outcomes:
        value = outcome.result.reason if isinstance(outcome.result, Rejection) else outcome.result[0].value
        found.append(value if outcome.attempts == 1 else f"{value!r} x{outcome.attempts}")
    return found


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - processes set no events
            await asyncio.sleep(0.01)


async def test_one_outcome_per_message_in_order() -> None:
    async with pool_of() as pool:
        assert summary(await process(pool, b"a", b"REJECT", b"c")) == [b"a", "AskedTo", b"c"]
        assert (pool.slots, pool.ready_slots) == (1, 1)


@pytest.mark.parametrize(
    ("poison", "reason", "words"),
    [
        (b"ABORT", "ProcessDied", "signal SIGABRT"),
        (b"HANG", "ProcessTimeout", "did not answer within 1 s"),
        (b"EAT", "ProcessMemory", "grew beyond 200 MB"),
        (b"RAISE", "ZeroDivisionError", "raised ZeroDivisionError: asked to"),
        (rb"BABBLE \0\0\0\0\0\0\0\3abc", "ProcessDied", "answered nonsense"),
        (rb"BABBLE \377\0\0\0\0\0\0\0abc", "ProcessDied", "announced an answer of 18374686479671623680 bytes"),
    ],
)
async def test_the_guilty_message_is_named_and_the_others_come_out(poison: bytes, reason: str, words: str) -> None:
    patience_s = 1.0 if poison == b"HANG" else 15.0
    async with pool_of(process_timeout_s=patience_s) as pool:
        outcomes = await process(pool, b"a", poison, b"c")
        assert summary(outcomes) == ["b'a' x2", f"'{reason}' x2", "b'c' x2"]
        rejection = outcomes[1].result
        assert isinstance(rejection, Rejection)
        assert rejection.stage == "process"
        assert words in rejection.message
        assert summary(await process(pool, b"d")) == [b"d"]


async def test_a_healthy_child_is_not_killed_for_a_message_that_makes_it_raise() -> None:
    async with pool_of() as pool:
        await pool.wait_ready()
        before = pool.child_pids
        await process(pool, b"RAISE")
        assert pool.child_pids == before


async def test_a_slot_in_trouble_does_not_hold_up_the_other() -> None:
    async with pool_of(slots=2) as pool:
        hanging = asyncio.create_task(process(pool, b"HANG"))
        await until(lambda: pool.ready_slots == 2)
        assert summary(await process(pool, b"a")) == [b"a"]
        assert not hanging.done()
        assert summary(await hanging) == ["'ProcessTimeout' x2"]


async def test_time_is_given_by_size() -> None:
    async with pool_of(process_timeout_s=0.2, process_min_bytes_per_s=1000) as pool:
        await pool.wait_ready()
        assert summary(await process(pool, b"SLOW 0.8" + b" " * 2000))[0].startswith(b"SLOW")


async def test_a_child_that_has_grown_is_replaced() -> None:
    async with pool_of(recycle_rss_bytes=1) as pool:
        await pool.wait_ready()
        (first,) = pool.child_pids
        await process(pool, b"a")
        await until(lambda: pool.child_pids != [first] and pool.ready_slots == 1)
        assert summary(await process(pool, b"b")) == [b"b"]


async def test_a_child_that_dies_idle_costs_no_message_an_attempt() -> None:
    async with pool_of() as pool:
        await pool.wait_ready()
        (pid,) = pool.child_pids
        os.kill(pid, signal.SIGKILL)
        await until(lambda: pool.ready_slots == 0)
        assert summary(await process(pool, b"a")) == [b"a"]


async def test_a_held_job_waits_for_go_and_may_be_cancelled() -> None:
    async with pool_of() as pool:
        held = asyncio.Event()
        job = pool.submit([InputMessage(b"a", key=b"k")], held.set)
        async with asyncio.timeout(10):
            await held.wait()
        assert job.started
        waiting = asyncio.create_task(process(pool, b"b"))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        job.cancel()
        assert summary(await waiting) == [b"b"]


async def test_a_held_job_runs_after_go() -> None:
    async with pool_of() as pool:
        held = asyncio.Event()
        job = pool.submit([InputMessage(b"a", key=b"k")], held.set)
        async with asyncio.timeout(10):
            await held.wait()
        job.go()
        assert summary(list(await job.outcomes())) == [b"a"]


async def test_a_processor_that_cannot_be_opened_is_fatal_with_its_reason() -> None:
    async with pool_of(processor_factory="fakes.processor:open_nothing", max_failed_starts=2) as pool:
        with pytest.raises(Fatal, match="FileNotFoundError: no model here"):
            await asyncio.wait_for(pool.wait_ready(), 20)
        with pytest.raises(Fatal, match="no model here"):
            await process(pool, b"a")


async def test_failures_without_end_are_fatal() -> None:
    async with pool_of(max_process_failures=3) as pool:
        assert summary(await process(pool, b"RAISE", b"RAISE", b"a")) == ["'ZeroDivisionError' x2"] * 2 + ["b'a' x2"]
        with pytest.raises(Fatal, match="failed on 3 messages in a row"):
            await process(pool, b"RAISE", b"RAISE", b"RAISE")


async def test_stop_ends_the_children_even_one_that_hangs() -> None:
    async with pool_of() as pool:
        await pool.wait_ready()
        (pid,) = pool.child_pids
        job = pool.submit([InputMessage(b"HANG", key=b"k")])
        await until(lambda: job.started)
    assert rss_bytes(pid) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's part is Linux's")
def test_a_hanging_child_does_not_outlive_its_killed_parent() -> None:
    script = textwrap.dedent("""
        import asyncio
        from workers.messages import InputMessage
        from workers.streaming.options import PoolOptions
        from workers.streaming.pool.process_pool import ProcessPool

        async def main():
            pool = ProcessPool(PoolOptions(processor_factory="fakes.processor:open_processor", slots=1))
            pool.start()
            await pool.wait_ready()
            job = pool.submit([InputMessage(b"HANG")])
            print(*pool.child_pids, flush=True)
            await job.outcomes()

        asyncio.run(main())
    """)
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert rss_bytes(child) > 0
        parent.kill()
        parent.wait()

    async def gone() -> None:
        await until(lambda: rss_bytes(child) == 0)

    asyncio.run(gone())


async def test_what_a_library_prints_does_not_disturb() -> None:
    async with pool_of(processor_factory="fakes.processor:open_chatterbox") as pool:
        assert summary(await process(pool, b"a", b"b")) == [b"a", b"b"]
