"""When a worker joins the group."""

import asyncio

from fakes.pool import FakePool
from fakes.running import new_broker, running


class LoadingPool(FakePool):
    """Its process has not loaded its model yet."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded = asyncio.Event()

    async def wait_ready(self) -> None:
        await self.loaded.wait()


async def test_a_worker_joins_when_it_can_work() -> None:
    """Partitions that it got earlier would wait for its model, while the other workers could go on with them."""
    broker, pool = new_broker(), LoadingPool()
    broker.produce("raw", 0, b"a")
    async with running(broker, pool) as run:
        await run.until(lambda: run.runtime.status().broker_reachable)
        for _ in range(50):
            await asyncio.sleep(0)
        assert broker.rebalances == []
        assert not run.runtime.status().ready
        pool.loaded.set()
        await run.until_consumed(1)


async def test_a_worker_that_still_loads_stops_when_told() -> None:
    async with running(pool=LoadingPool()) as run:
        await run.until(lambda: run.runtime.status().broker_reachable)
        await asyncio.wait_for(run.runtime.stop(), 5)
