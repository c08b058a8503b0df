"""What is a stall and what is waiting: the rule on a fake clock, then the runtime that ends by it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest
from fakes.broker import FakeBroker
from fakes.pool import FakePool
from fakes.running import WAIT_S, Running, build, new_broker

from workers.errors import Fatal, Retriable
from workers.ops.metrics import IDLE_SECONDS
from workers.streaming.outage import Outage
from workers.streaming.ports import OutgoingRecord
from workers.streaming.status import Ledger, PartitionStatus, RuntimeState, RuntimeStatus
from workers.streaming.watchdog import Watchdog

STALL_S = 100.0
STEP_S = 9
IDLE = PartitionStatus(
    topic="raw",
    partition=3,
    state="working",
    committed_offset=10,
    lag=0,
    held_messages=0,
    held_bytes=0,
    paused=False,
    ledger=Ledger(),
)
BEHIND = replace(IDLE, lag=5, held_messages=2)
RUNNING = RuntimeStatus(
    state=RuntimeState.RUNNING,
    broker_reachable=True,
    joined=True,
    pool_slots=2,
    pool_ready=2,
    since_poll_s=0.1,
    since_commit_s=1.0,
    held_bytes=100,
    partitions=(BEHIND,),
    ledger=Ledger(),
)


@dataclass
class Watch:
    """A watchdog, its clock, and a worker whose consumer is polled each second."""

    dog: Watchdog = field(default_factory=lambda: Watchdog(STALL_S))
    now: float = 1000.0
    polls: int = 0

    def stall(self, status: RuntimeStatus, seconds: int, *, polling: bool = True) -> str:
        """Look each second for so long; the verdict at the end."""
        for _ in range(seconds):
            self.now += 1
            self.polls += polling
            self.dog.observe(replace(status, polls=self.polls), self.now)
        return self.dog.verdict.stall


def test_a_partition_with_work_and_no_progress_is_a_stall_at_the_limit_and_not_before() -> None:
    watch = Watch()
    assert watch.stall(RUNNING, 100) == ""
    assert watch.dog.verdict.idle_s == 99
    text = watch.stall(RUNNING, 1)
    assert text == (
        "stalled for 100 s: raw-3: no progress with 5 messages to do (working); extraction processes ready: 2 of 2"
    )


def test_lag_alone_is_work() -> None:
    assert "raw-3" in Watch().stall(replace(RUNNING, partitions=(replace(IDLE, lag=1),)), 101)


@pytest.mark.parametrize("state", ["taking", "backing_off"])
def test_a_partition_that_cannot_be_taken_is_a_stall_that_names_the_trouble(state: str) -> None:
    partition = replace(IDLE, state=state, lag=None, trouble="the coordinator is loading")
    text = Watch().stall(replace(RUNNING, partitions=(partition,)), 101)
    assert "an unknown number of messages" in text
    assert "the last trouble: the coordinator is loading" in text


@pytest.mark.parametrize(
    "status",
    [
        replace(RUNNING, partitions=(IDLE,)),
        replace(RUNNING, partitions=()),
        replace(RUNNING, partitions=(replace(BEHIND, state="fenced"),)),
        replace(RUNNING, broker_reachable=False),
        replace(RUNNING, state=RuntimeState.NEW, broker_reachable=False, joined=False),
        replace(RUNNING, state=RuntimeState.STOPPING),
        replace(RUNNING, pool_ready=0, partitions=(replace(BEHIND, queued=True),)),
    ],
    ids=[
        "nothing to do",
        "more workers than partitions",
        "fenced",
        "Kafka is away",
        "not begun",
        "stopping",
        "the pool starts",
    ],
)
def test_waiting_is_no_stall_however_long(status: RuntimeStatus) -> None:
    assert Watch().stall(status, 10_000) == ""


def test_progress_begins_the_time_anew() -> None:
    watch = Watch()
    assert watch.stall(RUNNING, 99) == ""
    moved = replace(RUNNING, partitions=(replace(BEHIND, progress=1),))
    assert watch.stall(moved, 100) == ""
    assert watch.stall(moved, 1) != ""


def test_so_does_an_outage() -> None:
    watch = Watch()
    watch.stall(RUNNING, 99)
    watch.stall(replace(RUNNING, broker_reachable=False), 1)
    assert watch.stall(RUNNING, 100) == ""
    assert watch.stall(RUNNING, 1) != ""


def test_a_partition_that_queues_for_a_slot_waits_for_the_others() -> None:
    watch = Watch()
    queued = replace(BEHIND, queued=True)
    for progress in range(10):
        others = replace(BEHIND, partition=1, progress=progress)
        assert watch.stall(replace(RUNNING, partitions=(queued, others)), 50) == ""
    text = watch.stall(replace(RUNNING, partitions=(queued, others)), 100)
    assert "raw-3: no progress with 5 messages to do; waiting for an extraction process" in text
    assert "raw-1" in text


def test_to_queue_and_to_work_in_turn_is_no_progress() -> None:
    watch = Watch()
    for queued in [True, False] * 50:
        watch.stall(replace(RUNNING, partitions=(replace(BEHIND, queued=queued),)), 1)
    assert watch.stall(RUNNING, 1) != ""


def test_a_large_batch_in_a_slot_has_the_time_that_its_bytes_may_take() -> None:
    watch = Watch()
    large = replace(RUNNING, partitions=(replace(BEHIND, allowance_s=200.0),))
    assert watch.stall(large, 300) == ""
    assert watch.stall(large, 1) != ""


def test_one_line_names_three_partitions_and_counts_the_others() -> None:
    many = tuple(replace(BEHIND, partition=number) for number in range(8))
    text = Watch().stall(replace(RUNNING, partitions=many), 101)
    assert text.count("no progress") == 3
    assert "and 5 partitions more" in text


def test_kafka_that_takes_connections_and_answers_nothing_is_a_stall() -> None:
    silent = replace(RUNNING, broker_reachable=False, broker_silent=True)
    watch = Watch()
    assert watch.stall(silent, 100) == ""
    # sessions that are begun anew in the meantime change nothing
    assert watch.stall(replace(silent, state=RuntimeState.STARTING, joined=False), 1).startswith(
        "stalled for 100 s: Kafka accepts connections but has answered nothing"
    )


def test_a_group_that_gives_no_partitions_is_a_stall() -> None:
    alone = replace(RUNNING, state=RuntimeState.STARTING, joined=False, partitions=())
    assert "the group has not given this worker its partitions" in Watch().stall(alone, 101)


def test_a_poll_that_does_not_return_is_a_stall() -> None:
    watch = Watch()
    assert watch.stall(replace(RUNNING, partitions=(IDLE,)), 101, polling=False).startswith(
        "stalled for 100 s: the con"
    )


def test_time_in_which_the_process_was_frozen_does_not_count() -> None:
    watch = Watch()
    watch.stall(RUNNING, 60)
    watch.now += 5000
    assert watch.stall(RUNNING, 41) == ""
    assert watch.stall(RUNNING, 1) != ""


# An outage


def outage() -> Outage:
    return Outage("fake:9092", lambda: 0.0)


def test_an_outage_is_silent_when_the_broker_takes_connections() -> None:
    away = outage()
    away.up()
    away.down("no answer", accepting=True)
    assert away.silent
    away.down("no answer", accepting=None)  # its backlog is full by now
    away.down("the session is broken")
    assert away.silent
    away.up()
    assert not away.silent


def test_a_refusal_ends_the_silence() -> None:
    away = outage()
    away.down("no answer", accepting=True)
    away.down("refused", accepting=False)
    assert not away.silent
    away.down("no answer", accepting=None)
    assert not away.silent


# The runtime on the fakes, with a clock that is set by hand


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_POLL_S", "_PROBE_TIMEOUT_S", "_PROBE_AGAIN_S"):
        monkeypatch.setattr(f"workers.streaming.session.{name}", 0.01)


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def watched(broker: FakeBroker, pool: FakePool, *, accepts: bool = True) -> AsyncIterator[tuple[Running, Clock]]:
    async def accepting() -> bool:
        return accepts

    clock = Clock()
    runtime = build(broker, pool, clock=clock, accepts=accepting, stall_s=STALL_S, session_timeout_s=1e6)
    runtime._look_every_s = 0.001
    task = asyncio.create_task(runtime.run())
    try:
        yield Running(runtime, broker, pool, task), clock
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def looked(run: Running) -> None:
    """Return once the consumer has been polled, if Kafka answers, and the watchdog has looked, after this call."""
    polls, looks = run.runtime.status().polls, run.runtime._looks
    await run.until(lambda: run.runtime.status().polls > polls or not run.runtime.status().broker_reachable)
    await run.until(lambda: run.runtime._looks > looks + 1)


async def pass_time(run: Running, clock: Clock, seconds: int) -> None:
    """In steps that are too short for a freeze."""
    for _ in range(seconds // STEP_S):
        clock.now += STEP_S
        await looked(run)


async def expire(run: Running, clock: Clock) -> None:
    """What is left of the time, and the watchdog's look at its end."""
    for _ in range(4):
        clock.now += STEP_S
        before = run.runtime._looks
        async with asyncio.timeout(WAIT_S):
            while run.runtime._looks <= before + 1 and run.runtime.status().live:  # noqa: ASYNC110 - see Running
                await asyncio.sleep(0.002)


async def ended(run: Running) -> str:
    with pytest.raises(Fatal) as caught:
        await asyncio.wait_for(asyncio.shield(run.task), WAIT_S)
    return str(caught.value)


async def test_a_child_that_never_answers_ends_the_worker_and_loses_nothing() -> None:
    broker, pool = new_broker(partitions=1), FakePool()
    broker.produce("raw", 0, b"a")
    pool.gate.clear()
    async with watched(broker, pool) as (run, clock):
        await run.until(lambda: bool(run.runtime.status().held_bytes))
        await pass_time(run, clock, 90)
        assert run.runtime.status().live
        assert IDLE_SECONDS._value.get() >= 80
        await expire(run, clock)
        assert (await ended(run)).startswith("stalled for 10")
        assert not run.runtime.status().live
        assert run.runtime.status().state is RuntimeState.FAILED
    assert broker.committed_records("enriched") == []
    async with watched(broker, FakePool()) as (run, clock):
        await run.until_consumed(1)
    assert [record.value for record in broker.committed_records("enriched")] == [b"a"]


async def test_a_batch_that_is_done_again_and_again_but_never_committed_is_no_progress() -> None:
    broker = new_broker(partitions=1)
    broker.produce("raw", 0, b"a")
    broker.fail("commit", Retriable("not enough replicas"), times=10_000)
    async with watched(broker, FakePool()) as (run, clock):
        await run.until(lambda: any(item.trouble for item in run.runtime.status().partitions))
        await pass_time(run, clock, 90)
        await expire(run, clock)
        text = await ended(run)
    assert "raw-0: no progress" in text
    assert "not enough replicas" in text


async def test_a_broker_that_is_lost_is_waited_for_however_long() -> None:
    broker = new_broker(partitions=1)
    broker.produce("raw", 0, b"a")
    async with watched(broker, FakePool(), accepts=False) as (run, clock):
        await run.until_consumed(1)
        broker.down = True
        broker.produce("raw", 0, b"b")
        run.runtime._session._probe_now.set()
        await run.until(lambda: not run.runtime.status().broker_reachable)
        await pass_time(run, clock, 1000)
        assert run.runtime.status().live
        broker.down = False
        await run.until_consumed(2)


async def test_where_only_a_bootstrap_server_is_left_the_session_begins_anew() -> None:
    broker = new_broker(partitions=1)
    async with watched(broker, FakePool()) as (run, _):
        await run.until(lambda: run.runtime.status().joined)
        first = run.runtime._session
        broker.fail("probe", Retriable("no known broker"), times=2 * 3)  # a probe asks twice
        first._probe_now.set()
        await run.until(lambda: run.runtime._session not in (first, None) and run.runtime.status().joined)
        broker.produce("raw", 0, b"a")
        await run.until_consumed(1)
        assert run.runtime.status().broker_reachable


async def test_one_refusal_by_a_broker_that_comes_back_keeps_the_session() -> None:
    broker = new_broker(partitions=1)
    async with watched(broker, FakePool()) as (run, _):
        await run.until(lambda: run.runtime.status().joined)
        first = run.runtime._session
        for _ in range(2):  # not three in a row
            broker.fail("probe", Retriable("no known broker"), times=2 * 2)
            first._probe_now.set()
            await run.until(lambda: not run.runtime.status().broker_reachable)
            await run.until(lambda: run.runtime.status().broker_reachable)
        assert run.runtime._session is first


async def test_a_broker_that_hangs_ends_the_worker() -> None:
    broker = new_broker(partitions=1)
    async with watched(broker, FakePool()) as (run, clock):
        await run.until(lambda: run.runtime.status().joined)
        broker.silent = True
        run.runtime._session._probe_now.set()
        await run.until(lambda: run.runtime.status().broker_silent)
        await pass_time(run, clock, 90)
        assert run.runtime.status().live
        await expire(run, clock)
        assert "Kafka accepts connections but has answered nothing" in await ended(run)


async def test_markers_at_the_end_of_a_transactional_raw_topic_are_no_lag() -> None:
    broker = new_broker(partitions=1)
    upstream = broker.producer("upstream")
    await upstream.start()
    await upstream.begin()
    await upstream.send([OutgoingRecord("raw", b"k", b"a")])
    await upstream.commit()
    async with watched(broker, FakePool()) as (run, clock):
        await run.until_consumed(1)
        await run.until(lambda: [item.lag for item in run.runtime.status().partitions] == [0])
        await pass_time(run, clock, 300)
        assert run.runtime.status().live
