"""A whole runtime on the fakes, and waiting for what it does."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from fakes.broker import FakeBroker
from fakes.pool import FakePool

from workers.streaming.kafka.connection import Connection
from workers.streaming.message_trace import MessageTrace
from workers.streaming.options import StreamingOptions, TopicNames
from workers.streaming.runtime import StreamRuntime

TOPICS = TopicNames(raw="raw", dead_letters="dlq", enriched="enriched", quotes="quotes", events="events")
QUICK = StreamingOptions(
    group_id="g",
    pipeline_version="9.9",
    batch_max_records=4,
    call_timeout_s=0.5,
    transaction_timeout_s=1.0,
    session_timeout_s=0.3,
    drain_timeout_s=2.0,
    backoff_first_s=0.001,
    backoff_max_s=0.02,
)
WAIT_S = 10.0


def new_broker(partitions: int = 2) -> FakeBroker:
    return FakeBroker({"raw": partitions, "dlq": 1, "enriched": 2, "quotes": 1, "events": 1})


@dataclass
class Running:
    runtime: StreamRuntime
    broker: FakeBroker
    pool: FakePool
    task: "asyncio.Task[None]"

    def values(self, topic: str) -> list[bytes | None]:
        return [record.value for record in self.broker.committed_records(topic)]

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for a condition; an error of the runtime ends the wait."""
        async with asyncio.timeout(WAIT_S):
            while not condition():
                if self.task.done():
                    self.task.result()
                await asyncio.sleep(0.002)

    async def until_consumed(self, count: int) -> None:
        await self.until(lambda: self.runtime.status().ledger.consumed >= count)


def build(
    broker: FakeBroker,
    pool: FakePool,
    *,
    clock: Callable[[], float] = time.monotonic,
    accepts: Callable[[], Awaitable[bool]] | None = None,
    trace: MessageTrace | None = None,
    **options: object,
) -> StreamRuntime:
    return StreamRuntime(
        replace(QUICK, **options),
        Connection("fake:9092"),
        TOPICS,
        broker=broker,
        pool=pool,
        clock=clock,
        accepts=accepts,
        trace=trace,
    )


@asynccontextmanager
async def running(
    broker: FakeBroker | None = None, pool: FakePool | None = None, **options: object
) -> AsyncIterator[Running]:
    broker = broker or new_broker()
    pool = pool or FakePool()
    runtime = build(broker, pool, **options)
    task = asyncio.create_task(runtime.run())
    try:
        yield Running(runtime, broker, pool, task)
        if not task.done():
            await runtime.stop()
        await task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
