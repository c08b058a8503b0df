"""A pool without processes: the same contract, the echo processor in this process, held up at will."""

import asyncio
from collections.abc import Callable, Sequence

from fakes.processor import EchoProcessor

from workers.messages import InputMessage
from workers.streaming.pool.process_pool import PoolJob
from workers.streaming.ports import Outcome


class FakePool:
    def __init__(self) -> None:
        self.slots = 1
        self.ready_slots = 1
        self.batches: list[list[bytes]] = []
        self.gate = asyncio.Event()  # cleared: batches wait before they are processed
        self.gate.set()
        self.on_process: Callable[[Sequence[InputMessage]], None] | None = None
        self.stopped = False
        self._queue: asyncio.Queue[PoolJob] = asyncio.Queue()
        self._server: asyncio.Task[None] | None = None
        self._processor = EchoProcessor()

    def start(self) -> None:
        self._server = asyncio.create_task(self._serve())

    async def wait_ready(self) -> None:
        await asyncio.sleep(0)

    def submit(self, messages: Sequence[InputMessage], on_held: Callable[[], None] | None = None) -> PoolJob:
        job = PoolJob(messages, asyncio.get_running_loop().create_future(), on_held)
        self._queue.put_nowait(job)
        return job

    async def stop(self) -> None:
        self.stopped = True
        if self._server is not None:
            self._server.cancel()

    async def _serve(self) -> None:
        while True:
            job = await self._queue.get()
            if job.result.done() or not await job.taken():
                continue
            await self.gate.wait()
            self.batches.append([message.value for message in job.messages])
            if self.on_process is not None:
                self.on_process(job.messages)
            if not job.result.done():
                job.result.set_result([Outcome(result) for result in self._processor.process_many(job.messages)])
