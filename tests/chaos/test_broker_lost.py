"""A broker of the test's own is down at the start, and lost in mid course; the worker waits, says so once, goes on."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from cluster import Cluster

from workers.broker import LocalBroker
from workers.ops import events as told
from workers.ops.events import BrokerBack, BrokerUnreachable, Event
from workers.streaming.kafka.broker import Kafka
from workers.streaming.kafka.connection import Connection
from workers.streaming.options import PoolOptions, StreamingOptions
from workers.streaming.ports import Committed, OutgoingRecord, Partition
from workers.streaming.runtime import StreamRuntime

pytestmark = [pytest.mark.broker, pytest.mark.slow]
WAIT_S = 40.0


@pytest.fixture
def own_broker() -> Iterator[LocalBroker]:
    with LocalBroker() as broker:
        yield broker


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    seen: list[Event] = []
    monkeypatch.setattr(told, "emit", seen.append)
    monkeypatch.setattr("workers.streaming.session.emit", seen.append)
    return seen


@asynccontextmanager
async def runtime_of(kafka: Cluster) -> AsyncIterator[StreamRuntime]:
    options = StreamingOptions(
        group_id=kafka.group,
        pool=PoolOptions(processor_factory="fakes.processor:open_processor", slots=1),
        session_timeout_s=6.0,
        call_timeout_s=2.0,
        transaction_timeout_s=5.0,
        backoff_max_s=1.0,
    )
    runtime = StreamRuntime(options, Connection(kafka.servers, request_timeout_s=2.0), kafka.topics)
    task = asyncio.create_task(runtime.run())
    try:
        yield runtime
        assert not task.done()
        await runtime.stop()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def consumed(runtime: StreamRuntime, count: int) -> None:
    async with asyncio.timeout(WAIT_S):
        while runtime.status().ledger.consumed < count:  # noqa: ASYNC110 - the status sets no events
            await asyncio.sleep(0.05)


async def seen(events: list[Event], kind: type[Event], count: int) -> None:
    async with asyncio.timeout(WAIT_S):
        while sum(isinstance(event, kind) for event in events) < count:  # noqa: ASYNC110 - a list sets no events
            await asyncio.sleep(0.05)


async def test_the_worker_waits_says_so_once_and_goes_on(own_broker: LocalBroker, events: list[Event]) -> None:
    kafka = Cluster(own_broker.bootstrap_servers, "lost.", partitions=2)
    await kafka.make_topics()
    await kafka.feed([b"a%d" % number for number in range(100)])
    own_broker.kill()
    async with runtime_of(kafka) as runtime:
        await seen(events, BrokerUnreachable, 1)
        await asyncio.sleep(2.0)  # several attempts more
        status = runtime.status()
        assert (status.broker_reachable, status.ready, status.live) == (False, False, True)
        await asyncio.to_thread(own_broker.start)
        await consumed(runtime, 100)
        await seen(events, BrokerBack, 1)
        assert runtime.status().ready

        own_broker.kill()
        await seen(events, BrokerUnreachable, 2)
        await asyncio.sleep(4.0)  # longer than the deadline of a call
        assert runtime.status().live
        await asyncio.to_thread(own_broker.start)
        await kafka.feed([b"b%d" % number for number in range(100)])
        await consumed(runtime, 200)
        await seen(events, BrokerBack, 2)
        status = runtime.status()
        assert (status.ledger.consumed, status.ledger.balanced) == (200, True)
    assert sum(isinstance(event, BrokerUnreachable) for event in events) == 2
    found = await kafka.findings()
    assert found.exactly_once, found
    assert found.enriched == 200


async def test_producers_cut_off_by_an_outage_leave_nothing_behind(own_broker: LocalBroker) -> None:
    """Closing is bounded, whatever the producer was doing, and none of its tasks goes on afterwards."""
    kafka = Cluster(own_broker.bootstrap_servers, "cut.", partitions=1)
    await kafka.make_topics()
    maker = Kafka(Connection(kafka.servers), StreamingOptions(group_id=kafka.group))
    record = OutgoingRecord(kafka.topics.quotes, b"k", b"v")
    before = asyncio.all_tasks()
    producers = [maker.producer(f"cut-{number}") for number in range(4)]
    for producer in producers:
        await producer.start()
        await producer.begin()
    await producers[1].send([record])
    await producers[2].send([record])
    own_broker.kill()
    calls = (
        producers[0].send([record]),
        producers[1].send_position(Partition(kafka.topics.raw, 0), Committed(1)),
        producers[2].commit(),
    )
    results = await asyncio.gather(*(asyncio.wait_for(call, 1.0) for call in calls), return_exceptions=True)
    assert [type(result) for result in results] == [TimeoutError] * 3
    async with asyncio.timeout(10):
        await asyncio.gather(*(producer.close() for producer in producers))
        while asyncio.all_tasks() - before:  # noqa: ASYNC110 - tasks that are cancelled end in their own time
            await asyncio.sleep(0.05)
