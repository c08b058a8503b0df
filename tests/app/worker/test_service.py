import asyncio

import pytest

from workers.app.worker.service import StreamService
from workers.errors import Fatal


class FakeRuntime:
    """Runs until it is stopped or told to fail."""

    def __init__(self) -> None:
        self.running = asyncio.Event()
        self.stopped_with: list[float | None] = []
        self.end: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def run(self) -> None:
        self.running.set()
        await self.end

    async def stop(self, deadline_s: float | None = None) -> None:
        self.stopped_with.append(deadline_s)
        if not self.end.done():
            self.end.set_result(None)


class Ending:
    """Records how the service said that the runtime ended."""

    def __init__(self) -> None:
        self.came = asyncio.Event()
        self.errors: list[BaseException | None] = []

    def __call__(self, error: BaseException | None) -> None:
        self.errors.append(error)
        self.came.set()


async def ready() -> None:
    return


async def forever() -> None:
    await asyncio.Event().wait()


async def bad_topics() -> None:
    raise Fatal("topics are missing")


@pytest.fixture
async def runtime() -> FakeRuntime:
    return FakeRuntime()


async def test_stop_lets_the_runtime_finish_within_the_deadline(runtime: FakeRuntime) -> None:
    ending = Ending()
    service = StreamService(runtime, prepare=ready, on_end=ending, stop_deadline_s=7.0)
    async with service, asyncio.timeout(5):
        await runtime.running.wait()
    assert runtime.stopped_with == [7.0]
    assert runtime.end.done()
    assert ending.errors == []


@pytest.mark.parametrize("error", [Fatal("no way"), RuntimeError("a bug")])
async def test_a_runtime_that_gives_up_is_reported_with_its_reason(runtime: FakeRuntime, error: Exception) -> None:
    ending = Ending()
    async with StreamService(runtime, prepare=ready, on_end=ending, stop_deadline_s=1.0), asyncio.timeout(5):
        await runtime.running.wait()
        runtime.end.set_exception(error)
        await ending.came.wait()
    assert ending.errors == [error]


async def test_a_runtime_that_ends_by_itself_is_reported(runtime: FakeRuntime) -> None:
    ending = Ending()
    async with StreamService(runtime, prepare=ready, on_end=ending, stop_deadline_s=1.0), asyncio.timeout(5):
        await runtime.running.wait()
        runtime.end.set_result(None)
        await ending.came.wait()
    assert ending.errors == [None]


async def test_stop_while_waiting_for_kafka_does_not_start_the_runtime(runtime: FakeRuntime) -> None:
    ending = Ending()
    async with asyncio.timeout(5):
        service = StreamService(runtime, prepare=forever, on_end=ending, stop_deadline_s=60.0)
        await service.start()
        await asyncio.sleep(0)
        await service.stop()
    assert not runtime.running.is_set()
    assert ending.errors == []


async def test_stop_right_after_start_ends(runtime: FakeRuntime) -> None:
    async with asyncio.timeout(5):
        service = StreamService(runtime, prepare=forever, on_end=Ending(), stop_deadline_s=60.0)
        await service.start()
        await service.stop()
    assert not runtime.running.is_set()


async def test_bad_topics_end_the_service_before_the_runtime_runs(runtime: FakeRuntime) -> None:
    ending = Ending()
    async with StreamService(runtime, prepare=bad_topics, on_end=ending, stop_deadline_s=1.0), asyncio.timeout(5):
        await ending.came.wait()
    assert [str(error) for error in ending.errors] == ["topics are missing"]
    assert not runtime.running.is_set()
